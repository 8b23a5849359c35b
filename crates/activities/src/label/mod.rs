//! A label: a few words between the activities of a section, to greet, to part, to explain what comes.

mod store;

use kernel::{Error, Id, Locale, Problem, Result, Tx, people::Person};
use learning::activity::{
    Activity, ActivityType, Completion, RowText, Settings, Showing, Shown, Submitted, Work,
};
use serde_json::json;
use web::Errors;

use crate::{text, words::Words};

pub(crate) struct Label;

impl ActivityType for Label {
    fn key(&self) -> &'static str {
        "label"
    }

    fn name(&self, locale: Locale) -> &'static str {
        Words(locale).label_name()
    }

    fn purpose(&self, locale: Locale) -> &'static str {
        Words(locale).label_purpose()
    }

    fn icon(&self) -> &'static str {
        "label"
    }

    fn accent(&self) -> &'static str {
        "ardoise"
    }

    fn shown(&self) -> Shown {
        Shown::InPlace
    }

    /// Its words are read in passing: nothing shows that they were, unless the participant says so.
    fn completions(&self) -> &'static [Completion] {
        &[Completion::None, Completion::Manual]
    }

    fn blank(&self) -> Settings {
        json!({ "html": "" })
    }

    fn form(&self, settings: &Settings, errors: &Errors, showing: &Showing<'_>) -> Result<String> {
        let t = Words(showing.locale);
        let mut field = text::Field::new(t.label_text(), settings, errors.of("html"), showing);
        field.help = t.label_text_help();
        field.draw()
    }

    fn read(&self, typed: &Submitted, locale: Locale) -> (Settings, Vec<Problem>) {
        let mut problems = Vec::new();
        let text = text::read(typed, locale, &mut problems);
        if problems.is_empty() && text.is_empty() {
            problems.push(Problem { field: "html", message: Words(locale).label_empty().to_owned() });
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
            Ok(RowText { detail: String::new(), in_place: text.as_str().to_owned() })
        })
    }

    fn settings<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, Settings> {
        Box::pin(async move { Ok(json!({ "html": store::html(tx, activity).await? })) })
    }

    fn delete<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, ()> {
        Box::pin(store::delete(tx, activity))
    }

    fn line(&self, _: &str, locale: Locale) -> String {
        Words(locale).label_name().to_owned()
    }

    fn body<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>, _: Showing<'a>) -> Work<'a, String> {
        Box::pin(async move {
            let html = store::html(tx, activity).await?;
            Ok(format!("<div class=\"prose\">{html}</div>"))
        })
    }

    /// Nothing: a label is read by all and answered by none.
    fn about<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, Option<serde_json::Value>> {
        Box::pin(async { Ok::<_, Error>(None) })
    }

    fn erase<'a>(&'a self, _: &'a mut Tx, _: Id<Person>) -> Work<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}
