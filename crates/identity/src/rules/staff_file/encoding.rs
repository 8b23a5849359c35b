//! Which encoding a staff file is in: told by its mark, or by its first lines with accents. A file whose beginning
//! holds no accent stays undecided until the first line that does.

use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Only ASCII so far: both encodings read it the same.
    Undecided,
    Utf8,
    Cp1252,
}

impl Encoding {
    /// Judges from the first bytes of a file, already past its mark. A vote of the lines with accents, so that one
    /// damaged letter does not turn a whole UTF-8 file into another encoding: a line of CP1252 is practically never
    /// valid UTF-8.
    pub(super) fn of_window(window: &[u8], complete: bool) -> Encoding {
        let mut lines: Vec<&[u8]> = window.split(|b| *b == b'\n').collect();
        if !complete && lines.len() > 1 {
            lines.pop();
        }
        let accented: Vec<_> = lines.into_iter().filter(|line| !line.is_ascii()).collect();
        let valid = accented.iter().filter(|line| std::str::from_utf8(line).is_ok()).count();
        if accented.is_empty() {
            Encoding::Undecided
        } else if valid * 2 >= accented.len() {
            Encoding::Utf8
        } else {
            Encoding::Cp1252
        }
    }

    /// The text of one line, or `None` when a UTF-8 file has bytes here that are not.
    pub(super) fn decode<'a>(&mut self, line: &'a [u8]) -> Option<Cow<'a, str>> {
        match (std::str::from_utf8(line), *self) {
            (Ok(text), Encoding::Undecided | Encoding::Utf8) => {
                if !line.is_ascii() {
                    *self = Encoding::Utf8;
                }
                Some(Cow::Borrowed(text))
            }
            (Err(_), Encoding::Utf8) => None,
            (_, Encoding::Cp1252) | (Err(_), Encoding::Undecided) => {
                *self = Encoding::Cp1252;
                Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0)
            }
        }
    }
}
