//! `/magistere/{academy}`.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, Result,
    people::{self, Agent},
    row,
    site::System,
    sql,
};
use serde::Deserialize;
use web::{Access, Form, Page, Reply, Routes, Visit, redirect, redirect_saying};

use super::{
    Block, Place,
    blocks::{self, Arrangement},
};
use crate::{
    announcement::{self, Told},
    calendar, design, favourite,
    place::At,
    se_former::{self, Card, Mine, Tabs},
    session::State,
    view::{self, icons, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/magistere", Access::SignedIn, own)
        .get("/magistere/{academy}", Access::Public, show)
        .post("/magistere/{academy}/blocs", Access::SignedIn, change)
        .post("/magistere/{academy}/blocs/ordre", Access::SignedIn, reorder)
}

/// The home page without an académie is one's own.
async fn own(visit: Visit) -> Reply {
    let academy = people::academy_by_id(&mut Box::new(visit.read().await?), visit.agent()?.academy).await?;
    Ok(redirect(&format!("/magistere/{}", academy.slug)))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    personnaliser: String,
}

row! {
    /// A starred parcours, whatever it is.
    struct Starred {
        kind: favourite::Kind,
        object_id: Id<()>,
        title: String,
    }
}

/// Favourites and sessions shown on the home page; the rest is one step away.
const FEW: usize = 6;

struct BlockView {
    key: &'static str,
    title: &'static str,
    /// Moves that the buttons offer while the page is being arranged.
    place: &'static str,
    other_place: &'static str,
}

/// The one thing to do now, over all the blocks.
struct Next {
    title: String,
    step: String,
    href: String,
    verb: &'static str,
}

struct StarredLine {
    href: String,
    title: String,
    star_label: String,
}

#[derive(Template)]
#[template(path = "dashboard/home.html")]
struct HomePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    home: String,
    academy: &'a str,
    back: String,
    arranging: bool,
    main: Vec<BlockView>,
    side: Vec<BlockView>,
    hidden: Vec<BlockView>,
    favourites: Vec<StarredLine>,
    more_favourites: bool,
    cards: Vec<Card>,
    announcements: Vec<Told>,
    events: Vec<calendar::Next>,
    tabs: Tabs,
    manages: bool,
    next: Option<Next>,
}

#[derive(Template)]
#[template(path = "dashboard/signed_out.html")]
struct SignedOutPage<'a> {
    t: Words,
    icons: &'static str,
    academy: &'a str,
    sign_in: String,
}

async fn show(visit: Visit, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let academy = visit.academy.clone().filter(|a| a.slug == slug).ok_or(Error::NotFound)?;
    let agent = match visit.agent() {
        Ok(agent) if agent.academy == academy.id => agent.clone(),
        _ => return signed_out(&visit, &academy),
    };
    home(&visit, &agent, asked.personnaliser == "oui").await
}

fn signed_out(visit: &Visit, academy: &Arc<kernel::people::Academy>) -> Reply {
    let t = words(visit);
    let sign_in = web::sign_on::way_in(System::Learning, visit.address(), &academy.slug);
    if visit.is_signed_on() {
        return Ok(redirect(&sign_in));
    }
    let body = SignedOutPage { t, icons: icons(), academy: &academy.name, sign_in };
    Page::new(visit, t.magistere()).reply(&body)
}

async fn home(visit: &Visit, agent: &Agent, arranging: bool) -> Reply {
    let (academy, person, now) = (visit.academy_id()?, agent.id, visit.now());
    let manages = view::manages(visit)?;
    // What one may no longer see is not shown: it would lead nowhere.
    let starred = sql!(Starred: "SELECT f.kind, f.object_id, COALESCE(s.title, d.title, '') AS title
          FROM favourites f
             LEFT JOIN sessions s ON s.id = f.object_id AND s.state <> 'trash'
             LEFT JOIN enrolments e ON e.session_id = s.id AND e.person_id = $1
             LEFT JOIN designs d ON d.id = f.object_id AND d.trashed_at IS NULL
             LEFT JOIN designers w ON w.design_id = COALESCE(s.design_id, d.id) AND w.person_id = $1
          WHERE f.person_id = $1 AND f.academy_id = $2 AND (
             (s.id IS NOT NULL AND ($3 = 1 OR w.person_id IS NOT NULL
                OR (e.person_id IS NOT NULL AND (s.state <> 'preparation' OR e.role <> 'participant'))
                OR (s.state IN ('open', 'running') AND s.enrolment = 'self')))
             OR (d.id IS NOT NULL AND ($3 = 1 OR w.person_id IS NOT NULL OR d.published = 1)))
          ORDER BY f.starred_at DESC, f.object_id LIMIT 7", person, academy, manages);
    let reader = calendar::Reader { academy, person, function: &agent.function };
    let (from, to) = calendar::ahead(visit);
    let (chosen, starred, sessions, announcements, known, events) = {
        let mut tx = visit.read().await?;
        tx.together((
            blocks::of(academy, person),
            starred,
            se_former::mine(academy, person),
            announcement::current(academy, &agent.function, now, 4),
            design::experience(academy, person),
            calendar::between(reader, from, to),
        ))
        .await?
    };
    let t = words(visit);
    let home = view::home(visit)?;
    let arrangement = Arrangement::of(chosen);
    let sessions = se_former::sorted(sessions);
    let live: Vec<&Mine> = sessions
        .iter()
        .filter(|s| matches!(s.state, State::Running | State::Open | State::Preparation))
        .collect();
    let favourites: Vec<StarredLine> = starred.iter().take(FEW).map(|s| line(t, &home, s)).collect();
    let block = |place: Place| arrangement.at(place).into_iter().map(|b| block_view(t, b, place)).collect();
    let body = HomePage {
        t,
        icons: icons(),
        csrf: visit.csrf(),
        academy: &visit.academy()?.name,
        back: home.clone(),
        arranging,
        main: block(Place::Main),
        side: block(Place::Side),
        hidden: block(Place::None),
        more_favourites: starred.len() > FEW,
        favourites,
        cards: live.iter().take(FEW).map(|s| se_former::card(visit, s)).collect::<Result<_>>()?,
        announcements: announcements.into_iter().map(|row| Told::of(visit, row)).collect::<Result<_>>()?,
        events: calendar::next(visit, &events)?,
        next: next(t, &home, &live),
        tabs: Tabs::of(visit, &known)?,
        manages,
        home,
    };
    Page::new(visit, t.magistere()).reply(&body)
}

/// Where they go on: in a session they have begun, else in the first that waits for them.
fn next(t: Words, home: &str, live: &[&Mine]) -> Option<Next> {
    let step = |one: &Mine| {
        let (href, step) = one.next(&format!("{home}/parcours/{}", one.id))?;
        let (title, verb) = if one.done > 0 {
            (t.home_resume(&one.title), t.next_resume_verb())
        } else {
            (t.home_start(&one.title), t.next_start())
        };
        Some(Next { title, step, href, verb })
    };
    let begun = live.iter().filter(|one| one.done > 0);
    begun.chain(live).find_map(|one| step(one))
}

fn line(t: Words, home: &str, starred: &Starred) -> StarredLine {
    let kind = match starred.kind {
        favourite::Kind::Session => "parcours",
        favourite::Kind::Design => "conception",
    };
    StarredLine {
        href: format!("{home}/{kind}/{}", starred.object_id),
        star_label: t.star_off(&starred.title),
        title: starred.title.clone(),
    }
}

fn block_view(t: Words, block: Block, place: Place) -> BlockView {
    BlockView {
        key: block.as_str(),
        title: match block {
            Block::Favourites => t.block_favourites(),
            Block::Events => t.block_events(),
            Block::Sessions => t.block_sessions(),
            Block::Announcements => t.announcements(),
        },
        place: place.as_str(),
        other_place: match place {
            Place::Main => Place::Side.as_str(),
            Place::Side | Place::None => Place::Main.as_str(),
        },
    }
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    block: String,
    /// `up`, `down`, a place, or `reset`.
    #[serde(default)]
    to: String,
}

async fn change(visit: Visit, _: At, Form(form): Form<Change>) -> Reply {
    let person = visit.agent_id()?;
    let academy = visit.academy_id()?;
    let there = format!("{}?personnaliser=oui", view::home(&visit)?);
    if form.to == "reset" {
        visit.write(async move |tx| blocks::reset(tx, person).await).await?;
        return Ok(redirect_saying(&visit, &there, words(&visit).blocks_reset()));
    }
    let block: Block = form.block.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let said = if form.to == Place::None.as_str() { t.block_removed() } else { t.block_moved() };
    visit
        .write(async move |tx| {
            let mut page = Arrangement::of(tx.all(blocks::of(academy, person)).await?);
            match form.to.as_str() {
                "up" => page.shift(block, true),
                "down" => page.shift(block, false),
                place => page.send(block, place.parse().map_err(|_| Error::NotFound)?),
            }
            blocks::keep(tx, person, &page).await
        })
        .await?;
    Ok(redirect_saying(&visit, &format!("{there}#bloc-{}", block.as_str()), said))
}

/// After a drop: `list` is the place, `order` its blocks.
async fn reorder(visit: Visit, _: At, Form(fields): Form<Vec<(String, String)>>) -> Reply {
    let (person, academy) = (visit.agent_id()?, visit.academy_id()?);
    let value = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let place: Place = value("list").unwrap_or_default().parse().map_err(|_| Error::NotFound)?;
    let order: Vec<Block> = fields
        .iter()
        .filter(|(name, _)| name == "order")
        .filter_map(|(_, block)| block.parse().ok())
        .collect();
    visit
        .write(async move |tx| {
            let mut page = Arrangement::of(tx.all(blocks::of(academy, person)).await?);
            page.arrange(place, &order);
            blocks::keep(tx, person, &page).await
        })
        .await?;
    Ok(redirect(&format!("{}?personnaliser=oui", view::home(&visit)?)))
}
