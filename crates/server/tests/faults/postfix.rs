//! Postfix in front, configured as docs/operating/mail.md says: it asks us who exists, hands over, and keeps what it has
//! accepted while we are away.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use kernel::sql;
use testkit::{as_root, documented, free_address};
use tokio::time::sleep;

use crate::{
    deployment::{Deployment, Process},
    smarthost::{self, Smarthost},
};

fn in_front(domain: &str, lmtp: SocketAddr) -> String {
    documented("mail.md", "Postfix in front")
        .replace("ac-creteil.fr", domain)
        .replace("127.0.0.1:2424", &lmtp.to_string())
}

/// Each setting as it is said last. Postfix would warn of the others, its logger too, which then may wait for itself.
fn once_each(settings: &str) -> String {
    let name = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let lines: Vec<&str> = settings.lines().collect();
    let last = |(at, line): &(usize, &&str)| {
        line.starts_with('#') || !lines.iter().skip(at + 1).any(|other| name(other) == name(line))
    };
    let kept: Vec<&str> = lines.iter().enumerate().filter(last).map(|(_, line)| *line).collect();
    kept.join("\n") + "\n"
}

/// The way out as well, with this server beyond it, which has no certificate.
fn both_ways(domain: &str, lmtp: SocketAddr, beyond: SocketAddr) -> String {
    let out = documented("mail.md", "Postfix as smarthost")
        .replace("relay.example]:587", &format!("127.0.0.1]:{}", beyond.port()));
    in_front(domain, lmtp) + &out.replace("= encrypt", "= may")
}

/// A Postfix of its own, in a folder of its own.
struct Postfix {
    folder: tempfile::TempDir,
    address: SocketAddr,
}

impl Postfix {
    async fn start(settings: &str) -> Postfix {
        let postfix = Postfix { folder: tempfile::tempdir().unwrap(), address: free_address() };
        let root = postfix.folder.path().to_owned();
        for part in ["etc", "data", "spool"] {
            std::fs::create_dir(root.join(part)).unwrap();
        }
        run_as_root("chmod", &["755", &root.display().to_string()]);
        run_as_root("chown", &["postfix", &root.join("data").display().to_string()]);
        let own = format!(
            "compatibility_level = 3.6\nqueue_directory = {0}/spool\ndata_directory = {0}/data\n\
             command_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\n\
             setgid_group = postdrop\nmaillog_file = {0}/log\nmaillog_file_prefixes = {0}\nmyhostname = mx.example\n\
             mydestination =\nmynetworks =\ninet_interfaces = 127.0.0.1\nalias_maps =\nalias_database =\n\
             queue_run_delay = 1s\nminimal_backoff_time = 1s\nmaximal_backoff_time = 2s\n",
            root.display()
        );
        std::fs::write(root.join("etc/main.cf"), once_each(&(own + settings))).unwrap();
        std::fs::write(root.join("etc/master.cf"), SERVICES.replace("LISTEN", &postfix.address.to_string()))
            .unwrap();
        postfix.command("start");
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(postfix.address).await.is_ok() {
                return postfix;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("{}", postfix.log());
    }

    fn command(&self, command: &str) {
        let etc: PathBuf = self.folder.path().join("etc");
        run_as_root("postfix", &["-c", &etc.display().to_string(), command]);
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Sends a message from outside; what was said on both sides, and whether it was accepted.
    fn send(&self, to: &str, subject: &str) -> (bool, String) {
        let ran = Command::new("swaks")
            .args(["--server", &self.address.to_string(), "--helo", "parent.ailleurs.example"])
            .args(["--from", "parent@ailleurs.example", "--to", to, "--h-Subject", subject])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.command("stop");
        // Its files are root's and its own.
        run_as_root("rm", &["-rf", &self.folder.path().display().to_string()]);
    }
}

const SERVICES: &str = "LISTEN inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
flush unix n - n - 0 flush
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
";

/// Postfix is started by root alone.
fn run_as_root(program: &str, arguments: &[&str]) {
    as_root(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
}

/// Waits until a subject lies in a box; how often it does.
async fn arrives(deployment: &Deployment, subject: &'static str) -> i64 {
    let ctx = deployment.ctx().await;
    for _ in 0..150 {
        let count = ctx
            .read()
            .await
            .unwrap()
            .one(sql!(i64: "SELECT COUNT(*) FROM mail_messages WHERE subject = $1 /* tenant: all; scan: a test */", subject))
            .await
            .unwrap();
        if count > 0 {
            return count;
        }
        sleep(Duration::from_millis(200)).await;
    }
    0
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_in_front_refuses_whom_we_do_not_know_and_keeps_what_it_took() {
    let deployment = Deployment::on_each_database().await.remove(0);
    let to = deployment.writers().await.remove(0).address;
    let domain = to.split('@').nth(1).unwrap();
    let mut process = Process::start(&deployment, &deployment.database).await;
    let postfix = Postfix::start(&in_front(domain, process.lmtp)).await;
    let (taken, said) = postfix.send(&to, "Bulletin");
    assert!(taken, "{said}\n{}", postfix.log());
    assert_eq!(arrives(&deployment, "Bulletin").await, 1, "{}", postfix.log());
    let (taken, said) = postfix.send(&format!("personne@{domain}"), "Nulle part");
    assert!(!taken && said.contains("550 5.1.1"), "{said}");
    assert!(said.contains("Nobody has this address"), "{said}");
    let (taken, said) = postfix.send("autre@ailleurs.example", "Ailleurs");
    assert!(!taken && said.contains("Relay access denied"), "{said}");
    // While we are away, what comes for somebody known is taken and waits.
    process.kill();
    let (taken, said) = postfix.send(&to, "En attendant");
    assert!(taken, "{said}\n{}", postfix.log());
    let _process = Process::start_behind(&deployment, &deployment.database, process.lmtp).await;
    assert_eq!(arrives(&deployment, "En attendant").await, 1, "{}", postfix.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_takes_our_mail_out_and_brings_back_what_fails_beyond() {
    let deployment = Deployment::on_each_database().await.remove(0);
    let writer = deployment.writers().await.remove(0);
    let domain = writer.address.split('@').nth(1).unwrap();
    let (beyond, lmtp) = (Smarthost::start().await, free_address());
    let postfix = Postfix::start(&both_ways(domain, lmtp, beyond.address)).await;
    let setting = ("PREAU_SMARTHOST", format!("smtp://{}", postfix.address));
    let process = Process::start_with(&deployment, &deployment.database, lmtp, &[setting]).await;
    let sent =
        smarthost::send(&process, &writer, "publics@ailleurs.example, personne@ailleurs.example").await;
    beyond.has_taken(1).await;
    assert_eq!(beyond.taken().get(&sent), Some(&1), "{}", postfix.log());
    let back = "Undelivered Mail Returned to Sender";
    assert_eq!(arrives(&deployment, back).await, 1, "{}", postfix.log());
}
