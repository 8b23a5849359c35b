//! A box as files: all of it in one archive for its owner, and what they bring from Zimbra, Convergence, Gmail or
//! Thunderbird taken in. Both are done by one kind of job, so that however many are asked for, the mail has room beside them.

mod archive;
mod export;
pub(crate) mod import;
mod mbox;
mod pipe;
mod status;
mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Ctx, Id, Locale, Result,
    jobs::{self, JobKind, Schedule},
    people::Academy,
    time::{days, hours},
};
use serde::{Deserialize, Serialize};

pub(crate) use export::{cancel, folder_as_mbox, start};
pub(crate) use import::{Brought, LARGEST, MOST_FILES, Outcome, begin, stop};
pub(crate) use store::{ExportRow, ImportRow, LineRow, export_query, files, find_import, imports, lines};

use crate::mailbox::Mailbox;

/// Marker for ids of exports.
#[derive(Debug)]
pub(crate) struct Export;

/// Marker for ids of imports.
#[derive(Debug)]
pub(crate) struct Import;

/// How long a finished archive can be fetched, and a report be read.
pub(crate) const ARCHIVE_KEPT: std::time::Duration = days(7);
const REPORT_KEPT: std::time::Duration = days(365);

pub(crate) const JOB: JobKind = JobKind {
    name: EXCHANGE,
    run: |ctx, payload| Box::pin(async move { work(ctx, jobs::payload(&payload)?).await }),
};

const EXCHANGE: &str = "mail exchange";

/// What a job has to do, for whom, and in which language it says what it did.
#[derive(Clone, Serialize, Deserialize)]
struct Work {
    mailbox: Id<Mailbox>,
    academy: Id<Academy>,
    locale: String,
    what: What,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum What {
    Export(Id<Export>),
    Import(Id<Import>),
}

async fn work(ctx: Ctx, work: Work) -> Result<()> {
    let mut ctx = crate::delivery::in_academy(&ctx, work.academy).await?;
    ctx.locale = work.locale.parse().unwrap_or(Locale::Fr);
    match work.what {
        What::Export(id) => export::make(&ctx, work.mailbox, id).await,
        What::Import(id) => import::work(&ctx, work.mailbox, id).await,
    }
}

/// What has failed for the last time ends, so that its owner knows and may ask again.
async fn end_given_up(ctx: &Ctx) -> Result<()> {
    let given_up = jobs::given_up(&mut ctx.read().await?, EXCHANGE).await?;
    for work in given_up {
        let work: Work = jobs::payload(&work)?;
        let mut ctx = crate::delivery::in_academy(ctx, work.academy).await?;
        ctx.locale = work.locale.parse().unwrap_or(Locale::Fr);
        match work.what {
            What::Export(id) => export::give_up(&ctx, work.mailbox, id).await?,
            What::Import(id) => import::give_up(&ctx, work.mailbox, id).await?,
        }
    }
    Ok(())
}

/// Archives that have been there long enough go, and so do old reports.
pub(crate) const FORGET: Schedule = Schedule {
    name: "mail exchange",
    every: hours(6),
    run: |ctx| {
        Box::pin(async move {
            end_given_up(&ctx).await?;
            ctx.write(async |tx| {
                let (now, old) = (tx.now(), tx.now().minus(REPORT_KEPT));
                store::expire(tx, now, old).await
            })
            .await
        })
    },
};
