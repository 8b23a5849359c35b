//! The life of a session through its pages and its clock, on both databases. Time stands at Monday 23 November 2026.

use http::StatusCode;
use kernel::{Id, people::Person, permission::May, time::days};
use testkit::{Seen, TestApp, Visitor};

use super::{NewSession, Session, State};
use crate::{
    design,
    enrolment::{self, Role},
    record::{CatalogueRecord, Collection},
};

/// A session in preparation whose record says nothing, and somebody who manages the académie.
async fn prepared(app: &TestApp) -> (Id<Session>, String, Visitor) {
    let boss = app.person("mberthier").await;
    let record = CatalogueRecord::titled("Lire à voix haute", Collection::Discovery);
    let id = app
        .ctx()
        .write(async move |tx| {
            kernel::people::grant(tx, boss, kernel::permission::Role::Manager).await?;
            let design = design::create(tx, &record).await?;
            let new = NewSession::of(&design::find(tx, design, May::View).await?);
            super::create(tx, design, &new).await
        })
        .await
        .unwrap();
    (id, format!("/magistere/ac-creteil/parcours/{id}"), app.signed_in(boss).await)
}

async fn enrolled(app: &TestApp, session: Id<Session>, identifier: &str, role: Role) -> Id<Person> {
    let person = app.person(identifier).await;
    app.ctx().write(async move |tx| enrolment::enrol(tx, session, person, role).await).await.unwrap();
    person
}

async fn told(app: &TestApp, person: Id<Person>) -> Vec<String> {
    let mut tx = app.ctx().read().await.unwrap();
    let mut all = kernel::notices::of(&mut tx, person, 20).await.unwrap();
    all.reverse();
    all.into_iter().map(|notice| notice.title).collect()
}

fn lacks(seen: &Seen, step: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let wanted = scraper::Selector::parse(&format!("#why-{step} .why")).unwrap();
    html.select(&wanted).map(|one| one.text().collect::<String>().trim().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_says_what_it_lacks_until_it_can_be_taken() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let (id, base, mut boss) = prepared(&app).await;
        let state = format!("{base}/etat");
        let seen = boss.get(&base).await;
        assert_eq!(seen.text(".state").unwrap(), "Session en préparation, invisible des participants");
        let missing = lacks(&seen, "ouvrir");
        assert_eq!(
            missing,
            [
                "Il manque un formateur.",
                "Il manque un participant.",
                "La fiche ne dit rien sous «\u{a0}Résumé\u{a0}».",
                "La fiche ne dit rien sous «\u{a0}Domaine\u{a0}».",
                "La fiche ne dit rien sous «\u{a0}Public\u{a0}».",
                "La fiche ne dit rien sous «\u{a0}Durée\u{a0}».",
                "Il manque la date de début ou la date de fin.",
            ]
        );
        // Asked for all the same, it answers in the same words.
        let refused = boss.post(&state, &[("step", "ouvrir")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        for lack in &missing {
            assert!(refused.body.contains(lack.as_str()), "{lack}");
        }

        let jeanne = enrolled(&app, id, "jdupont", Role::Participant).await;
        enrolled(&app, id, "tmartin", Role::Trainer).await;
        let mut participant = app.signed_in(jeanne).await;
        assert_eq!(participant.get(&base).await.status, StatusCode::NOT_FOUND, "nothing to see yet");
        let design =
            boss.get(&format!("{base}/reglages")).await.attribute("a[href$='/fiche']", "href").unwrap();
        let record = boss.get(&design).await;
        let fields = [
            ("version", record.attribute("input[name=version]", "value").unwrap()),
            ("title", "Lire à voix haute".into()),
            ("collection", "decouverte".into()),
            ("summary", "Un résumé.".into()),
            ("domain", first_option(&record, "domain")),
            ("level", first_option(&record, "level")),
            ("hours", "3".into()),
        ];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(boss.post(&design, &fields).await.status, StatusCode::SEE_OTHER);
        boss.post(&format!("{base}/fiche"), &[]).await;
        assert_eq!(
            lacks(&boss.get(&base).await, "ouvrir"),
            ["Il manque la date de début ou la date de fin."]
        );
        dated(&mut boss, &base, "2026-12-01", "2026-12-15").await;
        assert!(lacks(&boss.get(&base).await, "ouvrir").is_empty());
        for _ in 0..2 {
            assert_eq!(boss.post(&state, &[("step", "ouvrir")]).await.location(), base);
        }
        let seen = boss.get(&base).await;
        assert_eq!(seen.text(".state").unwrap(), "Commence le mardi 1er décembre 2026");
        assert_eq!(lacks(&seen, "corbeille"), ["La session est ouverte\u{a0}: archivez-la d’abord."]);
        assert!(lacks(&seen, "archiver")[0].contains("mardi 15 décembre 2026"));
        for step in ["archiver", "corbeille", "restaurer"] {
            let refused = boss.post(&state, &[("step", step)]).await;
            let done = step == "restaurer";
            assert_eq!(refused.status == StatusCode::SEE_OTHER, done, "{step}: not in the trash is restored");
        }
        assert_eq!(participant.get(&base).await.status, StatusCode::OK);

        // Over, it is archived after one question, then thrown away and taken back.
        app.later(days(23)).await;
        let mut boss = app.signed_in(manager(&app).await).await;
        let seen = boss.get(&base).await;
        assert_eq!(seen.text(".state").unwrap(), "Session finie depuis le 15 décembre 2026, à archiver");
        let question = seen.attribute(".next-action a", "href").unwrap();
        assert!(boss.get(&question).await.text(".lede").unwrap().contains("Lire à voix haute"));
        assert_eq!(boss.post(&state, &[("step", "archiver")]).await.location(), base);
        boss.post(&state, &[("step", "corbeille")]).await;
        assert!(boss.get(&base).await.text(".state").unwrap().starts_with("Dans la corbeille, supprimée le"));
        boss.post(&state, &[("step", "restaurer")]).await;
        assert!(boss.get(&base).await.text(".state").unwrap().starts_with("Session archivée"));
        // Forgotten in the trash, it is gone after six months.
        boss.post(&state, &[("step", "corbeille")]).await;
        app.later(days(184)).await;
        (super::life::CLOCKWORK.run)(kernel::Ctx::system(app.services().clone())).await.unwrap();
        let mut boss = app.signed_in(manager(&app).await).await;
        assert_eq!(boss.get(&base).await.status, StatusCode::NOT_FOUND);
    }
}

fn first_option(seen: &Seen, select: &str) -> String {
    seen.attribute(&format!("#{select} option:not([value=''])"), "value").unwrap()
}

async fn manager(app: &TestApp) -> Id<Person> {
    let mut tx = app.ctx().read().await.unwrap();
    kernel::people::person_by_identifier(&mut tx, "mberthier").await.unwrap().unwrap().id
}

async fn dated(boss: &mut Visitor, base: &str, starts: &str, ends: &str) {
    let settings = format!("{base}/reglages");
    let seen = boss.get(&settings).await;
    let fields = [
        ("version", seen.attribute("input[name=version]", "value").unwrap()),
        ("title", "Lire à voix haute".into()),
        ("summary", "Un résumé.".into()),
        ("enrolment", "invited".into()),
        ("starts", starts.into()),
        ("ends", ends.into()),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = boss.post(&settings, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_come_on_the_first_day_on_the_last_then_weekly_three_times() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let (id, base, mut boss) = prepared(&app).await;
        let jeanne = enrolled(&app, id, "jdupont", Role::Participant).await;
        let trainer = enrolled(&app, id, "tmartin", Role::Trainer).await;
        dated(&mut boss, &base, "2026-12-01", "2026-12-15").await;
        app.ctx()
            .write(async move |tx| {
                let found = super::find(tx, id, May::Manage).await?;
                super::life::set_state(tx, &found, State::Open).await?;
                let open = super::find(tx, id, May::Manage).await?;
                super::reminders::opened(tx, &open).await
            })
            .await
            .unwrap();
        app.settle().await;
        // Those who were enrolled before there was something to see are told now; the trainer prepared it.
        let enrolled = "Vous êtes inscrit à «\u{a0}Lire à voix haute\u{a0}»";
        assert_eq!((told(&app, jeanne).await, told(&app, trainer).await.len()), (vec![enrolled.into()], 0));
        // Put off before it came: the old date reminds of nothing.
        let mut boss = app.signed_in(manager(&app).await).await;
        dated(&mut boss, &base, "2026-12-03", "2026-12-15").await;
        app.later(days(9)).await;
        assert_eq!(told(&app, jeanne).await.len(), 1);
        app.later(days(2)).await;
        let starts = "«\u{a0}Lire à voix haute\u{a0}» commence".to_owned();
        assert_eq!(told(&app, jeanne).await, [enrolled.to_owned(), starts.clone()]);
        assert_eq!(told(&app, trainer).await, [starts]);
        let mut counts = Vec::new();
        app.later(days(13)).await;
        for _ in 0..5 {
            counts.push(told(&app, trainer).await.len());
            app.later(days(7)).await;
        }
        assert_eq!(counts, [2, 3, 4, 5, 5], "the end, then three weeks");
        assert_eq!(told(&app, jeanne).await.len(), 2, "what remains to do is the trainers’");
    }
}
