//! Where a letter that comes to a box is put, and what follows from it: the one place where rules meet deliveries.
//! Whatever they say, the letter is filed.

use kernel::{Id, Result, Tx};

use super::Recipient;
use crate::{
    filing::Flags,
    folder::Folder,
    letter::Letter,
    mailbox::{Mailbox, MailboxRow},
    rules,
};

/// Where it goes: the inbox, unless something says otherwise.
#[derive(Default)]
pub(super) struct Place {
    pub folder: Option<Id<Folder>>,
    pub flags: Flags,
    pub expires: bool,
    /// Who gets a copy.
    forward: Vec<String>,
}

/// A box without rules costs nothing more than the row that was read anyway.
pub(super) async fn place(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    found: &MailboxRow,
    letter: &Letter,
) -> Result<Place> {
    if !found.sorts {
        return Ok(Place::default());
    }
    let (outcome, expires) = rules::outcome(tx, mailbox, letter).await?;
    Ok(Place {
        folder: outcome.folder,
        flags: Flags { seen: outcome.seen, flagged: outcome.flagged, ..Flags::default() },
        expires,
        forward: outcome.forward,
    })
}

/// Once it lies there, in the same unit: what others are sent because of it.
pub(super) async fn afterwards(tx: &mut Tx, to: Recipient, letter: &Letter, place: Place) -> Result<()> {
    if !place.forward.is_empty() {
        rules::forward::enqueue(tx, to, letter, place.forward).await?;
    }
    Ok(())
}
