//! Text with headings, lists, links and images, as authors write it for pages, labels and announcements.
//! It comes from an editor, from a plain text field or from Markdown, and is made safe once, on its way in.

mod images;
mod markdown;
mod plain;
mod policy;
mod tidy;
mod tokens;

use std::{collections::HashMap, fmt, sync::Arc};

use kernel::Locale;

pub use images::{PastedImage, media_type, pasted_images};

/// What a text may weigh once it is clean, in bytes.
pub const MAX_BYTES: usize = 200_000;
/// What may be sent, pasted images included.
pub const MAX_SENT_BYTES: usize = 10_000_000;
/// Tags that may open. Parsing is quadratic in their depth, and depth cannot be known without parsing.
const MAX_TAGS: usize = 10_000;
/// Clean text is a fixed point of cleaning; what does not settle in so many turns is hostile and becomes plain text.
const MAX_TURNS: usize = 6;

/// HTML that may stand in a page as it is: only the elements, attributes and addresses of `policy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RichText(String);

/// A text made clean, and what its author should know about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    pub text: RichText,
    /// Images of other sites, or without an address, that were left out.
    pub removed_images: usize,
}

/// Why a text is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLong { bytes: usize, most: usize },
    TooManyTags { most: usize },
}

impl RichText {
    /// Makes safe what an editor sent, or a text field: without any tag it is plain text, and blank lines part its
    /// paragraphs.
    pub fn sanitise(sent: &str) -> Result<RichText, Refusal> {
        Ok(RichText::clean(sent)?.text)
    }

    /// The same, with what was left out.
    pub fn clean(sent: &str) -> Result<Cleaned, Refusal> {
        RichText::clean_with(sent, HashMap::new())
    }

    /// The same for a text whose pasted images have been stored: `paths` holds the path of each by its `source`.
    pub fn clean_with(sent: &str, paths: HashMap<String, String>) -> Result<Cleaned, Refusal> {
        check_length(sent, MAX_SENT_BYTES)?;
        check_tags(sent)?;
        let cleaned = if plain::is_plain(sent) {
            Cleaned { text: RichText(plain::to_paragraphs(sent)), removed_images: 0 }
        } else {
            settle(sent, &Arc::new(paths))
        };
        check_length(&cleaned.text.0, MAX_BYTES)?;
        Ok(cleaned)
    }

    /// Markdown made clean like everything else; for texts that we ship.
    pub fn from_markdown(markdown: &str) -> Result<RichText, Refusal> {
        check_length(markdown, MAX_SENT_BYTES)?;
        let html = markdown::to_html(markdown);
        check_tags(&html)?;
        let text = settle(&html, &policy::Stored::default()).text;
        check_length(&text.0, MAX_BYTES)?;
        Ok(text)
    }

    /// Takes back what `as_str` gave to a column of ours. Never for anything that a browser or a file sent.
    pub fn from_storage(html: String) -> RichText {
        RichText(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words alone, a line for each paragraph, item or row; images by their description. For search and notices.
    pub fn plain_text(&self) -> String {
        plain::of_html(&self.0)
    }

    /// The first words on one line, cut between two of them.
    pub fn preview(&self, characters: usize) -> String {
        plain::preview(&self.plain_text(), characters)
    }

    /// Whether nothing in it can be seen.
    pub fn is_empty(&self) -> bool {
        self.plain_text().is_empty() && !self.0.contains("<img ")
    }
}

impl fmt::Display for RichText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Templates show it as it is: `{{ text }}`.
impl askama::filters::HtmlSafe for RichText {}

impl Refusal {
    pub fn message(&self, locale: Locale) -> String {
        match (self, locale) {
            (Refusal::TooLong { bytes, most }, Locale::Fr) => format!(
                "Ce texte pèse {}\u{a0}ko\u{202f}; {}\u{a0}ko au plus. Répartissez-le sur plusieurs pages, ou joignez un \
                 fichier.",
                bytes.div_ceil(1000),
                most / 1000
            ),
            (Refusal::TooLong { bytes, most }, Locale::En) => format!(
                "This text weighs {} kB; {} kB at most. Spread it over several pages, or attach a file.",
                bytes.div_ceil(1000),
                most / 1000
            ),
            (Refusal::TooManyTags { .. }, Locale::Fr) => {
                "La mise en forme de ce texte est trop compliquée. Collez-le sans mise en forme, ou répartissez-le sur \
                 plusieurs pages."
                    .to_owned()
            }
            (Refusal::TooManyTags { .. }, Locale::En) => {
                "The formatting of this text is too complicated. Paste it without formatting, or spread it over several \
                 pages."
                    .to_owned()
            }
        }
    }
}

/// Cleans and tidies until nothing changes any more, so that cleaning what was kept changes nothing either.
fn settle(html: &str, stored: &policy::Stored) -> Cleaned {
    let mut removed_images = 0;
    let mut current = html.to_owned();
    for _ in 0..MAX_TURNS {
        let tidy::Tidied { html, dropped_images } = tidy::tidy(&policy::clean(&current, stored));
        removed_images += dropped_images;
        if html == current {
            return Cleaned { text: RichText(html), removed_images };
        }
        current = html;
    }
    let words = plain::of_html(&policy::clean(&current, stored));
    Cleaned { text: RichText(plain::to_paragraphs(&words)), removed_images }
}

fn check_length(text: &str, most: usize) -> Result<(), Refusal> {
    if text.len() > most { Err(Refusal::TooLong { bytes: text.len(), most }) } else { Ok(()) }
}

fn check_tags(text: &str) -> Result<(), Refusal> {
    let opens = text.bytes().zip(text.bytes().skip(1)).filter(|(a, b)| *a == b'<' && b.is_ascii_alphabetic());
    if opens.count() > MAX_TAGS { Err(Refusal::TooManyTags { most: MAX_TAGS }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
