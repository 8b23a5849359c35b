//! What is being written: fields as typed, saved while they are, whether or not they can be sent so. A version tells
//! two windows apart; sending takes the draft away and leaves its id in the message's identifier.

pub(crate) mod copy;
mod store;

use kernel::{Error, Id, Result, Time, Tx, files::Kept, text_enum, time::hours};

use crate::{
    filing::{self, Message},
    folder::{self, FolderRole},
    mailbox::{self, Mailbox},
    message::{Email, EmailAddress, address::display},
    words::Words,
};

pub use store::{DraftFile, DraftRow, files, find};
pub(crate) use store::{DraftLine, drafts_query, is_discarded, leaves_at, mailbox_of, source};

kernel::big_tables!["mail_drafts", "mail_draft_files"];

/// Marker for ids of drafts.
#[derive(Debug)]
pub struct Draft;

text_enum! {
    /// What one is writing.
    pub enum Intent { New = "new", Reply = "reply", ReplyAll = "reply_all", Forward = "forward" }
}

text_enum! {
    /// What the reader's program shows of a message before it is read.
    pub enum Priority { Low = "low", Normal = "normal", High = "high" }
}

/// The fields of the composer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The address it is written as; the default one when empty.
    pub sender: String,
    pub importance: Priority,
    /// The writer wants to know that it is read.
    pub wants_receipt: bool,
    pub recipients: String,
    pub copies: String,
    pub hidden_copies: String,
    pub subject: String,
    /// HTML when it starts with a tag, plain text otherwise.
    pub body: String,
    pub intent: Intent,
    /// The message answered or sent on, in this box.
    pub source_id: Option<Id<Message>>,
    /// Its file, kept even when the message goes.
    pub source_digest: Option<String>,
    /// Whether it is quoted below.
    pub quotes_source: bool,
    /// Numbers of its parts that are sent on, separated by commas.
    pub source_parts: String,
}

impl Writing {
    /// What a message says, to go on with: its fields and its words without markup.
    pub(crate) fn of(email: &Email) -> Writing {
        let line = |list: &[EmailAddress]| list.iter().map(display).collect::<Vec<_>>().join(", ");
        Writing {
            sender: String::new(),
            importance: Priority::Normal,
            wants_receipt: false,
            recipients: line(&email.to),
            copies: line(&email.cc),
            hidden_copies: line(&email.bcc),
            subject: email.subject.clone(),
            body: email.readable_text().trim_end().to_owned(),
            intent: Intent::New,
            source_id: None,
            source_digest: None,
            quotes_source: false,
            source_parts: String::new(),
        }
    }
}

/// What a saved draft may hold; a composer never sends as much.
const LONGEST_FIELD: usize = 60_000;
const LONGEST_BODY: usize = 900_000;

/// The identifier of the message that this draft becomes: the same however often it is sent.
pub fn message_id(draft: Id<Draft>, domain: &str) -> String {
    format!("{draft}@{domain}")
}

/// Saves; answers the new version. `version` is that of the page: 0 when the draft was never saved.
pub async fn save(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    writing: &Writing,
) -> Result<i64> {
    let t = Words(tx.locale);
    let fields =
        [&writing.sender, &writing.recipients, &writing.copies, &writing.hidden_copies, &writing.subject];
    if fields.iter().any(|f| f.len() > LONGEST_FIELD) || writing.body.len() > LONGEST_BODY {
        return Err(Error::invalid("body", t.draft_too_long()));
    }
    if version > 0 {
        return match store::update(tx, mailbox, draft, version, writing).await? {
            Some(saved) => {
                copy::saved(tx, mailbox, draft, saved.program_at).await?;
                Ok(saved.version)
            }
            None => known_already(tx, mailbox, draft, writing).await,
        };
    }
    mailbox::ensure(tx, mailbox.cast()).await?;
    let Some(saved) = store::insert(tx, mailbox, draft, writing).await? else {
        if is_sent(tx, mailbox, draft).await? {
            return Err(Error::Conflict(t.draft_sent_already().to_owned()));
        }
        // Not found, it is somebody else's draft that has this id.
        let known = store::find(tx, mailbox, draft).await?.ok_or(Error::NotFound)?;
        return same_version(tx, &known, writing);
    };
    if is_sent(tx, mailbox, draft).await? {
        return Err(Error::Conflict(t.draft_sent_already().to_owned()));
    }
    folder::count(tx, FolderRole::Drafts.in_box(mailbox), 1).await?;
    copy::saved(tx, mailbox, draft, saved.program_at).await?;
    Ok(saved.version)
}

/// The version of a draft that is no longer in the one that the page knows, when it says the same all the same.
async fn known_already(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    writing: &Writing,
) -> Result<i64> {
    if let Some(known) = store::find(tx, mailbox, draft).await? {
        return same_version(tx, &known, writing);
    }
    let t = Words(tx.locale);
    let sent = is_sent(tx, mailbox, draft).await?;
    Err(Error::Conflict(if sent { t.draft_sent_already() } else { t.draft_deleted() }.to_owned()))
}

/// Pressed twice, or the answer to a save was lost on the way: what is saved already is in conflict with nothing.
fn same_version(tx: &Tx, known: &DraftRow, writing: &Writing) -> Result<i64> {
    // What it answers stays as it was at first.
    let (source_id, source_digest) = (known.source_id, known.source_digest.clone());
    let said = Writing { intent: known.intent, source_id, source_digest, ..writing.clone() };
    if known.writing() == said {
        return Ok(known.version);
    }
    Err(Error::Conflict(Words(tx.locale).draft_changed().to_owned()))
}

/// Whether this draft has become a message, or is about to.
pub(crate) async fn is_sent(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    if store::leaves_at(tx, mailbox, draft).await?.is_some() {
        return Ok(true);
    }
    let domain = tx.academy()?.mail_domain.clone();
    let key = filing::sent_key(&message_id(draft, &domain));
    Ok(!filing::with_keys(tx, mailbox, key).await?.is_empty())
}

/// Joins a file that is kept already: it counts in the quota as what it will be sent in.
pub async fn attach(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    kept: &Kept,
    name: &str,
    content_type: &str,
) -> Result<()> {
    let id = tx.new_id();
    join(tx, mailbox, draft, DraftFile::new(id, kept, name, content_type, None)).await
}

/// Joins an image that stands in the text.
pub(crate) async fn attach_inline(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    kept: &Kept,
    name: &str,
    content_type: &str,
) -> Result<Id<DraftFile>> {
    let id: Id<DraftFile> = tx.new_id();
    let content_id = format!("{id}@{}", tx.academy()?.mail_domain);
    join(tx, mailbox, draft, DraftFile::new(id, kept, name, content_type, Some(content_id))).await?;
    Ok(id)
}

/// Where the editor shows an image of the text.
pub(crate) fn image_path(draft: Id<Draft>, file: Id<DraftFile>) -> String {
    format!("/webmel/brouillons/{draft}/images/{file}")
}

async fn join(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>, file: DraftFile) -> Result<()> {
    store::find(tx, mailbox, draft).await?.ok_or(Error::NotFound)?;
    let stamp = mailbox::stamp(tx, mailbox, 0, file.size).await?;
    if stamp.used_bytes > stamp.quota_bytes {
        return Err(Error::invalid("file", Words(tx.locale).quota_full()));
    }
    store::add_file(tx, draft, &file).await?;
    copy::later(tx, mailbox, draft).await
}

pub async fn detach(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>, file: Id<DraftFile>) -> Result<()> {
    store::find(tx, mailbox, draft).await?.ok_or(Error::NotFound)?;
    let size = store::remove_file(tx, draft, file).await?;
    weigh(tx, mailbox, -size).await?;
    copy::later(tx, mailbox, draft).await
}

/// Throws the draft away; it can be brought back for a day. Answers whether there was one.
pub async fn discard(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let Some(copy) = store::discard(tx, mailbox, draft).await? else { return Ok(false) };
    copy::hide(tx, mailbox, draft, copy).await?;
    let weight = store::weight(tx, draft).await?;
    weigh(tx, mailbox, -weight).await?;
    folder::count(tx, FolderRole::Drafts.in_box(mailbox), -1).await?;
    Ok(true)
}

/// Brings back a draft that was thrown away.
pub async fn restore(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<()> {
    if !store::restore(tx, mailbox, draft).await? {
        return Err(Error::NotFound);
    }
    let weight = store::weight(tx, draft).await?;
    weigh(tx, mailbox, weight).await?;
    folder::count(tx, FolderRole::Drafts.in_box(mailbox), 1).await?;
    copy::later(tx, mailbox, draft).await
}

/// Puts the draft aside because it is being sent in this version; `false` when it is not that one any more. It still
/// weighs in the box, and can be taken back until it leaves.
pub(crate) async fn put_aside(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    draft: Id<Draft>,
    version: i64,
    leaves_at: Time,
) -> Result<bool> {
    let Some(copy) = store::put_aside(tx, mailbox, draft, version, leaves_at).await? else {
        return Ok(false);
    };
    copy::hide(tx, mailbox, draft, copy).await?;
    folder::count(tx, FolderRole::Drafts.in_box(mailbox), -1).await?;
    Ok(true)
}

/// The draft is again as it was before it was sent.
pub(crate) async fn take_back(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<bool> {
    let back = store::take_back(tx, mailbox, draft).await?;
    if back {
        folder::count(tx, FolderRole::Drafts.in_box(mailbox), 1).await?;
        copy::later(tx, mailbox, draft).await?;
    }
    Ok(back)
}

/// The message has left: what it was written as goes.
pub(crate) async fn left(tx: &mut Tx, mailbox: Id<Mailbox>, draft: Id<Draft>) -> Result<()> {
    let weight = store::weight(tx, draft).await?;
    if store::remove(tx, mailbox, draft).await? {
        weigh(tx, mailbox, -weight).await?;
    }
    Ok(())
}

/// What the files joined to it weigh in the box.
pub(crate) async fn weight(tx: &mut Tx, draft: Id<Draft>) -> Result<i64> {
    store::weight(tx, draft).await
}

/// How long a draft thrown away can be brought back.
const KEPT_DISCARDED: std::time::Duration = hours(24);

/// Takes away for good what was thrown away long enough ago, in every box.
pub(crate) async fn forget_discarded(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(KEPT_DISCARDED);
    store::forget_discarded(tx, before).await
}

async fn weigh(tx: &mut Tx, mailbox: Id<Mailbox>, bytes: i64) -> Result<()> {
    if bytes != 0 {
        mailbox::stamp(tx, mailbox, 0, bytes).await?;
    }
    Ok(())
}
