//! Messages one writes again and again: a subject and a text under a name, put into whatever is being written.

use kernel::{Error, Id, Result, Tx, row, search::fold, sql};

use crate::{
    delivery::sending::{html_of, is_html},
    mailbox::{self, Mailbox},
    message::clean_line,
    words::Words,
};

/// Marker for ids of templates.
#[derive(Debug)]
pub struct Template;

pub(crate) const MOST: i64 = 100;
const LONGEST_NAME: usize = 100;
const LONGEST_SUBJECT: usize = 900;
pub(crate) const LONGEST_BODY: usize = 100_000;

row! {
    pub(crate) struct TemplateRow {
        pub id: Id<Template>,
        pub name: String,
        pub subject: String,
        /// HTML when it starts with a tag, plain text otherwise.
        pub body: String,
    }
}

row! {
    /// A line of the list.
    pub(crate) struct TemplateLine {
        pub id: Id<Template>,
        pub name: String,
        pub subject: String,
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    pub name: String,
    pub subject: String,
    pub body: String,
}

pub(crate) async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<TemplateLine>> {
    tx.all(sql!(TemplateLine: "SELECT id, name, subject FROM mail_templates WHERE mailbox_id = $1 ORDER BY sort_key", mailbox))
        .await
}

pub(crate) async fn find(tx: &mut Tx, mailbox: Id<Mailbox>, template: Id<Template>) -> Result<TemplateRow> {
    tx.first(sql!(TemplateRow: "SELECT id, name, subject, body FROM mail_templates WHERE id = $1 AND mailbox_id = $2",
        template, mailbox))
        .await?
        .ok_or(Error::NotFound)
}

pub(crate) async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, writing: Writing) -> Result<Id<Template>> {
    let writing = sound(tx, writing)?;
    mailbox::ensure(tx, mailbox.cast()).await?;
    let others = all(tx, mailbox).await?;
    if others.len() as i64 >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).template_too_many(MOST)));
    }
    if others.iter().any(|other| fold(&other.name) == fold(&writing.name)) {
        return Err(Error::invalid("name", Words(tx.locale).template_name_taken(&writing.name)));
    }
    let id: Id<Template> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO mail_templates (id, academy_id, mailbox_id, name, sort_key, subject, body)
          VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        tx.academy_id()?,
        mailbox,
        writing.name,
        fold(&writing.name),
        writing.subject,
        writing.body
    ))
    .await?;
    Ok(id)
}

/// From a message being written, under its subject, with a number when that name is taken. Answers the name.
pub(crate) async fn keep(tx: &mut Tx, mailbox: Id<Mailbox>, subject: &str, body: &str) -> Result<String> {
    let subject = clean_line(subject);
    let t = Words(tx.locale);
    let wanted = if fold(&subject).is_empty() { t.template_unnamed().to_owned() } else { subject.clone() };
    let wanted: String = wanted.chars().take(LONGEST_NAME - 5).collect();
    let others = all(tx, mailbox).await?;
    let free = |name: &String| !others.iter().any(|other| fold(&other.name) == fold(name));
    let mut names = std::iter::once(wanted.clone()).chain((2..=MOST + 1).map(|n| format!("{wanted} {n}")));
    let name = names.find(free).ok_or_else(|| Error::internal("no free name among more than there are"))?;
    create(tx, mailbox, Writing { name: name.clone(), subject, body: body.to_owned() }).await?;
    Ok(name)
}

pub(crate) async fn change(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    template: Id<Template>,
    writing: Writing,
) -> Result<()> {
    find(tx, mailbox, template).await?;
    let writing = sound(tx, writing)?;
    let others = all(tx, mailbox).await?;
    if others.iter().any(|other| other.id != template && fold(&other.name) == fold(&writing.name)) {
        return Err(Error::invalid("name", Words(tx.locale).template_name_taken(&writing.name)));
    }
    tx.execute(sql!(
        "UPDATE mail_templates SET name = $3, sort_key = $4, subject = $5, body = $6 WHERE id = $1 AND mailbox_id = $2",
        template,
        mailbox,
        writing.name,
        fold(&writing.name),
        writing.subject,
        writing.body
    ))
    .await?;
    Ok(())
}

pub(crate) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, template: Id<Template>) -> Result<()> {
    let gone = tx
        .execute(sql!("DELETE FROM mail_templates WHERE id = $1 AND mailbox_id = $2", template, mailbox))
        .await?;
    if gone == 1 { Ok(()) } else { Err(Error::NotFound) }
}

fn sound(tx: &Tx, writing: Writing) -> Result<Writing> {
    let t = Words(tx.locale);
    let name = clean_line(&writing.name);
    if fold(&name).is_empty() {
        return Err(Error::invalid("name", t.template_name_missing()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.contact_too_long(LONGEST_NAME as i64)));
    }
    let subject = clean_line(&writing.subject);
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(Error::invalid("subject", t.contact_too_long(LONGEST_SUBJECT as i64)));
    }
    if writing.body.chars().count() > LONGEST_BODY {
        return Err(Error::invalid("body", t.contact_too_long(LONGEST_BODY as i64)));
    }
    Ok(Writing { name, subject, body: writing.body })
}

/// What was written with the template after it, formatted when either is.
pub(crate) fn joined(body: &str, template: &str) -> String {
    if body.trim().is_empty() || body.trim() == "<p></p>" {
        return template.to_owned();
    }
    if is_html(body) || is_html(template) {
        return format!("{}{}", html_of(body), html_of(template));
    }
    format!("{}\n\n{template}", body.trim_end())
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_template_follows_what_is_written_in_its_form() {
        assert_eq!(joined(" \n", "Bonjour,"), "Bonjour,");
        assert_eq!(joined("Madame,\n", "Merci."), "Madame,\n\nMerci.");
        assert_eq!(joined("Madame, < 3", "<p>Merci.</p>"), "<p>Madame, &lt; 3</p><p>Merci.</p>");
        assert_eq!(joined("<p>Madame,</p>", "Merci."), "<p>Madame,</p><p>Merci.</p>");
    }
}
