//! `/magistere/{academy}/annonces`: everybody reads, managers write.

use askama::Template;
use kernel::{Error, Id, permission::Role};
use serde::Deserialize;
use web::{Access, Errors, Form, Reply, Routes, Visit, dates, form::told, redirect_saying};

use super::{Announcement, NewAnnouncement, Shown, edit, publish, store};
use crate::{
    place::At,
    rich_text::RichText,
    view::{self, icons, page, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    let manager = Access::Granted(Role::Manager);
    Routes::new()
        .get("/magistere/{academy}/annonces", Access::SignedIn, show)
        .get("/magistere/{academy}/annonces/nouvelle", manager, show_new)
        .post("/magistere/{academy}/annonces", manager, add)
        .get("/magistere/{academy}/annonces/{announcement}", manager, show_one)
        .post("/magistere/{academy}/annonces/{announcement}", manager, save)
        .get("/magistere/{academy}/annonces/{announcement}/suppression", manager, ask_delete)
        .post("/magistere/{academy}/annonces/{announcement}/suppression", manager, delete)
}

/// An announcement in words.
pub(crate) struct Told {
    pub id: String,
    pub title: String,
    pub by: String,
    pub html: RichText,
    pub pinned: bool,
}

impl Told {
    pub(crate) fn of(visit: &Visit, row: Shown) -> kernel::Result<Told> {
        let zone = &visit.academy()?.zone;
        let when = dates::long_date(visit.locale, row.published_at.zoned(zone).date());
        Ok(Told {
            id: row.id.to_string(),
            by: words(visit).announcement_by(row.author, when),
            title: row.title,
            html: RichText::from_storage(row.html),
            pinned: row.pinned,
        })
    }
}

#[derive(Template)]
#[template(path = "announcement/list.html")]
struct ListPage {
    t: Words,
    home: String,
    manages: bool,
    announcements: Vec<Told>,
}

async fn show(visit: Visit, _: At) -> Reply {
    let agent = visit.agent()?.clone();
    let manages = view::manages(&visit)?;
    let rows = {
        let mut tx = visit.read().await?;
        if manages {
            store::all(&mut tx).await?
        } else {
            let (academy, now) = (visit.academy_id()?, visit.now());
            tx.all(store::current(academy, &agent.function, now, 50)).await?
        }
    };
    let t = words(&visit);
    let announcements = rows.into_iter().map(|row| Told::of(&visit, row)).collect::<kernel::Result<_>>()?;
    let body = ListPage { t, home: view::home(&visit)?, manages, announcements };
    page(&visit, t.announcements())?.class("page-narrow").reply(&body)
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Written {
    title: String,
    author: String,
    body: String,
    until: String,
    pinned: String,
    audience: String,
    version: i64,
}

#[derive(Template)]
#[template(path = "announcement/edit.html")]
struct EditPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    home: String,
    id: &'a str,
    form: &'a Written,
    errors: &'a Errors,
}

async fn show_new(visit: Visit, _: At) -> Reply {
    edit_page(&visit, "", &Written::default(), &Errors::default())
}

async fn show_one(visit: Visit, at: At) -> Reply {
    let id: Id<Announcement> = at.id("announcement")?;
    let row = store::record(&mut Box::new(visit.read().await?), id).await?;
    let zone = visit.academy()?.zone.clone();
    let form = Written {
        title: row.title,
        author: row.author,
        body: row.html,
        until: view::day_field(Some(row.until_at), &zone),
        pinned: if row.pinned { "1".into() } else { String::new() },
        audience: row.audience.trim().to_owned(),
        version: row.version,
    };
    edit_page(&visit, at.text("announcement"), &form, &Errors::default())
}

fn edit_page(visit: &Visit, id: &str, form: &Written, errors: &Errors) -> Reply {
    let t = words(visit);
    let home = view::home(visit)?;
    let title = if id.is_empty() { t.announcement_new() } else { t.announcement_edit() };
    let body = EditPage { t, icons: icons(), csrf: visit.csrf(), home: home.clone(), id, form, errors };
    let page = page(visit, title)?.crumb(t.announcements(), format!("{home}/annonces")).class("page-narrow");
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

impl Written {
    fn read(&self, visit: &Visit) -> kernel::Result<NewAnnouncement> {
        let t = words(visit);
        let zone = &visit.academy()?.zone;
        let until = view::day_end(&self.until, zone).ok().flatten();
        let body =
            RichText::sanitise(&self.body).map_err(|r| Error::invalid("body", r.message(visit.locale)))?;
        Ok(NewAnnouncement {
            title: self.title.trim().to_owned(),
            author: self.author.trim().to_owned(),
            body,
            published_at: visit.now(),
            until: until.ok_or_else(|| Error::invalid("until", t.announcement_until_wrong()))?,
            pinned: self.pinned == "1",
            audience: self
                .audience
                .to_uppercase()
                .split(|c: char| !c.is_alphanumeric())
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }
}

async fn add(visit: Visit, _: At, Form(form): Form<Written>) -> Reply {
    keep(&visit, "", None, &form).await
}

async fn save(visit: Visit, at: At, Form(form): Form<Written>) -> Reply {
    let id = at.id("announcement")?;
    keep(&visit, at.text("announcement"), Some(id), &form).await
}

async fn keep(visit: &Visit, path: &str, id: Option<Id<Announcement>>, form: &Written) -> Reply {
    let version = form.version;
    let outcome = match form.read(visit) {
        Ok(new) => {
            let write = async move |tx: &mut kernel::Tx| match id {
                Some(id) => edit(tx, id, version, &new).await,
                None => publish(tx, &new).await.map(drop),
            };
            visit.write(write).await
        }
        Err(error) => Err(error),
    };
    match told(outcome)? {
        Ok(()) => {
            let there = format!("{}/annonces", view::home(visit)?);
            Ok(redirect_saying(visit, &there, words(visit).announcement_saved()))
        }
        Err(errors) => edit_page(visit, path, form, &errors),
    }
}

async fn ask_delete(visit: Visit, at: At) -> Reply {
    let id: Id<Announcement> = at.id("announcement")?;
    let row = store::record(&mut Box::new(visit.read().await?), id).await?;
    let (t, list) = (words(&visit), format!("{}/annonces", view::home(&visit)?));
    let asked = view::Asked {
        title: t.announcement_delete(),
        text: &t.announcement_delete_question(&row.title),
        action: visit.address(),
        yes: t.announcement_delete(),
        icon: "trash",
        no: &format!("{list}/{id}"),
        fields: &[],
    };
    view::ask(&visit, page(&visit, t.announcement_delete())?.crumb(t.announcements(), &list), &asked)
}

async fn delete(visit: Visit, at: At) -> Reply {
    let id: Id<Announcement> = at.id("announcement")?;
    visit
        .write(async move |tx| {
            store::record(tx, id).await?;
            store::delete(tx, id).await
        })
        .await?;
    let there = format!("{}/annonces", view::home(&visit)?);
    Ok(redirect_saying(&visit, &there, words(&visit).announcement_deleted()))
}
