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

/// `/statique/{file}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/statique/{file}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (encoding, body) = if accepted.contains("br") {
        (Some("br"), file.brotli)
    } else if accepted.contains("gzip") {
        (Some("gzip"), file.gzip)
    } else {
        (None, file.raw)
    };
    let kind = mime_guess::from_path(file.name).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let mut response = body.into_response();
    let head = response.headers_mut();
    head.insert(
        header::CONTENT_TYPE,
        HeaderValue::try_from(kind).unwrap_or(HeaderValue::from_static("text/plain")),
    );
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    head.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UI.md: a first visit under 60 kB compressed, the page itself included.
    #[test]
    fn what_every_page_loads_stays_light() {
        let loaded: usize = ["app.css", "app.js", "icons.svg"]
            .iter()
            .map(|name| FILES.iter().find(|f| path(name).ends_with(f.name)).map(|f| f.brotli.len()).unwrap())
            .sum();
        assert!(loaded < 48_000, "{loaded} bytes");
    }
}
