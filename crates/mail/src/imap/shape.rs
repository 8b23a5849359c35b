//! What IMAP shows of a message without its text: ENVELOPE and BODYSTRUCTURE, and the parts that can be asked for one by
//! one. Rendered once per content and remembered beside it: the content never changes.

use std::{borrow::Cow, ops::Range};

use base64::Engine;
use kernel::{Ctx, Result, jobs::Schedule, time::hours};

use super::{reply, store};
use crate::message::{
    EmailAddress,
    parse::{
        field,
        structure::{self, Entity},
    },
};

/// Both as they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub envelope: Vec<u8>,
    pub body: Vec<u8>,
    pub body_structure: Vec<u8>,
}

pub(super) fn of(raw: &[u8]) -> Shape {
    let (root, _) = structure::read(raw);
    let mut shape = Shape { envelope: Vec::new(), body: Vec::new(), body_structure: Vec::new() };
    envelope(&mut shape.envelope, &root);
    body(&mut shape.body, raw, &root, false);
    body(&mut shape.body_structure, raw, &root, true);
    shape
}

/// Shapes of contents that no message has any more go.
pub(crate) const FORGET: Schedule =
    Schedule { name: "mail shapes", every: hours(24), run: |ctx| Box::pin(forget(ctx)) };

async fn forget(ctx: Ctx) -> Result<()> {
    while ctx.write(store::forget_shapes).await? > 0 {}
    Ok(())
}

fn envelope(out: &mut Vec<u8>, message: &Entity<'_>) {
    let text = |name: &str| message.headers.first(name).map(field::verbatim);
    let people = |name: &str| -> Vec<EmailAddress> {
        message.headers.all(name).flat_map(|value| field::addresses(value).0).collect()
    };
    let from = people("from");
    // Without them, From stands for both (RFC 3501, 7.4.2).
    let or_from = |list: Vec<EmailAddress>| if list.is_empty() { from.clone() } else { list };
    out.push(b'(');
    reply::nstring(out, text("date").as_deref().map(str::as_bytes));
    out.push(b' ');
    reply::nstring(out, text("subject").as_deref().map(str::as_bytes));
    for list in [
        from.clone(),
        or_from(people("sender")),
        or_from(people("reply-to")),
        people("to"),
        people("cc"),
        people("bcc"),
    ] {
        out.push(b' ');
        addresses(out, &list);
    }
    for name in ["in-reply-to", "message-id"] {
        out.push(b' ');
        reply::nstring(out, text(name).as_deref().map(str::as_bytes));
    }
    out.push(b')');
}

fn addresses(out: &mut Vec<u8>, list: &[EmailAddress]) {
    if list.is_empty() {
        out.extend_from_slice(b"NIL");
        return;
    }
    out.push(b'(');
    for address in list {
        let (local, domain) = address.email.rsplit_once('@').unwrap_or((&address.email, ""));
        out.push(b'(');
        reply::nstring(out, address.name.as_deref().map(encoded_words).as_deref().map(str::as_bytes));
        out.extend_from_slice(b" NIL ");
        reply::string(out, local.as_bytes());
        out.push(b' ');
        reply::string(out, domain.as_bytes());
        out.push(b')');
    }
    out.push(b')');
}

/// A name as headers write it (RFC 2047).
fn encoded_words(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(42));
        words.push(format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(word)));
        rest = after;
    }
    words.join(" ")
}

fn body(out: &mut Vec<u8>, raw: &[u8], part: &Entity<'_>, extended: bool) {
    let (main, sub) = part.content_type.split_once('/').unwrap_or(("application", "octet-stream"));
    out.push(b'(');
    if part.is_multipart() && !part.children.is_empty() {
        for child in &part.children {
            body(out, raw, child, extended);
        }
        out.push(b' ');
        reply::string(out, sub.as_bytes());
        if extended {
            out.push(b' ');
            parameters(out, part.parameters.as_ref());
            disposition_and_after(out, part);
        }
        out.push(b')');
        return;
    }
    reply::string(out, main.as_bytes());
    out.push(b' ');
    reply::string(out, sub.as_bytes());
    out.push(b' ');
    parameters(out, part.parameters.as_ref());
    for name in ["content-id", "content-description"] {
        out.push(b' ');
        reply::nstring(out, part.headers.first(name).map(field::verbatim).as_deref().map(str::as_bytes));
    }
    let encoding = part.headers.first("content-transfer-encoding").map(field::verbatim);
    out.push(b' ');
    reply::string(out, encoding.as_deref().unwrap_or("7BIT").to_ascii_uppercase().as_bytes());
    let content = raw.get(part.body.clone()).unwrap_or_default();
    out.extend_from_slice(format!(" {}", content.len()).as_bytes());
    let lines = || memchr::memchr_iter(b'\n', content).count();
    if let (true, Some(inner)) = (part.is_message(), part.children.first()) {
        out.push(b' ');
        envelope(out, inner);
        out.push(b' ');
        body(out, raw, inner, extended);
        out.extend_from_slice(format!(" {}", lines()).as_bytes());
    } else if main == "text" {
        out.extend_from_slice(format!(" {}", lines()).as_bytes());
    }
    if extended {
        out.push(b' ');
        reply::nstring(
            out,
            part.headers.first("content-md5").map(field::verbatim).as_deref().map(str::as_bytes),
        );
        disposition_and_after(out, part);
    }
    out.push(b')');
}

fn parameters(out: &mut Vec<u8>, of: Option<&mail_parser::ContentType<'_>>) {
    let all = of.and_then(|of| of.attributes()).filter(|all| !all.is_empty());
    let Some(all) = all else {
        out.extend_from_slice(b"NIL");
        return;
    };
    out.push(b'(');
    for (index, parameter) in all.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        reply::string(out, parameter.name.as_bytes());
        out.push(b' ');
        reply::string(out, encoded_words(&parameter.value).as_bytes());
    }
    out.push(b')');
}

fn disposition_and_after(out: &mut Vec<u8>, part: &Entity<'_>) {
    out.push(b' ');
    match &part.disposition {
        Some(disposition) => {
            out.push(b'(');
            reply::string(out, disposition.ctype().as_bytes());
            out.push(b' ');
            parameters(out, Some(disposition));
            out.push(b')');
        }
        None => out.extend_from_slice(b"NIL"),
    }
    let languages = part.headers.first("content-language").map(field::verbatim);
    out.push(b' ');
    reply::nstring(out, languages.as_deref().map(str::as_bytes));
    out.push(b' ');
    reply::nstring(
        out,
        part.headers.first("content-location").map(field::verbatim).as_deref().map(str::as_bytes),
    );
}

/// A piece of a message that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// All of it, or the content of a part as it travels.
    Body,
    Header,
    Text,
    /// The head of a part.
    Mime,
    /// Some fields of the head, or all but some.
    Fields {
        names: Vec<String>,
        except: bool,
    },
}

/// The piece of the part with this number (empty: the message itself); `None` when there is no such part.
pub(super) fn piece<'r>(raw: &'r [u8], number: &str, piece: &Piece) -> Option<Cow<'r, [u8]>> {
    let bytes = |range: Range<usize>| Cow::Borrowed(raw.get(range).unwrap_or_default());
    if number.is_empty() && *piece == Piece::Body {
        return Some(Cow::Borrowed(raw));
    }
    let (root, _) = structure::read(raw);
    let is_nested = !number.is_empty();
    let part = if is_nested { root.find(number)? } else { &root };
    // HEADER and TEXT of a part are those of the message it holds.
    let message = || if is_nested { part.children.first().filter(|_| part.is_message()) } else { Some(part) };
    Some(match piece {
        Piece::Body => bytes(part.body.clone()),
        Piece::Mime => bytes(head(part)),
        Piece::Text => bytes(message()?.body.clone()),
        Piece::Header => bytes(head(message()?)),
        Piece::Fields { names, except } => Cow::Owned(fields(&bytes(head(message()?)), names, *except)),
    })
}

/// The head of a part, the blank line behind it included.
fn head(part: &Entity<'_>) -> Range<usize> {
    part.body.start.saturating_sub(part.headers.body)..part.body.start
}

/// The fields with these names, as they are written, and the blank line.
fn fields(head: &[u8], names: &[String], except: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut taking = false;
    for line in head.split_inclusive(|b| *b == b'\n') {
        if !matches!(line.first(), Some(b' ' | b'\t')) {
            let name = line.split(|b| *b == b':').next().unwrap_or_default().trim_ascii_end();
            let is_field = line.contains(&b':');
            taking =
                is_field && except != names.iter().any(|wanted| wanted.as_bytes().eq_ignore_ascii_case(name));
        }
        if taking {
            out.extend_from_slice(line);
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MIXED: &str = "From: =?utf-8?Q?Fran=C3=A7ois?= <f@x.fr>\r\nTo: a@x.fr, \"B, C\" <b@x.fr>\r\nSubject: =?utf-8?Q?=C3=A9t=C3=A9?=\r\n\
        Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <m@x>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nun\r\ndeux\r\n\
        --A\r\nContent-Type: application/pdf; name=\"d.pdf\"\r\nContent-Disposition: attachment; filename*=utf-8''d%C3%A9.pdf\r\n\
        Content-Transfer-Encoding: base64\r\nContent-ID: <c@x>\r\n\r\nAAAA\r\n--A\r\nContent-Type: message/rfc822\r\n\r\n\
        Subject: dedans\r\n\r\ntexte\r\n--A--\r\n";

    #[test]
    fn a_message_shows_its_shape() {
        let shape = of(MIXED.as_bytes());
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let all = [shown(&shape.envelope), shown(&shape.body_structure), shown(&shape.body)];
        insta::assert_snapshot!(all.join(
            "
"
        ));
    }

    #[test]
    fn parts_are_given_as_they_are() {
        let get = |number: &str, wanted: Piece| {
            piece(MIXED.as_bytes(), number, &wanted)
                .map(|bytes| String::from_utf8(bytes.into_owned()).unwrap())
        };
        assert_eq!(get("1", Piece::Body).unwrap(), "un\r\ndeux");
        assert_eq!(get("1", Piece::Mime).unwrap(), "Content-Type: text/plain; charset=utf-8\r\n\r\n");
        assert_eq!(get("2", Piece::Body).unwrap(), "AAAA");
        assert_eq!(get("3", Piece::Body).unwrap(), "Subject: dedans\r\n\r\ntexte");
        assert_eq!(get("3", Piece::Header).unwrap(), "Subject: dedans\r\n\r\n");
        assert_eq!(get("3", Piece::Text).unwrap(), "texte");
        assert_eq!(get("3.1", Piece::Body).unwrap(), "texte");
        assert_eq!(get("1", Piece::Text), None);
        assert_eq!(get("4", Piece::Body), None);
        assert_eq!(get("", Piece::Body).unwrap(), MIXED);
        let (head, text) = (get("", Piece::Header).unwrap(), get("", Piece::Text).unwrap());
        assert_eq!(head + &text, MIXED);
        let some = Piece::Fields { names: vec!["SUBJECT".into(), "message-id".into()], except: false };
        assert_eq!(get("", some).unwrap(), "Subject: =?utf-8?Q?=C3=A9t=C3=A9?=\r\nMessage-ID: <m@x>\r\n\r\n");
        let names = ["from", "to", "subject", "date", "content-type"];
        let rest = Piece::Fields { names: names.map(str::to_owned).to_vec(), except: true };
        assert_eq!(get("", rest).unwrap(), "Message-ID: <m@x>\r\nMIME-Version: 1.0\r\n\r\n");
    }

    #[test]
    fn a_message_of_one_part_is_its_part() {
        let raw = b"Subject: x\r\n\r\nun\r\n";
        assert_eq!(*piece(raw, "1", &Piece::Body).unwrap(), *b"un\r\n");
        assert_eq!(*piece(raw, "", &Piece::Text).unwrap(), *b"un\r\n");
    }

    proptest! {
        #[test]
        fn nothing_panics(raw in prop::collection::vec(any::<u8>(), 0..400), number in "[0-9.]{0,6}") {
            of(&raw);
            for wanted in [Piece::Body, Piece::Header, Piece::Text, Piece::Mime] {
                piece(&raw, &number, &wanted);
            }
        }
    }
}
