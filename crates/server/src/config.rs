//! The settings of a deployment: each an option of the command line and an environment variable `PREAU_…`.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

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
use url::Url;

#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "PREAU_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// How browsers reach the server; by default the address it listens on.
    #[arg(long, env = "PREAU_PUBLIC_URL")]
    pub public_url: Option<Url>,
    /// Own origin of a system, as `portail=https://externet.example`; may be repeated or separated by commas.
    #[arg(long = "origin", env = "PREAU_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub origins: Vec<(System, Url)>,
    /// Folder for everything that is kept.
    #[arg(long, env = "PREAU_DATA", default_value = "data")]
    pub data: PathBuf,
    /// `sqlite:///path` or `postgres://…`; by default SQLite in the data folder.
    #[arg(long, env = "PREAU_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Key file; by default in the data folder, made at the first start.
    #[arg(long, env = "PREAU_SECRETS")]
    pub secrets: Option<PathBuf>,
}

fn origin(text: &str) -> Result<(System, Url), String> {
    let (stem, url) = text.split_once('=').ok_or("expected SYSTEM=URL")?;
    let system =
        System::from_stem(stem).ok_or(format!("no system {stem:?}: compte, portail, magistere, webmel"))?;
    Ok((system, url.parse().map_err(|e| format!("{url}: {e}"))?))
}

impl Config {
    /// Opens everything the process shares, and brings the database to its newest form.
    pub async fn open(&self) -> Result<Arc<Services>> {
        let chance = Chance::System;
        let database = match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite://{}", self.data.join("preau.db").display()),
        };
        let secrets = self.secrets.clone().unwrap_or_else(|| self.data.join("secrets"));
        let keys = Keys::open(&secrets, &chance)?;
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
            Files::in_folder(&self.data.join("files"))?,
            Site::new(public, self.origins.clone()),
        );
        let migrations: Vec<_> = bases.iter().map(|m| (m.name, m.migrations)).collect();
        kernel::db::migrate(&Ctx::system(services.clone()), &migrations).await?;
        Ok(services)
    }
}
