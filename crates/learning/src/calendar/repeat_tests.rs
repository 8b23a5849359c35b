use super::*;
use crate::calendar::tests::event;
use jiff::civil::date as d;

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

/// Monday 23 November 2026 at 14:00.
fn start() -> DateTime {
    d(2026, 11, 23).at(14, 0, 0, 0)
}

fn read(rule: &str) -> Option<Repeat> {
    Repeat::parse(rule, start(), &paris())
}

fn until_june() -> RepeatEnd {
    RepeatEnd::On(d(2027, 6, 30))
}

#[test]
fn a_rule_is_written_as_the_standard_says() {
    let mut event = event(start(), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    let mut repeat = Repeat::simple(Every::Week, 2, until_june());
    repeat.weekdays =
        vec![OnDay { nth: None, weekday: Weekday::Monday }, OnDay { nth: None, weekday: Weekday::Thursday }];
    // Midnight in Paris is 22:00 UTC in summer.
    assert_eq!(repeat.to_rrule(&event), "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630T215959Z;BYDAY=MO,TH");
    event.all_day = true;
    assert_eq!(repeat.to_rrule(&event), "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630;BYDAY=MO,TH");
    let mut monthly = Repeat::simple(Every::Month, 1, RepeatEnd::After(12));
    monthly.weekdays = vec![OnDay { nth: Some(-1), weekday: Weekday::Friday }];
    assert_eq!(monthly.to_rrule(&event), "FREQ=MONTHLY;COUNT=12;BYDAY=-1FR");
}

#[test]
fn what_was_written_is_read_again() {
    let event = event(start(), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    let weekdays =
        vec![OnDay { nth: None, weekday: Weekday::Monday }, OnDay { nth: None, weekday: Weekday::Sunday }];
    let rules = [
        Repeat::simple(Every::Day, 1, RepeatEnd::After(366)),
        Repeat::simple(Every::Day, 99, RepeatEnd::On(d(2031, 11, 23))),
        Repeat { weekdays, ..Repeat::simple(Every::Week, 3, until_june()) },
        Repeat::simple(Every::Month, 1, until_june()),
        Repeat {
            weekdays: vec![OnDay { nth: Some(4), weekday: Weekday::Monday }],
            ..Repeat::simple(Every::Month, 1, until_june())
        },
        Repeat {
            month_days: vec![-1, 15],
            months: vec![3, 6],
            ..Repeat::simple(Every::Year, 1, until_june())
        },
        Repeat {
            weekdays: vec![OnDay { nth: None, weekday: Weekday::Monday }],
            positions: vec![-1],
            ..Repeat::simple(Every::Month, 2, until_june())
        },
    ];
    for rule in rules {
        assert_eq!(read(&rule.to_rrule(&event)), Some(rule));
    }
}

#[test]
fn what_the_start_says_already_goes() {
    for plain in [
        "FREQ=MONTHLY;BYMONTHDAY=23;UNTIL=20270630",
        "FREQ=MONTHLY;INTERVAL=1;UNTIL=20270630T120000Z;WKST=SU",
        "freq=monthly;until=20270630T150000;BYHOUR=14;BYMINUTE=0;BYSECOND=0",
    ] {
        assert_eq!(read(plain), Some(Repeat::simple(Every::Month, 1, until_june())), "{plain}");
    }
    for plain in ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=23;COUNT=3", "FREQ=YEARLY;BYMONTH=11;COUNT=3"] {
        assert_eq!(read(plain), Some(Repeat::simple(Every::Year, 1, RepeatEnd::After(3))), "{plain}");
    }
    assert_eq!(
        read("FREQ=WEEKLY;BYDAY=MO;COUNT=3"),
        Some(Repeat::simple(Every::Week, 1, RepeatEnd::After(3)))
    );
}

#[test]
fn what_changes_the_dates_stays() {
    // Without its month, the 23rd is the one of every month.
    assert_eq!(read("FREQ=YEARLY;BYMONTHDAY=23;COUNT=3").unwrap().month_days, [23]);
    let friday_13th = read("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=3").unwrap();
    assert_eq!(friday_13th.month_days, [13]);
    assert!(!friday_13th.is_simple());
}

#[test]
fn an_end_before_the_hour_leaves_the_day_out() {
    // 30 June at noon UTC is 14:00 in Paris: still in; one second earlier, out.
    assert_eq!(read("FREQ=DAILY;UNTIL=20270630T120000Z").unwrap().until, RepeatEnd::On(d(2027, 6, 30)));
    assert_eq!(read("FREQ=DAILY;UNTIL=20270630T115959Z").unwrap().until, RepeatEnd::On(d(2027, 6, 29)));
    assert_eq!(read("FREQ=DAILY;UNTIL=20260101").unwrap().until, RepeatEnd::On(start().date()));
}

#[test]
fn rules_without_end_are_bounded() {
    assert_eq!(read("FREQ=WEEKLY").unwrap().until, RepeatEnd::On(d(2031, 11, 23)));
    assert_eq!(read("FREQ=WEEKLY;UNTIL=20991231").unwrap().until, RepeatEnd::On(d(2031, 11, 23)));
    assert_eq!(read("FREQ=DAILY;COUNT=100000").unwrap().until, RepeatEnd::After(MAX_COUNT));
}

#[test]
fn what_we_do_not_do_is_refused() {
    for rule in [
        "FREQ=HOURLY;COUNT=3",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=9,17;COUNT=3",
        "FREQ=DAILY;BYHOUR=9;COUNT=3",
        "FREQ=YEARLY;BYWEEKNO=20;COUNT=3",
        "FREQ=YEARLY;BYYEARDAY=100;COUNT=3",
        "FREQ=WEEKLY;BYDAY=2MO;COUNT=3",
        "FREQ=WEEKLY;BYMONTHDAY=3;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3",
        "FREQ=MONTHLY;BYDAY=6MO;COUNT=3",
        "FREQ=YEARLY;BYMONTH=13;COUNT=3",
        "FREQ=DAILY;INTERVAL=5000;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU;COUNT=3",
        "RSCALE=CHINESE;FREQ=YEARLY;COUNT=3",
        "FREQ=WEEKLY\r\nSUMMARY:intruse",
        "COUNT=3",
        "",
        "n’importe quoi",
    ] {
        assert_eq!(read(rule), None, "{rule}");
    }
    // The week may begin on any day when that changes nothing.
    assert!(read("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=SU;COUNT=3").is_some());
}

#[test]
fn the_form_shows_only_simple_rules() {
    assert!(read("FREQ=WEEKLY;BYDAY=MO,WE").unwrap().is_simple());
    assert!(read("FREQ=MONTHLY;BYDAY=4MO").unwrap().is_simple());
    assert!(!read("FREQ=MONTHLY;BYDAY=MO").unwrap().is_simple());
    assert!(!read("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR").unwrap().is_simple());
    assert!(!read("FREQ=YEARLY;BYMONTH=5,11").unwrap().is_simple());
}
