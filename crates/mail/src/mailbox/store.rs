//! SQL of the boxes.

use kernel::{
    Error, Id, Result, Time, Tx,
    db::Query,
    people::{self, Academy},
    row, sql,
};

use super::{Mailbox, QUOTA, Settings};
use crate::imap_store;

row! {
    /// A box as its pages need it.
    pub struct MailboxRow {
        pub id: Id<Mailbox>,
        pub activated_at: Option<Time>,
        pub closed_at: Option<Time>,
        /// What it held is gone for good: nothing is put in it.
        pub erased_at: Option<Time>,
        pub quota_bytes: i64,
        pub used_bytes: i64,
        pub signature: String,
        pub rich_text: bool,
        pub shortcuts: bool,
        pub undo_seconds: i64,
        pub compact: bool,
        pub two_panes: bool,
        pub conversations: bool,
        /// Whether anything says where mail goes as it comes.
        pub sorts: bool,
        /// The time of an absence, over or not: while it lasts those who write are answered.
        pub absent_from: Option<Time>,
        pub absent_until: Option<Time>,
        /// As `labels` reads them.
        pub labels: String,
        /// Functions that head an establishment, when the terms of the académie say so.
        pub head_functions: Option<String>,
        /// How many its person heads besides the one where they work.
        pub headed: i64,
        /// How many use it besides its person, and how many boxes its person has besides this one.
        pub members: i64,
        pub memberships: i64,
    }
}

impl MailboxRow {
    /// In somebody else's box one keeps one's own habits.
    #[must_use]
    pub(crate) fn used_by(self, own: &MailboxRow) -> MailboxRow {
        MailboxRow {
            rich_text: own.rich_text,
            shortcuts: own.shortcuts,
            compact: own.compact,
            two_panes: own.two_panes,
            conversations: own.conversations,
            ..self
        }
    }
}

/// For pages that ask several things together.
pub(crate) fn box_query(mailbox: &Id<Mailbox>) -> Query<'_, MailboxRow> {
    sql!(MailboxRow: "SELECT id, activated_at, closed_at, erased_at, quota_bytes, used_bytes, signature, rich_text, shortcuts,
             undo_seconds, compact, two_panes, conversations, sorts, absent_from, absent_until, labels,
             (SELECT t.head_functions FROM mail_terms t WHERE t.academy_id = mailboxes.academy_id) AS head_functions,
             (SELECT COUNT(*) FROM people_places h WHERE h.person_id = mailboxes.id AND h.capacity = 'head') AS headed,
             members, memberships
          FROM mailboxes WHERE id = $1", *mailbox)
}

pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Option<MailboxRow>> {
    tx.first(box_query(&mailbox)).await
}

/// Whether it had to be made.
pub(super) async fn create(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<bool> {
    let now = tx.now();
    let made = tx
        .execute(sql!(
            "INSERT INTO mailboxes (id, academy_id, created_at, quota_bytes, used_bytes, uid_validity, next_uid, state,
                 signature, rich_text, shortcuts)
              VALUES ($1, $2, $3, COALESCE((SELECT quota_default FROM mail_terms WHERE academy_id = $2), $4), 0, $5, 1, 0, '', 1, 1)
              ON CONFLICT DO NOTHING",
            mailbox,
            tx.academy_id()?,
            now,
            QUOTA,
            now.seconds()
        ))
        .await?;
    Ok(made == 1)
}

pub(super) async fn activate(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE mailboxes SET activated_at = $2 WHERE id = $1 AND activated_at IS NULL",
            mailbox,
            tx.now()
        ))
        .await?;
    Ok(changed == 1)
}

row! {
    /// What was done to a box as a whole.
    pub(crate) struct Standing {
        pub closed_at: Option<Time>,
        pub deletion_told_at: Option<Time>,
        pub aside_at: Option<Time>,
        pub aside_until: Option<Time>,
        pub erased_at: Option<Time>,
        pub held_at: Option<Time>,
    }
}

pub(super) async fn begin_again(tx: &mut Tx, mailbox: Id<Mailbox>, until: Time) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET deletion_told_at = NULL,
             aside_until = CASE WHEN aside_until < $2 THEN CAST($2 AS BIGINT) ELSE aside_until END
          WHERE id = $1 AND academy_id = $3",
        mailbox,
        until,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// What is read of a box from here on stays so until the unit ends. Not waited for: what is read comes behind it.
pub(crate) async fn hold(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.post(sql!("UPDATE mailboxes SET state = state WHERE id = $1 /* tenant: by its id */", mailbox)).await
}

/// Of a box of the académie, held until the unit ends: what is decided on it stays true.
pub(crate) async fn hold_still(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Standing> {
    tx.one(sql!(Standing: "UPDATE mailboxes SET state = state WHERE id = $1 AND academy_id = $2
          RETURNING closed_at, deletion_told_at, aside_at, aside_until, erased_at, held_at",
        mailbox, tx.academy_id()?))
        .await
}

/// Closed since `at`, or open again: whatever was to follow from an earlier closing does not.
pub(super) async fn set_closed(tx: &mut Tx, mailbox: Id<Mailbox>, at: Option<Time>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET closed_at = $2, deletion_told_at = NULL, aside_at = NULL, aside_until = NULL
          WHERE id = $1",
        mailbox,
        at
    ))
    .await?;
    people::set_mailbox_closed(tx, mailbox.cast(), at).await
}

/// Deleted, and restored until then if somebody wants it.
pub(super) async fn set_aside(tx: &mut Tx, mailbox: Id<Mailbox>, at: Time, until: Time) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET aside_at = $2, aside_until = $3 WHERE id = $1",
        mailbox,
        at,
        until
    ))
    .await?;
    Ok(())
}

/// What it holds is being taken away, and comes back no more.
pub(super) async fn set_erased(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET erased_at = $2, aside_until = NULL WHERE id = $1",
        mailbox,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Takes away the row with all that hangs from it.
pub(super) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!("DELETE FROM mailboxes WHERE id = $1 AND academy_id = $2", mailbox, tx.academy_id()?))
        .await?;
    Ok(())
}

/// In the place of a box that is no more: so that none is made by what is still sent there.
pub(super) async fn put_stone(tx: &mut Tx, mailbox: Id<Mailbox>, standing: &Standing) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET closed_at = $2, aside_at = $3, erased_at = $4 WHERE id = $1",
        mailbox,
        standing.closed_at,
        standing.aside_at,
        standing.erased_at
    ))
    .await?;
    Ok(())
}

pub(crate) async fn set_warned(tx: &mut Tx, mailbox: Id<Mailbox>, share: i64) -> Result<()> {
    tx.execute(sql!("UPDATE mailboxes SET warned = $2 WHERE id = $1", mailbox, share)).await?;
    Ok(())
}

pub(super) async fn set_signature(tx: &mut Tx, mailbox: Id<Mailbox>, signature: &str) -> Result<()> {
    tx.execute(sql!("UPDATE mailboxes SET signature = $2 WHERE id = $1", mailbox, signature)).await?;
    Ok(())
}

pub(super) async fn set(tx: &mut Tx, mailbox: Id<Mailbox>, settings: &Settings) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET rich_text = $2, shortcuts = $3, undo_seconds = $4, compact = $5, two_panes = $6,
             conversations = $7
          WHERE id = $1",
        mailbox,
        settings.rich_text,
        settings.shortcuts,
        settings.undo_seconds,
        settings.compact,
        settings.two_panes,
        settings.conversations
    ))
    .await?;
    Ok(())
}

row! {
    /// What a change to the box's content is stamped with.
    pub(crate) struct Stamp {
        pub academy_id: Id<Academy>,
        /// First of the numbers taken for new messages.
        pub uid: i64,
        pub state: i64,
        pub quota_bytes: i64,
        pub used_bytes: i64,
        pub closed_at: Option<Time>,
        /// Since when nothing of it is destroyed.
        pub held_at: Option<Time>,
        /// The share of the quota, in percent, that the owner was told of.
        pub warned: i64,
        pub members: i64,
    }
}

/// Begins a change: one at a time in a box, each with a state of its own. Takes numbers for `arriving` messages and
/// counts `bytes` more (or fewer) in the quota.
pub(crate) async fn stamp(tx: &mut Tx, mailbox: Id<Mailbox>, arriving: i64, bytes: i64) -> Result<Stamp> {
    let stamp = tx.first(sql!(Stamp: "UPDATE mailboxes SET next_uid = next_uid + $2, used_bytes = used_bytes + $3, state = state + 1
          WHERE id = $1
          RETURNING academy_id, next_uid - $2 AS uid, state, quota_bytes, used_bytes, closed_at, held_at, warned, members",
        mailbox, arriving, bytes))
    .await?
    .ok_or(Error::NotFound)?;
    imap_store::touched(tx, mailbox).await?;
    Ok(stamp)
}

/// Takes bytes out of the quota, of what the change begun just now has taken away.
pub(crate) async fn release(tx: &mut Tx, mailbox: Id<Mailbox>, bytes: i64) -> Result<()> {
    tx.execute(sql!("UPDATE mailboxes SET used_bytes = used_bytes - $2 WHERE id = $1", mailbox, bytes))
        .await?;
    Ok(())
}
