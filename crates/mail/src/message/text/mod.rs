//! From HTML to plain text and back: for search, previews, the plain twin of what we send, and messages without HTML.
//! Both ways work on a stream, in one pass.

mod from_html;
mod links;
mod to_html;

pub use from_html::{html_to_text, plain_twin};
pub use to_html::{escape, text_to_html};
