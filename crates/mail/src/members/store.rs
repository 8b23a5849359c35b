//! SQL of members. Access that is over counts for nothing, whether or not its row is still there.

use kernel::{
    Id, Result, Time, Tx,
    db::{Query, list},
    people::{Kind, Person},
    row, sql,
};

use super::{Grant, Rights};
use crate::{administration::procedures::Procedure, draft::Draft, mailbox::Mailbox};

row! {
    /// Somebody who uses a box.
    pub struct MemberRow {
        pub person: Id<Person>,
        pub name: String,
        pub address: String,
        pub rights: Rights,
        pub is_owner: bool,
        pub since: Time,
        pub until: Option<Time>,
        pub reason: String,
    }
}

/// Who uses a box now, owners first, then by name; without those that its owners are told of later.
pub async fn of(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<MemberRow>> {
    let now = tx.now();
    tx.all(sql!(MemberRow: "SELECT p.id AS person, p.display_name AS name, p.address, m.rights, m.is_owner, m.since, m.until, m.reason
          FROM mail_members m JOIN people p ON p.id = m.person_id
          WHERE m.mailbox_id = $1 AND (m.until IS NULL OR m.until > $2) AND m.hidden = 0
          ORDER BY m.is_owner DESC, p.sort_key, p.id /* tenant: by its box */", mailbox, now))
        .await
}

row! {
    /// What somebody is towards a box that is not their own, and what the box is called.
    #[derive(PartialEq, Eq)]
    pub struct Standing {
        pub name: String,
        pub address: String,
        pub kind: Kind,
        pub rights: Rights,
        pub is_owner: bool,
        pub until: Option<Time>,
        /// By which it was given, when no owner gave it: what is looked at is written down.
        pub procedure_id: Option<Id<Procedure>>,
    }
}

/// What a person is towards the box of another, or a shared one; `None` when nothing. What its owners gave ends with a
/// box that is closed; what was given for a reason does not.
pub async fn standing(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<Option<Standing>> {
    let now = tx.now();
    tx.first(sql!(Standing: "SELECT p.display_name AS name, p.address, p.kind, m.rights, m.is_owner, m.until, m.procedure_id
          FROM mail_members m JOIN people p ON p.id = m.mailbox_id
          WHERE m.mailbox_id = $1 AND m.person_id = $2 AND (m.until IS NULL OR m.until > $3)
            AND ((p.closed_at IS NULL AND p.mailbox_closed_at IS NULL) OR m.reason <> '') /* tenant: by its box */",
        mailbox, person, now))
        .await
}

row! {
    /// A box that somebody has besides their own, with what they have not read in its inbox.
    pub(crate) struct BoxRow {
        pub id: Id<Mailbox>,
        pub name: String,
        pub address: String,
        pub kind: Kind,
        pub unread: i64,
    }
}

/// The boxes somebody has besides their own, shared ones first, by name.
pub(crate) fn boxes_query<'a>(person: &'a Id<Person>, now: &'a Time) -> Query<'a, BoxRow> {
    sql!(BoxRow: "SELECT p.id, p.display_name AS name, p.address, p.kind, (SELECT COUNT(*) FROM mail_unread u
             WHERE u.mailbox_id = m.mailbox_id AND u.person_id = m.person_id AND u.folder_id = f.id) AS unread
          FROM mail_members m JOIN people p ON p.id = m.mailbox_id
             JOIN mail_folders f ON f.mailbox_id = m.mailbox_id AND f.role = 'inbox'
          WHERE m.person_id = $1 AND (m.until IS NULL OR m.until > $2)
            AND ((p.closed_at IS NULL AND p.mailbox_closed_at IS NULL) OR m.reason <> '')
          ORDER BY p.kind DESC, p.sort_key, p.id /* tenant: the person's own */", *person, *now)
}

row! {
    /// A box that mail programs of somebody show besides their own.
    pub(crate) struct Reached {
        pub id: Id<Mailbox>,
        pub address: String,
        pub rights: Rights,
        pub is_owner: bool,
        pub since: Time,
    }
}

/// The boxes that mail programs of somebody show besides their own, by address. What a procedure opened is looked at in
/// the webmel alone, where each page is written down.
pub(crate) async fn reached(tx: &mut Tx, person: Id<Person>) -> Result<Vec<Reached>> {
    let now = tx.now();
    tx.all(sql!(Reached: "SELECT p.id, p.address, m.rights, m.is_owner, m.since
          FROM mail_members m JOIN people p ON p.id = m.mailbox_id
          WHERE m.person_id = $1 AND (m.until IS NULL OR m.until > $2) AND m.procedure_id IS NULL
            AND ((p.closed_at IS NULL AND p.mailbox_closed_at IS NULL) OR m.reason <> '')
          ORDER BY p.address /* tenant: the person's own */", person, now))
        .await
}

/// Whether or not they have ended: what is shown never exceeds it.
pub(super) async fn count_boxes(tx: &mut Tx, person: Id<Person>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_members WHERE person_id = $1 /* tenant: the person's own */", person)).await
}

/// Over what a procedure gave in silence it is laid so that nobody sees that something lay there: what is read stays written
/// down, and [`lay_bare`] brings it back.
pub(super) async fn put(tx: &mut Tx, mailbox: Id<Mailbox>, grant: &Grant) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_members (mailbox_id, person_id, academy_id, rights, is_owner, since, until, reason)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          ON CONFLICT (mailbox_id, person_id) DO UPDATE SET rights = excluded.rights, is_owner = excluded.is_owner,
             until = excluded.until, reason = excluded.reason, hidden = 0,
             procedure_id = CASE WHEN mail_members.until > excluded.since THEN mail_members.procedure_id END",
        mailbox,
        grant.person,
        tx.academy_id()?,
        grant.rights,
        grant.is_owner,
        tx.now(),
        grant.until,
        grant.reason
    ))
    .await?;
    Ok(())
}

/// Where an owner gave access to somebody who had one by a procedure that the owner is not told of, that is again what it
/// was. Answers whether there was one.
pub(super) async fn lay_bare(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<bool> {
    let now = tx.now();
    let laid = tx.execute(sql!(
        "UPDATE mail_members SET rights = 'read', is_owner = 0, hidden = 1,
             until = (SELECT p.until FROM mail_procedures p WHERE p.id = mail_members.procedure_id),
             reason = (SELECT p.reason FROM mail_procedures p WHERE p.id = mail_members.procedure_id)
          WHERE mailbox_id = $1 AND person_id = $2 AND reason = '' AND EXISTS (SELECT 1 FROM mail_procedures p
             WHERE p.id = mail_members.procedure_id AND p.state = 'granted' AND p.until > $3) /* tenant: by its box */",
        mailbox,
        person,
        now
    ));
    Ok(laid.await? == 1)
}

/// What a procedure gave is over; what the owner gave besides stays. `false` when the owner gave nothing.
pub(super) async fn forget_procedure(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<bool> {
    let kept = tx
        .execute(sql!(
            "UPDATE mail_members SET procedure_id = NULL
              WHERE mailbox_id = $1 AND person_id = $2 AND academy_id = $3 AND reason = ''",
            mailbox,
            person,
            tx.academy_id()?
        ))
        .await?;
    Ok(kept == 1)
}

pub(super) async fn take(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<bool> {
    let taken = tx
        .execute(sql!(
            "DELETE FROM mail_members WHERE mailbox_id = $1 AND person_id = $2 AND academy_id = $3",
            mailbox,
            person,
            tx.academy_id()?
        ))
        .await?;
    Ok(taken == 1)
}

/// Everything a person had; the addresses of the boxes for the trail.
pub(super) async fn take_all(tx: &mut Tx, person: Id<Person>) -> Result<Vec<(Id<Mailbox>, String)>> {
    let boxes = tx
        .all(sql!((Id<Mailbox>, String): "SELECT m.mailbox_id, p.address FROM mail_members m JOIN people p ON p.id = m.mailbox_id
              WHERE m.person_id = $1 ORDER BY m.mailbox_id /* tenant: the person's own */", person))
        .await?;
    tx.execute(sql!("DELETE FROM mail_members WHERE person_id = $1 /* tenant: the person's own */", person))
        .await?;
    Ok(boxes)
}

/// Of every box: what an owner gave over what a procedure gave, and what ended by itself.
pub(super) async fn ended_over_procedures(tx: &mut Tx) -> Result<Vec<(Id<Mailbox>, Id<Person>)>> {
    let now = tx.now();
    tx.all(sql!((Id<Mailbox>, Id<Person>): "SELECT mailbox_id, person_id FROM mail_members
          WHERE until <= $1 AND reason = '' AND procedure_id IS NOT NULL /* tenant: all, by the schedule */", now))
        .await
}

/// Of every box: what ended by itself.
pub(super) async fn take_ended(tx: &mut Tx) -> Result<Vec<(Id<Mailbox>, Id<Person>)>> {
    let now = tx.now();
    tx.all(sql!((Id<Mailbox>, Id<Person>): "DELETE FROM mail_members WHERE until <= $1 RETURNING mailbox_id, person_id
          /* tenant: all, by the schedule */", now))
        .await
}

/// How many use the box, and how many boxes the person has: written in their boxes, where pages read them anyway.
pub(super) async fn recount(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET members = (SELECT COUNT(*) FROM mail_members m WHERE m.mailbox_id = mailboxes.id)
          WHERE id = $1 /* tenant: by its id */",
        mailbox
    ))
    .await?;
    tx.execute(sql!(
        "UPDATE mailboxes SET memberships = (SELECT COUNT(*) FROM mail_members m WHERE m.person_id = mailboxes.id)
          WHERE id = $1 /* tenant: by its id */",
        person
    ))
    .await?;
    Ok(())
}

/// A member saved this draft.
pub(crate) async fn wrote(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    person: Id<Person>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_drafts SET writer_id = $3 WHERE id = $1 AND mailbox_id = $2 AND leaves_at IS NULL",
        draft,
        mailbox,
        person
    ))
    .await?;
    Ok(())
}

/// Who saved each of these drafts last, when that was a member, with their names.
pub(crate) async fn of_drafts(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    drafts: &[Id<Draft>],
) -> Result<Vec<(Id<Draft>, Id<Person>, String)>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!((Id<Draft>, Id<Person>, String): "SELECT d.id, p.id AS person, p.display_name FROM mail_drafts d JOIN people p ON p.id = d.writer_id
          WHERE d.id IN LIST($1) AND (d.mailbox_id = $2) IS TRUE AND d.leaves_at IS NULL", list(drafts), mailbox))
        .await
}

row! {
    /// A member of one of several boxes.
    pub(crate) struct NameRow {
        pub mailbox_id: Id<Mailbox>,
        pub name: String,
        pub is_owner: bool,
    }
}

/// Who uses these boxes now, by name.
pub(crate) async fn names(tx: &mut Tx, mailboxes: &[Id<Mailbox>]) -> Result<Vec<NameRow>> {
    if mailboxes.is_empty() {
        return Ok(Vec::new());
    }
    let (academy, now) = (tx.academy_id()?, tx.now());
    tx.all(sql!(NameRow: "SELECT m.mailbox_id, p.display_name AS name, m.is_owner
          FROM mail_members m JOIN people p ON p.id = m.person_id
          WHERE m.mailbox_id IN LIST($1) AND m.academy_id = $2 AND (m.until IS NULL OR m.until > $3) AND m.hidden = 0
          ORDER BY p.sort_key, p.id", list(mailboxes), academy, now))
        .await
}
