//! Codes against tokens, and what the tokens open.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use kernel::{
    Id,
    people::{Establishment, Person},
    time::{days, hours, minutes},
};

use super::*;
use crate::account;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_becomes_tokens_that_say_who_signed_in() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (status, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((text(&tokens, "token_type"), tokens["expires_in"].as_i64()), ("Bearer", Some(600)));
        assert_eq!(text(&tokens, "scope"), ALL_SCOPES);
        let said = claims(text(&tokens, "id_token"));
        let now = app.services().clock.now().seconds();
        assert_eq!((text(&said, "iss"), text(&said, "aud")), ("http://127.0.0.1:8080", CLIENT));
        assert_eq!((text(&said, "nonce"), text(&said, "acr")), ("n-0S6", "1"));
        assert_eq!(said["amr"], serde_json::json!(["pwd"]));
        assert_eq!(said["auth_time"].as_i64(), Some(now));
        assert_eq!(said["exp"].as_i64(), Some(now + 600));
        assert!(said.get("academy").is_none(), "our own systems alone need it");
        let hash = digest(text(&tokens, "access_token").as_bytes());
        assert_eq!(text(&said, "at_hash"), BASE64URL_NOPAD.encode(&hash[..16]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_tells_what_the_scopes_allow_and_never_the_numen() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        let (status, told) = profile(&app, text(&tokens, "access_token")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(told["sub"], claims(text(&tokens, "id_token"))["sub"]);
        assert_eq!((text(&told, "uid"), text(&told, "name")), ("jdupont", "Jeanne Dupont"));
        assert_eq!((text(&told, "given_name"), text(&told, "family_name")), ("Jeanne", "Dupont"));
        assert_eq!((text(&told, "mail"), text(&told, "codaca")), ("jeanne.dupont@ac-creteil.fr", "24"));
        assert_eq!((text(&told, "title"), text(&told, "FrEduFonctAdm")), ("ENS", "ENS"));
        assert!(told.get("employeeNumber").is_none());
        assert!(!told.to_string().contains(JEANNE.numen));
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[("scope", "openid email")]).await).await;
        let (_, told) = profile(&app, text(&tokens, "access_token")).await;
        let mut names: Vec<_> = told.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["email", "email_verified", "mail", "sub"]);
        assert!(tokens.get("refresh_token").is_none(), "offline_access was not asked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_establishment_is_told_under_its_usual_names() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let person = app.person("jdupont").await;
        app.ctx()
            .write(async move |tx| {
                let school = Establishment {
                    uai: "0770000A".into(),
                    name: "Collège des Trois Tilleuls".into(),
                    town: "Meaux".into(),
                };
                kernel::people::put_establishment(tx, &school).await?;
                tx.execute(kernel::sql!("UPDATE people SET uai = '0770000A' WHERE id = $1", person)).await
            })
            .await
            .unwrap();
        let mut jeanne = app.signed_in(person).await;
        let (_, tokens) =
            redeem(&app, &secret, &code(&mut jeanne, &[("scope", "openid affectation")]).await).await;
        let (_, told) = profile(&app, text(&tokens, "access_token")).await;
        assert_eq!(text(&told, "rne"), "0770000A");
        assert_eq!(told["FrEduRne"], serde_json::json!(["0770000A"]));
        assert!(told.get("uid").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_shown_twice_takes_its_tokens_with_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let code = code(&mut jeanne, &[]).await;
        let (_, tokens) = redeem(&app, &secret, &code).await;
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::OK);
        assert_eq!(error(&redeem(&app, &secret, &code).await), (400, "invalid_grant"));
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(
            error(&refresh(&app, &secret, text(&tokens, "refresh_token")).await),
            (400, "invalid_grant")
        );
        let trail = jeanne.get("/compte/journal").await;
        assert!(trail.body.contains("Jeton montré deux fois"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_a_minute_and_works_for_its_application_address_and_verifier_alone() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        register(&app, NewClient { id: "autre".into(), public: true, ..new_client() }).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let late = code(&mut jeanne, &[]).await;
        app.services().clock.advance(minutes(1));
        assert_eq!(error(&redeem(&app, &secret, &late).await), (400, "invalid_grant"));

        let stolen = code(&mut jeanne, &[]).await;
        let body = format!(
            "grant_type=authorization_code&client_id=autre&code={stolen}&code_verifier={VERIFIER}&redirect_uri={}",
            form_urlencoded::byte_serialize(RETURN.as_bytes()).collect::<String>()
        );
        let request = Request::post("/oidc/jeton")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let seen = app.visitor().send(request).await;
        assert!(seen.body.contains("invalid_grant"), "{}", seen.body);

        for (name, value) in [("redirect_uri", "https://nuage.example/retour"), ("code_verifier", "another")]
        {
            let code = code(&mut jeanne, &[]).await;
            let mut fields = vec![
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", RETURN),
                ("code_verifier", VERIFIER),
            ];
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
            assert_eq!(
                error(&ask(&app, "/oidc/jeton", &secret, &fields).await),
                (400, "invalid_grant"),
                "{name}"
            );
            fields.pop();
            assert_eq!(error(&ask(&app, "/oidc/jeton", &secret, &fields).await), (400, "invalid_request"));
            assert_eq!(error(&redeem(&app, &secret, &code).await), (400, "invalid_grant"), "one try a code");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_opens_nothing() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let code = code(&mut jeanne, &[]).await;
        assert_eq!(error(&redeem(&app, "wrong", &code).await), (401, "invalid_client"));
        assert_eq!(error(&redeem(&app, "", &code).await), (401, "invalid_client"));
        let unnamed = Request::post("/oidc/jeton")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("grant_type=authorization_code&client_id={CLIENT}&code={code}")))
            .unwrap();
        let seen = app.visitor().send(unnamed).await;
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED, "no secret where there is one");
        assert!(seen.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic"));
        assert_eq!(
            redeem(&app, &secret, &code).await.0,
            StatusCode::OK,
            "the code was not burnt by strangers"
        );
        let fields = [("grant_type", "password")];
        assert_eq!(error(&ask(&app, "/oidc/jeton", &secret, &fields).await), (400, "unsupported_grant_type"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_secrets_is_slowed_down_at_his_own_address() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let guess = async |address: [u8; 4]| {
            let mut request = Request::post("/oidc/jeton")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("grant_type=refresh_token&client_id={CLIENT}&client_secret=guess")))
                .unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 4000))));
            app.visitor().send(request).await
        };
        for _ in 0..30 {
            assert_eq!(guess([192, 0, 2, 7]).await.status, StatusCode::UNAUTHORIZED);
        }
        let slowed = guess([192, 0, 2, 7]).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(slowed.headers[header::RETRY_AFTER], "600");
        assert_eq!(guess([192, 0, 2, 8]).await.status, StatusCode::UNAUTHORIZED);
        // The people behind the same address are not slowed down with it.
        let mut person = Request::post("/compte/connexion")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "http://127.0.0.1:8080")
            .body(Body::from("identifier=jdupont&password=guess"))
            .unwrap();
        person.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 4000))));
        let told = app.visitor().send(person).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_works_once_and_outlives_the_session() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, first) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        app.later(days(20)).await;
        let (status, second) = refresh(&app, &secret, text(&first, "refresh_token")).await;
        assert_eq!(status, StatusCode::OK);
        let said = claims(text(&second, "id_token"));
        assert_eq!(said["sub"], claims(text(&first, "id_token"))["sub"]);
        assert_eq!(said["auth_time"], claims(text(&first, "id_token"))["auth_time"]);
        assert!(said.get("nonce").is_none());
        assert_eq!(profile(&app, text(&second, "access_token")).await.0, StatusCode::OK);
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&second, "refresh_token")),
            ("scope", "openid"),
        ];
        let (status, third) = ask(&app, "/oidc/jeton", &secret, &fields).await;
        assert_eq!((status, text(&third, "scope")), (StatusCode::OK, "openid"), "less than granted is fine");
        app.later(days(31)).await;
        let answer = refresh(&app, &secret, text(&third, "refresh_token")).await;
        assert_eq!(error(&answer), (400, "invalid_grant"), "a month unused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_shown_twice_takes_its_family_with_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, first) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        let (_, second) = refresh(&app, &secret, text(&first, "refresh_token")).await;
        let (_, other) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        assert_eq!(
            error(&refresh(&app, &secret, text(&first, "refresh_token")).await),
            (400, "invalid_grant")
        );
        assert_eq!(
            error(&refresh(&app, &secret, text(&second, "refresh_token")).await),
            (400, "invalid_grant")
        );
        assert_eq!(profile(&app, text(&second, "access_token")).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(
            refresh(&app, &secret, text(&other, "refresh_token")).await.0,
            StatusCode::OK,
            "another family"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_never_grows() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret =
            register(&app, NewClient { scopes: "email offline_access".into(), ..new_client() }).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        assert_eq!(text(&tokens, "scope"), "openid email offline_access", "what it was registered for");
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            ("scope", "openid profile"),
        ];
        assert_eq!(error(&ask(&app, "/oidc/jeton", &secret, &fields).await), (400, "invalid_scope"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_with_its_ten_minutes_and_with_the_session() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let plain = [("scope", "openid email")];
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &plain).await).await;
        app.services().clock.advance(minutes(10));
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::UNAUTHORIZED);
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &plain).await).await;
        let waiting = code(&mut jeanne, &plain).await;
        jeanne.get("/compte").await;
        jeanne.post("/compte/deconnexion", &[]).await;
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(error(&redeem(&app, &secret, &waiting).await), (400, "invalid_grant"));
        assert_eq!(profile(&app, "made-up").await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_ends_every_token() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        let person: Id<Person> = text(&claims(text(&tokens, "id_token")), "sub").parse().unwrap();
        app.ctx()
            .write(async move |tx| account::reset(tx, person).await)
            .await
            .unwrap()
            .expect("nothing stands against it");
        assert_eq!(
            error(&refresh(&app, &secret, text(&tokens, "refresh_token")).await),
            (400, "invalid_grant")
        );
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_what_was_meant_to_outlive_sessions() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        for which in ["others", "all"] {
            let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
            jeanne.get("/compte/sessions").await;
            jeanne.post("/compte/sessions/fermer", &[("which", which)]).await;
            let answer = refresh(&app, &secret, text(&tokens, "refresh_token")).await;
            assert_eq!(error(&answer), (400, "invalid_grant"), "{which}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_gives_tokens_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await;
        for token in ["unknown", text(&tokens, "refresh_token")] {
            let (status, _) = ask(&app, "/oidc/revocation", &secret, &[("token", token)]).await;
            assert_eq!(status, StatusCode::OK);
        }
        assert_eq!(profile(&app, text(&tokens, "access_token")).await.0, StatusCode::UNAUTHORIZED);
        let answer = ask(&app, "/oidc/revocation", "wrong", &[("token", "unknown")]).await;
        assert_eq!(error(&answer), (401, "invalid_client"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_forgotten() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        redeem(&app, &secret, &code(&mut jeanne, &[("scope", "openid")]).await).await;
        let kept = redeem(&app, &secret, &code(&mut jeanne, &[]).await).await.1;
        app.services().clock.advance(hours(12) + days(1));
        let counts = app
            .ctx()
            .write(async |tx| {
                super::super::grants::forget_old(tx).await?;
                tx.one(kernel::sql!((i64, i64): "SELECT (SELECT COUNT(*) FROM oidc_grants /* scan: test */), (SELECT COUNT(*) FROM oidc_tokens /* scan: test */)")).await
            })
            .await
            .unwrap();
        assert_eq!(counts, (1, 1), "the one that outlives the session, with its refresh token");
        assert_eq!(refresh(&app, &secret, text(&kept, "refresh_token")).await.0, StatusCode::OK);
    }
}
