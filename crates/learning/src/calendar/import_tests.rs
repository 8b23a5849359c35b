use super::*;
use crate::calendar::{
    Change, Event, Exception, RepeatEnd, civil,
    ical::{FeedHead, feed},
    instant, midnight, recurrence,
    rules::many_lines,
    tests::{any_date, any_repeat, any_text, event, whole_days, zone},
};
use jiff::civil::date as d;
use proptest::prelude::*;

fn options() -> ImportOptions {
    ImportOptions {
        zone: zone("Europe/Paris"),
        kind: Kind::Personal,
        locale: Locale::Fr,
        now: Time(1_795_000_000_000),
    }
}

fn read(file: &str) -> Imported {
    import(file.as_bytes(), &options()).unwrap()
}

/// A calendar of one event with those lines and a start.
fn one(lines: &str) -> Imported {
    read(&format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u1\r\nSUMMARY:Visio\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.replace('\n', "\r\n")
    ))
}

fn reasons(imported: &Imported) -> Vec<&Reason> {
    imported.problems.iter().map(|p| &p.reason).collect()
}

fn local(event: &Event) -> (String, String) {
    (event.civil_start().to_string(), event.civil_end().to_string())
}

#[test]
fn a_plain_event_comes_in_whole() {
    let imported = one("DTSTAMP:20261101T080000Z\nSEQUENCE:3\nDTSTART;TZID=Europe/Paris:20261123T140000\n\
         DTEND;TZID=Europe/Paris:20261123T160000\nDESCRIPTION:Ligne 1\\nLigne 2\\, suite\nLOCATION:Salle 12\n\
         URL:https://example.org/a\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1H30M\nEND:VALARM");
    assert_eq!(imported.problems, []);
    let entry = &imported.entries[0];
    assert_eq!((entry.uid.as_str(), entry.sequence), ("u1", 3));
    assert_eq!(entry.stamp.to_string(), "2026-11-01T08:00:00Z");
    assert_eq!(entry.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(entry.event.title, "Visio");
    assert_eq!(entry.event.description, "Ligne 1\nLigne 2, suite");
    assert_eq!(entry.event.place, "Salle 12");
    assert_eq!(entry.event.remind, Some(90));
    assert_eq!(local(&entry.event), ("2026-11-23T14:00:00".into(), "2026-11-23T16:00:00".into()));
}

#[test]
fn times_are_understood_in_every_form() {
    for (lines, start, end) in [
        ("DTSTART:20261123T130000Z\nDTEND:20261123T150000Z", "2026-11-23T14:00:00", "2026-11-23T16:00:00"),
        ("DTSTART:20261123T140000\nDURATION:PT2H", "2026-11-23T14:00:00", "2026-11-23T16:00:00"),
        ("DTSTART;TZID=Romance Standard Time:20261123T140000", "2026-11-23T14:00:00", "2026-11-23T14:00:00"),
        ("DTSTART;TZID=America/Guadeloupe:20261123T090000", "2026-11-23T14:00:00", "2026-11-23T14:00:00"),
        ("DTSTART;VALUE=DATE:20261123", "2026-11-23T00:00:00", "2026-11-24T00:00:00"),
        (
            "DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261123",
            "2026-11-23T00:00:00",
            "2026-11-24T00:00:00",
        ),
        (
            "DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261126",
            "2026-11-23T00:00:00",
            "2026-11-26T00:00:00",
        ),
        ("DTSTART;VALUE=DATE:20261123\nDURATION:P2D", "2026-11-23T00:00:00", "2026-11-25T00:00:00"),
        // A day of a length is a day on the calendar, even when it has 25 hours.
        (
            "DTSTART;TZID=Europe/Paris:20261024T140000\nDURATION:P1DT1H",
            "2026-10-24T14:00:00",
            "2026-10-25T15:00:00",
        ),
        (
            "DTSTART:20261123T140000\nDTEND;TZID=Europe/London:20261123T150000",
            "2026-11-23T14:00:00",
            "2026-11-23T16:00:00",
        ),
    ] {
        let imported = one(lines);
        assert_eq!(imported.problems, [], "{lines}");
        assert_eq!(local(&imported.entries[0].event), (start.into(), end.into()), "{lines}");
    }
}

#[test]
fn problems_name_the_line_and_the_reason() {
    let file = "BEGIN:VCALENDAR\nVERSION:2.0\n\
        BEGIN:VEVENT\nUID:a\nSUMMARY:Sans début\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:b\nSUMMARY:Trop vieux\nDTSTART:19700101T000000Z\nEND:VEVENT\n\
        BEGIN:VTODO\nSUMMARY:À faire\nEND:VTODO\n\
        BEGIN:VEVENT\nUID:c\nDTSTART:20261123T140000\nDTEND:20261123T130000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:d\nSUMMARY:Illisible\nDTSTART:20261399\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:e\nSUMMARY:Coupé\nDTSTART:20261123T140000\n";
    let imported = read(file);
    let seen: Vec<_> =
        imported.problems.iter().map(|p| (p.line, p.title.as_str(), p.outcome, &p.reason)).collect();
    assert_eq!(
        seen,
        [
            (3, "Sans début", Outcome::Skipped, &Reason::StartMissing),
            (7, "Trop vieux", Outcome::Skipped, &Reason::YearImplausible),
            (12, "", Outcome::Skipped, &Reason::NotAnEvent),
            (15, "Sans titre", Outcome::Adjusted, &Reason::TitleMissing),
            (15, "Sans titre", Outcome::Adjusted, &Reason::EndBeforeStart),
            (20, "Illisible", Outcome::Skipped, &Reason::StartUnreadable),
            (25, "", Outcome::Skipped, &Reason::Unterminated),
        ]
    );
    assert_eq!(imported.entries.len(), 1);
    for problem in &imported.problems {
        assert_ne!(problem.message(Locale::Fr), problem.message(Locale::En));
    }
}

#[test]
fn an_unknown_zone_is_said() {
    let imported = one("DTSTART;TZID=Heure de la lune:20261123T140000");
    assert_eq!(reasons(&imported), [&Reason::ZoneUnknown { name: "Heure de la lune".into() }]);
    assert_eq!(imported.entries[0].event.civil_start(), d(2026, 11, 23).at(14, 0, 0, 0));
}

#[test]
fn a_repetition_keeps_its_zone_and_its_exceptions() {
    let imported = one(
        "DTSTART;TZID=America/Guadeloupe:20261123T090000\nDTEND;TZID=America/Guadeloupe:20261123T100000\n\
         RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261221T130000Z\n\
         EXDATE;TZID=America/Guadeloupe:20261130T090000,20301130T090000\nEXDATE:20261207T130000Z\n\
         RDATE;TZID=America/Guadeloupe:20261210T110000",
    );
    assert_eq!(imported.problems, []);
    let event = &imported.entries[0].event;
    assert_eq!(event.zone, zone("America/Guadeloupe"));
    assert_eq!(event.repeat.as_ref().unwrap().until, RepeatEnd::On(d(2026, 12, 21)));
    let days: Vec<_> = recurrence::occurrences(event, Time(i64::MIN), Time(i64::MAX))
        .iter()
        .map(|o| civil(&event.zone, o.start).to_string())
        .collect();
    assert_eq!(
        days,
        ["2026-11-23T09:00:00", "2026-12-10T11:00:00", "2026-12-14T09:00:00", "2026-12-21T09:00:00"]
    );
    // The one of 2030 is no date of the series.
    assert_eq!(event.exceptions.len(), 3);
}

#[test]
fn cancelled_dates_without_an_hour_mean_that_day() {
    let imported = one("DTSTART:20261123T140000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261124");
    let event = &imported.entries[0].event;
    let original = instant(&event.zone, d(2026, 11, 24).at(14, 0, 0, 0)).unwrap();
    assert_eq!(event.exceptions, [Exception { original, change: Change::Cancelled }]);
}

#[test]
fn repetitions_beyond_us_are_said() {
    let endless = one("DTSTART:20261123T140000\nRRULE:FREQ=WEEKLY");
    assert_eq!(reasons(&endless), [&Reason::RuleShortened]);
    assert!(endless.entries[0].event.repeat.is_some());
    let long = one("DTSTART:20261123T140000\nRRULE:FREQ=YEARLY;COUNT=50");
    assert_eq!(reasons(&long), [&Reason::RuleShortened]);
    for rule in [
        "RRULE:FREQ=HOURLY;COUNT=3",
        "RRULE:FREQ=N’IMPORTE",
        "RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2",
    ] {
        let imported = one(&format!("DTSTART:20261123T140000\n{rule}"));
        assert_eq!(reasons(&imported), [&Reason::RuleUnsupported], "{rule}");
        assert!(imported.entries[0].event.repeat.is_none());
    }
}

/// A weekly series, and a component that replaces its date of 30 November.
fn series_with(replacement: &str) -> Imported {
    read(&format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nSUMMARY:Visio\nDTSTART:20261123T140000\nDTEND:20261123T160000\n\
         RRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\nBEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20261130T140000\n{replacement}\n\
         END:VEVENT\nEND:VCALENDAR\n"
    ))
}

#[test]
fn a_replaced_date_is_moved_cancelled_or_stands_alone() {
    let moved = series_with("SUMMARY:Visio\nDTSTART:20261201T090000\nDTEND:20261201T110000");
    assert_eq!(moved.entries.len(), 1);
    let event = &moved.entries[0].event;
    let at =
        |day, hour: i8| instant(&event.zone, jiff::civil::date(2026, 12, day).at(hour, 0, 0, 0)).unwrap();
    assert!(
        matches!(event.exceptions[0].change, Change::Moved { start, end } if start == at(1, 9) && end == at(1, 11))
    );

    let cancelled =
        series_with("SUMMARY:Visio\nSTATUS:CANCELLED\nDTSTART:20261130T140000\nDTEND:20261130T160000");
    assert_eq!(cancelled.entries[0].event.exceptions[0].change, Change::Cancelled);
    assert_eq!(cancelled.entries.len(), 1);

    let same = series_with("SUMMARY:Visio\nDTSTART:20261130T140000\nDTEND:20261130T160000");
    assert_eq!(same.entries[0].event.exceptions, []);

    let renamed =
        series_with("SUMMARY:Visio avec une invitée\nDTSTART:20261130T150000\nDTEND:20261130T170000");
    assert_eq!(renamed.entries.len(), 2);
    assert_eq!(renamed.entries[0].event.exceptions[0].change, Change::Cancelled);
    assert_eq!(renamed.entries[1].uid, "s/20261130T130000Z");
    assert_eq!(renamed.entries[1].event.title, "Visio avec une invitée");

    let following = read(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:alone\nSUMMARY:x\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261130T140000\n\
         DTSTART:20261130T140000\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    assert_eq!(reasons(&following), [&Reason::FollowingIgnored]);
    assert_eq!(following.entries.len(), 1);
}

#[test]
fn the_newest_of_two_equal_events_wins() {
    let event = |sequence: u32, title: &str| {
        format!(
            "BEGIN:VEVENT\nUID:same\nSEQUENCE:{sequence}\nSUMMARY:{title}\nDTSTART:20261123T140000\nEND:VEVENT\n"
        )
    };
    for (first, second) in [((2, "neuf"), (1, "vieux")), ((1, "vieux"), (2, "neuf"))] {
        let file = format!(
            "BEGIN:VCALENDAR\n{}{}END:VCALENDAR\n",
            event(first.0, first.1),
            event(second.0, second.1)
        );
        let imported = read(&file);
        assert_eq!(imported.entries.len(), 1);
        assert_eq!(imported.entries[0].event.title, "neuf");
        assert_eq!(reasons(&imported), [&Reason::Duplicate]);
    }
}

#[test]
fn events_without_an_identifier_get_the_same_one_each_time() {
    let file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Conseil d’école\nDTSTART:20261123T140000\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_eq!(read(file).entries[0].uid, "20261123T130000Z-conseildécole");
    assert_eq!(read(file).entries, read(file).entries);
}

#[test]
fn alarms_become_minutes_before() {
    for (trigger, minutes) in [
        ("TRIGGER:-P1D", Some(1440)),
        ("TRIGGER:PT0S", Some(0)),
        ("TRIGGER;RELATED=END:-PT3H", Some(60)),
        ("TRIGGER;VALUE=DATE-TIME:20261123T120000Z", Some(60)),
        ("TRIGGER:PT15M", None),
        ("TRIGGER:-P52W", None),
        ("TRIGGER:demain", None),
    ] {
        let lines =
            format!("DTSTART:20261123T140000\nDTEND:20261123T160000\nBEGIN:VALARM\n{trigger}\nEND:VALARM");
        assert_eq!(one(&lines).entries[0].event.remind, minutes, "{trigger}");
    }
}

#[test]
fn only_web_addresses_are_kept() {
    for url in ["javascript:alert(1)", "ftp://example.org/", "data:text/html,x"] {
        assert_eq!(one(&format!("DTSTART:20261123T140000\nURL:{url}")).entries[0].url, None, "{url}");
    }
}

#[test]
fn long_texts_are_cut_and_said() {
    let imported = one(&format!("DTSTART:20261123T140000\nLOCATION:{}", "é".repeat(300)));
    assert_eq!(imported.entries[0].event.place.chars().count(), 200);
    assert_eq!(reasons(&imported), [&Reason::TextCut]);
}

#[test]
fn old_files_in_a_windows_code_page_are_read() {
    let mut file = b"\xef\xbb\xbfBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Rentr\xe9e\nDTSTART:20261123T140000\nEND:VEVENT\n".to_vec();
    file.extend(b"END:VCALENDAR\n");
    assert_eq!(import(&file, &options()).unwrap().entries[0].event.title, "Rentrée");
}

#[test]
fn other_files_and_heavy_ones_are_refused() {
    assert_eq!(import(b"nom;prenom\n", &options()).unwrap_err(), Refusal::NotACalendar);
    assert_eq!(import(b"", &options()).unwrap_err(), Refusal::NotACalendar);
    let heavy = vec![b' '; MAX_BYTES + 1];
    let refusal = import(&heavy, &options()).unwrap_err();
    assert_eq!(refusal, Refusal::TooLarge { bytes: 5_000_001 });
    assert!(refusal.message(Locale::Fr).contains("6 Mo"));
}

#[test]
fn too_many_events_stop_at_the_limit() {
    let mut file = String::from("BEGIN:VCALENDAR\n");
    for n in 0..=MAX_EVENTS {
        file.extend([
            "BEGIN:VEVENT\nUID:",
            &n.to_string(),
            "\nSUMMARY:x\nDTSTART:20261123T140000\nEND:VEVENT\n",
        ]);
    }
    file.push_str("END:VCALENDAR\n");
    let imported = read(&file);
    assert_eq!(imported.entries.len(), MAX_EVENTS);
    assert_eq!(reasons(&imported), [&Reason::TooManyEvents { most: MAX_EVENTS }]);
    assert_eq!(imported.problems[0].line, 2 + 5 * MAX_EVENTS);
}

#[test]
fn endless_problems_are_counted() {
    let file =
        format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", "BEGIN:VTODO\nEND:VTODO\n".repeat(MAX_PROBLEMS + 7));
    let imported = read(&file);
    assert_eq!((imported.problems.len(), imported.more_problems), (MAX_PROBLEMS, 7));
}

/// Any entry that the form, an import or a session can make.
fn any_entry() -> impl Strategy<Value = Entry> {
    // The rules refuse a title that is blank, and no entry is without a uid.
    let name = || any_text(200).prop_filter("a name is not blank", |text| !text.is_empty());
    let words = (name(), name(), any_text(400), any_text(400), 0..1_000_u32);
    let shape = (any::<bool>(), 0..24_i8, 0..60_i8, 0..3_000_i64, proptest::option::of(0..40_320_u32));
    let rule = any_date().prop_flat_map(|day| (Just(day), proptest::option::of(any_repeat(day))));
    (words, shape, rule, proptest::collection::vec((0..40_usize, 0..3_u8), 0..4)).prop_map(
        |(
            (uid, title, line, other_line, sequence),
            (all_day, hour, minute, length, remind),
            (day, repeat),
            changes,
        )| {
            let start = day.at(if repeat.is_some() { 14 } else { hour }, minute, 0, 0);
            let end = start.checked_add(jiff::Span::new().minutes(length)).unwrap();
            let mut event = if all_day {
                whole_days(day, end.date(), "Europe/Paris")
            } else {
                event(start, end, "Europe/Paris")
            };
            event.title = title;
            event.description = many_lines(&format!("{line}\n\n{other_line}"));
            event.place = line;
            event.remind = remind;
            event.repeat = repeat;
            add_exceptions(&mut event, &changes);
            let url = Some("https://magistere.example/ac-demo/session/1?a=1,2;b".to_owned());
            let stamp = Time(1_000_000_000_000 + i64::from(sequence) * 1_000);
            Entry { uid, sequence, stamp, url, event }
        },
    )
}

fn add_exceptions(event: &mut Event, changes: &[(usize, u8)]) {
    if event.repeat.is_none() {
        return;
    }
    let all = recurrence::occurrences(event, Time(i64::MIN), Time(i64::MAX));
    for (place, what) in changes {
        let occurrence = all[place % all.len()];
        let later = |at: Time| {
            instant(&event.zone, civil(&event.zone, at).checked_add(jiff::Span::new().days(1)).unwrap())
        };
        let change = match what {
            0 => Change::Cancelled,
            1 => {
                Change::Moved { start: later(occurrence.start).unwrap(), end: later(occurrence.end).unwrap() }
            }
            _ => Change::Added,
        };
        let original = if change == Change::Added {
            // Between the dates of the rule: noon, or the day after its last.
            let day = civil(&event.zone, all[all.len() - 1].start).date().tomorrow().unwrap();
            if event.all_day { midnight(&event.zone, day) } else { instant(&event.zone, day.at(12, 5, 0, 0)) }
                .unwrap()
        } else {
            occurrence.original
        };
        if !event.exceptions.iter().any(|e| e.original == original) {
            event.exceptions.push(Exception { original, change });
        }
    }
    event.exceptions.sort_by_key(|e| e.original);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_out_comes_in_the_same(entries in proptest::collection::vec(any_entry(), 1..4)) {
        let mut entries = entries;
        for (i, entry) in entries.iter_mut().enumerate() {
            entry.uid = format!("{i}-{}", entry.uid);
        }
        let zone = zone("Europe/Paris");
        let text = feed(&FeedHead { name: "x", zone: &zone, locale: Locale::Fr }, &entries);
        let imported = import(text.as_bytes(), &options()).unwrap();
        prop_assert_eq!(&imported.problems, &[], "{}", text);
        prop_assert_eq!(imported.entries, entries, "{}", text);
    }

    #[test]
    fn no_file_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = import(&bytes, &options());
    }

    #[test]
    fn no_mangled_calendar_makes_it_panic(
        entry in any_entry(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0..40_usize, ".{0,6}"), 1..8),
    ) {
        let zone = zone("Europe/Paris");
        let mut text = feed(&FeedHead { name: "x", zone: &zone, locale: Locale::Fr }, &[entry]);
        for (at, length, put) in cuts {
            let from = text.floor_char_boundary(at.index(text.len().max(1)));
            let to = text.floor_char_boundary((from + length).min(text.len())).max(from);
            text.replace_range(from..to, &put);
        }
        let _ = import(text.as_bytes(), &options());
    }

    #[test]
    fn no_line_of_an_event_makes_it_panic(lines in proptest::collection::vec(any_line(), 1..12)) {
        let _ = one(&lines.join("\n"));
    }
}

/// Lines that look right and hold wrong values.
fn any_line() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("DTSTART"),
        Just("DTEND"),
        Just("DURATION"),
        Just("RRULE"),
        Just("EXDATE"),
        Just("RDATE"),
        Just("RECURRENCE-ID"),
        Just("SUMMARY"),
        Just("TRIGGER"),
        Just("SEQUENCE"),
        Just("STATUS"),
        Just("URL"),
        Just("UID"),
        Just("DTSTAMP"),
        Just("BEGIN"),
        Just("END"),
    ];
    let parameter = prop_oneof![
        Just(""),
        Just(";VALUE=DATE"),
        Just(";VALUE=PERIOD"),
        Just(";TZID=Europe/Paris"),
        Just(";TZID=\"x\ty"),
        Just(";VALUE=RECUR"),
        Just(";RANGE=THISANDFUTURE"),
        Just(";ENCODING=BASE64"),
        Just(";ENCODING=QUOTED-PRINTABLE"),
    ];
    let value = prop_oneof![
        "[0-9]{0,20}[TZ+-]{0,2}[0-9]{0,9}Z?",
        "20[0-9]{2}[01][0-9][0-3][0-9](T[0-2][0-9][0-5][0-9][0-5][0-9]Z?)?",
        "-?P[0-9]{0,12}[WDTHMS]{0,3}[0-9]{0,12}[HMS]?",
        "FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(COUNT|INTERVAL|BYMONTH|BYMONTHDAY|BYSETPOS|BYDAY|UNTIL|WKST)=-?[0-9]{0,9}(MO|SU)?){0,4}",
        ".{0,30}",
    ];
    (name, parameter, value).prop_map(|(name, parameter, value)| format!("{name}{parameter}:{value}"))
}
