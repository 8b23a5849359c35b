//! `/magistere/{academy}/calendrier`: the month, the week and the agenda; one event; writing one; what goes in and
//! out of it as iCalendar.

mod edit;
mod event;
mod feed;
mod listing;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use kernel::{Ctx, Id, Result, Time};
use web::{Access, Page, Routes, Visit};

pub(crate) use listing::{Next, ahead, next};

use super::{CalendarEvent, Kind};
use crate::view::{self, page, words};

pub(crate) fn routes() -> Routes {
    let signed_in = Access::SignedIn;
    Routes::new()
        .get("/magistere/{academy}/calendrier", signed_in, listing::show)
        .post("/magistere/{academy}/calendrier/nouveau", signed_in, edit::add)
        .get("/magistere/{academy}/calendrier/nouveau", signed_in, edit::show_new)
        .get("/magistere/{academy}/calendrier/evenements/{event}", signed_in, event::show)
        .get("/magistere/{academy}/calendrier/evenements/{event}/modification", signed_in, edit::show)
        .post("/magistere/{academy}/calendrier/evenements/{event}/modification", signed_in, edit::save)
        .get("/magistere/{academy}/calendrier/evenements/{event}/suppression", signed_in, event::ask_removal)
        .post("/magistere/{academy}/calendrier/evenements/{event}/suppression", signed_in, event::delete)
        .get("/magistere/{academy}/calendrier/echanges", signed_in, feed::show)
        .get("/magistere/{academy}/calendrier/echanges/adresse", signed_in, feed::ask_renew)
        .post("/magistere/{academy}/calendrier/echanges/adresse", signed_in, feed::renew)
        .post("/magistere/{academy}/calendrier/echanges", signed_in, feed::import)
        .get("/magistere/{academy}/calendrier/flux/{secret}", Access::Protocol, feed::serve)
}

/// `/magistere/{academy}/calendrier`.
fn base(ctx: &Ctx) -> Result<String> {
    Ok(format!("{}/calendrier", view::home(ctx)?))
}

/// The page of one date of an event.
pub(crate) fn address(ctx: &Ctx, id: Id<CalendarEvent>, original: Time) -> Result<String> {
    Ok(format!("{}/evenements/{id}?date={}", base(ctx)?, original.0))
}

fn below(visit: &Visit, title: impl Into<String>) -> Result<Page<'_>> {
    Ok(page(visit, title)?.crumb(words(visit).calendar_title(), base(visit)?))
}

fn today(ctx: &Ctx) -> Result<Date> {
    Ok(ctx.now().zoned(&ctx.academy()?.zone).date())
}

/// The colour beside the words that say whose event it is.
pub(crate) fn accent(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "bleu",
        Kind::Session => "vert",
        Kind::Academy => "prune",
    }
}

/// The icon that says the same without colour.
fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "user",
        Kind::Session => "parcours",
        Kind::Academy => "building",
    }
}
