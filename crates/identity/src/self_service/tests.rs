//! The three pages: what they give, and what they give away.

use http::StatusCode;
use kernel::permission::Role;
use testkit::{TestApp, Visitor};

use crate::testing::{JEANNE, MALIK, PASSWORD, activated, agent, id_of, module, notices, trail, try_in};
use crate::{account, app_passwords::Programs};

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

/// The newest "it was not me" addresses, newest first.
async fn refusals(app: &TestApp) -> Vec<String> {
    let links = notices(app, "jdupont").await.into_iter().filter_map(|(_, link)| link);
    links.filter(|l| l.contains("pas-moi")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_did_not_ask_for_a_reset_undoes_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut thief = app.visitor();
        ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        let link = refusals(&app).await.remove(0);
        let page = jeanne.get(&link).await;
        assert_eq!(page.text("h1").unwrap(), "Ce n’était pas vous ?");
        assert!(page.body.contains("Votre ancien mot de passe redeviendra valable"));
        assert_eq!(jeanne.post(&link, &[]).await.status, StatusCode::OK);
        assert_eq!(thief.get("/compte/activation").await.status, StatusCode::GONE);
        let (_, old) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(old.location(), "/compte", "the former password is good again");
        let again = ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert!(again.body.contains("ne peut pas être réinitialisé"));
        assert_eq!(jeanne.get(&link).await.status, StatusCode::NOT_FOUND, "once");
    }
}

const OF_A_THIEF: &str = "quatre lampes sur un quai";

/// Resets Jeanne's account, chooses a password and is in.
async fn steal(app: &TestApp) -> Visitor {
    let mut thief = app.visitor();
    ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
    thief.get("/compte/activation").await;
    let fields = [("new_password", OF_A_THIEF), ("confirmation", OF_A_THIEF)];
    assert_eq!(thief.post("/compte/activation", &fields).await.location(), "/compte");
    assert_eq!(thief.get("/compte").await.status, StatusCode::OK);
    thief
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theft_that_went_all_the_way_is_ended_and_the_help_desk_restores_the_account() {
    for app in TestApp::on_each_database(&[module()]).await {
        let jeanne = activated(&app, &JEANNE).await;
        drop(jeanne);
        let malik = agent(&app, &MALIK).await;
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, malik, Role::HelpDesk).await)
            .await
            .unwrap();
        steal(&app).await;
        let first = refusals(&app).await.remove(0);
        // A second round must not make the thief's password the one that is given back.
        app.services().clock.advance(kernel::time::days(6));
        let mut thief = steal(&app).await;
        let newest = refusals(&app).await.remove(0);
        assert_ne!(first, newest);
        let mut jeanne = app.visitor();
        let page = jeanne.get(&first).await;
        assert!(page.body.contains("Un mot de passe a été choisi depuis"), "{}", page.body);
        let done = jeanne.post(&first, &[]).await;
        assert!(done.body.contains("le compte est arrêté"), "{}", done.body);

        assert_eq!(thief.get("/compte").await.status, StatusCode::SEE_OTHER, "the thief's session is dead");
        let (_, stolen) = try_in(&app, "jdupont", OF_A_THIEF).await;
        assert!(stolen.body.contains("ne convient pas"), "so is the password");
        let again = ask(&mut thief, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert!(again.body.contains("ne peut pas être réinitialisé"));
        let (_, own) = try_in(&app, "jdupont", PASSWORD).await;
        assert!(own.body.contains("Votre compte est arrêté depuis"), "{}", own.body);
        assert_eq!(jeanne.get(&newest).await.status, StatusCode::NOT_FOUND, "one refusal is enough");

        let there = format!("/compte/assistance/{}", id_of(&app, "jdupont").await);
        let mut desk = app.signed_in(malik).await;
        assert!(desk.get(&there).await.body.contains("a refusé une réinitialisation"));
        desk.post(&format!("{there}/retablir"), &[("reason", "identité vérifiée au téléphone")]).await;
        let (_, back) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(back.location(), "/compte", "the password from before the first reset");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusing_a_reset_lifts_no_suspension() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        steal(&app).await;
        let person = id_of(&app, "jdupont").await;
        let suspend =
            async move |tx: &mut kernel::Tx| account::set_state(tx, person, account::State::Suspended).await;
        app.ctx().write(suspend).await.unwrap();
        let link = refusals(&app).await.remove(0);
        let mut jeanne = app.visitor();
        jeanne.get(&link).await;
        jeanne.post(&link, &[]).await;
        let (_, own) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_from_before_a_reset_is_kept_a_week() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        steal(&app).await;
        let link = refusals(&app).await.remove(0);
        app.services().clock.advance(kernel::time::days(8));
        app.ctx().write(crate::forget_old).await.unwrap();
        assert_eq!(app.visitor().get(&link).await.status, StatusCode::NOT_FOUND);
        let person = id_of(&app, "jdupont").await;
        let ctx = app.ctx();
        let kept = account::by_person(&mut ctx.read().await.unwrap(), person).await.unwrap().former_hash;
        assert_eq!(kept, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_reopens_no_window_that_is_over_and_cuts_none_short() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        let mut visitor = app.visitor();
        let done = ask(&mut visitor, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert!(done.body.contains("21 février 2027"), "90 days from the import: {}", done.body);
        app.services().clock.advance(kernel::time::days(3));
        let (_, later) = try_in(&app, "jdupont", JEANNE.numen).await;
        assert_eq!(later.location(), "/compte/activation", "still open on the third day");
        app.services().clock.advance(kernel::time::days(88));
        let late = ask(&mut visitor, "/compte/reinitialiser", JEANNE.numen, JEANNE.birth_date).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.body.contains("le délai pour choisir un mot de passe est passé"), "{}", late.body);
        assert_eq!(visitor.get("/compte/activation").await.status, StatusCode::GONE);
        let (_, numen) = try_in(&app, "jdupont", JEANNE.numen).await;
        assert!(numen.body.contains("le délai pour choisir un mot de passe est passé"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_changed_on_an_account_that_changed_meanwhile() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let ctx = app.ctx();
        let checked = account::by_person(&mut ctx.read().await.unwrap(), person).await.unwrap();
        for state in [account::State::Suspended, account::State::Activating, account::State::Closed] {
            ctx.write(async move |tx| account::set_state(tx, person, state).await).await.unwrap();
            let stale = checked.clone();
            let late = ctx
                .write(async move |tx| {
                    account::choose_password(tx, &stale, "hash", None, Programs::Keep).await
                })
                .await;
            assert!(matches!(late, Err(kernel::Error::Conflict(_))), "{state:?}");
            let now = account::by_person(&mut ctx.read().await.unwrap(), person).await.unwrap();
            assert_eq!((now.state, now.password_hash), (state, checked.password_hash.clone()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_costs_the_change_page_the_same_work() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let new = "quatre lampes sur un quai";
        let mut answers = Vec::new();
        for (numen, date) in [
            ("24E9912345ABC", "12/03/1980"),
            ("24E9912345ABC", "12/03/1981"),
            ("24E9912345ABD", "12/03/1980"),
        ] {
            let mut visitor = app.visitor();
            visitor.get("/compte/changer?academie=ac-creteil").await;
            let fields = [
                ("numen", numen),
                ("birth_date", date),
                ("current_password", "pas le bon"),
                ("new_password", new),
                ("confirmation", new),
                ("academie", "ac-creteil"),
            ];
            let mut sequence = Vec::new();
            for _ in 0..6 {
                let seen = visitor.post("/compte/changer", &fields).await;
                let token = seen.attribute("meta[name=csrf-token]", "content").unwrap();
                let body = seen.body.replace(numen, "N").replace(date, "D").replace(&token, "T");
                let body =
                    ["mardi 24", "mercredi 25", "jeudi 26"].iter().fold(body, |b, day| b.replace(day, "DAY"));
                sequence.push((seen.status, seen.headers["x-queries"].clone(), body));
            }
            answers.push(sequence);
            app.services().clock.advance(kernel::time::hours(24));
        }
        assert!(answers[0][3].2.contains("Réessayez dans"), "{}", answers[0][3].2);
        assert!(answers[0][5].2.contains("DAY novembre 2026 à "), "{}", answers[0][5].2);
        assert_eq!(answers[0], answers[1], "a wrong password, a wrong date");
        assert_eq!(answers[1], answers[2], "a wrong date, a wrong NUMEN");
        let trail = trail(&app, "jdupont").await;
        let refused = trail.iter().filter(|(action, done, _)| action == "password.change" && !done);
        assert_eq!(refused.count(), 6, "three tries each on the account, before the delays: {trail:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_slow_down_while_the_alarm_rings() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        app.ctx()
            .write(async |tx| {
                let hour = tx.now().0 / 3_600_000;
                tx.execute(kernel::sql!(
                    "INSERT INTO failures_by_hour (hour, failures) VALUES ($1, 500)",
                    hour
                ))
                .await
            })
            .await
            .unwrap();
        for path in ["/compte/identifiant", "/compte/reinitialiser"] {
            let mut visitor = app.visitor();
            visitor.get(path).await;
            let begun = std::time::Instant::now();
            visitor.post(path, &[("numen", "24E9912345ABD"), ("birth_date", "01/01/1980")]).await;
            assert!(begun.elapsed() >= std::time::Duration::from_secs(1), "{path}");
        }
    }
}
