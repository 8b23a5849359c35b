//! The way out: the archive that a job makes, and a folder at once.

use axum::{
    body::Body,
    extract::Query,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use kernel::{Error, Id, files::FileRow, permission::May};
use serde::Deserialize;
use web::{Reply, Visit, dates, download as file, redirect_saying};

use super::{
    super::{
        desk::{Desk, words},
        shown,
    },
    HOME,
};
use crate::{
    exchange::{self, ExportRow, export_query},
    policy,
};

/// What stands about the archive.
pub(super) enum Shown {
    None,
    Going { done: i64, total: i64, sentence: String },
    Made { sentence: String, missing: String },
}

pub(super) fn shown_export(visit: &Visit, row: &ExportRow) -> kernel::Result<Shown> {
    let t = words(visit);
    let zone = &visit.academy()?.zone;
    if let (Some(_), Some(until)) = (row.ended_at, row.expires_at) {
        return Ok(Shown::Made {
            sentence: t.box_export_made(
                shown::size(visit.locale, row.size),
                dates::moment(visit.locale, until, zone),
                dates::moment(visit.locale, row.asked_at, zone),
            ),
            missing: if row.missing > 0 { t.box_export_missing(row.missing) } else { String::new() },
        });
    }
    // Messages come and go while it is made.
    let total = row.total.max(row.done).max(1);
    Ok(Shown::Going { done: row.done, total, sentence: t.box_export_going(row.done, total) })
}

pub(super) async fn start(visit: Visit) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let t = words(&visit);
    match visit.write(async move |tx| exchange::start(tx, mailbox).await).await {
        Ok(()) => Ok(redirect_saying(&visit, HOME, t.box_export_started())),
        // Asked for twice: the page shows how far it is.
        Err(Error::Conflict(sentence)) => Ok(redirect_saying(&visit, HOME, &sentence)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn cancel(visit: Visit) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    let was_made = visit
        .write(async move |tx| {
            let row = tx.first(export_query(&mailbox)).await?;
            exchange::cancel(tx, mailbox).await?;
            Ok(row.is_some_and(|row| row.digest.is_some()))
        })
        .await?;
    let sentence = if was_made { t.box_export_removed() } else { t.box_export_stopped() };
    Ok(redirect_saying(&visit, HOME, sentence))
}

/// The archive, in parts when a download goes on where it broke off.
pub(super) async fn download(visit: Visit, headers: HeaderMap) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let row = visit.read().await?.first(export_query(&mailbox)).await?.ok_or(Error::NotFound)?;
    let digest = row.digest.ok_or(Error::NotFound)?;
    let agent = visit.agent()?;
    let day = row.asked_at.zoned(&visit.academy()?.zone).date();
    let local = agent.address.split('@').next().unwrap_or_default();
    let archive = FileRow {
        id: Id::NIL,
        academy_id: visit.academy_id()?,
        owner_id: Some(agent.id),
        digest,
        name: format!("webmel-{local}-{day}.zip"),
        content_type: "application/zip".to_owned(),
        size: row.size,
    };
    file::download(&visit, &archive, &headers).await
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    dossier: String,
}

pub(super) async fn folder(visit: Visit, Query(wanted): Query<Wanted>) -> Reply {
    let desk = Desk::load(&visit).await?;
    let folder = desk.named(&wanted.dossier).ok_or(Error::NotFound)?;
    let content = exchange::folder_as_mbox(visit.ctx(), desk.mailbox, folder.id);
    Ok(attached(
        &format!("{}.mbox", folder.leaf(visit.locale).0),
        "application/mbox",
        Body::from_stream(content),
    ))
}

fn attached(name: &str, content_type: &'static str, content: Body) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(value) = HeaderValue::try_from(file::disposition(name, false)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
