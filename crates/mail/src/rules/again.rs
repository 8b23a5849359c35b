//! Rules applied to what lies in the inbox already, by a job that can be left and found again: some messages at a time,
//! how far it is written down after each. Copies are not sent on: that would surprise whoever gets them.

use std::collections::BTreeMap;

use kernel::{
    Ctx, Error, Id, Result, Tx,
    jobs::{self, JobKind},
    people::Academy,
};
use serde::{Deserialize, Serialize};

use super::{Rule, RuleRow, all, model, run_query, store, takes_mail};
use crate::{
    delivery,
    filing::{self, Marking, Message},
    folder::{self, Folder, FolderRole},
    labels,
    letter::Letter,
    mailbox::Mailbox,
    words::Words,
};

pub(crate) const JOB: JobKind = JobKind {
    name: AGAIN,
    run: |ctx, payload| Box::pin(async move { work(ctx, jobs::payload(&payload)?).await }),
};

const AGAIN: &str = "mail rules again";
/// Messages between two lines of progress.
const BATCH: i64 = 50;

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Again {
    mailbox: Id<Mailbox>,
    academy: Id<Academy>,
}

/// Begins; while one is under way there is no other.
pub(crate) async fn apply(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let t = Words(tx.locale);
    if tx.first(run_query(&mailbox)).await?.is_some_and(|run| run.ended_at.is_none()) {
        return Err(Error::Conflict(t.rules_run_already().to_owned()));
    }
    let now = tx.now();
    store::start_run(tx, mailbox, FolderRole::Inbox.in_box(mailbox), now).await?;
    let academy = tx.academy_id()?;
    tx.enqueue(AGAIN, &Again { mailbox, academy }).await
}

/// Ends it where it is.
pub(crate) async fn stop(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let now = tx.now();
    store::end_run(tx, mailbox, now).await
}

async fn work(ctx: Ctx, again: Again) -> Result<()> {
    let ctx = delivery::in_academy(&ctx, again.academy).await?;
    while some(&ctx, again.mailbox).await? {}
    Ok(())
}

/// A batch; answers whether there is more to do.
async fn some(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<bool> {
    let inbox = FolderRole::Inbox.in_box(mailbox);
    let (rules, received) = {
        let mut tx = ctx.read().await?;
        let Some(run) = tx.first(run_query(&mailbox)).await?.filter(|run| run.ended_at.is_none()) else {
            return Ok(false);
        };
        let rows = all(&mut tx, mailbox).await?;
        let rules: Vec<Rule> = rows.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect();
        (rules, store::received(&mut tx, mailbox, inbox, &run, BATCH).await?)
    };
    let Some(last) = received.last().map(|message| message.uid) else {
        ctx.write(async move |tx| stop(tx, mailbox).await).await?;
        return Ok(false);
    };
    let looked_at = received.len() as i64;
    let mut wanted = Wanted::default();
    for message in received {
        match Letter::of(&ctx.services().files, &message.digest).await {
            Ok(letter) => wanted.add(message.id, &model::run(&rules, &letter.traits)),
            // It stays where it is, and the others are looked at.
            Err(error) => tracing::error!(%error, digest = message.digest, "rules: a message cannot be read"),
        }
    }
    ctx.write(async move |tx| {
        let changed = wanted.do_it(tx, mailbox).await?;
        store::advance_run(tx, mailbox, last, looked_at, changed).await
    })
    .await
}

/// What is to be done with the messages of a batch.
#[derive(Default)]
struct Wanted {
    folders: BTreeMap<Id<Folder>, Vec<Id<Message>>>,
    seen: Vec<Id<Message>>,
    flagged: Vec<Id<Message>>,
    labels: BTreeMap<String, Vec<Id<Message>>>,
}

impl Wanted {
    fn add(&mut self, id: Id<Message>, outcome: &model::Outcome) {
        if let Some(folder) = outcome.folder {
            self.folders.entry(folder).or_default().push(id);
        }
        if outcome.seen {
            self.seen.push(id);
        }
        if outcome.flagged {
            self.flagged.push(id);
        }
        for word in &outcome.labels {
            self.labels.entry(word.clone()).or_default().push(id);
        }
    }

    /// Answers how many messages changed.
    async fn do_it(self, tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<i64> {
        let mut changed: Vec<Id<Message>> = self.folders.values().flatten().copied().collect();
        changed.extend(self.seen.iter().chain(&self.flagged).chain(self.labels.values().flatten()));
        changed.sort_unstable();
        changed.dedup();
        filing::mark_seen(tx, mailbox, &self.seen, true).await?;
        filing::flag(tx, mailbox, &self.flagged, true).await?;
        for (word, messages) in &self.labels {
            // A message that bears too many is filed all the same.
            tx.attempt(async |tx| labels::mark(tx, mailbox, messages, Marking::Add, &[word]).await)
                .await?
                .ok();
        }
        let folders = folder::all(tx, mailbox).await?;
        for (id, messages) in self.folders {
            // One that was taken away since: its messages stay.
            if let Some(to) = folders.iter().find(|f| f.id == id && takes_mail(Some(f.role))) {
                filing::move_to(tx, mailbox, &messages, to).await?;
            }
        }
        Ok(changed.len() as i64)
    }
}
