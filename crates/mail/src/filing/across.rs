//! Messages that somebody puts in a box themselves, and from one box in another: theirs, and those in which they are a
//! member. What goes over is a message of its own there, within that box's quota, in the transaction in which it leaves.

use std::collections::{HashMap, hash_map::Entry};

use kernel::{Ctx, Id, Result, Time, Tx, people::Person};

use super::{Filed, Filing, Flags, Marking, Marks, Message, Renumbered, delete, file, marks};
use crate::{
    folder::{FolderRole, FolderRow},
    letter::Letter,
    mailbox::{self, Mailbox},
    members::unread,
};

/// A box, and the member by whom something is done there; nobody but its own person where there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub mailbox: Id<Mailbox>,
    pub reader: Option<Id<Person>>,
}

/// Files a message that somebody puts in a folder, marked as they have it. To the other members it is new, unless it is
/// what was sent or is being written.
pub(crate) async fn file_by_hand(
    tx: &mut Tx,
    side: Side,
    letter: &Letter,
    folder: &FolderRow,
    received_at: Time,
    named: &Marks,
) -> Result<Option<Filed>> {
    let is_ours = matches!(folder.role, FolderRole::Sent | FolderRole::Drafts);
    let seen = if side.reader.is_some() { is_ours } else { named.seen };
    let filing = Filing {
        folder: folder.id,
        flags: Flags { seen, flagged: named.flagged, answered: named.answered, forwarded: named.forwarded },
        received_at,
        key: None,
        expires: folder.role.expires(),
        within_quota: true,
    };
    let Some(filed) = file(tx, side.mailbox, letter, &filing).await? else { return Ok(None) };
    if named.deleted || named.draft || named.keywords.iter().next().is_some() {
        let marks = Marks { seen, ..named.clone() };
        marks::mark(tx, side.mailbox, &[filed.id], Marking::Set, &marks, None).await?;
    }
    if let Some(reader) = side.reader {
        unread::mark(tx, side.mailbox, reader, &[filed.id], named.seen).await?;
    }
    Ok(Some(filed))
}

/// Messages read once more from their files, by their digests: what another box needs to file them.
pub(crate) async fn letters(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<HashMap<String, Letter>> {
    let rows = marks::rows(&mut ctx.read().await?, mailbox, ids).await?;
    let mut letters = HashMap::new();
    for row in rows {
        if let Entry::Vacant(unknown) = letters.entry(row.digest) {
            let letter = Letter::of(&ctx.services().files, unknown.key()).await?;
            unknown.insert(letter);
        }
    }
    Ok(letters)
}

/// Files messages of one box in a folder of another, in the order of their numbers, and takes them out of the first
/// when they `leave` it. Past the quota of the other nothing happens (`Error::Conflict`).
pub(crate) async fn across(
    tx: &mut Tx,
    from: Side,
    to: Side,
    ids: &[Id<Message>],
    letters: &HashMap<String, Letter>,
    folder: &FolderRow,
    leave: bool,
) -> Result<Vec<Renumbered>> {
    // Both are held, in an order that is everybody's: two who move in opposite ways do not wait for each other.
    for mailbox in [from.mailbox.min(to.mailbox), from.mailbox.max(to.mailbox)] {
        mailbox::hold(tx, mailbox).await?;
    }
    let rows = marks::rows(tx, from.mailbox, ids).await?;
    let rows = marks::read_by(tx, from.reader, rows).await?;
    let mut numbers = Vec::new();
    let mut gone = Vec::new();
    for row in rows {
        let Some(letter) = letters.get(&row.digest) else { continue };
        let Some(filed) = file_by_hand(tx, to, letter, folder, row.received_at, &row.marks()).await? else {
            continue;
        };
        numbers.push(Renumbered { from: row.uid, to: filed.uid });
        gone.push(row.id);
    }
    if leave {
        delete(tx, from.mailbox, &gone).await?;
    }
    Ok(numbers)
}
