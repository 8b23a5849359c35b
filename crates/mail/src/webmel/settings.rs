//! How the owner likes to write: formatted or plain text, single-key shortcuts or none.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Access::SignedIn, Errors, Form, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    management::{bytes, gigabytes},
    offline, shown,
};
use crate::{
    administration::{quota, terms},
    mailbox::{self, Settings, UNDO_SECONDS},
    policy,
    words::Words,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/webmel/reglages", SignedIn, show).post("/webmel/reglages", SignedIn, save).post(
        "/webmel/reglages/quota",
        SignedIn,
        raise,
    )
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
    /// As much room as the owner may take, while it is more than there is; and what was typed.
    raise: Option<String>,
    room: String,
    icons: &'static str,
    errors: Errors,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    rich_text: String,
    #[serde(default)]
    shortcuts: String,
    #[serde(default)]
    undo: String,
    #[serde(default)]
    compact: String,
    #[serde(default)]
    two_panes: String,
    #[serde(default)]
    conversations: String,
}

async fn show(visit: Visit) -> Reply {
    draw(&visit, None, Errors::none()).await
}

async fn draw(visit: &Visit, typed: Option<String>, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let own = terms::of(&mut visit.read().await?).await?.quota_own;
    let row = &desk.row;
    let body = SettingsPage {
        t,
        csrf: visit.csrf().to_owned(),
        settings: Settings {
            rich_text: row.rich_text,
            shortcuts: row.shortcuts,
            undo_seconds: row.undo_seconds,
            compact: row.compact,
            two_panes: row.two_panes,
            conversations: row.conversations,
        },
        address: visit.agent()?.address.clone(),
        used: shown::size(visit.locale, row.used_bytes),
        quota: shown::size(visit.locale, row.quota_bytes),
        offline: offline::Choice::new(t),
        raise: (row.quota_bytes < own).then(|| shown::size(visit.locale, own)),
        room: typed.unwrap_or_else(|| gigabytes(own)),
        icons: icons(),
        errors,
    };
    let refused = !body.errors.is_empty();
    let side = Side { t, icons: icons(), nav: desk.nav(visit, "reglages"), body };
    let page = desk.page(visit, t.settings());
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

#[derive(Deserialize)]
struct Room {
    #[serde(default)]
    room: String,
}

async fn raise(visit: Visit, Form(form): Form<Room>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let room = bytes(&form.room);
    match told(visit.write(async move |tx| quota::take(tx, mailbox, room).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, "/webmel/reglages", words(&visit).quota_raised())),
        Err(errors) => draw(&visit, Some(form.room), errors).await,
    }
}

async fn save(visit: Visit, Form(form): Form<Chosen>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let settings = Settings {
        rich_text: !form.rich_text.is_empty(),
        shortcuts: !form.shortcuts.is_empty(),
        compact: !form.compact.is_empty(),
        two_panes: !form.two_panes.is_empty(),
        conversations: !form.conversations.is_empty(),
        // What the page does not offer is ten seconds.
        undo_seconds: form.undo.parse().ok().filter(|n| UNDO_SECONDS.contains(n)).unwrap_or(10),
    };
    let t = words(&visit);
    visit.write(async move |tx| mailbox::set(tx, mailbox, &settings).await).await?;
    Ok(redirect_saying(&visit, "/webmel/reglages", t.settings_saved()))
}
