//! `kill -9` in the middle of long work that is done in steps: what was begun is gone on with after each start, and in the
//! end everything is there once.

use std::{fmt::Write as _, time::Duration};

use identity::account::{self, NewAccount};
use kernel::{
    Ctx, Id,
    people::{self, Person},
    sql,
};
use mail::lists::{self, Archive, Moderation, Powers, Settings, Writers};
use tokio::time::sleep;

use crate::{
    deployment::{Deployment, Process, client},
    writer::{Said, Writer},
};

/// Each kill is a try of the work, and tries are counted.
const KILLS: u64 = 3;

/// How far some work is: what has been done of it, and whether it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Far {
    done: i64,
    ended: bool,
}

/// Kills whenever the work has got on, starts again, and lets it end at last; answers how often it was cut short.
async fn until_done(deployment: &Deployment, mut process: Process, far: impl AsyncFn(&Ctx) -> Far) -> u64 {
    let ctx = deployment.ctx().await;
    let mut before = Far { done: 0, ended: false };
    let mut cut = 0;
    for _ in 0..KILLS {
        for _ in 0..4_000 {
            let now = far(&ctx).await;
            if now.ended || now.done > before.done {
                break;
            }
            sleep(Duration::from_millis(3)).await;
        }
        process.kill();
        let now = far(&ctx).await;
        assert!(now.done >= before.done, "{now:?} after {before:?}");
        before = now;
        // What the killed process had taken comes back after its lease: now.
        ctx.write(async |tx| tx.execute(sql!("UPDATE jobs SET run_at = 0 /* scan: a test */")).await)
            .await
            .unwrap();
        if now.ended {
            break;
        }
        cut += u64::from(now.done > 0);
        process = Process::start(deployment, &deployment.database).await;
    }
    process.kill();
    ctx.write(async |tx| tx.execute(sql!("UPDATE jobs SET run_at = 0 /* scan: a test */")).await)
        .await
        .unwrap();
    kernel::jobs::settle(ctx.services()).await.unwrap();
    let last = far(&ctx).await;
    assert!(last.ended, "{last:?}");
    cut
}

const LETTERS: i64 = 1_500;

/// Hands a file of messages over on the page of imports.
async fn bring(writer: &Writer, url: &str) {
    let page = writer.ask(client().get(format!("{url}/webmel/export-import"))).await.unwrap();
    let page = page.text().await.unwrap();
    let token = page.split("name=\"csrf-token\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{token}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"vieux.mbox\"\r\n\r\n"
    );
    for n in 0..LETTERS {
        write!(
            body,
            "From a@x Mon Nov 23 09:00:00 2026\nMessage-ID: <vieux.{n}@x>\nFrom: a@x\nSubject: Vieux {n}\n\nTexte {n}.\n\n"
        )
        .unwrap();
    }
    body.push_str("\r\n--x--\r\n");
    let request = client().post(format!("{url}/webmel/export-import/imports"));
    let begun =
        writer.ask(request.header("content-type", "multipart/form-data; boundary=x").body(body)).await;
    assert_eq!(begun.unwrap().status(), 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_after_each_kill_and_files_each_message_once() {
    for deployment in Deployment::on_each_database().await {
        let writer = deployment.writers().await.swap_remove(0);
        let process = Process::start(&deployment, &deployment.database).await;
        bring(&writer, &process.url("")).await;
        let mailbox = mail::mailbox::of_person(writer.person);
        let cut = until_done(&deployment, process, async |ctx: &Ctx| {
            let mut tx = ctx.read().await.unwrap();
            let (done, outcome) = tx
                .one(sql!((i64, String): "SELECT position, outcome FROM mail_imports WHERE mailbox_id = $1", mailbox))
                .await
                .unwrap();
            Far { done, ended: outcome != "going" }
        })
        .await;
        assert!(cut > 0, "it was never under way");
        let ctx = deployment.ctx().await;
        let mut tx = ctx.read().await.unwrap();
        let (outcome, filed, known) = tx
            .one(sql!((String, i64, i64): "SELECT outcome, filed, known FROM mail_imports WHERE mailbox_id = $1", mailbox))
            .await
            .unwrap();
        assert_eq!((outcome.as_str(), filed, known), ("done", LETTERS, 0), "after {cut} kills");
        let times = tx
            .all(sql!((String, i64): "SELECT subject, COUNT(*) FROM mail_messages WHERE mailbox_id = $1
                  AND subject LIKE 'Vieux %' GROUP BY subject", mailbox))
            .await
            .unwrap();
        assert_eq!(times.len() as i64, LETTERS, "after {cut} kills");
        assert_eq!(times.iter().find(|(_, times)| *times != 1), None);
    }
}

const MEMBERS: usize = 1_200;
/// Letters that are sent to them at most, until one is met on its way.
const LISTED: usize = 5;

/// Agents who have never come: their mail waits for them.
async fn many(deployment: &Deployment) {
    let ctx = deployment.ctx().await;
    for n in 0..MEMBERS {
        let new = NewAccount {
            numen: format!("24E{:07}XYZ", 2_000_000 + n).parse().unwrap(),
            birth_date: jiff::civil::date(1980, 3, 12),
            surname: format!("Membre{n}"),
            given_names: "Léa".into(),
            civility: people::Civility::Mrs,
            function: "ENS".into(),
            uai: None,
            corps: String::new(),
            backup_address: None,
        };
        ctx.write(async move |tx| account::open_account(tx, &new).await).await.unwrap();
    }
    kernel::jobs::settle(ctx.services()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_after_each_kill_and_reaches_each_member_once() {
    for deployment in Deployment::on_each_database().await {
        many(&deployment).await;
        let writer = deployment.writers().await.swap_remove(0);
        let ctx = deployment.ctx().await;
        let owners = writer.address.clone();
        ctx.write(async move |tx| {
            let settings = Settings {
                name: "Tout le monde".into(),
                description: String::new(),
                writers: Writers::Academy,
                moderation: Moderation::Nothing,
                may_leave: true,
                archive: Archive::Nobody,
                keep_days: 365,
            };
            let powers = Powers { owners, everybody: true, ..Powers::default() };
            lists::create(tx, "tous", settings, &powers).await
        })
        .await
        .unwrap();
        kernel::jobs::settle(ctx.services()).await.unwrap();
        drop(ctx);
        let list = Writer { address: "tous@ac-creteil.example".into(), ..writer.clone() };
        // On a busy machine one may be everywhere before anybody looks: another is sent then.
        let (mut cut, mut sent) = (0, Vec::new());
        while cut == 0 && sent.len() < LISTED {
            let subject = format!("À tous lettre {}", sent.len());
            let process = Process::start(&deployment, &deployment.database).await;
            let (url, all, text) = (process.url(""), [writer.clone(), list.clone()], subject.clone());
            let sending = tokio::spawn(async move {
                let said = std::sync::Mutex::new(Said::default());
                all[0].write(&url, (0, 1), &all, &text, &said).await;
            });
            cut = until_done(&deployment, process, async |ctx: &Ctx| spread(ctx, &subject).await).await;
            sending.await.unwrap();
            sent.push(subject);
        }
        assert!(cut > 0, "it was never under way");
        let ctx = deployment.ctx().await;
        kernel::jobs::settle(ctx.services()).await.unwrap();
        let mut tx = ctx.read().await.unwrap();
        let members = tx
            .one(sql!(i64: "SELECT COUNT(*) FROM people WHERE kind = 'individual' /* tenant: all; scan: a test */"))
            .await
            .unwrap();
        for subject in sent {
            let times = tx
                .all(sql!((kernel::Id<mail::mailbox::Mailbox>, i64): "SELECT m.mailbox_id, COUNT(*) FROM mail_messages m
                      JOIN mail_folders f ON f.id = m.folder_id WHERE m.subject = $1 AND f.role = 'inbox'
                      GROUP BY m.mailbox_id /* tenant: all; scan: a test */", subject))
                .await
                .unwrap();
            assert_eq!(times.iter().find(|(_, times)| *times != 1), None, "after {cut} kills");
            assert!(times.len() as i64 >= members - 1, "{} of {members}, after {cut} kills", times.len());
        }
    }
}

/// How far a letter to the list has come.
async fn spread(ctx: &Ctx, subject: &str) -> Far {
    let mut tx = ctx.read().await.unwrap();
    let at = tx
        .first(sql!((String, Id<Person>): "SELECT stage, after_id FROM mail_list_posts WHERE subject = $1 /* tenant: all; scan: a test */", subject))
        .await
        .unwrap();
    let Some((stage, after)) = at else { return Far { done: 0, ended: false } };
    let handed_on = tx
        .one(sql!(i64: "SELECT COUNT(*) FROM people WHERE id <= $1 /* tenant: all; scan: a test */", after))
        .await
        .unwrap();
    let is_past = !matches!(stage.as_str(), "by hand" | "audience");
    Far { done: if is_past { MEMBERS as i64 * 2 } else { handed_on }, ended: stage == "done" }
}
