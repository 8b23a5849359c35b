//! `preau admin`: the rights that people have in an académie. The first manager is named here; the trail tells that
//! the operator did it.

use std::{process::ExitCode, sync::Arc};

use identity::{rights, rules::uai::Uai};
use kernel::{Ctx, Error, Result, context::Services, permission};

use crate::academy;

#[derive(Clone, Debug, clap::Subcommand)]
pub enum AdminCommand {
    /// Give somebody a right; given again, it brings the establishments of a help desk up to date.
    Grant {
        #[command(flatten)]
        right: RightOf,
        /// Establishment (UAI) that the help desk is for, and no other; may be repeated. By default the whole académie.
        #[arg(long = "uai", value_parser = uai)]
        establishments: Vec<Uai>,
    },
    /// Take a right back.
    Revoke {
        #[command(flatten)]
        right: RightOf,
    },
    /// List who has which right.
    List {
        /// Slug of the académie.
        #[arg(long)]
        academy: String,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub struct RightOf {
    /// What the person signs in with, such as jdupont.
    identifier: String,
    #[arg(long, value_enum)]
    role: Role,
    /// Slug of the académie that the person belongs to.
    #[arg(long)]
    academy: String,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Role {
    /// Finds agents and takes away what keeps them from signing in.
    HelpDesk,
    /// Imports the staff, arranges the applications, looks after what is taught.
    Manager,
    /// Sees what of the mail does not leave, and why; stops it, tries it again, takes it out. Reads nobody's mail.
    Postmaster,
    /// What a manager may, and acts on the accounts of those who have a right.
    Administrator,
}

impl From<Role> for permission::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::HelpDesk => permission::Role::HelpDesk,
            Role::Manager => permission::Role::Manager,
            Role::Postmaster => permission::Role::Postmaster,
            Role::Administrator => permission::Role::Administrator,
        }
    }
}

fn uai(text: &str) -> Result<Uai, String> {
    text.parse::<Uai>().map_err(|refused| refused.message(kernel::Locale::En))
}

pub async fn run(services: Arc<Services>, command: AdminCommand) -> Result<ExitCode> {
    let ctx = Ctx::system(services);
    match command {
        AdminCommand::Grant { right, establishments } => {
            let ctx = academy::enter(ctx, &right.academy).await?;
            let RightOf { identifier, role, academy } = right;
            let name = identifier.clone();
            let given =
                ctx.write(async move |tx| rights::grant(tx, &name, role.into(), &establishments).await).await;
            told(given, &format!("{identifier} has not been found in {academy}, or has left"))
        }
        AdminCommand::Revoke { right } => {
            let ctx = academy::enter(ctx, &right.academy).await?;
            let RightOf { identifier, role, academy } = right;
            let name = identifier.clone();
            let taken = ctx.write(async move |tx| rights::revoke(tx, &name, role.into()).await).await;
            told(taken, &format!("{identifier} has no such right in {academy}"))
        }
        AdminCommand::List { academy } => {
            let ctx = academy::enter(ctx, &academy).await?;
            for right in rights::all(&mut ctx.read().await?).await? {
                let role = permission::Role::GRANTED.iter().find(|(role, ..)| *role == right.role);
                println!(
                    "{}\t{}\t{}\t{}",
                    right.identifier,
                    right.name,
                    role.map_or("", |(_, name, _)| name).replace('_', "-"),
                    right.establishments.join(" ")
                );
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Nothing done is said in a sentence, and by the exit status.
fn told(outcome: Result<()>, not_found: &str) -> Result<ExitCode> {
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Error::NotFound) => Err(Error::Conflict(not_found.to_owned())),
        Err(Error::Invalid(problems)) => {
            let problems: Vec<_> = problems.into_iter().map(|p| p.message).collect();
            Err(Error::Conflict(problems.join("; ")))
        }
        Err(other) => Err(other),
    }
}
