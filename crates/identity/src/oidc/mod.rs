//! The OpenID Connect provider: the account vouches for the person to the portal, M@gistère, the webmel and every
//! application the operator registers. Authorization code with PKCE and nothing else; `docs/protocols/openid-connect.md`
//! says what an application's administrator must know.

mod authorize;
mod backchannel;
mod claims;
mod client_auth;
mod clients;
mod discovery;
mod error;
mod grants;
mod jwt;
mod keys;
mod limits;
mod logout;
mod parameters;
mod profile;
mod request;
mod scopes;
mod seal;
mod token;

#[cfg(test)]
pub(crate) mod tests;

use kernel::{jobs::Schedule, time::hours};
use web::{Access, Routes};

pub use backchannel::{LISTENER, LOGOUT};
pub use clients::{
    ClientRow, NewClient, list as list_clients, register as register_client, remove as remove_client,
};
pub(crate) use grants::opens_mail;
pub use grants::{revoke_all, sign_out_everywhere};

pub fn routes() -> Routes {
    Routes::new()
        .get("/.well-known/openid-configuration", Access::Protocol, discovery::metadata)
        .get("/oidc/cles", Access::Protocol, discovery::published_keys)
        .get("/oidc/autorisation", Access::Public, authorize::authorize)
        .post("/oidc/autorisation", Access::Protocol, authorize::posted)
        .post("/oidc/jeton", Access::Protocol, token::token)
        .post("/oidc/revocation", Access::Protocol, token::revocation)
        .get("/oidc/profil", Access::Protocol, profile::profile)
        .post("/oidc/profil", Access::Protocol, profile::profile)
        .get("/oidc/deconnexion", Access::Public, logout::ask)
        .post("/oidc/deconnexion", Access::Protocol, logout::posted)
        .post("/oidc/deconnexion/confirmation", Access::Public, logout::confirm)
}

/// Forgets what has expired and keeps the next signing key published ahead of its use.
pub const CLEAN_UP: Schedule = Schedule {
    name: "oidc clean-up",
    every: hours(1),
    run: |ctx| {
        Box::pin(async move {
            ctx.write(grants::forget_old).await?;
            ctx.write(async |tx| keys::rotate(tx).await.map(drop)).await
        })
    },
};
