//! Opening an application: those of the product land signed in, the others sign on in their own way. One that is in
//! maintenance, or closed to where the agent is, says so instead.

use askama::Template;
use axum::extract::Path;
use http::StatusCode;
use kernel::{Error, Id, Result, people::Agent};
use web::{Access, Page, Reply, Routes, Visit, redirect, session};

use crate::{
    application::{self, Application, Closed, Network, Seen, Whence},
    home::{at_home, day},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/portail/{academy}/lancer/{application}", Access::SignedIn, launch)
}

async fn launch(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let id: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let own = application::of_agent(visit.academy_id()?, &agent, visit.now());
    let applications = visit.read().await?.all(own).await?;
    let one = applications.into_iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
    let whence = if one.network == Network::Inside { whence(&visit, &agent).await? } else { Whence::Inside };
    match one.closed(visit.ctx(), whence) {
        None => Ok(redirect(&one.address(&slug))),
        Some(why) => closed(&visit, &slug, &one, why),
    }
}

async fn whence(visit: &Visit, agent: &Agent) -> Result<Whence> {
    let inside = visit.services().site.is_inside(visit.origin.address)
        || session::has_second_factor(&mut visit.read().await?, agent.session).await?;
    Ok(if inside { Whence::Inside } else { Whence::Outside })
}

#[derive(Template)]
#[template(path = "closed.html")]
struct ClosedPage<'a> {
    t: Words,
    icons: &'static str,
    slug: &'a str,
    title: &'a str,
    maintenance: bool,
    /// The manager's own words, for a maintenance.
    notice: &'a str,
    until: Option<String>,
}

fn closed(visit: &Visit, slug: &str, one: &Seen, why: Closed) -> Reply {
    let t = Words(visit.locale);
    let (title, status) = match why {
        Closed::Maintenance => (t.closed_maintenance_title(&*one.name), StatusCode::SERVICE_UNAVAILABLE),
        Closed::Outside => (t.closed_outside_title(&*one.name), StatusCode::FORBIDDEN),
    };
    let body = ClosedPage {
        t,
        icons: web::assets::path("icons.svg"),
        slug,
        title: &title,
        maintenance: why == Closed::Maintenance,
        notice: one.notice(visit.ctx()).map_or("", |(_, text)| text),
        until: day(visit, one.notice_until),
    };
    Page::new(visit, title.clone())
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .class("page-narrow")
        .status(status)
        .reply(&body)
}
