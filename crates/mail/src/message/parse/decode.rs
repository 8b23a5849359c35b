//! Undoes transfer encodings and charsets, taking the best of what is damaged.
//! Text that claims no charset, or ASCII, is UTF-8 if it can be and Windows-1252 otherwise.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

use super::structure::{Entity, TransferEncoding};

/// The content of a part as it was before it was sent.
pub fn content<'r>(raw: &'r [u8], entity: &Entity<'_>) -> Cow<'r, [u8]> {
    let body = raw.get(entity.body.clone()).unwrap_or_default();
    match entity.encoding {
        TransferEncoding::Identity => Cow::Borrowed(body),
        TransferEncoding::Base64 => Cow::Owned(base64(body)),
        TransferEncoding::QuotedPrintable => Cow::Owned(quoted_printable(body)),
    }
}

/// How many bytes [`content`] gives, without making them when arithmetic is enough.
pub fn content_size(raw: &[u8], entity: &Entity<'_>) -> usize {
    let body = raw.get(entity.body.clone()).unwrap_or_default();
    match entity.encoding {
        TransferEncoding::Identity => body.len(),
        TransferEncoding::QuotedPrintable => quoted_printable(body).len(),
        TransferEncoding::Base64 => {
            let end = body.iter().rposition(|b| is_base64(*b)).map_or(0, |last| last + 1);
            let digits = body.get(..end).unwrap_or_default();
            if digits.contains(&b'=') {
                base64(body).len() // padding in the middle: several encodings were glued together
            } else {
                digits.iter().filter(|b| is_base64(**b)).count() * 3 / 4
            }
        }
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

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

fn base64(body: &[u8]) -> Vec<u8> {
    base64_decode(body).unwrap_or_else(|| {
        // Something is in it that has no place there (a footer, a wrapped quote): skip it, as RFC 2045 says.
        let digits: Vec<u8> = body.iter().copied().filter(|b| is_base64(*b) || *b == b'=').collect();
        base64_decode(&digits).unwrap_or_default()
    })
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
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
        push_line(&mut decoded, text);
        decoded.extend_from_slice(end);
    }
    decoded
}

fn push_line(decoded: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(at) = text.iter().position(|b| *b == b'=') {
        decoded.extend_from_slice(text.get(..at).unwrap_or_default());
        let hex = text.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hex.filter(|h| !h.starts_with('+')).and_then(|h| u8::from_str_radix(h, 16).ok());
        decoded.push(byte.unwrap_or(b'='));
        let used = if byte.is_some() { 3 } else { 1 };
        text = text.get(at + used..).unwrap_or_default();
    }
    decoded.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_is_undone_and_what_is_broken_is_kept() {
        for (body, expected) in [
            (&b"caf=C3=A9"[..], "café"),
            (b"un=\r\ndeux=  \r\ntrois  \r\nquatre", "undeuxtrois\r\nquatre"),
            (b"1+1=2 =ZZ = =+1 =", "1+1=2 =ZZ = =+1 "),
            (b"=3d=3D\n", "==\n"),
        ] {
            assert_eq!(String::from_utf8(quoted_printable(body)).unwrap(), expected);
        }
    }

    #[test]
    fn base64_is_undone_around_foreign_bytes() {
        assert_eq!(base64(b"Ym9u\r\nam91cg=="), b"bonjour");
        assert_eq!(base64(b"Ym9u!!\r\n{am91}cg"), b"bonjour");
        assert_eq!(base64(b""), b"");
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
