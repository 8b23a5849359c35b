//! One box: its state and since when, its room, how many messages its folders hold, what was done to it and by whom.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, Time, audit, people, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Page, Reply, Visit, dates, form::told, redirect_saying};

use super::{
    super::{
        desk::{icons, words},
        filing::Confirm,
        shown,
    },
    Tabs, box_of,
    boxes::name_of,
    bytes, gigabytes, page,
    procedures::{REGISTER, Shown},
};
use crate::{
    administration::{
        boxes::{self, Act, State, Whole},
        procedures::{self, Kind},
        quota::{self, By},
        retention, terms,
    },
    folder::{self, FolderRole},
    mailbox::Mailbox,
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/box.html")]
struct BoxPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    id: String,
    name: String,
    address: String,
    place: String,
    state: &'static str,
    /// What will become of it by itself, and when.
    fate: Option<String>,
    held: Option<String>,
    facts: Vec<(&'static str, String)>,
    folders: Vec<(String, i64)>,
    room: String,
    by: &'static str,
    follows_terms: bool,
    errors: Errors,
    acts: Vec<(&'static str, &'static str)>,
    requests: Vec<Shown>,
    /// What may be asked for about it.
    asks: Vec<(String, String)>,
    trail: Vec<Line>,
}

struct Line {
    at: String,
    who: String,
    what: String,
}

/// Lines of the trail that a page shows.
const LINES: i64 = 30;

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "managed box", May::View)?;
    draw(&visit, box_of(&id)?, None, Errors::none()).await
}

async fn draw(visit: &Visit, id: Id<Mailbox>, typed: Option<String>, errors: Errors) -> Reply {
    let t = words(visit);
    let (found, folders, terms, requests, holds, trail) = {
        let mut tx = visit.read().await?;
        let mut found = boxes::find(&mut tx, id).await?;
        let folders = folder::all(&mut tx, id).await?;
        let terms = terms::of(&mut tx).await?;
        let mut requests = procedures::of_box(&mut tx, id, LINES).await?;
        // Who looks after the mail has a box as well.
        requests.retain(|row| !procedures::is_hidden(visit.ctx(), row));
        let holds = procedures::known_holds(&mut tx, id).await?;
        if holds.is_empty() {
            found.held_at = None;
        }
        let trail = audit::about_its(&mut tx, id.cast(), "mailbox", LINES).await?;
        (found, folders, terms, requests, holds, trail)
    };
    let zone = visit.academy()?.zone.clone();
    let moment = |at: Time| dates::moment(visit.locale, at, &zone);
    let day = |at: Time| dates::date(visit.locale, at.zoned(&zone).date());
    let mut facts = vec![(t.box_created(), moment(found.created_at))];
    for (name, at) in [
        (t.box_activated_at(), found.activated_at),
        (t.box_closed_at(), found.closed_at),
        (t.box_aside_at(), found.aside_at),
        (t.box_erased_at(), found.erased_at),
    ] {
        facts.extend(at.map(|at| (name, moment(at))));
    }
    let kept = std::time::Duration::from_secs(86_400 * terms.closed_days.unsigned_abs());
    let fate = match found.state() {
        State::Closed if found.held_at.is_none() && found.kind != people::Kind::Shared => {
            // Never before it was told for a week.
            let due = found.closed_at.map(|at| at.plus(kept).max(visit.now().plus(retention::TOLD_BEFORE)));
            due.map(|at| t.box_will_be_deleted(day(at)))
        }
        State::Aside if found.held_at.is_none() => found.aside_until.map(|at| t.box_will_be_erased(day(at))),
        _ => None,
    };
    let mut counts: Vec<(String, i64)> = Vec::new();
    let mut own = 0;
    for folder in &folders {
        match folder.role {
            FolderRole::Own => own += folder.total,
            role => counts.push((role.name(visit.locale).to_owned(), folder.total)),
        }
    }
    counts.push((t.box_own_folders().to_owned(), own));
    let acts = match found.state() {
        State::Active | State::Waiting => vec![("fermeture", t.box_close())],
        State::Closed if found.account_closed_at.is_some() => vec![("suppression", t.box_delete())],
        State::Closed => vec![("reouverture", t.box_open()), ("suppression", t.box_delete())],
        State::Aside => vec![("restauration", t.box_restore())],
        State::Erased => Vec::new(),
    };
    let ask = |kind: Kind| format!("{REGISTER}/demande?boite={id}&nature={kind}");
    let mut asks = Vec::new();
    if found.state() != State::Erased {
        asks.push((ask(Kind::Access), t.box_ask_access().to_owned()));
        asks.push((ask(Kind::Hold), t.box_ask_hold().to_owned()));
    }
    if matches!(found.state(), State::Closed | State::Aside) && found.held_at.is_none() {
        asks.push((ask(Kind::Erase), t.box_ask_erase().to_owned()));
    }
    for hold in holds {
        asks.push((format!("{}&leve={}", ask(Kind::Lift), hold.id), t.box_ask_lift(hold.reference)));
    }
    let refused = !errors.is_empty();
    let body = BoxPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs::of(visit, "boxes"),
        id: id.to_string(),
        place: place(&found),
        state: name_of(t, found.state()),
        fate,
        held: found.held_at.map(|at| t.box_held_since(day(at))),
        room: typed.unwrap_or_else(|| gigabytes(found.quota_bytes)),
        by: match found.quota_by {
            By::Terms => t.room_by_terms(),
            By::Owner => t.room_by_owner(),
            By::Postmaster => t.room_by_postmaster(),
        },
        follows_terms: found.quota_by == By::Terms,
        facts: {
            facts.push((
                t.quota(),
                t.quota_line(
                    shown::size(visit.locale, found.quota_bytes),
                    shown::size(visit.locale, found.used_bytes),
                ),
            ));
            facts
        },
        folders: if found.erased_at.is_some() { Vec::new() } else { counts },
        name: found.name,
        address: found.address,
        errors,
        acts: acts.into_iter().filter(|(act, _)| *act != "suppression" || found.held_at.is_none()).collect(),
        requests: requests.iter().map(|row| Shown::of(visit, row)).collect::<Result<_>>()?,
        asks,
        trail: trail.iter().map(|line| line_of(t, line, moment(line.at))).collect(),
    };
    let title = body.name.clone();
    if refused {
        return page(visit, &title, true, &body);
    }
    Page::new(visit, title).crumb(t.managed_boxes(), "/webmel/gestion/boites").reply(&body)
}

fn place(found: &Whole) -> String {
    match (&found.uai, found.place.as_str()) {
        (None, _) => String::new(),
        (Some(uai), "") => uai.clone(),
        (Some(uai), place) => format!("{place} ({uai})"),
    }
}

fn line_of(t: Words, line: &audit::Line, at: String) -> Line {
    let who = match (line.actor_id, line.subject_id) {
        (Some(actor), Some(subject)) if actor == subject => t.trail_owner().to_owned(),
        (None, _) => t.trail_program().to_owned(),
        _ => line.actor.clone(),
    };
    Line { at, who, what: t.box_trail(line.action.replace('.', "-").as_str()) }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Room {
    room: String,
    by_terms: String,
}

pub(super) async fn give(visit: Visit, Path(id): Path<String>, Form(form): Form<Room>) -> Reply {
    policy::of_academy(visit.ctx(), "managed box", May::Manage)?;
    let id = box_of(&id)?;
    let room = if form.by_terms.is_empty() { Some(bytes(&form.room)) } else { None };
    match told(visit.write(async move |tx| quota::give(tx, id, room).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &href(id), words(&visit).room_given())),
        Err(errors) => draw(&visit, id, Some(form.room), errors).await,
    }
}

fn href(id: Id<Mailbox>) -> String {
    format!("/webmel/gestion/boites/{id}")
}

fn act_of(slug: &str) -> Result<Act> {
    match slug {
        "fermeture" => Ok(Act::Close),
        "reouverture" => Ok(Act::Open),
        "suppression" => Ok(Act::Delete),
        "restauration" => Ok(Act::Restore),
        _ => Err(Error::NotFound),
    }
}

/// Says once what will happen, and to whose box.
pub(super) async fn ask(visit: Visit, Path((id, slug)): Path<(String, String)>) -> Reply {
    policy::of_academy(visit.ctx(), "managed box", May::Manage)?;
    let (id, act, t) = (box_of(&id)?, act_of(&slug)?, words(&visit));
    let found = boxes::find(&mut visit.read().await?, id).await?;
    let (button, explanation) = match act {
        Act::Close => (t.box_close(), t.box_close_explanation(&found.name)),
        Act::Open => (t.box_open(), t.box_open_explanation(&found.name)),
        Act::Delete => (t.box_delete(), t.box_delete_explanation(&found.name)),
        Act::Restore => (t.box_restore(), t.box_restore_explanation(&found.name)),
    };
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: format!("{button} – {}", found.name),
        explanation,
        button: button.to_owned(),
        action: format!("{}/{slug}", href(id)),
        fields: Vec::new(),
        back: href(id),
    };
    Page::new(&visit, body.title.clone()).crumb(t.managed_boxes(), "/webmel/gestion/boites").reply(&body)
}

pub(super) async fn act(visit: Visit, Path((id, slug)): Path<(String, String)>) -> Reply {
    policy::of_academy(visit.ctx(), "managed box", May::Manage)?;
    let (id, act, t) = (box_of(&id)?, act_of(&slug)?, words(&visit));
    visit.write(async move |tx| boxes::act(tx, id, act).await).await?;
    let said = match act {
        Act::Close => t.box_is_closed_now(),
        Act::Open => t.box_is_open_now(),
        Act::Delete => t.box_is_deleted_now(),
        Act::Restore => t.box_is_restored_now(),
    };
    Ok(redirect_saying(&visit, &href(id), said))
}
