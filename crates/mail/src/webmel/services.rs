//! `/webmel/gestion/boites-partagees`: the boxes of services, for who looks after the mail of the académie: their names,
//! their owners, whether they are open, and nothing of what they hold.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, Result,
    people::{self, Person, ServiceRow},
    permission::{May, Role},
};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{icons, words},
    filing::Confirm,
    shown::encoded,
};
use crate::{
    mailbox::Mailbox,
    members, policy,
    services::{self, Typed},
    words::Words,
};

const HOME: &str = "/webmel/gestion/boites-partagees";
const RESOURCE: &str = "shared mailbox";

pub(super) fn routes() -> Routes {
    let postmaster = Access::Granted(Role::Postmaster);
    Routes::new()
        .get("/webmel/gestion/boites-partagees", postmaster, show)
        .post("/webmel/gestion/boites-partagees", postmaster, create)
        .get("/webmel/gestion/boites-partagees/nouvelle", postmaster, begin)
        .get("/webmel/gestion/boites-partagees/{service}", postmaster, open)
        .post("/webmel/gestion/boites-partagees/{service}", postmaster, change)
        .post("/webmel/gestion/boites-partagees/{service}/retrait", postmaster, unname)
        .get("/webmel/gestion/boites-partagees/{service}/fermeture", postmaster, ask)
        .post("/webmel/gestion/boites-partagees/{service}/fermeture", postmaster, close)
        .post("/webmel/gestion/boites-partagees/{service}/ouverture", postmaster, reopen)
}

#[derive(Template)]
#[template(path = "webmel/services.html")]
struct Services {
    t: Words,
    icons: &'static str,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    name: String,
    address: String,
    closed: bool,
    members: i64,
    /// Names of its owners; nobody decides about a box without any.
    owners: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Sought {
    q: String,
    apres: String,
}

const ROWS: usize = 50;

async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    policy::of_academy(visit.ctx(), RESOURCE, May::View)?;
    let t = words(&visit);
    let after = sought.apres.split_once('~').and_then(|(id, key)| Some((key.to_owned(), id.parse().ok()?)));
    let after = after.unwrap_or((String::new(), Id::NIL));
    let (mut found, known) = {
        let mut tx = visit.read().await?;
        let found = people::services(&mut tx, &sought.q, &after, ROWS as i64 + 1).await?;
        let ids: Vec<Id<Mailbox>> = found.iter().map(|row| row.id.cast()).collect();
        (found, members::names(&mut tx, &ids).await?)
    };
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more);
    let next = next.map(|row| {
        format!("{HOME}?q={}&apres={}", encoded(&sought.q), encoded(&format!("{}~{}", row.id, row.sort_key)))
    });
    let rows = found.into_iter().map(|service| {
        let of: Vec<_> = known.iter().filter(|member| member.mailbox_id == service.id.cast()).collect();
        Row {
            id: service.id.to_string(),
            name: service.name,
            address: service.address,
            closed: service.closed_at.is_some(),
            members: of.len() as i64,
            owners: of.into_iter().filter(|m| m.is_owner).map(|m| m.name.clone()).collect(),
        }
    });
    let body = Services { t, icons: icons(), rows: rows.collect(), q: sought.q, next };
    Page::new(&visit, t.shared_boxes()).crumb(t.queue_crumb(), "/webmel").reply(&body)
}

#[derive(Template)]
#[template(path = "webmel/service.html")]
struct ServicePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    action: String,
    /// One that is there; its address stays.
    known: Option<Known>,
    domain: String,
    typed: ServiceForm,
    errors: Errors,
}

struct Known {
    address: String,
    closed: bool,
    owners: Vec<Owner>,
    members: i64,
}

struct Owner {
    id: String,
    name: String,
    address: String,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default)]
struct ServiceForm {
    address: String,
    name: String,
    owners: String,
}

async fn begin(visit: Visit) -> Reply {
    policy::of_academy(visit.ctx(), RESOURCE, May::Manage)?;
    page(&visit, None, ServiceForm::default(), Errors::default()).await
}

async fn page(visit: &Visit, of: Option<ServiceRow>, typed: ServiceForm, errors: Errors) -> Reply {
    let t = words(visit);
    let refused = !errors.is_empty();
    let known = match &of {
        None => None,
        Some(service) => {
            let members = members::of(&mut visit.read().await?, service.id.cast()).await?;
            let owners = members.iter().filter(|member| member.is_owner).map(|member| Owner {
                id: member.person.to_string(),
                name: member.name.clone(),
                address: member.address.clone(),
            });
            Some(Known {
                address: service.address.clone(),
                closed: service.closed_at.is_some(),
                owners: owners.collect(),
                members: members.len() as i64,
            })
        }
    };
    let body = ServicePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: of.as_ref().map_or_else(|| t.shared_new().to_owned(), |service| service.name.clone()),
        action: of.as_ref().map_or_else(|| HOME.to_owned(), |service| format!("{HOME}/{}", service.id)),
        known,
        domain: visit.academy()?.mail_domain.clone(),
        typed,
        errors,
    };
    let page = Page::new(visit, body.title.clone()).crumb(t.shared_boxes(), HOME);
    if refused { page.refused().reply(&body) } else { page.reply(&body) }
}

async fn create(visit: Visit, Form(form): Form<ServiceForm>) -> Reply {
    policy::of_academy(visit.ctx(), RESOURCE, May::Manage)?;
    let typed = Typed { address: form.address.clone(), name: form.name.clone(), owners: form.owners.clone() };
    match told(visit.write(async move |tx| services::create(tx, &typed).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, HOME, words(&visit).shared_created())),
        Err(errors) => page(&visit, None, form, errors).await,
    }
}

async fn found(visit: &Visit, id: &str, may: May) -> Result<ServiceRow> {
    policy::of_academy(visit.ctx(), RESOURCE, may)?;
    let id: Id<Mailbox> = id.parse().map_err(|_| Error::NotFound)?;
    services::find(&mut visit.read().await?, id).await
}

async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    let service = found(&visit, &id, May::View).await?;
    let typed = ServiceForm { name: service.name.clone(), ..ServiceForm::default() };
    page(&visit, Some(service), typed, Errors::default()).await
}

/// Its name, and owners besides those there are.
async fn change(visit: Visit, Path(id): Path<String>, Form(form): Form<ServiceForm>) -> Reply {
    let service = found(&visit, &id, May::Manage).await?;
    let (mailbox, typed) = (service.id.cast(), form.clone());
    let changed = visit.write(async move |tx| {
        services::rename(tx, mailbox, &typed.name).await?;
        if typed.owners.trim().is_empty() {
            return Ok(());
        }
        let owners = members::named(tx, "owners", &typed.owners).await?;
        services::name_owners(tx, mailbox, &owners).await
    });
    match told(changed.await)? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("{HOME}/{id}"), words(&visit).shared_changed())),
        Err(errors) => page(&visit, Some(service), form, errors).await,
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chosen {
    person: String,
}

/// An owner is none any more, nor a member.
async fn unname(visit: Visit, Path(id): Path<String>, Form(form): Form<Chosen>) -> Reply {
    let service = found(&visit, &id, May::Manage).await?;
    let mailbox = service.id.cast();
    let person: Id<Person> = form.person.parse().map_err(|_| Error::NotFound)?;
    let taken = visit.write(async move |tx| {
        let known = members::of(tx, mailbox).await?;
        if !known.iter().any(|member| member.person == person && member.is_owner) {
            return Err(Error::NotFound);
        }
        members::withdraw(tx, mailbox, person).await
    });
    let taken = taken.await.map_err(|error| match error {
        Error::Conflict(sentence) => Error::invalid("owners", sentence),
        other => other,
    });
    match told(taken)? {
        Ok(_) => Ok(redirect_saying(&visit, &format!("{HOME}/{id}"), words(&visit).member_withdrawn())),
        Err(errors) => {
            let typed = ServiceForm { name: service.name.clone(), ..ServiceForm::default() };
            page(&visit, Some(service), typed, errors).await
        }
    }
}

async fn ask(visit: Visit, Path(id): Path<String>) -> Reply {
    let service = found(&visit, &id, May::Manage).await?;
    let t = words(&visit);
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.shared_close(&service.name),
        explanation: t.shared_close_explanation(&service.address),
        button: t.shared_close_button().to_owned(),
        action: format!("{HOME}/{id}/fermeture"),
        fields: Vec::new(),
        back: format!("{HOME}/{id}"),
    };
    Page::new(&visit, body.title.clone()).crumb(t.shared_boxes(), HOME).reply(&body)
}

async fn close(visit: Visit, Path(id): Path<String>) -> Reply {
    set_closed(&visit, &id, true).await
}

async fn reopen(visit: Visit, Path(id): Path<String>) -> Reply {
    set_closed(&visit, &id, false).await
}

async fn set_closed(visit: &Visit, id: &str, closed: bool) -> Reply {
    let service = found(visit, id, May::Manage).await?;
    let mailbox = service.id.cast();
    visit.write(async move |tx| services::set_closed(tx, mailbox, closed).await).await?;
    let t = words(visit);
    let said = if closed { t.shared_closed() } else { t.shared_opened() };
    Ok(redirect_saying(visit, &format!("{HOME}/{id}"), said))
}
