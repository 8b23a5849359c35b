//! Inline style by allow-list: known properties, and values made of words, numbers, colours and quoted font names.
//! Each value is judged character by character and written anew, so that no escape, comment or function gets by.

/// Text and boxes, nothing that takes an element out of the flow (`position`, `z-index`, `transform`) or fetches.
const PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "quotes",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-decoration-line",
    "text-indent",
    "text-transform",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
];

const MAX_STYLE: usize = 8_000;
const MAX_VALUE: usize = 300;

/// The declarations kept, written `name:value;name:value`; `None` when there are none.
pub fn filter(style: &str) -> Option<String> {
    let style = style.get(..style.floor_char_boundary(MAX_STYLE))?;
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

fn declaration(raw: &str) -> Option<String> {
    let (name, value) = raw.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (PROPERTIES.binary_search(&name.as_str()).is_ok() && is_sound(&name, &value))
        .then(|| format!("{name}:{value}"))
}

fn is_sound(name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let characters =
        value.chars().all(|c| c.is_ascii_alphanumeric() || " #%.,()'\"!+-_/".contains(c) || is_letter(c));
    let word =
        |w: &str| lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|piece| piece == w);
    !value.is_empty()
        && value.len() <= MAX_VALUE
        && characters
        && functions_are_colours(&lower)
        && is_balanced(value)
        // A comment hides what follows from us and not from others.
        && !value.contains("/*")
        && !value.contains("*/")
        && !value.contains("//")
        && match name {
            // Boxes laid over others can hide the true address of a link.
            n if n.starts_with("margin") || n == "text-indent" => !lower.contains('-'),
            "display" => !word("contents") && !word("flow-root"),
            "overflow" => lower == "hidden" || lower == "visible" || lower == "auto",
            "font-family" | "quotes" | "font" => true,
            _ => !value.contains(['"', '\'']),
        }
}

/// Names of fonts may be written in any script.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

/// `rgb( … )` and its like only: every other function fetches, computes or reads what it should not.
fn functions_are_colours(lower: &str) -> bool {
    lower.match_indices('(').all(|(at, _)| {
        let before = lower.get(..at).unwrap_or_default();
        let name = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        matches!(name, "rgb" | "rgba" | "hsl" | "hsla")
    })
}

fn is_balanced(value: &str) -> bool {
    let mut quote = None;
    let mut depth = 0_i32;
    for c in value.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    quote.is_none() && depth == 0
}

/// A length in pixels of a declared size, for the images that hide: `width:1px`.
pub fn pixels(style: &str, property: &str) -> Option<f32> {
    style
        .split(';')
        .filter_map(|d| d.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(property))
        .and_then(|(_, value)| {
            let value = value.trim().to_ascii_lowercase();
            let number = value.split_whitespace().next()?;
            number.strip_suffix("px").unwrap_or(number).parse().ok()
        })
}

/// `display:none` and its like.
pub fn hides(style: &str) -> bool {
    let folded: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    ["display:none", "visibility:hidden"].iter().any(|hidden| folded.contains(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(PROPERTIES.is_sorted());
    }

    #[test]
    fn ordinary_style_is_kept_and_tidied() {
        for (style, expected) in [
            ("color: red; ", "color:red"),
            (
                "COLOR:#FFF;font-family:'Comic Sans MS', \"Été\", serif",
                "color:#FFF;font-family:'Comic Sans MS', \"Été\", serif",
            ),
            (
                "background:rgb(1, 2,3) ; margin: 0 auto !important",
                "background:rgb(1, 2,3);margin:0 auto !important",
            ),
            ("width:100%;line-height:1.5;mso-line-height-rule:exactly", "width:100%;line-height:1.5"),
        ] {
            assert_eq!(filter(style).as_deref(), Some(expected), "{style}");
        }
    }

    #[test]
    fn what_fetches_covers_or_hides_is_not() {
        for style in [
            "background:url(http://x)",
            "background:URL ('x')",
            "background-image:url(x)",
            "background:u\\72l(http://x)",
            "background:u/**/rl(x)",
            "background:image-set('x' 1x)",
            "background:-webkit-cross-fade(x)",
            "width:expression(alert(1))",
            "width:calc(100% - 1px)",
            "color:var(--x)",
            "position:fixed",
            "z-index:9",
            "margin-left:-9999px",
            "list-style:url('x')",
            "behavior:url(x)",
            "-moz-binding:url(x)",
            "color:red}body{color:blue",
            "font-family:'x",
            "font-family:x')",
            "@import 'x'",
            "color:\\72 ed",
            "content:'x'",
            "color:<x>",
            "background:&#117;rl(x)",
            "color",
            "",
            ";;;",
        ] {
            assert_eq!(filter(style), None, "{style}");
        }
        assert_eq!(filter("font-family:'a;b';color:red").as_deref(), Some("color:red"));
    }

    #[test]
    fn sizes_are_read() {
        assert_eq!(pixels("Width: 1px", "width"), Some(1.0));
        assert_eq!(pixels("max-width:1px", "width"), None);
        assert!(hides("DISPLAY : none") && !hides("display:block"));
    }

    proptest! {
        #[test]
        fn whatever_is_kept_is_kept_again(style in r#"([a-z-]{1,12}|color|background|font-family|margin)(:| : )[a-z0-9 #%.,()'"\\/*;:-]{0,40}(;color:red)?"#) {
            if let Some(kept) = filter(&style) {
                prop_assert_eq!(filter(&kept), Some(kept.clone()));
                let forbidden = kept.contains(['\\', '<', '{', '@']) || kept.to_lowercase().contains("url(");
                prop_assert!(!forbidden, "{}", kept);
            }
        }
    }
}
