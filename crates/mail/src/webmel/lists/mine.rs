//! The lists that the person is in, looks after, or has left.

use askama::Template;
use web::{Reply, Visit};

use super::super::desk::{Desk, icons, words};
use crate::{
    lists::{self, Archive, Mine},
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/mine.html")]
struct MinePage {
    t: Words,
    icons: &'static str,
    owned: Vec<Mine>,
    member: Vec<Mine>,
    left: Vec<Mine>,
}

pub(super) async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let all = {
        let mut tx = visit.read().await?;
        lists::mine(&mut tx).await?
    };
    let (owned, others): (Vec<Mine>, Vec<Mine>) = all.into_iter().partition(|list| list.owns);
    let (member, left) = others.into_iter().partition(|list| list.is_member);
    let (page, side) =
        desk.beside(&visit, "listes", t.lists(), MinePage { t, icons: icons(), owned, member, left });
    page.reply(&side)
}
