//! What a person is writing, before it is a message: the fields of the composer and nothing of the wire.
//! The date and the identifier come at the last moment, from whoever sends.

use bytes::Bytes;
use kernel::Time;

use super::report::Report;
use crate::message::email::{EmailAddress, Importance};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub from: EmailAddress,
    /// Who writes in the name of `from`, for shared boxes.
    pub sender: Option<EmailAddress>,
    pub reply_to: Vec<EmailAddress>,
    pub to: Vec<EmailAddress>,
    pub cc: Vec<EmailAddress>,
    pub bcc: Vec<EmailAddress>,
    pub subject: String,
    /// Made from the HTML when absent.
    pub text: Option<String>,
    /// Sanitised before it is sent.
    pub html: Option<String>,
    pub attachments: Vec<DraftAttachment>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub importance: Importance,
    /// Further fields, such as `Auto-Submitted`.
    pub headers: Vec<(String, String)>,
    /// What programs read of it, behind the text, which then stands alone.
    pub report: Option<Report>,
    /// What calendars read of it, beside the text, which then stands alone: iCalendar with `METHOD:REPLY` (RFC 6047).
    pub calendar: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftAttachment {
    pub name: String,
    pub content_type: String,
    pub content: Bytes,
    /// Named by an image of the HTML (`cid:`): the part travels with the text, not below it.
    pub content_id: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub struct Stamp<'s> {
    /// With or without its angle brackets.
    pub message_id: &'s str,
    pub sent_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// To those it is sent to: hidden copies stay hidden.
    Delivered,
    /// To its author's drafts and sent messages.
    Kept,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComposeError {
    BadAddress(String),
    BadHeader(String),
    BadMessageId(String),
}

impl std::fmt::Display for ComposeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadAddress(address) => write!(f, "not an address one can write to: {address:?}"),
            Self::BadHeader(name) => write!(f, "not a header one can add: {name:?}"),
            Self::BadMessageId(id) => write!(f, "not a message identifier: {id:?}"),
        }
    }
}

impl std::error::Error for ComposeError {}
