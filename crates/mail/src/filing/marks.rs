//! Flags and keywords as mail programs set them: by number, several at once, on condition that nobody changed them since.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kernel::{Error, Id, Result, Time, Tx, db::list, people::Person, row, sql};

use super::{Message, Thread, lines};
use crate::{
    folder::{self, Change, Folder},
    mailbox::{self, Mailbox},
    members::unread,
};

/// Words of a message besides the flags of the protocol, as IMAP writes them: labels, `$MDNSent`, `$Junk`.
/// Upper and lower case are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords(BTreeSet<String>);

/// Of one message.
const MOST_KEYWORDS: usize = 30;
const LONGEST_KEYWORD: usize = 60;

impl Keywords {
    /// From a column: words between spaces.
    pub fn stored(text: &str) -> Keywords {
        Keywords(text.split_whitespace().map(str::to_owned).collect())
    }

    /// As the column holds them, each between spaces, so that one can be looked for.
    pub fn text(&self) -> String {
        self.0.iter().fold(String::new(), |text, word| {
            if text.is_empty() { format!(" {word} ") } else { text + word + " " }
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    /// Adds a word unless it is there in whatever case.
    pub fn add(&mut self, word: &str) {
        if !self.has(word) {
            self.0.insert(word.to_owned());
        }
    }

    pub fn remove(&mut self, word: &str) {
        self.0.retain(|w| !w.eq_ignore_ascii_case(word));
    }

    fn without(&self, other: &Keywords) -> Keywords {
        Keywords(self.0.iter().filter(|word| !other.has(word)).cloned().collect())
    }

    fn are_too_many(&self) -> bool {
        self.0.len() > MOST_KEYWORDS || self.0.iter().any(|word| word.len() > LONGEST_KEYWORD)
    }
}

/// All that a message can be marked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub seen: bool,
    pub flagged: bool,
    pub answered: bool,
    pub forwarded: bool,
    pub deleted: bool,
    pub draft: bool,
    pub keywords: Keywords,
}

/// What is done with marks: those named are put, taken, or become all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    Add,
    Remove,
    Set,
}

impl Marks {
    /// What this bears and the other does not.
    pub(crate) fn without(&self, other: &Marks) -> Marks {
        Marks {
            seen: self.seen && !other.seen,
            flagged: self.flagged && !other.flagged,
            answered: self.answered && !other.answered,
            forwarded: self.forwarded && !other.forwarded,
            deleted: self.deleted && !other.deleted,
            draft: self.draft && !other.draft,
            keywords: self.keywords.without(&other.keywords),
        }
    }

    pub(crate) fn are_none(&self) -> bool {
        *self == Marks::default()
    }

    fn marked(&self, how: Marking, named: &Marks) -> Marks {
        let flag = |have: bool, named: bool| match how {
            Marking::Add => have || named,
            Marking::Remove => have && !named,
            Marking::Set => named,
        };
        let mut keywords = if how == Marking::Set { Keywords::default() } else { self.keywords.clone() };
        for word in named.keywords.iter() {
            if how == Marking::Remove {
                keywords.remove(word);
            } else {
                keywords.add(word);
            }
        }
        Marks {
            seen: flag(self.seen, named.seen),
            flagged: flag(self.flagged, named.flagged),
            answered: flag(self.answered, named.answered),
            forwarded: flag(self.forwarded, named.forwarded),
            deleted: flag(self.deleted, named.deleted),
            draft: flag(self.draft, named.draft),
            keywords,
        }
    }
}

row! {
    /// A message as mail programs know it without its file.
    pub(crate) struct MarkedRow {
        pub id: Id<Message>,
        pub folder_id: Id<Folder>,
        pub thread_id: Id<Thread>,
        pub uid: i64,
        pub state: i64,
        pub digest: String,
        pub size: i64,
        pub received_at: Time,
        pub seen: bool,
        pub flagged: bool,
        pub answered: bool,
        pub forwarded: bool,
        pub deleted: bool,
        pub draft: bool,
        pub keywords: String,
    }
}

/// A message after it was to be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub uid: i64,
    pub marks: Marks,
    pub state: i64,
    /// It was changed since the state that the caller knows, and left alone.
    pub refused: bool,
}

/// Marks messages of the box; answers each of them as it is now, in the order of their numbers. Those changed after
/// `unchanged_since` are left alone. Too many keywords are refused (`Error::Conflict`).
pub async fn mark(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    how: Marking,
    named: &Marks,
    unchanged_since: Option<i64>,
) -> Result<Vec<Marked>> {
    mark_as(tx, mailbox, None, ids, how, named, unchanged_since).await
}

/// The same by a member: what they have read is theirs alone, and what the box's person has read stays as it is.
pub(crate) async fn mark_as(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    reader: Option<Id<Person>>,
    ids: &[Id<Message>],
    how: Marking,
    named: &Marks,
    unchanged_since: Option<i64>,
) -> Result<Vec<Marked>> {
    mailbox::hold(tx, mailbox).await?;
    let rows = rows(tx, mailbox, ids).await?;
    let of_person: Vec<bool> = rows.iter().map(|row| row.seen).collect();
    let rows = read_by(tx, reader, rows).await?;
    let mut marked = Vec::with_capacity(rows.len());
    let mut changed = Vec::new();
    for (row, seen_by_person) in rows.into_iter().zip(of_person) {
        let before = row.marks();
        let after = before.marked(how, named);
        let refused = unchanged_since.is_some_and(|known| row.state > known);
        if after.keywords.are_too_many() {
            return Err(Error::Conflict("keywords".into()));
        }
        if !refused && after != before {
            changed.push((marked.len(), row.id, row.folder_id, row.thread_id, before, seen_by_person));
        }
        let marks = if refused { row.marks() } else { after };
        marked.push(Marked { uid: row.uid, marks, state: row.state, refused });
    }
    if changed.is_empty() {
        return Ok(marked);
    }
    let stamp = mailbox::stamp(tx, mailbox, 0, 0).await?;
    let mut unread: BTreeMap<Id<Folder>, i64> = BTreeMap::new();
    let mut lines_touched = Vec::new();
    let (mut read, mut not_read) = (Vec::new(), Vec::new());
    for (index, id, folder, thread, before, seen_by_person) in changed {
        let Some(now) = marked.get_mut(index) else { continue };
        now.state = stamp.state;
        let seen_changed = before.seen != now.marks.seen;
        if reader.is_some() {
            let marks = Marks { seen: seen_by_person, ..now.marks.clone() };
            write(tx, id, &marks, stamp.state).await?;
            unread.entry(folder).or_default();
            if seen_changed {
                (if now.marks.seen { &mut read } else { &mut not_read }).push(id);
            }
        } else {
            write(tx, id, &now.marks, stamp.state).await?;
            *unread.entry(folder).or_default() += i64::from(before.seen) - i64::from(now.marks.seen);
        }
        if (seen_changed && reader.is_none()) || before.flagged != now.marks.flagged {
            lines_touched.push((folder, thread));
        }
    }
    if let Some(reader) = reader {
        unread::put(tx, mailbox, reader, &read, true).await?;
        unread::put(tx, mailbox, reader, &not_read, false).await?;
    }
    for (folder, unread) in unread {
        folder::change(tx, folder, Change { unread, state: stamp.state, ..Change::default() }).await?;
    }
    lines::refresh(tx, lines_touched).await?;
    Ok(marked)
}

/// Messages as a member has read them; as they are when they are looked at by the box's own person.
pub(crate) async fn read_by(
    tx: &mut Tx,
    reader: Option<Id<Person>>,
    mut rows: Vec<MarkedRow>,
) -> Result<Vec<MarkedRow>> {
    let Some(reader) = reader else { return Ok(rows) };
    let ids: Vec<Id<Message>> = rows.iter().map(|row| row.id).collect();
    let not_read: HashSet<Id<Message>> = unread::of(tx, reader, &ids).await?.into_iter().collect();
    for row in &mut rows {
        row.seen = !not_read.contains(&row.id);
    }
    Ok(rows)
}

impl MarkedRow {
    pub(crate) fn marks(&self) -> Marks {
        Marks {
            seen: self.seen,
            flagged: self.flagged,
            answered: self.answered,
            forwarded: self.forwarded,
            deleted: self.deleted,
            draft: self.draft,
            keywords: Keywords::stored(&self.keywords),
        }
    }
}

pub(super) async fn rows(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>]) -> Result<Vec<MarkedRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(MarkedRow: "SELECT id, folder_id, thread_id, uid, state, digest, size, received_at, seen, flagged, answered,
             forwarded, deleted, draft, keywords
          FROM mail_messages WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE ORDER BY uid", list(ids), mailbox))
        .await
}

/// Gives messages another state, of which nothing else has changed; answers the folders they lie in.
pub(crate) async fn restate(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    state: i64,
) -> Result<BTreeSet<Id<Folder>>> {
    let folders = tx
        .all(sql!(Id<Folder>: "UPDATE mail_messages SET state = $3 WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE RETURNING folder_id",
            list(ids), mailbox, state))
        .await?;
    Ok(folders.into_iter().collect())
}

async fn write(tx: &mut Tx, id: Id<Message>, marks: &Marks, state: i64) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_messages SET seen = $2, flagged = $3, answered = $4, forwarded = $5, deleted = $6, draft = $7,
             keywords = $8, state = $9
          WHERE id = $1",
        id,
        marks.seen,
        marks.flagged,
        marks.answered,
        marks.forwarded,
        marks.deleted,
        marks.draft,
        marks.keywords.text(),
        state
    ))
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(words: &[&str]) -> Marks {
        let mut keywords = Keywords::default();
        for word in words {
            keywords.add(word);
        }
        Marks { keywords, ..Marks::default() }
    }

    #[test]
    fn marks_are_put_taken_and_replaced() {
        let have = Marks { seen: true, ..with(&["Travail", "$Junk"]) };
        let named = Marks { flagged: true, ..with(&["travail"]) };
        let added = have.marked(Marking::Add, &named);
        assert!(added.seen && added.flagged);
        assert_eq!(added.keywords.text(), " $Junk Travail ");
        let removed = added.marked(Marking::Remove, &named);
        assert!(removed.seen && !removed.flagged);
        assert_eq!(removed.keywords.text(), " $Junk ");
        let set = have.marked(Marking::Set, &named);
        assert!(!set.seen && set.flagged);
        assert_eq!(set.keywords.text(), " travail ");
        assert_eq!(Keywords::stored(&added.keywords.text()), added.keywords);
        assert_eq!(Keywords::default().text(), "");
    }
}
