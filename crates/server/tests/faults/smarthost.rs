//! `kill -9` while mail goes to the smarthost, a program that we did not write (aiosmtpd): each message arrives, and once,
//! unless we die between its end and the answer to it (docs/operating/mail.md).

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::Duration,
};

use kernel::sql;
use testkit::free_address;
use tokio::time::sleep;

use crate::{
    deployment::{Deployment, Process, certificate, client},
    writer::Writer,
};

pub struct Smarthost {
    child: Child,
    folder: tempfile::TempDir,
    pub address: SocketAddr,
}

impl Smarthost {
    pub async fn start() -> Smarthost {
        Smarthost::in_folder(tempfile::tempdir().unwrap(), &[]).await
    }

    /// With a certificate of its own, which is also the authority to trust.
    async fn with_tls() -> Smarthost {
        let folder = tempfile::tempdir().unwrap();
        let security = certificate(folder.path());
        Smarthost::in_folder(folder, &security).await
    }

    async fn in_folder(folder: tempfile::TempDir, security: &[PathBuf]) -> Smarthost {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let address = free_address();
        let child = Command::new(root.join("../../target/peers/bin/python"))
            .arg(root.join("tests/faults/smarthost.py"))
            .arg(address.port().to_string())
            .arg(folder.path())
            .args(security)
            .spawn()
            .expect("aiosmtpd: run `scripts/setup.sh test`");
        let smarthost = Smarthost { child, folder, address };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return smarthost;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the smarthost did not come up");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Stops at this moment of the conversation.
    fn stop_at(&self, moment: &str) {
        std::fs::write(self.path("stop"), moment).unwrap();
    }

    /// Waits until it has come.
    async fn has_stopped(&self) {
        for _ in 0..600 {
            if self.path("at").exists() {
                std::fs::remove_file(self.path("at")).unwrap();
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the moment did not come");
    }

    fn go_on(&self) {
        std::fs::remove_file(self.path("stop")).ok();
    }

    /// How often each message was taken, by its identifier.
    pub fn taken(&self) -> HashMap<String, usize> {
        let mut taken = HashMap::new();
        for line in std::fs::read_to_string(self.path("taken")).unwrap_or_default().lines() {
            *taken.entry(line.split(' ').next().unwrap().to_owned()).or_default() += 1;
        }
        taken
    }

    pub async fn has_taken(&self, count: usize) {
        for _ in 0..900 {
            if self.taken().len() >= count {
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("{} messages of {count} came", self.taken().len());
    }
}

impl Drop for Smarthost {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn serve(deployment: &Deployment, smarthost: &Smarthost) -> Process {
    serve_to(deployment, format!("smtp://{}", smarthost.address)).await
}

async fn serve_to(deployment: &Deployment, smarthost: String) -> Process {
    let setting = ("PREAU_SMARTHOST", smarthost);
    Process::start_with(deployment, &deployment.database, free_address(), &[setting]).await
}

/// Sends a letter to an address elsewhere; its Message-ID, once that is acknowledged.
pub async fn send(process: &Process, writer: &Writer, to: &str) -> String {
    let url = process.url("");
    let (draft, token) = writer.begin(&url).await.unwrap();
    let form = [
        ("_csrf", token.as_str()),
        ("version", "0"),
        ("to", to),
        ("subject", "Ailleurs"),
        ("body", "Bonjour."),
    ];
    let answer = writer.ask(client().post(format!("{url}{draft}/envoi")).form(&form)).await.unwrap();
    assert_eq!(answer.status(), 303);
    format!("<{}@ac-creteil.example>", draft.rsplit('/').next().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_is_seen_once_at_the_smarthost_whenever_we_are_killed() {
    for deployment in Deployment::on_each_database().await {
        let (writers, smarthost) = (deployment.writers().await, Smarthost::start().await);
        let mut sent = Vec::new();
        for moment in ["ehlo", "mail", "rcpt"] {
            smarthost.stop_at(moment);
            let mut process = serve(&deployment, &smarthost).await;
            sent.push(send(&process, &writers[0], &format!("{moment}@ailleurs.example")).await);
            smarthost.has_stopped().await;
            process.kill();
        }
        smarthost.go_on();
        let mut process = serve(&deployment, &smarthost).await;
        // Those that died with their process come back when their lease is over.
        smarthost.has_taken(3).await;
        // Killed when all is written down.
        sent.push(send(&process, &writers[1], "fin@ailleurs.example, personne@ailleurs.example").await);
        smarthost.has_taken(4).await;
        sleep(Duration::from_millis(500)).await;
        process.kill();
        let process = serve(&deployment, &smarthost).await;
        sleep(Duration::from_secs(35)).await;
        drop(process);
        let taken = smarthost.taken();
        assert_eq!(taken.len(), sent.len());
        for id in &sent {
            assert_eq!(taken.get(id), Some(&1), "{id} in {taken:?}");
        }
        let ctx = deployment.ctx().await;
        let mut tx = ctx.read().await.unwrap();
        let states = tx
            .all(sql!((String, i64): "SELECT state, COUNT(*) FROM mail_outgoing_recipients GROUP BY state ORDER BY state /* tenant: all; scan: a test */"))
            .await
            .unwrap();
        assert_eq!(states, [("delivered".to_owned(), 4), ("failed".to_owned(), 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_kills_under_load() {
    for deployment in Deployment::on_each_database().await {
        let (writers, smarthost) = (deployment.writers().await, Smarthost::start().await);
        let mut sent = Vec::new();
        for round in 0..3 {
            let mut process = serve(&deployment, &smarthost).await;
            for writer in &writers {
                sent.push(send(&process, writer, "publics@ailleurs.example").await);
            }
            sleep(Duration::from_millis(150 * round)).await;
            process.kill();
        }
        let _process = serve(&deployment, &smarthost).await;
        smarthost.has_taken(sent.len()).await;
        sleep(Duration::from_secs(2)).await;
        let taken = smarthost.taken();
        let twice = sent.iter().filter(|id| taken[*id] > 1).count();
        // Four are under way at once: each kill can strike those between end and answer, and no other.
        assert!(twice <= 4 * 3 && taken.values().all(|times| *times <= 2), "{taken:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_to_a_server_that_proves_its_name_and_to_no_other() {
    let deployment = Deployment::on_each_database().await.remove(0);
    let (writers, smarthost) = (deployment.writers().await, Smarthost::with_tls().await);
    let port = smarthost.address.port();
    let url = format!("smtp://preau:a%40b@localhost:{port}?tls=required");
    let mut process = serve_to(&deployment, url.clone()).await;
    send(&process, &writers[0], "publics@ailleurs.example").await;
    let ctx = deployment.ctx().await;
    let mut answer = String::new();
    for _ in 0..200 {
        sleep(Duration::from_millis(100)).await;
        let mut tx = ctx.read().await.unwrap();
        let kept =
            sql!(String: "SELECT answer FROM mail_outgoing_recipients /* tenant: all; scan: a test */");
        answer = tx.first(kept).await.unwrap().unwrap_or_default();
        if !answer.is_empty() {
            break;
        }
    }
    assert!(answer.contains("certificate"), "{answer}");
    process.kill();
    let roots = smarthost.path("certificate.pem");
    let process = serve_to(&deployment, format!("{url}&roots={}", roots.display())).await;
    let sent = send(&process, &writers[0], "publics@ailleurs.example").await;
    smarthost.has_taken(1).await;
    assert_eq!(smarthost.taken().get(&sent), Some(&1), "the other waits its minute");
}
