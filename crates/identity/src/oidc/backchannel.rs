//! Telling applications that a session is over (back-channel logout): one job per application, so that one that does
//! not answer holds up nobody else's. Our own systems need no telling: their sessions hang from the account's.

use std::{sync::OnceLock, time::Duration};

use kernel::{
    Ctx, Error, Id, Result,
    facts::{Fact, Listener},
    jobs::{self, JobKind},
    people::{Person, SignedIn},
};
use serde::{Deserialize, Serialize};

use super::{clients, grants, jwt};

/// An application has this long to answer, and then again with the job's next try: jobs wait behind one another.
const PATIENCE: Duration = Duration::from_secs(2);

pub const LISTENER: Listener = Listener {
    name: "oidc",
    hears: &["SignedOut", "AccountClosed"],
    run: |ctx, fact| Box::pin(hear(ctx, fact)),
};

pub const LOGOUT: JobKind = JobKind { name: LOGOUT_JOB, run: |ctx, payload| Box::pin(tell(ctx, payload)) };
const LOGOUT_JOB: &str = "oidc.logout";

#[derive(Serialize, Deserialize)]
struct Telling {
    client: String,
    person: Id<Person>,
    session: Id<SignedIn>,
}

async fn hear(ctx: Ctx, fact: Fact) -> Result<()> {
    match fact {
        Fact::SignedOut { person, session, .. } => {
            ctx.write(async move |tx| {
                for client in grants::listeners_of(tx, session).await? {
                    let key = format!("oidc.logout {client} {session}");
                    let now = tx.now();
                    tx.enqueue_at(LOGOUT_JOB, &Telling { client, person, session }, now, Some(&key)).await?;
                }
                grants::revoke_session(tx, session).await
            })
            .await
        }
        Fact::AccountClosed { person, .. } => {
            ctx.write(async move |tx| grants::revoke_all(tx, person).await).await
        }
        _ => Ok(()),
    }
}

async fn tell(ctx: Ctx, payload: String) -> Result<()> {
    let telling: Telling = jobs::payload(&payload)?;
    let client = clients::find(&mut ctx.read().await?, &telling.client).await?;
    let Some((client, address)) = client.and_then(|c| Some((c.id, c.backchannel_logout_uri?))) else {
        return Ok(());
    };
    let token = jwt::logout_token(&ctx, &client, telling.person, telling.session).await?;
    // The cause may name the address; the token is in the body and is never logged.
    let sent = web_client()?.post(&address).form(&[("logout_token", token)]).send().await;
    let status = sent.map_err(|e| Error::Internal(format!("{client}: {e}")))?.status();
    match status.as_u16() {
        200..=299 => Ok(()),
        400 => {
            tracing::warn!(client, "the application refused a logout token");
            Ok(())
        }
        other => Err(Error::Internal(format!("{client} answered {other} to a logout token"))),
    }
}

/// Follows no redirect: the operator gave the address, and nobody else decides where a token goes.
fn web_client() -> Result<&'static reqwest::Client> {
    static CLIENT: OnceLock<Option<reqwest::Client>> = OnceLock::new();
    CLIENT
        .get_or_init(|| {
            reqwest::Client::builder()
                .timeout(PATIENCE)
                .redirect(reqwest::redirect::Policy::none())
                .user_agent("Preau")
                .build()
                .inspect_err(|error| tracing::error!(%error, "no client for back-channel logout"))
                .ok()
        })
        .as_ref()
        .ok_or(Error::Unavailable("the client for back-channel logout"))
}
