//! The link above a list's mail to an address outside: its page asks before anything happens, and a mail program that
//! posts to it leaves at once (RFC 8058). Nobody is signed in; the link itself proves who leaves.

use std::sync::atomic::{AtomicI64, Ordering};

use askama::Template;
use axum::{extract::Path, response::Response};
use http::StatusCode;
use kernel::{Error, Result, Time};
use web::{Form, Page, Reply, Visit};

use super::super::desk::words;
use crate::{lists::guests, words::Words};

/// Of one process. Whoever has a link presses it once; more than this is somebody trying.
const A_MINUTE: i64 = 120;

/// Presses in the minute that runs, and which one that is.
#[derive(Default)]
struct Presses {
    minute: AtomicI64,
    count: AtomicI64,
}

impl Presses {
    fn allow(&self, now: Time) -> bool {
        let minute = now.0 / 60_000;
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            self.count.store(0, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed) < A_MINUTE
    }
}

#[derive(Template)]
#[template(path = "webmel/lists/one_click.html")]
struct LeavePage {
    t: Words,
    title: String,
    text: String,
    /// Where the button goes, while there is something to leave.
    action: Option<String>,
}

fn limited(visit: &Visit) -> Result<()> {
    if visit.services().shared::<Presses>().allow(visit.now()) {
        Ok(())
    } else {
        Err(Error::TooMany { retry_after_s: 60 })
    }
}

fn page(
    visit: &Visit,
    title: String,
    text: String,
    action: Option<String>,
) -> Result<Response, web::Failure> {
    let t = words(visit);
    let status = if action.is_none() && text == t.one_click_unknown() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    Page::new(visit, title.clone()).class("page-narrow").bare().status(status).reply(&LeavePage {
        t,
        title,
        text,
        action,
    })
}

/// Looking changes nothing: programs that check links look too.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>) -> Reply {
    limited(&visit)?;
    let t = words(&visit);
    let found = guests::list_of_token(&mut visit.read().await?, &token).await?;
    match found {
        Some((_, list)) if list.may_leave => page(
            &visit,
            t.list_leave_title(&list.name),
            t.one_click_ask(&list.address),
            Some(format!("/webmel/quitter/{token}")),
        ),
        _ => page(&visit, t.one_click_title().to_owned(), t.one_click_unknown().to_owned(), None),
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Said {
    #[serde(rename = "List-Unsubscribe")]
    unsubscribe: String,
}

pub(super) async fn leave(visit: Visit, Path(token): Path<String>, Form(said): Form<Said>) -> Reply {
    limited(&visit)?;
    let t = words(&visit);
    if said.unsubscribe != "One-Click" {
        return Err(Error::invalid("", t.one_click_bad()).into());
    }
    let left = visit.write(async move |tx| guests::leave(tx, &token).await).await?;
    match left {
        Some(list) => page(&visit, t.list_left(&list.name), t.one_click_done(&list.address), None),
        None => page(&visit, t.one_click_title().to_owned(), t.one_click_unknown().to_owned(), None),
    }
}
