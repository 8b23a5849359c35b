//! `preau demo`: two fictitious académies with their people, applications, parcours, sessions and mail, made in one
//! go by the product's own verbs and served at once. Started again on the same folder, it serves what is there.

mod announcements;
mod applications;
mod boxes;
mod content;
mod credentials;
mod days;
mod designs;
mod draw;
mod folder;
mod lists;
mod mails;
mod management;
mod people;
mod progress;
mod sessions;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use kernel::{
    Ctx, Error, Result,
    context::Services,
    db::{DbConfig, Place},
    jobs, people as kernel_people, sql,
};

use self::{
    content::Content, credentials::Credentials, draw::Draw, folder::Folder, people::Town, progress::Progress,
};
use crate::{config::Config, serve};

#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Folder of the demo; made when absent.
    #[arg(long, default_value = "demo-data")]
    pub data: PathBuf,
    /// Agents of the two académies together: 300 unless told otherwise.
    #[arg(long, value_parser = clap::value_parser!(u32).range(60..=100_000))]
    people: Option<u32>,
}

const PEOPLE: u32 = 300;
/// Where the demo is looked for unless it is told otherwise, and where mail programs find it then.
const USUAL: u16 = 8080;
const IMAP: u16 = 1143;
const SUBMISSION: u16 = 1587;

/// The same draws for everybody, so that what one person sees another can look up.
const SEED: u64 = 20_261_123;
/// Beyond so many agents, what their accounts tell the other domains is left to the server's worker.
const SETTLED: u32 = 1_000;

/// Makes the demo unless the folder holds one, then serves it.
pub async fn run(config: &Config, options: &Options) -> Result<()> {
    let config = options.over(config)?;
    // Told now rather than after the work.
    drop(std::net::TcpListener::bind(config.listen).map_err(|e| {
        Error::Conflict(format!(
            "l’adresse {} n’est pas libre ({e}) : choisissez-en une autre avec --listen",
            config.listen
        ))
    })?);
    let credentials = match folder::look(&config)? {
        Folder::Ready(kept) => again(&config, *kept, options.people).await?,
        Folder::ToFill(filling) => {
            let credentials = make(&config, options.people.unwrap_or(PEOPLE)).await?;
            filling.finish(&config.data, &credentials)?;
            credentials
        }
    };
    println!("{}", credentials.told(&config.data, config.imap, config.submission));
    serve::serve(&config).await
}

impl Options {
    fn over(&self, config: &Config) -> Result<Config> {
        let mut config = config.clone();
        config.data.clone_from(&self.data);
        if config.inside.is_empty() {
            // The demo is looked at from the machine it runs on, as from an office of the académie.
            config.inside =
                vec![IpAddr::from(Ipv4Addr::LOCALHOST).into(), IpAddr::from(Ipv6Addr::LOCALHOST).into()];
        }
        if config.public_url.is_none() {
            // «Every address of this machine» is none that a browser can go to.
            let mut shown = config.listen;
            if shown.ip().is_unspecified() {
                shown.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
            }
            config.public_url = Some(format!("http://{shown}").parse().map_err(Error::internal)?);
        }
        if config.listen.port() == USUAL {
            // A mail program can be tried too, where nothing else has these ports.
            let free = |port| {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                std::net::TcpListener::bind(address).is_ok().then_some(address)
            };
            config.imap = config.imap.or_else(|| free(IMAP));
            config.submission = config.submission.or_else(|| free(SUBMISSION));
        }
        Ok(config)
    }
}

/// A demo made before: only its address may have changed.
async fn again(config: &Config, mut kept: Credentials, asked: Option<u32>) -> Result<Credentials> {
    let services = config.open().await?;
    if is_empty(&services).await? {
        return Err(Error::Conflict(format!(
            "le dossier {} est celui d’une démonstration faite dans une autre base de données : indiquez-la avec \
             --database-url, ou choisissez un autre dossier avec --data",
            config.data.display()
        )));
    }
    let ctx = Ctx::system(services.clone());
    let people = ctx
        .read()
        .await?
        .one(sql!(i64: "SELECT COUNT(*) FROM people WHERE kind = 'individual' /* tenant: all; scan: once, when a demo starts */"))
        .await?;
    if asked.is_some_and(|asked| i64::from(asked) != people) {
        println!(
            "La démonstration de {} compte déjà {people} agents : --people n’y change rien. Supprimez ce dossier, ou \
             choisissez-en un autre avec --data.",
            config.data.display()
        );
    }
    let base = services.site.issuer();
    if kept.base_url != base {
        kept.base_url = base;
        folder::keep(&config.data, &kept)?;
    }
    Ok(kept)
}

async fn is_empty(services: &Arc<Services>) -> Result<bool> {
    Ok(kernel_people::academies(&mut Ctx::system(services.clone()).read().await?).await?.is_empty())
}

async fn make(config: &Config, count: u32) -> Result<Credentials> {
    let mut progress = Progress::begin(&config.data);
    let content = Content::read()?;
    let services = config.open().await?;
    if !is_empty(&services).await? {
        return Err(Error::Conflict(
            "cette base de données n’est pas vide : la démonstration ne se fait que dans une base neuve. Créez-en une \
             autre, ou videz celle-ci si elle ne contient qu’une démonstration interrompue"
                .to_owned(),
        ));
    }
    let ctx = Ctx::system(services.clone());
    let draw = Draw::seeded(SEED);
    let towns = people::settle(&ctx, &content, count, &draw).await?;
    let credentials = people::open_accounts(&towns, &services).await?;
    progress.done(&format!("{} agents", towns.iter().map(|town| town.staff.len()).sum::<usize>()));
    for town in &towns {
        applications::add_all(town, &content).await?;
    }
    progress.done(&format!("{} applications", content.applications.len()));
    let designs = designs::write_all(&towns, &content).await?;
    progress.done(&format!("{} parcours", designs.len()));
    let sessions = sessions::hold_all(&towns, &content, &designs, &draw).await?;
    progress.done(&format!("{sessions} sessions"));
    for town in &towns {
        announcements::publish_all(town, &content).await?;
    }
    progress.done(&format!("{} annonces, {} événements", content.announcements.len(), content.events.len()));
    let letters = mails::file_all(&towns, &content, &draw).await?;
    progress.done(&format!("{letters} messages"));
    let lists = lists::found_all(&towns, &content).await?;
    progress.done(&format!("{lists} listes"));
    let boxes = boxes::open_all(&towns, &content).await?;
    progress.done(&format!("{boxes} boîtes partagées"));
    if count <= SETTLED {
        jobs::settle(&services).await?;
        // Boxes open with what accounts tell: they are closed after that.
        for town in &towns {
            management::manage(town, &draw).await?;
        }
        jobs::settle(&services).await?;
    }
    progress.done("boîtes aux lettres ouvertes");
    Ok(credentials)
}

/// Where the demo's tables are, when that is a file.
fn sqlite_file(config: &Config) -> Result<Option<PathBuf>> {
    let Some(url) = &config.database_url else { return Ok(Some(config.data.join("preau.db"))) };
    Ok(match DbConfig::parse(url)?.place {
        Place::Sqlite(path) => Some(path),
        Place::Postgres(_) => None,
    })
}

/// The académie of this slug among those of the demo.
fn town<'t>(towns: &'t [Town], slug: &str) -> Result<&'t Town> {
    towns
        .iter()
        .find(|town| town.academy.slug == slug)
        .ok_or_else(|| Error::Internal(format!("the demo has no académie {slug:?}")))
}
