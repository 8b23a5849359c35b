//! The provider as browsers and applications meet it, on both databases.

mod authorize;
mod logout;
mod rotation;
mod sign_on;
mod tokens;

use axum::body::Body;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::{Request, StatusCode, header};
use kernel::keys::digest;
use serde_json::Value;
use testkit::{Seen, TestApp, Visitor};
use url::{Url, form_urlencoded};

use super::clients::{self, NewClient};
pub(super) use crate::testing::{JEANNE, MALIK, PASSWORD, activated, module};

/// A fictitious application of the académie, with everything it may have.
const CLIENT: &str = "nuage";
const RETURN: &str = "https://nuage.example/retour?via=preau";
const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-1";
const ALL_SCOPES: &str = "openid profile email affectation offline_access";

pub(crate) fn new_client() -> NewClient {
    NewClient {
        id: CLIENT.into(),
        name: "Nuage".into(),
        redirect_uris: vec![RETURN.into()],
        post_logout_redirect_uris: vec!["https://nuage.example/au-revoir".into()],
        scopes: ALL_SCOPES.into(),
        ..NewClient::default()
    }
}

/// Registers it; answers its secret.
pub(crate) async fn register(app: &TestApp, new: NewClient) -> String {
    app.ctx().write(async move |tx| clients::register(tx, &new).await).await.unwrap().unwrap_or_default()
}

/// An authorization request of that application, with some parameters changed or (empty) left out.
pub(super) fn request(changes: &[(&str, &str)]) -> String {
    let challenge = BASE64URL_NOPAD.encode(&digest(VERIFIER.as_bytes()));
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", RETURN),
        ("scope", ALL_SCOPES),
        ("state", "l’état"),
        ("nonce", "n-0S6"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    pairs.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/oidc/autorisation?{query}")
}

/// A parameter of the way back to the application.
pub(super) fn returned(seen: &Seen, name: &str) -> Option<String> {
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    assert!(seen.location().starts_with(RETURN), "{}", seen.location());
    let url = Url::parse(seen.location()).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A fresh code for the person of this browser.
pub(crate) async fn code(browser: &mut Visitor, changes: &[(&str, &str)]) -> String {
    returned(&browser.get(&request(changes)).await, "code").expect("a code")
}

/// A form to one of the endpoints for programs, with the client's secret in the header.
pub(super) async fn ask(
    app: &TestApp,
    path: &str,
    secret: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, Value) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(
            header::AUTHORIZATION,
            format!("Basic {}", BASE64.encode(format!("{CLIENT}:{secret}").as_bytes())),
        )
        .body(Body::from(body))
        .unwrap();
    let seen = app.visitor().send(request).await;
    assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store");
    (seen.status, serde_json::from_str(&seen.body).unwrap_or_default())
}

pub(crate) async fn redeem(app: &TestApp, secret: &str, code: &str) -> (StatusCode, Value) {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", RETURN),
        ("code_verifier", VERIFIER),
    ];
    ask(app, "/oidc/jeton", secret, &fields).await
}

pub(crate) async fn refresh(app: &TestApp, secret: &str, token: &str) -> (StatusCode, Value) {
    ask(app, "/oidc/jeton", secret, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// What the profile endpoint tells to the bearer of this token.
pub(super) async fn profile(app: &TestApp, token: &str) -> (StatusCode, Value) {
    let request = Request::get("/oidc/profil")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    let seen = app.visitor().send(request).await;
    (seen.status, serde_json::from_str(&seen.body).unwrap_or_default())
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The claims of a token, unchecked.
pub(super) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

/// Only the error's code.
pub(super) fn error(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), text(&answer.1, "error"))
}

/// As a person who sends the form of the sign-in page they were led to.
pub(super) async fn sign_in(browser: &mut Visitor, page: &Seen, identifier: &str) -> Seen {
    let suite = page.attribute("input[name=suite]", "value").unwrap_or_default();
    let fields = [("identifier", identifier), ("password", PASSWORD), ("suite", suite.as_str())];
    browser.post("/compte/connexion", &fields).await
}
