//! From clean HTML to well-made HTML: our own elements for foreign ones, every word in a paragraph, a description on
//! every image, a scope on every heading cell. Nothing unsafe can come in here: only tags of our own are written.

use super::tokens::{Token, attribute, is_inline, is_void, tokens};

/// Elements nested deeper than this lose their tags; no author builds that, and browsers suffer from it.
const MAX_DEPTH: usize = 32;

pub struct Tidied {
    pub html: String,
    pub dropped_images: usize,
}

pub fn tidy(html: &str) -> Tidied {
    let mut tidier = Tidier { out: String::with_capacity(html.len() + 64), ..Tidier::default() };
    for token in tokens(html) {
        match token {
            Token::Text(text) => tidier.text(text),
            Token::Open { name, attributes } if is_void(name) => tidier.void(name, attributes),
            Token::Open { name, attributes } => tidier.open(ours(name), attributes),
            Token::Close(name) if is_void(name) => {}
            Token::Close(_) => tidier.close(),
        }
    }
    tidier.end_paragraph();
    Tidied { html: tidier.out, dropped_images: tidier.dropped_images }
}

/// What an element is called here.
fn ours(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "h5" | "h6" => "h4",
        "b" => "strong",
        "i" => "em",
        "del" | "strike" => "s",
        "ins" => "u",
        other => other,
    }
}

/// An element that is open in what is read; what is written may differ.
enum Opened<'a> {
    /// Its end tag is written when it ends.
    Written { name: &'a str, is_block: bool },
    /// Its tags are left out: a `div`, a link that leads nowhere, something too deep.
    Dropped { is_block: bool },
    /// A style outside any block: written, together with a paragraph, once there is something to show.
    Waiting { name: &'a str, attributes: String, is_written: bool },
}

#[derive(Default)]
struct Tidier<'a> {
    out: String,
    stack: Vec<Opened<'a>>,
    /// A paragraph of our own making is open.
    in_paragraph: bool,
    /// How many blocks of `stack` are written.
    blocks: usize,
    /// Rows begun in each open table.
    rows: Vec<usize>,
    dropped_images: usize,
}

impl<'a> Tidier<'a> {
    fn text(&mut self, text: &str) {
        let is_blank = text.chars().all(|c| matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}'));
        if self.blocks == 0 && (!is_blank || self.in_paragraph) {
            self.begin_paragraph();
        }
        if self.blocks > 0 || self.in_paragraph {
            self.out.push_str(text);
        }
    }

    fn void(&mut self, name: &str, attributes: &str) {
        match name {
            "hr" => {
                self.end_paragraph();
                self.out.push_str("<hr>");
            }
            "img" => self.image(attributes),
            // A line break outside any text separates nothing.
            _ if self.blocks == 0 && !self.in_paragraph => {}
            _ => self.out.push_str("<br>"),
        }
    }

    fn image(&mut self, attributes: &str) {
        if attribute(attributes, "src").is_none() {
            self.dropped_images += 1;
            return;
        }
        if self.blocks == 0 {
            self.begin_paragraph();
        }
        self.out.push_str("<img");
        self.out.push_str(attributes);
        if attribute(attributes, "alt").is_none() {
            self.out.push_str(" alt=\"\"");
        }
        self.out.push('>');
    }

    fn open(&mut self, name: &'a str, attributes: &str) {
        let is_block = !is_inline(name);
        if is_block {
            self.end_paragraph();
        }
        let leads_nowhere = name == "a" && attribute(attributes, "href").is_none();
        if name == "div" || leads_nowhere || self.stack.len() >= MAX_DEPTH {
            self.stack.push(Opened::Dropped { is_block });
        } else if !is_block && self.blocks == 0 {
            self.stack.push(Opened::Waiting { name, attributes: attributes.to_owned(), is_written: false });
            if self.in_paragraph {
                self.begin_paragraph();
            }
        } else {
            self.write_open(name, attributes);
            self.blocks += usize::from(is_block);
            self.stack.push(Opened::Written { name, is_block });
        }
    }

    fn write_open(&mut self, name: &str, attributes: &str) {
        match name {
            "table" => self.rows.push(0),
            "tr" => {
                if let Some(rows) = self.rows.last_mut() {
                    *rows += 1;
                }
            }
            _ => {}
        }
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(attributes);
        if name == "th" && attribute(attributes, "scope").is_none() {
            let heads_columns = self.rows.last().is_none_or(|rows| *rows <= 1);
            self.out.push_str(if heads_columns { " scope=\"col\"" } else { " scope=\"row\"" });
        }
        self.out.push('>');
    }

    fn close(&mut self) {
        match self.stack.pop() {
            Some(Opened::Written { name, is_block }) => {
                self.write_close(name);
                self.blocks -= usize::from(is_block);
                if name == "table" {
                    self.rows.pop();
                }
            }
            Some(Opened::Waiting { name, is_written: true, .. }) => self.write_close(name),
            Some(Opened::Dropped { is_block: true }) => self.end_paragraph(),
            Some(Opened::Dropped { is_block: false } | Opened::Waiting { .. }) | None => {}
        }
    }

    fn write_close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Opens a paragraph if none is open, and in it the styles that wait.
    fn begin_paragraph(&mut self) {
        if !self.in_paragraph {
            self.out.push_str("<p>");
            self.in_paragraph = true;
        }
        for opened in &mut self.stack {
            if let Opened::Waiting { name, attributes, is_written: is_written @ false } = opened {
                self.out.push('<');
                self.out.push_str(name);
                self.out.push_str(attributes);
                self.out.push('>');
                *is_written = true;
            }
        }
    }

    /// Closes our own paragraph; styles still open wait for the next one.
    fn end_paragraph(&mut self) {
        if !self.in_paragraph {
            return;
        }
        let mut ends = String::new();
        for opened in self.stack.iter_mut().rev() {
            if let Opened::Waiting { name, is_written: is_written @ true, .. } = opened {
                ends.push_str("</");
                ends.push_str(name);
                ends.push('>');
                *is_written = false;
            }
        }
        self.out.push_str(&ends);
        self.out.push_str("</p>");
        self.in_paragraph = false;
    }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    fn tidied(html: &str) -> String {
        tidy(html).html
    }

    #[test]
    fn foreign_elements_become_ours() {
        assert_eq!(tidied("<h1>a</h1><h6>b</h6>"), "<h2>a</h2><h4>b</h4>");
        assert_eq!(
            tidied("<p><b>a</b><i>b</i><del>c</del><strike>d</strike><ins>e</ins></p>"),
            "<p><strong>a</strong><em>b</em><s>c</s><s>d</s><u>e</u></p>"
        );
    }

    #[test]
    fn words_outside_any_block_get_a_paragraph() {
        assert_eq!(tidied("a <b>b</b><p>c</p> d"), "<p>a <strong>b</strong></p><p>c</p><p> d</p>");
        assert_eq!(tidied("<div>a</div><div>b<div>c</div></div>"), "<p>a</p><p>b</p><p>c</p>");
        assert_eq!(tidied("\n<p>a</p>\n<p>b</p>\n"), "<p>a</p><p>b</p>");
        assert_eq!(tidied("<br><br>"), "");
    }

    #[test]
    fn a_style_around_blocks_stays_on_the_words_beside_them() {
        assert_eq!(tidied("<b>a<p>b</p>c</b>"), "<p><strong>a</strong></p><p>b</p><p><strong>c</strong></p>");
        // The shell that a well-known word processor puts around everything.
        assert_eq!(tidied("<b><p>a</p></b>"), "<p>a</p>");
        assert_eq!(tidied("<i></i>"), "");
    }

    #[test]
    fn images_have_an_address_and_a_description() {
        let result = tidy("<p><img src=\"/fichiers/a.png\"><img alt=\"b\"></p>");
        assert_eq!(result.html, "<p><img src=\"/fichiers/a.png\" alt=\"\"></p>");
        assert_eq!(result.dropped_images, 1);
    }

    #[test]
    fn heading_cells_say_what_they_head() {
        assert_eq!(
            tidied(
                "<table><tbody><tr><th>a</th></tr><tr><th>b</th><th scope=\"col\">c</th></tr></tbody></table>"
            ),
            "<table><tbody><tr><th scope=\"col\">a</th></tr><tr><th scope=\"row\">b</th><th scope=\"col\">c</th></tr></tbody></table>"
        );
    }

    #[test]
    fn links_that_lead_nowhere_are_words() {
        assert_eq!(tidied("<p><a rel=\"noopener\">a</a></p>"), "<p>a</p>");
    }

    #[test]
    fn what_is_too_deep_loses_its_tags() {
        let deep = format!("{}x{}", "<blockquote>".repeat(40), "</blockquote>".repeat(40));
        let shallow = tidied(&deep);
        assert_eq!(shallow.matches("<blockquote>").count(), 32);
        assert_eq!(shallow.matches("</blockquote>").count(), 32);
    }
}
