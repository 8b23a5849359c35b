//! When a message says it was sent, read with patience: two-digit years, missing seconds, zone names, ISO dates.
//! What cannot be a date is no date; what is far in the past or the future is kept, the reader judges.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;
use kernel::Time;
use mail_parser::DateTime;
use mail_parser::parsers::fields::date::MONTH;

const MAX_LEN: usize = 200;

pub fn parse(value: &[u8]) -> Option<Time> {
    let text = std::str::from_utf8(value.get(..MAX_LEN).unwrap_or(value)).ok()?;
    let line: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let line = line.trim();
    rfc5322(line).or_else(|| iso(line))
}

/// The date that a relay writes after the last semicolon of its `Received` field.
pub fn of_received(value: &[u8]) -> Option<Time> {
    let at = value.iter().rposition(|b| *b == b';')?;
    parse(value.get(at + 1..)?)
}

fn rfc5322(line: &str) -> Option<Time> {
    if !line.contains(':') {
        return None;
    }
    let parsed = DateTime::parse_rfc822(&format!("{line}\n"))?;
    // The month is read by a digest of its letters: make sure that it is there.
    let month = MONTH.get(usize::from(parsed.month).checked_sub(1)?)?;
    if !line.to_ascii_lowercase().contains(&month.to_ascii_lowercase()) {
        return None;
    }
    at(
        civil_date(parsed.year, parsed.month, parsed.day)?,
        (parsed.hour, parsed.minute, parsed.second),
        offset_seconds(&parsed),
    )
}

fn iso(line: &str) -> Option<Time> {
    if let Ok(timestamp) = line.parse::<Timestamp>() {
        return Some(timestamp.into());
    }
    let local: civil::DateTime = line.parse().ok()?;
    at(local.date(), (local.hour() as u8, local.minute() as u8, local.second() as u8), 0)
}

fn civil_date(year: u16, month: u8, day: u8) -> Option<civil::Date> {
    let year = i16::try_from(year).ok().filter(|year| (1900..=9000).contains(year))?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn at(date: civil::Date, (hour, minute, second): (u8, u8, u8), offset: i32) -> Option<Time> {
    let part = |value: u8, max: u8| (value <= max).then_some(value as i8);
    // A leap second is the last one of its minute.
    let time = civil::Time::new(part(hour, 23)?, part(minute, 59)?, part(second, 60)?.min(59), 0).ok()?;
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    offset.to_timestamp(date.to_datetime(time)).ok().map(Time::from)
}

fn offset_seconds(parsed: &DateTime) -> i32 {
    let seconds = i32::from(parsed.tz_hour) * 3600 + i32::from(parsed.tz_minute) * 60;
    if parsed.tz_before_gmt { -seconds } else { seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> Option<String> {
        parse(value.as_bytes()).map(|at| at.to_string())
    }

    #[test]
    fn dates_are_read_as_they_come() {
        for (value, expected) in [
            ("Mon, 23 Nov 2026 14:05:09 +0100", "2026-11-23T13:05:09Z"),
            ("23 Nov 2026 14:05 +0100", "2026-11-23T13:05:00Z"),
            ("Mon, 23 Nov 2026 14:05:09 +0100 (CET)", "2026-11-23T13:05:09Z"),
            ("Mon, 23 Nov 26 14:05:09 GMT", "2026-11-23T14:05:09Z"),
            ("Mon, 23 Nov 2026 09:05:09 EST", "2026-11-23T14:05:09Z"),
            ("Mon,\r\n 23 Nov 2026 14:05:09 -0330", "2026-11-23T17:35:09Z"),
            ("Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"),
            ("Wed, 31 Dec 1969 23:59:60 +0000", "1969-12-31T23:59:59Z"),
            ("Sat, 22 Sep 2040 12:00:00 +0200", "2040-09-22T10:00:00Z"),
            ("2026-11-23T14:05:09+01:00", "2026-11-23T13:05:09Z"),
            ("2026-11-23 14:05:09", "2026-11-23T14:05:09Z"),
        ] {
            assert_eq!(shown(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for value in [
            "",
            "hier",
            "Mon, 32 Nov 2026 14:05:09 +0100",
            "23 Brr 2026 14:05 +0100",
            "30 Feb 2026 10:00:00 Z",
            "1:1:1",
            ":",
        ] {
            assert_eq!(shown(value), None, "{value}");
        }
    }

    #[test]
    fn a_relay_stamps_after_its_last_semicolon() {
        let value = b"from a by b (x; y) with ESMTP id 1;\r\n Mon, 23 Nov 2026 14:05:09 +0100";
        assert_eq!(of_received(value), parse(b"Mon, 23 Nov 2026 14:05:09 +0100"));
        assert_eq!(of_received(b"from a by b"), None);
    }
}
