//! SQL of what leaves.

use kernel::{
    Error, Id, Result, Time, Tx,
    db::{Query, list},
    people::Academy,
    row, sql,
};

use super::{Departure, Destination, Far, Outgoing, Returns, State};
use crate::mailbox::Mailbox;

pub(super) async fn insert(tx: &mut Tx, departure: &Departure<'_>, priority: i64) -> Result<()> {
    let letter = departure.letter;
    let boxes = serde_json::to_string(departure.boxes).map_err(Error::internal)?;
    let lists = serde_json::to_string(departure.lists).map_err(Error::internal)?;
    tx.execute(sql!(
        "INSERT INTO mail_outgoing (id, academy_id, mailbox_id, sender, digest, size, kept_digest, boxes, subject,
             message_id, created_at, leaves_at, priority, returns, envelope_name, lists, head, delay_told)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0)",
        departure.id,
        tx.academy_id()?,
        departure.mailbox,
        departure.sender,
        letter.digest,
        letter.size,
        departure.kept.map(|kept| kept.digest.as_str()),
        boxes,
        letter.subject,
        letter.links.message_id,
        tx.now(),
        departure.leaves_at,
        priority,
        departure.returns,
        departure.name,
        lists,
        departure.head
    ))
    .await?;
    Ok(())
}

pub(super) async fn is_there(tx: &mut Tx, id: Id<Outgoing>) -> Result<bool> {
    let found = tx.first(sql!(Id<Outgoing>: "SELECT id FROM mail_outgoing WHERE id = $1", id)).await?;
    Ok(found.is_some())
}

pub(super) async fn add(tx: &mut Tx, message: Id<Outgoing>, to: &Far) -> Result<()> {
    let id: Id<Destination> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO mail_outgoing_recipients (id, academy_id, message_id, address, state, notify, original, tries, answer, told)
          VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', 0)",
        id,
        tx.academy_id()?,
        message,
        to.address,
        State::Waiting,
        to.notify.wire(),
        to.original
    ))
    .await?;
    Ok(())
}

/// Addresses elsewhere that a box has written to since then. What left is remembered for longer than is asked for.
pub(super) async fn elsewhere_since(tx: &mut Tx, mailbox: Id<Mailbox>, since: Time) -> Result<i64> {
    tx.one(
        sql!(i64: "SELECT COUNT(*) FROM mail_outgoing o JOIN mail_outgoing_recipients r ON r.message_id = o.id
          WHERE o.mailbox_id = $1 AND o.created_at >= $2", mailbox, since),
    )
    .await
}

row! {
    /// What has not left yet.
    pub(super) struct Waiting {
        pub academy_id: Id<Academy>,
        pub mailbox_id: Option<Id<Mailbox>>,
        pub digest: String,
        pub kept_digest: Option<String>,
    }
}

pub(super) async fn waiting(tx: &mut Tx, id: Id<Outgoing>) -> Result<Option<Waiting>> {
    tx.first(
        sql!(Waiting: "SELECT academy_id, mailbox_id, digest, kept_digest FROM mail_outgoing WHERE id = $1 AND left_at IS NULL", id),
    )
    .await
}

row! {
    pub(super) struct Leaving {
        pub academy_id: Id<Academy>,
        pub mailbox_id: Option<Id<Mailbox>>,
        pub boxes: String,
        pub lists: String,
        pub message_id: Option<String>,
        pub elsewhere: i64,
    }
}

/// From now on it has left; `None` when it had, or was called back.
pub(super) async fn leave(tx: &mut Tx, id: Id<Outgoing>) -> Result<Option<Leaving>> {
    let now = tx.now();
    tx.first(
        sql!(Leaving: "UPDATE mail_outgoing SET left_at = $2, kept_digest = NULL WHERE id = $1 AND left_at IS NULL
          RETURNING academy_id, mailbox_id, boxes, lists, message_id,
             (SELECT COUNT(*) FROM mail_outgoing_recipients r WHERE r.message_id = mail_outgoing.id) AS elsewhere",
        id, now),
    )
    .await
}

/// Nothing of it is left to be done.
pub(super) async fn remove(tx: &mut Tx, id: Id<Outgoing>) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_outgoing WHERE id = $1 /* tenant: by its id, as it leaves */", id))
        .await?;
    Ok(())
}

/// Its recipients elsewhere are due.
pub(super) async fn begin(tx: &mut Tx, id: Id<Outgoing>) -> Result<()> {
    let now = tx.now();
    tx.execute(sql!(
        "UPDATE mail_outgoing_recipients SET next_at = $2 WHERE message_id = $1 /* tenant: by its id, as it leaves */",
        id,
        now
    ))
    .await?;
    tx.execute(sql!(
        "UPDATE mail_outgoing SET next_at = $2 WHERE id = $1 /* tenant: by its id, as it leaves */",
        id,
        now
    ))
    .await?;
    Ok(())
}

pub(super) async fn call_back(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Outgoing>) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM mail_outgoing WHERE id = $1 AND mailbox_id = $2 AND left_at IS NULL",
            id,
            mailbox
        ))
        .await?;
    Ok(gone == 1)
}

row! {
    /// A message that its author can still call back, with what they wrote in it.
    pub(crate) struct HeldRow {
        pub id: Id<Outgoing>,
        pub leaves_at: Time,
        pub version: i64,
        pub recipients: String,
        pub subject: String,
        pub body: String,
    }
}

/// What has not left yet of a box, the next to leave first, from after (`at`, `id`) on.
pub(crate) fn held_query<'a>(
    mailbox: &'a Id<Mailbox>,
    after: &'a (Time, Id<Outgoing>),
    limit: &'a i64,
) -> Query<'a, HeldRow> {
    sql!(HeldRow: "SELECT o.id, o.leaves_at, d.version, d.recipients, d.subject, substr(d.body, 1, 2000) AS body
          FROM mail_outgoing o JOIN mail_drafts d ON d.id = o.id
          WHERE o.mailbox_id = $1 AND (o.leaves_at, o.id) > ($2, $3) AND o.left_at IS NULL ORDER BY o.leaves_at, o.id LIMIT $4",
        *mailbox, after.0, after.1, *limit)
}

row! {
    /// A message that a process has taken on itself to hand over.
    pub(super) struct Claimed {
        pub id: Id<Outgoing>,
        pub academy_id: Id<Academy>,
        pub sender: String,
        pub digest: String,
        pub head: String,
        pub size: i64,
        pub left_at: Time,
        pub claim: Id<Claim>,
        pub returns: Returns,
        pub envelope_name: Option<String>,
    }
}

/// Marker for one taking of a message by one process.
#[derive(Debug)]
pub(super) struct Claim;

/// Takes the most urgent message that is due, none of those under way here. Until `until` nobody else takes it.
pub(super) async fn claim(tx: &mut Tx, busy: &[Id<Outgoing>], until: Time) -> Result<Option<Claimed>> {
    let (now, claim): (Time, Id<Claim>) = (tx.now(), tx.new_id());
    tx.lock("mail queue").await?;
    tx.first(sql!(Claimed: "UPDATE mail_outgoing SET claim = $2, next_at = $3
          WHERE id = (SELECT id FROM mail_outgoing WHERE next_at <= $1 AND NOT (id IN LIST($4))
             ORDER BY priority, next_at, id LIMIT 1)
          RETURNING id, academy_id, sender, digest, head, size, left_at, claim, returns, envelope_name /* tenant: all, by the queue's runner */",
        now, claim, until, list(busy)))
        .await
}

/// Whether anything is due: asked before anything is written.
pub(super) async fn is_due(tx: &mut Tx, busy: &[Id<Outgoing>]) -> Result<bool> {
    let due = tx
        .first(
            sql!(i64: "SELECT priority FROM mail_outgoing WHERE next_at <= $1 AND NOT (id IN LIST($2)) LIMIT 1
              /* tenant: all, by the queue's runner */", tx.now(), list(busy)),
        )
        .await?;
    Ok(due.is_some())
}

/// Whether the message is still ours: it stays so until `until`.
pub(super) async fn renew(tx: &mut Tx, id: Id<Outgoing>, claim: Id<Claim>, until: Time) -> Result<bool> {
    let ours = tx
        .execute(sql!(
            "UPDATE mail_outgoing SET next_at = $3 WHERE id = $1 AND claim = $2 /* tenant: by the claim */",
            id,
            claim,
            until
        ))
        .await?;
    Ok(ours == 1)
}

row! {
    /// An address elsewhere that is to be tried.
    pub(super) struct Due {
        pub id: Id<Destination>,
        pub address: String,
        pub tries: i64,
        pub notify: String,
        pub original: Option<String>,
    }
}

pub(super) async fn due(tx: &mut Tx, message: Id<Outgoing>) -> Result<Vec<Due>> {
    tx.all(sql!(Due: "SELECT id, address, tries, notify, original FROM mail_outgoing_recipients
          WHERE message_id = $1 AND next_at <= $2 ORDER BY id /* tenant: by the claim of its message */",
        message, tx.now()))
        .await
}

/// What became of a recipient. One that an administrator has stopped meanwhile is only changed by its arrival.
pub(super) async fn set(
    tx: &mut Tx,
    id: Id<Destination>,
    state: State,
    tries: i64,
    next_at: Option<Time>,
    answer: &str,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_outgoing_recipients SET state = $2, tries = $3, next_at = $4, answer = $5
          WHERE id = $1 AND (state IN ('waiting', 'retrying') OR $2 = 'delivered')
          /* tenant: by the claim of its message */",
        id,
        state,
        tries,
        next_at,
        answer
    ))
    .await?;
    Ok(())
}

/// Gives the message back: it is due again with the first of its recipients, or has found its end.
pub(super) async fn settle(tx: &mut Tx, id: Id<Outgoing>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_outgoing SET claim = NULL,
             next_at = (SELECT MIN(r.next_at) FROM mail_outgoing_recipients r WHERE r.message_id = mail_outgoing.id),
             finished_at = CASE WHEN EXISTS (SELECT 1 FROM mail_outgoing_recipients r
                WHERE r.message_id = mail_outgoing.id AND r.state IN ('waiting', 'retrying', 'held'))
                THEN NULL ELSE CAST($2 AS BIGINT) END
          WHERE id = $1 /* tenant: by its id */",
        id,
        tx.now()
    ))
    .await?;
    Ok(())
}

row! {
    /// What is told of a message to its author.
    pub(super) struct Told {
        pub academy_id: Id<Academy>,
        pub mailbox_id: Option<Id<Mailbox>>,
        pub sender: String,
        pub subject: String,
        pub message_id: Option<String>,
        pub left_at: Time,
        pub digest: String,
        pub returns: Returns,
        pub envelope_name: Option<String>,
    }
}

pub(super) async fn told(tx: &mut Tx, id: Id<Outgoing>) -> Result<Option<Told>> {
    tx.first(
        sql!(Told: "SELECT academy_id, mailbox_id, sender, subject, message_id, left_at, digest, returns, envelope_name FROM mail_outgoing
          WHERE id = $1 AND left_at IS NOT NULL", id),
    )
    .await
}

row! {
    /// An address that was not reached, and what was said there.
    pub(super) struct Missed {
        pub id: Id<Destination>,
        pub address: String,
        pub state: State,
        pub answer: String,
        pub notify: String,
        pub original: Option<String>,
    }
}

/// Recipients in one of these states whose author was not told so.
pub(super) async fn untold(tx: &mut Tx, message: Id<Outgoing>, states: &[State]) -> Result<Vec<Missed>> {
    tx.all(sql!(Missed: "SELECT id, address, state, answer, notify, original FROM mail_outgoing_recipients
          WHERE message_id = $1 AND told = 0 AND state IN LIST($2) ORDER BY id /* tenant: by its message */",
        message, list(states.iter().map(|state| state.as_str()))))
        .await
}

pub(super) async fn set_told(tx: &mut Tx, recipients: &[Id<Destination>]) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_outgoing_recipients SET told = 1 WHERE id IN LIST($1) /* tenant: by its message */",
        list(recipients)
    ))
    .await?;
    Ok(())
}

/// Whether its author is to be told now that it is late: once.
pub(super) async fn is_first_delay(tx: &mut Tx, id: Id<Outgoing>, left_before: Time) -> Result<bool> {
    let first = tx
        .execute(sql!(
            "UPDATE mail_outgoing SET delay_told = 1
              WHERE id = $1 AND delay_told = 0 AND left_at <= $2 /* tenant: by its id */",
            id,
            left_before
        ))
        .await?;
    Ok(first == 1)
}

pub(super) async fn forget(tx: &mut Tx, before: Time) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_outgoing WHERE finished_at < $1 /* tenant: all, by the schedule */",
        before
    ))
    .await?;
    Ok(())
}

row! {
    /// A message with recipients that have not found their end.
    pub(super) struct Open {
        pub id: Id<Outgoing>,
        pub mailbox_id: Option<Id<Mailbox>>,
        pub left_at: Time,
        pub size: i64,
        pub claim: Option<Id<Claim>>,
    }
}

/// The same, held until the end of the transaction; `None` while a try is under way.
pub(super) async fn open_for_change(tx: &mut Tx, id: Id<Outgoing>) -> Result<Option<Open>> {
    tx.first(sql!(Open: "UPDATE mail_outgoing SET claim = NULL
          WHERE id = $1 AND academy_id = $2 AND claim IS NULL AND finished_at IS NULL AND left_at IS NOT NULL
          RETURNING id, mailbox_id, left_at, size, claim", id, tx.academy_id()?))
        .await
}

pub(super) async fn set_all_open(
    tx: &mut Tx,
    message: Id<Outgoing>,
    state: State,
    next_at: Option<Time>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_outgoing_recipients SET state = $2, next_at = $3
          WHERE message_id = $1 AND state IN ('waiting', 'retrying', 'held') /* tenant: by its message */",
        message,
        state,
        next_at
    ))
    .await?;
    Ok(())
}

pub(super) async fn open(tx: &mut Tx, after: (Time, Id<Outgoing>), limit: i64) -> Result<Vec<Open>> {
    tx.all(sql!(Open: "SELECT id, mailbox_id, left_at, size, claim FROM mail_outgoing
          WHERE academy_id = $1 AND finished_at IS NULL AND left_at IS NOT NULL AND (left_at, id) > ($2, $3)
          ORDER BY left_at, id LIMIT $4", tx.academy_id()?, after.0, after.1, limit))
        .await
}

row! {
    pub(super) struct OpenRecipient {
        pub message_id: Id<Outgoing>,
        pub address: String,
        pub state: State,
        pub tries: i64,
        pub next_at: Option<Time>,
        pub answer: String,
    }
}

pub(super) async fn open_recipients(tx: &mut Tx, messages: &[Id<Outgoing>]) -> Result<Vec<OpenRecipient>> {
    tx.all(sql!(OpenRecipient: "SELECT message_id, address, state, tries, next_at, answer FROM mail_outgoing_recipients
          WHERE message_id IN LIST($1) AND academy_id = $2 AND state IN ('waiting', 'retrying', 'held') ORDER BY message_id, id",
        list(messages), tx.academy_id()?))
        .await
}

pub(super) async fn counts(tx: &mut Tx, states: &[State]) -> Result<Vec<(State, i64)>> {
    tx.all(sql!((State, i64): "SELECT state, COUNT(*) FROM mail_outgoing_recipients
          WHERE academy_id = $1 AND state IN LIST($2) AND (next_at IS NOT NULL OR state <> 'waiting')
          GROUP BY state",
        tx.academy_id()?, list(states.iter().map(|state| state.as_str()))))
        .await
}
