//! The secrets kept outside the database: one numbered master key per line of the key file, from which every
//! purpose derives its own key (HMAC-SHA256 of the purpose's name), so that no two uses share one.

use std::{collections::BTreeMap, path::Path};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    chance::Chance,
    error::{Error, Result},
};

/// A 256-bit key for one purpose. Never printed.
#[derive(Clone)]
pub struct Key(pub [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// HMAC-SHA256 of the parts, each preceded by its length so that ("ab","c") and ("a","bc") differ.
pub fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256, for tokens that are stored hashed: they hold 256 bits of chance, so no salt or stretching is needed.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    Sha256::digest(bytes).into()
}

/// Compares without telling by its duration where the difference is.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    use subtle::ConstantTimeEq;
    a.ct_eq(b).into()
}

/// All master keys by number; the highest signs and hashes, the others still verify.
#[derive(Clone, Debug)]
pub struct Keys {
    masters: BTreeMap<u32, Key>,
}

impl Keys {
    /// Keys for tests and the demo's throw-away data.
    pub fn fixed(seed: u8) -> Keys {
        Keys { masters: BTreeMap::from([(1, Key([seed; 32]))]) }
    }

    /// Reads the key file, or makes it (mode 0600, one fresh key) when it does not exist.
    ///
    /// A line is `NUMBER HEX64`; empty lines and lines starting with `#` are skipped.
    pub fn open(path: &Path, chance: &Chance) -> Result<Keys> {
        match std::fs::read_to_string(path) {
            Ok(text) => Keys::parse(&text).map_err(|e| Error::Internal(format!("{}: {e}", path.display()))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let keys = Keys { masters: BTreeMap::from([(1, Key(chance.bytes()))]) };
                keys.write(path)?;
                Ok(keys)
            }
            Err(e) => Err(Error::Internal(format!("{}: {e}", path.display()))),
        }
    }

    fn parse(text: &str) -> Result<Keys, String> {
        let mut masters = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = line.split_once(' ').and_then(|(number, hex)| {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).ok()?;
                Some((number.parse().ok()?, Key(bytes.try_into().ok()?)))
            });
            let (number, key) = key.ok_or(format!("line {}: expected «NUMBER HEX64»", index + 1))?;
            masters.insert(number, key);
        }
        if masters.is_empty() { Err("no key in it".into()) } else { Ok(Keys { masters }) }
    }

    /// Written beside and renamed, so that a crash leaves the old file or the new one, never half of one.
    fn write(&self, path: &Path) -> Result<()> {
        use std::{io::Write, os::unix::fs::OpenOptionsExt};
        let fail = |e: std::io::Error| Error::Internal(format!("{}: {e}", path.display()));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(fail)?;
        }
        let draft = path.with_extension("new");
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)
            .map_err(fail)?;
        let mut text = String::from("# Préau: secret keys. Back this file up apart from the database.\n");
        for (number, key) in &self.masters {
            text.extend([&number.to_string(), " ", &data_encoding::HEXLOWER.encode(&key.0), "\n"]);
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(fail)?;
        std::fs::rename(&draft, path).map_err(fail)
    }

    /// Number of the key that new rows are made with.
    pub fn current(&self) -> u32 {
        self.masters.last_key_value().map_or(0, |(number, _)| *number)
    }

    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.masters.keys().rev().copied()
    }

    /// The key number `number` for `purpose`; `None` when that number is not in the file.
    pub fn numbered(&self, number: u32, purpose: &str) -> Option<Key> {
        self.masters.get(&number).map(|master| Key(mac(master, &[purpose.as_bytes()])))
    }

    /// The current key for `purpose`.
    pub fn key(&self, purpose: &str) -> Key {
        self.numbered(self.current(), purpose).unwrap_or(Key([0; 32]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("preau-keys-{}", std::process::id()));
        let path = folder.join("secrets");
        let made = Keys::open(&path, &Chance::System).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let read = Keys::open(&path, &Chance::System).unwrap();
        assert_eq!(made.key("a").0, read.key("a").0);
        assert_ne!(made.key("a").0, made.key("b").0);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_broken_line_is_named() {
        assert_eq!(Keys::parse("1 zz").unwrap_err(), "line 1: expected «NUMBER HEX64»");
        assert!(Keys::parse("# nothing\n").is_err());
    }
}
