//! Statements: the SQL text beside its parameters, registered at link time so that one test can prepare every
//! statement of the product on both engines.

use std::{future::Future, marker::PhantomData, sync::OnceLock};

use linkme::distributed_slice;

use super::{Column, DbError, FromRow, Value, engine::Conn};

/// Every `sql!` of every crate linked into the program.
#[distributed_slice]
pub static STATEMENTS: [&'static Statement];

/// Tables that grow with people, messages or activity: a statement whose plan scans one of them fails the
/// statement test, unless its text says why in a comment `/* scan: … */`.
#[distributed_slice]
pub static BIG_TABLES: [&'static str];

pub struct Statement {
    pub text: &'static str,
    pub columns: &'static [Column],
    pub file: &'static str,
    pub line: u32,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Statement {
    pub const fn new(text: &'static str, columns: &'static [Column], file: &'static str, line: u32) -> Self {
        Statement { text, columns, file, line, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// SQLite numbers its parameters `?n` and binds a list through the `rarray` table function.
    pub fn for_sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| {
            let mut out = String::with_capacity(self.text.len() + 16);
            let mut rest = self.text;
            while let Some(at) = rest.find('$') {
                let (before, after) = rest.split_at(at);
                let digits = after[1..].bytes().take_while(u8::is_ascii_digit).count();
                out.push_str(before.strip_suffix("LIST(").map_or(before, |head| head));
                if before.ends_with("LIST(") {
                    out.push_str("rarray(");
                }
                out.push(if digits > 0 { '?' } else { '$' });
                out.push_str(&after[1..=digits]);
                rest = &after[1 + digits..];
            }
            out.push_str(rest);
            out
        })
    }

    pub fn for_postgres(&self) -> &str {
        self.postgres.get_or_init(|| self.text.replace("IN LIST(", "= ANY("))
    }
}

/// A statement with its parameters, expecting rows of `R`.
pub struct Query<'a, R> {
    pub(crate) statement: &'static Statement,
    pub(crate) params: Vec<Value<'a>>,
    row: PhantomData<fn() -> R>,
}

impl<'a, R> Query<'a, R> {
    pub fn new(statement: &'static Statement, params: Vec<Value<'a>>) -> Self {
        Query { statement, params, row: PhantomData }
    }

    /// The same query owning its parameters: for a function that answers a query, to be sent together with others.
    pub fn detached(self) -> Query<'static, R> {
        Query {
            statement: self.statement,
            params: self.params.into_iter().map(Value::detached).collect(),
            row: PhantomData,
        }
    }
}

/// `sql!(Row: "SELECT …", a, b)` or, for a statement without rows, `sql!("UPDATE …", a, b)`. The text may also be
/// `concat!(…)` of literals.
#[macro_export]
macro_rules! sql {
    (@query $row:ty, $text:expr, [$($param:expr),*]) => {
        // No block around the whole: what the parameters borrow must live as long as the caller's statement.
        $crate::db::Query::<$row>::new(
            {
                #[allow(unsafe_code, reason = "linkme names a section of the binary; no memory is touched by hand")]
                const _: () = {
                    #[::linkme::distributed_slice($crate::db::STATEMENTS)]
                    static REGISTERED: &'static $crate::db::Statement = &STATEMENT;
                };
                static STATEMENT: $crate::db::Statement = $crate::db::Statement::new(
                    $text,
                    <$row as $crate::db::FromRow>::COLUMNS,
                    file!(),
                    line!(),
                );
                &STATEMENT
            },
            ::std::vec::Vec::from([$($crate::db::ToValue::to_value(&$param)),*]),
        )
    };
    ($row:ty : $text:expr $(, $param:expr)* $(,)?) => { $crate::sql!(@query $row, $text, [$($param),*]) };
    ($text:expr $(, $param:expr)* $(,)?) => { $crate::sql!(@query (), $text, [$($param),*]) };
}

/// Names tables that grow with use; see [`BIG_TABLES`].
#[macro_export]
macro_rules! big_tables {
    ($($name:literal),* $(,)?) => { $(#[allow(unsafe_code, reason = "linkme names a section of the binary; no memory is touched by hand")]
    const _: () = {
        #[::linkme::distributed_slice($crate::db::BIG_TABLES)]
        static TABLE: &'static str = $name;
    };)* };
}

/// Whether a plan that scans this table is refused.
pub fn big_table(name: &str) -> bool {
    BIG_TABLES.contains(&name)
}

/// Several independent reads sent together: PostgreSQL answers them in one round trip.
pub trait Queries {
    type Rows;
    #[doc(hidden)]
    fn run(self, conn: &mut Conn) -> impl Future<Output = Result<Self::Rows, DbError>> + Send;
    #[doc(hidden)]
    const COUNT: u32;
}

macro_rules! queries {
    ($(($count:literal: $($r:ident $q:ident),+);)*) => { $(
        impl<$($r: FromRow),+> Queries for ($(Query<'_, $r>,)+) {
            type Rows = ($(Vec<$r>,)+);
            const COUNT: u32 = $count;
            async fn run(self, conn: &mut Conn) -> Result<Self::Rows, DbError> {
                let ($($q,)+) = self;
                match conn.shared() {
                    Some(client) => tokio::try_join!($(super::postgres::all::<$r>(client, $q)),+),
                    None => Ok(($(conn.all::<$r>($q).await?,)+)),
                }
            }
        }
    )* };
}
queries! {
    (2: A a, B b);
    (3: A a, B b, C c);
    (4: A a, B b, C c, D d);
    (5: A a, B b, C c, D d, E e);
    (6: A a, B b, C c, D d, E e, F f);
}

#[cfg(test)]
mod tests {
    use super::Statement;

    #[test]
    fn each_engine_gets_its_own_parameters() {
        let statement =
            Statement::new("SELECT a FROM t WHERE b = $1 AND c IN LIST($2) AND d = '$x'", &[], "", 0);
        assert_eq!(statement.for_sqlite(), "SELECT a FROM t WHERE b = ?1 AND c IN rarray(?2) AND d = '$x'");
        assert_eq!(statement.for_postgres(), "SELECT a FROM t WHERE b = $1 AND c = ANY($2) AND d = '$x'");
    }
}
