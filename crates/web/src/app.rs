//! The application: the modules it is made of, turned into one router with the guards around it.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, body::Body, extract::DefaultBodyLimit, response::Response};
use http::{HeaderName, HeaderValue, Method, Request, header};
use kernel::{
    context::Services,
    site::{Site, System},
};
use tower::ServiceExt;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
};

use crate::{
    assets, guard,
    routes::{Access, Route, Routes},
};

/// What a domain brings: the kernel's part and its pages.
#[derive(Clone, Copy)]
pub struct Module {
    pub base: kernel::Module,
    pub routes: fn() -> Routes,
}

/// State of every handler.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    access: HashMap<&'static str, Vec<(Method, Access)>>,
    routes: Vec<Route>,
    /// Whether answers tell how many statements they took: in debug builds and for benchmarks.
    tells_queries: AtomicBool,
    /// The finished router, for the sign-on that talks to our own provider without a network.
    router: OnceLock<Router>,
}

/// Bodies of forms; uploads have their own limit.
pub const FORM_LIMIT: usize = 1 << 20;

impl App {
    /// Puts the modules together.
    pub fn new(services: Arc<Services>, modules: &[Module]) -> App {
        let routes = modules.iter().fold(Routes::new(), |all, module| all.merge((module.routes)()));
        let mut access: HashMap<_, Vec<_>> = HashMap::new();
        for route in &routes.list {
            access.entry(route.path).or_default().push((route.method.clone(), route.access));
        }
        let policy = content_policy(&services.site);
        // Said only when every system is reached over TLS; other hosts of the domain are not ours to bind.
        let services_are_secure = System::ALL.into_iter().all(|system| services.site.is_secure(system));
        let app = App(Arc::new(Inner {
            services,
            access,
            routes: routes.list.clone(),
            tells_queries: AtomicBool::new(cfg!(debug_assertions)),
            router: OnceLock::new(),
        }));
        let pages = routes
            .router
            .fallback(guard::nothing_here)
            .layer(CatchPanicLayer::custom(guard::after_panic))
            .layer(axum::middleware::from_fn_with_state(app.clone(), guard::visit))
            .layer(DefaultBodyLimit::max(FORM_LIMIT));
        let router = pages
            .layer(CatchPanicLayer::custom(guard::after_panic))
            .merge(assets::routes())
            .layer(
                CompressionLayer::new().gzip(true).zstd(true).quality(tower_http::CompressionLevel::Fastest),
            )
            .layer(SetResponseHeaderLayer::if_not_present(
                header::STRICT_TRANSPORT_SECURITY,
                services_are_secure.then_some(HeaderValue::from_static("max-age=31536000")),
            ))
            .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header_layer(header::REFERRER_POLICY, "same-origin"))
            .layer(header_layer(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
            .layer(header_layer(
                HeaderName::from_static("permissions-policy"),
                "camera=(), microphone=(), geolocation=()",
            ))
            // A page may set a stricter or wider policy of its own (the frame of a message).
            .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy))
            .with_state(app.clone());
        app.0.router.set(router).ok();
        app
    }

    /// Has each answer say how many statements it took.
    #[must_use]
    pub fn telling_queries(self) -> App {
        self.0.tells_queries.store(true, Ordering::Relaxed);
        self
    }

    pub(crate) fn tells_queries(&self) -> bool {
        self.0.tells_queries.load(Ordering::Relaxed)
    }

    pub fn services(&self) -> &Arc<Services> {
        &self.0.services
    }

    /// The service to listen with.
    pub fn router(&self) -> Router {
        self.0.router.get().cloned().unwrap_or_default()
    }

    /// Every route, for the permission tests.
    pub fn routes(&self) -> &[Route] {
        &self.0.routes
    }

    pub(crate) fn access(&self, path: &str, method: &Method) -> Option<Access> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.access.get(path)?.iter().find(|(m, _)| m == method).map(|(_, access)| *access)
    }

    /// Calls one of our own addresses without a network: the sign-on uses it to speak OpenID Connect with our own
    /// provider, message for message as it would with another's.
    pub(crate) async fn call(&self, request: Request<Body>) -> Response {
        match self.router().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// What a page may load and where its forms may lead. Browsers hold a form to this on every redirect that follows
/// it, and a sign-in leads from system to system: each may stand on a host of its own.
fn content_policy(site: &Site) -> HeaderValue {
    let origins: Vec<String> = site.origins().collect();
    let text = format!(
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self' {}; frame-ancestors 'none'",
        origins.join(" ")
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
