//! What was acknowledged is still there after the process was killed, on both databases; and a database that cannot
//! answer for a while is told to the person, and recovers alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use identity::account::{self, NewAccount};
use kernel::{
    Ctx, Id,
    db::{DbConfig, Place},
    people::{self, Person},
    site::System,
    sql,
};
use mail::{
    draft::Draft,
    folder::{Folder, FolderRole},
};
use server::config::Config;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    time::sleep,
};
use web::session::{self, Opening};

const PASSWORD: &str = "girafe tambour neige violon";
const AGENTS: usize = 8;

/// A deployment on disk that outlives its processes.
struct Deployment {
    folder: tempfile::TempDir,
    database: String,
}

impl Deployment {
    /// One per engine, with some agents who have chosen a password.
    async fn on_each_database() -> Vec<Deployment> {
        let mut all = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        for config in testkit::databases(folder.path()).await {
            let folder = tempfile::tempdir().unwrap();
            let database = match &config {
                DbConfig { place: Place::Postgres(url), .. } => url.clone(),
                DbConfig { .. } => format!("sqlite://{}", folder.path().join("preau.db").display()),
            };
            let deployment = Deployment { folder, database };
            deployment.people().await;
            all.push(deployment);
        }
        all
    }

    fn config(&self) -> Config {
        Config::of(self.folder.path(), &DbConfig::parse(&self.database).unwrap())
    }

    /// Looks behind the pages, with no process of ours running.
    async fn ctx(&self) -> Ctx {
        let ctx = Ctx::system(self.config().open().await.unwrap());
        let academy = people::academy(&mut ctx.read().await.unwrap(), "ac-creteil").await.unwrap();
        ctx.in_academy(academy)
    }

    async fn people(&self) {
        let ctx = Ctx::system(self.config().open().await.unwrap());
        let new = people::NewAcademy {
            slug: "ac-creteil".into(),
            name: "Académie de Créteil".into(),
            mail_domain: "ac-creteil.example".into(),
            zone: "Europe/Paris".into(),
            accent: "bleu".into(),
        };
        ctx.write(async move |tx| people::found_academy(tx, &new).await).await.unwrap();
        let ctx = self.ctx().await;
        let password = identity::rules::password::Password::new(PASSWORD).unwrap();
        let hash = account::hash(&ctx, password).await.unwrap();
        for n in 0..AGENTS {
            let new = NewAccount {
                numen: format!("24E991234{n}ABC").parse().unwrap(),
                birth_date: jiff::civil::date(1980, 3, 12),
                surname: format!("Agent{}", char::from(b'a' + n as u8)),
                given_names: "Zoé".into(),
                civility: people::Civility::Mrs,
                function: "ENS".into(),
                uai: None,
                corps: String::new(),
                backup_address: None,
            };
            let hash = hash.clone();
            ctx.write(async move |tx| {
                let person = account::open_account(tx, &new).await?;
                account::set_first_password(tx, person, &hash).await
            })
            .await
            .unwrap();
        }
    }
}

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    async fn start(deployment: &Deployment, database: &str) -> Process {
        // A port that was free a moment ago.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_preau"))
            .arg("--listen")
            .arg(address.to_string())
            .arg("--data")
            .arg(deployment.folder.path())
            .arg("--database-url")
            .arg(database)
            .arg("serve")
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Process { child, address };
        for _ in 0..300 {
            if client().get(process.url("/sante")).send().await.is_ok_and(|r| r.status().is_success()) {
                return process;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the process did not come up");
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `kill -9`.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

/// Signs in; the session's cookie, when the server said so.
async fn sign_in(process_url: &str, identifier: &str) -> Option<String> {
    let answer = client()
        .post(format!("{process_url}/compte/connexion"))
        .header("origin", process_url)
        .form(&[("identifier", identifier), ("password", PASSWORD)])
        .send()
        .await
        .ok()?;
    if answer.status() != 303 || answer.headers().get("location")? != "/compte" {
        return None;
    }
    let cookies = answer.headers().get_all("set-cookie");
    let session = cookies.iter().filter_map(|c| c.to_str().ok()).find(|c| c.starts_with("compte="))?;
    session.split(';').next().map(str::to_owned)
}

async fn is_signed_in(process: &Process, cookie: &str) -> bool {
    let page = client().get(process.url("/compte")).header("cookie", cookie).send().await.unwrap();
    page.status() == 200
}

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

/// Somebody at their webmel.
#[derive(Clone)]
struct Writer {
    person: Id<Person>,
    address: String,
    cookie: String,
}

impl Deployment {
    /// Everybody, signed in to the webmel; what is signed in outlives the process.
    async fn writers(&self) -> Vec<Writer> {
        let ctx = self.ctx().await;
        let mut writers = Vec::new();
        for n in 0..AGENTS {
            let identifier = format!("zagent{}", char::from(b'a' + n as u8));
            let row = {
                let mut tx = ctx.read().await.unwrap();
                people::person_by_identifier(&mut tx, &identifier).await.unwrap().unwrap()
            };
            let (person, academy, now) = (row.id, row.academy_id, ctx.now());
            let opening = move |system, parent| Opening {
                system,
                person,
                academy,
                parent,
                authenticated_at: now,
                methods: "pwd".into(),
            };
            let (_, cookie) = ctx
                .write(async move |tx| {
                    let (account, _) = session::open(tx, &opening(System::Identity, None)).await?;
                    session::open(tx, &opening(System::Mail, Some(account))).await
                })
                .await
                .unwrap();
            let cookie = format!("{}={cookie}", System::Mail.stem());
            writers.push(Writer { person, address: row.address, cookie });
        }
        writers
    }
}

/// What the server said it had done.
#[derive(Default)]
struct Said {
    /// Author, recipient, subject.
    sent: Vec<(usize, usize, String)>,
    /// Author, draft, the last text that was saved.
    saved: Vec<(usize, Id<Draft>, u32)>,
}

impl Writer {
    async fn ask(&self, request: reqwest::RequestBuilder) -> Option<reqwest::Response> {
        request.header("cookie", &self.cookie).send().await.ok()
    }

    /// A new letter: its draft's address and the page's token.
    async fn begin(&self, url: &str) -> Option<(String, String)> {
        let page = self.ask(client().get(format!("{url}/webmel/ecrire"))).await?.text().await.ok()?;
        let after = |mark: &str| {
            let rest = page.split(mark).nth(1)?;
            rest.split('"').next().map(str::to_owned)
        };
        Some((after("data-autosave-url=\"")?, after("name=\"csrf-token\" content=\"")?))
    }

    /// Writes a letter, saved twice on the way, and sends it or leaves it; tells what was acknowledged.
    async fn write(
        &self,
        url: &str,
        (me, to): (usize, usize),
        all: &[Writer],
        subject: &str,
        said: &Mutex<Said>,
    ) {
        let Some((draft, token)) = self.begin(url).await else { return };
        let id: Id<Draft> = draft.rsplit('/').next().unwrap().parse().unwrap();
        let form = |version: u32| {
            [
                ("_csrf", token.clone()),
                ("version", version.to_string()),
                ("to", all[to].address.clone()),
                ("subject", subject.to_owned()),
                ("body", format!("texte {}", version + 1)),
            ]
        };
        for version in 0..2 {
            let request = client().post(format!("{url}{draft}")).header("accept", "application/json");
            let answer = self.ask(request.form(&form(version))).await;
            if answer.is_none_or(|answer| answer.status() != 200) {
                return;
            }
            let mut said = said.lock().unwrap();
            said.saved.retain(|(_, known, _)| *known != id);
            said.saved.push((me, id, version + 1));
        }
        if subject.ends_with("brouillon") {
            return;
        }
        // Whether or not the answer comes, it may be gone now.
        said.lock().unwrap().saved.retain(|(_, known, _)| *known != id);
        let answer = self.ask(client().post(format!("{url}{draft}/envoi")).form(&form(2))).await;
        if answer.is_some_and(|answer| answer.status() == 303) {
            said.lock().unwrap().sent.push((me, to, subject.to_owned()));
        }
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

/// Something between us and PostgreSQL that can be cut and mended.
struct Cable {
    address: SocketAddr,
    cut: Arc<AtomicBool>,
}

impl Cable {
    async fn lay(to: SocketAddr) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cable = Cable { address: listener.local_addr().unwrap(), cut: Arc::default() };
        let cut = cable.cut.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let cut = cut.clone();
                tokio::spawn(async move {
                    if cut.load(Ordering::Relaxed) {
                        return;
                    }
                    let mut far = TcpStream::connect(to).await.unwrap();
                    let broken = async {
                        while !cut.load(Ordering::Relaxed) {
                            sleep(Duration::from_millis(20)).await;
                        }
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        () = broken => {}
                    }
                });
            }
        });
        cable
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_goes_away_and_comes_back() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("postgres") {
            continue;
        }
        let mut url: url::Url = deployment.database.parse().unwrap();
        let to = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432)).parse().unwrap();
        let cable = Cable::lay(to).await;
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(cable.address.port())).unwrap();
        let process = Process::start(&deployment, url.as_str()).await;
        let cookie = sign_in(&process.url(""), "zagenta").await.expect("signed in");
        assert!(is_signed_in(&process, &cookie).await);
        cable.cut.store(true, Ordering::Relaxed);
        sleep(Duration::from_millis(200)).await;
        let told = client().get(process.url("/compte")).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(told.status(), 503);
        assert!(told.headers().contains_key("retry-after"));
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        cable.cut.store(false, Ordering::Relaxed);
        let mut back = false;
        for _ in 0..50 {
            back = client()
                .get(process.url("/compte"))
                .header("cookie", &cookie)
                .send()
                .await
                .is_ok_and(|r| r.status() == 200);
            if back {
                break;
            }
            sleep(Duration::from_millis(200)).await;
        }
        assert!(back, "it recovers alone, and the session is still there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_told_and_waited_for() {
    for deployment in Deployment::on_each_database().await {
        let Some(path) = deployment.database.strip_prefix("sqlite://") else { continue };
        let process = Process::start(&deployment, &deployment.database).await;
        let lock = Lock::take(Path::new(path));
        let url = process.url("");
        let waiting = tokio::spawn(async move { sign_in(&url, "zagenta").await });
        sleep(Duration::from_millis(700)).await;
        drop(lock);
        let cookie = waiting.await.unwrap().expect("the write waited for the lock and went through");
        assert!(is_signed_in(&process, &cookie).await);
        // Held longer than anybody waits.
        let lock = Lock::take(Path::new(path));
        let told = client()
            .post(process.url("/compte/connexion"))
            .header("origin", process.url(""))
            .form(&[("identifier", "zagentb"), ("password", PASSWORD)])
            .send()
            .await
            .unwrap();
        assert_eq!(told.status(), 503);
        assert!(told.headers().contains_key("retry-after"));
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        assert!(is_signed_in(&process, &cookie).await, "what only reads goes on");
        drop(lock);
        assert!(sign_in(&process.url(""), "zagentb").await.is_some(), "it recovers alone");
    }
}

/// Another program that holds SQLite's write lock: a backup, an administrator's shell.
struct Lock(rusqlite::Connection);

impl Lock {
    fn take(path: &Path) -> Lock {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        Lock(connection)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}

/// Serves from a copy of the data on a disk of 24 MB, which is filled when `fill` appears in the control folder and
/// emptied when `free` does. The disk stands in a mount namespace of its own and goes with the process.
const SMALL_DISK: &str = r#"
mount -t tmpfs -o size=24m tmpfs "$1" && cp -a "$2"/. "$1" || exit 90
( while [ ! -e "$3/fill" ]; do sleep 0.05; done
  cat /dev/zero > "$1/filler" 2> /dev/null; touch "$3/filled"
  while [ ! -e "$3/free" ]; do sleep 0.05; done
  rm "$1/filler"; touch "$3/freed" ) > /dev/null 2>&1 &
exec "$4" --listen "$5" --data "$1" serve
"#;

impl Process {
    async fn on_small_disk(deployment: &Deployment, disk: &Path, control: &Path) -> Process {
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        // Root may make a namespace; others become root in one.
        let plain = Command::new("unshare").args(["--mount", "true"]).status().unwrap().success();
        let namespace: &[&str] = if plain { &["--mount"] } else { &["--mount", "--map-root-user"] };
        let child = Command::new("unshare")
            .args(namespace)
            .args(["sh", "-c", SMALL_DISK, "sh"])
            .args([disk, deployment.folder.path(), control])
            .args([env!("CARGO_BIN_EXE_preau"), &address.to_string()])
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Process { child, address };
        for _ in 0..300 {
            if client().get(process.url("/sante")).send().await.is_ok_and(|r| r.status().is_success()) {
                return process;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the process did not come up");
    }
}

/// Asks for something and waits until it is done.
async fn control(folder: &Path, ask: &str, done: &str) {
    std::fs::write(folder.join(ask), "").unwrap();
    for _ in 0..200 {
        if folder.join(done).exists() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the disk was not {done}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_forgotten_when_there_is_room_again() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("sqlite") {
            continue;
        }
        let (disk, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let process = Process::on_small_disk(&deployment, disk.path(), folder.path()).await;
        let cookie = sign_in(&process.url(""), "zagenta").await.expect("signed in");
        control(folder.path(), "fill", "filled").await;
        let mut told = None;
        for _ in 0..200 {
            let answer = client()
                .post(process.url("/compte/connexion"))
                .header("origin", process.url(""))
                .form(&[("identifier", "zagentb"), ("password", PASSWORD)])
                .send()
                .await
                .unwrap();
            if answer.status() != 303 {
                told = Some(answer);
                break;
            }
        }
        let told = told.expect("the log outgrew what was left");
        assert_eq!(told.status(), 503);
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        assert!(is_signed_in(&process, &cookie).await, "what needs no room goes on");
        control(folder.path(), "free", "freed").await;
        let again = sign_in(&process.url(""), "zagentb").await.expect("it recovers alone");
        assert!(is_signed_in(&process, &again).await);
        assert!(is_signed_in(&process, &cookie).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_finds_no_room_is_told_and_leaves_nothing_behind() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("sqlite") {
            continue;
        }
        let writer = deployment.writers().await.remove(0);
        let (disk, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let process = Process::on_small_disk(&deployment, disk.path(), folder.path()).await;
        let url = process.url("");
        let (draft, token) = writer.begin(&url).await.expect("a composer");
        let join = || {
            let head = format!(
                "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{token}\r\n--x\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"film.bin\"\r\n\r\n"
            );
            let film = vec![7; 2 << 20];
            let body = [head.as_bytes(), &film, b"\r\n--x--\r\n"].concat();
            let request = client().post(format!("{url}{draft}/pieces"));
            writer.ask(request.header("content-type", "multipart/form-data; boundary=x").body(body))
        };
        control(folder.path(), "fill", "filled").await;
        let told = join().await.expect("an answer");
        assert_eq!(told.status(), 503);
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        control(folder.path(), "free", "freed").await;
        // The disk stands in the process's own namespace.
        let root = format!("/proc/{}/root{}/files", process.child.id(), disk.path().display());
        let left: Vec<_> = std::fs::read_dir(Path::new(&root).join("incoming"))
            .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
            .unwrap_or_default();
        assert!(Path::new(&root).is_dir() && left.is_empty(), "{left:?}");
        assert_eq!(join().await.expect("an answer").status(), 303, "it recovers alone");
        let page = writer.ask(client().get(format!("{url}{draft}"))).await.unwrap().text().await.unwrap();
        assert!(page.contains("film.bin"), "{page}");
    }
}
