//! SQL of the drafts.

use kernel::{Id, Result, Time, Tx, db::Query, files::Kept, people::Person, row, sql};

use super::{Draft, Intent, Priority, Writing};
use crate::{filing::Message, mailbox::Mailbox};

row! {
    pub struct DraftRow {
        pub id: Id<Draft>,
        pub version: i64,
        pub saved_at: Time,
        pub sender: String,
        pub importance: Priority,
        pub wants_receipt: bool,
        pub recipients: String,
        pub copies: String,
        pub hidden_copies: String,
        pub subject: String,
        pub body: String,
        pub intent: Intent,
        pub source_id: Option<Id<Message>>,
        pub source_digest: Option<String>,
        pub quotes_source: bool,
        pub source_parts: String,
    }
}

impl DraftRow {
    pub fn writing(&self) -> Writing {
        Writing {
            sender: self.sender.clone(),
            importance: self.importance,
            wants_receipt: self.wants_receipt,
            recipients: self.recipients.clone(),
            copies: self.copies.clone(),
            hidden_copies: self.hidden_copies.clone(),
            subject: self.subject.clone(),
            body: self.body.clone(),
            intent: self.intent,
            source_id: self.source_id,
            source_digest: self.source_digest.clone(),
            quotes_source: self.quotes_source,
            source_parts: self.source_parts.clone(),
        }
    }
}

row! {
    /// A file joined to a draft.
    pub struct DraftFile {
        pub id: Id<DraftFile>,
        pub digest: String,
        pub name: String,
        pub content_type: String,
        pub size: i64,
        /// Named by an image of the text.
        pub content_id: Option<String>,
    }
}

impl DraftFile {
    pub(super) fn new(
        id: Id<DraftFile>,
        kept: &Kept,
        name: &str,
        content_type: &str,
        content_id: Option<String>,
    ) -> DraftFile {
        DraftFile {
            id,
            digest: kept.digest.clone(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            size: i64::try_from(kept.size).unwrap_or(i64::MAX),
            content_id,
        }
    }
}

pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<Option<DraftRow>> {
    tx.first(sql!(DraftRow: "SELECT id, version, saved_at, sender, importance, wants_receipt, recipients, copies, hidden_copies, subject, body, intent, source_id,
             source_digest, quotes_source, source_parts
          FROM mail_drafts WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NULL AND leaves_at IS NULL", draft, mailbox))
    .await
}

/// The box that a draft lies in.
pub(crate) async fn mailbox_of(tx: &mut Tx, draft: Id<Draft>) -> Result<Id<Mailbox>> {
    tx.one(sql!(Id<Mailbox>: "SELECT mailbox_id FROM mail_drafts WHERE id = $1 AND leaves_at IS NULL /* tenant: by its id */", draft))
        .await
}

/// What is joined to a draft of this box.
pub async fn files(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<Vec<DraftFile>> {
    tx.all(sql!(DraftFile: "SELECT f.id, f.digest, f.name, f.content_type, f.size, f.content_id
          FROM mail_drafts d JOIN mail_draft_files f ON f.draft_id = d.id
          WHERE d.id = $1 AND d.mailbox_id = $2 ORDER BY f.id", draft, mailbox))
        .await
}

/// What the files joined to it weigh: so much of the quota goes and comes with it.
pub(super) async fn weight(tx: &mut Tx, draft: Id<Draft>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM mail_draft_files WHERE draft_id = $1", draft))
        .await
}

row! {
    /// A line of the list of drafts.
    pub(crate) struct DraftLine {
        pub id: Id<Draft>,
        pub saved_at: Time,
        pub recipients: String,
        pub subject: String,
        /// The beginning: a list shows no more.
        pub body: String,
    }
}

/// The drafts of a box, last saved first, from before (`at`, `id`) on.
pub(crate) fn drafts_query<'a>(
    mailbox: &'a Id<Mailbox>,
    before: &'a (Time, Id<Draft>),
    limit: &'a i64,
) -> Query<'a, DraftLine> {
    sql!(DraftLine: "SELECT id, saved_at, recipients, subject, substr(body, 1, 2000) AS body FROM mail_drafts
          WHERE mailbox_id = $1 AND (saved_at, id) < ($2, $3) AND discarded_at IS NULL AND leaves_at IS NULL ORDER BY saved_at DESC, id DESC LIMIT $4",
        *mailbox, before.0, before.1, *limit)
}

row! {
    /// A draft just saved, and when a mail program last read its box.
    pub(super) struct Saved { pub version: i64, pub program_at: Option<Time> }
}

/// `None` when the id was not free.
pub(super) async fn insert(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    w: &Writing,
) -> Result<Option<Saved>> {
    tx.first(sql!(Saved:
            "INSERT INTO mail_drafts (id, academy_id, mailbox_id, version, saved_at, recipients, copies, hidden_copies,
                 subject, body, intent, source_id, source_digest, quotes_source, source_parts, sender,
                 importance, wants_receipt)
              VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING
              RETURNING version, (SELECT program_at FROM mailboxes b WHERE b.id = mailbox_id) AS program_at",
            draft,
            tx.academy_id()?,
            mailbox,
            tx.now(),
            w.recipients,
            w.copies,
            w.hidden_copies,
            w.subject,
            w.body,
            w.intent,
            w.source_id,
            w.source_digest,
            w.quotes_source,
            w.source_parts,
            w.sender,
            w.importance,
            w.wants_receipt
    ))
    .await
}

/// The new version; `None` when the one known is not the newest. What it answers stays as it was at first.
pub(super) async fn update(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    w: &Writing,
) -> Result<Option<Saved>> {
    tx.first(
        sql!(Saved: "UPDATE mail_drafts SET version = version + 1, saved_at = $4, recipients = $5, copies = $6,
             hidden_copies = $7, subject = $8, body = $9, quotes_source = $10, source_parts = $11, sender = $12,
             importance = $13, wants_receipt = $14, writer_id = NULL
          WHERE id = $1 AND mailbox_id = $2 AND version = $3 AND discarded_at IS NULL AND leaves_at IS NULL
          RETURNING version, (SELECT program_at FROM mailboxes b WHERE b.id = mailbox_id) AS program_at",
        draft, mailbox, version, tx.now(), w.recipients, w.copies, w.hidden_copies, w.subject, w.body,
        w.quotes_source, w.source_parts, w.sender, w.importance, w.wants_receipt),
    )
    .await
}

/// The message that showed it to mail programs, if any; `None` when there is no such draft.
pub(super) async fn discard(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
) -> Result<Option<Option<Id<Message>>>> {
    tx.first(sql!(Option<Id<Message>>: "UPDATE mail_drafts SET discarded_at = $3
          WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NULL AND leaves_at IS NULL RETURNING copy_id",
        draft, mailbox, tx.now()))
        .await
}

pub(super) async fn restore(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let back = tx
        .execute(sql!(
            "UPDATE mail_drafts SET discarded_at = NULL
              WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NOT NULL",
            draft,
            mailbox
        ))
        .await?;
    Ok(back == 1)
}

/// Whether it was thrown away and can still be brought back.
pub(crate) async fn is_discarded(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let found = tx
        .first(sql!(i64: "SELECT 1 FROM mail_drafts WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NOT NULL",
            draft, mailbox))
        .await?;
    Ok(found.is_some())
}

/// Of every box: what was thrown away before this moment.
pub(super) async fn forget_discarded(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_drafts WHERE discarded_at < $1
             AND NOT EXISTS (SELECT 1 FROM mailboxes b WHERE b.id = mail_drafts.mailbox_id AND b.held_at IS NOT NULL)
          /* tenant: all, by the schedule */",
        before
    ))
    .await?;
    Ok(())
}

/// Puts the draft aside because it is being sent in this version; `None` when it is not that one any more. Answers the
/// message that showed it, as [`discard`].
pub(super) async fn put_aside(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    leaves_at: Time,
) -> Result<Option<Option<Id<Message>>>> {
    tx.first(sql!(Option<Id<Message>>: "UPDATE mail_drafts SET leaves_at = $4
          WHERE id = $1 AND mailbox_id = $2 AND version = $3 AND discarded_at IS NULL AND leaves_at IS NULL
          RETURNING copy_id",
        draft, mailbox, version, leaves_at))
        .await
}

/// What is put aside becomes a draft like any other again.
pub(super) async fn take_back(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let back = tx
        .execute(sql!(
            "UPDATE mail_drafts SET leaves_at = NULL WHERE id = $1 AND mailbox_id = $2 AND leaves_at IS NOT NULL",
            draft,
            mailbox
        ))
        .await?;
    Ok(back == 1)
}

/// What is put aside has left.
pub(super) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM mail_drafts WHERE id = $1 AND mailbox_id = $2 AND leaves_at IS NOT NULL",
            draft,
            mailbox
        ))
        .await?;
    Ok(gone == 1)
}

row! {
    /// What a draft that leaves answers or sends on.
    pub(crate) struct Leaving {
        pub source_id: Option<Id<Message>>,
        pub intent: Intent,
        /// The member who saved it last; nobody when that is the box's own person.
        pub writer_id: Option<Id<Person>>,
    }
}

/// Of a draft put aside.
pub(crate) async fn source(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<Option<Leaving>> {
    tx.first(sql!(Leaving: "SELECT source_id, intent, writer_id FROM mail_drafts
          WHERE id = $1 AND mailbox_id = $2 AND leaves_at IS NOT NULL", draft, mailbox))
        .await
}

/// When a draft put aside leaves.
pub(crate) async fn leaves_at(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<Option<Time>> {
    tx.first(sql!(Time: "SELECT leaves_at FROM mail_drafts
          WHERE id = $1 AND mailbox_id = $2 AND leaves_at IS NOT NULL", draft, mailbox))
        .await
}

pub(super) async fn add_file(tx: &mut Tx, draft: Id<Draft>, file: &DraftFile) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_draft_files (id, academy_id, draft_id, digest, name, content_type, size, content_id)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        file.id,
        tx.academy_id()?,
        draft,
        file.digest,
        file.name,
        file.content_type,
        file.size,
        file.content_id
    ))
    .await?;
    Ok(())
}

/// What it weighed; nothing when it was gone already.
pub(super) async fn remove_file(tx: &mut Tx, draft: Id<Draft>, file: Id<DraftFile>) -> Result<i64> {
    let size = tx
        .first(sql!(i64: "DELETE FROM mail_draft_files WHERE id = $1 AND draft_id = $2 RETURNING size", file, draft))
        .await?;
    Ok(size.unwrap_or_default())
}
