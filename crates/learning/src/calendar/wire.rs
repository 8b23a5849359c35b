//! The letters of iCalendar (RFC 5545, 3.3): dates, times and texts as properties carry them.
//! Only forms are known here, no rule.

use calcard::common::PartialDateTime;
use jiff::{
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};
use kernel::Time;

/// A date or time as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A day without a time.
    Day(Date),
    /// A time on the wall, of a zone named beside it or of none.
    Civil(DateTime),
    /// A moment, written in UTC.
    Moment(Time),
}

impl Stamp {
    /// Nothing when it is no date of the calendar.
    pub fn read(partial: &PartialDateTime) -> Option<Stamp> {
        let number = |value: Option<u8>| value.and_then(|n| i8::try_from(n).ok());
        let year = i16::try_from(partial.year?).ok()?;
        let day = Date::new(year, number(partial.month)?, number(partial.day)?).ok()?;
        let Some(hour) = partial.hour else { return Some(Stamp::Day(day)) };
        // A leap second is the second before it.
        let second = partial.second.unwrap_or(0).min(59);
        let clock =
            jiff::civil::Time::new(number(Some(hour))?, number(partial.minute)?, number(Some(second))?, 0)
                .ok()?;
        let civil = day.to_datetime(clock);
        let Some(hours) = partial.tz_hour else { return Some(Stamp::Civil(civil)) };
        let seconds = i32::from(hours) * 3600 + i32::from(partial.tz_minute.unwrap_or(0)) * 60;
        let offset = Offset::from_seconds(if partial.tz_minus { -seconds } else { seconds }).ok()?;
        super::instant(&TimeZone::fixed(offset), civil).map(Stamp::Moment)
    }
}

/// “20261123”.
pub fn date(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// “20261123T140000”.
pub fn local(at: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", date(at.date()), at.hour(), at.minute(), at.second())
}

/// “20261123T130000Z”.
pub fn utc(at: Time) -> String {
    format!("{}Z", local(TimeZone::UTC.to_datetime(at.timestamp())))
}

/// A text value: separators escaped, line breaks as “\n”, other control characters left out (RFC 5545, 3.3.11).
pub fn push_text(line: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' => line.push_str("\\\\"),
            ';' => line.push_str("\\;"),
            ',' => line.push_str("\\,"),
            '\r' => {
                characters.next_if_eq(&'\n');
                line.push_str("\\n");
            }
            '\n' => line.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    fn partial(year: u16, month: u8, day: u8) -> PartialDateTime {
        PartialDateTime { year: Some(year), month: Some(month), day: Some(day), ..PartialDateTime::default() }
    }

    #[test]
    fn a_date_alone_is_a_day() {
        assert_eq!(Stamp::read(&partial(2026, 11, 23)), Some(Stamp::Day(d(2026, 11, 23))));
        assert_eq!(Stamp::read(&partial(2026, 2, 29)), None);
        assert_eq!(Stamp::read(&partial(2026, 13, 1)), None);
        assert_eq!(Stamp::read(&PartialDateTime::default()), None);
    }

    #[test]
    fn a_time_is_local_unless_it_says_otherwise() {
        let local =
            PartialDateTime { hour: Some(14), minute: Some(30), second: Some(60), ..partial(2026, 11, 23) };
        assert_eq!(Stamp::read(&local), Some(Stamp::Civil(d(2026, 11, 23).at(14, 30, 59, 0))));
        let utc = PartialDateTime { tz_hour: Some(0), tz_minute: Some(0), ..local.clone() };
        assert_eq!(
            Stamp::read(&utc),
            super::super::instant(&TimeZone::UTC, d(2026, 11, 23).at(14, 30, 59, 0)).map(Stamp::Moment)
        );
        let wrong = PartialDateTime { hour: Some(25), ..local };
        assert_eq!(Stamp::read(&wrong), None);
    }

    #[test]
    fn what_separates_is_escaped_and_control_characters_go() {
        let mut line = String::new();
        push_text(&mut line, "a;b,c\\d\r\ne\nf\rg\u{7}h:\"i\"\tj");
        assert_eq!(line, "a\\;b\\,c\\\\d\\ne\\nf\\ngh:\"i\"\tj");
    }

    #[test]
    fn moments_are_written_in_utc() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = super::super::instant(&zone, d(2026, 7, 1).at(0, 30, 5, 0)).unwrap();
        assert_eq!(utc(at), "20260630T223005Z");
    }
}
