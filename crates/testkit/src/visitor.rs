//! A browser without a screen: keeps cookies, sends the forms it was shown, follows no redirect by itself.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use scraper::{Html, Selector};
use tower::ServiceExt;
use web::App;

pub struct Visitor {
    app: App,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

/// What came back.
pub struct Seen {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Visitor {
    pub(crate) fn new(app: App) -> Visitor {
        Visitor { app, cookies: BTreeMap::new(), csrf: String::new() }
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Forgets one cookie, as an expired session would.
    pub fn forget(&mut self, name: &str) {
        self.cookies.remove(name);
    }

    /// Sends the forms of a page that has expired.
    pub fn expire_page(&mut self) {
        "expired".clone_into(&mut self.csrf);
    }

    pub async fn get(&mut self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the token of the page seen last.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", &self.csrf)
            .extend_pairs(fields)
            .finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Any request, with this browser's cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !jar.is_empty() {
            request.headers_mut().insert(header::COOKIE, jar.join("; ").parse().unwrap());
        }
        let response = self.app.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let seen = Seen {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        if let Some(token) = seen.attribute("meta[name=csrf-token]", "content") {
            self.csrf = token;
        }
        seen
    }
}

impl Seen {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// An attribute of the first element that fits the CSS selector.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap()).next()?.attr(name).map(str::to_owned)
    }

    /// The text of the first element that fits, white space folded.
    pub fn text(&self, selector: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let element = html.select(&Selector::parse(selector).unwrap()).next()?;
        Some(element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
