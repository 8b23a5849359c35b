//! Contacts from a file and to a file: what came in is counted, what was refused is told line by line.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use http::header;
use kernel::{Error, files::look, permission::May};
use serde::Deserialize;
use web::{
    Errors, Reply, Visit,
    form::told,
    upload::{Part, Upload},
};

use super::{
    super::{
        desk::{Desk, icons, words},
        shown,
    },
    Tabs,
};
use crate::{
    contacts::exchange::{self, Filed, LARGEST, MOST_CARDS, Refused, Taken, Version},
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/contacts/files.html")]
struct Files {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    limits: String,
    max_bytes: u64,
    report: Option<Report>,
    errors: Errors,
}

struct Report {
    lines: Vec<String>,
    refused: Vec<Refused>,
    /// Refused beyond those listed.
    further: String,
}

/// Lines of a report that a page lists.
const LISTED: usize = 200;

pub(super) async fn show(visit: Visit) -> Reply {
    reply(&visit, None, Errors::default()).await
}

async fn reply(visit: &Visit, report: Option<Report>, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let body = Files {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs { t, current: "files" },
        limits: t.import_limits(MOST_CARDS as i64, shown::size(visit.locale, LARGEST as i64)),
        max_bytes: LARGEST,
        report,
        errors,
    };
    let refused = !body.errors.is_empty();
    let (page, side) = desk.beside(visit, "contacts", t.contacts_files(), body);
    if refused { page.refused().reply(&side) } else { page.reply(&side) }
}

pub(super) async fn take_in(visit: Visit, mut upload: Upload) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::Edit)?;
    let t = words(&visit);
    let file = loop {
        match told(upload.next(LARGEST).await.map_err(Error::from))? {
            Ok(Some(Part::File { kept, .. })) => break Some(kept),
            Ok(Some(Part::Text { .. })) => {}
            Ok(None) => break None,
            Err(errors) => return reply(&visit, None, errors).await,
        }
    };
    let Some(file) = file else {
        let mut errors = Errors::default();
        errors.add("file", t.import_no_file());
        return reply(&visit, None, errors).await;
    };
    let bytes = visit.services().files.bytes(&file.digest).await?;
    let locale = visit.locale;
    let reading = match told(look(bytes, move |bytes| exchange::read(locale, bytes)).await?)? {
        Ok(reading) => reading,
        Err(errors) => return reply(&visit, None, errors).await,
    };
    let cards = reading.cards;
    match told(visit.write(async move |tx| exchange::take_in(tx, mailbox, cards).await).await)? {
        Ok(taken) => reply(&visit, Some(report(t, taken, reading.refused)), Errors::default()).await,
        Err(errors) => reply(&visit, None, errors).await,
    }
}

fn report(t: Words, taken: Taken, mut refused: Vec<Refused>) -> Report {
    let mut lines = vec![t.import_added(taken.added)];
    if taken.completed > 0 {
        lines.push(t.import_completed(taken.completed));
    }
    if taken.unchanged > 0 {
        lines.push(t.import_unchanged(taken.unchanged));
    }
    if taken.outside_groups > 0 {
        lines.push(t.import_outside_groups(taken.outside_groups));
    }
    if !refused.is_empty() {
        lines.push(t.import_refused(refused.len() as i64));
    }
    let further = refused.len().saturating_sub(LISTED) as i64;
    refused.truncate(LISTED);
    Report { lines, refused, further: if further > 0 { t.import_further(further) } else { String::new() } }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    format: String,
}

pub(super) async fn export(visit: Visit, Query(wanted): Query<Wanted>) -> Reply {
    let mailbox = policy::own_box(visit.ctx(), May::View)?;
    let book: Vec<Filed> = {
        let mut tx = visit.read().await?;
        exchange::book(&mut tx, mailbox).await?
    };
    let vcards = |version| exchange::write_vcards(&book, version).into_bytes();
    Ok(match wanted.format.as_str() {
        "vcf3" => file("contacts.vcf", "text/vcard; charset=utf-8", vcards(Version::Three)),
        "csv" => file("contacts.csv", "text/csv; charset=utf-8", exchange::write_table(visit.locale, &book)),
        _ => file("contacts.vcf", "text/vcard; charset=utf-8", vcards(Version::Four)),
    })
}

fn file(name: &str, content_type: &'static str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, content).into_response()
}
