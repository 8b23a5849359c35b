//! The only place that knows SQLite from PostgreSQL: one SQL text, two engines, no ORM. Everything above speaks in
//! `sql!` statements, typed rows and units of work (`Tx`).
//!
//! Writing SQL that both read: types `BIGINT`, `TEXT`, `UUID`, `BYTEA`, `DOUBLE PRECISION`; times as milliseconds;
//! booleans as 0/1; `RETURNING`, `ON CONFLICT`, CTEs and windows are fine; no `ILIKE`, no date arithmetic, no
//! ordering that depends on a collation (store a sort key); `SUM` of integers wants `CAST(… AS BIGINT)`;
//! `x IN LIST($n)` takes a list. Limit on keys first, then join.

mod engine;
mod migrate;
mod postgres;
mod row;
mod sqlite;
mod statement;
mod tls;
mod value;

pub(crate) use engine::Conn;
pub use engine::{Db, DbConfig, Engine, Place};
pub use migrate::{Migration, migrate};
pub use row::{Column, Field, FromRow, Kind, Row};
pub use statement::{BIG_TABLES, Queries, Query, STATEMENTS, Statement, big_table};
pub use value::{List, ToValue, Value, list};

/// What the engines report, told apart only as far as callers can act on it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// `one` found nothing.
    #[error("no row")]
    NoRow,
    /// A unique constraint refused the row; names the table's columns or the constraint.
    #[error("already exists: {0}")]
    Unique(String),
    /// Locked, deadlocked, over its deadline, or the queue of writers is full. Trying again may help.
    #[error("the database is busy")]
    Busy,
    /// The connection is lost or cannot be made.
    #[error("the database is out of reach: {0}")]
    Gone(String),
    #[error("the disk is full")]
    Full,
    #[error("{0}")]
    Other(String),
}

#[cfg(test)]
mod pieces_tests;
#[cfg(test)]
pub(crate) mod tests;
