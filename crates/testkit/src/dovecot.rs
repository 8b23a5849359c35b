//! A Dovecot of the test's own, configured as docs/operating/mail.md says: everybody has a box there, whoever they are.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use crate::free_address;

/// What a page of docs/operating/ tells to write below a title: its first block of code.
pub fn documented(page: &str, title: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operating").join(page);
    let page = std::fs::read_to_string(page).unwrap();
    page.split(&format!("## {title}\n")).nth(1).unwrap().split("```").nth(1).unwrap().to_owned()
}

/// A command that only root may run.
pub fn as_root(program: &str) -> Command {
    let root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if root {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

pub struct Dovecot {
    folder: tempfile::TempDir,
    pub imap: SocketAddr,
    pub lmtp: SocketAddr,
    pub sieve: SocketAddr,
}

/// Of everybody whose mail program asks Dovecot itself.
pub const DOVECOT_PASSWORD: &str = "mot de passe";

impl Dovecot {
    pub async fn start() -> Dovecot {
        let passwords = format!("driver = static\n  args = password={DOVECOT_PASSWORD}");
        Dovecot::start_with(&passwords, None).await
    }

    /// That asks by these settings who has a box.
    pub async fn knowing(accounts: &str) -> Dovecot {
        let passwords = format!("driver = static\n  args = password={DOVECOT_PASSWORD}");
        Dovecot::start_with(&passwords, Some(accounts)).await
    }

    /// With passwords that our IMAP knows.
    pub async fn asking(imap: SocketAddr) -> Dovecot {
        let passwords = format!("driver = imap\n  args = host={} port={}", imap.ip(), imap.port());
        Dovecot::start_with(&passwords, None).await
    }

    async fn start_with(passwords: &str, accounts: Option<&str>) -> Dovecot {
        let dovecot = Dovecot {
            folder: tempfile::Builder::new().prefix("dovecot").tempdir().unwrap(),
            imap: free_address(),
            lmtp: free_address(),
            sieve: free_address(),
        };
        dovecot.write(passwords, accounts);
        dovecot.run();
        dovecot.wait().await;
        dovecot
    }

    /// Where the store of Préau finds it.
    pub fn url(&self) -> String {
        format!("imap://preau:secret@{}?sieve={}", self.imap, self.sieve.port())
    }

    /// Where the box of `user` lies.
    pub fn place_of(&self, user: &str) -> PathBuf {
        self.root().join("boxes").join(user)
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn config(&self) -> PathBuf {
        self.root().join("dovecot.conf")
    }

    fn write(&self, passwords: &str, accounts: Option<&str>) {
        let root = self.root().display();
        as_root("chmod").args(["755", &root.to_string()]).status().unwrap();
        std::fs::create_dir(self.root().join("boxes")).unwrap();
        as_root("chown")
            .args(["mail:mail", &self.root().join("boxes").display().to_string()])
            .status()
            .unwrap();
        std::fs::write(self.root().join("masters"), "preau:{PLAIN}secret\n").unwrap();
        // Where a system keeps its own, and who may knock.
        let own = format!(
            "base_dir = {root}/run\nstate_dir = {root}/state\nlog_path = {root}/log\nssl = no\n\
             first_valid_uid = 1\nmail_uid = mail\nmail_gid = mail\n\
             passdb {{\n  {passwords}\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    address = 127.0.0.1\n    port = {}\n  }}\n  \
             inet_listener imaps {{\n    port = 0\n  }}\n}}\n\
             service lmtp {{\n  inet_listener lmtp {{\n    address = 127.0.0.1\n    port = {}\n  }}\n}}\n\
             service managesieve-login {{\n  inet_listener sieve {{\n    address = 127.0.0.1\n    port = {}\n  }}\n}}\n",
            self.imap.port(),
            self.lmtp.port(),
            self.sieve.port()
        );
        let mut told = documented("mail.md", "Dovecot behind");
        if let Some(accounts) = accounts {
            std::fs::write(
                self.root().join("accounts.conf"),
                accounts.replace("/var/vmail", &format!("{root}/boxes")),
            )
            .unwrap();
            let everybody = told.find("userdb {").unwrap();
            let after = everybody + told[everybody..].find("}\n").unwrap() + 2;
            let asked = documented("mail.md", "Dovecot asks the database");
            let asked = asked.replace("/etc/dovecot/preau-accounts.conf", &format!("{root}/accounts.conf"));
            told.replace_range(everybody..after, &asked);
        }
        let told = told
            .replace("/etc/dovecot/preau-master", &format!("{root}/masters"))
            .replace("/var/vmail", &format!("{root}/boxes"));
        std::fs::write(self.config(), own + &told).unwrap();
    }

    fn run(&self) {
        let config = self.config().display().to_string();
        // It goes on behind the command, and would hold its pipes open.
        let errors = std::fs::File::create(self.root().join("errors")).unwrap();
        let mut starting = as_root("dovecot");
        starting.args(["-c", &config]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let errors = || std::fs::read_to_string(self.root().join("errors"));
        assert!(starting.status().unwrap().success(), "{:?}", errors());
    }

    /// Until it answers, and so do the rules.
    pub async fn wait(&self) {
        for _ in 0..200 {
            let up = tokio::net::TcpStream::connect(self.imap).await.is_ok()
                && tokio::net::TcpStream::connect(self.sieve).await.is_ok();
            if up {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", self.log());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.root().join("log")).unwrap_or_default()
    }

    /// Away, as when its machine is.
    pub fn stop(&self) {
        let Ok(pid) = std::fs::read_to_string(self.root().join("run/master.pid")) else { return };
        let pid = pid.trim();
        // With whoever is being served: at once, and not when they have finished.
        as_root("kill").args(["-STOP", pid]).status().ok();
        as_root("pkill").args(["-KILL", "-P", pid]).status().ok();
        as_root("kill").args(["-KILL", pid]).status().ok();
        as_root("rm").args(["-f", &self.root().join("run/master.pid").display().to_string()]).status().ok();
    }

    pub async fn start_again(&self) {
        self.run();
        self.wait().await;
    }

    /// Whether it takes somebody's password.
    pub fn lets_in(&self, user: &str, password: &str) -> bool {
        let config = self.config().display().to_string();
        let mut asking = as_root("doveadm");
        asking.args(["-c", &config, "auth", "test", user, password]);
        asking.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    /// All that it keeps of a box is gone, as on another machine.
    pub async fn forget(&self, user: &str) {
        self.stop();
        as_root("rm").args(["-rf", &self.place_of(user).display().to_string()]).status().unwrap();
        self.start_again().await;
    }

    /// Its own tool, about the box of `user`; what it prints.
    pub fn admin(&self, command: &[&str], user: &str, rest: &[&str]) -> String {
        self.admin_with(command, user, rest, b"")
    }

    /// The same, told something on its standard input.
    pub fn admin_with(&self, command: &[&str], user: &str, rest: &[&str], input: &[u8]) -> String {
        self.tool(&[command, &["-u", user], rest].concat(), input).unwrap()
    }

    /// Its own tool, about nobody's box; what it prints, or complains of.
    pub fn tool(&self, command: &[&str], input: &[u8]) -> Result<String, String> {
        use std::io::Write;
        let config = self.config().display().to_string();
        let mut child = as_root("doveadm")
            .args(["-c", &config])
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        if !status.success() {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&stderr)));
        }
        Ok(String::from_utf8_lossy(&stdout).into_owned())
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
        // Its files are other users'.
        as_root("rm").args(["-rf", &self.root().display().to_string()]).status().ok();
    }
}
