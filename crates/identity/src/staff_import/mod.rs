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
    files::Keeper,
    jobs::{self, JobKind},
    people::Person,
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};

pub(crate) use pages::routes;
pub use store::{Import, ImportRow, ReportLine, SILENCE, report};

use self::store::Held;
use crate::{
    account,
    rules::staff_file::{FileRefused, FileWarning, Line, StaffFile},
    words::Words,
};

/// Lines a unit of work: long enough for speed, short enough that others' writes do not wait.
const UNIT: usize = 250;

/// A staff file stays in the store while its import goes on and not after: it holds NUMEN and birth dates.
pub(crate) const FILES: Keeper = Keeper {
    table: "staff_imports",
    column: "digest",
    which: |tx, some| Box::pin(store::under_way(tx, some)),
    // Those of the command line were never in the store.
    after: |_, _, _| Box::pin(async { Ok(Vec::new()) }),
};

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
/// [`report`] has the lines. `Conflict` when an import is under way already.
pub async fn run(
    ctx: &Ctx,
    source: Source,
    reader: impl BufRead + Send + 'static,
    told: impl FnMut(&ImportRow),
) -> Result<ImportRow> {
    let started_by = ctx.agent_id().ok();
    let import = ctx.write(async move |tx| store::begin(tx, &source, started_by).await).await?;
    match go_on(ctx, import.id, reader, told).await? {
        Some(done) => Ok(done),
        None => Err(Error::Conflict(Words(ctx.locale).import_busy().to_owned())),
    }
}

/// Does what is left of an import; `None` when another process is at it.
async fn go_on(
    ctx: &Ctx,
    id: Id<Import>,
    reader: impl BufRead + Send + 'static,
    mut told: impl FnMut(&ImportRow),
) -> Result<Option<ImportRow>> {
    let held = Held { id, runner: ctx.new_id() };
    let claimed = ctx.write(async move |tx| store::claim(tx, held.id, held.runner).await).await?;
    let Some(mut import) = claimed else { return Ok(None) };
    let today = ctx.now().zoned(&ctx.academy()?.zone).date();
    let (sender, mut units) = mpsc::channel::<Result<Unit, FileRefused>>(2);
    let reading = tokio::task::spawn_blocking(move || read(reader, today, import.lines_done, &sender));
    while let Some(unit) = units.recv().await {
        let unit = match unit {
            Ok(unit) => unit,
            Err(refused) => return stop(ctx, held, &refused).await.map(Some),
        };
        import = ctx.write(async move |tx| unit::apply(tx, held, unit).await).await?;
        told(&import);
    }
    reading.await.map_err(Error::internal)?;
    if import.close_missing && import.rejected == 0 {
        close_missing(ctx, held, &mut import, &mut told).await?;
    }
    ctx.write(async move |tx| store::end(tx, held, "done", None).await).await.map(Some)
}

/// What is done together.
#[derive(Default)]
pub(super) struct Unit {
    /// About the file as a whole: with its first unit.
    pub warnings: Vec<FileWarning>,
    pub lines: Vec<Line>,
}

/// Reads on a thread of its own, since files wait; bounded, since the database may be slower.
fn read(
    reader: impl BufRead,
    today: jiff::civil::Date,
    done: i64,
    sender: &mpsc::Sender<Result<Unit, FileRefused>>,
) {
    let file = match StaffFile::open(reader, today) {
        Ok(file) => file,
        Err(refused) => return drop(sender.blocking_send(Err(refused))),
    };
    let mut unit = Unit::default();
    if done == 0 {
        unit.warnings = file.warnings().to_vec();
    }
    for line in file {
        match line {
            Ok(line) if (line.number as i64) <= done => {}
            Ok(line) => unit.lines.push(line),
            // What was read before is done, and counted: the report says where it stopped.
            Err(refused) => {
                sender.blocking_send(Ok(unit)).ok();
                return drop(sender.blocking_send(Err(refused)));
            }
        }
        if unit.lines.len() == UNIT && sender.blocking_send(Ok(std::mem::take(&mut unit))).is_err() {
            return;
        }
    }
    if !(unit.lines.is_empty() && unit.warnings.is_empty()) {
        sender.blocking_send(Ok(unit)).ok();
    }
}

async fn stop(ctx: &Ctx, held: Held, refused: &FileRefused) -> Result<ImportRow> {
    tracing::warn!(%refused, "a staff import stops");
    let message = refused.message(ctx.locale);
    ctx.write(async move |tx| store::end(tx, held, "stopped", Some(&message)).await).await
}

async fn close_missing(
    ctx: &Ctx,
    held: Held,
    import: &mut ImportRow,
    told: &mut impl FnMut(&ImportRow),
) -> Result<()> {
    // A file without one good line names nobody: that is a mistake, not a school authority that dissolves itself.
    if import.created + import.changed + import.unchanged == 0 {
        return Ok(());
    }
    loop {
        let before = import.closed;
        *import = ctx
            .write(async move |tx| {
                let missing = store::missing(tx, held.id, UNIT as i64).await?;
                // All of them before the first audit line: who signs in holds their account and waits for the trail.
                for person in &missing {
                    account::lock(tx, *person).await?;
                }
                for person in &missing {
                    close(tx, *person).await?;
                }
                store::count_closed(tx, held, missing.len() as i64).await
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
    pub import: Id<Import>,
    pub digest: String,
}

pub(crate) const JOB: JobKind = JobKind {
    name: "staff import",
    run: |ctx, payload| {
        Box::pin(async move {
            let uploaded: Uploaded = jobs::payload(&payload)?;
            let row = kernel::people::academy_by_id(&mut ctx.read().await?, uploaded.academy).await?;
            let ctx = ctx.in_academy(std::sync::Arc::new(row.into()));
            let id = uploaded.import;
            if store::import(&mut ctx.read().await?, id).await?.state != "running" {
                return Ok(());
            }
            let content = ctx.services().files.stream(&uploaded.digest).await?;
            let content = SyncIoBridge::new(StreamReader::new(content.map(|chunk| chunk)));
            match go_on(&ctx, id, std::io::BufReader::new(content), |_| {}).await? {
                Some(_) => Ok(()),
                // It may die yet: this job comes back.
                None => Err(Error::Unavailable("another process is at this import")),
            }
        })
    },
};

/// Tells the domains that an account is there again.
pub(super) async fn opened(tx: &mut kernel::Tx, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.emit(Fact::AccountOpened { academy, person }).await
}
