//! One's own contacts: found, written to, gathered in groups; each on a page where all that is known of the person is
//! one form.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, form::told, redirect, redirect_saying};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown::{self, encoded},
    },
    Tabs, ask,
};
use crate::{
    contacts::{
        self, Card, Contact, ContactRow,
        groups::{self, Group, GroupRow},
        suggest::patterns,
    },
    message::address::parse_list,
    policy,
    words::Words,
};

const HOME: &str = "/webmel/contacts/personnels";
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "webmel/contacts/personal.html")]
struct Personal {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    q: String,
    people: Vec<Line>,
    groups: Vec<GroupRow>,
    newest: bool,
    older: Option<String>,
}

struct Line {
    id: String,
    name: String,
    detail: String,
}

impl From<ContactRow> for Line {
    fn from(row: ContactRow) -> Line {
        let known = [row.addresses.lines().next().unwrap_or_default(), row.organisation.as_str()];
        let detail = known.into_iter().filter(|part| !part.is_empty() && *part != row.shown_name());
        Line {
            id: row.id.to_string(),
            detail: detail.collect::<Vec<_>>().join(" – "),
            name: row.shown_name().to_owned(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
    /// The contact that the page before ended with.
    #[serde(default)]
    apres: String,
}

pub(super) async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let words = patterns(&sought.q);
    let after = after(&sought.apres);
    let (mut rows, groups) = {
        let mut tx = visit.read().await?;
        let page = contacts::page(&desk.mailbox, &words, &after, &(SHOWN + 1));
        tx.together((page, groups::groups_query(&desk.mailbox))).await?
    };
    let more = rows.len() as i64 > SHOWN;
    rows.truncate(SHOWN as usize);
    let older = rows.last().filter(|_| more).map(|last| {
        format!(
            "{HOME}?q={}&apres={}",
            encoded(&sought.q),
            encoded(&format!("{}.{}", last.id, last.sort_key))
        )
    });
    let body = Personal {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs { t, current: "personal" },
        people: rows.into_iter().map(Line::from).collect(),
        groups,
        newest: !sought.apres.is_empty(),
        q: sought.q,
        older,
    };
    let (page, side) = desk.beside(&visit, "contacts", t.contacts_personal(), body);
    page.reply(&side)
}

/// Where a page starts: after this name, or at the beginning.
fn after(cursor: &str) -> (String, Id<Contact>) {
    let place = cursor.split_once('.').and_then(|(id, key)| Some((key.to_owned(), id.parse().ok()?)));
    place.unwrap_or((String::new(), Id::NIL))
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    contact: Vec<String>,
    #[serde(default)]
    action: String,
    #[serde(default)]
    group: String,
}

/// Writes to those ticked, or takes them into a group.
pub(super) async fn act(visit: Visit, Form(chosen): Form<Chosen>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    let ids: Vec<Id<Contact>> = chosen.contact.iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(redirect_saying(&visit, HOME, t.contacts_none_ticked()));
    }
    if chosen.action == "group" {
        let group: Id<Group> = chosen.group.parse().map_err(|_| Error::NotFound)?;
        let joined = visit.write(async move |tx| groups::add(tx, mailbox, group, &ids).await).await;
        return match told(joined)? {
            Ok(()) => {
                Ok(redirect_saying(&visit, &format!("/webmel/contacts/groupes/{group}"), t.group_joined()))
            }
            Err(errors) => Ok(redirect_saying(&visit, HOME, errors.of("group"))),
        };
    }
    let mut typed = Vec::new();
    let mut tx = visit.read().await?;
    for id in ids.into_iter().take(SHOWN as usize) {
        typed.extend(contacts::find(&mut tx, mailbox, id).await?.and_then(|row| row.typed()));
    }
    let people: Vec<String> = typed.iter().map(|typed| format!("a={}", encoded(typed))).collect();
    Ok(redirect(&format!("/webmel/ecrire?{}", people.join("&"))))
}

#[derive(Template)]
#[template(path = "webmel/contacts/contact.html")]
struct ContactPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    action: String,
    card: Card,
    addresses: String,
    phones: String,
    groups: Vec<Choice>,
    errors: Errors,
    /// One that is in the book already: written to, or taken out.
    known: Option<Known>,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct Known {
    write: String,
    remove: String,
}

/// The form as posted.
#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    addresses: String,
    #[serde(default)]
    phones: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    group: Vec<String>,
}

impl Typed {
    fn card(&self) -> Card {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Card {
            name: self.name.clone(),
            organisation: self.organisation.clone(),
            addresses: self.addresses.lines().flat_map(|l| l.split([',', ';'])).map(str::to_owned).collect(),
            phones: lines(&self.phones),
            note: self.note.replace("\r\n", "\n"),
        }
    }

    fn groups(&self) -> Vec<Id<Group>> {
        self.group.iter().filter_map(|id| id.parse().ok()).collect()
    }
}

/// An empty form, or what is known of the person whose message is read. One who is in the book is shown.
pub(super) async fn begin(visit: Visit) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let asked = shown::query(&visit);
    let typed = asked.iter().find(|(name, _)| name == "a").map_or("", |(_, value)| value.as_str());
    let person = parse_list(typed).addresses.into_iter().next();
    let mut card = Card::default();
    if let Some(person) = person {
        let address = [person.email.clone()];
        let known = {
            let mut tx = visit.read().await?;
            contacts::by_addresses(&mut tx, mailbox, &address).await?
        };
        if let Some((_, row)) = known.first() {
            return Ok(redirect(&format!("{HOME}/{}", row.id)));
        }
        card.name = person.name.unwrap_or_default();
        card.addresses = address.into();
    }
    form(&visit, None, card, &[], Errors::default()).await
}

pub(super) async fn open(visit: Visit, Path(id): Path<String>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let id: Id<Contact> = id.parse().map_err(|_| Error::NotFound)?;
    let (row, groups) = {
        let mut tx = visit.read().await?;
        let row = contacts::find(&mut tx, mailbox, id).await?.ok_or(Error::NotFound)?;
        (row, groups::of_contact(&mut tx, mailbox, id).await?)
    };
    form(&visit, Some(id), row.card(), &groups, Errors::default()).await
}

async fn form(
    visit: &Visit,
    contact: Option<Id<Contact>>,
    card: Card,
    chosen: &[Id<Group>],
    errors: Errors,
) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let groups = {
        let mut tx = visit.read().await?;
        groups::all(&mut tx, desk.mailbox).await?
    };
    let title = match contact {
        None => t.contact_new().to_owned(),
        Some(_) if card.shown_name().is_empty() => t.contacts_personal().to_owned(),
        Some(_) => card.shown_name().to_owned(),
    };
    let written =
        crate::message::EmailAddress::new(&card.name, card.addresses.first().map_or("", String::as_str));
    let body = ContactPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: title.clone(),
        action: contact.map_or_else(|| HOME.to_owned(), |id| format!("{HOME}/{id}")),
        addresses: card.addresses.join("\n"),
        phones: card.phones.join("\n"),
        card,
        groups: groups
            .into_iter()
            .map(|g| Choice { id: g.id.to_string(), chosen: chosen.contains(&g.id), name: g.name })
            .collect(),
        known: contact.map(|id| Known {
            write: format!("/webmel/ecrire?a={}", encoded(&crate::message::address::display(&written))),
            remove: format!("{HOME}/{id}/suppression"),
        }),
        errors,
    };
    let refused = !body.errors.is_empty();
    let (page, side) = desk.beside(visit, "contacts", &title, body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

pub(super) async fn create(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let (card, groups) = (typed.card(), typed.groups());
    let made = visit.write(async move |tx| {
        let contact = contacts::create(tx, mailbox, card).await?;
        groups::set_of(tx, mailbox, contact, &groups).await
    });
    match told(made.await)? {
        Ok(()) => Ok(redirect_saying(&visit, HOME, words(&visit).contact_saved())),
        Err(errors) => form(&visit, None, typed.card(), &typed.groups(), errors).await,
    }
}

pub(super) async fn change(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let id: Id<Contact> = id.parse().map_err(|_| Error::NotFound)?;
    let (card, groups) = (typed.card(), typed.groups());
    let changed = visit.write(async move |tx| {
        contacts::change(tx, mailbox, id, card).await?;
        groups::set_of(tx, mailbox, id, &groups).await
    });
    match told(changed.await)? {
        Ok(()) => Ok(redirect_saying(&visit, HOME, words(&visit).contact_saved())),
        Err(errors) => form(&visit, Some(id), typed.card(), &typed.groups(), errors).await,
    }
}

pub(super) async fn ask_to_remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let id: Id<Contact> = id.parse().map_err(|_| Error::NotFound)?;
    let row = {
        let mut tx = visit.read().await?;
        contacts::find(&mut tx, desk.mailbox, id).await?.ok_or(Error::NotFound)?
    };
    let title = t.contact_remove(row.shown_name());
    let explanation = t.contact_remove_explanation(row.shown_name());
    let body =
        ask(&visit, title.clone(), explanation, format!("{HOME}/{id}/suppression"), format!("{HOME}/{id}"));
    let (page, side) = desk.beside(&visit, "contacts", &title, body);
    page.reply(&side)
}

pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Manage)?;
    let id: Id<Contact> = id.parse().map_err(|_| Error::NotFound)?;
    visit.write(async move |tx| contacts::remove(tx, mailbox, id).await).await?;
    Ok(redirect_saying(&visit, HOME, words(&visit).contact_removed()))
}
