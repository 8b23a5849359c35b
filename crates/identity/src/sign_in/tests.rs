//! The sign-in page as a browser meets it, on both databases.

use std::sync::{Arc, Mutex};

use http::StatusCode;
use kernel::{
    Tx, sql,
    time::{days, hours},
};
use testkit::TestApp;

use super::Tried;
use crate::account::{self, State};
use crate::attempts::{self, Counted, Whose};
use crate::testing::{JEANNE, PASSWORD, activated, agent, id_of, module, notices, try_in};

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
        let born = "girafe tambour 12 mars violon";
        let dated =
            jeanne.post("/compte/activation", &[("new_password", born), ("confirmation", born)]).await;
        assert!(dated.text("#new_password-error").unwrap().contains("date de naissance"), "{}", dated.body);
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
async fn an_unknown_identifier_gets_the_answers_of_a_wrong_password() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let mut sequences = Vec::new();
        for name in ["jdupont", "jdupond"] {
            let mut stranger = app.visitor();
            stranger.get(HERE).await;
            let mut sequence = Vec::new();
            // Three at once, one while the wait lasts, then one after each wait.
            for pause in [0, 0, 0, 10, 11, 41, 1] {
                app.services().clock.advance(std::time::Duration::from_secs(pause));
                let fields = [("identifier", name), ("password", "mauvais"), ("academie", "ac-creteil")];
                let seen = stranger.post(HERE, &fields).await;
                let token = seen.attribute("meta[name=csrf-token]", "content").unwrap();
                let body = seen.body.replace(&format!("value=\"{name}\""), "NAME").replace(&token, "T");
                sequence.push((seen.status, seen.headers["x-queries"].clone(), body));
            }
            sequences.push(sequence);
        }
        assert!(sequences[1][3].2.contains("Réessayez dans 10 secondes"), "{}", sequences[1][3].2);
        assert!(sequences[1][6].2.contains("Réessayez dans 79 secondes"), "{}", sequences[1][6].2);
        assert_eq!(sequences[0], sequences[1]);
        app.services().clock.advance(days(31));
        app.ctx().write(crate::forget_old).await.unwrap();
        let mut tx = app.ctx().read().await.unwrap();
        let left = tx.one(sql!(i64: "SELECT COUNT(*) FROM tries_by_account /* scan: test */")).await.unwrap();
        assert_eq!(left, 0, "both are forgotten");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_longer_than_any_is_told_at_its_field() {
    for app in TestApp::on_each_database(&[module()]).await {
        let (_, seen) = try_in(&app, &"j".repeat(321), "quelque chose").await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text("#identifier-error").unwrap().contains("trop long"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_costs_nobody_a_try() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let before = failures(&app).await;
        let taken: Vec<_> = std::iter::from_fn(|| account::place_in_queue().ok()).collect();
        for _ in 0..5 {
            let (_, busy) = try_in(&app, "jdupont", "mauvais").await;
            assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(busy.headers.contains_key("retry-after"));
        }
        jeanne.get("/compte/mot-de-passe").await;
        let new = "quatre lampes sur un quai";
        let own = [("current_password", "mauvais"), ("new_password", new), ("confirmation", new)];
        assert_eq!(jeanne.post("/compte/mot-de-passe", &own).await.status, StatusCode::SERVICE_UNAVAILABLE);
        let mut visitor = app.visitor();
        visitor.get("/compte/changer").await;
        let proofs = [("numen", JEANNE.numen), ("birth_date", "01/01/1980")];
        let fields = [own.as_slice(), proofs.as_slice()].concat();
        let busy = visitor.post("/compte/changer", &fields).await;
        assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(failures(&app).await, before);
        drop(taken);
        let (_, free) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(free.location(), "/compte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_the_password_is_hashed_counts() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let ctx = app.ctx();
        let checked = account::by_person(&mut ctx.read().await.unwrap(), person).await.unwrap();
        let enter = async || {
            let whose = Whose::Person(person);
            let counted =
                ctx.write(async move |tx| attempts::password(tx, whose, None).await).await.unwrap().unwrap();
            super::enter(&ctx, checked.clone(), counted, None, "device").await.unwrap()
        };
        assert!(matches!(enter().await, Tried::In { .. }), "nothing happened");
        let set = async |state| {
            ctx.write(async move |tx| account::set_state(tx, person, state).await).await.unwrap();
        };
        set(State::Suspended).await;
        assert!(matches!(enter().await, Tried::Suspended { frozen: false }));
        set(State::Active).await;
        ctx.write(async move |tx| account::reset(tx, person).await).await.unwrap().unwrap();
        assert!(matches!(enter().await, Tried::Wrong), "reset");
        ctx.write(async move |tx| account::set_first_password(tx, person, "another").await).await.unwrap();
        assert!(matches!(enter().await, Tried::Wrong), "another password");
        ctx.write(async move |tx| crate::help_desk::close(tx, person).await).await.unwrap();
        assert!(matches!(enter().await, Tried::Wrong), "closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_is_told_of_a_new_device_and_of_failures_before_a_success() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let titles = async || {
            let notices = notices(&app, "jdupont").await;
            notices.into_iter().map(|(title, _)| title).collect::<Vec<_>>()
        };
        let new_device = "Connexion depuis un nouvel appareil".to_owned();
        let failures = "Des essais ont échoué avant votre connexion".to_owned();
        assert!(!titles().await.contains(&new_device), "not for the device it was activated on");
        jeanne.post("/compte/deconnexion", &[]).await;
        jeanne.get(HERE).await;
        jeanne.post(HERE, &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert!(!titles().await.contains(&new_device), "nor when it comes back");
        for tries in [4, 5] {
            for _ in 0..tries {
                try_in(&app, "jdupont", "mauvais").await;
                app.services().clock.advance(hours(1));
            }
            let (_, seen) = try_in(&app, "jdupont", PASSWORD).await;
            assert_eq!(seen.location(), "/compte");
            assert!(titles().await.contains(&new_device));
            assert_eq!(titles().await.contains(&failures), tries == 5, "{tries}");
        }
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

/// Not in the pages that follow, not in the trail, the notices or the jobs, not in the log at its most talkative.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_and_the_numen_are_told_nowhere() {
    let log = Log::default();
    let kept = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || kept.clone())
        .try_init()
        .expect("each test has its process");
    let secrets = ["un secret bien à moi", PASSWORD, JEANNE.numen, "quatre lampes sur un quai"];
    for app in TestApp::on_each_database(&[module()]).await {
        let mut told = String::new();
        agent(&app, &JEANNE).await;
        let mut jeanne = app.visitor();
        jeanne.get(HERE).await;
        for password in [secrets[0], JEANNE.numen] {
            told += &jeanne.post(HERE, &[("identifier", "jdupont"), ("password", password)]).await.body;
        }
        let chosen = [("new_password", PASSWORD), ("confirmation", "autre")];
        told += &jeanne.get("/compte/activation").await.body;
        told += &jeanne.post("/compte/activation", &chosen).await.body;
        let chosen = [("new_password", PASSWORD), ("confirmation", PASSWORD)];
        told += &jeanne.post("/compte/activation", &chosen).await.body;
        jeanne.get("/compte/mot-de-passe").await;
        let change = |current| {
            [("current_password", current), ("new_password", secrets[3]), ("confirmation", secrets[3])]
        };
        told += &jeanne.post("/compte/mot-de-passe", &change(secrets[0])).await.body;
        told += &jeanne.post("/compte/mot-de-passe", &change(PASSWORD)).await.body;
        for page in ["/compte", "/compte/sessions", "/compte/journal", "/compte/notifications"] {
            told += &jeanne.get(page).await.body;
        }
        let ctx = app.ctx();
        let mut tx = ctx.read().await.unwrap();
        let rows = tx
            .all(sql!(String: "SELECT payload FROM jobs UNION ALL SELECT title || body || COALESCE(link, '') FROM notices
                  UNION ALL SELECT actor || action || detail FROM audit /* scan: test */"))
            .await
            .unwrap();
        drop(tx);
        assert!(rows.len() > 5, "something was written");
        told += &rows.concat();
        app.later(hours(2)).await;
        for secret in secrets {
            assert!(!told.contains(secret), "{secret}");
        }
    }
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(!log.is_empty());
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in the log");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_at_the_same_moment_are_all_counted_and_all_taken_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        // Other names from one address.
        let begin = async |number: u32| {
            let ctx = app.ctx();
            let name = format!("personne{number}");
            let unit = async move |tx: &mut Tx| attempts::password(tx, Whose::Nobody(&name), None).await;
            tokio::spawn(async move { ctx.write(unit).await })
                .await
                .unwrap()
                .unwrap()
                .expect("a few tries are allowed")
        };
        let running = futures::future::join_all((0..12).map(begin)).await;
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
                ctx.write(async move |tx| attempts::password(tx, Whose::Person(person), None).await)
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
