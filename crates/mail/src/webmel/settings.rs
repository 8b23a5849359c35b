//! How the owner likes to write: formatted or plain text, single-key shortcuts or none.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Access::SignedIn, Form, Reply, Routes, Visit, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    offline, shown,
};
use crate::{
    mailbox::{self, Settings, UNDO_SECONDS},
    policy,
    words::Words,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/webmel/reglages", SignedIn, show).post("/webmel/reglages", SignedIn, save)
}

#[derive(Template)]
#[template(path = "webmel/settings.html")]
struct SettingsPage {
    t: Words,
    csrf: String,
    settings: Settings,
    address: String,
    used: String,
    quota: String,
    offline: offline::Choice,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    rich_text: String,
    #[serde(default)]
    shortcuts: String,
    #[serde(default)]
    undo: String,
}

async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let row = &desk.row;
    let body = SettingsPage {
        t,
        csrf: visit.csrf().to_owned(),
        settings: Settings {
            rich_text: row.rich_text,
            shortcuts: row.shortcuts,
            undo_seconds: row.undo_seconds,
        },
        address: visit.agent()?.address.clone(),
        used: shown::size(visit.locale, row.used_bytes),
        quota: shown::size(visit.locale, row.quota_bytes),
        offline: offline::Choice::new(t),
    };
    let side = Side { t, icons: icons(), nav: desk.nav(&visit, "reglages"), body };
    desk.page(&visit, t.settings()).reply(&side)
}

async fn save(visit: Visit, Form(form): Form<Chosen>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let settings = Settings {
        rich_text: !form.rich_text.is_empty(),
        shortcuts: !form.shortcuts.is_empty(),
        // What the page does not offer is ten seconds.
        undo_seconds: form.undo.parse().ok().filter(|n| UNDO_SECONDS.contains(n)).unwrap_or(10),
    };
    let t = words(&visit);
    visit.write(async move |tx| mailbox::set(tx, mailbox, &settings).await).await?;
    Ok(redirect_saying(&visit, "/webmel/reglages", t.settings_saved()))
}
