//! The rules as a Sieve script: shown, and downloaded for another server.

use std::time::Duration;

use askama::Template;
use axum::response::IntoResponse;
use http::header;
use kernel::{Result, permission::May};
use web::{Reply, Visit};

use super::desk::{Desk, Side, icons, words};
use crate::{
    recipients,
    rules::{
        self, RuleRow,
        sieve::{Away, Script, print},
    },
    senders::{self, Verdict},
    vacation,
    words::Words,
};

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
    let (rows, senders, vacation, addresses) = {
        let mut tx = visit.read().await?;
        let rows = rules::all(&mut tx, desk.mailbox).await?;
        let senders = tx.all(senders::all_query(&desk.mailbox)).await?;
        let vacation = vacation::find(&mut tx, desk.mailbox).await?;
        (rows, senders, vacation, recipients::addresses_of(&mut tx, desk.mailbox.cast()).await?)
    };
    let academy = visit.academy()?;
    let time = desk.row.absent_from.zip(desk.row.absent_until).filter(|(_, until)| *until > visit.now());
    let away = time.zip(vacation).map(|((from, until), vacation)| Away {
        first: from.zoned(&academy.zone).date(),
        last: until.minus(Duration::from_secs(1)).zoned(&academy.zone).date(),
        domain: academy.mail_domain.clone(),
        addresses,
        vacation,
    });
    let junk = senders.into_iter().filter(|sender| sender.verdict == Verdict::Junk);
    let junk = junk.map(|sender| sender.address).collect();
    let title = words(visit).rules_sieve_title(&visit.agent()?.address);
    let rules = rows.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect();
    Ok(print(&Script { title: &title, rules, folders: &desk.folders, junk, away }))
}
