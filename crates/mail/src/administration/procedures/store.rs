//! SQL of the procedures.

use kernel::{Id, Result, Time, Tx, people::Person, row, sql};

use super::{Asking, Basis, Due, Kind, State};
use crate::{filing::Message, mailbox::Mailbox};

/// Marker for ids of procedures.
#[derive(Debug)]
pub struct Procedure;

row! {
    pub(crate) struct Row {
        pub id: Id<Procedure>,
        pub kind: Kind,
        pub mailbox_id: Id<Mailbox>,
        /// Whose box it is, and how it is written to.
        pub owner: String,
        pub address: String,
        pub state: State,
        pub asked_at: Time,
        pub asked_by: Id<Person>,
        pub asker: String,
        pub reason: String,
        pub basis: Basis,
        pub reference: String,
        pub days: i64,
        pub until: Option<Time>,
        pub lifts: Option<Id<Procedure>>,
        pub silence: String,
        pub decided_at: Option<Time>,
        pub decider: Option<String>,
        pub note: String,
        pub ended_at: Option<Time>,
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Procedure>,
    mailbox: Id<Mailbox>,
    asker: Id<Person>,
    asking: &Asking,
) -> Result<()> {
    // What another kind would need says nothing here.
    let (reference, days, until, lifts) = match asking.kind {
        Kind::Access => ("", asking.days, None, None),
        Kind::Hold => (asking.reference.trim(), 0, asking.until.ok().flatten(), None),
        Kind::Lift => ("", 0, None, asking.lifts),
        Kind::Erase => ("", 0, None, None),
    };
    tx.execute(sql!(
        "INSERT INTO mail_procedures (id, academy_id, kind, mailbox_id, state, asked_at, asked_by, reason, basis, reference,
             days, until, lifts, silence, note)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '')",
        id,
        tx.academy_id()?,
        asking.kind,
        mailbox,
        State::Asked,
        tx.now(),
        asker,
        asking.reason.trim(),
        asking.basis.unwrap_or(Basis::Continuity),
        reference,
        days,
        until,
        lifts,
        asking.silence.as_deref().unwrap_or_default().trim()
    ))
    .await?;
    Ok(())
}

/// One of the académie.
pub(crate) async fn find(tx: &mut Tx, id: Id<Procedure>) -> Result<Row> {
    tx.one(sql!(Row: "SELECT r.id, r.kind, r.mailbox_id, p.display_name AS owner, p.address, r.state, r.asked_at, r.asked_by,
             a.display_name AS asker, r.reason, r.basis, r.reference, r.days, r.until, r.lifts, r.silence, r.decided_at,
             d.display_name AS decider, r.note, r.ended_at
          FROM mail_procedures r JOIN people p ON p.id = r.mailbox_id JOIN people a ON a.id = r.asked_by
             LEFT JOIN people d ON d.id = r.decided_by
          WHERE r.id = $1 AND r.academy_id = $2", id, tx.academy_id()?))
        .await
}

/// The same, which nobody else changes until the unit ends.
pub(super) async fn hold_still(tx: &mut Tx, id: Id<Procedure>) -> Result<Row> {
    tx.execute(sql!(
        "UPDATE mail_procedures SET state = state WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?
    ))
    .await?;
    find(tx, id).await
}

/// The newest of the académie that the person signed in may know of, from before (`at`, `id`) on.
pub(crate) async fn page(tx: &mut Tx, before: (Time, Id<Procedure>), limit: i64) -> Result<Vec<Row>> {
    tx.all(sql!(Row: "SELECT r.id, r.kind, r.mailbox_id, p.display_name AS owner, p.address, r.state, r.asked_at, r.asked_by,
             a.display_name AS asker, r.reason, r.basis, r.reference, r.days, r.until, r.lifts, r.silence, r.decided_at,
             d.display_name AS decider, r.note, r.ended_at
          FROM mail_procedures r JOIN people p ON p.id = r.mailbox_id JOIN people a ON a.id = r.asked_by
             LEFT JOIN people d ON d.id = r.decided_by
          WHERE r.academy_id = $1 AND (r.asked_at, r.id) < ($2, $3)
             AND NOT (r.mailbox_id = $5 AND r.silence <> '' AND r.state IN ('asked', 'granted'))
          ORDER BY r.asked_at DESC, r.id DESC LIMIT $4",
        tx.academy_id()?, before.0, before.1, limit, tx.agent_id()?))
        .await
}

/// The newest about a box.
pub(crate) async fn of_box(tx: &mut Tx, mailbox: Id<Mailbox>, limit: i64) -> Result<Vec<Row>> {
    tx.all(sql!(Row: "SELECT r.id, r.kind, r.mailbox_id, p.display_name AS owner, p.address, r.state, r.asked_at, r.asked_by,
             a.display_name AS asker, r.reason, r.basis, r.reference, r.days, r.until, r.lifts, r.silence, r.decided_at,
             d.display_name AS decider, r.note, r.ended_at
          FROM mail_procedures r JOIN people p ON p.id = r.mailbox_id JOIN people a ON a.id = r.asked_by
             LEFT JOIN people d ON d.id = r.decided_by
          WHERE r.mailbox_id = $1 AND r.academy_id = $2 ORDER BY r.asked_at DESC, r.id DESC LIMIT $3",
        mailbox, tx.academy_id()?, limit))
        .await
}

row! {
    /// A hold in force.
    pub(crate) struct Hold { pub id: Id<Procedure>, pub reference: String, pub until: Option<Time>, pub silence: String }
}

pub(super) async fn active_holds(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Hold>> {
    tx.all(sql!(Hold: "SELECT id, reference, until, silence FROM mail_procedures
          WHERE mailbox_id = $1 AND kind = 'hold' AND state = 'granted' AND academy_id = $2 ORDER BY asked_at, id",
        mailbox, tx.academy_id()?))
        .await
}

/// Whether the same is asked for already.
pub(super) async fn is_asked(tx: &mut Tx, mailbox: Id<Mailbox>, kind: Kind) -> Result<bool> {
    let asked = tx
        .one(sql!(i64: "SELECT COUNT(*) FROM mail_procedures WHERE mailbox_id = $1 AND kind = $2 AND state = 'asked'",
            mailbox, kind))
        .await?;
    Ok(asked > 0)
}

pub(super) async fn decide(
    tx: &mut Tx,
    id: Id<Procedure>,
    state: State,
    by: Id<Person>,
    note: &str,
    until: Option<Time>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_procedures SET state = $2, decided_at = $3, decided_by = $4, note = $5, until = $6
          WHERE id = $1 AND academy_id = $7",
        id,
        state,
        tx.now(),
        by,
        note,
        until,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(super) async fn finish(tx: &mut Tx, id: Id<Procedure>, state: State) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_procedures SET state = $2, ended_at = $3 WHERE id = $1 AND academy_id = $4",
        id,
        state,
        tx.now(),
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// Asked before this moment and unanswered, or at their date.
pub(super) async fn due(tx: &mut Tx, asked_before: Time) -> Result<Vec<Due>> {
    let now = tx.now();
    let mut due = Vec::new();
    for academy in kernel::people::academies(tx).await? {
        let some = tx
            .all(sql!(Id<Procedure>: "SELECT id FROM mail_procedures WHERE academy_id = $1 AND state IN ('asked', 'granted')
                  AND ((state = 'asked' AND asked_at <= $2) OR (state = 'granted' AND until <= $3))",
                academy.id, asked_before, now))
            .await?;
        due.extend(some.into_iter().map(|id| (id, academy.id)));
    }
    Ok(due)
}

/// From now on nothing of the box is destroyed, or everything may be again.
pub(super) async fn set_held(tx: &mut Tx, mailbox: Id<Mailbox>, held: bool) -> Result<()> {
    let now = tx.now();
    tx.execute(sql!(
        "UPDATE mailboxes SET held_at = CASE WHEN $2 = 0 THEN NULL ELSE COALESCE(held_at, CAST($3 AS BIGINT)) END
          WHERE id = $1 AND academy_id = $4",
        mailbox,
        i64::from(held),
        now,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

row! {
    /// A message that was destroyed while its box was on hold.
    pub(crate) struct Withheld {
        pub id: Id<Message>,
        pub digest: String,
        pub size: i64,
        pub sender: String,
        pub subject: String,
        pub received_at: Time,
        pub destroyed_at: Time,
    }
}

/// The newest of a box, from before (`at`, `id`) on.
pub(crate) async fn withheld(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    before: (Time, Id<Message>),
    limit: i64,
) -> Result<Vec<Withheld>> {
    tx.all(
        sql!(Withheld: "SELECT id, digest, size, sender, subject, received_at, withheld_at AS destroyed_at FROM mail_withheld
          WHERE mailbox_id = $1 AND (withheld_at, id) < ($2, $3) ORDER BY withheld_at DESC, id DESC LIMIT $4",
        mailbox, before.0, before.1, limit),
    )
    .await
}

pub(crate) async fn withheld_one(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<Withheld> {
    tx.one(
        sql!(Withheld: "SELECT id, digest, size, sender, subject, received_at, withheld_at AS destroyed_at FROM mail_withheld
          WHERE id = $1 AND mailbox_id = $2", id, mailbox),
    )
    .await
}
