//! The way in: a request becomes a `Visit`, is refused where it may not go, and on the way out a failure becomes a
//! page in the reader's words.

use std::{net::IpAddr, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequest, MatchedPath, Multipart, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header, request::Parts};
use kernel::{
    Actor, Ctx, Error, Locale, Result,
    context::Origin,
    people::{self, Academy},
    permission::Role,
    site::{Site, System},
};

use crate::{
    app::{App, FORM_LIMIT},
    cookies::{self, Life},
    csrf,
    deadline::Deadline,
    failure::{self, Failure},
    kept, preferences,
    routes::Access,
    session, upload,
    visit::{Shell, Visit, text},
};

/// Around every page.
pub async fn visit(State(app): State<App>, request: Request, next: Next) -> Response {
    // The body cannot be shared between threads, so it waits while the head is looked at.
    let (mut parts, body) = request.into_parts();
    let access = parts.extensions.get::<MatchedPath>().and_then(|p| app.access(p.as_str(), &parts.method));
    let (body, deadline) = Deadline::of(&parts, body);
    if access == Some(Access::Protocol) {
        let visit = Visit::new(stranger(&app, &parts), shell_of(&parts, String::new()));
        parts.extensions.insert(visit.clone());
        let answer = deadline.holds(next.run(Request::from_parts(parts, body))).await;
        return answer.unwrap_or_else(|late| failure::page(&visit, late.into()));
    }
    let (visit, visitor_cookie) = match welcome(&app, &parts).await {
        Ok(welcomed) => welcomed,
        Err(error) => {
            let visit = Visit::new(stranger(&app, &parts), shell_of(&parts, String::new()));
            return failure::page(&visit, Failure::from(error));
        }
    };
    let answer = async {
        match admit(&visit, access, Request::from_parts(parts, body)).await {
            Ok(mut request) => {
                request.extensions_mut().insert(visit.clone());
                next.run(request).await
            }
            Err(failure) => failure.into_response(),
        }
    };
    let answer = deadline.holds(answer).await;
    let mut response = answer.unwrap_or_else(|late| Failure::from(late).into_response());
    response = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure::page(&visit, failure),
        None => failure::told(&visit, response),
    };
    if let Some(cookie) = visitor_cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    // A redirect has shown nothing: the sentence, or the newer one it sets, is for the page that follows.
    if visit.shell().flash.is_some()
        && !response.status().is_redirection()
        && let Some(gone) = cookies::write(preferences::FLASH, "", Life::Over, secure(&visit))
    {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    }
    if app.tells_queries() {
        response.headers_mut().insert("x-queries", visit.queries().into());
    }
    response
}

/// Lets the request through, or says why not.
async fn admit(visit: &Visit, access: Option<Access>, request: Request) -> Result<Request, Failure> {
    // No handler of ours: what it holds is neither looked at nor kept.
    let Some(access) = access else { return Ok(request) };
    let request = if csrf::changes_something(request.method()) {
        unforged(visit, access, request).await?
    } else {
        request
    };
    match access {
        Access::SignedIn => {
            visit.agent()?;
        }
        Access::Granted(role) => {
            let agent = visit.agent()?;
            let here = visit.academy.as_ref().is_none_or(|academy| academy.id == agent.academy);
            if !(here && (agent.has(role) || agent.has(Role::Administrator))) {
                return Err(Error::Forbidden(String::new()).into());
            }
        }
        Access::Public | Access::SignInForm | Access::Protocol => {}
    }
    Ok(request)
}

/// Refuses what comes from elsewhere; what comes from a page of ours that has expired is kept, never lost.
async fn unforged(visit: &Visit, access: Access, mut request: Request) -> Result<Request, Failure> {
    if csrf::from_elsewhere(request.headers(), visit.ctx()) && access != Access::SignInForm {
        return Err(Error::Forbidden(visit.words().failure_elsewhere().to_owned()).into());
    }
    let needs_sign_in = matches!(access, Access::SignedIn | Access::Granted(_)) && visit.agent().is_err();
    let kind = text(request.headers(), "content-type").to_owned();
    if kind.starts_with("multipart/form-data") {
        // Uploads are streamed: their extractor demands the token as the first field.
        if !needs_sign_in {
            return Ok(request);
        }
        if visit.wants_fragment() || request.headers().contains_key("x-csrf-token") {
            return Err(Error::SignInNeeded.into());
        }
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let form = Multipart::from_request(request, &()).await.map_err(|_| upload::broken(visit.words()))?;
        let written = kept::Written::uploaded(visit, form).await?;
        return Err(Failure::elsewhere(kept::keep(visit, true, written).await?));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, FORM_LIMIT)
        .await
        .map_err(|_| Error::invalid("", visit.words().failure_too_large()))?;
    let header = text(&parts.headers, "x-csrf-token");
    let given = if header.is_empty() { field(&body, csrf::FIELD) } else { header.to_owned() };
    let vouched = access == Access::SignInForm && csrf::from_a_page_of_ours(&parts.headers, visit.ctx());
    if needs_sign_in || !(vouched || csrf::fits(visit.csrf(), &given)) {
        if visit.wants_fragment() || !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(if needs_sign_in {
                Error::SignInNeeded.into()
            } else {
                Error::Forbidden(visit.words().failure_expired().to_owned()).into()
            });
        }
        let written = kept::Written::plain(visit, &body)?;
        return Err(Failure::elsewhere(kept::keep(visit, needs_sign_in, written).await?));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn field(body: &Bytes, name: &str) -> String {
    serde_html_form::from_bytes::<Vec<(String, String)>>(body)
        .ok()
        .and_then(|pairs| pairs.into_iter().find(|(key, _)| key == name))
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// Finds out who is there. Answers also the cookie to give a browser that has none.
async fn welcome(app: &App, request: &Parts) -> Result<(Visit, Option<http::HeaderValue>)> {
    let headers = &request.headers;
    let mut ctx = stranger(app, request);
    let path = request.uri.path();
    let site = &app.services().site;
    let system = System::of_path(path).or_else(|| site.system_of_host(text(headers, "host")));
    let secure = site.is_secure(system.unwrap_or(System::Identity));
    let cookie = system.and_then(|s| cookies::read(headers, s.stem(), secure)).unwrap_or_default().to_owned();
    let slug = academy_in(path, system);
    let mut academy: Option<Arc<Academy>> = None;
    let mut tx = None;
    if let (Some(system), false) = (system, cookie.is_empty()) {
        let tx = tx.insert(ctx.read().await?);
        if let Some((agent, own, stale)) = session::find(tx, system, &cookie).await? {
            // A page that listens is no sign of somebody before it.
            if stale && text(headers, "accept") != "text/event-stream" {
                touch_later(&ctx, agent.session);
            }
            academy = Some(own);
            ctx.actor = Actor::Agent(agent);
        }
    }
    if let Some(slug) = slug.filter(|slug| academy.as_ref().is_none_or(|a| a.slug != **slug)) {
        let tx = match &mut tx {
            Some(tx) => tx,
            None => tx.insert(ctx.read().await?),
        };
        // An unknown académie is the handler's to refuse: the same path may mean something else.
        match people::academy(tx, slug).await {
            Ok(found) => academy = Some(found),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    // On one origin the account's own cookie comes along: one sign-on opens the rest without being asked again.
    let account = cookies::read(headers, System::Identity.stem(), secure).unwrap_or_default();
    let shares_origin = system.is_some_and(|s| site.origin(s) == site.origin(System::Identity));
    let mut signed_on = false;
    if shares_origin && !account.is_empty() && !matches!(ctx.actor, Actor::Agent(_)) {
        let tx = match &mut tx {
            Some(tx) => tx,
            None => tx.insert(ctx.read().await?),
        };
        signed_on = session::find(tx, System::Identity, account).await?.is_some();
    }
    drop(tx);
    // The person's own choice before what somebody chose in this browser, which may be a shared one.
    let own = ctx.agent().ok().and_then(|agent| agent.locale);
    ctx.locale = own.or_else(|| preferences::locale(headers, secure)).unwrap_or(ctx.locale);
    ctx.academy = academy;
    let signed_in = matches!(ctx.actor, Actor::Agent(_));
    let (browser, new_cookie) = if signed_in {
        (cookies::read(headers, VISITOR, secure).unwrap_or_default().to_owned(), None)
    } else {
        visitor(&ctx, headers, secure)
    };
    let token = csrf::token(&ctx, if signed_in { &cookie } else { &browser });
    let mut shell = shell_of(request, token);
    shell.cookie = cookie;
    shell.browser = browser;
    shell.system = system;
    shell.signed_on = signed_on;
    shell.theme = preferences::theme(headers, secure);
    shell.flash = preferences::flash(&ctx, headers, secure);
    Ok((Visit::new(ctx, shell), new_cookie))
}

/// Name of the cookie that binds the forms of those who are signed out.
const VISITOR: &str = "visiteur";

/// A browser that is signed out still needs something to bind its forms to.
fn visitor(ctx: &Ctx, headers: &HeaderMap, secure: bool) -> (String, Option<http::HeaderValue>) {
    match cookies::read(headers, VISITOR, secure) {
        Some(known) if known.len() == 43 => (known.to_owned(), None),
        _ => {
            let fresh = ctx.chance().token();
            let cookie = cookies::write(VISITOR, &fresh, Life::Visit, secure);
            (fresh, cookie)
        }
    }
}

fn touch_later(ctx: &Ctx, session: kernel::Id<people::SignedIn>) {
    let ctx = ctx.clone();
    tokio::spawn(async move {
        if let Err(error) = ctx.write(async move |tx| session::touch(tx, session).await).await {
            tracing::warn!(%error, "a session could not be kept alive");
        }
    });
}

fn academy_in(path: &str, system: Option<System>) -> Option<&str> {
    match system {
        Some(System::Portal | System::Learning) => path.split('/').nth(2).filter(|slug| !slug.is_empty()),
        _ => None,
    }
}

/// The context of somebody we know nothing about yet.
fn stranger(app: &App, request: &Parts) -> Ctx {
    let headers = &request.headers;
    let locale = Locale::preferred(text(headers, "accept-language"));
    let browser = text(headers, "user-agent");
    let origin = Origin {
        address: address_of(&app.services().site, request),
        browser: (!browser.is_empty()).then(|| browser.chars().take(300).collect::<String>().into()),
    };
    Ctx::new(app.services().clone(), Actor::Nobody, None, locale, origin)
}

/// The peer's address, or the one that the front servers we trust pass on: what any other writes there is its own
/// invention.
fn address_of(site: &Site, request: &Parts) -> Option<IpAddr> {
    let mut address = request.extensions.get::<ConnectInfo<std::net::SocketAddr>>()?.0.ip().to_canonical();
    let headers = request.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let passed_on: Vec<&str> = headers.flat_map(|value| value.split(',')).map(str::trim).collect();
    for before in passed_on.iter().rev() {
        let Some(before) = site.trusts(address).then(|| before.parse::<IpAddr>().ok()).flatten() else {
            break;
        };
        address = before.to_canonical();
    }
    Some(address)
}

fn shell_of(request: &Parts, csrf: String) -> Shell {
    Shell {
        system: System::of_path(request.uri.path()),
        address: request.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        csrf,
        cookie: String::new(),
        browser: String::new(),
        theme: None,
        fragment: request.headers.contains_key("hx-request"),
        flash: None,
        signed_on: false,
    }
}

fn secure(visit: &Visit) -> bool {
    visit.services().site.is_secure(visit.system().unwrap_or(System::Identity))
}

/// No route has this address.
pub async fn nothing_here() -> Failure {
    Error::NotFound.into()
}

/// A bug must not take the connection with it; the log has the panic's message already.
#[allow(clippy::needless_pass_by_value, reason = "the shape the layer asks for")]
pub fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
