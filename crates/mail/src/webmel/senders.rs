//! Senders that the owner of the box has judged: listed, and what was said of them taken back.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Access::SignedIn, Form, Reply, Routes, Visit, dates, redirect_saying};

use super::desk::{Desk, Side, icons, words};
use crate::{
    message::EmailAddress,
    policy,
    senders::{self, SenderRow, Verdict},
    words::Words,
};

const HOME: &str = "/webmel/expediteurs";

pub(super) fn routes() -> Routes {
    Routes::new().get("/webmel/expediteurs", SignedIn, show).post(
        "/webmel/expediteurs/oubli",
        SignedIn,
        forget,
    )
}

#[derive(Template)]
#[template(path = "webmel/senders.html")]
struct SendersPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    junk: Vec<Sender>,
    wanted: Vec<Sender>,
}

struct Sender {
    address: String,
    since: String,
}

async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let rows = {
        let mut tx = visit.read().await?;
        tx.all(senders::all_query(&desk.mailbox)).await?
    };
    let zone = &visit.academy()?.zone;
    let shown = |row: SenderRow| Sender {
        since: dates::date(visit.locale, row.since.zoned(zone).date()),
        address: row.address,
    };
    let (junk, wanted): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.verdict == Verdict::Junk);
    let body = SendersPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        junk: junk.into_iter().map(shown).collect(),
        wanted: wanted.into_iter().map(shown).collect(),
    };
    let page = desk.page(&visit, t.senders());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "reglages"), body })
}

#[derive(Deserialize)]
struct Forgotten {
    #[serde(default)]
    address: String,
}

async fn forget(visit: Visit, Form(form): Form<Forgotten>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let sentence = words(&visit).sender_forgotten(&form.address);
    let sender = [EmailAddress::bare(&form.address)];
    visit.write(async move |tx| senders::forget(tx, mailbox, &sender).await).await?;
    Ok(redirect_saying(&visit, HOME, &sentence))
}
