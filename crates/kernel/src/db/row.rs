//! Rows on their way back: `row!` makes a struct from the columns of a statement, by position, and tells the
//! statement test which names and types to expect.

use super::DbError;
use crate::{id::Id, time::Time};

/// The storage class of a column, as both engines have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    Real,
    Text,
    Bytes,
    Uuid,
}

/// What a row struct expects of one column. An empty name (tuples, single values) matches any.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// One row of either engine.
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    pub fn get<F: Field>(&self, index: usize) -> Result<F, DbError> {
        F::get(self, index)
    }

    fn raw<T>(&self, index: usize) -> Result<T, DbError>
    where
        T: rusqlite::types::FromSql + for<'b> postgres_types::FromSql<'b>,
    {
        match self {
            Row::Sqlite(row) => row.get(index).map_err(DbError::from),
            Row::Postgres(row) => row.try_get(index).map_err(DbError::from),
        }
    }
}

/// A type that one column turns into.
pub trait Field: Sized {
    const KIND: Kind;
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError>;
    /// `None` when the column is NULL.
    fn get_option(row: &Row<'_>, index: usize) -> Result<Option<Self>, DbError>;
}

/// A type that a whole row turns into.
pub trait FromRow: Sized + Send + 'static {
    const COLUMNS: &'static [Column];
    fn from_row(row: &Row<'_>) -> Result<Self, DbError>;
}

macro_rules! plain_fields {
    ($($t:ty => $kind:ident),*) => { $(impl Field for $t {
        const KIND: Kind = Kind::$kind;
        fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> { row.raw::<$t>(index) }
        fn get_option(row: &Row<'_>, index: usize) -> Result<Option<Self>, DbError> { row.raw::<Option<$t>>(index) }
    })* };
}
plain_fields!(f64 => Real, String => Text, Vec<u8> => Bytes);

/// Integers of PostgreSQL come in three widths (`SELECT 1` is narrow); SQLite has one.
struct AnyInt(i64);

impl rusqlite::types::FromSql for AnyInt {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_i64().map(AnyInt)
    }
}

impl<'a> postgres_types::FromSql<'a> for AnyInt {
    fn from_sql(
        ty: &postgres_types::Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        use postgres_types::Type;
        Ok(AnyInt(match *ty {
            Type::INT2 => i64::from(i16::from_sql(ty, raw)?),
            Type::INT4 => i64::from(i32::from_sql(ty, raw)?),
            Type::BOOL => i64::from(bool::from_sql(ty, raw)?),
            _ => i64::from_sql(ty, raw)?,
        }))
    }
    postgres_types::accepts!(INT2, INT4, INT8, BOOL);
}

macro_rules! derived_fields {
    ($($t:ty => $kind:ident, $raw:ty, |$v:ident| $map:expr;)*) => { $(impl Field for $t {
        const KIND: Kind = Kind::$kind;
        fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
            let $v = row.raw::<$raw>(index)?;
            Ok($map)
        }
        fn get_option(row: &Row<'_>, index: usize) -> Result<Option<Self>, DbError> {
            Ok(match row.raw::<Option<$raw>>(index)? { Some($v) => Some($map), None => None })
        }
    })* };
}

/// 16 bytes: a blob for SQLite, a `uuid` for PostgreSQL.
struct Sixteen([u8; 16]);

impl rusqlite::types::FromSql for Sixteen {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes.try_into().map(Sixteen).map_err(|_| rusqlite::types::FromSqlError::InvalidBlobSize {
            expected_size: 16,
            blob_size: bytes.len(),
        })
    }
}

impl<'a> postgres_types::FromSql<'a> for Sixteen {
    fn from_sql(
        _: &postgres_types::Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Sixteen(raw.try_into()?))
    }
    postgres_types::accepts!(UUID);
}

derived_fields! {
    i64 => Int, AnyInt, |v| v.0;
    bool => Int, AnyInt, |v| v.0 != 0;
    u32 => Int, AnyInt, |v| u32::try_from(v.0).map_err(|_| DbError::Other(format!("{} is no u32", v.0)))?;
    usize => Int, AnyInt, |v| usize::try_from(v.0).map_err(|_| DbError::Other(format!("{} is no usize", v.0)))?;
    Time => Int, AnyInt, |v| Time(v.0);
}

impl<T> Field for Id<T> {
    const KIND: Kind = Kind::Uuid;
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
        Ok(Id::from_bytes(row.raw::<Sixteen>(index)?.0))
    }
    fn get_option(row: &Row<'_>, index: usize) -> Result<Option<Self>, DbError> {
        Ok(row.raw::<Option<Sixteen>>(index)?.map(|v| Id::from_bytes(v.0)))
    }
}

impl<F: Field> Field for Option<F> {
    const KIND: Kind = F::KIND;
    fn get(row: &Row<'_>, index: usize) -> Result<Self, DbError> {
        F::get_option(row, index)
    }
    fn get_option(row: &Row<'_>, index: usize) -> Result<Option<Self>, DbError> {
        F::get_option(row, index).map(Some)
    }
}

/// A statement that gives no rows.
impl FromRow for () {
    const COLUMNS: &'static [Column] = &[];
    fn from_row(_: &Row<'_>) -> Result<Self, DbError> {
        Ok(())
    }
}

macro_rules! single_value_rows {
    ($($t:ty),*) => { $(impl FromRow for $t {
        const COLUMNS: &'static [Column] = &[Column { name: "", kind: <$t as Field>::KIND }];
        fn from_row(row: &Row<'_>) -> Result<Self, DbError> { row.get(0) }
    })* };
}
single_value_rows!(i64, bool, u32, f64, String, Vec<u8>, Time);

impl<T: 'static> FromRow for Id<T> {
    const COLUMNS: &'static [Column] = &[Column { name: "", kind: Kind::Uuid }];
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        row.get(0)
    }
}

impl<F: Field + Send + 'static> FromRow for Option<F> {
    const COLUMNS: &'static [Column] = &[Column { name: "", kind: F::KIND }];
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        row.get(0)
    }
}

macro_rules! tuple_rows {
    ($(($($f:ident $i:tt),+);)*) => { $(impl<$($f: Field + Send + 'static),+> FromRow for ($($f,)+) {
        const COLUMNS: &'static [Column] = &[$(Column { name: "", kind: $f::KIND }),+];
        fn from_row(row: &Row<'_>) -> Result<Self, DbError> { Ok(($(row.get::<$f>($i)?,)+)) }
    })* };
}
tuple_rows! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
}

/// Declares a struct whose fields are the columns of a statement, in order and by name.
///
/// ```
/// kernel::row! {
///     /// One favourite link.
///     pub struct Link { pub title: String, pub address: String, pub opened: Option<i64> }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $t:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $t),* }

        impl $crate::db::FromRow for $name {
            const COLUMNS: &'static [$crate::db::Column] = &[$($crate::db::Column {
                name: stringify!($field),
                kind: <$t as $crate::db::Field>::KIND,
            }),*];
            fn from_row(row: &$crate::db::Row<'_>) -> Result<Self, $crate::db::DbError> {
                let mut next = 0..;
                Ok($name { $($field: row.get::<$t>(next.next().unwrap_or(0))?),* })
            }
        }
    };
}

/// Declares an enum stored as the given texts; an unknown text in the database is an error, not a default.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$variant_meta])* $variant),* }

        #[allow(dead_code)]
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl ::std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($text => Ok($name::$variant),)* _ => Err(format!("no {}: {text:?}", stringify!($name))) }
            }
        }
        impl $crate::db::ToValue for $name {
            fn to_value(&self) -> $crate::db::Value<'_> { $crate::db::Value::Text(self.as_str().into()) }
        }
        impl $crate::db::Field for $name {
            const KIND: $crate::db::Kind = $crate::db::Kind::Text;
            fn get(row: &$crate::db::Row<'_>, index: usize) -> Result<Self, $crate::db::DbError> {
                row.get::<String>(index)?.parse().map_err($crate::db::DbError::Other)
            }
            fn get_option(row: &$crate::db::Row<'_>, index: usize) -> Result<Option<Self>, $crate::db::DbError> {
                row.get::<Option<String>>(index)?.map(|t| t.parse().map_err($crate::db::DbError::Other)).transpose()
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
