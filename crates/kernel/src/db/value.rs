//! Parameters on their way to either engine.

use std::borrow::Cow;

use crate::{id::Id, time::Time};

/// A bound parameter. Lists bind to `IN LIST($n)` only.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Uuid([u8; 16]),
    Ints(Vec<i64>),
    Texts(Vec<String>),
    Uuids(Vec<[u8; 16]>),
    Blobs(Vec<Vec<u8>>),
}

impl Value<'_> {
    /// The same value, borrowing nothing.
    pub(crate) fn detached(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Int(int) => Value::Int(int),
            Value::Real(real) => Value::Real(real),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Value::Uuid(uuid) => Value::Uuid(uuid),
            Value::Ints(ints) => Value::Ints(ints),
            Value::Texts(texts) => Value::Texts(texts),
            Value::Uuids(uuids) => Value::Uuids(uuids),
            Value::Blobs(blobs) => Value::Blobs(blobs),
        }
    }
}

pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

macro_rules! integers {
    ($($t:ty),*) => { $(impl ToValue for $t {
        fn to_value(&self) -> Value<'_> { Value::Int(i64::from(*self)) }
    })* };
}
integers!(i64, i32, u32, i16, u16, u8, bool);

impl ToValue for usize {
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}
impl ToValue for u64 {
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}
impl ToValue for f64 {
    fn to_value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}
impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}
impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}
impl<T> ToValue for Id<T> {
    fn to_value(&self) -> Value<'_> {
        Value::Uuid(*self.bytes())
    }
}
impl ToValue for Time {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}

/// A list for `IN LIST($n)`; make it with [`list`].
pub struct List<'a>(Value<'a>);

impl ToValue for List<'_> {
    fn to_value(&self) -> Value<'_> {
        self.0.clone()
    }
}

/// Binds several values of one kind (integers, texts, ids or hashes) to one parameter.
pub fn list<'a, T: ToValue>(items: impl IntoIterator<Item = T>) -> List<'a> {
    let mut ints = Vec::new();
    let mut texts = Vec::new();
    let mut uuids = Vec::new();
    let mut blobs = Vec::new();
    for item in items {
        match item.to_value() {
            Value::Int(i) => ints.push(i),
            Value::Text(t) => texts.push(t.into_owned()),
            Value::Uuid(u) => uuids.push(u),
            Value::Bytes(b) => blobs.push(b.into_owned()),
            other => debug_assert!(false, "not a list item: {other:?}"),
        }
    }
    List(if !texts.is_empty() {
        Value::Texts(texts)
    } else if !ints.is_empty() {
        Value::Ints(ints)
    } else if !blobs.is_empty() {
        Value::Blobs(blobs)
    } else {
        Value::Uuids(uuids)
    })
}
