//! The first wall: writes the tag stream anew, well nested, with allowed elements and attributes only.
//! Nesting is bounded and every open element is closed, so that what follows costs no more than its length.

use std::collections::HashSet;

use url::Url;

use super::Reading;
use super::allowed::{self, Kind};
use super::image::{self, Image};
use super::link::{self, MisleadingLink};
use super::nesting::{Nesting, Open};
use crate::message::clean::is_hidden;
use crate::message::markup::{Element, Visitor, visit};
use crate::message::text::escape;

const MAX_MISLEADING: usize = 20;
/// Of a link: enough to see what it shows.
const MAX_WORDS: usize = 2_000;

#[derive(Default)]
pub struct Written {
    pub html: String,
    pub blocked_images: usize,
    pub tracking_pixels: usize,
    pub misleading_links: Vec<MisleadingLink>,
    /// Image addresses that the second wall must let through.
    pub granted: HashSet<String>,
}

pub fn rewrite(html: &str, reading: &Reading<'_>) -> Written {
    let budget = html.len().saturating_mul(4) + (64 << 10);
    let mut writer =
        Writer { reading, written: Written::default(), nesting: Nesting::new(budget), links: vec![] };
    visit(html, &mut writer);
    writer.nesting.finish();
    writer.judge_ended_links();
    Written { html: writer.nesting.html, ..writer.written }
}

struct Writer<'r, 'c> {
    reading: &'r Reading<'c>,
    written: Written,
    nesting: Nesting,
    /// Those that are open: a cell inside a link may hold another.
    links: Vec<Link>,
}

struct Link {
    url: Url,
    had_credentials: bool,
    words: String,
}

impl Visitor for Writer<'_, '_> {
    fn start(&mut self, element: &Element<'_>) {
        let Some((name, kind)) = allowed::element(element.name) else { return };
        let interrupted = self.nesting.make_room_for(name, kind);
        if !self.nesting.imply_parents_of(name) {
            return;
        }
        match name {
            "img" => self.image(element),
            "a" => self.anchor(element),
            _ if kind == Kind::Void => self.nesting.html.push_str(&tag_of(name, element)),
            _ => {
                self.nesting.push(Open { name, kind, tag: tag_of(name, element) });
                self.nesting.resume(interrupted);
            }
        }
        self.judge_ended_links();
    }

    fn end(&mut self, name: &str) {
        // Browsers make an element of these two even without a start.
        if name == "br" || (name == "p" && !self.nesting.has("p")) {
            self.nesting.imply_parents_of("br");
            self.nesting.html.push_str("<br>");
        } else if let Some((name, kind)) = allowed::element(name) {
            self.nesting.end(name, kind);
            self.judge_ended_links();
        }
    }

    fn text(&mut self, text: &str) {
        let shown: String = text.chars().filter(|c| !is_hidden(*c) && !is_control(*c)).collect();
        if !shown.bytes().all(|b| b.is_ascii_whitespace()) {
            self.nesting.imply_parents_of("#text");
        }
        for link in self.links.iter_mut().filter(|link| link.words.len() < MAX_WORDS) {
            link.words.push_str(shown.get(..shown.floor_char_boundary(MAX_WORDS)).unwrap_or_default());
        }
        self.nesting.html.push_str(&escape(&shown));
    }
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t' | '\r')
}

impl Writer<'_, '_> {
    fn anchor(&mut self, element: &Element<'_>) {
        self.nesting.end_outer_link();
        self.judge_ended_links();
        let Some(url) = element.attribute("href").and_then(link::target) else { return };
        let (url, had_credentials) = link::without_credentials(url);
        let mut tag = format!("<a href=\"{}\"", escape(url.as_str()));
        push_attributes(&mut tag, "a", element, &["href"]);
        tag.push('>');
        if self.nesting.push(Open { name: "a", kind: Kind::Formatting, tag }) {
            self.links.push(Link { url, had_credentials, words: String::new() });
        }
    }

    /// The innermost links end first, and each was opened by [`Self::anchor`].
    fn judge_ended_links(&mut self) {
        for _ in 0..std::mem::take(&mut self.nesting.ended_links) {
            let Some(link) = self.links.pop() else { return };
            if let Some(found) = link::misleading(&link.words, &link.url, link.had_credentials)
                && self.written.misleading_links.len() < MAX_MISLEADING
            {
                self.written.misleading_links.push(found);
            }
        }
    }

    fn image(&mut self, element: &Element<'_>) {
        let mut tag = String::from("<img");
        match image::judge(element, self.reading) {
            Image::TrackingPixel => {
                self.written.tracking_pixels += 1;
                return;
            }
            Image::Attached(url) => {
                push_attribute(&mut tag, "src", &url);
                self.written.granted.insert(url);
            }
            Image::Remote(url) => {
                push_attribute(&mut tag, "src", &url);
                push_attribute(&mut tag, "referrerpolicy", "no-referrer");
            }
            Image::Blocked => {
                self.written.blocked_images += 1;
                push_attribute(&mut tag, "data-blocked", "remote");
            }
            Image::Empty => {
                if element.attribute("alt").is_none_or(|alt| alt.trim().is_empty()) {
                    return;
                }
            }
        }
        push_attributes(&mut tag, "img", element, &["src", "data-blocked", "referrerpolicy"]);
        tag.push('>');
        self.nesting.html.push_str(&tag);
    }
}

fn tag_of(name: &str, element: &Element<'_>) -> String {
    let mut tag = format!("<{name}");
    push_attributes(&mut tag, name, element, &[]);
    tag.push('>');
    tag
}

fn push_attributes(tag: &mut String, name: &str, element: &Element<'_>, but: &[&str]) {
    for (attribute, value) in element.attributes().filter(|(attribute, _)| !but.contains(attribute)) {
        if let Some(value) = allowed::attribute(name, attribute, value) {
            push_attribute(tag, attribute, &value);
        }
    }
}

fn push_attribute(tag: &mut String, name: &str, value: &str) {
    tag.push(' ');
    tag.push_str(name);
    tag.push_str("=\"");
    tag.push_str(&escape(value));
    tag.push('"');
}
