//! The portal's home page: the sign-in form for those who are signed out; the menu, the favourites and the search for
//! those who are in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Result, Time, people::Agent, permission::Role, site::System};
use serde::Deserialize;
use web::{Access, Page, Reply, Routes, Visit, assets, dates};

use crate::{
    application::{self, CategoryRow, Network, NoticeKind, Seen},
    delegation::Giver,
    favourite,
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/portail/{academy}", Access::Public, show)
        .get("/portail/{academy}/rubrique/{category}", Access::SignedIn, show_category)
        .get("/portail/{academy}/recherche", Access::SignedIn, search)
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
    /// In maintenance: the notice says so, and the link leads nowhere.
    pub unavailable: bool,
    /// Until when it is given to the agent, when it is.
    pub delegated: Option<String>,
}

/// What is to be known of an application now, above the tiles.
struct Told {
    name: String,
    text: String,
    icon: &'static str,
    warns: bool,
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

/// Which applications a page shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// The portal's home page: the agent's own, as tiles.
    Favourites,
    Category,
    Found,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    slug: &'a str,
    shows: Shows,
    title: &'a str,
    explanation: String,
    menu: Vec<MenuCategory>,
    typed: &'a str,
    tiles: Vec<Tile>,
    notices: Vec<Told>,
    notice_count: i64,
    back: &'a str,
    gives: bool,
    manages: bool,
}

/// What a page of the portal needs: two questions, asked together.
pub(crate) struct Catalogue {
    pub categories: Vec<CategoryRow>,
    pub applications: Vec<Seen>,
}

pub(crate) async fn catalogue(visit: &Visit, agent: &Agent) -> Result<Catalogue> {
    let academy = visit.academy_id()?;
    let mut tx = visit.read().await?;
    let own = application::of_agent(academy, agent, visit.now());
    let (categories, applications) = tx.together((application::categories(academy), own)).await?;
    Ok(Catalogue { categories, applications })
}

async fn show(visit: Visit, Path(slug): Path<String>) -> Reply {
    let Ok(agent) = at_home(&visit, &slug) else { return signed_out(&visit, &slug) };
    let catalogue = catalogue(&visit, &agent).await?;
    let t = Words(visit.locale);
    let starred = favourite::of(&catalogue.applications);
    let shown =
        Shown { shows: Shows::Favourites, title: t.portal_name(), explanation: String::new(), typed: "" };
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
    let tiles: Vec<&Seen> = catalogue.applications.iter().filter(|a| a.category_id == row.id).collect();
    if tiles.is_empty() {
        return Err(Error::NotFound.into());
    }
    let title = row.name(visit.locale);
    let shown = Shown { shows: Shows::Category, title, explanation: String::new(), typed: "" };
    page(&visit, &agent, &catalogue, &tiles, shown)
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
    let folded = kernel::search::fold(&search.q);
    let fits = |a: &&Seen| {
        let text = kernel::search::fold(&format!("{} {} {}", a.name, a.description_fr, a.description_en));
        !folded.is_empty() && folded.split_whitespace().all(|word| text.contains(word))
    };
    let tiles: Vec<&Seen> = catalogue.applications.iter().filter(fits).collect();
    let typed = search.q.trim();
    let explanation = match typed {
        "" => t.search_begin().to_owned(),
        typed => t.search_found(tiles.len() as i64, typed),
    };
    let title = if typed.is_empty() { t.search_label() } else { t.search_title() };
    page(&visit, &agent, &catalogue, &tiles, Shown { shows: Shows::Found, title, explanation, typed })
}

struct Shown<'a> {
    shows: Shows,
    title: &'a str,
    explanation: String,
    typed: &'a str,
}

fn page(visit: &Visit, agent: &Agent, catalogue: &Catalogue, tiles: &[&Seen], shown: Shown<'_>) -> Reply {
    let t = Words(visit.locale);
    let slug = &visit.academy()?.slug;
    let home = shown.shows == Shows::Favourites;
    let notices = if home { told(visit, &catalogue.applications) } else { Vec::new() };
    let body = HomePage {
        t,
        icons: assets::path("icons.svg"),
        csrf: visit.csrf(),
        slug,
        shows: shown.shows,
        title: shown.title,
        menu: menu(visit, catalogue, tiles, home),
        explanation: shown.explanation,
        typed: shown.typed,
        tiles: tiles.iter().map(|a| tile(visit, a, &catalogue.categories)).collect(),
        notice_count: notices.len() as i64,
        notices,
        back: visit.address(),
        gives: Giver::of(agent).is_some(),
        manages: agent.has(Role::Manager) || agent.has(Role::Administrator),
    };
    let page = Page::new(visit, shown.title);
    let page = if home { page } else { page.crumb(t.portal_name(), format!("/portail/{slug}")) };
    let page = if shown.shows == Shows::Found { page.own_search() } else { page };
    page.reply(&body)
}

/// The notices of the agent's applications; what cannot be used comes first.
fn told(visit: &Visit, applications: &[Seen]) -> Vec<Told> {
    let mut told: Vec<Told> = applications
        .iter()
        .filter_map(|a| {
            let (kind, text) = a.notice(visit.ctx())?;
            let warns = kind == NoticeKind::Maintenance;
            Some(Told { name: a.name.clone(), text: text.to_owned(), icon: notice_icon(kind), warns })
        })
        .collect();
    told.sort_by_key(|one| !one.warns);
    told
}

fn notice_icon(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Maintenance => "maintenance",
        NoticeKind::Moved => "arrow-right",
        NoticeKind::Information => "info",
    }
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

pub(crate) fn tile(visit: &Visit, application: &Seen, categories: &[CategoryRow]) -> Tile {
    let place = categories.iter().position(|c| c.id == application.category_id).unwrap_or(0);
    let notice = application.notice(visit.ctx());
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
        notice_icon: notice.map_or("info", |(kind, _)| notice_icon(kind)),
        notice: notice.map(|(_, text)| match day(visit, application.notice_until) {
            Some(until) => format!("{text} {}", t.notice_until(until)),
            None => text.to_owned(),
        }),
        delegated: day(visit, application.delegated_until).map(|until| t.tile_delegated(until)),
    }
}

/// «lundi 23 novembre 2026», where the académie is.
pub(crate) fn day(visit: &Visit, at: Option<Time>) -> Option<String> {
    let zone = &visit.academy.as_ref()?.zone;
    Some(dates::long_date(visit.locale, at?.zoned(zone).date()))
}
