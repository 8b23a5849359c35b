//! What the types share: a text field with its editor, and the text it sends made safe.

use askama::Template;
use kernel::{Error, Locale, Problem, Result};
use learning::{
    activity::{Settings, Showing, Submitted},
    rich_text::RichText,
};
use web::assets;

/// A field for formatted text.
#[derive(Template)]
#[template(path = "text.html")]
pub(crate) struct Field<'a> {
    pub label: &'a str,
    pub help: &'a str,
    pub value: &'a str,
    pub error: &'a str,
    pub optional: &'a str,
    pub images: &'a str,
    pub icons: &'static str,
}

impl<'a> Field<'a> {
    pub fn new(label: &'a str, settings: &'a Settings, error: &'a str, showing: &Showing<'a>) -> Field<'a> {
        Field {
            label,
            help: "",
            value: of(settings),
            error,
            optional: "",
            images: showing.images,
            icons: assets::path("icons.svg"),
        }
    }

    pub fn draw(&self) -> Result<String> {
        self.render().map_err(Error::internal)
    }
}

/// The text of settings.
pub(crate) fn of(settings: &Settings) -> &str {
    settings.get("html").and_then(Settings::as_str).unwrap_or_default()
}

/// The same, made safe again: settings may come from a file that somebody sent.
pub(crate) fn safe(settings: &Settings, locale: Locale) -> Result<RichText> {
    RichText::sanitise(of(settings)).map_err(|refusal| Error::invalid("html", refusal.message(locale)))
}

/// What was typed in the field, made safe; as it was typed when it cannot be.
pub(crate) fn read(typed: &Submitted, locale: Locale, problems: &mut Vec<Problem>) -> RichText {
    let sent = typed.text("html");
    match RichText::clean_with(sent, typed.images.clone()) {
        Ok(cleaned) => cleaned.text,
        Err(refusal) => {
            problems.push(Problem { field: "html", message: refusal.message(locale) });
            // Shown again in the field, and nowhere else.
            RichText::from_storage(sent.to_owned())
        }
    }
}
