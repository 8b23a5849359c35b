//! The whole box in one archive, and one folder as a file of messages. A thread writes while the file store takes, so that
//! neither a box nor a folder is ever held in memory; what a killed process leaves behind is no archive, and the job
//! begins again.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures::Stream;
use kernel::{
    Ctx, Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    files::Kept,
    notices::Notice,
    time::minutes,
};
use tokio::runtime::Handle;

use super::{ARCHIVE_KEPT, EXCHANGE, Export, What, Work, archive, mbox, pipe, store};
use crate::{
    filing::{Keywords, Marks},
    folder::Folder,
    mailbox::{self, Mailbox},
    message::address::parse_list,
    words::Words,
};

/// Messages asked for at a time.
const ROUND: i64 = 200;
/// How often progress is written down.
const EVERY: Duration = Duration::from_secs(1);

/// Asks for an archive; while one is made there is no other.
pub(crate) async fn start(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let t = Words(tx.locale);
    mailbox::ensure(tx, mailbox.cast()).await?;
    let id: Id<Export> = tx.new_id();
    if !store::start_export(tx, mailbox, id).await? {
        return Err(Error::Conflict(t.box_export_already().to_owned()));
    }
    let entry =
        Entry { action: "mailbox.export", subject: Some(mailbox.cast()), result: Outcome::Done, detail: "" };
    tx.audit(entry).await?;
    let academy = tx.academy_id()?;
    let locale = tx.locale.tag().to_owned();
    tx.enqueue(EXCHANGE, &Work { mailbox, academy, locale, what: What::Export(id) }).await
}

/// Stops what is being made, or takes away what is there.
pub(crate) async fn cancel(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    store::remove_export(tx, mailbox).await
}

/// Makes the archive, unless it has been made or is wanted no more.
pub(super) async fn make(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Export>) -> Result<()> {
    let found = ctx.read().await?.first(store::export_query(&mailbox)).await?;
    let Some(asked) = found.filter(|row| row.id == id && row.ended_at.is_none()) else { return Ok(()) };
    let plan = archive::Plan::of(ctx, mailbox).await?;
    let mut progress = Progress::new(ctx, mailbox, id);
    let content = pipe::written_by(move |out| plan.write(out, &mut progress));
    let kept = ctx.services().files.keep(ctx, content, u64::MAX).await;
    let going = ctx.read().await?.first(store::export_query(&mailbox)).await?;
    if going.is_none_or(|row| row.id != id) {
        return Ok(());
    }
    // What breaks it is met again at the next try, or passes.
    finish(ctx, mailbox, id, asked.asked_at, kept?).await
}

/// It will not be made: its owner is told, and may ask again.
pub(super) async fn give_up(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Export>) -> Result<()> {
    ctx.write(async move |tx| {
        let found = tx.first(store::export_query(&mailbox)).await?;
        if found.is_none_or(|row| row.id != id || row.ended_at.is_some()) {
            return Ok(());
        }
        store::remove_export(tx, mailbox).await?;
        let t = Words(tx.locale);
        let notice = Notice {
            title: t.box_export_given_up().to_owned(),
            body: t.box_export_given_up_body().to_owned(),
            link: Some("/webmel/export-import".to_owned()),
            topic: "mail export".to_owned(),
        };
        tx.notify(mailbox.cast(), notice).await
    })
    .await
}

async fn finish(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Export>, asked_at: Time, kept: Kept) -> Result<()> {
    ctx.write(async move |tx| {
        let until = tx.now().plus(ARCHIVE_KEPT);
        // Who waited for it on the page needs no message.
        let long = tx.now().since(asked_at) > minutes(1);
        if store::finish_export(tx, mailbox, id, &kept, until).await? && long {
            let t = Words(tx.locale);
            let notice = Notice {
                title: t.box_export_ready().to_owned(),
                body: t.box_export_ready_body().to_owned(),
                link: Some("/webmel/export-import".to_owned()),
                topic: "mail export".to_owned(),
            };
            tx.notify(mailbox.cast(), notice).await?;
        }
        Ok(())
    })
    .await
}

/// How far an archive is, for its owner's page; also how the writer learns that it is wanted no more.
pub(super) struct Progress {
    pub reading: Reading,
    id: Id<Export>,
    done: i64,
    missing: i64,
    told: Instant,
}

impl Progress {
    fn new(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Export>) -> Progress {
        Progress { reading: Reading::new(ctx, mailbox), id, done: 0, missing: 0, told: Instant::now() }
    }

    pub(super) fn step(&mut self, is_missing: bool) -> Result<()> {
        self.done += 1;
        self.missing += i64::from(is_missing);
        if self.told.elapsed() < EVERY { Ok(()) } else { self.tell() }
    }

    pub(super) fn tell(&mut self) -> Result<()> {
        let (mailbox, id, done, missing) = (self.reading.mailbox, self.id, self.done, self.missing);
        let going = self.reading.runtime.block_on(
            self.reading
                .ctx
                .write(async move |tx| store::advance_export(tx, mailbox, id, done, missing).await),
        )?;
        self.told = Instant::now();
        if going { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// Reads a box from a thread that may block.
#[derive(Clone)]
pub(super) struct Reading {
    ctx: Ctx,
    mailbox: Id<Mailbox>,
    runtime: Handle,
}

impl Reading {
    /// Whether something has come to a folder behind this number.
    pub(super) fn has_more(&self, folder: Id<Folder>, after: i64) -> Result<bool> {
        self.runtime.block_on(async {
            let mut tx = self.ctx.read().await?;
            Ok(!store::messages(&mut tx, self.mailbox, folder, after, 1).await?.is_empty())
        })
    }

    fn new(ctx: &Ctx, mailbox: Id<Mailbox>) -> Reading {
        Reading { ctx: ctx.clone(), mailbox, runtime: Handle::current() }
    }

    /// Writes the messages of a folder behind a number, in the order in which they came there; answers how many, and the last
    /// number.
    pub(super) fn write_folder(
        &self,
        folder: Id<Folder>,
        mut after: i64,
        out: &mut dyn Write,
        mut step: impl FnMut(bool) -> Result<()>,
    ) -> Result<(i64, i64)> {
        let mut count = 0;
        loop {
            let rows = self.runtime.block_on(async {
                let mut tx = self.ctx.read().await?;
                store::messages(&mut tx, self.mailbox, folder, after, ROUND).await
            })?;
            let Some(last) = rows.last() else { return Ok((count, after)) };
            after = last.uid;
            for row in rows {
                let raw = match self.runtime.block_on(self.ctx.services().files.bytes(&row.digest)) {
                    Ok(raw) => raw,
                    Err(Error::NotFound) => {
                        tracing::error!(digest = row.digest, "export: a message is not in the file store");
                        step(true)?;
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let sender = parse_list(&row.sender).addresses.into_iter().next();
                let sender = sender.map(|address| address.email).unwrap_or_default();
                mbox::write(out, &sender, row.received_at, &marks(&row), &raw).map_err(Error::internal)?;
                count += 1;
                step(false)?;
            }
        }
    }
}

fn marks(row: &store::ExportedRow) -> Marks {
    Marks {
        seen: row.seen,
        flagged: row.flagged,
        answered: row.answered,
        forwarded: row.forwarded,
        deleted: row.deleted,
        draft: row.draft,
        keywords: Keywords::stored(&row.keywords),
    }
}

/// A folder of the box as one file, streamed while it is read.
pub(crate) fn folder_as_mbox(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let reading = Reading::new(ctx, mailbox);
    pipe::written_by(move |out| reading.write_folder(folder, 0, out, |_| Ok(())).map(drop))
}
