//! What operators ask: does it work (`/sante`), and its figures (`/metrics`, from this machine only).

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use kernel::{Error, Result, Tx, sql};

use crate::{Access, App, Reply, Routes, Visit};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/sante", Access::Protocol, health).get("/metrics", Access::Protocol, metrics)
}

async fn health(State(app): State<App>, visit: Visit) -> Response {
    let database = ask(&visit).await.is_ok();
    let files = app.services().files.healthy().await;
    let status = if database && files { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(serde_json::json!({ "database": database, "files": files }))).into_response()
}

async fn ask(visit: &Visit) -> Result<i64> {
    visit.read().await?.one(sql!(i64: "SELECT 1")).await
}

async fn metrics(visit: Visit) -> Reply {
    if !visit.origin.address.is_some_and(|address| address.is_loopback()) {
        return Err(Error::NotFound.into());
    }
    let mut tx = visit.read().await?;
    let (waiting, failed) = queue(&mut tx).await?;
    let text = format!(
        "# TYPE preau_jobs_waiting gauge\npreau_jobs_waiting {waiting}\n# TYPE preau_jobs_failing gauge\npreau_jobs_failing {failed}\n"
    );
    Ok(([(http::header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

async fn queue(tx: &mut Tx) -> Result<(i64, i64)> {
    tx.one(sql!((i64, i64): "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN last_error IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT)
          FROM jobs /* scan: the operator asks, the table is short */"))
    .await
}
