//! The month as a table, the week as a higher one, the agenda as a list: one reading of the store for the days shown.

use askama::Template;
use axum::extract::Query;
use jiff::{ToSpan, civil::Date};
use kernel::{Locale, Result};
use serde::Deserialize;
use web::{Reply, Visit};

use super::{accent, address, base, icon, today};
use crate::{
    calendar::{
        Kind, Reader,
        agenda::agenda,
        between,
        month::{self, Item, Month, Segment, Week, monday_of, week_of},
        names, recurrence,
        rules::YEARS,
        verbs::MOST,
        wording,
    },
    place::At,
    view::{icons, page, words},
    words::Words,
};

/// Lines in a cell before the rest is one step away.
const FEW: usize = 4;
const AGENDA_DAYS: i64 = 30;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    vue: String,
    mois: String,
    du: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Month,
    Week,
    Agenda,
}

/// What an item of the table leads to.
struct Line {
    href: String,
    title: String,
    kind: Kind,
    /// The session's title, or where it is.
    beside: String,
}

struct Told {
    href: String,
    accent: &'static str,
    icon: &'static str,
    /// “14:00”; empty for what lasts whole days.
    hour: String,
    /// « jour 2 sur 3 ».
    part: String,
    title: String,
    beside: String,
    kind: &'static str,
}

struct Cell {
    number: String,
    class: String,
    /// « mercredi 28 », the heading of the day on a phone.
    heading: String,
    new: String,
    new_label: String,
    lines: Vec<Told>,
    more: String,
    more_href: String,
}

struct Row {
    cells: Vec<Cell>,
}

struct Day {
    heading: String,
    machine: String,
    lines: Vec<Told>,
}

/// What the colour and the icon of an event mean.
struct Meaning {
    accent: &'static str,
    icon: &'static str,
    label: &'static str,
}

struct Head {
    short: &'static str,
    long: &'static str,
}

struct View {
    label: &'static str,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "calendar/listing.html")]
struct ListingPage {
    t: Words,
    icons: &'static str,
    base: String,
    title: String,
    views: Vec<View>,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
    now: String,
    is_week: bool,
    heads: Vec<Head>,
    rows: Vec<Row>,
    days: Option<Vec<Day>>,
    new: String,
    cut: bool,
    legend: Vec<Meaning>,
}

pub(super) async fn show(visit: Visit, _: At, Query(asked): Query<Asked>) -> Reply {
    let t = words(&visit);
    let (today, zone) = (today(&visit)?, visit.academy()?.zone.clone());
    let look = match asked.vue.as_str() {
        "semaine" => Look::Week,
        "agenda" => Look::Agenda,
        _ => Look::Month,
    };
    let typed: Option<Date> = asked.du.parse().ok().filter(|day: &Date| YEARS.contains(&day.year()));
    let shown_month = Month::parse(&asked.mois).unwrap_or(Month::of(typed.unwrap_or(today)));
    let from = typed.unwrap_or(if shown_month == Month::of(today) { today } else { shown_month.first() });
    let (first, last) = match look {
        Look::Month => shown_month.days_shown(),
        Look::Week => (monday_of(from), monday_of(from).saturating_add(6.days())),
        Look::Agenda => (from, from.saturating_add(AGENDA_DAYS.days())),
    };
    let (start, end) = month::period(first, last, &zone);
    let agent = visit.agent()?.clone();
    let reader = Reader { academy: visit.academy_id()?, person: agent.id, function: &agent.function };
    let records = visit.read().await?.all(between(reader, start, end)).await?;
    let mut items = Vec::new();
    for record in &records {
        let event = record.event()?;
        let beside = if record.session_title.is_empty() { &record.place } else { &record.session_title };
        for occurrence in recurrence::occurrences(&event, start, end) {
            let line = Line {
                href: address(&visit, record.id, occurrence.original)?,
                title: record.title.clone(),
                kind: event.kind,
                beside: beside.clone(),
            };
            items.push(Item::new(&event, &occurrence, &zone, line));
        }
    }
    let base = base(&visit)?;
    let locale = visit.locale;
    let told = |segments: &mut dyn Iterator<Item = &Segment<'_, Line>>| -> Vec<Told> {
        segments.map(|segment| tell(t, locale, segment)).collect()
    };
    let rows = match look {
        Look::Month => rows(t, locale, &base, shown_month.weeks(&items, today), FEW),
        Look::Week => rows(t, locale, &base, vec![week_of(from, &items, today)], usize::MAX),
        Look::Agenda => Vec::new(),
    };
    let days = (look == Look::Agenda).then(|| {
        let day = |day: &crate::calendar::agenda::AgendaDay<'_, Line>| Day {
            heading: day.heading(locale),
            machine: day.date.to_string(),
            lines: told(&mut day.segments.iter()),
        };
        agenda(&items, first, last, today).iter().map(day).collect()
    });
    let (title, previous, next) = neighbours(t, locale, &base, look, shown_month, first, last);
    let body = ListingPage {
        t,
        icons: icons(),
        views: views(t, &base, look, shown_month, from),
        previous,
        next,
        now: match look {
            Look::Month => base.clone(),
            Look::Week => format!("{base}?vue=semaine"),
            Look::Agenda => format!("{base}?vue=agenda"),
        },
        is_week: look == Look::Week,
        heads: names::WEEK
            .iter()
            .map(|day| Head {
                short: names::weekday_short(*day, locale),
                long: names::weekday_name(*day, locale),
            })
            .collect(),
        rows,
        days,
        new: format!(
            "{base}/nouveau?date={}",
            if look == Look::Month { shown_day(shown_month, today) } else { from }
        ),
        title: title.clone(),
        base,
        legend: legend(t),
        cut: records.len() >= usize::try_from(MOST).unwrap_or(usize::MAX),
    };
    page(&visit, format!("{} – {title}", t.calendar_title()))?.reply(&body)
}

fn legend(t: Words) -> Vec<Meaning> {
    [
        (Kind::Personal, t.calendar_own()),
        (Kind::Session, t.calendar_session()),
        (Kind::Academy, t.calendar_academy()),
    ]
    .map(|(kind, label)| Meaning { accent: accent(kind), icon: icon(kind), label })
    .into()
}

/// A new event falls today when today is in sight, else on the first day that is.
fn shown_day(month: Month, today: Date) -> Date {
    if Month::of(today) == month { today } else { month.first() }
}

fn views(t: Words, base: &str, look: Look, month: Month, from: Date) -> Vec<View> {
    [
        (Look::Month, t.calendar_month(), format!("{base}?mois={}", month.slug())),
        (Look::Week, t.calendar_week(), format!("{base}?vue=semaine&du={from}")),
        (Look::Agenda, t.calendar_agenda(), format!("{base}?vue=agenda&du={from}")),
    ]
    .into_iter()
    .map(|(one, label, href)| View { label, href, current: one == look })
    .collect()
}

type Way = Option<(String, String)>;

/// What is shown in words, and the way before and after it.
fn neighbours(
    t: Words,
    locale: Locale,
    base: &str,
    look: Look,
    month: Month,
    first: Date,
    last: Date,
) -> (String, Way, Way) {
    let steps = |vue: &str, before: &str, after: &str, days: i64| {
        let to = |day: Date| YEARS.contains(&day.year()).then(|| format!("{base}?vue={vue}&du={day}"));
        let (earlier, later) = (first.saturating_sub(days.days()), first.saturating_add(days.days()));
        (to(earlier).map(|href| (href, before.to_owned())), to(later).map(|href| (href, after.to_owned())))
    };
    match look {
        Look::Month => {
            let way = |month: Month| (format!("{base}?mois={}", month.slug()), month.title(locale));
            (month.title(locale), month.previous().map(way), month.next().map(way))
        }
        Look::Week => {
            let (before, after) = steps("semaine", t.calendar_week_before(), t.calendar_week_after(), 7);
            (t.calendar_week_of(names::date(first, locale)), before, after)
        }
        Look::Agenda => {
            let (before, after) =
                steps("agenda", t.calendar_days_before(), t.calendar_days_after(), AGENDA_DAYS + 1);
            (t.calendar_days_of(names::date(first, locale), names::date(last, locale)), before, after)
        }
    }
}

fn rows(t: Words, locale: Locale, base: &str, weeks: Vec<Week<'_, Line>>, few: usize) -> Vec<Row> {
    let cell = |day: &month::Day<'_, Line>| {
        let all: Vec<&Segment<'_, Line>> = day.lanes.iter().flatten().chain(&day.timed).collect();
        // One line more takes no more room than the sentence that there is one.
        let shown = if all.len() <= few.saturating_add(1) { all.len() } else { few };
        let mut class = Vec::new();
        for (is, name) in
            [(!all.is_empty(), "has-events"), (day.is_today, "is-today"), (day.is_outside, "is-outside")]
        {
            if is {
                class.push(name);
            }
        }
        let long = names::long_date(day.date, locale);
        Cell {
            number: day.date.day().to_string(),
            class: class.join(" "),
            heading: if day.is_today { t.calendar_today_heading(&long) } else { long.clone() },
            new: format!("{base}/nouveau?date={}", day.date),
            new_label: t.calendar_new_on(i64::from(day.date.day()), long),
            lines: all.iter().take(shown).map(|segment| tell(t, locale, segment)).collect(),
            more: if all.len() > shown { t.calendar_more((all.len() - shown) as i64) } else { String::new() },
            more_href: format!("{base}?vue=agenda&du={}", day.date),
        }
    };
    weeks.iter().map(|week| Row { cells: week.days.iter().map(cell).collect() }).collect()
}

fn tell(t: Words, locale: Locale, segment: &Segment<'_, Line>) -> Told {
    let item = segment.item;
    let hour = match item.hours {
        Some((from, _)) if !segment.continues_before => names::clock(from),
        _ => String::new(),
    };
    let part = if segment.parts > 1 {
        t.calendar_part(i64::from(segment.part), i64::from(segment.parts))
    } else {
        String::new()
    };
    Told {
        href: item.what.href.clone(),
        accent: accent(item.what.kind),
        icon: icon(item.what.kind),
        hour,
        part,
        title: item.what.title.clone(),
        beside: item.what.beside.clone(),
        kind: item.what.kind.label(locale),
    }
}

/// The next dates for the home page.
pub(crate) struct Next {
    pub day: String,
    pub month: String,
    pub title: String,
    pub href: String,
    pub when: String,
    pub accent: &'static str,
}

/// How far the home page looks ahead.
const AHEAD: u64 = 60;
const NEXT: usize = 5;

/// The moments the home page asks the store for.
pub(crate) fn ahead(visit: &Visit) -> (kernel::Time, kernel::Time) {
    let now = visit.now();
    (now, now.plus(kernel::time::days(AHEAD)))
}

pub(crate) fn next(visit: &Visit, records: &[crate::calendar::Record]) -> Result<Vec<Next>> {
    let zone = &visit.academy()?.zone;
    let (from, to) = ahead(visit);
    crate::calendar::upcoming(records, from, to, NEXT)?
        .into_iter()
        .map(|(record, event, occurrence)| {
            let own = if event.all_day { &event.zone } else { zone };
            let day = crate::calendar::civil(own, occurrence.start).date();
            let hours = wording::hours(&event, &occurrence, zone, words(visit));
            let beside = Some(&record.session_title).filter(|title| !title.is_empty());
            let when = beside.map_or(hours.clone(), |title| format!("{hours} · {title}"));
            Ok(Next {
                day: day.day().to_string(),
                month: web::dates::month_short(visit.locale, day.month()).to_owned(),
                title: record.title.clone(),
                href: address(visit, record.id, occurrence.original)?,
                when,
                accent: accent(event.kind),
            })
        })
        .collect()
}
