//! A password on its way from the form to the hash: in NFC, so that two keyboards that compose accents differently
//! give the same one, bounded, and wiped from memory when dropped.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::LONGEST;

/// A longer text is refused before it is normalised: four bytes a character, and room for decomposed accents.
const MOST_BYTES: usize = LONGEST * 16;

/// A password in NFC. Prints as `Password(…)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordTooLong;

impl Password {
    /// Normalises what was typed. Spaces stay, nothing is cut.
    pub fn new(typed: &str) -> Result<Password, PasswordTooLong> {
        if typed.len() > MOST_BYTES {
            return Err(PasswordTooLong);
        }
        // NFC can lengthen a text threefold; room from the start, so that growing leaves no copy behind.
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * 3));
        text.extend(typed.nfc());
        if text.chars().count() > LONGEST { Err(PasswordTooLong) } else { Ok(Password(text)) }
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}
