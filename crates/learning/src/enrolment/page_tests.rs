//! The people of a session, on both databases: who sees them, enrolling one, a list, oneself, changing, taking out.

use http::StatusCode;
use kernel::{Id, people::Person, permission::May};
use testkit::{Seen, TestApp, Visitor};

use super::{Role, enrol};
use crate::{
    record::Collection,
    session::{self, Session, State},
    testing::parcours,
};

struct Led {
    id: Id<Session>,
    base: String,
    trainer: Visitor,
    trainer_id: Id<Person>,
}

async fn led(app: &TestApp, collection: Collection) -> Led {
    let trainer_id = app.person("tmartin").await;
    let id = parcours(app, "Lire à voix haute", collection, None).await;
    app.ctx().write(async move |tx| enrol(tx, id, trainer_id, Role::Trainer).await).await.unwrap();
    let base = format!("/magistere/ac-creteil/parcours/{id}");
    Led { id, base, trainer: app.signed_in(trainer_id).await, trainer_id }
}

fn names(seen: &Seen) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let rows =
        scraper::Selector::parse("#people ~ tbody tr, table.table-cards:has(#people) tbody tr").unwrap();
    let cell = scraper::Selector::parse("th, td[data-label]").unwrap();
    html.select(&rows)
        .map(|row| {
            let texts =
                row.select(&cell).take(2).map(|c| c.text().next().unwrap_or_default().trim().to_owned());
            texts.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

async fn told(app: &TestApp, person: Id<Person>) -> Vec<String> {
    let mut tx = app.ctx().read().await.unwrap();
    kernel::notices::of(&mut tx, person, 20).await.unwrap().into_iter().map(|n| n.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_lead_see_the_people_and_others_do_not() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut led = led(&app, Collection::Discovery).await;
        let (jeanne, tutor) = (app.person("jdupont").await, app.person("clenormand").await);
        let id = led.id;
        app.ctx()
            .write(async move |tx| {
                enrol(tx, id, jeanne, Role::Participant).await?;
                enrol(tx, id, tutor, Role::Tutor).await
            })
            .await
            .unwrap();
        let people = format!("{}/participants", led.base);
        let seen = led.trainer.get(&people).await;
        assert_eq!(
            names(&seen),
            ["Teanne Martin Formateur", "Ceanne Lenormand Tuteur", "Jeanne Dupont Participant"]
        );
        let mut tutor = app.signed_in(tutor).await;
        let seen = tutor.get(&people).await;
        assert!(!seen.body.contains("/retrait"), "a tutor sees and changes nothing");
        for (path, fields) in [
            (people.clone(), vec![("person", "x")]),
            (format!("{people}/liste"), vec![("list", "slopez")]),
            (format!("{people}/{jeanne}/role"), vec![("role", "tutor")]),
            (format!("{people}/{jeanne}/retrait"), vec![]),
        ] {
            let status = tutor.post(&path, &fields).await.status;
            assert!(matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{path} {status}");
        }
        let mut jeanne = app.signed_in(jeanne).await;
        assert_eq!(jeanne.get(&people).await.status, StatusCode::FORBIDDEN);
        let mut stranger = app.signed_in(app.person("slopez").await).await;
        assert_ne!(stranger.get(&people).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_enrols_whom_it_names_and_gives_back_the_rest() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut led = led(&app, Collection::Discovery).await;
        let jeanne = app.person("jdupont").await;
        app.person("mberthier").await;
        let people = format!("{}/participants", led.base);
        led.trainer.get(&people).await;
        let list =
            "Jeanne Dupont <jdupont@ac-creteil.fr>\nmberthier ; jdupont\ninconnu@ac-creteil.fr, personne";
        let fields = [("list", list), ("role", "participant")];
        let seen = led.trainer.post(&format!("{people}/liste"), &fields).await;
        let report = seen.text(".notice-warning").unwrap();
        assert!(report.contains('2') && report.contains('3'), "two enrolled, three refused: {report}");
        let left = seen.text("#list").unwrap();
        assert_eq!(left, "jdupont inconnu@ac-creteil.fr personne");
        for reason in [
            "Cette personne est déjà dans la liste.",
            "Aucun compte n’a cette adresse.",
            "Aucun compte n’a cet identifiant.",
        ] {
            assert!(seen.body.contains(reason), "{reason}");
        }
        assert_eq!(names(&seen).len(), 3);
        // Sent again, nobody is enrolled or told twice.
        let seen = led.trainer.post(&format!("{people}/liste"), &fields).await;
        assert_eq!(names(&seen).len(), 3);
        assert_eq!(told(&app, jeanne).await, ["Vous êtes inscrit à «\u{a0}Lire à voix haute\u{a0}»"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_is_found_enrolled_changed_and_taken_out() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut led = led(&app, Collection::Discovery).await;
        let jeanne = app.person("jdupont").await;
        let people = format!("{}/participants", led.base);
        let found = led.trainer.get(&format!("{people}?q=dupont")).await;
        let id = found.attribute("input[name=person]", "value").unwrap();
        assert_eq!(id, jeanne.to_string());
        for _ in 0..2 {
            let sent = led.trainer.post(&people, &[("person", &id), ("role", "participant")]).await;
            assert_eq!(sent.location(), people);
        }
        assert_eq!(told(&app, jeanne).await.len(), 1, "sent twice, told once");
        led.trainer.post(&format!("{people}/{id}/role"), &[("role", "tutor")]).await;
        assert_eq!(names(&led.trainer.get(&people).await)[1], "Jeanne Dupont Tuteur");
        let gone = format!("{people}/{id}/retrait");
        assert!(led.trainer.get(&gone).await.text(".lede").unwrap().contains("Jeanne Dupont"));
        assert_eq!(led.trainer.post(&gone, &[]).await.location(), people);
        assert_eq!(names(&led.trainer.get(&people).await).len(), 1);
        // The last trainer of a session that is open stays, whatever the way.
        let own = format!("{people}/{}", led.trainer_id);
        for (path, fields) in
            [(format!("{own}/retrait"), vec![]), (format!("{own}/role"), vec![("role", "tutor")])]
        {
            let refused = led.trainer.post(&path, &fields).await;
            assert_eq!(refused.status, StatusCode::CONFLICT);
            assert!(refused.body.contains("dernier formateur"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_in_the_language_of_who_gets_it() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut led = led(&app, Collection::Discovery).await;
        let (john, jeanne) = (app.person("jsmith").await, app.person("jdupont").await);
        app.ctx()
            .write(async move |tx| {
                let english = kernel::sql!("UPDATE people SET locale = 'en' WHERE id = $1", john);
                tx.execute(english).await
            })
            .await
            .unwrap();
        let people = format!("{}/participants", led.base);
        led.trainer.get(&people).await;
        led.trainer
            .post(&format!("{people}/liste"), &[("list", "jsmith jdupont".replace(' ', "\n").as_str())])
            .await;
        assert_eq!(told(&app, jeanne).await, ["Vous êtes inscrit à «\u{a0}Lire à voix haute\u{a0}»"]);
        let english = told(&app, john).await;
        assert!(english[0].starts_with("You are enrolled"), "{english:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_enrols_oneself_with_the_key_while_places_last_and_leaves_again() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let led = led(&app, Collection::SelfPaced).await;
        let id = led.id;
        app.ctx()
            .write(async move |tx| {
                let found = session::find(tx, id, May::Edit).await?;
                let new =
                    session::NewSession { enrolment_key: "Tilleul".into(), places: 1, ..found.settings() };
                session::edit(tx, &found, found.version, &new).await
            })
            .await
            .unwrap();
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let mut second = app.signed_in(app.person("slopez").await).await;
        let enrol = format!("{}/inscription", led.base);
        assert!(jeanne.get(&led.base).await.text("#key").is_some());
        let refused = jeanne.post(&enrol, &[("key", "chêne")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("#key-error").is_some());
        assert_eq!(refused.attribute("#key", "value").unwrap(), "chêne");
        for _ in 0..2 {
            assert_eq!(jeanne.post(&enrol, &[("key", " tilleul")]).await.location(), led.base);
        }
        let full = second.get(&led.base).await;
        assert_eq!(full.text(".why").unwrap(), "Toutes les places sont prises.");
        assert_eq!(second.post(&enrol, &[("key", "tilleul")]).await.status, StatusCode::CONFLICT);

        let leave = format!("{}/inscription/retrait", led.base);
        assert!(jeanne.get(&leave).await.text(".lede").unwrap().contains("effacé"));
        assert_eq!(jeanne.post(&leave, &[]).await.location(), "/magistere/ac-creteil/se-former");
        assert_eq!(second.post(&enrol, &[("key", "tilleul")]).await.location(), led.base);
        // Whoever was enrolled by others asks them.
        let mut trainer = led.trainer;
        trainer.get(&led.base).await;
        assert_eq!(trainer.post(&leave, &[]).await.status, StatusCode::FORBIDDEN);
        app.ctx()
            .write(async move |tx| {
                let found = session::find(tx, id, May::Manage).await?;
                session::set_state(tx, &found, State::Archived).await
            })
            .await
            .unwrap();
        assert_eq!(second.post(&leave, &[]).await.status, StatusCode::FORBIDDEN);
    }
}
