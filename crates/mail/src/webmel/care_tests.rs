//! What the composer takes care of: as whom one writes, templates, priority, receipts, images in the text; and paper.

use http::StatusCode;
use kernel::{Id, people::Person};
use mail_parser::MimeHeaders;
use testkit::TestApp;

use super::compose_tests::compose;
use crate::{
    folder::FolderRole,
    message,
    tests::{self, apps, change, owner, put, raw},
};

/// The newest message of a folder, with where it is read.
async fn newest(app: &TestApp, person: Id<Person>, role: FolderRole) -> (message::Email, Vec<u8>, String) {
    let (row, raw) = tests::newest(app, person, role).await;
    (message::parse(&raw), raw, format!("/webmel/messages/{}", row.id))
}

const ALIAS: &str = "direction@ac-creteil.fr";

#[tokio::test(flavor = "multi_thread")]
async fn one_writes_as_any_of_ones_addresses_and_answers_from_the_one_written_to() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let ctx = app.ctx();
        ctx.write(async move |tx| kernel::people::add_address(tx, jeanne, ALIAS).await).await.unwrap();
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/identites").await;
        let form = |name, signature| {
            [("address", ALIAS), ("name", name), ("signature", signature), ("default", "1")]
        };
        let bad = browser.post("/webmel/identites", &form("rectrice@ac-creteil.fr", "")).await;
        assert!(bad.text("#name-error").unwrap().contains("sans « @ »"), "{}", bad.body);
        let saved =
            browser.post("/webmel/identites", &form("La direction", "<p><b>Collège</b> Moulin</p>")).await;
        assert_eq!(saved.location(), "/webmel/identites", "{}", saved.body);
        let foreign = [("address", "mberthier@ac-creteil.fr"), ("name", "Malik")];
        assert_eq!(browser.post("/webmel/identites", &foreign).await.status, StatusCode::NOT_FOUND);
        // The default is chosen, and its signature alone is shown.
        let (seen, draft) = compose(&mut browser, "/webmel/ecrire").await;
        assert_eq!(seen.attribute("#from option[selected]", "value").unwrap(), ALIAS);
        assert_eq!(seen.text("[data-signature]:not([hidden])").unwrap(), "-- Collège Moulin");
        let fields = [
            ("version", "0"),
            ("from", ALIAS),
            ("to", "mberthier@ac-creteil.fr"),
            ("subject", "S"),
            ("body", "<p>Bonjour</p>"),
        ];
        browser.post(&format!("{draft}/envoi"), &fields).await;
        app.later(std::time::Duration::from_secs(10)).await;
        let (email, _, _) = newest(&app, malik, FolderRole::Inbox).await;
        assert_eq!(message::address::display(&email.from[0]), format!("La direction <{ALIAS}>"));
        assert!(email.html_body.unwrap().contains("<p>-- </p><p><b>Collège</b> Moulin</p>"));
        assert!(email.text_body.unwrap().contains("Collège"));
        // Somebody else's address is told beside the field, and nothing leaves.
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let stolen = [
            ("version", "0"),
            ("from", "mberthier@ac-creteil.fr"),
            ("to", "mberthier@ac-creteil.fr"),
            ("subject", "S"),
            ("body", "x"),
        ];
        let refused = browser.post(&format!("{draft}/envoi"), &stolen).await;
        assert!(refused.text("#from-error").unwrap().contains("n’est plus la vôtre"), "{}", refused.body);
        // What was written to the other address is answered from there.
        let asked = put(&app, jeanne, FolderRole::Inbox, 5, raw("a@x", "Subject: Question", "Bonjour")).await;
        let (answer, _) = compose(&mut browser, &format!("/webmel/ecrire?reponse={asked}")).await;
        assert_eq!(answer.attribute("#from option[selected]", "value").unwrap(), "jdupont@ac-creteil.fr");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_from_before_is_still_that_of_the_first_address() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        change(&app, jeanne, async |tx, mailbox| {
            crate::mailbox::set_signature(tx, mailbox, "J. Dupont").await
        })
        .await;
        let mut browser = app.signed_in(jeanne).await;
        let (seen, _) = compose(&mut browser, "/webmel/ecrire").await;
        assert_eq!(seen.text("[data-signature]").unwrap(), "-- J. Dupont");
        assert!(seen.text("#from").is_none(), "one address is no choice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_kept_from_a_message_and_put_into_another() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let fields = [("version", "0"), ("subject", "Conseil de classe"), ("body", "Bonjour à tous,")];
        let kept = browser.post(&format!("{draft}/en-modele"), &fields).await;
        assert_eq!(kept.location(), draft);
        assert!(browser.get(&draft).await.body.contains("Conseil de classe\u{a0}»"));
        let fields = [("version", "1"), ("subject", "Conseil de classe"), ("body", "Bonjour à tous,")];
        browser.post(&format!("{draft}/en-modele"), &fields).await;
        let listed = browser.get("/webmel/modeles").await;
        assert!(listed.body.contains("Conseil de classe 2"), "a name taken gets a number");
        let (seen, other) = compose(&mut browser, "/webmel/ecrire").await;
        let template = seen.attribute("#template option", "value").unwrap();
        let fields = [("version", "0"), ("body", "Madame,"), ("template", template.as_str())];
        let put_in = browser.post(&format!("{other}/modele"), &fields).await;
        let seen = browser.get(put_in.location()).await;
        assert_eq!(seen.attribute("#subject", "value").unwrap(), "Conseil de classe");
        assert_eq!(seen.text("#body").unwrap(), "Madame, Bonjour à tous,");
        let page = format!("/webmel/modeles/{template}");
        let bad = browser.post(&page, &[("name", "conseil DE classe 2"), ("body", "gardé")]).await;
        assert!(bad.text("#name-error").unwrap().contains("déjà un modèle"));
        assert_eq!(bad.text("#body").unwrap(), "gardé");
        let mut malik = app.signed_in(malik).await;
        malik.get("/webmel").await;
        for seen in [
            malik.get(&page).await,
            malik.post(&page, &[("name", "x")]).await,
            malik.post(&format!("{page}/suppression"), &[]).await,
            malik.post(&format!("{other}/modele"), &[("template", &template)]).await,
        ] {
            assert_eq!(seen.status, StatusCode::NOT_FOUND);
        }
        browser.post(&format!("{page}/suppression"), &[]).await;
        assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
        for n in 1..100 {
            let name = format!("Modèle {n}");
            browser.post("/webmel/modeles", &[("name", &name)]).await;
        }
        let full = browser.post("/webmel/modeles", &[("name", "De trop")]).await;
        assert!(full.text("#name-error").unwrap().contains("100 modèles"), "{}", full.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_asked_for_shown_and_sent_by_choice_alone() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let fields = [
            ("version", "0"),
            ("to", "mberthier@ac-creteil.fr"),
            ("subject", "Élection"),
            ("body", "Bonjour"),
            ("importance", "high"),
            ("receipt", "1"),
        ];
        browser.post(&format!("{draft}/envoi"), &fields).await;
        app.later(std::time::Duration::from_secs(10)).await;
        let (email, sent, path) = newest(&app, malik, FolderRole::Inbox).await;
        assert_eq!(email.importance, message::Importance::High);
        assert_eq!(message::header_values(&sent, "x-priority"), ["1"]);
        assert_eq!(message::header_values(&sent, "disposition-notification-to"), ["<jdupont@ac-creteil.fr>"]);
        // Reading sends nothing.
        let mut reader = app.signed_in(malik).await;
        let seen = reader.get(&path).await;
        assert!(seen.text("form.message-trust").unwrap().contains("demande un accusé de lecture"));
        assert!(seen.body.contains("marqué ce message comme important"));
        app.settle().await;
        assert_eq!(crate::tests::folder_of(&app, jeanne, FolderRole::Inbox).await.total, 0);
        for _ in 0..2 {
            let answered = reader.post(&format!("{path}/accuse"), &[("choice", "send")]).await;
            assert_eq!(answered.location(), path);
        }
        app.settle().await;
        assert!(reader.get(&path).await.text("form.message-trust").is_none());
        assert_eq!(crate::tests::folder_of(&app, jeanne, FolderRole::Inbox).await.total, 1);
        let (receipt, bytes, _) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(receipt.subject, "Lu\u{a0}: Élection");
        assert_eq!(receipt.in_reply_to.first(), email.message_id.as_ref());
        assert!(receipt.is_automatic && !receipt.has_attachment);
        // What another program reads of it.
        let read = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        let report = read.content_type().unwrap();
        assert_eq!((report.ctype(), report.subtype()), ("multipart", Some("report")));
        assert_eq!(report.attribute("report-type"), Some("disposition-notification"));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for field in [
            "Content-Type: message/disposition-notification",
            "Final-Recipient: rfc822;mberthier@ac-creteil.fr",
            &format!("Original-Message-ID: <{}>", email.message_id.unwrap()),
            "Disposition: manual-action/MDN-sent-manually; displayed",
            "Auto-Submitted: auto-replied",
        ] {
            assert!(text.contains(field), "{field} in {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_refused_for_good_and_lists_get_none() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let wish = "Subject: Q\r\nDisposition-Notification-To: samrani@ac-creteil.fr";
        let id = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", wish, "x")).await;
        let path = format!("/webmel/messages/{id}");
        assert!(browser.get(&path).await.text("form.message-trust").is_some());
        // Nobody here has that address.
        browser.post(&format!("{path}/accuse"), &[("choice", "send")]).await;
        assert!(browser.get(&path).await.text("form.message-trust").is_some());
        browser.post(&format!("{path}/accuse"), &[("choice", "refuse")]).await;
        assert!(browser.get(&path).await.text("form.message-trust").is_none());
        for head in [
            "List-Id: <x.example>",
            "Auto-Submitted: auto-generated",
            "Disposition-Notification-To: b@x.example",
        ] {
            let id = put(
                &app,
                jeanne,
                FolderRole::Inbox,
                2,
                raw(&head.len().to_string(), &format!("{wish}\r\n{head}"), "x"),
            )
            .await;
            let path = format!("/webmel/messages/{id}");
            assert!(browser.get(&path).await.text("form.message-trust").is_none(), "{head}");
            let refused = browser.post(&format!("{path}/accuse"), &[("choice", "send")]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_of_a_conversation_cost_one_question() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let mut costs = Vec::new();
        for many in [2, 12] {
            let mut last = String::new();
            for n in 0..many {
                let answers = if n == 0 { String::new() } else { format!("\r\nIn-Reply-To: <{many}-0@x>") };
                let head = format!(
                    "Subject: Fil {many}\r\nDisposition-Notification-To: samrani@ac-creteil.fr{answers}"
                );
                let id =
                    put(&app, jeanne, FolderRole::Inbox, n, raw(&format!("{many}-{n}@x"), &head, "x")).await;
                last = format!("/webmel/messages/{id}");
            }
            let page = browser.get(&last).await;
            assert_eq!(page.body.matches("demande un accusé de lecture").count(), many as usize);
            costs.push(page.headers["x-queries"].to_str().unwrap().to_owned());
        }
        println!("queries of a conversation that asks for receipts: {costs:?}");
        assert_eq!(costs[0], costs[1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_after_its_source_has_gone_one_is_told_so_all_the_same() {
    for app in apps().await {
        let (jeanne, _) = (owner(&app, "jdupont").await, owner(&app, "samrani").await);
        let letter = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Q", "?")).await;
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, &format!("/webmel/ecrire?reponse={letter}")).await;
        let source = letter.to_string();
        let fields = [
            ("version", "0"),
            ("to", "samrani@ac-creteil.fr"),
            ("subject", "Re: Q"),
            ("body", "Oui"),
            ("source", &source),
        ];
        browser.post(&draft, &fields).await;
        let gone = [("action", "delete"), ("confirmed", "1"), ("message", source.as_str()), ("scope", "one")];
        browser.post("/webmel/rangement", &gone).await;
        let fields = fields.map(|(name, value)| (name, if name == "version" { "1" } else { value }));
        let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
        assert!(sent.location().starts_with("/webmel?envoi="), "{}", sent.location());
    }
}

const DOT: &[u8] = b"\x89PNG\r\n\x1a\n0000";

#[tokio::test(flavor = "multi_thread")]
async fn an_image_pasted_into_the_text_travels_inside_the_message() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        let (_, draft) = compose(&mut browser, "/webmel/ecrire").await;
        let early = browser.upload(&format!("{draft}/images"), "file", "image.png", DOT).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND, "a draft never saved has no files");
        browser.post(&draft, &[("version", "0"), ("body", "x")]).await;
        let script = browser.upload(&format!("{draft}/images"), "file", "image.svg", b"<svg/>").await;
        assert_eq!(script.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut urls = Vec::new();
        for _ in 0..2 {
            let seen = browser.upload(&format!("{draft}/images"), "file", "image.png", DOT).await;
            let answer: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            urls.push(answer["url"].as_str().unwrap().to_owned());
        }
        let shown = browser.get(&urls[0]).await;
        assert_eq!(shown.headers["content-type"], "image/png");
        let mut other = app.signed_in(malik).await;
        assert_eq!(other.get(&urls[0]).await.status, StatusCode::NOT_FOUND);
        assert!(
            browser.get(&draft).await.text(".attachment").is_none(),
            "what stands in the text is not listed below"
        );
        let body = format!("<p>Voici :</p><img src=\"{}\" alt=\"Plan\">", urls[0]);
        let fields = [
            ("version", "1"),
            ("to", "mberthier@ac-creteil.fr"),
            ("subject", "Plan"),
            ("body", body.as_str()),
        ];
        let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        app.later(std::time::Duration::from_secs(10)).await;
        let (email, _, path) = newest(&app, malik, FolderRole::Inbox).await;
        let [image] = email.attachments.as_slice() else { panic!("{:?}", email.attachments) };
        assert!(image.inline && !email.has_attachment);
        assert!(email.html_body.unwrap().contains(&format!("cid:{}", image.content_id.as_ref().unwrap())));
        let frame = other.get(&format!("{path}/corps")).await;
        assert!(frame.body.contains(&format!("{path}/images/")), "{}", frame.body);
        // It belongs to that message: no other is sent without it unawares, and a template does not promise it.
        let (_, other_draft) = compose(&mut browser, "/webmel/ecrire").await;
        let copied = fields.map(|(name, value)| (name, if name == "version" { "0" } else { value }));
        let refused = browser.post(&format!("{other_draft}/envoi"), &copied).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text("#body-error").unwrap().contains("vient d’un autre message"),
            "{}",
            refused.body
        );
        let copied = fields.map(|(name, value)| (name, if name == "version" { "1" } else { value }));
        let kept = browser.post(&format!("{other_draft}/en-modele"), &copied).await;
        assert!(browser.get(kept.location()).await.text(".notice").unwrap().contains("sans ses images"));
        let (seen, _) = compose(&mut browser, "/webmel/ecrire").await;
        let template = seen.attribute("#template option", "value").unwrap();
        let template = browser.get(&format!("/webmel/modeles/{template}")).await;
        let body = template.text("#body").unwrap();
        assert!(body.contains("Voici") && !body.contains("/webmel/brouillons/"), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_and_its_conversation_go_on_paper() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let first =
            put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Sortie <b>", "Premier <script>"))
                .await;
        put(
            &app,
            jeanne,
            FolderRole::Archive,
            2,
            raw("b@x", "Subject: Re: Sortie <b>\r\nIn-Reply-To: <a@x>", "Second"),
        )
        .await;
        let mut browser = app.signed_in(jeanne).await;
        let path = format!("/webmel/messages/{first}/impression");
        let one = browser.get(&path).await;
        assert!(one.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        assert_eq!(one.text("h1").unwrap(), "Sortie <b>");
        assert!(one.body.contains("Premier &lt;script&gt;") && !one.body.contains("Second"));
        let all = browser.get(&format!("{path}?conversation=1")).await;
        assert!(all.body.find("Premier").unwrap() < all.body.find("Second").unwrap());
        assert_eq!(app.signed_in(malik).await.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
