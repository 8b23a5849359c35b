//! The home page, signed out and in, on both databases.

use http::StatusCode;
use testkit::TestApp;

use crate::{announcement, record::Collection, testing::parcours};

const HERE: &str = "/magistere/ac-creteil";

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_the_way_in_stands_at_the_left_under_the_academie() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let seen = app.visitor().get(HERE).await;
        assert_eq!(seen.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
        assert_eq!(seen.text(".layout > div a.btn-primary").unwrap(), "Connexion");
        assert_eq!(
            seen.attribute(".layout > div a.btn-primary", "href").unwrap(),
            "/magistere/connexion?suite=%2Fmagistere%2Fac-creteil&academie=ac-creteil"
        );
        assert_eq!(app.visitor().get("/magistere/ac-nulle-part").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_home_page_says_what_the_help_sheet_shows() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        assert_eq!(jeanne.get("/magistere").await.location(), HERE, "without an académie, one's own");
        let seen = jeanne.get(HERE).await;
        for words in [
            "Personnaliser cette page",
            "Mes parcours favoris",
            "Vous n’avez pas choisi de parcours favoris.",
            "Ajoutez un parcours à la liste des favoris en cliquant sur l’étoile à côté du titre du parcours.",
            "Vous retrouverez facilement ce parcours sur cette page.",
            "Événements à venir",
            "Aucun événement à venir",
            "Aller au calendrier...",
            "Nouvel événement...",
            "Se former",
        ] {
            assert!(seen.body.contains(words), "{words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_are_moved_taken_off_and_put_back_without_a_script() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let blocks = format!("{HERE}/blocs");
        let title = ".layout-main .block-title";
        assert_eq!(jeanne.get(HERE).await.text(title).unwrap(), "Mes parcours favoris");
        let up = "#bloc-parcours button[value=up]";
        let arranging = jeanne.get(&format!("{HERE}?personnaliser=oui")).await;
        assert_eq!(arranging.attribute(up, "disabled"), None);
        assert!(
            arranging.attribute("#bloc-parcours button[value=down]", "disabled").is_some(),
            "the last one"
        );
        let moved = jeanne.post(&blocks, &[("block", "parcours"), ("to", "up")]).await;
        assert_eq!(moved.location(), format!("{HERE}?personnaliser=oui#bloc-parcours"));
        let arranging = jeanne.get(&format!("{HERE}?personnaliser=oui")).await;
        assert!(arranging.body.contains("Bloc déplacé."));
        assert!(arranging.attribute(up, "disabled").is_some(), "the first one");
        assert_eq!(jeanne.get(HERE).await.text(title).unwrap(), "Mes parcours");
        jeanne.post(&blocks, &[("block", "evenements"), ("to", "none")]).await;
        assert!(!jeanne.get(HERE).await.body.contains("Aucun événement à venir"));
        let arranging = jeanne.get(&format!("{HERE}?personnaliser=oui")).await;
        assert!(arranging.body.contains("Ajouter le bloc «\u{a0}Événements à venir\u{a0}»"));
        let order = [("list", "main"), ("order", "favoris"), ("order", "parcours")];
        jeanne.post(&format!("{blocks}/ordre"), &order).await;
        assert_eq!(jeanne.get(HERE).await.text(title).unwrap(), "Mes parcours favoris");
        jeanne.post(&blocks, &[("to", "reset")]).await;
        assert!(jeanne.get(HERE).await.body.contains("Aucun événement à venir"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_asks_the_same_questions_however_much_there_is() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        let empty = jeanne.get(HERE).await.headers["x-queries"].clone();
        for n in 0..12 {
            let session = parcours(&app, &format!("Parcours {n}"), Collection::SelfPaced, Some(person)).await;
            jeanne.post(&format!("{HERE}/parcours/{session}/favori"), &[("starred", "1")]).await;
            let now = app.ctx().now();
            let new = announcement::NewAnnouncement {
                title: format!("Annonce {n}"),
                author: "Rectorat".into(),
                body: crate::rich_text::RichText::from_markdown("Bonjour").unwrap(),
                published_at: now,
                until: now.plus(kernel::time::days(3)),
                pinned: n == 0,
                audience: Vec::new(),
            };
            app.ctx().write(async move |tx| announcement::publish(tx, &new).await).await.unwrap();
        }
        let full = jeanne.get(HERE).await;
        assert_eq!(full.headers["x-queries"], empty);
        assert!(full.body.contains("Annonce 0"));
        assert!(full.body.contains("Tous mes favoris"));
        println!("M@gistère home: {} queries", empty.to_str().unwrap());
    }
}
