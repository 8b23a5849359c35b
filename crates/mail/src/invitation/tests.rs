//! Invitations as calendars of others write them, and the answers that go back.

use http::StatusCode;
use kernel::Time;

use super::{Answer, Invitation, Method, reply};
use crate::{
    folder::FolderRole,
    identities::Identity,
    mailbox, message,
    tests::{apps, newest, owner, put},
};

/// As a large web calendar sends it: the text, its twin, the calendar, and the calendar once more as a file.
const INVITED: &str = "From: Malik Berthier <mberthier@ac-creteil.fr>\r\nTo: jdupont@ac-creteil.fr\r\n\
    Subject: Invitation: Conseil\r\nMessage-ID: <invite-1@ac-creteil.fr>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n\
    --a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nConseil\r\n--a\r\n\
    Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nCALENDAR--a--\r\n\
    --m\r\nContent-Type: application/ics; name=invite.ics\r\nContent-Disposition: attachment; filename=invite.ics\r\n\r\n\
    CALENDAR--m--\r\n";

pub(super) const CALENDAR: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Exemple//Agenda//FR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
    BEGIN:VEVENT\r\nDTSTART;TZID=Europe/Paris:20261204T140000\r\nDTEND;TZID=Europe/Paris:20261204T160000\r\n\
    DTSTAMP:20261127T090000Z\r\nORGANIZER;CN=Malik Berthier:mailto:mberthier@ac-creteil.fr\r\nUID:conseil-1@exemple\r\n\
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Malik Berthier:mailto:mberthier@ac-creteil.fr\r\n\
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=\"Dupont, Jeanne\":MAILTO:JDupont@ac-creteil.fr\r\n\
    DESCRIPTION:Ordre du jour\\, puis questions\r\nLOCATION:Salle 12\r\nSEQUENCE:2\r\nSTATUS:CONFIRMED\r\n\
    SUMMARY:Conseil de classe\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P0DT0H30M0S\r\nEND:VALARM\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

pub(crate) fn invited(calendar: &str) -> Vec<u8> {
    INVITED.replace("CALENDAR", calendar).into_bytes()
}

fn read(raw: &[u8]) -> Option<Invitation> {
    Invitation::of(&message::parse(raw), raw)
}

pub(super) fn jeanne() -> Identity {
    Identity {
        address: "jdupont@ac-creteil.fr".into(),
        name: "Jeanne Dupont".into(),
        signature: String::new(),
        is_default: true,
    }
}

#[test]
fn who_invites_whom_is_read() {
    let invitation = read(&invited(CALENDAR)).unwrap();
    assert_eq!((invitation.method, invitation.sequence), (Method::Request, 2));
    assert_eq!(invitation.organiser.as_ref().unwrap().address, "mberthier@ac-creteil.fr");
    let me = ["jdupont@ac-creteil.fr".to_owned()];
    let party = invitation.me(&me).unwrap();
    assert_eq!((party.name.as_str(), party.answer), ("Dupont, Jeanne", Answer::Waiting));
    assert!(invitation.wants_answer_of(&me));
    assert!(!invitation.wants_answer_of(&["samrani@ac-creteil.fr".to_owned()]), "one to whom it was sent on");
    let off = read(&invited(&CALENDAR.replace("METHOD:REQUEST", "METHOD:CANCEL"))).unwrap();
    assert_eq!(off.method, Method::Cancel);
    assert_eq!(off.key, invitation.key, "it is about the same meeting");
    let other_date =
        CALENDAR.replace("SEQUENCE:2", "RECURRENCE-ID;TZID=Europe/Paris:20261211T140000\r\nSEQUENCE:2");
    assert_ne!(read(&invited(&other_date)).unwrap().key, invitation.key);
}

#[test]
fn what_is_no_calendar_is_an_attachment_like_any_other() {
    for broken in ["", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "rien\r\n", "BEGIN:VEVENT\r\n"] {
        assert!(read(&invited(broken)).is_none(), "{broken:?}");
    }
    assert!(read(b"Subject: Rien\r\n\r\nrien\r\n").is_none());
}

#[test]
fn an_answer_says_the_meeting_again_and_who_comes() {
    let invitation = read(&invited(CALENDAR)).unwrap();
    let text = reply::calendar(
        &invitation,
        &jeanne(),
        Answer::Accepted,
        "J’arrive à 14:10",
        Time(1_795_770_000_000),
    );
    insta::assert_snapshot!(text.replace("\r\n", "\n"));
    let again = Invitation::read(text.into_bytes()).unwrap();
    assert_eq!((again.method, again.key), (Method::Reply, invitation.key));
    assert_eq!(again.attendees.len(), 1, "nobody else is spoken for");
    assert_eq!(again.attendees[0].answer, Answer::Accepted);
}

#[test]
fn a_zone_that_breaks_off_carries_no_event_into_the_answer() {
    // The end of the zone's rule is missing: the event is read as part of it.
    let broken = CALENDAR.replace("END:STANDARD\r\n", "");
    let invitation = read(&invited(&broken)).unwrap();
    let text = reply::calendar(&invitation, &jeanne(), Answer::Declined, "", Time(0));
    let again = Invitation::read(text.into_bytes()).unwrap();
    let said: Vec<_> = again.attendees.iter().map(|a| (a.address.as_str(), a.answer)).collect();
    assert_eq!(said, [("jdupont@ac-creteil.fr", Answer::Declined)]);
}

#[test]
fn a_zone_named_over_two_lines_says_nothing_in_the_answer() {
    for end in ["\\n", "\\N"] {
        let named =
            format!("TZID:Europe/Paris{end}END:VTIMEZONE{end}BEGIN:VEVENT{end}ATTENDEE:mailto:x@x.fr\r\n");
        let calendar = CALENDAR.replace("TZID:Europe/Paris\r\n", &named);
        assert_ne!(calendar, CALENDAR);
        let invitation = read(&invited(&calendar)).unwrap();
        let text = reply::calendar(&invitation, &jeanne(), Answer::Accepted, "", Time(0));
        assert_eq!(text.lines().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 1, "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("ATTENDEE")).count(), 1, "{text}");
        assert_eq!(Invitation::read(text.into_bytes()).unwrap().attendees.len(), 1);
    }
}

#[test]
fn what_is_broken_is_not_answered_with() {
    let calendar = CALENDAR
        .replace("TZOFFSETTO:", "METHOD:CANCEL\r\nX-A\rATTENDEE:mailto:z@x.fr\r\nTZOFFSETTO:")
        .replace("SUMMARY:", "SUMMARY;X-B\rATTENDEE=c:");
    let invitation = read(&invited(&calendar)).unwrap();
    let text = reply::calendar(&invitation, &jeanne(), Answer::Declined, "", Time(0));
    assert!(text.contains("SUMMARY"), "{text}");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
    assert_eq!(text.matches("METHOD:").count(), 1, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_to_who_invites_and_can_be_changed() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        put(&app, jeanne, FolderRole::Inbox, 0, invited(CALENDAR)).await;
        let (row, _) = newest(&app, jeanne, FolderRole::Inbox).await;
        let mut browser = app.signed_in(jeanne).await;
        let there = format!("/webmel/messages/{}", row.id);
        browser.get(&there).await;
        let way = format!("{there}/invitation");
        let long = "x".repeat(1_001);
        let refused = browser.post(&way, &[("choice", "accepted"), ("comment", &long)]).await;
        let said = browser.get(refused.location()).await;
        assert_eq!(said.text(".notice").unwrap(), "Le mot ajouté dépasse 1000 caractères.");
        for (choice, subject) in [
            ("declined", "Refusé\u{a0}: Conseil de classe"),
            ("accepted", "Accepté\u{a0}: Conseil de classe"),
        ] {
            app.later(std::time::Duration::from_secs(1)).await;
            let answered = browser.post(&way, &[("choice", choice), ("comment", "À jeudi.")]).await;
            assert_eq!(
                (answered.status, answered.location()),
                (StatusCode::SEE_OTHER, there.as_str()),
                "{}",
                answered.body
            );
            app.settle().await;
            let (_, raw) = newest(&app, malik, FolderRole::Inbox).await;
            let email = message::parse(&raw);
            assert_eq!(
                (email.subject.as_str(), email.from[0].email.as_str()),
                (subject, "jdupont@ac-creteil.fr")
            );
            assert!(email.text_body.as_ref().unwrap().contains("À jeudi."));
            assert_eq!(email.in_reply_to, ["invite-1@ac-creteil.fr"]);
            let reply = read(&raw).unwrap();
            assert_eq!((reply.method, reply.attendees[0].answer.as_str()), (Method::Reply, choice));
            let mut tx = app.ctx().read().await.unwrap();
            let known = super::answered(&mut tx, mailbox::of_person(jeanne), &reply).await.unwrap().unwrap();
            assert_eq!((known.answer.as_str(), known.sequence), (choice, 2));
        }
        let elsewhere = browser.post(&way, &[("choice", "delegated")]).await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_invited_answers_nothing() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 0, invited(&CALENDAR.replace("JDupont", "samrani"))).await;
        let (row, _) = newest(&app, jeanne, FolderRole::Inbox).await;
        let mut browser = app.signed_in(jeanne).await;
        let there = format!("/webmel/messages/{}", row.id);
        browser.get(&there).await;
        let refused = browser.post(&format!("{there}/invitation"), &[("choice", "accepted")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
}
