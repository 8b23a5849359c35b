//! Receipts: a sender may ask to know that a message was displayed (RFC 8098). The reader is told, and answers or not;
//! nothing ever leaves by itself, and lists and programs are not answered.

use kernel::{Ctx, Error, Id, Result, Tx, db::list, sql};

use crate::{
    filing::{self, Message},
    identities,
    letter::{self, Letter},
    mailbox::Mailbox,
    message::{
        Email, EmailAddress,
        address::{on_the_wire, parse_list},
        compose::{Copies, Draft, Stamp, compose, displayed},
        header_values,
    },
    queue::{self, Way},
    recipients,
    words::Words,
};

/// Where a receipt is wanted, when one may be sent at all.
pub(crate) fn wanted(email: &Email, raw: &[u8]) -> Option<EmailAddress> {
    if email.is_automatic || email.list.is_list() {
        return None;
    }
    let asked = header_values(raw, "disposition-notification-to");
    let asked = asked.iter().flat_map(|value| parse_list(value).addresses);
    let mut asked: Vec<EmailAddress> = asked.take(2).collect();
    // Several places are no sender who wants to know.
    if asked.len() == 1 { asked.pop() } else { None }
}

/// Of which of these messages the reader has chosen already.
pub(crate) async fn chosen(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    messages: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    tx.all(sql!(Id<Message>: "SELECT message_id FROM mail_receipts WHERE mailbox_id = $1 AND message_id IN LIST($2)",
        mailbox, list(messages.iter().copied())))
        .await
}

/// Writes the choice down; `false` when one was made before.
async fn choose(tx: &mut Tx, mailbox: Id<Mailbox>, message: Id<Message>, sent: bool) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO mail_receipts (mailbox_id, message_id, academy_id, sent, chosen_at) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT DO NOTHING",
            mailbox,
            message,
            tx.academy_id()?,
            sent,
            tx.now()
        ))
        .await?;
    Ok(made == 1)
}

/// The reader will send none for this message.
pub(crate) async fn refuse(tx: &mut Tx, mailbox: Id<Mailbox>, message: Id<Message>) -> Result<()> {
    filing::find(tx, mailbox, message).await?;
    choose(tx, mailbox, message, false).await.map(drop)
}

/// Sends the receipt of a message, once.
pub(crate) async fn send(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<()> {
    let t = Words(ctx.locale);
    let digest = {
        let mut tx = ctx.read().await?;
        filing::digest_of(&mut tx, mailbox, id).await?
    };
    let (email, raw) = letter::email(&ctx.services().files, &digest).await?;
    let to = wanted(&email, &raw).ok_or(Error::NotFound)?;
    let (found, identities) = {
        let mut tx = ctx.read().await?;
        let found = recipients::find(&mut tx, std::slice::from_ref(&to)).await?;
        (found, identities::all(&mut tx, mailbox).await?)
    };
    let way = Way::to(&found, ctx).ok_or_else(|| Error::Conflict(t.receipt_unreachable(&to.email)))?;
    let reader = identities::written_to(&identities, &email).or_else(|| identities::named(&identities, ""));
    let reader = reader.ok_or(Error::NotFound)?.email_address();
    let academy = ctx.academy()?;
    let subject = if email.subject.is_empty() { t.no_subject() } else { &email.subject };
    let reader_address = on_the_wire(&reader.email).unwrap_or_default();
    let draft = Draft {
        to: vec![to.clone()],
        subject: t.receipt_subject(subject),
        text: Some(t.receipt_text(subject, web::dates::moment(ctx.locale, ctx.now(), &academy.zone))),
        in_reply_to: email.message_id.iter().cloned().collect(),
        references: email.message_id.iter().cloned().collect(),
        headers: vec![("Auto-Submitted".to_owned(), "auto-replied".to_owned())],
        report: Some(displayed(&academy.mail_domain, "Preau", &reader_address, email.message_id.as_deref())),
        from: reader,
        ..Draft::default()
    };
    let message_id = format!("accuse.{id}@{}", academy.mail_domain);
    let stamp = Stamp { message_id: &message_id, sent_at: ctx.now() };
    let raw = compose(&draft, &stamp, Copies::Delivered).map_err(Error::internal)?;
    let letter = Letter::keep(ctx, raw).await?;
    ctx.write(async move |tx| {
        if choose(tx, mailbox, id, true).await? {
            queue::say_without_sender(tx, &letter, &way).await?;
        }
        Ok(())
    })
    .await
}
