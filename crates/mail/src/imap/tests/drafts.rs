//! Drafts of the webmel as a mail program sees them, and what becomes of them when it takes them away.

use std::time::Duration;

use testkit::Visitor;

use super::{Client, open};
use crate::{
    draft,
    folder::FolderRole,
    mailbox,
    tests::{apps, folder_of, owner},
};

const PAUSE: Duration = Duration::from_secs(10);

async fn begin(browser: &mut Visitor) -> String {
    let seen = browser.get("/webmel/ecrire").await;
    seen.attribute("#composer", "data-autosave-url").unwrap()
}

async fn save(browser: &mut Visitor, path: &str, version: &str, subject: &str) {
    let fields =
        [("version", version), ("to", "mberthier@ac-creteil.fr"), ("subject", subject), ("body", "À jeudi.")];
    let saved = browser.post(path, &fields).await;
    assert_eq!(saved.location(), path, "{}", saved.body);
}

async fn used(app: &testkit::TestApp, person: kernel::Id<kernel::people::Person>) -> i64 {
    let mut tx = app.ctx().read().await.unwrap();
    mailbox::find(&mut tx, mailbox::of_person(person)).await.unwrap().unwrap().used_bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_shown_renewed_and_gone_when_it_is_sent() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        app.person("mberthier").await;
        let mut browser = app.signed_in(jeanne).await;
        let mut client = Client::signed_in(open(&app).await, "jdupont").await;
        let path = &begin(&mut browser).await;
        save(&mut browser, path, "0", "Sortie").await;
        app.settle().await;
        assert!(client.say("SELECT Drafts").await.contains("* 0 EXISTS"), "not while it is typed");
        app.later(PAUSE).await;
        assert!(client.say("NOOP").await.contains("* 1 EXISTS"));
        let shown = client.say("FETCH 1 (FLAGS BODY.PEEK[])").await;
        assert!(
            shown.contains("\\Draft") && shown.contains("\\Seen") && shown.contains("Subject: Sortie"),
            "{shown}"
        );
        save(&mut browser, path, "1", "Sortie au lac").await;
        save(&mut browser, path, "2", "Sortie à la mer").await;
        app.later(PAUSE).await;
        let renewed = client.say("NOOP").await;
        assert!(renewed.contains("* 1 EXPUNGE") && renewed.contains("* 1 EXISTS"), "{renewed}");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 1, "it is counted once");
        assert_eq!(used(&app, jeanne).await, 0, "and weighs nothing beside itself");
        let listed = browser.get("/webmel/dossiers/brouillons").await;
        assert_eq!(listed.body.matches("class=\"mail-link\"").count(), 1, "it is listed once");
        let found = browser.get("/webmel/recherche?q=mer").await;
        let message = found.attribute(".mail-link", "href").unwrap();
        assert_eq!(
            browser.get(&message).await.location(),
            path,
            "found as a message, it is gone on with as a draft"
        );
        let sent = browser
            .post(
                &format!("{path}/envoi"),
                &[
                    ("version", "3"),
                    ("to", "mberthier@ac-creteil.fr"),
                    ("subject", "Sortie"),
                    ("body", "À jeudi."),
                ],
            )
            .await;
        assert!(sent.location().starts_with("/webmel?envoi="), "{}", sent.body);
        assert!(client.say("NOOP").await.contains("* 1 EXPUNGE"));
        browser.post(&format!("{}/annulation", path.replace("brouillons", "envois")), &[]).await;
        app.later(PAUSE).await;
        assert!(client.say("NOOP").await.contains("* 1 EXISTS"), "called back, it is shown again");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_takes_a_draft_away_but_not_what_was_typed_since() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let mut client = Client::signed_in(open(&app).await, "jdupont").await;
        let (one, two) = (&begin(&mut browser).await, &begin(&mut browser).await);
        save(&mut browser, one, "0", "Un").await;
        app.later(Duration::from_secs(1)).await;
        save(&mut browser, two, "0", "Deux").await;
        app.later(PAUSE).await;
        assert!(client.say("SELECT Drafts").await.contains("* 2 EXISTS"));
        save(&mut browser, two, "1", "Deux, et la suite").await;
        client.say("STORE 1:2 +FLAGS (\\Deleted)").await;
        client.say("EXPUNGE").await;
        assert_eq!(browser.get(one).await.status, http::StatusCode::NOT_FOUND, "it went with its message");
        assert!(browser.get(two).await.body.contains("Deux, et la suite"));
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 1);
        app.later(PAUSE).await;
        assert!(client.say("NOOP").await.contains("* 1 EXISTS"), "what goes on is shown again");
        browser.post(&format!("{one}/reprise"), &[]).await;
        assert!(browser.get(one).await.body.contains("Un"), "and what went can be brought back");
        app.later(PAUSE).await;
        assert!(client.say("NOOP").await.contains("* 2 EXISTS"));
        let moved = client.say("MOVE 1:2 Trash").await;
        assert!(moved.contains("COPYUID"), "{moved}");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 0);
        assert_eq!(folder_of(&app, jeanne, FolderRole::Trash).await.total, 2);
        assert!(used(&app, jeanne).await > 0, "as messages like any other they weigh");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_uses_no_program_has_no_copies_until_the_first_day() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let path = begin(&mut browser).await;
        save(&mut browser, &path, "0", "Avant").await;
        app.later(PAUSE).await;
        let messages = async || {
            let mut tx = app.ctx().read().await.unwrap();
            draft::copy::is_news(&mut tx, mailbox::of_person(jeanne)).await.unwrap()
        };
        assert!(messages().await, "no program was ever there");
        let mut client = Client::signed_in(open(&app).await, "jdupont").await;
        assert!(!messages().await);
        assert!(client.say("SELECT Drafts").await.contains("* 0 EXISTS"));
        app.settle().await;
        assert!(client.say("NOOP").await.contains("* 1 EXISTS"), "what was begun before is shown too");
    }
}
