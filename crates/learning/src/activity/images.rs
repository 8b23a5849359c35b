//! Images inside texts: sent by the editor or pasted into a text, kept as files, shown at an address that only the
//! text knows. Only what is an image by its first bytes gets there.

use std::collections::HashMap;

use axum::http::{HeaderMap, StatusCode};
use axum::{Json, response::IntoResponse};
use kernel::{
    Error, Id, Result, Tx,
    files::{FileRow, Kept},
    permission::May,
    sql,
};
use serde_json::json;
use web::{
    Access, Reply, Routes, Visit,
    download::download,
    upload::{Part, Upload},
};

use crate::{
    place::{At, Place},
    rich_text::{self, media_type},
    view,
};

kernel::big_tables!["text_images"];

/// Most bytes of an image in a text.
const LIMIT: u64 = 10 << 20;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/magistere/{academy}/conception/{design}/images", Access::SignedIn, add)
        .post("/magistere/{academy}/parcours/{session}/images", Access::SignedIn, add)
        // Texts go from system to system and from académie to académie; who reads them holds the address.
        .get("/fichiers/{file}", Access::Public, send)
}

/// One image from the editor; answers where it is.
async fn add(visit: Visit, at: At, mut upload: Upload) -> Reply {
    Place::find(&mut visit.read().await?, at.place()?, May::Edit).await?;
    let t = view::words(&visit);
    while let Some(part) = upload.next(LIMIT).await? {
        let Part::File { file_name, kept, .. } = part else { continue };
        let Some(media_type) = kind_of(&visit, &kept).await? else {
            let message = json!({ "message": t.image_wrong() });
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(message)).into_response());
        };
        let url = visit.write(async move |tx| keep(tx, &kept, &file_name, media_type).await).await?;
        return Ok(Json(json!({ "url": url })).into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "message": t.image_missing() }))).into_response())
}

/// What the first bytes of kept content say.
async fn kind_of(visit: &Visit, kept: &Kept) -> Result<Option<&'static str>> {
    use futures::TryStreamExt;
    let end = kept.size.min(16);
    if end == 0 {
        return Ok(None);
    }
    let mut content = visit.services().files.stream_part(&kept.digest, 0..end).await?;
    let first = content.try_next().await.map_err(Error::internal)?.unwrap_or_default();
    Ok(media_type(&first))
}

/// Keeps the images that browsers pasted into texts; answers each one's new address by its old.
pub(super) async fn keep_pasted(
    visit: &Visit,
    fields: &[(String, String)],
) -> Result<HashMap<String, String>> {
    let mut images = Vec::new();
    for (_, value) in fields {
        for image in rich_text::pasted_images(value) {
            let kept = visit.services().files.keep_bytes(image.bytes).await?;
            images.push((image.source, kept, image.media_type));
        }
    }
    if images.is_empty() {
        return Ok(HashMap::new());
    }
    visit
        .write(async move |tx| {
            let mut addresses = HashMap::new();
            for (source, kept, media_type) in images {
                let address = keep(tx, &kept, "image", media_type).await?;
                addresses.insert(source, address);
            }
            Ok(addresses)
        })
        .await
}

async fn keep(tx: &mut Tx, kept: &Kept, name: &str, media_type: &str) -> Result<String> {
    let file = tx.add_file(kept, name, media_type).await?;
    tx.execute(sql!("INSERT INTO text_images (file_id, academy_id) VALUES ($1, $2)", file, tx.academy_id()?))
        .await?;
    Ok(format!("/fichiers/{file}"))
}

async fn send(
    visit: Visit,
    axum::extract::Path(file): axum::extract::Path<String>,
    headers: HeaderMap,
) -> Reply {
    let id: Id<FileRow> = file.parse().map_err(|_| Error::NotFound)?;
    let found = visit
        .read()
        .await?
        .first(sql!(FileRow: "SELECT f.id, f.academy_id, f.owner_id, f.digest, f.name, f.content_type, f.size
              FROM text_images i JOIN files f ON f.id = i.file_id /* tenant: the address is the right to it */
              WHERE i.file_id = $1", id))
        .await?;
    download(&visit, &found.ok_or(Error::NotFound)?, &headers).await
}
