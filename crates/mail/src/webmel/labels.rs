//! Labels: made, named, coloured and taken away; and the page of each, with the messages that bear it wherever they lie.

use askama::Template;
use axum::extract;
use kernel::{Error, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, form::told, redirect_saying};

use super::{
    desk::{Desk, NothingOpen, Panes, Side, icons, words},
    listing::{Kind, Listing},
    place::{self, Which, here, of_box},
    search::put_found,
    shown,
};
use crate::{
    labels::{self, Colour, Label},
    message::search_syntax::{Query, Term},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/etiquettes" show;
        post "/etiquettes" create;
        get "/etiquettes/{label}" messages;
        post "/etiquettes/{label}" change;
        post "/etiquettes/{label}/suppression" remove;
    }
}

/// A label as it stands on rows and messages.
pub(super) struct Chip {
    pub name: String,
    pub colour: Colour,
}

pub(super) fn chips(labels: &[Label], keywords: &str) -> Vec<Chip> {
    let borne = labels::borne(labels, keywords);
    borne.into_iter().map(|label| Chip { name: label.name.clone(), colour: label.colour }).collect()
}

#[derive(Template)]
#[template(path = "webmel/labels.html")]
struct LabelsPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    labels: Vec<Label>,
    colours: &'static [Colour],
    errors: Errors,
    /// The label whose name is refused; the form of a new one when empty.
    refused: String,
    typed: String,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
    #[serde(default)]
    colour: String,
}

impl Named {
    fn colour(&self) -> Colour {
        self.colour.parse().unwrap_or(Colour::Blue)
    }
}

async fn show(visit: Visit) -> Reply {
    page(&visit, Errors::default(), String::new(), String::new()).await
}

async fn page(visit: &Visit, errors: Errors, refused: String, typed: String) -> Reply {
    let t = words(visit);
    let desk = Desk::load_to(visit, May::Edit).await?;
    let mut page = desk.page(visit, t.labels());
    if !errors.is_empty() {
        page = page.refused();
    }
    let body = LabelsPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        labels: desk.labels(),
        colours: Colour::ALL,
        errors,
        refused,
        typed,
    };
    page.reply(&Side { t, icons: icons(), nav: desk.nav(visit, "etiquettes"), body })
}

async fn create(visit: Visit, Form(form): Form<Named>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let (name, colour) = (form.name.clone(), form.colour());
    match told(visit.write(async move |tx| labels::create(tx, mailbox, &name, colour).await).await)? {
        Ok(_) => Ok(redirect_saying(&visit, &here(&visit, "/etiquettes"), words(&visit).label_created())),
        Err(errors) => page(&visit, errors, String::new(), form.name).await,
    }
}

async fn change(visit: Visit, Which(keyword): Which<String>, Form(form): Form<Named>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let (name, colour, word) = (form.name.clone(), form.colour(), keyword.clone());
    match told(visit.write(async move |tx| labels::change(tx, mailbox, &word, &name, colour).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/etiquettes"), words(&visit).label_saved())),
        Err(errors) => page(&visit, errors, keyword, form.name).await,
    }
}

async fn remove(visit: Visit, Which(keyword): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    visit.write(async move |tx| labels::remove(tx, mailbox, &keyword).await).await?;
    Ok(redirect_saying(&visit, &here(&visit, "/etiquettes"), words(&visit).label_removed()))
}

#[derive(Deserialize)]
struct At {
    #[serde(default)]
    avant: String,
}

/// The messages that bear a label, in all folders, newest first.
async fn messages(
    visit: Visit,
    Which(keyword): Which<String>,
    extract::Query(at): extract::Query<At>,
) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let labels = desk.labels();
    let label = labels.iter().find(|label| label.keyword == keyword).ok_or(Error::NotFound)?;
    let query = Query { terms: vec![Term::Label(label.name.clone())] };
    let mut listing = Listing::new(&visit, &desk, &label.name, Kind::Results);
    listing.query = query.display(visit.locale).to_string();
    listing.empty = (t.label_empty(), t.label_empty_hint());
    let href = here(&visit, format_args!("/etiquettes/{}", shown::encoded(&keyword)));
    put_found(&visit, &desk, &mut listing, &query, &href, &at.avant).await?;
    let nav = desk.nav(&visit, &format!("etiquette {keyword}"));
    let page = desk.page(&visit, label.name.clone());
    page.reply(&Panes { view: "list", nav, listing, reading: NothingOpen { t, icons: icons() } })
}
