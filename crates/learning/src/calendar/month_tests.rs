use super::*;
use crate::calendar::tests::{event, whole_days, zone};
use jiff::civil::date as d;

/// An item between two hours, seen from Paris.
pub fn timed(first: Date, from: (i8, i8), last: Date, to: (i8, i8), what: &str) -> Item<&str> {
    let event = event(first.at(from.0, from.1, 0, 0), last.at(to.0, to.1, 0, 0), "Europe/Paris");
    item(&event, "Europe/Paris", what)
}

pub fn all_day(first: Date, last: Date, what: &str) -> Item<&str> {
    item(&whole_days(first, last, "Europe/Paris"), "Europe/Paris", what)
}

fn item<'a>(event: &Event, reader: &str, what: &'a str) -> Item<&'a str> {
    let once = Occurrence { start: event.start, end: event.end, original: event.start };
    Item::new(event, &once, &zone(reader), what)
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

#[test]
fn months_are_read_from_addresses_and_follow_each_other() {
    assert_eq!(november().slug(), "2026-11");
    assert_eq!(november().next().unwrap().next().unwrap().slug(), "2027-01");
    assert_eq!(Month::parse("2027-01").unwrap().previous().unwrap().slug(), "2026-12");
    assert_eq!(november().title(Locale::Fr), "novembre 2026");
    assert_eq!(november().title(Locale::En), "November 2026");
    for wrong in
        ["", "2026", "2026-13", "2026-00", "1999-12", "2101-01", "2026-1", "+026-11", "2026-11-01", "é-1"]
    {
        assert_eq!(Month::parse(wrong), None, "{wrong}");
    }
    assert_eq!(Month::parse("2000-01").unwrap().previous(), None);
    assert_eq!(Month::parse("2100-12").unwrap().next(), None);
}

#[test]
fn the_table_has_whole_weeks_from_monday() {
    let weeks = november().weeks::<()>(&[], d(2026, 11, 23));
    assert_eq!(weeks.len(), 6);
    assert_eq!(weeks[0].days[0].date, d(2026, 10, 26));
    assert_eq!(weeks[5].days[6].date, d(2026, 12, 6));
    assert!(weeks.iter().all(|week| week.days.len() == 7));
    assert!(weeks.iter().map(|week| week.number).eq(44..=49));
    let days: Vec<_> = weeks.iter().flat_map(|week| &week.days).collect();
    assert_eq!(days.iter().filter(|day| day.is_today).count(), 1);
    assert_eq!(days.iter().filter(|day| !day.is_outside).count(), 30);
    assert_eq!(days.iter().filter(|day| day.is_weekend).count(), 12);
    // February 2027 fills four weeks exactly.
    assert_eq!(Month::parse("2027-02").unwrap().weeks::<()>(&[], d(2026, 1, 1)).len(), 4);
}

#[test]
fn weeks_are_numbered_as_iso_says() {
    let number = |day: Date| week_of::<()>(day, &[], day).number;
    assert_eq!(number(d(2026, 12, 31)), 53);
    assert_eq!(number(d(2027, 1, 3)), 53);
    assert_eq!(number(d(2027, 1, 4)), 1);
    assert_eq!(number(d(2024, 12, 30)), 1);
}

#[test]
fn the_period_covers_the_table_on_the_clock_of_the_reader() {
    let (from, to) = november().period(&zone("Europe/Paris"));
    assert_eq!(from.to_string(), "2026-10-25T23:00:00Z");
    assert_eq!(to.to_string(), "2026-12-06T23:00:00Z");
}

#[test]
fn a_day_lists_whole_days_first_then_by_hour() {
    let day = d(2026, 11, 23);
    let items = [
        timed(day, (14, 0), day, (16, 0), "visio"),
        timed(day, (9, 0), day, (10, 0), "accueil"),
        timed(day, (9, 0), day, (12, 0), "atelier"),
        all_day(day, day, "journée"),
    ];
    let week = week_of(day, &items, day);
    let monday = &week.days[0];
    assert_eq!(monday.lanes.iter().flatten().map(|s| s.item.what).collect::<Vec<_>>(), ["journée"]);
    assert_eq!(monday.timed.iter().map(|s| s.item.what).collect::<Vec<_>>(), ["atelier", "accueil", "visio"]);
    assert!(week.days[1].lanes.is_empty() && week.days[1].timed.is_empty());
}

#[test]
fn what_lasts_several_days_goes_on_over_cells_and_weeks() {
    let items = [all_day(d(2026, 11, 20), d(2026, 11, 24), "séminaire")];
    let weeks = november().weeks(&items, d(2026, 11, 23));
    let seen: Vec<_> = weeks
        .iter()
        .flat_map(|week| &week.days)
        .flat_map(|day| day.lanes.iter().flatten().map(move |s| (day.date.day(), s)))
        .map(|(day, s)| (day, s.continues_before, s.continues_after, s.part, s.parts, s.span))
        .collect();
    assert_eq!(
        seen,
        [
            (20, false, true, 1, 5, 3),
            (21, true, true, 2, 5, 2),
            (22, true, true, 3, 5, 1),
            (23, true, true, 4, 5, 2),
            (24, true, false, 5, 5, 1),
        ]
    );
}

#[test]
fn what_overlaps_stands_on_lanes_of_its_own() {
    let items = [
        all_day(d(2026, 11, 25), d(2026, 11, 27), "c"),
        all_day(d(2026, 11, 23), d(2026, 11, 24), "a"),
        all_day(d(2026, 11, 23), d(2026, 11, 26), "long"),
        all_day(d(2026, 11, 27), d(2026, 11, 27), "d"),
    ];
    let week = week_of(d(2026, 11, 23), &items, d(2026, 11, 23));
    let lanes: Vec<Vec<_>> = week
        .days
        .iter()
        .map(|day| day.lanes.iter().map(|s| s.as_ref().map_or("-", |s| s.item.what)).collect())
        .collect();
    // The longest of those that begin together is on top; a lane that is free again is used again.
    assert_eq!(
        lanes,
        [
            vec!["long", "a"],
            vec!["long", "a"],
            vec!["long", "c"],
            vec!["long", "c"],
            vec!["d", "c"],
            vec![],
            vec![]
        ]
    );
}

#[test]
fn midnight_belongs_to_the_day_that_ends() {
    let evening = timed(d(2026, 11, 23), (20, 0), d(2026, 11, 24), (0, 0), "soirée");
    assert_eq!((evening.first, evening.last), (d(2026, 11, 23), d(2026, 11, 23)));
    assert!(!evening.lasts_days());
    let night = timed(d(2026, 11, 23), (20, 0), d(2026, 11, 24), (0, 1), "nuit");
    assert_eq!(night.last, d(2026, 11, 24));
    assert!(night.lasts_days());
    let deadline = timed(d(2026, 11, 23), (0, 0), d(2026, 11, 23), (0, 0), "échéance");
    assert_eq!((deadline.first, deadline.last), (d(2026, 11, 23), d(2026, 11, 23)));
}

#[test]
fn hours_are_those_of_the_reader_and_days_those_of_the_author() {
    let visio = event(d(2026, 11, 23).at(3, 0, 0, 0), d(2026, 11, 23).at(4, 0, 0, 0), "Europe/Paris");
    let seen = item(&visio, "America/Guadeloupe", "visio");
    assert_eq!(seen.first, d(2026, 11, 22));
    assert_eq!(seen.hours.map(|(from, _)| from.hour()), Some(22));
    let day = whole_days(d(2026, 11, 23), d(2026, 11, 23), "Europe/Paris");
    let seen = item(&day, "America/Guadeloupe", "journée");
    assert_eq!((seen.first, seen.last, seen.hours), (d(2026, 11, 23), d(2026, 11, 23), None));
}
