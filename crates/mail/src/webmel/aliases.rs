//! `/webmel/gestion/alias`: addresses of the académie that lead to people or lists, for who looks after its mail.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, Result,
    permission::{May, Role},
};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{icons, words},
    filing::Confirm,
    shown::encoded,
};
use crate::{
    aliases::{self, Alias, Target, Typed},
    policy,
    words::Words,
};

const HOME: &str = "/webmel/gestion/alias";

pub(super) fn routes() -> Routes {
    let postmaster = Access::Granted(Role::Postmaster);
    Routes::new()
        .get("/webmel/gestion/alias", postmaster, show)
        .post("/webmel/gestion/alias", postmaster, create)
        .get("/webmel/gestion/alias/nouveau", postmaster, begin)
        .get("/webmel/gestion/alias/{alias}", postmaster, open)
        .post("/webmel/gestion/alias/{alias}", postmaster, change)
        .get("/webmel/gestion/alias/{alias}/suppression", postmaster, ask)
        .post("/webmel/gestion/alias/{alias}/suppression", postmaster, remove)
}

#[derive(Template)]
#[template(path = "webmel/aliases.html")]
struct Aliases {
    t: Words,
    icons: &'static str,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    address: String,
    note: String,
    /// The first it leads to, and how many more.
    to: Vec<String>,
    more: i64,
    /// It leads to nobody who is still here.
    leads_nowhere: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Sought {
    q: String,
    apres: String,
}

const ROWS: usize = 50;
const NAMED: usize = 4;

async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::View)?;
    let t = words(&visit);
    let q = sought.q.trim().to_lowercase();
    let (mut found, targets) = {
        let mut tx = visit.read().await?;
        let found = aliases::page(&mut tx, &q, &sought.apres, ROWS as i64 + 1).await?;
        let ids: Vec<Id<Alias>> = found.iter().map(|row| row.id).collect();
        (found, aliases::targets(&mut tx, &ids).await?)
    };
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more);
    let next = next.map(|row| format!("{HOME}?q={}&apres={}", encoded(&q), encoded(&row.address)));
    let rows = found
        .into_iter()
        .map(|alias| {
            let of: Vec<&Target> =
                targets.iter().filter(|target| target.alias_id == alias.id && !target.closed).collect();
            Row {
                id: alias.id.to_string(),
                address: alias.address,
                note: alias.note,
                leads_nowhere: of.is_empty(),
                more: of.len().saturating_sub(NAMED) as i64,
                to: of.into_iter().take(NAMED).map(|target| target.name.clone()).collect(),
            }
        })
        .collect();
    let body = Aliases { t, icons: icons(), q: sought.q, rows, next };
    Page::new(&visit, t.aliases()).crumb(t.queue_crumb(), "/webmel").reply(&body)
}

#[derive(Template)]
#[template(path = "webmel/alias.html")]
struct AliasPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    action: String,
    /// The address of one that is there: it stays.
    fixed: String,
    domain: String,
    typed: AliasForm,
    errors: Errors,
    remove: Option<String>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default)]
struct AliasForm {
    address: String,
    note: String,
    targets: String,
}

impl From<&AliasForm> for Typed {
    fn from(form: &AliasForm) -> Typed {
        Typed { address: form.address.clone(), note: form.note.clone(), targets: form.targets.clone() }
    }
}

async fn begin(visit: Visit) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::Manage)?;
    page(&visit, None, AliasForm::default(), Errors::default())
}

fn page(visit: &Visit, of: Option<(Id<Alias>, String)>, typed: AliasForm, errors: Errors) -> Reply {
    let t = words(visit);
    let refused = !errors.is_empty();
    let body = AliasPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: of.as_ref().map_or_else(|| t.alias_new().to_owned(), |(_, address)| address.clone()),
        action: of.as_ref().map_or_else(|| HOME.to_owned(), |(id, _)| format!("{HOME}/{id}")),
        remove: of.as_ref().map(|(id, _)| format!("{HOME}/{id}/suppression")),
        fixed: of.map(|(_, address)| address).unwrap_or_default(),
        domain: visit.academy()?.mail_domain.clone(),
        typed,
        errors,
    };
    let page = Page::new(visit, body.title.clone()).crumb(t.aliases(), HOME);
    if refused { page.refused().reply(&body) } else { page.reply(&body) }
}

async fn create(visit: Visit, Form(form): Form<AliasForm>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::Manage)?;
    let typed = Typed::from(&form);
    match told(visit.write(async move |tx| aliases::create(tx, &typed).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, HOME, words(&visit).alias_created())),
        Err(errors) => page(&visit, None, form, errors),
    }
}

fn alias(id: &str) -> Result<Id<Alias>> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::View)?;
    let id = alias(&id)?;
    let (row, targets) = {
        let mut tx = visit.read().await?;
        (aliases::find(&mut tx, id).await?, aliases::targets(&mut tx, &[id]).await?)
    };
    let lines: Vec<String> = targets.into_iter().filter(|to| !to.closed).map(|to| to.address).collect();
    let typed = AliasForm { address: row.address.clone(), note: row.note, targets: lines.join("\n") };
    page(&visit, Some((id, row.address)), typed, Errors::default())
}

async fn change(visit: Visit, Path(id): Path<String>, Form(form): Form<AliasForm>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::Manage)?;
    let id = alias(&id)?;
    let typed = Typed::from(&form);
    match told(visit.write(async move |tx| aliases::change(tx, id, &typed).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, HOME, words(&visit).alias_changed())),
        Err(errors) => {
            let row = aliases::find(&mut visit.read().await?, id).await?;
            page(&visit, Some((id, row.address)), form, errors)
        }
    }
}

async fn ask(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::Manage)?;
    let t = words(&visit);
    let id = alias(&id)?;
    let row = aliases::find(&mut visit.read().await?, id).await?;
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.alias_remove(&row.address),
        explanation: t.alias_remove_explanation(&row.address),
        button: t.remove().to_owned(),
        action: format!("{HOME}/{id}/suppression"),
        fields: Vec::new(),
        back: format!("{HOME}/{id}"),
    };
    Page::new(&visit, body.title.clone()).crumb(t.aliases(), HOME).reply(&body)
}

async fn remove(visit: Visit, Path(id): Path<String>) -> Reply {
    policy::of_academy(visit.ctx(), "mail alias", May::Manage)?;
    let id = alias(&id)?;
    visit.write(async move |tx| aliases::remove(tx, id).await).await?;
    Ok(redirect_saying(&visit, HOME, words(&visit).alias_removed()))
}
