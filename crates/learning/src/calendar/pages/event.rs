//! One date of an event, with all there is to know of it; and the question before it goes.

use askama::Template;
use axum::extract::Query;
use kernel::{Error, Id, Result, Time, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, redirect_saying};

use super::{base, below};
use crate::{
    calendar::{
        CalendarEvent, Event, Kind, Occurrence, Record, Scope, find, recurrence, remove, verbs, wording,
    },
    place::At,
    session,
    view::{icons, words},
    words::Words,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub date: String,
    pub portee: String,
}

/// An event that is there, and the date of it that an address means: the one it names, else the next, else the last.
pub(super) struct Dated {
    pub record: Record,
    pub event: Event,
    pub occurrence: Occurrence,
}

impl Dated {
    pub(super) fn of(record: Record, date: &str, now: Time) -> Result<Dated> {
        let event = record.event()?;
        let (first, last) = recurrence::extent(&event);
        let all = || recurrence::occurrences(&event, first, Time(last.0 + 1));
        let occurrence = match date.parse().map(Time) {
            Ok(original) => all().into_iter().find(|o| o.original == original),
            Err(_) => recurrence::next_occurrence(&event, now).or_else(|| all().into_iter().next_back()),
        };
        let occurrence = occurrence.ok_or(Error::NotFound)?;
        Ok(Dated { record, event, occurrence })
    }

    /// The event as somebody writes this date, or all dates, of it.
    pub(super) fn within(&self, scope: Scope) -> Event {
        let mut event = self.event.clone();
        if scope == Scope::All {
            return event;
        }
        let before = verbs::dates_before(&event, self.occurrence.original);
        event.start = self.occurrence.start;
        event.end = self.occurrence.end;
        event.exceptions.clear();
        if scope == Scope::One {
            event.repeat = None;
        } else if let Some(repeat) = &mut event.repeat
            && let crate::calendar::RepeatEnd::After(count) = &mut repeat.until
        {
            *count = count.saturating_sub(u16::try_from(before).unwrap_or(u16::MAX)).max(1);
        }
        event
    }

    pub(super) fn repeats(&self) -> bool {
        self.event.repeat.is_some() || !self.event.exceptions.is_empty()
    }
}

pub(super) async fn load(visit: &Visit, at: &At, date: &str, may: May) -> Result<Dated> {
    let record = find(&mut Box::new(visit.read().await?), at.id::<CalendarEvent>("event")?, may).await?;
    Dated::of(record, date, visit.now())
}

struct Way {
    label: &'static str,
    href: String,
}

#[derive(Template)]
#[template(path = "calendar/event.html")]
struct EventPage<'a> {
    t: Words,
    icons: &'static str,
    title: &'a str,
    when: String,
    repeat: Option<String>,
    place: &'a str,
    paragraphs: Vec<&'a str>,
    kind: &'static str,
    accent: &'static str,
    session: Option<(String, &'a str)>,
    remind: Option<String>,
    ways: Vec<Way>,
    removal: String,
    may_edit: bool,
    back: String,
}

pub(super) async fn show(visit: Visit, at: At, Query(asked): Query<Asked>) -> Reply {
    let id: Id<CalendarEvent> = at.id("event")?;
    let (record, may_edit) = {
        let mut tx = Box::new(visit.read().await?);
        let record = find(&mut tx, id, May::View).await?;
        (record, find(&mut tx, id, May::Edit).await.is_ok())
    };
    let dated = Dated::of(record, &asked.date, visit.now())?;
    let t = words(&visit);
    let Dated { record, event, occurrence } = &dated;
    let base = base(&visit)?;
    let here = format!("{base}/evenements/{id}");
    let date = occurrence.original.0;
    let way = |scope: Scope, label| Way {
        label,
        href: format!("{here}/modification?date={date}&portee={}", scope.code()),
    };
    let ways = if dated.repeats() {
        vec![
            way(Scope::One, t.event_edit_one()),
            way(Scope::Following, t.event_edit_following()),
            way(Scope::All, t.event_edit_all()),
        ]
    } else {
        vec![way(Scope::All, t.event_edit())]
    };
    let zone = &visit.academy()?.zone;
    let day = crate::calendar::civil(zone, occurrence.start).date();
    let session = match record.session_id {
        Some(id) => Some((session::page::base(&visit, id)?, record.session_title.as_str())),
        None => None,
    };
    let body = EventPage {
        t,
        icons: icons(),
        title: &event.title,
        when: wording::when(event, occurrence, zone, visit.locale),
        repeat: event
            .repeat
            .as_ref()
            .map(|repeat| wording::repeat(repeat, event.civil_start().date(), visit.locale)),
        place: &event.place,
        paragraphs: event.description.lines().collect(),
        kind: event.kind.label(visit.locale),
        accent: super::accent(event.kind),
        session,
        remind: event.remind.map(|minutes| wording::reminder(minutes, visit.locale)),
        ways,
        removal: format!("{here}/suppression?date={date}"),
        may_edit,
        back: format!("{base}?mois={}", crate::calendar::month::Month::of(day).slug()),
    };
    below(&visit, event.title.clone())?.class("page-narrow").reply(&body)
}

struct Choice {
    code: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "calendar/removal.html")]
struct RemovalPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    title: String,
    when: String,
    who: &'static str,
    scopes: Vec<Choice>,
    action: String,
    date: i64,
    version: i64,
    back: String,
    conflict: &'a str,
}

pub(super) async fn ask_removal(visit: Visit, at: At, Query(asked): Query<Asked>) -> Reply {
    let dated = load(&visit, &at, &asked.date, May::Edit).await?;
    removal(&visit, &at, &dated, "")
}

fn removal(visit: &Visit, at: &At, dated: &Dated, conflict: &str) -> Reply {
    let t = words(visit);
    let here = format!("{}/evenements/{}", base(visit)?, at.text("event"));
    let labels = [t.event_remove_one(), t.event_remove_following(), t.event_remove_all()];
    let body = RemovalPage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        title: t.event_remove_title(&dated.event.title),
        when: wording::when(&dated.event, &dated.occurrence, &visit.academy()?.zone, visit.locale),
        who: match dated.event.kind {
            Kind::Personal => t.event_remove_own(),
            Kind::Session => t.event_remove_session(),
            Kind::Academy => t.event_remove_academy(),
        },
        scopes: if dated.repeats() {
            Scope::ALL.iter().zip(labels).map(|(s, label)| Choice { code: s.code(), label }).collect()
        } else {
            Vec::new()
        },
        action: format!("{here}/suppression"),
        date: dated.occurrence.original.0,
        version: dated.record.version,
        back: format!("{here}?date={}", dated.occurrence.original.0),
        conflict,
    };
    let page = below(visit, body.title.clone())?.class("page-narrow");
    crate::session::settings::told(page, &web::Errors::none(), conflict).reply(&body)
}

#[derive(Deserialize)]
pub(super) struct Answer {
    date: i64,
    version: i64,
    #[serde(default)]
    portee: String,
}

pub(super) async fn delete(visit: Visit, at: At, Form(answer): Form<Answer>) -> Reply {
    let id: Id<CalendarEvent> = at.id("event")?;
    let scope = Scope::from_code(&answer.portee).unwrap_or(Scope::All);
    let (version, original) = (answer.version, Time(answer.date));
    let outcome = visit
        .write(async move |tx| {
            let record = find(tx, id, May::Edit).await?;
            remove(tx, &record, version, scope, original).await
        })
        .await;
    let t = words(&visit);
    match outcome {
        // Gone already when the form was sent twice.
        Ok(()) | Err(Error::NotFound) => Ok(redirect_saying(&visit, &base(&visit)?, t.event_removed())),
        Err(Error::Conflict(why)) => {
            let dated = load(&visit, &at, &answer.date.to_string(), May::Edit).await?;
            removal(&visit, &at, &dated, &why)
        }
        Err(other) => Err(other.into()),
    }
}
