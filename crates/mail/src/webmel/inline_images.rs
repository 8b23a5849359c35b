//! Images pasted into the text of a message being written: kept with its files, shown in the editor from here, and
//! sent inside the message.

use axum::{Json, response::IntoResponse};
use http::{StatusCode, header};
use kernel::{Error, Id, permission::May};
use web::{
    Reply, Visit,
    form::told,
    upload::{Part, Upload},
};

use super::{
    attachments::IMAGES,
    desk::words,
    place::{self, Place, Which},
    shown,
};
use crate::draft::{self, Draft, DraftFile};

pub(super) async fn add(visit: Visit, Which(id): Which<String>, mut upload: Upload) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id: Id<Draft> = id.parse().map_err(|_| Error::NotFound)?;
    let t = words(&visit);
    let joined = {
        let mut tx = visit.read().await?;
        draft::find(&mut tx, mailbox, id).await?.ok_or(Error::NotFound)?;
        draft::files(&mut tx, mailbox, id).await?.iter().map(|f| f.size).sum::<i64>()
    };
    let refused = |message: String| {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(serde_json::json!({ "message": message }))).into_response()
    };
    let room = (visit.services().site.mail_files() - joined).max(0) as u64;
    let max = shown::size(visit.locale, visit.services().site.mail_files());
    loop {
        match told(upload.next(room).await.map_err(Error::from))? {
            Ok(Some(Part::File { file_name, content_type, kept, .. })) => {
                if !IMAGES.contains(&content_type.as_str()) {
                    return Ok(refused(t.image_unknown().to_owned()));
                }
                let added = visit.write(async move |tx| {
                    draft::attach_inline(tx, mailbox, id, &kept, &file_name, &content_type).await
                });
                return match told(added.await)? {
                    Ok(file) => {
                        Ok(Json(serde_json::json!({ "url": draft::image_path(id, file) })).into_response())
                    }
                    Err(errors) => Ok(refused(errors.of("file").to_owned())),
                };
            }
            Ok(Some(Part::Text { .. })) => {}
            Ok(None) => return Ok(refused(t.import_no_file().to_owned())),
            Err(_) => return Ok(refused(t.files_too_large(max))),
        }
    }
}

pub(super) async fn show(visit: Visit, Which((id, file)): Which<(String, String)>) -> Reply {
    let id: Id<Draft> = id.parse().map_err(|_| Error::NotFound)?;
    let file: Id<DraftFile> = file.parse().map_err(|_| Error::NotFound)?;
    // The text names its images by one address, whoever of the box opens it.
    let mailbox = draft::mailbox_of(&mut visit.read().await?, id).await?;
    Place::of(&visit, mailbox, May::View).await?;
    let files = draft::files(&mut visit.read().await?, mailbox, id).await?;
    let found = files.into_iter().find(|f| f.id == file && f.content_id.is_some()).ok_or(Error::NotFound)?;
    let content_type =
        IMAGES.into_iter().find(|known| *known == found.content_type).ok_or(Error::NotFound)?;
    let stream = visit.services().files.stream(&found.digest).await?;
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
    ];
    Ok((headers, axum::body::Body::from_stream(stream)).into_response())
}
