//! `/webmel/gestion/envois`: what waits to leave the académie, why and since when, for who looks after the mail. Where to
//! and how large, never what it says nor who wrote it.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, Result, Time,
    permission::{May, Role},
};
use serde::Deserialize;
use web::{Access, Form, Page, Reply, Routes, Visit, dates, redirect_saying};

use super::{
    desk::{icons, words},
    filing::Confirm,
    shown,
};
use crate::{
    imap_store, policy,
    queue::{
        Outgoing, State,
        steer::{self, Seen, Steer},
    },
    words::Words,
};

pub(super) fn routes() -> Routes {
    let postmaster = Access::Granted(Role::Postmaster);
    Routes::new()
        .get("/webmel/gestion/envois", postmaster, show)
        .post("/webmel/gestion/envois/{message}/suspension", postmaster, hold)
        .post("/webmel/gestion/envois/{message}/essai", postmaster, retry)
        .post("/webmel/gestion/envois/{message}/retrait", postmaster, remove)
}

#[derive(Template)]
#[template(path = "webmel/postmaster.html")]
struct QueuePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    /// Addresses elsewhere are refused: nothing will ever wait here.
    closed: bool,
    /// How many boxes differ from the server in which messages lie, and why one of them does.
    behind: Option<(String, String)>,
    counts: Vec<(&'static str, i64)>,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    domains: String,
    size: String,
    since: String,
    machine_since: String,
    state: String,
    answer: String,
    held: bool,
    under_way: bool,
}

#[derive(Deserialize, Default)]
struct Place {
    #[serde(default)]
    apres: String,
}

/// Messages of one page: each may have two hundred recipients.
const ROWS: usize = 25;

async fn show(visit: Visit, Query(at): Query<Place>) -> Reply {
    policy::queue(visit.ctx(), May::View)?;
    let t = words(&visit);
    let after = if at.apres.is_empty() { (Time(0), Id::NIL) } else { shown::place(&at.apres) };
    let (counts, mut waiting, behind) = {
        let mut tx = visit.read().await?;
        let behind = imap_store::behind(&mut tx).await?.filter(|behind| behind.boxes > 0);
        (steer::counts(&mut tx).await?, steer::waiting(&mut tx, after, ROWS as i64 + 1).await?, behind)
    };
    let more = waiting.len() > ROWS;
    waiting.truncate(ROWS);
    let last = waiting.last().filter(|_| more).map(|seen| shown::cursor(seen.left_at, seen.id));
    let body = QueuePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        closed: !visit.services().site.mail_leaves(),
        behind: behind.map(|behind| (t.queue_boxes_behind(behind.boxes), behind.reason)),
        counts: counts.into_iter().map(|(state, count)| (name_of(t, state), count)).collect(),
        rows: waiting.into_iter().map(|seen| of_seen(&visit, seen)).collect::<Result<_>>()?,
        next: last.map(|cursor| format!("/webmel/gestion/envois?apres={cursor}")),
    };
    Page::new(&visit, t.queue_title()).crumb(t.queue_crumb(), "/webmel").reply(&body)
}

fn name_of(t: Words, state: State) -> &'static str {
    match state {
        State::Waiting => t.queue_waiting(),
        State::Retrying => t.queue_retrying(),
        State::Held => t.queue_held(),
        State::Failed => t.queue_failed(),
        State::Dropped => t.queue_dropped(),
        State::Delivered => t.queue_delivered(),
    }
}

fn of_seen(visit: &Visit, seen: Seen) -> Result<Row> {
    let t = words(visit);
    let zone = &visit.academy()?.zone;
    let domains = seen.domains.iter().map(|(domain, count)| match count {
        1 => domain.clone(),
        count => format!("{domain} ({count})"),
    });
    let state = match seen.next_at {
        _ if seen.under_way => t.queue_under_way().to_owned(),
        _ if seen.held => t.queue_held_since(seen.tries),
        Some(at) if at <= visit.now() => t.queue_due().to_owned(),
        Some(at) => t.queue_next_try(dates::moment(visit.locale, at, zone), seen.tries),
        None => String::new(),
    };
    Ok(Row {
        id: seen.id.to_string(),
        domains: domains.collect::<Vec<_>>().join(", "),
        size: shown::size(visit.locale, seen.size),
        since: t.queue_since(dates::moment(visit.locale, seen.left_at, zone)),
        machine_since: dates::machine(seen.left_at),
        state,
        answer: seen.answer,
        held: seen.held,
        under_way: seen.under_way,
    })
}

async fn hold(visit: Visit, Path(id): Path<String>) -> Reply {
    let said = words(&visit).queue_is_held();
    act(&visit, &id, Steer::Hold, said).await
}

async fn retry(visit: Visit, Path(id): Path<String>) -> Reply {
    let said = words(&visit).queue_is_retried();
    act(&visit, &id, Steer::Retry, said).await
}

#[derive(Deserialize, Default)]
struct Confirmed {
    #[serde(default)]
    confirmed: String,
}

/// Asks once: its author will be told.
async fn remove(visit: Visit, Path(id): Path<String>, Form(form): Form<Confirmed>) -> Reply {
    let t = words(&visit);
    if !form.confirmed.is_empty() {
        return act(&visit, &id, Steer::Drop, t.queue_is_dropped()).await;
    }
    policy::queue(visit.ctx(), May::Manage)?;
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.queue_drop().to_owned(),
        explanation: t.queue_drop_explanation().to_owned(),
        button: t.queue_drop().to_owned(),
        action: format!("/webmel/gestion/envois/{}/retrait", message(&id)?),
        fields: vec![("confirmed", "1".to_owned())],
        back: "/webmel/gestion/envois".to_owned(),
    };
    Page::new(&visit, t.queue_drop()).reply(&body)
}

async fn act(visit: &Visit, id: &str, how: Steer, said: &str) -> Reply {
    policy::queue(visit.ctx(), May::Manage)?;
    let id = message(id)?;
    let done = visit.write(async move |tx| steer::steer(tx, id, how).await).await?;
    let said = if done { said } else { words(visit).queue_busy() };
    Ok(redirect_saying(visit, "/webmel/gestion/envois", said))
}

fn message(id: &str) -> Result<Id<Outgoing>> {
    id.parse().map_err(|_| Error::NotFound)
}
