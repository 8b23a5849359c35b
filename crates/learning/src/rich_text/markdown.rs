//! Markdown for the texts we ship, such as demonstration courses: CommonMark with tables and strike-through.
//! The result is cleaned like any other text; its titles of the first level become second ones, below the page's own.

use pulldown_cmark::{Options, Parser, html};

pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}
