//! The results of a search, in all folders of the box, newest first.

use axum::extract::Query;
use serde::Deserialize;
use web::{Reply, Visit};

use super::{
    desk::{Desk, NothingOpen, Panes, icons, words},
    listing::{Kind, Listing, of_message},
    place::here,
    shown,
};
use crate::{message::search_syntax, search};

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let query = search_syntax::Query::parse(&asked.q);
    let mut listing = Listing::new(&visit, &desk, t.search_title(), Kind::Results);
    listing.back = here(&visit, format_args!("/recherche?q={}", shown::encoded(&asked.q)));
    listing.query = asked.q;
    if query.is_empty() {
        listing.empty = (t.search_empty(), t.search_help());
    } else {
        let labels = desk.labels();
        let found =
            search::find(visit.ctx(), desk.mailbox, desk.place.reader(), &desk.folders, &labels, &query)
                .await?;
        listing.note = match (found.rows.len(), found.looked_at) {
            (count, _) if count > search::SHOWN => t.search_cut(search::SHOWN as i64),
            (_, Some(looked_at)) => t.search_looked_at(looked_at as i64),
            (0, None) => String::new(),
            (count, None) => t.search_count(count as i64),
        };
        let names = search::names(&desk.folders, visit.locale);
        let rows = found.rows.into_iter().take(search::SHOWN).map(|message| {
            let place = names.get(&message.folder_id).map_or("", String::as_str);
            of_message(&visit, &desk, &labels, message, place)
        });
        let rows: Vec<_> = rows.collect();
        listing.put(&visit, rows);
    }
    let page = desk.page(&visit, t.search_title());
    page.reply(&Panes {
        view: "list",
        nav: desk.nav(&visit, ""),
        listing,
        reading: NothingOpen { t, icons: icons() },
    })
}
