//! SQL of absences.

use kernel::{Id, Result, Time, Tx, db::list, row, sql};

use super::{Outside, Vacation};
use crate::mailbox::Mailbox;

kernel::big_tables!["mail_vacations", "mail_vacation_answers"];

/// Marker for the hash of an address that was answered.
#[derive(Debug)]
pub(super) struct Answered;

row! {
    pub struct VacationRow {
        pub subject: String,
        pub body: String,
        pub outside: Outside,
        pub outside_body: String,
        pub every_days: i64,
    }
}

/// What was written, for this absence or the one before.
pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Option<VacationRow>> {
    tx.first(sql!(VacationRow: "SELECT subject, body, outside, outside_body, every_days FROM mail_vacations
          WHERE mailbox_id = $1", mailbox))
        .await
}

pub(super) async fn put(tx: &mut Tx, mailbox: Id<Mailbox>, vacation: &Vacation) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_vacations (mailbox_id, academy_id, subject, body, outside, outside_body, every_days)
          SELECT id, academy_id, $2, $3, $4, $5, $6 FROM mailboxes WHERE id = $1
          ON CONFLICT (mailbox_id) DO UPDATE SET subject = excluded.subject, body = excluded.body,
             outside = excluded.outside, outside_body = excluded.outside_body, every_days = excluded.every_days",
        mailbox,
        vacation.subject,
        vacation.body,
        vacation.outside,
        vacation.outside_body,
        vacation.every_days
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_time(tx: &mut Tx, mailbox: Id<Mailbox>, time: Option<(Time, Time)>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET absent_from = $2, absent_until = $3 WHERE id = $1",
        mailbox,
        time.map(|(from, _)| from),
        time.map(|(_, until)| until)
    ))
    .await?;
    Ok(())
}

/// Writes down that somebody is answered now; not when they were less than so long ago.
pub(super) async fn answer(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    sender: Id<Answered>,
    not_since: Time,
) -> Result<bool> {
    let written = tx
        .execute(sql!(
            "INSERT INTO mail_vacation_answers (mailbox_id, sender, academy_id, answered_at)
              SELECT id, $2, academy_id, $3 FROM mailboxes WHERE id = $1
              ON CONFLICT (mailbox_id, sender) DO UPDATE SET answered_at = excluded.answered_at
              WHERE mail_vacation_answers.answered_at <= $4",
            mailbox,
            sender,
            tx.now(),
            not_since
        ))
        .await?;
    Ok(written == 1)
}

/// Boxes whose absence is over.
pub(super) async fn over(tx: &mut Tx, limit: i64) -> Result<Vec<Id<Mailbox>>> {
    let now = tx.now();
    tx.all(sql!(Id<Mailbox>: "SELECT id FROM mailboxes WHERE absent_until <= $1 LIMIT $2
          /* tenant: all, by the schedule */", now, limit))
        .await
}

pub(super) async fn forget_answers(tx: &mut Tx, mailboxes: &[Id<Mailbox>]) -> Result<()> {
    if !mailboxes.is_empty() {
        tx.execute(sql!("DELETE FROM mail_vacation_answers WHERE mailbox_id IN LIST($1)", list(mailboxes)))
            .await?;
    }
    Ok(())
}

pub(super) async fn forget_times(tx: &mut Tx, mailboxes: &[Id<Mailbox>]) -> Result<()> {
    if !mailboxes.is_empty() {
        tx.execute(sql!(
            "UPDATE mailboxes SET absent_from = NULL, absent_until = NULL WHERE id IN LIST($1)
              /* tenant: all, by the schedule */",
            list(mailboxes)
        ))
        .await?;
    }
    Ok(())
}
