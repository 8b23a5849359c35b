//! What front servers hand over: each message is in the boxes, on disk, before they are told so. The same bytes given
//! again, because an answer was lost on the way, are in the box once.

use futures::StreamExt;
use kernel::{Ctx, Error, Id, Result, people::Person};

use super::{
    conversation::{Kind, Reply, Wanted},
    server::not_now,
};
use crate::{
    delivery::{self, Recipient, Taken, Welcome, into_inbox},
    letter::Letter,
    mailbox,
    message::EmailAddress,
    recipients,
};

/// Boxes of one message filled at once: they share their commits.
const BOXES: usize = 16;

/// Whose an address is. Over SMTP one answer holds for all recipients, so whether a box has room is said here.
pub(super) async fn look_up(ctx: &Ctx, wanted: &Wanted, kind: Kind) -> Result<Recipient, Reply> {
    let found = async {
        let mut tx = ctx.read().await?;
        let found = recipients::find(&mut tx, &[EmailAddress::new("", &wanted.address)]).await?;
        let full = match found.owners.first() {
            Some(owner) if kind == Kind::Smtp => {
                let row = mailbox::find(&mut tx, mailbox::of_person(owner.person)).await?;
                row.is_some_and(|row| row.used_bytes + wanted.size.max(1) as i64 > row.quota_bytes)
            }
            _ => false,
        };
        Ok((found, full))
    };
    let (found, full) = found.await.map_err(|error: Error| not_now(&error))?;
    match found.owners.first() {
        Some(_) if full => Err(full_box()),
        Some(owner) => Ok(Recipient { person: owner.person, academy: owner.academy }),
        None if !found.closed.is_empty() => Err(closed_box()),
        None if !found.unknown.is_empty() => Err(nobody_there()),
        None => Err(Reply::new("550 5.7.1 Not an address of this deployment")),
    }
}

pub(super) fn nobody_there() -> Reply {
    Reply::new("550 5.1.1 Nobody has this address")
}

pub(super) fn closed_box() -> Reply {
    Reply::new("550 5.2.1 This box is closed: its owner has left")
}

fn full_box() -> Reply {
    Reply::new("552 5.2.2 This box is full")
}

/// Keeps the message as it came, under its envelope's sender.
async fn keep(ctx: &Ctx, sender: &str, mut raw: Vec<u8>) -> Result<Letter> {
    raw.splice(..0, format!("Return-Path: <{sender}>\r\n").into_bytes());
    Letter::keep(ctx, raw).await
}

/// Over LMTP: an answer for each recipient, in their order.
pub(super) async fn file_each(ctx: &Ctx, sender: &str, to: &[Recipient], raw: Vec<u8>) -> Vec<Reply> {
    let letter = match keep(ctx, sender, raw).await {
        Ok(letter) => letter,
        Err(error) => return vec![not_now(&error); to.len()],
    };
    let filed = fill(ctx, &letter, to).await;
    let answer_of = |to: &Recipient| {
        let known = filed.iter().find(|(known, _)| known.person == to.person);
        known.map_or_else(
            || Reply::new("451 4.3.0 Try again"),
            |(_, taken)| match taken {
                Ok(Taken::Filed) => Reply::new("250 2.1.5 Delivered"),
                Ok(Taken::Full) => full_box(),
                Ok(Taken::Closed) => closed_box(),
                Err(error) => not_now(error),
            },
        )
    };
    to.iter().map(answer_of).collect()
}

/// Over SMTP: one answer for all. Once one box has it, it is taken for all of them: those that could not just now, or that
/// have filled up or closed since their recipient was taken, get it by a job.
pub(super) async fn file_all(ctx: &Ctx, sender: &str, to: &[Recipient], raw: Vec<u8>) -> Reply {
    let letter = match keep(ctx, sender, raw).await {
        Ok(letter) => letter,
        Err(error) => return not_now(&error),
    };
    let filed = fill(ctx, &letter, to).await;
    let (taken, left): (Vec<_>, Vec<_>) =
        filed.into_iter().partition(|(_, taken)| matches!(taken, Ok(Taken::Filed)));
    let broken = left.iter().find_map(|(_, taken)| taken.as_ref().err());
    if let (true, Some(error)) = (taken.is_empty(), broken) {
        return not_now(error);
    }
    let left: Vec<Recipient> = left.into_iter().map(|(to, _)| to).collect();
    if !left.is_empty() {
        let promised = ctx.write(async move |tx| delivery::deliver_promised(tx, &letter, &left).await);
        // Given again, it is put into the boxes that have it no second time.
        if let Err(error) = promised.await {
            return not_now(&error);
        }
    }
    Reply::new("250 2.0.0 Delivered")
}

/// Each box once, whatever the number of its addresses.
async fn fill(ctx: &Ctx, letter: &Letter, to: &[Recipient]) -> Vec<(Recipient, Result<Taken>)> {
    let mut people: Vec<Recipient> = to.to_vec();
    people.sort_unstable_by_key(|to| to.person);
    people.dedup_by_key(|to: &mut Recipient| -> Id<Person> { to.person });
    let boxes = futures::stream::iter(people)
        .map(async |to| (to, into_inbox(ctx, to, letter, Welcome::OfPeople).await));
    boxes.buffer_unordered(BOXES).collect().await
}
