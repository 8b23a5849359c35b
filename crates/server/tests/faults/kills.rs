//! `kill -9` at any moment, under load.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use kernel::{Id, sql};
use mail::folder::{Folder, FolderRole};
use tokio::time::sleep;

use crate::{
    deployment::{AGENTS, Deployment, Process, is_signed_in, sign_in},
    writer::Said,
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_a_kill() {
    for deployment in Deployment::on_each_database().await {
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        for round in 0..3 {
            let mut process = Process::start(&deployment, &deployment.database).await;
            let stop = Arc::new(AtomicBool::new(false));
            let mut agents = Vec::new();
            for n in 0..AGENTS {
                let (url, stop, acknowledged) = (process.url(""), stop.clone(), acknowledged.clone());
                agents.push(tokio::spawn(async move {
                    let identifier = format!("zagent{}", char::from(b'a' + n as u8));
                    while !stop.load(Ordering::Relaxed) {
                        if let Some(cookie) = sign_in(&url, &identifier).await {
                            acknowledged.lock().unwrap().push(cookie);
                        }
                    }
                }));
            }
            let before = acknowledged.lock().unwrap().len();
            for _ in 0..600 {
                sleep(Duration::from_millis(50)).await;
                if acknowledged.lock().unwrap().len() > before + 20 + 7 * round {
                    break;
                }
            }
            process.kill();
            stop.store(true, Ordering::Relaxed);
            for agent in agents {
                agent.await.unwrap();
            }
            let all = acknowledged.lock().unwrap().clone();
            assert!(all.len() > before + 20, "only {} sign-ins were acknowledged", all.len() - before);
            let process = Process::start(&deployment, &deployment.database).await;
            for cookie in &all {
                assert!(
                    is_signed_in(&process, cookie).await,
                    "round {round}: an acknowledged session is gone"
                );
            }
        }
        let ctx = deployment.ctx().await;
        let lines = kernel::audit::verify(&mut ctx.read().await.unwrap()).await.unwrap();
        let all = acknowledged.lock().unwrap().len() as i64;
        assert!(lines >= all, "{lines} lines in an unbroken trail for {all} sign-ins");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_acknowledged_is_lost_or_doubled_by_a_kill() {
    for deployment in Deployment::on_each_database().await {
        let writers = Arc::new(deployment.writers().await);
        let said = Arc::new(Mutex::new(Said::default()));
        for round in 1..=3 {
            let mut process = Process::start(&deployment, &deployment.database).await;
            let stop = Arc::new(AtomicBool::new(false));
            let mut busy = Vec::new();
            for me in 0..AGENTS {
                let (url, stop, said, writers) =
                    (process.url(""), stop.clone(), said.clone(), writers.clone());
                busy.push(tokio::spawn(async move {
                    let to = (me + 1) % AGENTS;
                    for number in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let kind = if number % 3 == 2 { "brouillon" } else { "lettre" };
                        let subject = format!("{round} {me} {number} {kind}");
                        writers[me].write(&url, (me, to), &writers, &subject, &said).await;
                    }
                }));
            }
            for _ in 0..600 {
                sleep(Duration::from_millis(50)).await;
                if said.lock().unwrap().sent.len() > 25 * round {
                    break;
                }
            }
            process.kill();
            stop.store(true, Ordering::Relaxed);
            for one in busy {
                one.await.unwrap();
            }
            let count = said.lock().unwrap().sent.len();
            assert!(count > 25 * (round - 1), "only {count} letters were acknowledged");
        }
        let ctx = deployment.ctx().await;
        // What the killed process had taken comes back after its lease: now.
        ctx.write(async |tx| tx.execute(sql!("UPDATE jobs SET run_at = 0 /* scan: a test */")).await)
            .await
            .unwrap();
        kernel::jobs::settle(ctx.services()).await.unwrap();
        let said = std::mem::take(&mut *said.lock().unwrap());
        let mut tx = ctx.read().await.unwrap();
        let times = tx
            .all(sql!((Id<Folder>, String, i64): "SELECT folder_id, subject, COUNT(*) FROM mail_messages
                  GROUP BY folder_id, subject /* tenant: all; scan: a test */"))
            .await
            .unwrap();
        for (folder, subject, times) in &times {
            assert_eq!(*times, 1, "{subject:?} in {folder}");
        }
        let lies = |role: FolderRole, writer: usize, subject: &str| {
            let folder = role.in_box(mail::mailbox::of_person(writers[writer].person));
            times.iter().any(|(f, s, _)| *f == folder && s == subject)
        };
        for (me, to, subject) in &said.sent {
            assert!(lies(FolderRole::Sent, *me, subject), "{subject}: the author's copy");
            assert!(lies(FolderRole::Inbox, *to, subject), "{subject}: the recipient's");
        }
        for me in 0..AGENTS {
            let sent = FolderRole::Sent.in_box(mail::mailbox::of_person(writers[me].person));
            for (_, subject, _) in times.iter().filter(|(folder, _, _)| *folder == sent) {
                assert!(lies(FolderRole::Inbox, (me + 1) % AGENTS, subject), "{subject}: sent, not received");
            }
        }
        assert!(said.saved.len() > 10, "{} drafts", said.saved.len());
        for (me, draft, text) in &said.saved {
            let mailbox = mail::mailbox::of_person(writers[*me].person);
            let kept = mail::draft::find(&mut tx, mailbox, *draft).await.unwrap().expect("a draft");
            let number: u32 = kept.body.trim_start_matches("texte ").parse().unwrap();
            assert!(number >= *text, "{} where {text} was acknowledged", kept.body);
        }
    }
}

/// Whose draft, and the files that the server said it has.
type Joined = HashMap<(usize, String), Vec<String>>;

/// What a file holds: told by its name, so that any can be checked.
fn content_of(name: &str) -> Vec<u8> {
    name.bytes().cycle().take(300_000 + 7 * name.len()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_acknowledged_is_lost_or_cut_by_a_kill() {
    for deployment in Deployment::on_each_database().await {
        let writers = Arc::new(deployment.writers().await);
        let joined = Arc::new(Mutex::new(Joined::new()));
        for round in 0..3 {
            let mut process = Process::start(&deployment, &deployment.database).await;
            let stop = Arc::new(AtomicBool::new(false));
            let mut busy = Vec::new();
            for me in 0..AGENTS {
                let (url, stop, joined, writers) =
                    (process.url(""), stop.clone(), joined.clone(), writers.clone());
                busy.push(tokio::spawn(async move {
                    let Some((draft, token)) = writers[me].begin(&url).await else { return };
                    for number in 0..12 {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let name = format!("film {round} {me} {number}.bin");
                        let answer = writers[me].join(&url, &draft, &token, &name, &content_of(&name)).await;
                        if answer.is_some_and(|answer| answer.status() == 303) {
                            joined.lock().unwrap().entry((me, draft.clone())).or_default().push(name);
                        }
                    }
                }));
            }
            let count = || joined.lock().unwrap().values().map(Vec::len).sum::<usize>();
            let before = count();
            for _ in 0..1_200 {
                sleep(Duration::from_millis(10)).await;
                if count() > before + 20 {
                    break;
                }
            }
            process.kill();
            stop.store(true, Ordering::Relaxed);
            for one in busy {
                one.await.unwrap();
            }
            assert!(count() > before, "no file was acknowledged");
        }
        let ctx = deployment.ctx().await;
        let all = std::mem::take(&mut *joined.lock().unwrap());
        for ((me, draft), names) in all {
            let mailbox = mail::mailbox::of_person(writers[me].person);
            let id = draft.rsplit('/').next().unwrap().parse().unwrap();
            let kept = mail::draft::files(&mut ctx.read().await.unwrap(), mailbox, id).await.unwrap();
            for name in names {
                let file = kept.iter().find(|file| file.name == name).expect("an acknowledged file");
                let bytes = ctx.services().files.bytes(&file.digest).await.unwrap();
                assert!(bytes == content_of(&name), "{name} is not what was sent");
            }
            // What was not acknowledged is there whole or not at all.
            for file in kept {
                assert!(ctx.services().files.bytes(&file.digest).await.unwrap() == content_of(&file.name));
            }
        }
    }
}
