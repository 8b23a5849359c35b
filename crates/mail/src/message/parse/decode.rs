//! Undoes transfer encodings and charsets, taking the best of what is damaged.
//! Text that claims no charset, or ASCII, is UTF-8 if it can be and Windows-1252 otherwise.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

use super::structure::{Entity, TransferEncoding};

/// The content of a part as it was before it was sent.
pub fn content<'r>(raw: &'r [u8], entity: &Entity<'_>) -> Cow<'r, [u8]> {
    if entity.encoding == TransferEncoding::Identity {
        return Cow::Borrowed(raw.get(entity.body.clone()).unwrap_or_default());
    }
    let mut decoded = Vec::new();
    // Nothing fails in memory.
    let _ = write_content(raw, entity, &mut decoded);
    Cow::Owned(decoded)
}

/// The same up to so many bytes; a few more show that there are more.
pub fn beginning<'r>(raw: &'r [u8], entity: &Entity<'_>, most: usize) -> Cow<'r, [u8]> {
    if entity.encoding == TransferEncoding::Identity {
        let body = raw.get(entity.body.clone()).unwrap_or_default();
        return Cow::Borrowed(body.get(..most + 4).unwrap_or(body));
    }
    let mut beginning = Beginning { bytes: Vec::new(), most };
    // It fails when there is enough.
    let _ = write_content(raw, entity, &mut beginning);
    Cow::Owned(beginning.bytes)
}

struct Beginning {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() > self.most {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same, written piece by piece.
pub fn write_content(raw: &[u8], entity: &Entity<'_>, out: &mut impl Write) -> io::Result<()> {
    let body = raw.get(entity.body.clone()).unwrap_or_default();
    match entity.encoding {
        TransferEncoding::Identity => out.write_all(body),
        TransferEncoding::Base64 => base64(body, out),
        TransferEncoding::QuotedPrintable => quoted_printable(body, out),
    }
}

/// How many bytes [`content`] gives, without making them when arithmetic is enough.
pub fn content_size(raw: &[u8], entity: &Entity<'_>) -> usize {
    let body = raw.get(entity.body.clone()).unwrap_or_default();
    match entity.encoding {
        TransferEncoding::Identity => return body.len(),
        TransferEncoding::Base64 => {
            let end = body.iter().rposition(|b| is_base64(*b)).map_or(0, |last| last + 1);
            let digits = body.get(..end).unwrap_or_default();
            // Padding in the middle: several encodings were glued together.
            if memchr::memchr(b'=', digits).is_none() {
                return digits.iter().filter(|b| is_base64(**b)).count() * 3 / 4;
            }
        }
        TransferEncoding::QuotedPrintable => {}
    }
    let mut counter = Counter(0);
    let _ = write_content(raw, entity, &mut counter);
    counter.0
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let charset = charset.map(|c| c.trim().to_ascii_lowercase());
    let charset = charset.as_deref().filter(|c| !matches!(*c, "us-ascii" | "ascii" | ""));
    match charset {
        Some("utf-8" | "utf8") => String::from_utf8_lossy(bytes).into_owned(),
        Some(name) => match charset_decoder(name.as_bytes()) {
            Some(decode) => decode(bytes),
            None => guess(bytes),
        },
        None => guess(bytes),
    }
}

fn guess(bytes: &[u8]) -> String {
    match (std::str::from_utf8(bytes), charset_decoder(b"windows-1252")) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Some(decode)) => decode(bytes),
        (Err(_), None) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Digits undone at once: a multiple of four, so that none is cut from its byte.
const DIGITS: usize = 64 << 10;

/// What has no place there (ends of line, a footer, a wrapped quote) is skipped, as RFC 2045 says. Padding in the middle
/// comes of several encodings glued together: what follows begins anew.
fn base64(body: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut digits = Vec::with_capacity(DIGITS.min(body.len()));
    for line in body.split(|b| *b == b'\n') {
        let mut rest = line.trim_ascii_end();
        while let Some(odd) = rest.iter().position(|b| !is_base64(*b)) {
            let (before, after) = rest.split_at(odd);
            gather(&mut digits, before, out)?;
            if after.first() == Some(&b'=') {
                undo(&mut digits, out)?;
            }
            rest = after.get(1..).unwrap_or_default();
        }
        gather(&mut digits, rest, out)?;
    }
    undo(&mut digits, out)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

fn gather(digits: &mut Vec<u8>, mut more: &[u8], out: &mut impl Write) -> io::Result<()> {
    while !more.is_empty() {
        let (now, then) = more.split_at(more.len().min(DIGITS - digits.len()));
        digits.extend_from_slice(now);
        if digits.len() == DIGITS {
            undo(digits, out)?;
        }
        more = then;
    }
    Ok(())
}

fn undo(digits: &mut Vec<u8>, out: &mut impl Write) -> io::Result<()> {
    if digits.len() % 4 == 1 {
        // Six bits are no byte.
        digits.pop();
    }
    let bytes = base64_decode(digits).unwrap_or_default();
    digits.clear();
    out.write_all(&bytes)
}

fn quoted_printable(body: &[u8], out: &mut impl Write) -> io::Result<()> {
    for line in body.split_inclusive(|b| *b == b'\n') {
        let (text, end) = match line {
            [text @ .., b'\r', b'\n'] => (text, &b"\r\n"[..]),
            [text @ .., b'\n'] => (text, &b"\n"[..]),
            text => (text, &b""[..]),
        };
        // Blanks at the end of a line were added on the way.
        let text = text.trim_ascii_end();
        let (text, end) = match text.strip_suffix(b"=") {
            Some(soft) => (soft, &b""[..]),
            None => (text, end),
        };
        write_line(text, out)?;
        out.write_all(end)?;
    }
    Ok(())
}

fn write_line(mut text: &[u8], out: &mut impl Write) -> io::Result<()> {
    while let Some(at) = memchr::memchr(b'=', text) {
        out.write_all(text.get(..at).unwrap_or_default())?;
        let hex = text.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hex.filter(|h| !h.starts_with('+')).and_then(|h| u8::from_str_radix(h, 16).ok());
        out.write_all(&[byte.unwrap_or(b'=')])?;
        let used = if byte.is_some() { 3 } else { 1 };
        text = text.get(at + used..).unwrap_or_default();
    }
    out.write_all(text)
}

#[cfg(test)]
mod tests {
    use ::base64::Engine;

    use super::*;

    fn undone(with: impl FnOnce(&[u8], &mut Vec<u8>) -> io::Result<()>, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        with(body, &mut out).unwrap();
        out
    }

    #[test]
    fn quoted_printable_is_undone_and_what_is_broken_is_kept() {
        for (body, expected) in [
            (&b"caf=C3=A9"[..], "café"),
            (b"un=\r\ndeux=  \r\ntrois  \r\nquatre", "undeuxtrois\r\nquatre"),
            (b"1+1=2 =ZZ = =+1 =", "1+1=2 =ZZ = =+1 "),
            (b"=3d=3D\n", "==\n"),
        ] {
            assert_eq!(String::from_utf8(undone(quoted_printable, body)).unwrap(), expected);
        }
    }

    #[test]
    fn base64_is_undone_around_foreign_bytes() {
        for (body, expected) in [
            (&b"Ym9u\r\nam91cg=="[..], &b"bonjour"[..]),
            (b"Ym9u!!\r\n{am91}cg", b"bonjour"),
            (b"Ym8=\r\nbmpvdXI=\r\n", b"bonjour"),
            (b"Ym9uam91cgA", b"bonjour\0"),
            (b"Ym9uam91c", b"bonjou"),
            (b"====", b""),
            (b"", b""),
        ] {
            assert_eq!(undone(base64, body), expected, "{}", body.escape_ascii());
        }
    }

    #[test]
    fn long_contents_come_whole_wherever_their_pieces_end() {
        let content: Vec<u8> = (0..300_001).map(|at| (at * 7 % 253) as u8).collect();
        let digits = ::base64::engine::general_purpose::STANDARD.encode(&content);
        for width in [76, 77, 1_000, digits.len()] {
            let lines: Vec<u8> =
                digits.as_bytes().chunks(width).flat_map(|line| [line, b"\r\n"].concat()).collect();
            assert!(undone(base64, &lines) == content, "lines of {width}");
        }
    }

    #[test]
    fn charsets_are_honoured_then_guessed() {
        assert_eq!(text(b"caf\xe9 \x80", Some("ISO-8859-1")), "café €");
        assert_eq!(text("café".as_bytes(), Some("us-ascii")), "café");
        assert_eq!(text(b"caf\xe9", None), "café");
        assert_eq!(text(b"caf\xe9", Some("UTF-8")), "caf\u{fffd}");
        assert_eq!(text(b"\x82\xa0", Some("shift_jis")), "あ");
        assert_eq!(text("é".as_bytes(), Some("klingon")), "é");
    }
}
