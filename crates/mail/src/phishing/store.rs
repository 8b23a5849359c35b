//! SQL of the reports of phishing.

use kernel::{Id, Result, Time, Tx, db::list, people::Person, row, sql};

use super::Report;
use crate::{filing::MessageRow, mailbox::Mailbox};

kernel::big_tables!["mail_phishing_reports"];

row! {
    pub struct ReportRow {
        pub id: Id<Report>,
        pub reported_at: Time,
        pub reporter_id: Id<Person>,
        pub sender: String,
        pub subject: String,
        pub hosts: String,
        pub received_at: Time,
        pub shared_digest: Option<String>,
        pub closed_at: Option<Time>,
    }
}

/// Whether it is a new report.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Report>,
    mailbox: Id<Mailbox>,
    message: &MessageRow,
    hosts: &str,
    shared_digest: Option<&str>,
) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO mail_phishing_reports (id, academy_id, reported_at, reporter_id, sender, subject, hosts,
                 received_at, shared_digest)
              SELECT $1, academy_id, $3, id, $4, $5, $6, $7, $8 FROM mailboxes WHERE id = $2
              ON CONFLICT DO NOTHING",
            id,
            mailbox,
            tx.now(),
            message.sender,
            message.subject,
            hosts,
            message.received_at,
            shared_digest
        ))
        .await?;
    if made == 0 && shared_digest.is_some() {
        tx.execute(sql!(
            "UPDATE mail_phishing_reports SET shared_digest = $2 WHERE id = $1 AND academy_id = $3",
            id,
            shared_digest,
            tx.academy_id()?
        ))
        .await?;
    }
    Ok(made == 1)
}

/// The reports of the académie, newest first, from before a place on.
pub(super) async fn page(tx: &mut Tx, before: (Time, Id<Report>), limit: i64) -> Result<Vec<ReportRow>> {
    let academy = tx.academy_id()?;
    tx.all(
        sql!(ReportRow: "SELECT id, reported_at, reporter_id, sender, subject, hosts, received_at, shared_digest, closed_at
          FROM mail_phishing_reports WHERE academy_id = $1 AND (reported_at, id) < ($2, $3)
          ORDER BY reported_at DESC, id DESC LIMIT $4", academy, before.0, before.1, limit),
    )
    .await
}

/// The same, of those that agents of these establishments made.
pub(super) async fn page_of(
    tx: &mut Tx,
    establishments: &[String],
    before: (Time, Id<Report>),
    limit: i64,
) -> Result<Vec<ReportRow>> {
    let academy = tx.academy_id()?;
    tx.all(
        sql!(ReportRow: "SELECT r.id, r.reported_at, r.reporter_id, r.sender, r.subject, r.hosts, r.received_at,
             r.shared_digest, r.closed_at
          FROM mail_phishing_reports r JOIN people p ON p.id = r.reporter_id
          WHERE r.academy_id = $1 AND (r.reported_at, r.id) < ($2, $3) AND p.uai IN LIST($4)
          ORDER BY r.reported_at DESC, r.id DESC LIMIT $5",
            academy, before.0, before.1, list(establishments), limit),
    )
    .await
}

pub(super) async fn find(tx: &mut Tx, id: Id<Report>) -> Result<ReportRow> {
    let academy = tx.academy_id()?;
    tx.one(
        sql!(ReportRow: "SELECT id, reported_at, reporter_id, sender, subject, hosts, received_at, shared_digest, closed_at
          FROM mail_phishing_reports WHERE id = $1 AND academy_id = $2", id, academy),
    )
    .await
}

pub(super) async fn close(tx: &mut Tx, id: Id<Report>) -> Result<()> {
    let (now, academy) = (tx.now(), tx.academy_id()?);
    tx.execute(sql!(
        "UPDATE mail_phishing_reports SET closed_at = $2 WHERE id = $1 AND academy_id = $3",
        id,
        now,
        academy
    ))
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_phishing_reports WHERE reported_at < $1 /* tenant: all, by the schedule */",
        before
    ))
    .await?;
    Ok(())
}
