//! The second wall: ammonia parses what the first one wrote, as a browser would, and keeps only what our lists allow.
//! It knows nothing of the first wall but its lists and the image addresses we granted ourselves.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use super::allowed::{ATTRIBUTES, ELEMENTS, EVERYWHERE};
use super::style;

pub fn clean(html: &str, granted: HashSet<String>) -> String {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().map(|(name, _)| *name).collect())
        .clean_content_tags(["script", "style", "template", "svg", "math", "iframe", "object"].into())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .tag_attributes(
            ATTRIBUTES
                .iter()
                .map(|(e, names)| (*e, names.iter().copied().collect()))
                .collect::<HashMap<_, _>>(),
        )
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        // Relative addresses reach the filter, which knows the only ones that are ours.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(move |element, name, value| filter(element, name, value, &granted));
    builder.clean(html).to_string()
}

fn filter<'v>(element: &str, name: &str, value: &'v str, granted: &HashSet<String>) -> Option<Cow<'v, str>> {
    let is_web = || value.starts_with("http://") || value.starts_with("https://");
    let kept = match (element, name) {
        ("img", "src") => is_web() || granted.contains(value),
        ("a", "href") => is_web() || value.starts_with("mailto:") || value.starts_with("tel:"),
        (_, "href" | "src") => false,
        (_, "style") => style::filter(value).as_deref() == Some(value),
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}
