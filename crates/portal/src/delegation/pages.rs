//! `/portail/{academy}/delegations`.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, people::Agent};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, form::told, redirect_saying};

use super::{Delegation, Giver, NewDelegation, give, offered, spell, store, withdraw};
use crate::{
    days,
    home::at_home,
    management::codes,
    view::{Question, Select, ask},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/portail/{academy}/delegations", Access::SignedIn, show)
        .post("/portail/{academy}/delegations", Access::SignedIn, add)
        .get("/portail/{academy}/delegations/{delegation}/retrait", Access::SignedIn, ask_to_withdraw)
        .post("/portail/{academy}/delegations/{delegation}/retrait", Access::SignedIn, take_back)
}

/// The giver; anybody else is told who gives.
fn giver(visit: &Visit, slug: &str) -> Result<(std::sync::Arc<Agent>, Giver)> {
    let agent = at_home(visit, slug)?;
    let may = Giver::of(&agent);
    let refusal = || Error::Forbidden(Words(visit.locale).delegation_forbidden().to_owned());
    may.map(|giver| (agent, giver)).ok_or_else(refusal)
}

struct Line {
    id: String,
    name: String,
    person: String,
    identifier: String,
    establishments: String,
    days: String,
    to_come: bool,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    application: String,
    person: String,
    establishments: String,
    from: String,
    until: String,
}

#[derive(Template)]
#[template(path = "delegations.html")]
struct DelegationsPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    slug: &'a str,
    given: Vec<Line>,
    applications: Vec<Select>,
    typed: &'a Typed,
    errors: &'a Errors,
    /// A head gives for this establishment alone.
    own: &'a str,
}

/// Beyond so many the next to end are shown; a manager who has more looks a person up at the help desk.
const SHOWN: i64 = 200;

async fn show(visit: Visit, Path(slug): Path<String>) -> Reply {
    let (_, giver) = giver(&visit, &slug)?;
    let zone = &visit.academy()?.zone;
    let establishments = match &giver {
        Giver::Manager => String::new(),
        Giver::Head { uai } => uai.clone(),
    };
    let from = days::field(Some(visit.now()), zone);
    let typed = Typed { establishments, from, ..Typed::default() };
    page(&visit, &slug, &giver, &typed, &Errors::default()).await
}

async fn page(visit: &Visit, slug: &str, giver: &Giver, typed: &Typed, errors: &Errors) -> Reply {
    let t = Words(visit.locale);
    let (given, applications) = {
        let mut tx = visit.read().await?;
        (store::current(&mut tx, SHOWN).await?, offered(&mut tx, giver).await?)
    };
    let line = |one: Delegation| -> Result<Line> {
        Ok(Line {
            days: spell(visit.ctx(), visit.locale, one.starts_at, one.ends_at)?,
            to_come: one.starts_at > visit.now(),
            id: one.id.to_string(),
            name: one.name,
            person: one.display_name,
            identifier: one.identifier,
            establishments: one.establishments.replace(' ', ", "),
        })
    };
    let body = DelegationsPage {
        t,
        icons: web::assets::path("icons.svg"),
        csrf: visit.csrf(),
        slug,
        given: given.into_iter().filter(|one| sees(giver, one)).map(line).collect::<Result<_>>()?,
        applications: applications
            .into_iter()
            .map(|(id, name)| Select::of(id.to_string(), name, &typed.application))
            .collect(),
        typed,
        errors,
        own: if let Giver::Head { uai } = giver { uai } else { "" },
    };
    let page = Page::new(visit, t.delegations_title())
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .class("page-narrow");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

/// Heads see and take back what was given for their establishment.
fn sees(giver: &Giver, given: &Delegation) -> bool {
    match giver {
        Giver::Manager => true,
        Giver::Head { uai } => given.establishments.split(' ').any(|one| one == uai),
    }
}

async fn add(visit: Visit, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Reply {
    let (_, giver) = giver(&visit, &slug)?;
    let t = Words(visit.locale);
    let zone = &visit.academy()?.zone;
    let new = NewDelegation {
        // An id of nothing is refused with the rest, at its field.
        application: typed.application.parse().unwrap_or(Id::NIL),
        person: typed.person.clone(),
        establishments: codes(&typed.establishments.to_uppercase()).map(str::to_owned).collect(),
        starts: days::start(&typed.from, zone).ok().flatten(),
        ends: days::end(&typed.until, zone).ok().flatten(),
    };
    let by = giver.clone();
    match told(visit.write(async move |tx| give(tx, &by, &new).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("/portail/{slug}/delegations"), t.delegation_given())),
        Err(errors) => page(&visit, &slug, &giver, &typed, &errors).await,
    }
}

async fn found(visit: &Visit, giver: &Giver, id: &str) -> Result<Delegation> {
    let id: Id<Delegation> = id.parse().map_err(|_| Error::NotFound)?;
    let given = store::one(&mut visit.read().await?, id).await?;
    if sees(giver, &given) { Ok(given) } else { Err(Error::NotFound) }
}

async fn ask_to_withdraw(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (_, giver) = giver(&visit, &slug)?;
    let given = found(&visit, &giver, &id).await?;
    let t = Words(visit.locale);
    let days = spell(visit.ctx(), visit.locale, given.starts_at, given.ends_at)?;
    let list = format!("/portail/{slug}/delegations");
    let page = Page::new(&visit, t.delegation_withdraw_title())
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .crumb(t.delegations_title(), &*list);
    ask(
        page,
        &Question {
            t,
            csrf: visit.csrf(),
            title: t.delegation_withdraw_title(),
            text: &t.delegation_withdraw_sure(days, given.name, given.display_name),
            action: &format!("{list}/{}/retrait", given.id),
            fields: &[],
            yes: t.delegation_withdraw(),
            no: &list,
        },
    )
}

async fn take_back(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    let (_, giver) = giver(&visit, &slug)?;
    let given = found(&visit, &giver, &id).await?;
    visit.write(async move |tx| withdraw(tx, &given).await).await?;
    let done = Words(visit.locale).delegation_withdrawn();
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/delegations"), done))
}
