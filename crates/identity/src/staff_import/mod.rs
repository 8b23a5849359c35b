//! The staff file turned into accounts, in units of some hundred lines: each is all there or not at all, and an
//! import that was interrupted goes on from the last. Importing the same file again changes nothing.

mod pages;
mod store;
#[cfg(test)]
mod tests;
mod unit;

use std::io::BufRead;

use futures::StreamExt;
use kernel::{
    Ctx, Error, Id, Result,
    facts::Fact,
    jobs::{self, JobKind},
    people::Person,
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};

pub(crate) use pages::routes;
pub use store::{Import, ImportRow, ReportLine, report};

use crate::rules::staff_file::{FileRefused, Line, StaffFile};

/// Lines a unit of work: long enough for speed, short enough that others' writes do not wait.
const UNIT: usize = 250;

/// What is imported, and how.
#[derive(Clone, Debug)]
pub struct Source {
    pub file_name: String,
    /// SHA-256 of the content: by it an interrupted import is known again.
    pub digest: String,
    /// Close the accounts that the file does not name.
    pub close_missing: bool,
}

/// Imports a staff file into the académie of `ctx`; tells how it goes after each unit. The answer holds the counts;
/// [`report`] has the lines.
pub async fn run(
    ctx: &Ctx,
    source: Source,
    reader: impl BufRead + Send + 'static,
    mut told: impl FnMut(&ImportRow),
) -> Result<ImportRow> {
    let started_by = ctx.agent_id().ok();
    let mut import = ctx.write(async move |tx| store::begin(tx, &source, started_by).await).await?;
    let today = ctx.now().zoned(&ctx.academy()?.zone).date();
    let (sender, mut units) = mpsc::channel::<Result<Vec<Line>, FileRefused>>(2);
    let reading = tokio::task::spawn_blocking(move || read(reader, today, import.lines_done, &sender));
    while let Some(unit) = units.recv().await {
        let id = import.id;
        let lines = match unit {
            Ok(lines) => lines,
            Err(refused) => return stop(ctx, id, &refused).await,
        };
        import = ctx.write(async move |tx| unit::apply(tx, id, lines).await).await?;
        told(&import);
    }
    reading.await.map_err(Error::internal)?;
    if import.close_missing && import.rejected == 0 {
        close_missing(ctx, &mut import, &mut told).await?;
    }
    let id = import.id;
    ctx.write(async move |tx| store::end(tx, id, "done", None).await).await
}

/// Reads on a thread of its own, since files wait; bounded, since the database may be slower.
fn read(
    reader: impl BufRead,
    today: jiff::civil::Date,
    done: i64,
    sender: &mpsc::Sender<Result<Vec<Line>, FileRefused>>,
) {
    let file = match StaffFile::open(reader, today) {
        Ok(file) => file,
        Err(refused) => return drop(sender.blocking_send(Err(refused))),
    };
    let mut unit = Vec::with_capacity(UNIT);
    for line in file {
        match line {
            Ok(line) if (line.number as i64) <= done => {}
            Ok(line) => unit.push(line),
            Err(refused) => return drop(sender.blocking_send(Err(refused))),
        }
        if unit.len() == UNIT && sender.blocking_send(Ok(std::mem::take(&mut unit))).is_err() {
            return;
        }
    }
    if !unit.is_empty() {
        sender.blocking_send(Ok(unit)).ok();
    }
}

async fn stop(ctx: &Ctx, id: Id<Import>, refused: &FileRefused) -> Result<ImportRow> {
    let message = refused.message(ctx.locale);
    ctx.write(async move |tx| store::end(tx, id, "stopped", Some(&message)).await).await
}

async fn close_missing(ctx: &Ctx, import: &mut ImportRow, told: &mut impl FnMut(&ImportRow)) -> Result<()> {
    // A file without one good line names nobody: that is a mistake, not a school authority that dissolves itself.
    if import.created + import.changed + import.unchanged == 0 {
        return Ok(());
    }
    loop {
        let id = import.id;
        let before = import.closed;
        *import = ctx
            .write(async move |tx| {
                let missing = store::missing(tx, id, UNIT as i64).await?;
                for person in &missing {
                    close(tx, *person).await?;
                }
                store::count_closed(tx, id, missing.len() as i64).await
            })
            .await?;
        told(import);
        if import.closed == before {
            return Ok(());
        }
    }
}

async fn close(tx: &mut kernel::Tx, person: Id<Person>) -> Result<()> {
    crate::help_desk::close(tx, person).await?;
    tx.audit(kernel::audit::Entry {
        action: "account.close",
        subject: Some(person),
        result: kernel::audit::Outcome::Done,
        detail: "",
    })
    .await
}

/// A file uploaded by a manager, imported behind their back.
#[derive(Serialize, Deserialize)]
pub(crate) struct Uploaded {
    pub academy: Id<kernel::people::Academy>,
    pub digest: String,
    pub file_name: String,
    pub close_missing: bool,
}

pub(crate) const JOB: JobKind = JobKind {
    name: "staff import",
    run: |ctx, payload| {
        Box::pin(async move {
            let uploaded: Uploaded = jobs::payload(&payload)?;
            let row = kernel::people::academy_by_id(&mut ctx.read().await?, uploaded.academy).await?;
            let ctx = ctx.in_academy(std::sync::Arc::new(row.into()));
            let content = ctx.services().files.stream(&uploaded.digest).await?;
            let content = SyncIoBridge::new(StreamReader::new(content.map(|chunk| chunk)));
            let source = Source {
                file_name: uploaded.file_name,
                digest: uploaded.digest,
                close_missing: uploaded.close_missing,
            };
            run(&ctx, source, std::io::BufReader::new(content), |_| {}).await.map(drop)
        })
    },
};

/// Tells the domains that an account is there again.
pub(super) async fn opened(tx: &mut kernel::Tx, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.emit(Fact::AccountOpened { academy, person }).await
}
