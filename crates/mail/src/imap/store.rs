//! SQL of the door for mail programs: messages by their numbers in a folder. The box is known from its folder, which the
//! session has found among those that it reaches.

use kernel::{
    Id, Result, Time, Tx,
    db::{Query, list},
    people::Person,
    row, sql,
};

use super::shape::Shape;
use crate::{
    filing::{MarkedRow, Message},
    folder::{Folder, FolderRole},
    mailbox::Mailbox,
};

kernel::big_tables!["mail_shapes"];

/// The range that sorted numbers lie in, when they fill at least half of it: read from end to end it costs a database
/// less than each of them looked for.
fn range(uids: &[i64]) -> Option<(i64, i64)> {
    let (first, last) = (*uids.first()?, *uids.last()?);
    (last - first < 2 * uids.len() as i64).then_some((first, last))
}

/// Messages of a folder by their sorted numbers, in that order; others may lie between them.
pub(super) fn by_uids_query(folder: Id<Folder>, uids: &[i64]) -> Query<'static, MarkedRow> {
    match range(uids) {
        Some((first, last)) => sql!(MarkedRow: "SELECT id, folder_id, thread_id, uid, state, digest, size, received_at, seen,
                 flagged, answered, forwarded, deleted, draft, keywords
              FROM mail_messages WHERE folder_id = $1 AND uid >= $2 AND uid <= $3 ORDER BY uid", folder, first, last)
        .detached(),
        None => sql!(MarkedRow: "SELECT id, folder_id, thread_id, uid, state, digest, size, received_at, seen, flagged,
                 answered, forwarded, deleted, draft, keywords
              FROM mail_messages WHERE folder_id = $1 AND uid IN LIST($2) ORDER BY uid", folder, list(uids))
        .detached(),
    }
}

/// Their ids alone.
pub(super) async fn ids(tx: &mut Tx, folder: Id<Folder>, uids: &[i64]) -> Result<Vec<Id<Message>>> {
    tx.all(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE folder_id = $1 AND uid IN LIST($2) ORDER BY uid",
        folder, list(uids)))
        .await
}

/// Those of a folder that changed after a state.
pub(super) fn changed_query<'a>(folder: &'a Id<Folder>, state: &'a i64) -> Query<'a, MarkedRow> {
    sql!(MarkedRow: "SELECT id, folder_id, thread_id, uid, state, digest, size, received_at, seen, flagged, answered,
             forwarded, deleted, draft, keywords
          FROM mail_messages WHERE folder_id = $1 AND state > $2 ORDER BY uid", *folder, *state)
}

/// Numbers that left a folder after a state.
pub(super) fn gone_query<'a>(folder: &'a Id<Folder>, state: &'a i64) -> Query<'a, i64> {
    sql!(i64: "SELECT uid FROM mail_gone WHERE folder_id = $1 AND state > $2 ORDER BY uid", *folder, *state)
}

row! {
    pub(super) struct FolderState { pub state: i64, pub next_uid: i64 }
}

pub(super) fn state_query(folder: &Id<Folder>) -> Query<'_, FolderState> {
    sql!(FolderState: "SELECT state, next_uid FROM mail_folders WHERE id = $1", *folder)
}

/// All numbers of a folder.
pub(super) async fn uids(tx: &mut Tx, folder: Id<Folder>) -> Result<Vec<i64>> {
    tx.all(sql!(i64: "SELECT uid FROM mail_messages WHERE folder_id = $1 ORDER BY uid", folder)).await
}

/// The first that a member has not read.
pub(super) async fn first_unread(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    folder: Id<Folder>,
) -> Result<Option<i64>> {
    tx.first(sql!(i64: "SELECT m.uid FROM mail_unread u JOIN mail_messages m ON m.id = u.message_id
          WHERE u.mailbox_id = $1 AND u.person_id = $2 AND u.folder_id = $3 ORDER BY m.uid LIMIT 1",
        mailbox, person, folder))
        .await
}

/// What a member has not read of a folder.
pub(super) async fn unread(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    folder: Id<Folder>,
) -> Result<Vec<Id<Message>>> {
    tx.all(sql!(Id<Message>: "SELECT message_id FROM mail_unread WHERE mailbox_id = $1 AND person_id = $2 AND folder_id = $3",
        mailbox, person, folder))
        .await
}

row! {
    /// A folder of one of several boxes.
    pub(super) struct BoxFolder {
        pub mailbox_id: Id<Mailbox>,
        pub id: Id<Folder>,
        pub role: FolderRole,
        pub name: String,
    }
}

impl BoxFolder {
    pub fn wire_name(&self) -> &str {
        if self.role == FolderRole::Own { &self.name } else { self.role.wire_name() }
    }
}

/// The folders of these boxes, as each shows them.
pub(super) async fn folders_of(tx: &mut Tx, mailboxes: &[Id<Mailbox>]) -> Result<Vec<BoxFolder>> {
    tx.all(sql!(BoxFolder: "SELECT mailbox_id, id, role, name FROM mail_folders WHERE mailbox_id IN LIST($1) ORDER BY sort_key",
        list(mailboxes)))
        .await
}

/// The first that was not read.
pub(super) async fn first_unseen(tx: &mut Tx, folder: Id<Folder>) -> Result<Option<i64>> {
    tx.first(sql!(i64: "SELECT uid FROM mail_messages WHERE folder_id = $1 AND seen = 0 ORDER BY uid LIMIT 1", folder))
        .await
}

/// Every keyword of a folder's messages, as columns hold them.
pub(super) async fn keywords(tx: &mut Tx, folder: Id<Folder>) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT DISTINCT keywords FROM mail_messages WHERE folder_id = $1 AND keywords <> ''", folder))
        .await
}

row! {
    pub(super) struct Status { pub messages: i64, pub unseen: i64, pub deleted: i64, pub size: i64 }
}

/// Counts of a folder, for STATUS.
pub(super) async fn status(tx: &mut Tx, folder: Id<Folder>) -> Result<Status> {
    tx.one(sql!(Status: "SELECT COUNT(*) AS messages, CAST(COALESCE(SUM(1 - seen), 0) AS BIGINT) AS unseen,
             CAST(COALESCE(SUM(deleted), 0) AS BIGINT) AS deleted, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS size
          FROM mail_messages WHERE folder_id = $1", folder))
    .await
}

row! {
    /// The ids of messages by their numbers.
    pub(super) struct Named { pub uid: i64, pub id: Id<Message> }
}

/// Those of these that carry \Deleted, or of the whole folder.
pub(super) async fn deleted(tx: &mut Tx, folder: Id<Folder>) -> Result<Vec<Named>> {
    tx.all(sql!(Named: "SELECT uid, id FROM mail_messages WHERE folder_id = $1 AND deleted = 1 ORDER BY uid", folder)).await
}

row! {
    pub(super) struct BoxNumbers { pub uid_validity: i64, pub quota_bytes: i64, pub used_bytes: i64 }
}

pub(super) async fn numbers(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<BoxNumbers> {
    tx.one(sql!(BoxNumbers: "SELECT uid_validity, quota_bytes, used_bytes FROM mailboxes WHERE id = $1", mailbox)).await
}

row! {
    /// What SEARCH looks at of a message without its file.
    pub(super) struct Searched {
        pub id: Id<Message>,
        pub uid: i64,
        pub state: i64,
        pub digest: String,
        pub size: i64,
        pub received_at: Time,
        pub sender: String,
        pub subject: String,
        pub seen: bool,
        pub flagged: bool,
        pub answered: bool,
        pub forwarded: bool,
        pub deleted: bool,
        pub draft: bool,
        pub keywords: String,
    }
}

/// Messages of a folder from a number on, in that order.
pub(super) async fn searched(
    tx: &mut Tx,
    folder: Id<Folder>,
    from: i64,
    limit: i64,
) -> Result<Vec<Searched>> {
    tx.all(sql!(Searched: "SELECT id, uid, state, digest, size, received_at, sender, subject, seen, flagged, answered,
             forwarded, deleted, draft, keywords
          FROM mail_messages WHERE folder_id = $1 AND uid >= $2 ORDER BY uid LIMIT $3", folder, from, limit))
    .await
}

row! {
    pub(super) struct ShapeRow {
        pub content: String,
        pub envelope: Vec<u8>,
        pub body: Option<Vec<u8>>,
        pub body_structure: Option<Vec<u8>>,
    }
}

impl ShapeRow {
    /// Empty where it was not asked for.
    pub fn shape(self) -> Shape {
        Shape {
            envelope: self.envelope,
            body: self.body.unwrap_or_default(),
            body_structure: self.body_structure.unwrap_or_default(),
        }
    }
}

/// The shapes known of the same messages; without their structure where nobody asks for it.
pub(super) fn shapes_query(
    folder: Id<Folder>,
    uids: &[i64],
    with_structure: bool,
) -> Query<'static, ShapeRow> {
    match range(uids) {
        Some((first, last)) => sql!(ShapeRow: "SELECT s.content, s.envelope,
                 CASE WHEN CAST($4 AS BIGINT) = 1 THEN s.body END AS body,
                 CASE WHEN CAST($4 AS BIGINT) = 1 THEN s.body_structure END AS body_structure
              FROM mail_messages m JOIN mail_shapes s ON s.content = m.digest
              WHERE m.folder_id = $1 AND m.uid >= $2 AND m.uid <= $3 /* tenant: by its folder */",
            folder, first, last, with_structure)
        .detached(),
        None => sql!(ShapeRow: "SELECT s.content, s.envelope,
                 CASE WHEN CAST($3 AS BIGINT) = 1 THEN s.body END AS body,
                 CASE WHEN CAST($3 AS BIGINT) = 1 THEN s.body_structure END AS body_structure
              FROM mail_messages m JOIN mail_shapes s ON s.content = m.digest
              WHERE m.folder_id = $1 AND m.uid IN LIST($2) /* tenant: by its folder */",
            folder, list(uids), with_structure)
        .detached(),
    }
}

pub(super) async fn keep_shape(tx: &mut Tx, digest: &str, shape: &Shape) -> Result<()> {
    tx.post(sql!(
        "INSERT INTO mail_shapes (content, envelope, body, body_structure) VALUES ($1, $2, $3, $4)
          ON CONFLICT DO NOTHING",
        digest,
        shape.envelope,
        shape.body,
        shape.body_structure
    ))
    .await
}

/// Forgets some shapes of contents that no message has any more; answers how many.
pub(super) async fn forget_shapes(tx: &mut Tx) -> Result<u64> {
    tx.execute(sql!(
        "DELETE FROM mail_shapes WHERE content IN (SELECT s.content FROM mail_shapes s
             WHERE NOT EXISTS (SELECT 1 FROM mail_messages m WHERE m.digest = s.content) LIMIT 500)
          /* tenant: all, by the schedule */"
    ))
    .await
}
