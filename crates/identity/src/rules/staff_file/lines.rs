//! The lines of a staff file: cut at line feeds, bounded in length, decoded. A line that cannot be read is told
//! with its reason and the next one goes on.

use std::{
    borrow::Cow,
    io::{self, BufRead, Cursor, Read},
};

use super::{Encoding, FileRefused, LINE_LIMIT, RejectionReason};

/// How much of the beginning is looked at to know the encoding.
const WINDOW: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) enum RawLine<'a> {
    Blank,
    Text(Cow<'a, str>),
    Unreadable(RejectionReason),
}

#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: io::Chain<Cursor<Vec<u8>>, R>,
    encoding: Encoding,
    buffer: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn open(mut reader: R) -> Result<Lines<R>, FileRefused> {
        let mut window = Vec::new();
        reader.by_ref().take(WINDOW).read_to_end(&mut window).map_err(FileRefused::unreadable)?;
        let complete = (window.len() as u64) < WINDOW;
        if window.starts_with(b"PK\x03\x04") || window.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(FileRefused::Spreadsheet);
        }
        if window.starts_with(b"\xff\xfe") || window.starts_with(b"\xfe\xff") {
            return Err(FileRefused::Utf16);
        }
        let encoding = if window.starts_with(b"\xef\xbb\xbf") {
            window.drain(..3);
            Encoding::Utf8
        } else {
            Encoding::of_window(&window, complete)
        };
        let reader = Cursor::new(window).chain(reader);
        Ok(Lines { reader, encoding, buffer: Vec::new(), number: 0 })
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.buffer.capacity() + self.reader.get_ref().0.get_ref().capacity()
    }

    /// The next line with its number, blank ones included; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, RawLine<'_>)>, FileRefused> {
        let Some(length) = self.fill().map_err(FileRefused::unreadable)? else {
            return Ok(None);
        };
        self.number += 1;
        if length > LINE_LIMIT {
            return Ok(Some((self.number, RawLine::Unreadable(RejectionReason::LineTooLong))));
        }
        let line = self.buffer.trim_ascii_end();
        let raw = if line.is_empty() {
            RawLine::Blank
        } else if line.contains(&0) {
            RawLine::Unreadable(RejectionReason::NulCharacter)
        } else {
            match self.encoding.decode(line) {
                None => RawLine::Unreadable(RejectionReason::NotUtf8),
                Some(text) if text.trim().is_empty() => RawLine::Blank,
                Some(text) => RawLine::Text(text),
            }
        };
        Ok(Some((self.number, raw)))
    }

    /// Reads up to the next line feed and gives the line's true length; keeps no more of it than the limit.
    fn fill(&mut self) -> io::Result<Option<usize>> {
        self.buffer.clear();
        let mut length = 0;
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                return Ok((length > 0).then_some(length));
            }
            let end = chunk.iter().position(|b| *b == b'\n');
            let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
            let room = (LINE_LIMIT + 1).saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(part.get(..room).unwrap_or(part));
            length += part.len();
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(length));
            }
        }
    }
}
