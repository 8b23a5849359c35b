//! SQL of what both sides last agreed on: the boxes to look at, their folders, their messages.

use std::time::Duration;

use kernel::{Id, Result, Time, Tx, db::list, people::Academy, row, sql};

use super::client::Position;
use crate::{
    filing::{Keywords, MarkedRow, Marks, Message},
    folder::Folder,
    mailbox::Mailbox,
};

kernel::big_tables!["mail_remotes", "mail_remote_folders", "mail_remote_messages"];

/// Marker for one look at a box.
#[derive(Debug)]
pub(super) struct Look;

/// Failures of a box that agrees but for some messages, or that failed once: it goes on being looked at when it changes.
pub(super) const ONCE: i64 = 1;

/// A change was made here; a box that cannot be reached is not asked for earlier because of it.
pub(super) async fn touch(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_remotes (mailbox_id, academy_id, touched, carried_state, due_at, leased_until, script, failures, error)
          SELECT id, academy_id, 1, 0, $2, 0, '', 0, '' FROM mailboxes WHERE id = $1
          ON CONFLICT (mailbox_id) DO UPDATE SET touched = mail_remotes.touched + 1,
             due_at = CASE WHEN mail_remotes.failures > $3 THEN mail_remotes.due_at ELSE excluded.due_at END",
        mailbox,
        tx.now(),
        ONCE
    ))
    .await?;
    Ok(())
}

/// Some boxes that were never looked at; answers how many.
pub(super) async fn enlist(tx: &mut Tx, limit: i64) -> Result<u64> {
    tx.execute(sql!(
        "INSERT INTO mail_remotes (mailbox_id, academy_id, touched, carried_state, due_at, leased_until, script, failures, error)
          SELECT b.id, b.academy_id, 1, 0, $1, 0, '', 0, '' FROM mailboxes b
          WHERE b.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM mail_remotes r WHERE r.mailbox_id = b.id) LIMIT $2
          ON CONFLICT DO NOTHING /* tenant: all, at the start; scan: once */",
        tx.now(),
        limit
    ))
    .await
}

row! {
    pub(super) struct Due {
        pub mailbox_id: Id<Mailbox>,
        pub academy_id: Id<Academy>,
        pub touched: i64,
        pub failures: i64,
    }
}

/// Whether a box is to be looked at.
pub(super) async fn is_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let due = tx
        .first(sql!(i64: "SELECT 1 FROM mail_remotes WHERE due_at <= $1 AND leased_until <= $1 LIMIT 1
          /* tenant: all, by the runner */", now));
    Ok(due.await?.is_some())
}

/// Takes the box that has waited longest.
pub(super) async fn claim(tx: &mut Tx, until: Time) -> Result<Option<(Due, Id<Look>)>> {
    let (now, look): (Time, Id<Look>) = (tx.now(), tx.new_id());
    let due = tx
        .first(sql!(Due: "UPDATE mail_remotes SET claim = $2, leased_until = $3
              WHERE mailbox_id = (SELECT mailbox_id FROM mail_remotes WHERE due_at <= $1 AND leased_until <= $1
                 ORDER BY due_at LIMIT 1) AND leased_until <= $1
              RETURNING mailbox_id, academy_id, touched, failures /* tenant: all, by the runner */",
            now, look, until))
        .await?;
    Ok(due.map(|due| (due, look)))
}

/// Whether the box is still ours to look at; for some time more.
pub(super) async fn renew(tx: &mut Tx, mailbox: Id<Mailbox>, look: Id<Look>, until: Time) -> Result<bool> {
    let held = tx.execute(sql!(
        "UPDATE mail_remotes SET leased_until = $3 WHERE mailbox_id = $1 AND claim = $2",
        mailbox,
        look,
        until
    ));
    Ok(held.await? == 1)
}

/// Both sides agree, unless something was changed here since `touched`; except for what was missed, which is tried again.
pub(super) async fn agreed(
    tx: &mut Tx,
    due: &Due,
    look: Id<Look>,
    missed: &str,
    again: Duration,
) -> Result<()> {
    let again = (!missed.is_empty()).then(|| tx.now().plus(again));
    tx.execute(sql!(
        "UPDATE mail_remotes SET claim = NULL, leased_until = 0, failures = $6, error = $7, agreed_at = $4,
             due_at = CASE WHEN touched = $3 THEN CAST($5 AS BIGINT) ELSE CAST($4 AS BIGINT) END
          WHERE mailbox_id = $1 AND claim = $2",
        due.mailbox_id,
        look,
        due.touched,
        tx.now(),
        again,
        if missed.is_empty() { 0 } else { ONCE },
        missed
    ))
    .await?;
    Ok(())
}

/// They do not yet; it is tried again later.
pub(super) async fn failed(tx: &mut Tx, due: &Due, look: Id<Look>, at: Time, error: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_remotes SET claim = NULL, leased_until = 0, failures = failures + 1, error = $4, due_at = $3
          WHERE mailbox_id = $1 AND claim = $2",
        due.mailbox_id,
        look,
        at,
        error
    ))
    .await?;
    Ok(())
}

/// It is looked at now: something changed there, or somebody opens it.
pub(super) async fn ask(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_remotes SET due_at = $2 WHERE mailbox_id = $1 AND (due_at IS NULL OR failures > 0)",
        mailbox,
        tx.now()
    ))
    .await?;
    Ok(())
}

row! {
    /// Boxes that differ from what lies there, and why one of them does.
    pub(crate) struct Behind { pub boxes: i64, pub reason: String }
}

/// Of every académie.
pub(super) async fn behind_anywhere(tx: &mut Tx) -> Result<Behind> {
    tx.one(sql!(Behind: "SELECT COUNT(*) AS boxes, COALESCE(MAX(error), '') AS reason FROM mail_remotes
          WHERE failures > 0 /* tenant: all, for the operator */"))
        .await
}

/// Of the académie.
pub(super) async fn behind(tx: &mut Tx) -> Result<Behind> {
    let academy = tx.academy_id()?;
    tx.one(sql!(Behind: "SELECT COUNT(*) AS boxes, COALESCE(MAX(error), '') AS reason FROM mail_remotes
          WHERE academy_id = $1 AND failures > 0", academy))
        .await
}

/// Whether something of a box still lies there that was agreed on.
pub(super) async fn is_empty(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<bool> {
    let some =
        tx.first(sql!(i64: "SELECT uid FROM mail_remote_messages WHERE mailbox_id = $1 LIMIT 1", mailbox));
    Ok(some.await?.is_none())
}

row! {
    pub(super) struct Standing { pub agreed_at: Option<Time>, pub failures: i64 }
}

pub(super) async fn standing(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Option<Standing>> {
    tx.first(sql!(Standing: "SELECT agreed_at, failures FROM mail_remotes WHERE mailbox_id = $1", mailbox))
        .await
}

pub(super) async fn carried(tx: &mut Tx, mailbox: Id<Mailbox>, state: i64) -> Result<()> {
    tx.execute(sql!("UPDATE mail_remotes SET carried_state = $2 WHERE mailbox_id = $1", mailbox, state))
        .await?;
    Ok(())
}

/// The digest of the rules as they were carried there.
pub(super) async fn script(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<String> {
    tx.one(sql!(String: "SELECT script FROM mail_remotes WHERE mailbox_id = $1", mailbox)).await
}

pub(super) async fn set_script(tx: &mut Tx, mailbox: Id<Mailbox>, digest: &str) -> Result<()> {
    tx.execute(sql!("UPDATE mail_remotes SET script = $2 WHERE mailbox_id = $1", mailbox, digest)).await?;
    Ok(())
}

row! {
    pub(super) struct Owner { pub address: String, pub state: i64, pub carried_state: i64 }
}

/// The name under which a box is entered there, its state here, and the one up to which it was carried there; none of one that was erased.
pub(super) async fn owner(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Option<Owner>> {
    tx.first(
        sql!(Owner: "SELECT p.address, b.state, r.carried_state FROM mailboxes b JOIN people p ON p.id = b.id
             JOIN mail_remotes r ON r.mailbox_id = b.id
          WHERE b.id = $1 AND p.address IS NOT NULL", mailbox),
    )
    .await
}

row! {
    /// A folder as both sides last knew it.
    pub(super) struct Known {
        pub folder_id: Id<Folder>,
        pub wire: String,
        pub name: String,
        pub uid_validity: i64,
        pub next_uid: i64,
        pub mod_seq: i64,
    }
}

impl Known {
    /// Whether the folder of this name is no longer the one that was known. Numbers that have become smaller are another
    /// folder's even when it says that it is the same: of a box that was lost and made anew within the second.
    pub fn is_another(&self, position: &Position) -> bool {
        position.uid_validity != self.uid_validity
            || position.next_uid < self.next_uid
            || position.mod_seq < self.mod_seq
    }
}

pub(super) async fn folders(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Known>> {
    tx.all(
        sql!(Known: "SELECT folder_id, wire, name, uid_validity, next_uid, mod_seq FROM mail_remote_folders
          WHERE mailbox_id = $1 ORDER BY wire", mailbox),
    )
    .await
}

/// Two folders are one from now on, of which nothing is known yet.
pub(super) async fn pair(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    wire: &str,
    name: &str,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_remote_folders (folder_id, academy_id, mailbox_id, wire, name, uid_validity, next_uid, mod_seq)
          SELECT $1, academy_id, mailbox_id, $3, $4, 0, 1, 0 FROM mail_remotes WHERE mailbox_id = $2
          ON CONFLICT DO NOTHING",
        folder,
        mailbox,
        wire,
        name
    ))
    .await?;
    Ok(())
}

pub(super) async fn renamed(tx: &mut Tx, folder: Id<Folder>, wire: &str, name: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_remote_folders SET wire = $2, name = $3 WHERE folder_id = $1",
        folder,
        wire,
        name
    ))
    .await?;
    Ok(())
}

pub(super) async fn reached(tx: &mut Tx, folder: Id<Folder>, position: &Position) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_remote_folders SET uid_validity = $2, next_uid = $3, mod_seq = $4 WHERE folder_id = $1",
        folder,
        position.uid_validity,
        position.next_uid,
        position.mod_seq
    ))
    .await?;
    Ok(())
}

/// Nothing is known of a folder any more, nor of what lies in it.
pub(super) async fn forget_folder(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<()> {
    forget_messages_of(tx, mailbox, folder).await?;
    tx.execute(sql!("DELETE FROM mail_remote_folders WHERE folder_id = $1", folder)).await?;
    Ok(())
}

/// What lies in a folder is compared anew, and what is not there is carried there again.
pub(super) async fn forget_messages_of(tx: &mut Tx, mailbox: Id<Mailbox>, folder: Id<Folder>) -> Result<()> {
    if tx.execute(sql!("DELETE FROM mail_remote_messages WHERE folder_id = $1", folder)).await? > 0 {
        carried(tx, mailbox, 0).await?;
    }
    Ok(())
}

row! {
    /// A message as both sides last knew it.
    pub(super) struct Agreed {
        pub message_id: Id<Message>,
        pub folder_id: Id<Folder>,
        pub uid: i64,
        pub content: String,
        pub seen: bool,
        pub flagged: bool,
        pub answered: bool,
        pub forwarded: bool,
        pub deleted: bool,
        pub draft: bool,
        pub keywords: String,
    }
}

impl Agreed {
    pub fn marks(&self) -> Marks {
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

/// Numbers of a folder that are known.
pub(super) async fn known_uids(tx: &mut Tx, folder: Id<Folder>) -> Result<Vec<i64>> {
    tx.all(sql!(i64: "SELECT uid FROM mail_remote_messages WHERE folder_id = $1 ORDER BY uid", folder)).await
}

pub(super) async fn count(tx: &mut Tx, folder: Id<Folder>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_remote_messages WHERE folder_id = $1", folder)).await
}

/// Those of a folder with these numbers.
pub(super) async fn with_uids(tx: &mut Tx, folder: Id<Folder>, uids: &[i64]) -> Result<Vec<Agreed>> {
    tx.all(sql!(Agreed: "SELECT message_id, folder_id, uid, content, seen, flagged, answered, forwarded, deleted, draft, keywords
          FROM mail_remote_messages WHERE folder_id = $1 AND uid IN LIST($2) ORDER BY uid", folder, list(uids)))
        .await
}

/// Those of these messages.
pub(super) async fn of_messages(tx: &mut Tx, ids: &[Id<Message>]) -> Result<Vec<Agreed>> {
    tx.all(sql!(Agreed: "SELECT message_id, folder_id, uid, content, seen, flagged, answered, forwarded, deleted, draft, keywords
          FROM mail_remote_messages WHERE message_id IN LIST($1) /* tenant: ids of its box */", list(ids)))
        .await
}

/// Some that are no more here.
pub(super) async fn orphans(tx: &mut Tx, mailbox: Id<Mailbox>, limit: i64) -> Result<Vec<Agreed>> {
    tx.all(sql!(Agreed: "SELECT message_id, folder_id, uid, content, seen, flagged, answered, forwarded, deleted, draft, keywords
          FROM mail_remote_messages r WHERE mailbox_id = $1
            AND NOT EXISTS (SELECT 1 FROM mail_messages m WHERE m.id = r.message_id) LIMIT $2", mailbox, limit))
        .await
}

/// Messages here of these contents that are not known to be there, the first ones last.
pub(super) async fn alike(
    tx: &mut Tx,
    folder: Id<Folder>,
    contents: &[String],
) -> Result<Vec<(String, Id<Message>)>> {
    tx.all(sql!((String, Id<Message>): "SELECT m.digest, m.id FROM mail_messages m WHERE m.digest IN LIST($2) AND m.folder_id = $1
            AND NOT EXISTS (SELECT 1 FROM mail_remote_messages r WHERE r.message_id = m.id) ORDER BY m.uid DESC",
        folder, list(contents)))
        .await
}

/// What both sides agree on for a message from now on. `used_at` counts for one that was not known before.
pub(super) async fn agree(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    message: Id<Message>,
    place: (Id<Folder>, i64),
    content: &str,
    marks: &Marks,
    used_at: Time,
) -> Result<()> {
    let (folder, uid) = place;
    tx.execute(sql!(
        "INSERT INTO mail_remote_messages (message_id, academy_id, mailbox_id, folder_id, uid, content, seen, flagged,
             answered, forwarded, deleted, draft, keywords, used_at)
          SELECT $1, academy_id, mailbox_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM mail_remotes
          WHERE mailbox_id = $2
          ON CONFLICT (message_id) DO UPDATE SET folder_id = excluded.folder_id, uid = excluded.uid, content = excluded.content,
             seen = excluded.seen, flagged = excluded.flagged, answered = excluded.answered, forwarded = excluded.forwarded,
             deleted = excluded.deleted, draft = excluded.draft, keywords = excluded.keywords",
        message,
        mailbox,
        folder,
        uid,
        content,
        marks.seen,
        marks.flagged,
        marks.answered,
        marks.forwarded,
        marks.deleted,
        marks.draft,
        marks.keywords.text(),
        used_at
    ))
    .await?;
    Ok(())
}

/// The content of a message here is another from now on.
pub(super) async fn reword(tx: &mut Tx, message: Id<Message>, digest: &str) -> Result<()> {
    tx.execute(sql!("UPDATE mail_messages SET digest = $2 WHERE id = $1", message, digest)).await?;
    Ok(())
}

/// It is there no more.
pub(super) async fn forget(tx: &mut Tx, messages: &[Id<Message>]) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_remote_messages WHERE message_id IN LIST($1) /* tenant: ids of its box */",
        list(messages)
    ))
    .await?;
    Ok(())
}

row! {
    /// Where a content lies.
    pub(super) struct Place {
        pub mailbox_id: Id<Mailbox>,
        pub address: String,
        pub wire: String,
        pub uid: i64,
    }
}

/// Some places where a content lies there.
pub(super) async fn places_of(tx: &mut Tx, digest: &str) -> Result<Vec<Place>> {
    tx.all(sql!(Place: "SELECT r.mailbox_id, p.address, f.wire, r.uid FROM mail_remote_messages r
             JOIN mail_remote_folders f ON f.folder_id = r.folder_id JOIN people p ON p.id = r.mailbox_id
          WHERE r.content = $1 AND p.address IS NOT NULL LIMIT 3 /* tenant: whoever was let to a content may have it from any box */",
        digest))
        .await
}

/// Some contents that are here and that nobody has asked for since `before`, in whichever box.
pub(super) async fn unused(tx: &mut Tx, before: Time, limit: i64) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT content FROM mail_remote_messages WHERE used_at > 0 AND used_at < $1 ORDER BY used_at LIMIT $2
          /* tenant: all, by the schedule */", before, limit))
        .await
}

/// Those of these contents that some message needs here: it is not there yet, was asked for, or lies in a box on hold.
pub(super) async fn needed(tx: &mut Tx, contents: &[String], before: Time) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT DISTINCT m.digest FROM mail_messages m WHERE m.digest IN LIST($1)
            AND NOT EXISTS (SELECT 1 FROM mail_remote_messages r JOIN mailboxes b ON b.id = r.mailbox_id
               WHERE r.message_id = m.id AND r.content = m.digest AND r.used_at < $2 AND b.held_at IS NULL)
          /* tenant: all, by the schedule */", list(contents), before))
        .await
}

/// They lie there alone (`at` 0), or are here still.
pub(super) async fn set_used(tx: &mut Tx, contents: &[String], at: Time) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_remote_messages SET used_at = $2 WHERE content IN LIST($1) /* tenant: a content is one for all */",
        list(contents),
        at
    ))
    .await?;
    Ok(())
}

/// Some messages of a folder that changed after a state, from a number on.
pub(super) async fn changed_here(
    tx: &mut Tx,
    folder: Id<Folder>,
    state: i64,
    after_uid: i64,
    limit: i64,
) -> Result<Vec<MarkedRow>> {
    tx.all(sql!(MarkedRow: "SELECT id, folder_id, thread_id, uid, state, digest, size, received_at, seen, flagged, answered,
             forwarded, deleted, draft, keywords
          FROM mail_messages WHERE folder_id = $1 AND state > $2 AND uid > $3 ORDER BY uid LIMIT $4",
        folder, state, after_uid, limit))
    .await
}
