//! Forms that came too late: the session or the form's token had expired. What was written is kept for an hour
//! under a secret address, shown again after the sign-in, and sent with one press.

use askama::Template;
use axum::{extract::Path, response::Response};
use bytes::Bytes;
use kernel::{Error, Result, Tx, jobs::Schedule, keys::digest, row, site::System, sql, time::hours};

use crate::{Access, Page, Reply, Routes, Visit, csrf, failure, page::redirect, words::Words};

row! {
    struct Kept { path: String, body: String }
}

/// What is longer is not kept: no form of ours sends as much without a script that saves it meanwhile.
const LIMIT: usize = 400 << 10;
/// Secrets are never written down, so they are typed again.
const SECRET: [&str; 8] = [
    "password",
    "current_password",
    "new_password",
    "confirmation",
    "numen",
    "birth_date",
    "code",
    csrf::FIELD,
];

pub(crate) fn routes() -> Routes {
    System::ALL.into_iter().fold(Routes::new(), |routes, system| {
        let path = match system {
            System::Identity => "/compte/reprise/{token}",
            System::Portal => "/portail/reprise/{token}",
            System::Learning => "/magistere/reprise/{token}",
            System::Mail => "/webmel/reprise/{token}",
        };
        routes.get(path, Access::Public, resume)
    })
}

/// Keeps the form and answers with the way back to it: through the sign-in when one is needed.
pub(crate) async fn keep(visit: &Visit, body: &Bytes) -> Result<Response> {
    let fields: Vec<(String, String)> =
        serde_html_form::from_bytes(body).map_err(|e| Error::invalid("", e.to_string()))?;
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str())).collect();
    let body = serde_html_form::to_string(&fields).map_err(Error::internal)?;
    if body.len() > LIMIT {
        return Err(Error::Forbidden(visit.words().failure_expired().to_owned()));
    }
    let token = visit.chance().token();
    let key = digest(token.as_bytes());
    let path = visit.address().to_owned();
    visit
        .write(async move |tx| {
            tx.execute(sql!(
                "INSERT INTO kept_forms (token_digest, path, body, kept_at) VALUES ($1, $2, $3, $4)",
                key,
                path,
                body,
                tx.now()
            ))
            .await
        })
        .await?;
    let system = visit.system().unwrap_or(System::Identity);
    let there = format!("/{}/reprise/{token}", system.stem());
    if visit.agent().is_ok() || system == System::Identity {
        return Ok(redirect(&there));
    }
    let back = percent_encoding::utf8_percent_encode(&there, percent_encoding::NON_ALPHANUMERIC);
    let sign_in = failure::sign_in_address(visit);
    let academy =
        sign_in.split_once("&academie=").map(|(_, slug)| format!("&academie={slug}")).unwrap_or_default();
    Ok(redirect(&format!("/{}/connexion?suite={back}{academy}", system.stem())))
}

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage<'a> {
    t: Words,
    action: &'a str,
    csrf: &'a str,
    fields: Vec<(String, String)>,
}

async fn resume(visit: Visit, Path(token): Path<String>) -> Reply {
    let key = digest(token.as_bytes());
    let kept = {
        let mut tx = visit.read().await?;
        tx.one(sql!(Kept: "SELECT path, body FROM kept_forms WHERE token_digest = $1 AND kept_at > $2",
            key, tx.now().minus(hours(1))))
            .await?
    };
    let fields = serde_html_form::from_str(&kept.body).map_err(Error::internal)?;
    let t = visit.words();
    let body = KeptPage { t, action: &kept.path, csrf: visit.csrf(), fields };
    Page::new(&visit, t.kept_title()).class("page-narrow").reply(&body)
}

async fn forget(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(hours(1));
    tx.execute(sql!("DELETE FROM kept_forms WHERE kept_at <= $1", before)).await?;
    let before = tx.now();
    tx.execute(sql!("DELETE FROM sign_ins WHERE expires_at <= $1", before)).await?;
    Ok(())
}

pub(crate) const CLEAN_UP: Schedule = Schedule {
    name: "web clean-up",
    every: hours(1),
    run: |ctx| Box::pin(async move { ctx.write(forget).await }),
};
