//! Dates as people read them: «lundi 23 novembre 2026», 24 hours; in English «Monday 23 November 2026».

use jiff::{ZonedDateTime, civil::Date, tz::TimeZone};
use kernel::{Locale, Time};

const DAYS: [[&str; 7]; 2] = [
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];
const MONTHS: [[&str; 12]; 2] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

fn language(locale: Locale) -> usize {
    usize::from(locale == Locale::En)
}

pub fn month_name(locale: Locale, month: i8) -> &'static str {
    MONTHS[language(locale)].get((month - 1).unsigned_abs() as usize).copied().unwrap_or_default()
}

/// «nov.», «mai»: cut where French cuts it.
pub fn month_short(locale: Locale, month: i8) -> &'static str {
    const SHORT: [[&str; 12]; 2] = [
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ];
    SHORT[language(locale)].get((month - 1).unsigned_abs() as usize).copied().unwrap_or_default()
}

pub fn day_name(locale: Locale, date: Date) -> &'static str {
    let index = date.weekday().to_monday_zero_offset().unsigned_abs() as usize;
    DAYS[language(locale)].get(index).copied().unwrap_or_default()
}

/// «23 novembre 2026», «1er décembre 2026».
pub fn date(locale: Locale, date: Date) -> String {
    let first = if locale == Locale::Fr && date.day() == 1 { "er" } else { "" };
    format!("{}{first} {} {}", date.day(), month_name(locale, date.month()), date.year())
}

/// «lundi 23 novembre 2026».
pub fn long_date(locale: Locale, day: Date) -> String {
    format!("{} {}", day_name(locale, day), date(locale, day))
}

/// «14:05».
pub fn hour(at: &ZonedDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// «lundi 23 novembre 2026 à 14:05».
pub fn moment(locale: Locale, time: Time, zone: &TimeZone) -> String {
    let at = time.zoned(zone);
    let joined = if locale == Locale::Fr { "à" } else { "at" };
    format!("{} {joined} {}", long_date(locale, at.date()), hour(&at))
}

/// As lists show it: the hour today, the day this year, else the date in figures.
pub fn short(locale: Locale, time: Time, now: Time, zone: &TimeZone) -> String {
    let (at, today) = (time.zoned(zone), now.zoned(zone).date());
    if at.date() == today {
        hour(&at)
    } else if at.year() == today.year() {
        format!("{} {}", at.day(), month_short(locale, at.month()))
    } else {
        format!("{:02}/{:02}/{}", at.day(), at.month(), at.year())
    }
}

/// For `datetime` attributes.
pub fn machine(time: Time) -> String {
    time.timestamp().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(long_date(Locale::Fr, day(2026, 11, 23)), "lundi 23 novembre 2026");
        assert_eq!(long_date(Locale::En, day(2026, 11, 23)), "Monday 23 November 2026");
        assert_eq!(date(Locale::Fr, day(2026, 12, 1)), "1er décembre 2026");
    }

    #[test]
    fn hours_are_those_of_the_academy() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let time = Time(1_800_000_000_000); // 2027-01-15T08:00:00Z
        assert_eq!(moment(Locale::Fr, time, &zone), "vendredi 15 janvier 2027 à 09:00");
        assert_eq!(short(Locale::Fr, time, time, &zone), "09:00");
        let weeks = Time(time.0 + 40 * 86_400_000);
        assert_eq!(short(Locale::Fr, time, weeks, &zone), "15 janv.");
    }
}
