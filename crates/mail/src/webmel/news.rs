//! What has changed in the box while a page of it is open, told as it happens (server-sent events): the unread of the inbox,
//! so that the page can say so. Without a script the page says it when it is asked for again.

use std::time::Duration;

use axum::response::{
    IntoResponse,
    sse::{Event, KeepAlive, Sse},
};
use futures::Stream;
use kernel::{Ctx, Id, Result, permission::May};
use web::{Reply, Visit};

use super::place;
use crate::{
    folder::{self, FolderRole},
    mailbox::Mailbox,
    watch,
};

/// A stream ends by then, and the browser asks for another: whether somebody is still signed in is asked anew.
const LONGEST: Duration = Duration::from_mins(10);
/// Something is said as often as that, so that servers in between do not hang up.
const ALIVE: Duration = Duration::from_secs(25);

pub(super) async fn stream(visit: Visit) -> Reply {
    let mailbox = place::mailbox(&visit, May::View).await?;
    let events = events(visit.ctx().clone(), mailbox);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

fn events(ctx: Ctx, mailbox: Id<Mailbox>) -> impl Stream<Item = Result<Event, std::convert::Infallible>> {
    let changes = watch::changes_of(ctx.services(), mailbox);
    let until = tokio::time::Instant::now() + LONGEST;
    // What is known first is where changes are counted from.
    futures::stream::unfold((ctx, changes, None), move |(ctx, mut changes, mut said)| async move {
        loop {
            match unread(&ctx, mailbox).await {
                Ok(now) if said != Some(now) => {
                    said = Some(now);
                    let event = Event::default().event("courrier").data(now.to_string());
                    return Some((Ok(event), (ctx, changes, said)));
                }
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "the unread could not be counted"),
            }
            tokio::time::timeout_at(until, changes.changed()).await.ok()?.ok()?;
        }
    })
}

async fn unread(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<i64> {
    let inbox = FolderRole::Inbox.in_box(mailbox);
    let folders = folder::all(&mut ctx.read().await?, mailbox).await?;
    Ok(folders.into_iter().find(|f| f.id == inbox).map_or(0, |f| f.unread))
}
