//! Turns the HTML of a message into HTML that can be shown: nothing runs, nothing is fetched unasked, nothing leaves its frame.
//! Two walls: our own rewriting of the tag stream by allow-list, then ammonia over the result; the sandboxed frame is the third.

mod allowed;
mod image;
mod link;
mod nesting;
mod style;
mod wall;
mod writer;

#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
mod hostile;

use super::markup;
use super::text::escape;

pub use link::MisleadingLink;

/// What the reader has agreed to, and where the images of the message itself are served.
pub struct Reading<'c> {
    pub remote_images: RemoteImages,
    /// From a content id (without `cid:`) to the address that serves the part.
    pub cid_url: &'c dyn Fn(&str) -> Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteImages {
    /// Left out, with a mark where they stood.
    Blocked,
    Allowed,
    /// Left out without a mark: what is quoted in an answer.
    Removed,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SafeHtml {
    pub html: String,
    /// Remote images that were left out; 0 once they are allowed.
    pub blocked_images: usize,
    /// Invisible remote images: left out always.
    pub tracking_pixels: usize,
    pub misleading_links: Vec<MisleadingLink>,
    /// The markup was too large or too tangled: only its text is shown.
    pub simplified: bool,
}

pub fn safe_html(html: &str, reading: &Reading<'_>) -> SafeHtml {
    let Some(bounded) = markup::bounded(html) else {
        return SafeHtml { html: text_only(html), simplified: true, ..SafeHtml::default() };
    };
    let written = writer::rewrite(bounded, reading);
    SafeHtml {
        html: wall::clean(&written.html, written.granted),
        blocked_images: written.blocked_images,
        tracking_pixels: written.tracking_pixels,
        misleading_links: written.misleading_links,
        simplified: bounded.len() < html.len(),
    }
}

/// The same walls for what our users send: their images stay, remote or attached.
pub fn outgoing(html: &str) -> String {
    let keep_cid = |id: &str| Some(format!("cid:{id}"));
    safe_html(html, &Reading { remote_images: RemoteImages::Allowed, cid_url: &keep_cid }).html
}

fn text_only(html: &str) -> String {
    let text = super::text::html_to_text(html);
    let lines: Vec<String> = text.lines().map(escape).collect();
    lines.join("<br>")
}
