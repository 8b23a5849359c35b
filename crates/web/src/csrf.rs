//! Forged requests: whatever changes something must come from a page of ours (Origin, Sec-Fetch-Site) and carry a
//! token bound to the browser's cookie.

use http::{HeaderMap, Method, header};
use kernel::{
    Ctx,
    keys::{mac, same},
};

/// Name of the hidden field; the header for scripts is `X-CSRF-Token`.
pub const FIELD: &str = "_csrf";

/// The token for a browser, known by the value of its session cookie or, signed out, of its visitor cookie.
pub fn token(ctx: &Ctx, cookie: &str) -> String {
    let full = mac(&ctx.services().keys.key("csrf"), &[cookie.as_bytes()]);
    data_encoding::BASE64URL_NOPAD.encode(&full[..18])
}

/// Whether a token sent with a form is the visitor's own.
pub(crate) fn fits(own: &str, given: &str) -> bool {
    !own.is_empty() && same(own.as_bytes(), given.as_bytes())
}

/// Whether the browser says that the request comes from one of the systems of this deployment.
pub(crate) fn from_a_page_of_ours(headers: &HeaderMap, ctx: &Ctx) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok());
    origin.is_some_and(|origin| ctx.services().site.is_ours(origin))
}

pub(crate) fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the browser says that the request comes from elsewhere.
pub(crate) fn from_elsewhere(headers: &HeaderMap, ctx: &Ctx) -> bool {
    let value = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match value("sec-fetch-site") {
        Some("same-origin" | "none") => return false,
        Some(_) => return true,
        None => {}
    }
    let Some(origin) = value(header::ORIGIN.as_str()) else { return false };
    let host = value(header::HOST.as_str()).unwrap_or_default();
    !(ctx.services().site.is_ours(origin)
        || origin.split_once("://").is_some_and(|(_, authority)| authority == host))
}
