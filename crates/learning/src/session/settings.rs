//! The settings of a session: its name, dates, place, and how one enrols. The same form makes a session out of a
//! design.

use askama::Template;
use kernel::{Error, Id, Problem, Result, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Page, Reply, Visit, redirect_saying};

use super::{Enrolment, NewSession, Session, edit, find, page, refresh_record};
use crate::{
    place::At,
    record::{Field, Nature},
    view::{self, Choice, choices},
    words::Words,
};

/// The form as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub version: i64,
    /// The id a new session will have, so that a form sent twice makes one.
    pub id: String,
    pub title: String,
    pub summary: String,
    pub nature: String,
    pub starts: String,
    pub ends: String,
    pub enrolment: String,
    pub key: String,
    pub places: String,
    pub venue: String,
    pub uai: String,
    /// A new session's maker trains it too.
    pub train: String,
}

impl Typed {
    pub fn of(new: &NewSession, version: i64, zone: &jiff::tz::TimeZone) -> Typed {
        Typed {
            version,
            id: String::new(),
            title: new.title.clone(),
            summary: new.summary.clone(),
            nature: new.nature.map(|nature| nature.to_string()).unwrap_or_default(),
            starts: view::day_field(new.starts_at, zone),
            ends: view::day_field(new.ends_at, zone),
            enrolment: new.enrolment.to_string(),
            key: new.enrolment_key.clone(),
            places: if new.places == 0 { String::new() } else { new.places.to_string() },
            venue: new.venue.clone(),
            uai: new.uai.clone().unwrap_or_default(),
            train: String::new(),
        }
    }

    /// What it means, or what cannot be understood in it.
    pub fn read(&self, t: Words, zone: &jiff::tz::TimeZone) -> Result<NewSession> {
        let mut problems = Vec::new();
        let mut wrong = |field, message: &str| problems.push(Problem { field, message: message.to_owned() });
        let starts_at = view::day_start(&self.starts, zone).unwrap_or_else(|()| {
            wrong("starts", t.date_wrong());
            None
        });
        let ends_at = view::day_end(&self.ends, zone).unwrap_or_else(|()| {
            wrong("ends", t.date_wrong());
            None
        });
        let typed_places = self.places.trim();
        let places =
            if typed_places.is_empty() { Ok(0) } else { typed_places.parse() }.unwrap_or_else(|_| {
                wrong("places", t.session_places_wrong());
                0
            });
        let new = NewSession {
            title: self.title.trim().to_owned(),
            summary: self.summary.trim().to_owned(),
            nature: self.nature.parse::<Nature>().ok(),
            starts_at,
            ends_at,
            enrolment: self.enrolment.parse().unwrap_or(Enrolment::Invited),
            enrolment_key: self.key.trim().to_owned(),
            places,
            uai: Some(self.uai.trim().to_uppercase()).filter(|uai| !uai.is_empty()),
            venue: self.venue.trim().to_owned(),
        };
        if problems.is_empty() {
            return Ok(new);
        }
        problems.extend(new.problems(t));
        Err(Error::Invalid(problems))
    }
}

#[derive(Template)]
#[template(path = "session/settings.html")]
pub(crate) struct SettingsPage<'a> {
    pub t: Words,
    pub icons: &'static str,
    pub csrf: &'a str,
    pub title: &'a str,
    pub action: String,
    pub cancel: String,
    pub typed: &'a Typed,
    pub natures: Vec<Choice>,
    pub is_new: bool,
    pub errors: &'a Errors,
    pub conflict: &'a str,
    /// Fields of the record that are missing, and where they are written.
    pub missing: Vec<Field>,
    pub record: String,
    pub refresh: String,
}

pub(super) async fn show(visit: Visit, at: At) -> Reply {
    let session = find(&mut visit.read().await?, at.id("session")?, May::Edit).await?;
    let typed = Typed::of(&session.settings(), session.version, &visit.academy()?.zone);
    draw(&visit, &session, &typed, &Errors::default(), "")
}

pub(super) async fn save(visit: Visit, at: At, Form(typed): Form<Typed>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let t = view::words(&visit);
    let (sent, zone) = (typed.clone(), visit.academy()?.zone.clone());
    let outcome = visit
        .write(async move |tx| {
            let session = find(tx, id, May::Edit).await?;
            edit(tx, &session, sent.version, &sent.read(Words(tx.locale), &zone)?).await
        })
        .await;
    let (errors, conflict) = match outcome {
        Ok(()) => {
            return Ok(redirect_saying(&visit, &page::base(&visit, id)?, t.saved()));
        }
        Err(Error::Invalid(problems)) => (Errors::from(problems), String::new()),
        Err(Error::Conflict(why)) => (Errors::default(), why),
        Err(other) => return Err(other.into()),
    };
    let session = find(&mut visit.read().await?, id, May::Edit).await?;
    // Sent again, it replaces what the other person wrote: the author has been told.
    let version = if conflict.is_empty() { typed.version } else { session.version };
    draw(&visit, &session, &Typed { version, ..typed }, &errors, &conflict)
}

/// Takes over the design's record as it is now.
pub(super) async fn refresh(visit: Visit, at: At) -> Reply {
    let id: Id<Session> = at.id("session")?;
    visit
        .write(async move |tx| {
            let session = find(tx, id, May::Edit).await?;
            refresh_record(tx, &session).await
        })
        .await?;
    let there = format!("{}/reglages", page::base(&visit, id)?);
    Ok(redirect_saying(&visit, &there, view::words(&visit).record_refreshed()))
}

fn draw(visit: &Visit, session: &Session, typed: &Typed, errors: &Errors, conflict: &str) -> Reply {
    let t = view::words(visit);
    let base = page::base(visit, session.id)?;
    let body = SettingsPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        title: t.settings_title(),
        action: format!("{base}/reglages"),
        cancel: base.clone(),
        natures: choices!(t, Nature, typed.nature.parse().ok()),
        typed,
        is_new: false,
        errors,
        conflict,
        missing: session.missing(),
        record: format!("{}/conception/{}/fiche", view::home(visit)?, session.design_id),
        refresh: format!("{base}/fiche"),
    };
    told(page::below(visit, session, t.settings_title())?, errors, conflict).class("page-narrow").reply(&body)
}

/// 422 for what is wrong, 409 for what somebody else has changed.
pub(crate) fn told<'v>(page: Page<'v>, errors: &Errors, conflict: &str) -> Page<'v> {
    if !conflict.is_empty() {
        page.status(axum::http::StatusCode::CONFLICT)
    } else if errors.is_empty() {
        page
    } else {
        page.refused()
    }
}
