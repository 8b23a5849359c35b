//! Messages with large files, in and out by each door: what the server holds in memory for them does not grow with them,
//! and they arrive whole.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kernel::sql;
use sha2::{Digest as _, Sha256};
use testkit::free_address;
use tokio::{process::Command, time::sleep};

use crate::{
    deployment::{Deployment, Process, client},
    programs::agent,
    smarthost::Smarthost,
    writer::Writer,
};

/// Of the file that goes round, and of what the server may add to its memory meanwhile (kB).
const SIZE: usize = 50 << 20;
const MOST_KB: u64 = 32 << 10;
/// What one message may carry here, as the operator says it.
const FILES_MB: usize = 150;

/// Hands over by LMTP, fetches by IMAP, appends by IMAP, hands in by submission: what arrives is compared byte by byte.
const PYTHON: &str = r"
import base64, email, imaplib, random, smtplib, sys
lmtp, imap, submission, name, password, me, size = sys.argv[1:]
size = int(size)
imaplib._MAXLINE = 200_000_000
content = random.Random(size).randbytes(size)
def message(subject):
    head = (f'From: <{me}>\r\nTo: <{me}>\r\nSubject: {subject} {size}\r\nMessage-ID: <{subject}.{size}@lourd.example>\r\nMIME-Version: 1.0\r\n'
            'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nVoici.\r\n--x\r\nContent-Type: application/octet-stream\r\n'
            'Content-Disposition: attachment; filename=film.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n')
    return head.encode() + base64.encodebytes(content).replace(b'\n', b'\r\n') + b'--x--\r\n'

door = smtplib.LMTP('127.0.0.1', int(lmtp))
door.sendmail('parent@ailleurs.example', [me], message('Porte'))
door.quit()
with smtplib.SMTP('127.0.0.1', int(submission)) as post:
    post.login(name, password)
    post.sendmail(me, ['loin@ailleurs.example'], message('Depart'))
box = imaplib.IMAP4('127.0.0.1', int(imap))
box.login(name, password)
status, answer = box.append('INBOX', None, None, message('Ajout'))
assert status == 'OK', answer
box.select('INBOX')
for subject in ('Porte', 'Ajout'):
    status, found = box.search(None, 'HEADER', 'Message-ID', f'{subject}.{size}@lourd')
    assert status == 'OK' and found[0], (subject, found)
    number = found[0].split()[-1]
    status, parts = box.fetch(number, '(BODYSTRUCTURE BODY.PEEK[])')
    raw = parts[0][1]
    assert raw.endswith(message(subject)), (subject, len(raw))
    status, parts = box.fetch(number, '(BODY.PEEK[2]<1000.5000>)')
    assert len(parts[0][1]) == 5000
box.logout()
";

/// 200 MB of Base64 handed over without a word about its size, then more than may be taken, then a word: one connection.
const HEAVIER: &str = r"
import smtplib, sys
lmtp, me, most = sys.argv[1:]
line = b'QUJD' * 19 + b'\r\n'
block = line * 10_000
door = smtplib.LMTP('127.0.0.1', int(lmtp))
door.ehlo('mx.example')
def give(subject, size):
    assert door.docmd('MAIL FROM:<parent@ailleurs.example>')[0] == 250
    assert door.docmd(f'RCPT TO:<{me}>')[0] == 250
    assert door.docmd('DATA')[0] == 354
    door.sock.sendall(f'Subject: {subject}\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode())
    for _ in range(size // len(block)):
        door.sock.sendall(block)
    door.sock.sendall(b'.\r\n')
    return door.getreply()
assert give('Archive', 200_000_000)[0] == 250
answer = give('Trop', int(most) + 2 * len(block))
assert answer[0] == 552, answer
assert give('Mot', 0)[0] == 250
door.quit()
";

/// The most that a process has had in memory of its own since it was asked, in kB, files mapped by it left out.
struct Watch {
    most: Arc<AtomicU64>,
    looking: tokio::task::JoinHandle<()>,
}

fn anonymous(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

impl Watch {
    fn over(pid: u32) -> Watch {
        let most = Arc::new(AtomicU64::new(0));
        let seen = most.clone();
        let looking = tokio::spawn(async move {
            loop {
                seen.fetch_max(anonymous(pid), Ordering::Relaxed);
                sleep(Duration::from_millis(2)).await;
            }
        });
        Watch { most, looking }
    }

    fn most(self) -> u64 {
        self.looking.abort();
        self.most.load(Ordering::Relaxed)
    }
}

struct Town {
    process: Process,
    doors: [(&'static str, std::net::SocketAddr); 2],
    who: [String; 3],
    writers: Vec<Writer>,
}

impl Town {
    /// A file of this size by every way there is; what each took, in kB.
    async fn round(&self, size: usize) -> Vec<(&'static str, u64)> {
        let pid = self.process.child.id();
        let mut took = Vec::new();

        let watch = Watch::over(pid);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ran = Command::new(root.join("../../target/peers/bin/python"))
            .args(["-c", PYTHON, &self.process.lmtp.port().to_string()])
            .args(self.doors.map(|(_, address)| address.port().to_string()))
            .args(&self.who)
            .arg(size.to_string())
            .output()
            .await
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        took.push(("LMTP, submission, IMAP", watch.most()));

        let watch = Watch::over(pid);
        let read = self.download(0, &format!("Porte {size}")).await;
        assert_eq!(read.0, size);
        took.push(("reading", watch.most()));

        let watch = Watch::over(pid);
        let content: Vec<u8> = (0..size).map(|at| (at * 7 % 251) as u8).collect();
        self.send(&content).await;
        took.push(("uploading", watch.most()));
        let watch = Watch::over(pid);
        let read = self.download(1, &format!("Lourd {size}")).await;
        assert_eq!(read, (size, hex(&content)));
        took.push(("writing", watch.most()));

        let watch = Watch::over(pid);
        self.send_on(size).await;
        let read = self.download(2, &format!("Suite {size}")).await;
        assert_eq!(read, (size, hex(&content)));
        took.push(("sending on", watch.most()));
        took
    }

    /// What no mail program sends, and somebody will.
    async fn heavier(&self) -> (&'static str, u64) {
        let watch = Watch::over(self.process.child.id());
        let ran = Command::new("python3")
            .args(["-c", HEAVIER, &self.process.lmtp.port().to_string(), &self.who[2]])
            .arg(((FILES_MB * 3 / 2) << 20).to_string())
            .output()
            .await
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(self.download(0, "Archive").await.0, 200_000_000 / 780_000 * 570_000);
        self.message(0, "Mot").await;
        ("200 MB of Base64", watch.most())
    }

    fn url(&self) -> String {
        self.process.url("")
    }

    async fn page(&self, who: usize, path: &str) -> String {
        let answer = self.writers[who].ask(client().get(format!("{}{path}", self.url()))).await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.unwrap()
    }

    /// The page of a message, once it has come.
    async fn message(&self, who: usize, subject: &str) -> String {
        for _ in 0..600 {
            let list = self.page(who, "/webmel").await;
            if let Some(row) = list.split("/webmel/messages/").skip(1).find(|row| row.contains(subject)) {
                let id: String = row.chars().take_while(char::is_ascii_alphanumeric).collect();
                return format!("/webmel/messages/{id}");
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("{subject} has not come");
    }

    /// The size of the first file joined to a message, and its digest.
    async fn download(&self, who: usize, subject: &str) -> (usize, String) {
        let path = self.message(who, subject).await;
        let page = self.page(who, &path).await;
        let file = page.split(&format!("{path}/pieces/")).nth(1).expect("a file is joined");
        let part: String = file.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let url = format!("{}{path}/pieces/{part}", self.url());
        let mut answer = self.writers[who].ask(client().get(url)).await.unwrap();
        let (mut size, mut hash) = (0, Sha256::new());
        while let Some(piece) = answer.chunk().await.unwrap() {
            size += piece.len();
            hash.update(piece);
        }
        (
            size,
            hash.finalize().iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            }),
        )
    }

    /// From the first to the second and to somebody outside.
    async fn send(&self, content: &[u8]) {
        let url = self.url();
        let (draft, token) = self.writers[0].begin(&url).await.unwrap();
        let answer = self.writers[0].join(&url, &draft, &token, "film.bin", content).await.unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let to = format!("{}, dehors@ailleurs.example", self.writers[1].address);
        self.leave(0, &draft, &token, &to, &format!("Lourd {}", content.len())).await;
    }

    /// From the second to the third, as it came.
    async fn send_on(&self, size: usize) {
        let path = self.message(1, &format!("Lourd {size}")).await;
        let id = path.rsplit('/').next().unwrap();
        let page = self.page(1, &format!("/webmel/ecrire?transfert={id}")).await;
        let after = |mark: &str| page.split(mark).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (draft, token) = (after("data-autosave-url=\""), after("name=\"csrf-token\" content=\""));
        let fields = [("intent", "forward"), ("source", id), ("quote", "1"), ("part", "2")];
        self.leave_with(1, &draft, &token, &self.writers[2].address, &format!("Suite {size}"), &fields).await;
    }

    async fn leave(&self, who: usize, draft: &str, token: &str, to: &str, subject: &str) {
        self.leave_with(who, draft, token, to, subject, &[]).await;
    }

    async fn leave_with(
        &self,
        who: usize,
        draft: &str,
        token: &str,
        to: &str,
        subject: &str,
        more: &[(&str, &str)],
    ) {
        // One that was never saved has no page yet.
        let answer = self.writers[who].ask(client().get(format!("{}{draft}", self.url()))).await.unwrap();
        let page = answer.text().await.unwrap();
        let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut form = vec![
            ("_csrf", token),
            ("version", version.unwrap_or("0")),
            ("to", to),
            ("subject", subject),
            ("body", "Voici le film."),
        ];
        form.extend_from_slice(more);
        let request = client().post(format!("{}{draft}/envoi", self.url())).form(&form);
        let answer = self.writers[who].ask(request).await.unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    }
}

fn hex(content: &[u8]) -> String {
    kernel::files::digest_of(content)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_fifty_megabytes_goes_round_in_little_memory() {
    // The databases see rows of some hundred bytes, whatever the message weighs: one of them is enough.
    let deployments = Deployment::on_each_database().await;
    for deployment in deployments.into_iter().take(1) {
        let (_, who) = agent(&deployment).await;
        let writers = deployment.writers().await;
        let smarthost = Smarthost::start().await;
        let doors = ["PREAU_IMAP", "PREAU_SUBMISSION"].map(|name| (name, free_address()));
        let mut settings: Vec<(&str, String)> =
            doors.iter().map(|(name, address)| (*name, address.to_string())).collect();
        settings.push(("PREAU_MAIL_FILES", FILES_MB.to_string()));
        settings.push(("PREAU_SMARTHOST", format!("smtp://{}", smarthost.address)));
        let process = Process::start_with(&deployment, &deployment.database, free_address(), &settings).await;
        let town = Town { process, doors, who, writers };
        // Once with little: what is opened, learned and cached at the first time is no matter of size.
        town.round(10_000).await;
        let before = anonymous(town.process.child.id());
        let mut took = town.round(SIZE).await;
        took.push(town.heavier().await);
        for (what, most) in &took {
            println!("{what}: {} kB above {before} kB", most.saturating_sub(before));
        }
        assert!(
            took.iter().all(|(_, most)| most.saturating_sub(before) < MOST_KB),
            "above {before}: {took:?}"
        );
        // Two of each size went out.
        smarthost.has_taken(4).await;
        drop(town);
        let ctx = deployment.ctx().await;
        let sizes = sql!(i64: "SELECT COUNT(*) FROM mail_messages WHERE size > 70000000 /* tenant: all; scan: a test */");
        assert_eq!(ctx.read().await.unwrap().one(sizes).await.unwrap(), 7);
    }
}
