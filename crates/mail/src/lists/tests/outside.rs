//! Members outside: mail of their own, the link that leaves, and what comes back.

use kernel::site::Site;

use super::*;
use crate::message::EmailAddress;

async fn apps() -> Vec<TestApp> {
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![]).with_way_out(true);
    TestApp::at(site, &[crate::module()]).await
}

kernel::row! {
    struct Waiting { sender: String, address: String, head: String }
}

/// Sender, address and lines of what waits for the smarthost, by address.
async fn leaving(app: &TestApp) -> Vec<(String, String, String)> {
    let mut tx = app.ctx().read().await.unwrap();
    let waiting = tx.all(sql!(Waiting: "SELECT o.sender, r.address, o.head
          FROM mail_outgoing o JOIN mail_outgoing_recipients r ON r.message_id = o.id
          WHERE o.academy_id = $1 ORDER BY r.address, o.id /* scan: a test */", app.academy.id));
    let waiting = waiting.await.unwrap().into_iter();
    waiting.map(|row| (row.sender, row.address, row.head)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_outside_gets_a_link_of_their_own_and_leaves_by_it() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let list =
            make(&app, "parents", settings(Writers::Everybody, Moderation::Nothing), Powers::default()).await;
        let added =
            join(&app, &list, "Anne <anne@ailleurs.example>\nluc@ailleurs.example\nluc@AILLEURS.example")
                .await;
        assert_eq!((added.guests, added.already), (2, 0));
        write(&app, &list, jeanne, raw("m@x", "Subject: Bonjour", "Bonjour.")).await;
        let left = leaving(&app).await;
        assert_eq!(left.len(), 2);
        let (sender, address, head) = &left[0];
        assert_eq!(address, "anne@ailleurs.example");
        assert!(sender.starts_with("parents+retour-") && sender.ends_with("@ac-creteil.fr"), "{sender}");
        assert!(sender.split('@').next().unwrap().len() <= 64);
        assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{head}");
        let token = head.split("/webmel/quitter/").nth(1).unwrap().split('>').next().unwrap().to_owned();
        assert!(!left[1].2.contains(&token));
        // The last character of a token changed, it is nobody's.
        let mut forged = token.clone();
        let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
        forged.push(last);
        for bad in [forged.as_str(), "", "1", "1.AAAA.BBBB", "é.é.é"] {
            let bad = bad.to_owned();
            let gone = app.ctx().write(async move |tx| guests::leave(tx, &bad).await).await.unwrap();
            assert!(gone.is_none());
        }
        for _ in 0..2 {
            let token = token.clone();
            let gone = app.ctx().write(async move |tx| guests::leave(tx, &token).await).await.unwrap();
            assert_eq!(gone.unwrap().id, list.id);
        }
        app.settle().await;
        assert_eq!(again(&app, &list).await.members, 1);
        write(&app, &list, jeanne, raw("n@x", "Subject: Encore", "Encore.")).await;
        assert_eq!(leaving(&app).await.len(), 3);
        let added = join(&app, &list, "anne@ailleurs.example").await;
        assert_eq!((added.guests, added.refused.len()), (0, 1), "who has left is not taken back by others");
        let anne = guests::page(&mut app.ctx().read().await.unwrap(), list.id, "anne", "", 10).await.unwrap();
        let (row, anne) = (list.clone(), anne[0].id);
        app.ctx().write(async move |tx| guests::remove(tx, &row, anne).await).await.unwrap();
        let added = join(&app, &list, "anne@ailleurs.example").await;
        assert_eq!((added.guests, added.refused.len()), (0, 1), "nor by way of the exit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_returns_mail_for_days_gets_no_more_until_an_owner_says_so() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let list =
            make(&app, "parents", settings(Writers::Members, Moderation::Nothing), Powers::default()).await;
        join(&app, &list, "anne@ailleurs.example\njdupont@ac-creteil.fr").await;
        write(&app, &list, jeanne, raw("m@x", "Subject: Bonjour", "Bonjour.")).await;
        let sender = leaving(&app).await[0].0.clone();
        let state = async || {
            let mut tx = app.ctx().read().await.unwrap();
            guests::page(&mut tx, list.id, "", "", 10).await.unwrap()[0].suspended_at.is_some()
        };
        for day in 0..5 {
            assert!(!state().await, "{day}");
            for _ in 0..3 {
                guests::returned(&app.ctx(), &sender).await.unwrap();
            }
            app.later(days(1)).await;
            app.later(days(1)).await;
        }
        assert!(state().await);
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        let me = people::person_by_identifier(&mut tx, "oresponsable").await.unwrap().unwrap().id;
        let told = kernel::notices::of(&mut tx, me, 5).await.unwrap();
        assert_eq!(told.len(), 1);
        drop(tx);
        write(&app, &list, jeanne, raw("n@x", "Subject: Encore", "Encore.")).await;
        let of_today = leaving(&app).await;
        assert_eq!(of_today.len(), 1, "what was sent before it was suspended");
        let guest =
            guests::page(&mut app.ctx().read().await.unwrap(), list.id, "anne", "", 10).await.unwrap()[0].id;
        let row = list.clone();
        app.ctx().write(async move |tx| guests::resume(tx, &row, guest).await).await.unwrap();
        assert!(!state().await);
        // Their own address still lets them write, and nobody writes to where returns come.
        let asked = [EmailAddress::bare(&sender)];
        let found = crate::recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await;
        assert!(found.unwrap().lists.is_empty());
    }
}

#[test]
fn only_a_report_of_a_failure_counts() {
    let report = include_bytes!("../../message/samples/bounce.eml");
    assert!(guests::says_it_failed(report));
    let delayed = String::from_utf8_lossy(report).replace("Action: failed", "Action: delayed");
    assert!(!guests::says_it_failed(delayed.as_bytes()));
    assert!(!guests::says_it_failed(b"Subject: Absent\r\n\r\nAction: failed\r\n"));
}
