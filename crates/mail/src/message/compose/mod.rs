//! Writes what our users send: a [`Draft`] becomes RFC 5322 bytes, a message read becomes the draft of an answer.
//! Every field is taken as hostile: whatever it holds, it stays within its own header or part.

mod draft;
mod mime;
mod quote;
mod reply;
mod report;

#[cfg(test)]
mod tests;

use std::io;

use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Time;
use mail_builder::IoWriter;
use mail_builder::headers::Header;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

pub use draft::{ComposeError, Copies, Draft, DraftAttachment, Stamp};
pub use reply::{Me, forward, forward_attached, joined, reply};
pub use report::{Action, Fate, Report, Returned, delivery, displayed};

use super::address::on_the_wire;
use super::clean::clean_line;
use super::email::{EmailAddress, Importance};

/// The message as it travels (`Copies::Delivered`, without `Bcc`) or as its author keeps it (`Copies::Kept`).
pub fn compose(draft: &Draft, stamp: &Stamp<'_>, copies: Copies) -> Result<Vec<u8>, ComposeError> {
    let mut message = head(draft, stamp, copies)?;
    mime::body(draft, stamp).write_part(&mut message);
    Ok(message)
}

/// The same, written piece by piece: for what may have large files.
pub fn write(
    draft: &Draft,
    stamp: &Stamp<'_>,
    copies: Copies,
    out: &mut impl io::Write,
) -> io::Result<Result<(), ComposeError>> {
    let head = match head(draft, stamp, copies) {
        Ok(head) => head,
        Err(error) => return Ok(Err(error)),
    };
    out.write_all(&head)?;
    let mut out = IoWriter::new(out);
    mime::body(draft, stamp).write_part(&mut out);
    out.into_result().map(Ok)
}

fn head(draft: &Draft, stamp: &Stamp<'_>, copies: Copies) -> Result<Vec<u8>, ComposeError> {
    let mut head = Head(Vec::with_capacity(4_096));
    head.write("Date", HeaderType::Date(Date::new(seconds(stamp.sent_at))));
    head.addresses("From", std::slice::from_ref(&draft.from))?;
    if let Some(sender) =
        draft.sender.as_ref().filter(|sender| !super::address::is_same(&sender.email, &draft.from.email))
    {
        head.addresses("Sender", std::slice::from_ref(sender))?;
    }
    head.addresses("Reply-To", &draft.reply_to)?;
    head.addresses("To", &draft.to)?;
    head.addresses("Cc", &draft.cc)?;
    if copies == Copies::Kept {
        head.addresses("Bcc", &draft.bcc)?;
    }
    head.text("Subject", &draft.subject);
    let id =
        sound_id(stamp.message_id).ok_or_else(|| ComposeError::BadMessageId(clean_line(stamp.message_id)))?;
    head.ids("Message-ID", [id].into_iter());
    head.ids("In-Reply-To", draft.in_reply_to.iter().filter_map(|id| sound_id(id)));
    head.ids("References", draft.references.iter().filter_map(|id| sound_id(id)));
    match draft.importance {
        Importance::Normal => {}
        Importance::High => head.write("Importance", HeaderType::Raw(Raw::new("high"))),
        Importance::Low => head.write("Importance", HeaderType::Raw(Raw::new("low"))),
    }
    for (name, value) in &draft.headers {
        if !is_free(name) {
            return Err(ComposeError::BadHeader(clean_line(name)));
        }
        head.text(name, value);
    }
    head.write("MIME-Version", HeaderType::Raw(Raw::new("1.0")));
    Ok(head.0)
}

/// Whom the message goes to, hidden copies included, each box once, ready for `RCPT TO`.
pub fn envelope(draft: &Draft) -> Result<Vec<String>, ComposeError> {
    let mut seen = std::collections::HashSet::new();
    let mut recipients = Vec::new();
    for address in draft.to.iter().chain(&draft.cc).chain(&draft.bcc) {
        let wire = wire_address(address)?;
        if seen.insert(super::address::normalise(&wire)) {
            recipients.push(wire);
        }
    }
    Ok(recipients)
}

/// Bytes of one encoded word: with its marks it has 68 of the 75 characters allowed.
const ENCODED: usize = 42;

struct Head(Vec<u8>);

impl Head {
    fn write(&mut self, name: &str, value: HeaderType<'_>) {
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b": ");
        value.write_header(&mut self.0, name.len() + 2);
    }

    fn text(&mut self, name: &str, text: &str) {
        let text = clean_line(text);
        if text.contains("=?") {
            let words = encoded_words(&text);
            self.0.extend_from_slice(format!("{name}: {words}\r\n").as_bytes());
        } else {
            self.write(name, HeaderType::Text(Text::new(text)));
        }
    }

    fn addresses(&mut self, name: &str, addresses: &[EmailAddress]) -> Result<(), ComposeError> {
        if addresses.is_empty() {
            return Ok(());
        }
        let mut list = Vec::with_capacity(addresses.len());
        for address in addresses {
            let shown = address.name.as_deref().map(clean_line).filter(|name| !name.is_empty());
            list.push(Address::new_address(shown, wire_address(address)?));
        }
        self.write(name, HeaderType::Address(Address::new_list(list)));
        Ok(())
    }

    fn ids<'i>(&mut self, name: &str, ids: impl Iterator<Item = &'i str>) {
        let ids: Vec<&str> = ids.collect();
        if !ids.is_empty() {
            self.write(name, HeaderType::MessageId(MessageId::new_list(ids.into_iter())));
        }
    }
}

/// Text in which something looks like an encoded word: left as it is, readers would take that for what it encodes. Each word
/// is on a line of its own and holds whole characters (RFC 2047, 2 and 5).
fn encoded_words(text: &str) -> String {
    let mut pieces = vec![String::new()];
    for c in text.chars() {
        if let Some(piece) = pieces.last_mut().filter(|piece| piece.len() + c.len_utf8() <= ENCODED) {
            piece.push(c);
        } else {
            pieces.push(c.to_string());
        }
    }
    let words = pieces.iter().map(|piece| format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(piece)));
    words.collect::<Vec<_>>().join("\r\n ")
}

fn wire_address(address: &EmailAddress) -> Result<String, ComposeError> {
    on_the_wire(&address.email).ok_or_else(|| ComposeError::BadAddress(clean_line(&address.email)))
}

/// As messages write a moment (RFC 5322, 3.3).
pub fn date(at: Time) -> String {
    Date::new(seconds(at)).to_rfc822()
}

/// Years 1970 to 9999: what every reader of dates takes.
fn seconds(sent_at: Time) -> i64 {
    sent_at.seconds().clamp(0, 253_402_300_799)
}

/// An identifier that can stand between angle brackets on one line.
fn sound_id(id: &str) -> Option<&str> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let sound = !id.is_empty()
        && id.len() <= 900
        && id
            .chars()
            .all(|c| (c.is_ascii_graphic() || !c.is_ascii()) && !c.is_control() && !c.is_whitespace())
        && !id.contains(['<', '>', '(', ')', '"', ',', '\\']);
    sound.then_some(id)
}

/// Fields a caller may add. Those that say who, where, when or how the message is built are ours alone.
fn is_free(name: &str) -> bool {
    const OURS: &[&str] = &[
        "apparently-to",
        "authentication-results",
        "bcc",
        "cc",
        "date",
        "delivered-to",
        "dkim-signature",
        "from",
        "importance",
        "in-reply-to",
        "message-id",
        "mime-version",
        "received",
        "references",
        "reply-to",
        "return-path",
        "sender",
        "subject",
        "to",
    ];
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && name.len() <= 70
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !lower.starts_with("content-")
        && !lower.starts_with("resent-")
        && !lower.starts_with("arc-")
        && !OURS.contains(&lower.as_str())
}
