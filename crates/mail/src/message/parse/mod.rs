//! Reads raw RFC 5322 bytes into an [`Email`], never failing and never panicking: what is broken is read as far as it goes.
//! The raw message stays the truth; what a limit leaves out is listed in [`Email::losses`].

mod automatic;
mod body;
mod date;
mod decode;
mod delimiter;
mod encoded_word;
pub(crate) mod field;
mod flowed;
mod header;
pub mod structure;

#[cfg(test)]
mod cpython;
#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
mod hostile;
#[cfg(test)]
pub(crate) mod samples;

use std::io::{self, Write};

use header::Headers;
use kernel::Time;
use structure::Entity;

use super::email::{Attachment, Email, EmailAddress, Loss};
use super::preview;

pub use body::percent_decode;

pub fn parse(raw: &[u8]) -> Email {
    let (root, mut losses) = structure::read(raw);
    let mut email = of_headers(&root, &mut losses);
    let bodies = body::choose(raw, &root);
    losses.extend(bodies.losses);
    losses.sort_unstable();
    losses.dedup();
    email.text_body = bodies.text;
    email.html_body = bodies.html;
    email.has_attachment = bodies.attachments.iter().any(is_worth_a_clip);
    email.attachments = bodies.attachments;
    email.preview = preview::of(&email);
    email.size = raw.len();
    email.losses = losses;
    email
}

/// The decoded content of a part, by the number its [`Attachment`] bears; `None` when there is no such part.
pub fn part(raw: &[u8], id: &str) -> Option<Vec<u8>> {
    let (root, _) = structure::read(raw);
    root.find(id).map(|entity| decode::content(raw, entity).into_owned())
}

/// The same, written piece by piece; `false` when there is no such part.
pub fn write_part(raw: &[u8], id: &str, out: &mut impl Write) -> io::Result<bool> {
    let (root, _) = structure::read(raw);
    let Some(entity) = root.find(id) else { return Ok(false) };
    decode::write_content(raw, entity, out).map(|()| true)
}

/// Every value of a header field, unfolded and otherwise as written: for what `Email` has no place for.
/// Whether all fields of the head are looked at: past a limit the others are as if they were not there.
pub fn head_is_whole(raw: &[u8]) -> bool {
    !Headers::of_message(raw).overflow
}

pub fn header_values(raw: &[u8], name: &str) -> Vec<String> {
    Headers::of_message(raw).all(name).map(field::verbatim).collect()
}

fn of_headers(root: &Entity<'_>, losses: &mut Vec<Loss>) -> Email {
    let headers = &root.headers;
    let mut addresses = |name: &str| -> Vec<EmailAddress> {
        let mut all = Vec::new();
        for value in headers.all(name) {
            let (found, cut) = field::addresses(value);
            let room = field::MAX_RECIPIENTS - all.len();
            if cut || found.len() > room {
                losses.push(Loss::Recipients);
            }
            all.extend(found.into_iter().take(room));
        }
        all
    };
    let (from, sender, reply_to) = (addresses("from"), addresses("sender"), addresses("reply-to"));
    let (to, cc, bcc) = (addresses("to"), addresses("cc"), addresses("bcc"));
    let ids = |name: &str| headers.first(name).map(field::ids).unwrap_or_default();
    let list = automatic::list(headers);
    let auto_submitted = automatic::auto_submitted(headers);
    Email {
        message_id: ids("message-id").into_iter().next(),
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        subject: headers.first("subject").map(field::text).unwrap_or_default(),
        sent_at: sent_at(headers),
        importance: automatic::importance(headers),
        auto_submitted,
        is_automatic: automatic::is_automatic(headers, auto_submitted, &list, &from),
        is_marked_junk: automatic::is_marked_junk(headers),
        return_path: ids("return-path").into_iter().next(),
        list,
        from,
        sender,
        reply_to,
        to,
        cc,
        bcc,
        ..Email::default()
    }
}

/// When a message arrived where it was kept: what the last relay wrote down, else what its sender says.
pub fn arrived_at(raw: &[u8]) -> Option<Time> {
    let headers = Headers::of_message(raw);
    let stamped = headers.all("received").find_map(date::of_received);
    stamped.or_else(|| headers.first("date").and_then(date::parse))
}

fn sent_at(headers: &Headers<'_>) -> Option<Time> {
    let written = headers.first("date").and_then(date::parse);
    written.or_else(|| headers.all("received").find_map(date::of_received))
}

/// A clip in the list promises a document: the images of the text, a signature, the details of a report are none.
fn is_worth_a_clip(attachment: &Attachment) -> bool {
    let is_machinery = matches!(
        attachment.content_type.as_str(),
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
            | "message/delivery-status"
            | "message/disposition-notification"
            | "text/rfc822-headers"
    );
    !attachment.inline && !is_machinery
}
