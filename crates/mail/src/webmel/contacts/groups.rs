//! Groups of one's own contacts: made, named, filled, written to, taken away.

use askama::Template;
use axum::extract::Path;
use kernel::{Error, Id, Result, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, form::told, redirect_saying};

use super::{
    super::desk::{Desk, icons, words},
    Tabs, ask,
};
use crate::{
    contacts::{
        self, Card, Contact,
        groups::{self, Group, GroupRow},
    },
    message::address::parse_list,
    policy,
    words::Words,
};

const HOME: &str = "/webmel/contacts/groupes";

#[derive(Template)]
#[template(path = "webmel/contacts/groups.html")]
struct Groups {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    rows: Vec<GroupRow>,
    typed: String,
    errors: Errors,
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

pub(super) async fn show(visit: Visit) -> Reply {
    list(&visit, String::new(), Errors::default()).await
}

async fn list(visit: &Visit, typed: String, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let rows = {
        let mut tx = visit.read().await?;
        groups::all(&mut tx, desk.mailbox).await?
    };
    let tabs = Tabs { t, current: "groups" };
    let refused = !errors.is_empty();
    let body = Groups { t, icons: icons(), csrf: visit.csrf().to_owned(), tabs, rows, typed, errors };
    let (page, side) = desk.beside(visit, "contacts", t.contacts_groups(), body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

pub(super) async fn create(visit: Visit, Form(form): Form<Named>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let name = form.name.clone();
    match told(visit.write(async move |tx| groups::create(tx, mailbox, &name).await).await)? {
        Ok(group) => Ok(redirect_saying(&visit, &format!("{HOME}/{group}"), words(&visit).group_created())),
        Err(errors) => list(&visit, form.name, errors).await,
    }
}

#[derive(Template)]
#[template(path = "webmel/contacts/group.html")]
struct GroupPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    id: String,
    title: String,
    name: String,
    members: Vec<Member>,
    adding: String,
    errors: Errors,
}

struct Member {
    id: String,
    name: String,
    address: String,
}

/// What was typed on the page that is shown again.
#[derive(Default)]
struct Typed {
    name: Option<String>,
    adding: String,
}

fn group_id(text: &str) -> Result<Id<Group>> {
    text.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    one(&visit, group_id(&id)?, Typed::default(), Errors::default()).await
}

async fn one(visit: &Visit, id: Id<Group>, typed: Typed, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let (group, members) = {
        let mut tx = visit.read().await?;
        let group = groups::find(&mut tx, desk.mailbox, id).await?;
        (group, groups::members(&mut tx, desk.mailbox, id).await?)
    };
    let refused = !errors.is_empty();
    let body = GroupPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        id: id.to_string(),
        title: group.name.clone(),
        name: typed.name.unwrap_or_else(|| group.name.clone()),
        members: members
            .into_iter()
            .map(|m| Member {
                id: m.id.to_string(),
                name: m.shown_name().to_owned(),
                address: m.addresses.lines().next().unwrap_or(t.contact_no_address()).to_owned(),
            })
            .collect(),
        adding: typed.adding,
        errors,
    };
    let (page, side) = desk.beside(visit, "contacts", &group.name, body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

pub(super) async fn rename(visit: Visit, Path(id): Path<String>, Form(form): Form<Named>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let id = group_id(&id)?;
    let name = form.name.clone();
    match told(visit.write(async move |tx| groups::rename(tx, mailbox, id, &name).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("{HOME}/{id}"), words(&visit).group_renamed())),
        Err(errors) => one(&visit, id, Typed { name: Some(form.name), ..Typed::default() }, errors).await,
    }
}

#[derive(Deserialize)]
pub(super) struct Adding {
    #[serde(default)]
    members: String,
}

/// Takes people in by their addresses: those who are no contacts yet become one.
pub(super) async fn add(visit: Visit, Path(id): Path<String>, Form(form): Form<Adding>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let id = group_id(&id)?;
    let t = words(&visit);
    let typed = parse_list(&form.members);
    let mut errors = Errors::default();
    for bad in &typed.errors {
        errors.add("members", t.contact_bad_address(&bad.text));
    }
    if typed.addresses.is_empty() && errors.is_empty() {
        errors.add("members", t.address_missing());
    }
    if !errors.is_empty() {
        return one(&visit, id, Typed { adding: form.members, ..Typed::default() }, errors).await;
    }
    let joined = visit.write(async move |tx| {
        let mut ids = Vec::new();
        for person in typed.addresses {
            let address = [person.email];
            let known = contacts::by_addresses(tx, mailbox, &address).await?;
            ids.push(if let Some((_, row)) = known.first() {
                row.id
            } else {
                let name = person.name.unwrap_or_default();
                let card = Card { name, addresses: address.into(), ..Card::default() };
                contacts::create(tx, mailbox, card).await?
            });
        }
        groups::add(tx, mailbox, id, &ids).await
    });
    match told(joined.await)? {
        Ok(()) => Ok(redirect_saying(&visit, &format!("{HOME}/{id}"), t.group_joined())),
        Err(refused) => {
            let mut errors = Errors::default();
            for problem in &refused {
                errors.add("members", problem.message.clone());
            }
            one(&visit, id, Typed { adding: form.members, ..Typed::default() }, errors).await
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    contact: String,
}

pub(super) async fn leave(visit: Visit, Path(id): Path<String>, Form(form): Form<Leaving>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let id = group_id(&id)?;
    let contact: Id<Contact> = form.contact.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(async move |tx| {
            groups::find(tx, mailbox, id).await?;
            groups::leave(tx, mailbox, id, contact).await
        })
        .await?;
    Ok(redirect_saying(&visit, &format!("{HOME}/{id}"), words(&visit).group_left()))
}

pub(super) async fn ask_to_remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let id = group_id(&id)?;
    let group = {
        let mut tx = visit.read().await?;
        groups::find(&mut tx, desk.mailbox, id).await?
    };
    let title = t.group_remove(&group.name);
    let explanation = t.group_remove_explanation(&group.name);
    let body =
        ask(&visit, title.clone(), explanation, format!("{HOME}/{id}/suppression"), format!("{HOME}/{id}"));
    let (page, side) = desk.beside(&visit, "contacts", &title, body);
    page.reply(&side)
}

pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Manage)?;
    let id = group_id(&id)?;
    visit.write(async move |tx| groups::remove(tx, mailbox, id).await).await?;
    Ok(redirect_saying(&visit, HOME, words(&visit).group_removed()))
}
