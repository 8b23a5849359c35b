//! The text in which a password hash is stored, close to the PHC string format so that the costs and the key number
//! travel with it and can change from one year to the next.

use std::{fmt, str::FromStr};

use data_encoding::BASE64_NOPAD;

use super::{HashError, Salt};

const NAME: &str = "argon2id-hmac-sha256";

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Cost {
    /// OWASP Password Storage: Argon2id with 19 MiB, two passes, one lane.
    pub const TODAY: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };

    /// A damaged or forged row must not make the server work for minutes.
    fn is_bearable(self) -> bool {
        (8..=262_144).contains(&self.memory_kib)
            && (1..=16).contains(&self.passes)
            && (1..=8).contains(&self.lanes)
    }
}

/// A stored hash, taken apart. Prints nothing of its bytes in debug.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredHash {
    pub cost: Cost,
    /// Number of the key of the HMAC.
    pub key: u32,
    pub(super) salt: Salt,
    pub(super) tag: [u8; 32],
}

impl fmt::Display for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let (salt, tag) = (BASE64_NOPAD.encode(&self.salt), BASE64_NOPAD.encode(&self.tag));
        write!(f, "${NAME}$v=19$m={memory_kib},t={passes},p={lanes},k={}${salt}${tag}", self.key)
    }
}

impl fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredHash({:?}, key {}, …)", self.cost, self.key)
    }
}

impl FromStr for StoredHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        read(text).filter(|stored| stored.cost.is_bearable()).ok_or(HashError::Unreadable)
    }
}

fn read(text: &str) -> Option<StoredHash> {
    let rest = text.strip_prefix('$')?.strip_prefix(NAME)?.strip_prefix("$v=19$")?;
    let mut parts = rest.split('$');
    let (costs, salt, tag) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = costs.split(',');
    let mut number = |name: &str| costs.next()?.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
    let cost = Cost { memory_kib: number("m")?, passes: number("t")?, lanes: number("p")? };
    let key = number("k")?;
    let decoded = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).ok();
    let stored =
        StoredHash { cost, key, salt: decoded(salt)?.try_into().ok()?, tag: decoded(tag)?.try_into().ok()? };
    (costs.next().is_none() && parts.next().is_none()).then_some(stored)
}
