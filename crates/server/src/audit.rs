//! `preau audit verify`: whether the audit trails are whole.

use std::{process::ExitCode, sync::Arc};

use kernel::{Ctx, Error, Result, audit, context::Services, people};

/// One line an académie; 1 when a trail was changed. The last number is worth writing down elsewhere: a database put
/// back to an earlier state proves itself too.
pub async fn verify(services: Arc<Services>, only: Option<&str>) -> Result<ExitCode> {
    let ctx = Ctx::system(services);
    let mut academies = people::academies(&mut ctx.read().await?).await?;
    if let Some(slug) = only {
        academies.retain(|academy| academy.slug == slug);
        if academies.is_empty() {
            return Err(Error::Conflict(format!("no académie {slug:?}")));
        }
    }
    let mut whole = true;
    for academy in academies {
        let slug = academy.slug.clone();
        let ctx = ctx.clone().in_academy(Arc::new(academy.into()));
        match audit::verify(&mut ctx.snapshot().await?).await {
            Ok(last) => println!("{slug}: whole up to line {last}"),
            Err(Error::Conflict(what)) => {
                whole = false;
                println!("{slug}: {what}");
            }
            Err(other) => return Err(other),
        }
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
