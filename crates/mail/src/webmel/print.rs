//! A message, or its whole conversation, on paper: a document of its own with the heads, the texts and the names of
//! the files, under the same walls as the reading frame; nothing runs in it.

use std::collections::HashMap;
use std::fmt::Write;

use axum::{extract::Query, response::IntoResponse};
use http::header;
use kernel::{Error, Id, Result, Time, permission::May};
use serde::Deserialize;
use web::{Reply, Visit, dates};

use super::{
    desk::words,
    place::{self, Which, here},
    shown,
};
use crate::{
    filing::{self, Message, MessageRow},
    letter,
    message::{
        Email, EmailAddress,
        address::display,
        safe_html::{Reading, RemoteImages, safe_html},
        text::{escape, text_to_html},
    },
};

/// Messages of a conversation on paper, the newest, and what they may weigh together.
const MOST: i64 = 100;
const BYTES: i64 = 50 << 20;
/// Of a list of recipients; paper is not for ten thousand.
const NAMED: usize = 60;

const STYLE: &str = "body{margin:1.5rem auto;max-width:48rem;padding:0 1rem;font:11pt/1.45 system-ui,sans-serif;color:#111;\
background:#fff;overflow-wrap:anywhere}h1{font-size:16pt;line-height:1.25}article{border-top:1px solid #888;padding-top:.75rem;\
margin-top:1.25rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .75rem;margin:0 0 1rem}dt{font-weight:600}\
dd{margin:0}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 .25rem;padding-left:.75rem;\
border-left:3px solid #999}pre{white-space:pre-wrap}.hint{padding:.75rem 1rem;background:#eef1f8;border-radius:.25rem}\
@media print{.hint{display:none}body{margin:0;max-width:none}a{color:inherit}dl{break-inside:avoid}}";

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    conversation: String,
}

pub(super) async fn show(visit: Visit, Which(id): Which<String>, Query(asked): Query<Asked>) -> Reply {
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let mailbox = place::mailbox(&visit, May::View).await?;
    let rows = {
        let mut tx = visit.read().await?;
        if asked.conversation.is_empty() {
            vec![filing::find(&mut tx, mailbox, id).await?]
        } else {
            let mut rows = filing::conversation(&mut tx, mailbox, id, Time(i64::MAX), MOST).await?;
            rows.reverse();
            rows
        }
    };
    let t = words(&visit);
    let subject = rows.iter().find(|row| row.id == id).ok_or(Error::NotFound)?.subject.clone();
    let subject = if subject.is_empty() { t.no_subject().to_owned() } else { subject };
    let mut articles = String::new();
    let mut room = BYTES;
    for row in &rows {
        room -= row.size;
        let article =
            if room >= 0 { article(&visit, row).await? } else { format!("<p>{}</p>", t.print_left_out()) };
        articles.push_str(&article);
    }
    let document = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{subject}</title><style>{STYLE}</style></head><body><main><p class=\"hint\">{}</p><h1>{subject}</h1>{articles}</main></body></html>",
        visit.locale.tag(),
        t.print_hint(),
        subject = escape(&subject),
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; \
             frame-ancestors 'self'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, document).into_response())
}

async fn article(visit: &Visit, row: &MessageRow) -> Result<String> {
    let t = words(visit);
    let email = letter::email(&visit.services().files, &row.digest).await?.0;
    let mut article = "<article><dl>".to_owned();
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            let _ = write!(article, "<dt>{}</dt><dd>{}</dd>", escape(label), escape(&value));
        }
    };
    let all = |list: &[EmailAddress]| {
        let mut all: Vec<String> = list.iter().take(NAMED).map(display).collect();
        let others = list.len().saturating_sub(NAMED);
        if others > 0 {
            all.push(t.print_others(others as i64));
        }
        all.join(", ")
    };
    line(t.print_from(), all(&email.from));
    line(t.to(), all(&email.to));
    line(t.cc(), all(&email.cc));
    line(t.bcc(), all(&email.bcc));
    line(t.print_date(), dates::moment(visit.locale, row.received_at, &visit.academy()?.zone));
    line(t.subject(), email.subject.clone());
    let files = email.attachments.iter().filter(|a| !a.inline);
    let files = files.map(|a| format!("{} ({})", a.name, shown::size(visit.locale, a.size as i64)));
    line(t.attachments(), files.collect::<Vec<_>>().join(", "));
    let _ = write!(article, "</dl>{}</article>", content(visit, row.id, &email));
    Ok(article)
}

/// Remote images stay where they are: printing tells no sender anything.
fn content(visit: &Visit, id: Id<Message>, email: &Email) -> String {
    match (&email.html_body, &email.text_body) {
        (Some(html), _) => {
            let named = email.attachments.iter().filter_map(|a| Some((a.content_id.clone()?, &a.part_id)));
            let images: HashMap<String, String> = named
                .map(|(cid, part)| (cid, here(visit, format_args!("/messages/{id}/images/{part}"))))
                .collect();
            let cid_url = |cid: &str| images.get(cid).cloned();
            safe_html(html, &Reading { remote_images: RemoteImages::Blocked, cid_url: &cid_url }).html
        }
        (None, Some(text)) => text_to_html(text),
        (None, None) => String::new(),
    }
}
