//! The webmel as an application of the device: what installs it, the worker that keeps the shell and what was seen last,
//! and the page shown when there is no network. Devices keep nothing unless their owner asks for it in the settings.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use web::{Access::Public, Page, Reply, Routes, Visit, assets};

use super::desk::{icons, words};
use crate::words::Words;

pub(super) const MANIFEST: &str = "/webmel/application.webmanifest";
const WORKER: &str = "/webmel/travailleur.js";
/// What the worker stands before: all of the webmel and nothing else.
const SCOPE: &str = "/webmel";

pub(super) fn routes() -> Routes {
    Routes::new().get(MANIFEST, Public, manifest).get(WORKER, Public, worker).get(
        "/webmel/hors-ligne",
        Public,
        show,
    )
}

/// Browsers ask for both again and again: they are told when nothing has changed by their own rules.
fn sent(kind: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let head: &mut HeaderMap = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn manifest(visit: Visit) -> Response {
    let t = words(&visit);
    let body = serde_json::json!({
        "id": SCOPE,
        "name": t.app_name(),
        "short_name": t.app_name(),
        "lang": visit.locale.tag(),
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#24509e",
        "icons": [{ "src": assets::path("favicon.svg"), "sizes": "any", "type": "image/svg+xml" }],
        "shortcuts": [{ "name": t.write(), "url": "/webmel/ecrire" }],
    });
    sent("application/manifest+json", body.to_string())
}

async fn worker() -> Response {
    let mut response = sent("text/javascript; charset=utf-8", assets::content("worker.js"));
    // It stands beside the pages, and before the first of them.
    response.headers_mut().insert("service-worker-allowed", HeaderValue::from_static(SCOPE));
    response
}

#[derive(Template)]
#[template(path = "webmel/offline.html")]
struct OfflinePage {
    t: Words,
    icons: &'static str,
}

async fn show(visit: Visit) -> Reply {
    let t = words(&visit);
    Page::new(&visit, t.offline_title()).bare().reply(&OfflinePage { t, icons: icons() })
}

/// The choice, in the settings: shown by a script, as nothing of it works without.
#[derive(Template)]
#[template(path = "webmel/offline_choice.html")]
pub(super) struct Choice {
    t: Words,
    worker: &'static str,
    scope: &'static str,
}

impl Choice {
    pub(super) fn new(t: Words) -> Choice {
        Choice { t, worker: WORKER, scope: SCOPE }
    }
}
