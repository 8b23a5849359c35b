//! Reporting a message as phishing, on a page that says what happens then; and the reports, for those who see to them.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::{
    Error, Id, Result,
    people::{self, Person},
    permission::May,
};
use serde::Deserialize;
use web::{Access::SignedIn, Form, Reply, Routes, Visit, dates, redirect_saying};

use super::{
    desk::{Desk, Side, icons, words},
    place::{self, Which, here, of_box},
    shown,
};
use crate::{
    filing::{self, Message, MessageRow},
    folder::{self, FolderRole},
    letter,
    mailbox::Mailbox,
    message::address::parse_list,
    phishing::{self, ReportRow},
    senders::{self, Verdict},
    words::Words,
};

const REPORTS: &str = "/webmel/hameconnages";

pub(super) fn routes() -> Routes {
    of_box! {
        get "/messages/{message}/hameconnage" ask;
        post "/messages/{message}/hameconnage" report;
    }
    .get("/webmel/hameconnages", SignedIn, list)
    .get("/webmel/hameconnages/{report}", SignedIn, show)
    .post("/webmel/hameconnages/{report}/traitement", SignedIn, close)
}

#[derive(Template)]
#[template(path = "webmel/phishing.html")]
struct AskPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    id: String,
    sender: String,
    subject: String,
    hosts: Vec<String>,
}

async fn found(visit: &Visit, id: &str, may: May) -> Result<(Id<Mailbox>, MessageRow, Vec<String>)> {
    let mailbox = place::mailbox(visit, may).await?;
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let row = {
        let mut tx = visit.read().await?;
        filing::find(&mut tx, mailbox, id).await?
    };
    let email = letter::email(&visit.services().files, &row.digest).await?.0;
    let hosts = phishing::hosts(&email);
    Ok((mailbox, row, hosts))
}

async fn ask(visit: Visit, Which(id): Which<String>) -> Reply {
    let t = words(&visit);
    let (_, row, hosts) = found(&visit, &id, May::View).await?;
    let desk = Desk::load(&visit).await?;
    let body = AskPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        id,
        sender: row.sender,
        subject: subject(t, &row.subject),
        hosts,
    };
    let page = desk.page(&visit, t.phishing_report());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, ""), body })
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    share: String,
}

/// Reported, put in the junk, and its sender with it.
async fn report(visit: Visit, Which(id): Which<String>, Form(said): Form<Said>) -> Reply {
    let (mailbox, row, hosts) = found(&visit, &id, May::Edit).await?;
    let shared = !said.share.is_empty();
    visit
        .write(async move |tx| {
            phishing::report(tx, mailbox, &row, &hosts, shared).await?;
            let senders = parse_list(&row.sender).addresses;
            senders::judge(tx, mailbox, &senders, Verdict::Junk).await?;
            let folders = folder::all(tx, mailbox).await?;
            let junk = folders.iter().find(|f| f.role == FolderRole::Junk).ok_or(Error::NotFound)?;
            filing::move_to(tx, mailbox, &[row.id], junk).await
        })
        .await?;
    Ok(redirect_saying(&visit, &here(&visit, ""), words(&visit).phishing_reported()))
}

fn subject(t: Words, subject: &str) -> String {
    if subject.is_empty() { t.no_subject().to_owned() } else { subject.to_owned() }
}

/// A report as its lines and its page show it.
struct Shown {
    id: String,
    sender: String,
    subject: String,
    hosts: Vec<String>,
    reporter: String,
    reported: String,
    received: String,
    closed: Option<String>,
}

impl Shown {
    fn of(visit: &Visit, report: &ReportRow, reporter: &str) -> Result<Shown> {
        let zone = &visit.academy()?.zone;
        let moment = |time| dates::moment(visit.locale, time, zone);
        Ok(Shown {
            id: report.id.to_string(),
            sender: report.sender.clone(),
            subject: subject(words(visit), &report.subject),
            hosts: report.hosts.split_whitespace().map(str::to_owned).collect(),
            reporter: reporter.to_owned(),
            reported: moment(report.reported_at),
            received: moment(report.received_at),
            closed: report.closed_at.map(moment),
        })
    }
}

#[derive(Template)]
#[template(path = "webmel/phishing_list.html")]
struct ListPage {
    t: Words,
    icons: &'static str,
    reports: Vec<Shown>,
    older: Option<String>,
}

const ROWS: usize = 50;

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    avant: String,
}

async fn list(visit: Visit, Query(at): Query<Where>) -> Reply {
    phishing::demand(visit.ctx(), May::View)?;
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let (mut rows, people) = {
        let mut tx = visit.read().await?;
        let rows = phishing::page(&mut tx, shown::place(&at.avant), ROWS as i64 + 1).await?;
        let mut ids: Vec<Id<Person>> = rows.iter().map(|row| row.reporter_id).collect();
        ids.sort_unstable();
        ids.dedup();
        (rows, people::people_by_ids(&mut tx, &ids).await?)
    };
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| more);
    let older = last.map(|row| format!("{REPORTS}?avant={}", shown::cursor(row.reported_at, row.id)));
    let name_of = |id: Id<Person>| people.iter().find(|p| p.id == id).map_or("", |p| p.display_name.as_str());
    let reports: Result<Vec<Shown>> =
        rows.iter().map(|row| Shown::of(&visit, row, name_of(row.reporter_id))).collect();
    let body = ListPage { t, icons: icons(), reports: reports?, older };
    let page = desk.page(&visit, t.phishing_reports());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "hameconnages"), body })
}

#[derive(Template)]
#[template(path = "webmel/phishing_one.html")]
struct ReportPage {
    t: Words,
    csrf: String,
    report: Shown,
    /// The text alone: what deceives is in the links and the pictures.
    text: Option<String>,
}

async fn show(visit: Visit, Path(id): Path<String>) -> Reply {
    let t = words(&visit);
    let id = phishing::parse_id(&id)?;
    let (row, reporter) = visit
        .write(async move |tx| {
            let row = phishing::open(tx, id).await?;
            let reporter = people::person(tx, row.reporter_id).await?;
            Ok((row, reporter.display_name))
        })
        .await?;
    let text = match &row.shared_digest {
        Some(digest) => Some(letter::email(&visit.services().files, digest).await?.0.readable_text()),
        None => None,
    };
    let desk = Desk::load(&visit).await?;
    let report = Shown::of(&visit, &row, &reporter)?;
    let body = ReportPage { t, csrf: visit.csrf().to_owned(), report, text };
    let page = desk.page(&visit, t.phishing_reports());
    page.reply(&Side { t, icons: icons(), nav: desk.nav(&visit, "hameconnages"), body })
}

async fn close(visit: Visit, Path(id): Path<String>) -> Reply {
    let id = phishing::parse_id(&id)?;
    visit.write(async move |tx| phishing::close(tx, id).await).await?;
    Ok(redirect_saying(&visit, REPORTS, words(&visit).phishing_closed()))
}
