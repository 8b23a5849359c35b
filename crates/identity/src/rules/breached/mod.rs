//! Passwords that are known to have leaked or to be in everybody's mouth, recognised offline. Ours are truncated
//! SHA-1 hashes embedded in the program; an administrator adds a file of their own.
//!
//! SHA-1 is no protection here, only the name under which the public lists of breached passwords know them, so that
//! such a list can be used as it is.

mod list;
#[cfg(test)]
mod tests;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

pub use self::list::{BreachedList, HEADER, ListRefused};

/// SHA-1 of a password.
pub type Digest = [u8; 20];

/// How many digits or signs at the end are taken for decoration: `motdepasse2026` is `motdepasse`.
const DECORATION: usize = 4;
/// A shorter stem says too little about the whole password.
const SHORTEST_STEM: usize = 8;

/// The lists in use: the embedded one and those of the administrator.
#[derive(Clone, Debug)]
pub struct Breached {
    lists: Vec<BreachedList>,
}

impl Breached {
    /// The list of the package alone.
    pub fn embedded() -> Breached {
        Breached { lists: vec![BreachedList::embedded()] }
    }

    #[must_use]
    pub fn with(mut self, list: BreachedList) -> Breached {
        self.lists.push(list);
        self
    }

    /// Whether the password is listed: as typed, without regard to capitals and accents, or less what decorates its
    /// end.
    pub fn knows(&self, password: &str) -> bool {
        let typed: String = password.nfc().collect();
        let plain = normal_form(password);
        let stem = stem(&plain);
        let listed = |text: &str| {
            let digest = sha1(text);
            self.lists.iter().any(|list| list.contains(&digest))
        };
        let bare = plain.trim_end_matches(|c: char| !c.is_alphabetic());
        listed(&typed)
            || (plain != typed && listed(&plain))
            || (stem != plain && listed(stem))
            || (bare.chars().count() >= SHORTEST_STEM && bare != stem && listed(bare))
    }
}

/// The form under which passwords stand in our own list: no accents, no capitals.
pub fn normal_form(password: &str) -> String {
    password.nfd().filter(|c| !is_combining_mark(*c)).nfc().flat_map(char::to_lowercase).collect()
}

/// What is left of a password in normal form less up to four digits or signs at its end; the whole when that leaves
/// less than eight characters.
pub fn stem(plain: &str) -> &str {
    let mut stem = plain;
    for _ in 0..DECORATION {
        match stem.char_indices().next_back() {
            Some((at, last)) if !last.is_alphabetic() => stem = stem.get(..at).unwrap_or(stem),
            _ => break,
        }
    }
    if stem.chars().count() >= SHORTEST_STEM { stem } else { plain }
}

pub fn sha1(text: &str) -> Digest {
    let mut bytes = Digest::default();
    bytes.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref());
    bytes
}
