//! SQL of enrolments, and the counters a session keeps of them.

use kernel::{
    Id, Result, Time, Tx,
    db::{Query, list},
    people::{Academy, Person},
    row, sql,
};

use super::{Recipient, Role};
use crate::session::Session;

pub(super) async fn role(tx: &mut Tx, session: Id<Session>, person: Id<Person>) -> Result<Option<Role>> {
    let found = tx
        .first(
            sql!(Option<Role>: "SELECT role FROM enrolments WHERE session_id = $1 AND person_id = $2 AND academy_id = $3",
            session, person, tx.academy_id()?),
        )
        .await?;
    Ok(found.flatten())
}

pub(super) async fn insert(tx: &mut Tx, session: Id<Session>, person: Id<Person>, role: Role) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO enrolments (session_id, person_id, academy_id, role, enrolled_at, done)
          VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING",
        session,
        person,
        tx.academy_id()?,
        role,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_role(
    tx: &mut Tx,
    session: Id<Session>,
    person: Id<Person>,
    role: Role,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE enrolments SET role = $4 WHERE session_id = $1 AND person_id = $2 AND academy_id = $3",
        session,
        person,
        tx.academy_id()?,
        role
    ))
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, session: Id<Session>, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "DELETE FROM completions WHERE person_id = $1 AND academy_id = $2
          AND content_id IN (SELECT content_id FROM sessions WHERE id = $3)",
        person,
        academy,
        session
    ))
    .await?;
    tx.execute(sql!(
        "DELETE FROM enrolments WHERE session_id = $1 AND person_id = $2 AND academy_id = $3",
        session,
        person,
        academy
    ))
    .await?;
    Ok(())
}

/// Counts again the people of a session.
pub(super) async fn recount(tx: &mut Tx, session: Id<Session>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE sessions SET
             participants = (SELECT COUNT(*) FROM enrolments e WHERE e.session_id = $1 AND e.role = 'participant'),
             trainers = (SELECT COUNT(*) FROM enrolments e WHERE e.session_id = $1 AND e.role = 'trainer')
          WHERE id = $1 AND academy_id = $2",
        session,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

row! {
    /// Somebody in a session, and how far they have come.
    pub struct Enrolled {
        pub person_id: Id<Person>,
        pub display_name: String,
        pub address: String,
        pub role: Role,
        pub enrolled_at: Time,
        pub done: i64,
    }
}

/// The people of a session by name, those who lead it first; a page of them.
pub async fn of_session(tx: &mut Tx, session: Id<Session>, limit: i64, offset: i64) -> Result<Vec<Enrolled>> {
    tx.all(people_of(session, tx.academy_id()?, limit, offset)).await
}

pub fn people_of(
    session: Id<Session>,
    academy: Id<Academy>,
    limit: i64,
    offset: i64,
) -> Query<'static, Enrolled> {
    sql!(Enrolled: "SELECT e.person_id, p.display_name, p.address, e.role, e.enrolled_at, e.done
          FROM enrolments e JOIN people p ON p.id = e.person_id
          WHERE e.session_id = $1 AND e.academy_id = $2
          ORDER BY CASE e.role WHEN 'trainer' THEN 0 WHEN 'tutor' THEN 1 ELSE 2 END, p.sort_key, p.id
          LIMIT $3 OFFSET $4", session, academy, limit, offset)
    .detached()
}

/// Everybody in the session, and the participants who have done all that counts.
pub(super) fn counts_of(session: Id<Session>, academy: Id<Academy>) -> Query<'static, (i64, i64)> {
    sql!((i64, i64): "SELECT COUNT(*),
             COUNT(CASE WHEN e.role = 'participant' AND e.done >= c.countable THEN 1 END)
          FROM enrolments e JOIN sessions s ON s.id = e.session_id JOIN contents c ON c.id = s.content_id
          WHERE e.session_id = $1 AND e.academy_id = $2", session, academy)
    .detached()
}

/// Of any académie: enrolled people come from everywhere.
pub(crate) async fn recipient(tx: &mut Tx, person: Id<Person>) -> Result<Recipient> {
    tx.one(sql!(Recipient: "SELECT id AS person_id, locale FROM people WHERE id = $1", person)).await
}

row! {
    /// Somebody a list names.
    pub(super) struct Found {
        pub wanted: String,
        pub id: Id<Person>,
        pub closed_at: Option<Time>,
    }
}

/// The people behind addresses, of any académie.
pub(super) async fn by_addresses(tx: &mut Tx, addresses: &[String]) -> Result<Vec<Found>> {
    tx.all(sql!(Found: "SELECT a.address AS wanted, p.id, p.closed_at
          FROM addresses a JOIN people p ON p.id = a.person_id /* tenant: any */
          WHERE a.address IN LIST($1) AND p.kind = 'individual'", list(addresses)))
        .await
}

/// The people behind identifiers, of any académie.
pub(super) async fn by_identifiers(tx: &mut Tx, identifiers: &[String]) -> Result<Vec<Found>> {
    tx.all(sql!(Found: "SELECT identifier AS wanted, id, closed_at FROM people /* tenant: any */
          WHERE identifier IN LIST($1) AND kind = 'individual'", list(identifiers)))
        .await
}

row! {
    /// Somebody who leads a session.
    pub struct Leader {
        pub display_name: String,
        pub role: Role,
    }
}

/// Trainers, then tutors.
pub(crate) fn leaders_of(session: Id<Session>, academy: Id<Academy>) -> Query<'static, Leader> {
    sql!(Leader: "SELECT p.display_name, e.role FROM enrolments e JOIN people p ON p.id = e.person_id
          WHERE e.session_id = $1 AND e.academy_id = $2 AND e.role <> 'participant'
          ORDER BY e.role, p.sort_key, p.id LIMIT 50", session, academy)
    .detached()
}
