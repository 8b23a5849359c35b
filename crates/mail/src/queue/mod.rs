//! What leaves: a message waits until its author cannot call it back any more, or until the date they chose; then it is
//! put in the boxes of the deployment, and what goes elsewhere is handed to the smarthost, tried again while that fails.

pub(crate) mod dialogue;
#[cfg(test)]
pub(crate) mod fuzz;
mod notify;
pub mod runner;
pub mod smarthost;
pub(crate) mod steer;
mod store;
mod tell;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kernel::{
    Ctx, Id, Result, Time, Tx,
    jobs::{self, JobKind, Schedule},
    text_enum,
    time::{days, hours, minutes},
};

pub(crate) use notify::{Far, Notify, Returns};
pub(crate) use store::{HeldRow, held_query};

use crate::{
    administration::counters::{self, What},
    delivery::{self, Recipient, in_academy},
    draft::{self, Draft, Intent},
    filing::{self, Filing, Flags},
    folder::FolderRole,
    letter::Letter,
    lists::{self, List},
    mailbox::{self, Mailbox},
    members::deeds::{self, Deed},
    message::address::on_the_wire,
    recipients::Found,
};

pub(crate) use tell::{LATE, RELAYED, UNDELIVERED};

kernel::big_tables!["mail_outgoing", "mail_outgoing_recipients"];

/// Marker for ids of messages on their way.
#[derive(Debug)]
pub struct Outgoing;

/// Marker for ids of their recipients elsewhere.
#[derive(Debug)]
pub struct Destination;

text_enum! {
    /// What became of a message at an address elsewhere.
    pub enum State {
        Waiting = "waiting",
        /// Refused for the time being: tried again.
        Retrying = "retrying",
        /// By an administrator, until they say otherwise.
        Held = "held",
        Delivered = "delivered",
        Failed = "failed",
        Dropped = "dropped",
    }
}

/// After so many tries, the next one waits so long: sooner at first, then every two hours.
pub(crate) fn pause_after(tries: i64) -> Duration {
    match tries {
        ..=1 => minutes(1),
        2 => minutes(5),
        3 => minutes(15),
        4 => minutes(30),
        5 => hours(1),
        _ => hours(2),
    }
}

/// What did not pass for so long comes back.
pub(crate) const GIVEN_UP_AFTER: Duration = days(5);
/// After so long its author learns that it is late.
pub(crate) const LATE_AFTER: Duration = hours(4);
/// What has found its end is kept for those who ask what became of it.
const REMEMBERED: Duration = days(3);
/// More recipients than this give way to the letters of others.
const MANY: usize = 20;
/// Addresses elsewhere that one box writes to in a day: more is a list's affair, or somebody else's who has its password.
pub(crate) const MOST_ELSEWHERE: usize = 1_000;

/// A message to let go.
pub(crate) struct Departure<'a> {
    /// That of its draft, when there is one.
    pub id: Id<Outgoing>,
    pub mailbox: Option<Id<Mailbox>>,
    /// Envelope sender; empty for what must never be answered.
    pub sender: &'a str,
    pub letter: &'a Letter,
    /// The copy its author keeps, when that is another text.
    pub kept: Option<&'a Letter>,
    pub boxes: &'a [Recipient],
    /// Addresses elsewhere.
    pub elsewhere: &'a [Far],
    pub lists: &'a [Id<List>],
    /// Lines that stand above the message on its way elsewhere, a list's; empty for what people send.
    pub head: &'a str,
    pub leaves_at: Time,
    /// Whether a copy is filed for its author; mail programs keep theirs.
    pub files_copy: bool,
    /// What comes back of it when it was not delivered, and what its author's program calls it.
    pub returns: Returns,
    pub name: Option<&'a str>,
}

impl<'a> Departure<'a> {
    /// Of nobody, to nobody yet.
    pub fn of(id: Id<Outgoing>, letter: &'a Letter, leaves_at: Time) -> Departure<'a> {
        Departure {
            id,
            mailbox: None,
            sender: "",
            letter,
            kept: None,
            boxes: &[],
            elsewhere: &[],
            lists: &[],
            head: "",
            leaves_at,
            files_copy: false,
            returns: Returns::Headers,
            name: None,
        }
    }
}

pub(crate) const LEAVE: JobKind = JobKind {
    name: "mail leave",
    run: |ctx, id| Box::pin(async move { depart(ctx, jobs::payload(&id)?).await }),
};

/// Messages that have found their end go by themselves.
pub(crate) const FORGET: Schedule = Schedule {
    name: "mail queue clean-up",
    every: hours(6),
    run: |ctx| {
        Box::pin(async move {
            let before = ctx.now().minus(REMEMBERED);
            ctx.write(async move |tx| store::forget(tx, before).await).await
        })
    },
};

/// Whether a box may write to so many more addresses elsewhere today. Nothing is asked for what stays here.
pub(crate) async fn has_room_elsewhere(tx: &mut Tx, mailbox: Id<Mailbox>, more: usize) -> Result<bool> {
    if more == 0 {
        return Ok(true);
    }
    let written = store::elsewhere_since(tx, mailbox, tx.now().minus(days(1))).await?;
    Ok(more <= MOST_ELSEWHERE.saturating_sub(usize::try_from(written).unwrap_or(usize::MAX)))
}

/// Writes a message down and lets it go when it is time: at once, when that is now.
pub(crate) async fn put(tx: &mut Tx, departure: &Departure<'_>) -> Result<()> {
    let everybody = departure.boxes.len() + departure.elsewhere.len();
    let by_program = departure.sender.is_empty() || !departure.head.is_empty();
    let priority = i64::from(by_program || everybody > MANY);
    store::insert(tx, departure, priority).await?;
    for to in departure.elsewhere {
        store::add(tx, departure.id, to).await?;
    }
    if departure.leaves_at <= tx.now() {
        let copy = departure.files_copy.then(|| departure.kept.unwrap_or(departure.letter));
        return leave(tx, departure.id, departure.letter, copy).await;
    }
    tx.enqueue_at(LEAVE.name, &departure.id, departure.leaves_at, Some(&key(departure.id))).await
}

/// The same, unless it was put there before.
pub(crate) async fn put_once(tx: &mut Tx, departure: &Departure<'_>) -> Result<()> {
    if store::is_there(tx, departure.id).await? { Ok(()) } else { put(tx, departure).await }
}

fn key(id: Id<Outgoing>) -> String {
    format!("{} {id}", LEAVE.name)
}

/// Where a program of ours answers somebody.
pub(crate) enum Way {
    Box(Recipient),
    Elsewhere(String),
}

impl Way {
    /// `None` when nobody is reached there.
    pub fn to(found: &Found, ctx: &Ctx) -> Option<Way> {
        if let Some(owner) = found.owners.first() {
            return Some(Way::Box(owner.recipient()));
        }
        let outside = found.outside.first().filter(|_| ctx.services().site.mail_leaves())?;
        on_the_wire(outside).map(Way::Elsewhere)
    }
}

/// Sends what a program says in somebody's name. Nothing comes back of it, whatever becomes of it (RFC 3834, RFC 8098).
pub(crate) async fn say_without_sender(tx: &mut Tx, letter: &Letter, way: &Way) -> Result<()> {
    let address = match way {
        Way::Box(to) => return delivery::deliver(tx, letter, &[*to], None).await,
        Way::Elsewhere(address) => address,
    };
    let elsewhere = [Far::new(address, Notify::NEVER)];
    let departure = Departure { elsewhere: &elsewhere, ..Departure::of(tx.new_id(), letter, tx.now()) };
    put(tx, &departure).await
}

/// The time has come for a message; nothing happens to one that was called back.
async fn depart(ctx: Ctx, id: Id<Outgoing>) -> Result<()> {
    let Some(row) = store::waiting(&mut ctx.read().await?, id).await? else { return Ok(()) };
    let ctx = in_academy(&ctx, row.academy_id).await?;
    let letter = Letter::of(&ctx.services().files, &row.digest).await?;
    let kept = match &row.kept_digest {
        Some(digest) => Some(Letter::of(&ctx.services().files, digest).await?),
        None => None,
    };
    ctx.write(async move |tx| {
        if let Some(mailbox) = row.mailbox_id
            && mailbox::find(tx, mailbox).await?.is_none_or(|found| found.closed_at.is_some())
        {
            // Its author has left meanwhile: nothing more is said in their name.
            return call_back(tx, mailbox, id).await.map(drop);
        }
        leave(tx, id, &letter, Some(kept.as_ref().unwrap_or(&letter))).await
    })
    .await
}

/// In one transaction: the draft is gone, its author has their copy, boxes and smarthost have work.
async fn leave(tx: &mut Tx, id: Id<Outgoing>, letter: &Letter, copy: Option<&Letter>) -> Result<()> {
    let Some(row) = store::leave(tx, id).await? else { return Ok(()) };
    let sender = row.mailbox_id.map(|mailbox| Recipient { person: mailbox.cast(), academy: row.academy_id });
    if let (Some(mailbox), Some(copy)) = (row.mailbox_id, copy) {
        keep_copy(tx, mailbox, id.cast(), copy, &row).await?;
    }
    if let Some(mailbox) = row.mailbox_id {
        counters::count(tx, mailbox, What::Out, 1).await?;
    }
    let boxes: Vec<Recipient> = jobs::payload(&row.boxes)?;
    delivery::deliver(tx, letter, &boxes, sender).await?;
    let to_lists: Vec<Id<List>> = jobs::payload(&row.lists)?;
    for list in to_lists {
        lists::post(tx, list, letter, sender).await?;
    }
    if row.elsewhere == 0 { store::remove(tx, id).await } else { store::begin(tx, id).await }
}

async fn keep_copy(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    letter: &Letter,
    row: &store::Leaving,
) -> Result<()> {
    let source = draft::source(tx, mailbox, draft).await?;
    // What no member has saved was written by the person whose box it is.
    let author = source.as_ref().and_then(|source| source.writer_id).unwrap_or(mailbox.cast());
    draft::left(tx, mailbox, draft).await?;
    let filing = Filing {
        folder: FolderRole::Sent.in_box(mailbox),
        flags: Flags { seen: true, ..Flags::default() },
        received_at: tx.now(),
        key: Some(filing::sent_key(row.message_id.as_deref().unwrap_or_default())),
        expires: false,
        // There was room when it was sent: what is promised leaves.
        within_quota: false,
    };
    if let Some(filed) = filing::file(tx, mailbox, letter, &filing).await?
        && filed.members > 0
    {
        let now = tx.now();
        deeds::note(tx, mailbox, filed.id, author, Deed::Wrote, now).await?;
    }
    match source.and_then(|source| Some((source.source_id?, source.intent))) {
        Some((answered, intent)) => {
            filing::mark_answered(tx, mailbox, answered, intent == Intent::Forward, author).await
        }
        None => Ok(()),
    }
}

/// Brings a message that has not left back to its author's drafts, as it was; `false` when it has left.
pub(crate) async fn call_back(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Outgoing>) -> Result<bool> {
    if !store::call_back(tx, mailbox, id).await? {
        return Ok(false);
    }
    tx.cancel_job(&key(id)).await?;
    draft::take_back(tx, mailbox, id.cast()).await
}
