//! The program `preau`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kernel::{Ctx, Result, people};
use server::{
    admin::{self, AdminCommand},
    bench,
    config::Config,
    demo,
    import::{self, StaffImport},
    oidc::{self, ClientCommand},
    serve,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(version, about = "The staff platform of an académie, in one program")]
struct Arguments {
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

#[tokio::main]
async fn main() -> ExitCode {
    let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("preau: {error}");
            ExitCode::FAILURE
        }
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
        Command::Demo(options) => demo::run(&config, &options).await,
        Command::Serve => serve::serve(&config).await,
        Command::Bench(options) => bench::run(&config, &options).await,
        Command::BenchServe => bench::serve(&config).await,
        Command::Migrate => config.open().await.map(drop),
        Command::Check => {
            let services = config.open().await?;
            let academies = people::academies(&mut Ctx::system(services.clone()).read().await?).await?.len();
            let files = services.files.healthy().await;
            println!(
                "database: ok ({academies} académies)\nfiles: {}",
                if files { "ok" } else { "no answer" }
            );
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
