//! What `preau` understands on its command line and in its file of settings, and what it does then.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use crate::{
    admin::{self, AdminCommand},
    attachments, audit, backup, bench,
    config::Config,
    demo,
    exits::{self, ExitsCommand},
    files::{self, FilesCommand},
    import::{self, StaffImport},
    oidc::{self, ClientCommand},
    serve,
};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use kernel::{Ctx, Result, people, time::Clock};

#[derive(Parser)]
#[command(version, about = "The staff platform of an académie, in one program")]
struct Arguments {
    /// File of settings in TOML: each under the name of its variable, in lower case and without `PREAU_`. Variables and
    /// options go before it.
    #[arg(long = "config", env = "PREAU_CONFIG", value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and do jobs.
    Serve,
    /// Bring the database to its newest form, and stop.
    Migrate,
    /// Open the database and the file store, and say whether they answer.
    Check,
    /// Make a demonstration with two fictitious académies, unless the folder holds one, and serve it.
    Demo(demo::Options),
    /// Seed a deployment, serve it, drive it over loopback and print the figures.
    Bench(bench::Options),
    #[command(hide = true)]
    BenchServe,
    /// Read one file joined to a message: started by the server itself, see `mail::attachments::COMMAND`.
    #[command(hide = true)]
    ReadAttachment { kind: String },
    /// Bring data in from files.
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Applications that sign people in through the account.
    Oidc {
        #[command(subcommand)]
        command: OidcCommand,
    },
    /// The rights that people have.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// The audit trails.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Addresses by which whole schools reach the Internet.
    Exits {
        #[command(subcommand)]
        command: ExitsCommand,
    },
    /// The file store, compared with what the database says of it.
    Files {
        #[command(subcommand)]
        command: FilesCommand,
    },
    /// Copy the database and the files of one moment to an empty folder, while people go on working.
    Backup {
        /// The folder; made when absent.
        folder: PathBuf,
    },
    /// Put a backup back where there is neither database nor file yet.
    Restore {
        /// The folder that «preau backup» made.
        folder: PathBuf,
    },
    /// Académies.
    Academy {
        #[command(subcommand)]
        command: AcademyCommand,
    },
}

#[derive(Subcommand)]
enum ImportCommand {
    /// The staff file: opens, updates and closes accounts.
    Staff(StaffImport),
}

#[derive(Subcommand)]
enum OidcCommand {
    /// Registered applications (OpenID Connect clients).
    Client {
        #[command(subcommand)]
        command: ClientCommand,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk every line and say whether the trail is whole.
    Verify {
        /// Slug of one académie; by default all of them.
        #[arg(long)]
        academy: Option<String>,
    },
}

#[derive(Subcommand)]
enum AcademyCommand {
    /// Found an académie, or bring its name and domain up to date.
    Create {
        #[arg(long)]
        slug: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        mail_domain: String,
        #[arg(long, default_value = "Europe/Paris")]
        zone: String,
        #[arg(long, default_value = "bleu")]
        accent: String,
    },
}

/// The whole program, but for its runtime and its allocator.
pub async fn main() -> ExitCode {
    // Two megabytes for each first byte that somebody writes: a server that holds little would be given much.
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("preau: huge pages stay as they are: {error}");
    }
    let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    let arguments = read(std::env::args_os().collect()).unwrap_or_else(|error| error.exit());
    match run(arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("preau: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The arguments, over what the file of settings says.
fn read(args: Vec<OsString>) -> clap::error::Result<Arguments> {
    // A first look for the file alone: what else is wrong is told by the second.
    let first = command().ignore_errors(true).try_get_matches_from(&args)?;
    let file = first.try_get_one::<PathBuf>("settings").ok().flatten();
    let command = match file {
        Some(path) => with_settings(command(), path)?,
        None => command(),
    };
    Arguments::from_arg_matches(&command.try_get_matches_from(&args)?)
}

/// Every setting may stand before the command's name or after it.
fn command() -> clap::Command {
    Arguments::command().mut_args(|arg| if arg.get_env().is_some() { arg.global(true) } else { arg })
}

/// What the file says takes the place of what is built in.
fn with_settings(command: clap::Command, path: &std::path::Path) -> clap::error::Result<clap::Command> {
    let wrong = |what: String| {
        let kind = clap::error::ErrorKind::ValueValidation;
        clap::Error::raw(kind, format!("{}: {what}\n", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    let mut settings: toml::Table = text.parse().map_err(|e: toml::de::Error| wrong(e.to_string()))?;
    settings.remove("config");
    let mut refused = Vec::new();
    let command = command.mut_args(|arg| {
        let name =
            arg.get_env().and_then(|name| name.to_str()?.strip_prefix("PREAU_").map(str::to_lowercase));
        let Some((name, value)) = name.and_then(|name| settings.remove_entry(&name)) else { return arg };
        if let Some(values) = texts(value) {
            // Kept until the program ends, as what is built in.
            return arg.default_values(values.into_iter().map(|text| &*text.leak()));
        }
        refused.push(format!("`{name}` is no text, number or list of them"));
        arg
    });
    refused.extend(settings.keys().map(|name| format!("no setting is called `{name}`")));
    if refused.is_empty() { Ok(command) } else { Err(wrong(refused.join(", "))) }
}

fn texts(value: toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(vec![text]),
        toml::Value::Integer(number) => Some(vec![number.to_string()]),
        toml::Value::Boolean(is) => Some(vec![is.to_string()]),
        toml::Value::Array(all) => {
            let all: Option<Vec<Vec<String>>> = all.into_iter().map(texts).collect();
            Some(all?.concat())
        }
        _ => None,
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode> {
    let config = arguments.config;
    match arguments.command {
        Command::Import { command: ImportCommand::Staff(options) } => {
            return import::staff(config.open().await?, &options).await;
        }
        Command::Oidc { command: OidcCommand::Client { command } } => {
            return oidc::run(config.open().await?, command).await;
        }
        Command::Admin { command } => return admin::run(config.open().await?, command).await,
        Command::Audit { command: AuditCommand::Verify { academy } } => {
            return audit::verify(config.open().await?, academy.as_deref()).await;
        }
        Command::Files { command } => return files::run(config.open().await?, command).await,
        Command::Exits { command } => return exits::run(config.open().await?, command).await,
        Command::Backup { folder } => backup::backup(&config, &folder, Clock::System.now()).await,
        Command::Restore { folder } => backup::restore(&config, &folder).await,
        Command::Demo(options) => demo::run(&config, &options).await,
        Command::Serve => serve::serve(&config).await,
        Command::Bench(options) => bench::run(&config, &options).await,
        Command::BenchServe => bench::serve(&config).await,
        Command::ReadAttachment { kind } => attachments::read(&kind),
        Command::Migrate => config.open().await.map(drop),
        Command::Check => {
            let services = config.open().await?;
            let academies = people::academies(&mut Ctx::system(services.clone()).read().await?).await?.len();
            let files = services.files.healthy().await;
            println!(
                "database: ok ({academies} académies)\nfiles: {}",
                if files { "ok" } else { "no answer" }
            );
            if let Some(state) = mail::imap_store::state(&Ctx::system(services.clone())).await? {
                println!("IMAP store: {state}");
            }
            if files { Ok(()) } else { Err(kernel::Error::Unavailable("the file store")) }
        }
        Command::Academy { command: AcademyCommand::Create { slug, name, mail_domain, zone, accent } } => {
            let services = config.open().await?;
            let new = people::NewAcademy { slug, name, mail_domain, zone, accent };
            Ctx::system(services).write(async move |tx| people::found_academy(tx, &new).await).await.map(drop)
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    fn typed(line: &str) -> Vec<OsString> {
        let mut words = Vec::new();
        for (index, piece) in line.split('"').enumerate() {
            if index % 2 == 1 {
                words.push(piece.to_owned());
            } else {
                words.extend(piece.split_whitespace().map(str::to_owned));
            }
        }
        words.into_iter().map(OsString::from).collect()
    }

    #[test]
    fn every_command_of_the_documents_is_understood() {
        let mut count = 0;
        for text in
            [include_str!("../../../README.md"), include_str!("../../../docs/protocols/openid-connect.md")]
        {
            let text = text.replace("\\\n", " ");
            for line in text.lines().map(str::trim).filter(|line| line.starts_with("preau ")) {
                count += 1;
                if let Err(error) = read(typed(line)) {
                    panic!("{line}\n{error}");
                }
            }
        }
        assert!(count >= 4, "{count} commands were found");
    }

    #[test]
    fn options_go_before_the_file_and_the_file_before_what_is_built_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("preau.toml");
        std::fs::write(
            &path,
            "listen = \"127.0.0.1:9000\"\ndata = \"/srv/preau\"\norigins = [\"webmel=https://webmel.example\", \
             \"portail=https://portail.example\"]\n",
        )
        .unwrap();
        let with = |rest: &str| {
            let mut words = typed(&format!("preau {rest} --config"));
            words.push(path.clone().into());
            read(words).unwrap().config
        };
        let config = with("serve");
        assert_eq!(
            (config.listen.port(), config.data, config.origins.len()),
            (9000, PathBuf::from("/srv/preau"), 2)
        );
        for line in ["--listen 127.0.0.1:9001 serve", "serve --listen 127.0.0.1:9001"] {
            let config = with(line);
            assert_eq!((config.listen.port(), config.data), (9001, PathBuf::from("/srv/preau")), "{line}");
        }
        assert_eq!(read(typed("preau serve")).unwrap().config.listen.port(), 8080);
        std::fs::write(&path, "lissen = \"127.0.0.1:9000\"").unwrap();
        let mut words = typed("preau serve --config");
        words.push(path.clone().into());
        let Err(error) = read(words) else { panic!("a misspelt setting was passed over") };
        assert!(error.to_string().contains("no setting is called `lissen`"), "{error}");
        assert!(read(typed("preau serve --config /nowhere/preau.toml")).is_err());
    }

    #[test]
    fn a_demo_has_a_folder_of_its_own_unless_one_is_named() {
        for (line, folder) in [
            ("preau demo", "demo-data"),
            ("preau demo --data x", "x"),
            ("preau --data x demo", "x"),
            ("preau --listen 127.0.0.1:1 demo --people 60", "demo-data"),
        ] {
            let Command::Demo(options) = read(typed(line)).unwrap().command else { panic!("{line}") };
            assert_eq!(options.data, PathBuf::from(folder), "{line}");
        }
        assert_eq!(read(typed("preau demo --listen 127.0.0.1:1")).unwrap().config.listen.port(), 1);
    }
}
