//! Repetitions, reminders and moments in sentences, for the page of an event and for its notices.
//! « Toutes les 2 semaines, le lundi et le jeudi, jusqu’au 30 juin 2027 ».

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use kernel::{Locale, Time};

use crate::words::Words;

use super::{
    Event, Every, Occurrence, OnDay, Repeat, RepeatEnd, civil,
    names::{clock, date, day_number, long_date, month_name, weekday_name},
};

/// The whole rule of an event whose first occurrence is on that day.
pub fn repeat(repeat: &Repeat, start: Date, locale: Locale) -> String {
    let rhythm = rhythm(repeat.every, repeat.interval, locale);
    let days = if repeat.is_simple() || only_plain_weekdays(repeat) {
        days(repeat, start, locale)
    } else {
        match locale {
            Locale::Fr => Some("selon la règle importée".to_owned()),
            Locale::En => Some("by the imported rule".to_owned()),
        }
    };
    let end = match (repeat.until, locale) {
        (RepeatEnd::On(day), Locale::Fr) => format!("jusqu’au {}", date(day, locale)),
        (RepeatEnd::On(day), Locale::En) => format!("until {}", date(day, locale)),
        (RepeatEnd::After(count), Locale::Fr) => format!("{count} fois"),
        (RepeatEnd::After(1), Locale::En) => "once".to_owned(),
        (RepeatEnd::After(count), Locale::En) => format!("{count} times"),
    };
    [Some(rhythm), days, Some(end)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// « 30 minutes avant », “1 day before”: exact in the largest unit that divides it.
pub fn reminder(minutes: u32, locale: Locale) -> String {
    let (n, fr, en) = match minutes {
        0 => {
            return match locale {
                Locale::Fr => "Au début".to_owned(),
                Locale::En => "At the start".to_owned(),
            };
        }
        m if m % 10_080 == 0 => (m / 10_080, "semaine", "week"),
        m if m % 1_440 == 0 => (m / 1_440, "jour", "day"),
        m if m % 60 == 0 => (m / 60, "heure", "hour"),
        m => (m, "minute", "minute"),
    };
    let plural = if n > 1 { "s" } else { "" };
    match locale {
        Locale::Fr => format!("{n} {fr}{plural} avant"),
        Locale::En => format!("{n} {en}{plural} before"),
    }
}

/// « lundi 23 novembre 2026, de 14:00 à 16:00 », seen by a reader of that zone.
pub fn when(event: &Event, occurrence: &Occurrence, zone: &TimeZone, locale: Locale) -> String {
    if event.all_day {
        let first = civil(&event.zone, occurrence.start).date();
        let last = last_day(&event.zone, occurrence);
        return if first == last { long_date(first, locale) } else { from_to_day(first, last, locale) };
    }
    let (start, end) = (civil(zone, occurrence.start), civil(zone, occurrence.end));
    let day = long_date(start.date(), locale);
    let from = clock(start.time());
    let to = clock(end.time());
    if occurrence.start == occurrence.end {
        return match locale {
            Locale::Fr => format!("{day} à {from}"),
            Locale::En => format!("{day} at {from}"),
        };
    }
    if start.date() == end.date() {
        return match locale {
            Locale::Fr => format!("{day}, de {from} à {to}"),
            Locale::En => format!("{day}, {from} to {to}"),
        };
    }
    let until = long_date(end.date(), locale);
    match locale {
        Locale::Fr => format!("du {day} à {from} au {until} à {to}"),
        Locale::En => format!("from {day} at {from} to {until} at {to}"),
    }
}

/// « 14:00 – 16:00 »: what stands beside its first day, in a narrow column.
pub fn hours(event: &Event, occurrence: &Occurrence, zone: &TimeZone, t: Words) -> String {
    let day = |day: Date| t.event_until_day(i64::from(day.day()), month_name(day.month(), t.0));
    if event.all_day {
        let first = civil(&event.zone, occurrence.start).date();
        let last = last_day(&event.zone, occurrence);
        return if first == last { t.event_whole_day().to_owned() } else { day(last) };
    }
    let (start, end) = (civil(zone, occurrence.start), civil(zone, occurrence.end));
    let from = clock(start.time());
    if occurrence.start == occurrence.end {
        from
    } else if start.date() == end.date() {
        format!("{from} – {}", clock(end.time()))
    } else {
        format!("{from}, {}", day(end.date()))
    }
}

/// The last day of an occurrence that lasts whole days; its end is the midnight after.
fn last_day(zone: &TimeZone, occurrence: &Occurrence) -> Date {
    civil(zone, occurrence.end.max(Time(occurrence.start.0 + 1)).minus(std::time::Duration::from_millis(1)))
        .date()
}

fn from_to_day(first: Date, last: Date, locale: Locale) -> String {
    let (first, last) = (long_date(first, locale), long_date(last, locale));
    match locale {
        Locale::Fr => format!("du {first} au {last}"),
        Locale::En => format!("from {first} to {last}"),
    }
}

fn rhythm(every: Every, interval: u16, locale: Locale) -> String {
    let (fr_all, fr, en) = match every {
        Every::Day => ("Tous les", "jours", "day"),
        Every::Week => ("Toutes les", "semaines", "week"),
        Every::Month => ("Tous les", "mois", "month"),
        Every::Year => ("Tous les", "ans", "year"),
    };
    match (locale, interval) {
        (Locale::Fr, 0 | 1) => format!("{fr_all} {fr}"),
        (Locale::Fr, n) => format!("{fr_all} {n} {fr}"),
        (Locale::En, 0 | 1) => format!("Every {en}"),
        (Locale::En, n) => format!("Every {n} {en}s"),
    }
}

fn only_plain_weekdays(repeat: &Repeat) -> bool {
    repeat.every == Every::Day
        && repeat.weekdays.iter().all(|day| day.nth.is_none())
        && repeat.month_days.is_empty()
        && repeat.months.is_empty()
        && repeat.positions.is_empty()
}

fn days(repeat: &Repeat, start: Date, locale: Locale) -> Option<String> {
    match (repeat.every, repeat.weekdays.as_slice()) {
        (Every::Day, []) => None,
        (Every::Week, []) => Some(list(&[OnDay { nth: None, weekday: start.weekday() }], locale)),
        (Every::Month, []) => Some(match locale {
            Locale::Fr => format!("le {}", day_number(start, locale)),
            Locale::En => format!("on day {}", start.day()),
        }),
        (Every::Year, _) => Some(match locale {
            Locale::Fr => format!("le {} {}", day_number(start, locale), month_name(start.month(), locale)),
            Locale::En => format!("on {} {}", start.day(), month_name(start.month(), locale)),
        }),
        (_, weekdays) => Some(list(weekdays, locale)),
    }
}

/// « le lundi et le 2e mardi », “on Monday and the 2nd Tuesday”.
fn list(weekdays: &[OnDay], locale: Locale) -> String {
    let named: Vec<String> = weekdays.iter().map(|day| ranked(*day, locale)).collect();
    let (and, before) = match locale {
        Locale::Fr => (" et ", ""),
        Locale::En => (" and ", "on "),
    };
    match named.split_last() {
        Some((last, [])) => format!("{before}{last}"),
        Some((last, others)) => format!("{before}{}{and}{last}", others.join(", ")),
        None => String::new(),
    }
}

fn ranked(day: OnDay, locale: Locale) -> String {
    let name = weekday_name(day.weekday, locale);
    match (locale, day.nth) {
        (Locale::Fr, None) => format!("le {name}"),
        (Locale::Fr, Some(-1)) => format!("le dernier {name}"),
        (Locale::Fr, Some(1)) => format!("le 1er {name}"),
        (Locale::Fr, Some(n)) if n < 0 => format!("le {}e {name} avant la fin", n.unsigned_abs()),
        (Locale::Fr, Some(n)) => format!("le {n}e {name}"),
        (Locale::En, None) => name.to_owned(),
        (Locale::En, Some(-1)) => format!("the last {name}"),
        (Locale::En, Some(n)) if n < 0 => format!("the {} {name} from the end", ordinal(n.unsigned_abs())),
        (Locale::En, Some(n)) => format!("the {} {name}", ordinal(n.unsigned_abs())),
    }
}

fn ordinal(n: u8) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// The last day on which a repetition starting then may still happen, for the hint under the field.
pub fn furthest_end(start: Date, locale: Locale) -> String {
    date(start.saturating_add(super::repeat::MAX_YEARS.years()), locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Kind, instant, midnight};
    use jiff::civil::{Weekday, date as d};

    fn on(nth: Option<i8>, weekday: Weekday) -> OnDay {
        OnDay { nth, weekday }
    }

    #[test]
    fn repetitions_read_as_sentences() {
        let start = d(2026, 11, 23);
        let mut weekly = Repeat::simple(Every::Week, 2, RepeatEnd::On(d(2027, 6, 30)));
        assert_eq!(
            repeat(&weekly, start, Locale::Fr),
            "Toutes les 2 semaines, le lundi, jusqu’au 30 juin 2027"
        );
        weekly.weekdays =
            vec![on(None, Weekday::Monday), on(None, Weekday::Tuesday), on(None, Weekday::Thursday)];
        assert_eq!(
            repeat(&weekly, start, Locale::Fr),
            "Toutes les 2 semaines, le lundi, le mardi et le jeudi, jusqu’au 30 juin 2027"
        );
        assert_eq!(
            repeat(&weekly, start, Locale::En),
            "Every 2 weeks, on Monday, Tuesday and Thursday, until 30 June 2027"
        );
        let daily = Repeat::simple(Every::Day, 1, RepeatEnd::After(10));
        assert_eq!(repeat(&daily, start, Locale::Fr), "Tous les jours, 10 fois");
        let mut monthly = Repeat::simple(Every::Month, 1, RepeatEnd::After(3));
        assert_eq!(repeat(&monthly, d(2026, 12, 1), Locale::Fr), "Tous les mois, le 1er, 3 fois");
        monthly.weekdays = vec![on(Some(2), Weekday::Tuesday)];
        assert_eq!(repeat(&monthly, start, Locale::Fr), "Tous les mois, le 2e mardi, 3 fois");
        assert_eq!(repeat(&monthly, start, Locale::En), "Every month, on the 2nd Tuesday, 3 times");
        monthly.weekdays = vec![on(Some(-1), Weekday::Friday)];
        assert_eq!(repeat(&monthly, start, Locale::Fr), "Tous les mois, le dernier vendredi, 3 fois");
        let yearly = Repeat::simple(Every::Year, 1, RepeatEnd::After(2));
        assert_eq!(repeat(&yearly, start, Locale::Fr), "Tous les ans, le 23 novembre, 2 fois");
        monthly.positions = vec![-1];
        assert_eq!(repeat(&monthly, start, Locale::En), "Every month, by the imported rule, 3 times");
    }

    #[test]
    fn reminders_use_the_largest_exact_unit() {
        assert_eq!(reminder(0, Locale::Fr), "Au début");
        assert_eq!(reminder(1, Locale::Fr), "1 minute avant");
        assert_eq!(reminder(90, Locale::Fr), "90 minutes avant");
        assert_eq!(reminder(120, Locale::Fr), "2 heures avant");
        assert_eq!(reminder(1440, Locale::En), "1 day before");
        assert_eq!(reminder(20_160, Locale::En), "2 weeks before");
    }

    #[test]
    fn moments_say_only_what_differs() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let guadeloupe = TimeZone::get("America/Guadeloupe").unwrap();
        let at = |day: Date, h: i8| instant(&paris, day.at(h, 0, 0, 0)).unwrap();
        let mut event = Event {
            title: "Visio".into(),
            description: String::new(),
            place: String::new(),
            start: at(d(2026, 11, 23), 14),
            end: at(d(2026, 11, 23), 16),
            zone: paris.clone(),
            all_day: false,
            repeat: None,
            exceptions: vec![],
            remind: None,
            kind: Kind::Session,
        };
        let once = |e: &Event| Occurrence { start: e.start, end: e.end, original: e.start };
        let said = |e: &Event, zone, locale| when(e, &once(e), zone, locale);
        assert_eq!(said(&event, &paris, Locale::Fr), "lundi 23 novembre 2026, de 14:00 à 16:00");
        assert_eq!(said(&event, &guadeloupe, Locale::En), "Monday 23 November 2026, 09:00 to 11:00");
        event.end = event.start;
        assert_eq!(said(&event, &paris, Locale::Fr), "lundi 23 novembre 2026 à 14:00");
        event.end = at(d(2026, 11, 24), 9);
        assert_eq!(
            said(&event, &paris, Locale::Fr),
            "du lundi 23 novembre 2026 à 14:00 au mardi 24 novembre 2026 à 09:00"
        );
        event.all_day = true;
        event.start = midnight(&paris, d(2026, 11, 23)).unwrap();
        event.end = midnight(&paris, d(2026, 11, 24)).unwrap();
        // A whole day is the same day for everybody, wherever the reader is.
        assert_eq!(said(&event, &guadeloupe, Locale::Fr), "lundi 23 novembre 2026");
        event.end = midnight(&paris, d(2026, 11, 26)).unwrap();
        assert_eq!(
            said(&event, &paris, Locale::Fr),
            "du lundi 23 novembre 2026 au mercredi 25 novembre 2026"
        );
    }

    #[test]
    fn beside_its_day_only_the_hours_are_said() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let at = |day: Date, hour| instant(&paris, day.at(hour, 0, 0, 0)).unwrap();
        let day = d(2026, 11, 23);
        let mut event =
            crate::calendar::tests::event(day.at(14, 0, 0, 0), day.at(16, 0, 0, 0), "Europe/Paris");
        let said = |event: &Event, locale| {
            let occurrence = Occurrence { original: event.start, start: event.start, end: event.end };
            hours(event, &occurrence, &paris, Words(locale))
        };
        assert_eq!(said(&event, Locale::Fr), "14:00 – 16:00");
        event.end = event.start;
        assert_eq!(said(&event, Locale::Fr), "14:00");
        event.end = at(d(2026, 11, 24), 9);
        assert_eq!(said(&event, Locale::Fr), "14:00, jusqu’au 24 novembre");
        event.all_day = true;
        event.start = midnight(&paris, day).unwrap();
        event.end = midnight(&paris, d(2026, 11, 24)).unwrap();
        assert_eq!(said(&event, Locale::En), "all day");
        event.end = midnight(&paris, d(2026, 11, 26)).unwrap();
        assert_eq!(said(&event, Locale::Fr), "jusqu’au 25 novembre");
    }
}
