//! What becomes of an image: shown from the message itself, fetched if the reader agreed, or left as its description.
//! An image nobody can see was only put there to tell when and where the message is read: it goes in any case.

use super::style;
use super::{Reading, RemoteImages};
use crate::message::markup::Element;
use crate::message::parse::percent_decode;

#[derive(Debug, PartialEq, Eq)]
pub enum Image {
    /// From an address we gave ourselves.
    Attached(String),
    Remote(String),
    Blocked,
    TrackingPixel,
    /// No address worth anything: the description remains.
    Empty,
}

const MAX_URL: usize = 4_000;

pub fn judge(element: &Element<'_>, reading: &Reading<'_>) -> Image {
    let src = element.attribute("src").map(str::trim).unwrap_or_default();
    if src.is_empty() {
        // Written by us the first time round: says again what it said.
        let was_blocked = element.attribute("data-blocked") == Some("remote");
        return if was_blocked && reading.remote_images == RemoteImages::Blocked {
            Image::Blocked
        } else {
            Image::Empty
        };
    }
    if let Some(id) = content_id(src) {
        return (reading.cid_url)(&id).map_or(Image::Empty, Image::Attached);
    }
    let Some(url) = remote(src) else { return Image::Empty };
    if is_invisible(element) {
        return Image::TrackingPixel;
    }
    match reading.remote_images {
        RemoteImages::Allowed => Image::Remote(url),
        RemoteImages::Blocked => Image::Blocked,
        RemoteImages::Removed => Image::Empty,
    }
}

fn content_id(src: &str) -> Option<String> {
    let scheme = src.get(..4)?;
    scheme.eq_ignore_ascii_case("cid:").then(|| percent_decode(src.get(4..).unwrap_or_default()))
}

fn remote(src: &str) -> Option<String> {
    if src.len() > MAX_URL {
        return None;
    }
    let absolute = if src.starts_with("//") { format!("https:{src}") } else { src.to_owned() };
    let url = url::Url::parse(&absolute).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}

fn is_invisible(element: &Element<'_>) -> bool {
    let style = element.attribute("style").unwrap_or_default();
    let size = |name: &str| {
        let declared =
            element.attribute(name).and_then(|v| v.trim().trim_end_matches("px").parse::<f32>().ok());
        declared.or_else(|| style::pixels(style, name))
    };
    let tiny = |size: Option<f32>| size.is_some_and(|pixels| pixels <= 2.0);
    // A spacer is thin in one way only; a line drawn with a pixel is wide.
    (tiny(size("width")) && tiny(size("height"))) || style::hides(style)
}
