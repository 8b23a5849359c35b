//! The pages of rules, absence, judged senders, phishing and labels, seen from a browser on both databases.

use http::StatusCode;
use kernel::{
    people::{self, Capacity},
    permission::Role,
};
use testkit::Seen;

use crate::{
    administration::tests::member,
    folder::FolderRole,
    tests::{apps, deliver, folder_of, owner, put, raw},
};

fn titles(seen: &Seen) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let rows = scraper::Selector::parse(".message-page .row-title > a").unwrap();
    html.select(&rows).map(|row| row.text().collect::<String>()).collect()
}

fn queries(seen: &Seen) -> u32 {
    seen.headers["x-queries"].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_made_from_a_message_changed_moved_and_thrown_away() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let letter = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Conseil", "Jeudi.")).await;
        let mut browser = app.signed_in(jeanne).await;
        let reading = browser.get(&format!("/webmel/messages/{letter}")).await;
        let begin = format!("/webmel/regles/nouvelle?message={letter}");
        assert!(reading.body.contains(&begin));
        let form = browser.get(&begin).await;
        assert_eq!(form.attribute("#name", "value").unwrap(), "Messages de Sofia Amrani");
        assert_eq!(form.attribute("input[name=value]", "value").unwrap(), "samrani@ac-creteil.fr");
        // Another condition is asked for: what was typed stays.
        let typed = [
            ("name", "Sofia"),
            ("matching", "any"),
            ("what", "from-is"),
            ("value", "samrani@ac-creteil.fr"),
            ("folder", "archives"),
            ("forward", "personne@"),
        ];
        let more = browser.post("/webmel/regles", &[&typed[..], &[("step", "add")]].concat()).await;
        assert_eq!(more.status, StatusCode::OK);
        assert_eq!(more.attribute("#name", "value").unwrap(), "Sofia");
        assert_eq!(more.attribute("#forward", "value").unwrap(), "personne@");
        assert!(more.attribute("#any", "checked").is_some());
        assert!(more.text("label[for=what-2]").is_some());
        // What is wrong is told beside its field, all at once.
        let wrong = [&typed[..], &[("what", "subject"), ("value", " ")]].concat();
        let refused = browser.post("/webmel/regles", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#value-error-2").unwrap().contains("Écrivez"));
        assert!(refused.text("#forward-error").is_some());
        let made = browser.post("/webmel/regles", &typed[..5]).await;
        assert_eq!(made.location(), "/webmel/regles");
        let nothing = [("name", "Cantine"), ("what", "subject"), ("value", "cantine")];
        let refused = browser.post("/webmel/regles", &nothing).await;
        assert!(refused.text("#folder-error").unwrap().contains("action"));
        browser.post("/webmel/regles", &[&nothing[..], &[("seen", "1"), ("stop", "1")]].concat()).await;
        let list = browser.get("/webmel/regles").await;
        assert_eq!(titles(&list), ["Sofia", "Cantine"]);
        let summary = list.text(".message-page .row-meta").unwrap();
        assert_eq!(
            summary,
            "Si l’adresse de l’expéditeur est « samrani@ac-creteil.fr »\u{a0}: ranger dans « Archives »."
                .replace("« ", "«\u{a0}")
                .replace(" »", "\u{a0}»")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        );
        let address = list.attribute(".message-page .row-title > a", "href").unwrap();
        browser.post(&format!("{address}/place"), &[("way", "down")]).await;
        let list = browser.get("/webmel/regles").await;
        assert_eq!(titles(&list), ["Cantine", "Sofia"]);
        // Switched off, it lets the message where it comes.
        browser.post(&format!("{address}/marche"), &[]).await;
        deliver(&app, jeanne, raw("b@x", "Subject: Arrêtée", "Jeudi.")).await;
        browser.post(&format!("{address}/marche"), &[("on", "1")]).await;
        deliver(&app, jeanne, raw("c@x", "Subject: En marche", "Jeudi.")).await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Archive).await.total, 1);
        let gone = browser.post(&format!("{address}/suppression"), &[]).await;
        let after = browser.get(gone.location()).await;
        assert_eq!(titles(&after), ["Cantine"]);
        browser.post(&after.attribute(".notice form", "action").unwrap(), &[]).await;
        assert_eq!(titles(&browser.get("/webmel/regles").await), ["Cantine", "Sofia"]);
        // As Sieve, and applied to what lies there.
        let sieve = browser.get("/webmel/regles/sieve/script").await;
        assert!(sieve.body.contains("fileinto \"Archive\""), "{}", sieve.body);
        browser.post("/webmel/regles/application", &[]).await;
        app.settle().await;
        let list = browser.get("/webmel/regles").await;
        assert!(list.body.contains("Terminé"), "{}", list.body);
        assert_eq!(folder_of(&app, jeanne, FolderRole::Archive).await.total, 3);
        // Nobody else finds them.
        let malik = owner(&app, "mberthier").await;
        let mut other = app.signed_in(malik).await;
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
        assert!(titles(&other.get("/webmel/regles").await).is_empty());
        for path in ["", "/marche", "/place", "/suppression", "/reprise"] {
            let seen = other.post(&format!("{address}{path}"), &[]).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_rules_costs_the_same_whatever_their_number() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/regles").await;
        let rule = [("name", "Lu"), ("what", "subject"), ("value", "x"), ("seen", "1")];
        browser.post("/webmel/regles", &rule).await;
        browser.get("/webmel/regles").await;
        let few = browser.get("/webmel/regles").await;
        for _ in 0..20 {
            browser.post("/webmel/regles", &rule).await;
        }
        browser.get("/webmel/regles").await;
        let many = browser.get("/webmel/regles").await;
        assert_eq!(titles(&many).len(), 21);
        assert_eq!(queries(&few), queries(&many));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_is_planned_shown_and_stopped() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/absence").await;
        for (field, value, wrong) in [
            ("from", "", "#from-error"),
            ("until", "2026-11-01", "#until-error"),
            ("until", "2029-11-01", "#until-error"),
            ("until", "demain", "#until-error"),
            ("body", "", "#body-error"),
            ("every", "90", "#every-error"),
            ("outside", "other", "#outside_body-error"),
        ] {
            let mut form = vec![
                ("from", "2026-11-23"),
                ("until", "2026-11-27"),
                ("body", "Je reviens lundi."),
                ("every", "7"),
                ("outside", "same"),
            ];
            for pair in form.iter_mut().filter(|pair| pair.0 == field) {
                pair.1 = value;
            }
            let refused = browser.post("/webmel/absence", &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            assert!(refused.text(wrong).is_some(), "{field} {value}: {}", refused.body);
            if field != "body" {
                assert!(refused.body.contains("Je reviens lundi."), "what was typed stays");
            }
        }
        let form = [("from", "2026-11-23"), ("until", "2026-11-27"), ("body", "Lundi."), ("every", "7")];
        browser.post("/webmel/absence", &form).await;
        browser.get("/webmel/absence").await;
        let list = browser.get("/webmel").await;
        let notice = list.text(".mail-listing .notice").unwrap();
        assert!(notice.contains("jusqu’au vendredi 27 novembre 2026"), "{notice}");
        browser.post("/webmel/absence/arret", &[]).await;
        browser.get("/webmel").await;
        assert!(browser.get("/webmel").await.text(".mail-listing .notice").is_none());
        let page = browser.get("/webmel/absence").await;
        assert_eq!(page.text("#body").unwrap(), "Lundi.", "for the next time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_called_junk_stays_junk_until_forgiven() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let letter = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Offre", "Achetez.")).await;
        let id = letter.to_string();
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let form =
            |action| [("action", action), ("message", id.as_str()), ("scope", "line"), ("back", "/webmel")];
        let junk = async || folder_of(&app, jeanne, FolderRole::Junk).await.total;
        let called = browser.post("/webmel/rangement", &form("junk")).await;
        let after = browser.get(called.location()).await;
        assert!(after.text(".notice").unwrap().contains("indésirable"), "{}", after.body);
        deliver(&app, jeanne, raw("b@x", "Subject: Offre encore", "Achetez.")).await;
        assert_eq!(junk().await, 2);
        // Undone, the sender is as before.
        let judged = after.attribute(".notice form input[name=judged]", "value").unwrap();
        assert_eq!(judged, format!("{id}."));
        let undo = [
            ("message", id.as_str()),
            ("scope", "one"),
            ("undo", "1"),
            ("judged", judged.as_str()),
            ("to", "reception"),
            ("back", "/webmel"),
        ];
        browser.post("/webmel/rangement", &undo).await;
        deliver(&app, jeanne, raw("c@x", "Subject: Offre trois", "Achetez.")).await;
        assert_eq!(junk().await, 1);
        browser.get("/webmel").await;
        browser.post("/webmel/rangement", &form("junk")).await;
        browser.post("/webmel/rangement", &form("wanted")).await;
        // Called junk by mistake and undone, it is wanted as before.
        let called = browser.post("/webmel/rangement", &form("junk")).await;
        let after = browser.get(called.location()).await;
        let judged = after.attribute(".notice form input[name=judged]", "value").unwrap();
        let undo = undo.map(|(name, value)| (name, if name == "judged" { judged.as_str() } else { value }));
        browser.post("/webmel/rangement", &undo).await;
        // Called wanted, it is not junk even when a filter says so.
        deliver(&app, jeanne, raw("d@x", "Subject: Offre quatre\r\nX-Spam: Yes", "Achetez.")).await;
        assert_eq!(junk().await, 1);
        let page = browser.get("/webmel/expediteurs").await;
        assert!(page.body.contains("samrani@ac-creteil.fr"));
        browser.post("/webmel/expediteurs/oubli", &[("address", "samrani@ac-creteil.fr")]).await;
        deliver(&app, jeanne, raw("e@x", "Subject: Offre cinq\r\nX-Spam: Yes", "Achetez.")).await;
        assert_eq!(junk().await, 2, "a stranger again, and the filter decides");
        browser.get("/webmel/expediteurs").await;
        assert!(!browser.get("/webmel/expediteurs").await.body.contains("samrani"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn phishing_is_told_to_the_help_desk_and_read_only_when_agreed_to() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let helper = owner(&app, "aassistant").await;
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, helper, Role::HelpDesk).await)
            .await
            .unwrap();
        let text = "Votre mot de passe expire : https://piege.example/ac.";
        let letter = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Urgent", text)).await;
        let mut browser = app.signed_in(jeanne).await;
        let path = format!("/webmel/messages/{letter}/hameconnage");
        let page = browser.get(&path).await;
        assert!(page.body.contains("piege.example"));
        browser.post(&path, &[]).await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Junk).await.total, 1);
        assert_eq!(browser.get("/webmel/hameconnages").await.status, StatusCode::NOT_FOUND);
        let mut desk = app.signed_in(helper).await;
        assert_eq!(desk.get(&path).await.status, StatusCode::NOT_FOUND);
        let list = desk.get("/webmel/hameconnages").await;
        assert!(list.body.contains("piege.example") && list.body.contains("Sofia Amrani"), "{}", list.body);
        let one = list.attribute(".message-page tbody th a", "href").unwrap();
        assert!(!desk.get(&one).await.body.contains("mot de passe expire"));
        assert_eq!(browser.get(&one).await.status, StatusCode::NOT_FOUND);
        // Agreed to later: shown, and each reading stands in the trail.
        browser.get(&path).await;
        browser.post(&path, &[("share", "1")]).await;
        assert!(desk.get(&one).await.body.contains("mot de passe expire"));
        desk.post(&format!("{one}/traitement"), &[]).await;
        assert!(desk.get("/webmel/hameconnages").await.text("tbody").unwrap().contains("Traité"));
        let mut tx = app.ctx().read().await.unwrap();
        let trail = kernel::audit::about(&mut tx, jeanne, i64::MAX, 20).await.unwrap();
        let actions: Vec<&str> = trail.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(
            actions.into_iter().filter(|a| a.starts_with("phishing")).collect::<Vec<_>>(),
            ["phishing.close", "phishing.read", "phishing.report"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_help_desk_of_some_establishments_has_the_reports_of_their_agents_alone() {
    for app in apps().await {
        let helper = owner(&app, "aassistant").await;
        app.ctx()
            .write(async move |tx| {
                people::grant(tx, helper, Role::HelpDesk).await?;
                people::put_places(tx, helper, Capacity::HelpDesk, &["0940123A"]).await
            })
            .await
            .unwrap();
        for (name, uai) in [("mmartin", "0940123A"), ("llointain", "0940999Z")] {
            let person = member(&app, name, "ENS", uai).await;
            let head = format!("Subject: Urgent {uai}");
            let letter = put(&app, person, FolderRole::Inbox, 0, raw("a@x", &head, "Cliquez.")).await;
            let mut browser = app.signed_in(person).await;
            let path = format!("/webmel/messages/{letter}/hameconnage");
            browser.get(&path).await;
            browser.post(&path, &[("share", "1")]).await;
        }
        let mut desk = app.signed_in(helper).await;
        let list = desk.get("/webmel/hameconnages").await;
        assert!(list.body.contains("Urgent 0940123A") && !list.body.contains("0940999Z"), "{}", list.body);
        // The other one by its address: for who looks after all, and not for this one.
        let manager = owner(&app, "ggestionnaire").await;
        app.ctx().write(async move |tx| people::grant(tx, manager, Role::Manager).await).await.unwrap();
        let mut whole = app.signed_in(manager).await;
        let both = whole.get("/webmel/hameconnages").await;
        let links = [1, 2].map(|n| both.attribute(&format!("tbody tr:nth-child({n}) th a"), "href").unwrap());
        let theirs = list.attribute("tbody th a", "href").unwrap();
        let other = links.into_iter().find(|link| *link != theirs).unwrap();
        assert_eq!(desk.get(&theirs).await.status, StatusCode::OK);
        assert_eq!(desk.get(&other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(desk.post(&format!("{other}/traitement"), &[]).await.status, StatusCode::NOT_FOUND);
        assert!(!whole.get(&other).await.body.contains("Traité"));
        desk.post(&format!("{theirs}/traitement"), &[]).await;
        assert!(whole.get(&theirs).await.body.contains("Traité"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_stand_on_rows_and_have_their_page() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let letter = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Conseil", "Jeudi.")).await;
        let id = letter.to_string();
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/etiquettes").await;
        let refused = browser.post("/webmel/etiquettes", &[("name", " ")]).await;
        assert!(refused.text("#name-error").is_some());
        browser.post("/webmel/etiquettes", &[("name", "À traiter"), ("colour", "brique")]).await;
        browser.get("/webmel").await;
        let form = [("label", "a-traiter"), ("message", id.as_str()), ("scope", "line"), ("back", "/webmel")];
        browser.post("/webmel/rangement", &form).await;
        let list = browser.get("/webmel").await;
        assert_eq!(list.text(".mail-row .badge").unwrap(), "étiquette À traiter");
        assert_eq!(list.attribute(".mail-row .badge", "data-accent").unwrap(), "brique");
        let reading = browser.get(&format!("/webmel/messages/{id}")).await;
        assert_eq!(reading.text(".message-page .badge").unwrap(), "étiquette À traiter");
        let page = browser.get("/webmel/etiquettes/a-traiter").await;
        assert_eq!(page.text("h1").unwrap(), "À traiter");
        assert_eq!(page.text(".mail-row .mail-subject").unwrap(), "Conseil");
        assert_eq!(page.attribute("input[type=search]", "value").unwrap(), "étiquette:\"À traiter\"");
        // Rules put them.
        let rule = [("name", "L"), ("what", "subject"), ("value", "cantine"), ("label", "a-traiter")];
        browser.post("/webmel/regles", &rule).await;
        deliver(&app, jeanne, raw("b@x", "Subject: Cantine", "Menu.")).await;
        assert!(browser.get("/webmel/etiquettes/a-traiter").await.body.contains("Cantine"));
        let malik = owner(&app, "mberthier").await;
        let mut other = app.signed_in(malik).await;
        for path in ["", "/suppression"] {
            other.get("/webmel").await;
            let seen = other.post(&format!("/webmel/etiquettes/a-traiter{path}"), &[("name", "x")]).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND);
        }
        browser.post("/webmel/etiquettes/a-traiter/suppression", &[]).await;
        assert!(browser.get("/webmel").await.text(".mail-row .badge").is_none());
        assert_eq!(browser.get("/webmel/etiquettes/a-traiter").await.status, StatusCode::NOT_FOUND);
    }
}
