//! The sign-in page as a browser meets it, on both databases.

use http::StatusCode;
use kernel::{
    sql,
    time::{days, hours, minutes},
};
use testkit::TestApp;

use crate::account;
use crate::attempts::{self, Counted};
use crate::testing::{JEANNE, PASSWORD, activated, agent, module};

const HERE: &str = "/compte/connexion";

#[tokio::test(flavor = "multi_thread")]
async fn the_numen_opens_the_page_where_a_password_is_chosen_and_nothing_else() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        let mut jeanne = app.visitor();
        jeanne.get(HERE).await;
        let sent = jeanne
            .post(
                HERE,
                &[("identifier", "jdupont"), ("password", JEANNE.numen), ("suite", "/compte/journal")],
            )
            .await;
        assert_eq!(sent.location(), "/compte/activation?suite=%2Fcompte%2Fjournal");
        assert_eq!(jeanne.get("/compte").await.status, StatusCode::SEE_OTHER, "no session");
        let page = jeanne.get(sent.location()).await;
        assert_eq!(page.text("h1").unwrap(), "Choisissez votre mot de passe");
        let short =
            jeanne.post("/compte/activation", &[("new_password", "court"), ("confirmation", "court")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.text("#new_password-error").unwrap().contains("15"));
        let chosen = jeanne
            .post(
                "/compte/activation",
                &[("new_password", PASSWORD), ("confirmation", PASSWORD), ("suite", "/compte/journal")],
            )
            .await;
        assert_eq!(chosen.location(), "/compte/journal");
        let trail = jeanne.get("/compte/journal").await;
        assert!(trail.body.contains("Mot de passe choisi, compte activé"));
        let again = jeanne.get("/compte/activation").await;
        assert_eq!(again.status, StatusCode::GONE, "the page works once");
        let mut other = app.visitor();
        other.get(HERE).await;
        let refused = other.post(HERE, &[("identifier", "jdupont"), ("password", JEANNE.numen)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the NUMEN opens nothing any more");
        let right = other.post(HERE, &[("identifier", " JDupont "), ("password", PASSWORD)]).await;
        assert_eq!(right.location(), "/compte");
        assert_eq!(other.get("/compte").await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_for_activation_closes_and_says_so_to_its_owner_alone() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        app.services().clock.advance(days(91));
        let mut jeanne = app.visitor();
        jeanne.get(HERE).await;
        let late = jeanne.post(HERE, &[("identifier", "jdupont"), ("password", JEANNE.numen)]).await;
        assert!(late.body.contains("le délai pour choisir un mot de passe est passé"));
        let stranger = jeanne.post(HERE, &[("identifier", "jdupont"), ("password", "quelque chose")]).await;
        assert!(!stranger.body.contains("délai"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_slow_a_stranger_down_but_not_the_owner_on_a_known_device() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut stranger = app.visitor();
        stranger.get(HERE).await;
        for _ in 0..3 {
            let wrong = stranger.post(HERE, &[("identifier", "jdupont"), ("password", "mauvais")]).await;
            assert!(wrong.body.contains("ne convient pas"), "{}", wrong.body);
        }
        let slowed = stranger.post(HERE, &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(slowed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(slowed.body.contains("Réessayez dans 20 secondes"), "{}", slowed.body);
        jeanne.post("/compte/deconnexion", &[]).await;
        jeanne.get(HERE).await;
        let own = jeanne.post(HERE, &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(own.status, StatusCode::SEE_OTHER, "a known device has its own counter");
        app.services().clock.advance(std::time::Duration::from_secs(21));
        let later = stranger.post(HERE, &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(later.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_identifier_gets_the_words_of_a_wrong_password() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let mut stranger = app.visitor();
        stranger.get(HERE).await;
        let wrong = stranger.post(HERE, &[("identifier", "jdupont"), ("password", "mauvais")]).await;
        let unknown = stranger.post(HERE, &[("identifier", "jdupond"), ("password", "mauvais")]).await;
        assert_eq!(wrong.status, unknown.status);
        assert_eq!(wrong.body.replace("value=\"jdupont\"", "value=\"jdupond\""), unknown.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_leads_nowhere_else() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let mut jeanne = app.visitor();
        jeanne.get(HERE).await;
        let fields = [("identifier", "jdupont"), ("password", PASSWORD), ("suite", "//evil.example/")];
        assert_eq!(jeanne.post(HERE, &fields).await.location(), "/compte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_form_of_another_system_is_vouched_for_by_its_origin() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let form = |origin: &'static str| {
            http::Request::post(HERE)
                .header("origin", origin)
                .header("sec-fetch-site", "same-site")
                .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(format!(
                    "identifier=jdupont&password={}",
                    PASSWORD.replace(' ', "+")
                )))
                .unwrap()
        };
        let ours = app.visitor().send(form("http://127.0.0.1:8080")).await;
        assert_eq!(ours.location(), "/compte");
        let mut victim = app.visitor();
        victim.send(form("https://evil.example")).await;
        assert_eq!(victim.get("/compte").await.status, StatusCode::SEE_OTHER, "nobody is signed in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_told_nowhere() {
    for app in TestApp::on_each_database(&[module()]).await {
        agent(&app, &JEANNE).await;
        let mut jeanne = app.visitor();
        jeanne.get(HERE).await;
        let wrong =
            jeanne.post(HERE, &[("identifier", "jdupont"), ("password", "un secret bien à moi")]).await;
        assert!(!wrong.body.contains("un secret"));
        app.later(minutes(1)).await;
        app.later(hours(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_at_the_same_moment_are_all_counted_and_all_taken_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        let begin = async || {
            let ctx = app.ctx();
            tokio::spawn(async move { ctx.write(async |tx| attempts::password(tx, None, None).await).await })
                .await
                .unwrap()
                .unwrap()
                .expect("a few tries are allowed")
        };
        let running = futures::future::join_all((0..12).map(|_| begin())).await;
        assert_eq!(failures(&app).await, 12, "each is counted");
        let end = async |counted: Counted| {
            let ctx = app.ctx();
            tokio::spawn(async move {
                ctx.write(async move |tx| attempts::succeeded(tx, &counted).await).await.unwrap();
            })
            .await
            .unwrap();
        };
        futures::future::join_all(running.into_iter().map(end)).await;
        assert_eq!(failures(&app).await, 0, "each is taken back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_at_the_same_moment_do_not_get_past_the_wait_of_an_account() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = agent(&app, &JEANNE).await;
        let begin = async || {
            let ctx = app.ctx();
            tokio::spawn(async move {
                ctx.write(async move |tx| {
                    let account = account::by_person(tx, person).await?;
                    attempts::password(tx, Some(&account), None).await
                })
                .await
                .unwrap()
                .is_ok()
            })
            .await
            .unwrap()
        };
        let allowed = futures::future::join_all((0..12).map(|_| begin())).await;
        assert_eq!(allowed.into_iter().filter(|ok| *ok).count(), 3, "as if they came in turn");
    }
}

async fn failures(app: &TestApp) -> i64 {
    let mut tx = app.ctx().read().await.unwrap();
    tx.first(
        sql!(i64: "SELECT CAST(SUM(failures) AS BIGINT) FROM tries_by_address /* scan: a test's few rows */"),
    )
    .await
    .unwrap()
    .unwrap_or_default()
}
