//! The ceiling: a page put into the memory of the same server and served from there through the same layers. What a
//! page reaches of it is what the database and the templates leave.

use std::sync::RwLock;

use axum::{extract::Path, response::IntoResponse};
use bytes::Bytes;
use http::{StatusCode, header};
use web::{Access, Module, Reply, Routes};

static PAGES: RwLock<Vec<Bytes>> = RwLock::new(Vec::new());

/// Only in the process that a benchmark starts.
pub fn module() -> Module {
    Module {
        base: kernel::Module::named("ceiling"),
        routes: || {
            Routes::new().post("/banc", Access::Protocol, keep).get("/banc/{page}", Access::Protocol, serve)
        },
    }
}

/// Keeps a page; answers its number.
async fn keep(body: Bytes) -> Reply {
    let mut pages = PAGES.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    pages.push(body);
    Ok((StatusCode::OK, (pages.len() - 1).to_string()).into_response())
}

async fn serve(Path(page): Path<usize>) -> Reply {
    let pages = PAGES.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    let page = pages.get(page).cloned().ok_or(kernel::Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response())
}
