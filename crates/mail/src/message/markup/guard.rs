//! Refuses markup made to exhaust a parser, before any parser sees it.
//! html5ever compares each attribute with all others of its tag, and a tree costs the square of its worst nesting.

/// Far above any newsletter; a message that large was made by a program gone wrong or by an enemy.
pub const MAX_BYTES: usize = 2 << 20;
const MAX_TAGS: usize = 40_000;
const MAX_ATTRIBUTES: usize = 200;
/// Work allowed for each byte of markup. Honest tags do not overlap, so that one is nearly enough.
const MAX_WORK: usize = 8;

/// The markup, cut to a length that can be shown; `None` when it is not worth parsing.
pub fn bounded(html: &str) -> Option<&str> {
    let html = html.get(..html.floor_char_boundary(MAX_BYTES))?;
    is_simple(html.as_bytes()).then_some(html)
}

/// The text between the tags, for markup that is not worth parsing.
pub fn strip(html: &str) -> String {
    let html = html.get(..html.floor_char_boundary(MAX_BYTES)).unwrap_or_default();
    let mut text = String::new();
    for (index, piece) in html.split('<').enumerate() {
        let shown = if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, after)| after) };
        text.push_str(shown);
    }
    text
}

/// Every tag a tokenizer can ever see starts at `<` and a letter (or `</` and a letter), whatever the context,
/// and ends by the rules below; so counting from each such place bounds what any context can make of it.
fn is_simple(html: &[u8]) -> bool {
    let mut tags = 0;
    let mut work = html.len().saturating_mul(MAX_WORK) + (64 << 10);
    for (at, _) in html.iter().enumerate().filter(|(_, b)| **b == b'<') {
        let after = html.get(at + 1..).unwrap_or_default();
        let name = after.strip_prefix(b"/").unwrap_or(after);
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        tags += 1;
        let (attributes, length) = measure(name);
        if tags > MAX_TAGS || attributes > MAX_ATTRIBUTES || length > work {
            return false;
        }
        work -= length;
    }
    true
}

/// Attributes of the tag whose name starts here, and bytes looked at. Stops early once there are too many.
fn measure(tag: &[u8]) -> (usize, usize) {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Name,
        Between,
        Attribute,
        BeforeValue,
        Unquoted,
        Quoted(u8),
    }
    let mut state = At::Name;
    let mut attributes = 0;
    for (index, &byte) in tag.iter().enumerate() {
        let blank = byte.is_ascii_whitespace();
        state = match (state, byte) {
            (At::Quoted(quote), _) if byte == quote => At::Between,
            (At::Quoted(quote), _) => At::Quoted(quote),
            (_, b'>') => return (attributes, index + 1),
            (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
            (At::BeforeValue, _) if blank => At::BeforeValue,
            (At::BeforeValue | At::Unquoted, _) if !blank => At::Unquoted,
            // Between a name and its `=` there may be blanks: a `=` always leads to a value, counted or not.
            (At::Attribute | At::Between, b'=') if attributes > 0 => At::BeforeValue,
            (At::Name, _) if !blank && byte != b'/' => At::Name,
            (At::Attribute, _) if !blank && byte != b'/' => At::Attribute,
            (At::Between, _) if !blank && byte != b'/' => {
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    return (attributes, index + 1);
                }
                At::Attribute
            }
            _ => At::Between,
        };
    }
    (attributes, tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_a_tokenizer_does() {
        for (tag, expected) in [
            ("a>", 0),
            ("a href=x>", 1),
            ("a href = 'x y' b>", 2),
            ("a/b/c='/ d e'f=\"g h\"i>", 4),
            ("a b=c/d e>", 2),
            ("a b=c\"d e'>", 2),
            ("img alt='>' src=x>", 2),
        ] {
            assert_eq!(measure(tag.as_bytes()).0, expected, "{tag}");
        }
    }

    #[test]
    fn ordinary_markup_passes() {
        assert!(bounded(&"<p class=\"a\" style='b: c'>mot <b>gras</b></p>".repeat(5_000)).is_some());
        assert!(
            bounded(&format!("<img src=\"data:image/png;base64,{}\">", "aB/+ ".repeat(100_000))).is_some()
        );
        assert!(bounded("a < b, 1<2, <3").is_some());
    }

    #[test]
    fn what_exhausts_a_parser_does_not() {
        let attributes = (0..1_000).map(|n| format!(" a{n}")).collect::<Vec<_>>().concat();
        assert!(bounded(&format!("<p{attributes}>")).is_none());
        assert!(bounded(&format!("<!-- <a b=\" --> <p{attributes}>")).is_none());
        assert!(bounded(&format!("</p{attributes}>")).is_none());
        assert!(bounded(&"<div>".repeat(50_000)).is_none());
        assert!(bounded(&"<a/b=".repeat(30_000)).is_none());
        assert!(bounded(&"<a".repeat(30_000)).is_none());
    }

    #[test]
    fn stripping_leaves_words() {
        assert_eq!(strip("a<b>c</b>d <e"), "acd ");
    }
}
