//! Writing and delivery seen from two browsers: drafts, versions, sending once, answers, copies, files, what cannot be
//! delivered, and the product's own notices.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use kernel::{Id, notices::Notice, people::Person};
use testkit::{Seen, TestApp, Visitor};

use crate::{
    folder::FolderRole,
    mailbox, message,
    tests::{self, apps, change, folder_of, owner, put, raw},
};

async fn counts(app: &TestApp, person: Id<Person>, role: FolderRole) -> (i64, i64) {
    let folder = folder_of(app, person, role).await;
    (folder.total, folder.unread)
}

/// What was just sent can no longer be called back.
async fn leave(app: &TestApp) {
    app.later(std::time::Duration::from_secs(10)).await;
}

/// Opens a composer; answers its draft's address.
pub(super) async fn compose(browser: &mut Visitor, path: &str) -> (Seen, String) {
    let seen = browser.get(path).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    let draft = seen.attribute("#composer", "data-autosave-url").unwrap();
    (seen, draft)
}

const LETTER: [(&str, &str); 4] = [
    ("version", "0"),
    ("to", "mberthier@ac-creteil.fr"),
    ("subject", "Sortie"),
    ("body", "Bonjour Malik,\nà jeudi."),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = LETTER.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes.iter().copied()).collect()
}

/// The newest message of a folder.
async fn newest(app: &TestApp, person: Id<Person>, role: FolderRole) -> (message::Email, Vec<u8>) {
    let (_, raw) = tests::newest(app, person, role).await;
    (message::parse(&raw), raw)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_from_one_box_to_another_once() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, app.person("mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let sent = browser.post(&format!("{draft}/envoi"), &LETTER).await;
        assert_eq!(
            (sent.status, sent.location()),
            (StatusCode::SEE_OTHER, draft.replace("/webmel/brouillons/", "/webmel?envoi=").as_str()),
            "{}",
            sent.body
        );
        let again = browser.post(&format!("{draft}/envoi"), &LETTER).await;
        let said = browser.get(again.location()).await;
        assert_eq!(said.text(".notice").unwrap(), "Ce message est déjà envoyé.");
        leave(&app).await;
        assert_eq!(
            counts(&app, malik, FolderRole::Inbox).await,
            (1, 1),
            "a box not entered yet keeps its mail"
        );
        assert_eq!(counts(&app, jeanne, FolderRole::Sent).await, (1, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (0, 0));
        let (email, _) = newest(&app, malik, FolderRole::Inbox).await;
        assert_eq!(email.subject, "Sortie");
        assert_eq!(email.from[0].email, "jdupont@ac-creteil.fr");
        assert_eq!(email.text_body.unwrap().trim_end(), "Bonjour Malik,\nà jeudi.");
        let gone = browser.get(&draft).await;
        assert_eq!(gone.location(), "/webmel/dossiers/envoyes");
        let saved_late = browser.post(&draft, &LETTER).await;
        assert_eq!(saved_late.status, StatusCode::CONFLICT);
        assert!(saved_late.text(".notice").unwrap().starts_with("Ce message est déjà envoyé."));
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_at_once_send_once() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let (mut one, mut two) = (app.signed_in(jeanne).await, app.signed_in(jeanne).await);
        let (_, draft) = compose(&mut one, "/webmel/ecrire").await;
        two.get("/webmel").await;
        let path = format!("{draft}/envoi");
        let (a, b) = tokio::join!(one.post(&path, &LETTER), two.post(&path, &LETTER));
        // Neither is told of another window, which would make one write it again.
        assert_eq!((a.status, b.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        leave(&app).await;
        assert_eq!(counts(&app, malik, FolderRole::Inbox).await, (1, 1));
        assert_eq!(counts(&app, jeanne, FolderRole::Sent).await, (1, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_delivered_is_told_beside_its_field_and_nothing_is_lost() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let (gone, _, _) =
            (app.person("lpartie").await, app.person("amartin").await, app.person("bmartin").await);
        app.ctx().write(async move |tx| kernel::people::close_person(tx, gone).await).await.unwrap();
        let mut browser = app.signed_in(jeanne).await;
        for (field, typed, complaint) in [
            ("to", "", "Indiquez au moins un destinataire."),
            ("to", "publics@musee.example", "publics@musee.example est une adresse extérieure"),
            ("cc", "personne@ac-creteil.fr", "Personne n’a l’adresse personne@ac-creteil.fr"),
            ("bcc", "lpartie@ac-creteil.fr", "lpartie@ac-creteil.fr : cette personne n’a plus de boîte"),
            (
                "to",
                "ne-pas-repondre@ac-creteil.fr",
                "ne-pas-repondre@ac-creteil.fr envoie des messages automatiques",
            ),
            ("to", "zzz", "« zzz » n’est ni une adresse ni le nom"),
            ("to", "martin", "Plusieurs personnes répondent à « martin » : "),
        ] {
            let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
            let refused = browser.post(&format!("{draft}/envoi"), &with(&[(field, typed)])).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let error = refused.text(&format!("#{field}-error")).unwrap_or_default();
            assert!(error.starts_with(complaint), "{typed}: {error}");
            assert_eq!(refused.attribute(&format!("#{field}"), "value").unwrap(), typed);
            assert_eq!(refused.text("#body").unwrap(), "Bonjour Malik, à jeudi.");
            assert_eq!(refused.attribute("input[name=version]", "value").unwrap(), "1", "kept as a draft");
        }
        leave(&app).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Sent).await, (0, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (7, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_alone_is_enough_when_one_person_bears_it() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        browser.post(&format!("{draft}/envoi"), &with(&[("to", "berthier")])).await;
        leave(&app).await;
        assert_eq!(counts(&app, malik, FolderRole::Inbox).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_as_it_is_typed_and_the_second_window_is_told() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
        let autosave = async |browser: &mut Visitor, version: &str, body: &str| {
            let form = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("version", version), ("to", "mal"), ("subject", "S"), ("body", body)])
                .finish();
            let request = Request::builder()
                .method(Method::POST)
                .uri(&draft)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ACCEPT, "application/json, text/plain;q=0.9")
                .header("x-csrf-token", &token)
                .body(Body::from(form))
                .unwrap();
            browser.send(request).await
        };
        let first = autosave(&mut browser, "0", "Un").await;
        assert_eq!(first.status, StatusCode::OK);
        let told: serde_json::Value = serde_json::from_str(&first.body).unwrap();
        assert_eq!(told["message"], "Enregistré à 09:00");
        assert_eq!(told["fields"]["version"], "1");
        assert_eq!(autosave(&mut browser, "0", "Un").await.status, StatusCode::OK, "the answer was lost");
        for answer in ["heard", "lost"] {
            let saved = autosave(&mut browser, "1", "Deux").await;
            assert_eq!(saved.status, StatusCode::OK, "{answer}");
            let told: serde_json::Value = serde_json::from_str(&saved.body).unwrap();
            assert_eq!(told["fields"]["version"], "2", "{answer}");
        }
        let late = autosave(&mut browser, "1", "Autre").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("modifié dans une autre fenêtre"));
        let late = browser.post(&draft, &[("version", "1"), ("body", "Mon texte")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(late.text("#body").unwrap(), "Mon texte");
        let reopened = browser.get(&draft).await;
        assert_eq!(reopened.text("#body").unwrap(), "Deux");
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (1, 0));
        let list = browser.get("/webmel/dossiers/brouillons").await;
        assert_eq!(list.attribute(".mail-link", "href").unwrap(), draft);
        let malik = owner(&app, "mberthier").await;
        let mut other = app.signed_in(malik).await;
        assert_eq!(other.get(&draft).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&draft, &LETTER).await.status, StatusCode::NOT_FOUND);
        other.post(&format!("{draft}/suppression"), &[]).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (1, 0));
        browser.post(&format!("{draft}/suppression"), &[]).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_quote_go_to_the_right_people_and_join_the_conversation() {
    for app in apps().await {
        let (jeanne, malik, sofia) =
            (owner(&app, "jdupont").await, owner(&app, "mberthier").await, owner(&app, "samrani").await);
        let head = "Subject: Projet\r\nCc: mberthier@ac-creteil.fr, jdupont@ac-creteil.fr";
        let id = put(&app, jeanne, FolderRole::Inbox, 0, raw("q@x", head, "Qu’en pensez-vous ?")).await;
        let mut browser = app.signed_in(jeanne).await;
        let (alone, _) = compose(&mut browser, &format!("/webmel/ecrire?reponse={id}")).await;
        assert_eq!(alone.attribute("#to", "value").unwrap(), "Sofia Amrani <samrani@ac-creteil.fr>");
        assert_eq!(alone.attribute("#cc", "value").unwrap(), "");
        let (all, draft) = compose(&mut browser, &format!("/webmel/ecrire?reponse-a-tous={id}")).await;
        assert_eq!(all.attribute("#cc", "value").unwrap(), "mberthier@ac-creteil.fr");
        assert_eq!(all.attribute("#subject", "value").unwrap(), "Re : Projet");
        let (to, cc) = (all.attribute("#to", "value").unwrap(), all.attribute("#cc", "value").unwrap());
        let fields = [
            ("version", "0"),
            ("to", to.as_str()),
            ("cc", cc.as_str()),
            ("subject", "Re : Projet"),
            ("body", "<p>Du <strong>bien</strong>.</p><script>alert(1)</script><p></p>"),
            ("intent", "reply_all"),
            ("source", &id.to_string()),
            ("quote", "1"),
        ];
        let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
        assert!(sent.location().starts_with(&format!("/webmel/messages/{id}?envoi=")), "{}", sent.body);
        leave(&app).await;
        for person in [malik, sofia] {
            let (email, raw) = newest(&app, person, FolderRole::Inbox).await;
            assert_eq!(email.in_reply_to, ["q@x"]);
            let html = email.html_body.unwrap();
            assert!(html.contains("<strong>bien</strong>") && !html.contains("script"), "{html}");
            assert!(html.contains("blockquote") && html.contains("Qu’en pensez-vous ?"));
            assert!(email.text_body.unwrap().contains("> Qu’en pensez-vous ?"));
            assert!(String::from_utf8(raw).unwrap().contains("Cc: <mberthier@ac-creteil.fr>"));
        }
        let read = browser.get(sent.location()).await;
        assert!(read.body.contains("Répondre"), "the conversation holds both");
        let html = scraper::Html::parse_document(&read.body);
        assert_eq!(html.select(&scraper::Selector::parse(".message").unwrap()).count(), 2);
        let row =
            change(&app, jeanne, async move |tx, mailbox| crate::filing::find(tx, mailbox, id).await).await;
        assert!(row.answered && !row.forwarded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_copies_stay_hidden() {
    for app in apps().await {
        let (jeanne, malik, sofia) =
            (owner(&app, "jdupont").await, owner(&app, "mberthier").await, owner(&app, "samrani").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        browser.post(&format!("{draft}/envoi"), &with(&[("bcc", "samrani@ac-creteil.fr")])).await;
        leave(&app).await;
        for person in [malik, sofia] {
            let (_, raw) = newest(&app, person, FolderRole::Inbox).await;
            assert!(!String::from_utf8(raw).unwrap().contains("samrani"));
        }
        let (kept, _) = newest(&app, jeanne, FolderRole::Sent).await;
        assert_eq!(kept.bcc[0].email, "samrani@ac-creteil.fr");
    }
}

fn multipart(path: &str, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in [("_csrf", token)].iter().chain(fields) {
        body.extend_from_slice(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    for (name, content) in files {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_joined_sent_downloaded_and_sent_on() {
    for app in apps().await {
        let (jeanne, malik, sofia) =
            (owner(&app, "jdupont").await, owner(&app, "mberthier").await, owner(&app, "samrani").await);
        let mut browser = app.signed_in(jeanne).await;
        let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
        let files: [(&str, &[u8]); 2] =
            [("plan.pdf", b"%PDF un plan"), ("../notes élèves.txt", "é".as_bytes())];
        let joined = browser.send(multipart(&format!("{draft}/pieces"), &token, &LETTER, &files)).await;
        assert_eq!(
            (joined.status, joined.location()),
            (StatusCode::SEE_OTHER, draft.as_str()),
            "{}",
            joined.body
        );
        let page = browser.get(&draft).await;
        assert_eq!(page.text("#body").unwrap(), "Bonjour Malik, à jeudi.", "what was typed came with them");
        assert_eq!(page.text(".attachment-name").unwrap(), "plan.pdf");
        let remove = page.attribute("button[name=remove]:last-of-type", "value").unwrap();
        assert!(!remove.is_empty());
        let forgotten =
            browser.post(&format!("{draft}/envoi"), &with(&[("version", "1"), ("file", "oubli.pdf")])).await;
        assert!(forgotten.text("#file-error").unwrap().contains("oubli.pdf"));
        let sent = browser.post(&format!("{draft}/envoi"), &with(&[("version", "2")])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        leave(&app).await;
        let mut his = app.signed_in(malik).await;
        let list = his.get("/webmel").await;
        assert!(list.text(".mail-marks").unwrap().contains("pièce jointe"));
        let open = his.get(&list.attribute(".mail-link", "href").unwrap()).await;
        let file = his.get(&open.attribute("a.attachment", "href").unwrap()).await;
        assert_eq!(file.body, "%PDF un plan");
        assert_eq!(file.headers["content-type"], "application/pdf");

        let forward = open.attribute("a[data-key=f]", "href").unwrap();
        let (page, draft) = compose(&mut his, &forward).await;
        assert_eq!(page.attribute("#subject", "value").unwrap(), "Tr : Sortie");
        let source = page.attribute("input[name=source]", "value").unwrap();
        let second = page.attribute(".check:nth-child(2) input[name=part]", "value").unwrap();
        let fields = [
            ("version", "0"),
            ("to", "samrani@ac-creteil.fr"),
            ("subject", "Tr : Sortie"),
            ("body", "Pour information."),
            ("intent", "forward"),
            ("source", &source),
            ("quote", "1"),
            ("part", &second),
        ];
        let sent = his.post(&format!("{draft}/envoi"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        leave(&app).await;
        let (email, _) = newest(&app, sofia, FolderRole::Inbox).await;
        assert_eq!(
            email.attachments.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(),
            ["notes élèves.txt"]
        );
        let html = email.html_body.unwrap();
        assert!(html.contains("Pour information.") && html.contains("Message transféré"), "{html}");
        let refused = his.send(multipart(&format!("{draft}/pieces"), "forged", &LETTER, &files)).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER, "kept until it is sent from a page of ours");
        assert!(refused.location().starts_with("/webmel/reprise/"), "{}", refused.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_a_file_is_refused_and_the_text_kept() {
    let app = apps().await.remove(0);
    let jeanne = owner(&app, "jdupont").await;
    let mut browser = app.signed_in(jeanne).await;
    let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
    let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
    let large = vec![b'a'; (20 << 20) + 1];
    let refused = browser
        .send(multipart(&format!("{draft}/pieces"), &token, &LETTER, &[("gros.bin", large.as_slice())]))
        .await;
    // Behind a file that is too large nothing is read any more.
    let options = page.body.find("name=\"importance\"").unwrap();
    assert!(options < page.body.find("name=\"file\"").unwrap(), "all fields come before the files");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text("#file-error").unwrap().starts_with("Ce fichier est trop lourd"),
        "{}",
        refused.body
    );
    assert_eq!(refused.text("#body").unwrap(), "Bonjour Malik, à jeudi.");
    assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (1, 0));
}

async fn used(app: &TestApp, person: Id<Person>) -> i64 {
    change(app, person, async |tx, mailbox| mailbox::find(tx, mailbox).await).await.unwrap().used_bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_thrown_away_can_be_brought_back_for_a_day() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
        let empty = browser.post(&format!("{draft}/suppression"), &[("version", "0"), ("body", " ")]).await;
        assert_eq!(empty.location(), "/webmel", "nothing was written, nothing comes back");
        browser
            .send(multipart(&format!("{draft}/pieces"), &token, &LETTER, &[("plan.pdf", &[1; 999])]))
            .await;
        assert_eq!(used(&app, jeanne).await, 999, "what is joined counts");
        let gone = browser
            .post(&format!("{draft}/suppression"), &with(&[("version", "1"), ("body", "Dernier mot")]))
            .await;
        let after = browser.get(gone.location()).await;
        assert!(after.text(".notice").unwrap().starts_with("Brouillon supprimé."), "{}", after.body);
        assert_eq!((counts(&app, jeanne, FolderRole::Drafts).await.0, used(&app, jeanne).await), (0, 0));
        assert_eq!(browser.get(&draft).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post(&format!("{draft}/envoi"), &with(&[("version", "2")])).await.status,
            StatusCode::CONFLICT
        );
        let undo = after.attribute(".notice form", "action").unwrap();
        let malik = owner(&app, "mberthier").await;
        let mut other = app.signed_in(malik).await;
        other.get("/webmel").await;
        assert_eq!(other.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
        assert!(other.get(gone.location()).await.text(".notice").is_none());
        let back = browser.post(&undo, &[]).await;
        assert_eq!(back.location(), draft);
        let page = browser.get(&draft).await;
        assert_eq!(page.text("#body").unwrap(), "Dernier mot");
        assert_eq!(page.text(".attachment-name").unwrap(), "plan.pdf");
        assert_eq!((counts(&app, jeanne, FolderRole::Drafts).await.0, used(&app, jeanne).await), (1, 999));
        browser.post(&format!("{draft}/suppression"), &with(&[("version", "2")])).await;
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(kernel::time::hours(31)).await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        assert_eq!(browser.post(&undo, &[]).await.status, StatusCode::NOT_FOUND, "it is too late");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_joined_counts_in_the_quota_and_once() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        owner(&app, "mberthier").await;
        change(&app, jeanne, async |tx, mailbox| {
            tx.execute(kernel::sql!("UPDATE mailboxes SET quota_bytes = 5000 WHERE id = $1", mailbox)).await
        })
        .await;
        let mut browser = app.signed_in(jeanne).await;
        let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
        let pieces = format!("{draft}/pieces");
        let refused = browser.send(multipart(&pieces, &token, &LETTER, &[("gros.bin", &[1; 5001])])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text("#file-error").unwrap().starts_with("Votre boîte est pleine"),
            "{}",
            refused.body
        );
        assert_eq!(used(&app, jeanne).await, 0);
        let letter = with(&[("version", "1")]);
        browser.send(multipart(&pieces, &token, &letter, &[("petit.bin", &[1; 2000])])).await;
        let page = browser.get(&draft).await;
        let remove = page.attribute("button[name=remove]", "value").unwrap();
        browser.post(&format!("{draft}/retrait"), &with(&[("version", "2"), ("remove", &remove)])).await;
        assert_eq!(used(&app, jeanne).await, 0, "taken off, it counts no more");
        let letter = with(&[("version", "3")]);
        browser.send(multipart(&pieces, &token, &letter, &[("petit.bin", &[1; 2000])])).await;
        let sent = browser.post(&format!("{draft}/envoi"), &with(&[("version", "4")])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        leave(&app).await;
        let (_, raw) = newest(&app, jeanne, FolderRole::Sent).await;
        assert_eq!(used(&app, jeanne).await, raw.len() as i64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_on_weighs_with_what_is_joined_to_it() {
    let app = apps().await.remove(0);
    let jeanne = owner(&app, "jdupont").await;
    owner(&app, "mberthier").await;
    let line = format!("{}\r\n", "a".repeat(998));
    let heavy = format!(
        "Message-ID: <lourd@x>\r\nFrom: a@x.fr\r\nTo: jdupont@ac-creteil.fr\r\nSubject: Film\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nVoici.\r\n--b\r\nContent-Type: text/csv\r\n\
         Content-Disposition: attachment; filename=film.csv\r\n\r\n{}\r\n--b--\r\n",
        line.repeat(15_000)
    );
    let id = put(&app, jeanne, FolderRole::Inbox, 0, heavy.into_bytes()).await.to_string();
    let mut browser = app.signed_in(jeanne).await;
    let (page, draft) = compose(&mut browser, &format!("/webmel/ecrire?transfert={id}")).await;
    let token = page.attribute("meta[name=csrf-token]", "content").unwrap();
    let part = page.attribute("input[name=part]", "value").unwrap();
    let base = [("intent", "forward"), ("source", id.as_str()), ("quote", "1")];
    let ticked = [base.as_slice(), &[("part", part.as_str())]].concat();
    let file = vec![b'b'; 8_000_000];
    let files: [(&str, &[u8]); 1] = [("suite.bin", &file)];
    let pieces = format!("{draft}/pieces");
    let refused = browser.send(multipart(&pieces, &token, &with(&ticked), &files)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text("#file-error").unwrap().starts_with("Ce fichier est trop lourd"),
        "{}",
        refused.body
    );
    assert!(refused.text(".attachments .attachment-name").is_none(), "nothing was joined");
    let unticked = with(&[base.as_slice(), &[("version", "1")]].concat());
    let joined = browser.send(multipart(&pieces, &token, &unticked, &files)).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    let both = with(&[ticked.as_slice(), &[("version", "2")]].concat());
    let refused = browser.post(&format!("{draft}/envoi"), &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = refused.text("#file-error").unwrap();
    assert!(error.starts_with("Les pièces jointes pèsent 23 Mo ensemble"), "{error}");
    assert_eq!(counts(&app, jeanne, FolderRole::Sent).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_often_regrets_is_asked_first() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let letter = with(&[("subject", ""), ("body", "Vous trouverez ci-joint le plan.")]);
        let asked = browser.post(&format!("{draft}/envoi"), &letter).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let doubts = asked.text(".notice-warning").unwrap();
        assert!(doubts.contains("pièce jointe") && doubts.contains("pas d’objet"), "{doubts}");
        let primary = ".composer-foot .btn-primary";
        assert_eq!(asked.text(primary).unwrap(), "Envoyer quand même");
        assert_eq!(asked.attribute(primary, "formaction"), None);
        let version = asked.attribute("input[name=version]", "value").unwrap();
        // What was to leave later does not leave at once.
        let planned = with(&[
            ("subject", ""),
            ("version", &version),
            ("later_date", "2026-12-01"),
            ("later_time", "08:00"),
        ]);
        let asked = browser.post(&format!("{draft}/programmation"), &planned).await;
        assert_eq!(asked.text(primary).unwrap(), "Programmer quand même", "{}", asked.body);
        assert_eq!(asked.attribute(primary, "formaction").unwrap(), format!("{draft}/programmation"));
        assert_eq!(asked.attribute("#later_date", "value").unwrap(), "2026-12-01");
        assert!(asked.attribute("#later", "open").is_some());
        let version = asked.attribute("input[name=version]", "value").unwrap();
        let letter = with(&[
            ("subject", ""),
            ("body", "Vous trouverez ci-joint le plan."),
            ("version", &version),
            ("confirmed", "1"),
        ]);
        assert_eq!(browser.post(&format!("{draft}/envoi"), &letter).await.status, StatusCode::SEE_OTHER);
        leave(&app).await;
        assert_eq!(counts(&app, malik, FolderRole::Inbox).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_box_sends_the_message_back() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        change(&app, malik, async |tx, mailbox| {
            tx.execute(kernel::sql!("UPDATE mailboxes SET quota_bytes = 10 WHERE id = $1", mailbox)).await
        })
        .await;
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        browser.post(&format!("{draft}/envoi"), &LETTER).await;
        leave(&app).await;
        assert_eq!(counts(&app, malik, FolderRole::Inbox).await, (0, 0));
        let (email, _) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(email.subject, "Non remis\u{a0}: Sortie");
        assert!(email.text_body.unwrap().contains("sa boîte aux lettres est pleine"));
        change(&app, jeanne, async |tx, mailbox| {
            tx.execute(kernel::sql!("UPDATE mailboxes SET quota_bytes = 10 WHERE id = $1", mailbox)).await
        })
        .await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let refused = browser.post(&format!("{draft}/envoi"), &LETTER).await;
        assert!(
            refused.text(".error-summary").unwrap().contains("Votre boîte est pleine"),
            "{}",
            refused.body
        );
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_messages_of_one_conversation_by_topic() {
    for app in apps().await {
        let jeanne = app.person("jdupont").await;
        for (title, topic) in
            [("Mot de passe changé", "password"), ("Session ouverte", "s1"), ("Nouvel appareil", "password")]
        {
            let notice = Notice {
                title: title.into(),
                body: "Bonjour,\n\nvoici.".into(),
                link: Some("/compte/sessions".into()),
                topic: topic.into(),
            };
            app.ctx().write(async move |tx| tx.notify(jeanne, notice).await).await.unwrap();
            app.settle().await;
            app.services().clock.advance(kernel::time::minutes(1));
        }
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (3, 3), "before the box was entered");
        let (email, raw) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(email.from[0].email, "ne-pas-repondre@ac-creteil.fr");
        assert!(email.is_automatic);
        let text = email.text_body.unwrap();
        assert!(text.contains("Pour agir\u{a0}: http://127.0.0.1:8080/compte/sessions"), "{text}");
        assert!(text.contains("Académie de Créteil. Message automatique"));
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let list = browser.get("/webmel").await;
        let html = scraper::Html::parse_document(&list.body);
        assert_eq!(html.select(&scraper::Selector::parse(".mail-row").unwrap()).count(), 2);
        // Heard twice, it is there once.
        let fact = kernel::facts::Fact::Noticed {
            academy: app.academy.id,
            person: jeanne,
            notice: email.message_id.unwrap()[5..31].parse().unwrap(),
            at: app.ctx().now(),
            title: "Nouvel appareil".into(),
            body: "Bonjour,\n\nvoici.".into(),
            link: None,
            topic: "password".into(),
        };
        assert!(!raw.is_empty());
        app.ctx().write(async move |tx| tx.emit(fact).await).await.unwrap();
        app.settle().await;
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await.0, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_keeps_its_messages_and_opens_again() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Gardé", "t")).await;
        let academy = app.academy.id;
        let tell = async |fact: kernel::facts::Fact| {
            app.ctx().write(async move |tx| tx.emit(fact).await).await.unwrap();
            app.settle().await;
            let row = change(&app, jeanne, async |tx, mailbox| mailbox::find(tx, mailbox).await).await;
            row.unwrap().closed_at.is_some()
        };
        assert!(tell(kernel::facts::Fact::AccountClosed { academy, person: jeanne }).await);
        assert!(!tell(kernel::facts::Fact::AccountOpened { academy, person: jeanne }).await);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_composer_suggests_and_takes_people() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        app.person("mberthier").await;
        let mut browser = app.signed_in(jeanne).await;
        let (page, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let ask = page.attribute("#to", "hx-get").unwrap();
        let seen = browser.get(&format!("{ask}&to=samrani%40ac-creteil.fr%2C+bert")).await;
        assert!(seen.text("button").unwrap().starts_with("Meanne Berthier"), "{}", seen.body);
        let values: serde_json::Value =
            serde_json::from_str(&seen.attribute("button", "hx-vals").unwrap()).unwrap();
        let picked = browser
            .post(
                &format!("{draft}/destinataires"),
                &[
                    ("to", "samrani@ac-creteil.fr, bert"),
                    ("field", values["field"].as_str().unwrap()),
                    ("pick", values["pick"].as_str().unwrap()),
                ],
            )
            .await;
        assert_eq!(
            picked.attribute("#to", "value").unwrap(),
            "samrani@ac-creteil.fr, Meanne Berthier <mberthier@ac-creteil.fr>, "
        );
        assert!(browser.get(&format!("{ask}&to=b")).await.text("button").is_none());
    }
}
