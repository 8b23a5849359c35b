//! What a person may write in the form « Nouvel événement », and what we answer beside each field.
//! Reading is generous with the ways people write dates and hours, and says every problem at once.

use std::ops::RangeInclusive;

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time as Clock},
    tz::TimeZone,
};
use serde::Deserialize;

pub use super::problems::{Field, Problem, Reason};
use super::{
    Event, Every, Kind, OnDay, Repeat, RepeatEnd, instant, midnight,
    names::WEEK,
    recurrence,
    repeat::{MAX_COUNT, horizon, weekday_code},
};

pub const MAX_TITLE: usize = 200;
pub const MAX_PLACE: usize = 200;
pub const MAX_DESCRIPTION: usize = 10_000;
/// Four weeks, in minutes.
pub const MAX_REMIND: u32 = 40_320;
pub const MAX_FORM_INTERVAL: u16 = 99;
/// One event covers at most this many days.
pub const MAX_DAYS: i64 = 366;
/// The years in which an event may stand; outside, somebody mistyped.
pub const YEARS: RangeInclusive<i16> = 2000..=2100;

/// The fields as the browser posts them; names are those of `Field::name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EventForm {
    pub title: String,
    pub place: String,
    pub description: String,
    pub start_date: String,
    pub start_time: String,
    pub end_date: String,
    pub end_time: String,
    /// A ticked box posts anything.
    pub all_day: String,
    /// Empty, or the code of an `Every`.
    pub repeat: String,
    pub interval: String,
    /// “MO” to “SU”.
    pub weekdays: Vec<String>,
    /// “date” (the 23rd) or “weekday” (the fourth Monday).
    pub month_by: String,
    /// “date” or “count”.
    pub repeat_end: String,
    pub until: String,
    pub count: String,
    /// Minutes, or empty for none.
    pub remind: String,
    /// What a new event will be, so that a form sent twice makes one.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// Empty for one's own calendar, “academy”, or the id of a session.
    pub calendar: String,
    /// Function codes an event of the académie is for.
    pub audience: String,
}

impl EventForm {
    /// The form filled with an event, in the shapes that date and time inputs want. A rule that the form cannot show
    /// leaves the repetition fields empty.
    pub fn of(event: &Event) -> EventForm {
        let (start, end) = (event.civil_start(), event.civil_end());
        let last =
            if event.all_day { end.date().saturating_sub(1.day()).max(start.date()) } else { end.date() };
        let hour = |at: DateTime| if event.all_day { String::new() } else { super::names::clock(at.time()) };
        let mut form = EventForm {
            title: event.title.clone(),
            place: event.place.clone(),
            description: event.description.clone(),
            start_date: start.date().to_string(),
            start_time: hour(start),
            end_date: last.to_string(),
            end_time: if event.end > event.start { hour(end) } else { String::new() },
            all_day: if event.all_day { "1".to_owned() } else { String::new() },
            remind: event.remind.map(|n| n.to_string()).unwrap_or_default(),
            ..EventForm::default()
        };
        if let Some(repeat) = event.repeat.as_ref().filter(|repeat| repeat.is_simple()) {
            form.fill_repeat(repeat, start.date());
        }
        form
    }

    /// Turns the form into an event of that zone, or says everything that is wrong with it.
    pub fn read(&self, zone: &TimeZone, kind: Kind) -> Result<Event, Vec<Problem>> {
        let mut problems = Vec::new();
        let title = one_line(&self.title);
        let place = one_line(&self.place);
        let description = many_lines(&self.description);
        if title.is_empty() {
            problems.push(Problem { field: Field::Title, reason: Reason::TitleMissing });
        }
        for (field, text, most) in [
            (Field::Title, &title, MAX_TITLE),
            (Field::Place, &place, MAX_PLACE),
            (Field::Description, &description, MAX_DESCRIPTION),
        ] {
            let length = text.chars().count();
            if length > most {
                problems.push(Problem { field, reason: Reason::TooLong { length, most } });
            }
        }
        let when = keep(&mut problems, self.read_when());
        let remind = keep(&mut problems, self.read_remind());
        let repeat = match &when {
            Some(when) => keep(&mut problems, self.read_repeat(when.first.date())),
            None => None,
        };
        let moments = when.as_ref().and_then(|when| when.moments(zone));
        match (moments, repeat, remind) {
            (Some((start, end)), Some(repeat), Some(remind)) if problems.is_empty() => Ok(Event {
                title,
                description,
                place,
                start,
                end,
                zone: zone.clone(),
                all_day: self.is_all_day(),
                repeat,
                exceptions: Vec::new(),
                remind,
                kind,
            }),
            _ => Err(problems),
        }
    }

    pub fn is_all_day(&self) -> bool {
        !self.all_day.is_empty()
    }

    fn fill_repeat(&mut self, repeat: &Repeat, start: Date) {
        repeat.every.code().clone_into(&mut self.repeat);
        self.interval = repeat.interval.to_string();
        match repeat.until {
            RepeatEnd::On(day) => {
                "date".clone_into(&mut self.repeat_end);
                self.until = day.to_string();
            }
            RepeatEnd::After(count) => {
                "count".clone_into(&mut self.repeat_end);
                self.count = count.to_string();
            }
        }
        match repeat.every {
            Every::Week if repeat.weekdays.is_empty() => {
                self.weekdays = vec![weekday_code(start.weekday()).to_owned()];
            }
            Every::Week => {
                self.weekdays =
                    repeat.weekdays.iter().map(|day| weekday_code(day.weekday).to_owned()).collect();
            }
            Every::Month => {
                (if repeat.weekdays.is_empty() { "date" } else { "weekday" }).clone_into(&mut self.month_by);
            }
            Every::Day | Every::Year => {}
        }
    }

    fn read_when(&self) -> Result<When, Vec<Problem>> {
        let mut problems = Vec::new();
        let first = keep(&mut problems, read_date(Field::StartDate, &self.start_date));
        let typed_last = match self.end_date.trim() {
            "" => Some(None),
            text => keep(&mut problems, read_date(Field::EndDate, text).map(Some)),
        };
        let clocks = if self.is_all_day() { Some(None) } else { self.read_clocks(&mut problems).map(Some) };
        let (Some(first), Some(last), Some(clocks)) = (first, typed_last, clocks) else {
            return Err(problems);
        };
        let last = last.unwrap_or(first);
        let when = match clocks {
            None => When { first: first.at(0, 0, 0, 0), last: last.at(0, 0, 0, 0), all_day: true },
            Some((from, Some(to))) => {
                When { first: first.to_datetime(from), last: last.to_datetime(to), all_day: false }
            }
            Some((from, None)) if last == first => {
                When { first: first.to_datetime(from), last: first.to_datetime(from), all_day: false }
            }
            Some((_, None)) => return Err(one(Field::EndTime, Reason::TimeMissing)),
        };
        let has_end_time = clocks.is_some_and(|(_, to)| to.is_some());
        if last < first {
            return Err(one(Field::EndDate, Reason::EndBeforeStart));
        }
        if has_end_time && when.last <= when.first {
            return Err(one(Field::EndTime, Reason::EndBeforeStart));
        }
        if first.duration_until(last).as_hours() / 24 >= MAX_DAYS {
            return Err(one(Field::EndDate, Reason::LastsTooLong));
        }
        if problems.is_empty() { Ok(when) } else { Err(problems) }
    }

    fn read_clocks(&self, problems: &mut Vec<Problem>) -> Option<(Clock, Option<Clock>)> {
        let from = match self.start_time.trim() {
            "" => Err(one(Field::StartTime, Reason::TimeMissing)),
            text => parse_clock(text).ok_or_else(|| one(Field::StartTime, Reason::TimeUnreadable)),
        };
        let to = match self.end_time.trim() {
            "" => Ok(None),
            text => parse_clock(text).map(Some).ok_or_else(|| one(Field::EndTime, Reason::TimeUnreadable)),
        };
        let (from, to) = (keep(problems, from), keep(problems, to));
        Some((from?, to?))
    }

    fn read_remind(&self) -> Result<Option<u32>, Vec<Problem>> {
        match self.remind.trim() {
            "" => Ok(None),
            text => match text.parse::<u32>() {
                Ok(minutes) if minutes <= MAX_REMIND => Ok(Some(minutes)),
                _ => Err(one(Field::Remind, Reason::RemindOutOfRange)),
            },
        }
    }

    fn read_repeat(&self, start: Date) -> Result<Option<Repeat>, Vec<Problem>> {
        let every = match self.repeat.trim() {
            "" => return Ok(None),
            code => Every::from_code(code).ok_or_else(|| one(Field::Repeat, Reason::ChoiceUnknown))?,
        };
        let mut problems = Vec::new();
        let interval = keep(&mut problems, self.read_interval());
        let until = keep(&mut problems, self.read_repeat_end(start));
        let weekdays = keep(&mut problems, self.read_weekdays(every, start));
        let (Some(interval), Some(until), Some(weekdays)) = (interval, until, weekdays) else {
            return Err(problems);
        };
        let repeat = Repeat { weekdays, ..Repeat::simple(every, interval, until) };
        if let RepeatEnd::After(count) = until
            && recurrence::dates(&repeat, start).len() < usize::from(count)
        {
            return Err(one(Field::Count, Reason::RepeatsTooLong { furthest: horizon(start) }));
        }
        Ok(Some(repeat))
    }

    fn read_interval(&self) -> Result<u16, Vec<Problem>> {
        match self.interval.trim() {
            "" => Ok(1),
            text => match text.parse() {
                Ok(n @ 1..=MAX_FORM_INTERVAL) => Ok(n),
                _ => Err(one(Field::Interval, Reason::IntervalOutOfRange)),
            },
        }
    }

    fn read_repeat_end(&self, start: Date) -> Result<RepeatEnd, Vec<Problem>> {
        if self.repeat_end == "count" {
            return match self.count.trim().parse() {
                Ok(n @ 1..=MAX_COUNT) => Ok(RepeatEnd::After(n)),
                _ => Err(one(Field::Count, Reason::CountOutOfRange)),
            };
        }
        let last = read_date(Field::Until, &self.until)?;
        let furthest = horizon(start);
        if last < start {
            Err(one(Field::Until, Reason::UntilBeforeStart))
        } else if last > furthest {
            Err(one(Field::Until, Reason::RepeatsTooLong { furthest }))
        } else {
            Ok(RepeatEnd::On(last))
        }
    }

    fn read_weekdays(&self, every: Every, start: Date) -> Result<Vec<OnDay>, Vec<Problem>> {
        match every {
            Every::Week => {}
            Every::Month if self.month_by == "weekday" => return Ok(vec![recurrence::rank_in_month(start)]),
            Every::Day | Every::Month | Every::Year => return Ok(Vec::new()),
        }
        let known = |code: &String| WEEK.iter().any(|day| weekday_code(*day) == code);
        if !self.weekdays.iter().all(known) {
            return Err(one(Field::Weekdays, Reason::ChoiceUnknown));
        }
        let ticked: Vec<_> = WEEK
            .into_iter()
            .filter(|day| self.weekdays.iter().any(|code| code == weekday_code(*day)))
            .collect();
        // Other programs disagree about a start that its own rule does not name; so it must name it.
        if !ticked.is_empty() && !ticked.contains(&start.weekday()) {
            return Err(one(Field::Weekdays, Reason::StartNotAmongDays { start }));
        }
        if ticked == [start.weekday()] {
            return Ok(Vec::new());
        }
        Ok(ticked.into_iter().map(|weekday| OnDay { nth: None, weekday }).collect())
    }
}

/// First and last moment on the wall; for whole days, the midnights of the first and of the last day.
struct When {
    first: DateTime,
    last: DateTime,
    all_day: bool,
}

impl When {
    fn moments(&self, zone: &TimeZone) -> Option<(kernel::Time, kernel::Time)> {
        let start = instant(zone, self.first)?;
        let end = if self.all_day {
            midnight(zone, self.last.date().tomorrow().ok()?)?
        } else {
            instant(zone, self.last)?
        };
        // Hours that spring skips may turn around: 2:30 becomes 3:30, after 3:00.
        Some((start, end.max(start)))
    }
}

fn read_date(field: Field, text: &str) -> Result<Date, Vec<Problem>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(one(field, Reason::DateMissing));
    }
    let day = parse_date(text).ok_or_else(|| one(field, Reason::DateUnreadable))?;
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(one(field, Reason::YearImplausible)) }
}

/// “2026-11-23” as date inputs send it, or « 23/11/2026 » as people type it where there is no such input.
pub fn parse_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<i16>().ok()).flatten();
    let (year, month, day) = match (a.len(), c.len()) {
        (4, _) => (number(a)?, number(b)?, number(c)?),
        (_, 2) => (number(c)? + 2000, number(b)?, number(a)?),
        _ => (number(c)?, number(b)?, number(a)?),
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// “14:30” as time inputs send it, « 14h30 », « 14 h 30 » or « 14h » as people type it.
pub fn parse_clock(text: &str) -> Option<Clock> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut parts = compact.split([':', 'h', 'H']);
    let number = |s: &str| {
        (s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i8>().ok()).flatten()
    };
    let hour = number(parts.next()?)?;
    let minute = match parts.next()? {
        "" => 0,
        text => number(text)?,
    };
    // Some browsers add seconds; nobody means them.
    match parts.next() {
        None => {}
        Some(seconds) => drop(number(seconds)?),
    }
    if parts.next().is_some() {
        return None;
    }
    Clock::new(hour, minute, 0, 0).ok()
}

/// A text on one line, without the invisible.
pub fn one_line(text: &str) -> String {
    // No-break spaces are typography and stay.
    let gap = |c: char| (c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')) || c.is_control();
    text.split(gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text whose line breaks count, without other control characters.
pub fn many_lines(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    visible.trim().to_owned()
}

fn one(field: Field, reason: Reason) -> Vec<Problem> {
    vec![Problem { field, reason }]
}

fn keep<T>(problems: &mut Vec<Problem>, read: Result<T, Vec<Problem>>) -> Option<T> {
    read.map_err(|more| problems.extend(more)).ok()
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
