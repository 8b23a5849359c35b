//! The académie that a command is about, by its slug.

use kernel::{Ctx, Error, Result, people};

/// The context in that académie.
pub async fn enter(ctx: Ctx, slug: &str) -> Result<Ctx> {
    let academy = people::academy(&mut ctx.read().await?, slug).await;
    let academy = academy.map_err(|error| match error {
        Error::NotFound => Error::Conflict(format!("no académie {slug:?}: see «preau academy create»")),
        other => other,
    })?;
    Ok(ctx.in_academy(academy))
}
