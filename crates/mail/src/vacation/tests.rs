//! Absences on both databases: who is answered, how often, in what words, and what is forgotten.

use kernel::{
    people::Person,
    sql,
    time::{days, hours},
};
use testkit::TestApp;

use super::*;
use crate::{
    filing::MessageRow,
    folder::FolderRole,
    mailbox,
    message::{header_values, parse},
    tests::{apps, change, deliver, messages, owner},
};

fn away(app: &TestApp, length: u64) -> Vacation {
    let now = app.ctx().now();
    Vacation {
        from: now,
        until: now.plus(days(length)),
        subject: String::new(),
        body: "Je suis absente jusqu’à lundi.".to_owned(),
        outside: Outside::Same,
        outside_body: String::new(),
        every_days: EVERY_DAYS,
    }
}

async fn leave(app: &TestApp, person: Id<Person>, vacation: Vacation) {
    change(app, person, async move |tx, mailbox| begin(tx, mailbox, &vacation).await).await;
}

/// Malik writes to Jeanne.
async fn writes(app: &TestApp, jeanne: Id<Person>, n: i64, head: &str) {
    let raw = format!(
        "Message-ID: <m{n}@ac-creteil.fr>\r\nFrom: Malik Berthier <mberthier@ac-creteil.fr>\r\n\
         To: jdupont@ac-creteil.fr\r\nSubject: Conseil {n}\r\n{head}\r\nVenez-vous ?\r\n"
    );
    deliver(app, jeanne, raw.into_bytes()).await;
}

async fn received(app: &TestApp, person: Id<Person>) -> Vec<MessageRow> {
    messages(app, person, FolderRole::Inbox.in_box(mailbox::of_person(person))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_answered_once_in_a_while() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        leave(&app, jeanne, away(&app, 20)).await;
        writes(&app, jeanne, 1, "References: <debut@x>\r\n").await;
        let answers = received(&app, malik).await;
        assert_eq!(answers.len(), 1);
        let raw = app.services().files.bytes(&answers[0].digest).await.unwrap();
        let email = parse(&raw);
        assert_eq!(email.subject, "Réponse automatique\u{a0}: Conseil 1");
        assert_eq!(email.in_reply_to, ["m1@ac-creteil.fr"]);
        assert_eq!(email.references, ["debut@x", "m1@ac-creteil.fr"]);
        assert_eq!(header_values(&raw, "auto-submitted"), ["auto-replied"]);
        assert_eq!(email.from[0].email, "jdupont@ac-creteil.fr");
        assert!(email.readable_text().contains("absente"));
        // Within the week nobody is told twice.
        writes(&app, jeanne, 2, "").await;
        app.later(days(6)).await;
        writes(&app, jeanne, 3, "").await;
        assert_eq!(received(&app, malik).await.len(), 1);
        app.later(days(1)).await;
        writes(&app, jeanne, 4, "").await;
        assert_eq!(received(&app, malik).await.len(), 2);
        assert_eq!(received(&app, jeanne).await.len(), 4);
        // Lists and programs get nothing, however long ago the last answer is.
        app.later(days(8)).await;
        writes(&app, jeanne, 5, "List-Id: <profs.x.fr>\r\n").await;
        writes(&app, jeanne, 6, "Auto-Submitted: auto-replied\r\n").await;
        assert_eq!(received(&app, malik).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_are_away_do_not_answer_each_other() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        leave(&app, jeanne, away(&app, 20)).await;
        leave(&app, malik, away(&app, 20)).await;
        writes(&app, jeanne, 1, "").await;
        for _ in 0..5 {
            app.later(hours(1)).await;
        }
        assert_eq!((received(&app, jeanne).await.len(), received(&app, malik).await.len()), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_after_and_once_stopped_nobody_is_answered_and_those_answered_are_forgotten() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut later = away(&app, 10);
        later.from = later.from.plus(days(2));
        leave(&app, jeanne, later).await;
        writes(&app, jeanne, 1, "").await;
        assert_eq!(received(&app, malik).await.len(), 0, "not yet");
        app.later(days(3)).await;
        writes(&app, jeanne, 2, "").await;
        assert_eq!(received(&app, malik).await.len(), 1);
        let remembered = async || {
            let mut tx = app.ctx().read().await.unwrap();
            tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_vacation_answers WHERE mailbox_id = $1", jeanne))
                .await
                .unwrap()
        };
        assert_eq!(remembered().await, 1);
        change(&app, jeanne, async |tx, mailbox| end(tx, mailbox).await).await;
        assert_eq!(remembered().await, 0);
        writes(&app, jeanne, 3, "").await;
        assert_eq!(received(&app, malik).await.len(), 1);
        // Another absence answers anew, and is over by itself.
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        leave(&app, jeanne, away(&app, 2)).await;
        writes(&app, jeanne, 4, "").await;
        assert_eq!(received(&app, malik).await.len(), 2);
        app.later(days(3)).await;
        assert_eq!(remembered().await, 0);
        let mut tx = app.ctx().read().await.unwrap();
        let row = crate::mailbox::find(&mut tx, jeanne.cast()).await.unwrap().unwrap();
        assert_eq!((row.absent_from, row.absent_until), (None, None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_another_academie_are_told_something_else_or_nothing() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        // Malik has kept the address of where he worked before.
        app.ctx()
            .write(async move |tx| kernel::people::add_address(tx, malik, "malik@ac-versailles.fr").await)
            .await
            .unwrap();
        let from_elsewhere = "Return-Path: <malik@ac-versailles.fr>\r\n";
        let mut vacation = away(&app, 20);
        vacation.outside = Outside::Nothing;
        vacation.outside_body = "Fermé.".to_owned();
        leave(&app, jeanne, vacation.clone()).await;
        writes(&app, jeanne, 1, from_elsewhere).await;
        assert_eq!(received(&app, malik).await.len(), 0);
        vacation.outside = Outside::Other;
        leave(&app, jeanne, vacation).await;
        writes(&app, jeanne, 2, from_elsewhere).await;
        let answers = received(&app, malik).await;
        assert_eq!((answers.len(), answers[0].preview.as_str()), (1, "Fermé."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_that_is_over_before_it_begins_is_refused() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut vacation = away(&app, 1);
        vacation.until = vacation.from;
        let ctx = app.ctx();
        let refused = ctx.write(async move |tx| begin(tx, jeanne.cast(), &vacation).await).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
}
