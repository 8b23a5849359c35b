//! The tree of a message's parts, as byte ranges of the raw message, numbered as IMAP does.
//! We split it ourselves, iteratively over the delimiter lines found in one pass, so that depth, number of parts
//! and time stay bounded whatever a stranger sends; mail-parser reads the fields and decodes the contents.

use std::ops::Range;

use mail_parser::ContentType;

use super::delimiter::Delimiters;
use super::field;
use super::header::Headers;
use crate::message::email::Loss;

pub const MAX_DEPTH: usize = 50;
pub const MAX_PARTS: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferEncoding {
    Identity,
    Base64,
    QuotedPrintable,
}

#[derive(Debug)]
pub struct Entity<'a> {
    pub id: String,
    pub headers: Headers<'a>,
    /// Lower case `type/subtype`.
    pub content_type: String,
    pub parameters: Option<ContentType<'static>>,
    pub disposition: Option<ContentType<'static>>,
    pub encoding: TransferEncoding,
    pub body: Range<usize>,
    /// Parts of a multipart, or the one message inside a message/rfc822.
    pub children: Vec<Entity<'a>>,
}

impl Entity<'_> {
    pub fn is_multipart(&self) -> bool {
        self.content_type.starts_with("multipart/")
    }

    pub fn is_message(&self) -> bool {
        matches!(self.content_type.as_str(), "message/rfc822" | "message/global")
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.as_ref().and_then(|ct| ct.attribute(name))
    }

    pub fn is_attachment(&self) -> bool {
        self.disposition.as_ref().is_some_and(|d| d.ctype().eq_ignore_ascii_case("attachment"))
    }

    pub fn file_name(&self) -> Option<&str> {
        let disposition = self.disposition.as_ref().and_then(|d| d.attribute("filename"));
        disposition.or_else(|| self.parameter("name")).filter(|name| !name.trim().is_empty())
    }

    pub fn find(&self, id: &str) -> Option<&Self> {
        if self.id == id { Some(self) } else { self.children.iter().find_map(|child| child.find(id)) }
    }
}

/// The root entity, and what was left out of the tree.
pub fn read(raw: &[u8]) -> (Entity<'_>, Vec<Loss>) {
    let mut reader = Reader { raw, delimiters: Delimiters::scan(raw), parts: 0, losses: Vec::new() };
    let root = reader.message(0..raw.len(), "", 0);
    reader.losses.sort_unstable();
    reader.losses.dedup();
    (root, reader.losses)
}

struct Reader<'a> {
    raw: &'a [u8],
    delimiters: Delimiters<'a>,
    parts: usize,
    losses: Vec<Loss>,
}

impl<'a> Reader<'a> {
    /// A message: the whole one (`prefix` empty), or one inside part `prefix`.
    fn message(&mut self, range: Range<usize>, prefix: &str, depth: usize) -> Entity<'a> {
        let headers = Headers::of_message(self.raw.get(range.clone()).unwrap_or_default());
        if headers.overflow {
            self.losses.push(Loss::Headers);
        }
        let mut entity = self.describe(headers, range, "text/plain");
        // Its parts are numbered below the part that holds the message; it has no number of its own unless it is single.
        if self.split(&mut entity, prefix, depth) {
            entity.id = numbered(prefix, "TEXT");
        } else {
            entity.id = numbered(prefix, "1");
            self.open_message(&mut entity, depth);
        }
        entity
    }

    fn part(&mut self, range: Range<usize>, id: String, default_type: &str, depth: usize) -> Entity<'a> {
        let headers = Headers::of_part(self.raw.get(range.clone()).unwrap_or_default());
        let mut entity = self.describe(headers, range, default_type);
        let is_split = self.split(&mut entity, &id, depth);
        entity.id = id;
        if !is_split {
            self.open_message(&mut entity, depth);
        }
        entity
    }

    fn describe(&mut self, headers: Headers<'a>, range: Range<usize>, default_type: &str) -> Entity<'a> {
        self.parts += 1;
        let parameters = headers.first("content-type").and_then(field::content_type);
        let content_type = parameters.as_ref().map_or_else(|| default_type.to_owned(), essence);
        let disposition = headers.first("content-disposition").and_then(field::content_type);
        let encoding =
            headers.first("content-transfer-encoding").map_or(TransferEncoding::Identity, encoding);
        let body = (range.start + headers.body).min(range.end)..range.end;
        Entity {
            id: String::new(),
            headers,
            content_type,
            parameters,
            disposition,
            encoding,
            body,
            children: vec![],
        }
    }

    /// Splits a multipart into its parts; `false` when it is none, or has not a single delimiter (then it is text).
    fn split(&mut self, entity: &mut Entity<'a>, prefix: &str, depth: usize) -> bool {
        if !entity.is_multipart() {
            return false;
        }
        let boundary = entity.parameter("boundary").unwrap_or_default().trim_end().to_owned();
        let ranges = self.delimiters.split(&entity.body, boundary.as_bytes(), MAX_PARTS);
        if ranges.is_empty() || depth >= MAX_DEPTH {
            if depth >= MAX_DEPTH {
                self.losses.push(Loss::Depth);
            }
            "text/plain".clone_into(&mut entity.content_type);
            return false;
        }
        let default_type =
            if entity.content_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        for (index, range) in ranges.into_iter().enumerate() {
            if self.parts >= MAX_PARTS {
                self.losses.push(Loss::Parts);
                break;
            }
            let id = numbered(prefix, &(index + 1).to_string());
            let child = self.part(range, id, default_type, depth + 1);
            entity.children.push(child);
        }
        true
    }

    fn open_message(&mut self, entity: &mut Entity<'a>, depth: usize) {
        // An encoded message (which RFC 2046 forbids) stays closed: a reader can still download and open it.
        if !entity.is_message() || entity.encoding != TransferEncoding::Identity {
            return;
        }
        if depth >= MAX_DEPTH {
            self.losses.push(Loss::Depth);
        } else if self.parts >= MAX_PARTS {
            self.losses.push(Loss::Parts);
        } else {
            let id = entity.id.clone();
            let inner = self.message(entity.body.clone(), &id, depth + 1);
            entity.children.push(inner);
        }
    }
}

fn numbered(prefix: &str, number: &str) -> String {
    if prefix.is_empty() { number.to_owned() } else { format!("{prefix}.{number}") }
}

fn essence(content_type: &ContentType<'_>) -> String {
    let main = content_type.ctype().trim().to_ascii_lowercase();
    let sub = content_type.subtype().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token = |s: &str| {
        !s.is_empty()
            && s.len() <= 127
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    match (is_token(&main), is_token(&sub)) {
        (true, true) => format!("{main}/{sub}"),
        // `Content-Type: text` was once correct.
        (true, false) if main == "text" => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn encoding(value: &[u8]) -> TransferEncoding {
    match field::verbatim(value).to_ascii_lowercase().as_str() {
        "base64" => TransferEncoding::Base64,
        "quoted-printable" => TransferEncoding::QuotedPrintable,
        _ => TransferEncoding::Identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(raw: &str) -> String {
        fn walk(entity: &Entity<'_>, raw: &str, out: &mut String) {
            use std::fmt::Write;
            let body = raw[entity.body.clone()].replace("\r\n", "\n");
            let body = if entity.children.is_empty() { format!(" {body:?}") } else { String::new() };
            writeln!(out, "{} {}{body}", entity.id, entity.content_type).unwrap();
            entity.children.iter().for_each(|child| walk(child, raw, out));
        }
        let mut out = String::new();
        walk(&read(raw.as_bytes()).0, raw, &mut out);
        out
    }

    #[test]
    fn parts_are_numbered_as_imap_does() {
        let raw = "Content-Type: multipart/mixed; boundary=A\r\n\r\nprologue\r\n--A\r\n\r\nun\r\n--A\r\n\
            Content-Type: multipart/alternative; boundary=\"A b\"\r\n\r\n--A b\r\n\r\ndeux\r\n--A b\r\n\
            Content-Type: TEXT/Html\r\n\r\ntrois\r\n--A b--\r\n--A\r\nContent-Type: message/rfc822\r\n\r\n\
            Subject: x\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\nquatre\r\n--C--\r\n\r\n--A\r\n\
            Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\ncinq\r\n--A--\r\n\u{e9}pilogue";
        insta::assert_snapshot!(tree(raw), @r#"
        TEXT multipart/mixed
        1 text/plain "un"
        2 multipart/alternative
        2.1 text/plain "deux"
        2.2 text/html "trois"
        3 message/rfc822
        3.TEXT multipart/mixed
        3.1 text/plain "quatre"
        4 message/rfc822
        4.1 text/plain "cinq"
        "#);
    }

    #[test]
    fn a_single_part_is_number_one() {
        assert_eq!(tree("Subject: x\n\nbonjour"), "1 text/plain \"bonjour\"\n");
        assert_eq!(tree(""), "1 text/plain \"\"\n");
    }

    #[test]
    fn a_multipart_that_is_none_is_text() {
        assert_eq!(tree("Content-Type: multipart/mixed\n\nbonjour"), "1 text/plain \"bonjour\"\n");
        assert_eq!(tree("Content-Type: multipart/mixed; boundary=A\n\n--B\nx"), "1 text/plain \"--B\\nx\"\n");
    }

    #[test]
    fn the_last_part_may_lack_its_end_and_a_digest_holds_messages() {
        let raw = "Content-Type: multipart/digest; boundary=A\n\n--A\n\nSubject: x\n\nun\n--A\n\nSubject: y\n\ndeux";
        insta::assert_snapshot!(tree(raw), @r#"
        TEXT multipart/digest
        1 message/rfc822
        1.1 text/plain "un"
        2 message/rfc822
        2.1 text/plain "deux"
        "#);
    }

    #[test]
    fn depth_and_number_of_parts_are_bounded() {
        let deep = (0..5_000)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
            .collect::<Vec<_>>()
            .concat();
        let (root, losses) = read(deep.as_bytes());
        assert_eq!(losses, [Loss::Depth]);
        let mut depth = 0;
        let mut at = &root;
        while let Some(child) = at.children.first() {
            depth += 1;
            at = child;
        }
        assert_eq!(depth, MAX_DEPTH);

        let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
        assert_eq!(read(nested.as_bytes()).1, [Loss::Depth]);

        let wide = format!("Content-Type: multipart/mixed; boundary=A\n\n{}", "--A\n\nx\n".repeat(50_000));
        let (root, losses) = read(wide.as_bytes());
        assert_eq!((root.children.len(), losses), (MAX_PARTS - 1, vec![Loss::Parts]));
    }
}
