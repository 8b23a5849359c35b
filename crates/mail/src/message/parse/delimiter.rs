//! The lines that may separate the parts of a message, found in one pass however deep the parts are nested.
//! Every multipart then looks at these lines only, so that depth costs nothing.

use std::ops::Range;

/// Parts, and the rulers and signatures people draw.
const MAX_DELIMITERS: usize = 100_000;

/// Every line that starts with `--`, in order.
pub struct Delimiters<'a> {
    lines: Vec<Delimiter<'a>>,
}

struct Delimiter<'a> {
    /// Where the line before ends, without its end of line.
    before: usize,
    start: usize,
    /// After the two dashes.
    text: &'a [u8],
    next: usize,
}

impl<'a> Delimiters<'a> {
    pub fn scan(raw: &'a [u8]) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        while start < raw.len() && lines.len() < MAX_DELIMITERS {
            let rest = raw.get(start..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            if let Some(text) = rest.get(..end).and_then(|line| line.strip_prefix(b"--")) {
                let before = raw.get(..start).unwrap_or_default();
                let before = before.strip_suffix(b"\n").unwrap_or(before);
                let before = before.strip_suffix(b"\r").unwrap_or(before).len();
                lines.push(Delimiter { before, start, text: text.trim_ascii_end(), next: start + end });
            }
            start += end;
        }
        Self { lines }
    }

    /// The ranges of the parts of a body. The last part may lack its closing line: it goes to the end.
    pub fn split(&self, body: &Range<usize>, boundary: &[u8], max: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        if boundary.is_empty() {
            return parts;
        }
        let first = self.lines.partition_point(|line| line.start < body.start);
        let mut open: Option<usize> = None;
        for line in self.lines.iter().skip(first).take_while(|line| line.start < body.end) {
            let Some(tail) = line.text.strip_prefix(boundary) else { continue };
            let closes = tail.starts_with(b"--");
            if !closes && !tail.is_empty() {
                continue; // the boundary of another multipart that starts with the same letters
            }
            if let Some(start) = open.take() {
                parts.push(start..line.before.max(start));
            }
            if closes {
                return parts;
            }
            open = Some(line.next.min(body.end));
            if parts.len() > max {
                return parts;
            }
        }
        if let Some(start) = open {
            parts.push(start..body.end);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_whole_lines() {
        let raw = b"--A\r\nun\r\n--A \r\ndeux --A\r\n--AB\r\n --A\r\n\r\n--A--\r\n--A\r\nhors";
        let parts = Delimiters::scan(raw).split(&(0..raw.len()), b"A", 10);
        let shown: Vec<_> = parts.into_iter().map(|part| std::str::from_utf8(&raw[part]).unwrap()).collect();
        assert_eq!(shown, ["un", "deux --A\r\n--AB\r\n --A\r\n"]);
    }

    #[test]
    fn empty_parts_and_odd_boundaries_are_no_trouble() {
        let raw = b"--A\n--A\n--A--";
        assert_eq!(Delimiters::scan(raw).split(&(0..raw.len()), b"A", 10), [4..4, 8..8]);
        assert_eq!(Delimiters::scan(raw).split(&(0..raw.len()), b"", 10), []);
        assert_eq!(Delimiters::scan(raw).split(&(5..raw.len()), b"A", 10), []);
    }
}
