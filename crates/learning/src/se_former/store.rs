//! SQL of «Se former».

use kernel::{
    Id, Result, Time, Tx,
    db::{Query, list},
    people::{Academy, Person},
    row, sql,
};

use crate::{
    activity::Activity,
    design::Design,
    enrolment::Role,
    record::{Collection, Level, Nature},
    session::{Enrolment, Session, State},
};

row! {
    /// A session of the agent, as its card shows it.
    pub(crate) struct Mine {
        pub id: Id<Session>,
        pub title: String,
        pub sort_key: String,
        pub collection: Collection,
        pub state: State,
        pub starts_at: Option<Time>,
        pub ends_at: Option<Time>,
        pub readable_until: Option<Time>,
        pub duration_minutes: i64,
        pub level: Option<Level>,
        pub role: Role,
        pub done: i64,
        pub countable: i64,
        pub is_starred: bool,
        pub next_id: Option<Id<Activity>>,
        pub next_kind: Option<String>,
        pub next_title: Option<String>,
    }
}

/// Nobody has more sessions than that at once.
const MOST: i64 = 500;

/// The sessions somebody is in, but for those in the trash and those not open yet to a participant. The next thing to
/// do, in sessions that are running, is the first activity from where they were last that counts and is not done; when
/// none is left there, the first of those they skipped.
pub(crate) fn mine(academy: Id<Academy>, person: Id<Person>) -> Query<'static, Mine> {
    sql!(Mine: "WITH my AS (
             SELECT s.id, s.title, s.sort_key, s.collection, s.state, s.starts_at, s.ends_at, s.readable_until,
                s.duration_minutes, s.level, s.content_id, e.role, e.done, c.countable,
                CAST(CASE WHEN EXISTS (SELECT 1 FROM favourites f WHERE f.person_id = $1 AND f.object_id = s.id) THEN 1 ELSE 0 END AS BIGINT) AS is_starred,
                CASE WHEN s.state = 'running' AND e.role = 'participant' THEN COALESCE((
                   SELECT a.id FROM activities l JOIN sections lx ON lx.id = l.section_id
                   JOIN sections x ON x.content_id = s.content_id AND (x.position, x.id) >= (lx.position, lx.id)
                   JOIN activities a ON a.section_id = x.id
                   WHERE l.id = e.last_activity_id AND a.completion <> 'none'
                     AND (x.id <> lx.id OR (a.position, a.id) >= (l.position, l.id))
                     AND NOT EXISTS (SELECT 1 FROM completions k WHERE k.activity_id = a.id AND k.person_id = $1)
                   ORDER BY x.position, x.id, a.position, a.id LIMIT 1), (
                   SELECT a.id FROM sections x JOIN activities a ON a.section_id = x.id
                   WHERE x.content_id = s.content_id AND a.completion <> 'none'
                     AND NOT EXISTS (SELECT 1 FROM completions k WHERE k.activity_id = a.id AND k.person_id = $1)
                   ORDER BY x.position, x.id, a.position, a.id LIMIT 1)) END AS next_id
             FROM enrolments e JOIN sessions s ON s.id = e.session_id JOIN contents c ON c.id = s.content_id
             WHERE e.person_id = $1 AND s.academy_id = $2 AND s.state <> 'trash'
               AND (s.state <> 'preparation' OR e.role <> 'participant')
             LIMIT $3)
          SELECT my.id, my.title, my.sort_key, my.collection, my.state, my.starts_at, my.ends_at, my.readable_until,
             my.duration_minutes, my.level, my.role, my.done, my.countable, my.is_starred, my.next_id,
             n.kind AS next_kind, n.title AS next_title
          FROM my LEFT JOIN activities n ON n.id = my.next_id",
        person, academy, MOST)
    .detached()
}

row! {
    /// A design in the lists of «Se former».
    pub(crate) struct Draft {
        pub id: Id<Design>,
        pub title: String,
        pub sort_key: String,
        pub summary: String,
        pub collection: Collection,
        pub published: bool,
        pub is_mine: bool,
        pub is_starred: bool,
    }
}

/// The designs somebody writes.
pub(crate) fn own_designs(academy: Id<Academy>, person: Id<Person>) -> Query<'static, Draft> {
    sql!(Draft: "SELECT d.id, d.title, d.sort_key, d.summary, d.collection, d.published, CAST(1 AS BIGINT) AS is_mine,
             CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM designers w JOIN designs d ON d.id = w.design_id
          LEFT JOIN favourites f ON f.object_id = d.id AND f.person_id = $1
          WHERE w.person_id = $1 AND w.academy_id = $2 AND d.trashed_at IS NULL
          ORDER BY d.sort_key, d.id LIMIT $3", person, academy, MOST)
    .detached()
}

/// Published designs of others that are shown; beyond them, searching finds.
pub(crate) const SHOWN: i64 = 300;

/// The designs of others that everybody may look at and whose titles hold these words (the first three are looked for
/// here), the starred ones first so that none of them is left out. Whoever manages the académie may have starred one
/// that is not shown.
pub(crate) fn shown_designs(
    academy: Id<Academy>,
    person: Id<Person>,
    words: &str,
    manages: bool,
) -> Query<'static, Draft> {
    let mut words = words.split_whitespace();
    let mut pattern = || format!("%{}%", words.next().unwrap_or_default());
    sql!(Draft: "SELECT d.id, d.title, d.sort_key, d.summary, d.collection, d.published, CAST(0 AS BIGINT) AS is_mine,
             CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM designs d LEFT JOIN favourites f ON f.object_id = d.id AND f.person_id = $1
          WHERE d.academy_id = $2 AND d.trashed_at IS NULL
            AND d.sort_key LIKE $3 AND d.sort_key LIKE $4 AND d.sort_key LIKE $5
            AND (d.published = 1 OR ($6 = 1 AND f.person_id IS NOT NULL))
            AND NOT EXISTS (SELECT 1 FROM designers w WHERE w.design_id = d.id AND w.person_id = $1)
          ORDER BY CASE WHEN f.person_id IS NULL THEN 1 ELSE 0 END, d.sort_key, d.id LIMIT $7",
        person, academy, pattern(), pattern(), pattern(), manages, SHOWN)
    .detached()
}

row! {
    /// A session one can enrol oneself in.
    pub(crate) struct Offer {
        pub id: Id<Session>,
        pub title: String,
        pub sort_key: String,
        pub summary: String,
        pub collection: Collection,
        pub level: Option<Level>,
        pub nature: Option<Nature>,
        pub state: State,
        pub enrolment: Enrolment,
        pub starts_at: Option<Time>,
        pub ends_at: Option<Time>,
        pub duration_minutes: i64,
        pub places: i64,
        pub participants: i64,
        pub is_mine: bool,
        pub is_starred: bool,
    }
}

/// Starred sessions that somebody is not in: those on offer, those of their own designs, and for whoever manages the
/// académie all of them.
pub(crate) fn starred(academy: Id<Academy>, person: Id<Person>, manages: bool) -> Query<'static, Offer> {
    sql!(Offer: "SELECT s.id, s.title, s.sort_key, s.summary, s.collection, s.level, s.nature, s.state, s.enrolment,
             s.starts_at, s.ends_at, s.duration_minutes, s.places, s.participants, CAST(0 AS BIGINT) AS is_mine, CAST(1 AS BIGINT) AS is_starred
          FROM favourites f JOIN sessions s ON s.id = f.object_id
          WHERE f.person_id = $1 AND f.academy_id = $2 AND f.kind = 'session' AND s.state <> 'trash'
            AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.session_id = s.id AND e.person_id = $1)
            AND ($3 = 1 OR (s.state IN ('open', 'running') AND s.enrolment = 'self')
              OR EXISTS (SELECT 1 FROM designers w WHERE w.design_id = s.design_id AND w.person_id = $1))
          ORDER BY s.sort_key, s.id LIMIT $4", person, academy, manages, MOST)
    .detached()
}

/// Sessions that take enrolments, by title, after the one the last page ended with.
pub(crate) fn offers(
    academy: Id<Academy>,
    person: Id<Person>,
    after: (&str, Id<Session>),
    limit: i64,
) -> Query<'static, Offer> {
    sql!(Offer: "SELECT s.id, s.title, s.sort_key, s.summary, s.collection, s.level, s.nature, s.state, s.enrolment,
             s.starts_at, s.ends_at, s.duration_minutes, s.places, s.participants,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM enrolments e WHERE e.session_id = s.id AND e.person_id = $1) THEN 1 ELSE 0 END AS BIGINT) AS is_mine,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM favourites f WHERE f.person_id = $1 AND f.object_id = s.id) THEN 1 ELSE 0 END AS BIGINT) AS is_starred
          FROM sessions s WHERE s.academy_id = $2 AND s.state IN ('open', 'running') AND s.enrolment = 'self'
            AND (s.sort_key > $3 OR (s.sort_key = $3 AND s.id > $4))
          ORDER BY s.sort_key, s.id LIMIT $5", person, academy, after.0, after.1, limit)
    .detached()
}

/// Those of the sessions found by words that take enrolments.
pub(crate) async fn found(tx: &mut Tx, person: Id<Person>, ids: &[Id<()>]) -> Result<Vec<Offer>> {
    tx.all(sql!(Offer: "SELECT s.id, s.title, s.sort_key, s.summary, s.collection, s.level, s.nature, s.state, s.enrolment,
             s.starts_at, s.ends_at, s.duration_minutes, s.places, s.participants,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM enrolments e WHERE e.session_id = s.id AND e.person_id = $1) THEN 1 ELSE 0 END AS BIGINT) AS is_mine,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM favourites f WHERE f.person_id = $1 AND f.object_id = s.id) THEN 1 ELSE 0 END AS BIGINT) AS is_starred
          FROM sessions s WHERE s.id IN LIST($2) AND s.academy_id = $3 AND s.state IN ('open', 'running') AND s.enrolment = 'self'
          ORDER BY s.sort_key, s.id", person, list(ids), tx.academy_id()?))
        .await
}
