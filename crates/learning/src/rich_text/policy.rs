//! What rich text may hold, as a table for ammonia: everything that is not named here goes.
//! Old and foreign elements (`h1`, `b`, `div`…) pass, because `tidy` turns them into ours instead of losing them.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use ammonia::{Builder, UrlRelative};

/// Elements we keep.
const OURS: &[&str] = &[
    "a",
    "abbr",
    "blockquote",
    "br",
    "caption",
    "code",
    "details",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Elements that `tidy` turns into ours.
const FOREIGN: &[&str] = &["b", "del", "div", "h1", "h5", "h6", "i", "ins", "strike"];
/// Elements that go with all they hold; of others that are not named, the content stays.
const WITH_CONTENT: &[&str] = &[
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "template",
    "noscript",
    "title",
    "textarea",
    "select",
    "svg",
    "math",
    "audio",
    "video",
    "canvas",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
];
/// Where links may lead, besides our own pages.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];
/// Where our files are.
const FILES: &str = "/fichiers/";

/// The path of each pasted image that has been stored, by its `data:` address.
pub type Stored = Arc<HashMap<String, String>>;

/// Applies the table.
pub fn clean(html: &str, stored: &Stored) -> String {
    let mut builder = table();
    let stored = Arc::clone(stored);
    builder.attribute_filter(move |element, attribute, value| match (element, attribute) {
        ("img", "src") => image_source(value, &stored),
        ("a", "href") => is_safe_link(value).then_some(Cow::Borrowed(value)),
        ("img", "width" | "height") => is_number(value, 1, 5_000).then_some(Cow::Borrowed(value)),
        ("td" | "th", "colspan" | "rowspan") => is_number(value, 1, 100).then_some(Cow::Borrowed(value)),
        ("ol", "start") => is_number(value, 0, 99_999).then_some(Cow::Borrowed(value)),
        ("details", "open") => Some(Cow::Borrowed("")),
        (_, "lang") => is_language(value).then_some(Cow::Borrowed(value)),
        _ => Some(Cow::Borrowed(value)),
    });
    builder.clean(html).to_string()
}

/// Every `data:` address of an image, in order.
pub fn data_sources(html: &str) -> Vec<String> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&found);
    let mut builder = table();
    builder.attribute_filter(move |element, attribute, value| {
        if (element, attribute) == ("img", "src")
            && value.starts_with("data:")
            && let Ok(mut seen) = seen.lock()
        {
            seen.push(value.to_owned());
        }
        None
    });
    let _ = builder.clean(html);
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut found)
}

fn table() -> Builder<'static> {
    let mut builder = Builder::empty();
    let attributes: [(&str, &[&str]); 8] = [
        ("a", &["href"]),
        ("abbr", &["title"]),
        ("details", &["open"]),
        ("img", &["src", "alt", "width", "height"]),
        ("ol", &["start"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("code", &[]),
    ];
    let scopes = HashMap::from([("scope", HashSet::from(["col", "row", "colgroup", "rowgroup"]))]);
    let mut schemes: HashSet<&str> = SCHEMES.iter().copied().collect();
    // Only so that the filter sees pasted images; it lets none of these addresses through.
    schemes.insert("data");
    builder
        .tags(OURS.iter().chain(FOREIGN).copied().collect())
        .clean_content_tags(WITH_CONTENT.iter().copied().collect())
        .tag_attributes(
            attributes.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect(),
        )
        .tag_attribute_values(HashMap::from([("th", scopes)]))
        .generic_attributes(HashSet::from(["lang"]))
        .url_schemes(schemes)
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true);
    builder
}

fn image_source<'a>(source: &'a str, stored: &Stored) -> Option<Cow<'a, str>> {
    if source.starts_with("data:") {
        return stored.get(source).filter(|path| is_our_file(path)).cloned().map(Cow::Owned);
    }
    is_our_file(source).then_some(Cow::Borrowed(source))
}

/// A path below our files that no browser could read as another one.
fn is_our_file(path: &str) -> bool {
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~' | '%' | '?' | '=' | '&')
    };
    let lower = path.to_ascii_lowercase();
    path.strip_prefix(FILES).is_some_and(|rest| !rest.is_empty())
        && path.chars().all(plain)
        && !path.contains("//")
        && !path.contains("..")
        && !["%2e", "%2f", "%5c"].iter().any(|hidden| lower.contains(hidden))
}

/// A path of ours, an anchor, or an address of one of the schemes; never one that hides its scheme.
fn is_safe_link(address: &str) -> bool {
    if address.is_empty() || address.len() > 2_000 || address.contains(|c: char| c.is_control()) {
        return false;
    }
    if let Some(path) = address.strip_prefix('/') {
        // “//elsewhere” and “/\elsewhere” leave our site.
        return !path.starts_with(['/', '\\']);
    }
    if address.starts_with(['#', '?']) {
        return true;
    }
    address.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty() && SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

fn is_number(text: &str, least: u32, most: u32) -> bool {
    text.len() <= 5
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.parse().is_ok_and(|n: u32| (least..=most).contains(&n))
}

/// A language tag such as “en” or “pt-BR”.
fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_files_and_nothing_else_are_images() {
        for path in
            ["/fichiers/0199ab/photo-1.png", "/fichiers/a/b.jpg?taille=2", "/fichiers/%C3%A9t%C3%A9.png"]
        {
            assert!(is_our_file(path), "{path}");
        }
        for path in [
            "",
            "/fichiers/",
            "/fichiers",
            "fichiers/a.png",
            "//fichiers/a.png",
            "/fichiers/../compte/deconnexion",
            "/fichiers/%2e%2e/compte",
            "/fichiers/%2E%2E%2Fcompte",
            "/fichiers//autre.example/a",
            "/fichiers/a b.png",
            "/fichiers/\\autre.example",
            "/compte/deconnexion",
            "https://autre.example/fichiers/a.png",
            "/Fichiers/a.png",
        ] {
            assert!(!is_our_file(path), "{path}");
        }
    }

    #[test]
    fn links_lead_where_they_say() {
        for address in [
            "https://eduscol.example/a?b=c#d",
            "HTTP://exemple.fr",
            "mailto:a@b.fr",
            "tel:+33100000000",
            "/magistere/ac-demo",
            "/",
            "#partie-2",
            "?page=2",
        ] {
            assert!(is_safe_link(address), "{address}");
        }
        for address in [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "\u{1}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//autre.example",
            "/\\autre.example",
            "\\\\autre.example",
            "autre.example",
            "https:",
            "blob:https://a",
        ] {
            assert!(!is_safe_link(address), "{address}");
        }
    }

    #[test]
    fn languages_have_the_shape_of_tags() {
        assert!(is_language("en") && is_language("pt-BR") && is_language("zh-Hans-CN"));
        assert!(
            !is_language("e")
                && !is_language("en_GB")
                && !is_language("en-")
                && !is_language("très-long-étiquette")
        );
    }
}
