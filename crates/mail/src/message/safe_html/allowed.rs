//! Which elements and attributes a message may use: what it takes to write and lay out a letter, and nothing more.
//! Both walls read these lists, so that they cannot disagree.

/// How an element takes part in nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No content, no end tag.
    Void,
    /// Bold and its like: taken up again after a block interrupts them, as browsers do.
    Formatting,
    /// Starts on a new line, ends the paragraph before it.
    Block,
    /// Cells and captions: what is open outside cannot be closed inside.
    Boundary,
    Other,
}

pub const ELEMENTS: &[(&str, Kind)] = &[
    ("a", Kind::Formatting),
    ("abbr", Kind::Other),
    ("address", Kind::Block),
    ("article", Kind::Block),
    ("aside", Kind::Block),
    ("b", Kind::Formatting),
    ("bdi", Kind::Other),
    ("big", Kind::Formatting),
    ("blockquote", Kind::Block),
    ("br", Kind::Void),
    ("caption", Kind::Boundary),
    ("center", Kind::Block),
    ("cite", Kind::Other),
    ("code", Kind::Formatting),
    ("col", Kind::Void),
    ("colgroup", Kind::Other),
    ("dd", Kind::Block),
    ("del", Kind::Other),
    ("dfn", Kind::Other),
    ("div", Kind::Block),
    ("dl", Kind::Block),
    ("dt", Kind::Block),
    ("em", Kind::Formatting),
    ("figcaption", Kind::Block),
    ("figure", Kind::Block),
    ("font", Kind::Formatting),
    ("footer", Kind::Block),
    ("h1", Kind::Block),
    ("h2", Kind::Block),
    ("h3", Kind::Block),
    ("h4", Kind::Block),
    ("h5", Kind::Block),
    ("h6", Kind::Block),
    ("header", Kind::Block),
    ("hr", Kind::Void),
    ("i", Kind::Formatting),
    ("img", Kind::Void),
    ("ins", Kind::Other),
    ("kbd", Kind::Other),
    ("li", Kind::Block),
    ("main", Kind::Block),
    ("mark", Kind::Other),
    ("nav", Kind::Block),
    ("ol", Kind::Block),
    ("p", Kind::Block),
    ("pre", Kind::Block),
    ("q", Kind::Other),
    ("s", Kind::Formatting),
    ("samp", Kind::Other),
    ("section", Kind::Block),
    ("small", Kind::Formatting),
    ("span", Kind::Other),
    ("strike", Kind::Formatting),
    ("strong", Kind::Formatting),
    ("sub", Kind::Other),
    ("sup", Kind::Other),
    ("table", Kind::Boundary),
    ("tbody", Kind::Other),
    ("td", Kind::Boundary),
    ("tfoot", Kind::Other),
    ("th", Kind::Boundary),
    ("thead", Kind::Other),
    ("time", Kind::Other),
    ("tr", Kind::Other),
    ("tt", Kind::Formatting),
    ("u", Kind::Formatting),
    ("ul", Kind::Block),
    ("var", Kind::Other),
    ("wbr", Kind::Void),
];

/// The element as we write it, and how it nests.
pub fn element(name: &str) -> Option<(&'static str, Kind)> {
    ELEMENTS.binary_search_by_key(&name, |(known, _)| known).ok().and_then(|at| ELEMENTS.get(at)).copied()
}

/// On any element. `style` has its own list; `class` and `id` could meet our own styles and are left out.
pub const EVERYWHERE: &[&str] = &["dir", "lang", "style", "title"];

/// Element, attributes. `href` and `src` are judged apart.
pub const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("blockquote", &["type"]),
    ("col", &["align", "span", "valign", "width"]),
    ("colgroup", &["align", "span", "valign", "width"]),
    ("div", &["align"]),
    ("font", &["color", "face", "size"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("hr", &["align", "color", "size", "width"]),
    (
        "img",
        &[
            "align",
            "alt",
            "border",
            "data-blocked",
            "height",
            "hspace",
            "referrerpolicy",
            "src",
            "vspace",
            "width",
        ],
    ),
    ("li", &["type", "value"]),
    ("ol", &["start", "type"]),
    ("p", &["align"]),
    ("table", &["align", "bgcolor", "border", "cellpadding", "cellspacing", "height", "width"]),
    ("tbody", &["align", "valign"]),
    ("td", &["align", "bgcolor", "colspan", "headers", "height", "nowrap", "rowspan", "valign", "width"]),
    ("tfoot", &["align", "valign"]),
    (
        "th",
        &[
            "align", "bgcolor", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign",
            "width",
        ],
    ),
    ("thead", &["align", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["align", "bgcolor", "height", "valign"]),
    ("ul", &["type"]),
];

/// The value fit to write, or `None` to leave the attribute out.
pub fn attribute(element: &str, name: &str, value: &str) -> Option<String> {
    let known = EVERYWHERE.contains(&name)
        || ATTRIBUTES.iter().any(|(e, names)| *e == element && names.contains(&name));
    if !known {
        return None;
    }
    match name {
        "style" => super::style::filter(value),
        "alt" | "title" => Some(crate::message::clean::clean_line(value)),
        "dir" => {
            ["ltr", "rtl", "auto"].into_iter().find(|d| value.eq_ignore_ascii_case(d)).map(str::to_owned)
        }
        "data-blocked" => (value == "remote").then(|| value.to_owned()),
        "referrerpolicy" => (value == "no-referrer").then(|| value.to_owned()),
        "href" | "src" => Some(value.to_owned()),
        "face" => plain(value, 200, |c| c.is_alphanumeric() || " ,-_'".contains(c)),
        "colspan" | "rowspan" | "span" => {
            value.trim().parse::<u16>().ok().filter(|n| *n <= 1_000).map(|n| n.to_string())
        }
        _ => plain(value, 60, |c| c.is_ascii_alphanumeric() || " #%.+-:_*".contains(c)),
    }
}

fn plain(value: &str, max: usize, allowed: impl Fn(char) -> bool) -> Option<String> {
    let value = value.trim();
    (value.len() <= max && value.chars().all(allowed)).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_agree() {
        assert!(ELEMENTS.is_sorted_by_key(|(name, _)| *name));
        assert!(ATTRIBUTES.iter().all(|(name, _)| element(name).is_some()));
        assert_eq!(element("script"), None);
        assert_eq!(element("td"), Some(("td", Kind::Boundary)));
    }

    #[test]
    fn values_are_judged() {
        assert_eq!(attribute("td", "width", " 50% ").as_deref(), Some("50%"));
        assert_eq!(attribute("td", "colspan", "100000"), None);
        assert_eq!(attribute("td", "background", "x"), None);
        assert_eq!(attribute("font", "color", "expression(x)"), None);
        assert_eq!(attribute("p", "onclick", "x"), None);
        assert_eq!(attribute("p", "title", "a\u{202e}b").as_deref(), Some("ab"));
        assert_eq!(attribute("p", "dir", "RTL").as_deref(), Some("rtl"));
    }
}
