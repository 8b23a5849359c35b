//! SQL of sessions.

use kernel::{
    Id, Result, Time, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::{Enrolment, NewSession, Session, State};
use crate::{
    design::Design,
    enrolment::Role,
    record::{Collection, Nature},
    section::Content,
};

/// The session with what this person is to it.
pub(crate) fn by_id(
    id: Id<Session>,
    academy: Id<Academy>,
    person: Option<Id<Person>>,
) -> Query<'static, Session> {
    sql!(Session: "SELECT s.id, s.academy_id, s.design_id, s.content_id, s.title, s.summary, s.collection, s.domain, s.level,
             s.nature, s.duration_minutes, s.objectives, s.state, s.starts_at, s.ends_at, s.enrolment, s.enrolment_key,
             s.places, s.uai, s.venue, s.participants, s.trainers, s.readable_until, s.trashed_at, s.trashed_from,
             s.version, c.countable, e.role, e.done, e.last_activity_id,
             CASE WHEN w.person_id IS NULL THEN 0 ELSE 1 END AS is_designer,
             CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM sessions s
          JOIN contents c ON c.id = s.content_id
          LEFT JOIN enrolments e ON e.session_id = s.id AND e.person_id = $1
          LEFT JOIN designers w ON w.design_id = s.design_id AND w.person_id = $1
          LEFT JOIN favourites f ON f.object_id = s.id AND f.person_id = $1
          WHERE s.id = $2 AND s.academy_id = $3",
        person, id, academy)
        .detached()
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Session>,
    content: Id<Content>,
    design: &Design,
    new: &NewSession,
    sort_key: &str,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO sessions (id, academy_id, design_id, content_id, title, sort_key, summary, collection, domain, level,
             nature, duration_minutes, objectives, state, starts_at, ends_at, enrolment, enrolment_key, places, uai,
             venue, participants, trainers, version, created_by, created_at, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'preparation', $14, $15, $16, $17, $18, $19,
             $20, 0, 0, 1, $21, $22, $22)",
        id,
        tx.academy_id()?,
        design.id,
        content,
        new.title,
        sort_key,
        new.summary,
        design.collection,
        design.domain,
        design.level,
        new.nature,
        design.duration_minutes,
        design.objectives,
        new.starts_at,
        new.ends_at,
        new.enrolment,
        new.enrolment_key,
        new.places,
        new.uai,
        new.venue,
        tx.agent_id().ok(),
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Whether the version was the one expected.
pub(super) async fn update(
    tx: &mut Tx,
    id: Id<Session>,
    version: i64,
    new: &NewSession,
    sort_key: &str,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE sessions SET title = $4, sort_key = $5, summary = $6, nature = $7, starts_at = $8, ends_at = $9,
                 enrolment = $10, enrolment_key = $11, places = $12, uai = $13, venue = $14, version = version + 1,
                 updated_at = $15
              WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            new.title,
            sort_key,
            new.summary,
            new.nature,
            new.starts_at,
            new.ends_at,
            new.enrolment,
            new.enrolment_key,
            new.places,
            new.uai,
            new.venue,
            tx.now()
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn copy_record(tx: &mut Tx, id: Id<Session>, design: &Design) -> Result<()> {
    tx.execute(sql!(
        "UPDATE sessions SET summary = CASE WHEN summary = '' THEN $3 ELSE summary END, collection = $4, domain = $5,
             level = $6, nature = COALESCE(nature, $7), duration_minutes = $8, objectives = $9, updated_at = $10,
             version = version + 1
          WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?,
        design.summary,
        design.collection,
        design.domain,
        design.level,
        design.nature,
        design.duration_minutes,
        design.objectives,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// What a step of the life cycle writes.
pub(super) struct Turn {
    pub state: State,
    pub readable_until: Option<Time>,
    pub trashed_at: Option<Time>,
    pub trashed_from: Option<State>,
}

/// Whether the session was still in the state that was read.
pub(super) async fn turn(tx: &mut Tx, session: &Session, turn: &Turn) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE sessions SET state = $4, readable_until = $5, trashed_at = $6, trashed_from = $7, updated_at = $8,
                 version = version + 1
              WHERE id = $1 AND academy_id = $2 AND state = $3",
            session.id,
            tx.academy_id()?,
            session.state,
            turn.state,
            turn.readable_until,
            turn.trashed_at,
            turn.trashed_from,
            tx.now()
        ))
        .await?;
    Ok(changed == 1)
}

row! {
    /// A session as lists show it, with what the person is to it.
    pub struct SessionLine {
        pub id: Id<Session>,
        pub title: String,
        pub summary: String,
        pub collection: Collection,
        pub nature: Option<Nature>,
        pub duration_minutes: i64,
        pub state: State,
        pub starts_at: Option<Time>,
        pub ends_at: Option<Time>,
        pub enrolment: Enrolment,
        pub places: i64,
        pub participants: i64,
        pub trainers: i64,
        pub readable_until: Option<Time>,
        pub trashed_at: Option<Time>,
        pub countable: i64,
        pub role: Option<Role>,
        pub done: Option<i64>,
        pub is_starred: bool,
    }
}

/// The sessions made from a design, newest first.
pub(crate) fn of_design(
    design: Id<Design>,
    academy: Id<Academy>,
    person: Option<Id<Person>>,
) -> Query<'static, SessionLine> {
    sql!(SessionLine: "SELECT s.id, s.title, s.summary, s.collection, s.nature, s.duration_minutes, s.state, s.starts_at,
             s.ends_at, s.enrolment, s.places, s.participants, s.trainers, s.readable_until, s.trashed_at, c.countable,
             e.role, e.done, CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM sessions s JOIN contents c ON c.id = s.content_id
          LEFT JOIN enrolments e ON e.session_id = s.id AND e.person_id = $1
          LEFT JOIN favourites f ON f.object_id = s.id AND f.person_id = $1
          WHERE s.design_id = $2 AND s.academy_id = $3 ORDER BY s.created_at DESC, s.id LIMIT 500",
        person, design, academy)
        .detached()
}

/// The sessions in which a person is enrolled, in whatever role and state, last enrolled first.
pub fn enrolled(person: Id<Person>, academy: Id<Academy>) -> Query<'static, SessionLine> {
    sql!(SessionLine: "SELECT s.id, s.title, s.summary, s.collection, s.nature, s.duration_minutes, s.state, s.starts_at,
             s.ends_at, s.enrolment, s.places, s.participants, s.trainers, s.readable_until, s.trashed_at, c.countable,
             e.role, e.done, CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM enrolments e JOIN sessions s ON s.id = e.session_id JOIN contents c ON c.id = s.content_id
          LEFT JOIN favourites f ON f.object_id = s.id AND f.person_id = $1
          WHERE e.person_id = $1 AND s.academy_id = $2 ORDER BY e.enrolled_at DESC, s.id LIMIT 500",
        person, academy)
        .detached()
}

/// Sessions whose first day has come start running; for all académies at once.
pub(super) async fn start_due(tx: &mut Tx) -> Result<u64> {
    tx.execute(sql!(
        "UPDATE sessions SET state = 'running', updated_at = $1 /* tenant: all */
          WHERE state = 'open' AND starts_at <= $1",
        tx.now()
    ))
    .await
}

row! {
    pub(super) struct Purged {
        pub id: Id<Session>,
        pub academy_id: Id<Academy>,
        pub content_id: Id<Content>,
    }
}

/// Sessions that have been in the trash since before `before`, of all académies.
pub(super) async fn to_purge(tx: &mut Tx, before: Time) -> Result<Vec<Purged>> {
    tx.all(sql!(Purged: "SELECT id, academy_id, content_id FROM sessions /* tenant: all */
          WHERE trashed_at < $1 ORDER BY trashed_at LIMIT 20", before))
        .await
}

pub(super) async fn delete(tx: &mut Tx, id: Id<Session>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!("DELETE FROM favourites WHERE object_id = $1 AND academy_id = $2", id, academy)).await?;
    tx.execute(sql!("DELETE FROM sessions WHERE id = $1 AND academy_id = $2", id, academy)).await?;
    Ok(())
}
