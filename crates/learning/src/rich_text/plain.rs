//! Between plain text and HTML, both ways: what an author without the editor types, and the words of a page.
//! Blank lines part paragraphs, single line breaks stay.

use super::tokens::{Token, attribute, decode, encode, is_inline, tokens};

/// Names that make a text HTML when one of them follows “<”. Anything else, such as « <nom> », is what people type.
const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "article",
    "audio",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "code",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "dd",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "li",
    "link",
    "main",
    "mark",
    "math",
    "meta",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "u",
    "ul",
    "video",
];

/// Whether a text has no tag at all.
pub fn is_plain(text: &str) -> bool {
    text.match_indices('<').all(|(at, _)| {
        let tag = text.get(at + 1..).unwrap_or_default();
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default();
        !tag.starts_with("!--") && !KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
    })
}

/// Paragraphs out of plain text.
pub fn to_paragraphs(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let mut html = String::with_capacity(visible.len() + 16);
    let mut in_paragraph = false;
    for line in visible.lines().map(str::trim) {
        if line.is_empty() {
            if in_paragraph {
                html.push_str("</p>");
                in_paragraph = false;
            }
            continue;
        }
        html.push_str(if in_paragraph { "<br>" } else { "<p>" });
        in_paragraph = true;
        html.push_str(&encode(line));
    }
    if in_paragraph {
        html.push_str("</p>");
    }
    html
}

/// The words of clean HTML, a line for each block.
pub fn of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    for token in tokens(html) {
        match token {
            Token::Text(part) => text.push_str(&decode(part)),
            Token::Open { name: "img", attributes } => {
                if let Some(alt) = attribute(attributes, "alt") {
                    text.push_str(&decode(alt));
                }
            }
            Token::Open { name: "br" | "hr", .. } => text.push('\n'),
            // Cells of a row stay on its line.
            Token::Close("td" | "th") => text.push(' '),
            Token::Open { name: "td" | "th", .. } => {}
            Token::Open { name, .. } | Token::Close(name) if is_inline(name) => {}
            Token::Open { .. } | Token::Close(_) => text.push('\n'),
        }
    }
    let squeeze =
        |line: &str| line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    text.lines().map(squeeze).filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// The beginning of a text on one line, at most so many characters, the sign « … » counted.
pub fn preview(text: &str, characters: usize) -> String {
    let line = text.split(['\n', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= characters {
        return line;
    }
    let room = characters.saturating_sub(1);
    let cut: String = line.chars().take(room).collect();
    let next_is_space = line.chars().nth(room) == Some(' ');
    // A word longer than the room is cut inside.
    let end = if next_is_space { cut.len() } else { cut.rfind(' ').unwrap_or(cut.len()) };
    format!("{}…", cut.get(..end).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(
            to_paragraphs("Bonjour,\r\n\r\n\r\nUn\nDeux\n \nTrois & <nom>\u{0}"),
            "<p>Bonjour,</p><p>Un<br>Deux</p><p>Trois &amp; &lt;nom&gt;</p>"
        );
        assert_eq!(to_paragraphs(" \n\t\n"), "");
    }

    #[test]
    fn only_known_tags_make_a_text_html() {
        for text in
            ["", "a < b", "1<2 et 3>2", "<3", "cher <nom>", "x <", "a <- b", "&amp; &lt;p&gt;", "< p>"]
        {
            assert!(is_plain(text), "{text}");
        }
        for html in [
            "<p>a</p>",
            "a<br>b",
            "a</div>",
            "<SCRIPT>x",
            "<img/src=x onerror=y>",
            "<!-- a -->",
            "<a\nhref=x>",
        ] {
            assert!(!is_plain(html), "{html}");
        }
    }

    #[test]
    fn the_words_of_a_page_are_lines() {
        let html = "<h2>Titre</h2><p>Un <strong>mot</strong>&nbsp;: &lt;b&gt;<br>suite</p><ul><li><p>a</p></li><li>b</li></ul>\
                    <table><tbody><tr><th scope=\"col\">c</th><td>d</td></tr></tbody></table>\
                    <p><img src=\"/fichiers/x\" alt=\"Une &quot;cour&quot;\"></p>";
        assert_eq!(of_html(html), "Titre\nUn mot\u{a0}: <b>\nsuite\na\nb\nc d\nUne \"cour\"");
    }

    #[test]
    fn a_preview_is_cut_between_words() {
        assert_eq!(preview("Un deux\ntrois", 20), "Un deux trois");
        assert_eq!(preview("Un deux trois", 10), "Un deux…");
        assert_eq!(preview("Un deux trois", 8), "Un deux…");
        assert_eq!(preview("Anticonstitutionnellement", 6), "Antic…");
        assert_eq!(preview("éé éé", 4), "éé…");
        assert_eq!(preview("abc", 0), "…");
    }
}
