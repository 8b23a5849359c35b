//! What one has sent and can still call back: for some seconds after pressing, or until the date that was chosen. The
//! list is a page of its own; the line at the foot of the page after sending leads to the same forms.

use askama::Template;
use axum::{extract::Query, response::Response};
use jiff::civil;
use kernel::{Error, Id, Problem, Result, Time, permission::May, time::days};
use serde::Deserialize;
use web::{Reply, Routes, Undo, Visit, dates, redirect, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    place::{self, Which, here, of_box},
    shown,
};
use crate::{
    delivery::sending::{self, Sent},
    draft::{self, Draft},
    mailbox::Mailbox,
    message::address::{parse_list, short_name},
    queue::{self, HeldRow},
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/envois" list;
        post "/envois/{draft}/annulation" call_back;
        post "/envois/{draft}/maintenant" send_now;
    }
}

#[derive(Template)]
#[template(path = "webmel/leaving.html")]
struct LeavingPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    who: String,
    subject: String,
    when: String,
    machine_date: String,
}

#[derive(Deserialize, Default)]
struct Place {
    #[serde(default)]
    apres: String,
}

/// Rows of one page.
const ROWS: usize = 50;

async fn list(visit: Visit, Query(at): Query<Place>) -> Reply {
    let mailbox = place::mailbox(&visit, May::View).await?;
    let t = words(&visit);
    let after = if at.apres.is_empty() { (Time(0), Id::NIL) } else { shown::place(&at.apres) };
    let mut held: Vec<HeldRow> = {
        let mut tx = visit.read().await?;
        tx.all(queue::held_query(&mailbox, &after, &(ROWS as i64 + 1))).await?
    };
    let desk = Desk::load(&visit).await?;
    let more = held.len() > ROWS;
    held.truncate(ROWS);
    let last = held.last().filter(|_| more).map(|row| shown::cursor(row.leaves_at, row.id));
    let body = LeavingPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        rows: held.into_iter().map(|row| of_row(&visit, row)).collect::<Result<_>>()?,
        next: last.map(|cursor| here(&visit, format_args!("/envois?apres={cursor}"))),
    };
    desk.page(&visit, t.leaving_title()).reply(&Side {
        t,
        icons: icons(),
        nav: desk.nav(&visit, "envois"),
        body,
    })
}

fn of_row(visit: &Visit, row: HeldRow) -> Result<Row> {
    let t = words(visit);
    let names = parse_list(&row.recipients);
    let names: Vec<&str> = names.addresses.iter().take(8).map(short_name).collect();
    Ok(Row {
        id: row.id.to_string(),
        who: if names.is_empty() { row.recipients.clone() } else { names.join(", ") },
        subject: if row.subject.is_empty() { t.no_subject().to_owned() } else { row.subject },
        when: t.leaves_at(dates::moment(visit.locale, row.leaves_at, &visit.academy()?.zone)),
        machine_date: dates::machine(row.leaves_at),
    })
}

/// Back to the draft, as it was.
async fn call_back(visit: Visit, Which(id): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Take).await?;
    let id: Id<Draft> = id.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    if visit.write(async move |tx| queue::call_back(tx, mailbox, id.cast()).await).await? {
        return Ok(redirect_saying(&visit, &here(&visit, format_args!("/brouillons/{id}")), t.called_back()));
    }
    gone(&visit, mailbox, id).await
}

async fn send_now(visit: Visit, Which(id): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Take).await?;
    let id: Id<Draft> = id.parse().map_err(|_| Error::NotFound)?;
    match sending::send_now(visit.ctx(), mailbox, id).await {
        Ok(true) => Ok(redirect_saying(&visit, &here(&visit, "/envois"), words(&visit).message_sent())),
        Ok(false) => gone(&visit, mailbox, id).await,
        // It is a draft again: what is wrong is told there.
        Err(Error::Invalid(problems)) => {
            let said: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Ok(redirect_saying(&visit, &here(&visit, format_args!("/brouillons/{id}")), &said.join(" ")))
        }
        Err(error) => Err(error.into()),
    }
}

/// It has left, or a draft it is again: whoever has neither is told nothing.
async fn gone(visit: &Visit, mailbox: Id<Mailbox>, id: Id<Draft>) -> Reply {
    let (sent, there) = {
        let mut tx = visit.read().await?;
        (draft::is_sent(&mut tx, mailbox, id).await?, draft::find(&mut tx, mailbox, id).await?.is_some())
    };
    match (sent, there) {
        (true, _) => {
            Ok(redirect_saying(visit, &here(visit, "/dossiers/envoyes"), words(visit).called_back_too_late()))
        }
        (false, true) => Ok(redirect(&here(visit, format_args!("/brouillons/{id}")))),
        (false, false) => Err(Error::NotFound.into()),
    }
}

/// Where one goes after sending: back to `there`, with what was done and, for a while, the way to undo it.
pub(super) fn after_sending(visit: &Visit, there: &str, draft: Id<Draft>, outcome: Sent) -> Response {
    let t = words(visit);
    let mark = if there.contains('?') { '&' } else { '?' };
    match outcome {
        Sent::Now => redirect_saying(visit, there, t.message_sent()),
        Sent::Already => redirect_saying(visit, there, t.draft_sent_already()),
        Sent::Held(at) => {
            let there = format!("{there}{mark}envoi={draft}");
            match visit.academy() {
                Ok(academy) if is_scheduled(visit, at) => {
                    let when = dates::moment(visit.locale, at, &academy.zone);
                    redirect_saying(visit, &there, &t.message_scheduled(when))
                }
                _ => redirect_saying(visit, &there, t.message_sent()),
            }
        }
    }
}

/// Longer than anybody's second thoughts.
fn is_scheduled(visit: &Visit, at: Time) -> bool {
    at.since(visit.now()).as_secs() > 45
}

/// The way to undo what the address says was just sent; nothing once it has left.
pub(super) async fn undo(visit: &Visit, mailbox: Id<Mailbox>) -> Result<Option<Undo>> {
    let asked = shown::query(visit).into_iter().find(|(name, _)| name == "envoi");
    let Some(id) = asked.and_then(|(_, id)| id.parse::<Id<Draft>>().ok()) else { return Ok(None) };
    let Some(at) = draft::leaves_at(&mut visit.read().await?, mailbox, id).await? else { return Ok(None) };
    let t = words(visit);
    let left = at.since(visit.now());
    let scheduled = is_scheduled(visit, at);
    Ok(Some(Undo {
        sentence: if scheduled {
            t.leaves_at(dates::moment(visit.locale, at, &visit.academy()?.zone))
        } else {
            t.leaves_in(left.as_millis().div_ceil(1000) as i64)
        },
        button: t.call_back(),
        action: here(visit, format_args!("/envois/{id}/annulation")),
        for_ms: if scheduled { 0 } else { left.as_millis() as i64 },
    }))
}

/// When a message is to leave: at most a year from now, in the zone of the académie.
pub(super) fn chosen(visit: &Visit, date: &str, time: &str) -> Result<Time> {
    let t = words(visit);
    let wrong = |message: &str| Error::Invalid(vec![Problem { field: "later", message: message.to_owned() }]);
    let day: civil::Date = date.trim().parse().map_err(|_| wrong(t.later_missing()))?;
    let hour: civil::Time = time.trim().parse().map_err(|_| wrong(t.later_missing()))?;
    let zone = visit.academy()?.zone.clone();
    let at = day.to_datetime(hour).to_zoned_datetime(zone).map_err(|_| wrong(t.later_missing()))?;
    let at = Time::from(at.timestamp());
    match () {
        () if at <= visit.now() => Err(wrong(t.later_past())),
        () if at > visit.now().plus(days(366)) => Err(wrong(t.later_too_far())),
        () => Ok(at),
    }
}

/// What the fields propose: tomorrow morning.
pub(super) fn proposed(visit: &Visit) -> (String, String) {
    let Ok(academy) = visit.academy() else { return (String::new(), String::new()) };
    let tomorrow = visit.now().zoned(&academy.zone).date().tomorrow();
    (tomorrow.map(|day| day.to_string()).unwrap_or_default(), "08:00".to_owned())
}
