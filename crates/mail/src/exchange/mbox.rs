//! Files of many messages (RFC 4155): each below a line `From sender date`, lines of text that begin alike quoted by `>` as
//! mboxrd does, so that they come back as they were. Read piece by piece, and with patience: the ends of line of any
//! system, separators of Thunderbird, Gmail and Apple Mail.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use jiff::{civil, tz::Offset};
use kernel::{Time, files::Spool};

use super::status;
use crate::filing::Marks;

/// Writes one message, its marks above it.
pub(super) fn write(
    out: &mut (impl Write + ?Sized),
    sender: &str,
    received_at: Time,
    marks: &Marks,
    raw: &[u8],
) -> io::Result<()> {
    let sender: String = sender.chars().filter(char::is_ascii_graphic).collect();
    let sender = if sender.is_empty() { "MAILER-DAEMON" } else { &sender };
    let at = received_at.timestamp().strftime("%a %b %e %H:%M:%S %Y");
    write!(out, "From {sender} {at}\n{}", status::fields(marks))?;
    let mut rest = raw;
    while !rest.is_empty() {
        let (line, next) = match memchr::memchr(b'\n', rest) {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_quoted_from(line) {
            out.write_all(b">")?;
        }
        out.write_all(line)?;
        out.write_all(b"\n")?;
        rest = next;
    }
    out.write_all(b"\n")
}

/// `From `, behind any number of `>`.
fn is_quoted_from(line: &[u8]) -> bool {
    let bare = line.iter().position(|b| *b != b'>').map_or(&[][..], |at| &line[at..]);
    bare.starts_with(b"From ")
}

/// A message of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What its separator says; Thunderbird's dates are those of its own filing and say nothing.
    pub at: Option<Time>,
    /// With CRLF at its ends of line; `None` past the limit.
    pub raw: Option<Bytes>,
}

struct Separator {
    at: Option<Time>,
}

pub(super) struct Mbox<R> {
    lines: Lines<R>,
    /// What the separator says that has been read ahead.
    separator: Option<Separator>,
    most: usize,
    incoming: PathBuf,
}

impl<R: Read> Mbox<R> {
    /// Messages of more than `most` bytes are passed over; large ones lie in the folder `incoming` while they are used.
    pub(super) fn new(from: R, most: usize, incoming: &Path) -> Mbox<R> {
        Mbox { lines: Lines::new(from), separator: None, most, incoming: incoming.to_owned() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut line = Vec::new();
        if self.separator.is_none() {
            // Before the first separator there is nothing but empty lines.
            loop {
                let Some(_) = self.lines.next(&mut line)? else { return Ok(None) };
                if is_separator(&line) {
                    self.separator = Some(Separator { at: date_of(&line) });
                    break;
                }
            }
        }
        let Some(Separator { at }) = self.separator.take() else { return Ok(None) };
        let mut raw = Spool::in_folder(&self.incoming);
        let mut too_large = false;
        let mut after_blank = true;
        while let Some(kind) = self.lines.next(&mut line)? {
            if kind.starts && after_blank && is_separator(&line) {
                self.separator = Some(Separator { at: date_of(&line) });
                break;
            }
            let said = if kind.starts && line.starts_with(b">") && is_quoted_from(&line) {
                &line[1..]
            } else {
                &line
            };
            too_large |= raw.size() + said.len() as u64 + 2 > self.most as u64;
            if !too_large {
                raw.write_all(said)?;
                if kind.ends {
                    raw.write_all(b"\r\n")?;
                }
            }
            after_blank = kind.starts && kind.ends && line.is_empty();
        }
        let mut raw = raw.finish()?;
        if after_blank && raw.ends_with(b"\r\n") {
            // The empty line between two messages belongs to neither.
            raw.truncate(raw.len() - 2);
        }
        Ok(Some(Piece { at, raw: (!too_large).then_some(raw) }))
    }
}

/// Whether a file begins as mbox files do.
pub(super) fn begins(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let at = start.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(0);
    let line = &start[at..];
    let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
    is_separator(line[..end].strip_suffix(b"\r").unwrap_or(&line[..end]))
}

/// A line of text may begin with `From ` as well: a separator bears a time and a year, or is one of Thunderbird's.
fn is_separator(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let has_time =
        rest.windows(5).any(|w| w[2] == b':' && [w[0], w[1], w[3], w[4]].iter().all(u8::is_ascii_digit));
    let has_year = rest.split(u8::is_ascii_whitespace).any(|w| {
        w.len() == 4 && matches!(w[..2], [b'1', b'9'] | [b'2', b'0']) && w.iter().all(u8::is_ascii_digit)
    });
    rest.len() < 300 && (has_time && has_year || rest == b"-" || rest.starts_with(b"- "))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `From a@x.fr Tue Nov 12 10:00:00 2024`, with a zone before or behind the year at times.
fn date_of(line: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(line).ok()?;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    if words.get(1) == Some(&"-") {
        return None;
    }
    let month_at = words.iter().rposition(|word| MONTHS.contains(word))?;
    let month = MONTHS.iter().position(|m| Some(m) == words.get(month_at))? as i8 + 1;
    let day: i8 = words.get(month_at + 1)?.parse().ok()?;
    let mut clock = words.get(month_at + 2)?.split(':');
    let mut part = || clock.next().map_or(Some(0), |n| n.parse::<i8>().ok());
    let (hour, minute, second) = (part()?, part()?, part()?.min(59));
    let rest = words.get(month_at + 3..)?;
    let year: i16 =
        rest.iter().find(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let zone = rest.iter().find(|w| w.len() == 5 && w.starts_with(['+', '-'])).and_then(|w| {
        let n: i32 = w[1..].parse().ok()?;
        let seconds = (n / 100 * 60 + n % 100) * 60;
        Offset::from_seconds(if w.starts_with('-') { -seconds } else { seconds }).ok()
    });
    let local = civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let at = zone.unwrap_or(Offset::UTC).to_timestamp(local).ok()?;
    Some(Time(at.as_millisecond()))
}

/// The lines of a file without their ends, very long ones in pieces, so that nothing hostile is held whole.
struct Lines<R> {
    from: BufReader<R>,
    starts: bool,
}

struct Kind {
    starts: bool,
    ends: bool,
}

const LONGEST_PIECE: usize = 64 << 10;

impl<R: Read> Lines<R> {
    fn new(from: R) -> Lines<R> {
        Lines { from: BufReader::with_capacity(LONGEST_PIECE, from), starts: true }
    }

    fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Kind>> {
        line.clear();
        let starts = self.starts;
        loop {
            let held = self.from.fill_buf()?;
            if held.is_empty() {
                self.starts = true;
                return Ok((!line.is_empty()).then_some(Kind { starts, ends: true }));
            }
            // One more byte than a piece when it would part CR from LF.
            let room = LONGEST_PIECE.saturating_sub(line.len()).max(1);
            let held = &held[..held.len().min(room)];
            if let Some(end) = memchr::memchr(b'\n', held) {
                line.extend_from_slice(&held[..end]);
                self.from.consume(end + 1);
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                self.starts = true;
                return Ok(Some(Kind { starts, ends: true }));
            }
            let count = held.len();
            line.extend_from_slice(held);
            self.from.consume(count);
            if line.len() >= LONGEST_PIECE && line.last() != Some(&b'\r') {
                self.starts = false;
                return Ok(Some(Kind { starts, ends: false }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(file: &[u8]) -> Vec<Piece> {
        let mut mbox = Mbox::new(file, 1 << 20, &std::env::temp_dir());
        let mut pieces = Vec::new();
        while let Some(piece) = mbox.next().unwrap() {
            pieces.push(piece);
        }
        pieces
    }

    fn texts(file: &str) -> Vec<String> {
        read(file.as_bytes()).into_iter().map(|p| String::from_utf8(p.raw.unwrap().into()).unwrap()).collect()
    }

    #[test]
    fn every_programs_separators_are_known() {
        let file = "From - Tue Nov 12 10:00:00 2024\nSubject: Un\n\nFrom time to time\n\nFrom here on 2024\n\n\
            From 17@xxx Tue Mar 04 09:05:06 +0100 2014\r\nSubject: Deux\r\n\r\n>From moi\r\n>>From toi\r\n\r\n\
            From a@x.fr Fri Jan  2 03:04:05 2026\nSubject: Trois\n\nFin";
        assert_eq!(
            texts(file),
            [
                "Subject: Un\r\n\r\nFrom time to time\r\n\r\nFrom here on 2024\r\n",
                "Subject: Deux\r\n\r\nFrom moi\r\n>From toi\r\n",
                "Subject: Trois\r\n\r\nFin\r\n"
            ]
        );
        let at: Vec<_> =
            read(file.as_bytes()).iter().map(|p| p.at.map(|at| at.timestamp().to_string())).collect();
        assert_eq!(
            at,
            [None, Some("2014-03-04T08:05:06Z".to_owned()), Some("2026-01-02T03:04:05Z".to_owned())]
        );
        assert!(begins(file.as_bytes()) && begins(b"\r\n\nFrom - \n") && !begins(b"From: a@x.fr\n"));
    }

    #[test]
    fn a_message_too_large_is_passed_over_and_the_next_one_read() {
        let long = "x".repeat(300_000);
        let file = format!(
            "From a Fri Jan  2 03:04:05 2026\nA: b\n\n{long}\n\nFrom a Fri Jan  2 03:04:05 2026\nA: c\n\nd\n"
        );
        let mut mbox = Mbox::new(file.as_bytes(), 100_000, &std::env::temp_dir());
        assert_eq!(mbox.next().unwrap().unwrap().raw, None);
        assert_eq!(mbox.next().unwrap().unwrap().raw.unwrap(), b"A: c\r\n\r\nd\r\n"[..]);
        assert_eq!(mbox.next().unwrap(), None);
    }

    proptest! {
        /// Whatever lines a message has, it comes back as it was, and so does the one behind it.
        #[test]
        fn what_is_written_is_read_back(
            bodies in prop::collection::vec(
                prop::collection::vec("(>{0,3}From |)[ -~é]{0,12}( Fri Jan  2 03:04:05 2026|)", 0..8), 1..4),
            crlf in any::<bool>(),
        ) {
            let raws: Vec<String> =
                bodies.iter().map(|lines| format!("Subject: x\r\n\r\n{}\r\n", lines.join("\r\n"))).collect();
            let mut file = Vec::new();
            for raw in &raws {
                write(&mut file, "a@x.fr", Time(1_767_323_045_000), &Marks::default(), raw.as_bytes()).unwrap();
            }
            let mut file = String::from_utf8(file).unwrap();
            if crlf {
                file = file.replace('\n', "\r\n");
            }
            let back: Vec<Piece> = read(file.as_bytes());
            prop_assert_eq!(back.len(), raws.len());
            for (piece, raw) in back.into_iter().zip(raws) {
                prop_assert_eq!(piece.at, Some(Time(1_767_323_045_000)));
                let (rest, _) = status::take(piece.raw.unwrap());
                prop_assert_eq!(String::from_utf8(rest.into()).unwrap(), raw);
            }
        }

        #[test]
        fn nothing_makes_it_fail(file in prop::collection::vec(any::<u8>(), 0..2_000)) {
            let file = [b"From a Fri Jan  2 03:04:05 2026\n".as_slice(), &file].concat();
            for piece in read(&file) {
                status::take(piece.raw.unwrap());
            }
        }
    }
}
