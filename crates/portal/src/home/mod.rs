//! The portal's home page: the sign-in form for those who are signed out; the menu, the favourites and the search for
//! those who are in; and the way out to an application.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Id, Result, people::Agent, site::System};
use serde::Deserialize;
use web::{Access, Page, Reply, Routes, Visit, assets, dates, redirect};

use crate::{
    application::{self, Application, CategoryRow, Network, NoticeKind, Seen},
    favourite,
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/portail/{academy}", Access::Public, show)
        .get("/portail/{academy}/rubrique/{category}", Access::SignedIn, show_category)
        .get("/portail/{academy}/recherche", Access::SignedIn, search)
        .get("/portail/{academy}/lancer/{application}", Access::SignedIn, launch)
}

/// The agent, on a page of their own académie.
pub(crate) fn at_home(visit: &Visit, slug: &str) -> Result<Arc<Agent>> {
    let agent = visit.agent()?;
    let academy = visit.academy.as_ref().ok_or(Error::NotFound)?;
    if academy.slug != slug || academy.id != agent.academy {
        return Err(Error::NotFound);
    }
    Ok(agent.clone())
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOutPage<'a> {
    card: identity::SignInCard<'a>,
}

/// One application, already in words.
pub(crate) struct Tile {
    pub id: String,
    pub name: String,
    pub description: String,
    pub icon: String,
    pub accent: &'static str,
    pub is_new: bool,
    pub inside: bool,
    pub starred: bool,
    pub notice: Option<String>,
    pub notice_icon: &'static str,
    pub unavailable: bool,
}

pub(crate) struct MenuCategory {
    pub id: String,
    pub name: String,
    pub icon: String,
    pub open: bool,
    pub applications: Vec<MenuLink>,
}

pub(crate) struct MenuLink {
    pub id: String,
    pub name: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    slug: &'a str,
    /// What stands above the tiles.
    heading: String,
    explanation: String,
    menu: Vec<MenuCategory>,
    typed: &'a str,
    tiles: Vec<Tile>,
    /// The agent's own page: its tiles can be put in order.
    favourites: bool,
    /// Notices of the agent's applications, on the home page.
    notices: Vec<(String, String)>,
    back: &'a str,
    manages: bool,
}

/// What a page of the portal needs: two questions, asked together.
struct Catalogue {
    categories: Vec<CategoryRow>,
    applications: Vec<Seen>,
}

async fn catalogue(visit: &Visit, agent: &Agent) -> Result<Catalogue> {
    let academy = visit.academy_id()?;
    let mut tx = visit.read().await?;
    let (categories, applications) =
        tx.together((application::categories(academy), application::of_agent(academy, agent))).await?;
    Ok(Catalogue { categories, applications })
}

async fn show(visit: Visit, Path(slug): Path<String>) -> Reply {
    let Ok(agent) = at_home(&visit, &slug) else { return signed_out(&visit, &slug) };
    let catalogue = catalogue(&visit, &agent).await?;
    let t = Words(visit.locale);
    let starred = favourite::of(&catalogue.applications);
    let notices = catalogue
        .applications
        .iter()
        .filter_map(|a| a.notice(visit.ctx()).map(|(_, text)| (a.name.clone(), text.to_owned())))
        .collect();
    let heading = t.favourites_title().to_owned();
    let explanation = if starred.is_empty() { String::new() } else { t.favourites_explanation().to_owned() };
    let shown = Shown { heading, explanation, favourites: true, notices, typed: "" };
    let mut response = page(&visit, &agent, &catalogue, &starred, shown)?;
    crate::door::remember(&visit, &slug, &mut response);
    Ok(response)
}

/// Another académie's portal, or nobody signed in: the form, and the three links.
fn signed_out(visit: &Visit, slug: &str) -> Reply {
    let academy = visit.academy.as_ref().ok_or(Error::NotFound)?;
    if academy.slug != slug {
        return Err(Error::NotFound.into());
    }
    let t = Words(visit.locale);
    let suite = web::sign_on::way_in(System::Portal, visit.address(), slug);
    if visit.is_signed_on() {
        return Ok(web::redirect(&suite));
    }
    let card = identity::SignInCard::of(visit, &suite, t.portal_name());
    Page::new(visit, t.sign_in_title()).class("page-sign-in").bare().reply(&SignedOutPage { card })
}

async fn show_category(visit: Visit, Path((slug, category)): Path<(String, String)>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let catalogue = catalogue(&visit, &agent).await?;
    let row = catalogue.categories.iter().find(|c| c.id.to_string() == category).ok_or(Error::NotFound)?;
    let shown: Vec<&Seen> = catalogue.applications.iter().filter(|a| a.category_id == row.id).collect();
    if shown.is_empty() {
        return Err(Error::NotFound.into());
    }
    let heading = row.name(visit.locale).to_owned();
    let shown_as =
        Shown { heading, explanation: String::new(), favourites: false, notices: Vec::new(), typed: "" };
    page(&visit, &agent, &catalogue, &shown, shown_as)
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn search(visit: Visit, Path(slug): Path<String>, Query(search): Query<Search>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let catalogue = catalogue(&visit, &agent).await?;
    let t = Words(visit.locale);
    let typed = kernel::search::fold(&search.q);
    let fits = |a: &&Seen| {
        let text = kernel::search::fold(&format!("{} {} {}", a.name, a.description_fr, a.description_en));
        !typed.is_empty() && typed.split_whitespace().all(|word| text.contains(word))
    };
    let shown: Vec<&Seen> = catalogue.applications.iter().filter(fits).collect();
    let heading = t.search_title().to_owned();
    let explanation = t.search_found(shown.len() as i64, search.q.trim());
    let shown_as =
        Shown { heading, explanation, favourites: false, notices: Vec::new(), typed: search.q.trim() };
    page(&visit, &agent, &catalogue, &shown, shown_as)
}

struct Shown<'a> {
    heading: String,
    explanation: String,
    favourites: bool,
    notices: Vec<(String, String)>,
    typed: &'a str,
}

fn page(visit: &Visit, agent: &Agent, catalogue: &Catalogue, tiles: &[&Seen], shown: Shown<'_>) -> Reply {
    let t = Words(visit.locale);
    let slug = &visit.academy()?.slug;
    let title = if shown.favourites { t.portal_name().to_owned() } else { shown.heading.clone() };
    let body = HomePage {
        t,
        icons: assets::path("icons.svg"),
        csrf: visit.csrf(),
        slug,
        menu: menu(visit, catalogue, tiles, shown.favourites),
        heading: shown.heading,
        explanation: shown.explanation,
        typed: shown.typed,
        tiles: tiles.iter().map(|a| tile(visit, a, &catalogue.categories)).collect(),
        favourites: shown.favourites,
        notices: shown.notices,
        back: visit.address(),
        manages: agent.has(kernel::permission::Role::Manager)
            || agent.has(kernel::permission::Role::Administrator),
    };
    let page = Page::new(visit, title);
    let page = if shown.favourites { page } else { page.crumb(t.portal_name(), format!("/portail/{slug}")) };
    page.reply(&body)
}

/// The left menu: categories that hold something for this agent. The one being looked at is open; on the home page
/// all are, as long as they are few.
fn menu(visit: &Visit, catalogue: &Catalogue, tiles: &[&Seen], home: bool) -> Vec<MenuCategory> {
    let current = tiles.first().filter(|_| !home).map(|a| a.category_id);
    catalogue
        .categories
        .iter()
        .map(|category| MenuCategory {
            id: category.id.to_string(),
            name: category.name(visit.locale).to_owned(),
            icon: category.icon.clone(),
            open: home || current == Some(category.id),
            applications: catalogue
                .applications
                .iter()
                .filter(|a| a.category_id == category.id)
                .map(|a| MenuLink { id: a.id.to_string(), name: a.name.clone() })
                .collect(),
        })
        .filter(|category| !category.applications.is_empty())
        .collect()
}

/// One colour a category, so that tiles are told apart at a glance; the words say the rest.
const ACCENTS: [&str; 6] = ["bleu", "vert", "prune", "brique", "ocean", "ardoise"];

fn tile(visit: &Visit, application: &Seen, categories: &[CategoryRow]) -> Tile {
    let place = categories.iter().position(|c| c.id == application.category_id).unwrap_or(0);
    let notice = application.notice(visit.ctx());
    let zone = visit.academy.as_ref().map(|a| a.zone.clone());
    let until = application
        .notice_until
        .zip(zone)
        .map(|(until, zone)| dates::long_date(visit.locale, until.zoned(&zone).date()));
    let t = Words(visit.locale);
    Tile {
        id: application.id.to_string(),
        name: application.name.clone(),
        description: application.description(visit.locale).to_owned(),
        icon: application.icon.clone(),
        accent: ACCENTS.get(place % ACCENTS.len()).copied().unwrap_or("bleu"),
        is_new: application.is_new,
        inside: application.network == Network::Inside,
        starred: application.favourite.is_some(),
        unavailable: matches!(notice, Some((NoticeKind::Maintenance, _))),
        notice_icon: match notice {
            Some((NoticeKind::Maintenance, _)) => "maintenance",
            Some((NoticeKind::Moved, _)) => "arrow-right",
            _ => "info",
        },
        notice: notice.map(|(_, text)| match until {
            Some(until) => format!("{text} {}", t.notice_until(until)),
            None => text.to_owned(),
        }),
    }
}

/// Opens an application: those of the product land signed in, the others sign on in their own way.
async fn launch(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let id: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let applications = visit.read().await?.all(application::of_agent(visit.academy_id()?, &agent)).await?;
    let one = applications.into_iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
    Ok(redirect(&one.address(&slug)))
}
