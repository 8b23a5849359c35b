//! `/compte/assistance`: the search, the person, the acts.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, audit,
    people::{self, Person, PersonRow},
    permission::{May, demand, standing},
};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, dates, form::told, redirect_saying};

use super::{Act, act, find, look_up, looked_at};
use crate::{
    account::{Account, State},
    attempts,
    choose_password::school_of,
    home::{Before, TrailLine},
    policy::POLICY,
    view::{Field, mailbox_state, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte/assistance", Access::SignedIn, search)
        .get("/compte/assistance/{person}", Access::SignedIn, show)
        .post("/compte/assistance/{person}/{act}", Access::SignedIn, do_it)
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "help_desk.html")]
struct SearchPage<'a> {
    t: Words,
    typed: &'a str,
    /// The establishments it is for; empty for the whole académie.
    scope: &'a str,
    found: &'a [PersonRow],
    count: i64,
}

const MOST_FOUND: i64 = 40;
const LONGEST_SEARCH: usize = 100;

async fn search(visit: Visit, Query(search): Query<Search>) -> Reply {
    demand(POLICY, "account", May::View, &standing(&visit.actor, visit.agent()?.academy))?;
    let typed: String = search.q.trim().chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect();
    let (found, scope) = {
        let typed = typed.clone();
        visit
            .write(async move |tx| {
                let found =
                    if typed.is_empty() { Vec::new() } else { look_up(tx, &typed, MOST_FOUND).await? };
                Ok((found, people::help_desk_scope(tx).await?))
            })
            .await?
    };
    let t = words(&visit);
    let scope = scope.map(|uai| uai.join(", ")).unwrap_or_default();
    let body = SearchPage { t, typed: &typed, scope: &scope, found: &found, count: found.len() as i64 };
    Page::new(&visit, t.help_desk_title()).crumb(t.account_title(), "/compte").reply(&body)
}

#[derive(Template)]
#[template(path = "help_desk_person.html")]
struct PersonPage<'a> {
    t: Words,
    csrf: &'a str,
    person: String,
    name: &'a str,
    identifier: &'a str,
    address: &'a str,
    function: &'a str,
    school: String,
    state: String,
    mailbox: String,
    slowed: bool,
    numen_blocked: bool,
    frozen: bool,
    acts: Vec<ActLine>,
    refused: bool,
    trouble: &'a str,
    errors: &'a Errors,
    reason: Field<'a>,
    lines: Vec<TrailLine>,
    older: Option<i64>,
}

struct ActLine {
    path: &'static str,
    label: &'static str,
    help: &'static str,
    danger: bool,
}

async fn show(visit: Visit, Path(person): Path<String>, Query(before): Query<Before>) -> Reply {
    let id: Id<Person> = person.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(async move |tx| {
            find(tx, id, May::View).await?;
            let lines = audit::about(tx, id, i64::MAX, TRAIL as i64).await?;
            looked_at(tx, id, &lines).await
        })
        .await?;
    page(&visit, &person, &before, "", &Errors::default()).await
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default)]
    reason: String,
}

async fn do_it(
    visit: Visit,
    Path((person, name)): Path<(String, String)>,
    Form(form): Form<Reason>,
) -> Reply {
    let wanted = Act::of_path(&name).ok_or(Error::NotFound)?;
    let id: Id<Person> = person.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let reason = form.reason.trim().to_owned();
    if reason.chars().count() < 5 || reason.chars().count() > 300 {
        find(&mut visit.read().await?, id, May::Manage).await?;
        let mut errors = Errors::default();
        errors.add("reason", t.error_reason());
        return page(&visit, &person, &Before { avant: None }, &form.reason, &errors).await;
    }
    told(visit.write(async move |tx| act(tx, id, wanted, &reason).await).await)?.ok();
    Ok(redirect_saying(
        &visit,
        &format!("/compte/assistance/{person}"),
        t.help_desk_done(wanted.path()).as_str(),
    ))
}

const TRAIL: usize = 15;

async fn page(visit: &Visit, person: &str, before: &Before, reason: &str, errors: &Errors) -> Reply {
    let id: Id<Person> = person.parse().map_err(|_| Error::NotFound)?;
    let t = words(visit);
    let (account, obstacles, school, mailbox, lines) = {
        let mut tx = visit.read().await?;
        let account = find(&mut tx, id, May::View).await?;
        let obstacles = attempts::obstacles(&mut tx, &account).await?;
        let school = school_of(&mut tx, &account).await?;
        let mailbox = people::mailbox_activated_at(&mut tx, id).await?;
        let before = before.avant.unwrap_or(i64::MAX);
        let lines = audit::about(&mut tx, id, before, TRAIL as i64 + 1).await?;
        (account, obstacles, school, mailbox, lines)
    };
    let zone = visit.academy()?.zone.clone();
    let may = account.grants == 0 || visit.agent()?.has(kernel::permission::Role::Administrator);
    let acts = Act::ALL
        .iter()
        .filter(|(act, _)| may && act.applies_to(&account, obstacles))
        .map(|(act, _)| line(*act, t))
        .collect();
    let older = lines.get(TRAIL).and(lines.get(TRAIL - 1)).map(|l| l.number);
    let body = PersonPage {
        t,
        csrf: visit.csrf(),
        person: person.to_owned(),
        name: &account.display_name,
        identifier: &account.identifier,
        address: &account.address,
        function: &account.function,
        school: school.map_or_else(String::new, |s| format!("{}, {} ({})", s.name, s.town, s.uai)),
        state: state(visit, &account, &zone),
        mailbox: mailbox_state(visit, mailbox, &zone),
        slowed: obstacles.slowed,
        numen_blocked: obstacles.numen,
        frozen: account.reset_frozen,
        acts,
        refused: !may,
        trouble: "",
        errors,
        reason: Field::text("reason", t.field_reason(), reason, errors).help(t.field_reason_help()),
        lines: lines.iter().take(TRAIL).map(|l| TrailLine::of(l, t, visit, &zone)).collect(),
        older,
    };
    let page = Page::new(visit, account.display_name.clone())
        .crumb(t.account_title(), "/compte")
        .crumb(t.help_desk_title(), "/compte/assistance");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

/// The state in a sentence.
fn state(visit: &Visit, account: &Account, zone: &jiff::tz::TimeZone) -> String {
    let t = words(visit);
    let until = dates::long_date(visit.locale, account.opens_until.zoned(zone).date());
    match account.state {
        _ if account.closed_at.is_some() => t.state_closed().to_owned(),
        State::Imported | State::Activating if account.opens_until <= visit.now() => {
            t.state_window_over(until)
        }
        State::Imported => t.state_imported(until),
        State::Activating => t.state_activating(until),
        State::Active => t.state_active().to_owned(),
        State::Suspended => t.state_suspended().to_owned(),
        State::Closed => t.state_closed().to_owned(),
    }
}

fn line(act: Act, t: Words) -> ActLine {
    let (label, help) = match act {
        Act::Unlock => (t.act_unlock(), t.act_unlock_help()),
        Act::Rearm => (t.act_rearm(), t.act_rearm_help()),
        Act::Suspend => (t.act_suspend(), t.act_suspend_help()),
        Act::Resume => (t.act_resume(), t.act_resume_help()),
        Act::Close => (t.act_close(), t.act_close_help()),
    };
    ActLine { path: act.path(), label, help, danger: matches!(act, Act::Close | Act::Suspend) }
}
