//! Lists: those one is in or looks after, each with its settings, members, what waits and what was spread; and all of
//! the académie's, for who looks after its mail.

mod form;
mod leave;
mod managed;
mod members;
mod messages;
mod mine;
mod moderation;
mod one;
mod one_click;
#[cfg(test)]
mod tests;

use askama::Template;
use kernel::permission::{May, Role};
use web::{
    Access::{self, SignedIn},
    Routes, Visit,
};

use super::desk::words;
use crate::{lists::Opened, words::Words};

pub(super) fn routes() -> Routes {
    let postmaster = Access::Granted(Role::Postmaster);
    Routes::new()
        .get("/webmel/listes", SignedIn, mine::show)
        .get("/webmel/listes/{list}", SignedIn, one::show)
        .get("/webmel/listes/{list}/reglages", SignedIn, form::show)
        .post("/webmel/listes/{list}/reglages", SignedIn, form::change)
        .get("/webmel/listes/{list}/membres", SignedIn, members::show)
        .post("/webmel/listes/{list}/membres", SignedIn, members::add)
        .post("/webmel/listes/{list}/membres/retrait", SignedIn, members::remove)
        .get("/webmel/listes/{list}/moderation", SignedIn, moderation::show)
        .post("/webmel/listes/{list}/moderation/{post}", SignedIn, moderation::decide)
        .get("/webmel/listes/{list}/archives", SignedIn, messages::list)
        .get("/webmel/listes/{list}/messages/{post}", SignedIn, messages::show)
        .get("/webmel/listes/{list}/messages/{post}/corps", SignedIn, messages::body)
        .get("/webmel/listes/{list}/messages/{post}/images/{part}", SignedIn, messages::image)
        .get("/webmel/listes/{list}/messages/{post}/pieces/{part}", SignedIn, messages::download)
        .get("/webmel/listes/{list}/depart", SignedIn, leave::ask)
        .post("/webmel/listes/{list}/depart", SignedIn, leave::leave)
        .post("/webmel/listes/{list}/retour", SignedIn, leave::come_back)
        .get("/webmel/listes/{list}/suppression", SignedIn, managed::ask)
        .post("/webmel/listes/{list}/suppression", SignedIn, managed::remove)
        .get("/webmel/gestion/listes", postmaster, managed::show)
        .post("/webmel/gestion/listes", postmaster, form::create)
        .get("/webmel/gestion/listes/nouvelle", postmaster, form::begin)
        // Whoever holds the link leaves: a mail program posts to it without a page of ours (RFC 8058).
        .get("/webmel/quitter/{token}", Access::Public, one_click::ask)
        .post("/webmel/quitter/{token}", Access::Protocol, one_click::leave)
}

/// The parts of a list that somebody sees, above each of them.
#[derive(Template)]
#[template(path = "webmel/lists/tabs.html")]
struct Tabs {
    t: Words,
    current: &'static str,
    href: String,
    settings: bool,
    members: bool,
    moderation: bool,
    held: i64,
    archive: bool,
}

impl Tabs {
    fn of(visit: &Visit, opened: &Opened, held: i64, current: &'static str) -> Tabs {
        Tabs {
            t: words(visit),
            current,
            href: href(opened),
            settings: opened.may(May::Edit),
            members: opened.may(May::Edit),
            moderation: opened.moderates(),
            held,
            archive: opened.reads_archive(),
        }
    }
}

fn href(opened: &Opened) -> String {
    format!("/webmel/listes/{}", opened.list.address)
}
