//! The form of a list: all of it for who looks after the mail, what its owners decide for its owners.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Result, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, form::told, redirect_saying};

use super::{
    super::desk::{Desk, icons, words},
    Tabs, one,
};
use crate::{
    lists::{self, Archive, Audience, KEEP_DAYS, Kind, Moderation, Opened, Powers, Settings, Writers, held},
    policy,
    words::Words,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    address: String,
    name: String,
    description: String,
    writers: String,
    moderation: String,
    may_leave: String,
    archive: String,
    keep_days: String,
    owners: String,
    everybody: String,
    functions: String,
    establishments: String,
    groups: Vec<String>,
    both: String,
}

impl Typed {
    fn blank() -> Typed {
        Typed {
            writers: Writers::Members.to_string(),
            moderation: Moderation::Nothing.to_string(),
            may_leave: "1".into(),
            archive: Archive::Members.to_string(),
            keep_days: "365".into(),
            ..Typed::default()
        }
    }

    fn of(opened: &Opened, owners: &[String], audience: &[Audience], groups: Vec<String>) -> Typed {
        let list = &opened.list;
        let tick = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        let codes = |kind: Kind| {
            let of = audience.iter().filter(|(known, _)| *known == kind).map(|(_, value)| value.as_str());
            of.collect::<Vec<_>>().join(", ")
        };
        Typed {
            version: list.version,
            address: list.address.clone(),
            name: list.name.clone(),
            description: list.description.clone(),
            writers: list.writers.to_string(),
            moderation: list.moderation.to_string(),
            may_leave: tick(list.may_leave),
            archive: list.archive.to_string(),
            keep_days: list.keep_days.to_string(),
            owners: owners.join("\n"),
            everybody: tick(audience.iter().any(|(kind, _)| *kind == Kind::Everybody)),
            functions: codes(Kind::Function),
            establishments: codes(Kind::Establishment),
            groups,
            both: tick(list.audience_both),
        }
    }

    /// A choice that no page of ours offers is the narrowest one.
    fn settings(&self) -> Settings {
        Settings {
            name: self.name.clone(),
            description: self.description.clone(),
            writers: self.writers.parse().unwrap_or(Writers::Owners),
            moderation: self.moderation.parse().unwrap_or(Moderation::All),
            may_leave: self.may_leave == "1",
            archive: self.archive.parse().unwrap_or(Archive::Nobody),
            keep_days: self.keep_days.parse().unwrap_or_default(),
        }
    }

    fn powers(&self) -> Powers {
        Powers {
            owners: self.owners.clone(),
            everybody: self.everybody == "1",
            functions: self.functions.clone(),
            establishments: self.establishments.clone(),
            groups: self.groups.clone(),
            both: self.both == "1",
        }
    }
}

#[derive(Template)]
#[template(path = "webmel/lists/form.html")]
struct FormPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    tabs: Option<Tabs>,
    action: String,
    /// Whose it is and whom it is for are asked as well.
    manages: bool,
    /// A new one: its address is asked.
    is_new: bool,
    domain: String,
    /// What each kind of group is called, and what was typed of it.
    groups: Vec<(&'static str, String)>,
    typed: Typed,
    errors: Errors,
}

async fn reply(visit: &Visit, of: Option<(&Opened, i64)>, typed: Typed, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let refused = !errors.is_empty();
    let body = FormPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: of.map_or_else(|| t.list_new().to_owned(), |(opened, _)| opened.list.name.clone()),
        tabs: of.map(|(opened, held)| Tabs::of(visit, opened, held, "settings")),
        action: of.map_or_else(
            || "/webmel/gestion/listes".to_owned(),
            |(opened, _)| format!("{}/reglages", super::href(opened)),
        ),
        manages: of.is_none_or(|(opened, _)| opened.may(May::Manage)),
        is_new: of.is_none(),
        domain: visit.academy()?.mail_domain.clone(),
        groups: visit
            .services()
            .groups()
            .iter()
            .enumerate()
            .map(|(at, kind)| ((kind.label)(visit.locale), typed.groups.get(at).cloned().unwrap_or_default()))
            .collect(),
        typed,
        errors,
    };
    let title = body.title.clone();
    let (page, side) = desk.beside(visit, "listes", &title, body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

pub(super) async fn begin(visit: Visit) -> Reply {
    policy::of_academy(visit.ctx(), "mailing list", May::Manage)?;
    reply(&visit, None, Typed::blank(), Errors::default()).await
}

pub(super) async fn create(visit: Visit, Form(form): Form<Typed>) -> Reply {
    policy::of_academy(visit.ctx(), "mailing list", May::Manage)?;
    let (typed, settings, powers) = (form.clone(), form.settings(), form.powers());
    let made = visit
        .write(async move |tx| {
            let id = lists::create(tx, &typed.address, settings, &powers).await?;
            lists::address_of(tx, id).await
        })
        .await;
    match told(made)? {
        Ok(address) => {
            let there = format!("/webmel/listes/{address}/membres");
            Ok(redirect_saying(&visit, &there, words(&visit).list_created()))
        }
        Err(errors) => reply(&visit, None, form, errors).await,
    }
}

/// The list for who may change it, with what its form shows of it.
async fn load(visit: &Visit, address: &str) -> Result<(Opened, i64, Typed)> {
    let mut tx = visit.read().await?;
    let opened = lists::open(&mut tx, address, May::Edit).await?;
    let owners = lists::owners(&mut tx, opened.list.id).await?;
    let audience = lists::audiences(&mut tx, opened.list.id).await?;
    let waiting = if opened.moderates() { held::count(&mut tx, &opened).await? } else { 0 };
    let owners: Vec<String> = owners.into_iter().map(|owner| owner.address).collect();
    let mut groups = Vec::new();
    for kind in lists::groups::kinds(&tx) {
        groups.push(lists::groups::typed(&mut tx, &kind, &audience).await?);
    }
    let typed = Typed::of(&opened, &owners, &audience, groups);
    Ok((opened, waiting, typed))
}

pub(super) async fn show(visit: Visit, Path(address): Path<String>) -> Reply {
    let (opened, waiting, typed) = load(&visit, &address).await?;
    reply(&visit, Some((&opened, waiting)), typed, Errors::default()).await
}

pub(super) async fn change(visit: Visit, Path(address): Path<String>, Form(form): Form<Typed>) -> Reply {
    let (opened, waiting, _) = load(&visit, &address).await?;
    let (version, settings) = (form.version, form.settings());
    let powers = opened.may(May::Manage).then(|| form.powers());
    let found = opened.clone();
    let changed = visit
        .write(async move |tx| lists::change(tx, &found, version, settings, powers.as_ref()).await)
        .await;
    let changed = match changed {
        // Said above the form, with everything that was typed.
        Err(Error::Conflict(sentence)) => Err(Error::invalid("", sentence)),
        other => other,
    };
    match told(changed)? {
        Ok(()) => Ok(redirect_saying(&visit, &super::href(&opened), words(&visit).list_is_changed())),
        Err(errors) => reply(&visit, Some((&opened, waiting)), form, errors).await,
    }
}
