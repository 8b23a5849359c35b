//! Sign-in sessions: one row per browser and system, found by the hash of its cookie. Those of the portal, of
//! M@gistère and of the webmel end with the account's session they came from.

use std::{sync::Arc, time::Duration};

use http::HeaderValue;
use kernel::{
    Error, Id, Locale, Result, Time, Tx,
    keys::digest,
    people::{Academy, AcademyRow, Agent, Person, SignedIn},
    row,
    site::System,
    sql,
    time::{hours, minutes},
};

use crate::cookies::{self, Life};

kernel::big_tables!["sign_ins"];

/// IDENTITY.md: an hour idle, half a day in all.
pub const IDLE: Duration = hours(1);
pub const ABSOLUTE: Duration = hours(12);
/// How stale `seen_at` may get before it is written again.
const SEEN_STEP: Duration = minutes(5);

row! {
    struct Found {
        session: Id<SignedIn>,
        seen_at: Time,
        authenticated_at: Time,
        person: Id<Person>,
        academy_id: Id<Academy>,
        identifier: String,
        display_name: String,
        address: String,
        function: String,
        uai: Option<String>,
        locale: Option<String>,
        grants: i64,
        mailbox_closed: bool,
        unseen: i64,
        slug: String,
        name: String,
        mail_domain: String,
        zone: String,
        accent: String,
    }
}

/// The person behind a cookie, with their académie; `None` when the session is over.
pub(crate) async fn find(
    tx: &mut Tx,
    system: System,
    cookie: &str,
) -> Result<Option<(Arc<Agent>, Arc<Academy>, bool)>> {
    let now = tx.now();
    let found = tx
        .first(sql!(Found: "SELECT s.id AS session, s.seen_at, s.authenticated_at, p.id AS person, p.academy_id, p.identifier,
                 p.display_name, p.address, p.function, p.uai, p.locale,
                 (SELECT CAST(COALESCE(SUM(g.bit), 0) AS BIGINT) FROM grants g WHERE g.person_id = p.id) AS grants,
                 CASE WHEN p.mailbox_closed_at IS NULL THEN 0 ELSE 1 END AS mailbox_closed,
                 (SELECT COUNT(*) FROM notices n WHERE n.person_id = p.id AND n.seen_at IS NULL) AS unseen,
                 a.slug, a.name, a.mail_domain, a.zone, a.accent
              FROM sign_ins s JOIN people p ON p.id = s.person_id JOIN academies a ON a.id = p.academy_id
              WHERE s.token_digest = $1 AND s.system = $2 AND s.expires_at > $3 AND s.seen_at > $4 AND p.closed_at IS NULL",
            digest(cookie.as_bytes()), system.stem(), now, now.minus(IDLE)))
        .await?;
    let Some(f) = found else { return Ok(None) };
    let stale = now.since(f.seen_at) > SEEN_STEP;
    let academy = AcademyRow {
        id: f.academy_id,
        slug: f.slug,
        name: f.name,
        mail_domain: f.mail_domain,
        zone: f.zone,
        accent: f.accent,
    };
    let agent = Agent {
        id: f.person,
        academy: f.academy_id,
        identifier: f.identifier,
        display_name: f.display_name,
        address: f.address,
        function: f.function,
        uai: f.uai,
        grants: f.grants,
        mailbox_closed: f.mailbox_closed,
        locale: f.locale.and_then(|l| l.parse::<Locale>().ok()),
        authenticated_at: f.authenticated_at,
        session: f.session,
        unseen_notices: f.unseen,
    };
    Ok(Some((Arc::new(agent), Arc::new(academy.into()), stale)))
}

row! {
    /// A session as the provider looks at it before it vouches for the person.
    pub struct Live {
        pub person_id: Id<Person>,
        pub academy_id: Id<Academy>,
        pub authenticated_at: Time,
        pub expires_at: Time,
        pub methods: String,
    }
}

/// The account's session with this id, when it is neither closed nor over.
pub async fn live(tx: &mut Tx, session: Id<SignedIn>) -> Result<Option<Live>> {
    let now = tx.now();
    tx.first(sql!(Live: "SELECT person_id, academy_id, authenticated_at, expires_at, methods FROM sign_ins
          WHERE id = $1 AND system = $2 AND expires_at > $3 AND seen_at > $4",
        session, System::Identity.stem(), now, now.minus(IDLE)))
        .await
}

pub(crate) async fn touch(tx: &mut Tx, session: Id<SignedIn>) -> Result<()> {
    // The parent lives as long as something that was signed on through it is in use.
    tx.execute(sql!(
        "UPDATE sign_ins SET seen_at = $2
          WHERE id = $1 OR id = (SELECT parent_id FROM sign_ins WHERE id = $1)",
        session,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Whose session a cookie was, even when it is over, for as long as its row is there.
pub(crate) async fn owner(tx: &mut Tx, system: System, cookie: &str) -> Result<Option<Id<Person>>> {
    if cookie.is_empty() {
        return Ok(None);
    }
    tx.first(sql!(Id<Person>: "SELECT person_id FROM sign_ins WHERE token_digest = $1 AND system = $2 /* tenant: by secret */",
        digest(cookie.as_bytes()), system.stem()))
    .await
}

/// What opens a session.
#[derive(Clone, Debug)]
pub struct Opening {
    pub system: System,
    pub person: Id<Person>,
    pub academy: Id<Academy>,
    /// The account's session this one is signed on through; `None` for the account's own.
    pub parent: Option<Id<SignedIn>>,
    pub authenticated_at: Time,
    /// How the person proved who they are, as OpenID Connect's `amr`: `pwd`, `otp`, separated by spaces.
    pub methods: String,
}

/// Opens a session; answers its id and the cookie's value, which is stored nowhere. Always a new id: nothing a
/// browser held before the sign-in opens anything after it.
pub async fn open(tx: &mut Tx, opening: &Opening) -> Result<(Id<SignedIn>, String)> {
    let cookie = tx.chance().token();
    let id: Id<SignedIn> = tx.new_id();
    let now = tx.now();
    let ends = match opening.parent {
        Some(parent) => {
            tx.one(sql!(Time: "SELECT expires_at FROM sign_ins WHERE id = $1 AND person_id = $2", parent, opening.person))
                .await?
        }
        None => now.plus(ABSOLUTE),
    };
    let address = tx.origin.address.map(|a| a.to_string()).unwrap_or_default();
    let browser: String = tx.origin.browser.as_deref().unwrap_or_default().chars().take(300).collect();
    tx.execute(sql!(
        "INSERT INTO sign_ins (id, token_digest, system, academy_id, person_id, parent_id, created_at,
             authenticated_at, seen_at, expires_at, methods, address, browser)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11, $12)",
        id,
        digest(cookie.as_bytes()),
        opening.system.stem(),
        opening.academy,
        opening.person,
        opening.parent,
        now,
        opening.authenticated_at,
        ends,
        opening.methods,
        address,
        browser
    ))
    .await?;
    Ok((id, cookie))
}

row! {
    /// A session as its owner sees it in the list.
    pub struct SessionRow {
        pub id: Id<SignedIn>,
        pub created_at: Time,
        pub seen_at: Time,
        pub expires_at: Time,
        pub methods: String,
        pub address: String,
        pub browser: String,
    }
}

/// The account's sessions of a person, last used first.
pub async fn of_person(tx: &mut Tx, person: Id<Person>) -> Result<Vec<SessionRow>> {
    let now = tx.now();
    tx.all(
        sql!(SessionRow: "SELECT id, created_at, seen_at, expires_at, methods, address, browser FROM sign_ins
          WHERE person_id = $1 AND system = $2 AND expires_at > $3 AND seen_at > $4 ORDER BY seen_at DESC",
        person, System::Identity.stem(), now, now.minus(IDLE)),
    )
    .await
}

/// The account's session that this one hangs from, or itself.
pub async fn root(tx: &mut Tx, session: Id<SignedIn>) -> Result<Id<SignedIn>> {
    tx.one(sql!(Id<SignedIn>: "SELECT COALESCE(parent_id, id) FROM sign_ins WHERE id = $1", session)).await
}

/// Whether the person proved who they are by more than a password when this session began.
pub async fn has_second_factor(tx: &mut Tx, session: Id<SignedIn>) -> Result<bool> {
    let methods = tx.one(sql!(String: "SELECT methods FROM sign_ins WHERE id = $1", session)).await?;
    Ok(is_second_factor(&methods))
}

/// Whether these methods (OpenID Connect's `amr`, separated by spaces) are more than a password.
pub fn is_second_factor(methods: &str) -> bool {
    methods.split_ascii_whitespace().any(|m| matches!(m, "mfa" | "otp" | "hwk" | "swk" | "pop"))
}

/// Closes one session of a person, with all that hangs from it, and tells who must know.
pub async fn close(tx: &mut Tx, person: Id<Person>, session: Id<SignedIn>) -> Result<()> {
    let academy = tx
        .first(sql!(Id<Academy>: "DELETE FROM sign_ins WHERE id = $1 AND person_id = $2 RETURNING academy_id", session, person))
        .await?;
    match academy {
        Some(academy) => tx.emit(kernel::facts::Fact::SignedOut { academy, person, session }).await,
        None => Ok(()),
    }
}

/// Closes every session of a person but one.
pub async fn close_all(tx: &mut Tx, person: Id<Person>, but: Option<Id<SignedIn>>) -> Result<()> {
    let sessions = tx
        .all(sql!(Id<SignedIn>: "SELECT id FROM sign_ins WHERE person_id = $1 AND system = $2", person, System::Identity.stem()))
        .await?;
    for session in sessions.into_iter().filter(|s| Some(*s) != but) {
        close(tx, person, session).await?;
    }
    Ok(())
}

/// The `Set-Cookie` that gives a browser its session.
pub fn cookie(ctx: &kernel::Ctx, system: System, value: &str) -> Result<HeaderValue> {
    let secure = ctx.services().site.is_secure(system);
    cookies::write(system.stem(), value, Life::Visit, secure)
        .ok_or_else(|| Error::internal("not a cookie value"))
}

/// The `Set-Cookie` that takes it away.
pub fn no_cookie(ctx: &kernel::Ctx, system: System) -> Result<HeaderValue> {
    let secure = ctx.services().site.is_secure(system);
    cookies::write(system.stem(), "", Life::Over, secure).ok_or_else(|| Error::internal("not a cookie value"))
}
