//! The words of the model, named like JMAP (RFC 8621): `Email`, `EmailAddress`, and what hangs on them.
//! Every text here has been made fit to show (see `clean`); the raw message is the only copy that is exact.

use kernel::Time;

/// One person or box in an address header.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct EmailAddress {
    pub name: Option<String>,
    /// Local part and domain as written; compare through [`crate::message::address::normalise`].
    pub email: String,
}

impl EmailAddress {
    pub fn new(name: &str, email: &str) -> Self {
        let name = name.trim();
        Self { name: (!name.is_empty()).then(|| name.to_owned()), email: email.trim().to_owned() }
    }

    pub fn bare(email: &str) -> Self {
        Self::new("", email)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Importance {
    Low,
    #[default]
    Normal,
    High,
}

/// `Auto-Submitted` of RFC 3834.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AutoSubmitted {
    #[default]
    No,
    Generated,
    Replied,
    /// Any other value: automatic all the same.
    Other,
}

/// What a mailing list says of itself (RFC 2369, 2919, 8058).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListHeaders {
    /// The identifier without its angle brackets.
    pub id: Option<String>,
    pub post: Vec<String>,
    pub archive: Vec<String>,
    pub help: Vec<String>,
    pub subscribe: Vec<String>,
    pub unsubscribe: Vec<String>,
    /// The list bears a plain POST on its `https` unsubscribe address, without a page to fill.
    pub one_click: bool,
}

impl ListHeaders {
    pub fn is_list(&self) -> bool {
        self.id.is_some() || !self.post.is_empty() || !self.unsubscribe.is_empty()
    }
}

/// A part that a reader can open or download. Messages attached to messages carry their own attachments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// Numbered as IMAP does (`1`, `2.1`): what [`crate::message::part`] asks for.
    pub part_id: String,
    /// Fit for a file system and a header, never empty.
    pub name: String,
    /// Lower case, without parameters: `application/pdf`.
    pub content_type: String,
    /// Bytes once decoded.
    pub size: usize,
    /// Shown inside the text (an image the HTML names), so not listed below it.
    pub inline: bool,
    /// Without its angle brackets.
    pub content_id: Option<String>,
    pub children: Vec<Attachment>,
}

/// What a limit made us leave out; the raw message has it still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    Headers,
    Recipients,
    Depth,
    Parts,
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Email {
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Vec<EmailAddress>,
    pub sender: Vec<EmailAddress>,
    pub reply_to: Vec<EmailAddress>,
    pub to: Vec<EmailAddress>,
    pub cc: Vec<EmailAddress>,
    pub bcc: Vec<EmailAddress>,
    pub subject: String,
    /// From `Date`, else from the last relay that stamped the message.
    pub sent_at: Option<Time>,
    /// Plain text with `\n` ends of line; `None` when the sender wrote HTML only.
    pub text_body: Option<String>,
    /// As sent, hostile: show it only through [`crate::message::safe_html`].
    pub html_body: Option<String>,
    pub attachments: Vec<Attachment>,
    pub has_attachment: bool,
    pub preview: String,
    pub list: ListHeaders,
    pub importance: Importance,
    pub auto_submitted: AutoSubmitted,
    /// Written by a program: no vacation answer, no reply expected (RFC 3834 and common usage).
    pub is_automatic: bool,
    /// The filter of the front server took it for junk.
    pub is_marked_junk: bool,
    /// The sender of the envelope, as the last server wrote it down.
    pub return_path: Option<String>,
    /// Bytes of the raw message.
    pub size: usize,
    pub losses: Vec<Loss>,
}

impl Email {
    /// What a reader reads, without markup: for search and for quoting.
    pub fn readable_text(&self) -> String {
        match (&self.text_body, &self.html_body) {
            (Some(text), _) => text.clone(),
            (None, Some(html)) => super::text::html_to_text(html),
            (None, None) => String::new(),
        }
    }

    /// Everyone the message names, in the order of the headers.
    pub fn correspondents(&self) -> impl Iterator<Item = &EmailAddress> {
        [&self.from, &self.sender, &self.reply_to, &self.to, &self.cc, &self.bcc].into_iter().flatten()
    }
}
