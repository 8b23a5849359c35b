//! `/portail/{academy}/gestion`.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::Role};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, assets, form::told, redirect_saying};

use super::{form::ApplicationForm, moved, noted};
use crate::{
    application::{self, Application, Category, CategoryRow, ICONS, Launch, Network, NoticeKind, Record},
    home::at_home,
    view::{Question, Select, ask},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    let manager = Access::Granted(Role::Manager);
    Routes::new()
        .get("/portail/{academy}/gestion", manager, show)
        .post("/portail/{academy}/gestion/rubriques", manager, add_category)
        .get("/portail/{academy}/gestion/rubriques/{category}", manager, show_category)
        .post("/portail/{academy}/gestion/rubriques/{category}", manager, edit_category)
        .get("/portail/{academy}/gestion/rubriques/{category}/suppression", manager, ask_to_delete_category)
        .post("/portail/{academy}/gestion/rubriques/{category}/suppression", manager, delete_category)
        .get("/portail/{academy}/gestion/applications/nouvelle", manager, show_new)
        .post("/portail/{academy}/gestion/applications", manager, add)
        .get("/portail/{academy}/gestion/applications/{application}", manager, show_application)
        .post("/portail/{academy}/gestion/applications/{application}", manager, edit)
        .post("/portail/{academy}/gestion/applications/{application}/place", manager, place)
        .get("/portail/{academy}/gestion/applications/{application}/suppression", manager, ask_to_delete)
        .post("/portail/{academy}/gestion/applications/{application}/suppression", manager, delete)
}

struct Group {
    id: String,
    name: String,
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
    form: &'a CategoryForm,
    known_icons: Vec<Select>,
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
            name: category.name(visit.locale).to_owned(),
        })
        .collect();
    let icons = assets::path("icons.svg");
    let known_icons = icons_of(t, &typed.icon);
    let body =
        ManagementPage { t, icons, csrf: visit.csrf(), slug, groups, errors, form: typed, known_icons };
    let page = Page::new(visit, t.management_title()).crumb(t.portal_name(), format!("/portail/{slug}"));
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

fn icons_of(t: Words, chosen: &str) -> Vec<Select> {
    ICONS.iter().map(|icon| Select::of(*icon, t.icon(icon), chosen)).collect()
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct CategoryForm {
    name_fr: String,
    name_en: String,
    icon: String,
    version: i64,
    /// `save`, `up` or `down`.
    act: String,
}

impl CategoryForm {
    fn of(row: CategoryRow) -> CategoryForm {
        let CategoryRow { name_fr, name_en, icon, version, .. } = row;
        CategoryForm { name_fr, name_en, icon, version, act: String::new() }
    }

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
    /// As it is kept, whatever is typed.
    name: &'a str,
    form: &'a CategoryForm,
    errors: &'a Errors,
    known_icons: Vec<Select>,
}

async fn show_category(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Category> = id.parse().map_err(|_| Error::NotFound)?;
    let row = application::category(&mut visit.read().await?, key).await?;
    let form = CategoryForm::of(row);
    category_page(&visit, &slug, key, &form, &Errors::default()).await
}

async fn category_page(
    visit: &Visit,
    slug: &str,
    key: Id<Category>,
    form: &CategoryForm,
    errors: &Errors,
) -> Reply {
    let t = Words(visit.locale);
    let row = application::category(&mut visit.read().await?, key).await?;
    let name = row.name(visit.locale);
    let known_icons = icons_of(t, &form.icon);
    let id = &key.to_string();
    let body = CategoryPage { t, csrf: visit.csrf(), slug, id, name, form, errors, known_icons };
    let page = managed(visit, slug, name);
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

/// A page below the portal's management.
fn managed<'v>(visit: &'v Visit, slug: &str, title: &str) -> Page<'v> {
    let t = Words(visit.locale);
    Page::new(visit, title)
        .crumb(t.portal_name(), format!("/portail/{slug}"))
        .crumb(t.management_title(), format!("/portail/{slug}/gestion"))
        .class("page-narrow")
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
        return category_page(&visit, &slug, key, &form, &errors).await;
    }
    let typed = form.clone();
    match kept(visit.write(async move |tx| change_category(tx, key, &typed).await).await, "name_fr")? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.saved())),
        Err(errors) => category_page(&visit, &slug, key, &form, &errors).await,
    }
}

/// As [`told`]; and the second of two people is told too, at this field, with what they typed still in the form.
fn kept<T>(outcome: Result<T>, field: &'static str) -> Reply<Result<T, Errors>> {
    told(match outcome {
        Err(Error::Conflict(why)) => Err(Error::invalid(field, why)),
        other => other,
    })
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
        _ => {
            let (fr, en) = (form.name_fr.trim(), form.name_en.trim());
            if !application::rename_category(tx, id, form.version, fr, en, &form.icon()).await? {
                return Err(Error::Conflict(t.conflict().to_owned()));
            }
            noted(tx, "category.edit", fr).await
        }
    }
}

async fn ask_to_delete_category(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Category> = id.parse().map_err(|_| Error::NotFound)?;
    let row = application::category(&mut visit.read().await?, key).await?;
    let t = Words(visit.locale);
    let here = format!("/portail/{slug}/gestion/rubriques/{key}");
    ask(
        managed(&visit, &slug, t.category_delete()),
        &Question {
            t,
            csrf: visit.csrf(),
            title: t.category_delete(),
            text: &t.category_delete_sure(row.name(visit.locale)),
            action: &format!("{here}/suppression"),
            fields: &[],
            yes: t.category_delete(),
            no: &here,
        },
    )
}

async fn delete_category(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let t = Words(visit.locale);
    let key: Id<Category> = id.parse().map_err(|_| Error::NotFound)?;
    let outcome = visit
        .write(async move |tx| {
            let row = application::category(tx, key).await?;
            if !application::delete_category(tx, key).await? {
                return Err(Error::invalid("", Words(tx.locale).category_not_empty()));
            }
            noted(tx, "category.delete", &row.name_fr).await
        })
        .await;
    match told(outcome)? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.deleted())),
        Err(errors) => {
            let row = application::category(&mut visit.read().await?, key).await?;
            let form = CategoryForm::of(row);
            category_page(&visit, &slug, key, &form, &errors).await
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
    /// As it is kept, whatever is typed.
    name: &'a str,
    form: &'a ApplicationForm,
    errors: &'a Errors,
    categories: Vec<Select>,
    known_icons: Vec<Select>,
    launches: Vec<Select>,
    networks: Vec<Select>,
    notice_kinds: Vec<Select>,
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
    let (categories, name) = {
        let mut tx = visit.read().await?;
        let categories = tx.all(application::categories(visit.academy_id()?)).await?;
        let name = match id.parse() {
            Ok(key) => application::record(&mut tx, key).await?.name,
            Err(_) => t.application_new().to_owned(),
        };
        (categories, name)
    };
    let body = ApplicationPage {
        t,
        csrf: visit.csrf(),
        slug,
        id,
        name: &name,
        form,
        errors,
        categories: categories
            .into_iter()
            .map(|c| Select::of(c.id.to_string(), c.name(visit.locale), &form.category))
            .collect(),
        known_icons: icons_of(t, &form.icon),
        launches: Launch::ALL
            .iter()
            .map(|one| Select::of(one.as_str(), t.launch(one.as_str()), &form.launch))
            .collect(),
        networks: Network::ALL
            .iter()
            .map(|one| Select::of(one.as_str(), t.network(one.as_str()), &form.network))
            .collect(),
        notice_kinds: std::iter::once("")
            .chain(NoticeKind::ALL.iter().map(|kind| kind.as_str()))
            .map(|one| Select::of(one, t.notice_kind(one), &form.notice_kind))
            .collect(),
    };
    let page = managed(visit, slug, &name);
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
    match kept(outcome, "name")? {
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

async fn ask_to_delete(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    let record = application::record(&mut visit.read().await?, key).await?;
    let t = Words(visit.locale);
    let here = format!("/portail/{slug}/gestion/applications/{key}");
    ask(
        managed(&visit, &slug, t.application_delete()),
        &Question {
            t,
            csrf: visit.csrf(),
            title: t.application_delete(),
            text: &t.application_delete_sure(record.name),
            action: &format!("{here}/suppression"),
            fields: &[],
            yes: t.application_delete(),
            no: &here,
        },
    )
}

async fn delete(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Reply {
    at_home(&visit, &slug)?;
    let key: Id<Application> = id.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(async move |tx| {
            let record = application::record(tx, key).await?;
            application::delete(tx, key).await?;
            noted(tx, "application.delete", &record.name).await
        })
        .await?;
    let t = Words(visit.locale);
    Ok(redirect_saying(&visit, &format!("/portail/{slug}/gestion"), t.deleted()))
}
