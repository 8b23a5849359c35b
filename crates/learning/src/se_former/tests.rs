//! «Se former» and the offer, on both databases.

use testkit::TestApp;

use crate::{record::Collection, testing::parcours};

const HERE: &str = "/magistere/ac-creteil/se-former";

#[tokio::test(flavor = "multi_thread")]
async fn ones_sessions_are_found_by_filter_with_their_counts() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        assert!(jeanne.get(HERE).await.body.contains("Aucun parcours ici."));
        let first =
            parcours(&app, "Évaluer pour faire progresser", Collection::SelfPaced, Some(person)).await;
        parcours(&app, "Le réseau des documentalistes", Collection::CollaborativeSpace, Some(person)).await;
        parcours(&app, "Pas le mien", Collection::SelfPaced, None).await;
        let seen = jeanne.get(HERE).await;
        assert_eq!(seen.text(".chip[aria-current]").unwrap(), "Tous 2");
        assert!(!seen.body.contains("Pas le mien"));
        jeanne.post(&format!("/magistere/ac-creteil/parcours/{first}/favori"), &[("starred", "1")]).await;
        let starred = jeanne.get(&format!("{HERE}?filtre=favoris")).await;
        assert_eq!(starred.text(".chip[aria-current]").unwrap(), "Favoris 1");
        assert_eq!(starred.text(".card-title").unwrap(), "Évaluer pour faire progresser");
        let spaces = jeanne.get(&format!("{HERE}?filtre=espaces-collaboratifs")).await;
        assert_eq!(spaces.text(".card-title").unwrap(), "Le réseau des documentalistes");
        assert_eq!(jeanne.get(&format!("{HERE}?q=evaluer")).await.body.matches("class=\"card\"").count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_found_on_offer_by_a_word_without_its_accents() {
    for app in TestApp::on_each_database(&[crate::module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        for n in 0..30 {
            parcours(&app, &format!("Parcours {n:02}"), Collection::SelfPaced, None).await;
        }
        parcours(&app, "Laïcité au quotidien", Collection::SelfPaced, None).await;
        let all = jeanne.get("/magistere/ac-creteil/offre").await;
        assert_eq!(all.body.matches("class=\"card\"").count(), 24);
        let found = jeanne.get("/magistere/ac-creteil/offre?q=laicite").await;
        assert_eq!(found.text(".card-title").unwrap(), "Laïcité au quotidien");
        assert_eq!(found.body.matches("class=\"card\"").count(), 1);
        let few = all.headers["x-queries"].clone();
        assert_eq!(few, "2");
    }
}
