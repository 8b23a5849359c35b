//! How the owner likes to write: signature, formatted or plain text, single-key shortcuts or none.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Access::SignedIn, Errors, Form, Reply, Routes, Visit, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    shown,
};
use crate::{
    mailbox::{self, LONGEST_SIGNATURE, Settings, UNDO_SECONDS},
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
    icons: &'static str,
    csrf: String,
    settings: Settings,
    errors: Errors,
    address: String,
    used: String,
    quota: String,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    signature: String,
    #[serde(default)]
    rich_text: String,
    #[serde(default)]
    shortcuts: String,
    #[serde(default)]
    undo: String,
}

async fn show(visit: Visit) -> Reply {
    page(&visit, None, Errors::default()).await
}

async fn page(visit: &Visit, typed: Option<Settings>, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let row = &desk.row;
    let body = SettingsPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        settings: typed.unwrap_or_else(|| Settings {
            signature: row.signature.clone(),
            rich_text: row.rich_text,
            shortcuts: row.shortcuts,
            undo_seconds: row.undo_seconds,
        }),
        address: visit.agent()?.address.clone(),
        used: shown::size(visit.locale, row.used_bytes),
        quota: shown::size(visit.locale, row.quota_bytes),
        errors,
    };
    let mut page = desk.page(visit, t.settings());
    if !body.errors.is_empty() {
        page = page.refused();
    }
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, "reglages"), body })
}

async fn save(visit: Visit, Form(form): Form<Chosen>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let settings = Settings {
        signature: crate::message::clean_text(&form.signature).trim_end().to_owned(),
        rich_text: !form.rich_text.is_empty(),
        shortcuts: !form.shortcuts.is_empty(),
        // What the page does not offer is ten seconds.
        undo_seconds: form.undo.parse().ok().filter(|n| UNDO_SECONDS.contains(n)).unwrap_or(10),
    };
    let t = words(&visit);
    if settings.signature.chars().count() > LONGEST_SIGNATURE {
        let mut errors = Errors::default();
        errors.add("signature", t.signature_too_long(LONGEST_SIGNATURE as i64));
        return page(&visit, Some(settings), errors).await;
    }
    visit.write(async move |tx| mailbox::set(tx, mailbox, &settings).await).await?;
    Ok(redirect_saying(&visit, "/webmel/reglages", t.settings_saved()))
}
