//! The rules as a Sieve script: shown, and downloaded for another server.

use askama::Template;
use axum::response::IntoResponse;
use http::header;
use kernel::Result;
use web::{Reply, Visit};

use super::desk::{Desk, Side, icons, words};
use crate::{
    rules::{
        self, RuleRow,
        sieve::{Script, print},
    },
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/rules_sieve.html")]
struct SievePage {
    t: Words,
    icons: &'static str,
    script: String,
}

pub(super) async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let body = SievePage { t, icons: icons(), script: script(&visit, &desk).await? };
    let page = desk.page(&visit, t.rules_as_sieve());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "regles"), body })
}

pub(super) async fn download(visit: Visit) -> Reply {
    let desk = Desk::load(&visit).await?;
    let script = script(&visit, &desk).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/sieve; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"webmel.sieve\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, script).into_response())
}

async fn script(visit: &Visit, desk: &Desk) -> Result<String> {
    let rows = {
        let mut tx = visit.read().await?;
        rules::all(&mut tx, desk.mailbox).await?
    };
    let title = words(visit).rules_sieve_title(&visit.agent()?.address);
    let rules = rows.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect();
    Ok(print(&Script { title: &title, rules, folders: &desk.folders }))
}
