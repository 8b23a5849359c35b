//! Typed identifiers: time-ordered UUIDs (version 7) that know what they name, so that the id of a person
//! cannot be passed where the id of a session is wanted. In addresses they are 26 lower-case base-32 characters.

use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};

use data_encoding::{Encoding, Specification};

pub struct Id<T> {
    bytes: [u8; 16],
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Names nothing: what a question about nobody asks for.
    pub const NIL: Self = Id::from_bytes([0; 16]);

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Id { bytes, kind: PhantomData }
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.bytes
    }

    /// A version 7 UUID (RFC 9562): 48 bits of milliseconds, then chance.
    pub fn at(unix_ms: i64, chance: [u8; 10]) -> Self {
        let uuid = uuid::Builder::from_unix_timestamp_millis(unix_ms.max(0) as u64, &chance).into_uuid();
        Id::from_bytes(uuid.into_bytes())
    }

    /// The same identifier, seen as naming something else: for a row that shares its key with another table's.
    pub const fn cast<U>(self) -> Id<U> {
        Id::from_bytes(self.bytes)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// Crockford's alphabet, lower case: no letter that reads as a digit.
fn alphabet() -> &'static Encoding {
    static ALPHABET: std::sync::OnceLock<Encoding> = std::sync::OnceLock::new();
    ALPHABET.get_or_init(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
        #[expect(
            clippy::expect_used,
            reason = "32 distinct symbols are a valid alphabet, whatever the input"
        )]
        specification.encoding().expect("a valid alphabet")
    })
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&alphabet().encode(&self.bytes))
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bytes = alphabet().decode(text.as_bytes()).map_err(|_| NotAnId)?;
        Ok(Id::from_bytes(bytes.try_into().map_err(|_| NotAnId)?))
    }
}

impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn text_and_back() {
        let id: Id<()> = Id::at(1_700_000_000_000, [7; 10]);
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse::<Id<()>>(), Ok(id));
        assert!("nope".parse::<Id<()>>().is_err());
    }

    #[test]
    fn later_ids_sort_later() {
        assert!(Id::<()>::at(1, [255; 10]) < Id::at(2, [0; 10]));
    }
}
