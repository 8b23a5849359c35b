//! A disk without room, under us or under PostgreSQL.

use std::{
    ffi::OsStr,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use testkit::free_address;
use tokio::time::sleep;

use crate::deployment::{Deployment, PASSWORD, Process, client, is_signed_in, sign_in};

/// Runs a program on a disk of so many megabytes, laid at `$2`, which is filled when `fill` appears in the control folder
/// and emptied when `free` does. The disk stands in a mount namespace of its own and goes with the program.
const SMALL_DISK: &str = r#"
size=$1 disk=$2 control=$3; shift 3
mount -t tmpfs -o "size=$size,mode=777" tmpfs "$disk" || exit 90
( while [ ! -e "$control/fill" ]; do sleep 0.05; done
  cat /dev/zero > "$disk/filler" 2> /dev/null; touch "$control/filled"
  while [ ! -e "$control/free" ]; do sleep 0.05; done
  rm "$disk/filler"; touch "$control/freed" ) > /dev/null 2>&1 &
exec "$@"
"#;

pub struct SmallDisk {
    disk: tempfile::TempDir,
    control: tempfile::TempDir,
}

impl SmallDisk {
    pub fn new() -> SmallDisk {
        SmallDisk { disk: tempfile::tempdir().unwrap(), control: tempfile::tempdir().unwrap() }
    }

    fn run(&self, size: &str, lmtp: SocketAddr, program: &[&OsStr]) -> Child {
        // Root may make a namespace; others become root in one.
        let plain = Command::new("unshare").args(["--mount", "true"]).status().unwrap().success();
        let namespace: &[&str] = if plain { &["--mount"] } else { &["--mount", "--map-root-user"] };
        Command::new("unshare")
            .args(namespace)
            .args(["sh", "-c", SMALL_DISK, "sh", size])
            .args([self.disk.path(), self.control.path()])
            .args(program)
            .env("RUST_LOG", "error")
            .env("TMPDIR", self.disk.path())
            .env("PREAU_LMTP", lmtp.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The program serving from a copy of the deployment's data, on this disk.
    pub async fn serve(&self, deployment: &Deployment, size: &str) -> Process {
        let (address, lmtp) = (free_address(), free_address());
        let copy = r#"cp -a "$1"/. "$2" && exec "$3" --listen "$4" --data "$2" $5 serve"#;
        // A database on another disk stays there.
        let elsewhere = deployment.database.starts_with("postgres");
        let database =
            if elsewhere { format!("--database-url {}", deployment.database) } else { String::new() };
        let (listen, from) = (address.to_string(), deployment.folder.path());
        let program: [&OsStr; 9] = [
            "sh".as_ref(),
            "-c".as_ref(),
            copy.as_ref(),
            "sh".as_ref(),
            from.as_ref(),
            self.disk.path().as_ref(),
            env!("CARGO_BIN_EXE_preau").as_ref(),
            listen.as_ref(),
            database.as_ref(),
        ];
        Process::up(self.run(size, lmtp, &program), address, lmtp).await
    }

    pub async fn fill(&self) {
        self.control("fill", "filled").await;
    }

    pub async fn free(&self) {
        self.control("free", "freed").await;
    }

    /// Asks for something and waits until it is done.
    async fn control(&self, ask: &str, done: &str) {
        std::fs::write(self.control.path().join(ask), "").unwrap();
        for _ in 0..200 {
            if self.control.path().join(done).exists() {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the disk was not {done}");
    }
}

/// Signs in until the server says that it cannot write; its page.
async fn until_full(process: &Process) -> String {
    for _ in 0..1_000 {
        let answer = client()
            .post(process.url("/compte/connexion"))
            .header("origin", process.url(""))
            .form(&[("identifier", "zagentb"), ("password", PASSWORD)])
            .send()
            .await
            .unwrap();
        if answer.status() != 303 {
            assert_eq!(answer.status(), 503);
            return answer.text().await.unwrap();
        }
    }
    panic!("nothing outgrew what was left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_forgotten_when_there_is_room_again() {
    for deployment in Deployment::on_each_database().await {
        if !deployment.database.starts_with("sqlite") {
            continue;
        }
        let disk = SmallDisk::new();
        let process = disk.serve(&deployment, "24m").await;
        let cookie = sign_in(&process.url(""), "zagenta").await.expect("signed in");
        disk.fill().await;
        let page = until_full(&process).await;
        assert!(page.contains("momentanément indisponible"), "{page}");
        assert!(is_signed_in(&process, &cookie).await, "what needs no room goes on");
        disk.free().await;
        recovers(&process, &cookie).await;
    }
}

/// A PostgreSQL of its own on the small disk.
struct SmallPostgres(Child);

impl SmallPostgres {
    async fn start(disk: &SmallDisk) -> (SmallPostgres, String) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres.sh");
        let tell =
            r#"echo "$PREAU_TEST_POSTGRES" > "$0/url.new"; mv "$0/url.new" "$0/url"; exec cat > /dev/null"#;
        let program: [&OsStr; 5] =
            [script.as_ref(), "sh".as_ref(), "-c".as_ref(), tell.as_ref(), disk.control.path().as_ref()];
        let postgres = SmallPostgres(disk.run("160m", free_address(), &program));
        for _ in 0..600 {
            if let Ok(url) = std::fs::read_to_string(disk.control.path().join("url")) {
                return (postgres, url.trim().to_owned());
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL did not come up");
    }
}

impl Drop for SmallPostgres {
    fn drop(&mut self) {
        // The end of what it reads is its own end, and its server's, which a kill would leave behind.
        drop(self.0.stdin.take());
        self.0.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_postgresql_is_told_and_forgotten_too() {
    let disk = SmallDisk::new();
    if testkit::databases(disk.disk.path()).await.len() < 2 {
        return;
    }
    let (_postgres, url) = SmallPostgres::start(&disk).await;
    let deployment = Deployment::on(&url).await;
    let process = Process::start(&deployment, &url).await;
    let cookie = sign_in(&process.url(""), "zagenta").await.expect("signed in");
    disk.fill().await;
    let page = until_full(&process).await;
    assert!(page.contains("momentanément indisponible"), "{page}");
    disk.free().await;
    recovers(&process, &cookie).await;
}

/// Without being started again, and with what it knew before.
async fn recovers(process: &Process, cookie: &str) {
    let mut again = None;
    for _ in 0..100 {
        again = sign_in(&process.url(""), "zagentb").await;
        if again.is_some() {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert!(is_signed_in(process, &again.expect("it recovers alone")).await);
    assert!(is_signed_in(process, cookie).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_finds_no_room_is_told_and_leaves_nothing_behind() {
    for deployment in Deployment::on_each_database().await {
        let writer = deployment.writers().await.remove(0);
        let disk = SmallDisk::new();
        let process = disk.serve(&deployment, "24m").await;
        let url = process.url("");
        let (draft, token) = writer.begin(&url).await.expect("a composer");
        let film = vec![7; 2 << 20];
        let join = || writer.join(&url, &draft, &token, "film.bin", &film);
        disk.fill().await;
        let told = join().await.expect("an answer");
        assert_eq!(told.status(), 503);
        let page = told.text().await.unwrap();
        assert!(page.contains("momentanément indisponible"), "{page}");
        disk.free().await;
        // The disk stands in the process's own namespace.
        let root = format!("/proc/{}/root{}/files", process.child.id(), disk.disk.path().display());
        let left: Vec<_> = std::fs::read_dir(Path::new(&root).join("incoming"))
            .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
            .unwrap_or_default();
        assert!(Path::new(&root).is_dir() && left.is_empty(), "{left:?}");
        assert_eq!(join().await.expect("an answer").status(), 303, "it recovers alone");
        let page = writer.ask(client().get(format!("{url}{draft}"))).await.unwrap().text().await.unwrap();
        assert!(page.contains("film.bin"), "{page}");
    }
}
