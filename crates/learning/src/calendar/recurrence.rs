//! When an event happens: its dates on the calendar of its zone, then moments, then the exceptions.
//! The dates are worked out day by day with jiff and not by a library: the two at hand either lose the hour that
//! autumn repeats, or search for thousands of years when a rule never matches; ours is bounded by `repeat::horizon`.

use std::collections::HashSet;

use jiff::{
    SignedDuration, ToSpan,
    civil::{Date, Weekday},
};
use kernel::{Time, time::minutes};

use super::{
    Change, Event, Exception, Occurrence, civil, instant,
    repeat::{Every, OnDay, Repeat, RepeatEnd, horizon},
};

/// Every occurrence that overlaps `from..to`, in order. What has no length counts at its start.
pub fn occurrences(event: &Event, from: Time, to: Time) -> Vec<Occurrence> {
    let mut found: Vec<Occurrence> = all(event, Some((from, to)))
        .into_iter()
        .filter(|o| o.start < to && (o.end > from || (o.end == o.start && o.start >= from)))
        .collect();
    found.sort_unstable();
    found
}

/// The first occurrence that starts after that moment.
pub fn next_occurrence(event: &Event, after: Time) -> Option<Occurrence> {
    all(event, None).into_iter().filter(|o| o.start > after).min()
}

/// The next moment to remind somebody, after that one, and of what.
pub fn next_reminder(event: &Event, after: Time) -> Option<(Time, Occurrence)> {
    let before = minutes(u64::from(event.remind?));
    all(event, None).into_iter().map(|o| (o.start.minus(before), o)).filter(|(at, _)| *at > after).min()
}

/// From the start of the first occurrence to the end of the last: what storage keeps to find events by period.
pub fn extent(event: &Event) -> (Time, Time) {
    let all = all(event, None);
    let first = all.iter().map(|o| o.start).min().unwrap_or(event.start);
    let last = all.iter().map(|o| o.end).max().unwrap_or(event.start);
    (first, last)
}

/// Takes over the exceptions of the event before it was edited: a date stays cancelled, moved or added even when the
/// hour of the others changed.
pub fn carry_exceptions(event: &mut Event, before: &Event) {
    let start = event.civil_start();
    let dates: HashSet<Date> = match &event.repeat {
        Some(repeat) => dates(repeat, start.date()).into_iter().collect(),
        None => HashSet::new(),
    };
    // Dates added to an event without a rule stay; those added to a rule go with it.
    let stopped_repeating = event.repeat.is_none() && before.repeat.is_some();
    let mut kept: Vec<Exception> = before
        .exceptions
        .iter()
        .filter_map(|exception| {
            let day = civil(&before.zone, exception.original).date();
            let is_added = exception.change == Change::Added;
            if dates.contains(&day) == is_added || (is_added && stopped_repeating) {
                return None;
            }
            let original = if day == start.date() {
                event.start
            } else {
                instant(&event.zone, day.to_datetime(start.time()))?
            };
            Some(Exception { original, ..*exception })
        })
        .collect();
    kept.sort_by_key(|exception| exception.original);
    kept.dedup_by_key(|exception| exception.original);
    event.exceptions = kept;
}

/// Every occurrence, exceptions applied, in no order; those far outside `window` may be left out.
fn all(event: &Event, window: Option<(Time, Time)>) -> Vec<Occurrence> {
    let changed: HashSet<Time> =
        event.exceptions.iter().filter(|e| e.change != Change::Added).map(|e| e.original).collect();
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let added = event.exceptions.iter().filter(|e| e.change == Change::Added).map(|e| e.original);
    for original in originals(event, window).into_iter().chain(added) {
        if !changed.contains(&original) && seen.insert(original) {
            found.push(Occurrence { start: original, end: usual_end(event, original), original });
        }
    }
    // A moved date is shown even if the rule no longer gives it: better one line too many than a lost appointment.
    found.extend(event.exceptions.iter().filter_map(|e| match e.change {
        Change::Moved { start, end } => Some(Occurrence { start, end, original: e.original }),
        Change::Cancelled | Change::Added => None,
    }));
    found
}

/// The starts that the rule gives, exceptions not applied. Turning dates into moments is most of the work of a long
/// repetition, so a page that shows one month asks for that month only.
fn originals(event: &Event, window: Option<(Time, Time)>) -> Vec<Time> {
    let Some(repeat) = &event.repeat else { return vec![event.start] };
    let start = event.civil_start();
    let near = window.map(|(from, to)| {
        let length = start.date().until(event.civil_end().date()).unwrap_or_default();
        let first = civil(&event.zone, from).date().saturating_sub(length).saturating_sub(1.day());
        first..=civil(&event.zone, to).date().saturating_add(1.day())
    });
    let later = dates(repeat, start.date()).into_iter().skip(1);
    let later = later.filter(|day| near.as_ref().is_none_or(|near| near.contains(day)));
    let later = later.filter_map(|day| instant(&event.zone, day.to_datetime(start.time())));
    std::iter::once(event.start).chain(later).collect()
}

/// The length is one of clocks on walls: a night from 22:00 to 6:00 ends at 6:00 when the hour changes too.
fn usual_end(event: &Event, start: Time) -> Time {
    if start == event.start {
        return event.end;
    }
    let elapsed = event.end.since(event.start);
    let length: SignedDuration = event.civil_start().duration_until(event.civil_end());
    let end = civil(&event.zone, start).checked_add(length).ok().and_then(|end| instant(&event.zone, end));
    // The hour that spring skips can leave an end that is no later than its start.
    match end {
        Some(end) if end > start || elapsed.is_zero() => end.max(start),
        _ => start.plus(elapsed),
    }
}

/// The dates of a rule in order, beginning with the start, which always counts.
pub fn dates(repeat: &Repeat, start: Date) -> Vec<Date> {
    let (last, most) = match repeat.until {
        RepeatEnd::On(day) => (day.min(horizon(start)), usize::MAX),
        RepeatEnd::After(count) => (horizon(start), usize::from(count)),
    };
    let mut found = vec![start];
    let mut period = Some(Period::around(start, repeat.every));
    while let Some(now) = period.filter(|p| p.first <= last) {
        for day in now.days(repeat, start) {
            if day > start && day <= last {
                if found.len() >= most {
                    return found;
                }
                found.push(day);
            }
        }
        period = now.next(repeat);
    }
    found
}

/// A day, a week, a month or a year: the stretch that a rule repeats.
#[derive(Clone, Copy)]
struct Period {
    first: Date,
    last: Date,
}

impl Period {
    fn around(day: Date, every: Every) -> Period {
        match every {
            Every::Day => Period { first: day, last: day },
            Every::Week => {
                let first = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                Period { first, last: first.saturating_add(6.days()) }
            }
            Every::Month => Period { first: day.first_of_month(), last: day.last_of_month() },
            Every::Year => Period { first: day.first_of_year(), last: day.last_of_year() },
        }
    }

    fn next(self, repeat: &Repeat) -> Option<Period> {
        let n = i64::from(repeat.interval.max(1));
        let step = match repeat.every {
            Every::Day => n.days(),
            Every::Week => n.weeks(),
            Every::Month => n.months(),
            Every::Year => n.years(),
        };
        Some(Period::around(self.first.checked_add(step).ok()?, repeat.every))
    }

    /// The days of this period that the rule names, in order.
    fn days(self, repeat: &Repeat, start: Date) -> Vec<Date> {
        let mut named = Vec::new();
        let mut day = self.first;
        loop {
            if is_named(day, repeat, start) {
                named.push(day);
            }
            match day.tomorrow() {
                Ok(next) if next <= self.last => day = next,
                _ => break,
            }
        }
        if repeat.positions.is_empty() {
            return named;
        }
        let count = named.len();
        let kept = |place: usize| {
            repeat.positions.iter().any(|p| {
                let wanted = usize::from(p.unsigned_abs());
                if *p > 0 { place + 1 == wanted } else { count - place == wanted }
            })
        };
        named.into_iter().enumerate().filter(|(place, _)| kept(*place)).map(|(_, day)| day).collect()
    }
}

/// The table of RFC 5545, 3.3.10: what each list limits or expands, and what the start stands for without them.
fn is_named(day: Date, repeat: &Repeat, start: Date) -> bool {
    let month = repeat.months.is_empty() || repeat.months.contains(&day.month());
    let month_day = repeat.month_days.is_empty()
        || repeat.month_days.contains(&day.day())
        || repeat.month_days.contains(&(day.day() - day.days_in_month() - 1));
    let weekday = repeat.weekdays.is_empty() || repeat.weekdays.iter().any(|on| falls_on(day, *on, repeat));
    let nothing_named = repeat.month_days.is_empty() && repeat.weekdays.is_empty();
    let as_start = match repeat.every {
        Every::Day => true,
        Every::Week => !repeat.weekdays.is_empty() || day.weekday() == start.weekday(),
        Every::Month => !nothing_named || day.day() == start.day(),
        Every::Year => {
            !nothing_named
                || (day.day() == start.day() && (!repeat.months.is_empty() || day.month() == start.month()))
        }
    };
    month && month_day && weekday && as_start
}

fn falls_on(day: Date, on: OnDay, repeat: &Repeat) -> bool {
    let Some(nth) = on.nth else { return day.weekday() == on.weekday };
    let in_year = repeat.every == Every::Year && repeat.months.is_empty();
    let (place, length) = if in_year {
        (day.day_of_year(), day.days_in_year())
    } else {
        (i16::from(day.day()), i16::from(day.days_in_month()))
    };
    let nth = i16::from(nth);
    let rank = if nth > 0 { (place - 1) / 7 + 1 } else { -((length - place) / 7 + 1) };
    day.weekday() == on.weekday && rank == nth
}

/// Which one of its month a day is: the second Tuesday; the last one rather than the fifth.
pub fn rank_in_month(day: Date) -> OnDay {
    let nth = (day.day() - 1) / 7 + 1;
    let weekday: Weekday = day.weekday();
    OnDay { nth: Some(if nth == 5 { -1 } else { nth }), weekday }
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;
