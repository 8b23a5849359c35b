//! Templates: their list, a page for each, and the two buttons of the composer that put one in and keep one.

use askama::Template as Page;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Access::SignedIn, Errors, Form, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    filing::Confirm,
};
use crate::{
    delivery::sending::text_of,
    policy,
    templates::{self, LONGEST_BODY, Template, TemplateLine, Writing},
    words::Words,
};

const HOME: &str = "/webmel/modeles";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(HOME, SignedIn, show)
        .post(HOME, SignedIn, create)
        .get("/webmel/modeles/nouveau", SignedIn, begin)
        .get("/webmel/modeles/{template}", SignedIn, open)
        .post("/webmel/modeles/{template}", SignedIn, change)
        .get("/webmel/modeles/{template}/suppression", SignedIn, ask_to_remove)
        .post("/webmel/modeles/{template}/suppression", SignedIn, remove)
}

#[derive(Page)]
#[template(path = "webmel/templates.html")]
struct TemplatesPage {
    t: Words,
    icons: &'static str,
    templates: Vec<TemplateLine>,
    limit: String,
}

async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let templates = {
        let mut tx = visit.read().await?;
        templates::all(&mut tx, desk.mailbox).await?
    };
    let body = TemplatesPage { t, icons: icons(), templates, limit: t.templates_limit(templates::MOST) };
    let side = Side { t, icons: icons(), nav: desk.nav(&visit, "modeles"), body };
    desk.page(&visit, t.templates()).reply(&side)
}

#[derive(Page)]
#[template(path = "webmel/template.html")]
struct TemplatePage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    action: String,
    rich: bool,
    typed: Typed,
    max_body: usize,
    errors: Errors,
    /// One that is kept already.
    known: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
}

impl Typed {
    fn writing(&self) -> Writing {
        Writing {
            name: self.name.clone(),
            subject: self.subject.clone(),
            body: self.body.replace("\r\n", "\n"),
        }
    }
}

fn template_id(text: &str) -> Result<Id<Template>> {
    text.parse().map_err(|_| Error::NotFound)
}

async fn begin(visit: Visit) -> Reply {
    page(&visit, None, Typed::default(), Errors::default()).await
}

async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let id = template_id(&id)?;
    let row = {
        let mut tx = visit.read().await?;
        templates::find(&mut tx, mailbox, id).await?
    };
    page(&visit, Some(id), Typed { name: row.name, subject: row.subject, body: row.body }, Errors::default())
        .await
}

async fn page(visit: &Visit, id: Option<Id<Template>>, mut typed: Typed, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let rich = desk.row.rich_text;
    if !rich {
        typed.body = text_of(&typed.body);
    }
    let title = if id.is_some() { t.template_edit() } else { t.template_new() };
    let refused = !errors.is_empty();
    let body = TemplatePage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: title.to_owned(),
        action: id.map_or_else(|| HOME.to_owned(), |id| format!("{HOME}/{id}")),
        rich,
        typed,
        max_body: LONGEST_BODY,
        errors,
        known: id.map(|id| format!("{HOME}/{id}/suppression")),
    };
    let page = desk.page(visit, title);
    let side = Side { t, icons: icons(), nav: desk.nav(visit, "modeles"), body };
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

async fn create(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let writing = typed.writing();
    match told(visit.write(async move |tx| templates::create(tx, mailbox, writing).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, HOME, words(&visit).template_saved())),
        Err(errors) => page(&visit, None, typed, errors).await,
    }
}

async fn change(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let id = template_id(&id)?;
    let writing = typed.writing();
    match told(visit.write(async move |tx| templates::change(tx, mailbox, id, writing).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, HOME, words(&visit).template_saved())),
        Err(errors) => page(&visit, Some(id), typed, errors).await,
    }
}

async fn ask_to_remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let id = template_id(&id)?;
    let row = {
        let mut tx = visit.read().await?;
        templates::find(&mut tx, desk.mailbox, id).await?
    };
    let title = t.template_remove(&row.name);
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: title.clone(),
        explanation: t.template_remove_explanation(&row.name),
        button: t.remove().to_owned(),
        action: format!("{HOME}/{id}/suppression"),
        fields: Vec::new(),
        back: format!("{HOME}/{id}"),
    };
    let side = Side { t, icons: icons(), nav: desk.nav(&visit, "modeles"), body };
    desk.page(&visit, title).reply(&side)
}

async fn remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Manage)?;
    let id = template_id(&id)?;
    visit.write(async move |tx| templates::remove(tx, mailbox, id).await).await?;
    Ok(redirect_saying(&visit, HOME, words(&visit).template_removed()))
}
