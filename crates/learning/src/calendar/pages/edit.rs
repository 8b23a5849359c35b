//! Writing an event: a new one, or one, some or all dates of one that is there.

use askama::Template;
use axum::extract::Query;
use jiff::civil::Date;
use kernel::{Error, Id, Result, Time, Tx, permission::May, row, sql};
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, redirect_saying};

use super::{
    address, base, below,
    event::{self, Dated},
    today,
};
use crate::{
    calendar::{
        CalendarEvent, Event, Kind, Owner, Scope, change, find,
        names::{self, WEEK},
        repeat::weekday_code,
        rules::EventForm,
        verbs, wording,
    },
    place::At,
    session::{self, Session, settings},
    view::{self, icons, words},
    words::Words,
};

/// Minutes offered before the start; another value that the event has is offered too.
const REMINDERS: [u32; 8] = [0, 10, 30, 60, 120, 1_440, 2_880, 10_080];
/// What the list of repetitions says when the rule is one that the form cannot show.
const KEEP: &str = "keep";

pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "calendar/edit.html")]
struct EditPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    title: String,
    /// Which dates are being written, in words.
    dates: String,
    action: String,
    cancel: String,
    current: String,
    form: &'a EventForm,
    calendars: Vec<Choice>,
    /// Functions are asked for.
    speaks_to_all: bool,
    repeats: Vec<Choice>,
    weekdays: Vec<Choice>,
    reminders: Vec<Choice>,
    /// One date of several has no repetition of its own.
    may_repeat: bool,
    errors: &'a Errors,
    conflict: &'a str,
}

row! {
    /// A session whose events somebody may write.
    struct Led {
        id: Id<Session>,
        title: String,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    date: String,
    session: String,
}

pub(super) async fn show_new(visit: Visit, _: At, Query(asked): Query<Asked>) -> Reply {
    let day: Date = asked.date.parse().ok().unwrap_or(today(&visit)?);
    let now = visit.now().zoned(&visit.academy()?.zone);
    // The next whole hour, which is never the one that has begun.
    let hour = (now.hour() + 1).min(22);
    let form = EventForm {
        id: visit.new_id::<CalendarEvent>().to_string(),
        start_date: day.to_string(),
        end_date: day.to_string(),
        start_time: format!("{hour:02}:00"),
        end_time: format!("{:02}:00", hour + 1),
        calendar: asked.session,
        interval: "1".into(),
        repeat_end: "date".into(),
        ..EventForm::default()
    };
    draw_new(&visit, &form, &Errors::none(), "").await
}

pub(super) async fn add(visit: Visit, _: At, Form(form): Form<EventForm>) -> Reply {
    let sent = form.clone();
    let zone = visit.academy()?.zone.clone();
    let outcome = visit
        .write(async move |tx| {
            let owner = owner(tx, &sent).await?;
            let event = read(tx, &sent, &zone, owner.kind())?;
            let id = sent.id.parse().unwrap_or_else(|_| tx.new_id());
            verbs::schedule_as(tx, id, &owner, &id.to_string(), 0, &event).await?;
            Ok((id, event.start))
        })
        .await;
    let (errors, conflict) = match outcome {
        Ok((id, start)) => {
            let there = address(&visit, id, start)?;
            return Ok(redirect_saying(&visit, &there, words(&visit).event_added()));
        }
        Err(Error::Invalid(problems)) => (Errors::from(problems), String::new()),
        Err(Error::Conflict(why)) => (Errors::none(), why),
        Err(other) => return Err(other.into()),
    };
    draw_new(&visit, &form, &errors, &conflict).await
}

/// The calendar that was chosen, for somebody who may write in it.
async fn owner(tx: &mut Tx, form: &EventForm) -> Result<Owner> {
    match form.calendar.as_str() {
        "" => Ok(Owner::Person(tx.agent_id()?)),
        "academy" => {
            verbs::may_speak_to_all(tx, May::Edit)?;
            Ok(Owner::Academy(functions(&form.audience)))
        }
        id => {
            let id = id.parse().map_err(|_| Error::NotFound)?;
            Ok(Owner::Session(session::find(tx, id, May::Edit).await?.id))
        }
    }
}

fn functions(typed: &str) -> Vec<String> {
    let typed = typed.to_uppercase();
    typed.split(|c: char| !c.is_alphanumeric()).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

fn read(tx: &Tx, form: &EventForm, zone: &jiff::tz::TimeZone, kind: Kind) -> Result<Event> {
    form.read(zone, kind)
        .map_err(|problems| Error::Invalid(problems.iter().map(|p| p.to_kernel(tx.locale)).collect()))
}

async fn draw_new(visit: &Visit, form: &EventForm, errors: &Errors, conflict: &str) -> Reply {
    let t = words(visit);
    let (person, academy) = (visit.agent_id()?, visit.academy_id()?);
    let led = {
        let mut tx = visit.read().await?;
        let led = sql!(Led: "SELECT s.id, s.title FROM enrolments n JOIN sessions s ON s.id = n.session_id
              WHERE n.person_id = $1 AND n.academy_id = $2 AND n.role = 'trainer'
                AND s.state IN ('preparation', 'open', 'running') ORDER BY s.sort_key, s.id LIMIT 100",
            person, academy);
        let mut led = tx.all(led).await?;
        // A manager comes from the page of a session without being enrolled in it.
        if let Ok(id) = form.calendar.parse::<Id<Session>>()
            && led.iter().all(|one| one.id != id)
        {
            let mut tx = Box::new(tx);
            let session = session::find(&mut tx, id, May::Edit).await?;
            led.push(Led { id, title: session.title });
        }
        led
    };
    let manages = view::manages(visit)?;
    let mut calendars = vec![(String::new(), t.calendar_own().to_owned())];
    if manages {
        calendars.push(("academy".into(), t.calendar_academy().to_owned()));
    }
    calendars.extend(led.into_iter().map(|one| (one.id.to_string(), t.calendar_of_session(one.title))));
    let base = base(visit)?;
    let body = EditPage {
        title: t.event_new().to_owned(),
        dates: String::new(),
        action: format!("{base}/nouveau"),
        current: base.clone(),
        cancel: base,
        calendars: if calendars.len() > 1 { chosen(calendars, &form.calendar) } else { Vec::new() },
        speaks_to_all: manages,
        may_repeat: true,
        ..parts(visit, form, errors, conflict, None)
    };
    let page = below(visit, t.event_new())?.class("page-narrow");
    settings::told(page, errors, conflict).reply(&body)
}

pub(super) async fn show(visit: Visit, at: At, Query(asked): Query<event::Asked>) -> Reply {
    let dated = event::load(&visit, &at, &asked.date, May::Edit).await?;
    let scope = scope(&asked.portee, &dated);
    let mut form = EventForm::of(&dated.within(scope));
    form.version = dated.record.version;
    dated.record.audience.trim().clone_into(&mut form.audience);
    if form.repeat.is_empty() {
        form.interval = "1".into();
        form.repeat_end = "date".into();
        if scope != Scope::One && dated.event.repeat.is_some() {
            form.repeat = KEEP.into();
        }
    }
    draw(&visit, &at, &dated, scope, &form, &Errors::none(), "")
}

/// Something that happens once is written as a whole.
fn scope(asked: &str, dated: &Dated) -> Scope {
    Scope::from_code(asked).filter(|_| dated.repeats()).unwrap_or(Scope::All)
}

pub(super) async fn save(
    visit: Visit,
    at: At,
    Query(asked): Query<event::Asked>,
    Form(form): Form<EventForm>,
) -> Reply {
    let id: Id<CalendarEvent> = at.id("event")?;
    let dated = event::load(&visit, &at, &asked.date, May::Edit).await;
    let dated = match dated {
        // Somebody has taken this date away, but not the event: what was typed can still become an event.
        Err(Error::NotFound) => event::load(&visit, &at, "", May::Edit).await?,
        other => other?,
    };
    let scope = scope(&asked.portee, &dated);
    let original = asked.date.parse().map_or(dated.occurrence.original, Time);
    let (sent, zone) = (form.clone(), dated.event.zone.clone());
    let before = dated.within(scope);
    let outcome = visit
        .write(async move |tx| {
            let record = find(tx, id, May::Edit).await?;
            let mut typed = sent.clone();
            let keeps = typed.repeat == KEEP;
            if keeps {
                typed.repeat.clear();
            }
            let mut event = read(tx, &typed, &zone, record.kind()?)?;
            if keeps {
                event.repeat = before.repeat;
            }
            let owner = match Owner::of(&record) {
                Owner::Academy(_) => Owner::Academy(functions(&typed.audience)),
                other => other,
            };
            change(tx, &record, sent.version, scope, original, &owner, event).await
        })
        .await;
    let (errors, conflict) = match outcome {
        Ok(()) => {
            let there = format!("{}/evenements/{id}", base(&visit)?);
            return Ok(redirect_saying(&visit, &there, words(&visit).saved()));
        }
        Err(Error::Invalid(problems)) => (Errors::from(problems), String::new()),
        Err(Error::Conflict(why)) => (Errors::none(), why),
        Err(other) => return Err(other.into()),
    };
    // Sent again, it replaces what the other person wrote: the author has been told.
    let version = if conflict.is_empty() { form.version } else { dated.record.version };
    draw(&visit, &at, &dated, scope, &EventForm { version, ..form }, &errors, &conflict)
}

fn draw(
    visit: &Visit,
    at: &At,
    dated: &Dated,
    scope: Scope,
    form: &EventForm,
    errors: &Errors,
    conflict: &str,
) -> Reply {
    let t = words(visit);
    let here = format!("{}/evenements/{}", base(visit)?, at.text("event"));
    let date = dated.occurrence.original.0;
    let zone = &visit.academy()?.zone;
    let when = || wording::when(&dated.event, &dated.occurrence, zone, visit.locale);
    let rule = dated.event.repeat.as_ref().filter(|_| form.repeat == KEEP);
    let rule = rule.map(|r| wording::repeat(r, dated.event.civil_start().date(), visit.locale));
    let body = EditPage {
        title: t.event_edit().to_owned(),
        dates: match scope {
            _ if !dated.repeats() => String::new(),
            Scope::One => t.event_writing_one(when()),
            Scope::Following => t.event_writing_following(when()),
            Scope::All => t.event_writing_all().to_owned(),
        },
        action: format!("{here}/modification?date={date}&portee={}", scope.code()),
        cancel: format!("{here}?date={date}"),
        current: here,
        calendars: Vec::new(),
        speaks_to_all: dated.event.kind == Kind::Academy,
        may_repeat: scope != Scope::One,
        ..parts(visit, form, errors, conflict, rule)
    };
    let page = below(visit, t.event_edit())?.class("page-narrow");
    settings::told(page, errors, conflict).reply(&body)
}

/// What both forms have in common.
fn parts<'a>(
    visit: &'a Visit,
    form: &'a EventForm,
    errors: &'a Errors,
    conflict: &'a str,
    rule: Option<String>,
) -> EditPage<'a> {
    let (t, locale) = (words(visit), visit.locale);
    let mut repeats: Vec<(String, String)> = [
        ("", t.repeat_never()),
        ("day", t.repeat_day()),
        ("week", t.repeat_week()),
        ("month", t.repeat_month()),
        ("year", t.repeat_year()),
    ]
    .map(|(code, label)| (code.to_owned(), label.to_owned()))
    .into();
    if let Some(rule) = rule {
        repeats.push((KEEP.into(), t.repeat_keep(rule)));
    }
    let mut reminders: Vec<(String, String)> = vec![(String::new(), t.remind_never().to_owned())];
    let own = form.remind.parse().ok().filter(|minutes| !REMINDERS.contains(minutes));
    reminders.extend(REMINDERS.into_iter().chain(own).map(|m| (m.to_string(), wording::reminder(m, locale))));
    let weekdays = WEEK.iter().map(|day| {
        let code = weekday_code(*day);
        let chosen = form.weekdays.iter().any(|ticked| ticked == code);
        Choice { value: code.to_owned(), label: names::weekday_name(*day, locale).to_owned(), chosen }
    });
    EditPage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        title: String::new(),
        dates: String::new(),
        action: String::new(),
        cancel: String::new(),
        current: String::new(),
        calendars: Vec::new(),
        speaks_to_all: false,
        repeats: chosen(repeats, &form.repeat),
        weekdays: weekdays.collect(),
        reminders: chosen(reminders, &form.remind),
        may_repeat: true,
        form,
        errors,
        conflict,
    }
}

fn chosen(all: Vec<(String, String)>, value: &str) -> Vec<Choice> {
    all.into_iter().map(|(code, label)| Choice { chosen: code == value, value: code, label }).collect()
}
