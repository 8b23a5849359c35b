//! Whom an absence answers, and the answer itself: looked at as the message is filed, written by a job after it, marked so
//! that no program answers it in turn.

use kernel::{
    Ctx, Error, Id, Result, Time, Tx,
    jobs::{self, JobKind},
    people,
    time::days,
};
use serde::{Deserialize, Serialize};

use super::{Outside, VacationRow, find, is_active, store};
use crate::{
    delivery::{self, Recipient},
    folder::id_from,
    letter::Letter,
    mailbox::{self, Mailbox, MailboxRow},
    message::{
        EmailAddress,
        address::{is_valid, normalise, split, without_detail},
        compose::{Copies, Draft, Stamp, compose},
    },
    queue::{self, Way},
    recipients,
    traits::Traits,
    words::Words,
};

pub(crate) const JOB: JobKind = JobKind {
    name: ANSWER,
    run: |ctx, payload| Box::pin(async move { write(ctx, jobs::payload(&payload)?).await }),
};

const ANSWER: &str = "mail absence";

#[derive(Serialize, Deserialize)]
struct Answer {
    from: Recipient,
    to: String,
    outside: bool,
    /// Of the message answered.
    subject: String,
    message_id: Option<String>,
    references: Vec<String>,
    /// The same message is answered once, however often its job runs.
    key: Id<Letter>,
    at: Time,
}

/// Answers who has written, if the agent is away and this is a message to answer.
pub(crate) async fn consider(tx: &mut Tx, me: Recipient, found: &MailboxRow, letter: &Letter) -> Result<()> {
    let now = tx.now();
    if !is_active(found, now) || letter.traits.is_automatic {
        return Ok(());
    }
    let mailbox = mailbox::of_person(me.person);
    let own = recipients::addresses_of(tx, me.person).await?;
    let Some(to) = whom(&letter.traits, &own) else { return Ok(()) };
    let Some(vacation) = find(tx, mailbox).await? else { return Ok(()) };
    let domain = &tx.academy()?.mail_domain;
    let outside = split(&to).is_none_or(|(_, theirs)| !theirs.eq_ignore_ascii_case(domain));
    if outside && vacation.outside == Outside::Nothing {
        return Ok(());
    }
    let every = days(u64::try_from(vacation.every_days).unwrap_or(1));
    let sender = id_from("answered", &[normalise(&to).as_bytes()]);
    if !store::answer(tx, mailbox, sender, now.minus(every)).await? {
        return Ok(());
    }
    let answer = Answer {
        from: me,
        to,
        outside,
        subject: letter.subject.clone(),
        message_id: letter.traits.message_id.clone(),
        references: letter.traits.references.clone(),
        key: id_from("absence", &[mailbox.bytes(), letter.digest.as_bytes()]),
        at: now,
    };
    tx.enqueue(ANSWER, &answer).await
}

/// The address to answer: nobody when a program wrote, when the agent is not named as a recipient, or wrote to
/// themselves.
fn whom(traits: &Traits, own: &[String]) -> Option<String> {
    let mine = |address: &str| own.contains(&normalise(&without_detail(address)));
    if traits.is_automatic || traits.is_marked_junk || !traits.named.iter().any(|a| mine(&a.email)) {
        return None;
    }
    let from = traits.from.first()?.email.clone();
    // Where the transport says that answers go; what came without one came from a box of ours.
    let to = traits.return_path.clone().unwrap_or_else(|| from.clone());
    (is_valid(&to) && !mine(&to) && !mine(&from)).then_some(to)
}

async fn write(ctx: Ctx, answer: Answer) -> Result<()> {
    let ctx = delivery::in_academy(&ctx, answer.from.academy).await?;
    let mailbox: Id<Mailbox> = mailbox::of_person(answer.from.person);
    let (me, locale, vacation, found) = {
        let mut tx = ctx.read().await?;
        let me = people::person(&mut tx, answer.from.person).await?;
        let locale = recipients::locale_of(&mut tx, answer.from.person).await?;
        let row = mailbox::find(&mut tx, mailbox).await?;
        let active = row.is_some_and(|row| is_active(&row, ctx.now()));
        let found = recipients::find(&mut tx, &[EmailAddress::bare(&answer.to)]).await?;
        (me, locale, find(&mut tx, mailbox).await?.filter(|_| active), found)
    };
    // Stopped between the message and its answer.
    let Some(vacation) = vacation else { return Ok(()) };
    let Some(way) = Way::to(&found, &ctx) else { return Ok(()) };
    let from = EmailAddress::new(&me.display_name, &me.address);
    let raw = worded(&answer, &vacation, from, Words(locale), &ctx.academy()?.mail_domain)?;
    let letter = Letter::keep(&ctx, raw).await?;
    ctx.write(async move |tx| queue::say_without_sender(tx, &letter, &way).await).await
}

fn worded(
    answer: &Answer,
    vacation: &VacationRow,
    from: EmailAddress,
    t: Words,
    domain: &str,
) -> Result<Vec<u8>> {
    let other = answer.outside && vacation.outside == Outside::Other;
    let body = if other { &vacation.outside_body } else { &vacation.body };
    let subject = match vacation.subject.as_str() {
        "" if answer.subject.is_empty() => t.absence_subject(t.no_subject()),
        "" => t.absence_subject(&answer.subject),
        chosen => chosen.to_owned(),
    };
    let mut references = answer.references.clone();
    references.extend(answer.message_id.clone());
    let draft = Draft {
        from,
        to: vec![EmailAddress::bare(&answer.to)],
        subject,
        text: Some(body.clone()),
        in_reply_to: answer.message_id.clone().into_iter().collect(),
        references,
        headers: vec![
            ("Auto-Submitted".to_owned(), "auto-replied".to_owned()),
            // For those who look at nothing else.
            ("X-Auto-Response-Suppress".to_owned(), "All".to_owned()),
        ],
        ..Draft::default()
    };
    let stamp = Stamp { message_id: &format!("absence.{}@{domain}", answer.key), sent_at: answer.at };
    compose(&draft, &stamp, Copies::Delivered).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;

    fn answered(head: &str) -> Option<String> {
        let raw = format!("{}\r\n\r\nBonjour.\r\n", head.replace('\n', "\r\n"));
        let letter = Letter::read(&parse(raw.as_bytes()), "", raw.len() as i64);
        whom(&letter.traits, &["jdupont@ac-creteil.fr".to_owned(), "jeanne.dupont@ac-creteil.fr".to_owned()])
    }

    #[test]
    fn people_who_write_to_the_agent_are_answered() {
        for (head, to) in [
            ("From: a@x.fr\nTo: jdupont@ac-creteil.fr", "a@x.fr"),
            ("From: a@x.fr\nTo: b@x.fr\nCc: Jeanne <Jeanne.Dupont@ac-creteil.fr>", "a@x.fr"),
            ("From: a@x.fr\nTo: jdupont+conseil@ac-creteil.fr", "a@x.fr"),
            ("Return-Path: <retour@x.fr>\nFrom: a@x.fr\nTo: jdupont@ac-creteil.fr", "retour@x.fr"),
        ] {
            assert_eq!(answered(head).as_deref(), Some(to), "{head}");
        }
    }

    #[test]
    fn lists_programs_strangers_to_the_message_and_oneself_are_not() {
        for head in [
            "From: a@x.fr\nTo: tous@ac-creteil.fr",
            "From: a@x.fr\nBcc: jdupont@ac-creteil.fr",
            "From: a@x.fr",
            "From: a@x.fr\nTo: jdupont@ac-creteil.fr\nList-Id: <profs.x.fr>",
            "From: a@x.fr\nTo: jdupont@ac-creteil.fr\nPrecedence: bulk",
            "From: a@x.fr\nTo: jdupont@ac-creteil.fr\nAuto-Submitted: auto-replied",
            "From: ne-pas-repondre@x.fr\nTo: jdupont@ac-creteil.fr",
            "From: MAILER-DAEMON@x.fr\nTo: jdupont@ac-creteil.fr",
            "Return-Path: <>\nFrom: a@x.fr\nTo: jdupont@ac-creteil.fr",
            "From: a@x.fr\nTo: jdupont@ac-creteil.fr\nX-Spam: Yes",
            "From: jeanne.dupont@ac-creteil.fr\nTo: jdupont@ac-creteil.fr",
            "From: pas une adresse\nTo: jdupont@ac-creteil.fr",
            "To: jdupont@ac-creteil.fr",
        ] {
            assert_eq!(answered(head), None, "{head}");
        }
    }
}
