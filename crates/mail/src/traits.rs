//! What rules, the answer of absence and the reports ask of a message, read out of it once, whatever the number of boxes
//! it goes to.

use std::sync::OnceLock;

use kernel::search::fold;

use crate::message::{Email, EmailAddress, address::normalise};

#[derive(Debug, Default)]
pub(crate) struct Traits {
    pub from: Vec<EmailAddress>,
    /// The one who wrote it by its `From` alone, in the form that two spellings share; not whoever merely sent it.
    pub author: Option<String>,
    /// Whom it names in `To` and `Cc`.
    pub named: Vec<EmailAddress>,
    pub subject: String,
    /// The identifier of the list it came by.
    pub list: String,
    pub has_attachment: bool,
    pub size: i64,
    /// Lists, robots, answers of absence, bounces: RFC 3834 wants no answer to these.
    pub is_automatic: bool,
    /// The front server's filter took it for junk.
    pub is_marked_junk: bool,
    pub message_id: Option<String>,
    pub references: Vec<String>,
    /// Where its transport wants answers: the sender of the envelope.
    pub return_path: Option<String>,
    text: String,
    folded: OnceLock<String>,
}

/// A text is looked at up to here; what follows is quoted mail or data.
pub(crate) const TEXT: usize = 100_000;
/// A message names thousands at times: a rule looks at the first.
const NAMED: usize = 500;

impl Traits {
    pub(crate) fn of(email: &Email, size: i64, text: &str) -> Traits {
        let named = email.to.iter().chain(&email.cc).take(NAMED).cloned();
        Traits {
            from: email.from.iter().chain(&email.sender).take(8).cloned().collect(),
            author: match email.from.as_slice() {
                [only] if !only.email.is_empty() => Some(normalise(&only.email)),
                _ => None,
            },
            named: named.collect(),
            subject: email.subject.clone(),
            list: email.list.id.clone().unwrap_or_default(),
            has_attachment: email.has_attachment,
            size,
            is_automatic: email.is_automatic,
            is_marked_junk: email.is_marked_junk,
            message_id: email.message_id.clone(),
            references: email.references.clone(),
            return_path: email.return_path.clone(),
            text: text.get(..text.floor_char_boundary(TEXT)).unwrap_or_default().to_owned(),
            folded: OnceLock::new(),
        }
    }

    /// Without accents and case: only asked for by rules that look at the text.
    pub(crate) fn folded_text(&self) -> &str {
        self.folded.get_or_init(|| fold(&self.text))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The address it was written from, in the form that two spellings share.
    pub(crate) fn sender(&self) -> Option<String> {
        self.from.first().filter(|a| !a.email.is_empty()).map(|a| normalise(&a.email))
    }
}
