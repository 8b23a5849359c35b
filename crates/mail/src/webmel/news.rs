//! What has changed in the box while a page of it is open, told as it happens (server-sent events): the unread of the inbox,
//! so that the page can say so. Without a script the page says it when it is asked for again.

use std::time::Duration;

use axum::response::{
    IntoResponse,
    sse::{Event, KeepAlive, Sse},
};
use futures::Stream;
use kernel::{Ctx, Error, Id, Result, people::Person, permission::May};
use web::{Reply, Visit};

use super::place::Place;
use crate::{
    folder::{self, FolderRole},
    mailbox::Mailbox,
    members, watch,
};

/// A stream ends by then, and the browser asks for another: whether somebody is still signed in is asked anew.
const LONGEST: Duration = Duration::from_mins(10);
/// Something is said as often as that, so that servers in between do not hang up.
const ALIVE: Duration = Duration::from_secs(25);

pub(super) async fn stream(visit: Visit) -> Reply {
    let place = Place::at(&visit, May::View).await?;
    let events = events(visit.ctx().clone(), place.mailbox, place.reader());
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

fn events(
    ctx: Ctx,
    mailbox: Id<Mailbox>,
    reader: Option<Id<Person>>,
) -> impl Stream<Item = Result<Event, std::convert::Infallible>> {
    let changes = watch::changes_of(ctx.services(), mailbox);
    let until = tokio::time::Instant::now() + LONGEST;
    // What is known first is where changes are counted from.
    futures::stream::unfold((ctx, changes, None), move |(ctx, mut changes, mut said)| async move {
        loop {
            match unread(&ctx, mailbox, reader).await {
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

/// In the inbox: of the box's person, or of a member as long as they are one.
pub(super) async fn unread(ctx: &Ctx, mailbox: Id<Mailbox>, reader: Option<Id<Person>>) -> Result<i64> {
    let inbox = FolderRole::Inbox.in_box(mailbox);
    let mut tx = ctx.read().await?;
    let mut folders = folder::all(&mut tx, mailbox).await?;
    if let Some(reader) = reader {
        members::standing(&mut tx, mailbox, reader).await?.ok_or(Error::NotFound)?;
        let counts = tx.all(members::unread::counts_query(&mailbox, &reader)).await?;
        members::unread::put_in_folders(&mut folders, counts);
    }
    Ok(folders.into_iter().find(|f| f.id == inbox).map_or(0, |f| f.unread))
}
