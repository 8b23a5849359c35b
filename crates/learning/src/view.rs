//! What the pages of M@gistère share: their words and icons, the way back, choices of a form, the question that is
//! asked once before something goes.

use askama::Template;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use kernel::{
    Ctx, Result, Time,
    permission::{self, Role},
};
use web::{Errors, Page, Reply, Visit, assets};

use crate::words::Words;

pub(crate) fn words(visit: &Visit) -> Words {
    Words(visit.locale)
}

pub(crate) fn icons() -> &'static str {
    assets::path("icons.svg")
}

/// `/magistere/{academy}`.
pub(crate) fn home(ctx: &Ctx) -> Result<String> {
    Ok(format!("/magistere/{}", ctx.academy()?.slug))
}

/// Whether the visitor manages the académie they are in.
pub(crate) fn manages(ctx: &Ctx) -> Result<bool> {
    let here = ctx.academy()?.id;
    let standing = permission::standing(&ctx.actor, here);
    Ok(standing.iter().any(|role| matches!(role, Role::Manager | Role::Administrator)))
}

/// A page of M@gistère, with the way back to its home page.
pub(crate) fn page(visit: &Visit, title: impl Into<String>) -> Result<Page<'_>> {
    Ok(Page::new(visit, title).crumb(words(visit).magistere(), home(visit)?))
}

/// The heading over what is wrong with a form.
pub(crate) fn problems(t: Words, errors: &Errors) -> String {
    t.form_problems(errors.iter().count() as i64)
}

/// One of a list to choose from.
pub(crate) struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

/// The options of a select for a `text_enum!`.
macro_rules! choices {
    ($t:expr, $enum:ty, $chosen:expr) => {{
        let (t, chosen): (_, Option<$enum>) = ($t, $chosen);
        <$enum>::ALL
            .iter()
            .map(|one| $crate::view::Choice {
                value: one.as_str(),
                label: one.label(t),
                chosen: chosen == Some(*one),
            })
            .collect::<Vec<_>>()
    }};
}
pub(crate) use choices;

/// A question on a page of its own: it names what goes, and asks once.
#[derive(Template)]
#[template(path = "question.html")]
pub(crate) struct Question<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    title: &'a str,
    text: &'a str,
    action: &'a str,
    yes: &'a str,
    icon: &'static str,
    no: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

/// What is asked: `action` receives the answer with `fields`, and `no` is where it leads otherwise.
pub(crate) struct Asked<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub action: &'a str,
    pub yes: &'a str,
    pub icon: &'static str,
    pub no: &'a str,
    pub fields: &'a [(&'a str, &'a str)],
}

pub(crate) fn ask(visit: &Visit, page: Page<'_>, asked: &Asked<'_>) -> Reply {
    page.class("page-narrow").reply(&Question {
        t: words(visit),
        icons: icons(),
        csrf: visit.csrf(),
        title: asked.title,
        text: asked.text,
        action: asked.action,
        yes: asked.yes,
        icon: asked.icon,
        no: asked.no,
        fields: asked.fields,
    })
}

/// The first moment of a day that a form sent as `2027-06-12`; `None` when nothing was typed.
pub(crate) fn day_start(typed: &str, zone: &TimeZone) -> Result<Option<Time>, ()> {
    Ok(day(typed)?.map(|date| moment(date, zone)))
}

/// The last moment of that day.
pub(crate) fn day_end(typed: &str, zone: &TimeZone) -> Result<Option<Time>, ()> {
    let Some(date) = day(typed)? else { return Ok(None) };
    let next = date.checked_add(1.day()).map_err(|_| ())?;
    Ok(Some(Time(moment(next, zone).0 - 1)))
}

/// As a date field wants it.
pub(crate) fn day_field(time: Option<Time>, zone: &TimeZone) -> String {
    time.map(|time| time.zoned(zone).date().to_string()).unwrap_or_default()
}

fn day(typed: &str) -> Result<Option<Date>, ()> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let date: Date = typed.parse().map_err(|_| ())?;
    if (2000..=2200).contains(&date.year()) { Ok(Some(date)) } else { Err(()) }
}

fn moment(date: Date, zone: &TimeZone) -> Time {
    // Midnight exists everywhere once a day; where clocks jump over it the next moment is taken.
    date.to_zoned_datetime(zone.clone()).map_or(Time(0), |at| at.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_until_its_last_moment() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let start = day_start("2027-06-12", &zone).unwrap().unwrap();
        let end = day_end("2027-06-12", &zone).unwrap().unwrap();
        assert_eq!(start.to_string(), "2027-06-11T22:00:00Z");
        assert_eq!(end.to_string(), "2027-06-12T21:59:59.999Z");
        assert_eq!(day_field(Some(start), &zone), "2027-06-12");
        assert_eq!(day_field(Some(end), &zone), "2027-06-12");
        assert_eq!(day_start("", &zone), Ok(None));
        assert_eq!(day_start("12/06/2027", &zone), Err(()));
        assert_eq!(day_start("0027-06-12", &zone), Err(()));
    }
}
