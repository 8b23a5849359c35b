//! SQL of judged senders.

use kernel::{
    Id, Result, Time, Tx,
    db::{Query, list},
    row, sql,
};

use super::{MOST, Verdict};
use crate::mailbox::Mailbox;

kernel::big_tables!["mail_senders"];

row! {
    pub struct SenderRow {
        pub address: String,
        pub verdict: Verdict,
        pub since: Time,
    }
}

/// Those of a box, the last judged first.
pub(crate) fn all_query(mailbox: &Id<Mailbox>) -> Query<'_, SenderRow> {
    sql!(SenderRow: "SELECT address, verdict, since FROM mail_senders WHERE mailbox_id = $1
          ORDER BY since DESC, address LIMIT $2", *mailbox, MOST)
}

/// What was said of one.
pub(crate) async fn verdict(tx: &mut Tx, mailbox: Id<Mailbox>, address: &str) -> Result<Option<Verdict>> {
    let known = tx
        .first(sql!(SenderRow: "SELECT address, verdict, since FROM mail_senders WHERE mailbox_id = $1 AND address = $2",
            mailbox, address))
        .await?;
    Ok(known.map(|row| row.verdict))
}

/// What was said of these.
pub(crate) async fn of(tx: &mut Tx, mailbox: Id<Mailbox>, addresses: &[String]) -> Result<Vec<SenderRow>> {
    tx.all(sql!(SenderRow: "SELECT address, verdict, since FROM mail_senders WHERE mailbox_id = $1 AND address IN LIST($2)",
        mailbox, list(addresses)))
        .await
}

pub(super) async fn put(tx: &mut Tx, mailbox: Id<Mailbox>, address: &str, verdict: Verdict) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_senders (mailbox_id, address, academy_id, verdict, since)
          SELECT id, $2, academy_id, $3, $4 FROM mailboxes WHERE id = $1
          ON CONFLICT (mailbox_id, address) DO UPDATE SET verdict = excluded.verdict, since = excluded.since",
        mailbox,
        address,
        verdict,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub(super) async fn count(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_senders WHERE mailbox_id = $1", mailbox)).await
}

pub(super) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, address: &str) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_senders WHERE mailbox_id = $1 AND address = $2", mailbox, address))
        .await?;
    Ok(())
}
