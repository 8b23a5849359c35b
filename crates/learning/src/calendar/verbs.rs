//! What is done with stored events: scheduling, changing one date or all of them, removing. Pages have asked who may
//! before they call; `find` is how they ask.

use jiff::ToSpan;
use kernel::{
    Error, Id, Result, Time, Tx,
    people::Person,
    permission::{self, May, Role},
};

use super::{
    Change, Entry, Event, Exception, Kind, Occurrence, RepeatEnd, civil,
    record::{CalendarEvent, Record},
    recurrence, remind,
    store::{self, Reader},
};
use crate::{
    policy::{EVENT_ACADEMY, EVENT_PERSONAL, POLICY},
    session::{self, Session},
    words::Words,
};

/// Events that one person may have of their own.
pub const MAX_PERSONAL: i64 = 10_000;
/// Events looked at for one page: those who have more see the first.
pub(super) const MOST: i64 = 500;

/// Whose calendar an event enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(Id<Person>),
    Session(Id<Session>),
    /// Function codes it speaks to; none for everybody.
    Academy(Vec<String>),
}

impl Owner {
    pub fn kind(&self) -> Kind {
        match self {
            Owner::Person(_) => Kind::Personal,
            Owner::Session(_) => Kind::Session,
            Owner::Academy(_) => Kind::Academy,
        }
    }

    pub(super) fn of(record: &Record) -> Owner {
        match (record.person_id, record.session_id) {
            (Some(person), _) => Owner::Person(person),
            (None, Some(session)) => Owner::Session(session),
            (None, None) => Owner::Academy(record.audience.split_whitespace().map(str::to_owned).collect()),
        }
    }

    pub(super) fn person(&self) -> Option<Id<Person>> {
        if let Owner::Person(person) = self { Some(*person) } else { None }
    }

    pub(super) fn session(&self) -> Option<Id<Session>> {
        if let Owner::Session(session) = self { Some(*session) } else { None }
    }

    /// As the column holds it: a code is found with the spaces around it.
    pub(super) fn audience_text(&self) -> String {
        match self {
            Owner::Academy(codes) if !codes.is_empty() => format!(" {} ", codes.join(" ")),
            _ => String::new(),
        }
    }
}

/// Which dates of a repeated event are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    One,
    Following,
    All,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::One, Scope::Following, Scope::All];

    /// As addresses and forms carry it.
    pub fn code(self) -> &'static str {
        match self {
            Scope::One => "une",
            Scope::Following => "suivantes",
            Scope::All => "toutes",
        }
    }

    pub fn from_code(code: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// Puts an event into a calendar.
pub async fn schedule(tx: &mut Tx, owner: &Owner, event: &Event) -> Result<Id<CalendarEvent>> {
    let id = tx.new_id();
    schedule_as(tx, id, owner, &id.to_string(), 0, event).await?;
    Ok(id)
}

/// The same under an id chosen before, so that a form sent twice makes one event.
pub(super) async fn schedule_as(
    tx: &mut Tx,
    id: Id<CalendarEvent>,
    owner: &Owner,
    uid: &str,
    sequence: i64,
    event: &Event,
) -> Result<()> {
    if tx.first(store::by_id(id, tx.academy_id()?)).await?.is_some() {
        return Ok(());
    }
    if let Owner::Person(person) = owner
        && store::count(tx, *person).await? >= MAX_PERSONAL
    {
        return Err(Error::Conflict(Words(tx.locale).calendar_full(MAX_PERSONAL)));
    }
    store::insert(tx, id, owner, uid, sequence, event).await?;
    remind::plan(tx, id, event).await
}

/// The event, for somebody who may do this with it.
pub async fn find(tx: &mut Tx, id: Id<CalendarEvent>, may: May) -> Result<Record> {
    let record = tx.one(store::by_id(id, tx.academy_id()?)).await?;
    match Owner::of(&record) {
        Owner::Person(person) => {
            let mut roles = permission::standing(&tx.actor, record.academy_id);
            if tx.agent_id().ok() == Some(person) {
                roles.push(Role::Owner);
            }
            permission::demand(POLICY, EVENT_PERSONAL, may, &roles)?;
        }
        // Its events are part of what a session holds.
        Owner::Session(session) => drop(session::find(tx, session, may).await?),
        Owner::Academy(_) => may_speak_to_all(tx, may)?,
    }
    Ok(record)
}

/// What the actor may do with the events of the whole académie.
pub(super) fn may_speak_to_all(tx: &Tx, may: May) -> Result<()> {
    let roles = permission::standing(&tx.actor, tx.academy_id()?);
    permission::demand(POLICY, EVENT_ACADEMY, may, &roles)
}

/// Writes an event over what the person had read. `original` is the date they had before them. Whom it is for from
/// now on, `owner` says, on the dates that are meant and on no others.
pub async fn change(
    tx: &mut Tx,
    record: &Record,
    version: i64,
    scope: Scope,
    original: Time,
    owner: &Owner,
    mut event: Event,
) -> Result<()> {
    let before = record.event()?;
    match scope.among(&before, original) {
        Scope::All => {
            recurrence::carry_exceptions(&mut event, &before);
            write(tx, record, version, &event).await?;
            store::speak_to(tx, record.id, owner).await
        }
        Scope::One => {
            event.repeat = None;
            let mut rest = before.clone();
            rest.exceptions.retain(|e| e.original != original);
            if only_moved(&before, &event) && *owner == Owner::of(record) {
                let change = Change::Moved { start: event.start, end: event.end };
                insert_exception(&mut rest, Exception { original, change });
                return write(tx, record, version, &rest).await;
            }
            insert_exception(&mut rest, Exception { original, change: Change::Cancelled });
            write(tx, record, version, &rest).await?;
            schedule(tx, owner, &event).await.map(drop)
        }
        Scope::Following => {
            let mut later = before.clone();
            later.exceptions.retain(|e| e.original >= original);
            recurrence::carry_exceptions(&mut event, &later);
            write(tx, record, version, &until_before(before, original)).await?;
            schedule(tx, owner, &event).await.map(drop)
        }
    }
}

/// Takes one date, those from it on, or all out of the calendar.
pub async fn remove(tx: &mut Tx, record: &Record, version: i64, scope: Scope, original: Time) -> Result<()> {
    let before = record.event()?;
    match scope.among(&before, original) {
        Scope::All => {
            if !store::delete(tx, record.id, version).await? {
                return Err(conflict(tx));
            }
            remind::forget(tx, record.id).await
        }
        Scope::One => {
            let mut rest = before;
            rest.exceptions.retain(|e| e.original != original);
            insert_exception(&mut rest, Exception { original, change: Change::Cancelled });
            write(tx, record, version, &rest).await
        }
        Scope::Following => write(tx, record, version, &until_before(before, original)).await,
    }
}

impl Scope {
    /// What happens once has one date; from the first date on is all of them.
    fn among(self, before: &Event, original: Time) -> Scope {
        match self {
            _ if before.repeat.is_none() && before.exceptions.is_empty() => Scope::All,
            Scope::Following if original <= before.start => Scope::All,
            other => other,
        }
    }
}

/// The next dates of all the calendars of a reader, soonest first.
pub fn upcoming(
    events: &[Record],
    from: Time,
    to: Time,
    most: usize,
) -> Result<Vec<(&Record, Event, Occurrence)>> {
    let mut found = Vec::new();
    for record in events {
        let event = record.event()?;
        for occurrence in recurrence::occurrences(&event, from, to) {
            found.push((record, event.clone(), occurrence));
        }
    }
    found.sort_by_key(|(record, _, occurrence)| (occurrence.start, record.id));
    found.truncate(most);
    Ok(found)
}

/// What a reader's calendars hold between two moments.
pub fn between(reader: Reader<'_>, from: Time, to: Time) -> kernel::db::Query<'static, Record> {
    store::of(reader, from, to, MOST)
}

/// Takes events of a file into somebody's own calendar: those it did not have are added, those that changed since are
/// replaced. How many were added, replaced, and as they were.
pub(super) async fn take_in(tx: &mut Tx, owner: &Owner, entries: &[Entry]) -> Result<(i64, i64, i64)> {
    let person = owner.person().ok_or(Error::NotFound)?;
    let uids: Vec<String> = entries.iter().map(|entry| entry.uid.clone()).collect();
    let known = store::known(tx, person, &uids).await?;
    let (mut added, mut updated, mut unchanged) = (0, 0, 0);
    for entry in entries {
        let sequence = i64::from(entry.sequence);
        let held = known.iter().find(|one| one.uid == entry.uid);
        match held {
            None => {
                let id = tx.new_id();
                schedule_as(tx, id, owner, &entry.uid, sequence, &entry.event).await?;
                added += 1;
            }
            Some(held) => {
                let record = find(tx, held.id, May::Edit).await?;
                if record.event()? == entry.event {
                    unchanged += 1;
                } else {
                    write(tx, &record, record.version, &entry.event).await?;
                    updated += 1;
                }
            }
        }
    }
    Ok((added, updated, unchanged))
}

/// How many of a repetition's dates come before that one: what « so many times » has used up by then.
pub(super) fn dates_before(event: &Event, original: Time) -> usize {
    let day = civil(&event.zone, original).date();
    event.repeat.as_ref().map_or(0, |repeat| {
        recurrence::dates(repeat, event.civil_start().date()).iter().filter(|date| **date < day).count()
    })
}

fn until_before(mut event: Event, original: Time) -> Event {
    let last = civil(&event.zone, original).date().saturating_sub(1.day());
    if let Some(repeat) = &mut event.repeat {
        repeat.until = RepeatEnd::On(last);
    }
    event.exceptions.retain(|e| e.original < original);
    event
}

/// Another hour is a date of the same event; another title makes an event of its own.
fn only_moved(before: &Event, event: &Event) -> bool {
    let of_same_length =
        Event { start: event.start, end: event.end, repeat: None, exceptions: vec![], ..before.clone() };
    of_same_length == *event
}

fn insert_exception(event: &mut Event, exception: Exception) {
    event.exceptions.push(exception);
    event.exceptions.sort_by_key(|e| e.original);
}

async fn write(tx: &mut Tx, record: &Record, version: i64, event: &Event) -> Result<()> {
    if !store::update(tx, record.id, version, event).await? {
        return Err(conflict(tx));
    }
    remind::plan(tx, record.id, event).await
}

fn conflict(tx: &Tx) -> Error {
    Error::Conflict(Words(tx.locale).conflict_event().to_owned())
}
