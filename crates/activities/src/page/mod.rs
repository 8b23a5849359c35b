//! A page: a text to read, with headings, lists, tables, images. Its row says how long reading it takes.

mod store;

use kernel::{Error, Id, Locale, Problem, Result, Tx, people::Person};
use learning::activity::{
    Activity, ActivityType, Completion, RowText, Settings, Showing, Shown, Submitted, Work,
};
use serde_json::json;
use web::Errors;

use crate::{text, words::Words};

pub(crate) struct Page;

/// What people read of a text on a screen, in words a minute.
const PACE: usize = 200;

impl ActivityType for Page {
    fn key(&self) -> &'static str {
        "page"
    }

    fn name(&self, locale: Locale) -> &'static str {
        Words(locale).page_name()
    }

    fn purpose(&self, locale: Locale) -> &'static str {
        Words(locale).page_purpose()
    }

    fn icon(&self) -> &'static str {
        "page"
    }

    fn accent(&self) -> &'static str {
        "ocean"
    }

    fn shown(&self) -> Shown {
        Shown::OnItsPage
    }

    fn completions(&self) -> &'static [Completion] {
        &[Completion::Viewed, Completion::Manual, Completion::None]
    }

    fn blank(&self) -> Settings {
        json!({ "html": "" })
    }

    fn form(&self, settings: &Settings, errors: &Errors, showing: &Showing<'_>) -> Result<String> {
        let t = Words(showing.locale);
        text::Field::new(t.page_text(), settings, errors.of("html"), showing).draw()
    }

    fn read(&self, typed: &Submitted, locale: Locale) -> (Settings, Vec<Problem>) {
        let mut problems = Vec::new();
        let text = text::read(typed, locale, &mut problems);
        if problems.is_empty() && text.is_empty() {
            problems.push(Problem { field: "html", message: Words(locale).page_empty().to_owned() });
        }
        (json!({ "html": text.as_str() }), problems)
    }

    fn save<'a>(
        &'a self,
        tx: &'a mut Tx,
        activity: Id<Activity>,
        settings: &'a Settings,
    ) -> Work<'a, RowText> {
        Box::pin(async move {
            let text = text::safe(settings, tx.locale)?;
            store::put(tx, activity, text.as_str()).await?;
            let minutes = text.plain_text().split_whitespace().count().div_ceil(PACE);
            Ok(RowText { detail: minutes.to_string(), in_place: String::new() })
        })
    }

    fn settings<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, Settings> {
        Box::pin(async move { Ok(json!({ "html": store::html(tx, activity).await? })) })
    }

    fn delete<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, ()> {
        Box::pin(store::delete(tx, activity))
    }

    fn line(&self, detail: &str, locale: Locale) -> String {
        let t = Words(locale);
        match detail.parse::<i64>() {
            Ok(minutes) if minutes > 0 => t.page_line(minutes),
            _ => t.page_name().to_owned(),
        }
    }

    fn body<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>, _: Showing<'a>) -> Work<'a, String> {
        Box::pin(async move {
            let html = store::html(tx, activity).await?;
            Ok(format!("<div class=\"prose\">{html}</div>"))
        })
    }

    /// Nothing: who has read a page is completion's to know.
    fn about<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, Option<serde_json::Value>> {
        Box::pin(async { Ok::<_, Error>(None) })
    }

    fn erase<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}
