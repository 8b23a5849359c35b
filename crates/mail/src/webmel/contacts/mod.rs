//! The address book: the directory of the académie, found by the beginning of names; contacts and groups of one's
//! own; the people written to lately; files in and out. And what the composer suggests of all of them.

mod directory;
mod exchange;
mod groups;
mod personal;
mod recents;
mod suggestions;

use askama::Template;
use web::{Access::SignedIn, Routes, Visit};

use super::{
    desk::{icons, words},
    filing::Confirm,
};
use crate::words::Words;

pub(super) use suggestions::last_piece;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/webmel/contacts", SignedIn, directory::show)
        .get("/webmel/contacts/suggestions", SignedIn, suggestions::suggest)
        .get("/webmel/contacts/personnels", SignedIn, personal::show)
        .post("/webmel/contacts/personnels", SignedIn, personal::create)
        .post("/webmel/contacts/personnels/choix", SignedIn, personal::act)
        .get("/webmel/contacts/personnels/{contact}", SignedIn, personal::open)
        .post("/webmel/contacts/personnels/{contact}", SignedIn, personal::change)
        .get("/webmel/contacts/personnels/{contact}/suppression", SignedIn, personal::ask_to_remove)
        .post("/webmel/contacts/personnels/{contact}/suppression", SignedIn, personal::remove)
        .get("/webmel/contacts/nouveau", SignedIn, personal::begin)
        .get("/webmel/contacts/groupes", SignedIn, groups::show)
        .post("/webmel/contacts/groupes", SignedIn, groups::create)
        .get("/webmel/contacts/groupes/{group}", SignedIn, groups::open)
        .post("/webmel/contacts/groupes/{group}/nom", SignedIn, groups::rename)
        .post("/webmel/contacts/groupes/{group}/membres", SignedIn, groups::add)
        .post("/webmel/contacts/groupes/{group}/retrait", SignedIn, groups::leave)
        .get("/webmel/contacts/groupes/{group}/suppression", SignedIn, groups::ask_to_remove)
        .post("/webmel/contacts/groupes/{group}/suppression", SignedIn, groups::remove)
        .get("/webmel/contacts/recents", SignedIn, recents::show)
        .post("/webmel/contacts/recents", SignedIn, recents::collect)
        .post("/webmel/contacts/recents/suppression", SignedIn, recents::forget)
        .get("/webmel/contacts/fichiers", SignedIn, exchange::show)
        .post("/webmel/contacts/fichiers", SignedIn, exchange::take_in)
        .get("/webmel/contacts/export", SignedIn, exchange::export)
}

/// The parts of the book, above each of them.
#[derive(Template)]
#[template(path = "webmel/contacts/tabs.html")]
struct Tabs {
    t: Words,
    current: &'static str,
}

/// Asks once before something of the book goes.
fn ask(visit: &Visit, title: String, explanation: String, action: String, back: String) -> Confirm {
    let t = words(visit);
    Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title,
        explanation,
        button: t.remove().to_owned(),
        action,
        fields: Vec::new(),
        back,
    }
}
