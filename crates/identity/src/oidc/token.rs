//! `/oidc/jeton`: a code or a refresh token against tokens, spoken between programs; and `/oidc/revocation`, which
//! takes them back. Tokens appear in answers and nowhere else: not in the database, not in the log.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use kernel::{
    Ctx, Result,
    audit::{Entry, Outcome as AuditOutcome},
    people,
};
use serde::Serialize;
use web::Visit;

use super::{
    client_auth::authenticate,
    error::{Code, OAuthError, no_store, refusal},
    grants::{self, ACCESS_LIFE, Grant, Issued, Outcome},
    jwt,
    parameters::Parameters,
};

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

pub(super) async fn token(visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match exchange(visit.ctx(), &headers, &body).await {
        Ok(tokens) => no_store(Json(tokens)),
        Err(error) => error.into_response(),
    }
}

async fn exchange(ctx: &Ctx, headers: &HeaderMap, body: &Bytes) -> Result<Tokens, OAuthError> {
    let form = form(headers, body)?;
    let client = authenticate(ctx, headers, &form).await?;
    let needed =
        |name: &'static str, why| form.get(name).map(str::to_owned).ok_or(refusal(Code::InvalidRequest, why));
    let (outcome, first) = match form.get("grant_type") {
        Some("authorization_code") => {
            let code = needed("code", "code is missing.")?;
            let uri = needed("redirect_uri", "redirect_uri is missing.")?;
            let verifier = needed("code_verifier", "code_verifier is missing.")?;
            let unit = ctx.write(async move |tx| grants::redeem(tx, &client, &code, &uri, &verifier).await);
            (unit.await?, true)
        }
        Some("refresh_token") => {
            let token = needed("refresh_token", "refresh_token is missing.")?;
            let scope = form.get("scope").map(str::to_owned);
            let unit =
                ctx.write(async move |tx| grants::refresh(tx, &client, &token, scope.as_deref()).await);
            (unit.await?, false)
        }
        Some(_) => return Err(refusal(Code::UnsupportedGrantType, "authorization_code or refresh_token.")),
        None => return Err(refusal(Code::InvalidRequest, "grant_type is missing.")),
    };
    match outcome {
        Outcome::Issued(issued) => Ok(answer(ctx, issued, first).await?),
        Outcome::Refused(why) => Err(refusal(Code::InvalidGrant, why)),
        Outcome::ScopeTooLarge => {
            Err(refusal(Code::InvalidScope, "More than what was granted, or without openid."))
        }
        Outcome::Replayed(grant) => {
            note_replay(ctx, &grant).await?;
            Err(refusal(Code::InvalidGrant, "Used already: everything it gave has been revoked."))
        }
    }
}

async fn answer(ctx: &Ctx, issued: Issued, first: bool) -> Result<Tokens> {
    let id_token = jwt::id_token(ctx, &issued.grant, &issued.access, first).await?;
    Ok(Tokens {
        access_token: issued.access,
        token_type: "Bearer",
        expires_in: ACCESS_LIFE.as_secs(),
        scope: issued.scopes.to_string(),
        id_token,
        refresh_token: issued.refresh,
    })
}

/// Somebody holds what was somebody else's: the person's trail says so.
async fn note_replay(ctx: &Ctx, grant: &Grant) -> Result<()> {
    tracing::warn!(client = grant.client_id, "a code or refresh token was shown twice; its grant is revoked");
    let academy = people::academy_by_id(&mut ctx.read().await?, grant.academy_id).await?;
    let (subject, client) = (Some(grant.person_id), grant.client_id.clone());
    ctx.clone()
        .in_academy(Arc::new(academy.into()))
        .write(async move |tx| {
            tx.audit(Entry {
                action: "token.replay",
                subject,
                result: AuditOutcome::Refused,
                detail: &client,
            })
            .await
        })
        .await
}

/// RFC 7009. Succeeds also for what is not known: there is nothing left to revoke.
pub(super) async fn revocation(visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match revoke(visit.ctx(), &headers, &body).await {
        Ok(()) => no_store(StatusCode::OK),
        Err(error) => error.into_response(),
    }
}

async fn revoke(ctx: &Ctx, headers: &HeaderMap, body: &Bytes) -> Result<(), OAuthError> {
    let form = form(headers, body)?;
    let client = authenticate(ctx, headers, &form).await?;
    let token =
        form.get("token").map(str::to_owned).ok_or(refusal(Code::InvalidRequest, "token is missing."))?;
    ctx.write(async move |tx| grants::revoke_token(tx, &client, &token).await).await?;
    Ok(())
}

fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, OAuthError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(refusal(Code::InvalidRequest, "The body must be application/x-www-form-urlencoded."));
    }
    let text =
        std::str::from_utf8(body).map_err(|_| refusal(Code::InvalidRequest, "The body is not UTF-8."))?;
    let form = Parameters::parse(text);
    if form.repeats() {
        return Err(refusal(Code::InvalidRequest, "A parameter is given twice."));
    }
    Ok(form)
}
