//! The body of what we send: text and its HTML twin, the images of the HTML beside it, attachments last.
//! Boundaries come from a digest of the content: the same draft gives the same bytes, and no content can hold them.

use mail_builder::headers::HeaderType;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};

use super::draft::{Draft, DraftAttachment, Stamp};
use super::report::{Report, Returned};
use super::sound_id;
use crate::message::clean::clean_text;
use crate::message::file_name::safe_file_name;
use crate::message::safe_html;
use crate::message::text::plain_twin;

pub fn body<'d>(draft: &'d Draft, stamp: &Stamp<'_>) -> MimePart<'d> {
    let boundaries = Boundaries::of(draft, stamp);
    let (beside, below): (Vec<_>, Vec<_>) = draft
        .attachments
        .iter()
        .partition(|a| draft.html.is_some() && a.content_id.as_deref().is_some_and(is_sound));

    let html = draft.html.as_deref().map(|html| document(&safe_html::outgoing(html)));
    let text = match (&draft.text, &draft.html) {
        (Some(text), _) => clean_text(text),
        (None, Some(html)) => plain_twin(html),
        (None, None) => String::new(),
    };
    let text = MimePart::new("text/plain", BodyPart::Text(ended(text).into()));
    if let Some(report) = &draft.report {
        return reported(report, text, &boundaries);
    }
    if let Some(calendar) = &draft.calendar {
        let kind = "text/calendar; charset=utf-8; method=REPLY".to_owned();
        return boundaries.multipart("alternative", vec![text, plain(kind, calendar.as_str().into())]);
    }
    let words = match html {
        None => text,
        Some(html) => {
            let html = MimePart::new("text/html", BodyPart::Text(ended(html).into()));
            let html = if beside.is_empty() {
                html
            } else {
                let mut parts = vec![html];
                parts.extend(beside.into_iter().map(image));
                boundaries.multipart("related", parts)
            };
            boundaries.multipart("alternative", vec![text, html])
        }
    };
    if below.is_empty() {
        return words;
    }
    let mut parts = vec![words];
    parts.extend(below.into_iter().map(attachment));
    boundaries.multipart("mixed", parts)
}

/// Words, fields, and what comes back of the message (RFC 6522).
fn reported<'d>(report: &'d Report, text: MimePart<'d>, boundaries: &Boundaries) -> MimePart<'d> {
    let fields = plain(format!("message/{}", report.kind), report.fields.as_str().into());
    let mut parts = vec![text, fields];
    parts.extend(report.returned.as_ref().map(|returned| match returned {
        Returned::Headers(head) => plain("text/rfc822-headers".to_owned(), String::from_utf8_lossy(head)),
        // The one part of ours that a reader may open as the message that it is.
        Returned::Message(raw) => MimePart {
            headers: vec![
                ("Content-Type".into(), HeaderType::Raw(Raw::new("message/rfc822"))),
                ("Content-Transfer-Encoding".into(), HeaderType::Raw(Raw::new("8bit"))),
            ],
            contents: BodyPart::Binary(raw.as_ref().into()),
        },
    }));
    let boundary = format!("=_report_{}", boundaries.digest);
    let kind = ContentType::new("multipart/report")
        .attribute("report-type", report.kind)
        .attribute("boundary", boundary);
    MimePart::new(kind, BodyPart::Multipart(parts))
}

fn plain(kind: String, text: std::borrow::Cow<'_, str>) -> MimePart<'_> {
    MimePart {
        headers: vec![("Content-Type".into(), HeaderType::Raw(Raw::new(kind)))],
        contents: BodyPart::Text(text),
    }
}

/// A whole document: some readers show nothing of a fragment, or guess its charset.
fn document(fragment: &str) -> String {
    format!("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{fragment}\n</body></html>")
}

fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn is_sound(content_id: &str) -> bool {
    sound_id(content_id).is_some()
}

fn image(attached: &DraftAttachment) -> MimePart<'_> {
    let mut part = file(attached, "inline");
    if let Some(id) = attached.content_id.as_deref().and_then(sound_id) {
        part.headers.push(("Content-ID".into(), HeaderType::MessageId(MessageId::new(id))));
    }
    part
}

fn attachment(attached: &DraftAttachment) -> MimePart<'_> {
    file(attached, "attachment")
}

fn file<'d>(attached: &'d DraftAttachment, disposition: &'static str) -> MimePart<'d> {
    let name = safe_file_name(&attached.name).unwrap_or_else(|| "piece-jointe".to_owned());
    let travels_as_is = as_is(attached);
    let content_type = content_type(attached, travels_as_is.is_some());
    let mut headers = vec![
        // A raw value: with a structured one the builder would rewrite the line ends of text files.
        ("Content-Type".into(), HeaderType::Raw(Raw::new(content_type))),
        (
            "Content-Disposition".into(),
            HeaderType::ContentType(ContentType::new(disposition).attribute("filename", name)),
        ),
    ];
    if let Some(encoding) = travels_as_is {
        headers.push(("Content-Transfer-Encoding".into(), HeaderType::Raw(Raw::new(encoding))));
    }
    MimePart { headers, contents: BodyPart::Binary(attached.content.as_ref().into()) }
}

/// A message inside a message must not be encoded (RFC 2046, 5.2.1): it travels as it is if its lines allow.
fn as_is(attached: &DraftAttachment) -> Option<&'static str> {
    if !attached.content_type.eq_ignore_ascii_case("message/rfc822") {
        return None;
    }
    let content = &attached.content;
    let lines_fit = content.split(|b| *b == b'\n').all(|line| line.len() <= 999);
    let ends = content.iter().enumerate().all(|(at, b)| match b {
        b'\n' => at > 0 && content.get(at - 1) == Some(&b'\r'),
        b'\r' => content.get(at + 1) == Some(&b'\n'),
        0 => false,
        _ => true,
    });
    (lines_fit && ends && !content.is_empty()).then(|| if content.is_ascii() { "7bit" } else { "8bit" })
}

fn content_type(attached: &DraftAttachment, is_message: bool) -> String {
    let lower = attached.content_type.trim().to_ascii_lowercase();
    let essence = lower.split(';').next().unwrap_or_default().trim().to_owned();
    let is_token = |s: &str| {
        !s.is_empty()
            && s.len() <= 100
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    let sound = essence.split_once('/').is_some_and(|(main, sub)| is_token(main) && is_token(sub));
    // Containers would be opened by the readers: only a message that travels as it is may be one.
    let opaque = essence.starts_with("multipart/") || (essence.starts_with("message/") && !is_message);
    if !sound || opaque {
        return "application/octet-stream".to_owned();
    }
    let is_utf8 = || !attached.content.is_ascii() && std::str::from_utf8(&attached.content).is_ok();
    if essence.starts_with("text/") && is_utf8() { format!("{essence}; charset=utf-8") } else { essence }
}

struct Boundaries {
    digest: String,
}

impl Boundaries {
    fn of(draft: &Draft, stamp: &Stamp<'_>) -> Self {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        add(stamp.message_id.as_bytes());
        add(&stamp.sent_at.0.to_be_bytes());
        add(draft.text.as_deref().unwrap_or_default().as_bytes());
        add(draft.html.as_deref().unwrap_or_default().as_bytes());
        if let Some(report) = &draft.report {
            add(report.fields.as_bytes());
            if let Some(Returned::Headers(bytes) | Returned::Message(bytes)) = &report.returned {
                add(bytes);
            }
        }
        if let Some(calendar) = &draft.calendar {
            add(calendar.as_bytes());
        }
        for attached in &draft.attachments {
            add(attached.name.as_bytes());
            add(&attached.content);
        }
        let digest =
            hash.finalize().iter().take(16).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        Self { digest }
    }

    fn multipart<'d>(&self, kind: &str, parts: Vec<MimePart<'d>>) -> MimePart<'d> {
        // `=_` never occurs in quoted-printable, nor in base64.
        let boundary = format!("=_{}_{}", kind, self.digest);
        let mut content_type = ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundary);
        if kind == "related" {
            content_type = content_type.attribute("type", "text/html");
        }
        MimePart::new(content_type, BodyPart::Multipart(parts))
    }
}
