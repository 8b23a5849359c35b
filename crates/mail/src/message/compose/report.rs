//! What programs read in the messages that programs write (RFC 6522), behind the words for the person: that a message was
//! displayed (RFC 8098), or what became of it on its way (RFC 3464).

use std::fmt::Write;

use bytes::Bytes;
use kernel::Time;

use super::{clean_line, date, sound_id};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The `report-type`, which is also the kind of its second part.
    pub(super) kind: &'static str,
    /// Lines of fields, groups of them parted by an empty line; ASCII.
    pub(super) fields: String,
    pub returned: Option<Returned>,
}

/// What comes back of the message that a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    Headers(Bytes),
    Message(Bytes),
}

impl Returned {
    /// The head of a message as it travelled.
    pub fn headers_of(raw: &[u8]) -> Returned {
        let end = memchr::memmem::find(raw, b"\r\n\r\n").map_or(raw.len(), |end| end + 2);
        let head = raw.get(..end.min(LONGEST_HEAD)).unwrap_or_default();
        Returned::Headers(Bytes::copy_from_slice(head))
    }
}

const LONGEST_HEAD: usize = 30_000;

/// That `reader` has had the message of this identifier displayed, and said so themselves. `host` and `product` are where
/// and by what.
pub fn displayed(host: &str, product: &str, reader: &str, original: Option<&str>) -> Report {
    let mut fields = format!(
        "Reporting-UA: {}; {}\r\nFinal-Recipient: {}\r\n",
        ascii(host),
        ascii(product),
        typed(reader)
    );
    if let Some(original) = original.and_then(sound_id) {
        let _ = write!(fields, "Original-Message-ID: <{original}>\r\n");
    }
    fields.push_str("Disposition: manual-action/MDN-sent-manually; displayed\r\n");
    Report { kind: "disposition-notification", fields, returned: None }
}

/// What became of a message at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate<'f> {
    pub address: &'f str,
    /// The address that its author had written, where their program said so.
    pub original: Option<&'f str>,
    pub action: Action,
    /// RFC 3463, as `5.2.2`.
    pub status: String,
    /// What the other side said.
    pub answer: Option<&'f str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    /// Handed to a server that will tell nothing more.
    Relayed,
}

impl Action {
    fn word(self) -> &'static str {
        match self {
            Action::Failed => "failed",
            Action::Delayed => "delayed",
            Action::Delivered => "delivered",
            Action::Relayed => "relayed",
        }
    }
}

/// What became of a message that `host` took at `come`; its author's program calls it `name`.
pub fn delivery(host: &str, name: Option<&str>, come: Option<Time>, fates: &[Fate<'_>]) -> Report {
    let mut fields = format!("Reporting-MTA: dns; {}\r\n", ascii(host));
    if let Some(name) = name {
        let _ = write!(fields, "Original-Envelope-Id: {}\r\n", ascii(name));
    }
    if let Some(come) = come {
        let _ = write!(fields, "Arrival-Date: {}\r\n", date(come));
    }
    for fate in fates {
        fields.push_str("\r\n");
        if let Some(original) = fate.original {
            let _ = write!(fields, "Original-Recipient: {}\r\n", typed(original));
        }
        let _ = write!(
            fields,
            "Final-Recipient: {}\r\nAction: {}\r\nStatus: {}\r\n",
            typed(fate.address),
            fate.action.word(),
            ascii(&fate.status)
        );
        if let Some(answer) = fate.answer {
            let _ = write!(fields, "Diagnostic-Code: smtp; {}\r\n", ascii(answer));
        }
    }
    Report { kind: "delivery-status", fields, returned: None }
}

/// An address with its kind; what is not ASCII is written as RFC 6533 does where only ASCII goes.
fn typed(address: &str) -> String {
    let kind = if address.is_ascii() { "rfc822" } else { "utf-8" };
    let escaped = clean_line(address).chars().fold(String::new(), |mut out, c| {
        if c.is_ascii() {
            out.push(c);
        } else {
            let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
        }
        out
    });
    format!("{kind};{escaped}")
}

fn ascii(text: &str) -> String {
    clean_line(text).chars().filter(char::is_ascii).collect()
}
