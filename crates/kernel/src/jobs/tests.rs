use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};

use tokio::{sync::Barrier, time::timeout};

use super::*;
use crate::{Module, db::tests::benches_of};

static DONE: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Two long jobs meet here; alone, neither goes on.
static MEETING: std::sync::LazyLock<Barrier> = std::sync::LazyLock::new(|| Barrier::new(2));
static STUCK: AtomicI64 = AtomicI64::new(0);

const KINDS: &[JobKind] = &[
    JobKind {
        name: "note",
        run: |_, payload| {
            Box::pin(async move {
                note(payload);
                Ok(())
            })
        },
    },
    JobKind { name: "panic", run: |_, _| Box::pin(async { panic!("on purpose") }) },
    JobKind {
        name: "meet",
        run: |_, payload| {
            Box::pin(async move {
                MEETING.wait().await;
                note(payload);
                Ok(())
            })
        },
    },
    JobKind {
        name: "stuck",
        run: |_, _| {
            Box::pin(async {
                STUCK.fetch_add(1, Ordering::SeqCst);
                std::future::pending().await
            })
        },
    },
];

fn note(payload: String) {
    DONE.lock().unwrap().push(payload);
}

/// How many notes bear this name.
fn noted(name: &str) -> usize {
    DONE.lock().unwrap().iter().filter(|line| line.contains(name)).count()
}

fn domain() -> Module {
    Module { jobs: KINDS, ..Module::named("jobs") }
}

async fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited for ten seconds");
}

async fn write_down(ctx: &Ctx, jobs: &[(&'static str, String)]) {
    let jobs = jobs.to_vec();
    ctx.write(async move |tx| {
        for (kind, payload) in &jobs {
            tx.enqueue(kind, payload).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// When the only job there is comes due.
async fn run_at(ctx: &Ctx) -> Time {
    ctx.read()
        .await
        .unwrap()
        .one(sql!(Time: "SELECT run_at FROM jobs /* scan: a test's table */"))
        .await
        .unwrap()
}

#[test]
fn tries_are_spread_out() {
    assert_eq!(backoff(1), Duration::from_secs(10));
    assert_eq!(backoff(3), Duration::from_secs(40));
    assert_eq!(backoff(12), Duration::from_secs(20_480));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_failure_and_the_next_job_is_done() {
    for (n, bench) in benches_of("panics", &[domain()]).await.into_iter().enumerate() {
        let ctx = Ctx::system(bench.services.clone());
        let name = format!("panics {n}");
        let worker = tokio::spawn(work(bench.services.clone()));
        write_down(&ctx, &[("panic", String::new()), ("note", name.clone())]).await;
        until(|| noted(&name) == 1).await;
        // And one that comes later, when the first has long failed.
        tokio::time::sleep(Duration::from_millis(500)).await;
        write_down(&ctx, &[("note", name.clone())]).await;
        until(|| noted(&name) == 2).await;
        let failed = sql!((i64, String): "SELECT attempts, COALESCE(last_error, '') FROM jobs WHERE kind = 'panic'
              /* scan: a test's table */");
        let failed = ctx.read().await.unwrap().one(failed).await.unwrap();
        assert_eq!(failed, (1, "internal: the job panicked: on purpose".to_owned()));
        worker.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_jobs_overlap_and_leave_room_for_the_others() {
    for (n, bench) in benches_of("overlap", &[domain()]).await.into_iter().enumerate() {
        let ctx = Ctx::system(bench.services.clone());
        let name = format!("overlap {n}");
        let worker = tokio::spawn(work(bench.services.clone()));
        write_down(&ctx, &[("meet", name.clone()), ("meet", name.clone())]).await;
        until(|| noted(&name) == 2).await;
        // However many of one kind wait for something, another kind goes on.
        let full = STUCK.load(Ordering::SeqCst) + AT_ONCE_OF_A_KIND as i64;
        write_down(&ctx, &vec![("stuck", name.clone()); 12]).await;
        until(|| STUCK.load(Ordering::SeqCst) == full).await;
        write_down(&ctx, &[("note", name.clone())]).await;
        until(|| noted(&name) == 3).await;
        assert_eq!(STUCK.load(Ordering::SeqCst), full);
        worker.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_under_way_is_not_taken_again_and_one_that_was_left_is() {
    for bench in benches_of("lease", &[domain()]).await {
        let ctx = Ctx::system(bench.services.clone());
        write_down(&ctx, &[("note", "lease".into())]).await;
        let job = take(&bench.services, &[OTHERS], Vec::new(), 1).await.unwrap().remove(0);
        // Longer than its lease in all, renewed meanwhile.
        let long = async {
            for _ in 0..4 {
                bench.services.clock.advance(minutes(2));
                while run_at(&ctx).await < bench.services.clock.now().plus(LEASE) {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                assert!(take(&bench.services, &[OTHERS], Vec::new(), 1).await.unwrap().is_empty());
            }
        };
        let ids = [job.id];
        let held = held(&ctx, &ids, job.claim, Duration::from_millis(20), long);
        timeout(Duration::from_secs(20), held).await.unwrap();
        // Its process died.
        let again = loop {
            // A renewal on its way may still arrive.
            bench.services.clock.advance(minutes(6));
            let taken = take(&bench.services, &[OTHERS], Vec::new(), 1).await.unwrap();
            if !taken.is_empty() {
                break taken;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!((again[0].id, again[0].attempts), (job.id, 2));
        // The one that had lost it ends at last: the row is not its own any more.
        finish(&ctx, job, Ok(())).await.unwrap();
        let mut tx = ctx.read().await.unwrap();
        assert_eq!(
            tx.one(sql!(i64: "SELECT COUNT(*) FROM jobs /* scan: a test's table */")).await.unwrap(),
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn written_down_again_while_it_runs_a_job_runs_again() {
    for bench in benches_of("again", &[domain()]).await {
        let ctx = Ctx::system(bench.services.clone());
        let put = async |payload: &'static str| {
            ctx.write(async move |tx| {
                let now = tx.now();
                tx.enqueue_at("note", &payload, now, Some("key")).await
            })
            .await
            .unwrap();
        };
        put("first").await;
        let first = take(&bench.services, &[OTHERS], Vec::new(), 1).await.unwrap().remove(0);
        put("second").await;
        let second = take(&bench.services, &[OTHERS], Vec::new(), 1).await.unwrap().remove(0);
        assert_eq!(second.payload, "\"second\"");
        finish(&ctx, first, Ok(())).await.unwrap();
        finish(&ctx, second, Err(Error::Unavailable("a test"))).await.unwrap();
        bench.services.clock.advance(Duration::from_secs(11));
        assert_eq!(run_due(&bench.services).await.unwrap(), 1, "it failed, and comes back");
    }
}
