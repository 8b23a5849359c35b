//! What the provider says about itself: `/.well-known/openid-configuration`, which applications configure themselves
//! from, and `/oidc/cles`, its public keys.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use kernel::{Result, site::System};
use serde_json::{Value, json};
use web::Visit;

use super::{claims, error::OAuthError, keys, scopes::Scope};

/// Keys are published thirty days before they sign, so an hour late is early.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=3600");

pub(super) async fn metadata(visit: Visit) -> Response {
    let site = &visit.services().site;
    let at = |path: &str| site.url(System::Identity, path);
    let scopes: Vec<&str> = Scope::ALL.iter().map(|s| s.as_str()).collect();
    cached(json!({
        "issuer": site.issuer(),
        "authorization_endpoint": at("/oidc/autorisation"),
        "token_endpoint": at("/oidc/jeton"),
        "userinfo_endpoint": at("/oidc/profil"),
        "jwks_uri": at("/oidc/cles"),
        "end_session_endpoint": at("/oidc/deconnexion"),
        "revocation_endpoint": at("/oidc/revocation"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "select_account", "consent"],
        // No second factor can be given yet: what is announced is what can be had.
        "acr_values_supported": ["1"],
        "claims_supported": claims::CLAIMS,
        "ui_locales_supported": ["fr", "en"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    }))
}

pub(super) async fn published_keys(visit: Visit) -> Response {
    match key_set(&visit).await {
        Ok(keys) => cached(keys),
        Err(error) => OAuthError::from(error).into_response(),
    }
}

async fn key_set(visit: &Visit) -> Result<Value> {
    let keys: Vec<Value> =
        keys::published(visit).await?.iter().map(keys::KeyRow::jwk).collect::<Result<_>>()?;
    Ok(json!({ "keys": keys }))
}

fn cached(body: Value) -> Response {
    ([(header::CACHE_CONTROL, CACHED)], Json(body)).into_response()
}
