//! The agent's own pages.

use http::StatusCode;
use testkit::TestApp;

use super::browser_name;
use crate::testing::{JEANNE, MALIK, PASSWORD, activated, agent, module, trail, try_in};

#[test]
fn browsers_are_named_as_people_know_them() {
    let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0";
    assert_eq!(browser_name(edge), "Edge");
    assert_eq!(browser_name("Mozilla/5.0 (X11) Gecko/20100101 Firefox/140.0"), "Firefox");
    assert_eq!(browser_name("curl/8"), "—");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_closed_one_by_one_or_all() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut here = activated(&app, &JEANNE).await;
        let mut there = app.visitor();
        there.get("/compte/connexion").await;
        there.post("/compte/connexion", &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        let page = here.get("/compte/sessions").await;
        assert_eq!(page.body.matches("<tr>").count(), 3, "{}", page.body);
        // One by one: the other, which is the one without the mark.
        let other = page.body.split("<tr>").skip(2).find(|row| !row.contains("celle-ci")).unwrap();
        let action = other.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let malik = agent(&app, &MALIK).await;
        let mut stranger = app.signed_in(malik).await;
        stranger.get("/compte/sessions").await;
        stranger.post(&action, &[]).await;
        assert_eq!(there.get("/compte").await.status, StatusCode::OK, "nobody closes another's session");
        assert_eq!(here.post(&action, &[]).await.location(), "/compte/sessions");
        assert_eq!(there.get("/compte").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/compte").await.status, StatusCode::OK);
        let own = here.get("/compte/sessions").await.attribute("td form", "action").unwrap();
        assert_eq!(here.post(&own, &[]).await.location(), "/compte/connexion", "this one ends here");
        assert_eq!(here.get("/compte").await.status, StatusCode::SEE_OTHER);
        // All the others, then all.
        let (mut here, _) = try_in(&app, "jdupont", PASSWORD).await;
        let (mut there, _) = try_in(&app, "jdupont", PASSWORD).await;
        here.get("/compte/sessions").await;
        here.post("/compte/sessions/fermer", &[("which", "others")]).await;
        assert_eq!(there.get("/compte").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/compte").await.status, StatusCode::OK);
        here.post("/compte/sessions/fermer", &[("which", "all")]).await;
        assert_eq!(here.get("/compte").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_closes_the_other_sessions_and_is_told() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut here = activated(&app, &JEANNE).await;
        here.get("/compte/mot-de-passe").await;
        let new = "quatre lampes sur un quai";
        let fields = |current| [("current_password", current), ("new_password", new), ("confirmation", new)];
        let wrong = here.post("/compte/mot-de-passe", &fields("autre chose")).await;
        assert!(wrong.text("#current_password-error").unwrap().contains("pas votre mot de passe actuel"));
        let refused = ("password.change".to_owned(), false, String::new());
        assert!(trail(&app, "jdupont").await.contains(&refused));
        assert_eq!(here.post("/compte/mot-de-passe", &fields(PASSWORD)).await.location(), "/compte");
        let notices = here.get("/compte/notifications").await;
        assert!(notices.body.contains("Votre mot de passe a été changé"));
        assert_eq!(here.get("/compte").await.text(".topbar-bell .badge").unwrap(), "2");
        here.post("/compte/notifications", &[]).await;
        assert!(here.get("/compte").await.text(".topbar-bell .badge").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_written_in_the_language_the_person_chose() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut here = activated(&app, &JEANNE).await;
        let choice = http::Request::post("/langue")
            .header(http::header::ORIGIN, "http://127.0.0.1:8080")
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("choice=en&back=/compte"))
            .unwrap();
        assert_eq!(here.send(choice).await.location(), "/compte");
        app.services().clock.advance(kernel::time::minutes(1));
        let mut french = app.visitor();
        french.get("/compte/reinitialiser").await;
        let proof = [("numen", JEANNE.numen), ("birth_date", JEANNE.birth_date)];
        let done = french.post("/compte/reinitialiser", &proof).await;
        assert_eq!(done.text("h1").unwrap(), "Votre mot de passe est de nouveau votre NUMEN");
        app.settle().await;
        let ctx = app.ctx();
        let mut tx = ctx.read().await.unwrap();
        let person = kernel::people::person_by_identifier(&mut tx, "jdupont").await.unwrap().unwrap().id;
        let newest = kernel::notices::of(&mut tx, person, 1).await.unwrap().remove(0);
        assert!(newest.body.starts_with("It is your NUMEN again"), "{}", newest.body);
    }
}
