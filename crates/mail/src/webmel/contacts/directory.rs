//! Everybody of the académie, found by the beginning of their names.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;
use web::{Reply, Visit};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown::encoded,
    },
    Tabs,
};
use crate::{
    contacts::suggest::{Colleague, colleagues},
    message::{EmailAddress, address::display},
    words::Words,
};

const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "webmel/contacts/directory.html")]
struct Directory {
    t: Words,
    icons: &'static str,
    tabs: Tabs,
    q: String,
    people: Vec<Line>,
    cut: bool,
}

struct Line {
    id: String,
    name: String,
    address: String,
    place: String,
    typed: String,
    /// Where the person is taken into one's own book.
    keep: String,
}

impl From<Colleague> for Line {
    fn from(found: Colleague) -> Line {
        let typed = display(&EmailAddress::new(&found.person.display_name, &found.person.address));
        Line {
            id: found.person.id.to_string(),
            place: found.place,
            keep: format!("/webmel/contacts/nouveau?a={}", encoded(&typed)),
            typed,
            name: found.person.display_name,
            address: found.person.address,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
}

pub(super) async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let people = {
        let mut tx = visit.read().await?;
        colleagues(&mut tx, &sought.q, SHOWN + 1).await?
    };
    let cut = people.len() as i64 > SHOWN;
    let people = people.into_iter().take(SHOWN as usize).map(Line::from).collect();
    let tabs = Tabs { t, current: "directory" };
    let body = Directory { t, icons: icons(), tabs, q: sought.q, people, cut };
    let (page, side) = desk.beside(&visit, "contacts", t.contacts(), body);
    page.reply(&side)
}
