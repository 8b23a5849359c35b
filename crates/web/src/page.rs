//! From a page struct to a response: the body's template stands in the layout, or alone when a script asked for a
//! fragment.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::Error;

use crate::{
    Reply,
    cookies::{self, Life},
    layout::Layout,
    preferences,
    visit::Visit,
};

/// One step of the way back.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

/// A page about to be drawn.
pub struct Page<'v> {
    pub(crate) visit: &'v Visit,
    pub(crate) title: String,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) class: &'static str,
    pub(crate) scripts: Vec<&'static str>,
    pub(crate) bare: bool,
    pub(crate) shortcuts: bool,
    pub(crate) searches: bool,
    pub(crate) said: Option<&'static str>,
    pub(crate) undo: Option<Undo>,
    pub(crate) manifest: Option<&'static str>,
    status: StatusCode,
}

/// A way back, in the line at the foot of the window.
#[derive(Clone, Debug)]
pub struct Undo {
    pub sentence: String,
    pub button: &'static str,
    /// Where the form is posted.
    pub action: String,
    /// The line goes after so many milliseconds, where scripts run; 0 to stay.
    pub for_ms: i64,
}

impl<'v> Page<'v> {
    pub fn new(visit: &'v Visit, title: impl Into<String>) -> Page<'v> {
        Page {
            visit,
            title: title.into(),
            crumbs: Vec::new(),
            class: "",
            scripts: Vec::new(),
            bare: false,
            shortcuts: false,
            searches: false,
            said: None,
            undo: None,
            manifest: None,
            status: StatusCode::OK,
        }
    }

    /// One more step of the breadcrumb, from the outside in; the page itself is added by the layout.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { label: label.into(), href: href.into() });
        self
    }

    /// What makes an application of the device out of the system, where it is one.
    #[must_use]
    pub fn manifest(mut self, address: &'static str) -> Self {
        self.manifest = Some(address);
        self
    }

    /// A class on `main`, for the page's own layout (`page-narrow`, `page-mail`).
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// A script bundle besides `app.js`: `editor.js` on pages where text is written.
    #[must_use]
    pub fn script(mut self, name: &'static str) -> Self {
        self.scripts.push(name);
        self
    }

    /// No menus: sign-in and the account's journeys.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Controls marked `data-key` answer to one key; only where the reader may turn that off (WCAG 2.1.4).
    #[must_use]
    pub fn shortcuts(mut self, on: bool) -> Self {
        self.shortcuts = on;
        self
    }

    /// The page holds the search of its system: the top bar does not offer it twice.
    #[must_use]
    pub fn own_search(mut self) -> Self {
        self.searches = true;
        self
    }

    /// A sentence on top of this page alone, as after [`redirect_saying`].
    #[must_use]
    pub fn saying(mut self, sentence: &'static str) -> Self {
        self.said = Some(sentence);
        self
    }

    /// At the foot of the window: what was just done, and the form that undoes it.
    #[must_use]
    pub fn undo(mut self, undo: Undo) -> Self {
        self.undo = Some(undo);
        self
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form that was refused: 422, so that scripts and screen readers know.
    #[must_use]
    pub fn refused(self) -> Self {
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The page with this body.
    pub fn reply(self, body: &impl Template) -> Reply {
        let mut out = String::with_capacity(24 << 10);
        let status = self.status;
        let drawn = if self.visit.wants_fragment() {
            body.render_into(&mut out)
        } else {
            Layout::of(&self, body).render_into(&mut out)
        };
        drawn.map_err(Error::internal)?;
        Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::VARY, "HX-Request")], out)
            .into_response())
    }
}

/// 303: after a form, so that going back never sends it again.
pub fn redirect(to: &str) -> Response {
    let location = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// As [`redirect`], with a sentence that the next page shows once.
pub fn redirect_saying(visit: &Visit, to: &str, sentence: &str) -> Response {
    let mut response = redirect(to);
    let secure = visit.services().site.is_secure(visit.system().unwrap_or(kernel::site::System::Identity));
    let sealed = preferences::seal_flash(visit.ctx(), sentence);
    if let Some(cookie) = cookies::write(preferences::FLASH, &sealed, Life::Seconds(60), secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A fragment without the layout, whoever asks.
pub fn fragment(body: &impl Template) -> Reply {
    let html = body.render().map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// Whether a path given in a query may be gone to: one of ours, no other host, no scheme.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
}
