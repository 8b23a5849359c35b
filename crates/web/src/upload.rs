//! Uploads: a multipart form streamed field by field, its token first, its files straight into the file store.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, BodyDataStream},
    extract::{FromRequest, Multipart, Request, multipart::Field},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use kernel::{Ctx, Error, files::Kept};

use crate::{Failure, Visit, csrf, kept, words::Words};

/// A multipart form whose token has been checked; read it with [`Upload::next`].
pub struct Upload {
    form: Multipart,
    visit: Visit,
}

/// One part of the form.
pub enum Part {
    Text { name: String, value: String },
    File { name: String, file_name: String, content_type: String, kept: Kept },
}

/// Text fields beside a file hold no more than a form without one.
const TEXT_LIMIT: usize = crate::app::FORM_LIMIT;

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Failure> {
        // The limit of forms does not hold here: each file is counted while it is streamed.
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let visit = request.extensions().get::<Visit>().cloned().ok_or(Error::NotFound)?;
        let header = crate::visit::text(request.headers(), "x-csrf-token").to_owned();
        let request =
            request.map(|body| Body::from_stream(OneByOne { body: body.into_data_stream(), rests: false }));
        let mut form = Multipart::from_request(request, state).await.map_err(|_| broken(visit.words()))?;
        if csrf::fits(visit.csrf(), &header) {
            return Ok(Upload { form, visit });
        }
        let first = form.next_field().await.map_err(|_| broken(visit.words()))?;
        let token = match first {
            Some(field) if field.name() == Some(csrf::FIELD) => short_text(field, visit.words()).await?,
            // Without the token in its place there was no page of ours: nothing is kept.
            _ => return Err(Error::Forbidden(visit.words().failure_expired().to_owned()).into()),
        };
        if csrf::fits(visit.csrf(), &token) {
            return Ok(Upload { form, visit });
        }
        if visit.wants_fragment() {
            return Err(Error::Forbidden(visit.words().failure_expired().to_owned()).into());
        }
        let written = kept::Written::uploaded(&visit, form).await?;
        Err(Failure::elsewhere(kept::keep(&visit, false, written).await?))
    }
}

impl Upload {
    /// The next part; files are kept as they come, each refused past `limit` bytes with a sentence that says so.
    pub async fn next(&mut self, limit: u64) -> Result<Option<Part>, Failure> {
        let Some(field) = self.form.next_field().await.map_err(|_| broken(self.visit.words()))? else {
            return Ok(None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(clean_name) else {
            let value = short_text(field, self.visit.words()).await?;
            return Ok(Some(Part::Text { name, value }));
        };
        if file_name.is_empty() {
            // A file field left empty.
            return Ok(Some(Part::Text { name, value: String::new() }));
        }
        let content_type = mime_guess::from_path(&file_name).first_or_octet_stream().essence_str().to_owned();
        let ctx: &Ctx = self.visit.ctx();
        let kept = ctx.services().files.keep(ctx, field.map_err(|e| e.to_string()), limit).await;
        let kept = kept.map_err(|error| match error {
            Error::Conflict(_) => Error::invalid(
                "file",
                self.visit.words().upload_too_large(i64::try_from(limit >> 20).unwrap_or(0)),
            ),
            Error::Invalid(_) => broken(self.visit.words()),
            other => other,
        })?;
        Ok(Some(Part::File { name, file_name, content_type, kept }))
    }
}

/// A body given in single pieces. The reader of forms takes all that has come before it looks at any of it, which of a fast
/// connection is the whole file.
struct OneByOne {
    body: BodyDataStream,
    rests: bool,
}

impl Stream for OneByOne {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = self.body.poll_next_unpin(cx);
        self.rests = matches!(piece, Poll::Ready(Some(_)));
        piece
    }
}

/// The connection broke, or what came is no multipart form.
pub(crate) fn broken(t: Words) -> Error {
    Error::invalid("", t.upload_broken())
}

pub(crate) async fn short_text(mut field: Field<'_>, t: Words) -> kernel::Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken(t))? {
        if bytes.len() + chunk.len() > TEXT_LIMIT {
            return Err(Error::invalid("", t.failure_too_large()));
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.contains(&0) {
        return Err(Error::invalid("", t.form_nul()));
    }
    String::from_utf8(bytes).map_err(|_| Error::invalid("", t.form_unreadable()))
}

/// A file's name without folders, control characters or anything a header or a disk would stumble on.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    clean.trim().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_lose_their_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\temp\\Fiche n° 1.pdf"), "Fiche n° 1.pdf");
        assert_eq!(clean_name("a\u{202E}fdp.exe\r\n"), "afdp.exe");
        assert_eq!(clean_name("..htaccess"), "htaccess");
    }
}
