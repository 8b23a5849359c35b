//! The drafts that start from a message read: answer, answer to all, send on inline or whole.
//! Nobody is written to twice, nor to oneself; the chain of references grows but stays bounded.

use std::collections::HashSet;

use bytes::Bytes;
use jiff::tz::TimeZone;
use kernel::Locale;

use super::draft::{Draft, DraftAttachment};
use super::quote;
use crate::message::address::{is_valid, normalise, without_detail};
use crate::message::email::{Attachment, Email, EmailAddress};
use crate::message::file_name::safe_file_name;
use crate::message::safe_html::RemoteImages;
use crate::message::subject;

/// Who answers.
pub struct Me<'m> {
    pub address: &'m EmailAddress,
    /// Other addresses of the same person: not to be written to either.
    pub aliases: &'m [String],
    pub zone: &'m TimeZone,
    pub locale: Locale,
}

impl Me<'_> {
    fn is(&self, address: &EmailAddress) -> bool {
        // Whatever is added behind a `+` is theirs too.
        let email = normalise(&without_detail(&address.email));
        email == normalise(&self.address.email) || self.aliases.iter().any(|alias| normalise(alias) == email)
    }
}

const MAX_REFERENCES: usize = 30;

pub fn reply(original: &Email, me: &Me<'_>, all: bool) -> Draft {
    let quote = quote::answered(original, me.zone, me.locale);
    let (to, cc) = recipients(original, me, all);
    Draft {
        from: me.address.clone(),
        to,
        cc,
        subject: subject::reply(&original.subject, me.locale),
        text: Some(quote.text),
        html: Some(quote.html),
        in_reply_to: original.message_id.iter().cloned().collect(),
        references: references(original),
        ..Draft::default()
    }
}

/// Inline. Its attachments are [`joined`] by whoever has the message.
pub fn forward(original: &Email, me: &Me<'_>, images: RemoteImages) -> Draft {
    let quote = quote::sent_on(original, me.zone, me.locale, images);
    Draft { text: Some(quote.text), html: Some(quote.html), ..sent_on(original, me) }
}

/// What is joined to a message, joined to the one that sends it on.
pub fn joined(attached: &Attachment, content: Bytes) -> DraftAttachment {
    DraftAttachment {
        name: attached.name.clone(),
        content_type: attached.content_type.clone(),
        content,
        content_id: attached.content_id.clone().filter(|_| attached.inline),
    }
}

/// Whole, as an attached message: what a help desk asks for to study a fraud.
pub fn forward_attached(original: &Email, raw: Bytes, me: &Me<'_>) -> Draft {
    let name =
        safe_file_name(&original.subject.replace(['/', '\\'], "_")).unwrap_or_else(|| "message".to_owned());
    let attached = DraftAttachment {
        name: format!("{name}.eml"),
        content_type: "message/rfc822".to_owned(),
        content: raw,
        content_id: None,
    };
    Draft { attachments: vec![attached], text: Some(String::new()), ..sent_on(original, me) }
}

/// Sent on, a message is no answer: references keep it near its origin in the sender's own box.
fn sent_on(original: &Email, me: &Me<'_>) -> Draft {
    Draft {
        from: me.address.clone(),
        subject: subject::forward(&original.subject, me.locale),
        references: references(original),
        ..Draft::default()
    }
}

fn recipients(original: &Email, me: &Me<'_>, all: bool) -> (Vec<EmailAddress>, Vec<EmailAddress>) {
    let wants_elsewhere = original.reply_to.iter().any(|a| is_valid(&a.email) && !me.is(a));
    // A form of a site writes from one's own address to oneself, for whoever filled it in.
    let by_a_form = wants_elsewhere && original.to.iter().all(|to| me.is(to));
    let mine = !by_a_form && original.from.iter().any(|from| me.is(from));
    // Answering one's own message goes on writing to the same people.
    let target = if mine {
        &original.to
    } else if original.reply_to.iter().any(|a| is_valid(&a.email)) {
        &original.reply_to
    } else {
        &original.from
    };
    let mut seen = HashSet::new();
    let mut to = Vec::new();
    let mut cc = Vec::new();
    keep(&mut to, target, me, &mut seen);
    if all {
        if !mine {
            keep(&mut to, &original.to, me, &mut seen);
        }
        keep(&mut cc, &original.cc, me, &mut seen);
    }
    if to.is_empty() && !cc.is_empty() {
        to = std::mem::take(&mut cc);
    }
    if to.is_empty() && mine {
        // A note to oneself.
        to.push(me.address.clone());
    }
    (to, cc)
}

fn keep(kept: &mut Vec<EmailAddress>, from: &[EmailAddress], me: &Me<'_>, seen: &mut HashSet<String>) {
    for address in from {
        if is_valid(&address.email) && !me.is(address) && seen.insert(normalise(&address.email)) {
            kept.push(address.clone());
        }
    }
}

/// RFC 5322, 3.6.4, shortened in the middle: the root and the nearest are those that programs look at.
fn references(original: &Email) -> Vec<String> {
    let mut chain = if original.references.is_empty() && original.in_reply_to.len() == 1 {
        &original.in_reply_to
    } else {
        &original.references
    }
    .clone();
    chain.extend(original.message_id.iter().cloned());
    let mut seen = HashSet::new();
    chain.retain(|id| seen.insert(id.clone()));
    if chain.len() > MAX_REFERENCES {
        chain.drain(1..chain.len() - (MAX_REFERENCES - 1));
    }
    chain
}
