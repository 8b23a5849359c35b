//! The two engines behind one door: opening, a connection at hand for a read, a unit of work for a write.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::{DbError, FromRow, Query, Statement, postgres::Postgres, sqlite::Sqlite};
use crate::context::{Ctx, Tx};
use crate::error::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DbConfig {
    pub place: Place,
    /// Connections for reading (SQLite) or in each of the two pools (PostgreSQL).
    pub connections: usize,
    /// A read that lasts longer is cut and answered 503.
    pub deadline: Duration,
    /// How long to wait for a lock or for a free connection.
    pub patience: Duration,
}

#[derive(Clone, Debug)]
pub enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Place {
    /// As [`DbConfig::parse`] reads it.
    pub fn url(&self) -> String {
        match self {
            Place::Sqlite(path) => format!("sqlite://{}", path.display()),
            Place::Postgres(url) => url.clone(),
        }
    }
}

impl DbConfig {
    /// `sqlite:///path` or `postgres://user:password@host:port/name`, the latter with `?sslmode=require` for TLS (see
    /// `tls.rs`).
    pub fn parse(url: &str) -> Result<DbConfig> {
        let place = if let Some(path) = url.strip_prefix("sqlite://") {
            Place::Sqlite(PathBuf::from(path))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Place::Postgres(url.to_owned())
        } else {
            return Err(Error::Internal(format!(
                "not a database address (sqlite:///… or postgres://…): {url:?}"
            )));
        };
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(DbConfig {
            place,
            connections: (cores * 4).clamp(4, 32),
            deadline: Duration::from_secs(5),
            patience: Duration::from_secs(5),
        })
    }
}

#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Opens (and for SQLite creates) the database. PostgreSQL need not be reachable yet: each use says so itself.
    pub fn open(config: &DbConfig) -> Result<Db> {
        Ok(Db(Arc::new(match &config.place {
            Place::Sqlite(path) => Inner::Sqlite(Sqlite::open(path, config)?),
            Place::Postgres(url) => Inner::Postgres(Postgres::open(url, config)?),
        })))
    }

    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection that can only read; on SQLite one snapshot for as long as it is held.
    pub(crate) async fn reader(&self) -> Result<Conn, DbError> {
        Ok(match &*self.0 {
            Inner::Sqlite(sqlite) => Conn::SqliteRead(sqlite.reader().await?),
            Inner::Postgres(postgres) => Conn::Postgres(Box::new(postgres.reader().await?)),
        })
    }

    /// The same moment for as long as it is held, on both engines.
    pub(crate) async fn snapshot(&self) -> Result<Conn, DbError> {
        Ok(match &*self.0 {
            Inner::Sqlite(sqlite) => Conn::SqliteRead(sqlite.snapshot().await?),
            Inner::Postgres(postgres) => Conn::Snapshot(postgres.snapshot().await?),
        })
    }

    /// Runs one unit of work: all of it is committed when it answers `Ok`, nothing of it otherwise. The answer
    /// comes after the commit is durable.
    pub(crate) async fn write<T, F>(&self, ctx: Ctx, unit: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.write(ctx, unit).await,
            Inner::Postgres(postgres) => postgres.write(ctx, unit).await,
        }
    }

    /// Runs statements without parameters or rows, outside any unit of work: migrations and set-up only.
    pub(crate) async fn batch(&self, text: String) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => Ok(sqlite.batch(text).await?),
            Inner::Postgres(postgres) => postgres.batch(&text).await,
        }
    }

    /// Tells PostgreSQL's planner what the tables hold now. Its own upkeep does it within minutes; after a great change,
    /// pages would be slow until then. SQLite keeps one plan a statement, whatever the tables hold.
    pub async fn analyze(&self) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(postgres) => postgres.batch("ANALYZE").await,
        }
    }

    /// Copies an SQLite database of one moment to a new file, while others go on writing.
    pub async fn copy_to(&self, file: &std::path::Path) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.copy_to(file).await,
            Inner::Postgres(_) => Err(Error::internal("PostgreSQL is copied by its own programs")),
        }
    }

    /// Column names, their kinds where the engine knows them, and tables that the plan scans.
    pub async fn describe(&self, statement: &'static Statement) -> Result<Description, DbError> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.describe(statement).await,
            Inner::Postgres(postgres) => postgres.describe(statement).await,
        }
    }
}

/// What an engine says of a prepared statement.
#[derive(Debug)]
pub struct Description {
    pub columns: Vec<(String, Option<super::Kind>)>,
    pub scans: Vec<String>,
}

/// A connection in use.
pub enum Conn {
    SqliteRead(super::sqlite::Reader),
    /// The writer's own connection, lent for one unit.
    SqliteWrite(Box<rusqlite::Connection>),
    Postgres(Box<deadpool_postgres::Client>),
    /// One of PostgreSQL's, lent for one unit.
    Unit(super::postgres::Unit),
    Snapshot(super::postgres::Snapshot),
}

/// What `Queries` needs to send several reads together.
pub type Hand = deadpool_postgres::Client;

impl Conn {
    pub(crate) fn shared(&self) -> Option<&Hand> {
        match self {
            Conn::Postgres(client) => Some(client),
            Conn::Unit(unit) => Some(unit.client()),
            Conn::Snapshot(snapshot) => snapshot.client(),
            Conn::SqliteRead(_) | Conn::SqliteWrite(_) => None,
        }
    }

    fn sqlite(&mut self) -> Option<&mut rusqlite::Connection> {
        match self {
            Conn::SqliteRead(reader) => reader.connection(),
            Conn::SqliteWrite(connection) => Some(connection),
            Conn::Postgres(_) | Conn::Unit(_) | Conn::Snapshot(_) => None,
        }
    }

    pub(crate) async fn all<R: FromRow>(&mut self, query: Query<'_, R>) -> Result<Vec<R>, DbError> {
        if let Some(client) = self.shared() {
            return super::postgres::all(client, query).await;
        }
        match self.sqlite() {
            Some(connection) => super::sqlite::all(connection, &query),
            None => Err(given_back()),
        }
    }

    pub(crate) async fn execute(&mut self, query: Query<'_, ()>) -> Result<u64, DbError> {
        if let Some(client) = self.shared() {
            return super::postgres::execute(client, query).await;
        }
        match self.sqlite() {
            Some(connection) => super::sqlite::execute(connection, &query),
            None => Err(given_back()),
        }
    }

    /// As [`Conn::execute`], where nobody waits for the answer: [`Conn::settle`] hears it.
    pub(crate) async fn post(&mut self, query: Query<'_, ()>) -> Result<(), DbError> {
        match self {
            Conn::Unit(unit) => unit.post(query).await,
            _ => self.execute(query).await.map(|_| ()),
        }
    }

    /// What has become of all that was posted.
    pub(crate) async fn settle(&mut self) -> Result<(), (DbError, &'static Statement)> {
        match self {
            Conn::Unit(unit) => unit.settle().await,
            _ => Ok(()),
        }
    }

    /// A fixed text of ours: savepoints and locks.
    pub(crate) async fn command(&mut self, text: &str) -> Result<(), DbError> {
        if let Some(client) = self.shared() {
            return client.batch_execute(text).await.map_err(DbError::from);
        }
        match self.sqlite() {
            Some(connection) => connection.execute_batch(text).map_err(DbError::from),
            None => Err(given_back()),
        }
    }
}

fn given_back() -> DbError {
    DbError::Gone("the connection was given back".into())
}
