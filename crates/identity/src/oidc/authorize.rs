//! `/oidc/autorisation`: an application sends somebody's browser here to learn who they are, and gets it back with a
//! code or a refusal. Who is not signed in, or not freshly enough, goes through the sign-in page first.

use askama::Template;
use axum::{body::Bytes, extract::RawQuery, response::IntoResponse, response::Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{
    Result, Time,
    keys::{mac, same},
    people::Agent,
    time::minutes,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;
use web::{Page, Reply, Visit, redirect};

use super::{
    clients::{self, Client},
    error::{Code, OAuthError, no_store, refusal},
    grants::{self, Opening},
    jwt, limits,
    parameters::Parameters,
    request::{Asked, Prompt},
};
use crate::words::Words;

/// Longer requests are nobody's.
const LONGEST_REQUEST: usize = 8 << 10;
/// Name of the parameter, ours, that says when the person was sent to prove again who they are.
const SINCE: &str = "depuis";
/// How long they may take.
const SINCE_LIFE: std::time::Duration = minutes(30);

/// A request by form: browsers send no cookie with a form of another site, so it comes back as a link.
pub(super) async fn posted(body: Bytes) -> Response {
    match std::str::from_utf8(&body) {
        Ok(form) if form.len() <= LONGEST_REQUEST => {
            redirect(&format!("/oidc/autorisation?{}", Parameters::parse(form).to_query()))
        }
        _ => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

pub(super) async fn authorize(visit: Visit, headers: HeaderMap, RawQuery(query): RawQuery) -> Reply {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default());
    let Some((client, redirect_uri)) = client_of(&visit, &parameters).await? else {
        return refused(&visit);
    };
    let back = Back {
        visit: &visit,
        headers: &headers,
        client: &client,
        redirect_uri,
        state: parameters.get("state"),
    };
    let asked = match Asked::read(&parameters, &client) {
        Ok(asked) => asked,
        Err(error) => return back.with_error(&error),
    };
    let agent = match admitted(&visit, &client, &asked, &parameters).await? {
        Next::Go(agent) => agent,
        Next::SignIn => return Ok(redirect(&sign_in_address(&visit, parameters))),
        Next::Refuse(error) => return back.with_error(&error),
    };
    let opening = Opening {
        session: agent.session,
        client_id: client.id.clone(),
        redirect_uri: back.redirect_uri.clone(),
        challenge: asked.challenge,
        nonce: asked.nonce,
        scopes: asked.scopes,
    };
    let code = visit
        .write(async move |tx| {
            limits::check_sign_ons(tx, opening.session).await?;
            grants::open(tx, &opening).await
        })
        .await?;
    match code {
        Some(code) => back.with_code(&code),
        None => Ok(redirect(&sign_in_address(&visit, parameters))),
    }
}

/// The application and its way back, when both are known. Nothing is sent anywhere before that.
async fn client_of(visit: &Visit, parameters: &Parameters) -> Result<Option<(Client, String)>> {
    let (Some(id), Some(uri)) = (parameters.get("client_id"), parameters.get("redirect_uri")) else {
        return Ok(None);
    };
    let client = clients::find(&mut visit.read().await?, id).await?;
    Ok(client.filter(|c| c.may_return_to(uri)).map(|c| (c, uri.to_owned())))
}

enum Next<'a> {
    Go(&'a Agent),
    SignIn,
    Refuse(OAuthError),
}

async fn admitted<'a>(
    visit: &'a Visit,
    client: &Client,
    asked: &Asked,
    parameters: &Parameters,
) -> Result<Next<'a>> {
    let sign_in = || match asked.prompt {
        Prompt::None => {
            Next::Refuse(refusal(Code::LoginRequired, "Nobody is signed in, or not freshly enough."))
        }
        _ => Next::SignIn,
    };
    let Ok(agent) = visit.agent() else { return Ok(sign_in()) };
    let again = match parameters.get(SINCE) {
        // Sent to prove it again, for this very request; a moment that is not ours or too old is no excuse.
        Some(since) => read_since(visit, since).is_none_or(|since| agent.authenticated_at < since),
        None => asked.wants_again(agent.authenticated_at, visit.now()),
    };
    if again {
        return Ok(sign_in());
    }
    if let Some(hint) = &asked.hint {
        let expected = jwt::read_hint(visit, hint).await?;
        if expected.is_none_or(|hint| hint.sub != agent.id) {
            return Ok(sign_in());
        }
    }
    if client.academy.is_some_and(|academy| academy != agent.academy) {
        return Ok(Next::Refuse(refusal(
            Code::AccessDenied,
            "This client is for another académie's agents.",
        )));
    }
    Ok(Next::Go(agent))
}

/// Through the sign-in page and back to this request, which then knows that it was obeyed.
fn sign_in_address(visit: &Visit, parameters: Parameters) -> String {
    let academy = parameters.get("academie").map(|a| utf8_percent_encode(a, NON_ALPHANUMERIC).to_string());
    let since = seal_since(visit, visit.now());
    let prompt = parameters.get("prompt").filter(|p| !p.contains("login") && !p.contains("select_account"));
    let prompt = prompt.map(str::to_owned);
    let again = parameters.with("prompt", prompt.as_deref()).with(SINCE, Some(&since));
    let suite = format!("/oidc/autorisation?{}", again.to_query());
    let suite = utf8_percent_encode(&suite, NON_ALPHANUMERIC);
    let academy = academy.map(|a| format!("&academie={a}")).unwrap_or_default();
    // Somebody is signed in already: the page is to be shown all the same.
    let anew = if visit.agent().is_ok() { "&renouveler=oui" } else { "" };
    format!("/compte/connexion?suite={suite}{academy}{anew}")
}

/// Sealed, so that only we say when: otherwise a request could claim that it was obeyed long ago.
fn seal_since(visit: &Visit, at: Time) -> String {
    format!("{}.{}", at.0, since_seal(visit, at))
}

fn read_since(visit: &Visit, text: &str) -> Option<Time> {
    let (at, seal) = text.split_once('.')?;
    let at = Time(at.parse().ok()?);
    let fits = same(since_seal(visit, at).as_bytes(), seal.as_bytes());
    (fits && visit.now().since(at) < SINCE_LIFE).then_some(at)
}

fn since_seal(visit: &Visit, at: Time) -> String {
    let key = visit.services().keys.key("oidc since");
    data_encoding::BASE64URL_NOPAD.encode(&mac(&key, &[&at.0.to_le_bytes()])[..18])
}

/// The way back to the application.
struct Back<'a> {
    visit: &'a Visit,
    headers: &'a HeaderMap,
    client: &'a Client,
    redirect_uri: String,
    state: Option<&'a str>,
}

impl Back<'_> {
    fn with_code(&self, code: &str) -> Reply {
        self.go(&[("code", code)])
    }

    fn with_error(&self, error: &OAuthError) -> Reply {
        self.go(&[("error", error.code.as_str()), ("error_description", error.description)])
    }

    fn go(&self, answer: &[(&str, &str)]) -> Reply {
        let issuer = self.visit.services().site.issuer();
        let mut url = Url::parse(&self.redirect_uri).map_err(kernel::Error::internal)?;
        url.query_pairs_mut()
            .extend_pairs(answer)
            .extend_pairs(self.state.map(|s| ("state", s)))
            // RFC 9207: an application with several providers knows whose answer this is.
            .append_pair("iss", &issuer);
        if self.client.own.is_none() && self.comes_from_a_form_of_ours() {
            return self.by_page(url.as_str());
        }
        Ok(no_store(redirect(url.as_str())))
    }

    /// The sign-in form's security policy holds for every redirect that follows it, and does not know the
    /// application's address; a page that moves on by itself is no redirect.
    fn comes_from_a_form_of_ours(&self) -> bool {
        let text = |name: &str| self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let issuer = self.visit.services().site.issuer();
        text("sec-fetch-site") == "same-origin"
            || text("referer").strip_prefix(&issuer).is_some_and(|rest| rest.starts_with('/'))
    }

    fn by_page(&self, address: &str) -> Reply {
        let t = Words(self.visit.locale);
        let body = LeavingPage { t, name: &self.client.name, address };
        let page = Page::new(self.visit, t.oidc_leaving_title()).class("page-narrow").bare();
        let mut response = no_store(page.reply(&body)?);
        let refresh = HeaderValue::try_from(format!("0; url={address}")).map_err(kernel::Error::internal)?;
        response.headers_mut().insert(header::REFRESH, refresh);
        Ok(response)
    }
}

#[derive(Template)]
#[template(path = "oidc_leaving.html")]
struct LeavingPage<'a> {
    t: Words,
    name: &'a str,
    address: &'a str,
}

#[derive(Template)]
#[template(path = "oidc_refused.html")]
struct RefusedPage {
    t: Words,
}

/// The request names no known application or a way back that is not its own: it stops here, with a page.
fn refused(visit: &Visit) -> Reply {
    let t = Words(visit.locale);
    Page::new(visit, t.oidc_refused_title())
        .class("page-narrow")
        .bare()
        .status(StatusCode::BAD_REQUEST)
        .reply(&RefusedPage { t })
}
