//! What a box could not take comes back to its author: a message in the same conversation that says why.

use kernel::{Ctx, Id, Locale, Result, people, people::Person};

use super::{Recipient, Round, Welcome, in_academy, into_inbox, system};
use crate::{
    folder::id_from,
    letter::Letter,
    mailbox,
    message::{
        EmailAddress,
        address::on_the_wire,
        compose::{self, Action, Fate, Report, Returned},
    },
    queue::{self, Departure, Far, Notify},
    recipients,
    words::Words,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The box is full or closed.
    Refused,
    /// Something broke, each time it was tried.
    Failed,
}

/// Tells `sender` that `to` did not get the letter.
pub(super) async fn tell(
    ctx: &Ctx,
    sender: Recipient,
    to: Id<Person>,
    letter: &Round,
    cause: Cause,
) -> Result<()> {
    let closed = {
        let mut tx = ctx.read().await?;
        mailbox::find(&mut tx, mailbox::of_person(to)).await?.is_some_and(|b| b.closed_at.is_some())
    };
    let status = match cause {
        Cause::Refused if closed => "5.2.1",
        Cause::Refused => "5.2.2",
        Cause::Failed => "5.3.0",
    };
    let saying = Saying { kind: "returned", action: Action::Failed, status };
    about(ctx, sender, to, letter, saying, |t, missed, subject| {
        let (address, name) = (&missed.address, &missed.display_name);
        let text = match cause {
            Cause::Refused if closed => t.returned_closed(address, name, subject),
            Cause::Refused => t.returned_full(address, name, subject),
            Cause::Failed => t.returned_failed(address, name, subject),
        };
        (t.returned_subject(subject), text)
    })
    .await
}

/// Tells `sender`, who asked for it, that the letter lies in the box of `to`.
pub(super) async fn confirm(ctx: &Ctx, sender: Recipient, to: Id<Person>, letter: &Round) -> Result<()> {
    let saying = Saying { kind: "confirmed", action: Action::Delivered, status: "2.1.5" };
    about(ctx, sender, to, letter, saying, |t, reached, subject| {
        let text = t.confirmed(&reached.address, &reached.display_name, subject);
        (t.confirmed_subject(subject), text)
    })
    .await
}

/// Which kind of thing is said of a letter: each once.
struct Saying {
    kind: &'static str,
    action: Action,
    status: &'static str,
}

/// Says to `sender` what became of their letter at `to`.
async fn about(
    ctx: &Ctx,
    sender: Recipient,
    to: Id<Person>,
    letter: &Round,
    saying: Saying,
    words: impl FnOnce(Words, &people::PersonRow, &str) -> (String, String),
) -> Result<()> {
    let ctx = in_academy(ctx, sender.academy).await?;
    let author = author(&ctx, sender).await?;
    let other = people::person(&mut ctx.read().await?, to).await?;
    let t = Words(author.locale);
    let title = &letter.title;
    let subject = if title.subject.is_empty() { t.no_subject() } else { &title.subject };
    let (subject, text) = words(t, &other, subject);
    let id = id_from::<Person>(saying.kind, &[to.bytes(), title.identity.as_bytes()]).to_string();
    let fate = Fate {
        address: &other.address,
        original: None,
        action: saying.action,
        status: saying.status.to_owned(),
        answer: None,
    };
    let mut report = compose::delivery(&ctx.academy()?.mail_domain, None, None, &[fate]);
    report.returned = headers(&ctx, &letter.digest).await;
    let telling =
        Telling { subject: &subject, text, id, about: title.message_id.as_deref(), report: Some(report) };
    say(&ctx, &author, telling).await
}

/// The head of a letter, if it can still be read.
pub(crate) async fn headers(ctx: &Ctx, digest: &str) -> Option<Returned> {
    ctx.services().files.bytes(digest).await.ok().map(|raw| Returned::headers_of(&raw))
}

/// Who wrote a letter, and in which language they read.
pub(crate) struct Author {
    pub at: Recipient,
    pub address: EmailAddress,
    pub locale: Locale,
}

pub(crate) async fn author(ctx: &Ctx, at: Recipient) -> Result<Author> {
    let mut tx = ctx.read().await?;
    let row = people::person(&mut tx, at.person).await?;
    let locale = recipients::locale_of(&mut tx, at.person).await?;
    Ok(Author { at, address: EmailAddress::new(&row.display_name, &row.address), locale })
}

/// What is said to an author about a letter of theirs.
pub(crate) struct Telling<'a> {
    pub subject: &'a str,
    pub text: String,
    /// Said again under the same one, it is not filed again.
    pub id: String,
    /// The identifier of the letter.
    pub about: Option<&'a str>,
    /// What their program reads of it.
    pub report: Option<Report>,
}

/// Says something to an author, in the conversation of their letter. `ctx` is that of their académie.
pub(crate) async fn say(ctx: &Ctx, author: &Author, telling: Telling<'_>) -> Result<()> {
    let letter = written(ctx, author.locale, author.address.clone(), telling).await?;
    into_inbox(ctx, author.at, &letter, Welcome::OfProduct).await.map(drop)
}

/// The same to somebody outside, from nobody, so that no answer comes of it.
pub(crate) async fn say_elsewhere(ctx: &Ctx, to: EmailAddress, telling: Telling<'_>) -> Result<()> {
    let Some(wire) = on_the_wire(&to.email) else { return Ok(()) };
    let id = id_from("said elsewhere", &[telling.id.as_bytes()]);
    let letter = written(ctx, ctx.locale, to, telling).await?;
    ctx.write(async move |tx| {
        let departure = Departure {
            elsewhere: &[Far::new(&wire, Notify::NEVER)],
            ..Departure::of(id, &letter, tx.now())
        };
        queue::put_once(tx, &departure).await
    })
    .await
}

async fn written(ctx: &Ctx, locale: Locale, to: EmailAddress, telling: Telling<'_>) -> Result<Letter> {
    let academy = ctx.academy()?;
    let message_id = format!("retour.{}@{}", telling.id, academy.mail_domain);
    let saying = system::Saying {
        academy,
        locale,
        name: Words(locale).returned_sender(),
        to,
        subject: telling.subject,
        text: telling.text,
        message_id: &message_id,
        references: telling.about.iter().map(ToString::to_string).collect(),
        report: telling.report,
        at: ctx.now(),
    };
    system::write(ctx, saying).await
}
