//! Events for the tests of all the files here, and strategies that make any valid one.

use super::*;
use jiff::{ToSpan, civil::Weekday};
use proptest::prelude::*;

pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// An event between two times on the wall of that zone.
pub fn event(start: DateTime, end: DateTime, zone_name: &str) -> Event {
    let zone = zone(zone_name);
    Event {
        title: "Visio".into(),
        description: String::new(),
        place: String::new(),
        start: instant(&zone, start).unwrap(),
        end: instant(&zone, end).unwrap(),
        zone,
        all_day: false,
        repeat: None,
        exceptions: vec![],
        remind: None,
        kind: Kind::Personal,
    }
}

/// Whole days, the last included.
pub fn whole_days(first: Date, last: Date, zone_name: &str) -> Event {
    let end = last.tomorrow().unwrap();
    Event { all_day: true, ..event(first.at(0, 0, 0, 0), end.at(0, 0, 0, 0), zone_name) }
}

pub fn any_date() -> impl Strategy<Value = Date> {
    (0..33_000_i64).prop_map(|n| jiff::civil::date(2000, 1, 1).saturating_add(n.days()))
}

fn any_weekday() -> impl Strategy<Value = Weekday> {
    (0..7_i8).prop_map(|n| Weekday::from_monday_zero_offset(n).unwrap())
}

/// Any rule that the form or a file can make for an event of that day, in its plainest form.
pub fn any_repeat(start: Date) -> impl Strategy<Value = Repeat> {
    let every = prop_oneof![Just(Every::Day), Just(Every::Week), Just(Every::Month), Just(Every::Year)];
    let until = prop_oneof![
        (1..=repeat::MAX_COUNT).prop_map(RepeatEnd::After),
        (0..1_800_i64).prop_map(move |n| RepeatEnd::On(start.saturating_add(n.days())))
    ];
    let weekdays = proptest::collection::vec((any_weekday(), proptest::option::of(-5..=5_i8)), 0..4);
    let month_days = proptest::collection::vec((-31..=31_i8).prop_filter("no day 0", |n| *n != 0), 0..3);
    let months = proptest::collection::vec(1..=12_i8, 0..3);
    let positions = proptest::collection::vec((-3..=3_i16).prop_filter("no place 0", |n| *n != 0), 0..3);
    let lists = (weekdays, month_days, months, positions);
    (every, 1..=12_u16, until, lists).prop_map(move |(every, interval, until, lists)| {
        let (weekdays, month_days, months, positions) = lists;
        let rule = Repeat::simple(every, interval, until);
        let ranked = matches!(every, Every::Month | Every::Year);
        let weekdays = weekdays
            .into_iter()
            .map(|(weekday, nth)| OnDay { nth: nth.filter(|n| ranked && *n != 0), weekday });
        let rule = Repeat {
            weekdays: weekdays.collect(),
            month_days: if every == Every::Week { vec![] } else { month_days },
            months,
            positions,
            ..rule
        };
        // Written and read once, it is sorted and without what goes without saying.
        let event = event(start.at(14, 0, 0, 0), start.at(15, 0, 0, 0), "Europe/Paris");
        let zone = zone("Europe/Paris");
        let rule = Repeat::parse(&rule.to_rrule(&event), start.at(14, 0, 0, 0), &zone)
            .expect("we read what we write");
        // And a count is no higher than what the horizon lets happen.
        let happens = u16::try_from(recurrence::dates(&rule, start).len()).unwrap();
        match rule.until {
            RepeatEnd::After(_) => Repeat { until: RepeatEnd::After(happens), ..rule },
            RepeatEnd::On(_) => rule,
        }
    })
}

/// Words with everything that must be escaped or folded.
pub fn any_text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9 ,;:\\\\\"']{1,20}",
        Just("é à ç œ « Préau »\u{202f}!".to_owned()),
        Just("🎓👩‍🏫".to_owned()),
        Just("\\n".to_owned()),
        Just("BEGIN:VEVENT".to_owned()),
    ];
    proptest::collection::vec(piece, 1..8).prop_map(move |pieces| {
        let text = rules::one_line(&pieces.concat());
        text.chars().take(most).collect::<String>().trim().to_owned()
    })
}

#[test]
fn a_wall_clock_and_moments_agree() {
    let paris = zone("Europe/Paris");
    let noon = jiff::civil::date(2026, 7, 1).at(12, 0, 0, 0);
    let at = instant(&paris, noon).unwrap();
    assert_eq!(at.to_string(), "2026-07-01T10:00:00Z");
    assert_eq!(civil(&paris, at), noon);
    // 2:30 does not exist on that morning: it is the hour after.
    let skipped = instant(&paris, jiff::civil::date(2027, 3, 28).at(2, 30, 0, 0)).unwrap();
    assert_eq!(civil(&paris, skipped), jiff::civil::date(2027, 3, 28).at(3, 30, 0, 0));
    // And twice on that one: its first pass.
    let twice = instant(&paris, jiff::civil::date(2026, 10, 25).at(2, 30, 0, 0)).unwrap();
    assert_eq!(twice.to_string(), "2026-10-25T00:30:00Z");
}

#[test]
fn kinds_have_codes_and_labels() {
    for kind in [Kind::Personal, Kind::Session, Kind::Academy] {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
        assert_ne!(kind.label(Locale::Fr), kind.label(Locale::En));
    }
    assert_eq!(Kind::from_code("autre"), None);
}
