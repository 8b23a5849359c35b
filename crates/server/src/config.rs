//! The settings of a deployment: each an option of the command line and an environment variable `PREAU_…`.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use ipnet::IpNet;
use kernel::{
    Ctx, Error, Result,
    chance::Chance,
    context::Services,
    db::{Db, DbConfig},
    files::Files,
    keys::Keys,
    site::{Site, System},
    time::Clock,
};
use mail::{imap_store::ImapStore, queue::smarthost::Smarthost};
use url::Url;

#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "PREAU_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address and port on which a front server such as Postfix hands over mail (LMTP), as `127.0.0.1:2424`; without it,
    /// mail goes between the people of this deployment alone. Front servers are those of `trusted-proxies`.
    #[arg(long, env = "PREAU_LMTP")]
    pub lmtp: Option<SocketAddr>,
    /// The same for a front server that speaks SMTP alone, as `127.0.0.1:2525`; with STARTTLS when there is a certificate.
    #[arg(long, env = "PREAU_SMTP")]
    pub smtp: Option<SocketAddr>,
    /// Address and port where mail programs hand in what they send, as `0.0.0.0:587`: with STARTTLS when there is a
    /// certificate; without one, only this machine and the front servers of `trusted-proxies` are let in.
    #[arg(long, env = "PREAU_SUBMISSION")]
    pub submission: Option<SocketAddr>,
    /// The same over TLS from the first byte, as `0.0.0.0:465`.
    #[arg(long, env = "PREAU_SUBMISSIONS")]
    pub submissions: Option<SocketAddr>,
    /// Address and port for mail programs (IMAP), as `0.0.0.0:143`: with STARTTLS when there is a certificate; without one,
    /// only this machine and the front servers of `trusted-proxies` are let in.
    #[arg(long, env = "PREAU_IMAP")]
    pub imap: Option<SocketAddr>,
    /// Address and port for mail programs over TLS from the first byte, as `0.0.0.0:993`.
    #[arg(long, env = "PREAU_IMAPS")]
    pub imaps: Option<SocketAddr>,
    /// Certificate that the mail doors show, a PEM file with its whole chain; read again when it changes.
    #[arg(long, env = "PREAU_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,
    /// Private key of that certificate, a PEM file.
    #[arg(long, env = "PREAU_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// Server that takes mail to the outside world: `smtp://relay.example:587` (STARTTLS), `smtps://user:password@relay.example`
    /// (TLS), `smtp://127.0.0.1:25` (this machine). Without it, no address outside of the deployment can be written to.
    #[arg(long, env = "PREAU_SMARTHOST", hide_env_values = true)]
    pub smarthost: Option<Smarthost>,
    /// Server in which the messages of all boxes lie, Dovecot for instance, entered by its master user:
    /// `imap://preau:password@127.0.0.1` (this machine), `imaps://preau:password@mail.example?sieve=4190`. Without it they
    /// lie here.
    #[arg(long = "imap-store", env = "PREAU_IMAP_STORE", hide_env_values = true)]
    pub imap_store: Option<ImapStore>,
    /// Megabytes of files that one message may carry, from 1 to 500; the message itself may be half as large again, as files
    /// travel written in letters.
    #[arg(long = "mail-files", env = "PREAU_MAIL_FILES", default_value_t = 20,
        value_parser = clap::value_parser!(i64).range(1..=500))]
    pub mail_files: i64,
    /// How browsers reach the server; by default the address it listens on.
    #[arg(long, env = "PREAU_PUBLIC_URL")]
    pub public_url: Option<Url>,
    /// Own origin of a system, as `portail=https://externet.example`; may be repeated or separated by commas.
    #[arg(long = "origin", env = "PREAU_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub origins: Vec<(System, Url)>,
    /// Networks of the académie, as `10.0.0.0/8`: applications reserved to its network open from these alone, and from
    /// elsewhere to those who signed in with a second factor. May be repeated or separated by commas.
    #[arg(long = "inside", env = "PREAU_INSIDE", value_delimiter = ',', value_parser = network)]
    pub inside: Vec<IpNet>,
    /// Folder for everything that is kept.
    #[arg(long, env = "PREAU_DATA", default_value = "data")]
    pub data: PathBuf,
    /// `sqlite:///path` or `postgres://…`; by default SQLite in the data folder.
    #[arg(long, env = "PREAU_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Where uploaded files and messages are kept, as `file:///folder`; by default in the data folder.
    #[arg(long = "files", env = "PREAU_FILES", value_parser = files)]
    pub files: Option<PathBuf>,
    /// Key file; by default in the data folder, made at the first start.
    #[arg(long, env = "PREAU_SECRETS")]
    pub secrets: Option<PathBuf>,
    /// Front servers that may say for whom they ask (X-Forwarded-For), as addresses or networks (`10.1.0.0/16`)
    /// separated by commas; one on this machine is trusted anyway.
    #[arg(long = "trusted-proxies", env = "PREAU_TRUSTED_PROXIES", value_parser = network, value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,
}

fn files(text: &str) -> Result<PathBuf, String> {
    match text.strip_prefix("file://") {
        Some(path) if path.starts_with('/') => Ok(PathBuf::from(path)),
        _ => Err("expected file:///FOLDER, the only file store of this version".into()),
    }
}

fn origin(text: &str) -> Result<(System, Url), String> {
    let (stem, url) = text.split_once('=').ok_or("expected SYSTEM=URL")?;
    let system =
        System::from_stem(stem).ok_or(format!("no system {stem:?}: compte, portail, magistere, webmel"))?;
    Ok((system, url.parse().map_err(|e| format!("{url}: {e}"))?))
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| alone()).map_err(|e| format!("{text}: {e}"))
}

impl Config {
    /// Everything as built in, on a free port, with this folder and this database: where no command line was read.
    pub fn of(data: &Path, database: &DbConfig) -> Config {
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            lmtp: None,
            smtp: None,
            submission: None,
            submissions: None,
            imap: None,
            imaps: None,
            tls_certificate: None,
            tls_key: None,
            smarthost: None,
            imap_store: None,
            mail_files: 20,
            public_url: None,
            origins: Vec::new(),
            inside: Vec::new(),
            data: data.to_owned(),
            database_url: Some(database.place.url()),
            files: None,
            secrets: None,
            trusted_proxies: Vec::new(),
        }
    }

    /// The address of the database.
    pub fn database(&self) -> String {
        match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite://{}", self.data.join("preau.db").display()),
        }
    }

    /// The key file.
    pub fn secrets_file(&self) -> PathBuf {
        self.secrets.clone().unwrap_or_else(|| self.data.join("secrets"))
    }

    /// The folder of the file store.
    pub fn files_folder(&self) -> PathBuf {
        self.files.clone().unwrap_or_else(|| self.data.join("files"))
    }

    /// Opens everything the process shares, and brings the database to its newest form.
    pub async fn open(&self) -> Result<Arc<Services>> {
        let chance = Chance::System;
        let database = self.database();
        let keys = Keys::open(&self.secrets_file(), &chance)?;
        let public = match &self.public_url {
            Some(url) => url.clone(),
            None => format!("http://{}", self.listen).parse().map_err(Error::internal)?,
        };
        let bases: Vec<kernel::Module> = crate::modules::modules().iter().map(|m| m.base).collect();
        let services = Services::new(
            &bases,
            Db::open(&DbConfig::parse(&database)?)?,
            Clock::System,
            chance,
            keys,
            Files::in_folder(&self.files_folder())?,
            Site::new(public, self.origins.clone())
                .behind(self.trusted_proxies.clone())
                .with_inside(self.inside.clone())
                .with_way_out(self.smarthost.is_some())
                .with_mail_files(self.mail_files << 20),
        );
        if let Some(store) = &self.imap_store {
            mail::imap_store::keep_in(&services, store.clone());
        }
        if let Ok(program) = std::env::current_exe() {
            mail::attachments::read_with(&services, program);
        }
        let migrations: Vec<_> = bases.iter().map(|m| (m.name, m.migrations)).collect();
        kernel::db::migrate(&Ctx::system(services.clone()), &migrations).await?;
        Ok(services)
    }
}
