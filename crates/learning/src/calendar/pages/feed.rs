//! The calendar in and out: a secret address that phones and other programs read, and files taken in.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::StreamExt;
use kernel::{
    Ctx, Error, Id, Result, keys,
    people::{self, Person},
    site::System,
    time::days,
};
use web::{
    Reply, Visit, redirect_saying,
    upload::{Part, Upload},
};

use super::{address, base, below};
use crate::{
    calendar::{
        Kind, Reader,
        ical::{Feed, FeedHead},
        import::{self, ImportOptions},
        intake::{self, Counts},
        store::{self, FeedRow},
    },
    place::At,
    view::{self, Asked, icons, words},
    words::Words,
};

const PURPOSE: &str = "calendar feed";
/// Events of a feed; those who have more have their programs read the first.
const MOST: i64 = 5_000;
/// How far back a feed goes, and how far ahead, in days.
const BEHIND: u64 = 365;
const AHEAD: u64 = 5 * 365;

struct Line {
    number: usize,
    title: String,
    outcome: &'static str,
    reason: String,
}

#[derive(Default)]
struct Report {
    counts: Counts,
    lines: Vec<Line>,
    more: i64,
}

#[derive(Template)]
#[template(path = "calendar/exchange.html")]
struct ExchangePage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    feed: Option<String>,
    report: Option<Report>,
    refusal: &'a str,
}

pub(super) async fn show(visit: Visit, _: At) -> Reply {
    draw(&visit, None, "").await
}

async fn draw(visit: &Visit, report: Option<Report>, refusal: &str) -> Reply {
    let person = visit.agent_id()?;
    let row = store::feed(&mut Box::new(visit.read().await?), person).await?;
    let feed = match row {
        Some(row) => {
            let path = format!("{}/flux/{}", base(visit)?, secret(visit, person, &row)?);
            Some(visit.services().site.url(System::Learning, &path))
        }
        None => None,
    };
    let t = words(visit);
    let body =
        ExchangePage { t, icons: icons(), csrf: visit.csrf(), base: base(visit)?, feed, report, refusal };
    let page = below(visit, t.calendar_exchange())?.class("page-narrow");
    if refusal.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

/// Changing the address cuts off the programs that know it, so it asks first.
pub(super) async fn ask_renew(visit: Visit, _: At) -> Reply {
    let (t, back) = (words(&visit), format!("{}/echanges", base(&visit)?));
    let asked = Asked {
        title: t.feed_renew(),
        text: t.feed_renew_sure(),
        action: visit.address(),
        yes: t.feed_renew(),
        icon: "refresh",
        no: &back,
        fields: &[],
    };
    view::ask(&visit, below(&visit, t.feed_renew())?.crumb(t.calendar_exchange(), &back), &asked)
}

/// Makes an address, or another one; the old one is dead at once.
pub(super) async fn renew(visit: Visit, _: At) -> Reply {
    let person = visit.agent_id()?;
    let number = visit.services().keys.current();
    visit.write(async move |tx| store::renew_feed(tx, person, number).await).await?;
    Ok(redirect_saying(&visit, &format!("{}/echanges", base(&visit)?), words(&visit).feed_renewed()))
}

/// `PERSON.PROOF.ics`: nothing that opens it is stored, so a copy of the database opens no calendar.
fn secret(ctx: &Ctx, person: Id<Person>, row: &FeedRow) -> Result<String> {
    let number = u32::try_from(row.key_number).map_err(Error::internal)?;
    let key = ctx.services().keys.numbered(number, PURPOSE).ok_or(Error::NotFound)?;
    let proof = keys::mac(&key, &[person.bytes(), &row.generation.to_le_bytes()]);
    Ok(format!("{person}.{}.ics", URL_SAFE_NO_PAD.encode(proof)))
}

/// The feed itself, for whoever holds the address.
pub(super) async fn serve(
    visit: Visit,
    params: axum::extract::Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let axum::extract::Path((slug, typed)) = params;
    match written(visit.ctx(), &slug, &typed).await {
        Ok(Some(text)) => sent(text, &headers),
        Ok(None) | Err(Error::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "calendar feed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn written(ctx: &Ctx, slug: &str, typed: &str) -> Result<Option<String>> {
    let Some(id) = typed.split('.').next().and_then(|id| id.parse::<Id<Person>>().ok()) else {
        return Ok(None);
    };
    let academy = {
        let mut tx = Box::new(ctx.read().await?);
        let person = people::person(&mut tx, id).await?;
        Arc::new(people::academy_by_id(&mut tx, person.academy_id).await?.into())
    };
    let ctx = ctx.clone().in_academy(academy);
    let mut tx = Box::new(ctx.read().await?);
    let person = people::person(&mut tx, id).await?;
    let Some(row) = store::feed(&mut tx, id).await? else { return Ok(None) };
    let right = secret(&ctx, id, &row)?;
    if !keys::same(right.as_bytes(), typed.as_bytes())
        || person.closed_at.is_some()
        || ctx.academy()?.slug != slug
    {
        return Ok(None);
    }
    let reader = Reader { academy: person.academy_id, person: id, function: &person.function };
    let now = ctx.now();
    let records = tx.all(store::of(reader, now.minus(days(BEHIND)), now.plus(days(AHEAD)), MOST)).await?;
    let t = Words(ctx.locale);
    let head = FeedHead { name: t.feed_name(), zone: &ctx.academy()?.zone, locale: ctx.locale };
    let mut feed = Feed::begin(String::new(), &head).map_err(Error::internal)?;
    for record in &records {
        let url = ctx.services().site.url(System::Learning, &address(&ctx, record.id, record.starts_at)?);
        feed.entry(&record.entry(url)?).map_err(Error::internal)?;
    }
    feed.end().map(Some).map_err(Error::internal)
}

/// Programs ask every hour: what has not changed is not sent again.
fn sent(text: String, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(keys::digest(text.as_bytes())));
    let held = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut response = if held.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
    };
    let heads = response.headers_mut();
    heads.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    heads.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        heads.insert(header::ETAG, tag);
    }
    response
}

pub(super) async fn import(visit: Visit, _: At, mut upload: Upload) -> Reply {
    let limit = import::MAX_BYTES as u64;
    let mut file = None;
    while let Some(part) = upload.next(limit).await? {
        if let Part::File { kept, .. } = part {
            file = Some(kept);
        }
    }
    let t = words(&visit);
    let Some(kept) = file else { return draw(&visit, None, t.import_missing()).await };
    let mut bytes = Vec::new();
    let mut stream = visit.services().files.stream(&kept.digest).await?;
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(Error::internal)?);
    }
    let options = ImportOptions {
        zone: visit.academy()?.zone.clone(),
        kind: Kind::Personal,
        locale: visit.locale,
        now: visit.now(),
    };
    // A large file takes a while to read; others are not to wait for it.
    let read = tokio::task::spawn_blocking(move || import::import(&bytes, &options))
        .await
        .map_err(Error::internal)?;
    let imported = match read {
        Ok(imported) => imported,
        Err(refusal) => return draw(&visit, None, &refusal.message(visit.locale)).await,
    };
    let person = visit.agent_id()?;
    let mut report = Report {
        lines: imported
            .problems
            .iter()
            .map(|problem| Line {
                number: problem.line,
                title: problem.title.clone(),
                outcome: problem.outcome.label(visit.locale),
                reason: problem.message(visit.locale),
            })
            .collect(),
        more: imported.more_problems as i64,
        ..Report::default()
    };
    let outcome = intake::all(visit.ctx(), person, &imported.entries, &mut report.counts).await;
    match outcome {
        Ok(()) => draw(&visit, Some(report), "").await,
        Err(Error::Conflict(why)) => draw(&visit, Some(report), &why).await,
        Err(other) => Err(other.into()),
    }
}
