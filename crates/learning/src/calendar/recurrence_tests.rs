use super::*;
use crate::calendar::tests::{any_date, any_repeat, event, whole_days, zone};
use jiff::civil::date as d;
use proptest::prelude::*;

fn all_starts(event: &Event) -> Vec<String> {
    occurrences(event, Time(i64::MIN), Time(i64::MAX))
        .iter()
        .map(|o| civil(&event.zone, o.start).to_string())
        .collect()
}

fn weekly(mut of: Event, count: u16) -> Event {
    of.repeat = Some(Repeat::simple(Every::Week, 1, RepeatEnd::After(count)));
    of
}

#[test]
fn two_in_the_afternoon_stays_two_when_the_hour_changes() {
    for (first, utc) in [
        // Spring: 28 March 2027.
        (d(2027, 3, 24), ["2027-03-24T13:00:00Z", "2027-03-31T12:00:00Z", "2027-04-07T12:00:00Z"]),
        // Autumn: 25 October 2026.
        (d(2026, 10, 21), ["2026-10-21T12:00:00Z", "2026-10-28T13:00:00Z", "2026-11-04T13:00:00Z"]),
    ] {
        let event = weekly(event(first.at(14, 0, 0, 0), first.at(16, 0, 0, 0), "Europe/Paris"), 3);
        let found = occurrences(&event, Time(i64::MIN), Time(i64::MAX));
        assert!(found.iter().map(|o| o.start.to_string()).eq(utc));
        for o in found {
            assert_eq!(civil(&event.zone, o.start).hour(), 14);
            assert_eq!(civil(&event.zone, o.end).hour(), 16);
        }
    }
}

#[test]
fn guadeloupe_does_not_change_its_hour() {
    let event = weekly(
        event(d(2027, 3, 24).at(14, 0, 0, 0), d(2027, 3, 24).at(15, 0, 0, 0), "America/Guadeloupe"),
        3,
    );
    let utc: Vec<_> =
        occurrences(&event, Time(i64::MIN), Time(i64::MAX)).iter().map(|o| o.start.to_string()).collect();
    assert_eq!(utc, ["2027-03-24T18:00:00Z", "2027-03-31T18:00:00Z", "2027-04-07T18:00:00Z"]);
}

#[test]
fn the_hour_that_spring_skips_becomes_the_next() {
    let mut night = event(d(2027, 3, 27).at(2, 30, 0, 0), d(2027, 3, 27).at(3, 0, 0, 0), "Europe/Paris");
    night.repeat = Some(Repeat::simple(Every::Day, 1, RepeatEnd::After(3)));
    assert_eq!(all_starts(&night), ["2027-03-27T02:30:00", "2027-03-28T03:30:00", "2027-03-29T02:30:00"]);
    let skipped = occurrences(&night, Time(i64::MIN), Time(i64::MAX))[1];
    // The end, 3:00, would come before this start.
    assert_eq!(skipped.end.since(skipped.start), minutes(30));
}

#[test]
fn the_hour_that_autumn_repeats_is_not_lost() {
    let mut night = event(d(2026, 10, 24).at(2, 30, 0, 0), d(2026, 10, 24).at(2, 45, 0, 0), "Europe/Paris");
    night.repeat = Some(Repeat::simple(Every::Day, 1, RepeatEnd::After(3)));
    let utc: Vec<_> =
        occurrences(&night, Time(i64::MIN), Time(i64::MAX)).iter().map(|o| o.start.to_string()).collect();
    assert_eq!(utc, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
}

#[test]
fn a_night_ends_when_its_clock_says() {
    let mut night = event(d(2026, 10, 23).at(22, 0, 0, 0), d(2026, 10, 24).at(6, 0, 0, 0), "Europe/Paris");
    night.repeat = Some(Repeat::simple(Every::Day, 1, RepeatEnd::After(3)));
    for o in occurrences(&night, Time(i64::MIN), Time(i64::MAX)) {
        assert_eq!(civil(&night.zone, o.end).hour(), 6);
    }
}

#[test]
fn whole_days_stay_whole() {
    let mut days = whole_days(d(2027, 3, 27), d(2027, 3, 28), "Europe/Paris");
    days.repeat = Some(Repeat::simple(Every::Week, 1, RepeatEnd::After(2)));
    let last = occurrences(&days, Time(i64::MIN), Time(i64::MAX))[1];
    assert_eq!(civil(&days.zone, last.start), d(2027, 4, 3).at(0, 0, 0, 0));
    assert_eq!(civil(&days.zone, last.end), d(2027, 4, 5).at(0, 0, 0, 0));
}

#[test]
fn months_without_that_day_are_passed_over() {
    let end_of_month = Repeat::simple(Every::Month, 1, RepeatEnd::After(4));
    assert_eq!(
        dates(&end_of_month, d(2026, 10, 31)),
        [d(2026, 10, 31), d(2026, 12, 31), d(2027, 1, 31), d(2027, 3, 31)]
    );
    let leap = Repeat::simple(Every::Year, 1, RepeatEnd::After(4));
    assert_eq!(dates(&leap, d(2028, 2, 29)), [d(2028, 2, 29), d(2032, 2, 29)]);
}

#[test]
fn ranks_of_weekdays_are_found() {
    let mut rule = Repeat::simple(Every::Month, 1, RepeatEnd::After(3));
    rule.weekdays = vec![OnDay { nth: Some(2), weekday: Weekday::Tuesday }];
    assert_eq!(dates(&rule, d(2026, 11, 10)), [d(2026, 11, 10), d(2026, 12, 8), d(2027, 1, 12)]);
    rule.weekdays = vec![OnDay { nth: Some(-1), weekday: Weekday::Friday }];
    assert_eq!(dates(&rule, d(2026, 11, 27)), [d(2026, 11, 27), d(2026, 12, 25), d(2027, 1, 29)]);
    assert_eq!(rank_in_month(d(2026, 11, 23)), OnDay { nth: Some(4), weekday: Weekday::Monday });
    assert_eq!(rank_in_month(d(2026, 11, 30)), OnDay { nth: Some(-1), weekday: Weekday::Monday });
}

#[test]
fn a_rule_stops_at_its_end_and_at_our_limit() {
    let until = Repeat::simple(Every::Week, 1, RepeatEnd::On(d(2026, 12, 7)));
    assert_eq!(dates(&until, d(2026, 11, 23)), [d(2026, 11, 23), d(2026, 11, 30), d(2026, 12, 7)]);
    let long = Repeat::simple(Every::Day, 1, RepeatEnd::On(d(2100, 1, 1)));
    assert_eq!(dates(&long, d(2026, 1, 1)).last(), Some(&d(2031, 1, 1)));
    let never = Repeat {
        month_days: vec![30],
        months: vec![2],
        ..Repeat::simple(Every::Day, 1, RepeatEnd::After(9))
    };
    assert_eq!(dates(&never, d(2026, 1, 1)), [d(2026, 1, 1)]);
}

#[test]
fn the_window_takes_what_overlaps_it() {
    let course =
        weekly(event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris"), 10);
    let at = |day: Date, hour: i8| instant(&zone("Europe/Paris"), day.at(hour, 0, 0, 0)).unwrap();
    let count = |from, to| occurrences(&course, from, to).len();
    assert_eq!(count(at(d(2026, 11, 30), 0), at(d(2026, 12, 1), 0)), 1);
    // What goes on at that moment.
    assert_eq!(count(at(d(2026, 11, 30), 15), at(d(2026, 11, 30), 15)), 1);
    assert_eq!(count(at(d(2026, 11, 30), 15), at(d(2026, 11, 30), 17)), 1);
    assert_eq!(count(at(d(2026, 11, 30), 16), at(d(2026, 12, 7), 14)), 0);
    let deadline = event(d(2026, 11, 23).at(23, 59, 0, 0), d(2026, 11, 23).at(23, 59, 0, 0), "Europe/Paris");
    let midnight = at(d(2026, 11, 24), 0);
    assert_eq!(occurrences(&deadline, at(d(2026, 11, 23), 0), midnight).len(), 1);
    assert_eq!(occurrences(&deadline, deadline.start, midnight).len(), 1);
    assert_eq!(occurrences(&deadline, midnight, at(d(2026, 11, 25), 0)).len(), 0);
}

#[test]
fn exceptions_cancel_move_and_add() {
    let mut course =
        weekly(event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris"), 4);
    let at = |day: Date, hour: i8| instant(&course.zone, day.at(hour, 0, 0, 0)).unwrap();
    let moved = Change::Moved { start: at(d(2026, 12, 9), 9), end: at(d(2026, 12, 9), 12) };
    let exceptions = vec![
        Exception { original: at(d(2026, 11, 30), 14), change: Change::Cancelled },
        Exception { original: at(d(2026, 12, 7), 14), change: moved },
        Exception { original: at(d(2027, 1, 5), 10), change: Change::Added },
    ];
    let window = (at(d(2026, 12, 8), 0), at(d(2026, 12, 10), 0));
    course.exceptions = exceptions;
    assert_eq!(
        all_starts(&course),
        ["2026-11-23T14:00:00", "2026-12-09T09:00:00", "2026-12-14T14:00:00", "2027-01-05T10:00:00"]
    );
    let added = occurrences(&course, Time(i64::MIN), Time(i64::MAX))[3];
    assert_eq!(civil(&course.zone, added.end).hour(), 12);
    // Found where it went, not where it was.
    assert_eq!(occurrences(&course, window.0, window.1).len(), 1);
    let (first, last) = extent(&course);
    assert_eq!(civil(&course.zone, first), d(2026, 11, 23).at(14, 0, 0, 0));
    assert_eq!(civil(&course.zone, last), d(2027, 1, 5).at(12, 0, 0, 0));
}

#[test]
fn the_next_one_and_its_reminder_are_found() {
    let mut course =
        weekly(event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris"), 2);
    assert_eq!(next_reminder(&course, Time(0)), None);
    course.remind = Some(1440);
    let (at, what) = next_reminder(&course, course.start).unwrap();
    assert_eq!(civil(&course.zone, at), d(2026, 11, 29).at(14, 0, 0, 0));
    assert_eq!(next_occurrence(&course, course.start), Some(what));
    assert_eq!(next_occurrence(&course, what.start), None);
    assert_eq!(next_reminder(&course, at), None);
}

#[test]
fn editing_keeps_the_exceptions_that_still_make_sense() {
    let before_start = d(2026, 11, 23);
    let mut before =
        weekly(event(before_start.at(14, 0, 0, 0), before_start.at(16, 0, 0, 0), "Europe/Paris"), 4);
    let at = |day: Date, hour: i8| instant(&before.zone, day.at(hour, 0, 0, 0)).unwrap();
    let exceptions = vec![
        Exception { original: at(d(2026, 11, 30), 14), change: Change::Cancelled },
        Exception { original: at(d(2026, 12, 14), 14), change: Change::Cancelled },
        Exception { original: at(d(2027, 1, 5), 10), change: Change::Added },
    ];
    let (hour_later, added) = (at(d(2026, 11, 30), 15), at(d(2027, 1, 5), 15));
    before.exceptions = exceptions;
    // One hour later, and three times only.
    let mut after =
        weekly(event(before_start.at(15, 0, 0, 0), before_start.at(17, 0, 0, 0), "Europe/Paris"), 3);
    carry_exceptions(&mut after, &before);
    assert_eq!(
        after.exceptions,
        [
            Exception { original: hour_later, change: Change::Cancelled },
            Exception { original: added, change: Change::Added }
        ]
    );
    after.repeat = None;
    carry_exceptions(&mut after, &before);
    assert_eq!(after.exceptions, []);
}

/// The oracle: another implementation, given wall times as if they were UTC. Nothing when it refuses a rule.
fn dates_of_the_library(repeat: &Repeat, start: Date) -> Option<Vec<Date>> {
    let of = event(start.at(14, 0, 0, 0), start.at(15, 0, 0, 0), "UTC");
    let text = format!("DTSTART:{}\nRRULE:{}", crate::calendar::wire::utc(of.start), repeat.to_rrule(&of));
    let set: rrule::RRuleSet = text.parse().ok()?;
    let dates = set.into_iter().map(|date| date.format("%Y-%m-%d").to_string().parse().unwrap());
    // It knows no horizon of ours.
    Some(dates.take_while(|day| *day <= horizon(start)).take(400).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 100, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn dates_agree_with_another_implementation(
        (start, repeat) in any_date().prop_flat_map(|start| (Just(start), any_repeat(start)))
    ) {
        // A rule that never happens again makes it search until the year 9999.
        prop_assume!(dates(&repeat, start).len() > 1);
        // It takes the first week from the start and not from Monday when it counts places; and of « every Monday and
        // the second Tuesday » it keeps what is both.
        prop_assume!(repeat.every != Every::Week || repeat.positions.is_empty());
        prop_assume!(repeat.weekdays.iter().all(|on| on.nth.is_some() == repeat.weekdays[0].nth.is_some()));
        // It does not count a start that its own rule does not name; so we begin with one that is named.
        let named = dates_of_the_library(&repeat, start).and_then(|dates| dates.first().copied());
        prop_assume!(named.is_some());
        let start = named.unwrap_or(start);
        let theirs = dates_of_the_library(&repeat, start).unwrap_or_default();
        let ours: Vec<Date> = dates(&repeat, start).into_iter().take(400).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn occurrences_are_sorted_bounded_and_never_end_before_they_start(
        (start, repeat) in any_date().prop_flat_map(|start| (Just(start), any_repeat(start))),
        hour in 0..24_i8,
        length in 0..100_i64,
    ) {
        let begin = start.at(hour, 30, 0, 0);
        let end = begin.checked_add(jiff::Span::new().hours(length)).unwrap();
        let mut event = event(begin, end, "Europe/Paris");
        event.repeat = Some(repeat);
        let found = occurrences(&event, Time(i64::MIN), Time(i64::MAX));
        prop_assert!(!found.is_empty() && found.len() <= 1_828);
        prop_assert!(found.windows(2).all(|pair| pair[0].start < pair[1].start));
        prop_assert!(found.iter().all(|o| o.end >= o.start));
        // A window shows exactly what the whole shows inside it.
        let middle = found[found.len() / 2].start;
        let window = (middle, middle.plus(kernel::time::days(40)));
        let inside: Vec<_> = found
            .iter()
            .copied()
            .filter(|o| o.start < window.1 && (o.end > window.0 || (o.end == o.start && o.start >= window.0)))
            .collect();
        prop_assert_eq!(occurrences(&event, window.0, window.1), inside);
    }
}
