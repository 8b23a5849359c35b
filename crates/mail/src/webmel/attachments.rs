//! What is joined to a message: downloaded, never opened on our pages; the images of a letter, shown in its frame;
//! and the message itself as it was received.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use kernel::{Error, Id, Result, permission::May};
use web::{Reply, Visit};

use super::{
    place::{self, Which},
    shown,
};
use crate::{
    attachments,
    filing::{self, Message, MessageRow},
    letter,
    message::{Attachment, safe_file_name},
};

/// What may be shown as an image: formats that run nothing.
pub(super) const IMAGES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) async fn download(visit: Visit, Which((id, part)): Which<(String, String)>) -> Reply {
    let row = row(&visit, &id).await?;
    file_of(&visit, &row.digest, &part).await
}

/// What is joined to the message of this digest, for the disk.
pub(super) async fn file_of(visit: &Visit, digest: &str, part: &str) -> Reply {
    let (email, raw) = letter::email(&visit.services().files, digest).await?;
    let attached = find(&email.attachments, part).ok_or(Error::NotFound)?;
    let content = attachments::content(&visit.services().files, &raw, part).await?.ok_or(Error::NotFound)?;
    Ok(to_keep(&attached.name, &attached.content_type, content.into()))
}

pub(super) async fn image(visit: Visit, Which((id, part)): Which<(String, String)>) -> Reply {
    let row = row(&visit, &id).await?;
    image_of(&visit, &row.digest, &part).await
}

/// An image of the text of the message of this digest, for its frame.
pub(super) async fn image_of(visit: &Visit, digest: &str, part: &str) -> Reply {
    let (email, raw) = letter::email(&visit.services().files, digest).await?;
    let attached = find(&email.attachments, part).ok_or(Error::NotFound)?;
    let content_type =
        IMAGES.into_iter().find(|known| *known == attached.content_type).ok_or(Error::NotFound)?;
    let content = attachments::content(&visit.services().files, &raw, part).await?.ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
    ];
    Ok((headers, Body::from(content)).into_response())
}

pub(super) async fn source(visit: Visit, Which(id): Which<String>) -> Reply {
    let row = row(&visit, &id).await?;
    let stream = visit.services().files.stream(&row.digest).await?;
    let name = safe_file_name(&row.subject.replace(['/', '\\'], "_")).unwrap_or_else(|| "message".to_owned());
    Ok(to_keep(&format!("{name}.eml"), "message/rfc822", Body::from_stream(stream)))
}

async fn row(visit: &Visit, id: &str) -> Result<MessageRow> {
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let mailbox = place::mailbox(visit, May::View).await?;
    let mut tx = visit.read().await?;
    filing::find(&mut tx, mailbox, id).await
}

fn find<'a>(attachments: &'a [Attachment], part: &str) -> Option<&'a Attachment> {
    attachments.iter().find_map(|a| if a.part_id == part { Some(a) } else { find(&a.children, part) })
}

/// A file for the disk: browsers neither show it nor run what is in it.
pub(super) fn to_keep(name: &str, content_type: &str, content: Body) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", shown::encoded(name));
    let value = |text: &str| HeaderValue::try_from(text).ok();
    let fallback = HeaderValue::from_static("application/octet-stream");
    let headers = [
        (header::CONTENT_TYPE, value(content_type).unwrap_or(fallback)),
        (header::CONTENT_DISPOSITION, value(&disposition).unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, content).into_response()
}
