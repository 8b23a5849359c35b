//! A Cyrus of the test's own, configured as docs/operating/mail.md says.

use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use crate::{as_root, documented, free_address};

pub struct Cyrus {
    folder: tempfile::TempDir,
    pub imap: SocketAddr,
    pub lmtp: SocketAddr,
    pub sieve: SocketAddr,
}

/// Where the system keeps what is no server of mail programs.
const PROGRAMS: &str = "/usr/lib/cyrus/bin";

impl Cyrus {
    pub async fn start() -> Cyrus {
        let cyrus = Cyrus {
            folder: tempfile::Builder::new().prefix("cyrus").tempdir().unwrap(),
            imap: free_address(),
            lmtp: free_address(),
            sieve: free_address(),
        };
        cyrus.write();
        cyrus.run();
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(cyrus.imap).await.is_ok() {
                return cyrus;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", cyrus.errors());
    }

    /// Where the store of Préau finds it.
    pub fn url(&self) -> String {
        format!("imap://preau:secret@{}?sieve={}", self.imap, self.sieve.port())
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn at(&self, name: &str) -> String {
        self.root().join(name).display().to_string()
    }

    fn write(&self) {
        let root = self.root().display();
        for folder in ["conf/socket", "spool", "sieve", "run"] {
            std::fs::create_dir_all(self.root().join(folder)).unwrap();
        }
        // Where a system keeps its own, and who may knock.
        let own = format!(
            "configdirectory: {root}/conf\nproc_path: {root}/run/proc\nmboxname_lockpath: {root}/run/lock\n\
             defaultpartition: default\npartition-default: {root}/spool\nsievedir: {root}/sieve\n\
             lmtpsocket: {root}/run/lmtp\nidlesocket: {root}/run/idle\nnotifysocket: {root}/run/notify\n\
             sasl_sasldb_path: {root}/sasldb2\n"
        );
        let told = documented("mail.md", "Cyrus behind");
        std::fs::write(self.root().join("imapd.conf"), own + &told).unwrap();
        let imapd = [PathBuf::from(PROGRAMS), unpacked()].into_iter().find(|at| at.join("imapd").exists());
        let imapd = imapd.expect("no Cyrus here: run scripts/setup.sh test").display().to_string();
        let services = format!(
            "START {{\n  recover cmd=\"{PROGRAMS}/ctl_cyrusdb -C {root}/imapd.conf -r\"\n  \
             idled cmd=\"{imapd}/idled -C {root}/imapd.conf\"\n}}\n\
             SERVICES {{\n  imap cmd=\"{imapd}/imapd -C {root}/imapd.conf\" listen=\"{}\"\n  \
             lmtp cmd=\"{PROGRAMS}/lmtpd -C {root}/imapd.conf -a\" listen=\"{}\"\n  \
             sieve cmd=\"{PROGRAMS}/timsieved -C {root}/imapd.conf\" listen=\"{}\"\n}}\nEVENTS {{\n}}\n",
            self.imap, self.lmtp, self.sieve
        );
        std::fs::write(self.root().join("cyrus.conf"), services).unwrap();
        let mut password = as_root("saslpasswd2")
            .args(["-p", "-c", "-f", &self.at("sasldb2"), "preau"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        password.stdin.take().unwrap().write_all(b"secret").unwrap();
        assert!(password.wait().unwrap().success());
        as_root("chown").args(["-R", "cyrus:mail", &root.to_string()]).status().unwrap();
    }

    fn run(&self) {
        let errors = std::fs::File::create(std::env::temp_dir().join(self.error_file())).unwrap();
        let (settings, services) = (self.at("imapd.conf"), self.at("cyrus.conf"));
        let mut starting = as_root(&format!("{PROGRAMS}/master"));
        starting.args(["-d", "-C", &settings, "-M", &services, "-p", &self.at("run/master.pid")]);
        starting.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        assert!(starting.status().unwrap().success(), "{}", self.errors());
    }

    /// Its folder is another user's.
    fn error_file(&self) -> String {
        format!("{}.errors", self.root().file_name().unwrap().display())
    }

    fn errors(&self) -> String {
        std::fs::read_to_string(std::env::temp_dir().join(self.error_file())).unwrap_or_default()
    }
}

/// Debian lets no two servers of mail programs be installed beside each other: scripts/setup.sh unpacks this one.
fn unpacked() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/cyrus").join(PROGRAMS.trim_start_matches('/'))
}

impl Drop for Cyrus {
    fn drop(&mut self) {
        let pid = as_root("cat").arg(self.at("run/master.pid")).stderr(Stdio::null()).output();
        let pid = pid.map(|read| String::from_utf8_lossy(&read.stdout).trim().to_owned()).unwrap_or_default();
        if !pid.is_empty() {
            as_root("kill").args(["-STOP", &pid]).status().ok();
            as_root("pkill").args(["-KILL", "-P", &pid]).status().ok();
            as_root("kill").args(["-KILL", &pid]).status().ok();
        }
        // It is nobody's child.
        as_root("pkill").args(["-KILL", "-f", &format!("idled -C {}", self.at("imapd.conf"))]).status().ok();
        as_root("rm").args(["-rf", &self.root().display().to_string()]).status().ok();
        std::fs::remove_file(std::env::temp_dir().join(self.error_file())).ok();
    }
}
