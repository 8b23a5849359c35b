//! SQL of imports and their reports.

use std::time::Duration;

use kernel::{Error, Id, Result, Time, Tx, db::list, people::Person, row, sql, time::hours};

use super::Source;
use crate::{account::State, words::Words};

kernel::big_tables!["staff_import_lines"];

/// Marker for ids of imports.
#[derive(Debug)]
pub struct Import;

row! {
    /// An import and its counts so far.
    pub struct ImportRow {
        pub id: Id<Import>,
        pub file_name: String,
        pub close_missing: bool,
        /// `running`, `done` or `stopped`.
        pub state: String,
        /// Number of the last line that is done.
        pub lines_done: i64,
        pub created: i64,
        pub changed: i64,
        pub unchanged: i64,
        pub closed: i64,
        pub rejected: i64,
        pub warned: i64,
        pub started_at: Time,
        pub message: Option<String>,
    }
}

row! {
    /// One line of the report: where, and what is wrong, in the words of the language it was imported in.
    pub struct ReportLine {
        pub line: i64,
        pub field: String,
        /// `rejected` or `warned`.
        pub severity: String,
        pub reason: String,
    }
}

/// Marker for ids of processes that do an import.
#[derive(Debug)]
pub struct Runner;

/// A process that has said nothing for so long has died: each unit takes less than a second.
pub const SILENCE: Duration = Duration::from_secs(30);
/// An import that no process has begun: its job has been given up.
const FORGOTTEN: Duration = hours(1);

/// Which of these contents an import still reads.
pub(super) async fn under_way(tx: &mut Tx, some: &[String]) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT digest FROM staff_imports WHERE state = 'running' AND digest IN LIST($1) /* tenant: all, by the schedule */", list(some)))
        .await
}

/// The académie's running import, or a new one: at most one at a time, since two would each take the other's people
/// for missing. The same file under way is the same import; another file has to wait, unless nobody is at it any more.
pub(super) async fn begin(tx: &mut Tx, source: &Source, by: Option<Id<Person>>) -> Result<ImportRow> {
    let academy = tx.academy_id()?;
    tx.lock(&format!("staff import {academy}")).await?;
    let now = tx.now();
    let same = tx
        .first(sql!(ImportRow: "SELECT id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
                 rejected, warned, started_at, message FROM staff_imports
              WHERE academy_id = $1 AND digest = $2 AND state = 'running' AND close_missing = $3
              ORDER BY started_at DESC LIMIT 1", academy, source.digest, source.close_missing))
        .await?;
    if let Some(same) = same {
        return Ok(same);
    }
    tx.execute(sql!(
        "UPDATE staff_imports SET state = 'stopped', ended_at = $2, message = $3
          WHERE academy_id = $1 AND state = 'running'
             AND ((runner IS NULL AND seen_at <= $4) OR (runner IS NOT NULL AND seen_at <= $5))",
        academy,
        now,
        Words(tx.locale).import_abandoned(),
        now.minus(FORGOTTEN),
        now.minus(SILENCE)
    ))
    .await?;
    let others = tx
        .one(sql!(i64: "SELECT COUNT(*) FROM staff_imports WHERE academy_id = $1 AND state = 'running'", academy))
        .await?;
    if others > 0 {
        return Err(Error::Conflict(Words(tx.locale).import_busy().to_owned()));
    }
    let id: Id<Import> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO staff_imports (id, academy_id, started_by, file_name, digest, close_missing, state, lines_done,
             created, changed, unchanged, closed, rejected, warned, started_at, seen_at)
          VALUES ($1, $2, $3, $4, $5, $6, 'running', 0, 0, 0, 0, 0, 0, 0, $7, $7)",
        id,
        academy,
        by,
        source.file_name,
        source.digest,
        source.close_missing,
        now
    ))
    .await?;
    import(tx, id).await
}

/// Takes the import for a process. `None` when another is at it; the other's units fail once this one has it.
pub(super) async fn claim(tx: &mut Tx, id: Id<Import>, runner: Id<Runner>) -> Result<Option<ImportRow>> {
    let now = tx.now();
    tx.first(sql!(ImportRow: "UPDATE staff_imports SET runner = $3, seen_at = $4
          WHERE id = $1 AND academy_id = $2 AND state = 'running' AND (runner IS NULL OR seen_at <= $5)
          RETURNING id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message", id, tx.academy_id()?, runner, now, now.minus(SILENCE)))
        .await
}

pub(super) async fn import(tx: &mut Tx, id: Id<Import>) -> Result<ImportRow> {
    tx.one(sql!(ImportRow: "SELECT id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message FROM staff_imports WHERE id = $1 AND academy_id = $2",
        id, tx.academy_id()?))
        .await
}

/// The académie's imports, newest first.
pub(super) async fn latest(tx: &mut Tx, limit: i64) -> Result<Vec<ImportRow>> {
    tx.all(sql!(ImportRow: "SELECT id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message FROM staff_imports WHERE academy_id = $1 ORDER BY started_at DESC LIMIT $2",
        tx.academy_id()?, limit))
        .await
}

/// What one unit adds to the counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub rejected: i64,
    pub warned: i64,
}

/// An import in the hands of a process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub id: Id<Import>,
    pub runner: Id<Runner>,
}

/// `NotFound` when another process has taken the import meanwhile, so that the unit is undone.
pub(super) async fn advance(tx: &mut Tx, held: Held, last_line: i64, counts: Counts) -> Result<ImportRow> {
    tx.one(sql!(ImportRow: "UPDATE staff_imports SET lines_done = $3, created = created + $4, changed = changed + $5,
             unchanged = unchanged + $6, rejected = rejected + $7, warned = warned + $8, seen_at = $9
          WHERE id = $1 AND academy_id = $2 AND runner = $10 AND state = 'running'
          RETURNING id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message",
        held.id, tx.academy_id()?, last_line, counts.created, counts.changed, counts.unchanged, counts.rejected,
        counts.warned, tx.now(), held.runner))
        .await
}

pub(super) async fn count_closed(tx: &mut Tx, held: Held, more: i64) -> Result<ImportRow> {
    tx.one(sql!(ImportRow: "UPDATE staff_imports SET closed = closed + $3, seen_at = $4
          WHERE id = $1 AND academy_id = $2 AND runner = $5 AND state = 'running'
          RETURNING id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message", held.id, tx.academy_id()?, more, tx.now(), held.runner))
        .await
}

pub(super) async fn end(
    tx: &mut Tx,
    held: Held,
    state: &'static str,
    message: Option<&str>,
) -> Result<ImportRow> {
    tx.one(sql!(ImportRow: "UPDATE staff_imports SET state = $3, ended_at = $4, message = $5
          WHERE id = $1 AND academy_id = $2 AND runner = $6 AND state = 'running'
          RETURNING id, file_name, close_missing, state, lines_done, created, changed, unchanged, closed,
             rejected, warned, started_at, message",
        held.id, tx.academy_id()?, state, tx.now(), message, held.runner))
        .await
}

pub(super) async fn add_line(
    tx: &mut Tx,
    id: Id<Import>,
    line: i64,
    place: i64,
    field: &str,
    severity: &'static str,
    reason: &str,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO staff_import_lines (import_id, academy_id, line, place, field, severity, reason)
          VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        tx.academy_id()?,
        line,
        place,
        field,
        severity,
        reason
    ))
    .await?;
    Ok(())
}

/// The report's lines after a line, in order; at most `limit`.
pub async fn report(
    tx: &mut Tx,
    id: Id<Import>,
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<(i64, ReportLine)>> {
    row! { struct Placed { line: i64, place: i64, field: String, severity: String, reason: String } }
    let rows = tx
        .all(sql!(Placed: "SELECT line, place, field, severity, reason FROM staff_import_lines
              WHERE import_id = $1 AND (line > $2 OR (line = $2 AND place > $3)) AND academy_id = $4
              ORDER BY line, place LIMIT $5", id, after.0, after.1, tx.academy_id()?, limit))
        .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            (r.place, ReportLine { line: r.line, field: r.field, severity: r.severity, reason: r.reason })
        })
        .collect())
}

/// People with an open account that the import did not name, in the order in which accounts are locked.
pub(super) async fn missing(tx: &mut Tx, id: Id<Import>, limit: i64) -> Result<Vec<Id<Person>>> {
    tx.all(sql!(Id<Person>: "SELECT person_id FROM accounts WHERE academy_id = $1 AND state <> $2
             AND import_id IS NOT NULL AND import_id <> $3 ORDER BY person_id LIMIT $4", tx.academy_id()?, State::Closed, id, limit))
        .await
}
