//! Style sheet, scripts and icons, embedded in the program under names that hold their content's hash, so that
//! browsers keep them for a year and never ask again.

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file, compressed at build time.
pub struct File {
    pub name: &'static str,
    pub raw: &'static [u8],
    pub brotli: &'static [u8],
    pub gzip: &'static [u8],
}

/// The address of a built file, by its name without hash: `app.css`. An unknown name gives an address that is
/// answered 404; the test below holds the names that pages use.
pub fn path(name: &str) -> &'static str {
    NAMES.iter().find(|(logical, _)| *logical == name).map_or("/statique/absent", |(_, path)| path)
}

/// What is in a built file, for what has to stand under an address of its own; nothing under an unknown name.
pub fn content(name: &str) -> &'static [u8] {
    let file = FILES.iter().find(|file| path(name).strip_prefix("/statique/") == Some(file.name));
    file.map_or(&[], |file| file.raw)
}

/// `/statique/{file}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/statique/{file}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // The name holds the content's hash, so it identifies the content as well as any digest.
    let tag = format!("\"{}\"", file.name);
    let known = text(&headers, header::IF_NONE_MATCH).split(',').any(|held| held.trim() == tag);
    let (encoding, body) = choose(file, text(&headers, header::ACCEPT_ENCODING));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind(file))], body).into_response()
    };
    let head = response.headers_mut();
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    head.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    head.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        head.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding.filter(|_| !known) {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The smallest form the client takes; `br;q=0` is a refusal.
fn choose<'a>(file: &'a File, accepted: &str) -> (Option<&'static str>, &'a [u8]) {
    let takes = |wanted: &str| {
        accepted.split(',').any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(wanted));
            let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0_f32));
            named && !refused
        })
    };
    if takes("br") {
        (Some("br"), file.brotli)
    } else if takes("gzip") {
        (Some("gzip"), file.gzip)
    } else {
        (None, file.raw)
    }
}

fn kind(file: &File) -> String {
    let kind = mime_guess::from_path(file.name).first_or_octet_stream();
    if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn get(path: &str, headers: &[(&str, &str)]) -> Response {
        let request =
            headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn length(response: Response) -> usize {
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
    }

    fn file(name: &str) -> &'static File {
        FILES.iter().find(|file| path(name).ends_with(file.name)).unwrap()
    }

    /// UI.md: a first visit under 60 kB compressed, the page itself included.
    #[test]
    fn what_every_page_loads_stays_light() {
        let loaded: usize =
            ["app.css", "app.js", "icons.svg"].iter().map(|name| file(name).brotli.len()).sum();
        assert!(loaded < 48_000, "{loaded} bytes");
        assert!(file("app.css").brotli.len() < 16_000);
        assert!(file("app.js").brotli.len() < 25_000);
    }

    #[test]
    fn every_name_that_pages_use_is_built() {
        for name in [
            "app.css",
            "app.js",
            "editor.js",
            "sort.js",
            "icons.svg",
            "favicon.svg",
            "licences.txt",
            "worker.js",
        ] {
            assert!(path(name).starts_with("/statique/") && path(name) != "/statique/absent", "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_is_sent_in_the_smallest_form_the_client_takes() {
        let styles = file("app.css");
        for (accepted, encoding, bytes) in [
            ("gzip, deflate, br, zstd", Some("br"), styles.brotli.len()),
            ("gzip", Some("gzip"), styles.gzip.len()),
            ("br;q=0, gzip;q=0.5", Some("gzip"), styles.gzip.len()),
            ("vibrato", None, styles.raw.len()),
        ] {
            let response = get(path("app.css"), &[("accept-encoding", accepted)]).await;
            let sent = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(sent, encoding, "{accepted}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(length(response).await, bytes, "{accepted}");
        }
    }

    #[tokio::test]
    async fn a_browser_that_holds_the_file_is_not_sent_it_again() {
        let tag = get(path("app.js"), &[]).await.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again = get(path("app.js"), &[("if-none-match", &tag), ("accept-encoding", "br")]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.headers().get(header::CONTENT_ENCODING).is_none());
        assert_eq!(length(again).await, 0);
    }

    #[tokio::test]
    async fn an_unknown_name_is_not_found() {
        assert_eq!(get("/statique/app.css", &[]).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/statique/..%2Fmanifest.json", &[]).await.status(), StatusCode::NOT_FOUND);
    }
}
