//! A browser without a screen: keeps the cookies of each host, sends the forms it was shown, follows no redirect by
//! itself.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use kernel::site::System;
use scraper::{Html, Selector};
use tower::ServiceExt;
use web::App;

pub struct Visitor {
    app: App,
    /// Host and name → value.
    cookies: BTreeMap<(String, String), String>,
    /// Where the page seen last stands; paths are asked of it.
    host: String,
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
        let host = host_of(app.services().site.origin(System::Identity));
        Visitor { app, cookies: BTreeMap::new(), host, csrf: String::new() }
    }

    /// Gives this browser a system's cookie, under the name and on the host that the site gives it.
    pub fn set_session(&mut self, system: System, value: &str) {
        let site = &self.app.services().site;
        let prefix = if site.is_secure(system) { "__Host-" } else { "" };
        let key = (host_of(site.origin(system)), format!("{prefix}{}", system.stem()));
        self.cookies.insert(key, value.to_owned());
    }

    /// Forgets one cookie, as an expired session would.
    pub fn forget(&mut self, name: &str) {
        self.cookies.retain(|(_, known), _| known != name);
    }

    /// Sends the forms of a page that has expired.
    pub fn expire_page(&mut self) {
        "expired".clone_into(&mut self.csrf);
    }

    /// A path of the host seen last, or an absolute address.
    pub async fn get(&mut self, address: &str) -> Seen {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// As a browser does: goes where redirects lead until a page comes, or an address that is not ours.
    pub async fn walk(&mut self, address: &str) -> Seen {
        let mut seen = self.get(address).await;
        for _ in 0..20 {
            let there = seen.location().to_owned();
            let site = &self.app.services().site;
            let ours = |url: &url::Url| site.is_ours(&url.origin().ascii_serialization());
            if !seen.status.is_redirection() || url::Url::parse(&there).is_ok_and(|url| !ours(&url)) {
                return seen;
            }
            seen = self.get(&there).await;
        }
        panic!("redirected in circles: {}", seen.location());
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

    /// Sends a form that holds one file, with the token of the page seen last.
    pub async fn upload(&mut self, path: &str, field: &str, file_name: &str, content: &[u8]) -> Seen {
        self.upload_with(path, &[], &[(field, file_name, content)]).await
    }

    /// Sends texts and files (field, name, content) as one form, with the token of the page seen last.
    pub async fn upload_with(
        &mut self,
        path: &str,
        texts: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Seen {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in std::iter::once(&("_csrf", csrf.as_str())).chain(texts) {
            let part =
                format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--limit\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(&[head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--limit--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Any request, with this browser's cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Seen {
        if let Some(authority) = request.uri().authority() {
            authority.as_str().clone_into(&mut self.host);
        }
        let own = self.cookies.iter().filter(|((host, _), _)| *host == self.host);
        let jar: Vec<String> = own.map(|((_, name), value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::HOST, self.host.parse().unwrap());
        if !jar.is_empty() {
            request.headers_mut().insert(header::COOKIE, jar.join("; ").parse().unwrap());
        }
        let response = self.app.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let key = (self.host.clone(), name.to_owned());
            if rest.contains("Max-Age=0") {
                self.cookies.remove(&key);
            } else {
                self.cookies.insert(key, value.to_owned());
            }
        }
        // A stream of events ends when nobody listens any more.
        let is_stream =
            parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream {
            String::new()
        } else {
            String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned()
        };
        let seen = Seen { status: parts.status, headers: parts.headers, body };
        if let Some(token) = seen.attribute("meta[name=csrf-token]", "content") {
            self.csrf = token;
        }
        seen
    }
}

fn host_of(origin: &url::Url) -> String {
    origin[url::Position::BeforeHost..url::Position::AfterPort].to_owned()
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
