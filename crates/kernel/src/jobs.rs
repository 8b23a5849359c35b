//! Jobs: work written down in the same transaction as its reason and done after it, by any node, at least once.
//! A job that fails comes back later, a little later each time; after its last try it stays for the operator.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use tokio::task::JoinSet;

use crate::{
    Ctx, Error, Id, Result, Time, Tx,
    context::Services,
    db::list,
    facts, row, sql,
    time::{hours, minutes},
};

crate::big_tables!["jobs"];

/// A kind of job and what does it. The payload is JSON; doing it twice must be harmless.
#[derive(Clone, Copy)]
pub struct JobKind {
    pub name: &'static str,
    pub run: fn(Ctx, String) -> BoxFuture<'static, Result<()>>,
}

/// Work that comes back by itself.
#[derive(Clone, Copy)]
pub struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    pub run: fn(Ctx) -> BoxFuture<'static, Result<()>>,
}

/// Tells this process's worker that there is something to do.
#[derive(Default)]
pub struct Signal {
    facts: tokio::sync::Notify,
    others: tokio::sync::Notify,
}

impl Signal {
    pub fn wake(&self) {
        self.facts.notify_one();
        self.others.notify_one();
    }
}

#[derive(Debug)]
pub struct Job;

/// One taking of jobs by one worker.
#[derive(Debug)]
struct Claim;

row! {
    struct Claimed { id: Id<Job>, kind: String, payload: String, attempts: i64, claim: Id<Claim> }
}

/// After this many tries a job waits for somebody to look.
pub const TRIES: i64 = 12;
/// A job claimed by a process that died comes back after this; while it runs, its lease is renewed.
const LEASE: Duration = minutes(5);
const BATCH: i64 = 32;
/// Jobs at once besides the facts; and of one kind, so that many imports leave room for the mail.
const AT_ONCE: usize = 6;
const AT_ONCE_OF_A_KIND: usize = 4;
/// How long to wait for a signal before looking anyway.
const PAUSE: Duration = Duration::from_secs(1);
const FACTS: &str = "facts";
const OTHERS: &str = "others";

impl Tx {
    /// Writes a job down, to be done right after the commit.
    pub async fn enqueue(&mut self, kind: &'static str, payload: &impl Serialize) -> Result<()> {
        let now = self.now();
        self.enqueue_at(kind, payload, now, None).await
    }

    /// Writes a job down for `at`. With a unique key there is one such job at most: the newest wins.
    pub async fn enqueue_at(
        &mut self,
        kind: &'static str,
        payload: &impl Serialize,
        at: Time,
        unique_key: Option<&str>,
    ) -> Result<()> {
        let payload = serde_json::to_string(payload).map_err(Error::internal)?;
        let id: Id<Job> = self.new_id();
        self.execute(sql!("INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts) VALUES ($1, $2, $3, $4, $5, 0)
              ON CONFLICT (unique_key) DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0, claim = NULL",
            id, kind, payload, unique_key, at))
        .await?;
        self.effects.wake_jobs = true;
        Ok(())
    }

    /// Forgets the job with this unique key.
    pub async fn cancel_job(&mut self, unique_key: &str) -> Result<()> {
        self.execute(sql!("DELETE FROM jobs WHERE unique_key = $1", unique_key)).await?;
        Ok(())
    }
}

/// What jobs of a kind had to do that have failed for the last time, some of them.
pub async fn given_up(tx: &mut Tx, kind: &'static str) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT payload FROM jobs WHERE kind = $1 AND attempts >= $2 AND run_at <= $3 ORDER BY id LIMIT 100", kind, TRIES, tx.now()))
        .await
}

/// Reads a job's payload.
pub fn payload<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(Error::internal)
}

/// Does jobs until the process ends: facts one after the other, since what happens to a person happens in an order;
/// beside them a few other jobs at once, so that a long one holds up nobody.
pub async fn work(services: Arc<Services>) {
    tokio::join!(tell_facts(&services), do_others(&services));
}

async fn tell_facts(services: &Arc<Services>) {
    loop {
        match run(services, &[FACTS], BATCH).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the job worker could not reach its queue"),
        }
        tokio::select! {
            () = services.signal.facts.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn do_others(services: &Arc<Services>) {
    let mut running = JoinSet::new();
    // Kinds under way, one entry a job.
    let mut kinds: Vec<String> = Vec::new();
    loop {
        while running.len() < AT_ONCE {
            let full: Vec<String> =
                kinds.iter().filter(|kind| count(&kinds, kind) >= AT_ONCE_OF_A_KIND).cloned().collect();
            match take(services, &[OTHERS], full, 1).await {
                Ok(taken) if taken.is_empty() => break,
                Ok(taken) => {
                    for job in taken {
                        kinds.push(job.kind.clone());
                        running.spawn(carry_out(services.clone(), job));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "the job worker could not reach its queue");
                    break;
                }
            }
        }
        tokio::select! {
            Some(ended) = running.join_next() => {
                // Whatever a job does, its end is told: a panic is caught around it.
                if let Ok(kind) = ended && let Some(place) = kinds.iter().position(|k| *k == kind) {
                    kinds.swap_remove(place);
                }
            }
            () = services.signal.others.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

fn count(kinds: &[String], kind: &str) -> usize {
    kinds.iter().filter(|k| *k == kind).count()
}

/// One job to its end; answers its kind.
async fn carry_out(services: Arc<Services>, job: Claimed) -> String {
    let kind = job.kind.clone();
    let ctx = Ctx::system(services.clone());
    let outcome = held(&ctx, &[job.id], job.claim, LEASE / 3, perform(&services, &job)).await;
    if let Err(error) = finish(&ctx, job, outcome).await {
        // It comes back when its lease is over.
        tracing::error!(%error, kind, "the end of a job could not be written down");
    }
    kind
}

/// Writes down the schedules that are not yet waiting.
pub async fn start_schedules(services: &Arc<Services>) -> Result<()> {
    let ctx = Ctx::system(services.clone());
    let names: Vec<&'static str> = services.schedules.iter().map(|s| s.name).collect();
    ctx.write(async move |tx| {
        for name in names {
            let id: Id<Job> = tx.new_id();
            tx.execute(sql!(
                "INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts)
                  VALUES ($1, 'schedule', $2, $3, $4, 0) ON CONFLICT DO NOTHING",
                id,
                name,
                format!("schedule {name}"),
                tx.now()
            ))
            .await?;
        }
        Ok(())
    })
    .await
}

/// Does what is due now, one batch in the order in which it was written down; answers how many jobs it took. Tests
/// call it to let the outbox settle.
pub async fn run_due(services: &Arc<Services>) -> Result<usize> {
    run(services, &[FACTS, OTHERS], BATCH).await
}

/// Does jobs until none is due: for tests and commands.
pub async fn settle(services: &Arc<Services>) -> Result<()> {
    while run_due(services).await? > 0 {}
    Ok(())
}

async fn run(services: &Arc<Services>, lanes: &'static [&'static str], most: i64) -> Result<usize> {
    let taken = take(services, lanes, Vec::new(), most).await?;
    let count = taken.len();
    let Some(claim) = taken.first().map(|job| job.claim) else { return Ok(0) };
    let ctx = Ctx::system(services.clone());
    let ids: Vec<Id<Job>> = taken.iter().map(|job| job.id).collect();
    let all = async {
        for job in taken {
            let outcome = perform(services, &job).await;
            finish(&ctx, job, outcome).await?;
        }
        Ok(count)
    };
    held(&ctx, &ids, claim, LEASE / 3, all).await
}

/// Claims jobs that are due. Nothing is written while there are none.
async fn take(
    services: &Arc<Services>,
    lanes: &'static [&'static str],
    full: Vec<String>,
    most: i64,
) -> Result<Vec<Claimed>> {
    let ctx = Ctx::system(services.clone());
    let due = {
        let mut tx = ctx.read().await?;
        tx.first(sql!(i64: "SELECT attempts FROM jobs WHERE run_at <= $1 AND attempts < $2 LIMIT 1", tx.now(), TRIES))
            .await?
    };
    if due.is_none() {
        return Ok(Vec::new());
    }
    ctx.write(async move |tx| claim(tx, lanes, &full, most).await).await
}

async fn claim(tx: &mut Tx, lanes: &[&str], full: &[String], most: i64) -> Result<Vec<Claimed>> {
    let now = tx.now();
    let claim: Id<Claim> = tx.new_id();
    // One claimer at a time: the batch is short, and two nodes then never take the same job.
    tx.lock("jobs").await?;
    let mut taken = tx
        .all(sql!(Claimed: "UPDATE jobs SET run_at = $2, attempts = attempts + 1, claim = $3
          WHERE id IN (SELECT id FROM jobs WHERE run_at <= $1 AND attempts < $4
             AND CASE WHEN kind = 'fact' THEN 'facts' ELSE 'others' END IN LIST($5) AND NOT (kind IN LIST($6))
             ORDER BY run_at, id LIMIT $7)
          RETURNING id, kind, payload, attempts, claim",
        now, now.plus(LEASE), claim, TRIES, list(lanes), list(full), most))
        .await?;
    // Ids grow with time; what an engine returns comes in no order.
    taken.sort_by_key(|job| *job.id.bytes());
    Ok(taken)
}

/// Does the work and meanwhile keeps the jobs from being taken again, by this node or another.
async fn held<T>(
    ctx: &Ctx,
    ids: &[Id<Job>],
    claim: Id<Claim>,
    every: Duration,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    loop {
        if let Ok(outcome) = tokio::time::timeout(every, &mut work).await {
            return outcome;
        }
        let ids = ids.to_vec();
        let renewal = ctx.write(async move |tx| {
            let until = tx.now().plus(LEASE);
            tx.execute(sql!(
                "UPDATE jobs SET run_at = $3 WHERE id IN LIST($1) AND claim = $2",
                list(ids),
                claim,
                until
            ))
            .await
        });
        // The work goes on while the database answers.
        tokio::select! {
            outcome = &mut work => return outcome,
            renewed = renewal => {
                if let Err(error) = renewed {
                    tracing::warn!(%error, "a job under way could not be held");
                }
            }
        }
    }
}

/// Does one job; a panic is a failure like another.
async fn perform(services: &Arc<Services>, job: &Claimed) -> Result<()> {
    let outcome = AssertUnwindSafe(act(services, job)).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(ToString::to_string);
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(Error::Internal(format!("the job panicked: {said}")))
    })
}

async fn act(services: &Arc<Services>, job: &Claimed) -> Result<()> {
    let ctx = Ctx::system(services.clone());
    match job.kind.as_str() {
        "schedule" => match services.schedules.iter().find(|s| s.name == job.payload) {
            Some(schedule) => (schedule.run)(ctx).await,
            None => Ok(()),
        },
        "fact" => facts::tell(ctx, &job.payload).await,
        kind => match services.jobs.iter().find(|k| k.name == kind) {
            Some(known) => (known.run)(ctx, job.payload.clone()).await,
            None => Err(Error::Internal(format!("no such kind of job: {kind}"))),
        },
    }
}

async fn finish(ctx: &Ctx, job: Claimed, outcome: Result<()>) -> Result<()> {
    let again = match &outcome {
        _ if job.kind == "schedule" => {
            ctx.services().schedules.iter().find(|s| s.name == job.payload).map(|schedule| schedule.every)
        }
        Ok(()) => None,
        Err(_) => Some(backoff(job.attempts)),
    };
    let error = outcome.err().map(|e| e.to_string());
    if let Some(error) = &error {
        tracing::warn!(kind = %job.kind, attempts = job.attempts, %error, "a job failed");
    }
    // Written down again under its key while it ran, the row is another job: nobody holds it, or another does.
    ctx.write(async move |tx| {
        match again {
            None => {
                tx.execute(sql!("DELETE FROM jobs WHERE id = $1 AND claim = $2", job.id, job.claim)).await?
            }
            Some(delay) => {
                let attempts = if job.kind == "schedule" { 0 } else { job.attempts };
                tx.execute(sql!(
                    "UPDATE jobs SET run_at = $2, attempts = $3, last_error = $4, claim = NULL WHERE id = $1 AND claim = $5",
                    job.id,
                    tx.now().plus(delay),
                    attempts,
                    error,
                    job.claim
                ))
                .await?
            }
        };
        Ok(())
    })
    .await
}

/// How long the next try waits after so many: 10 s, 20 s, 40 s … up to 6 h.
pub fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(12);
    Duration::from_secs(10 << doublings).min(hours(6))
}

/// Notices that were seen long ago go by themselves.
pub const CLEAN_UP: Schedule = Schedule {
    name: "kernel clean-up",
    every: hours(6),
    run: |ctx| Box::pin(async move { ctx.write(crate::notices::forget_old).await }),
};

#[cfg(test)]
mod tests;
