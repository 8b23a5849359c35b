//! A copy of a mailbox on disk, kept both ways by mbsync, a program that we did not write.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub struct MailCopy {
    here: tempfile::TempDir,
    identifier: String,
    password: String,
}

impl MailCopy {
    /// Nothing in it yet but an empty inbox.
    pub fn new(identifier: &str, password: &str) -> MailCopy {
        let here = tempfile::tempdir().unwrap();
        let copy = MailCopy { here, identifier: identifier.to_owned(), password: password.to_owned() };
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir_all(copy.inbox().join(part)).unwrap();
        }
        copy
    }

    fn folder(&self) -> PathBuf {
        self.here.path().join("copie")
    }

    pub fn inbox(&self) -> PathBuf {
        self.folder().join("INBOX")
    }

    /// mbsync at this door, ready to run; what it complains of can be read from it.
    pub fn mbsync(&self, imap: SocketAddr) -> Command {
        let (copy, settings) = (self.folder(), self.here.path().join("mbsyncrc"));
        let text = format!(
            "IMAPAccount preau\nHost 127.0.0.1\nPort {}\nUser {}\nPass \"{}\"\nSSLType None\nAuthMechs LOGIN\nTimeout 20\n\n\
             IMAPStore far\nAccount preau\n\nMaildirStore near\nPath {copy}/\nInbox {copy}/INBOX\nSubFolders Verbatim\n\n\
             Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Both\nExpunge Both\nSync All\nSyncState *\n\
             CopyArrivalDate yes\n",
            imap.port(),
            self.identifier,
            self.password,
            copy = copy.display(),
        );
        std::fs::write(&settings, text).unwrap();
        let mut command = Command::new("mbsync");
        command.arg("-c").arg(&settings).arg("-a");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end, which must be a good one.
    pub fn sync(&self, imap: SocketAddr) {
        let ended = self.mbsync(imap).spawn().unwrap().wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }

    /// Every message of the copy, plain and sorted.
    pub fn contents(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if is_message(&path) {
                    all.push(MailCopy::plain(&std::fs::read(&path).unwrap()));
                }
            }
        }
        all.sort();
        all
    }

    /// With the ends of line that files have, without the header that mbsync writes to know its own again.
    pub fn plain(raw: &[u8]) -> Vec<u8> {
        let lines = raw.split_inclusive(|b| *b == b'\n').filter(|line| !line.starts_with(b"X-TUID:"));
        lines
            .flat_map(|line| match line.strip_suffix(b"\r\n") {
                Some(line) => [line, b"\n"].concat(),
                None => line.to_vec(),
            })
            .collect()
    }
}

fn is_message(path: &Path) -> bool {
    let parent = path.parent().and_then(Path::file_name).unwrap_or_default();
    parent == "cur" || parent == "new"
}
