//! The end of a session, asked by an application and told to applications.

use std::sync::{Arc, Mutex};

use axum::{Router, routing::post};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use kernel::time::minutes;

use super::*;

const GOODBYE: &str = "https://nuage.example/au-revoir";

fn leaving(fields: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("/oidc/deconnexion?{query}")
}

async fn is_signed_in(browser: &mut Visitor) -> bool {
    browser.get("/compte").await.status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_id_token_the_session_ends_at_once() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        let hint = ("id_token_hint", text(&tokens, "id_token"));
        app.services().clock.advance(minutes(30));
        let seen =
            jeanne.get(&leaving(&[hint, ("post_logout_redirect_uri", GOODBYE), ("state", "s&1")])).await;
        assert_eq!(seen.location(), format!("{GOODBYE}?state=s%261"), "an expired token is still a hint");
        assert!(!is_signed_in(&mut jeanne).await);
        let again = jeanne.get(&leaving(&[hint, ("post_logout_redirect_uri", GOODBYE)])).await;
        assert_eq!(again.location(), GOODBYE, "nobody is signed in: on to the application");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_one_the_person_is_asked() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let asked = leaving(&[("client_id", CLIENT), ("post_logout_redirect_uri", GOODBYE), ("state", "s")]);
        let page = jeanne.get(&asked).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text("main").unwrap().contains("Nuage demande la fin de votre session."));
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://nuage.example;"), "{policy}");
        assert!(is_signed_in(&mut jeanne).await, "nothing has happened yet");
        jeanne.get(&asked).await;
        let fields: Vec<(&str, String)> = ["client_id", "post_logout_redirect_uri", "state"]
            .map(|name| (name, page.attribute(&format!("input[name={name}]"), "value").unwrap()))
            .to_vec();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sent = jeanne.post("/oidc/deconnexion/confirmation", &fields).await;
        assert_eq!(sent.location(), format!("{GOODBYE}?state=s"));
        assert!(!is_signed_in(&mut jeanne).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_token_or_a_forged_one_ends_nothing() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut malik = activated(&app, &MALIK).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut malik, &[]).await).await;
        let token = text(&tokens, "id_token");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
        for hint in [token, forged.as_str(), "a.b.c"] {
            let page = jeanne.get(&leaving(&[("id_token_hint", hint)])).await;
            assert_eq!(page.text("h1").unwrap(), "Se déconnecter de toutes les applications ?");
        }
        assert!(is_signed_in(&mut jeanne).await);
        let mixed = jeanne.get(&leaving(&[("id_token_hint", token), ("client_id", "portail")])).await;
        assert_eq!(mixed.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_registered_is_not_gone_to() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        let elsewhere = ("post_logout_redirect_uri", "https://ailleurs.example/");
        let sent = jeanne.get(&leaving(&[("id_token_hint", text(&tokens, "id_token")), elsewhere])).await;
        assert_eq!(sent.location(), "/oidc/deconnexion");
        let page = jeanne.get(sent.location()).await;
        assert_eq!(page.text("h1").unwrap(), "Vous êtes déconnecté");
        let page = jeanne.get(&leaving(&[elsewhere])).await;
        assert_eq!(page.status, StatusCode::OK, "no open door");
    }
}

/// What an application on this machine was told, and how it answers.
struct Application {
    told: Arc<Mutex<Vec<String>>>,
    address: String,
}

impl Application {
    async fn answering(statuses: Vec<u16>) -> Application {
        let told = Arc::new(Mutex::new(Vec::new()));
        let (log, statuses) = (told.clone(), Arc::new(Mutex::new(statuses)));
        let listen = async move |body: String| {
            log.lock().unwrap().push(body);
            let mut statuses = statuses.lock().unwrap();
            let status = if statuses.len() > 1 { statuses.remove(0) } else { statuses[0] };
            StatusCode::from_u16(status).unwrap()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/fin", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, Router::new().route("/fin", post(listen))).await });
        Application { told, address }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_told_that_the_session_is_over() {
    for app in TestApp::on_each_database(&[module()]).await {
        let application = Application::answering(vec![503, 200]).await;
        let listening = Some(application.address.clone());
        let secret = register(&app, NewClient { backchannel_logout_uri: listening, ..new_client() }).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut malik = activated(&app, &MALIK).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        code(&mut malik, &[]).await;
        for browser in [&mut jeanne, &mut malik] {
            browser.get("/compte").await;
            browser.post("/compte/deconnexion", &[]).await;
        }
        app.settle().await;
        assert_eq!(application.told().len(), 1, "once a session, and only where a code was redeemed");
        app.later(minutes(1)).await;
        assert_eq!(application.told().len(), 2, "told again after it had failed");
        app.later(minutes(60)).await;
        assert_eq!(application.told().len(), 2, "and then no more");
        let said = check_logout_token(&app, &application.told()[1]).await;
        let signed = claims(text(&tokens, "id_token"));
        assert_eq!((&said["sub"], &said["sid"]), (&signed["sub"], &signed["sid"]));
        assert!(said["events"].get("http://schemas.openid.net/event/backchannel-logout").is_some());
        assert!(said.get("nonce").is_none() && !text(&said, "jti").is_empty());
    }
}

/// As the application would: form, signature by a published key, kind, issuer, audience.
async fn check_logout_token(app: &TestApp, body: &str) -> Value {
    let (name, token) = form_urlencoded::parse(body.as_bytes()).next().unwrap();
    assert_eq!(name, "logout_token");
    let keys: JwkSet = serde_json::from_str(&app.visitor().get("/oidc/cles").await.body).unwrap();
    let header = jsonwebtoken::decode_header(token.as_bytes()).unwrap();
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&[CLIENT]);
    rules.set_issuer(&["http://127.0.0.1:8080"]);
    rules.validate_exp = false;
    jsonwebtoken::decode::<Value>(token.as_bytes(), &key, &rules).unwrap().claims
}
