//! Reminders: one job an event, for its next date; when it has told, it plans the one after.

use futures::FutureExt;
use kernel::{
    Ctx, Id, Locale, Result, Time, Tx,
    jobs::{self, JobKind},
    notices::Notice,
    people::Academy,
    sql,
};
use serde::{Deserialize, Serialize};

use super::{
    Event, Occurrence, Owner,
    record::{CalendarEvent, Record},
    recurrence, store, wording,
};
use crate::{
    enrolment::{self, Recipient},
    session::Session,
    words::Words,
};

#[derive(Serialize, Deserialize)]
struct Due {
    academy: Id<Academy>,
    event: Id<CalendarEvent>,
    at: Time,
}

fn key(event: Id<CalendarEvent>) -> String {
    format!("event {event}")
}

/// Plans the next reminder of an event, in the place of the one planned before.
pub(super) async fn plan(tx: &mut Tx, id: Id<CalendarEvent>, event: &Event) -> Result<()> {
    plan_after(tx, id, event, tx.now()).await
}

async fn plan_after(tx: &mut Tx, id: Id<CalendarEvent>, event: &Event, after: Time) -> Result<()> {
    match recurrence::next_reminder(event, after) {
        Some((at, _)) => {
            let due = Due { academy: tx.academy_id()?, event: id, at };
            tx.enqueue_at(JOB.name, &due, at, Some(&key(id))).await
        }
        None => forget(tx, id).await,
    }
}

pub(super) async fn forget(tx: &mut Tx, id: Id<CalendarEvent>) -> Result<()> {
    tx.cancel_job(&key(id)).await
}

pub const JOB: JobKind = JobKind { name: "event.reminder", run: |ctx, payload| remind(ctx, payload).boxed() };

async fn remind(ctx: Ctx, payload: String) -> Result<()> {
    let due: Due = jobs::payload(&payload)?;
    let academy = {
        let mut tx = ctx.read().await?;
        kernel::people::academy_by_id(&mut tx, due.academy).await?
    };
    let ctx = ctx.in_academy(std::sync::Arc::new(academy.into()));
    ctx.write(async move |tx| {
        let Some(record) = tx.first(store::by_id(due.event, due.academy)).await? else { return Ok(()) };
        let event = record.event()?;
        // Changed meanwhile, it has another job.
        let Some((_, occurrence)) =
            recurrence::next_reminder(&event, Time(due.at.0 - 1)).filter(|(at, _)| *at == due.at)
        else {
            return Ok(());
        };
        // A server that was down for long does not remind of what is over.
        if occurrence.end >= tx.now() {
            for one in readers(tx, &Owner::of(&record)).await? {
                let notice = notice(tx, &record, &event, &occurrence, one.locale())?;
                tx.notify(one.person_id, notice).await?;
            }
        }
        plan_after(tx, due.event, &event, due.at).await
    })
    .await
}

fn notice(
    tx: &Tx,
    record: &Record,
    event: &Event,
    occurrence: &Occurrence,
    locale: Locale,
) -> Result<Notice> {
    let academy = tx.academy()?;
    let t = Words(locale);
    let when = wording::when(event, occurrence, &academy.zone, locale);
    let mut body = t.event_notice(&event.title, when);
    if !event.place.is_empty() {
        body = format!("{body}\n\n{}", t.event_notice_place(&event.place));
    }
    Ok(Notice {
        title: t.event_notice_title(&event.title),
        body,
        link: Some(format!("/magistere/{}/calendrier/evenements/{}", academy.slug, record.id)),
        topic: format!("event {}", record.id),
    })
}

async fn readers(tx: &mut Tx, owner: &Owner) -> Result<Vec<Recipient>> {
    match owner {
        Owner::Person(person) => Ok(vec![enrolment::store::recipient(tx, *person).await?]),
        Owner::Session(session) => enrolled(tx, *session).await,
        // The whole académie is told by announcements.
        Owner::Academy(_) => Ok(Vec::new()),
    }
}

async fn enrolled(tx: &mut Tx, session: Id<Session>) -> Result<Vec<Recipient>> {
    tx.all(sql!(Recipient: "SELECT n.person_id, p.locale
          FROM enrolments n JOIN sessions s ON s.id = n.session_id JOIN people p ON p.id = n.person_id
          WHERE n.session_id = $1 AND n.academy_id = $2 AND s.state IN ('open', 'running') LIMIT 5000",
        session, tx.academy_id()?))
        .await
}
