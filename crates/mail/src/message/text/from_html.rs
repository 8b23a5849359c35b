//! HTML as the plain text a person would type: paragraphs, lists, quotes, and for the plain twin the link addresses.
//! No layout: tables become lines with tabs, lines are as long as they are.

use crate::message::clean::clean_text;
use crate::message::markup::{Element, Visitor, bounded, strip, visit};

/// For search and previews: words only.
pub fn html_to_text(html: &str) -> String {
    convert(html, false)
}

/// For the text/plain alternative of a message: link addresses follow their words.
pub fn plain_twin(html: &str) -> String {
    convert(html, true)
}

fn convert(html: &str, with_links: bool) -> String {
    let Some(html) = bounded(html) else { return clean_text(&strip(html)) };
    let mut writer = Writer { with_links, ..Writer::default() };
    visit(html, &mut writer);
    writer.finish()
}

#[derive(Default)]
struct Writer {
    with_links: bool,
    out: String,
    /// Empty lines owed before the next word: 0 same line, 1 new line, 2 blank line.
    breaks: usize,
    space: bool,
    /// What precedes the next word of a fresh line: a list mark.
    mark: String,
    quotes: usize,
    /// Depth of the last line written.
    line_quotes: usize,
    lists: Vec<List>,
    /// Depth of `pre`.
    verbatim: usize,
    links: Vec<Link>,
}

struct List {
    /// `None` for dots.
    number: Option<u32>,
}

struct Link {
    target: String,
    from: usize,
}

const MAX_NESTING: usize = 20;

impl Visitor for Writer {
    fn start(&mut self, element: &Element<'_>) {
        match element.name {
            "br" => self.line_break(),
            "hr" => {
                self.block(1);
                self.word("----------");
                self.block(1);
            }
            "img" => {
                let alt = element.attribute("alt").map(str::trim).unwrap_or_default();
                self.text(alt);
            }
            "a" => self.open_link(element),
            "li" => self.item(),
            "ul" | "ol" => {
                self.block(if self.lists.is_empty() { 2 } else { 1 });
                let number = (element.name == "ol")
                    .then(|| element.attribute("start").and_then(|s| s.parse().ok()).unwrap_or(1));
                if self.lists.len() < MAX_NESTING {
                    self.lists.push(List { number });
                }
            }
            "blockquote" => {
                self.block(1);
                self.quotes = (self.quotes + 1).min(MAX_NESTING);
            }
            "pre" => {
                self.block(2);
                self.verbatim += 1;
            }
            "td" | "th" => self.cell(),
            name => self.block(spacing(name)),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => self.close_link(),
            "ul" | "ol" => {
                self.lists.pop();
                self.block(if self.lists.is_empty() { 2 } else { 1 });
            }
            "blockquote" => {
                self.block(1);
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.verbatim = self.verbatim.saturating_sub(1);
                self.block(2);
            }
            name => self.block(spacing(name)),
        }
    }

    fn text(&mut self, text: &str) {
        if self.verbatim > 0 {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.line_break();
                }
                self.verbatim_words(line);
            }
            return;
        }
        // Only the blanks of HTML fold: the hard spaces of French stay.
        let blank = |c: char| c.is_ascii_whitespace();
        for (index, word) in text.split(blank).enumerate() {
            if index > 0 {
                self.space = true;
            }
            if !word.is_empty() {
                self.word(word);
            }
        }
    }
}

/// Lines owed around an element.
fn spacing(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" | "figure" => 2,
        "div" | "tr" | "dt" | "dd" | "address" | "article" | "aside" | "section" | "header" | "footer"
        | "center" | "form" | "fieldset" | "caption" | "figcaption" | "main" | "nav" | "body" | "details"
        | "summary" => 1,
        _ => 0,
    }
}

impl Writer {
    fn block(&mut self, lines: usize) {
        if lines > 0 {
            self.breaks = self.breaks.max(lines);
            self.space = false;
        }
    }

    fn line_break(&mut self) {
        self.breaks = if self.out.is_empty() { 0 } else { (self.breaks + 1).min(3) };
        self.space = false;
    }

    fn word(&mut self, word: &str) {
        self.start_of_word();
        self.out.push_str(word);
    }

    fn verbatim_words(&mut self, line: &str) {
        if !line.is_empty() {
            self.start_of_word();
            self.out.push_str(line);
        }
    }

    /// Pays the breaks and the space owed.
    fn start_of_word(&mut self) {
        let at_start = self.out.is_empty();
        if self.breaks > 0 || at_start {
            if !at_start {
                self.out.push('\n');
                let between = self.quotes.min(self.line_quotes);
                for _ in 1..self.breaks {
                    self.out.extend(std::iter::repeat_n('>', between));
                    self.out.push('\n');
                }
            }
            self.push_quotes();
            self.line_quotes = self.quotes;
            let mark = std::mem::take(&mut self.mark);
            self.out.push_str(&mark);
        } else if self.space {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }

    fn push_quotes(&mut self) {
        if self.quotes > 0 {
            self.out.extend(std::iter::repeat_n('>', self.quotes));
            self.out.push(' ');
        }
    }

    fn item(&mut self) {
        self.block(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        self.mark = match self.lists.last_mut().and_then(|list| list.number.as_mut()) {
            Some(number) => {
                let mark = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            None => format!("{indent}- "),
        };
    }

    fn cell(&mut self) {
        // The first cell of a row starts its line; the others follow after a tab.
        if self.breaks == 0 && !self.out.is_empty() && !self.out.ends_with(['\t', '\n']) {
            self.out.push('\t');
            self.space = false;
        }
    }

    fn open_link(&mut self, element: &Element<'_>) {
        let target = element.attribute("href").map(str::trim).unwrap_or_default().to_owned();
        if self.links.len() < MAX_NESTING {
            self.links.push(Link { target, from: self.out.len() });
        }
    }

    fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let lower = link.target.to_ascii_lowercase();
        if !self.with_links
            || !["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
        {
            return;
        }
        let shown = self.out.get(link.from..).unwrap_or_default().trim().to_lowercase();
        let bare = |s: &str| {
            let s = s.trim_end_matches('/');
            ["https://", "http://", "mailto:"].iter().find_map(|p| s.strip_prefix(p)).unwrap_or(s).to_owned()
        };
        if !shown.is_empty() && bare(&shown) != bare(&lower) {
            let address = link.target.strip_prefix("mailto:").unwrap_or(&link.target).to_owned();
            self.space = true;
            self.word(&format!("<{address}>"));
        }
    }

    fn finish(self) -> String {
        let text = clean_text(&self.out);
        let mut kept: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim_end) {
            let is_third_blank = line.is_empty() && kept.ends_with(&["", ""]);
            if !is_third_blank {
                kept.push(line);
            }
        }
        kept.join("\n").trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_lists_and_quotes_become_text() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><h1>Titre</h1><p>Bonjour\n <b>Marie</b>,<br>à lundi&nbsp;!</p>\
            <ul><li>un<li>deux<ol><li>a</li><li>b</li></ol></ul><blockquote>cité<blockquote>deux fois</blockquote></blockquote>\
            <table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table><pre>x  y\n z</pre></body>";
        let text = "Titre\n\nBonjour Marie,\nà lundi\u{a0}!\n\n- un\n- deux\n  1. a\n  2. b\n\n> cité\n>> deux fois\n\nA\tB\nC\tD\n\nx  y\n z";
        assert_eq!(html_to_text(html), text);
    }

    #[test]
    fn the_plain_twin_tells_where_links_go() {
        let html = "<p><a href='https://x.fr/p'>Le site</a>, <a href='https://x.fr/'>https://x.fr</a>, \
            <a href='mailto:a@x.fr'>A</a>, <a href='javascript:x'>non</a></p>";
        assert_eq!(plain_twin(html), "Le site <https://x.fr/p>, https://x.fr, A <a@x.fr>, non");
        assert_eq!(html_to_text(html), "Le site, https://x.fr, A, non");
    }

    #[test]
    fn nothing_hidden_comes_through() {
        for html in [
            "<script>x</script>",
            "<style>x</style>",
            "<textarea>x</textarea>",
            "<svg><text>x</text></svg>",
            "<!-- x -->",
            "<noscript>x</noscript>",
        ] {
            assert_eq!(html_to_text(html), "", "{html}");
        }
        assert_eq!(html_to_text("a\u{202e}b&#x202e;c&#0;"), "abc\u{fffd}");
    }

    #[test]
    fn monsters_are_stripped_in_time() {
        let started = std::time::Instant::now();
        for unit in [
            "<div>",
            "<b a=1>",
            "<blockquote>",
            "<li>",
            "<a href=x>",
            "<table><td>",
            "<a b=\"",
            "<!--",
            "&amp",
        ] {
            let _ = html_to_text(&unit.repeat((512 << 10) / unit.len()));
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn any_markup_gives_clean_text(html in r#"(<(p|b|ul|li|a|td|pre|br|blockquote|/p|/b|/ul|/a|/pre)( href="x")?>|[a-z &;"'<>]|é|\n){0,60}"#) {
            let text = html_to_text(&html);
            prop_assert!(!text.contains("\n\n\n\n"));
            prop_assert!(text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        }
    }
}
