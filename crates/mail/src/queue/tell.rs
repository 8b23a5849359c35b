//! What an author is told of a message that did not arrive elsewhere, or is late: who was not reached and why, in plain
//! words, and below what the other side said. Nobody is told of what was sent by a program or without a sender.

use std::fmt::Write;

use kernel::{Ctx, Id, Locale, Result, jobs, jobs::JobKind};

use super::{Notify, Outgoing, Returns, State, store};
use crate::{
    delivery::{
        Recipient, in_academy,
        returned::{self, Telling},
    },
    folder::id_from,
    lists,
    message::compose::{self, Action, Fate, Returned},
    words::Words,
};

pub(crate) const UNDELIVERED: JobKind = JobKind {
    name: "mail undelivered",
    run: |ctx, id| Box::pin(async move { undelivered(ctx, jobs::payload(&id)?).await }),
};

pub(crate) const LATE: JobKind = JobKind {
    name: "mail late",
    run: |ctx, id| Box::pin(async move { late(ctx, jobs::payload(&id)?).await }),
};

pub(crate) const RELAYED: JobKind = JobKind {
    name: "mail relayed",
    run: |ctx, id| Box::pin(async move { relayed(ctx, jobs::payload(&id)?).await }),
};

/// Tells of the recipients that are lost, all at once, those that were told of before left out.
async fn undelivered(ctx: Ctx, id: Id<Outgoing>) -> Result<()> {
    let lost = {
        let mut tx = ctx.read().await?;
        store::untold(&mut tx, id, &[State::Failed, State::Dropped]).await?
    };
    let lost = asked(lost, |notify| notify.failure);
    if lost.is_empty() {
        return Ok(());
    }
    let sender = store::told(&mut ctx.read().await?, id).await?.map(|row| row.sender).unwrap_or_default();
    if lost.iter().any(|missed| missed.state == State::Failed) {
        // A list's: nobody wrote it to this address, and the list counts what comes back.
        lists::guests::returned(&ctx, &sender).await?;
    }
    let ids: Vec<_> = lost.iter().map(|missed| missed.id).collect();
    let bytes: Vec<&[u8]> = ids.iter().map(|id| id.bytes().as_slice()).collect();
    let said = id_from::<Outgoing>("undelivered", &bytes).to_string();
    tell(&ctx, id, &said, &lost, |t, subject, list, answers| {
        (t.returned_subject(subject), t.undelivered(answers, list, subject))
    })
    .await?;
    ctx.write(async move |tx| store::set_told(tx, &ids).await).await
}

/// Tells once that some recipients have not been reached yet.
async fn late(ctx: Ctx, id: Id<Outgoing>) -> Result<()> {
    let waiting = {
        let mut tx = ctx.read().await?;
        store::untold(&mut tx, id, &[State::Retrying]).await?
    };
    let waiting = asked(waiting, |notify| notify.delay);
    if waiting.is_empty() {
        return Ok(());
    }
    let said = id_from::<Outgoing>("late", &[id.bytes()]).to_string();
    tell(&ctx, id, &said, &waiting, |t, subject, list, answers| {
        (t.late_subject(subject), t.late(answers, list, subject))
    })
    .await
}

/// Tells, where it was asked for, of recipients that a server has taken which will tell nothing more.
async fn relayed(ctx: Ctx, id: Id<Outgoing>) -> Result<()> {
    let taken = {
        let mut tx = ctx.read().await?;
        store::untold(&mut tx, id, &[State::Delivered]).await?
    };
    let taken = asked(taken, |notify| notify.success);
    if taken.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = taken.iter().map(|reached| reached.id).collect();
    let bytes: Vec<&[u8]> = ids.iter().map(|id| id.bytes().as_slice()).collect();
    let said = id_from::<Outgoing>("relayed", &bytes).to_string();
    tell(&ctx, id, &said, &taken, |t, subject, list, _| {
        (t.relayed_subject(subject), t.relayed(list, subject))
    })
    .await?;
    ctx.write(async move |tx| store::set_told(tx, &ids).await).await
}

/// Those of whom the author wants to hear.
fn asked(missed: Vec<store::Missed>, of: impl Fn(Notify) -> bool) -> Vec<store::Missed> {
    missed.into_iter().filter(|one| of(Notify::read(&one.notify))).collect()
}

async fn tell(
    ctx: &Ctx,
    id: Id<Outgoing>,
    said: &str,
    missed: &[store::Missed],
    sentence: impl FnOnce(Words, &str, &str, &str) -> (String, String),
) -> Result<()> {
    let Some(row) = store::told(&mut ctx.read().await?, id).await? else { return Ok(()) };
    let Some(mailbox) = row.mailbox_id.filter(|_| !row.sender.is_empty()) else { return Ok(()) };
    let ctx = in_academy(ctx, row.academy_id).await?;
    let author =
        returned::author(&ctx, Recipient { person: mailbox.cast(), academy: row.academy_id }).await?;
    let t = Words(author.locale);
    let zone = &ctx.academy()?.zone;
    let subject = if row.subject.is_empty() { t.no_subject() } else { &row.subject };
    let when = web::dates::moment(author.locale, row.left_at, zone);
    let mut list = String::new();
    let mut answers = String::new();
    for one in missed {
        if one.state == State::Delivered {
            let _ = writeln!(list, "- {}", one.address);
            continue;
        }
        let _ = writeln!(list, "- {}{}{}", one.address, colon(author.locale), in_words(t, one));
        let _ = writeln!(answers, "- {}{}{}", one.address, colon(author.locale), one.answer);
    }
    let (subject_line, text) = sentence(t, subject, list.trim_end(), answers.trim_end());
    let text = format!("{text}\n\n{}", t.undelivered_sent_at(when));
    let fates: Vec<Fate<'_>> = missed.iter().map(fate).collect();
    let domain = &ctx.academy()?.mail_domain;
    let mut report = compose::delivery(domain, row.envelope_name.as_deref(), Some(row.left_at), &fates);
    let failed = fates.iter().any(|fate| fate.action == Action::Failed);
    report.returned = match row.returns {
        // The whole message comes back of what failed alone (RFC 3461, 4.3).
        Returns::Everything if failed => {
            ctx.services().files.bytes(&row.digest).await.ok().map(Returned::Message)
        }
        _ => returned::headers(&ctx, &row.digest).await,
    };
    let (id, about) = (said.to_owned(), row.message_id.as_deref());
    let telling = Telling { subject: &subject_line, text, id, about, report: Some(report) };
    returned::say(&ctx, &author, telling).await
}

fn fate(one: &store::Missed) -> Fate<'_> {
    let (action, class) = match one.state {
        State::Delivered => (Action::Relayed, '2'),
        State::Failed | State::Dropped => (Action::Failed, '5'),
        State::Waiting | State::Retrying | State::Held => (Action::Delayed, '4'),
    };
    // The finer code is of its class even when the time was over, or a person has taken the message out.
    let said = one.answer.split(' ').nth(1).and_then(|finer| finer.split_once('.'));
    let finer = said
        .filter(|(first, rest)| first.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let status = format!("{class}.{}", finer.map_or("0.0", |(_, rest)| rest));
    let answer = Some(one.answer.as_str()).filter(|answer| !answer.is_empty());
    Fate { address: &one.address, original: one.original.as_deref(), action, status, answer }
}

fn colon(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "\u{a0}: ",
        Locale::En => ": ",
    }
}

fn in_words(t: Words, missed: &store::Missed) -> &'static str {
    if missed.state == State::Dropped {
        return t.missed_dropped();
    }
    match Reason::of(&missed.answer) {
        Reason::Unknown => t.missed_unknown(),
        Reason::Domain => t.missed_domain(),
        Reason::Full => t.missed_full(),
        Reason::Closed => t.missed_closed(),
        Reason::TooLarge => t.missed_too_large(),
        Reason::Policy => t.missed_policy(),
        Reason::Content => t.missed_content(),
        Reason::Loop => t.missed_loop(),
        Reason::Unreachable => t.missed_unreachable(),
        Reason::Later => t.missed_later(),
        Reason::Refused => t.missed_refused(),
    }
}

/// Why an address was not reached, as far as people can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Unknown,
    Domain,
    Full,
    Closed,
    TooLarge,
    Policy,
    Content,
    Loop,
    /// Nobody answered.
    Unreachable,
    /// For the time being, and the time was over.
    Later,
    Refused,
}

impl Reason {
    /// From the line that the queue keeps: a code, a finer one (RFC 3463, RFC 5248) if it was said, then words.
    pub(super) fn of(line: &str) -> Reason {
        let mut words = line.split(' ');
        let code = words.next().and_then(|code| code.parse::<u16>().ok());
        let finer = words.next().and_then(|finer| {
            let mut parts = finer.splitn(3, '.').map(|part| part.parse::<u8>().ok());
            let class = parts.next().flatten().filter(|class| matches!(class, 4 | 5));
            class.and(Some((parts.next().flatten()?, parts.next().flatten()?)))
        });
        match (code, finer) {
            (None, _) | (_, Some((4, 1 | 2))) => Reason::Unreachable,
            (_, Some((1, 2 | 10) | (4, 4))) => Reason::Domain,
            (_, Some((1, 0 | 1 | 3 | 6))) => Reason::Unknown,
            (_, Some((2, 2) | (3, 1))) | (Some(552), None) => Reason::Full,
            (_, Some((2, 1))) => Reason::Closed,
            (_, Some((2, 3) | (3, 4))) => Reason::TooLarge,
            (_, Some((4, 6))) => Reason::Loop,
            (_, Some((6, _))) => Reason::Content,
            (_, Some((7, _))) => Reason::Policy,
            (Some(400..=499), _) => Reason::Later,
            _ => Reason::Refused,
        }
    }
}
