//! The people of a session: who they are, how far each has come, and for those who manage it enrolling by name, by a
//! pasted list, changing roles, taking out.

use askama::Template;
use kernel::{Error, Id, Result, people, permission::May};
use serde::Deserialize;
use web::{Access, Form, Reply, Routes, Visit, redirect, redirect_saying};

use super::{
    Enrolled, Role,
    paste::{self, Rejected},
    store,
};
use crate::{
    place::At,
    session::{self, Session, page},
    view,
    words::Words,
};

/// People on one page of the list.
const PAGE: i64 = 50;

pub(crate) fn routes() -> Routes {
    const MEMBER: Access = Access::SignedIn;
    Routes::new()
        .get("/magistere/{academy}/parcours/{session}/participants", MEMBER, show)
        .post("/magistere/{academy}/parcours/{session}/participants", MEMBER, enrol_one)
        .post("/magistere/{academy}/parcours/{session}/participants/liste", MEMBER, enrol_list)
        .post("/magistere/{academy}/parcours/{session}/participants/{person}/role", MEMBER, change_role)
        .get("/magistere/{academy}/parcours/{session}/participants/{person}/retrait", MEMBER, ask_withdraw)
        .post("/magistere/{academy}/parcours/{session}/participants/{person}/retrait", MEMBER, withdraw)
}

#[derive(Template)]
#[template(path = "enrolment/people.html")]
struct PeoplePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    session: &'a Session,
    may_manage: bool,
    lines: Vec<Line>,
    total: i64,
    finished: i64,
    typed: &'a str,
    found: Vec<people::PersonRow>,
    report: Option<Report>,
    pasted: &'a str,
    before: Option<i64>,
    after: Option<i64>,
}

struct Line {
    id: Id<people::Person>,
    name: String,
    address: String,
    role: Role,
    role_label: &'static str,
    done: i64,
}

/// What became of a pasted list.
struct Report {
    enrolled: i64,
    changed: i64,
    already: i64,
    refused: i64,
    rejected: Vec<(usize, String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
    page: i64,
}

async fn show(visit: Visit, at: At, query: axum::extract::Query<Search>) -> Reply {
    draw(&visit, at.id("session")?, &query.q, query.page.max(1), None, "").await
}

async fn draw(
    visit: &Visit,
    id: Id<Session>,
    typed: &str,
    number: i64,
    report: Option<Report>,
    pasted: &str,
) -> Reply {
    let academy = visit.academy_id()?;
    let mut tx = visit.read().await?;
    let (found, people, counts) = tx
        .together((
            session::store::by_id(id, academy, visit.agent_id().ok()),
            store::people_of(id, academy, PAGE, (number - 1) * PAGE),
            store::counts_of(id, academy),
        ))
        .await?;
    let session = found.into_iter().next().ok_or(Error::NotFound)?;
    session.demand(visit, May::View)?;
    if !super::sees_people(&session, visit) {
        return Err(Error::Forbidden(String::new()).into());
    }
    let may_manage = session.allows(visit, May::Manage);
    let found = if may_manage { people::look_up(&mut tx, typed, 12).await? } else { Vec::new() };
    drop(tx);
    let (total, finished) = counts.into_iter().next().unwrap_or_default();
    let t = view::words(visit);
    let body = PeoplePage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        base: page::base(visit, id)?,
        may_manage,
        lines: people.into_iter().map(|one| line(t, one)).collect(),
        total,
        finished: if session.countable > 0 { finished } else { 0 },
        typed,
        found,
        report,
        pasted,
        before: (number > 1).then(|| number - 1),
        after: (number * PAGE < total).then(|| number + 1),
        session: &session,
    };
    page::below(visit, &session, t.tool_people())?.reply(&body)
}

fn line(t: Words, one: Enrolled) -> Line {
    Line {
        id: one.person_id,
        name: one.display_name,
        address: one.address,
        role: one.role,
        role_label: one.role.label(t),
        done: one.done,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Chosen {
    person: String,
    role: String,
}

/// One person, chosen by name.
async fn enrol_one(visit: Visit, at: At, Form(sent): Form<Chosen>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let person = sent.person.parse().map_err(|_| Error::NotFound)?;
    let role = sent.role.parse().unwrap_or(Role::Participant);
    let name = visit
        .write(async move |tx| {
            let session = session::find(tx, id, May::Manage).await?;
            changeable(&session, tx.locale)?;
            let known = people::person(tx, person).await?;
            if known.closed_at.is_some() {
                return Err(Error::NotFound);
            }
            if super::enrol(tx, id, person, role).await? != super::Outcome::Already {
                super::tell(tx, &session, person, role).await?;
            }
            Ok(known.display_name)
        })
        .await?;
    let there = format!("{}/participants", page::base(&visit, id)?);
    Ok(redirect_saying(&visit, &there, &view::words(&visit).person_enrolled(name)))
}

/// An archived session keeps the people it had.
fn changeable(session: &Session, locale: kernel::Locale) -> Result<()> {
    let open =
        matches!(session.state, session::State::Preparation | session::State::Open | session::State::Running);
    if open { Ok(()) } else { Err(Error::Forbidden(Words(locale).enrol_archived().to_owned())) }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pasted {
    list: String,
    role: String,
}

/// Many at once, with a report on every line that was not understood.
async fn enrol_list(visit: Visit, at: At, Form(sent): Form<Pasted>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let role = sent.role.parse().unwrap_or(Role::Participant);
    let list = sent.list.clone();
    let outcome = visit
        .write(async move |tx| {
            let session = session::find(tx, id, May::Manage).await?;
            changeable(&session, tx.locale)?;
            paste::enrol(tx, &session, &list, role).await
        })
        .await?;
    let t = view::words(&visit);
    let rejected = outcome.rejected.iter().map(|one| (one.line, one.text.clone(), why(t, one))).collect();
    // What was rejected stays in the field, to be corrected and sent again.
    let left: Vec<&str> = outcome.rejected.iter().map(|one| one.text.as_str()).collect();
    let report = Report {
        enrolled: outcome.enrolled,
        changed: outcome.changed,
        already: outcome.already,
        refused: outcome.rejected.len() as i64,
        rejected,
    };
    draw(&visit, id, "", 1, Some(report), &left.join("\n")).await
}

fn why(t: Words, rejected: &Rejected) -> String {
    match rejected.why {
        paste::Why::UnknownAddress => t.reject_address().to_owned(),
        paste::Why::UnknownIdentifier => t.reject_identifier().to_owned(),
        paste::Why::Closed => t.reject_closed().to_owned(),
        paste::Why::Twice => t.reject_twice().to_owned(),
        paste::Why::TooMany => t.reject_too_many(paste::MOST),
    }
}

async fn change_role(visit: Visit, at: At, Form(sent): Form<Chosen>) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let person = at.id("person")?;
    let role: Role = sent.role.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(async move |tx| {
            let session = session::find(tx, id, May::Manage).await?;
            changeable(&session, tx.locale)?;
            super::change_role(tx, &session, person, role).await
        })
        .await?;
    Ok(redirect(&format!("{}/participants", page::base(&visit, id)?)))
}

async fn ask_withdraw(visit: Visit, at: At) -> Reply {
    let person = at.id("person")?;
    let mut tx = visit.read().await?;
    let session = session::find(&mut tx, at.id("session")?, May::Manage).await?;
    store::role(&mut tx, session.id, person).await?.ok_or(Error::NotFound)?;
    let known = people::person(&mut tx, person).await?;
    drop(tx);
    let t = view::words(&visit);
    let asked = view::Asked {
        title: t.withdraw(),
        text: &t.withdraw_question(&known.display_name, &session.title),
        action: visit.address(),
        yes: t.withdraw(),
        icon: "trash",
        no: &format!("{}/participants", page::base(&visit, session.id)?),
        fields: &[],
    };
    view::ask(&visit, page::below(&visit, &session, t.withdraw())?, &asked)
}

async fn withdraw(visit: Visit, at: At) -> Reply {
    let id: Id<Session> = at.id("session")?;
    let person = at.id("person")?;
    visit
        .write(async move |tx| {
            let session = session::find(tx, id, May::Manage).await?;
            changeable(&session, tx.locale)?;
            super::withdraw_by_manager(tx, &session, person).await
        })
        .await?;
    let there = format!("{}/participants", page::base(&visit, id)?);
    Ok(redirect_saying(&visit, &there, view::words(&visit).withdrawn()))
}
