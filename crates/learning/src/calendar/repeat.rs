//! How an event comes again: a bounded rule, written and read as the RRULE of RFC 5545. The form makes simple rules;
//! the lists after `weekdays` only carry what imported files say, so that nothing they hold is lost.

use calcard::icalendar::{
    ICalendar, ICalendarDay, ICalendarFrequency, ICalendarRecurrenceRule, ICalendarSkip, ICalendarValue,
    ICalendarWeekday,
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};

use super::{
    Event,
    wire::{self, Stamp},
};

/// A rule gives at most this many occurrences…
pub const MAX_COUNT: u16 = 366;
/// … and nothing later than this many years after the first.
pub const MAX_YEARS: i16 = 5;
const MAX_INTERVAL: u16 = 366;

/// “Every two weeks, on Monday and Thursday, until 30 June”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub every: Every,
    /// 1 is each week, 2 every other week; weeks begin on Monday.
    pub interval: u16,
    pub until: RepeatEnd,
    /// Sorted; empty for the weekday (or the date) of the start.
    pub weekdays: Vec<OnDay>,
    /// Days of the month, from its end when negative; empty for the day of the start.
    pub month_days: Vec<i8>,
    /// Months, 1 to 12; empty for any, or for the one of the start when the rule is yearly.
    pub months: Vec<i8>,
    /// Which ones to keep among the dates of a month (or week, or year), from its end when negative; empty for all.
    pub positions: Vec<i16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatEnd {
    /// The last day on which it may still happen, on the calendar of the event's zone.
    On(Date),
    /// So many occurrences, the first one counted.
    After(u16),
}

/// Monday, or the second Monday, or the last one (-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnDay {
    pub nth: Option<i8>,
    pub weekday: Weekday,
}

/// A rule that somebody else wrote, as far as we keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRule {
    pub repeat: Repeat,
    /// The rule had no end, or one beyond our limits.
    pub shortened: bool,
}

/// The rule says something that we do not do: hours, week numbers, another calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported;

/// The last day a repetition may reach.
pub fn horizon(start: Date) -> Date {
    start.saturating_add(MAX_YEARS.years())
}

impl Repeat {
    pub fn simple(every: Every, interval: u16, until: RepeatEnd) -> Self {
        Repeat {
            every,
            interval,
            until,
            weekdays: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Whether the form of an event can show this rule; otherwise it is kept or removed as a whole.
    pub fn is_simple(&self) -> bool {
        self.month_days.is_empty()
            && self.months.is_empty()
            && self.positions.is_empty()
            && match self.every {
                Every::Day | Every::Year => self.weekdays.is_empty(),
                Every::Week => true,
                Every::Month => match self.weekdays.as_slice() {
                    [] => true,
                    [day] => day.nth.is_some(),
                    _ => false,
                },
            }
    }

    /// The value of the RRULE property for that event.
    pub fn to_rrule(&self, event: &Event) -> String {
        let mut rule = format!("FREQ={}", self.every.frequency());
        if self.interval > 1 {
            rule.extend([";INTERVAL=", &self.interval.to_string()]);
        }
        match self.until {
            RepeatEnd::After(count) => rule.extend([";COUNT=", &count.to_string()]),
            // UNTIL has the type of DTSTART, but in UTC when that is a local time (RFC 5545, 3.3.10).
            RepeatEnd::On(day) if event.all_day => rule.extend([";UNTIL=", &wire::date(day)]),
            RepeatEnd::On(day) => {
                if let Some(last) = super::instant(&event.zone, day.at(23, 59, 59, 0)) {
                    rule.extend([";UNTIL=", &wire::utc(last)]);
                }
            }
        }
        push_list(&mut rule, "BYMONTH", &self.months);
        push_list(&mut rule, "BYMONTHDAY", &self.month_days);
        push_list(&mut rule, "BYDAY", &self.weekdays);
        push_list(&mut rule, "BYSETPOS", &self.positions);
        rule
    }

    /// Reads what `to_rrule` wrote for an event that starts then, in that zone.
    pub fn parse(rrule: &str, start: DateTime, zone: &TimeZone) -> Option<Repeat> {
        // The library reads rules inside components only; a line break would be another property.
        if rrule.contains(['\r', '\n']) {
            return None;
        }
        let wrapped = ICalendar::parse(format!("BEGIN:VEVENT\r\nRRULE:{rrule}\r\nEND:VEVENT\r\n")).ok()?;
        let value = wrapped.components.first()?.entries.first()?.values.first()?;
        match value {
            ICalendarValue::RecurrenceRule(rule) => Some(Repeat::read(rule, start, zone).ok()?.repeat),
            _ => None,
        }
    }

    /// Takes over a rule as a calendar program states it, reduced to its plainest form.
    pub fn read(
        rule: &ICalendarRecurrenceRule,
        start: DateTime,
        zone: &TimeZone,
    ) -> Result<ReadRule, Unsupported> {
        let every = Every::from_frequency(rule.freq).ok_or(Unsupported)?;
        let interval = rule.interval.unwrap_or(1);
        if interval == 0 || interval > MAX_INTERVAL || !only_what_we_do(rule, start) {
            return Err(Unsupported);
        }
        let (until, shortened) = read_end(rule, start, zone)?;
        let mut repeat = Repeat {
            every,
            interval,
            until,
            weekdays: read_weekdays(rule, every)?,
            month_days: read_list(rule.bymonthday.iter().copied(), 31)?,
            months: read_list(rule.bymonth.iter().filter_map(|m| i8::try_from(m.month()).ok()), 12)?,
            positions: read_list(rule.bysetpos.iter().map(|p| i16::try_from(*p).unwrap_or(i16::MAX)), 366)?,
        };
        if repeat.months.iter().any(|m| *m < 1)
            || (every == Every::Week && !repeat.month_days.is_empty())
            || !week_start_is_indifferent(&repeat, rule.wkst, start.weekday())
        {
            return Err(Unsupported);
        }
        repeat.drop_what_goes_without_saying(start.date());
        Ok(ReadRule { repeat, shortened })
    }

    /// Many programs repeat in the rule what the start says already; without it the form can show the rule.
    fn drop_what_goes_without_saying(&mut self, start: Date) {
        if self.weekdays.is_empty() && self.positions.is_empty() {
            let same_day = self.month_days.is_empty() || self.month_days == [start.day()];
            let same_month = self.months.is_empty() || self.months == [start.month()];
            match self.every {
                Every::Month if same_day => self.month_days.clear(),
                // A yearly BYMONTHDAY without BYMONTH means every month, so it may only go with its month.
                Every::Year
                    if same_day && same_month && (!self.months.is_empty() || self.month_days.is_empty()) =>
                {
                    self.month_days.clear();
                    self.months.clear();
                }
                _ => {}
            }
        }
        if self.every == Every::Week && self.weekdays == [OnDay { nth: None, weekday: start.weekday() }] {
            self.weekdays.clear();
        }
    }
}

impl Every {
    /// As forms carry it.
    pub fn code(self) -> &'static str {
        match self {
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
            Every::Year => "year",
        }
    }

    pub fn from_code(code: &str) -> Option<Every> {
        [Every::Day, Every::Week, Every::Month, Every::Year].into_iter().find(|every| every.code() == code)
    }

    fn frequency(self) -> &'static str {
        match self {
            Every::Day => "DAILY",
            Every::Week => "WEEKLY",
            Every::Month => "MONTHLY",
            Every::Year => "YEARLY",
        }
    }

    fn from_frequency(frequency: ICalendarFrequency) -> Option<Every> {
        match frequency {
            ICalendarFrequency::Daily => Some(Every::Day),
            ICalendarFrequency::Weekly => Some(Every::Week),
            ICalendarFrequency::Monthly => Some(Every::Month),
            ICalendarFrequency::Yearly => Some(Every::Year),
            ICalendarFrequency::Hourly | ICalendarFrequency::Minutely | ICalendarFrequency::Secondly => None,
        }
    }
}

impl std::fmt::Display for OnDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(weekday_code(self.weekday))
    }
}

/// “MO” to “SU”.
pub fn weekday_code(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn push_list<T: std::fmt::Display>(rule: &mut String, name: &str, values: &[T]) {
    for (i, value) in values.iter().enumerate() {
        if i == 0 {
            rule.extend([";", name, "="]);
        } else {
            rule.push(',');
        }
        rule.push_str(&value.to_string());
    }
}

/// Hours that repeat those of the start say nothing new; everything else here changes the rule.
fn only_what_we_do(rule: &ICalendarRecurrenceRule, start: DateTime) -> bool {
    let same =
        |list: &[u8], value: i8| list.is_empty() || (list.len() == 1 && list.first() == Some(&(value as u8)));
    same(&rule.byhour, start.hour())
        && same(&rule.byminute, start.minute())
        && same(&rule.bysecond, start.second())
        && rule.byyearday.is_empty()
        && rule.byweekno.is_empty()
        && rule.bymonth.iter().all(|month| !month.is_leap())
        && rule.rscale.as_ref().is_none_or(|scale| *scale == calcard::common::CalendarScale::Gregorian)
        && rule.skip.as_ref().is_none_or(|skip| *skip == ICalendarSkip::Omit)
}

fn read_end(
    rule: &ICalendarRecurrenceRule,
    start: DateTime,
    zone: &TimeZone,
) -> Result<(RepeatEnd, bool), Unsupported> {
    let furthest = horizon(start.date());
    let day = match (&rule.until, rule.count) {
        (None, None) => return Ok((RepeatEnd::On(furthest), true)),
        (None, Some(count)) => {
            let kept = u16::try_from(count).unwrap_or(u16::MAX).clamp(1, MAX_COUNT);
            return Ok((RepeatEnd::After(kept), u32::from(kept) != count));
        }
        (Some(until), _) => match Stamp::read(until).ok_or(Unsupported)? {
            Stamp::Day(day) => day,
            Stamp::Civil(last) => last_day(last, start),
            Stamp::Moment(last) => last_day(super::civil(zone, last), start),
        },
    };
    Ok((RepeatEnd::On(day.clamp(start.date(), furthest)), day > furthest))
}

/// The last day that still counts: one day less when the end falls before the time of day of the event.
fn last_day(until: DateTime, start: DateTime) -> Date {
    if until.time() < start.time() { until.date().saturating_sub(1.day()) } else { until.date() }
}

fn read_weekdays(rule: &ICalendarRecurrenceRule, every: Every) -> Result<Vec<OnDay>, Unsupported> {
    let mut days = Vec::new();
    for ICalendarDay { ordwk, weekday } in &rule.byday {
        let nth = match ordwk {
            None => None,
            Some(n) => {
                let furthest = match every {
                    Every::Day | Every::Week => return Err(Unsupported),
                    Every::Month => 5,
                    Every::Year => 53,
                };
                Some(i8::try_from(*n).ok().filter(|n| *n != 0 && n.abs() <= furthest).ok_or(Unsupported)?)
            }
        };
        let day = OnDay { nth, weekday: read_weekday(*weekday) };
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days.sort_by_key(|day| (day.weekday.to_monday_zero_offset(), day.nth));
    Ok(days)
}

fn read_weekday(day: ICalendarWeekday) -> Weekday {
    match day {
        ICalendarWeekday::Monday => Weekday::Monday,
        ICalendarWeekday::Tuesday => Weekday::Tuesday,
        ICalendarWeekday::Wednesday => Weekday::Wednesday,
        ICalendarWeekday::Thursday => Weekday::Thursday,
        ICalendarWeekday::Friday => Weekday::Friday,
        ICalendarWeekday::Saturday => Weekday::Saturday,
        ICalendarWeekday::Sunday => Weekday::Sunday,
    }
}

fn read_list<T: Copy + Ord + Into<i32>>(
    values: impl Iterator<Item = T>,
    furthest: i32,
) -> Result<Vec<T>, Unsupported> {
    let mut list: Vec<T> = values.collect();
    list.sort_unstable();
    list.dedup();
    let good = |value: &T| {
        let value: i32 = (*value).into();
        value != 0 && value.abs() <= furthest
    };
    if list.iter().all(good) { Ok(list) } else { Err(Unsupported) }
}

/// Our weeks begin on Monday. Another beginning changes the dates only when weeks are skipped and two of the days
/// stand on different sides of it.
fn week_start_is_indifferent(repeat: &Repeat, week_start: Option<ICalendarWeekday>, start: Weekday) -> bool {
    let Some(first) = week_start.map(read_weekday) else { return true };
    if repeat.every != Every::Week || (repeat.interval == 1 && repeat.positions.is_empty()) {
        return true;
    }
    let before_it = |day: Weekday| day.to_monday_zero_offset() < first.to_monday_zero_offset();
    repeat.weekdays.iter().all(|day| before_it(day.weekday) == before_it(start))
}

#[cfg(test)]
#[path = "repeat_tests.rs"]
mod tests;
