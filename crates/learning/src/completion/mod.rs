//! Completion: which activities a participant has done, and how many of those that count. With the activity they
//! were on last, so that they may go on from there, it is all that is kept of what somebody does in a session: no
//! clicks, no time.

use kernel::{Error, Id, Result, Tx, people::Person, sql};

use crate::{activity::Activity, session::Session};

kernel::big_tables!["completions"];

/// Writes down that a person enrolled in the session has done an activity of it; doing it twice is doing it once.
/// Whether it is new.
pub async fn complete(
    tx: &mut Tx,
    session: Id<Session>,
    activity: Id<Activity>,
    person: Id<Person>,
) -> Result<bool> {
    let academy = tx.academy_id()?;
    let added = tx
        .execute(sql!(
            "INSERT INTO completions (activity_id, person_id, academy_id, content_id, completed_at)
              SELECT a.id, e.person_id, a.academy_id, a.content_id, $1
              FROM sessions s
              JOIN activities a ON a.content_id = s.content_id
              JOIN enrolments e ON e.session_id = s.id
              WHERE s.id = $2 AND s.academy_id = $3 AND a.id = $4 AND a.completion <> 'none' AND e.person_id = $5
              ON CONFLICT DO NOTHING",
            tx.now(),
            session,
            academy,
            activity,
            person
        ))
        .await?;
    if added == 1 {
        count(tx, session, person, 1).await?;
    }
    Ok(added == 1)
}

/// Takes that back. Whether there was something to take back.
pub async fn undo(
    tx: &mut Tx,
    session: Id<Session>,
    activity: Id<Activity>,
    person: Id<Person>,
) -> Result<bool> {
    let removed = tx
        .execute(sql!(
            "DELETE FROM completions WHERE activity_id = $1 AND person_id = $2 AND academy_id = $3
              AND content_id IN (SELECT content_id FROM sessions WHERE id = $4)",
            activity,
            person,
            tx.academy_id()?,
            session
        ))
        .await?;
    if removed == 1 {
        count(tx, session, person, -1).await?;
    }
    Ok(removed == 1)
}

async fn count(tx: &mut Tx, session: Id<Session>, person: Id<Person>, by: i64) -> Result<()> {
    let changed = tx
        .execute(sql!(
            "UPDATE enrolments SET done = CASE WHEN done + $4 < 0 THEN 0 ELSE done + $4 END
              WHERE session_id = $1 AND person_id = $2 AND academy_id = $3",
            session,
            person,
            tx.academy_id()?,
            by
        ))
        .await?;
    if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Remembers where a participant is, so that the session offers to go on from there.
pub async fn visit(
    tx: &mut Tx,
    session: Id<Session>,
    activity: Id<Activity>,
    person: Id<Person>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE enrolments SET last_activity_id = $4
          WHERE session_id = $1 AND person_id = $2 AND academy_id = $3",
        session,
        person,
        tx.academy_id()?,
        activity
    ))
    .await?;
    Ok(())
}
