//! One trip to the provider and back: state, nonce and PKCE verifier, kept in a short cookie of the browser that
//! left, sealed so that nobody else can have written it.

use http::{HeaderMap, HeaderValue};
use kernel::{
    Ctx, Error, Result,
    keys::{digest, mac, same},
    site::System,
};
use serde::{Deserialize, Serialize};

use crate::cookies::{self, Life};

/// How long somebody may take to type a password.
const LIFE_S: u32 = 1800;

#[derive(Serialize, Deserialize)]
pub(super) struct Trip {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// Where to go after it.
    pub(super) suite: String,
    until_ms: i64,
}

impl Trip {
    pub(super) fn start(ctx: &Ctx, suite: String) -> Trip {
        let token = || ctx.chance().token();
        Trip {
            state: token(),
            nonce: token(),
            verifier: token(),
            suite: suite.chars().take(1500).collect(),
            until_ms: ctx.now().0 + i64::from(LIFE_S) * 1000,
        }
    }

    /// PKCE S256 challenge (RFC 7636).
    pub(super) fn challenge(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&digest(self.verifier.as_bytes()))
    }

    pub(super) fn cookie(&self, ctx: &Ctx, system: System) -> Result<HeaderValue> {
        let json = serde_json::to_vec(self).map_err(Error::internal)?;
        let seal = mac(&ctx.services().keys.key("trip"), &[&json]);
        let encode = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
        let value = format!("{}.{}", encode(&json), encode(&seal));
        self.write(ctx, system, &value, Life::Seconds(LIFE_S))
    }

    pub(super) fn over(&self, ctx: &Ctx, system: System) -> Result<HeaderValue> {
        self.write(ctx, system, "", Life::Over)
    }

    fn write(&self, ctx: &Ctx, system: System, value: &str, life: Life) -> Result<HeaderValue> {
        let secure = ctx.services().site.is_secure(system);
        cookies::write(&cookie_name(&self.state), value, life, secure)
            .ok_or_else(|| Error::internal("not a cookie value"))
    }

    /// The trip this answer belongs to, if this browser made it and has not taken too long.
    pub(super) fn of_request(ctx: &Ctx, system: System, headers: &HeaderMap, state: &str) -> Option<Trip> {
        let secure = ctx.services().site.is_secure(system);
        let (json, seal) = cookies::read(headers, &cookie_name(state), secure)?.split_once('.')?;
        let decode = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        let (json, seal) = (decode(json)?, decode(seal)?);
        if !same(&mac(&ctx.services().keys.key("trip"), &[&json]), &seal) {
            return None;
        }
        let trip: Trip = serde_json::from_slice(&json).ok()?;
        (same(trip.state.as_bytes(), state.as_bytes()) && ctx.now().0 < trip.until_ms).then_some(trip)
    }
}

/// One cookie a trip, so that two tabs do not tread on each other.
fn cookie_name(state: &str) -> String {
    let start: String = state.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    format!("aller-{start}")
}
