//! Chooses what is read and what is attached, by the algorithm of JMAP (RFC 8621, 4.1.4).
//! It decides alike for every shape of multipart, so that a text never hides behind an attachment or the reverse.

use std::collections::HashSet;

use super::structure::Entity;
use super::{decode, flowed};
use crate::message::clean::clean_text;
use crate::message::email::{Attachment, Loss};
use crate::message::file_name::{fallback_name, safe_file_name};
use crate::message::text;

/// Beyond this a text is cut: nobody reads it in a page, everybody can download it.
pub const MAX_TEXT: usize = 4 << 20;

#[derive(Default)]
pub struct Bodies {
    pub text: Option<String>,
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    pub losses: Vec<Loss>,
}

pub fn choose(raw: &[u8], root: &Entity<'_>) -> Bodies {
    let mut choice = Choice::default();
    choice.walk(
        std::slice::from_ref(root),
        "mixed",
        Context { in_alternative: false, text: true, html: true },
    );

    let mut bodies = Bodies::default();
    let Choice { text: text_parts, html: html_parts, attached } = choice;
    let has = |parts: &[&Entity<'_>], kind: &str| parts.iter().any(|p| p.content_type == kind);
    if has(&text_parts, "text/plain") {
        bodies.text = Some(bodies.join(raw, &text_parts, "\n", |body, is_html| {
            if is_html { text::html_to_text(body) } else { body.to_owned() }
        }));
    }
    if has(&html_parts, "text/html") {
        bodies.html = Some(bodies.join(raw, &html_parts, "<hr>", |body, is_html| {
            if is_html { body.to_owned() } else { text::text_to_html(body) }
        }));
    }

    let named = bodies.html.as_deref().map(cids).unwrap_or_default();
    let shown_apart = text_parts.iter().chain(&html_parts).filter(|part| !is_text(part));
    let mut seen = HashSet::new();
    for part in shown_apart.chain(&attached) {
        if seen.insert(part.id.as_str()) {
            bodies.attachments.push(attachment(raw, part, &named));
        }
    }
    bodies.attachments.sort_by_key(|attached| order(&attached.part_id));
    bodies
}

impl Bodies {
    fn join(
        &mut self,
        raw: &[u8],
        parts: &[&Entity<'_>],
        between: &str,
        convert: impl Fn(&str, bool) -> String,
    ) -> String {
        let mut joined = String::new();
        for part in parts.iter().filter(|part| is_text(part)) {
            if joined.len() > MAX_TEXT {
                break;
            }
            let body = self.text_of(raw, part);
            let converted = convert(&body, part.content_type == "text/html");
            if !joined.is_empty() {
                joined.push_str(between);
            }
            joined.push_str(&converted);
        }
        self.cut(&mut joined);
        joined
    }

    fn text_of(&mut self, raw: &[u8], part: &Entity<'_>) -> String {
        let content = decode::beginning(raw, part, MAX_TEXT);
        let mut body = decode::text(&content, part.parameter("charset"));
        if content.len() > MAX_TEXT {
            self.lost();
        }
        self.cut(&mut body);
        if part.content_type == "text/html" {
            return body.replace("\r\n", "\n");
        }
        let body = clean_text(&body);
        let is_flowed = part.parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
        let delete_space = part.parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        if is_flowed { flowed::unwrap(&body, delete_space) } else { body }
    }

    fn cut(&mut self, body: &mut String) {
        if body.len() > MAX_TEXT {
            body.truncate(body.floor_char_boundary(MAX_TEXT));
            self.lost();
        }
    }

    fn lost(&mut self) {
        if !self.losses.contains(&Loss::Text) {
            self.losses.push(Loss::Text);
        }
    }
}

/// The lists of the algorithm.
#[derive(Default)]
struct Choice<'e, 'a> {
    text: Vec<&'e Entity<'a>>,
    html: Vec<&'e Entity<'a>>,
    attached: Vec<&'e Entity<'a>>,
}

/// What holds at one level of the tree: below an alternative, a branch feeds one of the two lists only.
#[derive(Clone, Copy)]
struct Context {
    in_alternative: bool,
    text: bool,
    html: bool,
}

impl<'e, 'a> Choice<'e, 'a> {
    fn walk(&mut self, parts: &'e [Entity<'a>], multipart: &str, mut context: Context) {
        let (texts_before, htmls_before) = (self.text.len(), self.html.len());
        for (index, part) in parts.iter().enumerate() {
            if part.is_multipart() {
                let kind = part.content_type.strip_prefix("multipart/").unwrap_or_default();
                let in_alternative = context.in_alternative || kind == "alternative";
                self.walk(&part.children, kind, Context { in_alternative, ..context });
            } else if is_inline(part, index, multipart) {
                self.place(part, multipart, &mut context);
            } else {
                self.attached.push(part);
            }
        }
        if multipart == "alternative" && context.text && context.html {
            // One of the two was missing: each reader gets the one there is.
            if self.text.len() == texts_before {
                self.text.extend(self.html.iter().skip(htmls_before));
            } else if self.html.len() == htmls_before {
                self.html.extend(self.text.iter().skip(texts_before));
            }
        }
    }

    fn place(&mut self, part: &'e Entity<'a>, multipart: &str, context: &mut Context) {
        let kind = part.content_type.as_str();
        if multipart == "alternative" {
            match kind {
                "text/plain" if context.text => self.text.push(part),
                "text/html" if context.html => self.html.push(part),
                _ => self.attached.push(part),
            }
            return;
        }
        if context.in_alternative {
            match kind {
                "text/plain" => context.html = false,
                "text/html" => context.text = false,
                _ => {}
            }
        }
        if context.text {
            self.text.push(part);
        }
        if context.html {
            self.html.push(part);
        }
        if !(context.text && context.html) && is_media(part) {
            self.attached.push(part);
        }
    }
}

fn is_inline(part: &Entity<'_>, index: usize, multipart: &str) -> bool {
    !part.is_attachment()
        && (is_text(part) || is_media(part))
        && (index == 0 || (multipart != "related" && (is_media(part) || part.file_name().is_none())))
}

fn is_text(part: &Entity<'_>) -> bool {
    matches!(part.content_type.as_str(), "text/plain" | "text/html")
}

fn is_media(part: &Entity<'_>) -> bool {
    ["image/", "audio/", "video/"].iter().any(|kind| part.content_type.starts_with(kind))
}

fn attachment(raw: &[u8], part: &Entity<'_>, named: &HashSet<String>) -> Attachment {
    let content_id =
        part.headers.first("content-id").and_then(|value| super::field::ids(value).into_iter().next());
    let children = part.children.first().map(|message| choose(raw, message).attachments).unwrap_or_default();
    Attachment {
        part_id: part.id.clone(),
        name: name(part),
        content_type: part.content_type.clone(),
        size: decode::content_size(raw, part),
        inline: content_id.as_ref().is_some_and(|id| named.contains(&id.to_ascii_lowercase())),
        content_id,
        children,
    }
}

fn name(part: &Entity<'_>) -> String {
    let given = part.file_name().and_then(safe_file_name);
    let subject = || {
        let subject = part.children.first()?.headers.first("subject").map(super::field::text)?;
        safe_file_name(&subject.replace(['/', '\\'], "_")).map(|stem| format!("{stem}.eml"))
    };
    given.or_else(subject).unwrap_or_else(|| fallback_name(&part.id, &part.content_type))
}

/// The content ids that an HTML body names, lower case.
fn cids(html: &str) -> HashSet<String> {
    let ends = |c: char| matches!(c, '"' | '\'' | '>' | '<' | ')' | ';') || c.is_whitespace();
    let decode = |raw: &str| percent_decode(raw).to_ascii_lowercase();
    html.match_indices([':'])
        .filter(|(at, _)| html.get(at.saturating_sub(3)..*at).is_some_and(|s| s.eq_ignore_ascii_case("cid")))
        .filter_map(|(at, _)| {
            let rest = html.get(at + 1..)?;
            let window = rest.get(..rest.floor_char_boundary(300))?;
            window.split(ends).next().filter(|id| !id.is_empty()).map(decode)
        })
        .take(1_000)
        .collect()
}

/// `%40` in a `cid:` address stands for `@` (RFC 2392).
pub fn percent_decode(raw: &str) -> String {
    percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned()
}

/// Part numbers sort as numbers: 2 before 10.
fn order(id: &str) -> Vec<u32> {
    id.split('.').map(|n| n.parse().unwrap_or(0)).collect()
}
