//! Files from elsewhere taken in by a job that can be left and found again: a thread reads them, messages are filed some
//! at a time, and how far it is is written down with them. Begun again it passes over what is accounted for; brought
//! twice, a message is filed once.

mod batch;
mod filters;
#[cfg(test)]
pub(crate) mod fuzz;
mod item;
mod place;
mod read;
mod tar;
#[cfg(test)]
mod tests;
mod zimbra;
mod zip;

use std::collections::HashMap;

use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{self, Entry},
    files::{Kept, digest_of, look},
    notices::Notice,
    text_enum,
    time::minutes,
};
use tokio::sync::mpsc;

use self::{
    batch::{Batch, Ready},
    filters::Script,
    item::{Found, Halt, Item, Sink, Step, Why},
    read::Source,
};
use super::{EXCHANGE, Import, What, Work, pipe::Stored, store};
use crate::{
    contacts::exchange as cards,
    folder::Folder,
    letter::Letter,
    mailbox::{self, Mailbox},
    rules,
    words::Words,
};

/// Bytes of the files of one import together, and how many of them.
pub(crate) const LARGEST: u64 = 2_000_000_000;
pub(crate) const MOST_FILES: usize = 500;
/// Lines of a report that are kept.
pub(super) const MOST_LINES: i64 = 1_000;

text_enum! {
    /// How an import ended.
    pub(crate) enum Outcome {
        Going = "going",
        Done = "done",
        /// The quota was reached.
        Full = "full",
        /// By its owner.
        Stopped = "stopped",
        TooMany = "too_many",
        /// It unpacks to far more than mail would.
        Bomb = "bomb",
        /// The reader itself failed.
        Failed = "failed",
    }
}

/// A file as it was brought.
#[derive(Clone, Debug)]
pub(crate) struct Brought {
    pub name: String,
    pub kept: Kept,
}

/// Begins an import; while one is under way there is no other. Without a folder those of the files are made again.
pub(crate) async fn begin(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    files: &[Brought],
    into: Option<Id<Folder>>,
) -> Result<Id<Import>> {
    mailbox::ensure(tx, mailbox.cast()).await?;
    tx.lock(&format!("import {mailbox}")).await?;
    if store::imports(tx, mailbox, 1).await?.first().is_some_and(|row| row.ended_at.is_none()) {
        return Err(Error::invalid("file", Words(tx.locale).box_import_already()));
    }
    let id: Id<Import> = tx.new_id();
    store::add_import(tx, mailbox, id, files, into).await?;
    let detail = format!("{} files", files.len());
    tx.audit(Entry {
        action: "mailbox.import",
        subject: Some(mailbox.cast()),
        result: audit::Outcome::Done,
        detail: &detail,
    })
    .await?;
    let academy = tx.academy_id()?;
    let locale = tx.locale.tag().to_owned();
    tx.enqueue(EXCHANGE, &Work { mailbox, academy, locale, what: What::Import(id) }).await?;
    Ok(id)
}

/// Ends it where it is: what is filed stays.
pub(crate) async fn stop(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Import>) -> Result<()> {
    store::find_import(tx, mailbox, id).await?;
    store::end_import(tx, mailbox, id, Outcome::Stopped).await.map(drop)
}

pub(super) async fn work(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Import>) -> Result<()> {
    let (row, files) = {
        let mut tx = ctx.read().await?;
        match store::find_import(&mut tx, mailbox, id).await {
            Ok(row) if row.ended_at.is_none() => (row, store::files(&mut tx, id).await?),
            Ok(_) | Err(Error::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        }
    };
    let sources: Vec<Source> = files
        .into_iter()
        .filter_map(|file| {
            let stored =
                Stored::new(ctx.services().files.clone(), &file.digest?, u64::try_from(file.size).ok()?);
            Some(Source { name: file.name, stored })
        })
        .collect();
    let (to, mut from) = mpsc::channel::<Step>(2);
    let (largest, incoming) = (ctx.services().site.mail_message(), ctx.services().files.incoming());
    let reading =
        tokio::task::spawn_blocking(move || read::all(&sources, &mut Sink::new(to, largest, incoming)));
    let mut filer = Filer::new(ctx, mailbox, &row);
    let mut ended = None;
    while let Some(step) = from.recv().await {
        ended = filer.take(step).await?;
        if ended.is_some() {
            break;
        }
    }
    // The reader learns that nobody listens any more.
    drop(from);
    let halted = reading.await;
    if ended.is_none() {
        ended = filer.flush().await?;
    }
    let outcome = match (ended, halted) {
        (Some(outcome), _) => outcome,
        (None, Ok(Ok(()) | Err(Halt::Closed | Halt::Broken(_)))) => Outcome::Done,
        (None, Ok(Err(Halt::TooMany))) => Outcome::TooMany,
        (None, Ok(Err(Halt::Bomb))) => Outcome::Bomb,
        (None, Ok(Err(Halt::Store(why)))) => return Err(Error::Internal(why)),
        (None, Err(panic)) => {
            tracing::error!(%panic, import = %id, "an import could not be read");
            Outcome::Failed
        }
    };
    finish(ctx, mailbox, id, outcome).await
}

/// It has failed for the last time.
pub(super) async fn give_up(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Import>) -> Result<()> {
    match store::find_import(&mut ctx.read().await?, mailbox, id).await {
        Ok(row) if row.ended_at.is_none() => finish(ctx, mailbox, id, Outcome::Failed).await,
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn finish(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Import>, outcome: Outcome) -> Result<()> {
    ctx.write(async move |tx| {
        let row = store::find_import(tx, mailbox, id).await?;
        // Who waited for it on the page needs no message.
        if store::end_import(tx, mailbox, id, outcome).await? && tx.now().since(row.asked_at) > minutes(1) {
            let t = Words(tx.locale);
            let notice = Notice {
                title: t.box_import_ended().to_owned(),
                body: t.box_import_ended_body().to_owned(),
                link: Some(format!("/webmel/export-import/imports/{id}")),
                topic: "mail import".to_owned(),
            };
            tx.notify(mailbox.cast(), notice).await?;
        }
        Ok(())
    })
    .await
}

/// Puts what is found together until it is worth a transaction.
struct Filer<'c> {
    ctx: &'c Ctx,
    mailbox: Id<Mailbox>,
    id: Id<Import>,
    into: Option<Id<Folder>>,
    /// Entries accounted for by an earlier try.
    passed: i64,
    batch: Batch,
    /// Keywords of an archive of ours, and what they are called in this box.
    keywords: HashMap<String, String>,
}

/// Messages, bytes and cards of a transaction.
const SOME: usize = 25;
const WEIGHT: i64 = 20 << 20;
const CARDS: usize = 500;

impl<'c> Filer<'c> {
    fn new(ctx: &'c Ctx, mailbox: Id<Mailbox>, row: &store::ImportRow) -> Filer<'c> {
        Filer {
            ctx,
            mailbox,
            id: row.id,
            into: row.folder_id,
            passed: row.position,
            batch: Batch::default(),
            keywords: HashMap::new(),
        }
    }

    /// Answers how it ended, when nothing more is to be read.
    async fn take(&mut self, step: Step) -> Result<Option<Outcome>> {
        self.batch.position += 1;
        self.batch.looked_at = i64::try_from(step.looked_at).unwrap_or(i64::MAX);
        let known = self.batch.position <= self.passed;
        match step.item {
            // What keywords stand for is asked again by each try.
            Item::Labels(labels) => {
                self.batch.declared = labels;
                return self.flush().await;
            }
            _ if known => return Ok(None),
            Item::Message(found) => self.message(*found).await?,
            Item::Contacts { name, bytes } => self.contacts(&name, bytes).await?,
            Item::Calendar { name, bytes } => self.calendar(name, bytes).await?,
            Item::Filters { name, text } => {
                let (rules, unread) =
                    look(text.into(), |text| rules::reader::read(&String::from_utf8_lossy(text))).await?;
                self.batch.filters.push(Script { name, rules, unread });
            }
            Item::Aside { name, why } => {
                let sentence = sentence(self.ctx, why);
                self.batch.refuse(name, sentence);
            }
        }
        let batch = &self.batch;
        let full = batch.messages.len() >= SOME
            || batch.weight() > WEIGHT
            || batch.cards.len() >= CARDS
            || batch.lines.len() >= 200
            || !batch.filters.is_empty();
        if full { self.flush().await } else { Ok(None) }
    }

    async fn message(&mut self, mut found: Found) -> Result<()> {
        let words: Vec<String> = found.marks.keywords.iter().map(str::to_owned).collect();
        for word in words {
            if let Some(ours) = self.keywords.get(&word).filter(|ours| **ours != word) {
                found.marks.keywords.remove(&word);
                found.marks.keywords.add(ours);
            }
        }
        let digest = look(found.raw.clone(), |raw| digest_of(raw)).await?;
        let is_known = {
            let mut tx = self.ctx.read().await?;
            store::is_known(&mut tx, self.mailbox, &digest).await?
        };
        if is_known {
            self.batch.known += 1;
            return Ok(());
        }
        let letter = Letter::keep(self.ctx, std::mem::take(&mut found.raw)).await?;
        self.batch.messages.push(Ready { letter, found });
        Ok(())
    }

    async fn contacts(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let locale = self.ctx.locale;
        match look(bytes.into(), move |bytes| cards::read(locale, bytes)).await? {
            Ok(reading) => {
                self.batch.cards.extend(reading.cards);
                for refused in reading.refused {
                    let who = if refused.who.is_empty() { format!("{}", refused.line) } else { refused.who };
                    self.batch.refuse(format!("{name}, {who}"), refused.why);
                }
            }
            Err(Error::Invalid(problems)) => {
                let why = problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ");
                self.batch.refuse(name.to_owned(), why);
            }
            Err(error) => {
                tracing::warn!(%error, "contacts of an import");
                self.batch.refuse(name.to_owned(), sentence(self.ctx, Why::Damaged));
            }
        }
        Ok(())
    }

    async fn calendar(&mut self, name: String, bytes: Vec<u8>) -> Result<()> {
        let t = Words(self.ctx.locale);
        let Some(calendar) = self.ctx.services().calendar() else {
            self.batch.refuse(name, sentence(self.ctx, Why::Calendar));
            return Ok(());
        };
        match (calendar.take)(self.ctx.clone(), self.mailbox.cast(), bytes.into()).await {
            Ok(taken) => {
                self.batch.events += taken.added + taken.changed;
                self.batch.lines.extend(taken.remarks.into_iter().map(|remark| (name.clone(), remark)));
                if taken.more_remarks > 0 {
                    self.batch.lines.push((name, t.box_import_more_remarks(taken.more_remarks)));
                }
            }
            Err(Error::Invalid(problems)) => {
                let why = problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ");
                self.batch.refuse(name, why);
            }
            Err(Error::Conflict(why)) => self.batch.refuse(name, why),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<Option<Outcome>> {
        let next =
            Batch { position: self.batch.position, looked_at: self.batch.looked_at, ..Batch::default() };
        let batch = std::mem::replace(&mut self.batch, next);
        let (mailbox, id, into, passed) = (self.mailbox, self.id, self.into, self.passed);
        match self.ctx.write(async move |tx| batch.file(tx, mailbox, id, into, passed).await).await {
            Ok(done) => {
                self.keywords.extend(done.keywords);
                Ok(done.ended)
            }
            Err(Error::Conflict(why)) => {
                // By its owner, or what somebody wrote meanwhile is in the way: then it is tried again.
                let row = store::find_import(&mut self.ctx.read().await?, mailbox, id).await?;
                if row.ended_at.is_some() { Ok(Some(Outcome::Stopped)) } else { Err(Error::Internal(why)) }
            }
            Err(error) => Err(error),
        }
    }
}

fn sentence(ctx: &Ctx, why: Why) -> String {
    let t = Words(ctx.locale);
    let sentence = match why {
        Why::TooLarge => {
            let largest = ctx.services().site.mail_message();
            return t.box_import_too_large(crate::size::size(ctx.locale, largest as i64));
        }
        Why::NoMessage => t.box_import_no_message(),
        Why::BadName => t.box_import_bad_name(),
        Why::Link => t.box_import_link(),
        Why::Nested => t.box_import_nested(),
        Why::Calendar => t.box_import_calendar(),
        Why::Encrypted => t.box_import_encrypted(),
        Why::Damaged => t.box_import_damaged(),
        Why::Unknown => t.box_import_unknown(),
    };
    sentence.to_owned()
}
