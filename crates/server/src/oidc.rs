//! `preau oidc client`: the applications that sign people in through the account, besides the site's own systems.

use std::{process::ExitCode, sync::Arc};

use identity::oidc::{self, NewClient};
use kernel::{
    Ctx, Error, Id, Result,
    audit::{Entry, Outcome},
    context::Services,
    people::Academy,
};

use crate::academy;

#[derive(Clone, Debug, clap::Subcommand)]
pub enum ClientCommand {
    /// Register an application, or bring it up to date with a new secret.
    Add(NewApplication),
    /// List the registered applications.
    List,
    /// Take an application away, with every token it holds.
    Remove {
        /// The name it was registered under.
        id: String,
    },
}

#[derive(Clone, Debug, clap::Args)]
pub struct NewApplication {
    /// Name that the application calls itself by (client_id).
    id: String,
    /// Name that agents know it by.
    #[arg(long)]
    name: String,
    /// Address that browsers return to with a code, compared letter by letter; may be repeated.
    #[arg(long = "redirect-uri", required = true)]
    redirect_uris: Vec<String>,
    /// Address that browsers may return to after signing out; may be repeated.
    #[arg(long = "post-logout-redirect-uri")]
    post_logout_redirect_uris: Vec<String>,
    /// Address that is told when a session ends.
    #[arg(long)]
    backchannel_logout_uri: Option<String>,
    /// What it may ask to know: profile, email, affectation, mail, offline_access, separated by spaces.
    #[arg(long, default_value = "profile email")]
    scope: String,
    /// Slug of the académie whose agents may sign in; by default every académie's.
    #[arg(long)]
    academy: Option<String>,
    /// A phone or desktop application, which can keep no secret.
    #[arg(long)]
    public: bool,
}

pub async fn run(services: Arc<Services>, command: ClientCommand) -> Result<ExitCode> {
    let ctx = Ctx::system(services);
    match command {
        ClientCommand::Add(application) => add(ctx, application).await,
        ClientCommand::List => list(&ctx).await,
        ClientCommand::Remove { id } => remove(&ctx, id).await,
    }
}

async fn add(ctx: Ctx, application: NewApplication) -> Result<ExitCode> {
    let issuer = ctx.services().site.issuer();
    let (ctx, academy) = placed(ctx, application.academy.as_deref()).await?;
    let id = application.id.clone();
    let new = NewClient {
        id: application.id,
        name: application.name,
        academy,
        public: application.public,
        redirect_uris: application.redirect_uris,
        post_logout_redirect_uris: application.post_logout_redirect_uris,
        backchannel_logout_uri: application.backchannel_logout_uri,
        scopes: application.scope,
    };
    let registered = ctx
        .write(async move |tx| {
            let secret = oidc::register_client(tx, &new).await?;
            if academy.is_some() {
                let detail = &new.id;
                tx.audit(Entry { action: "client.add", subject: None, result: Outcome::Done, detail })
                    .await?;
            }
            Ok(secret)
        })
        .await;
    let secret = match registered {
        Err(Error::Invalid(problems)) => {
            for problem in problems {
                eprintln!("preau: {}: {}", problem.field, problem.message);
            }
            return Ok(ExitCode::FAILURE);
        }
        other => other?,
    };
    println!("issuer: {issuer}\nclient_id: {id}");
    if let Some(secret) = secret {
        println!("client_secret: {secret}");
        eprintln!("The secret is shown this once; registering the application again makes a new one.");
    }
    Ok(ExitCode::SUCCESS)
}

/// In the académie's context, so that its trail tells.
async fn placed(ctx: Ctx, slug: Option<&str>) -> Result<(Ctx, Option<Id<Academy>>)> {
    let Some(slug) = slug else { return Ok((ctx, None)) };
    let ctx = academy::enter(ctx, slug).await?;
    let id = ctx.academy_id()?;
    Ok((ctx, Some(id)))
}

async fn list(ctx: &Ctx) -> Result<ExitCode> {
    for client in oidc::list_clients(&mut ctx.read().await?).await? {
        println!(
            "{}\t{}\t{}\t{}",
            client.id,
            client.name,
            client.scopes,
            client.redirect_uris.replace('\n', " ")
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn remove(ctx: &Ctx, id: String) -> Result<ExitCode> {
    let name = id.clone();
    match ctx.write(async move |tx| oidc::remove_client(tx, &id).await).await {
        Err(Error::NotFound) => {
            eprintln!("preau: no application {name:?}: see «preau oidc client list»");
            Ok(ExitCode::FAILURE)
        }
        other => other.map(|()| ExitCode::SUCCESS),
    }
}
