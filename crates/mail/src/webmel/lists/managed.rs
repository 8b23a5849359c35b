//! `/webmel/gestion/listes`: every list of the académie, whose it is and how many it reaches; and the end of one.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{Id, permission::May};
use serde::Deserialize;
use web::{Page, Reply, Visit, redirect_saying};

use super::super::{
    desk::{Desk, icons, words},
    filing::Confirm,
    shown::encoded,
};
use crate::{
    contacts::suggest::patterns,
    lists::{self, List, ListRow},
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/lists/managed.html")]
struct Managed {
    t: Words,
    icons: &'static str,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    list: ListRow,
    owners: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sought {
    q: String,
    apres: String,
}

const ROWS: usize = 50;

pub(super) async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    policy::of_academy(visit.ctx(), "mailing list", May::Manage)?;
    let t = words(&visit);
    let after = place(&sought.apres);
    let (pattern, _) = patterns(&sought.q);
    let (mut found, owners) = {
        let mut tx = visit.read().await?;
        let found = lists::page(&mut tx, &pattern, &after, ROWS as i64 + 1).await?;
        let ids: Vec<Id<List>> = found.iter().map(|list| list.id).collect();
        (found, lists::names_of_owners(&mut tx, &ids).await?)
    };
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|list| {
        let cursor = encoded(&format!("{}~{}", list.id, list.sort_key));
        format!("/webmel/gestion/listes?q={}&apres={cursor}", encoded(&sought.q))
    });
    let rows = found
        .into_iter()
        .map(|list| Row {
            owners: owners.iter().filter(|(id, _)| *id == list.id).map(|(_, name)| name.clone()).collect(),
            list,
        })
        .collect();
    let body = Managed { t, icons: icons(), q: sought.q, rows, next };
    Page::new(&visit, t.lists_all()).crumb(t.queue_crumb(), "/webmel").reply(&body)
}

/// After which list a page begins: its id and the key it is sorted by.
pub(super) fn place<T>(cursor: &str) -> (String, Id<T>) {
    let read = cursor.split_once('~').and_then(|(id, key)| Some((key.to_owned(), id.parse().ok()?)));
    read.unwrap_or_else(|| (String::new(), Id::NIL))
}

pub(super) async fn ask(visit: Visit, Path(address): Path<String>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let opened = lists::open(&mut visit.read().await?, &address, May::Manage).await?;
    let body = Confirm {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: t.list_remove(&opened.list.name),
        explanation: t.list_remove_explanation(&opened.list.address),
        button: t.remove().to_owned(),
        action: format!("{}/suppression", super::href(&opened)),
        fields: Vec::new(),
        back: super::href(&opened),
    };
    let title = body.title.clone();
    let (page, side) = desk.beside(&visit, "listes", &title, body);
    page.reply(&side)
}

pub(super) async fn remove(visit: Visit, Path(address): Path<String>) -> Reply {
    visit
        .write(async move |tx| {
            let opened = lists::open(tx, &address, May::Manage).await?;
            lists::remove(tx, &opened.list).await
        })
        .await?;
    Ok(redirect_saying(&visit, "/webmel/gestion/listes", words(&visit).list_removed()))
}
