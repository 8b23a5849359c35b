//! `/oidc/profil`: what an access token lets an application know of the person (the UserInfo endpoint).

use std::sync::Arc;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{
    Ctx, Result,
    people::{self, Academy},
};
use serde_json::Value;
use web::Visit;

use super::{
    claims,
    error::{OAuthError, no_store},
    grants,
};

pub(super) async fn profile(visit: Visit, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else { return challenge("Bearer realm=\"oidc\"") };
    match told(visit.ctx(), token).await {
        Ok(Some(claims)) => no_store(Json(claims)),
        Ok(None) => challenge("Bearer realm=\"oidc\", error=\"invalid_token\""),
        Err(error) => OAuthError::from(error).into_response(),
    }
}

async fn told(ctx: &Ctx, token: &str) -> Result<Option<Value>> {
    let mut tx = ctx.read().await?;
    let Some((grant, scopes)) = grants::by_access_token(&mut tx, token).await? else { return Ok(None) };
    let person = people::person(&mut tx, grant.person_id).await?;
    if person.closed_at.is_some() {
        return Ok(None);
    }
    let academy: Arc<Academy> = Arc::new(people::academy_by_id(&mut tx, person.academy_id).await?.into());
    Ok(Some(claims::of_person(&person, &academy, &scopes)))
}

/// RFC 6750: in the header only; a token in an address would end in logs.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn challenge(text: &'static str) -> Response {
    let mut response = no_store(StatusCode::UNAUTHORIZED);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(text));
    response
}
