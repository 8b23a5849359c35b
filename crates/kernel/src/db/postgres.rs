//! PostgreSQL: connections that can only read, and others for units of work, which run on a few pinned threads so that a
//! unit is the same closure as on SQLite. Each of these threads has connections of its own: who drives a connection and who
//! waits for it never wake each other across cores.

use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures::FutureExt;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Timeouts};
use postgres_types::{IsNull, ToSql, Type, private::BytesMut};
use tokio_postgres::{NoTls, error::SqlState};
use tokio_util::task::LocalPoolHandle;

use super::{
    DbConfig, DbError, FromRow, Kind, Query, Row, Statement, Value,
    engine::{Conn, Description},
};
use crate::{
    context::{Ctx, Tx, located},
    error::{Error, Result},
};

pub(super) struct Postgres {
    readers: Pool,
    /// One for each of the threads, by its index.
    lanes: Vec<Lane>,
    units: LocalPoolHandle,
}

/// A thread's own connections, and how many units it has.
struct Lane {
    writers: Pool,
    busy: Arc<AtomicUsize>,
}

/// A unit that a lane has, until it is dropped, however that comes.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Postgres {
    pub(super) fn open(url: &str, config: &DbConfig) -> Result<Postgres> {
        let (url, tls) = super::tls::asked_for(url)?;
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let pool = |size: usize, options: String| -> Result<Pool> {
            let mut at: tokio_postgres::Config = url.parse().map_err(Error::internal)?;
            at.options(options).connect_timeout(config.patience).application_name("preau");
            let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
            let manager = match &tls {
                Some(tls) => Manager::from_config(at, tls.clone(), recycling),
                None => Manager::from_config(at, NoTls, recycling),
            };
            Pool::builder(manager)
                .max_size(size)
                .runtime(deadpool_postgres::Runtime::Tokio1)
                .timeouts(Timeouts {
                    wait: Some(config.patience),
                    create: Some(config.patience),
                    recycle: Some(config.patience),
                })
                .build()
                .map_err(Error::internal)
        };
        let deadline = config.deadline.as_millis();
        let patience = config.patience.as_millis();
        let mut lanes = Vec::with_capacity(threads);
        // To compile a plan takes tens of milliseconds, and pays only for statements that last longer than ours may.
        for _ in 0..threads {
            let options = format!("-c jit=off -c lock_timeout={patience} -c statement_timeout=60000");
            let writers = pool(config.connections.div_ceil(threads), options)?;
            lanes.push(Lane { writers, busy: Arc::default() });
        }
        let options =
            format!("-c jit=off -c default_transaction_read_only=on -c statement_timeout={deadline}");
        let readers = pool(config.connections, options)?;
        Ok(Postgres { readers, lanes, units: LocalPoolHandle::new(threads) })
    }

    pub(super) async fn reader(&self) -> Result<Client, DbError> {
        self.readers.get().await.map_err(DbError::from)
    }

    pub(super) async fn snapshot(&self) -> Result<Snapshot, DbError> {
        let snapshot = Snapshot(Some(Box::new(self.readers.get().await?)));
        if let Some(client) = snapshot.client() {
            client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        }
        Ok(snapshot)
    }

    pub(super) async fn write<T, F>(&self, ctx: Ctx, unit: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.pinned(move |pool| run_unit(pool, ctx, unit)).await
    }

    /// Runs this on the thread that has least to do, with its connections.
    async fn pinned<T, F>(&self, work: impl FnOnce(Pool) -> F + Send + 'static) -> Result<T>
    where
        F: Future<Output = Result<T>> + 'static,
        T: Send + 'static,
    {
        let (index, lane) = self
            .lanes
            .iter()
            .enumerate()
            .min_by_key(|(_, lane)| lane.busy.load(Ordering::Relaxed))
            .ok_or_else(|| Error::internal("no thread for units of work"))?;
        lane.busy.fetch_add(1, Ordering::Relaxed);
        let (place, pool) = (Place(lane.busy.clone()), lane.writers.clone());
        let run = self.units.spawn_pinned_by_idx(
            move || {
                let run = work(pool);
                async move {
                    let _place = place;
                    run.await
                }
            },
            index,
        );
        run.await.map_err(|e| Error::internal(format!("a unit of work panicked: {e}")))?
    }

    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        let text = text.to_owned();
        self.pinned(async move |pool| {
            let client = pool.get().await.map_err(DbError::from)?;
            Ok(client.batch_execute(&text).await.map_err(DbError::from)?)
        })
        .await
    }

    pub(super) async fn describe(&self, statement: &'static Statement) -> Result<Description, DbError> {
        let client = self.readers.get().await?;
        let prepared = client.prepare(statement.for_postgres()).await?;
        let columns =
            prepared.columns().iter().map(|c| (c.name().to_owned(), known_kind(c.type_()))).collect();
        // Plans depend on statistics here; the scan check is SQLite's.
        Ok(Description { columns, scans: Vec::new() })
    }
}

/// The connection of a unit of work, and the changes sent over it whose answers have not been heard.
pub struct Unit {
    client: Arc<Client>,
    sent: Vec<Sent>,
}

struct Sent {
    statement: &'static Statement,
    answer: tokio::task::JoinHandle<Result<u64, tokio_postgres::Error>>,
}

impl Unit {
    fn new(client: Client) -> Unit {
        Unit { client: Arc::new(client), sent: Vec::new() }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a change and does not wait for its answer. What fails fails the statements behind it too.
    pub(super) async fn post(&mut self, query: Query<'_, ()>) -> Result<(), DbError> {
        let prepared = self.client.prepare_cached(query.statement.for_postgres()).await?;
        let Query { statement, params, .. } = query.detached();
        let client = self.client.clone();
        let mut answer = async move {
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
            client.execute(&prepared, &params).await
        }
        .boxed();
        // Asked once, it is on its way.
        if let Some(answered) = (&mut answer).now_or_never() {
            return answered.map(|_| ()).map_err(DbError::from);
        }
        // Heard of as it comes, by a task of its own: a connection reads no further while nobody takes an answer, and the
        // statement behind, which the unit waits for, would never be heard of.
        self.sent.push(Sent { statement, answer: tokio::spawn(answer) });
        Ok(())
    }

    /// Hears what has become of all that was sent; the first that failed is why the others did.
    pub(super) async fn settle(&mut self) -> Result<(), (DbError, &'static Statement)> {
        let mut heard = Ok(());
        for sent in std::mem::take(&mut self.sent) {
            let answer = match sent.answer.await {
                Ok(answer) => answer.map(|_| ()).map_err(DbError::from),
                Err(stopped) => Err(DbError::Gone(stopped.to_string())),
            };
            if heard.is_ok() {
                heard = answer.map_err(|error| (error, sent.statement));
            }
        }
        heard
    }

    /// Closes the connection, whose state is not known.
    fn close(self) {
        drop(self.sent);
        if let Some(client) = Arc::into_inner(self.client) {
            drop(deadpool_postgres::Object::take(client));
        }
    }
}

/// A connection that sees one moment. It leaves the pool: dropped in the middle of anything, it hands its open
/// transaction to nobody.
pub struct Snapshot(Option<Box<Client>>);

impl Snapshot {
    pub(super) fn client(&self) -> Option<&Client> {
        self.0.as_deref()
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(deadpool_postgres::Object::take(*client));
        }
    }
}

fn known_kind(of: &Type) -> Option<Kind> {
    match *of {
        Type::INT2 | Type::INT4 | Type::INT8 | Type::BOOL => Some(Kind::Int),
        Type::TEXT | Type::VARCHAR | Type::NAME => Some(Kind::Text),
        Type::UUID => Some(Kind::Uuid),
        Type::BYTEA => Some(Kind::Bytes),
        Type::FLOAT8 => Some(Kind::Real),
        // Numeric or unknown: no row type of ours reads it.
        _ => None,
    }
}

async fn run_unit<T, F>(pool: Pool, ctx: Ctx, unit: F) -> Result<T>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T>,
{
    let client = pool.get().await.map_err(DbError::from)?;
    // Sent and not waited for: the answer would cost a round trip, and a connection that cannot begin fails at the
    // first statement too.
    if let Some(begun) = client.batch_execute("BEGIN").now_or_never() {
        begun.map_err(DbError::from)?;
    }
    let mut tx = Tx::new(ctx, Conn::Unit(Unit::new(client)));
    // A panic must not hand a connection with an open transaction back to the pool.
    let outcome = std::panic::AssertUnwindSafe(unit(&mut tx))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Error::internal("a unit of work panicked")));
    let outcome = match outcome {
        Ok(_) if tx.has_failed() => Err(Error::internal("a unit went on after a statement that failed")),
        outcome => outcome,
    };
    let (ctx, conn, effects) = tx.into_parts();
    let Conn::Unit(mut unit) = conn else { return Err(Error::internal("the unit lost its connection")) };
    let Ok(outcome) = outcome else {
        let _ = unit.settle().await;
        if unit.client.batch_execute("ROLLBACK").await.is_err() {
            unit.close();
        }
        return outcome;
    };
    // Sent behind what is still to be heard of: had any of that failed, PostgreSQL would undo the unit instead.
    let client = unit.client.clone();
    let mut commit = std::pin::pin!(client.batch_execute("COMMIT"));
    let at_once = commit.as_mut().now_or_never();
    let settled = unit.settle().await;
    let committed = match at_once {
        Some(committed) => committed,
        None => commit.await,
    };
    settled.map_err(|(error, at)| located(error, at))?;
    committed.map_err(DbError::from)?;
    drop(unit);
    effects.after_commit(&ctx);
    Ok(outcome)
}

pub(super) async fn all<R: FromRow>(client: &Client, query: Query<'_, R>) -> Result<Vec<R>, DbError> {
    let prepared = client.prepare_cached(query.statement.for_postgres()).await?;
    let params: Vec<&(dyn ToSql + Sync)> = query.params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
    let rows = client.query(&prepared, &params).await?;
    rows.iter().map(|row| R::from_row(&Row::Postgres(row))).collect()
}

pub(super) async fn execute(client: &Client, query: Query<'_, ()>) -> Result<u64, DbError> {
    let prepared = client.prepare_cached(query.statement.for_postgres()).await?;
    let params: Vec<&(dyn ToSql + Sync)> = query.params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
    Ok(client.execute(&prepared, &params).await?)
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(i) => match *ty {
                Type::INT2 => i16::try_from(*i)?.to_sql(ty, out),
                Type::INT4 => i32::try_from(*i)?.to_sql(ty, out),
                Type::FLOAT8 => (*i as f64).to_sql(ty, out),
                _ => i.to_sql(ty, out),
            },
            Value::Real(r) => r.to_sql(ty, out),
            // PostgreSQL refuses NUL in text; no text of ours means anything with one.
            Value::Text(t) if t.contains('\0') => t.replace('\0', "").to_sql(ty, out),
            Value::Text(t) => t.to_sql(ty, out),
            Value::Bytes(b) => b.to_sql(ty, out),
            Value::Uuid(u) => {
                out.extend_from_slice(u);
                Ok(IsNull::No)
            }
            Value::Ints(items) => filled(items, |int| *int).to_sql(ty, out),
            Value::Texts(items) => filled(items, String::as_str).to_sql(ty, out),
            Value::Uuids(items) if *ty == Type::UUID_ARRAY => filled(items, |id| Uuid16(*id)).to_sql(ty, out),
            Value::Blobs(items) => filled(items, Vec::as_slice).to_sql(ty, out),
            // An empty list has no kind of its own.
            Value::Uuids(_) => Vec::<i64>::new().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres_types::to_sql_checked!();
}

/// So many values PostgreSQL supposes in a list that it does not see.
const SUPPOSED: usize = 10;

/// A list, filled up with its last value: one shorter than supposed is worth a plan of its own to PostgreSQL, made anew each
/// time. Finding the same value again costs next to nothing, planning often more than the statement itself.
fn filled<'v, T, V>(items: &'v [T], value: impl Fn(&'v T) -> V) -> Vec<V> {
    let more = items.last().into_iter().cycle().take(SUPPOSED.saturating_sub(items.len()));
    items.iter().chain(more).map(value).collect()
}

#[derive(Debug)]
struct Uuid16([u8; 16]);

impl ToSql for Uuid16 {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::UUID
    }

    postgres_types::to_sql_checked!();
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        let text = match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        let Some(server) = error.as_db_error() else {
            return if error.is_closed()
                || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            {
                DbError::Gone(text)
            } else {
                DbError::Other(text)
            };
        };
        let code = server.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            return DbError::Unique(server.constraint().unwrap_or_default().to_owned());
        }
        let busy = [
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::QUERY_CANCELED,
            SqlState::TOO_MANY_CONNECTIONS,
        ];
        if busy.contains(code) {
            DbError::Busy
        } else if *code == SqlState::DISK_FULL {
            DbError::Full
        } else if code.code().starts_with("57P") || code.code().starts_with("08") {
            DbError::Gone(text)
        } else {
            DbError::Other(text)
        }
    }
}

impl From<PoolError> for DbError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Timeout(_) => DbError::Busy,
            PoolError::Backend(error) => match DbError::from(error) {
                DbError::Other(text) => DbError::Gone(text),
                known => known,
            },
            other => DbError::Gone(other.to_string()),
        }
    }
}
