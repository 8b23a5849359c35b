//! As whom one writes: a form for each address, with its name, its signature, and which a new message starts with.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    place::{self, here, of_box},
};
use crate::{
    delivery::sending::text_of,
    identities::{self, Identity},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/identites" show;
        post "/identites" save;
    }
}

#[derive(Template)]
#[template(path = "webmel/identities.html")]
struct IdentitiesPage {
    t: Words,
    base: String,
    is_own: bool,
    icons: &'static str,
    csrf: String,
    rich: bool,
    several: bool,
    identities: Vec<Shown>,
    errors: Errors,
}

struct Shown {
    address: String,
    name: String,
    signature: String,
    is_default: bool,
    /// The form that was refused.
    refused: bool,
}

#[derive(Deserialize, Default)]
struct Typed {
    #[serde(default)]
    address: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    signature: String,
    #[serde(default)]
    default: String,
}

async fn show(visit: Visit) -> Reply {
    page(&visit, None, Errors::default()).await
}

async fn page(visit: &Visit, typed: Option<Typed>, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load_to(visit, May::Manage).await?;
    let known = {
        let mut tx = visit.read().await?;
        identities::all(&mut tx, desk.mailbox).await?
    };
    let rich = desk.row.rich_text;
    let shown = known.into_iter().map(|identity| match &typed {
        Some(typed) if typed.address == identity.address => Shown {
            address: identity.address,
            name: typed.name.clone(),
            signature: typed.signature.clone(),
            is_default: !typed.default.is_empty(),
            refused: true,
        },
        _ => Shown {
            signature: if rich { identity.signature } else { text_of(&identity.signature) },
            address: identity.address,
            name: identity.name,
            is_default: identity.is_default,
            refused: false,
        },
    });
    let identities: Vec<Shown> = shown.collect();
    let several = identities.len() > 1;
    let refused = !errors.is_empty();
    let body = IdentitiesPage {
        t,
        base: desk.base.clone(),
        is_own: desk.place.standing.is_none(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        rich,
        several,
        identities,
        errors,
    };
    let page = desk.page(visit, t.identities());
    let side = Side {
        t,
        icons: icons(),
        nav: desk.nav(visit, if desk.place.standing.is_none() { "reglages" } else { "identites" }),
        body,
    };
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

async fn save(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Manage).await?;
    let identity = Identity {
        address: typed.address.clone(),
        name: typed.name.clone(),
        signature: typed.signature.replace("\r\n", "\n"),
        is_default: !typed.default.is_empty(),
    };
    match told(visit.write(async move |tx| identities::save(tx, mailbox, identity).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/identites"), words(&visit).settings_saved())),
        Err(errors) => page(&visit, Some(typed), errors).await,
    }
}
