use super::*;
use crate::calendar::{civil, tests::any_date};
use jiff::civil::date as d;
use kernel::Locale;
use proptest::prelude::*;

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

fn form() -> EventForm {
    EventForm {
        title: "  Classe   virtuelle ".into(),
        start_date: "2026-11-23".into(),
        start_time: "14:00".into(),
        end_date: "2026-11-23".into(),
        end_time: "16:00".into(),
        ..EventForm::default()
    }
}

fn weekly() -> EventForm {
    EventForm { repeat: "week".into(), repeat_end: "date".into(), until: "2027-06-30".into(), ..form() }
}

fn read(form: &EventForm) -> Result<Event, Vec<Problem>> {
    form.read(&paris(), Kind::Personal)
}

/// The one problem of a form.
fn refused(form: EventForm) -> (Field, Reason) {
    match read(&form).unwrap_err().as_slice() {
        [Problem { field, reason }] => (*field, *reason),
        other => panic!("one problem expected: {other:?}"),
    }
}

#[test]
fn a_good_form_is_an_event() {
    let event = read(&EventForm { place: "Salle 12".into(), remind: "30".into(), ..form() }).unwrap();
    assert_eq!(event.title, "Classe virtuelle");
    assert_eq!(event.place, "Salle 12");
    assert_eq!(event.start.to_string(), "2026-11-23T13:00:00Z");
    assert_eq!(event.end.to_string(), "2026-11-23T15:00:00Z");
    assert_eq!(event.remind, Some(30));
    assert!(event.repeat.is_none() && !event.all_day && event.exceptions.is_empty());
}

#[test]
fn a_title_is_needed_and_short() {
    assert_eq!(refused(EventForm { title: " \n ".into(), ..form() }), (Field::Title, Reason::TitleMissing));
    let long = "é".repeat(201);
    assert_eq!(
        refused(EventForm { title: long, ..form() }),
        (Field::Title, Reason::TooLong { length: 201, most: 200 })
    );
    assert!(read(&EventForm { title: "é".repeat(200), ..form() }).is_ok());
    let place = EventForm { place: "x".repeat(201), description: "y".repeat(10_001), ..form() };
    let fields: Vec<_> = read(&place).unwrap_err().iter().map(|p| p.field).collect();
    assert_eq!(fields, [Field::Place, Field::Description]);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let wrong = EventForm {
        start_date: "32/11/2026".into(),
        start_time: "25h".into(),
        end_date: "demain".into(),
        end_time: "midi".into(),
        remind: "-5".into(),
        ..EventForm::default()
    };
    let problems = read(&wrong).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|p| p.field).collect();
    assert_eq!(
        fields,
        [Field::Title, Field::StartDate, Field::EndDate, Field::StartTime, Field::EndTime, Field::Remind]
    );
    assert!(problems.iter().all(|p| !p.message(Locale::Fr).is_empty()));
}

#[test]
fn the_end_comes_after_the_start() {
    let end = |date: &str, time: &str| EventForm { end_date: date.into(), end_time: time.into(), ..form() };
    assert_eq!(refused(end("2026-11-23", "14:00")), (Field::EndTime, Reason::EndBeforeStart));
    assert_eq!(refused(end("2026-11-22", "16:00")), (Field::EndDate, Reason::EndBeforeStart));
    assert_eq!(refused(end("2026-11-24", "")), (Field::EndTime, Reason::TimeMissing));
    assert_eq!(refused(end("2027-11-24", "16:00")), (Field::EndDate, Reason::LastsTooLong));
    assert!(read(&end("2026-11-24", "08:00")).is_ok());
    // Without an end it is a moment, such as a deadline.
    let deadline = read(&end("", "")).unwrap();
    assert_eq!(deadline.start, deadline.end);
    assert_eq!(read(&end("", "15:00")).unwrap().end.to_string(), "2026-11-23T14:00:00Z");
}

#[test]
fn years_are_plausible() {
    for year in ["0026", "1999", "2101", "9999"] {
        let wrong = EventForm { start_date: format!("{year}-11-23"), end_date: String::new(), ..form() };
        assert_eq!(refused(wrong), (Field::StartDate, Reason::YearImplausible), "{year}");
    }
    assert_eq!(
        refused(EventForm { start_date: " ".into(), ..form() }),
        (Field::StartDate, Reason::DateMissing)
    );
}

#[test]
fn whole_days_need_no_hours() {
    let days = EventForm {
        all_day: "on".into(),
        start_time: "n’importe".into(),
        end_date: "25/11/2026".into(),
        ..form()
    };
    let event = read(&days).unwrap();
    assert!(event.all_day);
    assert_eq!(event.civil_start(), d(2026, 11, 23).at(0, 0, 0, 0));
    assert_eq!(event.civil_end(), d(2026, 11, 26).at(0, 0, 0, 0));
    let same = read(&EventForm { end_date: String::new(), ..days.clone() }).unwrap();
    assert_eq!(same.civil_end(), d(2026, 11, 24).at(0, 0, 0, 0));
    assert_eq!(
        refused(EventForm { end_date: "2026-11-22".into(), ..days }),
        (Field::EndDate, Reason::EndBeforeStart)
    );
}

#[test]
fn hours_that_the_change_of_hour_skips_do_not_turn_around() {
    let night = EventForm {
        start_date: "2027-03-28".into(),
        start_time: "2:30".into(),
        end_date: String::new(),
        end_time: "3:00".into(),
        ..form()
    };
    let event = read(&night).unwrap();
    assert!(event.end >= event.start);
    assert_eq!(civil(&event.zone, event.start), d(2027, 3, 28).at(3, 30, 0, 0));
}

#[test]
fn repetitions_are_bounded() {
    assert_eq!(refused(EventForm { until: String::new(), ..weekly() }), (Field::Until, Reason::DateMissing));
    let furthest = d(2031, 11, 23);
    assert!(read(&EventForm { until: "2031-11-23".into(), ..weekly() }).is_ok());
    assert_eq!(
        refused(EventForm { until: "2031-11-24".into(), ..weekly() }),
        (Field::Until, Reason::RepeatsTooLong { furthest })
    );
    assert_eq!(
        refused(EventForm { until: "2026-11-22".into(), ..weekly() }),
        (Field::Until, Reason::UntilBeforeStart)
    );
    let count = |n: &str| EventForm { repeat_end: "count".into(), count: n.into(), ..weekly() };
    for wrong in ["", "0", "367", "-1", "dix"] {
        assert_eq!(refused(count(wrong)), (Field::Count, Reason::CountOutOfRange), "{wrong}");
    }
    // Every week, 261 times reach five years; the 262nd would lie beyond.
    assert!(read(&count("261")).is_ok());
    assert_eq!(refused(count("262")), (Field::Count, Reason::RepeatsTooLong { furthest }));
    for wrong in ["0", "100", "x"] {
        let form = EventForm { interval: wrong.into(), ..weekly() };
        assert_eq!(refused(form), (Field::Interval, Reason::IntervalOutOfRange), "{wrong}");
    }
    let unknown = EventForm { repeat: "fortnight".into(), ..weekly() };
    assert_eq!(refused(unknown), (Field::Repeat, Reason::ChoiceUnknown));
}

#[test]
fn the_start_is_one_of_the_ticked_days() {
    let days =
        |codes: &[&str]| EventForm { weekdays: codes.iter().map(ToString::to_string).collect(), ..weekly() };
    let start = d(2026, 11, 23);
    assert_eq!(refused(days(&["TU", "TH"])), (Field::Weekdays, Reason::StartNotAmongDays { start }));
    assert_eq!(refused(days(&["MO", "XX"])), (Field::Weekdays, Reason::ChoiceUnknown));
    assert_eq!(read(&days(&["MO"])).unwrap().repeat.unwrap().weekdays, []);
    let both = read(&days(&["TH", "MO", "TH"])).unwrap().repeat.unwrap();
    assert_eq!(both.weekdays.iter().map(ToString::to_string).collect::<Vec<_>>(), ["MO", "TH"]);
}

#[test]
fn a_month_repeats_by_date_or_by_rank() {
    let monthly = EventForm { repeat: "month".into(), month_by: "date".into(), ..weekly() };
    assert_eq!(read(&monthly).unwrap().repeat.unwrap().weekdays, []);
    let by_rank = EventForm { month_by: "weekday".into(), ..monthly };
    assert_eq!(read(&by_rank).unwrap().rrule().unwrap(), "FREQ=MONTHLY;UNTIL=20270630T215959Z;BYDAY=4MO");
}

#[test]
fn reminders_are_minutes_up_to_four_weeks() {
    let remind = |text: &str| EventForm { remind: text.into(), ..form() };
    assert_eq!(read(&remind("0")).unwrap().remind, Some(0));
    assert_eq!(read(&remind("40320")).unwrap().remind, Some(40_320));
    assert_eq!(refused(remind("40321")), (Field::Remind, Reason::RemindOutOfRange));
}

#[test]
fn dates_and_hours_are_read_as_people_write_them() {
    for text in ["2026-11-23", "23/11/2026", "23-11-2026", "23.11.2026", "23 11 2026", "23/11/26"] {
        assert_eq!(parse_date(text), Some(d(2026, 11, 23)), "{text}");
    }
    assert_eq!(parse_date("1/2/2027"), Some(d(2027, 2, 1)));
    for text in
        ["", "23/11", "23/11/2026/1", "a/b/c", "31/02/2026", "2026-2-30", "--", "+3/11/2026", "99999-01-01"]
    {
        assert_eq!(parse_date(text), None, "{text}");
    }
    for text in ["14:30", "14h30", "14 h 30", "14H30", "14:30:15", "14\u{a0}h\u{a0}30"] {
        assert_eq!(parse_clock(text), Some(jiff::civil::time(14, 30, 0, 0)), "{text}");
    }
    assert_eq!(parse_clock("9h"), Some(jiff::civil::time(9, 0, 0, 0)));
    for text in ["", "14", "24:00", "14:60", "14:30:15:0", "h30", "1:2:x", "-1:00"] {
        assert_eq!(parse_clock(text), None, "{text}");
    }
}

#[test]
fn texts_lose_what_cannot_be_seen() {
    assert_eq!(one_line(" a\u{0}b\r\n\tc\u{202f}! "), "a b c\u{202f}!");
    assert_eq!(many_lines("\n a\r\nb\rc\u{0}\td \n"), "a\nb\nc\td");
}

proptest! {
    #[test]
    fn an_event_shown_in_the_form_and_sent_again_is_the_same(
        day in any_date(),
        hours in (0..12_i8, 0..60_i8, 12..24_i8),
        all_day: bool,
        every in 0..5_usize,
        interval in 1..=9_u16,
        by_rank: bool,
        count in 1..=5_u16,
    ) {
        let (from, minute, to) = hours;
        let form = EventForm {
            start_date: day.to_string(),
            end_date: day.to_string(),
            start_time: format!("{from}:{minute:02}"),
            end_time: format!("{to}:00"),
            all_day: if all_day { "1".into() } else { String::new() },
            repeat: ["", "day", "week", "month", "year"][every].into(),
            interval: interval.to_string(),
            month_by: if by_rank { "weekday".into() } else { "date".into() },
            repeat_end: "count".into(),
            count: count.to_string(),
            ..form()
        };
        let Ok(event) = read(&form) else { return Ok(()) };
        prop_assert_eq!(read(&EventForm::of(&event)).unwrap(), event);
    }

    #[test]
    fn no_form_makes_it_panic(fields in proptest::collection::vec(".{0,20}", 14)) {
        let field = |i: usize| fields[i].clone();
        let form = EventForm {
            title: field(0),
            place: field(1),
            description: field(2),
            start_date: field(3),
            start_time: field(4),
            end_date: field(5),
            end_time: field(6),
            all_day: field(7),
            repeat: field(8),
            interval: field(9),
            weekdays: vec![field(10)],
            month_by: field(11),
            repeat_end: field(12),
            until: field(13),
            count: field(9),
            remind: field(4),
            ..EventForm::default()
        };
        let _ = read(&form);
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in ".{0,30}") {
        let _ = parse_date(&text);
        let _ = parse_clock(&text);
        let squeezed = one_line(&text);
        prop_assert_eq!(one_line(&squeezed), squeezed.clone());
        let kept = many_lines(&text);
        prop_assert_eq!(many_lines(&kept), kept.clone());
    }
}
