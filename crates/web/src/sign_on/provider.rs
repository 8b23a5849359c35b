//! What a client says to the provider: the address to send the browser to, the code redeemed at the token
//! endpoint, the ID token checked against the provider's published keys.

use axum::body::{Body, to_bytes};
use data_encoding::BASE64;
use http::{Request, header};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use kernel::{Ctx, Error, Result, site::System};
use serde::{Deserialize, de::DeserializeOwned};

use super::{client_secret, redirect_uri, trip::Trip};
use crate::App;

/// What our systems need of an ID token.
#[derive(Deserialize)]
pub(super) struct Identity {
    pub(super) sub: String,
    pub(super) sid: String,
    pub(super) auth_time: i64,
    #[serde(default)]
    pub(super) amr: Vec<String>,
    pub(super) academy: String,
    nonce: String,
    exp: i64,
}

pub(super) fn authorize_address(ctx: &Ctx, system: System, trip: &Trip, academy: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", system.stem())
        .append_pair("redirect_uri", &redirect_uri(ctx, system))
        .append_pair("scope", "openid")
        .append_pair("state", &trip.state)
        .append_pair("nonce", &trip.nonce)
        .append_pair("code_challenge", &trip.challenge())
        .append_pair("code_challenge_method", "S256")
        .append_pair("ui_locales", ctx.locale.tag());
    if !academy.is_empty() {
        query.append_pair("academie", academy);
    }
    ctx.services().site.url(System::Identity, &format!("/oidc/autorisation?{}", query.finish()))
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// The code against an ID token, and that against its keys.
pub(super) async fn redeem(
    app: &App,
    ctx: &Ctx,
    system: System,
    trip: &Trip,
    code: &str,
) -> Result<Identity> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &redirect_uri(ctx, system))
        .append_pair("code_verifier", &trip.verifier)
        .finish();
    let credentials = BASE64.encode(format!("{}:{}", system.stem(), client_secret(ctx, system)).as_bytes());
    let request = Request::post("/oidc/jeton")
        .header(header::AUTHORIZATION, format!("Basic {credentials}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .map_err(Error::internal)?;
    let tokens: Tokens = ask(app, request).await?;
    let keys = Request::get("/oidc/cles").body(Body::empty()).map_err(Error::internal)?;
    let keys: JwkSet = ask(app, keys).await?;
    let kid = jsonwebtoken::decode_header(&tokens.id_token).map_err(Error::internal)?.kid.unwrap_or_default();
    let key =
        keys.find(&kid).ok_or_else(|| Error::internal("the ID token names a key that is not published"))?;
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&[system.stem()]);
    rules.set_issuer(&[ctx.services().site.issuer()]);
    rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // Time is the context's, so that tests can hold it; checked below.
    rules.validate_exp = false;
    let key = DecodingKey::from_jwk(key).map_err(Error::internal)?;
    let token = jsonwebtoken::decode::<Identity>(&tokens.id_token, &key, &rules).map_err(Error::internal)?;
    if token.claims.exp <= ctx.now().seconds() {
        return Err(Error::SignInNeeded);
    }
    if token.claims.nonce != trip.nonce {
        return Err(Error::internal("the ID token answers another trip"));
    }
    Ok(token.claims)
}

async fn ask<T: DeserializeOwned>(app: &App, request: Request<Body>) -> Result<T> {
    let response = app.call(request).await;
    let status = response.status();
    let body = to_bytes(response.into_body(), 64 << 10).await.map_err(Error::internal)?;
    match status.as_u16() {
        200 => serde_json::from_slice(&body).map_err(Error::internal),
        // The code was used or is too old: the person starts again.
        400 => Err(Error::SignInNeeded),
        503 => Err(Error::Unavailable("the provider")),
        other => Err(Error::Internal(format!("the provider answered {other}"))),
    }
}
