//! What front servers hand over: each message is in the boxes, on disk, before they are told so. The same bytes given
//! again, because an answer was lost on the way, are in the box once.

use bytes::Bytes;
use futures::StreamExt;
use kernel::{
    Ctx, Error, Id, Result,
    people::{Academy, Person},
};

use super::{
    conversation::{Kind, Reply, Wanted},
    server::not_now,
};
use crate::{
    administration::counters,
    delivery::{self, Recipient, Taken, Welcome, in_academy, into_inbox},
    letter::Letter,
    lists::{self, Answer, List, Refusal},
    mailbox,
    message::{EmailAddress, address::without_detail},
    recipients::{self, Owner},
};

/// Boxes of one message filled at once: they share their commits.
const BOXES: usize = 16;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// One person, or those of an alias, and its lists.
    People(Vec<Recipient>, Vec<(Id<List>, Id<Academy>)>),
    /// Where what a member outside cannot be given comes back to.
    Return(String),
}

impl Target {
    fn people(&self) -> &[Recipient] {
        match self {
            Target::People(people, _) => people,
            Target::Return(_) => &[],
        }
    }

    /// What a list answers is known when it has seen the message: over SMTP that goes with no other recipient.
    pub fn stands_alone(&self) -> bool {
        match self {
            Target::People(_, lists) => !lists.is_empty(),
            Target::Return(_) => true,
        }
    }
}

/// Whose an address is. Over SMTP one answer holds for all recipients, so whether a box has room is said here.
pub(super) async fn look_up(ctx: &Ctx, wanted: &Wanted, kind: Kind) -> Result<Target, Reply> {
    let found = async {
        let mut tx = ctx.read().await?;
        // Returns have an address of their own behind that of their list.
        let returns = lists::guests::token_of(&wanted.address).is_some();
        let asked = if returns { without_detail(&wanted.address) } else { wanted.address.clone() };
        let found = recipients::find(&mut tx, &[EmailAddress::new("", &asked)]).await?;
        let (full, closed) = match found.owners.as_slice() {
            [owner] if kind == Kind::Smtp => {
                let row = mailbox::find(&mut tx, mailbox::of_person(owner.person)).await?;
                let most = |row: &mailbox::MailboxRow| row.used_bytes + wanted.size.max(1) as i64;
                (
                    row.as_ref().is_some_and(|row| most(row) > row.quota_bytes),
                    row.is_some_and(|row| row.closed_at.is_some()),
                )
            }
            _ => (false, false),
        };
        Ok((found, full, closed, returns))
    };
    let (found, full, closed, returns) = found.await.map_err(|error: Error| not_now(&error))?;
    if returns && !found.lists.is_empty() {
        return Ok(Target::Return(wanted.address.clone()));
    }
    let known = !found.owners.is_empty() || !found.lists.is_empty();
    let ours = !found.closed.is_empty() || !found.unknown.is_empty();
    if closed || full || (ours && !known) {
        counters::refused_at_door(ctx, &wanted.address).await;
    }
    match () {
        () if closed => Err(closed_box()),
        () if full => Err(full_box()),
        () if known => {
            let people = found.owners.iter().map(Owner::recipient);
            let lists = found.lists.iter().map(|list| (list.id, list.academy));
            Ok(Target::People(people.collect(), lists.collect()))
        }
        () if !found.closed.is_empty() => Err(closed_box()),
        () if !found.unknown.is_empty() => Err(nobody_there()),
        () => Err(Reply::new("550 5.7.1 Not an address of this deployment")),
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
async fn keep(ctx: &Ctx, sender: &str, raw: Bytes) -> Result<Letter> {
    Letter::keep_all(ctx, [format!("Return-Path: <{sender}>\r\n").into(), raw]).await
}

/// Over LMTP: an answer for each recipient, in their order.
pub(super) async fn file_each(ctx: &Ctx, sender: &str, to: &[Target], raw: Bytes) -> Vec<Reply> {
    let letter = match keep(ctx, sender, raw).await {
        Ok(letter) => letter,
        Err(error) => return vec![not_now(&error); to.len()],
    };
    let filed = fill(ctx, &letter, to).await;
    let mut replies = Vec::with_capacity(to.len());
    for target in to {
        let mut parts: Vec<Reply> = Vec::new();
        for one in target.people() {
            let known = filed.iter().find(|(known, _)| known.person == one.person);
            parts.extend(known.map(|(_, taken)| at_box(taken)));
        }
        parts.extend(beyond_boxes(ctx, target, &letter).await);
        replies.push(together(parts));
    }
    replies
}

fn at_box(taken: &Result<Taken>) -> Reply {
    match taken {
        Ok(Taken::Filed) => Reply::new("250 2.1.5 Delivered"),
        Ok(Taken::Full) => full_box(),
        Ok(Taken::Closed) => closed_box(),
        Err(error) => not_now(error),
    }
}

/// One answer for all that an address leads to: what may still come is waited for; what one of them took was delivered.
fn together(parts: Vec<Reply>) -> Reply {
    let of = |code: char| parts.iter().find(|reply| reply.0.starts_with(code));
    let reply = of('4').or_else(|| of('2')).or_else(|| parts.first());
    reply.cloned().unwrap_or_else(|| Reply::new("451 4.3.0 Try again"))
}

/// What its lists say, or who counts what comes back.
async fn beyond_boxes(ctx: &Ctx, target: &Target, letter: &Letter) -> Vec<Reply> {
    let mut replies = Vec::new();
    match target {
        Target::People(_, lists) => {
            for (list, academy) in lists {
                replies.push(to_list(ctx, *list, *academy, letter).await);
            }
        }
        Target::Return(address) => replies.push(came_back(ctx, address, letter).await),
    }
    replies
}

/// Over SMTP: one answer for all. Once one box has it, it is taken for all of them: those that could not just now, or that
/// have filled up or closed since their recipient was taken, get it by a job.
pub(super) async fn file_all(ctx: &Ctx, sender: &str, to: &[Target], raw: Bytes) -> Reply {
    let letter = match keep(ctx, sender, raw).await {
        Ok(letter) => letter,
        Err(error) => return not_now(&error),
    };
    if let Some(alone) = to.iter().find(|target| target.stands_alone()) {
        let filed = fill(ctx, &letter, std::slice::from_ref(alone)).await;
        let mut parts: Vec<Reply> = filed.iter().map(|(_, taken)| at_box(taken)).collect();
        parts.extend(beyond_boxes(ctx, alone, &letter).await);
        return together(parts);
    }
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

/// Refused here, the message is returned by the server that has it, to whom it knows: nothing is sent by us.
async fn to_list(ctx: &Ctx, list: Id<List>, academy: Id<Academy>, letter: &Letter) -> Reply {
    let taken = async {
        let ctx = in_academy(ctx, academy).await?;
        let letter = letter.clone();
        ctx.write(async move |tx| {
            let writer = lists::Writer::of(tx, &letter).await?;
            lists::take(tx, list, &letter, &writer).await
        })
        .await
    };
    match taken.await {
        Ok(Answer::Spread) => Reply::new("250 2.1.5 Taken for the members of the list"),
        Ok(Answer::Held) => Reply::new("250 2.1.5 Waits for the owners of the list"),
        Ok(Answer::Refused(Refusal::Writer)) => not_for_you(),
        Ok(Answer::Refused(Refusal::Automatic)) => {
            Reply::new("550 5.7.1 Lists take no messages of programs or of other lists")
        }
        Ok(Answer::Refused(Refusal::Junk)) => Reply::new("550 5.7.1 Taken for junk"),
        Ok(Answer::Refused(Refusal::Full)) => {
            Reply::new("450 4.2.2 Too much waits for the owners of the list")
        }
        Ok(Answer::Refused(Refusal::Gone)) => Reply::new("550 5.1.1 This list is no more"),
        Err(error) => not_now(&error),
    }
}

pub(super) fn not_for_you() -> Reply {
    Reply::new("550 5.7.1 This list takes no messages from this address: ask its owners")
}

/// Only what says that it could not be delivered counts; answers of absence and news of delays are nobody's.
async fn came_back(ctx: &Ctx, address: &str, letter: &Letter) -> Reply {
    let failed = match ctx.services().files.bytes(&letter.digest).await {
        Ok(raw) => lists::guests::says_it_failed(&raw),
        Err(error) => return not_now(&error),
    };
    let counted = if failed { lists::guests::returned(ctx, address).await } else { Ok(()) };
    counted.map_or_else(|error| not_now(&error), |()| Reply::new("250 2.1.5 Noted"))
}

/// Each box once, whatever the number of its addresses.
async fn fill(ctx: &Ctx, letter: &Letter, to: &[Target]) -> Vec<(Recipient, Result<Taken>)> {
    let mut people: Vec<Recipient> = to.iter().flat_map(Target::people).copied().collect();
    people.sort_unstable_by_key(|to| to.person);
    people.dedup_by_key(|to: &mut Recipient| -> Id<Person> { to.person });
    let boxes = futures::stream::iter(people)
        .map(async |to| (to, into_inbox(ctx, to, letter, Welcome::OfPeople).await));
    boxes.buffer_unordered(BOXES).collect().await
}
