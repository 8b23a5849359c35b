//! A message ready to be filed: its bytes are kept in the file store, and what lists, threads and searches need has
//! been read out of it. Made outside of any transaction, filed in as many boxes as it goes to.

use std::sync::Arc;

use bytes::Bytes;
use kernel::{
    Ctx, Error, Result, Time,
    files::{Files, Kept, look},
    search::words_of,
};

use crate::{
    attachments,
    message::{
        Email,
        address::{display, short_name},
        compose::{self, Copies, Stamp},
        parse,
        thread::Links,
    },
    traits::Traits,
};

#[derive(Clone, Debug)]
pub struct Letter {
    pub digest: String,
    pub size: i64,
    pub links: Links,
    /// `Nom <adresse>`, as the reading page shows it.
    pub sender: String,
    /// To and copies, likewise, separated by commas; the first of many.
    pub recipients: String,
    /// For lists: names alone.
    pub sender_name: String,
    pub recipient_names: String,
    pub subject: String,
    pub preview: String,
    pub sent_at: Option<Time>,
    pub has_attachment: bool,
    /// Something joined to it has a text that a search finds it by, once it has been read.
    pub(crate) is_readable: bool,
    /// What a search finds it by.
    pub words: Arc<[String]>,
    /// Without `Message-ID` the content itself says which message it is.
    pub identity: String,
    /// What is asked of it when it is sorted.
    pub(crate) traits: Arc<Traits>,
}

/// A list of recipients longer than this says no more.
const RECIPIENTS: usize = 60;
const NAMES: usize = 8;
/// A message is remembered by its beginning.
const WORDS: usize = 24_000;

impl Letter {
    /// Keeps the bytes as they are and reads them. They are on disk when this returns.
    pub async fn keep(ctx: &Ctx, raw: impl Into<Bytes>) -> Result<Letter> {
        let raw = raw.into();
        let Kept { digest, size } = ctx.services().files.keep_bytes(raw.clone()).await?;
        look(raw, move |raw| Letter::read(&parse(raw), &digest, i64::try_from(size).unwrap_or(i64::MAX)))
            .await
    }

    /// The same of what stands in several places, one after the other.
    pub(crate) async fn keep_all<const N: usize>(ctx: &Ctx, pieces: [Bytes; N]) -> Result<Letter> {
        Letter::keep(ctx, ctx.services().files.joined(pieces).await?).await
    }

    /// Writes a message and keeps it.
    pub(crate) async fn compose(
        ctx: &Ctx,
        message: impl Into<Arc<compose::Draft>>,
        stamp: &Stamp<'_>,
        copies: Copies,
    ) -> Result<Letter> {
        let (message, message_id, sent_at) = (message.into(), stamp.message_id.to_owned(), stamp.sent_at);
        let (written, raw) = ctx
            .services()
            .files
            .write(move |spool| {
                let stamp = Stamp { message_id: &message_id, sent_at };
                compose::write(&message, &stamp, copies, spool)
            })
            .await?;
        written.map_err(Error::internal)?;
        Letter::keep(ctx, raw).await
    }

    /// The same of a message that is kept already.
    pub(crate) async fn of(files: &Files, digest: &str) -> Result<Letter> {
        let email = email(files, digest).await?.0;
        Ok(Letter::read(&email, digest, i64::try_from(email.size).unwrap_or(i64::MAX)))
    }

    /// What is to be known of a message whose bytes are kept under this digest.
    pub(crate) fn read(email: &Email, digest: &str, size: i64) -> Letter {
        let sender = email.from.first().or(email.sender.first());
        let recipients: Vec<_> = email.to.iter().chain(&email.cc).chain(&email.bcc).collect();
        let shown: Vec<String> = recipients.iter().take(RECIPIENTS).map(|a| display(a)).collect();
        let text = email.readable_text();
        let names: Vec<&str> = recipients.iter().take(NAMES).map(|a| short_name(a)).collect();
        Letter {
            identity: email.message_id.clone().unwrap_or_else(|| digest.to_owned()),
            links: Links::of(email),
            sender: sender.map(display).unwrap_or_default(),
            recipients: shown.join(", "),
            sender_name: sender.map(|a| short_name(a).to_owned()).unwrap_or_default(),
            recipient_names: names.join(", "),
            subject: email.subject.clone(),
            preview: email.preview.clone(),
            sent_at: email.sent_at,
            has_attachment: email.has_attachment,
            is_readable: attachments::any(email),
            words: words(email, &text).into(),
            traits: Arc::new(Traits::of(email, size, &text)),
            digest: digest.to_owned(),
            size,
        }
    }
}

/// A message that is kept, read, and its bytes.
pub(crate) async fn email(files: &Files, digest: &str) -> Result<(Email, Bytes)> {
    let raw = files.bytes(digest).await?;
    Ok((look(raw.clone(), |raw| parse(raw)).await?, raw))
}

fn words(email: &Email, text: &str) -> Vec<String> {
    let mut words = String::new();
    for address in email.correspondents().take(RECIPIENTS) {
        words.push_str(&display(address));
        words.push(' ');
    }
    for attachment in &email.attachments {
        words.push_str(&attachment.name);
        words.push(' ');
    }
    words_of(&[&email.subject, &words, text.get(..text.floor_char_boundary(WORDS)).unwrap_or_default()])
}
