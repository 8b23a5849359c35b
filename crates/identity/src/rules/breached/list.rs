//! One list of breached passwords: sorted SHA-1 prefixes of one width, searched by halves. Read from the package,
//! from a file in the same format, from plain text, or from lines of hexadecimal SHA-1 as public lists have them.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use kernel::Locale;

use super::{Digest, normal_form, sha1};

/// First line of a list in our format; the width of a prefix in bytes and a line feed follow, then the prefixes.
pub const HEADER: &str = "preau-breached sha1 ";

/// Width of the prefixes made from an administrator's text file.
const WIDTH_OF_TEXT: usize = 8;
/// 20 million lines are 160 MB in memory; a longer list belongs cut to its most frequent entries.
const MOST_LINES: usize = 20_000_000;
const MOST_BYTES: u64 = 512 * 1024 * 1024;
const LONGEST_LINE: u64 = 1024;

static EMBEDDED: &[u8] = include_bytes!("../../../breached/list.bin");

#[derive(Clone)]
pub struct BreachedList {
    width: usize,
    prefixes: Cow<'static, [u8]>,
}

/// Why an administrator's list is not used.
#[derive(Debug, thiserror::Error)]
pub enum ListRefused {
    #[error("the list cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("the list is too long: keep the {MOST_LINES} most frequent entries")]
    TooLong,
    #[error("the list is damaged: its hashes are cut or out of order")]
    Damaged,
    #[error("the list holds no password")]
    Empty,
}

impl BreachedList {
    /// The list of the package; a test proves its order and size.
    pub fn embedded() -> BreachedList {
        match split_header(EMBEDDED) {
            Some((width, prefixes)) => BreachedList { width, prefixes: Cow::Borrowed(prefixes) },
            None => BreachedList { width: WIDTH_OF_TEXT, prefixes: Cow::Borrowed(&[]) },
        }
    }

    /// Reads an administrator's list, in our format or one entry a line: a password, or 40 hexadecimal digits of
    /// SHA-1 with or without `:COUNT`. Lines longer than 1 kB are skipped.
    pub fn read(mut reader: impl BufRead) -> Result<BreachedList, ListRefused> {
        let ours = reader.fill_buf()?.starts_with(HEADER.as_bytes());
        let list = if ours { read_prefixes(reader)? } else { read_lines(reader)? };
        if list.prefixes.is_empty() { Err(ListRefused::Empty) } else { Ok(list) }
    }

    pub fn contains(&self, digest: &Digest) -> bool {
        let Some(wanted) = digest.get(..self.width) else {
            return false;
        };
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.prefix(middle).cmp(wanted) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    /// How many entries the list has.
    pub fn len(&self) -> usize {
        self.prefixes.len() / self.width
    }

    pub fn is_empty(&self) -> bool {
        self.prefixes.is_empty()
    }

    /// Chance that a password which is not listed is taken for one that is, for one search.
    pub fn false_positive_rate(&self) -> f64 {
        self.len() as f64 / 256f64.powi(self.width as i32)
    }

    fn prefix(&self, at: usize) -> &[u8] {
        self.prefixes.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    fn is_sorted(&self) -> bool {
        self.prefixes.len().is_multiple_of(self.width)
            && self.prefixes.chunks_exact(self.width).is_sorted_by(|a, b| a < b)
    }
}

impl std::fmt::Debug for BreachedList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BreachedList({} entries)", self.len())
    }
}

impl ListRefused {
    /// What `preau check` tells the administrator.
    pub fn message(&self, locale: Locale) -> String {
        match (self, locale) {
            (refused, Locale::En) => refused.to_string(),
            (ListRefused::Unreadable(cause), Locale::Fr) => {
                format!("La liste de mots de passe ne peut pas être lue\u{a0}: {cause}.")
            }
            (ListRefused::TooLong, Locale::Fr) => {
                format!(
                    "La liste de mots de passe est trop longue\u{a0}: gardez les {MOST_LINES} plus fréquents."
                )
            }
            (ListRefused::Damaged, Locale::Fr) => {
                "La liste de mots de passe est abîmée\u{a0}: ses empreintes sont tronquées ou en désordre."
                    .into()
            }
            (ListRefused::Empty, Locale::Fr) => "La liste de mots de passe est vide.".into(),
        }
    }
}

fn split_header(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let rest = bytes.strip_prefix(HEADER.as_bytes())?;
    let end = rest.iter().position(|b| *b == b'\n')?;
    let width: usize = std::str::from_utf8(rest.get(..end)?).ok()?.parse().ok()?;
    (5..=20).contains(&width).then_some((width, rest.get(end + 1..)?))
}

fn read_prefixes(reader: impl BufRead) -> Result<BreachedList, ListRefused> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ListRefused::TooLong);
    }
    let (width, prefixes) = split_header(&bytes).ok_or(ListRefused::Damaged)?;
    let list = BreachedList { width, prefixes: Cow::Owned(prefixes.to_vec()) };
    if list.is_sorted() { Ok(list) } else { Err(ListRefused::Damaged) }
}

fn read_lines(mut reader: impl BufRead) -> Result<BreachedList, ListRefused> {
    let mut prefixes: Vec<[u8; WIDTH_OF_TEXT]> = Vec::new();
    let mut line = Vec::new();
    while next_line(&mut reader, &mut line)? {
        if let Some(prefix) = digest_of_line(&line).as_ref().and_then(|digest| digest.first_chunk()) {
            prefixes.push(*prefix);
        }
        if prefixes.len() > MOST_LINES {
            return Err(ListRefused::TooLong);
        }
    }
    prefixes.sort_unstable();
    prefixes.dedup();
    Ok(BreachedList { width: WIDTH_OF_TEXT, prefixes: Cow::Owned(prefixes.into_flattened()) })
}

/// Reads one line; one that is too long comes out empty.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', line)?;
    let some = read > 0;
    if read as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
        loop {
            let mut rest = Vec::new();
            read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut rest)?;
            if read == 0 || rest.ends_with(b"\n") {
                break;
            }
        }
        line.clear();
    }
    Ok(some)
}

fn digest_of_line(line: &[u8]) -> Option<Digest> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0,
    };
    let hexadecimal = text.split(':').next().filter(|hex| hex.len() == 40);
    let told = hexadecimal.and_then(|hex| data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok());
    match told.and_then(|bytes| Digest::try_from(bytes).ok()) {
        Some(digest) => Some(digest),
        None if text.is_empty() => None,
        None => Some(sha1(&normal_form(&text))),
    }
}
