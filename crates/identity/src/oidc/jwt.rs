//! The tokens we sign: ID tokens, which say who signed in, how and when; logout tokens, which say that it is over.
//! And the way back: an ID token of ours shown again as a hint.

use std::collections::HashSet;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{
    Ctx, Error, Id, Result,
    keys::digest,
    people::{Person, SignedIn},
    site::System,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{grants::Grant, keys};

/// Life of an ID token; it is read once, on arrival.
const ID_TOKEN_S: i64 = 600;
const LOGOUT_TOKEN_S: i64 = 120;
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: String,
    sub: Id<Person>,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    sid: Id<SignedIn>,
    acr: &'static str,
    amr: Vec<&'a str>,
    at_hash: String,
    /// For our own systems, which open a session in the person's académie.
    #[serde(skip_serializing_if = "Option::is_none")]
    academy: Option<Id<kernel::people::Academy>>,
}

/// Signs what a grant says. `first`: in answer to the code, so with the nonce of its request.
pub(super) async fn id_token(ctx: &Ctx, grant: &Grant, access_token: &str, first: bool) -> Result<String> {
    let now = ctx.now().seconds();
    let claims = IdClaims {
        iss: ctx.services().site.issuer(),
        sub: grant.person_id,
        aud: &grant.client_id,
        iat: now,
        exp: now + ID_TOKEN_S,
        auth_time: grant.authenticated_at.seconds(),
        nonce: grant.nonce.as_deref().filter(|_| first),
        sid: grant.session_id,
        acr: level(&grant.methods),
        amr: grant.methods.split_ascii_whitespace().collect(),
        at_hash: left_half(access_token),
        academy: System::from_stem(&grant.client_id).is_some().then_some(grant.academy_id),
    };
    sign(ctx, "JWT", &claims).await
}

/// Assurance: 2 when more than one kind of proof was given, 1 otherwise.
fn level(methods: &str) -> &'static str {
    if web::session::is_second_factor(methods) { "2" } else { "1" }
}

/// Of OpenID Connect Core, 3.1.3.6.
fn left_half(access_token: &str) -> String {
    let hash = digest(access_token.as_bytes());
    BASE64URL_NOPAD.encode(&hash[..16])
}

pub(super) async fn logout_token(
    ctx: &Ctx,
    client: &str,
    person: Id<Person>,
    session: Id<SignedIn>,
) -> Result<String> {
    let now = ctx.now().seconds();
    let claims = json!({
        "iss": ctx.services().site.issuer(),
        "sub": person,
        "aud": client,
        "iat": now,
        "exp": now + LOGOUT_TOKEN_S,
        "jti": ctx.chance().token(),
        "sid": session,
        "events": { LOGOUT_EVENT: {} },
    });
    sign(ctx, "logout+jwt", &claims).await
}

async fn sign(ctx: &Ctx, kind: &str, claims: &impl Serialize) -> Result<String> {
    let key = keys::signing(ctx).await?;
    let header =
        Header { typ: Some(kind.to_owned()), kid: Some(key.id.to_string()), ..Header::new(Algorithm::ES256) };
    let private = key.private(ctx)?;
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ec_der(&private)).map_err(Error::internal)
}

/// An ID token that we signed, whatever its age.
#[derive(Debug, Deserialize)]
pub(super) struct Hint {
    pub(super) sub: Id<Person>,
    pub(super) sid: Id<SignedIn>,
    pub(super) aud: String,
}

/// What a hint says, if it is ours.
pub(super) async fn read_hint(ctx: &Ctx, token: &str) -> Result<Option<Hint>> {
    let Some(kid) = jsonwebtoken::decode_header(token).ok().and_then(|h| h.kid?.parse().ok()) else {
        return Ok(None);
    };
    let Some(key) = keys::by_id(&mut ctx.read().await?, kid).await? else { return Ok(None) };
    let (x, y) = key.coordinates()?;
    let key = DecodingKey::from_ec_components(&x, &y).map_err(Error::internal)?;
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_issuer(&[ctx.services().site.issuer()]);
    rules.required_spec_claims = HashSet::from(["iss".to_owned(), "sub".to_owned(), "aud".to_owned()]);
    rules.validate_exp = false;
    rules.validate_aud = false;
    Ok(jsonwebtoken::decode::<Hint>(token, &key, &rules).ok().map(|token| token.claims))
}
