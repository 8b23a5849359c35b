//! What a box could not take comes back to its author: a message in the same conversation that says why.

use kernel::{Ctx, Id, Locale, Result, people, people::Person};

use super::{Recipient, Title, in_academy, into_inbox, system};
use crate::{
    folder::id_from,
    letter::Letter,
    mailbox,
    message::{EmailAddress, address::on_the_wire},
    queue::{self, Departure},
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
    letter: &Title,
    cause: Cause,
) -> Result<()> {
    let ctx = in_academy(ctx, sender.academy).await?;
    let (author, missed, locale, closed) = {
        let mut tx = ctx.read().await?;
        let closed =
            mailbox::find(&mut tx, mailbox::of_person(to)).await?.is_some_and(|b| b.closed_at.is_some());
        (
            people::person(&mut tx, sender.person).await?,
            people::person(&mut tx, to).await?,
            recipients::locale_of(&mut tx, sender.person).await?,
            closed,
        )
    };
    let t = Words(locale);
    let subject = if letter.subject.is_empty() { t.no_subject() } else { &letter.subject };
    let text = match cause {
        Cause::Refused if closed => t.returned_closed(&missed.address, &missed.display_name, subject),
        Cause::Refused => t.returned_full(&missed.address, &missed.display_name, subject),
        Cause::Failed => t.returned_failed(&missed.address, &missed.display_name, subject),
    };
    let id = id_from::<Person>("returned", &[to.bytes(), letter.identity.as_bytes()]);
    let author =
        Author { at: sender, address: EmailAddress::new(&author.display_name, &author.address), locale };
    let told = Telling {
        subject: &t.returned_subject(subject),
        text,
        id: id.to_string(),
        about: letter.message_id.as_deref(),
    };
    say(&ctx, &author, told).await
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
}

/// Says something to an author, in the conversation of their letter. `ctx` is that of their académie.
pub(crate) async fn say(ctx: &Ctx, author: &Author, telling: Telling<'_>) -> Result<()> {
    let raw = written(ctx, author.locale, author.address.clone(), telling)?;
    let letter = Letter::keep(ctx, raw).await?;
    into_inbox(ctx, author.at, &letter, false).await.map(drop)
}

/// The same to somebody outside, from nobody, so that no answer comes of it.
pub(crate) async fn say_elsewhere(ctx: &Ctx, to: EmailAddress, telling: Telling<'_>) -> Result<()> {
    let Some(wire) = on_the_wire(&to.email) else { return Ok(()) };
    let id = id_from("said elsewhere", &[telling.id.as_bytes()]);
    let letter = Letter::keep(ctx, written(ctx, ctx.locale, to, telling)?).await?;
    ctx.write(async move |tx| {
        let departure = Departure {
            id,
            mailbox: None,
            sender: "",
            letter: &letter,
            kept: None,
            boxes: &[],
            elsewhere: &[wire],
            lists: &[],
            head: "",
            leaves_at: tx.now(),
        };
        queue::put_once(tx, &departure).await
    })
    .await
}

fn written(ctx: &Ctx, locale: Locale, to: EmailAddress, telling: Telling<'_>) -> Result<Vec<u8>> {
    let academy = ctx.academy()?;
    system::write(system::Saying {
        academy,
        locale,
        name: Words(locale).returned_sender(),
        to,
        subject: telling.subject,
        text: telling.text,
        message_id: &format!("retour.{}@{}", telling.id, academy.mail_domain),
        references: telling.about.iter().map(ToString::to_string).collect(),
        at: ctx.now(),
    })
}
