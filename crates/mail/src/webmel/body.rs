//! The document inside the frame: the message's HTML made safe, under a policy that lets nothing run and, unless the
//! reader asks for images, nothing be fetched.

use std::collections::HashMap;

use axum::{extract::Query, response::IntoResponse};
use http::header;
use kernel::{Error, Id, permission::May};
use serde::Deserialize;
use web::{Reply, Visit};

use super::place::{self, Which, here};
use crate::{
    filing::{self, Message},
    letter,
    message::{
        Attachment,
        safe_html::{Reading, RemoteImages, safe_html},
        text::{escape, text_to_html},
    },
};

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    images: String,
}

const STYLE: &str = "body{margin:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1b1b1f;background:#fff;\
overflow-wrap:anywhere}img{max-width:100%;height:auto}blockquote{margin:0 0 0 .25rem;padding-left:.75rem;\
border-left:3px solid #c5c7d0;color:#4b4d57}pre{white-space:pre-wrap}table{max-width:100%}";

pub(super) async fn show(visit: Visit, Which(id): Which<String>, Query(asked): Query<Asked>) -> Reply {
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let mailbox = place::mailbox(&visit, May::View).await?;
    let digest = {
        let mut tx = visit.read().await?;
        filing::digest_of(&mut tx, mailbox, id).await?
    };
    let images = here(&visit, format_args!("/messages/{id}/images"));
    document(&visit, &digest, &images, asked.with_images()).await
}

impl Asked {
    pub(super) fn with_images(&self) -> bool {
        self.images == "oui"
    }
}

/// The message of this digest; its own images are served under `images`.
pub(super) async fn document(visit: &Visit, digest: &str, images: &str, with_images: bool) -> Reply {
    let email = letter::email(&visit.services().files, digest).await?.0;
    let images = images_of(images, &email.attachments);
    let content = match (&email.html_body, &email.text_body) {
        (Some(html), _) => {
            let remote = if with_images { RemoteImages::Allowed } else { RemoteImages::Blocked };
            let cid_url = |cid: &str| images.get(cid).cloned();
            safe_html(html, &Reading { remote_images: remote, cid_url: &cid_url }).html
        }
        (None, Some(text)) => text_to_html(text),
        (None, None) => String::new(),
    };
    let document = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>{content}</body></html>",
        visit.locale.tag(),
        escape(&email.subject)
    );
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'{}; form-action 'none'; base-uri 'none'; \
         frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
        if with_images { " https: http:" } else { "" }
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    Ok((headers, document).into_response())
}

/// Where the images that the text names are served, by their content id.
fn images_of(under: &str, attachments: &[Attachment]) -> HashMap<String, String> {
    let named = attachments.iter().filter_map(|a| Some((a.content_id.clone()?, &a.part_id)));
    named.map(|(cid, part)| (cid, format!("{under}/{part}"))).collect()
}
