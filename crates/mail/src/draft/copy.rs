//! What mail programs see of a draft: a message among the drafts, made again some seconds after the last key. It stands for
//! the draft, so it counts nowhere beside it; a program that takes it away has taken the draft away.

use std::time::Duration;

use kernel::{Id, Result, Time, Tx, db::Query, row, sql, time::days};

use super::Draft;
use crate::{
    delivery::drafts::{SHOW, Shown},
    filing::{self, LineRow, Message},
    folder::{self, Folder, FolderRole},
    imap_store,
    mailbox::{self, Mailbox},
};

/// Long enough for a sentence to be finished.
const AFTER: Duration = Duration::from_secs(10);
/// Whoever has used no mail program for so long is spared the copies.
const USED_WITHIN: Duration = days(60);

fn key(draft: Id<Draft>) -> String {
    format!("mail draft shown {draft}")
}

/// A mail program reads the box: what is being written there will be shown to it. The day alone is kept.
pub(crate) async fn met_program(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let now = tx.now();
    let known = program_at(tx, mailbox).await?;
    tx.execute(sql!("UPDATE mailboxes SET program_at = $2 WHERE id = $1", mailbox, now)).await?;
    if known.is_some_and(|known| known >= now.minus(USED_WITHIN)) {
        return Ok(());
    }
    let drafts = tx
        .all(sql!(Id<Draft>: "SELECT id FROM mail_drafts WHERE mailbox_id = $1 AND discarded_at IS NULL AND leaves_at IS NULL
              ORDER BY saved_at DESC LIMIT 200", mailbox))
        .await?;
    for draft in drafts {
        enqueue(tx, mailbox, draft, now).await?;
    }
    Ok(())
}

/// Whether the door has to say so: once a day is enough.
pub(crate) async fn is_news(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<bool> {
    let before = tx.now().minus(days(1));
    Ok(program_at(tx, mailbox).await?.is_none_or(|at| at < before))
}

/// The draft was saved in a box that a mail program read then.
pub(super) async fn saved(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    program_at: Option<Time>,
) -> Result<()> {
    let now = tx.now();
    // In another server anybody's program may look, and is not met here.
    if imap_store::is_on(tx.services()) || program_at.is_some_and(|at| at >= now.minus(USED_WITHIN)) {
        enqueue(tx, mailbox, draft, now.plus(AFTER)).await?;
    }
    Ok(())
}

/// The draft has changed: it will be shown as it is then, if any program looks at the box.
pub(super) async fn later(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<()> {
    let program_at = program_at(tx, mailbox).await?;
    saved(tx, mailbox, draft, program_at).await
}

async fn program_at(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Option<Time>> {
    let at = tx.first(sql!(Option<Time>: "SELECT program_at FROM mailboxes WHERE id = $1", mailbox)).await?;
    Ok(at.flatten())
}

async fn enqueue(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>, at: Time) -> Result<()> {
    let shown = Shown { mailbox, draft, academy: tx.academy_id()? };
    tx.enqueue_at(SHOW.name, &shown, at, Some(&key(draft))).await
}

/// Shows this version by that message, in the place of the one before. Answers `false`, and changes nothing, when the
/// draft is another by now.
pub(crate) async fn show(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    copy: Id<Message>,
    size: i64,
) -> Result<bool> {
    let Some(row) = live(tx, mailbox, draft).await?.filter(|row| row.version == version) else {
        return Ok(false);
    };
    hide(tx, mailbox, draft, row.copy_id).await?;
    tx.execute(sql!(
        "UPDATE mail_drafts SET copy_id = $3, copy_version = $4 WHERE id = $1 AND mailbox_id = $2",
        draft,
        mailbox,
        copy,
        version
    ))
    .await?;
    stand_for(tx, mailbox, -1, -size).await?;
    Ok(true)
}

/// Takes the message away that showed a draft; the draft stays as it is.
pub(super) async fn hide(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    copy: Option<Id<Message>>,
) -> Result<()> {
    let Some(copy) = copy else { return Ok(()) };
    // Of a version that there never was: that it goes says nothing about the draft.
    tx.execute(sql!(
        "UPDATE mail_drafts SET copy_version = -1 WHERE id = $1 AND mailbox_id = $2",
        draft,
        mailbox
    ))
    .await?;
    filing::delete(tx, mailbox, &[copy]).await.map(drop)
}

row! {
    struct Live { version: i64, copy_id: Option<Id<Message>> }
}

async fn live(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<Option<Live>> {
    tx.first(sql!(Live: "SELECT version, copy_id FROM mail_drafts
          WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NULL AND leaves_at IS NULL", draft, mailbox))
        .await
}

/// The message weighs nothing and counts for nothing beside the draft it stands for.
async fn stand_for(tx: &mut Tx, mailbox: Id<Mailbox>, count: i64, bytes: i64) -> Result<()> {
    mailbox::stamp(tx, mailbox, 0, bytes).await?;
    folder::count(tx, FolderRole::Drafts.in_box(mailbox), count).await
}

row! {
    struct Left { id: Id<Draft>, version: i64, copy_version: i64 }
}

/// A message has left the drafts: for good, or for another folder. When it showed the newest of a draft, whoever took it
/// away has done so with the draft, which can be brought back like any other thrown away.
pub(crate) async fn left(tx: &mut Tx, mailbox: Id<Mailbox>, copy: Id<Message>, size: i64) -> Result<()> {
    let left = tx
        .first(sql!(Left: "UPDATE mail_drafts SET copy_id = NULL WHERE copy_id = $1 AND mailbox_id = $2
              RETURNING id, version, copy_version", copy, mailbox))
        .await?;
    let Some(left) = left else { return Ok(()) };
    stand_for(tx, mailbox, 1, size).await?;
    if left.version == left.copy_version {
        super::discard(tx, mailbox, left.id).await?;
    }
    Ok(())
}

/// The draft that a message shows.
pub(crate) async fn shown_by(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    copy: Id<Message>,
) -> Result<Option<Id<Draft>>> {
    tx.first(sql!(Id<Draft>: "SELECT id FROM mail_drafts
          WHERE copy_id = $1 AND mailbox_id = $2 AND discarded_at IS NULL AND leaves_at IS NULL", copy, mailbox))
        .await
}

/// What mail programs have put among the drafts themselves, as [`filing::lines_query`].
pub(crate) fn foreign_lines_query<'a>(
    folder: &'a Id<Folder>,
    before: &'a (Time, Id<Message>),
    limit: &'a i64,
) -> Query<'a, LineRow> {
    sql!(LineRow: "SELECT latest_id, latest_at, total, unread, flagged, has_attachment, sender, recipients, subject, preview
          FROM mail_lines WHERE folder_id = $1 AND (latest_at, latest_id) < ($2, $3)
            AND NOT EXISTS (SELECT 1 FROM mail_drafts WHERE copy_id = latest_id AND leaves_at IS NULL)
          ORDER BY latest_at DESC, latest_id DESC LIMIT $4", *folder, before.0, before.1, *limit)
}
