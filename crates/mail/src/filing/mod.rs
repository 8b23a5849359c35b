//! Messages in their folders: filed once, moved, marked, deleted. Each change brings the folders' counters, the lines
//! of the lists and the box's numbers up to date in the same transaction.

mod across;
mod bins;
mod copies;
pub(crate) mod keepers;
mod lines;
mod marks;
mod store;
mod threads;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kernel::{Error, Id, Result, Time, Tx, people::Person, search::Doc};

use crate::{
    administration::{quota, terms, withheld},
    attachments, draft,
    folder::{self, Change, Folder, FolderRole, FolderRow, id_from},
    letter::Letter,
    mailbox::{self, Mailbox},
    members::{
        deeds::{self, Deed},
        unread,
    },
};

pub(crate) use across::{Side, across, file_by_hand, letters};
pub(crate) use bins::EMPTY_BINS;
pub(crate) use copies::READ;
pub use copies::copy_to;
pub(crate) use lines::{LineRow, lines_of_reader_query, lines_query};
pub use marks::{Keywords, Marked, Marking, Marks, mark};
pub(crate) use marks::{MarkedRow, mark_as, read_by, restate};
pub use store::{MessageRow, find};
pub(crate) use store::{Wanted, by_ids, conversation, digest_of, newest_of, newest_that, with_keys};

kernel::big_tables!["mail_messages", "mail_lines", "mail_links", "mail_gone"];

/// Marker for ids of messages: one copy in one box.
#[derive(Debug)]
pub struct Message;

/// Marker for ids of conversations, within one box.
#[derive(Debug)]
pub struct Thread;

/// Marker for what a message must not be filed twice under.
#[derive(Debug)]
pub struct Delivery;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub seen: bool,
    pub flagged: bool,
    pub answered: bool,
    pub forwarded: bool,
}

/// How a message is filed.
#[derive(Clone, Copy, Debug)]
pub struct Filing {
    pub folder: Id<Folder>,
    pub flags: Flags,
    pub received_at: Time,
    /// Filed under this key already, it is not filed again. `None` for what its owner imports.
    pub key: Option<Id<Delivery>>,
    /// Bin and junk: it goes by itself after a while.
    pub expires: bool,
    /// Past the quota it is refused (`Error::Conflict`).
    pub within_quota: bool,
}

/// What a delivered message is filed under: the same bytes come once, however often their job runs. Its identifier
/// alone says nothing: a list's copy bears the same, and anybody may write it on another letter.
pub(crate) fn received_key(letter: &Letter) -> Id<Delivery> {
    received_as(&letter.digest)
}

/// The same, of a message whose copy bears more lines: a list's, filed where the message itself would be.
pub(crate) fn received_as(digest: &str) -> Id<Delivery> {
    id_from("received", &[digest.as_bytes()])
}

/// What the product itself says bears an identifier of its making, and may be worded anew when it is said again.
pub(crate) fn said_key(letter: &Letter) -> Id<Delivery> {
    id_from("said", &[letter.identity.as_bytes()])
}

/// The copy its author keeps is another message than the one delivered to themselves.
pub(crate) fn sent_key(message_id: &str) -> Id<Delivery> {
    id_from("sent", &[message_id.as_bytes()])
}

const SEARCH: &str = "message";

/// A message put in a folder, with its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    pub id: Id<Message>,
    pub uid: i64,
    /// How many use the box besides its person.
    pub members: i64,
}

/// Files a message; `None` when it was there already.
pub async fn file(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    letter: &Letter,
    filing: &Filing,
) -> Result<Option<Filed>> {
    // From here on the box is ours: what is read of it stays true until the end of the unit.
    let stamp = mailbox::stamp(tx, mailbox, 1, letter.size).await?;
    let keys: Vec<Id<Thread>> = letter.links.identifiers().map(store::link_of).collect();
    let engine = tx.services().db.engine();
    let (filed, known) = tx
        .together((store::with_keys_query(mailbox, filing.key), store::linked_query(engine, mailbox, &keys)))
        .await?;
    if !filed.is_empty() {
        mailbox::release(tx, mailbox, letter.size).await?;
        return Ok(None);
    }
    if filing.within_quota && stamp.used_bytes > stamp.quota_bytes {
        return Err(Error::Conflict("quota".into()));
    }
    let thread = threads::thread_of(tx, mailbox, letter, &keys, &known).await?;
    let id: Id<Message> = tx.new_id();
    let expires_at = if filing.expires { terms::expiry_in(tx, mailbox, filing.folder).await? } else { None };
    store::insert(tx, id, mailbox, thread, &stamp, letter, filing, expires_at).await?;
    quota::watch(tx, mailbox, &stamp, stamp.used_bytes).await?;
    threads::link(tx, mailbox, stamp.academy_id, thread, &keys, &known).await?;
    let arrived =
        Change { total: 1, unread: i64::from(!filing.flags.seen), state: stamp.state, uid: stamp.uid };
    folder::change(tx, filing.folder, arrived).await?;
    lines::add(tx, id, thread, stamp.academy_id, letter, filing).await?;
    if stamp.members > 0 && !filing.flags.seen {
        unread::came(tx, mailbox, stamp.academy_id, id, filing.folder).await?;
    }
    tx.index_new(Doc {
        kind: SEARCH,
        object: *id.bytes(),
        scope: *mailbox.bytes(),
        at: filing.received_at,
        words: &letter.words,
    })
    .await?;
    if letter.is_readable && attachments::are_read(tx.services()) {
        tx.enqueue(READ.name, &(mailbox, [id])).await?;
    }
    Ok(Some(Filed { id, uid: stamp.uid, members: stamp.members }))
}

/// The messages of the conversations that these belong to, as far as they lie in the same folder.
pub async fn in_their_lines(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    store::in_their_lines(tx, mailbox, ids).await
}

/// Read, or unread again. Answers how many changed.
pub async fn mark_seen(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>], seen: bool) -> Result<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    let changed = store::set_seen(tx, mailbox, ids, seen, stamp.state).await?;
    let mut unread: BTreeMap<Id<Folder>, i64> = BTreeMap::new();
    for (folder, _) in &changed {
        *unread.entry(*folder).or_default() += if seen { -1 } else { 1 };
    }
    for (folder, unread) in unread {
        folder::change(tx, folder, Change { unread, state: stamp.state, ..Change::default() }).await?;
    }
    let count = changed.len();
    lines::refresh(tx, changed).await?;
    Ok(count)
}

/// Followed (the star), or no longer.
pub async fn flag(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>], flagged: bool) -> Result<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    let changed = store::set_flagged(tx, mailbox, ids, flagged, stamp.state).await?;
    let count = changed.len();
    let folders: std::collections::BTreeSet<Id<Folder>> = changed.iter().map(|(folder, _)| *folder).collect();
    for folder in folders {
        folder::change(tx, folder, Change { state: stamp.state, ..Change::default() }).await?;
    }
    lines::refresh(tx, changed).await?;
    Ok(count)
}

/// An answer to it, or a copy sent on, has left, written by this person.
pub(crate) async fn mark_answered(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Message>,
    sent_on: bool,
    by: Id<Person>,
) -> Result<()> {
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    if stamp.members > 0 {
        let now = tx.now();
        deeds::note(tx, mailbox, id, by, if sent_on { Deed::SentOn } else { Deed::Answered }, now).await?;
    }
    match store::set_answered(tx, mailbox, id, sent_on, stamp.state).await? {
        Some(folder) => folder::change(tx, folder, Change { state: stamp.state, ..Change::default() }).await,
        None => Ok(()),
    }
}

/// Puts messages in another folder of the box. Answers how many moved.
pub async fn move_to(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    folder: &FolderRow,
) -> Result<usize> {
    if folder.role == FolderRole::Drafts {
        return Err(Error::NotFound);
    }
    Ok(renumber(tx, mailbox, ids, folder).await?.len())
}

/// The number of a message where it was, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renumbered {
    pub from: i64,
    pub to: i64,
}

/// Puts messages in another folder, whichever: in the order of their numbers.
pub(crate) async fn renumber(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    folder: &FolderRow,
) -> Result<Vec<Renumbered>> {
    mailbox::hold(tx, mailbox).await?;
    let mut moving = store::placed(tx, mailbox, ids).await?;
    moving.retain(|placed| placed.folder_id != folder.id);
    if moving.is_empty() {
        return Ok(Vec::new());
    }
    let stamp = mailbox::stamp(tx, mailbox, moving.len() as i64, 0).await?;
    let expires_at = terms::expiry(tx, mailbox, folder.role).await?;
    let mut touched = Vec::new();
    let mut numbers = Vec::new();
    for (index, placed) in moving.iter().enumerate() {
        let uid = stamp.uid + index as i64;
        store::place(tx, placed.id, folder.id, uid, stamp.state, expires_at).await?;
        leave(tx, mailbox, placed, &stamp).await?;
        let unread = i64::from(!placed.seen);
        folder::change(tx, folder.id, Change { total: 1, unread, state: stamp.state, uid }).await?;
        touched.extend([(placed.folder_id, placed.thread_id), (folder.id, placed.thread_id)]);
        numbers.push(Renumbered { from: placed.uid, to: uid });
    }
    if stamp.members > 0 {
        let ids: Vec<Id<Message>> = moving.iter().map(|placed| placed.id).collect();
        unread::moved(tx, &ids, folder.id).await?;
    }
    lines::refresh(tx, touched).await?;
    Ok(numbers)
}

/// A message is no more in its folder: who has that open learns it by its number.
async fn leave(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    placed: &store::Placed,
    stamp: &mailbox::Stamp,
) -> Result<()> {
    store::bury(tx, placed, stamp).await?;
    let change = Change { total: -1, unread: -i64::from(!placed.seen), state: stamp.state, uid: 0 };
    folder::change(tx, placed.folder_id, change).await?;
    if placed.folder_id == FolderRole::Drafts.in_box(mailbox) {
        Box::pin(draft::copy::left(tx, mailbox, placed.id, placed.size)).await?;
    }
    Ok(())
}

/// Takes messages away for good; of a box on hold, out of its owner's sight. Their files stay: other boxes may hold the
/// same message.
pub async fn delete(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>]) -> Result<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    if stamp.held_at.is_some() {
        withheld::keep(tx, mailbox, ids).await?;
    }
    let gone = store::delete(tx, mailbox, ids).await?;
    let bytes: i64 = gone.iter().map(|g| g.size).sum();
    mailbox::release(tx, mailbox, bytes).await?;
    quota::watch(tx, mailbox, &stamp, stamp.used_bytes - bytes).await?;
    let mut touched = Vec::new();
    for message in &gone {
        tx.unindex(SEARCH, *message.id.bytes()).await?;
        leave(tx, mailbox, message, &stamp).await?;
        touched.push((message.folder_id, message.thread_id));
    }
    let mut left: Vec<Id<Thread>> = gone.iter().map(|g| g.thread_id).collect();
    left.sort_unstable();
    left.dedup();
    lines::refresh(tx, touched).await?;
    threads::forget_empty(tx, mailbox, &left).await?;
    Ok(gone.len())
}

/// Takes away what lies in a folder, so many at a time. Answers how many went: less than `limit` means that
/// nothing is left.
pub async fn empty_some(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>, limit: i64) -> Result<usize> {
    // What somebody takes out meanwhile is not in it any more.
    mailbox::hold(tx, mailbox).await?;
    let ids = store::oldest_of(tx, mailbox, folder, limit).await?;
    delete(tx, mailbox, &ids).await
}

/// Moves what lies in a folder to the bin, so many at a time, as [`empty_some`].
pub(crate) async fn bin_some(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    limit: i64,
) -> Result<usize> {
    // What somebody takes out meanwhile is not in it any more.
    mailbox::hold(tx, mailbox).await?;
    let ids = store::oldest_of(tx, mailbox, folder, limit).await?;
    let trash = FolderRole::Trash.in_box(mailbox);
    let folders = folder::all(tx, mailbox).await?;
    let bin = folders.iter().find(|f| f.id == trash).ok_or(Error::NotFound)?;
    move_to(tx, mailbox, &ids, bin).await
}
