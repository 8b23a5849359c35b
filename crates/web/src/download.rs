//! Files on their way to a browser: in parts when asked for (`Range`), not again when the browser holds them
//! (`ETag`), and never as a page of ours: what could run is saved instead of shown.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::files::FileRow;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Reply, Visit, visit::text};

/// What a browser may show by itself. SVG and HTML are not here: they can hold script.
const SHOWN: [&str; 10] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "audio/mpeg",
    "audio/ogg",
    "video/mp4",
    "video/webm",
    "text/plain",
];

/// Sends a file. Whoever calls has seen to it that this visitor may have it.
pub async fn download(visit: &Visit, file: &FileRow, headers: &HeaderMap) -> Reply {
    let tag = format!("\"{}\"", file.digest);
    if text(headers, "if-none-match").split(',').any(|held| held.trim().trim_start_matches("W/") == tag) {
        return Ok(with_head(StatusCode::NOT_MODIFIED.into_response(), file, &tag));
    }
    let size = u64::try_from(file.size).unwrap_or(0);
    let files = &visit.services().files;
    // A part of another version of the file would be worse than the whole.
    let same = matches!(text(headers, "if-range"), "" | "none") || text(headers, "if-range") == tag;
    let response = match wanted(text(headers, "range"), size).filter(|_| same) {
        None => {
            let mut response = Body::from_stream(files.stream(&file.digest).await?).into_response();
            response.headers_mut().insert(header::CONTENT_LENGTH, size.into());
            response
        }
        Some(Part::Nothing) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
            response
        }
        Some(Part::Bytes(from, to)) => {
            let content = files.stream_part(&file.digest, from..to).await?;
            let mut response = (StatusCode::PARTIAL_CONTENT, Body::from_stream(content)).into_response();
            response.headers_mut().insert(header::CONTENT_LENGTH, (to - from).into());
            set(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{}/{size}", to - 1));
            response
        }
    };
    Ok(with_head(response, file, &tag))
}

fn with_head(mut response: Response, file: &FileRow, tag: &str) -> Response {
    let shown = SHOWN.contains(&file.content_type.as_str());
    let kind = match file.content_type.as_str() {
        "text/plain" => "text/plain; charset=utf-8",
        _ if shown => &file.content_type,
        _ => "application/octet-stream",
    };
    set(&mut response, header::CONTENT_TYPE, kind);
    set(&mut response, header::CONTENT_DISPOSITION, &disposition(&file.name, shown));
    set(&mut response, header::ETAG, tag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    // Kept by this browser, and asked for again each time: rights may have changed.
    set(&mut response, header::CACHE_CONTROL, "private, no-cache");
    // Readers of PDF built into browsers do not start in a sandbox.
    let policy = if kind == "application/pdf" {
        "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"
    };
    set(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// From the first to before the second.
    Bytes(u64, u64),
    /// Nothing of the file lies there.
    Nothing,
}

/// The one part asked for; `None` for the whole, also when several parts are asked for (RFC 9110, 14.2 allows it).
fn wanted(range: &str, size: u64) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let part = match (first.trim(), last.trim()) {
        ("", tail) => {
            let tail: u64 = tail.parse().ok()?;
            (size.saturating_sub(tail), size)
        }
        (first, "") => (first.parse().ok()?, size),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(size))
        }
    };
    Some(if part.0 < part.1 { Part::Bytes(part.0, part.1) } else { Part::Nothing })
}

/// What RFC 5987 leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `attachment; filename="Fiche no 1.pdf"; filename*=UTF-8''Fiche%20n%C2%B0%201.pdf`: RFC 6266.
pub fn disposition(name: &str, shown: bool) -> String {
    let how = if shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_within_the_file() {
        assert_eq!(wanted("", 100), None);
        assert_eq!(wanted("bytes=0-9", 100), Some(Part::Bytes(0, 10)));
        assert_eq!(wanted("bytes=90-", 100), Some(Part::Bytes(90, 100)));
        assert_eq!(wanted("bytes=90-500", 100), Some(Part::Bytes(90, 100)));
        assert_eq!(wanted("bytes=-10", 100), Some(Part::Bytes(90, 100)));
        assert_eq!(wanted("bytes=-500", 100), Some(Part::Bytes(0, 100)));
        assert_eq!(wanted("bytes=100-", 100), Some(Part::Nothing));
        assert_eq!(wanted("bytes=-0", 100), Some(Part::Nothing));
        assert_eq!(wanted("bytes=9-2", 100), None);
        assert_eq!(wanted("bytes=0-1,5-6", 100), None);
        assert_eq!(wanted("lines=1-2", 100), None);
    }

    #[test]
    fn names_survive_the_header() {
        assert_eq!(
            disposition("Fiche n° 1.pdf", true),
            "inline; filename=\"Fiche n_ 1.pdf\"; filename*=UTF-8''Fiche%20n%C2%B0%201.pdf"
        );
        assert_eq!(
            disposition("a\"b\r\n.html", false),
            "attachment; filename=\"a_b__.html\"; filename*=UTF-8''a%22b%0D%0A.html"
        );
    }
}
