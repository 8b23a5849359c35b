//! What strangers say to calendars, as a target of the fuzzer: whatever an invitation holds, the answer to it is one calendar
//! that says what the reader chose, and nothing else in their name.

use testkit::A_MORNING;

use super::{
    Answer, Invitation, MOST_PEOPLE, reply,
    tests::{CALENDAR, jeanne},
};
use crate::{fuzzing::Target, message::address::on_the_wire};

pub(crate) const INVITATIONS: Target = Target {
    name: "invitations",
    run,
    seeds,
    words: &[
        "BEGIN:VCALENDAR\r\n",
        "END:VCALENDAR\r\n",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "BEGIN:VTIMEZONE\r\n",
        "END:VTIMEZONE\r\n",
        "BEGIN:STANDARD\r\n",
        "BEGIN:VALARM\r\n",
        "METHOD:REQUEST",
        "METHOD:CANCEL",
        "METHOD:COUNTER",
        "ORGANIZER;CN=A:mailto:a@x.fr",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"B, C\":mailto:b@x.fr",
        "ATTENDEE;DELEGATED-TO=\"mailto:c@x.fr\":MAILTO:b@x.fr",
        "UID:",
        "SEQUENCE:",
        "RECURRENCE-ID;TZID=Europe/Paris:20261211T140000",
        "DTSTART;TZID=",
        "DTEND;VALUE=DATE:20261211",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=9",
        "EXDATE:20261211T140000Z",
        "SUMMARY:",
        "TZID:",
        "X-A;B=\"c\":",
        "\r\n ",
        "\\n",
        "\\,",
        "^n",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let all_day = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:fete@x\nDTSTART;VALUE=DATE:20261224\n\
        SUMMARY;LANGUAGE=fr:Fermé\\, toute\n  la journée\nEND:VEVENT\nEND:VCALENDAR\n";
    let series = CALENDAR.replace(
        "SEQUENCE:2",
        "RRULE:FREQ=WEEKLY;COUNT=9\r\nSEQUENCE:0\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:conseil-1@exemple\r\n\
         RECURRENCE-ID;TZID=Europe/Paris:20261211T140000\r\nDTSTART:20261211T150000Z",
    );
    [CALENDAR, all_day, &series, &CALENDAR.replace("REQUEST", "CANCEL")]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
}

fn run(bytes: &[u8]) {
    let Some(invitation) = Invitation::read(bytes.to_vec()) else { return };
    assert!(invitation.attendees.len() <= MOST_PEOPLE);
    for party in invitation.attendees.iter().chain(&invitation.organiser) {
        assert!(on_the_wire(&party.address).is_some(), "{party:?}");
        assert!(!party.name.chars().any(char::is_control), "{party:?}");
    }
    for (answer, said) in
        [(Answer::Accepted, "ACCEPTED"), (Answer::Tentative, "TENTATIVE"), (Answer::Declined, "DECLINED")]
    {
        let text =
            reply::calendar(&invitation, &jeanne(), answer, "bien\nsûr ; \"oui\", END:VEVENT", A_MORNING);
        let lines = text.replace("\r\n ", "");
        let mut open = Vec::new();
        let mut events = 0;
        for line in lines.split("\r\n") {
            assert!(!line.contains(['\r', '\n']), "an end of line within one: {text}");
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match name.to_uppercase().as_str() {
                "BEGIN" => {
                    assert_eq!(open.is_empty(), value == "VCALENDAR", "{text}");
                    events += usize::from(value == "VEVENT");
                    open.push(value);
                }
                "END" => assert_eq!(open.pop(), Some(value), "{text}"),
                "METHOD" => assert_eq!((value, open.len()), ("REPLY", 1), "{text}"),
                name if name.starts_with("ATTENDEE") => {
                    assert!(name.contains(&format!("PARTSTAT={said}")), "{text}");
                    assert!(line.ends_with("mailto:jdupont@ac-creteil.fr"), "{text}");
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "{text}");
        assert_eq!(lines.matches("\r\nATTENDEE").count(), events, "{text}");
        assert!(events > 0, "{text}");
    }
}
