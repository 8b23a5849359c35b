//! What waits for the owners of a list: read, let pass, or refused with or without a word.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Form, Reply, Visit, form::told, redirect_saying};

use super::{
    super::desk::{Desk, icons, words},
    Tabs,
    messages::Row,
};
use crate::{
    lists::{self, Opened, Post, held},
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/moderation.html")]
struct ModerationPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    href: String,
    tabs: Tabs,
    rows: Vec<Row>,
    expires: i64,
    /// A reason too long.
    wrong: String,
}

/// Shown at once: the oldest of more wait for the next look.
const ROWS: i64 = 50;

pub(super) async fn show(visit: Visit, Path(address): Path<String>) -> Reply {
    reply(&visit, &address, String::new()).await
}

async fn reply(visit: &Visit, address: &str, wrong: String) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let (opened, count, waiting) = {
        let mut tx = visit.read().await?;
        let opened = moderated(&mut tx, address).await?;
        let count = held::count(&mut tx, &opened).await?;
        let waiting = held::waiting(&mut tx, &opened, ROWS).await?;
        (opened, count, waiting)
    };
    let refused = !wrong.is_empty();
    let body = ModerationPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: opened.list.name.clone(),
        href: super::href(&opened),
        tabs: Tabs::of(visit, &opened, count, "moderation"),
        rows: waiting.iter().map(|post| Row::of(visit, post)).collect::<Result<_>>()?,
        expires: held::EXPIRES_AFTER as i64,
        wrong,
    };
    let title = format!("{}, {}", opened.list.name, t.list_moderation());
    let (page, side) = desk.beside(visit, "listes", &title, body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

/// The list for who looks at what waits; others find nothing.
async fn moderated(tx: &mut kernel::Tx, address: &str) -> Result<Opened> {
    let opened = lists::open(tx, address, May::View).await?;
    if opened.moderates() { Ok(opened) } else { Err(Error::NotFound) }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Decision {
    action: String,
    reason: String,
}

pub(super) async fn decide(
    visit: Visit,
    Path((address, post)): Path<(String, String)>,
    Form(form): Form<Decision>,
) -> Reply {
    let t = words(&visit);
    let id: Id<Post> = post.parse().map_err(|_| Error::NotFound)?;
    let accepts = form.action == "accept";
    let there = address.clone();
    let done = visit.write(async move |tx| {
        let opened = moderated(tx, &there).await?;
        if accepts {
            held::accept(tx, &opened, id).await
        } else {
            held::refuse(tx, &opened, id, &form.reason).await
        }
    });
    let said = match told(done.await)? {
        Ok(true) if accepts => t.list_accepted(),
        Ok(true) => t.list_refused(),
        Ok(false) => t.list_decided_before(),
        Err(errors) => return reply(&visit, &address, errors.of("reason").to_owned()).await,
    };
    Ok(redirect_saying(&visit, &format!("/webmel/listes/{address}/moderation"), said))
}
