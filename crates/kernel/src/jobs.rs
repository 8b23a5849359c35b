//! Jobs: work written down in the same transaction as its reason and done after it, by any node, at least once.
//! A job that fails comes back later, a little later each time; after its last try it stays for the operator.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Ctx, Error, Id, Result, Time, Tx,
    context::Services,
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
pub struct Signal(tokio::sync::Notify);

impl Signal {
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

#[derive(Debug)]
pub struct Job;

row! {
    struct Claimed { id: Id<Job>, kind: String, payload: String, attempts: i64 }
}

/// After this many tries a job waits for somebody to look.
const TRIES: i64 = 12;
/// A job claimed by a process that died comes back after this.
const LEASE: Duration = minutes(5);
const BATCH: i64 = 32;

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
              ON CONFLICT (unique_key) DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0",
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

/// Reads a job's payload.
pub fn payload<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(Error::internal)
}

/// Does jobs until the process ends.
pub async fn work(services: Arc<Services>) {
    loop {
        match run_due(&services).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the job worker could not reach its queue"),
        }
        tokio::select! {
            () = services.signal.0.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
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

/// Does what is due now, one batch; answers how many jobs it took. Tests call it to let the outbox settle.
pub async fn run_due(services: &Arc<Services>) -> Result<usize> {
    let ctx = Ctx::system(services.clone());
    let claimed = ctx.write(claim).await?;
    let count = claimed.len();
    for job in claimed {
        let outcome = perform(services, &job).await;
        finish(&ctx, job, outcome).await?;
    }
    Ok(count)
}

/// Does jobs until none is due: for tests and commands.
pub async fn settle(services: &Arc<Services>) -> Result<()> {
    while run_due(services).await? > 0 {}
    Ok(())
}

async fn claim(tx: &mut Tx) -> Result<Vec<Claimed>> {
    let now = tx.now();
    // One claimer at a time: the batch is short, and two nodes then never take the same job.
    tx.lock("jobs").await?;
    tx.all(sql!(Claimed: "UPDATE jobs SET run_at = $2, attempts = attempts + 1
          WHERE id IN (SELECT id FROM jobs WHERE run_at <= $1 AND attempts < $3 ORDER BY run_at LIMIT $4)
          RETURNING id, kind, payload, attempts",
        now, now.plus(LEASE), TRIES, BATCH))
        .await
}

async fn perform(services: &Arc<Services>, job: &Claimed) -> Result<()> {
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
    // Written down again under its key while it ran, the row is another job: its attempts began anew.
    ctx.write(async move |tx| {
        match again {
            None => {
                tx.execute(sql!("DELETE FROM jobs WHERE id = $1 AND attempts = $2", job.id, job.attempts)).await?
            }
            Some(delay) => {
                let attempts = if job.kind == "schedule" { 0 } else { job.attempts };
                tx.execute(sql!(
                    "UPDATE jobs SET run_at = $2, attempts = $3, last_error = $4 WHERE id = $1 AND attempts = $5",
                    job.id,
                    tx.now().plus(delay),
                    attempts,
                    error,
                    job.attempts
                ))
                .await?
            }
        };
        Ok(())
    })
    .await
}

/// 10 s, 20 s, 40 s … up to 6 h.
fn backoff(attempts: i64) -> Duration {
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
mod tests {
    use super::*;

    #[test]
    fn tries_are_spread_out() {
        assert_eq!(backoff(1), Duration::from_secs(10));
        assert_eq!(backoff(3), Duration::from_secs(40));
        assert_eq!(backoff(12), Duration::from_secs(20_480));
    }
}
