//! The members of a list, for its owners and who looks after the mail: those named by hand, those who are in it by what
//! they are, and addresses outside.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, redirect_saying};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown::encoded,
    },
    Tabs,
    managed::place,
};
use crate::{
    contacts::suggest::patterns,
    lists::{self, Opened, guests, held, members},
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/members.html")]
struct MembersPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    title: String,
    href: String,
    tabs: Tabs,
    view: &'static str,
    count: i64,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
    typed: String,
    /// What was not taken of what was typed, line by line.
    refused: Vec<String>,
    errors: Errors,
    outside: bool,
}

struct Row {
    id: String,
    name: String,
    address: String,
    /// Mail to it comes back: nothing is sent.
    suspended: bool,
    has_left: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sought {
    vue: String,
    q: String,
    apres: String,
}

const ROWS: usize = 50;

pub(super) async fn show(visit: Visit, Path(address): Path<String>, Query(sought): Query<Sought>) -> Reply {
    reply(&visit, &address, sought, String::new(), Vec::new(), Errors::default()).await
}

async fn reply(
    visit: &Visit,
    address: &str,
    sought: Sought,
    typed: String,
    refused: Vec<String>,
    errors: Errors,
) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let mut tx = visit.read().await?;
    let opened = lists::open(&mut tx, address, May::Edit).await?;
    let waiting = if opened.moderates() { held::count(&mut tx, &opened).await? } else { 0 };
    let by_what = !lists::audiences(&mut tx, opened.list.id).await?.is_empty();
    let view = match sought.vue.as_str() {
        "dehors" => "dehors",
        "main" => "main",
        "calcul" => "calcul",
        // Where most of them are.
        _ if by_what => "calcul",
        _ => "main",
    };
    let (rows, cursor) = rows(&mut tx, &opened, view, &sought).await?;
    drop(tx);
    let body = MembersPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: opened.list.name.clone(),
        href: super::href(&opened),
        tabs: Tabs::of(visit, &opened, waiting, "members"),
        view,
        count: opened.list.members,
        next: cursor.map(|cursor| {
            format!(
                "{}/membres?vue={view}&q={}&apres={}",
                super::href(&opened),
                encoded(&sought.q),
                encoded(&cursor)
            )
        }),
        q: sought.q,
        rows,
        typed,
        outside: visit.services().site.mail_leaves(),
        refused,
        errors,
    };
    let is_refused = !body.refused.is_empty() || !body.errors.is_empty();
    let title = body.title.clone();
    let (page, side) = desk.beside(visit, "listes", &title, body);
    if is_refused { page.refused().reply(&side) } else { page.reply(&side) }
}

/// Those of one page, and where the next begins.
async fn rows(
    tx: &mut kernel::Tx,
    opened: &Opened,
    view: &str,
    sought: &Sought,
) -> kernel::Result<(Vec<Row>, Option<String>)> {
    let list = opened.list.id;
    let limit = ROWS as i64 + 1;
    if view == "dehors" {
        let mut found = guests::page(tx, list, &sought.q, &sought.apres, limit).await?;
        let more = found.len() > ROWS;
        found.truncate(ROWS);
        let cursor = found.last().filter(|_| more).map(|guest| guest.address.clone());
        let row = |guest: guests::GuestRow| Row {
            id: guest.id.to_string(),
            name: guest.name,
            address: guest.address,
            suspended: guest.suspended_at.is_some(),
            has_left: guest.left_at.is_some(),
        };
        return Ok((found.into_iter().map(row).collect(), cursor));
    }
    let (pattern, _) = patterns(&sought.q);
    let after = place(&sought.apres);
    let mut found = match view {
        "calcul" => members::reached(tx, list, &pattern, &after, limit).await?,
        _ => members::named(tx, list, &pattern, &after, limit).await?,
    };
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let cursor = found.last().filter(|_| more).map(|member| format!("{}~{}", member.id, member.sort_key));
    let row = |member: members::Member| Row {
        id: member.id.to_string(),
        name: member.name,
        address: member.address,
        suspended: false,
        has_left: false,
    };
    Ok((found.into_iter().map(row).collect(), cursor))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Adding {
    members: String,
}

pub(super) async fn add(visit: Visit, Path(address): Path<String>, Form(form): Form<Adding>) -> Reply {
    let t = words(&visit);
    if form.members.trim().is_empty() {
        lists::open(&mut visit.read().await?, &address, May::Edit).await?;
        let mut errors = Errors::default();
        errors.add("members", t.address_missing());
        return reply(&visit, &address, Sought::default(), String::new(), Vec::new(), errors).await;
    }
    let (typed, there) = (form.members.clone(), address.clone());
    let (list, added) = visit
        .write(async move |tx| {
            let opened = lists::open(tx, &there, May::Edit).await?;
            Ok((opened.list.id, members::add(tx, &opened, &typed).await?))
        })
        .await?;
    // Counted at once, so that the page says what it just did.
    members::count(visit.ctx().clone(), list).await?;
    let joined = (added.people + added.guests) as i64;
    let said = t.list_added(added.already as i64, joined);
    if added.refused.is_empty() {
        let view = if added.people == 0 && added.guests > 0 { "dehors" } else { "main" };
        return Ok(redirect_saying(&visit, &format!("/webmel/listes/{address}/membres?vue={view}"), &said));
    }
    // What was taken is in the list; only the rest is shown again, to be mended.
    let left = added.left(&form.members);
    let mut refused = vec![said];
    refused.extend(added.refused.into_iter().map(|line| line.why));
    reply(
        &visit,
        &address,
        Sought { vue: "main".into(), ..Sought::default() },
        left,
        refused,
        Errors::default(),
    )
    .await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Chosen {
    person: String,
    guest: String,
    resume: String,
}

pub(super) async fn remove(visit: Visit, Path(address): Path<String>, Form(form): Form<Chosen>) -> Reply {
    let there = address.clone();
    let resumes = !form.resume.is_empty();
    let outside = form.person.is_empty();
    let list = visit
        .write(async move |tx| {
            let opened = lists::open(tx, &there, May::Edit).await?;
            if !form.person.is_empty() {
                let person = form.person.parse().map_err(|_| Error::NotFound)?;
                members::remove(tx, &opened.list, person).await?;
            } else if !form.resume.is_empty() {
                let guest = form.resume.parse().map_err(|_| Error::NotFound)?;
                guests::resume(tx, &opened.list, guest).await?;
            } else {
                let guest: Id<guests::Guest> = form.guest.parse().map_err(|_| Error::NotFound)?;
                guests::remove(tx, &opened.list, guest).await?;
            }
            Ok(opened.list.id)
        })
        .await?;
    members::count(visit.ctx().clone(), list).await?;
    let t = words(&visit);
    let said = if resumes { t.list_guest_resumed() } else { t.list_member_removed() };
    let view = if outside { "dehors" } else { "main" };
    Ok(redirect_saying(&visit, &format!("/webmel/listes/{address}/membres?vue={view}"), said))
}
