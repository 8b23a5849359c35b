//! Writing a content: the page with its sections and activities to arrange, by dragging or by buttons, in a design as
//! in a session.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Error, Id, Result, Tx, permission::May};
use serde::Deserialize;
use web::{Access, Form, Page, Reply, Routes, Visit, form, redirect, redirect_saying};

use super::{Section, Shift, store};
use crate::{
    activity::{self, Activity, ActivityType},
    design,
    place::{At, Place, PlaceId},
    session, view,
    words::Words,
};

macro_rules! both {
    ($routes:expr, $($method:ident $path:literal $handler:expr;)*) => {
        $routes$(
            .$method(concat!("/magistere/{academy}/conception/{design}/", $path), Access::SignedIn, $handler)
            .$method(concat!("/magistere/{academy}/parcours/{session}/", $path), Access::SignedIn, $handler)
        )*
    };
}

pub(crate) fn routes() -> Routes {
    let routes = Routes::new().get("/magistere/{academy}/conception/{design}", Access::SignedIn, show).get(
        "/magistere/{academy}/parcours/{session}/contenu",
        Access::SignedIn,
        show,
    );
    both!(routes,
        post "sections" add;
        post "sections/ordre" reorder;
        get "sections/{section}/titre" edit;
        post "sections/{section}/titre" rename;
        post "sections/{section}/place" shift;
        get "sections/{section}/suppression" ask_delete;
        post "sections/{section}/suppression" delete;
        post "activites/ordre" arrange;
        post "activite/{activity}/place" shift_activity;
        get "activite/{activity}/suppression" ask_delete_activity;
        post "activite/{activity}/suppression" delete_activity;
    )
}

#[derive(Template)]
#[template(path = "section/workshop.html")]
struct Workshop<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    head: String,
    may_edit: bool,
    parts: Vec<Part>,
    types: Vec<TypeOffer>,
    new_id: String,
    typed: &'a str,
    error: &'a str,
}

struct Part {
    id: String,
    title: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    href: String,
    icon: &'static str,
    accent: &'static str,
    title: String,
    line: String,
}

struct TypeOffer {
    key: &'static str,
    name: &'static str,
    icon: &'static str,
    purpose: &'static str,
}

async fn show(visit: Visit, at: At) -> Reply {
    draw(&visit, at.place()?, "", "").await
}

async fn draw(visit: &Visit, id: PlaceId, typed: &str, error: &str) -> Reply {
    let may = if matches!(id, PlaceId::Session(_)) { May::Edit } else { May::View };
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, id, may).await?;
    let (academy, content) = (visit.academy_id()?, place.content());
    let (sections, activities) =
        tx.together((store::of_content(content, academy), activity::of_content(content, academy))).await?;
    drop(tx);
    let base = place.base(visit)?;
    let mut parts: Vec<_> = sections
        .into_iter()
        .map(|section| {
            (section.id, Part { id: section.id.to_string(), title: section.title, rows: Vec::new() })
        })
        .collect();
    for one in activities {
        let Some((_, part)) = parts.iter_mut().find(|(id, _)| *id == one.section_id) else { continue };
        let kind = activity::type_of(&one.kind);
        part.rows.push(Row {
            id: one.id.to_string(),
            href: format!("{base}/activite/{}", one.id),
            icon: kind.map_or("page", ActivityType::icon),
            accent: kind.map_or("ardoise", ActivityType::accent),
            line: kind.map(|kind| kind.line(&one.detail, visit.locale)).unwrap_or_default(),
            title: one.title,
        });
    }
    let new_id: Id<Section> = visit.new_id();
    let types = activity::types().map(|kind| TypeOffer {
        key: kind.key(),
        name: kind.name(visit.locale),
        icon: kind.icon(),
        purpose: kind.purpose(visit.locale),
    });
    let head = match &place {
        Place::Design(design) => design::pages::head(visit, design, design::pages::Tab::Content)?,
        Place::Session(session) => session_head(visit, session)?,
    };
    let body = Workshop {
        t: view::words(visit),
        icons: view::icons(),
        csrf: visit.csrf(),
        may_edit: place.allows(visit, May::Edit),
        head,
        base,
        parts: parts.into_iter().map(|(_, part)| part).collect(),
        types: types.collect(),
        new_id: new_id.to_string(),
        typed,
        error,
    };
    let page = frame(visit, &place)?;
    if error.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

#[derive(Template)]
#[template(path = "section/session_head.html")]
struct SessionHead<'a> {
    t: Words,
    icons: &'static str,
    session: &'a session::Session,
}

fn session_head(visit: &Visit, session: &session::Session) -> Result<String> {
    let head = SessionHead { t: view::words(visit), icons: view::icons(), session };
    head.render().map_err(Error::internal)
}

fn frame<'v>(visit: &'v Visit, place: &Place) -> Result<Page<'v>> {
    let t = view::words(visit);
    match place {
        Place::Design(design) => design::pages::frame(visit, &design.title),
        Place::Session(session) => session::page::below(visit, session, t.content_title()),
    }
}

/// The frame of a page below the workshop.
fn below<'v>(visit: &'v Visit, place: &Place, title: &str) -> Result<Page<'v>> {
    Ok(view::page(visit, title)?.crumb(place.title(), place.workshop(visit)?))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Titled {
    id: String,
    version: i64,
    title: String,
}

async fn add(visit: Visit, at: At, Form(sent): Form<Titled>) -> Reply {
    let place_id = at.place()?;
    let id: Id<Section> = sent.id.parse().unwrap_or_else(|_| visit.new_id());
    let title = sent.title.clone();
    let outcome = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            super::create(tx, id, place.content(), &title).await?;
            place.workshop(tx)
        })
        .await;
    match form::told(outcome)? {
        Ok(workshop) => Ok(redirect(&format!("{workshop}#section-{id}"))),
        Err(errors) => draw(&visit, place_id, &sent.title, errors.of("title")).await,
    }
}

#[derive(Template)]
#[template(path = "section/title.html")]
struct TitlePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    action: String,
    cancel: String,
    version: i64,
    title: &'a str,
    error: &'a str,
    conflict: &'a str,
}

async fn edit(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::Edit).await?;
    let section = super::find(&mut tx, place.content(), at.id("section")?).await?;
    drop(tx);
    title_page(&visit, &place, section.version, &section.title, "", "")
}

async fn rename(visit: Visit, at: At, Form(sent): Form<Titled>) -> Reply {
    let (place_id, id): (_, Id<Section>) = (at.place()?, at.id("section")?);
    let (title, version) = (sent.title.clone(), sent.version);
    let outcome = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            let section = super::find(tx, place.content(), id).await?;
            super::rename(tx, &section, version, &title).await?;
            place.workshop(tx)
        })
        .await;
    let (error, conflict) = match outcome {
        Ok(workshop) => return Ok(redirect(&format!("{workshop}#section-{id}"))),
        Err(Error::Invalid(problems)) => {
            (problems.into_iter().next().map(|p| p.message).unwrap_or_default(), String::new())
        }
        Err(Error::Conflict(why)) => (String::new(), why),
        Err(other) => return Err(other.into()),
    };
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, place_id, May::Edit).await?;
    let section = super::find(&mut tx, place.content(), id).await?;
    drop(tx);
    let version = if conflict.is_empty() { sent.version } else { section.version };
    let conflict = if conflict.is_empty() {
        conflict
    } else {
        format!("{conflict} {}", view::words(&visit).section_title_now(&section.title))
    };
    title_page(&visit, &place, version, &sent.title, &error, &conflict)
}

fn title_page(visit: &Visit, place: &Place, version: i64, title: &str, error: &str, conflict: &str) -> Reply {
    let t = view::words(visit);
    let body = TitlePage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        action: visit.address().to_owned(),
        cancel: place.workshop(visit)?,
        version,
        title,
        error,
        conflict,
    };
    let page = below(visit, place, t.section_rename())?.class("page-narrow");
    let page = match (error.is_empty(), conflict.is_empty()) {
        (_, false) => page.status(StatusCode::CONFLICT),
        (false, _) => page.refused(),
        _ => page,
    };
    page.reply(&body)
}

/// A move button.
#[derive(Deserialize)]
struct Move {
    #[serde(default)]
    to: String,
}

async fn shift(visit: Visit, at: At, Form(sent): Form<Move>) -> Reply {
    let (place_id, id): (_, Id<Section>) = (at.place()?, at.id("section")?);
    let by = Shift::from_form(&sent.to).ok_or(Error::NotFound)?;
    let workshop = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            super::shift(tx, place.content(), id, by).await?;
            place.workshop(tx)
        })
        .await?;
    Ok(redirect(&format!("{workshop}#section-{id}")))
}

async fn shift_activity(visit: Visit, at: At, Form(sent): Form<Move>) -> Reply {
    let (place_id, id): (_, Id<Activity>) = (at.place()?, at.id("activity")?);
    let by = Shift::from_form(&sent.to).ok_or(Error::NotFound)?;
    let workshop = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            activity::shift(tx, place.content(), id, by).await?;
            place.workshop(tx)
        })
        .await?;
    Ok(redirect(&format!("{workshop}#activite-{id}")))
}

/// A drop: what the sortable list sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Dropped {
    moved: String,
    list: String,
    order: Vec<String>,
}

impl Dropped {
    fn order<T>(&self) -> Vec<Id<T>> {
        self.order.iter().filter_map(|id| id.parse().ok()).take(500).collect()
    }
}

async fn reorder(visit: Visit, at: At, Form(sent): Form<Dropped>) -> Reply {
    let place_id = at.place()?;
    let order = sent.order();
    visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            super::reorder(tx, place.content(), &order).await
        })
        .await?;
    Ok(done())
}

async fn arrange(visit: Visit, at: At, Form(sent): Form<Dropped>) -> Reply {
    let place_id = at.place()?;
    let section: Id<Section> = sent.list.parse().map_err(|_| Error::NotFound)?;
    let moved: Id<Activity> = sent.moved.parse().map_err(|_| Error::NotFound)?;
    let order = sent.order();
    visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            activity::arrange(tx, place.content(), section, moved, &order).await
        })
        .await?;
    Ok(done())
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

async fn ask_delete(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::Edit).await?;
    let section = super::find(&mut tx, place.content(), at.id("section")?).await?;
    let inside = activity::of_section(&mut tx, section.id).await?;
    drop(tx);
    let t = view::words(&visit);
    let text = match &place {
        Place::Design(_) => t.section_delete_question(inside.len() as i64, &section.title),
        Place::Session(_) => t.section_delete_question_live(inside.len() as i64, &section.title),
    };
    asked(&visit, &place, t.section_delete(), &text)
}

async fn ask_delete_activity(visit: Visit, at: At) -> Reply {
    let mut tx = visit.read().await?;
    let place = Place::find(&mut tx, at.place()?, May::Edit).await?;
    let activity = activity::find(&mut tx, place.content(), at.id("activity")?).await?;
    drop(tx);
    let t = view::words(&visit);
    let text = match &place {
        Place::Design(_) => t.activity_delete_question(&activity.title),
        Place::Session(_) => t.activity_delete_question_live(&activity.title),
    };
    asked(&visit, &place, t.activity_delete(), &text)
}

fn asked(visit: &Visit, place: &Place, title: &str, text: &str) -> Reply {
    let asked = view::Asked {
        title,
        text,
        action: visit.address(),
        yes: title,
        icon: "trash",
        no: &place.workshop(visit)?,
        fields: &[],
    };
    view::ask(visit, below(visit, place, title)?, &asked)
}

async fn delete(visit: Visit, at: At) -> Reply {
    let (place_id, id): (_, Id<Section>) = (at.place()?, at.id("section")?);
    let there = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            gone(super::delete(tx, place.content(), id).await)?;
            workshop(tx, &place)
        })
        .await?;
    Ok(redirect_saying(&visit, &there, view::words(&visit).section_deleted()))
}

async fn delete_activity(visit: Visit, at: At) -> Reply {
    let (place_id, id): (_, Id<Activity>) = (at.place()?, at.id("activity")?);
    let there = visit
        .write(async move |tx| {
            let place = Place::find(tx, place_id, May::Edit).await?;
            gone(activity::delete(tx, place.content(), id).await)?;
            workshop(tx, &place)
        })
        .await?;
    Ok(redirect_saying(&visit, &there, view::words(&visit).activity_deleted()))
}

/// Deleted by the first of two clicks: it is gone, as was wanted.
fn gone(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}

fn workshop(tx: &Tx, place: &Place) -> Result<String> {
    place.workshop(tx)
}
