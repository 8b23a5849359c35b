//! The answer of absence: while it lasts, who writes to the agent is told so, once in a while and never when a program or a
//! list has written (RFC 3834). Its time is kept with the box; who was answered is forgotten when it ends.

mod answer;
mod store;
#[cfg(test)]
mod tests;

use kernel::{Ctx, Error, Id, Result, Time, Tx, jobs::Schedule, text_enum, time::hours};

use crate::{
    imap_store,
    mailbox::{Mailbox, MailboxRow},
    words::Words,
};

pub(crate) use answer::{JOB, consider};
pub use store::{VacationRow, find};

text_enum! {
    /// What people outside the académie are answered.
    pub enum Outside {
        Same = "same",
        Other = "other",
        Nothing = "nothing",
    }
}

/// What is answered, and when.
#[derive(Clone, Debug)]
pub struct Vacation {
    pub from: Time,
    /// The first moment that is no longer of it.
    pub until: Time,
    /// Empty: made from the subject of the message answered.
    pub subject: String,
    pub body: String,
    pub outside: Outside,
    pub outside_body: String,
    /// Nobody is answered twice within so many days.
    pub every_days: i64,
}

pub const EVERY_DAYS: i64 = 7;
pub const MOST_DAYS: i64 = 30;
pub const LONGEST_SUBJECT: usize = 200;
pub const LONGEST_BODY: usize = 5_000;

/// Begins an absence, or changes the one under way. Those answered before are answered anew only in another absence.
pub async fn begin(tx: &mut Tx, mailbox: Id<Mailbox>, vacation: &Vacation) -> Result<()> {
    if vacation.until <= vacation.from || vacation.until <= tx.now() {
        return Err(Error::invalid("until", Words(tx.locale).absence_over()));
    }
    let known = crate::mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?;
    let another = known.absent_until.is_none_or(|until| until <= vacation.from || until <= tx.now());
    if another {
        store::forget_answers(tx, &[mailbox]).await?;
    }
    store::put(tx, mailbox, vacation).await?;
    store::set_time(tx, mailbox, Some((vacation.from, vacation.until))).await?;
    imap_store::touched(tx, mailbox).await
}

/// Ends it now. What was written stays for the next one.
pub async fn end(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    store::forget_answers(tx, &[mailbox]).await?;
    store::set_time(tx, mailbox, None).await?;
    imap_store::touched(tx, mailbox).await
}

/// Whether those who write now are answered.
pub(crate) fn is_active(row: &MailboxRow, now: Time) -> bool {
    matches!((row.absent_from, row.absent_until), (Some(from), Some(until)) if from <= now && now < until)
}

/// Absences that are over are forgotten, with those who were answered.
pub(crate) const FORGET: Schedule =
    Schedule { name: "mail absences", every: hours(1), run: |ctx| Box::pin(forget(ctx)) };

const BATCH: i64 = 500;

async fn forget(ctx: Ctx) -> Result<()> {
    while ctx.write(some).await? == BATCH as usize {}
    Ok(())
}

async fn some(tx: &mut Tx) -> Result<usize> {
    let over = store::over(tx, BATCH).await?;
    store::forget_answers(tx, &over).await?;
    store::forget_times(tx, &over).await?;
    Ok(over.len())
}
