//! A deployment on disk and the processes that serve it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use identity::account::{self, NewAccount};
use kernel::{
    Ctx,
    db::{DbConfig, Place},
    people,
};
use server::config::Config;
use testkit::free_address;
use tokio::time::sleep;

pub const PASSWORD: &str = "girafe tambour neige violon";
pub const AGENTS: usize = 8;

/// A deployment on disk that outlives its processes.
pub struct Deployment {
    pub folder: tempfile::TempDir,
    pub database: String,
}

impl Deployment {
    /// One per engine, with some agents who have chosen a password.
    pub async fn on_each_database() -> Vec<Deployment> {
        let mut all = Vec::new();
        let folder = tempfile::tempdir().unwrap();
        for config in testkit::databases(folder.path()).await {
            all.push(if let Place::Postgres(url) = &config.place {
                Deployment::on(url).await
            } else {
                let folder = tempfile::tempdir().unwrap();
                let database = format!("sqlite://{}", folder.path().join("preau.db").display());
                Deployment::with_people(folder, database).await
            });
        }
        all
    }

    /// On an empty PostgreSQL database.
    pub async fn on(url: &str) -> Deployment {
        Deployment::with_people(tempfile::tempdir().unwrap(), url.to_owned()).await
    }

    async fn with_people(folder: tempfile::TempDir, database: String) -> Deployment {
        let deployment = Deployment { folder, database };
        deployment.people().await;
        deployment
    }

    fn config(&self) -> Config {
        Config::of(self.folder.path(), &DbConfig::parse(&self.database).unwrap())
    }

    /// Looks behind the pages, with no process of ours running.
    pub async fn ctx(&self) -> Ctx {
        self.ctx_in("ac-creteil").await
    }

    async fn ctx_in(&self, slug: &str) -> Ctx {
        let ctx = Ctx::system(self.config().open().await.unwrap());
        let academy = people::academy(&mut ctx.read().await.unwrap(), slug).await.unwrap();
        ctx.in_academy(academy)
    }

    pub async fn people(&self) {
        self.found("ac-creteil", "Académie de Créteil", '1').await;
    }

    /// Another académie in the same database, with as many agents of the same names.
    pub async fn people_elsewhere(&self) -> Ctx {
        self.found("ac-lille", "Académie de Lille", '2').await;
        self.ctx_in("ac-lille").await
    }

    async fn found(&self, slug: &'static str, name: &str, letter: char) {
        let ctx = Ctx::system(self.config().open().await.unwrap());
        let new = people::NewAcademy {
            slug: slug.into(),
            name: name.into(),
            mail_domain: format!("{slug}.example"),
            zone: "Europe/Paris".into(),
            accent: "bleu".into(),
        };
        ctx.write(async move |tx| people::found_academy(tx, &new).await).await.unwrap();
        let ctx = self.ctx_in(slug).await;
        let password = identity::rules::password::Password::new(PASSWORD).unwrap();
        let hash = account::hash(&ctx, password).await.unwrap();
        for n in 0..AGENTS {
            let new = NewAccount {
                numen: format!("24E99{letter}234{n}ABC").parse().unwrap(),
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

pub struct Process {
    pub child: Child,
    pub address: SocketAddr,
    pub lmtp: SocketAddr,
}

impl Process {
    pub async fn start(deployment: &Deployment, database: &str) -> Process {
        Process::start_behind(deployment, database, free_address()).await
    }

    /// With its door for front servers at this address.
    pub async fn start_behind(deployment: &Deployment, database: &str, lmtp: SocketAddr) -> Process {
        Process::start_with(deployment, database, lmtp, &[]).await
    }

    /// With other settings besides.
    pub async fn start_with(
        deployment: &Deployment,
        database: &str,
        lmtp: SocketAddr,
        settings: &[(&str, String)],
    ) -> Process {
        let address = free_address();
        let child = Command::new(env!("CARGO_BIN_EXE_preau"))
            .arg("--listen")
            .arg(address.to_string())
            .arg("--data")
            .arg(deployment.folder.path())
            .arg("--database-url")
            .arg(database)
            .arg("serve")
            .env("PREAU_LMTP", lmtp.to_string())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Process::up(child, address, lmtp).await
    }

    /// Waits until it serves.
    pub async fn up(child: Child, address: SocketAddr, lmtp: SocketAddr) -> Process {
        let process = Process { child, address, lmtp };
        for _ in 0..300 {
            if client().get(process.url("/sante")).send().await.is_ok_and(|r| r.status().is_success()) {
                return process;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the process did not come up");
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
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

pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

/// Signs in; the session's cookie, when the server said so.
pub async fn sign_in(process_url: &str, identifier: &str) -> Option<String> {
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

pub async fn is_signed_in(process: &Process, cookie: &str) -> bool {
    let page = client().get(process.url("/compte")).header("cookie", cookie).send().await.unwrap();
    page.status() == 200
}

const CERTIFICATE: &str = "[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:localhost
";

/// A certificate for `localhost`, which is also the authority to trust, and its key.
pub fn certificate(folder: &Path) -> [PathBuf; 2] {
    let [wish, key, certificate] =
        ["certificate.cnf", "key.pem", "certificate.pem"].map(|name| folder.join(name));
    std::fs::write(&wish, CERTIFICATE).unwrap();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config"])
        .arg(wish)
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    [certificate, key]
}
