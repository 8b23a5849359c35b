//! `preau bench`: seeds a deployment, serves it in a process of its own, drives it over loopback and prints what each
//! page costs beside the ceiling of the same run. Figures of two runs are compared by their share of the ceiling.

mod ceiling;
mod handover;
mod imap;
mod index;
mod load;
mod pages;
mod seed;
mod table;

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use http::{Request, StatusCode, header};
use http_body_util::Full;
use kernel::{Error, Result, context::Services};
use web::App;

use crate::{config::Config, modules::modules};
use load::{Browser, drive, now};
use table::{Line, Table};

#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Agents to seed.
    #[arg(long, default_value_t = 100_000)]
    people: usize,
    /// Sessions to seed; each agent is enrolled in ten.
    #[arg(long, default_value_t = 5_000)]
    sessions: usize,
    /// Messages of the large box.
    #[arg(long, default_value_t = 10_000)]
    messages: usize,
    /// Messages of every other box.
    #[arg(long, default_value_t = 20)]
    letters: usize,
    /// Connections kept busy at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Seconds each page is driven for.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Measure only the pages whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Measure the mail of another server on this machine too: where its LMTP is (see scripts/beside-dovecot.sh).
    #[arg(long, value_name = "ADDRESS", requires = "peer_imap")]
    peer_lmtp: Option<SocketAddr>,
    /// Where its IMAP is; everybody there has the password `banc`.
    #[arg(long, value_name = "ADDRESS", requires = "peer_lmtp")]
    peer_imap: Option<SocketAddr>,
    /// Write the figures to this file too, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

const HANDED_TO_MANY: &str = "LMTP, 200 boxes";
const HANDED_TO_ONE: &str = "LMTP, one box";
const FETCHED: &str = "IMAP, 50 messages";
/// The same of another server.
const PEER_HANDED_TO_MANY: &str = "peer: LMTP, 200 boxes";
const PEER_HANDED_TO_ONE: &str = "peer: LMTP, one box";
const PEER_FETCHED: &str = "peer: IMAP, 50 messages";
const INDEX: &str = "index of words";
/// Connections that wait for news, sixteen of each person.
const WAITING: usize = 2_000;
/// Boxes that mail is handed over to.
const BOXES: usize = 200;

/// Seeds when the folder holds no seed yet, measures, prints.
pub async fn run(config: &Config, options: &Options) -> Result<()> {
    let services = config.open().await?;
    let engine = format!("{:?}", services.db.engine()).to_lowercase();
    let seeded = seed::seed(&services, options).await?;
    let argon = argon_alone(&services).await?;
    let agents = seed::sign_in_some(&services, &seeded).await?;
    let boxes = seed::addresses(&services, &seeded, BOXES).await?;
    let (server, ready) = Server::start(config).await?;
    let mut table = Table::new(engine, ready, argon);
    for page in pages::all(&seeded, &agents).into_iter().filter(|page| page.name.contains(&options.only)) {
        table.add(measure(&server, &page, options).await?);
    }
    let mut handed = vec![(HANDED_TO_MANY, BOXES, server.lmtp), (HANDED_TO_ONE, 1, server.lmtp)];
    if let Some(peer) = options.peer_lmtp {
        handed.extend([(PEER_HANDED_TO_MANY, BOXES, peer), (PEER_HANDED_TO_ONE, 1, peer)]);
    }
    let during = Duration::from_secs(options.seconds);
    for (page, count, lmtp) in handed.into_iter().filter(|(page, ..)| page.contains(&options.only)) {
        let boxes = boxes.iter().take(count).cloned().collect();
        let (measure, ceiling) =
            handover::measure(&services, lmtp, boxes, options.connections, during).await?;
        eprintln!("{page}: {:.0}/s", measure.per_second);
        table.add(Line { page, queries: 0, measure, ceiling: Some(ceiling) });
    }
    if FETCHED.contains(&options.only) {
        let accounts = seed::app_passwords(&services, &seeded, WAITING / 16).await?;
        let ours = accounts.first().cloned().map(|account| (FETCHED, account, server.imap));
        // What was handed over to the one box is what is asked for.
        let account = boxes
            .first()
            .map(|address| imap::Account { identifier: address.clone(), password: "banc".to_owned() });
        let peer = account.zip(options.peer_imap).map(|(account, imap)| (PEER_FETCHED, account, imap));
        for (page, account, imap) in ours.into_iter().chain(peer) {
            let (measure, ceiling) = imap::measure(imap, &account, options.connections, during).await?;
            eprintln!("{page}: {:.0}/s", measure.per_second);
            table.add(Line { page, queries: 0, measure, ceiling: Some(ceiling) });
        }
        let before = server.memory()?.0;
        let waiting = imap::wait(server.imap, &accounts, WAITING).await?;
        let after = server.memory()?.0;
        eprintln!("{} connections that wait: {:.0} MB more", waiting.len(), after - before);
    }
    if INDEX.contains(&options.only) {
        let (ctx, person) = seeded.owner_of_letters(&services);
        let grown = index::measure(&services, &ctx, person).await?;
        let share = |bytes: i64| bytes as f64 * 100.0 / grown.mail as f64;
        let mail = grown.mail >> 20;
        eprintln!(
            "{INDEX}: {:.1} % of {mail} MB of mail; {:.1} % more the words themselves",
            share(grown.index),
            share(grown.words)
        );
    }
    table.memory(server.memory()?);
    table.print();
    if let Some(path) = &options.json {
        let text = serde_json::to_string_pretty(&table).map_err(Error::internal)?;
        std::fs::write(path, text).map_err(|e| Error::Conflict(format!("{}: {e}", path.display())))?;
    }
    Ok(())
}

async fn measure(server: &Server, page: &pages::Page, options: &Options) -> Result<Line> {
    let during = Duration::from_secs(options.seconds);
    let mut browser = Browser::open(server.address).await?;
    // The first answers warm the caches; the last tells queries and bytes.
    let mut first = browser.ask((page.ask)(0)).await?;
    for number in 1..4 {
        first = browser.ask((page.ask)(number)).await?;
    }
    if first.status() != page.expected {
        let body = String::from_utf8_lossy(first.body()).chars().take(300).collect::<String>();
        return Err(Error::Internal(format!(
            "{}: {} instead of {}: {body}",
            page.name,
            first.status(),
            page.expected
        )));
    }
    // A sign-in that was refused redirects too, elsewhere.
    let location = first.headers().get(header::LOCATION).and_then(|l| l.to_str().ok()).unwrap_or_default();
    if page.expected == StatusCode::SEE_OTHER && location != "/compte" {
        return Err(Error::Internal(format!("{}: led to {location}", page.name)));
    }
    let queries = first.headers().get("x-queries").and_then(|q| q.to_str().ok()?.parse().ok()).unwrap_or(0);
    let plain = first.body().clone();
    let ask = page.ask.clone();
    let measure = drive(server.address, options.connections, during, page.expected, move |n| ask(n)).await?;
    let ceiling = if page.expected == StatusCode::OK {
        let kept = Request::post("/banc").body(Full::new(plain)).map_err(Error::internal)?;
        let number = browser.ask(kept).await?;
        let path = format!("/banc/{}", String::from_utf8_lossy(number.body()));
        let ask = move |_| pages::get(&path, "");
        Some(drive(server.address, options.connections, during, StatusCode::OK, ask).await?)
    } else {
        None
    };
    eprintln!("{}: {:.0}/s", page.name, measure.per_second);
    Ok(Line { page: page.name, queries, measure, ceiling })
}

/// Sign-ins a second that Argon2id alone would allow on this machine.
async fn argon_alone(services: &Arc<Services>) -> Result<f64> {
    let ctx = kernel::Ctx::system(services.clone());
    let start = now();
    let mut count = 0;
    while start.elapsed() < Duration::from_secs(3) {
        let some = (0..8).map(|_| async {
            let typed =
                identity::rules::password::Password::new(seed::PASSWORD).map_err(|_| Error::NotFound)?;
            identity::account::hash(&ctx, typed).await
        });
        futures::future::try_join_all(some).await?;
        count += 8;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

/// The server under measure, in a process of its own.
struct Server {
    child: Child,
    address: SocketAddr,
    lmtp: SocketAddr,
    imap: SocketAddr,
}

impl Server {
    /// Answers also how long it took to be ready.
    async fn start(config: &Config) -> Result<(Server, Duration)> {
        let free = || std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
        let [address, lmtp, imap] = [free(), free(), free()];
        let (address, lmtp) = (address.map_err(Error::internal)?, lmtp.map_err(Error::internal)?);
        let imap = imap.map_err(Error::internal)?;
        let program = std::env::current_exe().map_err(Error::internal)?;
        let mut command = Command::new(program);
        command.arg("--listen").arg(address.to_string()).arg("--data").arg(&config.data);
        command.arg("--lmtp").arg(lmtp.to_string());
        command.arg("--imap").arg(imap.to_string());
        command.arg("--public-url").arg(seed::ORIGIN);
        if let Some(url) = &config.database_url {
            command.arg("--database-url").arg(url);
        }
        let start = now();
        let child = command
            .arg("bench-serve")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| Error::Internal(format!("the server did not start: {e}")))?;
        let server = Server { child, address, lmtp, imap };
        while start.elapsed() < Duration::from_mins(1) {
            if let Ok(mut browser) = Browser::open(address).await
                && browser.ask(pages::get("/sante", "")).await.is_ok_and(|a| a.status() == StatusCode::OK)
            {
                return Ok((server, start.elapsed()));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err(Error::Unavailable("the server under measure"))
    }

    /// Private memory now and the most it ever was, in MB. Mapped pages of the database file are the system's.
    fn memory(&self) -> Result<(f64, f64)> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).map_err(Error::internal)?;
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        };
        Ok((value("RssAnon:").unwrap_or(0.0) / 1024.0, value("VmHWM:").unwrap_or(0.0) / 1024.0))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The server that a benchmark measures: the product, with the ceiling beside it and its counts told.
pub async fn serve(config: &Config) -> Result<()> {
    let services = config.open().await?;
    let _doors = crate::doors::open(config, &services).await?;
    let mut all = modules();
    all.push(ceiling::module());
    let app = App::new(services, &all).telling_queries();
    crate::serve::listen(config, app).await
}

/// `Content-Type` of forms.
fn form(request: http::request::Builder) -> http::request::Builder {
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}
