use super::*;
use crate::calendar::{
    Every, Exception, Repeat, RepeatEnd,
    tests::{event, whole_days, zone},
};
use jiff::civil::date as d;

fn entry(event: Event) -> Entry {
    Entry { uid: "019a@preau.example".into(), sequence: 2, stamp: Time(1_795_000_000_000), url: None, event }
}

fn written(entries: &[Entry]) -> String {
    let zone = zone("Europe/Paris");
    feed(&FeedHead { name: "Mon calendrier", zone: &zone, locale: Locale::Fr }, entries)
}

/// The lines of the events alone, unfolded.
fn event_lines(entries: &[Entry]) -> Vec<String> {
    let text = written(entries).replace("\r\n ", "");
    let from = text.find("BEGIN:VEVENT").unwrap();
    text[from..].lines().map(str::to_owned).collect()
}

#[test]
fn an_event_is_written_as_the_standard_says() {
    let mut event = event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    event.title = "Visio ; groupe A, B\\C".into();
    event.description = "Ligne 1\nLigne 2".into();
    event.place = "Salle 12".into();
    event.remind = Some(30);
    let entry = Entry { url: Some("https://magistere.example/ac-demo/session/1".into()), ..entry(event) };
    assert_eq!(
        event_lines(&[entry]),
        [
            "BEGIN:VEVENT",
            "UID:019a@preau.example",
            "DTSTAMP:20261118T110640Z",
            "LAST-MODIFIED:20261118T110640Z",
            "SEQUENCE:2",
            "DTSTART;TZID=Europe/Paris:20261123T140000",
            "DTEND;TZID=Europe/Paris:20261123T160000",
            "SUMMARY:Visio \\; groupe A\\, B\\\\C",
            "DESCRIPTION:Ligne 1\\nLigne 2",
            "LOCATION:Salle 12",
            "URL:https://magistere.example/ac-demo/session/1",
            "CATEGORIES:Événement personnel",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Visio \\; groupe A\\, B\\\\C",
            "TRIGGER:-PT30M",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

#[test]
fn the_head_names_the_calendar_and_describes_its_zone() {
    let text = written(&[]);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Préau//Calendrier//FR\r\n"));
    assert!(text.contains("\r\nX-WR-CALNAME:Mon calendrier\r\n"));
    assert!(text.ends_with("END:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
    assert!(text.contains("\r\nTZID:Europe/Paris\r\n"));
    // The rules of today go on; the last Sundays of March and October.
    assert!(text.contains("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"), "{text}");
    assert!(text.contains("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"), "{text}");
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
}

#[test]
fn a_zone_without_summer_time_is_described_too() {
    let far = event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "America/Guadeloupe");
    let text = written(&[entry(far.clone()), entry(far)]);
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 2);
    assert!(text.contains("TZID:America/Guadeloupe\r\nBEGIN:STANDARD\r\n"));
    assert!(text.contains("TZOFFSETTO:-0400\r\n"));
}

#[test]
fn every_zone_of_the_academies_can_be_described() {
    for name in [
        "Europe/Paris",
        "America/Guadeloupe",
        "America/Martinique",
        "America/Cayenne",
        "America/Miquelon",
        "Indian/Reunion",
        "Indian/Mayotte",
        "Pacific/Noumea",
        "Pacific/Tahiti",
        "Pacific/Wallis",
    ] {
        let zone = zone(name);
        assert!(time_zone_component(name).starts_with("BEGIN:VTIMEZONE\r\n"), "{name}");
        assert_eq!(zone_name(&zone), Some(name));
    }
    assert_eq!(time_zone_component("Lune/Tranquillité"), "");
}

#[test]
fn whole_days_are_dates() {
    let mut days = whole_days(d(2026, 11, 23), d(2026, 11, 25), "Europe/Paris");
    days.repeat = Some(Repeat::simple(Every::Week, 1, RepeatEnd::On(d(2026, 12, 31))));
    days.exceptions = vec![Exception {
        original: crate::calendar::midnight(&days.zone, d(2026, 11, 30)).unwrap(),
        change: Change::Cancelled,
    }];
    let lines = event_lines(&[entry(days)]);
    for line in [
        "DTSTART;VALUE=DATE:20261123",
        "DTEND;VALUE=DATE:20261126",
        "RRULE:FREQ=WEEKLY;UNTIL=20261231",
        "EXDATE;VALUE=DATE:20261130",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} in {lines:#?}");
    }
}

#[test]
fn a_moved_date_is_an_event_that_names_the_one_it_replaces() {
    let mut course = event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    let at = |day, hour: i8| instant(&course.zone, d(2026, 12, day).at(hour, 0, 0, 0)).unwrap();
    let exceptions = vec![
        Exception { original: at(7, 14), change: Change::Moved { start: at(9, 9), end: at(9, 12) } },
        Exception { original: at(14, 14), change: Change::Cancelled },
        Exception { original: at(20, 10), change: Change::Added },
        Exception { original: at(21, 14), change: Change::Cancelled },
    ];
    course.exceptions = exceptions;
    course.repeat = Some(Repeat::simple(Every::Week, 1, RepeatEnd::After(8)));
    let lines = event_lines(&[entry(course)]);
    for line in [
        "RRULE:FREQ=WEEKLY;COUNT=8",
        "EXDATE;TZID=Europe/Paris:20261214T140000,20261221T140000",
        "RDATE;TZID=Europe/Paris:20261220T100000",
        "RECURRENCE-ID;TZID=Europe/Paris:20261207T140000",
        "DTSTART;TZID=Europe/Paris:20261209T090000",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} in {lines:#?}");
    }
    assert_eq!(lines.iter().filter(|l| *l == "BEGIN:VEVENT").count(), 2);
    assert_eq!(
        lines.iter().filter(|l| l.starts_with("UID:")).collect::<std::collections::HashSet<_>>().len(),
        1
    );
    assert_eq!(lines.iter().filter(|l| l.starts_with("RRULE")).count(), 1);
}

#[test]
fn the_second_pass_of_the_repeated_hour_is_written_in_utc() {
    let mut night = event(d(2026, 10, 25).at(1, 0, 0, 0), d(2026, 10, 25).at(4, 0, 0, 0), "Europe/Paris");
    night.start = "2026-10-25T01:30:00Z".parse::<jiff::Timestamp>().unwrap().into();
    let lines = event_lines(&[entry(night)]);
    assert!(lines.iter().any(|l| l == "DTSTART:20261025T013000Z"), "{lines:#?}");
}

#[test]
fn no_line_is_too_long_and_no_character_is_cut() {
    let mut event = event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    event.title = "é🎓".repeat(40);
    event.description = "x".repeat(500);
    let text = written(&[entry(event.clone())]);
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains('\n') && !line.contains('\r'));
    }
    assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:{}", event.title)));
}

#[test]
fn nothing_written_by_people_can_open_a_property() {
    let mut event = event(d(2026, 11, 23).at(14, 0, 0, 0), d(2026, 11, 23).at(16, 0, 0, 0), "Europe/Paris");
    event.title = "x\r\nATTENDEE:mailto:intrus@example.org".into();
    event.place = "y\nEND:VEVENT\u{2028}\u{85}".into();
    let entry = Entry {
        uid: "a\r\nDTSTART:20200101".into(),
        url: Some("https://example.org/\r\nX-A:1".into()),
        ..entry(event)
    };
    let lines = event_lines(&[entry]);
    assert!(!lines.iter().any(|l| l.starts_with("ATTENDEE") || l.starts_with("X-A")), "{lines:#?}");
    assert_eq!(lines.iter().filter(|l| *l == "END:VEVENT").count(), 1);
    assert_eq!(lines.iter().filter(|l| l.starts_with("DTSTART")).count(), 1);
}
