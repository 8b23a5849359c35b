//! SQL of the rules.

use kernel::{Error, Id, Result, Time, Tx, db::Query, row, sql};

use super::{Rule, RuleMark};
use crate::{
    filing::Message,
    folder::{Folder, FolderRole},
    imap_store,
    mailbox::Mailbox,
};

kernel::big_tables!["mail_rules", "mail_rule_runs"];

row! {
    pub struct RuleRow {
        pub id: Id<RuleMark>,
        pub position: i64,
        pub enabled: bool,
        definition: String,
    }
}

impl RuleRow {
    /// What it says; a definition that cannot be read, of a later version, does nothing.
    pub fn rule(&self) -> Option<Rule> {
        match serde_json::from_str(&self.definition) {
            Ok(rule) => Some(rule),
            Err(error) => {
                tracing::error!(%error, rule = %self.id, "a rule cannot be read");
                None
            }
        }
    }
}

/// The rules of a box in their order.
pub(crate) fn rules_query(mailbox: &Id<Mailbox>) -> Query<'_, RuleRow> {
    sql!(RuleRow: "SELECT id, position, enabled, definition FROM mail_rules
          WHERE mailbox_id = $1 AND discarded_at IS NULL ORDER BY position, id", *mailbox)
}

pub async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<RuleRow>> {
    tx.all(rules_query(&mailbox)).await
}

pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>) -> Result<RuleRow> {
    tx.one(sql!(RuleRow: "SELECT id, position, enabled, definition FROM mail_rules
          WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NULL", id, mailbox))
        .await
}

fn written(rule: &Rule) -> Result<String> {
    serde_json::to_string(rule).map_err(Error::internal)
}

pub(super) async fn insert(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    position: i64,
    rule: &Rule,
) -> Result<Id<RuleMark>> {
    let id: Id<RuleMark> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO mail_rules (id, academy_id, mailbox_id, position, enabled, definition)
          SELECT $1, academy_id, id, $3, 1, $4 FROM mailboxes WHERE id = $2",
        id,
        mailbox,
        position,
        written(rule)?
    ))
    .await?;
    Ok(id)
}

pub(super) async fn set(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>, rule: &Rule) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_rules SET definition = $3 WHERE id = $1 AND mailbox_id = $2",
        id,
        mailbox,
        written(rule)?
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_enabled(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<RuleMark>,
    enabled: bool,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_rules SET enabled = $3 WHERE id = $1 AND mailbox_id = $2",
        id,
        mailbox,
        enabled
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_position(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<RuleMark>,
    position: i64,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_rules SET position = $3 WHERE id = $1 AND mailbox_id = $2",
        id,
        mailbox,
        position
    ))
    .await?;
    Ok(())
}

/// Thrown away, or brought back. Answers whether there was such a rule.
pub(super) async fn set_discarded(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    id: Id<RuleMark>,
    at: Option<Time>,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE mail_rules SET discarded_at = $3 WHERE id = $1 AND mailbox_id = $2",
            id,
            mailbox,
            at
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn is_discarded(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>) -> Result<bool> {
    let found = tx
        .first(
            sql!(Id<RuleMark>: "SELECT id FROM mail_rules WHERE id = $1 AND mailbox_id = $2 AND discarded_at IS NOT NULL",
                id, mailbox),
        )
        .await?;
    Ok(found.is_some())
}

pub(super) async fn forget_discarded(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_rules WHERE discarded_at < $1 /* tenant: all, by the schedule */",
        before
    ))
    .await?;
    Ok(())
}

/// Brings up to date what a delivery looks at first: whether anything sorts the mail of the box.
pub(crate) async fn refresh_sorts(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET sorts = CASE
             WHEN EXISTS (SELECT 1 FROM mail_rules r WHERE r.mailbox_id = $1 AND r.enabled = 1 AND r.discarded_at IS NULL)
               OR EXISTS (SELECT 1 FROM mail_senders s WHERE s.mailbox_id = $1)
             THEN 1 ELSE 0 END
          WHERE id = $1",
        mailbox
    ))
    .await?;
    imap_store::touched(tx, mailbox).await
}

/// What the folder of a rule is for; nothing when it is gone.
pub(super) async fn folder_role(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
) -> Result<Option<FolderRole>> {
    tx.first(
        sql!(FolderRow: "SELECT role FROM mail_folders WHERE id = $1 AND mailbox_id = $2", folder, mailbox),
    )
    .await
    .map(|found| found.map(|row| row.role))
}

row! {
    struct FolderRow { role: FolderRole }
}

row! {
    /// Rules being applied to what came before them.
    pub struct RunRow {
        pub started_at: Time,
        pub ended_at: Option<Time>,
        pub after_uid: i64,
        pub until_uid: i64,
        pub total: i64,
        pub looked_at: i64,
        pub changed: i64,
    }
}

pub(crate) fn run_query(mailbox: &Id<Mailbox>) -> Query<'_, RunRow> {
    sql!(RunRow: "SELECT started_at, ended_at, after_uid, until_uid, total, looked_at, changed FROM mail_rule_runs
          WHERE mailbox_id = $1", *mailbox)
}

pub(super) async fn start_run(tx: &mut Tx, mailbox: Id<Mailbox>, inbox: Id<Folder>, now: Time) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_rule_runs (mailbox_id, academy_id, started_at, after_uid, until_uid, total, looked_at, changed)
          SELECT b.id, b.academy_id, $3, 0, b.next_uid - 1, f.total, 0, 0 FROM mailboxes b
          JOIN mail_folders f ON f.id = $2 AND f.mailbox_id = b.id WHERE b.id = $1
          ON CONFLICT (mailbox_id) DO UPDATE SET started_at = excluded.started_at, ended_at = NULL, after_uid = 0,
             until_uid = excluded.until_uid, total = excluded.total, looked_at = 0, changed = 0",
        mailbox,
        inbox,
        now
    ))
    .await?;
    Ok(())
}

pub(super) async fn end_run(tx: &mut Tx, mailbox: Id<Mailbox>, now: Time) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_rule_runs SET ended_at = $2 WHERE mailbox_id = $1 AND ended_at IS NULL",
        mailbox,
        now
    ))
    .await?;
    Ok(())
}

/// Whether the run still goes on: it may have been stopped meanwhile.
pub(super) async fn advance_run(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    after_uid: i64,
    looked_at: i64,
    changed: i64,
) -> Result<bool> {
    let going = tx
        .execute(sql!(
            "UPDATE mail_rule_runs SET after_uid = $2, looked_at = looked_at + $3, changed = changed + $4
              WHERE mailbox_id = $1 AND ended_at IS NULL",
            mailbox,
            after_uid,
            looked_at,
            changed
        ))
        .await?;
    Ok(going == 1)
}

row! {
    pub(super) struct Received {
        pub id: Id<Message>,
        pub uid: i64,
        pub digest: String,
        pub size: i64,
    }
}

pub(super) async fn received(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    run: &RunRow,
    limit: i64,
) -> Result<Vec<Received>> {
    tx.all(
        sql!(Received: "SELECT id, uid, digest, size FROM mail_messages
          WHERE folder_id = $1 AND uid > $2 AND uid <= $3 AND (mailbox_id = $4) IS TRUE ORDER BY uid LIMIT $5",
        folder, run.after_uid, run.until_uid, mailbox, limit),
    )
    .await
}
