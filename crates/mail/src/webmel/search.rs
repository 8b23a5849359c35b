//! The results of a search, in all folders of the box, newest first.

use axum::extract::Query;
use kernel::Result;
use serde::Deserialize;
use web::{Reply, Visit};

use super::{
    desk::{Desk, NothingOpen, Panes, icons, words},
    listing::{Kind, Listing, of_message},
    place::here,
    shown,
};
use crate::{
    message::search_syntax,
    search::{self, Start},
};

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    avant: String,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let query = search_syntax::Query::parse(&asked.q);
    let mut listing = Listing::new(&visit, &desk, t.search_title(), Kind::Results);
    let href = here(&visit, format_args!("/recherche?q={}", shown::encoded(&asked.q)));
    if query.is_empty() {
        listing.back = href;
        listing.empty = (t.search_empty(), t.search_help());
    } else {
        put_found(&visit, &desk, &mut listing, &query, &href, &asked.avant).await?;
    }
    listing.query = asked.q;
    let page = desk.page(&visit, t.search_title());
    page.reply(&Panes {
        view: "list",
        nav: desk.nav(&visit, ""),
        listing,
        reading: NothingOpen { t, icons: icons() },
    })
}

/// One page of what a search finds, from a place in it on; `href` is its first page.
pub(super) async fn put_found(
    visit: &Visit,
    desk: &Desk,
    listing: &mut Listing,
    query: &search_syntax::Query,
    href: &str,
    place: &str,
) -> Result<()> {
    let (t, labels) = (words(visit), desk.labels());
    let start = read(place);
    let reader = desk.place.reader();
    let found = search::find(visit.ctx(), desk.mailbox, reader, &desk.folders, &labels, query, start).await?;
    let count = found.rows.len() as i64;
    listing.note = match (found.looked_at, &found.older, start) {
        (Some(looked_at), ..) => t.search_looked_at(looked_at as i64),
        (None, Some(_), None) => t.search_more_than(count),
        (None, None, None) if count > 0 => t.search_count(count),
        _ => String::new(),
    };
    let and = if href.contains('?') { '&' } else { '?' };
    let from = |start: Start| format!("{href}{and}avant={}", written(start));
    listing.older = found.older.map(from);
    listing.newer = start.map(|_| href.to_owned());
    listing.back = start.map_or_else(|| href.to_owned(), from);
    let names = search::names(&desk.folders, visit.locale);
    let rows = found.rows.into_iter().map(|message| {
        let place = names.get(&message.folder_id).map_or("", String::as_str);
        of_message(visit, desk, &labels, message, place)
    });
    let rows: Vec<_> = rows.collect();
    listing.put(visit, rows);
    Ok(())
}

fn written(start: Start) -> String {
    match start {
        Start::Doc(doc) => doc.to_string(),
        Start::Row(at, id) => shown::cursor(at, id),
    }
}

/// A place in an address; one that makes no sense is the beginning.
fn read(place: &str) -> Option<Start> {
    if place.contains('-') {
        shown::read(place).map(|(at, id)| Start::Row(at, id))
    } else {
        place.parse().ok().map(Start::Doc)
    }
}
