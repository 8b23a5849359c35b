//! A staff import killed again and again ends where one that was left alone does, on both databases.

use std::{
    fmt::Write,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use kernel::{
    Ctx, audit,
    people::{self, NewAcademy},
    sql,
};
use server::config::Config;

const AGENTS: i64 = 1_500;

fn staff_file() -> String {
    let mut text = String::from("numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours\n");
    for n in 0..AGENTS {
        // Homonyms on purpose: their digits are given out in the order of the file.
        writeln!(text, "24E{n:07}ABC;AGENT{};Zoé;12/03/1980;Mme;ENS;;;", ["A", "B", "C"][n as usize % 3])
            .unwrap();
    }
    text
}

fn import(data: &Path, database: &str, file: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_preau"))
        .arg("--data")
        .arg(data)
        .args(["--database-url", database, "import", "staff", "--academy", "ac-creteil"])
        .arg(file)
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn known(ctx: &Ctx) -> i64 {
    let mut tx = ctx.read().await.unwrap();
    tx.one(sql!(i64: "SELECT COUNT(*) FROM people /* tenant: a test; scan: a test */")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_goes_on_where_it_was() {
    let databases = tempfile::tempdir().unwrap();
    for config in testkit::databases(databases.path()).await {
        let data = tempfile::tempdir().unwrap();
        let config = Config::of(data.path(), &config);
        let database = config.database();
        let ctx = Ctx::system(config.open().await.unwrap());
        let new = NewAcademy {
            slug: "ac-creteil".into(),
            name: "Académie de Créteil".into(),
            mail_domain: "ac-creteil.example".into(),
            zone: "Europe/Paris".into(),
            accent: "bleu".into(),
        };
        ctx.write(async move |tx| people::found_academy(tx, &new).await).await.unwrap();
        let file = data.path().join("personnels.csv");
        std::fs::write(&file, staff_file()).unwrap();

        let mut kills = 0;
        for goal in [200, 600, 1_000] {
            let mut child = import(data.path(), &database, &file);
            while known(&ctx).await < goal && child.try_wait().unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            kills += i32::from(child.try_wait().unwrap().is_none());
            child.kill().ok();
            child.wait().unwrap();
            assert!(known(&ctx).await >= goal, "what was committed is still there");
            // The next one would wait until the dead one has been silent for long enough.
            ctx.write(async |tx| {
                tx.execute(sql!("UPDATE staff_imports SET seen_at = 0 WHERE state = 'running' /* tenant: a test; scan: a test */"))
                    .await
            })
            .await
            .unwrap();
        }
        assert!(kills >= 2, "it was killed {kills} times only");
        let ended = import(data.path(), &database, &file).wait().unwrap();
        assert_eq!(ended.code(), Some(0));
        assert_eq!(known(&ctx).await, AGENTS);
        let mut tx = ctx.read().await.unwrap();
        let (created, rejected, lines) = tx
            .one(sql!((i64, i64, i64): "SELECT created, rejected, lines_done FROM staff_imports WHERE state = 'done'
                  ORDER BY started_at DESC LIMIT 1 /* tenant: a test; scan: a test */"))
            .await
            .unwrap();
        assert_eq!((created, rejected, lines), (AGENTS, 0, AGENTS + 1), "each line counted once");
        drop(tx);
        let academy = people::academy(&mut ctx.read().await.unwrap(), "ac-creteil").await.unwrap();
        let ctx = ctx.in_academy(academy);
        audit::verify(&mut ctx.snapshot().await.unwrap()).await.unwrap();
    }
}
