//! The doors of the deployment: `/`, where one chooses the académie, and the pages the footer leads to.

use askama::Template;
use http::header;
use kernel::{people, site::System};
use web::{Access, Page, Reply, Routes, Visit, cookies, redirect};

use crate::words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/", Access::Public, choose)
        .get("/portail", Access::Public, own)
        .get("/aide", Access::Public, help)
        .get("/accessibilite", Access::Public, accessibility)
        .get("/confidentialite", Access::Public, privacy)
}

#[derive(Template)]
#[template(path = "choose.html")]
struct ChoosePage {
    t: Words,
    academies: Vec<Door>,
}

struct Door {
    name: String,
    slug: String,
    accent: String,
    last: bool,
}

/// Where the académie entered last is remembered, for this page alone.
const LAST: &str = "academie";

/// The académie entered last comes first.
async fn choose(visit: Visit, headers: http::HeaderMap) -> Reply {
    let secure = visit.services().site.is_secure(System::Portal);
    let last = cookies::read(&headers, LAST, secure).unwrap_or_default();
    let rows = people::academies(&mut Box::new(visit.read().await?)).await?;
    let mut academies: Vec<Door> = rows
        .into_iter()
        .map(|row| Door { last: row.slug == last, name: row.name, slug: row.slug, accent: row.accent })
        .collect();
    academies.sort_by_key(|door| !door.last);
    let t = Words(visit.locale);
    let body = ChoosePage { t, academies };
    Page::new(&visit, t.choose_title()).bare().reply(&body)
}

/// The portal without an académie is one's own; whoever is not signed in chooses.
async fn own(visit: Visit) -> Reply {
    let Ok(agent) = visit.agent() else { return Ok(redirect("/")) };
    let academy = people::academy_by_id(&mut Box::new(visit.read().await?), agent.academy).await?;
    Ok(redirect(&format!("/portail/{}", academy.slug)))
}

/// Remembers the académie whose portal is entered.
pub(crate) fn remember(visit: &Visit, slug: &str, response: &mut axum::response::Response) {
    let secure = visit.services().site.is_secure(System::Portal);
    let cookie = cookies::write(LAST, slug, cookies::Life::Seconds(365 * 86_400), secure);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    t: Words,
}

async fn help(visit: Visit) -> Reply {
    let t = Words(visit.locale);
    Page::new(&visit, t.help_title()).class("page-narrow").reply(&HelpPage { t })
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    t: Words,
}

async fn accessibility(visit: Visit) -> Reply {
    let t = Words(visit.locale);
    Page::new(&visit, t.accessibility_title()).class("page-narrow").reply(&AccessibilityPage { t })
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    t: Words,
}

async fn privacy(visit: Visit) -> Reply {
    let t = Words(visit.locale);
    Page::new(&visit, t.privacy_title()).class("page-narrow").reply(&PrivacyPage { t })
}
