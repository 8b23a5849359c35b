//! `/oidc/deconnexion`: an application asks to end the person's session (RP-initiated logout). An ID token of that
//! session proves that the wish is the person's; without one they are asked, so that no page can sign people out.

use askama::Template;
use axum::{
    body::Bytes,
    extract::RawQuery,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use kernel::{Error, Result, people::Agent, site::System};
use serde::Deserialize;
use url::Url;
use web::{Form, Page, Reply, Visit, redirect, session};

use super::{
    clients::{self, Client},
    jwt::{self, Hint},
    parameters::Parameters,
};
use crate::words::Words;

const LONGEST_REQUEST: usize = 16 << 10;

/// As for the authorization: a form of another site comes without cookies, so it comes back as a link.
pub(super) async fn posted(body: Bytes) -> Response {
    match std::str::from_utf8(&body) {
        Ok(form) if form.len() <= LONGEST_REQUEST => {
            redirect(&format!("/oidc/deconnexion?{}", Parameters::parse(form).to_query()))
        }
        _ => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

pub(super) async fn ask(visit: Visit, RawQuery(query): RawQuery) -> Reply {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default());
    let hint = match parameters.get("id_token_hint") {
        Some(token) => jwt::read_hint(&visit, token).await?,
        None => None,
    };
    let named = parameters.get("client_id");
    if let (Some(hint), Some(named)) = (&hint, named)
        && hint.aud != named
    {
        return Err(Error::Forbidden(Words(visit.locale).oidc_logout_mismatch().to_owned()).into());
    }
    let id = hint.as_ref().map(|h| h.aud.as_str()).or(named).unwrap_or_default();
    let client = clients::find(&mut visit.read().await?, id).await?;
    let way = Way::of(client, parameters.get("post_logout_redirect_uri"), parameters.get("state"));
    match visit.agent() {
        Err(_) => leave(&visit, &way),
        Ok(agent) if hint.is_some_and(|hint| speaks_of(&hint, agent)) => sign_out(&visit, &way).await,
        Ok(_) => confirmation(&visit, &way),
    }
}

fn speaks_of(hint: &Hint, agent: &Agent) -> bool {
    hint.sid == agent.session || hint.sub == agent.id
}

/// Where to go afterwards: back to the application, if it registered that address.
struct Way {
    client: Option<Client>,
    uri: Option<String>,
    state: Option<String>,
}

impl Way {
    fn of(client: Option<Client>, uri: Option<&str>, state: Option<&str>) -> Way {
        let registered = uri.filter(|uri| client.as_ref().is_some_and(|c| c.may_leave_to(uri)));
        Way { uri: registered.map(str::to_owned), state: state.map(str::to_owned), client }
    }

    fn address(&self) -> Option<Url> {
        let mut url = Url::parse(self.uri.as_deref()?).ok()?;
        if let Some(state) = &self.state {
            url.query_pairs_mut().append_pair("state", state);
        }
        Some(url)
    }
}

#[derive(Template)]
#[template(path = "oidc_logout.html")]
struct ConfirmPage<'a> {
    t: Words,
    csrf: &'a str,
    /// Empty when no known application asks.
    name: &'a str,
    client: &'a str,
    uri: &'a str,
    state: &'a str,
}

fn confirmation(visit: &Visit, way: &Way) -> Reply {
    let t = Words(visit.locale);
    let body = ConfirmPage {
        t,
        csrf: visit.csrf(),
        name: way.client.as_ref().map_or("", |c| &c.name),
        client: way.client.as_ref().map_or("", |c| &c.id),
        uri: way.uri.as_deref().unwrap_or_default(),
        state: way.state.as_deref().unwrap_or_default(),
    };
    let mut response = Page::new(visit, t.oidc_logout_title()).class("page-narrow").bare().reply(&body)?;
    // The form leads to the application in the end, and browsers hold its redirects to the page's policy.
    if let Some(origin) = way.address().map(|url| url.origin()).filter(url::Origin::is_tuple) {
        let policy = format!(
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self' {}; frame-ancestors 'none'",
            origin.ascii_serialization()
        );
        let policy = HeaderValue::try_from(policy).map_err(Error::internal)?;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

#[derive(Deserialize)]
pub(super) struct Confirmed {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    post_logout_redirect_uri: String,
    #[serde(default)]
    state: String,
}

pub(super) async fn confirm(visit: Visit, Form(form): Form<Confirmed>) -> Reply {
    let client = clients::find(&mut visit.read().await?, &form.client_id).await?;
    let state = Some(form.state.as_str()).filter(|s| !s.is_empty());
    sign_out(&visit, &Way::of(client, Some(&form.post_logout_redirect_uri), state)).await
}

async fn sign_out(visit: &Visit, way: &Way) -> Reply {
    if let Ok(agent) = visit.agent() {
        let (person, session) = (agent.id, agent.session);
        visit.write(async move |tx| session::close(tx, person, session).await).await?;
    }
    let there = way.address().map_or_else(|| "/oidc/deconnexion".to_owned(), String::from);
    let mut response = redirect(&there);
    response.headers_mut().append(header::SET_COOKIE, gone(visit)?);
    Ok(response)
}

fn gone(visit: &Visit) -> Result<HeaderValue> {
    session::no_cookie(visit, System::Identity)
}

#[derive(Template)]
#[template(path = "oidc_signed_out.html")]
struct SignedOutPage {
    t: Words,
}

/// Nobody is signed in (any more).
fn leave(visit: &Visit, way: &Way) -> Reply {
    if let Some(address) = way.address() {
        return Ok(redirect(address.as_str()));
    }
    let t = Words(visit.locale);
    Page::new(visit, t.oidc_signed_out_title()).class("page-narrow").bare().reply(&SignedOutPage { t })
}
