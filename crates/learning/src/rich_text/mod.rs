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

pub use images::{PastedImage, pasted_images};

/// What a text may weigh once it is clean, in bytes.
pub const MAX_BYTES: usize = 200_000;
/// What may be sent, pasted images included.
pub const MAX_SENT_BYTES: usize = 10_000_000;
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

/// The text is longer than we keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    pub bytes: usize,
    pub most: usize,
}

impl RichText {
    /// Makes safe what an editor sent, or a text field: without any tag it is plain text, and blank lines part its
    /// paragraphs.
    pub fn sanitise(sent: &str) -> Result<RichText, TooLong> {
        Ok(RichText::clean(sent)?.text)
    }

    /// The same, with what was left out.
    pub fn clean(sent: &str) -> Result<Cleaned, TooLong> {
        RichText::clean_with(sent, HashMap::new())
    }

    /// The same for a text whose pasted images have been stored: `paths` holds the path of each by its `source`.
    pub fn clean_with(sent: &str, paths: HashMap<String, String>) -> Result<Cleaned, TooLong> {
        check_length(sent, MAX_SENT_BYTES)?;
        let cleaned = if plain::is_plain(sent) {
            Cleaned { text: RichText(plain::to_paragraphs(sent)), removed_images: 0 }
        } else {
            settle(sent, &Arc::new(paths))
        };
        check_length(&cleaned.text.0, MAX_BYTES)?;
        Ok(cleaned)
    }

    /// Markdown made clean like everything else; for texts that we ship.
    pub fn from_markdown(markdown: &str) -> Result<RichText, TooLong> {
        check_length(markdown, MAX_SENT_BYTES)?;
        let text = settle(&markdown::to_html(markdown), &policy::Stored::default()).text;
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

impl TooLong {
    pub fn message(&self, locale: Locale) -> String {
        let (is, most) = (self.bytes.div_ceil(1000), self.most / 1000);
        match locale {
            Locale::Fr => format!(
                "Ce texte pèse {is}\u{a0}ko\u{202f}; {most}\u{a0}ko au plus. Répartissez-le sur plusieurs pages, ou joignez un \
                 fichier."
            ),
            Locale::En => format!(
                "This text weighs {is} kB; {most} kB at most. Spread it over several pages, or attach a file."
            ),
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

fn check_length(text: &str, most: usize) -> Result<(), TooLong> {
    if text.len() > most { Err(TooLong { bytes: text.len(), most }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
