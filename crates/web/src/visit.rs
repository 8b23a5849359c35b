//! One request of one visitor: the context its handler works in, and what the shell needs to draw the page.

use std::{ops::Deref, sync::Arc};

use axum::{extract::FromRequestParts, response::IntoResponse};
use http::{HeaderMap, request::Parts};
use kernel::{Ctx, site::System};

use crate::words::Words;

/// What the guard found out about a request; handlers take it as an argument.
#[derive(Clone)]
pub struct Visit {
    ctx: Ctx,
    shell: Arc<Shell>,
}

/// What stays the same for the whole page.
pub(crate) struct Shell {
    pub system: Option<System>,
    /// Path and query as asked for.
    pub address: String,
    pub csrf: String,
    /// This system's session cookie as it came, whatever became of the session.
    pub cookie: String,
    /// The cookie that a browser has whether or not anybody is signed in; empty when it has none.
    pub browser: String,
    pub theme: Option<&'static str>,
    /// A script asks for a fragment (htmx) instead of a page.
    pub fragment: bool,
    /// A sentence left by the request before this one.
    pub flash: Option<String>,
    /// Nobody is signed in to this system, but somebody is to the account, on this same origin.
    pub signed_on: bool,
}

impl Visit {
    pub(crate) fn new(ctx: Ctx, shell: Shell) -> Visit {
        Visit { ctx, shell: Arc::new(shell) }
    }

    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The same visit for the pages of another académie: a sign-in page takes the colours of where one comes from.
    #[must_use]
    pub fn in_academy(mut self, academy: Arc<kernel::people::Academy>) -> Visit {
        self.ctx = self.ctx.in_academy(academy);
        self
    }

    pub(crate) fn shell(&self) -> &Shell {
        &self.shell
    }

    /// The system whose page this is.
    pub fn system(&self) -> Option<System> {
        self.shell.system
    }

    /// Path and query as asked for.
    pub fn address(&self) -> &str {
        &self.shell.address
    }

    /// The token every form carries in its hidden field.
    pub fn csrf(&self) -> &str {
        &self.shell.csrf
    }

    /// Whether somebody is signed in to the account though not to this system yet: the sign-on would ask nothing.
    /// Known only where both share an origin.
    pub fn is_signed_on(&self) -> bool {
        self.shell.signed_on
    }

    /// Whether a script asks for a fragment instead of a page.
    pub fn wants_fragment(&self) -> bool {
        self.shell.fragment
    }

    pub(crate) fn words(&self) -> Words {
        Words(self.ctx.locale)
    }
}

impl Deref for Visit {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Visit>()
            .cloned()
            .ok_or_else(|| http::StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}
