//! The applications that may sign people in: the portal, M@gistère and the webmel, which follow from where the site
//! stands; and those that the operator registers with `preau oidc client add`.

use kernel::{
    Error, Id, Problem, Result, Time, Tx,
    keys::{digest, same},
    people::Academy,
    row,
    site::System,
    sql,
};
use url::Url;
use web::sign_on;

use super::scopes::{Scope, Scopes};

#[derive(Clone)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: String,
    /// Whose agents may sign in; `None`: everybody's.
    pub(super) academy: Option<Id<Academy>>,
    secret: Secret,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    pub(super) backchannel_logout_uri: Option<String>,
    pub(super) scopes: Scopes,
    /// The system of ours that this is.
    pub(super) own: Option<System>,
}

#[derive(Clone)]
enum Secret {
    /// Cannot keep one: PKCE alone.
    None,
    /// SHA-256 of a secret of 256 bits.
    Digest(Vec<u8>),
}

impl Client {
    pub(super) fn is_public(&self) -> bool {
        matches!(self.secret, Secret::None)
    }

    pub(super) fn has_secret(&self, given: &str) -> bool {
        match &self.secret {
            Secret::None => false,
            Secret::Digest(known) => same(known, &digest(given.as_bytes())),
        }
    }

    /// Letter by letter: no prefix, no pattern.
    pub(super) fn may_return_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == uri)
    }

    pub(super) fn may_leave_to(&self, uri: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|known| known == uri)
    }
}

row! {
    /// A registered application, as the operator lists them.
    pub struct ClientRow {
        pub id: String,
        pub name: String,
        pub academy_id: Option<Id<Academy>>,
        secret_digest: Option<Vec<u8>>,
        pub redirect_uris: String,
        pub post_logout_redirect_uris: String,
        pub backchannel_logout_uri: Option<String>,
        pub scopes: String,
        pub created_at: Time,
    }
}

impl From<ClientRow> for Client {
    fn from(row: ClientRow) -> Client {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Client {
            redirect_uris: lines(&row.redirect_uris),
            post_logout_redirect_uris: lines(&row.post_logout_redirect_uris),
            scopes: Scopes::read(&row.scopes),
            id: row.id,
            name: row.name,
            academy: row.academy_id,
            secret: row.secret_digest.map_or(Secret::None, Secret::Digest),
            backchannel_logout_uri: row.backchannel_logout_uri,
            own: None,
        }
    }
}

/// The application that calls itself so.
pub(super) async fn find(tx: &mut Tx, id: &str) -> Result<Option<Client>> {
    if let Some(system) = System::from_stem(id) {
        // The account does not sign on through itself.
        return Ok((system != System::Identity).then(|| own(tx, system)));
    }
    let row = tx
        .first(sql!(ClientRow: "SELECT id, name, academy_id, secret_digest, redirect_uris, post_logout_redirect_uris,
                 backchannel_logout_uri, scopes, created_at FROM oidc_clients WHERE id = $1", id))
        .await?;
    Ok(row.map(Client::from))
}

fn own(tx: &Tx, system: System) -> Client {
    Client {
        id: system.stem().to_owned(),
        name: system.stem().to_owned(),
        academy: None,
        secret: Secret::Digest(digest(sign_on::client_secret(tx, system).as_bytes()).to_vec()),
        redirect_uris: vec![sign_on::redirect_uri(tx, system)],
        post_logout_redirect_uris: vec![tx.services().site.url(system, "/")],
        // Its sessions hang from the account's and end with it.
        backchannel_logout_uri: None,
        scopes: Scopes::read("openid"),
        own: Some(system),
    }
}

/// What registers an application.
#[derive(Clone, Debug, Default)]
pub struct NewClient {
    pub id: String,
    pub name: String,
    pub academy: Option<Id<Academy>>,
    /// Phone and desktop applications, which can keep no secret.
    pub public: bool,
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub backchannel_logout_uri: Option<String>,
    /// Separated by spaces; `openid` is always in.
    pub scopes: String,
}

/// Registers an application, or brings it up to date with a new secret; answers the secret, which is stored nowhere.
pub async fn register(tx: &mut Tx, new: &NewClient) -> Result<Option<String>> {
    check(new)?;
    let scopes = Scopes::read(&format!("openid {}", new.scopes));
    let secret = (!new.public).then(|| tx.chance().token());
    tx.execute(sql!(
        "INSERT INTO oidc_clients (id, name, academy_id, secret_digest, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, scopes, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          ON CONFLICT (id) DO UPDATE SET name = excluded.name, academy_id = excluded.academy_id,
             secret_digest = excluded.secret_digest, redirect_uris = excluded.redirect_uris,
             post_logout_redirect_uris = excluded.post_logout_redirect_uris,
             backchannel_logout_uri = excluded.backchannel_logout_uri, scopes = excluded.scopes",
        new.id,
        new.name,
        new.academy,
        secret.as_ref().map(|s| digest(s.as_bytes())),
        new.redirect_uris.join("\n"),
        new.post_logout_redirect_uris.join("\n"),
        new.backchannel_logout_uri,
        scopes.to_string(),
        tx.now()
    ))
    .await?;
    Ok(secret)
}

/// Every registered application, by id.
pub async fn list(tx: &mut Tx) -> Result<Vec<ClientRow>> {
    tx.all(
        sql!(ClientRow: "SELECT id, name, academy_id, secret_digest, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, scopes, created_at FROM oidc_clients ORDER BY id"),
    )
    .await
}

/// Takes an application away with all that it was granted.
pub async fn remove(tx: &mut Tx, id: &str) -> Result<()> {
    let gone = tx.execute(sql!("DELETE FROM oidc_clients WHERE id = $1", id)).await?;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    super::grants::revoke_client(tx, id).await
}

/// The operator's typing, told in the operator's English.
fn check(new: &NewClient) -> Result<()> {
    let mut problems = Vec::new();
    let mut wrong = |field, message: String| problems.push(Problem { field, message });
    let simple = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if !(2..=64).contains(&new.id.len()) || !new.id.chars().all(simple) {
        wrong("id", "2 to 64 lower-case letters, digits, - _ .".into());
    } else if System::from_stem(&new.id).is_some() {
        wrong("id", format!("{:?} is a system of the site itself", new.id));
    }
    if new.name.trim().is_empty() {
        wrong("name", "a name that agents recognise".into());
    }
    if new.redirect_uris.is_empty() {
        wrong("redirect_uri", "at least one".into());
    }
    for uri in new.redirect_uris.iter().chain(&new.post_logout_redirect_uris) {
        if let Err(why) = browser_address(uri, new.public) {
            wrong("redirect_uri", format!("{uri}: {why}"));
        }
    }
    if let Some(uri) = &new.backchannel_logout_uri
        && let Err(why) = browser_address(uri, false)
    {
        wrong("backchannel_logout_uri", format!("{uri}: {why}"));
    }
    for scope in new.scopes.split_ascii_whitespace().filter(|s| s.parse::<Scope>().is_err()) {
        wrong("scope", format!("no scope {scope:?}"));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Codes travel to this address, so it is encrypted, or stays on the person's own machine.
fn browser_address(uri: &str, public: bool) -> Result<(), &'static str> {
    let url = Url::parse(uri).map_err(|_| "not an absolute address")?;
    if url.fragment().is_some() || uri.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("no fragment, no white space");
    }
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err("https, except on the loopback address"),
        "javascript" | "data" | "file" | "blob" | "about" | "vbscript" => Err("not an address to return to"),
        // RFC 8252: a reversed domain name of the application's maker.
        scheme if public && scheme.contains('.') => Ok(()),
        _ => Err("https; own schemes are for public clients and contain a dot"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong_fields(new: &NewClient) -> Vec<&'static str> {
        match check(new) {
            Err(Error::Invalid(problems)) => problems.iter().map(|p| p.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn addresses_that_would_leak_a_code_are_refused() {
        let fine = |uri: &str, public| browser_address(uri, public).is_ok();
        assert!(fine("https://nuage.example/retour?via=preau", false));
        assert!(fine("http://127.0.0.1:9000/retour", false));
        assert!(fine("fr.example.carnet:/retour", true));
        assert!(!fine("fr.example.carnet:/retour", false));
        assert!(!fine("http://nuage.example/retour", false));
        assert!(!fine("https://nuage.example/retour#a", false));
        assert!(!fine("javascript:alert(1)", true));
        assert!(!fine("/retour", false));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let new = NewClient {
            id: "portail".into(),
            redirect_uris: vec!["http://nuage.example/".into()],
            scopes: "openid everything".into(),
            ..NewClient::default()
        };
        assert_eq!(wrong_fields(&new), ["id", "name", "redirect_uri", "scope"]);
    }
}
