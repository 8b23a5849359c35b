//! SQL of the folders.

use kernel::{Id, Result, Tx, db::Query, row, sql};

use super::{Folder, FolderRole};
use crate::{imap_store, mailbox::Mailbox};

row! {
    pub struct FolderRow {
        pub id: Id<Folder>,
        pub role: FolderRole,
        /// Empty for the standard ones, which are named in the reader's language.
        pub name: String,
        pub sort_key: String,
        pub total: i64,
        pub unread: i64,
        /// The box's state when it changed last.
        pub state: i64,
        /// One more than the last number given there.
        pub next_uid: i64,
        pub subscribed: bool,
    }
}

/// For pages that ask several things together.
pub(crate) fn folders_query(mailbox: &Id<Mailbox>) -> Query<'_, FolderRow> {
    sql!(FolderRow: "SELECT id, role, name, sort_key, total, unread, state, next_uid, subscribed
          FROM mail_folders WHERE mailbox_id = $1 ORDER BY sort_key",
        *mailbox)
}

/// How many messages of one folder its person has not read.
pub(crate) fn unread_query(folder: &Id<Folder>) -> Query<'_, i64> {
    sql!(i64: "SELECT unread FROM mail_folders WHERE id = $1 /* tenant: by its id */", *folder)
}

/// Every folder of the box, standard ones first.
pub async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<FolderRow>> {
    tx.all(folders_query(&mailbox)).await
}

/// Whether there was room for this name.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Folder>,
    mailbox: Id<Mailbox>,
    role: FolderRole,
    name: &str,
    sort_key: &str,
) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO mail_folders (id, academy_id, mailbox_id, role, name, sort_key, total, unread)
              SELECT $1, academy_id, id, $3, $4, $5, 0, 0 FROM mailboxes WHERE id = $2
              ON CONFLICT DO NOTHING",
            id,
            mailbox,
            role,
            name,
            sort_key
        ))
        .await?;
    imap_store::touched(tx, mailbox).await?;
    Ok(made == 1)
}

pub(super) async fn rename(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    name: &str,
    sort_key: &str,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_folders SET name = $2, sort_key = $3 WHERE id = $1",
        folder,
        name,
        sort_key
    ))
    .await?;
    imap_store::touched(tx, mailbox).await
}

pub(super) async fn remove_empty(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_folders WHERE id = $1 AND mailbox_id = $2 AND role = 'own' AND total = 0",
        folder,
        mailbox
    ))
    .await?;
    imap_store::touched(tx, mailbox).await
}

/// More (or fewer) lines in a folder, of what mail programs do not see there.
pub(crate) async fn count(tx: &mut Tx, folder: Id<Folder>, total: i64) -> Result<()> {
    tx.execute(sql!("UPDATE mail_folders SET total = total + $2 WHERE id = $1", folder, total)).await?;
    Ok(())
}

/// What a change to messages does to their folder.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Change {
    /// More (or fewer) messages, and unread ones.
    pub total: i64,
    pub unread: i64,
    /// The box's state with this change.
    pub state: i64,
    /// The greatest number given to a message that came; 0 when none came.
    pub uid: i64,
}

pub(crate) async fn change(tx: &mut Tx, folder: Id<Folder>, change: Change) -> Result<()> {
    tx.post(sql!(
        "UPDATE mail_folders SET total = total + $2, unread = unread + $3, state = $4,
             next_uid = CASE WHEN next_uid > $5 THEN next_uid ELSE $5 + 1 END
          WHERE id = $1",
        folder,
        change.total,
        change.unread,
        change.state,
        change.uid
    ))
    .await
}

pub(super) async fn subscribe(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    subscribed: bool,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_folders SET subscribed = $3 WHERE id = $1 AND mailbox_id = $2",
        folder,
        mailbox,
        subscribed
    ))
    .await?;
    Ok(())
}
