//! SQL of the calendar.

use kernel::{
    Id, Result, Time, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::{
    Event, Owner,
    record::{CalendarEvent, Record, write_exceptions},
    recurrence,
};

kernel::big_tables!["events"];

/// A reader of calendars.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub academy: Id<Academy>,
    pub person: Id<Person>,
    pub function: &'a str,
}

/// Events that may have an occurrence in `from..to`, of all the calendars somebody reads: their own, those of the
/// sessions they are enrolled in and know of, those the académie has for their function.
pub(super) fn of(reader: Reader<'_>, from: Time, to: Time, most: i64) -> Query<'static, Record> {
    sql!(Record:
        "SELECT e.id, e.academy_id, e.kind, e.person_id, e.session_id, '' AS session_title, e.audience, e.title,
             e.description, e.place, e.starts_at, e.ends_at, e.zone, e.all_day, e.rrule, e.exceptions, e.remind, e.uid,
             e.sequence, e.version, e.updated_at
          FROM events e WHERE e.academy_id = $1 AND e.person_id = $2 AND e.last_at >= $3 AND e.first_at < $4
         UNION ALL
         SELECT e.id, e.academy_id, e.kind, e.person_id, e.session_id, s.title AS session_title, e.audience, e.title,
             e.description, e.place, e.starts_at, e.ends_at, e.zone, e.all_day, e.rrule, e.exceptions, e.remind, e.uid,
             e.sequence, e.version, e.updated_at
          FROM enrolments n JOIN sessions s ON s.id = n.session_id JOIN events e ON e.session_id = n.session_id
          WHERE n.person_id = $2 AND n.academy_id = $1 AND s.state <> 'trash'
            AND (s.state <> 'preparation' OR n.role <> 'participant') AND e.last_at >= $3 AND e.first_at < $4
         UNION ALL
         SELECT e.id, e.academy_id, e.kind, e.person_id, e.session_id, '' AS session_title, e.audience, e.title,
             e.description, e.place, e.starts_at, e.ends_at, e.zone, e.all_day, e.rrule, e.exceptions, e.remind, e.uid,
             e.sequence, e.version, e.updated_at
          FROM events e WHERE e.academy_id = $1 AND e.kind = 'academy' AND e.last_at >= $3 AND e.first_at < $4
            AND (e.audience = '' OR e.audience LIKE $5)
         ORDER BY starts_at, title, id LIMIT $6",
        reader.academy, reader.person, from, to, format!("% {} %", reader.function), most)
    .detached()
}

pub(super) fn by_id(id: Id<CalendarEvent>, academy: Id<Academy>) -> Query<'static, Record> {
    sql!(Record:
        "SELECT e.id, e.academy_id, e.kind, e.person_id, e.session_id, COALESCE(s.title, '') AS session_title, e.audience,
             e.title, e.description, e.place, e.starts_at, e.ends_at, e.zone, e.all_day, e.rrule, e.exceptions, e.remind,
             e.uid, e.sequence, e.version, e.updated_at
          FROM events e LEFT JOIN sessions s ON s.id = e.session_id WHERE e.id = $1 AND e.academy_id = $2", id, academy)
    .detached()
}

row! {
    /// An own event that a file names again.
    pub(super) struct Known {
        pub id: Id<CalendarEvent>,
        pub uid: String,
    }
}

pub(super) async fn known(tx: &mut Tx, person: Id<Person>, uids: &[String]) -> Result<Vec<Known>> {
    tx.all(sql!(Known: "SELECT id, uid FROM events
          WHERE person_id = $1 AND academy_id = $2 AND uid IN LIST($3)",
        person, tx.academy_id()?, kernel::db::list(uids)))
        .await
}

pub(super) async fn count(tx: &mut Tx, person: Id<Person>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM events WHERE person_id = $1 AND academy_id = $2", person, tx.academy_id()?))
        .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<CalendarEvent>,
    owner: &Owner,
    uid: &str,
    sequence: i64,
    event: &Event,
) -> Result<()> {
    let (first, last) = recurrence::extent(event);
    tx.execute(sql!(
        "INSERT INTO events (id, academy_id, kind, person_id, session_id, audience, title, description, place, starts_at,
            ends_at, zone, all_day, rrule, exceptions, remind, first_at, last_at, uid, sequence, version, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1, $21)",
        id,
        tx.academy_id()?,
        owner.kind().code(),
        owner.person(),
        owner.session(),
        owner.audience_text(),
        event.title,
        event.description,
        event.place,
        event.start,
        event.end,
        event.zone.iana_name().unwrap_or("UTC"),
        event.all_day,
        event.rrule().unwrap_or_default(),
        write_exceptions(&event.exceptions),
        event.remind.map(i64::from),
        first,
        last,
        uid,
        sequence,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Whether the version was still the one read.
pub(super) async fn update(tx: &mut Tx, id: Id<CalendarEvent>, version: i64, event: &Event) -> Result<bool> {
    let (first, last) = recurrence::extent(event);
    let changed = tx
        .execute(sql!(
            "UPDATE events SET title = $4, description = $5, place = $6, starts_at = $7, ends_at = $8, zone = $9,
                all_day = $10, rrule = $11, exceptions = $12, remind = $13, first_at = $14, last_at = $15,
                sequence = sequence + 1, version = version + 1, updated_at = $16
              WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            event.title,
            event.description,
            event.place,
            event.start,
            event.end,
            event.zone.iana_name().unwrap_or("UTC"),
            event.all_day,
            event.rrule().unwrap_or_default(),
            write_exceptions(&event.exceptions),
            event.remind.map(i64::from),
            first,
            last,
            tx.now()
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn speak_to(tx: &mut Tx, id: Id<CalendarEvent>, owner: &Owner) -> Result<()> {
    tx.execute(sql!(
        "UPDATE events SET audience = $3 WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?,
        owner.audience_text()
    ))
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: Id<CalendarEvent>, version: i64) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM events WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version
        ))
        .await?;
    Ok(gone == 1)
}

row! {
    pub(super) struct FeedRow {
        pub generation: i64,
        pub key_number: i64,
    }
}

pub(super) async fn feed(tx: &mut Tx, person: Id<Person>) -> Result<Option<FeedRow>> {
    tx.first(sql!(FeedRow: "SELECT generation, key_number FROM calendar_feeds WHERE person_id = $1 AND academy_id = $2",
        person, tx.academy_id()?))
        .await
}

pub(super) async fn renew_feed(tx: &mut Tx, person: Id<Person>, key_number: u32) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO calendar_feeds (person_id, academy_id, generation, key_number) VALUES ($1, $2, 1, $3)
          ON CONFLICT (person_id) DO UPDATE SET generation = calendar_feeds.generation + 1, key_number = $3",
        person,
        tx.academy_id()?,
        i64::from(key_number)
    ))
    .await?;
    Ok(())
}
