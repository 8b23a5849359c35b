//! What leaves: held, called back, scheduled; handed to a smarthost that takes some recipients and refuses others, that
//! is away, or that goes in the middle.

mod dsn;
mod steering;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use http::StatusCode;
use kernel::{Id, people::Person, site::Site, sql, time::hours};
use testkit::{TestApp, Visitor};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use super::{runner, smarthost::Smarthost, tell::Reason, *};
use crate::{
    folder::FolderRole,
    message::parse,
    tests::{folder_of, owner},
};

/// Its recipients, and the message.
type Taken = (Vec<String>, String);

/// A server that answers each address as it was told to, and remembers what it took.
#[derive(Clone, Default)]
struct Peer {
    answers: Arc<Mutex<HashMap<String, String>>>,
    /// To the end of a message, once: nothing is said and the connection is closed.
    leaves_at_end: Arc<Mutex<bool>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    said: Arc<Mutex<Vec<String>>>,
    /// No extension but the oldest.
    knows_little: bool,
}

impl Peer {
    async fn open(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let peer = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let peer = peer.clone();
                tokio::spawn(async move { peer.talk(BufReader::new(stream)).await });
            }
        });
        address
    }

    async fn talk(self, mut stream: BufReader<tokio::net::TcpStream>) -> Option<()> {
        stream.get_mut().write_all(b"220 mx.example ESMTP\r\n").await.ok()?;
        let mut recipients = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            self.said.lock().unwrap().push(line.clone());
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" if self.knows_little => "250-mx.example\r\n250 8BITMIME".to_owned(),
                "EHLO" => "250-mx.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-DSN\r\n250 SIZE 100000"
                    .to_owned(),
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap().to_owned();
                    let answer = self.answers.lock().unwrap().get(&address).cloned();
                    let answer = answer.unwrap_or_else(|| "250 2.1.5 OK".to_owned());
                    if answer.starts_with('2') {
                        recipients.push(address);
                    }
                    answer
                }
                "DATA" => {
                    stream.get_mut().write_all(b"354 Go on\r\n").await.ok()?;
                    let mut content = String::new();
                    loop {
                        let mut line = String::new();
                        stream.read_line(&mut line).await.ok()?;
                        if line == ".\r\n" {
                            break;
                        }
                        content.push_str(line.strip_prefix('.').unwrap_or(&line));
                    }
                    if std::mem::take(&mut *self.leaves_at_end.lock().unwrap()) {
                        return None;
                    }
                    self.taken.lock().unwrap().push((std::mem::take(&mut recipients), content));
                    "250 2.0.0 Taken".to_owned()
                }
                "QUIT" => "221 2.0.0 Bye".to_owned(),
                "RSET" => {
                    recipients.clear();
                    "250 2.0.0 OK".to_owned()
                }
                _ => "250 2.0.0 OK".to_owned(),
            };
            stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
    }

    fn answer(&self, address: &str, answer: &str) {
        self.answers.lock().unwrap().insert(address.to_owned(), answer.to_owned());
    }

    fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

async fn apps() -> Vec<TestApp> {
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![]).with_way_out(true);
    TestApp::at(site, &[crate::module()]).await
}

fn smarthost(address: SocketAddr) -> Smarthost {
    format!("smtp://{address}").parse().unwrap()
}

/// Everything but the time to call back.
const HELD: Duration = Duration::from_secs(10);

/// Presses the button of a new letter; its draft's address.
async fn press(browser: &mut Visitor, to: &str, path: &str, more: &[(&str, &str)]) -> String {
    let draft = browser.get("/webmel/ecrire").await.attribute("#composer", "data-autosave-url").unwrap();
    let mut fields =
        vec![("version", "0"), ("to", to), ("subject", "Sortie au musée"), ("body", "Bonjour.\n.\nÀ jeudi.")];
    fields.extend_from_slice(more);
    let sent = browser.post(&format!("{draft}/{path}"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    draft
}

async fn subjects(app: &TestApp, person: Id<Person>, role: FolderRole) -> Vec<String> {
    let folder = role.in_box(mailbox::of_person(person));
    let mut tx = app.ctx().read().await.unwrap();
    let found = sql!(String: "SELECT subject FROM mail_messages WHERE folder_id = $1 ORDER BY uid /* tenant: all; scan: a test */", folder);
    tx.all(found).await.unwrap()
}

/// The newest message of the inbox, as read.
async fn newest(app: &TestApp, person: Id<Person>) -> String {
    let folder = FolderRole::Inbox.in_box(mailbox::of_person(person));
    let digest = {
        let mut tx = app.ctx().read().await.unwrap();
        let found = sql!(String: "SELECT digest FROM mail_messages WHERE folder_id = $1 ORDER BY uid DESC LIMIT 1 /* tenant: all; scan: a test */", folder);
        tx.one(found).await.unwrap()
    };
    let raw = app.services().files.bytes(&digest).await.unwrap();
    parse(&raw).text_body.unwrap()
}

async fn rows(app: &TestApp) -> i64 {
    let mut tx = app.ctx().read().await.unwrap();
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_outgoing /* tenant: all; scan: a test */")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_recipient_has_an_answer_of_their_own() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        peer.answer("plus.tard@ailleurs.example", "450 4.2.1 Come again");
        peer.answer("personne@ailleurs.example", "550 5.1.1 No such user");
        let mut browser = app.signed_in(jeanne).await;
        let to = "mberthier@ac-creteil.fr, Musée <publics@ailleurs.example>, plus.tard@ailleurs.example, personne@ailleurs.example";
        press(&mut browser, to, "envoi", &[]).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0, "it is held");
        app.later(HELD).await;
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 1);
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 1);
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
        let taken = peer.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].0, ["publics@ailleurs.example"]);
        assert!(taken[0].1.contains("\r\n.\r\n"), "a dot alone passes: {}", taken[0].1);
        let said = peer.said.lock().unwrap().join("\n");
        assert!(said.contains("MAIL FROM:<jdupont@ac-creteil.fr> SIZE="), "{said}");
        assert!(said.contains("RCPT TO:<publics@ailleurs.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;publics@ailleurs.example"), "{said}");
        app.settle().await;
        assert_eq!(subjects(&app, jeanne, FolderRole::Inbox).await, ["Non remis\u{a0}: Sortie au musée"]);
        insta::assert_snapshot!("undelivered", newest(&app, jeanne).await);
        // The other one is asked again after a minute, and takes it.
        peer.answer("plus.tard@ailleurs.example", "250 OK");
        app.later(Duration::from_secs(59)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
        app.later(Duration::from_secs(1)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 1);
        assert_eq!(peer.taken()[1].0, ["plus.tard@ailleurs.example"]);
        app.later(hours(2)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
        assert_eq!(peer.taken().len(), 2);
        assert_eq!(subjects(&app, jeanne, FolderRole::Inbox).await.len(), 1, "told once");
        // What has found its end is remembered for a while.
        assert_eq!(rows(&app).await, 1);
        app.later(days(4)).await;
        app.ctx()
            .write(async move |tx| {
                let before = tx.now().minus(REMEMBERED);
                store::forget(tx, before).await
            })
            .await
            .unwrap();
        assert_eq!(rows(&app).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_back_is_the_draft_again_and_goes_nowhere() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        let mut browser = app.signed_in(jeanne).await;
        let draft =
            press(&mut browser, "mberthier@ac-creteil.fr, publics@ailleurs.example", "envoi", &[]).await;
        let id = draft.rsplit('/').next().unwrap();
        let page = browser.get(&format!("/webmel?envoi={id}")).await;
        assert_eq!(page.text("#status-line p").unwrap(), "Départ dans 10 secondes");
        assert_eq!(page.text("#status-line button").unwrap(), "Annuler l’envoi");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 0);
        assert_eq!(browser.get(&draft).await.location(), "/webmel/envois");
        // Nobody else calls it back.
        let mut theirs = app.signed_in(malik).await;
        theirs.get("/webmel").await;
        let refused = theirs.post(&format!("/webmel/envois/{id}/annulation"), &[]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        app.services().clock.advance(Duration::from_secs(9));
        let back = browser.post(&format!("/webmel/envois/{id}/annulation"), &[]).await;
        assert_eq!(back.location(), draft);
        let composer = browser.get(&draft).await;
        assert_eq!(
            composer.attribute("#to", "value").unwrap(),
            "mberthier@ac-creteil.fr, publics@ailleurs.example"
        );
        assert_eq!(composer.text("#body").unwrap(), "Bonjour. . À jeudi.");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 1);
        app.later(minutes(2)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
        assert_eq!((rows(&app).await, peer.taken().len()), (0, 0));
        // Sent again, it leaves, once; then it is too late.
        let version = composer.attribute("[name=version]", "value").unwrap();
        let fields = [
            ("version", version.as_str()),
            ("to", "mberthier@ac-creteil.fr"),
            ("subject", "Sortie"),
            ("body", "Jeudi."),
        ];
        browser.post(&format!("{draft}/envoi"), &fields).await;
        app.later(HELD).await;
        let late = browser.post(&format!("/webmel/envois/{id}/annulation"), &[]).await;
        assert_eq!(late.location(), "/webmel/dossiers/envoyes");
        assert_eq!(subjects(&app, malik, FolderRole::Inbox).await, ["Sortie"]);
        assert_eq!(subjects(&app, jeanne, FolderRole::Sent).await, ["Sortie"]);
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 0);
        assert_eq!(rows(&app).await, 0, "what goes to boxes alone leaves nothing behind");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_leaves_on_the_day_and_at_the_hour_chosen() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        // It is Monday 23 November 2026, 9:00 in Paris.
        let draft = browser.get("/webmel/ecrire").await.attribute("#composer", "data-autosave-url").unwrap();
        for (date, time, complaint) in [
            ("", "08:00", "Indiquez le jour et l’heure de l’envoi."),
            ("2026-11-23", "08:59", "Cette heure est déjà passée"),
            ("2028-11-23", "08:00", "Choisissez une date à moins d’un an."),
        ] {
            let fields = [
                ("version", "0"),
                ("to", "mberthier@ac-creteil.fr"),
                ("subject", "Sortie"),
                ("body", "Jeudi."),
                ("later_date", date),
                ("later_time", time),
            ];
            let refused = browser.post(&format!("{draft}/programmation"), &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text("#later-error").unwrap().starts_with(complaint), "{date} {time}");
            assert_eq!(refused.attribute("#later_date", "value").unwrap(), date);
        }
        let when = [("later_date", "2026-11-24"), ("later_time", "08:00")];
        let draft = press(&mut browser, "mberthier@ac-creteil.fr", "programmation", &when).await;
        let list = browser.get("/webmel/envois").await;
        assert_eq!(list.text(".row time").unwrap(), "Départ : mardi 24 novembre 2026 à 08:00");
        assert_eq!(list.text(".row-title").unwrap(), "Sortie au musée");
        app.later(hours(22)).await;
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
        app.later(hours(1)).await;
        assert_eq!(subjects(&app, malik, FolderRole::Inbox).await, ["Sortie au musée"]);
        let mut browser = app.signed_in(jeanne).await;
        assert_eq!(browser.get(&draft).await.location(), "/webmel/dossiers/envoyes");
        // Another does not wait for its day.
        let when = [("later_date", "2026-12-24"), ("later_time", "08:00")];
        let draft = press(&mut browser, "mberthier@ac-creteil.fr", "programmation", &when).await;
        let now = draft.replace("brouillons", "envois") + "/maintenant";
        assert_eq!(browser.post(&now, &[]).await.location(), "/webmel/envois");
        app.settle().await;
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 2);
        assert_eq!(
            browser.get("/webmel/envois").await.text(".empty-state strong").unwrap(),
            "Aucun envoi en attente"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_somebody_who_has_left_stays_a_draft() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        press(&mut browser, "mberthier@ac-creteil.fr", "envoi", &[]).await;
        app.ctx()
            .write(async move |tx| {
                let now = tx.now();
                tx.execute(sql!(
                    "UPDATE mailboxes SET closed_at = $2 WHERE id = $1",
                    mailbox::of_person(jeanne),
                    now
                ))
                .await
            })
            .await
            .unwrap();
        app.later(HELD).await;
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
        assert_eq!(folder_of(&app, jeanne, FolderRole::Drafts).await.total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_smarthost_is_away_mail_waits_and_its_author_is_told() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let nobody = testkit::free_address();
        let smarthost = smarthost(nobody);
        let mut browser = app.signed_in(jeanne).await;
        press(&mut browser, "publics@ailleurs.example", "envoi", &[]).await;
        app.later(HELD).await;
        let mut tries = 0;
        for _ in 0..48 {
            tries += runner::run_due(app.services(), &smarthost).await.unwrap();
            app.later(minutes(5)).await;
        }
        assert_eq!(subjects(&app, jeanne, FolderRole::Inbox).await, [""; 0]);
        assert_eq!(tries, 7, "after 1, 5, 15, 30, 60 and 120 minutes");
        for _ in 0..6 {
            runner::run_due(app.services(), &smarthost).await.unwrap();
            app.later(hours(1)).await;
        }
        assert_eq!(subjects(&app, jeanne, FolderRole::Inbox).await, ["En attente\u{a0}: Sortie au musée"]);
        insta::assert_snapshot!("late", newest(&app, jeanne).await.replace(&nobody.to_string(), "SMARTHOST"));
        for _ in 0..5 {
            app.later(days(1)).await;
            runner::run_due(app.services(), &smarthost).await.unwrap();
        }
        app.settle().await;
        let told = subjects(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(told, ["En attente\u{a0}: Sortie au musée", "Non remis\u{a0}: Sortie au musée"]);
        app.later(days(1)).await;
        assert_eq!(runner::run_due(app.services(), &smarthost).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_before_its_answer_is_asked_again() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        *peer.leaves_at_end.lock().unwrap() = true;
        let mut browser = app.signed_in(jeanne).await;
        press(&mut browser, "publics@ailleurs.example", "envoi", &[]).await;
        app.later(HELD).await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        assert_eq!(peer.taken().len(), 0);
        app.later(minutes(1)).await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        assert_eq!(peer.taken().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_what_has_no_sender() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        peer.answer("publics@ailleurs.example", "550 5.7.1 Spam");
        let ctx = app.ctx();
        let letter =
            Letter::keep(&ctx, crate::tests::raw("a@x", "Subject: Absence", "Bonjour.")).await.unwrap();
        ctx.write(async move |tx| {
            let id = tx.new_id();
            let elsewhere = [Far::new("publics@ailleurs.example", Notify::default())];
            let departure = Departure {
                mailbox: Some(mailbox::of_person(jeanne)),
                elsewhere: &elsewhere,
                ..Departure::of(id, &letter, tx.now())
            };
            put(tx, &departure).await
        })
        .await
        .unwrap();
        runner::run_due(app.services(), &smarthost).await.unwrap();
        app.settle().await;
        assert!(peer.said.lock().unwrap().iter().any(|line| line.starts_with("MAIL FROM:<>")));
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_smarthost_outside_addresses_are_refused_as_before() {
    for app in crate::tests::apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let draft = browser.get("/webmel/ecrire").await.attribute("#composer", "data-autosave-url").unwrap();
        let fields =
            [("version", "0"), ("to", "publics@ailleurs.example"), ("subject", "Sortie"), ("body", "Jeudi.")];
        let refused = browser.post(&format!("{draft}/envoi"), &fields).await;
        assert!(
            refused
                .text("#to-error")
                .unwrap()
                .starts_with("publics@ailleurs.example est une adresse extérieure")
        );
    }
}

#[test]
fn answers_are_understood_by_their_finer_code_first() {
    for (line, reason) in [
        ("550 5.1.1 No such user", Reason::Unknown),
        ("550 5.1.2 No such domain", Reason::Domain),
        ("452 4.2.2 Over quota", Reason::Full),
        ("550 5.2.1 Disabled", Reason::Closed),
        ("552 5.3.4 Too big", Reason::TooLarge),
        ("554 5.7.1 Spam", Reason::Policy),
        ("554 5.4.6 Loop", Reason::Loop),
        ("451 4.4.1 No answer", Reason::Unreachable),
        ("450 Greylisted", Reason::Later),
        ("550 Go away", Reason::Refused),
        ("550 5.x.y Go away", Reason::Refused),
        ("127.0.0.1:25: connection refused", Reason::Unreachable),
    ] {
        assert_eq!(Reason::of(line), reason, "{line}");
    }
}
