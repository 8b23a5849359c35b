//! What the portal's pages share: the options of a select, and the question that is asked once before something goes.

use askama::Template;
use web::{Page, Reply};

use crate::words::Words;

/// One of a list to choose from.
pub(crate) struct Select {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Select {
    pub fn of(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Select {
        let value = value.into();
        Select { chosen: value == chosen, label: label.into(), value }
    }
}

/// A question on a page of its own: it names what goes, and asks once. `action` receives the answer with `fields`, and
/// `no` is where it leads otherwise.
#[derive(Template)]
#[template(path = "question.html")]
pub(crate) struct Question<'a> {
    pub t: Words,
    pub csrf: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    pub action: &'a str,
    pub fields: &'a [(&'a str, &'a str)],
    pub yes: &'a str,
    pub no: &'a str,
}

pub(crate) fn ask(page: Page<'_>, question: &Question<'_>) -> Reply {
    page.class("page-narrow").reply(question)
}
