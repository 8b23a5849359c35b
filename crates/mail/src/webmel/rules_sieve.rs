//! The rules as a Sieve script: shown, and downloaded for another server.

use askama::Template;
use axum::response::IntoResponse;
use http::header;
use kernel::{Result, permission::May};
use web::{Reply, Visit};

use super::desk::{Desk, Side, icons, words};
use crate::{rules, words::Words};

#[derive(Template)]
#[template(path = "webmel/rules_sieve.html")]
struct SievePage {
    t: Words,
    base: String,
    icons: &'static str,
    script: String,
}

pub(super) async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load_to(&visit, May::Manage).await?;
    let body = SievePage { t, base: desk.base.clone(), icons: icons(), script: script(&visit, &desk).await? };
    let page = desk.page(&visit, t.rules_as_sieve());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "regles"), body })
}

pub(super) async fn download(visit: Visit) -> Reply {
    let desk = Desk::load_to(&visit, May::Manage).await?;
    let script = script(&visit, &desk).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/sieve; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"webmel.sieve\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, script).into_response())
}

async fn script(visit: &Visit, desk: &Desk) -> Result<String> {
    let title = words(visit).rules_sieve_title(&visit.agent()?.address);
    let script = rules::script_of(&mut visit.read().await?, desk.mailbox, &title).await?;
    Ok(script.unwrap_or_else(|| rules::empty_script(&title)))
}
