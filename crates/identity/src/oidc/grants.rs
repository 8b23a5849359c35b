//! What a person let an application know: a grant starts as a code of a minute and becomes a family of tokens. All
//! are stored hashed, work for one application only, and die together when one of them is shown twice.

use std::time::Duration;

use kernel::{
    Error, Id, Result, Time, Tx,
    gate::Admitted,
    keys::{digest, same},
    people::{Academy, Person, SignedIn},
    row, sql, text_enum,
    time::{days, minutes},
};
use web::session;

use crate::account;

use super::{
    clients::Client,
    scopes::{Scope, Scopes},
};

kernel::big_tables!["oidc_grants", "oidc_tokens"];

const CODE_LIFE: Duration = minutes(1);
pub(super) const ACCESS_LIFE: Duration = minutes(10);
/// Since its last use, and in all.
const REFRESH_LIFE: Duration = days(30);
const OFFLINE_LIFE: Duration = days(180);

#[derive(Debug)]
pub(super) struct Granted;

text_enum! { enum Kind { Access = "access", Refresh = "refresh" } }

row! {
    pub(super) struct Grant {
        pub(super) id: Id<Granted>,
        pub(super) academy_id: Id<Academy>,
        pub(super) person_id: Id<Person>,
        pub(super) client_id: String,
        pub(super) session_id: Id<SignedIn>,
        code_expires_at: Time,
        redeemed_at: Option<Time>,
        redirect_uri: String,
        challenge: String,
        pub(super) nonce: Option<String>,
        scopes: String,
        offline: bool,
        pub(super) authenticated_at: Time,
        pub(super) methods: String,
        expires_at: Time,
        revoked_at: Option<Time>,
    }
}

row! {
    struct Token { grant_id: Id<Granted>, kind: Kind, scopes: String, expires_at: Time, used_at: Option<Time> }
}

/// What an authorization asks for.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    pub(super) session: Id<SignedIn>,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) scopes: Scopes,
}

/// Opens a grant in a live session and answers its code; `None` when the session has just ended.
pub(super) async fn open(tx: &mut Tx, opening: &Opening) -> Result<Option<String>> {
    let Some(session) = session::live(tx, opening.session).await? else { return Ok(None) };
    let code = tx.chance().token();
    let id: Id<Granted> = tx.new_id();
    let now = tx.now();
    let offline = opening.scopes.has(Scope::Offline);
    let ends = if offline { now.plus(OFFLINE_LIFE) } else { session.expires_at };
    tx.execute(sql!(
        "INSERT INTO oidc_grants (id, academy_id, person_id, client_id, session_id, code_digest, code_expires_at,
             redirect_uri, challenge, nonce, scopes, offline, authenticated_at, methods, created_at, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id,
        session.academy_id,
        session.person_id,
        opening.client_id,
        opening.session,
        digest(code.as_bytes()),
        now.plus(CODE_LIFE),
        opening.redirect_uri,
        opening.challenge,
        opening.nonce,
        opening.scopes.to_string(),
        offline,
        session.authenticated_at,
        session.methods,
        now,
        ends
    ))
    .await?;
    Ok(Some(code))
}

/// Tokens on their way to the application; stored nowhere in clear.
pub(super) struct Issued {
    pub(super) grant: Grant,
    pub(super) scopes: Scopes,
    pub(super) access: String,
    pub(super) refresh: Option<String>,
}

pub(super) enum Outcome {
    Issued(Issued),
    Refused(&'static str),
    ScopeTooLarge,
    /// Shown a second time: somebody else holds it too, so the whole family has been revoked.
    Replayed(Grant),
}

/// A code against tokens, once.
pub(super) async fn redeem(
    tx: &mut Tx,
    client: &Client,
    code: &str,
    redirect_uri: &str,
    verifier: &str,
) -> Result<Outcome> {
    let found = tx
        .first(sql!(Grant: "SELECT id, academy_id, person_id, client_id, session_id, code_expires_at, redeemed_at, redirect_uri,
                 challenge, nonce, scopes, offline, authenticated_at, methods, expires_at, revoked_at
              FROM oidc_grants WHERE code_digest = $1 /* tenant: by secret */", digest(code.as_bytes())))
        .await?;
    let Some(grant) = found.filter(|g| g.client_id == client.id) else {
        return Ok(Outcome::Refused("The code is unknown, or another client's."));
    };
    // The first to show it burns it, right or wrong: nobody tries verifiers against a code.
    let now = tx.now();
    let first = tx
        .execute(sql!("UPDATE oidc_grants SET redeemed_at = $2 WHERE id = $1 AND redeemed_at IS NULL /* tenant: by id */", grant.id, now))
        .await?;
    if first == 0 {
        revoke(tx, grant.id).await?;
        return Ok(Outcome::Replayed(grant));
    }
    if now >= grant.code_expires_at || grant.revoked_at.is_some() {
        return Ok(Outcome::Refused("The code has expired."));
    }
    if grant.redirect_uri != redirect_uri {
        return Ok(Outcome::Refused("The redirect_uri is not the one the code was sent to."));
    }
    let challenge = data_encoding::BASE64URL_NOPAD.encode(&digest(verifier.as_bytes()));
    if !same(challenge.as_bytes(), grant.challenge.as_bytes()) {
        return Ok(Outcome::Refused("The code_verifier does not fit the code_challenge."));
    }
    if session::live(tx, grant.session_id).await?.is_none() {
        return Ok(Outcome::Refused("The person's session has ended."));
    }
    let scopes = Scopes::read(&grant.scopes);
    issue(tx, grant, scopes).await.map(Outcome::Issued)
}

/// A refresh token against fresh tokens, once; `wanted` may be less than what was granted.
pub(super) async fn refresh(
    tx: &mut Tx,
    client: &Client,
    token: &str,
    wanted: Option<&str>,
) -> Result<Outcome> {
    let key = digest(token.as_bytes());
    let Some((token, grant)) =
        by_token(tx, key, Kind::Refresh).await?.filter(|(_, g)| g.client_id == client.id)
    else {
        return Ok(Outcome::Refused("The refresh token is unknown, or another client's."));
    };
    let now = tx.now();
    if grant.revoked_at.is_some() || now >= token.expires_at || now >= grant.expires_at {
        return Ok(Outcome::Refused("The refresh token has expired or was revoked."));
    }
    let granted = Scopes::read(&grant.scopes);
    let scopes = wanted.map_or_else(|| Scopes::read(&token.scopes), Scopes::read);
    if !scopes.are_within(&granted) || !scopes.has(Scope::OpenId) {
        return Ok(Outcome::ScopeTooLarge);
    }
    let first = tx
        .execute(sql!("UPDATE oidc_tokens SET used_at = $2 WHERE digest = $1 AND used_at IS NULL /* tenant: by secret */", key, now))
        .await?;
    if first == 0 {
        revoke(tx, grant.id).await?;
        return Ok(Outcome::Replayed(grant));
    }
    if !is_open(tx, grant.person_id).await? {
        return Ok(Outcome::Refused("The account is not open."));
    }
    issue(tx, grant, scopes).await.map(Outcome::Issued)
}

async fn issue(tx: &mut Tx, grant: Grant, scopes: Scopes) -> Result<Issued> {
    let now = tx.now();
    let access = write_token(tx, &grant, Kind::Access, &scopes, now.plus(ACCESS_LIFE)).await?;
    let refresh = if grant.offline {
        let until = now.plus(REFRESH_LIFE).min(grant.expires_at);
        Some(write_token(tx, &grant, Kind::Refresh, &scopes, until).await?)
    } else {
        None
    };
    Ok(Issued { grant, scopes, access, refresh })
}

async fn write_token(tx: &mut Tx, grant: &Grant, kind: Kind, scopes: &Scopes, until: Time) -> Result<String> {
    let token = tx.chance().token();
    tx.execute(sql!(
        "INSERT INTO oidc_tokens (digest, academy_id, grant_id, kind, scopes, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6)",
        digest(token.as_bytes()),
        grant.academy_id,
        grant.id,
        kind,
        scopes.to_string(),
        until
    ))
    .await?;
    Ok(token)
}

/// Whether the account would let its owner in now.
async fn is_open(tx: &mut Tx, person: Id<Person>) -> Result<bool> {
    match account::by_person(tx, person).await {
        Ok(account) => Ok(account.opens_with_password()),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whom an access token speaks of, and what it opens.
pub(super) async fn by_access_token(tx: &mut Tx, token: &str) -> Result<Option<(Grant, Scopes)>> {
    let key = digest(token.as_bytes());
    let Some((token, grant)) = by_token(tx, key, Kind::Access).await? else { return Ok(None) };
    if tx.now() >= token.expires_at || grant.revoked_at.is_some() {
        return Ok(None);
    }
    // Without offline access nothing outlives the session.
    let stands = if grant.offline {
        is_open(tx, grant.person_id).await?
    } else {
        session::live(tx, grant.session_id).await?.is_some()
    };
    Ok(stands.then(|| (grant, Scopes::read(&token.scopes))))
}

/// Whom this access token lets in by the doors of the mailbox, as long as its grant stands.
pub(crate) async fn opens_mail(tx: &mut Tx, token: &str) -> Result<Option<Admitted>> {
    let Some((grant, scopes)) = by_access_token(tx, token).await? else { return Ok(None) };
    let admitted = Admitted { person: grant.person_id, academy: grant.academy_id, by: grant.id.cast() };
    Ok(scopes.has(Scope::Mail).then_some(admitted))
}

async fn by_token(tx: &mut Tx, key: [u8; 32], kind: Kind) -> Result<Option<(Token, Grant)>> {
    let token = tx
        .first(sql!(Token: "SELECT grant_id, kind, scopes, expires_at, used_at FROM oidc_tokens
              WHERE digest = $1 AND kind = $2 /* tenant: by secret */", key, kind))
        .await?;
    let Some(token) = token else { return Ok(None) };
    let grant = tx
        .first(sql!(Grant: "SELECT id, academy_id, person_id, client_id, session_id, code_expires_at, redeemed_at, redirect_uri,
                 challenge, nonce, scopes, offline, authenticated_at, methods, expires_at, revoked_at
              FROM oidc_grants WHERE id = $1 /* tenant: by id */", token.grant_id))
        .await?;
    Ok(grant.map(|grant| (token, grant)))
}

/// RFC 7009: a refresh token takes its family with it, an access token only itself. An unknown token is as good as
/// revoked.
pub(super) async fn revoke_token(tx: &mut Tx, client: &Client, token: &str) -> Result<()> {
    let key = digest(token.as_bytes());
    if let Some((_, grant)) = by_token(tx, key, Kind::Refresh).await?
        && grant.client_id == client.id
    {
        return revoke(tx, grant.id).await;
    }
    if let Some((_, grant)) = by_token(tx, key, Kind::Access).await?
        && grant.client_id == client.id
    {
        tx.execute(sql!("DELETE FROM oidc_tokens WHERE digest = $1 /* tenant: by secret */", key)).await?;
    }
    Ok(())
}

async fn revoke(tx: &mut Tx, grant: Id<Granted>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE oidc_grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL /* tenant: by id */",
        grant,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Ends every session of a person but one, and every code and token, also those that outlive sessions: the password
/// changed, or the account was stopped.
pub async fn sign_out_everywhere(tx: &mut Tx, person: Id<Person>, but: Option<Id<SignedIn>>) -> Result<()> {
    session::close_all(tx, person, but).await?;
    revoke_all(tx, person).await
}

/// Ends every code and token of a person.
pub async fn revoke_all(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE oidc_grants SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL /* tenant: the person's own */",
        person,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Ends what a session gave, but for what was meant to outlive it.
pub(super) async fn revoke_session(tx: &mut Tx, session: Id<SignedIn>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE oidc_grants SET revoked_at = $2
          WHERE session_id = $1 AND offline = 0 AND revoked_at IS NULL /* tenant: by session */",
        session,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub(super) async fn revoke_client(tx: &mut Tx, client: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE oidc_grants SET revoked_at = $2
          WHERE client_id = $1 AND revoked_at IS NULL /* scan: the operator takes an application away, rarely */",
        client,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// The registered applications that were told of this session and want to know of its end.
pub(super) async fn listeners_of(tx: &mut Tx, session: Id<SignedIn>) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT DISTINCT c.id FROM oidc_grants g JOIN oidc_clients c ON c.id = g.client_id
          WHERE g.session_id = $1 AND g.redeemed_at IS NOT NULL AND c.backchannel_logout_uri IS NOT NULL
          /* tenant: by session */", session))
        .await
}

pub(super) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute(sql!("DELETE FROM oidc_tokens WHERE expires_at <= $1 /* tenant: all of them */", now)).await?;
    // A while after their end, so that a fact told late still finds whom to tell.
    let before = now.minus(days(1));
    tx.execute(sql!("DELETE FROM oidc_grants WHERE expires_at <= $1 /* tenant: all of them */", before))
        .await?;
    Ok(())
}
