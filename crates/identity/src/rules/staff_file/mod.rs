//! The staff file of human resources, read line by line: each line becomes a record with its warnings, or a list of
//! rejections that name the column and never its value. Nothing is kept in memory but the line being read.
//!
//! ```text
//! numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours
//! ```
//!
//! A column `uai_responsable` may be added: the other establishments that the agent heads, between spaces.
//!
//! UTF-8 (with or without its mark) or CP1252, `;` or `,`, columns in any order, quoting as in CSV except that a
//! quoted field ends on its own line: a forgotten quote then costs one line and not the rest of the file.

mod encoding;
mod header;
mod lines;
mod message;
mod record;
#[cfg(test)]
mod tests;

use std::io::BufRead;

use jiff::civil::Date;

pub use self::{
    encoding::Encoding,
    header::{Column, FileWarning},
    message::FileRefused,
    record::{Accepted, Civility, Rejection, RejectionReason, StaffRecord, Warning, WarningReason},
};
use self::{
    header::Header,
    lines::{Lines, RawLine},
};

/// Longest line read; what is longer is skipped and reported without being loaded.
pub const LINE_LIMIT: usize = 64 * 1024;

/// A staff file whose header has been understood. Iterate over it for its lines.
#[derive(Debug)]
pub struct StaffFile<R> {
    lines: Lines<R>,
    header: Header,
    today: Date,
    /// Set when reading failed: what follows would be of another place in the file.
    broken: bool,
}

/// One line of the file, with its number as an editor shows it (the header is line 1).
#[derive(Debug)]
pub struct Line {
    pub number: u64,
    pub outcome: Result<Accepted, Vec<Rejection>>,
}

impl<R: BufRead> StaffFile<R> {
    /// Reads the header. `today` bounds the birth dates.
    pub fn open(reader: R, today: Date) -> Result<StaffFile<R>, FileRefused> {
        let mut lines = Lines::open(reader)?;
        let header = loop {
            match lines.next()? {
                None => return Err(FileRefused::Empty),
                Some((_, RawLine::Blank)) => {}
                Some((_, RawLine::Text(text))) => break Header::read(&text)?,
                Some((_, _)) => return Err(FileRefused::NotText),
            }
        };
        Ok(StaffFile { lines, header, today, broken: false })
    }

    /// What the report says about the file as a whole.
    pub fn warnings(&self) -> &[FileWarning] {
        &self.header.warnings
    }

    /// Whether the file has this column: an absent optional column means "leave what is known", an empty field
    /// means "there is none".
    pub fn has(&self, column: Column) -> bool {
        self.header.position(column).is_some()
    }

    /// The encoding, once a line with an accent has told it.
    pub fn encoding(&self) -> Encoding {
        self.lines.encoding()
    }
}

impl<R: BufRead> Iterator for StaffFile<R> {
    /// An error means that the file cannot be read further: the lines before it stand, and nobody is missing from a
    /// file that has no end.
    type Item = Result<Line, FileRefused>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        loop {
            let (number, line) = match self.lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => return None,
                Err(refused) => {
                    self.broken = true;
                    return Some(Err(refused));
                }
            };
            let outcome = match line {
                RawLine::Blank => continue,
                RawLine::Text(text) => record::read(&text, &self.header, self.today),
                RawLine::Unreadable(reason) => Err(vec![Rejection { column: None, reason }]),
            };
            return Some(Ok(Line { number, outcome }));
        }
    }
}
