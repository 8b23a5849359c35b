//! Days counted from the one on which the demo is made, in an académie's zone. What meets falls on a working day:
//! Saturdays and Sundays move to the next Monday, in texts as in calendars.

use jiff::{
    ToSpan,
    civil::{Date, Time as Hour, Weekday},
    tz::TimeZone,
};
use kernel::{Error, Locale, Result, Time, time::hours};
use web::dates;

#[derive(Clone, Debug)]
pub(super) struct Days {
    pub now: Time,
    pub zone: TimeZone,
    today: Date,
}

impl Days {
    pub(super) fn from(now: Time, zone: TimeZone) -> Days {
        let today = now.zoned(&zone).date();
        Days { now, zone, today }
    }

    pub(super) fn hours_ago(&self, count: u32) -> Time {
        self.now.minus(hours(u64::from(count)))
    }

    /// The first moment of a day.
    pub(super) fn start(&self, day: i32) -> Result<Time> {
        self.moment(self.date(day)?, Hour::midnight())
    }

    /// The last moment of a day.
    pub(super) fn end(&self, day: i32) -> Result<Time> {
        Ok(Time(self.start(day + 1)?.0 - 1))
    }

    pub(super) fn working(&self, day: i32) -> Result<Date> {
        let date = self.date(day)?;
        let wait = match date.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        date.checked_add(wait.days()).map_err(Error::internal)
    }

    fn date(&self, day: i32) -> Result<Date> {
        self.today.checked_add(day.days()).map_err(Error::internal)
    }

    pub(super) fn moment(&self, date: Date, hour: Hour) -> Result<Time> {
        let at = date.at(hour.hour(), hour.minute(), 0, 0);
        self.zone.to_timestamp(at).map(Time::from).map_err(Error::internal)
    }

    /// What stands for `{date:N}`, and for `{ical:N}` in a calendar; nothing for any other word.
    pub(super) fn word(&self, word: &str) -> Result<Option<String>> {
        if let Some(day) = word.strip_prefix("ical:").and_then(|day| day.parse().ok()) {
            return Ok(Some(self.working(day)?.strftime("%Y%m%d").to_string()));
        }
        let Some(day) = word.strip_prefix("date:").and_then(|day| day.parse().ok()) else { return Ok(None) };
        Ok(Some(dates::long_date(Locale::Fr, self.working(day)?)))
    }
}

/// Puts what `word` says in the place of each `{…}`; what it says nothing of stays as it is.
pub(super) fn fill(text: &str, mut word: impl FnMut(&str) -> Result<Option<String>>) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let said = match after.split_once('}') {
            Some((inside, beyond)) => word(inside)?.map(|said| (said, beyond)),
            None => None,
        };
        rest = if let Some((said, beyond)) = said {
            out.push_str(&said);
            beyond
        } else {
            out.push('{');
            after
        };
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_monday() -> Days {
        let now = "2026-11-23T09:30:00+01:00".parse::<jiff::Timestamp>().unwrap();
        Days::from(now.into(), TimeZone::get("Europe/Paris").unwrap())
    }

    #[test]
    fn a_weekend_moves_to_monday_in_texts_too() {
        let days = on_monday();
        let said = fill("le {date:3}, puis le {date:5}, {autre} {date:x}", |word| days.word(word)).unwrap();
        assert_eq!(said, "le jeudi 26 novembre 2026, puis le lundi 30 novembre 2026, {autre} {date:x}");
    }

    #[test]
    fn a_day_is_whole_in_the_zone_of_the_academie() {
        let days = on_monday();
        assert_eq!(days.start(0).unwrap().to_string(), "2026-11-22T23:00:00Z");
        assert_eq!(days.end(0).unwrap().0 + 1, days.start(1).unwrap().0);
    }
}
