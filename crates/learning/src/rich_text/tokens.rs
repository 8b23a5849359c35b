//! The pieces of clean HTML: text, tags that open, tags that close.
//! Only for what ammonia wrote, whose shape is known: attributes between double quotes, no comment, no stray “<”.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// As written, entities included.
    Text(&'a str),
    /// `attributes` begins with a space, or is empty.
    Open {
        name: &'a str,
        attributes: &'a str,
    },
    Close(&'a str),
}

pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html }
}

pub struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(tag) = self.rest.strip_prefix('<') else {
            let (text, rest) = self.rest.split_at(self.rest.find('<').unwrap_or(self.rest.len()));
            self.rest = rest;
            return Some(Token::Text(text));
        };
        let end = end_of_tag(tag);
        let inner = tag.get(..end).unwrap_or_default();
        self.rest = tag.get(end + 1..).unwrap_or_default();
        Some(if let Some(name) = inner.strip_prefix('/') {
            Token::Close(name)
        } else {
            let (name, attributes) = inner.split_at(inner.find(' ').unwrap_or(inner.len()));
            Token::Open { name, attributes }
        })
    }
}

/// Where the “>” is that no quotes hold.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (i, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return i,
            _ => {}
        }
    }
    tag.len()
}

/// The value of an attribute, entities included.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"')?;
        if before.trim() == name {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// Elements that have no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img")
}

/// Elements that stand in a line of text.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "br"
            | "code"
            | "del"
            | "em"
            | "i"
            | "img"
            | "ins"
            | "s"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "u"
    )
}

/// Text as it is read. The writer of clean HTML knows no other entities.
pub fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Text as it is written between tags.
pub fn encode(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order_and_quotes_hold_signs() {
        let seen: Vec<_> = tokens(r#"a<p lang="fr">b &lt; c<img src="/x" alt="1 > 0"></p>"#).collect();
        assert_eq!(
            seen,
            [
                Token::Text("a"),
                Token::Open { name: "p", attributes: " lang=\"fr\"" },
                Token::Text("b &lt; c"),
                Token::Open { name: "img", attributes: " src=\"/x\" alt=\"1 > 0\"" },
                Token::Close("p"),
            ]
        );
    }

    #[test]
    fn what_is_cut_off_ends() {
        for cut in ["<", "<p", "<p a=\"", "</", "a<"] {
            assert!(tokens(cut).count() <= 2, "{cut}");
        }
    }

    #[test]
    fn attributes_are_found_by_name() {
        let attributes = r#" src="/fichiers/a" alt="dit &quot;src=&quot;""#;
        assert_eq!(attribute(attributes, "src"), Some("/fichiers/a"));
        assert_eq!(attribute(attributes, "alt"), Some("dit &quot;src=&quot;"));
        assert_eq!(attribute(attributes, "title"), None);
        assert_eq!(attribute("", "src"), None);
    }

    #[test]
    fn text_survives_writing_and_reading() {
        let text = "1 < 2 && \"a\" > b\u{a0}&amp; &lt;";
        assert_eq!(decode(&encode(text)), text);
    }
}
