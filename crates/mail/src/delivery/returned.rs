//! What a box could not take comes back to its author: a message in the same conversation that says why.

use kernel::{Ctx, Id, Result, people, people::Person};

use super::{Recipient, Title, in_academy, into_inbox, system};
use crate::{folder::id_from, letter::Letter, mailbox, message::EmailAddress, recipients, words::Words};

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
    let academy = ctx.academy()?;
    let id = id_from::<Person>("returned", &[to.bytes(), letter.identity.as_bytes()]);
    let raw = system::write(system::Saying {
        academy,
        locale,
        name: t.returned_sender(),
        to: EmailAddress::new(&author.display_name, &author.address),
        subject: &t.returned_subject(subject),
        text,
        message_id: &format!("retour.{id}@{}", academy.mail_domain),
        references: letter.message_id.iter().cloned().collect(),
        at: ctx.now(),
    })?;
    let letter = Letter::keep(&ctx, raw).await?;
    into_inbox(&ctx, sender, &letter, false).await.map(drop)
}
