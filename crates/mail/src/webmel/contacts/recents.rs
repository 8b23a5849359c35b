//! Who was written to lately: shown, erased one by one or all at once, and collected no more when so chosen.

use askama::Template;
use axum::extract::Query;
use kernel::{Time, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, dates, redirect_saying};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown::encoded,
    },
    Tabs,
};
use crate::{
    contacts::recents,
    message::{EmailAddress, address::display},
    policy,
    words::Words,
};

const HOME: &str = "/webmel/contacts/recents";
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "webmel/contacts/recents.html")]
struct Recents {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    collects: bool,
    people: Vec<Line>,
    newest: bool,
    older: Option<String>,
}

struct Line {
    name: String,
    address: String,
    when: String,
    keep: String,
}

#[derive(Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    avant: String,
}

pub(super) async fn show(visit: Visit, Query(place): Query<Place>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let zone = visit.academy()?.zone.clone();
    let read = place
        .avant
        .split_once('-')
        .and_then(|(at, address)| Some((Time(at.parse().ok()?), address.to_owned())));
    let before = read.unwrap_or((Time(i64::MAX), String::new()));
    let (collects, mut rows) = {
        let mut tx = visit.read().await?;
        let limit = SHOWN + 1;
        let rows = tx.all(recents::recents_query(&desk.mailbox, &before, &limit)).await?;
        (recents::collects(&mut tx, desk.mailbox).await?, rows)
    };
    let more = rows.len() as i64 > SHOWN;
    rows.truncate(SHOWN as usize);
    let older = rows
        .last()
        .filter(|_| more)
        .map(|last| format!("{HOME}?avant={}-{}", last.last_at.0, encoded(&last.address)));
    let people = rows.into_iter().map(|recent| {
        let typed = display(&EmailAddress::new(&recent.name, &recent.address));
        Line {
            when: dates::short(visit.locale, recent.last_at, visit.now(), &zone),
            keep: format!("/webmel/contacts/nouveau?a={}", encoded(&typed)),
            name: if recent.name.is_empty() { recent.address.clone() } else { recent.name },
            address: recent.address,
        }
    });
    let body = Recents {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs { t, current: "recents" },
        collects,
        people: people.collect(),
        newest: !place.avant.is_empty(),
        older,
    };
    let (page, side) = desk.beside(&visit, "contacts", t.contacts_recents(), body);
    page.reply(&side)
}

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    collect: String,
}

pub(super) async fn collect(visit: Visit, Form(choice): Form<Choice>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let collects = !choice.collect.is_empty();
    visit.write(async move |tx| recents::set_collects(tx, mailbox, collects).await).await?;
    Ok(redirect_saying(&visit, HOME, words(&visit).settings_saved()))
}

#[derive(Deserialize)]
pub(super) struct Forgetting {
    /// Nobody named: everybody.
    #[serde(default)]
    address: String,
}

pub(super) async fn forget(visit: Visit, Form(form): Form<Forgetting>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    let all = form.address.is_empty();
    visit
        .write(async move |tx| match form.address.as_str() {
            "" => recents::forget_all(tx, mailbox).await,
            address => recents::forget(tx, mailbox, address).await,
        })
        .await?;
    Ok(redirect_saying(&visit, HOME, if all { t.recents_forgotten() } else { t.recent_forgotten() }))
}
