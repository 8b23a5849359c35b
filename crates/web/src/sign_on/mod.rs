//! Signing on through the account: each of portal, M@gistère and webmel is an OpenID Connect client (authorization
//! code with PKCE) of our own provider, on one origin as on several. The back channel is spoken in full, without a
//! network when the provider is this very process.

mod provider;
mod trip;

use axum::{
    extract::{Query, State},
    response::Response,
};
use http::header;
use kernel::{Error, Id, Result, Time, Tx, keys::mac, people::Person, site::System};
use serde::Deserialize;

use crate::{
    Access, App, Page, Reply, Routes, Visit,
    page::{is_local, redirect},
    session::{self, Opening},
};
use trip::Trip;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/portail/connexion", Access::Public, leave)
        .get("/portail/retour", Access::Public, come_back)
        .post("/portail/deconnexion", Access::Public, sign_out)
        .get("/magistere/connexion", Access::Public, leave)
        .get("/magistere/retour", Access::Public, come_back)
        .post("/magistere/deconnexion", Access::Public, sign_out)
        .get("/webmel/connexion", Access::Public, leave)
        .get("/webmel/retour", Access::Public, come_back)
        .post("/webmel/deconnexion", Access::Public, sign_out)
}

/// The secret a system of ours shows at the token endpoint. Derived on both sides, stored on none.
pub fn client_secret(ctx: &kernel::Ctx, system: System) -> String {
    let key = ctx.services().keys.key("client secret");
    data_encoding::BASE64URL_NOPAD.encode(&mac(&key, &[system.stem().as_bytes()]))
}

/// Where the provider sends the browser back to.
pub fn redirect_uri(ctx: &kernel::Ctx, system: System) -> String {
    ctx.services().site.url(system, &format!("/{}/retour", system.stem()))
}

/// The way through the account to a page of this system.
pub fn way_in(system: System, page: &str, academy: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("suite", page)
        .append_pair("academie", academy)
        .finish();
    format!("/{}/connexion?{query}", system.stem())
}

#[derive(Deserialize)]
struct Leaving {
    #[serde(default)]
    suite: String,
    #[serde(default)]
    academie: String,
}

/// Off to the provider, remembering where to come back to.
async fn leave(visit: Visit, Query(query): Query<Leaving>) -> Reply {
    let system = visit.system().ok_or(Error::NotFound)?;
    let suite = if is_local(&query.suite) { query.suite } else { default_page(system, &query.academie) };
    if visit.agent().is_ok() {
        return Ok(redirect(&suite));
    }
    let trip = Trip::start(visit.ctx(), suite);
    let address = provider::authorize_address(visit.ctx(), system, &trip, &query.academie);
    let mut response = redirect(&address);
    response.headers_mut().append(header::SET_COOKIE, trip.cookie(visit.ctx(), system)?);
    Ok(response)
}

fn default_page(system: System, academy: &str) -> String {
    match system {
        System::Mail | System::Identity => format!("/{}", system.stem()),
        _ if academy.is_empty() => "/".to_owned(),
        _ => format!("/{}/{}", system.stem(), academy),
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

/// Back from the provider, with a code or a refusal.
async fn come_back(
    State(app): State<App>,
    visit: Visit,
    headers: http::HeaderMap,
    Query(answer): Query<Answer>,
) -> Reply {
    let system = visit.system().ok_or(Error::NotFound)?;
    let Some(trip) = Trip::of_request(visit.ctx(), system, &headers, &answer.state) else {
        // Another browser, or too late: start again rather than explain.
        return Ok(redirect(&format!("/{}/connexion", system.stem())));
    };
    if !answer.error.is_empty() {
        return refused(&visit);
    }
    let identity = provider::redeem(&app, visit.ctx(), system, &trip, &answer.code).await?;
    let opening = Opening {
        system,
        person: identity.sub.parse::<Id<Person>>().map_err(Error::internal)?,
        academy: identity.academy.parse().map_err(Error::internal)?,
        parent: Some(identity.sid.parse().map_err(Error::internal)?),
        authenticated_at: Time(identity.auth_time * 1000),
        methods: identity.amr.join(" "),
    };
    let cookie = visit
        .write(async move |tx: &mut Tx| session::open(tx, &opening).await.map(|(_, cookie)| cookie))
        .await?;
    let mut response = redirect(&trip.suite);
    response.headers_mut().append(header::SET_COOKIE, session::cookie(visit.ctx(), system, &cookie)?);
    response.headers_mut().append(header::SET_COOKIE, trip.over(visit.ctx(), system)?);
    Ok(response)
}

#[derive(askama::Template)]
#[template(path = "sign_on_refused.html")]
struct RefusedPage {
    t: crate::words::Words,
    again: String,
}

fn refused(visit: &Visit) -> Reply {
    let t = visit.words();
    let again = format!("/{}/connexion", visit.system().unwrap_or(System::Portal).stem());
    Page::new(visit, t.failure_sign_in_title())
        .status(http::StatusCode::FORBIDDEN)
        .reply(&RefusedPage { t, again })
}

/// Signs out everywhere: the account's session ends, and with it all that was signed on through it.
async fn sign_out(visit: Visit) -> Reply {
    let system = visit.system().ok_or(Error::NotFound)?;
    if let Ok(agent) = visit.agent() {
        let (person, session) = (agent.id, agent.session);
        visit.write(async move |tx| end(tx, person, session).await).await?;
    }
    let academy = visit.academy.as_ref().map_or("", |a| &a.slug);
    Ok(after_sign_out(&visit, system, academy)?)
}

async fn end(tx: &mut Tx, person: Id<Person>, session: Id<kernel::people::SignedIn>) -> Result<()> {
    let root = session::root(tx, session).await?;
    session::close(tx, person, root).await
}

fn after_sign_out(visit: &Visit, system: System, academy: &str) -> Result<Response> {
    let t = visit.words();
    let mut response = crate::page::redirect_saying(visit, &signed_out_page(system, academy), t.signed_out());
    response.headers_mut().append(header::SET_COOKIE, session::no_cookie(visit.ctx(), system)?);
    Ok(response)
}

fn signed_out_page(system: System, academy: &str) -> String {
    match system {
        System::Learning if !academy.is_empty() => format!("/magistere/{academy}"),
        _ => "/".to_owned(),
    }
}
