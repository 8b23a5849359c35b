//! Dates in words, in both languages of the interface. Days and months have no capital in French, the first of a
//! month is « 1er », and hours are always those of a 24-hour clock.

use jiff::civil::{Date, Time as Clock, Weekday};
use kernel::Locale;

const MONTHS: [[&str; 2]; 12] = [
    ["janvier", "January"],
    ["février", "February"],
    ["mars", "March"],
    ["avril", "April"],
    ["mai", "May"],
    ["juin", "June"],
    ["juillet", "July"],
    ["août", "August"],
    ["septembre", "September"],
    ["octobre", "October"],
    ["novembre", "November"],
    ["décembre", "December"],
];

pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// « novembre », “November”; `month` counts from 1.
pub fn month_name(month: i8, locale: Locale) -> &'static str {
    let [fr, en] = usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or_default();
    match locale {
        Locale::Fr => fr,
        Locale::En => en,
    }
}

/// « lundi », “Monday”.
pub fn weekday_name(day: Weekday, locale: Locale) -> &'static str {
    let (fr, en) = match day {
        Weekday::Monday => ("lundi", "Monday"),
        Weekday::Tuesday => ("mardi", "Tuesday"),
        Weekday::Wednesday => ("mercredi", "Wednesday"),
        Weekday::Thursday => ("jeudi", "Thursday"),
        Weekday::Friday => ("vendredi", "Friday"),
        Weekday::Saturday => ("samedi", "Saturday"),
        Weekday::Sunday => ("dimanche", "Sunday"),
    };
    match locale {
        Locale::Fr => fr,
        Locale::En => en,
    }
}

/// « lun. », “Mon”: the head of a column, whose full name is its `abbr` title.
pub fn weekday_short(day: Weekday, locale: Locale) -> &'static str {
    let (fr, en) = match day {
        Weekday::Monday => ("lun.", "Mon"),
        Weekday::Tuesday => ("mar.", "Tue"),
        Weekday::Wednesday => ("mer.", "Wed"),
        Weekday::Thursday => ("jeu.", "Thu"),
        Weekday::Friday => ("ven.", "Fri"),
        Weekday::Saturday => ("sam.", "Sat"),
        Weekday::Sunday => ("dim.", "Sun"),
    };
    match locale {
        Locale::Fr => fr,
        Locale::En => en,
    }
}

/// « 23 », « 1er »; “23”.
pub fn day_number(day: Date, locale: Locale) -> String {
    match (locale, day.day()) {
        (Locale::Fr, 1) => "1er".to_owned(),
        (_, n) => n.to_string(),
    }
}

/// « 23 novembre 2026 », “23 November 2026”.
pub fn date(day: Date, locale: Locale) -> String {
    format!("{} {} {}", day_number(day, locale), month_name(day.month(), locale), day.year())
}

/// « lundi 23 novembre 2026 », “Monday 23 November 2026”.
pub fn long_date(day: Date, locale: Locale) -> String {
    format!("{} {}", weekday_name(day.weekday(), locale), date(day, locale))
}

/// « Aujourd’hui », « Demain », or the long date.
pub fn relative_date(day: Date, today: Date, locale: Locale) -> String {
    match (day.duration_since(today).as_hours(), locale) {
        (0, Locale::Fr) => "Aujourd’hui".to_owned(),
        (0, Locale::En) => "Today".to_owned(),
        (24, Locale::Fr) => "Demain".to_owned(),
        (24, Locale::En) => "Tomorrow".to_owned(),
        _ => long_date(day, locale),
    }
}

/// “14:00”.
pub fn clock(at: Clock) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn dates_read_as_french_people_write_them() {
        assert_eq!(long_date(d(2026, 11, 23), Locale::Fr), "lundi 23 novembre 2026");
        assert_eq!(long_date(d(2026, 12, 1), Locale::Fr), "mardi 1er décembre 2026");
        assert_eq!(date(d(2027, 8, 11), Locale::Fr), "11 août 2027");
    }

    #[test]
    fn dates_read_as_english_people_write_them() {
        assert_eq!(long_date(d(2026, 11, 23), Locale::En), "Monday 23 November 2026");
        assert_eq!(date(d(2026, 12, 1), Locale::En), "1 December 2026");
    }

    #[test]
    fn near_days_have_names() {
        let today = d(2026, 10, 24);
        assert_eq!(relative_date(today, today, Locale::Fr), "Aujourd’hui");
        assert_eq!(relative_date(d(2026, 10, 25), today, Locale::Fr), "Demain");
        assert_eq!(relative_date(d(2026, 10, 25), today, Locale::En), "Tomorrow");
        assert_eq!(relative_date(d(2026, 10, 23), today, Locale::Fr), "vendredi 23 octobre 2026");
        assert_eq!(relative_date(d(2026, 10, 26), today, Locale::Fr), "lundi 26 octobre 2026");
    }

    #[test]
    fn every_month_and_day_has_a_name_of_its_own() {
        let mut seen = std::collections::HashSet::new();
        for locale in [Locale::Fr, Locale::En] {
            for month in 1..=12 {
                assert!(!month_name(month, locale).is_empty());
                assert!(seen.insert((locale, month_name(month, locale))));
            }
            for day in WEEK {
                assert!(seen.insert((locale, weekday_name(day, locale))));
                assert!(
                    weekday_name(day, locale).starts_with(weekday_short(day, locale).trim_end_matches('.'))
                );
            }
        }
        assert_eq!(month_name(0, Locale::Fr), "");
        assert_eq!(month_name(13, Locale::Fr), "");
    }

    #[test]
    fn the_clock_has_24_hours() {
        assert_eq!(clock(jiff::civil::time(9, 5, 0, 0)), "09:05");
        assert_eq!(clock(jiff::civil::time(23, 59, 59, 0)), "23:59");
    }
}
