//! Takes what is due from the queue and hands it to the smarthost, a few messages at once. What it is about to do is
//! written down before, and what became of it right after the answer: a message is said again only when we died, or lost
//! the other side, between its end and that answer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use kernel::{Ctx, Id, Result, context::Services, site::System};
use tokio::{task::JoinSet, time::sleep};

use super::{
    GIVEN_UP_AFTER, LATE_AFTER, Notify, Outgoing, State,
    dialogue::{Answer, Broken, Connection, Mail, To},
    pause_after,
    smarthost::Smarthost,
    store::{self, Claimed, Due},
    tell,
};
use crate::{administration::counters, lists};

/// Messages handed over at once.
const AT_ONCE: usize = 4;
/// How long to wait before looking whether something is due.
const PAUSE: Duration = Duration::from_secs(1);
/// A message taken by a process that died comes back after this; while it is handed over, its lease is renewed.
const LEASE: Duration = Duration::from_secs(30);
/// While the smarthost is away, it is asked for again after so long.
const AWAY: Duration = Duration::from_secs(5);

struct Runner {
    services: Arc<Services>,
    smarthost: Smarthost,
    /// Our name.
    name: String,
    /// Left open for the next message.
    idle: Mutex<Vec<Connection>>,
}

/// Hands over what is due until the future is dropped.
pub async fn run(services: Arc<Services>, smarthost: Smarthost) {
    let runner = Arc::new(Runner::new(services, smarthost));
    let mut running = JoinSet::new();
    let mut busy: Vec<Id<Outgoing>> = Vec::new();
    loop {
        let mut away = false;
        while running.len() < AT_ONCE {
            match runner.take(&busy).await {
                Ok(Some(message)) => {
                    busy.push(message.id);
                    let runner = runner.clone();
                    running.spawn(async move { (message.id, runner.carry(message).await) });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "the mail queue cannot be reached");
                    break;
                }
            }
        }
        if running.is_empty() {
            runner.hang_up().await;
            sleep(PAUSE).await;
            continue;
        }
        tokio::select! {
            Some(ended) = running.join_next() => match ended {
                Ok((id, went)) => {
                    busy.retain(|known| *known != id);
                    away = !went;
                }
                // The lease of what it was about runs out.
                Err(error) => tracing::error!(%error, "handing over a message broke"),
            },
            () = sleep(PAUSE) => {}
        }
        if away {
            sleep(AWAY).await;
        }
    }
}

/// Hands over what is due now, one after the other: for tests and commands.
pub async fn run_due(services: &Arc<Services>, smarthost: &Smarthost) -> Result<usize> {
    let runner = Runner::new(services.clone(), smarthost.clone());
    let mut count = 0;
    while let Some(message) = runner.take(&[]).await? {
        runner.carry(message).await;
        count += 1;
    }
    runner.hang_up().await;
    Ok(count)
}

impl Runner {
    fn new(services: Arc<Services>, smarthost: Smarthost) -> Runner {
        let name = services.site.origin(System::Mail).host_str().unwrap_or("localhost");
        // An address literal, for a deployment known by its address alone.
        let name =
            if name.parse::<std::net::Ipv4Addr>().is_ok() { format!("[{name}]") } else { name.to_owned() };
        Runner { services, smarthost, name, idle: Mutex::default() }
    }

    fn ctx(&self) -> Ctx {
        Ctx::system(self.services.clone())
    }

    async fn take(&self, busy: &[Id<Outgoing>]) -> Result<Option<Claimed>> {
        let ctx = self.ctx();
        if !store::is_due(&mut ctx.read().await?, busy).await? {
            return Ok(None);
        }
        let busy = busy.to_vec();
        ctx.write(async move |tx| {
            let until = tx.now().plus(LEASE);
            store::claim(tx, &busy, until).await
        })
        .await
    }

    /// Hands a message over and writes down what became of it; whether the server was there.
    async fn carry(&self, message: Claimed) -> bool {
        let ctx = self.ctx();
        let due = match ctx.read().await {
            Ok(mut tx) => store::due(&mut tx, message.id).await,
            Err(error) => Err(error),
        };
        let due = match due {
            Ok(due) => due,
            Err(error) => {
                // Its lease runs out, and it is taken again.
                tracing::error!(%error, "the recipients of a message cannot be read");
                return true;
            }
        };
        let outcome = self.hand_over(&message, &due).await;
        let went = !matches!(outcome, Err(Broken::Server(_)));
        let (answers, tells) = match outcome {
            Ok(answered) => answered,
            Err(Broken::NotOurs) => return true,
            Err(broken) => {
                tracing::warn!(smarthost = ?self.smarthost, reason = %broken, "a message was not handed over");
                let answer = Answer { code: 0, enhanced: [0; 3], text: broken.to_string() };
                (vec![answer; due.len()], false)
            }
        };
        self.record(&message, &due, &answers, tells).await;
        went
    }

    /// An answer for each recipient, and whether the server will tell what becomes of those it took.
    async fn hand_over(&self, message: &Claimed, due: &[Due]) -> Result<(Vec<Answer>, bool), Broken> {
        if due.is_empty() {
            return Ok((Vec::new(), true));
        }
        let raw = match self.content(message).await {
            Ok(raw) => raw,
            Err(error) => {
                tracing::error!(%error, digest = message.digest, "a message to hand over cannot be read");
                return Err(Broken::Midway("the message cannot be read".to_owned()));
            }
        };
        let mail = Mail {
            sender: &message.sender,
            recipients: due.iter().map(recipient).collect(),
            raw: &raw,
            returns: message.returns,
            name: message.envelope_name.as_deref(),
        };
        let handing = async {
            let mut connection = self.connection().await?;
            let answers = connection.hand_over(&mail, async || self.renew(message).await).await?;
            let tells = connection.tells();
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok((answers, tells))
        };
        tokio::pin!(handing);
        loop {
            tokio::select! {
                outcome = &mut handing => return outcome,
                () = sleep(LEASE / 3) => {
                    self.renew(message).await;
                }
            }
        }
    }

    /// The message as it leaves, below the lines of the list that it comes from.
    async fn content(&self, message: &Claimed) -> Result<Bytes> {
        let raw = self.services.files.bytes(&message.digest).await?;
        if message.head.is_empty() {
            return Ok(raw);
        }
        let rest = raw.slice_ref(lists::without_return_path(&raw));
        self.services.files.joined([message.head.clone().into(), rest]).await
    }

    /// One left open, if it still answers, or a new one.
    async fn connection(&self) -> Result<Connection, Broken> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut idle) = idle
            && idle.is_there().await
        {
            return Ok(idle);
        }
        Connection::open(&self.smarthost, &self.name).await
    }

    async fn hang_up(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            connection.close().await;
        }
    }

    /// Keeps the message ours; whether it is.
    async fn renew(&self, message: &Claimed) -> bool {
        let (id, claim) = (message.id, message.claim);
        let ctx = self.ctx();
        let renewed = ctx.write(async move |tx| {
            let until = tx.now().plus(LEASE);
            store::renew(tx, id, claim, until).await
        });
        renewed.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a message on its way could not be held");
            false
        })
    }

    /// What the server took must be known: it is written down until that succeeds.
    async fn record(&self, message: &Claimed, due: &[Due], answers: &[Answer], tells: bool) {
        let ctx = self.ctx();
        loop {
            let (id, left_at, academy) = (message.id, message.left_at, message.academy_id);
            let outcomes: Vec<(Due, Answer)> = due.iter().cloned().zip(answers.iter().cloned()).collect();
            let written = ctx.write(async move |tx| {
                let now = tx.now();
                let given_up = now.since(left_at) >= GIVEN_UP_AFTER;
                let (mut failed, mut waits, mut relayed, mut taken) = (false, false, false, 0);
                for (to, answer) in &outcomes {
                    let (state, next) = match () {
                        () if answer.is_taken() => (State::Delivered, None),
                        () if answer.is_final() || given_up => (State::Failed, None),
                        () => (State::Retrying, Some(now.plus(pause_after(to.tries + 1)))),
                    };
                    failed |= state == State::Failed;
                    waits |= state == State::Retrying;
                    taken += i64::from(state == State::Delivered);
                    relayed |= state == State::Delivered && !tells && Notify::read(&to.notify).success;
                    let said = if answer.code == 0 { answer.text.clone() } else { answer.line() };
                    store::set(tx, to.id, state, to.tries + 1, next, &said).await?;
                }
                counters::taken_elsewhere(tx, academy, id, left_at, taken).await?;
                store::settle(tx, id).await?;
                if failed {
                    tx.enqueue(tell::UNDELIVERED.name, &id).await?;
                }
                if relayed {
                    tx.enqueue(tell::RELAYED.name, &id).await?;
                }
                if waits && store::is_first_delay(tx, id, now.minus(LATE_AFTER)).await? {
                    tx.enqueue(tell::LATE.name, &id).await?;
                }
                Ok(())
            });
            match written.await {
                Ok(()) => return,
                Err(error) => tracing::error!(%error, "what became of a message cannot be written down"),
            }
            sleep(PAUSE).await;
        }
    }
}

fn recipient(due: &Due) -> To<'_> {
    To { address: &due.address, notify: Notify::read(&due.notify), original: due.original.as_deref() }
}
