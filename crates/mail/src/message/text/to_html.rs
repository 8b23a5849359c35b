//! Plain text as safe HTML: escaped, addresses linked, quotes (`>`) as nested blockquotes.
//! Line ends and runs of spaces are kept, because plain text draws with them.

use super::links::{Piece, pieces};

const MAX_QUOTES: usize = 20;

pub fn text_to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut depth = 0;
    let mut first = true;
    for line in text.lines() {
        let (quotes, content) = quote_depth(line);
        if quotes == depth && !first {
            html.push_str("<br>");
        }
        while depth < quotes {
            html.push_str("<blockquote>");
            depth += 1;
        }
        while depth > quotes {
            html.push_str("</blockquote>");
            depth -= 1;
        }
        push_line(&mut html, content);
        first = false;
    }
    while depth > 0 {
        html.push_str("</blockquote>");
        depth -= 1;
    }
    html
}

/// For text and double-quoted attributes alike.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// `> > texte` and `>> texte` are both of depth 2.
fn quote_depth(line: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = line;
    while let Some(after) = rest.strip_prefix('>') {
        depth += 1;
        rest = if after.starts_with(" >") { after.get(1..).unwrap_or_default() } else { after };
    }
    let content = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    (depth.min(MAX_QUOTES), content)
}

fn push_line(html: &mut String, line: &str) {
    for piece in pieces(line) {
        match piece {
            Piece::Text(text) => push_spaced(html, text),
            Piece::Link(shown, target) => {
                html.push_str("<a href=\"");
                html.push_str(&escape(&target));
                html.push_str("\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">");
                html.push_str(&escape(shown));
                html.push_str("</a>");
            }
        }
    }
}

/// Browsers fold runs of spaces: all but the last of a run become hard ones.
fn push_spaced(html: &mut String, text: &str) {
    let expanded = text.replace('\t', "    ");
    let mut rest = expanded.as_str();
    while let Some(at) = rest.find("  ") {
        let (before, spaces) = rest.split_at(at);
        html.push_str(&escape(before));
        let after = spaces.trim_start_matches(' ');
        for _ in 1..spaces.len() - after.len() {
            html.push_str("&nbsp;");
        }
        html.push(' ');
        rest = after;
    }
    html.push_str(&escape(rest));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::text::html_to_text;
    use proptest::prelude::*;

    #[test]
    fn markup_in_text_is_only_text() {
        assert_eq!(
            text_to_html("<script>alert(\"1\")</script> & co"),
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co"
        );
    }

    #[test]
    fn quotes_nest() {
        assert_eq!(
            text_to_html("oui\n> un\n> > deux\n>> trois\n> quatre\nfin"),
            "oui<blockquote>un<blockquote>deux<br>trois</blockquote>quatre</blockquote>fin"
        );
    }

    #[test]
    fn spaces_and_links_are_kept() {
        assert_eq!(text_to_html("a   b\n\tc"), "a&nbsp;&nbsp; b<br>&nbsp;&nbsp;&nbsp; c");
        assert_eq!(
            text_to_html("voir www.x.fr?a&b."),
            "voir <a href=\"https://www.x.fr/?a&amp;b\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">www.x.fr?a&amp;b</a>."
        );
    }

    proptest! {
        #[test]
        fn words_survive_the_way_there_and_back(lines in prop::collection::vec("[a-zé&<>\"']{1,8}( [a-z<&]{1,8}){0,3}", 0..6)) {
            let text = lines.iter().map(|l| format!("{l}\n")).collect::<Vec<_>>().concat();
            let back = html_to_text(&text_to_html(&text));
            let words = |s: &str| s.split([' ', '\n', '>']).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&back), words(&text));
        }
    }
}
