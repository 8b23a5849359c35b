//! The three pages: what they give, and what they give away.

use http::StatusCode;
use testkit::{TestApp, Visitor};

use crate::testing::{JEANNE, MALIK, PASSWORD, activated, agent, module};

async fn ask(visitor: &mut Visitor, path: &str, numen: &str, date: &str) -> testkit::Seen {
    visitor.get(path).await;
    visitor.post(path, &[("numen", numen), ("birth_date", date)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_identifier_is_shown_with_the_next_thing_to_do() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        let mut visitor = app.visitor();
        let page = visitor.get("/compte/identifiant?academie=ac-creteil").await;
        assert_eq!(page.text("h1").unwrap(), "Connaître son identifiant académique");
        assert_eq!(page.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
        let seen = ask(&mut visitor, "/compte/identifiant", "24e 9912345 abc", JEANNE.birth_date).await;
        assert_eq!(seen.text("#identifier").unwrap(), "jdupont");
        assert!(seen.body.contains("jeanne.dupont@ac-creteil.fr"));
        assert!(seen.body.contains("votre mot de passe est votre NUMEN"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_numen_wrong_date_and_unknown_person_are_answered_alike() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        for path in ["/compte/identifiant", "/compte/reinitialiser"] {
            let mut bodies = Vec::new();
            let mut counts = Vec::new();
            for (numen, date) in [("24E9912345ABC", "12/03/1981"), ("24E9912345ABD", "12/03/1980")] {
                let mut visitor = app.visitor();
                let seen = ask(&mut visitor, path, numen, date).await;
                assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
                counts.push(seen.headers["x-queries"].clone());
                let token = seen.attribute("meta[name=csrf-token]", "content").unwrap();
                bodies.push(seen.body.replace(numen, "N").replace(date, "D").replace(&token, "T"));
            }
            assert_eq!(bodies[0], bodies[1], "{path}");
            assert_eq!(counts[0], counts[1], "the same work for both");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_dates_for_a_numen_are_enough_for_a_day() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        let mut visitor = app.visitor();
        for _ in 0..5 {
            ask(&mut visitor, "/compte/identifiant", JEANNE.numen, "01/01/1980").await;
        }
        let sixth = ask(&mut visitor, "/compte/identifiant", JEANNE.numen, JEANNE.birth_date).await;
        assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sixth.body.contains("Appelez l’assistance"), "{}", sixth.body);
        app.services().clock.advance(kernel::time::hours(25));
        let next_day = ask(&mut visitor, "/compte/identifiant", JEANNE.numen, JEANNE.birth_date).await;
        assert_eq!(next_day.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_told_at_its_field_and_what_was_typed_stays() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut visitor = app.visitor();
        let seen = ask(&mut visitor, "/compte/identifiant", "24É", "31/02/1980").await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text("#numen-error").unwrap().contains("lettres sans accent"));
        assert!(!seen.text("#birth_date-error").unwrap().is_empty());
        assert_eq!(seen.attribute("#birth_date", "value").unwrap(), "31/02/1980");
        assert_eq!(seen.attribute("#numen", "aria-describedby").unwrap(), "numen-help numen-error");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_every_session_and_the_numen_opens_the_page_again() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut elsewhere = app.visitor();
        let done = ask(&mut elsewhere, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert_eq!(done.text("h1").unwrap(), "Votre mot de passe est de nouveau votre NUMEN");
        assert_eq!(jeanne.get("/compte").await.status, StatusCode::SEE_OTHER, "the session is over");
        jeanne.get("/compte/connexion").await;
        let old =
            jeanne.post("/compte/connexion", &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        let numen = [("identifier", "jdupont"), ("password", JEANNE.numen)];
        assert_eq!(jeanne.post("/compte/connexion", &numen).await.location(), "/compte/activation");
        app.services().clock.advance(kernel::time::hours(25));
        let late = jeanne.post("/compte/connexion", &numen).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "24 hours");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_did_not_ask_for_a_reset_undoes_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut thief = app.visitor();
        ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        let ctx = app.ctx();
        let link = {
            let mut tx = ctx.read().await.unwrap();
            let person = kernel::people::person_by_identifier(&mut tx, "jdupont").await.unwrap().unwrap().id;
            let notices = kernel::notices::of(&mut tx, person, 5).await.unwrap();
            notices.into_iter().find_map(|n| n.link.filter(|l| l.contains("pas-moi"))).unwrap()
        };
        assert_eq!(jeanne.get(&link).await.text("h1").unwrap(), "Ce n’était pas vous ?");
        assert_eq!(jeanne.post(&link, &[]).await.status, StatusCode::OK);
        assert_eq!(thief.get("/compte/activation").await.status, StatusCode::GONE);
        jeanne.get("/compte/connexion").await;
        let old =
            jeanne.post("/compte/connexion", &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(old.location(), "/compte", "the former password is good again");
        let again = ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert!(again.body.contains("ne peut pas être réinitialisé"));
        assert_eq!(jeanne.get(&link).await.status, StatusCode::NOT_FOUND, "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_changed_without_signing_in() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        agent(&app, &MALIK).await;
        let mut visitor = app.visitor();
        visitor.get("/compte/changer").await;
        let new = "quatre lampes sur un quai";
        let mut fields = vec![
            ("numen", JEANNE.numen),
            ("birth_date", JEANNE.birth_date),
            ("current_password", "pas le bon"),
            ("new_password", new),
            ("confirmation", new),
        ];
        let wrong = visitor.post("/compte/changer", &fields).await;
        assert!(wrong.body.contains("ne vont pas ensemble"), "{}", wrong.body);
        fields[2].1 = PASSWORD;
        let mut own = fields.clone();
        own[3].1 = "jeanne dupont à la plage";
        own[4].1 = "jeanne dupont à la plage";
        let refused = visitor.post("/compte/changer", &own).await;
        assert!(refused.text("#new_password-error").unwrap().contains("Votre nom"));
        let done = visitor.post("/compte/changer", &fields).await;
        assert_eq!(done.location(), "/compte/connexion", "{}", done.body);
        let signed_in =
            visitor.post("/compte/connexion", &[("identifier", "jdupont"), ("password", new)]).await;
        assert_eq!(signed_in.location(), "/compte");
        // The default password is the NUMEN: changing it is how some agents activate their account.
        let mut first = app.visitor();
        first.get("/compte/changer").await;
        let fields = [
            ("numen", MALIK.numen),
            ("birth_date", MALIK.birth_date),
            ("current_password", MALIK.numen),
            ("new_password", new),
            ("confirmation", new),
        ];
        assert_eq!(first.post("/compte/changer", &fields).await.location(), "/compte/connexion");
        let signed_in =
            first.post("/compte/connexion", &[("identifier", "mberthier"), ("password", new)]).await;
        assert_eq!(signed_in.location(), "/compte");
    }
}
