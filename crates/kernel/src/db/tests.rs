//! One behaviour on both engines: units of work, group commit, refusals, lists. PostgreSQL is tried when
//! `PREAU_TEST_POSTGRES` names a server, as `make test` sees to.

use std::{sync::Arc, time::Duration};

use super::{Db, DbConfig, list, migrate};
use crate::{
    Ctx, Error, Id, Time, Tx, chance::Chance, context::Services, files::Files, keys::Keys, row, site::Site,
    sql, time::Clock,
};

pub(crate) struct Bench {
    pub(crate) services: Arc<Services>,
    folder: std::path::PathBuf,
}

impl Drop for Bench {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// Both engines where both are at hand; each with the kernel's tables in a database of its own.
pub(crate) async fn benches(name: &str) -> Vec<Bench> {
    benches_of(name, &[]).await
}

/// The same, with what these modules bring.
pub(crate) async fn benches_of(name: &str, modules: &[crate::Module]) -> Vec<Bench> {
    let mut benches = Vec::new();
    let folder = std::env::temp_dir().join(format!("preau-db-{}-{name}", std::process::id()));
    benches.push(
        bench(DbConfig::parse(&format!("sqlite://{}/p.db", folder.display())).unwrap(), &folder, modules)
            .await,
    );
    if let Some(url) = postgres(name).await {
        let folder = folder.with_extension("pg");
        benches.push(bench(DbConfig::parse(url.as_str()).unwrap(), &folder, modules).await);
    }
    benches
}

/// A new database on the server at hand, if there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
pub(super) async fn postgres(name: &str) -> Option<url::Url> {
    let server = std::env::var("PREAU_TEST_POSTGRES").ok()?;
    let database = format!("kernel_{}_{name}", std::process::id());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&database);
    Some(url)
}

pub(super) async fn bench(
    mut config: DbConfig,
    folder: &std::path::Path,
    modules: &[crate::Module],
) -> Bench {
    config.deadline = Duration::from_millis(300);
    let db = Db::open(&config).unwrap();
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), Vec::new());
    let services = Services::new(
        &[&[crate::module()], modules].concat(),
        db,
        Clock::held_at(Time(1_800_000_000_000)),
        Chance::seeded(1),
        Keys::fixed(1),
        Files::in_folder(&folder.join("files")).unwrap(),
        site,
    );
    let ctx = Ctx::system(services.clone());
    let own = crate::module().migrations;
    assert_eq!(migrate(&ctx, &[("kernel", own)]).await.unwrap(), own.len());
    assert_eq!(migrate(&ctx, &[("kernel", own)]).await.unwrap(), 0);
    Bench { services, folder: folder.to_owned() }
}

row! {
    struct JobRow { id: Id<crate::jobs::Job>, kind: String, unique_key: Option<String>, attempts: i64 }
}

pub(super) async fn put(tx: &mut Tx, key: &str) -> crate::Result<()> {
    let id: Id<()> = tx.new_id();
    tx.execute(sql!("INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts) VALUES ($1, 'test', '{}', $2, 0, 0)", id, key))
        .await?;
    Ok(())
}

pub(super) async fn keys(ctx: &Ctx) -> Vec<String> {
    let mut tx = ctx.read().await.unwrap();
    tx.all(sql!(String: "SELECT unique_key FROM jobs WHERE kind = 'test' ORDER BY unique_key /* scan: a test's table */"))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_kept_whole_or_not_at_all() {
    for bench in benches("whole").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            put(tx, "a").await?;
            put(tx, "b").await
        })
        .await
        .unwrap();
        let refused = ctx
            .write(async |tx| {
                put(tx, "c").await?;
                put(tx, "a").await
            })
            .await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!(keys(&ctx).await, ["a", "b"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_may_fail_alone() {
    for bench in benches("part").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            put(tx, "a").await?;
            let part = tx
                .attempt(async |tx| {
                    put(tx, "b").await?;
                    put(tx, "a").await
                })
                .await?;
            assert!(matches!(part, Err(Error::Conflict(_))));
            put(tx, "c").await
        })
        .await
        .unwrap();
        assert_eq!(keys(&ctx).await, ["a", "c"]);
    }
}

pub(super) async fn post(tx: &mut Tx, key: &str) -> crate::Result<()> {
    let id: Id<()> = tx.new_id();
    tx.post(sql!("INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts) VALUES ($1, 'test', '{}', $2, 0, 0)", id, key))
        .await
}

/// Nobody waits for the answer; whoever hears of the failure hears what failed, and not what followed from it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_fails_its_unit_however_late_that_is_heard() {
    for bench in benches("post").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            post(tx, "a").await?;
            // What comes behind sees it.
            let seen =
                tx.first(sql!(String: "SELECT unique_key FROM jobs WHERE unique_key = $1", "a")).await?;
            assert_eq!(seen.as_deref(), Some("a"));
            post(tx, "b").await
        })
        .await
        .unwrap();
        let at_the_end = ctx.write(async |tx| {
            put(tx, "c").await?;
            post(tx, "a").await
        });
        assert!(matches!(at_the_end.await, Err(Error::Conflict(_))));
        let by_the_next = ctx.write(async |tx| {
            post(tx, "c").await?;
            post(tx, "a").await?;
            put(tx, "d").await
        });
        assert!(matches!(by_the_next.await, Err(Error::Conflict(_))));
        assert_eq!(keys(&ctx).await, ["a", "b"]);
    }
}

/// SQLite undoes the statement alone; PostgreSQL would undo the unit and answer that all is well.
#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_heeds_no_failure_is_not_taken_for_kept() {
    for bench in benches("heedless").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| put(tx, "a").await).await.unwrap();
        let heedless = ctx.write(async |tx| {
            put(tx, "b").await?;
            let _ = put(tx, "a").await;
            Ok(())
        });
        let expected: &[&str] = if heedless.await.is_ok() { &["a", "b"] } else { &["a"] };
        assert_eq!(keys(&ctx).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_part_posts_fails_with_it() {
    for bench in benches("posted").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            post(tx, "a").await?;
            let part = tx
                .attempt(async |tx| {
                    post(tx, "b").await?;
                    post(tx, "a").await
                })
                .await?;
            assert!(matches!(part, Err(Error::Conflict(_))));
            post(tx, "c").await
        })
        .await
        .unwrap();
        assert_eq!(keys(&ctx).await, ["a", "c"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_each_get_their_own_answer() {
    for bench in benches("many").await {
        let ctx = Ctx::system(bench.services.clone());
        let mut units = Vec::new();
        for n in 0..200 {
            let ctx = ctx.clone();
            units.push(tokio::spawn(async move {
                ctx.write(async move |tx| {
                    put(tx, &format!("k{n:03}")).await?;
                    if n % 10 == 3 { Err(Error::Forbidden("every tenth".into())) } else { Ok(n) }
                })
                .await
            }));
        }
        for (n, unit) in units.into_iter().enumerate() {
            match unit.await.unwrap() {
                Ok(answer) => assert_eq!(answer, n),
                Err(Error::Forbidden(_)) => assert_eq!(n % 10, 3),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(keys(&ctx).await.len(), 180);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_undoes_its_unit_and_no_other() {
    for bench in benches("panic").await {
        let ctx = Ctx::system(bench.services.clone());
        let broken = ctx
            .write(async |tx| {
                put(tx, "a").await?;
                assert!(tx.now().0 < 0, "on purpose");
                Ok(())
            })
            .await;
        assert!(matches!(broken, Err(Error::Internal(_))), "{broken:?}");
        ctx.write(async |tx| put(tx, "b").await).await.unwrap();
        assert_eq!(keys(&ctx).await, ["b"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_cannot_write_and_keep_their_deadline() {
    for bench in benches("readers").await {
        let ctx = Ctx::system(bench.services.clone());
        let mut tx = ctx.read().await.unwrap();
        assert!(put(&mut tx, "a").await.is_err());
        drop(tx);
        let mut tx = ctx.read().await.unwrap();
        let endless = tx
            .all(sql!(i64: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n"))
            .await;
        assert!(matches!(endless, Err(Error::Unavailable(_))), "{endless:?}");
        drop(tx);
        let mut tx = ctx.read().await.unwrap();
        assert_eq!(tx.one(sql!(i64: "SELECT 1")).await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_bind_and_empty_lists_match_nothing() {
    for bench in benches("lists").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            for key in ["a", "b", "c"] {
                put(tx, key).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let mut tx = ctx.read().await.unwrap();
        let found = tx
            .all(sql!(JobRow: "SELECT id, kind, unique_key, attempts FROM jobs WHERE unique_key IN LIST($1) ORDER BY unique_key",
                list(["a", "c", "z"])))
            .await
            .unwrap();
        assert_eq!(found.iter().map(|j| j.unique_key.as_deref()).collect::<Vec<_>>(), [Some("a"), Some("c")]);
        let by_id = tx
            .all(sql!(JobRow: "SELECT id, kind, unique_key, attempts FROM jobs WHERE id IN LIST($1)", list([found[0].id])))
            .await
            .unwrap();
        assert_eq!((by_id[0].id, by_id[0].kind.as_str(), by_id[0].attempts), (found[0].id, "test", 0));
        let none: [Id<()>; 0] = [];
        let nothing =
            tx.all(sql!(i64: "SELECT attempts FROM jobs WHERE id IN LIST($1)", list(none))).await.unwrap();
        assert!(nothing.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_list_is_not_planned_for_each_time() {
    for bench in benches("plans").await.iter().filter(|b| b.services.db.engine() == super::Engine::Postgres) {
        let ctx = Ctx::system(bench.services.clone());
        let plans = ctx
            .write(async |tx| {
                for _ in 0..12 {
                    let id: Id<()> = tx.new_id();
                    tx.all(sql!(i64: "SELECT attempts FROM jobs WHERE id IN LIST($1) /* planned once */", list([id])))
                        .await?;
                }
                tx.one(sql!((i64, i64): "SELECT custom_plans, generic_plans FROM pg_prepared_statements
                      WHERE statement LIKE '%planned once%' AND statement LIKE 'SELECT attempts%'"))
                    .await
            })
            .await
            .unwrap();
        assert_eq!(plans, (5, 7), "after five tries PostgreSQL keeps one plan");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_sent_together_come_back_in_their_places() {
    for bench in benches("together").await {
        let ctx = Ctx::system(bench.services.clone());
        let mut tx = ctx.read().await.unwrap();
        let (one, two) = tx
            .together((
                sql!(i64: "SELECT CAST($1 AS BIGINT)", 7),
                sql!(String: "SELECT CAST($1 AS TEXT)", "sept"),
            ))
            .await
            .unwrap();
        assert_eq!((one, two), (vec![7], vec!["sept".to_owned()]));
        assert_eq!(ctx.queries(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_waits_for_nothing_but_the_database() {
    let bench = &benches("waits").await[0];
    let ctx = Ctx::system(bench.services.clone());
    let waited = ctx
        .write(async |_| {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(())
        })
        .await;
    assert!(matches!(waited, Err(Error::Internal(_))));
    ctx.write(async |tx| put(tx, "after").await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_indexed_is_found_within_its_scope_only() {
    use crate::search::{Doc, words_of};
    for bench in benches("search").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            let many: Vec<String> = (0..100).map(|n| format!("salle{n}")).collect();
            for (object, scope, texts) in [
                (1, 1, ["Réunion de rentrée", "Salle polyvalente à 9 h"]),
                (2, 1, ["Évaluations formatives", ""]),
                (3, 2, ["Réunion d’équipe", ""]),
                (2, 1, ["Évaluations nationales", ""]),
                (4, 1, ["Plan", &many.join(" ")]),
            ] {
                let words = words_of(&texts);
                let at = Time(1_800_000_000_000 - i64::from(object));
                let doc =
                    Doc { kind: "message", object: [object; 16], scope: [scope; 16], at, words: &words };
                tx.index(doc).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let mut tx = ctx.read().await.unwrap();
        let mut find = async |scope: u8, typed: &str| -> Vec<u8> {
            tx.search("message", [scope; 16], typed, 10)
                .await
                .unwrap()
                .iter()
                .map(|id| id.bytes()[0])
                .collect()
        };
        assert_eq!(find(1, "reunions").await, [1]);
        assert_eq!(find(2, "réunion").await, [3]);
        assert_eq!(find(1, "polyval").await, [1]);
        // Few ends are looked for one by one, many are gathered; either way the newest come first.
        assert_eq!(find(1, "salle9").await, [4]);
        assert_eq!(find(1, "salle").await, [1, 4]);
        assert_eq!(find(1, "salle7 salle").await, [4]);
        assert_eq!(find(1, "salle salle7").await, [] as [u8; 0]);
        assert_eq!(find(1, "reunion poly").await, [1]);
        assert_eq!(find(1, "e").await, [2]);
        assert_eq!(find(1, "formative").await, [] as [u8; 0]);
        assert_eq!(find(1, "evaluation national").await, [2]);
        assert_eq!(find(1, "\" OR * ( ").await, [] as [u8; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_job_comes_back_and_a_unique_one_is_replaced() {
    for bench in benches("jobs").await {
        let ctx = Ctx::system(bench.services.clone());
        ctx.write(async |tx| {
            let now = tx.now();
            tx.enqueue_at("nobody does this", &1, now, Some("k")).await?;
            tx.enqueue_at("nobody does this", &2, now, Some("k")).await
        })
        .await
        .unwrap();
        let waiting = async || {
            let all = sql!((String, i64): "SELECT payload, attempts FROM jobs /* scan: a test's table */");
            ctx.read().await.unwrap().all(all).await.unwrap()
        };
        assert_eq!(waiting().await, [("2".to_owned(), 0)], "the newest wins");
        assert_eq!(crate::jobs::run_due(&bench.services).await.unwrap(), 1);
        assert_eq!(waiting().await, [("2".to_owned(), 1)]);
        assert_eq!(crate::jobs::run_due(&bench.services).await.unwrap(), 0);
        bench.services.clock.advance(Duration::from_secs(11));
        assert_eq!(crate::jobs::run_due(&bench.services).await.unwrap(), 1);
    }
}

/// Transactions in SQLite's log: the frame that ends one says how long the file is then.
/// <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>
fn commits(log: &std::path::Path) -> usize {
    let log = std::fs::read(log).unwrap();
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap()) as usize;
    let frame = 24 + number(8);
    (32..log.len())
        .step_by(frame)
        .take_while(|at| log.len() >= at + frame && log[at + 8..at + 16] == log[16..24])
        .filter(|at| number(at + 4) > 0)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_wait_together_share_a_commit_and_one_that_fails_takes_no_other_with_it() {
    let bench = &benches("group").await[0];
    let log = bench.folder.join("p.db-wal");
    let ctx = Ctx::system(bench.services.clone());
    let before = commits(&log);
    // While the writer is held, the others queue up behind it.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let held = ctx.clone();
    let first = tokio::spawn(async move {
        held.write(async move |tx| {
            wait.recv().unwrap();
            put(tx, "first").await
        })
        .await
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let units: Vec<_> = (0..100)
        .map(|n| {
            let ctx = ctx.clone();
            tokio::spawn(async move {
                ctx.write(async move |tx| {
                    put(tx, &format!("k{n:03}")).await?;
                    if n == 50 { Err(Error::Forbidden("on purpose".into())) } else { Ok(()) }
                })
                .await
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    go.send(()).unwrap();
    first.await.unwrap().unwrap();
    let mut refused = 0;
    for unit in units {
        refused += usize::from(unit.await.unwrap().is_err());
    }
    assert_eq!(refused, 1);
    let kept = keys(&ctx).await;
    assert_eq!(kept.len(), 100, "the first and 99 others");
    assert!(!kept.contains(&"k050".to_owned()) && kept.contains(&"k049".to_owned()));
    let shared = commits(&log) - before;
    assert!((2..=12).contains(&shared), "{shared} commits for 101 units");
}

/// Where TLS is asked for, nothing is said in clear: not even to whom, nor with which password.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_tls_is_told_nothing() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = server.local_addr().unwrap();
    let heard = tokio::spawn(async move {
        let (mut client, _) = server.accept().await.unwrap();
        let mut asked = [0; 8];
        client.read_exact(&mut asked).await.unwrap();
        client.write_all(b"N").await.unwrap();
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).await.ok();
        (asked, rest)
    });
    let config =
        DbConfig::parse(&format!("postgres://somebody:secret@{at}/preau?sslmode=verify-full")).unwrap();
    let refused = Db::open(&config).unwrap().reader().await.err();
    assert!(matches!(refused, Some(crate::db::DbError::Gone(_))), "{refused:?}");
    let (asked, rest) = heard.await.unwrap();
    // SSLRequest, <https://www.postgresql.org/docs/current/protocol-message-formats.html>
    assert_eq!(asked, [0, 0, 0, 8, 4, 210, 22, 47]);
    assert!(rest.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_sees_one_moment() {
    for bench in benches("snapshot").await {
        let ctx = Ctx::system(bench.services.clone());
        let count = || sql!(i64: "SELECT COUNT(*) FROM jobs /* scan: a test's table */");
        let mut tx = ctx.snapshot().await.unwrap();
        assert_eq!(tx.one(count()).await.unwrap(), 0);
        ctx.write(async |tx| put(tx, "a").await).await.unwrap();
        assert_eq!(tx.one(count()).await.unwrap(), 0, "what came since is not seen");
        assert!(put(&mut tx, "b").await.is_err(), "it only reads");
        drop(tx);
        assert_eq!(ctx.read().await.unwrap().one(count()).await.unwrap(), 1);
    }
}
