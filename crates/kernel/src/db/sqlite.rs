//! SQLite: a few read-only connections used inline, and one writer thread that drains what waits into one
//! transaction, a savepoint each, one commit for all (group commit), then answers everybody.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::FutureExt;
use rusqlite::{Connection, ErrorCode, OpenFlags, types::ToSqlOutput};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::{
    DbConfig, DbError, FromRow, Kind, Query, Row, Statement, Value,
    engine::{Conn, Description},
};
use crate::{
    context::{Ctx, Tx},
    error::{Error, Result},
};

/// Units that may wait for the writer; one more is told to come back.
const QUEUE: usize = 4096;
/// Units that share one commit, and how long they may take together.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(8);

/// How long a read may last that nobody waits for in front of a page.
const LONG_READ: Duration = Duration::from_mins(10);

pub(super) struct Sqlite {
    readers: Arc<Readers>,
    writer: mpsc::Sender<Unit>,
    patience: Duration,
    deadline: Duration,
}

impl Sqlite {
    pub(super) fn open(path: &Path, config: &DbConfig) -> Result<Sqlite> {
        let fail = |e: &dyn std::fmt::Display| Error::Internal(format!("{}: {e}", path.display()));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| fail(&e))?;
        }
        let writer = connect_writer(path, config.patience).map_err(|e| fail(&e))?;
        let (sender, units) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_all(writer, units))
            .map_err(|e| fail(&e))?;
        Ok(Sqlite {
            readers: Arc::new(Readers {
                path: path.to_owned(),
                idle: Mutex::new(Vec::new()),
                places: Arc::new(Semaphore::new(config.connections)),
                patience: config.patience,
            }),
            writer: sender,
            patience: config.patience,
            deadline: config.deadline,
        })
    }

    pub(super) async fn reader(&self) -> Result<Reader, DbError> {
        self.lend(self.deadline).await
    }

    pub(super) async fn snapshot(&self) -> Result<Reader, DbError> {
        self.lend(LONG_READ).await
    }

    async fn lend(&self, deadline: Duration) -> Result<Reader, DbError> {
        let place = tokio::time::timeout(self.patience, self.readers.places.clone().acquire_owned())
            .await
            .map_err(|_| DbError::Busy)?
            .map_err(|_| DbError::Busy)?;
        let idle = self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let lent = match idle {
            Some(lent) => lent,
            None => self.readers.connect()?,
        };
        lent.deadline.store(now_ms() + deadline.as_millis() as u64, Ordering::Relaxed);
        // The snapshot starts with the first read.
        cached(&lent.connection, "BEGIN")?;
        Ok(Reader { lent: Some(lent), readers: self.readers.clone(), _place: place })
    }

    pub(super) async fn write<T, F>(&self, ctx: Ctx, unit: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let run: Unit = Box::new(move |connection| match connection {
            Ok(connection) => Some(run_unit(connection, ctx, unit, answer)),
            Err(error) => {
                answer.send(Err(error.into())).ok();
                None
            }
        });
        self.writer.try_send(run).map_err(|_| Error::from(DbError::Busy))?;
        answered.await.map_err(|_| Error::internal("a unit of work panicked"))?
    }

    pub(super) async fn batch(&self, text: String) -> Result<(), DbError> {
        let (answer, answered) = oneshot::channel();
        let run: Unit = Box::new(move |connection| match connection {
            Ok(connection) => {
                let outcome = connection.execute_batch(&text).map_err(DbError::from);
                let keep = outcome.is_ok();
                let answer: Answer = Box::new(move |committed| {
                    answer.send(committed.and(outcome)).ok();
                });
                Some(Ran { connection, keep, answer })
            }
            Err(error) => {
                answer.send(Err(error)).ok();
                None
            }
        });
        self.writer.send(run).await.map_err(|_| DbError::Busy)?;
        answered.await.map_err(|_| DbError::Other("the writer stopped".into()))?
    }

    pub(super) async fn copy_to(&self, file: &Path) -> Result<()> {
        let (from, to) = (self.readers.path.clone(), file.to_string_lossy().into_owned());
        tokio::task::spawn_blocking(move || {
            // A connection of its own: the copy is one long read.
            let connection = Connection::open(&from).map_err(DbError::from)?;
            connection.busy_timeout(LONG_READ).map_err(DbError::from)?;
            connection.execute("VACUUM INTO ?1", [&to]).map_err(DbError::from)?;
            std::fs::File::open(&to).and_then(|copy| copy.sync_all()).map_err(Error::internal)
        })
        .await
        .map_err(Error::internal)?
    }

    pub(super) async fn describe(&self, statement: &'static Statement) -> Result<Description, DbError> {
        let mut reader = self.reader().await?;
        let connection = reader.connection().ok_or(DbError::Busy)?;
        let prepared = connection.prepare(statement.for_sqlite())?;
        let columns = prepared
            .columns()
            .map(|c| (c.name().to_owned(), c.decl_type().and_then(declared_kind)))
            .collect();
        drop(prepared);
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.for_sqlite()))?;
        let mut rows = explain.raw_query();
        let mut scans = Vec::new();
        while let Some(row) = rows.next()? {
            let detail: String = row.get(3)?;
            if let Some(rest) = detail.strip_prefix("SCAN ")
                && !detail.contains("USING")
            {
                scans.push(rest.split(' ').next().unwrap_or(rest).to_owned());
            }
        }
        Ok(Description { columns, scans })
    }
}

fn declared_kind(declared: &str) -> Option<Kind> {
    match declared {
        "BIGINT" => Some(Kind::Int),
        "TEXT" => Some(Kind::Text),
        "UUID" => Some(Kind::Uuid),
        "BYTEA" => Some(Kind::Bytes),
        "DOUBLE PRECISION" => Some(Kind::Real),
        _ => None,
    }
}

/// Monotonic milliseconds since the first call.
fn now_ms() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_millis() as u64
}

fn connect_writer(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(patience)?;
    rusqlite::vtab::array::load_module(&connection)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 4000;",
    )?;
    connection.set_prepared_statement_cache_capacity(512);
    keep_plans(&connection)?;
    Ok(connection)
}

/// One plan a statement, whatever is bound to it: SQLite would otherwise look at the values and prepare statements
/// anew when they change.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Lent>>,
    places: Arc<Semaphore>,
    patience: Duration,
}

/// A connection with the deadline that its progress handler watches.
struct Lent {
    connection: Connection,
    deadline: Arc<AtomicU64>,
}

impl Readers {
    fn connect(&self) -> Result<Lent, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(self.patience)?;
        rusqlite::vtab::array::load_module(&connection)?;
        connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -2048;
             PRAGMA temp_store = MEMORY;",
        )?;
        connection.set_prepared_statement_cache_capacity(512);
        keep_plans(&connection)?;
        let deadline = Arc::new(AtomicU64::new(u64::MAX));
        let watched = deadline.clone();
        connection.progress_handler(10_000, Some(move || now_ms() > watched.load(Ordering::Relaxed)))?;
        Ok(Lent { connection, deadline })
    }
}

/// A read-only connection, given back when dropped.
pub struct Reader {
    lent: Option<Lent>,
    readers: Arc<Readers>,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    pub(super) fn connection(&mut self) -> Option<&mut Connection> {
        self.lent.as_mut().map(|lent| &mut lent.connection)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(lent) = self.lent.take()
            && cached(&lent.connection, "ROLLBACK").is_ok()
        {
            self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(lent);
        }
    }
}

/// A unit gets the writer's connection and gives it back with what came of it; or it is told why it cannot run,
/// and answers that.
type Unit = Box<dyn FnOnce(Result<Connection, DbError>) -> Option<Ran> + Send>;
type Answer = Box<dyn FnOnce(Result<(), DbError>) + Send>;

struct Ran {
    connection: Connection,
    /// Whether its savepoint is kept.
    keep: bool,
    /// Called once the whole group is committed, or is not.
    answer: Answer,
}

fn run_unit<T, F>(connection: Connection, ctx: Ctx, unit: F, answer: oneshot::Sender<Result<T>>) -> Ran
where
    F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let mut tx = Tx::new(ctx, Conn::SqliteWrite(Box::new(connection)));
    // Every statement completes at once here, so one poll runs the whole unit. A unit that waits for anything
    // else would stop all other writers: it is refused, in tests as in production.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| unit(&mut tx).now_or_never()));
    let outcome = match outcome {
        Ok(Some(outcome)) => outcome,
        Ok(None) => Err(Error::internal("a unit of work waited for something other than the database")),
        Err(_) => Err(Error::internal("a unit of work panicked")),
    };
    let (ctx, conn, effects) = tx.into_parts();
    let Conn::SqliteWrite(connection) = conn else { unreachable!("the unit was given this connection") };
    let keep = outcome.is_ok();
    let answer: Answer = Box::new(move |committed| {
        let outcome = match committed {
            Ok(()) => {
                if keep {
                    effects.after_commit(&ctx);
                }
                outcome
            }
            Err(error) if keep => Err(error.into()),
            Err(_) => outcome,
        };
        answer.send(outcome).ok();
    });
    Ran { connection: *connection, keep, answer }
}

/// The writer thread, until the last `Db` is dropped.
fn write_all(mut connection: Connection, mut units: mpsc::Receiver<Unit>) {
    while let Some(first) = units.blocking_recv() {
        if let Err(error) = cached(&connection, "BEGIN IMMEDIATE") {
            tracing::warn!(%error, "the writer could not begin");
            first(Err(error));
            continue;
        }
        let started = Instant::now();
        let mut answers = Vec::new();
        let mut next = Some(first);
        let mut lost = None;
        while let Some(unit) = next {
            if let Err(error) = cached(&connection, "SAVEPOINT unit") {
                unit(Err(error.clone()));
                lost = Some(error);
                break;
            }
            let Some(ran) = unit(Ok(connection)) else { return };
            connection = ran.connection;
            answers.push(ran.answer);
            lost = end_savepoint(&connection, ran.keep).err();
            let more = lost.is_none() && answers.len() < GROUP && started.elapsed() < GROUP_TIME;
            next = if more { units.try_recv().ok() } else { None };
        }
        let committed = match lost {
            None => cached(&connection, "COMMIT"),
            Some(error) => Err(error),
        };
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").ok();
        }
        for answer in answers {
            answer(committed.clone());
        }
    }
}

fn end_savepoint(connection: &Connection, keep: bool) -> Result<(), DbError> {
    // A full disk or an I/O error rolls the whole transaction back by itself; there is no savepoint left then.
    if connection.is_autocommit() {
        return Err(DbError::Full);
    }
    if !keep {
        cached(connection, "ROLLBACK TO unit")?;
    }
    cached(connection, "RELEASE unit")
}

fn cached(connection: &Connection, text: &str) -> Result<(), DbError> {
    connection.prepare_cached(text)?.execute([])?;
    Ok(())
}

pub(super) fn all<R: FromRow>(connection: &Connection, query: &Query<'_, R>) -> Result<Vec<R>, DbError> {
    let mut statement = connection.prepare_cached(query.statement.for_sqlite())?;
    bind(&mut statement, &query.params)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(R::from_row(&Row::Sqlite(row))?);
    }
    Ok(found)
}

pub(super) fn execute(connection: &Connection, query: &Query<'_, ()>) -> Result<u64, DbError> {
    let mut statement = connection.prepare_cached(query.statement.for_sqlite())?;
    bind(&mut statement, &query.params)?;
    Ok(statement.raw_execute()? as u64)
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value<'_>]) -> Result<(), DbError> {
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::{Value as Owned, ValueRef};
        let list = |items: Vec<Owned>| ToSqlOutput::from_rc(Rc::new(items), c"rarray");
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(i) => ToSqlOutput::Borrowed(ValueRef::Integer(*i)),
            Value::Real(r) => ToSqlOutput::Borrowed(ValueRef::Real(*r)),
            // As on PostgreSQL, so that both hold the same.
            Value::Text(t) if t.contains('\0') => ToSqlOutput::Owned(Owned::Text(t.replace('\0', ""))),
            Value::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
            Value::Bytes(b) => ToSqlOutput::Borrowed(ValueRef::Blob(b)),
            Value::Uuid(u) => ToSqlOutput::Borrowed(ValueRef::Blob(u)),
            Value::Ints(items) => list(items.iter().map(|i| Owned::Integer(*i)).collect()),
            Value::Texts(items) => list(items.iter().map(|t| Owned::Text(t.clone())).collect()),
            Value::Blobs(items) => list(items.iter().map(|b| Owned::Blob(b.clone())).collect()),
            Value::Uuids(items) => list(items.iter().map(|u| Owned::Blob(u.to_vec())).collect()),
        })
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return DbError::Other(error.to_string());
        };
        match code.code {
            ErrorCode::ConstraintViolation
                if matches!(
                    code.extended_code,
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                ) =>
            {
                DbError::Unique(message.clone().unwrap_or_default())
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => {
                DbError::Busy
            }
            ErrorCode::DiskFull => DbError::Full,
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => DbError::Gone(error.to_string()),
            _ => DbError::Other(error.to_string()),
        }
    }
}
