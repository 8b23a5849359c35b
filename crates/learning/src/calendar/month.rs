//! A month or a week as a table: weeks that begin on Monday, each day with what happens then.
//! What lasts several days becomes one segment a day, on the same lane all week long so that a stylesheet can join
//! them, each saying whether it goes on before and after.

use jiff::{
    ToSpan,
    civil::{Date, Time as Clock},
    tz::TimeZone,
};
use kernel::{Locale, Time};

use super::{Event, Occurrence, civil, midnight, names};

/// A month of the years that events may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

/// An occurrence on the wall calendar of the person who looks, and what it is an occurrence of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    pub first: Date,
    pub last: Date,
    /// Start and end on the clock; nothing for what lasts whole days.
    pub hours: Option<(Clock, Clock)>,
    pub what: T,
    start: Time,
    end: Time,
}

#[derive(Debug)]
pub struct Week<'a, T> {
    /// ISO 8601.
    pub number: i8,
    pub days: Vec<Day<'a, T>>,
}

#[derive(Debug)]
pub struct Day<'a, T> {
    pub date: Date,
    pub is_today: bool,
    /// It belongs to the month before or after.
    pub is_outside: bool,
    pub is_weekend: bool,
    /// What lasts whole days or several: one place a lane, nothing where the lane is free on that day.
    pub lanes: Vec<Option<Segment<'a, T>>>,
    /// What happens within that day, in order.
    pub timed: Vec<Segment<'a, T>>,
}

/// The part of an item that falls on one day.
#[derive(Debug)]
pub struct Segment<'a, T> {
    pub item: &'a Item<T>,
    /// It began on an earlier day.
    pub continues_before: bool,
    /// It goes on the day after.
    pub continues_after: bool,
    /// « jour 2 sur 3 », counted from 1.
    pub part: u32,
    pub parts: u32,
    /// How many days of this week it still covers, this one counted: the `colspan` of a joined cell.
    pub span: u32,
}

impl Month {
    pub fn of(day: Date) -> Month {
        Month { first: day.first_of_month() }
    }

    /// Reads “2026-11”, as addresses carry it.
    pub fn parse(slug: &str) -> Option<Month> {
        let (year, month) = slug.split_once('-')?;
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        super::rules::YEARS.contains(&first.year()).then_some(Month { first })
    }

    pub fn slug(self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }

    pub fn first(self) -> Date {
        self.first
    }

    /// Nothing before the first and after the last of the years we keep.
    pub fn previous(self) -> Option<Month> {
        self.moved(-1)
    }

    pub fn next(self) -> Option<Month> {
        self.moved(1)
    }

    /// « novembre 2026 ».
    pub fn title(self, locale: Locale) -> String {
        format!("{} {}", names::month_name(self.first.month(), locale), self.first.year())
    }

    /// First and last day of its table, neighbours of the month included.
    pub fn days_shown(self) -> (Date, Date) {
        (monday_of(self.first), monday_of(self.first.last_of_month()).saturating_add(6.days()))
    }

    /// The moments that the table covers: what storage is asked for.
    pub fn period(self, zone: &TimeZone) -> (Time, Time) {
        let (first, last) = self.days_shown();
        period(first, last, zone)
    }

    /// The table of the month. `today` and the items are those of the person who looks.
    pub fn weeks<T>(self, items: &[Item<T>], today: Date) -> Vec<Week<'_, T>> {
        let (first, last) = self.days_shown();
        let mut weeks = Vec::new();
        let mut monday = first;
        while monday < last {
            let mut week = week(monday, items, today);
            for day in &mut week.days {
                day.is_outside = Month::of(day.date) != self;
            }
            weeks.push(week);
            monday = monday.saturating_add(7.days());
        }
        weeks
    }

    fn moved(self, months: i32) -> Option<Month> {
        let first = self.first.checked_add(months.months()).ok()?;
        super::rules::YEARS.contains(&first.year()).then_some(Month { first })
    }
}

impl<T> Item<T> {
    /// Places an occurrence for a reader of that zone. Whole days stay the days their author wrote.
    pub fn new(event: &Event, occurrence: &Occurrence, reader: &TimeZone, what: T) -> Item<T> {
        let zone = if event.all_day { &event.zone } else { reader };
        let Occurrence { start, end, .. } = *occurrence;
        let from = civil(zone, start);
        let to = civil(zone, end.max(start));
        // The end is exclusive: what ends at midnight does not enter the next day.
        let ends_at_midnight = to.time() == Clock::midnight() && to.date() > from.date();
        let last = if ends_at_midnight { to.date().saturating_sub(1.day()) } else { to.date() };
        let hours = (!event.all_day).then(|| (from.time(), to.time()));
        Item { first: from.date(), last, hours, what, start, end }
    }

    pub fn lasts_days(&self) -> bool {
        self.hours.is_none() || self.last > self.first
    }

    /// Whole days before hours, then the earlier, then the longer; the order of the caller decides between equals.
    pub fn order(&self) -> impl Ord + use<T> {
        (!self.lasts_days(), self.start, std::cmp::Reverse(self.end))
    }
}

/// The week of that day as one row, for the week view.
pub fn week_of<T>(day: Date, items: &[Item<T>], today: Date) -> Week<'_, T> {
    week(monday_of(day), items, today)
}

pub fn monday_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// The moments from the beginning of one day to the end of another.
pub fn period(first: Date, last: Date, zone: &TimeZone) -> (Time, Time) {
    let from = midnight(zone, first).unwrap_or(Time(i64::MIN));
    let to = last.tomorrow().ok().and_then(|day| midnight(zone, day)).unwrap_or(Time(i64::MAX));
    (from, to)
}

/// The part of an item on that day, if it has one.
pub fn segment<T>(item: &Item<T>, day: Date) -> Option<Segment<'_, T>> {
    if day < item.first || day > item.last {
        return None;
    }
    let days = |from: Date, to: Date| u32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(0) + 1;
    let sunday = monday_of(day).saturating_add(6.days());
    Some(Segment {
        item,
        continues_before: day > item.first,
        continues_after: day < item.last,
        part: days(item.first, day),
        parts: days(item.first, item.last),
        span: days(day, item.last.min(sunday)),
    })
}

fn week<T>(monday: Date, items: &[Item<T>], today: Date) -> Week<'_, T> {
    let sunday = monday.saturating_add(6.days());
    let mut shown: Vec<&Item<T>> = items.iter().filter(|i| i.first <= sunday && i.last >= monday).collect();
    shown.sort_by_key(|item| item.order());
    let (long, timed): (Vec<_>, Vec<_>) = shown.into_iter().partition(|item| item.lasts_days());
    let lanes = lanes(long);
    let days = (0..7)
        .map(|i| {
            let date = monday.saturating_add(i64::from(i).days());
            let mut day_lanes: Vec<_> =
                lanes.iter().map(|lane| lane.iter().find_map(|item| segment(item, date))).collect();
            // Free lanes below the last one in use would only be blank lines.
            while day_lanes.last().is_some_and(Option::is_none) {
                day_lanes.pop();
            }
            Day {
                date,
                is_today: date == today,
                is_outside: false,
                is_weekend: i >= 5,
                lanes: day_lanes,
                timed: timed.iter().filter_map(|item| segment(item, date)).collect(),
            }
        })
        .collect();
    Week { number: monday.iso_week_date().week(), days }
}

/// Gives each item the first lane that is free when it begins; items come sorted by start.
fn lanes<T>(items: Vec<&Item<T>>) -> Vec<Vec<&Item<T>>> {
    let mut lanes: Vec<Vec<&Item<T>>> = Vec::new();
    for item in items {
        let free = |lane: &Vec<&Item<T>>| {
            lane.iter().all(|other| other.last < item.first || other.first > item.last)
        };
        match lanes.iter_mut().find(|lane| free(lane)) {
            Some(lane) => lane.push(item),
            None => lanes.push(vec![item]),
        }
    }
    lanes
}

#[cfg(test)]
#[path = "month_tests.rs"]
pub(crate) mod tests;
