//! `/webmel/gestion`: boxes, terms, procedures and figures, for who looks after the mail of the académie, and what heads of
//! establishment see of it. No page here shows a subject, an author or a text.

mod asking;
mod boxes;
mod not_entered;
mod one_box;
mod procedures;
mod statistics;
mod terms;
mod withheld;

use askama::Template;
use kernel::{Error, Id, Result, permission::Role};
use web::{Access, Page, Reply, Routes, Visit};

use super::desk::words;
use crate::{mailbox::Mailbox, words::Words};

pub(super) fn routes() -> Routes {
    let postmaster = Access::Granted(Role::Postmaster);
    Routes::new()
        .get("/webmel/gestion/boites", postmaster, boxes::show)
        .get("/webmel/gestion/boites/{box}", postmaster, one_box::show)
        .post("/webmel/gestion/boites/{box}/place", postmaster, one_box::give)
        .get("/webmel/gestion/boites/{box}/{state}", postmaster, one_box::ask)
        .post("/webmel/gestion/boites/{box}/{state}", postmaster, one_box::act)
        // Heads of establishment see theirs: the page says whose.
        .get("/webmel/gestion/non-activees", Access::SignedIn, not_entered::show)
        .get("/webmel/gestion/non-activees.csv", Access::SignedIn, not_entered::export)
        // For postmasters and managers: the page says so.
        .get("/webmel/gestion/statistiques", Access::SignedIn, statistics::show)
        .get("/webmel/gestion/acces", postmaster, procedures::show)
        .get("/webmel/gestion/acces/demande", postmaster, asking::begin)
        .post("/webmel/gestion/acces/demande", postmaster, asking::ask)
        .get("/webmel/gestion/acces/{procedure}", postmaster, procedures::open)
        .post("/webmel/gestion/acces/{procedure}/decision", postmaster, procedures::decide)
        .post("/webmel/gestion/acces/{procedure}/retrait", postmaster, procedures::withdraw)
        .get("/webmel/gestion/acces/{procedure}/retenus", postmaster, withheld::list)
        .get("/webmel/gestion/acces/{procedure}/retenus/{withheld}", postmaster, withheld::download)
        .get("/webmel/gestion/regles", postmaster, terms::show)
        .post("/webmel/gestion/regles", postmaster, terms::save)
}

/// What stands above every page of a postmaster.
#[derive(Template)]
#[template(path = "webmel/management/tabs.html")]
pub(in crate::webmel) struct Tabs {
    t: Words,
    current: &'static str,
}

impl Tabs {
    pub fn of(visit: &Visit, current: &'static str) -> Tabs {
        Tabs { t: words(visit), current }
    }
}

/// Whether the visitor has the other pages too.
fn manages(visit: &Visit) -> bool {
    visit.agent().is_ok_and(|agent| agent.has(Role::Postmaster) || agent.has(Role::Administrator))
}

fn page<B: Template>(visit: &Visit, title: &str, refused: bool, body: &B) -> Reply {
    let page = Page::new(visit, title).crumb(words(visit).queue_crumb(), "/webmel");
    if refused { page.refused().reply(body) } else { page.reply(body) }
}

fn box_of(id: &str) -> Result<Id<Mailbox>> {
    id.parse().map_err(|_| Error::NotFound)
}

/// Gigabytes as a form shows them: «2,1».
pub(super) fn gigabytes(bytes: i64) -> String {
    let tenths = (bytes + 50_000_000) / 100_000_000;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{},{rest}", tenths / 10),
    }
}

/// Bytes of what somebody typed as gigabytes, with a comma or a point. What cannot be read is no room at all.
pub(super) fn bytes(typed: &str) -> i64 {
    let typed = typed.trim().replace(',', ".");
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 3 || !digits(whole) || !digits(part) {
        return -1;
    }
    let thousandths: i64 = format!("{part:0<3}").parse().unwrap_or(0);
    whole.parse::<i64>().map_or(-1, |whole| (whole * 1_000 + thousandths) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_typed_in_gigabytes() {
        assert_eq!((bytes("2"), bytes(" 0,5 "), bytes("1.25")), (2_000_000_000, 500_000_000, 1_250_000_000));
        for wrong in ["", "x", "-1", "1,2,3", "9999999", "1 000", ",5"] {
            assert_eq!(bytes(wrong), -1, "{wrong}");
        }
        assert_eq!((gigabytes(2 << 30), gigabytes(50_000_000_000)), ("2,1".to_owned(), "50".to_owned()));
    }
}
