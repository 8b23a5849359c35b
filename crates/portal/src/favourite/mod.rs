//! The links an agent has starred; they stand on the portal's home page, in the order the agent chose on the page
//! where favourites are managed.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, Tx, people::Person, sql};
use serde::Deserialize;
use web::{Access, Form, Page, Reply, Routes, Visit, assets, page::is_local, redirect, redirect_saying};

use crate::{
    application::{self, Application, Seen},
    home::{Tile, at_home, catalogue, tile},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/portail/{academy}/favoris", Access::SignedIn, show)
        .post("/portail/{academy}/favoris", Access::SignedIn, reorder)
        .post("/portail/{academy}/favoris/{application}", Access::SignedIn, change)
}

/// Most favourites of one agent.
const MOST: usize = 40;

/// Stars an application, after those starred before.
pub async fn star(tx: &mut Tx, person: Id<Person>, application: Id<Application>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO application_favourites (person_id, academy_id, application_id, position)
          VALUES ($1, $2, $3, (SELECT COALESCE(MAX(position), 0) + 1 FROM application_favourites WHERE person_id = $1))
          ON CONFLICT DO NOTHING",
        person,
        tx.academy_id()?,
        application
    ))
    .await?;
    Ok(())
}

async fn unstar(tx: &mut Tx, person: Id<Person>, application: Id<Application>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM application_favourites WHERE person_id = $1 AND application_id = $2 AND academy_id = $3",
        person,
        application,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

async fn put_in_order(tx: &mut Tx, person: Id<Person>, order: &[Id<Application>]) -> Result<()> {
    for (position, application) in order.iter().take(MOST).enumerate() {
        tx.execute(sql!(
            "UPDATE application_favourites SET position = $4
              WHERE person_id = $1 AND application_id = $2 AND academy_id = $3",
            person,
            *application,
            tx.academy_id()?,
            position as i64
        ))
        .await?;
    }
    Ok(())
}

/// The starred among the applications of an agent, in the agent's order.
pub(crate) fn of(applications: &[Seen]) -> Vec<&Seen> {
    let mut starred: Vec<&Seen> = applications.iter().filter(|a| a.favourite.is_some()).collect();
    starred.sort_by_key(|a| a.favourite);
    starred
}

struct Group {
    id: String,
    name: String,
    tiles: Vec<Tile>,
}

#[derive(Template)]
#[template(path = "favourites.html")]
struct FavouritesPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    slug: &'a str,
    back: &'a str,
    starred: Vec<Tile>,
    groups: Vec<Group>,
}

async fn show(visit: Visit, Path(slug): Path<String>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let catalogue = catalogue(&visit, &agent).await?;
    let t = Words(visit.locale);
    let drawn = |one: &Seen| tile(&visit, one, &catalogue.categories);
    let groups = catalogue.categories.iter().map(|category| Group {
        id: category.id.to_string(),
        name: category.name(visit.locale).to_owned(),
        tiles: catalogue.applications.iter().filter(|a| a.category_id == category.id).map(drawn).collect(),
    });
    let body = FavouritesPage {
        t,
        icons: assets::path("icons.svg"),
        csrf: visit.csrf(),
        slug: &slug,
        back: visit.address(),
        starred: of(&catalogue.applications).into_iter().map(drawn).collect(),
        groups: groups.filter(|group| !group.tiles.is_empty()).collect(),
    };
    Page::new(&visit, t.favourites_manage()).crumb(t.portal_name(), format!("/portail/{slug}")).reply(&body)
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    starred: String,
    /// `up` or `down`: moved among the favourites.
    #[serde(default)]
    to: String,
    #[serde(default)]
    back: String,
}

/// Stars, takes the star away, or moves by one place.
async fn change(visit: Visit, Path((slug, id)): Path<(String, String)>, Form(form): Form<Change>) -> Reply {
    let id: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let agent = at_home(&visit, &slug)?;
    let own = application::of_agent(visit.academy_id()?, &agent, visit.now());
    let applications = visit.read().await?.all(own).await?;
    let one = applications.iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
    let t = Words(visit.locale);
    let mut order: Vec<Id<Application>> = of(&applications).iter().map(|a| a.id).collect();
    let place = order.iter().position(|a| *a == id);
    let (person, name) = (agent.id, one.name.clone());
    let sentence = match (form.to.as_str(), form.starred.as_str()) {
        ("up" | "down", _) => {
            let Some(from) = place else { return Err(Error::NotFound.into()) };
            let to = if form.to == "up" { from.saturating_sub(1) } else { (from + 1).min(order.len() - 1) };
            let moved = order.remove(from);
            order.insert(to, moved);
            visit.write(async move |tx| put_in_order(tx, person, &order).await).await?;
            t.favourite_moved(name)
        }
        (_, "1") => {
            if order.len() >= MOST {
                return Err(Error::Conflict(t.favourite_too_many(MOST)).into());
            }
            visit.write(async move |tx| star(tx, person, id).await).await?;
            t.favourite_added(name)
        }
        _ => {
            visit.write(async move |tx| unstar(tx, person, id).await).await?;
            t.favourite_removed(name)
        }
    };
    let back = if is_local(&form.back) { form.back } else { format!("/portail/{slug}") };
    Ok(redirect_saying(&visit, &back, &sentence))
}

/// The order after a drop: every favourite, first to last.
async fn reorder(visit: Visit, Path(slug): Path<String>, Form(fields): Form<Vec<(String, String)>>) -> Reply {
    let agent = at_home(&visit, &slug)?;
    let order: Vec<Id<Application>> = fields
        .iter()
        .filter(|(name, _)| name == "order")
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    let person = agent.id;
    visit.write(async move |tx| put_in_order(tx, person, &order).await).await?;
    Ok(redirect(&format!("/portail/{slug}/favoris")))
}
