//! A program that keeps a copy of a box (mbsync) while we are killed: in the end both hold the same, byte for byte, and
//! nothing is lost.

use std::{net::SocketAddr, time::Duration};

use kernel::{Id, Time, people::Person, sql};
use mail::seed::{self, Flags, FolderRole, Place, Seed};
use testkit::{MailCopy, free_address};
use tokio::time::sleep;

use crate::deployment::{Deployment, Process};

const FAR: usize = 150;
const NEAR: usize = 40;

/// The first agent, with messages in their box and a password for their mail program.
async fn owner(deployment: &Deployment) -> (Id<Person>, String, String) {
    let ctx = deployment.ctx().await;
    let (person, identifier) = {
        let mut tx = ctx.read().await.unwrap();
        tx.one(sql!((Id<Person>, String): "SELECT id, identifier FROM people ORDER BY identifier LIMIT 1 /* tenant: all; scan: a test */"))
            .await
            .unwrap()
    };
    let seeds = (0..FAR).map(|n| Seed {
        place: Place::Standard(FolderRole::Inbox),
        raw: format!("Message-ID: <loin.{n}@x>\r\nSubject: Loin {n}\r\n\r\n{}", "Élèves.\r\n".repeat(n * 20))
            .into_bytes(),
        flags: Flags::default(),
        received_at: Time(1_795_000_000_000 + n as i64),
    });
    seed::file_all(&ctx, person, seeds.collect()).await.unwrap();
    let password =
        ctx.write(async move |tx| identity::app_passwords::make(tx, person, "Copie").await).await.unwrap();
    (person, identifier, password.shown())
}

async fn box_contents(deployment: &Deployment, person: Id<Person>) -> Vec<Vec<u8>> {
    let ctx = deployment.ctx().await;
    let digests = {
        let mut tx = ctx.read().await.unwrap();
        tx.all(sql!(String: "SELECT digest FROM mail_messages WHERE mailbox_id = $1", person)).await.unwrap()
    };
    let mut all = Vec::new();
    for digest in digests {
        all.push(MailCopy::plain(&ctx.services().files.bytes(&digest).await.unwrap()));
    }
    all.sort();
    all
}

/// With a door for mail programs.
async fn start(deployment: &Deployment) -> (Process, SocketAddr) {
    let imap = free_address();
    let settings = [("PREAU_IMAP", imap.to_string())];
    let lmtp = free_address();
    (Process::start_with(deployment, &deployment.database, lmtp, &settings).await, imap)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_and_its_box_agree_in_the_end_whatever_was_killed() {
    for deployment in Deployment::on_each_database().await {
        let (person, identifier, password) = owner(&deployment).await;
        let copy = MailCopy::new(&identifier, &password);
        let inbox = copy.inbox();
        for n in 0..NEAR {
            let text = format!("Message-ID: <pres.{n}@x>\nSubject: Pres {n}\n\n{}", "Ici.\n".repeat(n * 30));
            std::fs::write(inbox.join("new").join(format!("17957183{n:02}.1.ici")), text).unwrap();
        }
        let mut cut_short = 0;
        for round in 0..4_u64 {
            let (mut process, imap) = start(&deployment).await;
            let mut program = copy.mbsync(imap).spawn().unwrap();
            sleep(Duration::from_millis(60 + round * 110)).await;
            process.kill();
            cut_short += usize::from(!program.wait().unwrap().success());
        }
        assert!(cut_short > 0, "nothing was under way");
        let (process, imap) = start(&deployment).await;
        for _ in 0..2 {
            copy.sync(imap);
        }
        drop(process);
        let (near, far) = (copy.contents(), box_contents(&deployment, person).await);
        assert!(near == far, "both hold the same");
        // What was put in the box and not acknowledged is put there again: no program can know better.
        let mut each = far.clone();
        each.dedup();
        // The notice that a password was made may have come meanwhile.
        let is_ours = |raw: &&Vec<u8>| {
            [&b"<loin."[..], b"<pres."].iter().any(|id| raw.windows(6).any(|part| part == *id))
        };
        assert_eq!(each.iter().filter(is_ours).count(), FAR + NEAR, "nothing is lost");
        assert!(far.iter().filter(is_ours).count() <= FAR + NEAR + cut_short, "one more for a kill at most");
    }
}
