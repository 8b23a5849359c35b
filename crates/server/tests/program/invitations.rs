//! What the calendar of one domain tells on the pages of another: to whom, and no more.

use kernel::{Id, people::Person, time::days};
use learning::calendar::{self, Event, Kind, Owner};
use mail::{
    filing::Flags,
    folder::FolderRole,
    mailbox,
    members::{self, Grant, Rights},
    seed::{self, Place},
};
use testkit::TestApp;

use crate::access::domains;

/// An invitation to an hour at which Jeanne is at the doctor's.
fn invitation(at: jiff::Timestamp) -> Vec<u8> {
    let hour = |at: jiff::Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let (start, end) = (hour(at), hour(at + jiff::SignedDuration::from_hours(1)));
    format!(
        "From: mberthier@ac-creteil.fr\r\nTo: jdupont@ac-creteil.fr\r\nSubject: Invitation\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n\
         BEGIN:VCALENDAR\r\nPRODID:-//Exemple//Agenda//FR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n\
         UID:conseil@exemple\r\nDTSTAMP:{start}\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:Conseil de classe\r\n\
         ORGANIZER:mailto:mberthier@ac-creteil.fr\r\n\
         ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:jdupont@ac-creteil.fr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_somebodys_mail_learns_nothing_of_their_calendar() {
    for app in TestApp::on_each_database(&domains()).await {
        let (jeanne, malik) = (app.person("jdupont").await, app.person("mberthier").await);
        let ctx = app.ctx();
        let start = ctx.now().plus(days(1));
        let event = Event {
            title: "Chez le médecin".into(),
            description: String::new(),
            place: String::new(),
            start,
            end: start.plus(kernel::time::hours(1)),
            zone: app.academy.zone.clone(),
            all_day: false,
            repeat: None,
            exceptions: Vec::new(),
            remind: None,
            kind: Kind::Personal,
        };
        let at = jiff::Timestamp::from_millisecond(start.0).unwrap();
        let letter = mail::Letter::keep(&ctx, invitation(at)).await.unwrap();
        let now = ctx.now();
        let message = ctx
            .write(async move |tx| {
                mailbox::activate(tx, jeanne).await?;
                mailbox::activate(tx, malik).await?;
                calendar::schedule(tx, &Owner::Person(jeanne), &event).await?;
                let place = Place::Standard(FolderRole::Inbox);
                seed::file_message(tx, jeanne, &place, &letter, Flags::default(), now).await
            })
            .await
            .unwrap()
            .unwrap();
        let sees = async |who: Id<Person>, base: &str| {
            let page = app.signed_in(who).await.get(&format!("{base}/messages/{message}")).await;
            assert!(page.body.contains("Conseil de classe"), "{}", page.status);
            assert!(
                !page.body.contains("value=\"add\""),
                "an answer puts it there, and who may not answer may not add"
            );
            page.body.contains("Chez le médecin")
        };
        assert!(sees(jeanne, "/webmel").await);
        let hers = format!("/webmel/boites/{jeanne}");
        for (rights, learns) in [(Rights::Read, false), (Rights::Write, false), (Rights::Send, true)] {
            let access = Grant::of(malik, rights, false);
            ctx.write(async move |tx| members::grant(tx, mailbox::of_person(jeanne), &access).await)
                .await
                .unwrap();
            assert_eq!(sees(malik, &hers).await, learns, "{rights}");
        }
    }
}
