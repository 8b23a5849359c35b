//! Where a letter that comes to a box is put, and what follows from it: the one place where rules, judged senders and absences meet deliveries.
//! Whatever they say, the letter is filed.

use kernel::{Id, Result, Tx};

use super::Recipient;
use crate::{
    filing::{Flags, Marking, Message},
    folder::{Folder, FolderRole},
    labels,
    letter::Letter,
    mailbox::{Mailbox, MailboxRow},
    rules,
    senders::{self, Verdict},
    vacation,
};

/// Where it goes: the inbox, unless something says otherwise.
#[derive(Default)]
pub(super) struct Place {
    pub folder: Option<Id<Folder>>,
    pub flags: Flags,
    pub expires: bool,
    labels: Vec<String>,
    /// Who gets a copy.
    forward: Vec<String>,
    /// Nothing follows from junk.
    is_junk: bool,
}

/// A box without rules costs nothing more than the row that was read anyway.
pub(super) async fn place(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    found: &MailboxRow,
    letter: &Letter,
) -> Result<Place> {
    if is_junk(tx, mailbox, found, letter).await? {
        let junk = FolderRole::Junk;
        return Ok(Place {
            folder: Some(junk.in_box(mailbox)),
            expires: junk.expires(),
            is_junk: true,
            ..Place::default()
        });
    }
    if !found.sorts {
        return Ok(Place::default());
    }
    let (outcome, expires) = rules::outcome(tx, mailbox, letter).await?;
    Ok(Place {
        folder: outcome.folder,
        flags: Flags { seen: outcome.seen, flagged: outcome.flagged, ..Flags::default() },
        expires,
        labels: outcome.labels,
        forward: outcome.forward,
        is_junk: false,
    })
}

/// What the owner has said of the sender counts more than what a filter makes of the message.
async fn is_junk(tx: &mut Tx, mailbox: Id<Mailbox>, found: &MailboxRow, letter: &Letter) -> Result<bool> {
    let sender = if found.sorts { letter.traits.sender() } else { None };
    let known = match sender {
        Some(sender) => senders::verdict(tx, mailbox, &sender).await?,
        None => None,
    };
    Ok(match known {
        Some(verdict) => verdict == Verdict::Junk,
        None => letter.traits.is_marked_junk,
    })
}

/// Once it lies there, in the same unit: what others are sent because of it.
pub(super) async fn afterwards(
    tx: &mut Tx,
    to: Recipient,
    found: &MailboxRow,
    letter: &Letter,
    id: Id<Message>,
    place: Place,
) -> Result<()> {
    if !place.labels.is_empty() {
        let words: Vec<&str> = place.labels.iter().map(String::as_str).collect();
        // Whatever comes of its labels, the letter lies there.
        let put =
            tx.attempt(async |tx| labels::mark(tx, found.id, &[id], Marking::Add, &words).await).await?;
        if let Err(error) = put {
            tracing::warn!(%error, mailbox = %found.id, "a letter took no label");
        }
    }
    if !place.forward.is_empty() {
        rules::forward::enqueue(tx, to, letter, place.forward).await?;
    }
    if place.is_junk { Ok(()) } else { vacation::consider(tx, to, found, letter).await }
}
