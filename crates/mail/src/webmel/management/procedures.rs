//! `/webmel/gestion/acces`: the register of what was asked for and decided about boxes of others, and one of these.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Id, Result, Time, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Page, Reply, Visit, dates, form::told, redirect_saying};

use super::{
    super::{
        desk::{icons, words},
        shown,
    },
    Tabs, page,
};
use crate::{
    administration::procedures::{self, Basis, Kind, Procedure, Row, State},
    policy,
    words::Words,
};

pub(super) const REGISTER: &str = "/webmel/gestion/acces";
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "webmel/management/register.html")]
struct Register {
    t: Words,
    icons: &'static str,
    tabs: Tabs,
    rows: Vec<Shown>,
    next: Option<String>,
}

/// A request as pages show it.
pub(super) struct Shown {
    pub id: String,
    pub kind: &'static str,
    pub owner: String,
    pub address: String,
    pub state: &'static str,
    pub open: bool,
    pub asker: String,
    pub asked: String,
    pub decided: String,
}

pub(super) fn kind_name(t: Words, kind: Kind) -> &'static str {
    match kind {
        Kind::Access => t.procedure_access(),
        Kind::Hold => t.procedure_hold(),
        Kind::Lift => t.procedure_lift(),
        Kind::Erase => t.procedure_erase(),
    }
}

pub(super) fn basis_name(t: Words, basis: Basis) -> &'static str {
    match basis {
        Basis::Continuity => t.basis_continuity(),
        Basis::Judicial => t.basis_judicial(),
        Basis::Inquiry => t.basis_inquiry(),
        Basis::Security => t.basis_security(),
        Basis::Owner => t.basis_owner(),
    }
}

fn state_name(t: Words, row: &Row) -> &'static str {
    match (row.state, row.kind) {
        (State::Asked, _) => t.procedure_is_asked(),
        (State::Granted, Kind::Access | Kind::Hold) => t.procedure_is_running(),
        (State::Granted, _) => t.procedure_is_granted(),
        (State::Refused, _) => t.procedure_is_refused(),
        (State::Expired, _) => t.procedure_is_expired(),
        (State::Withdrawn, _) => t.procedure_is_withdrawn(),
        (State::Ended, Kind::Lift | Kind::Erase) => t.procedure_is_done(),
        (State::Ended, _) => t.procedure_is_ended(),
    }
}

impl Shown {
    pub fn of(visit: &Visit, row: &Row) -> Result<Shown> {
        let t = words(visit);
        let zone = &visit.academy()?.zone;
        let moment = |at: Time| dates::moment(visit.locale, at, zone);
        Ok(Shown {
            id: row.id.to_string(),
            kind: kind_name(t, row.kind),
            owner: row.owner.clone(),
            address: row.address.clone(),
            state: state_name(t, row),
            open: row.state == State::Asked,
            asker: row.asker.clone(),
            asked: moment(row.asked_at),
            decided: match (&row.decider, row.decided_at) {
                (Some(decider), Some(at)) => format!("{decider}, {}", moment(at)),
                _ => String::new(),
            },
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Place {
    avant: String,
}

pub(super) async fn show(visit: Visit, Query(place): Query<Place>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::View)?;
    let t = words(&visit);
    let before = shown::place(&place.avant);
    let mut found = procedures::page(&mut visit.read().await?, before, ROWS as i64 + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| more);
    let body = Register {
        t,
        icons: icons(),
        tabs: Tabs::of(&visit, "procedures"),
        next: last.map(|row| format!("{REGISTER}?avant={}", shown::cursor(row.asked_at, row.id))),
        rows: found.iter().map(|row| Shown::of(&visit, row)).collect::<Result<_>>()?,
    };
    page(&visit, t.procedures(), false, &body)
}

#[derive(Template)]
#[template(path = "webmel/management/procedure.html")]
struct ProcedurePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    shown: Shown,
    box_href: String,
    reason: String,
    facts: Vec<(&'static str, String)>,
    note: String,
    /// Why the visitor does not decide; nothing when nothing is to be decided.
    not_deciding: Option<&'static str>,
    decides: bool,
    /// The visitor takes back what they asked for, or ends their access.
    gives_back: Option<&'static str>,
    /// Where what the access opens is read.
    reads: Option<String>,
    withheld: Option<String>,
    errors: Errors,
    typed: String,
}

fn id_of(id: &str) -> Result<Id<Procedure>> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::View)?;
    draw(&visit, id_of(&id)?, String::new(), Errors::none()).await
}

async fn draw(visit: &Visit, id: Id<Procedure>, typed: String, errors: Errors) -> Reply {
    let t = words(visit);
    let row = procedures::find(&mut visit.read().await?, id).await?;
    let zone = visit.academy()?.zone.clone();
    let moment = |at: Time| dates::moment(visit.locale, at, &zone);
    let mut facts = vec![(t.procedure_basis(), basis_name(t, row.basis).to_owned())];
    if !row.reference.is_empty() {
        facts.push((t.procedure_reference(), row.reference.clone()));
    }
    match (row.kind, row.until) {
        (Kind::Access, None) => facts.push((t.procedure_duration(), t.procedure_days(row.days))),
        (Kind::Access | Kind::Hold, Some(until)) => facts.push((t.procedure_until(), moment(until))),
        (Kind::Hold, None) => facts.push((t.procedure_until(), t.procedure_no_end().to_owned())),
        _ => {}
    }
    let told = if row.silence.is_empty() { t.procedure_owner_told().to_owned() } else { row.silence.clone() };
    facts.push((if row.silence.is_empty() { t.procedure_owner() } else { t.procedure_silence() }, told));
    facts.extend(row.ended_at.map(|at| (t.procedure_ended_at(), moment(at))));
    let pending = row.state == State::Asked && visit.now().since(row.asked_at) < procedures::ANSWERED_WITHIN;
    let verdict = procedures::may_decide(visit.ctx(), &row);
    let mine = row.asked_by == visit.agent_id()?;
    let running = row.state == State::Granted && row.until.is_none_or(|until| until > visit.now());
    let reads = mine && running && row.kind == Kind::Access;
    let refused = !errors.is_empty();
    let body = ProcedurePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs::of(visit, "procedures"),
        shown: Shown::of(visit, &row)?,
        box_href: format!("/webmel/gestion/boites/{}", row.mailbox_id),
        reason: row.reason,
        facts,
        note: row.note,
        not_deciding: verdict.err().filter(|_| pending),
        decides: pending && verdict.is_ok(),
        gives_back: match (mine, row.state, row.kind) {
            (true, State::Asked, _) => Some(t.procedure_withdraw()),
            (true, State::Granted, Kind::Access) => Some(t.procedure_give_back()),
            _ => None,
        },
        reads: reads.then(|| format!("/webmel/boites/{}", row.mailbox_id)),
        withheld: reads.then(|| format!("{REGISTER}/{id}/retenus")),
        errors,
        typed,
    };
    let title = format!("{} – {}", body.shown.kind, body.shown.owner);
    let page = Page::new(visit, title).crumb(t.procedures(), REGISTER);
    if refused { page.refused().reply(&body) } else { page.reply(&body) }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Decision {
    note: String,
    grant: String,
}

pub(super) async fn decide(visit: Visit, Path(id): Path<String>, Form(form): Form<Decision>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::Manage)?;
    let (id, t) = (id_of(&id)?, words(&visit));
    let (grants, note) = (!form.grant.is_empty(), form.note.clone());
    match told(visit.write(async move |tx| procedures::decide(tx, id, grants, &note).await).await)? {
        Ok(()) => {
            let said = if grants { t.procedure_granted_now() } else { t.procedure_refused_now() };
            Ok(redirect_saying(&visit, &format!("{REGISTER}/{id}"), said))
        }
        Err(errors) => draw(&visit, id, form.note, errors).await,
    }
}

pub(super) async fn withdraw(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::Take)?;
    let id = id_of(&id)?;
    visit.write(async move |tx| procedures::withdraw(tx, id).await).await?;
    Ok(redirect_saying(&visit, &format!("{REGISTER}/{id}"), words(&visit).procedure_withdrawn_now()))
}
