//! SQL of the messages.
//!
//! Where rows are named by their ids, the box is asked for as `(mailbox_id = $2) IS TRUE`: a test of each row and no way
//! to them. SQLite would take it for the better way and read the whole box.

use kernel::{
    Id, Result, Time, Tx,
    db::{Engine, Query, list},
    keys::digest,
    people::{Academy, Person},
    row, sql,
};

use super::{Delivery, Filing, Message, Thread};
use crate::{
    folder::{Folder, id_from},
    letter::Letter,
    mailbox::{Mailbox, Stamp},
};

row! {
    /// A message as lists and the reading page show it, without its body.
    pub struct MessageRow {
        pub id: Id<Message>,
        pub folder_id: Id<Folder>,
        pub thread_id: Id<Thread>,
        pub digest: String,
        pub size: i64,
        pub sender: String,
        pub recipients: String,
        pub subject: String,
        pub preview: String,
        pub received_at: Time,
        pub seen: bool,
        pub flagged: bool,
        pub answered: bool,
        pub forwarded: bool,
        pub has_attachment: bool,
        /// As [`super::Keywords`] reads them.
        pub keywords: String,
    }
}

/// Marker for the hash of what a message is about.
#[derive(Debug)]
pub(super) struct SubjectKey;

#[expect(clippy::too_many_arguments, reason = "each is a column or decides one")]
pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Message>,
    mailbox: Id<Mailbox>,
    thread: Id<Thread>,
    stamp: &Stamp,
    letter: &Letter,
    filing: &Filing,
    expires_at: Option<Time>,
) -> Result<()> {
    let flags = filing.flags;
    tx.post(sql!(
        "INSERT INTO mail_messages (id, academy_id, mailbox_id, folder_id, thread_id, uid, state, digest, size,
             delivery_key, subject_key, sender, recipients, subject, preview, received_at, seen, flagged, answered,
             forwarded, has_attachment, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        id,
        stamp.academy_id,
        mailbox,
        filing.folder,
        thread,
        stamp.uid,
        stamp.state,
        letter.digest,
        letter.size,
        filing.key,
        subject_key(&letter.links.subject_key),
        letter.sender,
        letter.recipients,
        letter.subject,
        letter.preview,
        filing.received_at,
        flags.seen,
        flags.flagged,
        flags.answered,
        flags.forwarded,
        letter.has_attachment,
        expires_at
    ))
    .await
}

/// Subjects are compared by their hash: they are long, and most say nothing.
pub(super) fn subject_key(key: &str) -> Id<SubjectKey> {
    id_from("subject", &[key.as_bytes()])
}

/// A message of this box; any other is not found.
pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<MessageRow> {
    tx.one(sql!(MessageRow: "SELECT id, folder_id, thread_id, digest, size, sender, recipients, subject, preview, received_at,
             seen, flagged, answered, forwarded, has_attachment, keywords
          FROM mail_messages WHERE id = $1 AND mailbox_id = $2", id, mailbox))
    .await
}

/// Where the bytes of a message of this box lie.
pub(crate) async fn digest_of(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<String> {
    tx.one(sql!(String: "SELECT digest FROM mail_messages WHERE id = $1 AND mailbox_id = $2", id, mailbox))
        .await
}

/// The conversation a message belongs to, newest first, in all folders of the box: a conversation is of one box, so
/// that naming the box again would only lead the engine to read all of it.
pub(crate) async fn conversation(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Message>,
    before: Time,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    tx.all(sql!(MessageRow: "SELECT id, folder_id, thread_id, digest, size, sender, recipients, subject, preview, received_at,
             seen, flagged, answered, forwarded, has_attachment, keywords
          FROM mail_messages
          WHERE thread_id = (SELECT thread_id FROM mail_messages WHERE id = $1 AND mailbox_id = $2) AND received_at <= $3
          ORDER BY received_at DESC, id DESC LIMIT $4", id, mailbox, before, limit))
    .await
}

/// Messages of the box among these, newest first.
pub(crate) async fn by_ids(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<Vec<MessageRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(MessageRow: "SELECT id, folder_id, thread_id, digest, size, sender, recipients, subject, preview, received_at,
             seen, flagged, answered, forwarded, has_attachment, keywords
          FROM mail_messages WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE ORDER BY received_at DESC, id DESC",
        list(ids), mailbox))
    .await
}

/// The messages of a folder, newest first, from before a place on. The folder was found among those of its box.
pub(crate) async fn newest_of(
    tx: &mut Tx,
    folder: Id<Folder>,
    before: (Time, Id<Message>),
    limit: i64,
) -> Result<Vec<MessageRow>> {
    tx.all(sql!(MessageRow: "SELECT id, folder_id, thread_id, digest, size, sender, recipients, subject, preview, received_at,
             seen, flagged, answered, forwarded, has_attachment, keywords
          FROM mail_messages WHERE folder_id = $1 AND (received_at, id) < ($2, $3)
          ORDER BY received_at DESC, id DESC LIMIT $4", folder, before.0, before.1, limit))
    .await
}

/// What a message must be to be listed; `None` says nothing about it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub since: Time,
    /// Older than this place in the order of what is found.
    pub before: (Time, Id<Message>),
    pub seen: Option<bool>,
    pub flagged: Option<bool>,
    pub attachment: Option<bool>,
    pub folders: Option<Vec<Id<Folder>>>,
    /// A keyword that it bears, in small letters.
    pub keyword: Option<String>,
    /// The member of the box who has seen it or not; its person when empty.
    pub reader: Option<Id<Person>>,
}

/// The newest messages of the whole box that are as wanted, newest first.
pub(crate) async fn newest_that(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    // -1 fits no column of 0 and 1: it stands for whatever.
    let flag = |wanted: Option<bool>| wanted.map_or(-1, i64::from);
    let anywhere = wanted.folders.is_none();
    let borne = wanted.keyword.as_ref().map(|word| format!("% {word} %")).unwrap_or_default();
    tx.all(sql!(MessageRow: "SELECT id, folder_id, thread_id, digest, size, sender, recipients, subject, preview, received_at,
             seen, flagged, answered, forwarded, has_attachment, keywords
          FROM mail_messages WHERE mailbox_id = $1 AND received_at >= $2 AND (received_at, id) < ($3, $13)
            AND ($4 < 0 OR $4 = CASE WHEN $11 = 0 THEN seen
                WHEN EXISTS (SELECT 1 FROM mail_unread u WHERE u.person_id = $12 AND u.message_id = mail_messages.id)
                THEN 0 ELSE 1 END) AND ($5 < 0 OR flagged = $5) AND ($6 < 0 OR has_attachment = $6)
            AND ($7 > 0 OR folder_id IN LIST($8)) AND ($9 = '' OR LOWER(keywords) LIKE $9)
          ORDER BY received_at DESC, id DESC LIMIT $10",
        mailbox, wanted.since, wanted.before.0, flag(wanted.seen), flag(wanted.flagged), flag(wanted.attachment),
        anywhere, list(wanted.folders.as_deref().unwrap_or_default()), borne, limit,
        wanted.reader.is_some(), wanted.reader.unwrap_or(Id::NIL), wanted.before.1))
    .await
}

/// The message filed under a key.
pub(crate) async fn with_keys(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    key: Id<Delivery>,
) -> Result<Vec<Id<Message>>> {
    tx.all(with_keys_query(mailbox, Some(key))).await
}

/// None without a key.
pub(super) fn with_keys_query(
    mailbox: Id<Mailbox>,
    key: Option<Id<Delivery>>,
) -> Query<'static, Id<Message>> {
    sql!(Id<Message>: "SELECT id FROM mail_messages WHERE mailbox_id = $1 AND delivery_key = $2", mailbox, key)
        .detached()
}

pub(super) async fn in_their_lines(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        sql!(Id<Message>: "SELECT m.id FROM mail_messages o JOIN mail_messages m ON m.thread_id = o.thread_id
          WHERE o.id IN LIST($1) AND (o.mailbox_id = $2) IS TRUE AND m.folder_id = o.folder_id AND (m.mailbox_id = $2) IS TRUE",
        list(ids), mailbox),
    )
    .await
}

/// A line of a list that a change concerns.
pub(super) type Touched = (Id<Folder>, Id<Thread>);

pub(super) async fn set_seen(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    seen: bool,
    state: i64,
) -> Result<Vec<Touched>> {
    tx.all(sql!((Id<Folder>, Id<Thread>): "UPDATE mail_messages SET seen = $3, state = $4
          WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE AND seen <> $3 RETURNING folder_id, thread_id",
        list(ids), mailbox, seen, state))
        .await
}

pub(super) async fn set_flagged(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    flagged: bool,
    state: i64,
) -> Result<Vec<Touched>> {
    tx.all(sql!((Id<Folder>, Id<Thread>): "UPDATE mail_messages SET flagged = $3, state = $4
          WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE AND flagged <> $3 RETURNING folder_id, thread_id",
        list(ids), mailbox, flagged, state))
        .await
}

pub(super) async fn set_answered(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Message>,
    sent_on: bool,
    state: i64,
) -> Result<Option<Id<Folder>>> {
    let answered = !sent_on;
    tx.first(
        sql!(Id<Folder>: "UPDATE mail_messages SET answered = CASE WHEN answered + $3 > 0 THEN 1 ELSE 0 END,
             forwarded = CASE WHEN forwarded + $4 > 0 THEN 1 ELSE 0 END, state = $5
          WHERE id = $1 AND mailbox_id = $2 RETURNING folder_id", id, mailbox, answered, sent_on, state),
    )
    .await
}

row! {
    pub(super) struct Placed {
        pub id: Id<Message>,
        pub folder_id: Id<Folder>,
        pub thread_id: Id<Thread>,
        pub uid: i64,
        pub size: i64,
        pub seen: bool,
    }
}

pub(super) async fn placed(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>]) -> Result<Vec<Placed>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(Placed: "SELECT id, folder_id, thread_id, uid, size, seen FROM mail_messages
          WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE ORDER BY uid", list(ids), mailbox))
        .await
}

/// The same message once more, marked as it is.
pub(super) async fn copy(
    tx: &mut Tx,
    of: Id<Message>,
    id: Id<Message>,
    folder: Id<Folder>,
    uid: i64,
    state: i64,
    expires_at: Option<Time>,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_messages (id, academy_id, mailbox_id, folder_id, thread_id, uid, state, digest, size,
             delivery_key, subject_key, sender, recipients, subject, preview, received_at, seen, flagged, answered,
             forwarded, has_attachment, expires_at, deleted, draft, keywords)
          SELECT $1, academy_id, mailbox_id, $2, thread_id, $3, $4, digest, size, NULL, subject_key, sender, recipients,
             subject, preview, received_at, seen, flagged, answered, forwarded, has_attachment, $5, deleted, draft, keywords
          FROM mail_messages WHERE id = $6",
        id,
        folder,
        uid,
        state,
        expires_at,
        of
    ))
    .await?;
    Ok(())
}

pub(super) async fn place(
    tx: &mut Tx,
    id: Id<Message>,
    folder: Id<Folder>,
    uid: i64,
    state: i64,
    expires_at: Option<Time>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_messages SET folder_id = $2, uid = $3, state = $4, expires_at = $5 WHERE id = $1",
        id,
        folder,
        uid,
        state,
        expires_at
    ))
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>]) -> Result<Vec<Placed>> {
    tx.all(sql!(Placed: "DELETE FROM mail_messages WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE
          RETURNING id, folder_id, thread_id, uid, size, seen", list(ids), mailbox))
        .await
}

/// Remembers that a message has left its folder.
pub(super) async fn bury(tx: &mut Tx, placed: &Placed, stamp: &Stamp) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_gone (folder_id, uid, academy_id, state, at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT DO NOTHING",
        placed.folder_id,
        placed.uid,
        stamp.academy_id,
        stamp.state,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Of every box: what left its folder before this moment.
pub(super) async fn forget_gone(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_gone WHERE at < $1 /* tenant: all, by the schedule */", before))
        .await?;
    Ok(())
}

pub(super) async fn oldest_of(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    limit: i64,
) -> Result<Vec<Id<Message>>> {
    tx.all(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE folder_id = $1 AND mailbox_id = $2 ORDER BY uid LIMIT $3",
        folder, mailbox, limit))
    .await
}

row! {
    pub(super) struct Expired { pub id: Id<Message>, pub mailbox_id: Id<Mailbox> }
}

/// What has lain long enough in bins and junk, of every box.
pub(super) async fn expired(tx: &mut Tx, limit: i64) -> Result<Vec<Expired>> {
    let now = tx.now();
    tx.all(sql!(Expired: "SELECT id, mailbox_id FROM mail_messages WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
          /* tenant: all, by the schedule */", now, limit))
    .await
}

/// Those of these that still have lain long enough, of a box that is held.
pub(super) async fn still_expired(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    let now = tx.now();
    tx.all(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE id IN LIST($1) AND mailbox_id = $2 AND expires_at <= $3",
        list(ids), mailbox, now))
    .await
}

/// A message identifier as the links table holds it.
pub(super) fn link_of(identifier: &str) -> Id<Thread> {
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest(identifier.as_bytes())) {
        *to = from;
    }
    Id::from_bytes(id)
}

row! {
    pub(super) struct Linked { pub link: Id<Thread>, pub thread_id: Id<Thread> }
}

/// A join on PostgreSQL: for a list of which it cannot tell how many it finds, it would plan anew for each message.
pub(super) fn linked_query(
    engine: Engine,
    mailbox: Id<Mailbox>,
    links: &[Id<Thread>],
) -> Query<'static, Linked> {
    if engine == Engine::Postgres {
        return sql!(Linked: "/* only postgres */ SELECT l.link, l.thread_id FROM (SELECT DISTINCT k FROM unnest(CAST($2 AS UUID[])) AS k) AS keys
              JOIN mail_links l ON l.mailbox_id = $1 AND l.link = keys.k", mailbox, list(links))
            .detached();
    }
    sql!(Linked: "SELECT link, thread_id FROM mail_links WHERE mailbox_id = $1 AND link IN LIST($2)",
        mailbox, list(links))
    .detached()
}

pub(super) async fn add_link(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    academy: Id<Academy>,
    link: Id<Thread>,
    thread: Id<Thread>,
) -> Result<()> {
    tx.post(sql!(
        "INSERT INTO mail_links (mailbox_id, link, academy_id, thread_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        mailbox,
        link,
        academy,
        thread
    ))
    .await
}

row! {
    pub(super) struct SameSubject {
        pub thread_id: Id<Thread>,
        pub sender: String,
        pub recipients: String,
        pub received_at: Time,
    }
}

pub(super) async fn same_subject(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    key: &str,
    limit: i64,
) -> Result<Vec<SameSubject>> {
    tx.all(sql!(SameSubject: "SELECT thread_id, sender, recipients, received_at FROM mail_messages
          WHERE mailbox_id = $1 AND subject_key = $2 ORDER BY received_at DESC LIMIT $3",
        mailbox, subject_key(key), limit))
        .await
}

/// Brings conversations together. Answers the folders where they lie.
pub(super) async fn merge(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    into: Id<Thread>,
    from: &[Id<Thread>],
) -> Result<Vec<Id<Folder>>> {
    let mut folders = tx
        .all(sql!(Id<Folder>: "UPDATE mail_messages SET thread_id = $1 WHERE thread_id IN LIST($2) AND (mailbox_id = $3) IS TRUE
              RETURNING folder_id", into, list(from), mailbox))
        .await?;
    tx.execute(sql!(
        "UPDATE mail_links SET thread_id = $1 WHERE thread_id IN LIST($2) AND (mailbox_id = $3) IS TRUE",
        into,
        list(from),
        mailbox
    ))
    .await?;
    folders.sort_unstable();
    folders.dedup();
    Ok(folders)
}

/// Forgets the identifiers of conversations of which nothing is left.
pub(super) async fn forget_links(tx: &mut Tx, mailbox: Id<Mailbox>, threads: &[Id<Thread>]) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_links WHERE thread_id IN LIST($1) AND (mailbox_id = $2) IS TRUE
          AND NOT EXISTS (SELECT 1 FROM mail_messages m WHERE m.thread_id = mail_links.thread_id)",
        list(threads),
        mailbox
    ))
    .await?;
    Ok(())
}
