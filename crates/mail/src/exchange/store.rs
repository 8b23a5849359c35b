//! SQL of exports and imports.

use kernel::{Id, Result, Time, Tx, db::Query, files::Kept, row, sql};

use super::{
    Export, Import,
    import::{Brought, MOST_LINES, Outcome},
};
use crate::{filing::Message, folder::Folder, mailbox::Mailbox};

kernel::big_tables!["mail_exports", "mail_imports", "mail_import_files", "mail_import_lines"];

row! {
    pub(crate) struct ExportRow {
        pub id: Id<Export>,
        pub asked_at: Time,
        pub total: i64,
        pub done: i64,
        pub missing: i64,
        pub ended_at: Option<Time>,
        pub digest: Option<String>,
        pub size: i64,
        pub expires_at: Option<Time>,
    }
}

pub(crate) fn export_query(mailbox: &Id<Mailbox>) -> Query<'_, ExportRow> {
    sql!(ExportRow: "SELECT id, asked_at, total, done, missing, ended_at, digest, size, expires_at
          FROM mail_exports WHERE mailbox_id = $1", *mailbox)
}

/// Whether none was being made.
pub(super) async fn start_export(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Export>) -> Result<bool> {
    let now = tx.now();
    let begun = tx
        .execute(sql!(
            "INSERT INTO mail_exports (mailbox_id, academy_id, id, asked_at, total, done, missing, size)
              SELECT id, academy_id, $2, $3,
                 (SELECT CAST(COALESCE(SUM(f.total), 0) AS BIGINT) FROM mail_folders f WHERE f.mailbox_id = mailboxes.id),
                 0, 0, 0 FROM mailboxes WHERE id = $1
              ON CONFLICT (mailbox_id) DO UPDATE SET id = excluded.id, asked_at = excluded.asked_at,
                 total = excluded.total, done = 0, missing = 0, ended_at = NULL, digest = NULL, size = 0, expires_at = NULL
              WHERE mail_exports.ended_at IS NOT NULL",
            mailbox,
            id,
            now
        ))
        .await?;
    Ok(begun == 1)
}

/// Whether it is still wanted.
pub(super) async fn advance_export(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Export>,
    done: i64,
    missing: i64,
) -> Result<bool> {
    let going = tx
        .execute(sql!(
            "UPDATE mail_exports SET done = $3, missing = $4 WHERE mailbox_id = $1 AND id = $2 AND ended_at IS NULL",
            mailbox,
            id,
            done,
            missing
        ))
        .await?;
    Ok(going == 1)
}

pub(super) async fn finish_export(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Export>,
    kept: &Kept,
    until: Time,
) -> Result<bool> {
    let now = tx.now();
    let ended = tx
        .execute(sql!(
            "UPDATE mail_exports SET ended_at = $3, digest = $4, size = $5, expires_at = $6
              WHERE mailbox_id = $1 AND id = $2 AND ended_at IS NULL",
            mailbox,
            id,
            now,
            kept.digest,
            kept.size,
            until
        ))
        .await?;
    Ok(ended == 1)
}

pub(super) async fn remove_export(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_exports WHERE mailbox_id = $1", mailbox)).await?;
    Ok(())
}

/// Of every box: archives that have been kept long enough, and reports older than a moment.
pub(super) async fn expire(tx: &mut Tx, now: Time, old: Time) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_exports WHERE expires_at <= $1 /* tenant: all, by the schedule */",
        now
    ))
    .await?;
    tx.execute(sql!("DELETE FROM mail_imports WHERE asked_at < $1 /* tenant: all, by the schedule */", old))
        .await?;
    Ok(())
}

row! {
    /// A message as an export needs it.
    pub(super) struct ExportedRow {
        pub id: Id<Message>,
        pub uid: i64,
        pub digest: String,
        pub sender: String,
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

/// The messages of a folder behind a number, in their order.
pub(super) async fn messages(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    after: i64,
    limit: i64,
) -> Result<Vec<ExportedRow>> {
    tx.all(sql!(ExportedRow: "SELECT id, uid, digest, sender, received_at, seen, flagged, answered, forwarded, deleted, draft,
             keywords
          FROM mail_messages WHERE folder_id = $1 AND uid > $2 AND (mailbox_id = $3) IS TRUE ORDER BY uid LIMIT $4",
        folder, after, mailbox, limit))
        .await
}

row! {
    pub(crate) struct ImportRow {
        pub id: Id<Import>,
        pub asked_at: Time,
        pub folder_id: Option<Id<Folder>>,
        pub size: i64,
        pub looked_at: i64,
        pub position: i64,
        pub filed: i64,
        pub known: i64,
        pub contacts: i64,
        /// Put in the calendar, or changed there.
        pub events: i64,
        pub rules: i64,
        pub refused: i64,
        pub ended_at: Option<Time>,
        pub outcome: Outcome,
    }
}

pub(crate) async fn find_import(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Import>) -> Result<ImportRow> {
    tx.one(sql!(ImportRow: "SELECT id, asked_at, folder_id, size, looked_at, position, filed, known, contacts, events, rules, refused,
             ended_at, outcome
          FROM mail_imports WHERE id = $1 AND mailbox_id = $2", id, mailbox))
        .await
}

/// The newest imports of a box.
pub(crate) async fn imports(tx: &mut Tx, mailbox: Id<Mailbox>, limit: i64) -> Result<Vec<ImportRow>> {
    tx.all(sql!(ImportRow: "SELECT id, asked_at, folder_id, size, looked_at, position, filed, known, contacts, events, rules, refused,
             ended_at, outcome
          FROM mail_imports WHERE mailbox_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2", mailbox, limit))
        .await
}

pub(super) async fn add_import(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Import>,
    files: &[Brought],
    into: Option<Id<Folder>>,
) -> Result<()> {
    let (academy, now) = (tx.academy_id()?, tx.now());
    let size: i64 = files.iter().map(|file| i64::try_from(file.kept.size).unwrap_or(i64::MAX)).sum();
    tx.execute(sql!(
        "INSERT INTO mail_imports (id, academy_id, mailbox_id, asked_at, folder_id, size, looked_at, position, filed, known,
             contacts, events, rules, refused, outcome)
          VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, 0, 0, 0, $7)",
        id,
        academy,
        mailbox,
        now,
        into,
        size,
        Outcome::Going
    ))
    .await?;
    for (number, file) in files.iter().enumerate() {
        tx.execute(sql!(
            "INSERT INTO mail_import_files (import_id, number, academy_id, name, size, digest)
              VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            number as i64,
            academy,
            file.name,
            file.kept.size,
            file.kept.digest
        ))
        .await?;
    }
    Ok(())
}

row! {
    pub(crate) struct FileRow { pub name: String, pub size: i64, pub digest: Option<String> }
}

pub(crate) async fn files(tx: &mut Tx, id: Id<Import>) -> Result<Vec<FileRow>> {
    tx.all(sql!(FileRow: "SELECT name, size, digest FROM mail_import_files WHERE import_id = $1 ORDER BY number", id)).await
}

/// What a batch added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub filed: i64,
    pub known: i64,
    pub contacts: i64,
    pub events: i64,
    pub rules: i64,
    pub refused: i64,
}

/// Whether it still goes on.
pub(super) async fn advance_import(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Import>,
    position: i64,
    looked_at: i64,
    counts: &Counts,
) -> Result<bool> {
    let going = tx
        .execute(sql!(
            "UPDATE mail_imports SET position = $2, looked_at = $3, filed = filed + $4, known = known + $5,
                 contacts = contacts + $6, events = events + $7, rules = rules + $8, refused = refused + $9
              WHERE id = $1 AND mailbox_id = $10 AND ended_at IS NULL",
            id,
            position,
            looked_at,
            counts.filed,
            counts.known,
            counts.contacts,
            counts.events,
            counts.rules,
            counts.refused,
            mailbox
        ))
        .await?;
    Ok(going == 1)
}

/// Whether it was going on. The files are kept no longer.
pub(super) async fn end_import(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<Import>,
    outcome: Outcome,
) -> Result<bool> {
    let now = tx.now();
    let ended = tx
        .execute(sql!(
            "UPDATE mail_imports SET ended_at = $2, outcome = $3 WHERE id = $1 AND mailbox_id = $4 AND ended_at IS NULL",
            id,
            now,
            outcome,
            mailbox
        ))
        .await?;
    tx.execute(sql!("UPDATE mail_import_files SET digest = NULL WHERE import_id = $1", id)).await?;
    Ok(ended == 1)
}

row! {
    pub(crate) struct LineRow { pub name: String, pub why: String }
}

/// Adds to the report as far as there is room.
pub(super) async fn add_lines(tx: &mut Tx, id: Id<Import>, lines: &[(String, String)]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let last = tx
        .first(sql!(i64: "SELECT number FROM mail_import_lines WHERE import_id = $1 ORDER BY number DESC LIMIT 1", id))
        .await?
        .unwrap_or(0);
    let room = (MOST_LINES - last).max(0) as usize;
    for ((name, why), number) in lines.iter().take(room).zip(last + 1..) {
        // What files say is as long as they like, and holds what no column may.
        let clean = |text: &str| text.chars().filter(|c| !c.is_control()).take(300).collect::<String>();
        let (name, why) = (clean(name), clean(why));
        tx.execute(sql!(
            "INSERT INTO mail_import_lines (import_id, number, academy_id, name, why)
              SELECT id, $2, academy_id, $3, $4 FROM mail_imports WHERE id = $1",
            id,
            number,
            name,
            why
        ))
        .await?;
    }
    Ok(())
}

pub(crate) async fn lines(tx: &mut Tx, id: Id<Import>, limit: i64) -> Result<Vec<LineRow>> {
    tx.all(sql!(LineRow: "SELECT name, why FROM mail_import_lines WHERE import_id = $1 ORDER BY number LIMIT $2", id, limit))
        .await
}

/// Whether the box holds these bytes already, wherever and however they came.
pub(super) async fn is_known(tx: &mut Tx, mailbox: Id<Mailbox>, digest: &str) -> Result<bool> {
    let found = tx
        .first(sql!(i64: "SELECT size FROM mail_messages WHERE digest = $1 AND (mailbox_id = $2) IS TRUE LIMIT 1",
            digest, mailbox))
        .await?;
    Ok(found.is_some())
}
