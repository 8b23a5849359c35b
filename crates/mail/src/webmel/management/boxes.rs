//! The boxes of the académie, looked for by name, address, establishment and state.

use askama::Template;
use axum::extract::Query;
use kernel::{Id, permission::May};
use serde::Deserialize;
use web::{Reply, Visit};

use super::{
    super::{
        desk::{icons, words},
        shown::{self, encoded},
    },
    Tabs, page,
};
use crate::{
    administration::{
        boxes::{self, Seen, Sought, State},
        procedures,
    },
    mailbox, policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/boxes.html")]
struct BoxesPage {
    t: Words,
    icons: &'static str,
    tabs: Tabs,
    asked: Asked,
    states: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    name: String,
    address: String,
    place: String,
    state: &'static str,
    held: bool,
    /// Used, of how much.
    room: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    uai: String,
    etat: String,
    apres: String,
    boite: String,
}

const ROWS: usize = 25;

pub(super) fn name_of(t: Words, state: State) -> &'static str {
    match state {
        State::Active => t.box_active(),
        State::Waiting => t.box_waiting(),
        State::Closed => t.box_closed(),
        State::Aside => t.box_aside(),
        State::Erased => t.box_erased(),
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Reply {
    policy::of_academy(visit.ctx(), "managed box", May::View)?;
    let t = words(&visit);
    let sought = Sought {
        text: asked.q.clone(),
        uai: asked.uai.trim().to_uppercase(),
        state: asked.etat.clone(),
        after: (asked.apres.clone(), asked.boite.parse().unwrap_or(Id::NIL)),
    };
    let mut found = boxes::page(&mut visit.read().await?, &sought, ROWS as i64 + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|last| {
        format!(
            "/webmel/gestion/boites?q={}&uai={}&etat={}&apres={}&boite={}",
            encoded(&asked.q),
            encoded(&asked.uai),
            encoded(&asked.etat),
            encoded(&last.sort_key),
            last.id
        )
    });
    // Nobody learns here of a hold that they are not told of.
    let own = mailbox::of_person(visit.agent_id()?);
    if let Some(at) = found.iter().position(|seen| seen.id == own && seen.held)
        && procedures::known_holds(&mut visit.read().await?, own).await?.is_empty()
    {
        if asked.etat == "held" {
            found.remove(at);
        } else if let Some(seen) = found.get_mut(at) {
            seen.held = false;
        }
    }
    let mut states = vec![("", t.boxes_any_state())];
    states.extend(State::ALL.iter().map(|state| (state.as_str(), name_of(t, *state))));
    states.push(("held", t.box_held()));
    let row = |seen: Seen| Row {
        id: seen.id.to_string(),
        name: seen.name,
        address: seen.address,
        place: match (seen.place.as_str(), seen.uai) {
            (_, None) => String::new(),
            ("", Some(uai)) => uai,
            (place, Some(uai)) => format!("{place} ({uai})"),
        },
        state: name_of(t, seen.state),
        held: seen.held,
        room: format!(
            "{} / {}",
            shown::size(visit.locale, seen.used_bytes),
            shown::size(visit.locale, seen.quota_bytes)
        ),
    };
    let rows = found.into_iter().map(row).collect();
    let body = BoxesPage { t, icons: icons(), tabs: Tabs::of(&visit, "boxes"), asked, states, rows, next };
    page(&visit, t.managed_boxes(), false, &body)
}
