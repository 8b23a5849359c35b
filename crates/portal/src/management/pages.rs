//! `/portail/{academy}/gestion`.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::Role};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, assets, form::told, redirect_saying};

use super::{form::ApplicationForm, moved, noted};
use crate::{
    application::{self, Application, Category, CategoryRow, ICONS, Record},
    home::at_home,
    words::Words,
};

pub(crate) fn routes() -> Routes {
    let manager = Access::Granted(Role::Manager);
    Routes::new()
        .get("/portail/{academy}/gestion", manager, show)
        .post("/portail/{academy}/gestion/rubriques", manager, add_category)
        .get("/portail/{academy}/gestion/rubriques/{category}", manager, show_category)
        .post("/portail/{academy}/gestion/rubriques/{category}", manager, edit_category)
        .get("/portail/{academy}/gestion/applications/nouvelle", manager, show_new)
        .post("/portail/{academy}/gestion/applications", manager, add)
        .get("/portail/{academy}/gestion/applications/{application}", manager, show_application)
        .post("/portail/{academy}/gestion/applications/{application}", manager, edit)
        .post("/portail/{academy}/gestion/applications/{application}/place", manager, place)
        .post("/portail/{academy}/gestion/applications/{application}/suppression", manager, delete)
}

struct Group {
    category: CategoryRow,
    id: String,
    applications: Vec<Line>,
}

struct Line {
    id: String,
    name: String,
    audience: &'static str,
    notice: bool,
}

#[derive(Template)]
#[template(path = "management.html")]
struct ManagementPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    slug: &'a str,
    groups: Vec<Group>,
    errors: &'a Errors,
    typed: &'a CategoryForm,
    known_icons: &'static [&'static str],
}

async fn show(visit: Visit, Path(slug): Path<String>) -> Reply {
    page(&visit, &slug, &CategoryForm::default(), &Errors::default()).await
}

async fn page(visit: &Visit, slug: &str, typed: &CategoryForm, errors: &Errors) -> Reply {
    at_home(visit, slug)?;
    let academy = visit.academy_id()?;
    let (categories, records) =
        visit.read().await?.together((application::categories(academy), application::all(academy))).await?;
    let t = Words(visit.locale);
    let line = |record: &Record| Line {
        id: record.id.to_string(),
        name: record.name.clone(),
        audience: if record.everybody { t.audience_everybody() } else { t.audience_some() },
        notice: record.notice_kind.is_some(),
    };
    let groups = categories
        .into_iter()
        .map(|category| Group {
            applications: records.iter().filter(|r| r.category_id == category.id).map(line).collect(),
            id: category.id.to_string(),
            category,
        })
        .collect();
    let icons = assets::path("icons.svg");
    let body =
        ManagementPage { t, icons, csrf: visit.csrf(), slug, groups, errors, typed, known_icons: &ICONS };
    let page = Page::new(visit, t.management_title()).crumb(t.portal_name(), format!("/portail/{slug}"));
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct CategoryForm {
    name_fr: String,
    name_en: String,
    icon: String,
    version: i64,
    /// `save`, `delete`, `up` or `down`.
    act: String,
}

impl CategoryForm {
    fn faults(&self, t: Words) -> Errors {
        let mut errors = Errors::default();
        for (field, text) in [("name_fr", &self.name_fr), ("name_en", &self.name_en)] {
            if text.chars().count() > 60 || (field == "name_fr" && text.trim().is_empty()) {
                errors.add(field, t.error_category_name());
            }
        }
        errors
    }

    fn icon(&self) -> String {
        if ICONS.contains(&self.icon.as_str()) { self.icon.clone() } else { "briefcase".to_owned() }
    }
}

async fn add_category(visit: Visit, Path(slug): Path<String>, Form(form): Form<CategoryForm>) -> Reply {
    at_home(&visit, &slug)?;
    let t = Words(visit.locale);
    let errors = form.faults(t);
    if !errors.is_empty() {
        return page(&visit, &slug, &form, &errors).await;
    }
    visit
        .write(async move |tx| {
            application::add_category(tx, form.name_fr.trim(), form.name_en.trim(), &form.icon()).await?;
            noted(tx, "category.add", form.name_fr.trim()).await
        })
        .await?;
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.saved()))
}

#[derive(Template)]
#[template(path = "category.html")]
struct CategoryPage<'a> {
    t: Words,
    csrf: &'a str,
    slug: &'a str,
    id: &'a str,
    form: &'a CategoryForm,
    errors: &'a Errors,
    known_icons: &'static [&'static str],
}

async fn show_category(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Category> = id.parse().map_err(|_| Error::NotFound)?;
    let row = application::category(&mut Box::new(visit.read().await?), key).await?;
    let form = CategoryForm {
        name_fr: row.name_fr,
        name_en: row.name_en,
        icon: row.icon,
        version: row.version,
        act: String::new(),
    };
    category_page(&visit, &slug, &id, &form, &Errors::default())
}

fn category_page(visit: &Visit, slug: &str, id: &str, form: &CategoryForm, errors: &Errors) -> Reply {
    let t = Words(visit.locale);
    let body = CategoryPage { t, csrf: visit.csrf(), slug, id, form, errors, known_icons: &ICONS };
    let page = Page::new(visit, form.name_fr.clone())
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .crumb(t.management_title(), format!("/portail/{slug}/gestion"))
        .class("page-narrow");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

async fn edit_category(
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Form(form): Form<CategoryForm>,
) -> Reply {
    at_home(&visit, &slug)?;
    let t = Words(visit.locale);
    let key: Id<Category> = id.parse().map_err(|_| Error::NotFound)?;
    let errors = form.faults(t);
    if form.act == "save" && !errors.is_empty() {
        return category_page(&visit, &slug, &id, &form, &errors);
    }
    visit.write(async move |tx| change_category(tx, key, &form).await).await?;
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.saved()))
}

async fn change_category(tx: &mut kernel::Tx, id: Id<Category>, form: &CategoryForm) -> Result<()> {
    let t = Words(tx.locale);
    let row = application::category(tx, id).await?;
    match form.act.as_str() {
        "up" | "down" => {
            let academy = tx.academy_id()?;
            let all = tx.all(application::categories(academy)).await?;
            let order = moved(all.iter().map(|c| c.id).collect(), id, form.act == "up");
            application::reorder_categories(tx, &order).await?;
            noted(tx, "category.move", &row.name_fr).await
        }
        "delete" => {
            if !application::delete_category(tx, id).await? {
                return Err(Error::Conflict(t.category_not_empty().to_owned()));
            }
            noted(tx, "category.delete", &row.name_fr).await
        }
        _ => {
            let (fr, en) = (form.name_fr.trim(), form.name_en.trim());
            if !application::rename_category(tx, id, form.version, fr, en, &form.icon()).await? {
                return Err(Error::Conflict(t.conflict().to_owned()));
            }
            noted(tx, "category.edit", fr).await
        }
    }
}

#[derive(Template)]
#[template(path = "application.html")]
struct ApplicationPage<'a> {
    t: Words,
    csrf: &'a str,
    slug: &'a str,
    /// Empty for a new one.
    id: &'a str,
    form: &'a ApplicationForm,
    errors: &'a Errors,
    categories: Vec<(String, String)>,
    known_icons: &'static [&'static str],
}

async fn show_new(visit: Visit, Path(slug): Path<String>) -> Reply {
    application_page(&visit, &slug, "", &ApplicationForm::blank(), &Errors::default()).await
}

async fn show_application(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let form = {
        let mut tx = visit.read().await?;
        let record = application::record(&mut tx, key).await?;
        let audience = application::audience(&mut tx, key).await?;
        ApplicationForm::of(&record, &audience, &visit.academy()?.zone)
    };
    application_page(&visit, &slug, &id, &form, &Errors::default()).await
}

async fn application_page(
    visit: &Visit,
    slug: &str,
    id: &str,
    form: &ApplicationForm,
    errors: &Errors,
) -> Reply {
    at_home(visit, slug)?;
    let t = Words(visit.locale);
    let categories = visit.read().await?.all(application::categories(visit.academy_id()?)).await?;
    let body = ApplicationPage {
        t,
        csrf: visit.csrf(),
        slug,
        id,
        form,
        errors,
        categories: categories
            .into_iter()
            .map(|c| (c.id.to_string(), c.name(visit.locale).to_owned()))
            .collect(),
        known_icons: &ICONS,
    };
    let title = if id.is_empty() { t.application_new().to_owned() } else { form.name.clone() };
    let page = Page::new(visit, title)
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .crumb(t.management_title(), format!("/portail/{slug}/gestion"))
        .class("page-narrow");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

async fn add(visit: Visit, Path(slug): Path<String>, Form(form): Form<ApplicationForm>) -> Reply {
    save(&visit, &slug, "", &form).await
}

async fn edit(
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Form(form): Form<ApplicationForm>,
) -> Reply {
    save(&visit, &slug, &id, &form).await
}

async fn save(visit: &Visit, slug: &str, id: &str, form: &ApplicationForm) -> Reply {
    at_home(visit, slug)?;
    let t = Words(visit.locale);
    let new = match form.parse(&visit.academy()?.zone, t) {
        Ok(new) => new,
        Err(problems) => return application_page(visit, slug, id, form, &problems.into()).await,
    };
    let key: Option<Id<Application>> =
        if id.is_empty() { None } else { Some(id.parse().map_err(|_| Error::NotFound)?) };
    let version = form.version;
    let outcome = visit
        .write(async move |tx| match key {
            None => {
                application::add(tx, &new).await?;
                noted(tx, "application.add", &new.name).await
            }
            Some(id) => {
                application::record(tx, id).await?;
                application::edit(tx, id, version, &new).await?;
                noted(tx, "application.edit", &new.name).await
            }
        })
        .await;
    // The second of two people is told, with what they typed still in the form.
    let outcome = match outcome {
        Err(Error::Conflict(why)) => Err(Error::invalid("name", why)),
        other => other,
    };
    match told(outcome)? {
        Ok(()) => Ok(redirect_saying(visit, &format!("/portail/{slug}/gestion"), t.saved())),
        Err(errors) => application_page(visit, slug, id, form, &errors).await,
    }
}

#[derive(Deserialize)]
struct Place {
    #[serde(default)]
    to: String,
}

async fn place(visit: Visit, Path((slug, id)): Path<(String, String)>, Form(form): Form<Place>) -> Reply {
    at_home(&visit, &slug)?;
    let id: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let academy = visit.academy_id()?;
    visit
        .write(async move |tx| {
            let all = tx.all(application::all(academy)).await?;
            let one = all.iter().find(|a| a.id == id).ok_or(Error::NotFound)?;
            // Moved among those of its category; the others keep their places around them.
            let within: Vec<_> =
                all.iter().filter(|a| a.category_id == one.category_id).map(|a| a.id).collect();
            let mut sorted = moved(within.clone(), id, form.to == "up").into_iter();
            let order: Vec<_> = all
                .iter()
                .map(|a| if within.contains(&a.id) { sorted.next().unwrap_or(a.id) } else { a.id })
                .collect();
            application::reorder(tx, &order).await?;
            noted(tx, "application.move", &one.name).await
        })
        .await?;
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), Words(visit.locale).saved()))
}

#[derive(Deserialize)]
struct Deletion {
    #[serde(default)]
    sure: String,
}

async fn delete(visit: Visit, Path((slug, id)): Path<(String, String)>, Form(form): Form<Deletion>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let t = Words(visit.locale);
    if form.sure != "1" {
        let mut errors = Errors::default();
        errors.add("sure", t.error_sure());
        let (record, audience) = {
            let mut tx = visit.read().await?;
            (application::record(&mut tx, key).await?, application::audience(&mut tx, key).await?)
        };
        let form = ApplicationForm::of(&record, &audience, &visit.academy()?.zone);
        return application_page(&visit, &slug, &id, &form, &errors).await;
    }
    visit
        .write(async move |tx| {
            let record = application::record(tx, key).await?;
            application::delete(tx, key).await?;
            noted(tx, "application.delete", &record.name).await
        })
        .await?;
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.deleted()))
}
