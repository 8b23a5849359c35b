//! Boxes that fail, jobs that run twice, identifiers that others bear too.

use kernel::{Id, Result, jobs, people::Academy};
use testkit::TestApp;

use super::*;
use crate::{
    message::parse,
    tests::{apps, folder_of, owner, raw},
};

fn at(app: &TestApp, person: Id<Person>) -> Recipient {
    Recipient { person, academy: app.academy.id }
}

async fn send(app: &TestApp, raw: Vec<u8>, to: &[Recipient], sender: Option<Recipient>) -> Result<()> {
    let ctx = app.ctx();
    let letter = Letter::keep(&ctx, raw).await?;
    let to = to.to_vec();
    ctx.write(async move |tx| deliver(tx, &letter, &to, sender).await).await
}

async fn received(app: &TestApp, person: Id<Person>) -> i64 {
    folder_of(app, person, FolderRole::Inbox).await.total
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_always_fails_starves_nobody_and_its_author_is_told() {
    for app in apps().await {
        let author = owner(&app, "jdupont").await;
        let mut people = Vec::new();
        for n in 0..40 {
            people.push(
                app.person(&format!("magent{}{}", (b'a' + n / 26) as char, (b'a' + n % 26) as char)).await,
            );
        }
        let nowhere: Id<Academy> = app.ctx().new_id();
        let mut to: Vec<Recipient> = people.iter().map(|person| at(&app, *person)).collect();
        // Its académie cannot be found: each try fails, and fails first.
        to[0].academy = nowhere;
        let letter = raw("m@x", "Subject: Conseil", "Jeudi.");
        send(&app, letter, &to, Some(at(&app, author))).await.unwrap();
        app.settle().await;
        for person in &people[1..] {
            assert_eq!(received(&app, *person).await, 1);
        }
        assert_eq!(received(&app, author).await, 0, "it may still work");
        for tries in 1..jobs::TRIES {
            app.later(jobs::backoff(tries)).await;
        }
        assert_eq!(received(&app, author).await, 1);
        app.later(kernel::time::days(2)).await;
        assert_eq!(received(&app, author).await, 1, "told once");
        assert_eq!(received(&app, people[1]).await, 1);
        let mut tx = app.ctx().read().await.unwrap();
        let told = tx
            .one(kernel::sql!(String: "SELECT subject FROM mail_messages WHERE mailbox_id = $1", author))
            .await
            .unwrap();
        assert_eq!(told, "Non remis\u{a0}: Conseil");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_cannot_be_read_any_more_is_told_to_its_author() {
    for app in apps().await {
        let (author, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let ctx = app.ctx();
        let (to, sender) = (vec![at(&app, malik)], Some(at(&app, author)));
        let email = parse(&raw("perdu@x", "Subject: Perdu", "Jeudi."));
        let letter = Letter::read(&email, &"0".repeat(64), 12);
        ctx.write(async move |tx| deliver(tx, &letter, &to, sender).await).await.unwrap();
        app.settle().await;
        for tries in 1..jobs::TRIES {
            app.later(jobs::backoff(tries)).await;
        }
        assert_eq!((received(&app, malik).await, received(&app, author).await), (0, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_letter_comes_once_and_another_of_the_same_identifier_comes_too() {
    for app in apps().await {
        let malik = owner(&app, "mberthier").await;
        let to = [at(&app, malik)];
        for _ in 0..2 {
            send(&app, raw("m@x", "Subject: Conseil", "Jeudi."), &to, None).await.unwrap();
            app.settle().await;
        }
        assert_eq!(received(&app, malik).await, 1);
        let by_the_list = raw("m@x", "Subject: [liste] Conseil", "Jeudi.\r\n-- \r\nDiffusé par la liste");
        send(&app, by_the_list, &to, None).await.unwrap();
        app.settle().await;
        assert_eq!(received(&app, malik).await, 2);
    }
}
