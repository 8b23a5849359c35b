//! What the owner of a box on hold has destroyed, for who was given access to that box: a list, and each message as it was
//! received. Both are written in the trail.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, Query},
};
use kernel::{Error, Id, Time, permission::May};
use serde::Deserialize;
use web::{Page, Reply, Visit, dates};

use super::{
    super::{
        attachments::to_keep,
        desk::{icons, words},
        shown,
    },
    Tabs,
    procedures::REGISTER,
};
use crate::{
    administration::procedures::{self, Procedure},
    filing::Message,
    message::safe_file_name,
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/withheld.html")]
struct WithheldPage {
    t: Words,
    icons: &'static str,
    tabs: Tabs,
    owner: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    href: String,
    subject: String,
    sender: String,
    received: String,
    destroyed: String,
    size: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Place {
    avant: String,
}

const ROWS: usize = 50;

fn procedure(id: &str) -> kernel::Result<Id<Procedure>> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn list(visit: Visit, Path(id): Path<String>, Query(place): Query<Place>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::View)?;
    let (id, t) = (procedure(&id)?, words(&visit));
    let before = shown::place(&place.avant);
    let (access, mut found) = visit
        .write(async move |tx| {
            let access = procedures::access(tx, id).await?;
            procedures::note_reading(tx, id, &access.address, "retenus").await?;
            let found = procedures::withheld(tx, access.mailbox_id, before, ROWS as i64 + 1).await?;
            Ok((access, found))
        })
        .await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| more);
    let next =
        last.map(|one| format!("{REGISTER}/{id}/retenus?avant={}", shown::cursor(one.destroyed_at, one.id)));
    let zone = visit.academy()?.zone.clone();
    let moment = |at: Time| dates::moment(visit.locale, at, &zone);
    let rows = found.into_iter().map(|one| Row {
        href: format!("{REGISTER}/{id}/retenus/{}", one.id),
        subject: if one.subject.is_empty() { t.no_subject().to_owned() } else { one.subject },
        sender: one.sender,
        received: moment(one.received_at),
        destroyed: moment(one.destroyed_at),
        size: shown::size(visit.locale, one.size),
    });
    let body = WithheldPage {
        t,
        icons: icons(),
        tabs: Tabs::of(&visit, "procedures"),
        owner: access.owner,
        rows: rows.collect(),
        next,
    };
    Page::new(&visit, t.withheld()).crumb(t.procedures(), REGISTER).reply(&body)
}

pub(super) async fn download(visit: Visit, Path((id, message)): Path<(String, String)>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::View)?;
    let id = procedure(&id)?;
    let message: Id<Message> = message.parse().map_err(|_| Error::NotFound)?;
    let one = visit
        .write(async move |tx| {
            let access = procedures::access(tx, id).await?;
            let one = procedures::withheld_one(tx, access.mailbox_id, message).await?;
            procedures::note_reading(tx, id, &access.address, &message.to_string()).await?;
            Ok(one)
        })
        .await?;
    let stream = visit.services().files.stream(&one.digest).await?;
    let name = safe_file_name(&one.subject.replace(['/', '\\'], "_")).unwrap_or_else(|| "message".to_owned());
    Ok(to_keep(&format!("{name}.eml"), "message/rfc822", Body::from_stream(stream)))
}
