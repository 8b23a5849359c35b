//! Looks at the boxes that are due, a few at once; connections stay open for a while, one for each box that is in use. A box
//! that somebody has open is listened to (IDLE) besides, so that what comes there shows here at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use kernel::{Ctx, Error, Id, Result, context::Services, files::Files, time::minutes};
use tokio::{sync::Notify, task::JoinSet, time::sleep};

use super::{
    address::ImapStore,
    base::{self, Due, Look},
    client::Client,
    pass::{Failure, pass},
    sieve,
};
use crate::{delivery::in_academy, mailbox::Mailbox, watch};

/// Boxes looked at at once.
const AT_ONCE: usize = 8;
/// How often to see whether a box is due.
const PAUSE: Duration = Duration::from_millis(300);
/// A box taken by a process that died comes back after this; while it is looked at, its lease is renewed.
const LEASE: Duration = Duration::from_secs(30);
/// How long a connection that is not used stays open.
const KEPT: Duration = minutes(5);
/// Connections that are not used.
const MOST_KEPT: usize = 2_000;
/// A box that is open is looked at so often whatever is heard: only its INBOX is listened to.
const AT_LEAST: Duration = minutes(1);
/// When what could not be done is tried again, at the latest.
const AGAIN: Duration = minutes(15);
/// How long a page waits for a box that was not looked at for a while.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// What was agreed on so recently is shown without asking.
const RECENT: Duration = Duration::from_secs(30);

/// What this process shares about the other server.
#[derive(Default)]
pub(super) struct Runner {
    store: std::sync::OnceLock<(ImapStore, Files)>,
    kept: Mutex<HashMap<Id<Mailbox>, (Client, Instant)>>,
    listened_to: Mutex<HashSet<Id<Mailbox>>>,
    /// A box has been looked at.
    looked: Notify,
}

impl Runner {
    pub fn of(services: &Services) -> Arc<Runner> {
        services.shared::<Runner>()
    }

    pub fn set(&self, store: ImapStore, files: Files) {
        // Said twice, it is the same server.
        let _ = self.store.set((store, files));
    }

    pub fn store(&self) -> Option<&ImapStore> {
        self.store.get().map(|(store, _)| store)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Id<Mailbox>, (Client, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listened_to(&self) -> MutexGuard<'_, HashSet<Id<Mailbox>>> {
        self.listened_to.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self, user: &str) -> Result<Client, Failure> {
        let (store, files) = self.store.get().ok_or_else(|| Failure::strange("no server is named"))?;
        Ok(Client::open(store, user, files).await?)
    }

    /// A connection that was kept and still answers, or a new one.
    pub async fn enter(&self, mailbox: Id<Mailbox>, user: &str) -> Result<Client, Failure> {
        let kept = self.kept().remove(&mailbox);
        if let Some((mut client, since)) = kept
            && since.elapsed() < KEPT
            && client.is_there().await
        {
            return Ok(client);
        }
        self.connect(user).await
    }

    pub fn keep(&self, mailbox: Id<Mailbox>, client: Client) {
        let mut kept = self.kept();
        kept.retain(|_, (_, since)| since.elapsed() < KEPT);
        if kept.len() < MOST_KEPT {
            kept.insert(mailbox, (client, Instant::now()));
        }
    }
}

/// Looks at boxes until the future is dropped. Those that were never looked at come first.
pub async fn run(services: Arc<Services>) {
    let ctx = Ctx::system(services.clone());
    enlist(&ctx).await;
    let mut running = JoinSet::new();
    loop {
        while running.len() < AT_ONCE {
            match take(&ctx).await {
                Ok(Some((due, look))) => {
                    let ctx = ctx.clone();
                    running.spawn(async move { look_at(&ctx, due, look).await });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "the boxes of the IMAP store cannot be asked for");
                    break;
                }
            }
        }
        tokio::select! {
            Some(ended) = running.join_next() => if let Err(error) = ended {
                // Its lease runs out.
                tracing::error!(%error, "looking at a box broke");
            },
            () = sleep(PAUSE) => {}
        }
    }
}

/// Looks at what is due now, one box after the other: for tests and commands. Answers how many boxes were looked at.
pub async fn run_due(services: &Arc<Services>) -> Result<usize> {
    let ctx = Ctx::system(services.clone());
    let mut count = 0;
    while let Some((due, look)) = take(&ctx).await? {
        look_at(&ctx, due, look).await;
        count += 1;
    }
    Ok(count)
}

async fn enlist(ctx: &Ctx) {
    loop {
        match ctx.write(async move |tx| base::enlist(tx, 1_000).await).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the boxes cannot be listed for the IMAP store");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn take(ctx: &Ctx) -> Result<Option<(Due, Id<Look>)>> {
    if !base::is_due(&mut ctx.read().await?).await? {
        return Ok(None);
    }
    ctx.write(async move |tx| {
        let until = tx.now().plus(LEASE);
        base::claim(tx, until).await
    })
    .await
}

async fn look_at(ctx: &Ctx, due: Due, look: Id<Look>) {
    let runner = Runner::of(ctx.services());
    let outcome = tokio::select! {
        outcome = look_into(ctx, &runner, &due) => outcome,
        () = lose(ctx, due.mailbox_id, look) => return,
    };
    let written = match outcome {
        Ok(missed) => {
            if let Some(missed) = &missed {
                tracing::warn!(mailbox = %due.mailbox_id, missed, "a message of the IMAP store cannot be taken in");
            }
            let missed = missed.unwrap_or_default();
            ctx.write(async move |tx| base::agreed(tx, &due, look, &missed, AGAIN).await).await
        }
        Err(failure) => {
            tracing::warn!(mailbox = %due.mailbox_id, %failure, "a box differs from the IMAP store");
            let text = failure.to_string();
            ctx.write(async move |tx| {
                let again = tx.now().plus(pause_after(due.failures));
                base::failed(tx, &due, look, again, &text).await
            })
            .await
        }
    };
    if let Err(error) = written {
        tracing::error!(%error, "the end of a look at a box could not be written down");
    }
    runner.looked.notify_waiters();
}

/// Longer and longer, up to a quarter of an hour.
fn pause_after(failures: i64) -> Duration {
    Duration::from_secs(5 << failures.clamp(0, 7)).min(AGAIN)
}

/// Ends when the box is no longer ours to look at.
async fn lose(ctx: &Ctx, mailbox: Id<Mailbox>, look: Id<Look>) {
    loop {
        sleep(LEASE / 4).await;
        let renewed = ctx
            .write(async move |tx| {
                let until = tx.now().plus(LEASE);
                base::renew(tx, mailbox, look, until).await
            })
            .await;
        if matches!(renewed, Ok(false)) {
            return;
        }
    }
}

async fn look_into(ctx: &Ctx, runner: &Runner, due: &Due) -> Result<Option<String>, Failure> {
    let Some(owner) = base::owner(&mut ctx.read().await?, due.mailbox_id).await? else { return Ok(None) };
    let ctx = in_academy(ctx, due.academy_id).await?;
    let mut client = runner.enter(due.mailbox_id, &owner.address).await?;
    let missed = match pass(&ctx, &mut client, due.mailbox_id).await {
        Err(failure) if failure.is_of_the_connection() => return Err(failure),
        outcome => {
            runner.keep(due.mailbox_id, client);
            outcome?
        }
    };
    let store = runner.store().ok_or_else(|| Failure::strange("no server is named"))?;
    sieve::carry(&ctx, store, &owner.address, due.mailbox_id).await?;
    Ok(missed)
}

/// A page of the box is about to be shown: what came there is looked for, unless that was done just now. A page waits a
/// moment for it and no longer; a server that is away delays nobody twice.
pub(crate) async fn opened(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<()> {
    let runner = Runner::of(ctx.services());
    if runner.store().is_none() {
        return Ok(());
    }
    let standing = base::standing(&mut ctx.read().await?, mailbox).await?;
    let now = ctx.now();
    let recent = standing.as_ref().and_then(|s| s.agreed_at).is_some_and(|at| at.plus(RECENT) > now);
    let failures = standing.as_ref().map_or(0, |s| s.failures);
    if recent || failures > base::ONCE {
        return Ok(());
    }
    let looked = runner.looked.notified();
    tokio::pin!(looked);
    looked.as_mut().enable();
    ctx.write(
        async move |tx| {
            if standing.is_none() { base::touch(tx, mailbox).await } else { base::ask(tx, mailbox).await }
        },
    )
    .await?;
    let waiting = async {
        loop {
            looked.as_mut().await;
            looked.set(runner.looked.notified());
            let agreed = base::standing(&mut ctx.read().await?, mailbox).await?;
            if agreed.is_none_or(|s| s.failures > failures || s.agreed_at.is_some_and(|at| at >= now)) {
                return Ok::<(), Error>(());
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or(Ok(()))
}

/// Listens to a box for as long as somebody has it open.
pub(crate) fn listen(services: &Arc<Services>, mailbox: Id<Mailbox>) {
    let runner = Runner::of(services);
    if runner.store().is_none() || !runner.listened_to().insert(mailbox) {
        return;
    }
    let ctx = Ctx::system(services.clone());
    tokio::spawn(async move {
        while watch::is_open(ctx.services(), mailbox) {
            if let Err(failure) = listen_once(&ctx, &runner, mailbox).await {
                tracing::debug!(%failure, "a box cannot be listened to");
                sleep(AT_LEAST).await;
            }
        }
        runner.listened_to().remove(&mailbox);
    });
}

async fn listen_once(ctx: &Ctx, runner: &Runner, mailbox: Id<Mailbox>) -> Result<(), Failure> {
    let Some(owner) = base::owner(&mut ctx.read().await?, mailbox).await? else { return Ok(()) };
    let mut client = runner.connect(&owner.address).await?;
    client.select("INBOX").await?;
    while watch::is_open(ctx.services(), mailbox) {
        ctx.write(async move |tx| base::ask(tx, mailbox).await).await?;
        client.wait(AT_LEAST).await?;
    }
    client.close().await;
    Ok(())
}
