//! The addresses of documents: below the activity, in a session as in a design, for those who may see it.

use http::HeaderMap;
use kernel::{Error, permission::May};
use learning::place::{At, Place};
use web::{Access, Reply, Routes, Visit, download::download};

use super::store;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(
            "/magistere/{academy}/parcours/{session}/activite/{activity}/fichiers/{file}",
            Access::SignedIn,
            send,
        )
        .get(
            "/magistere/{academy}/conception/{design}/activite/{activity}/fichiers/{file}",
            Access::SignedIn,
            send,
        )
}

async fn send(visit: Visit, at: At, headers: HeaderMap) -> Reply {
    let wanted = at.id("file")?;
    let file = {
        let mut tx = visit.read().await?;
        let place = Place::find(&mut tx, at.place()?, May::View).await?;
        let activity = learning::activity::find(&mut tx, place.content(), at.id("activity")?).await?;
        let files = store::files(&mut tx, activity.id).await?;
        files.into_iter().find(|file| file.id == wanted).ok_or(Error::NotFound)?
    };
    download(&visit, &file, &headers).await
}
