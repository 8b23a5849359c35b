//! Who gets a code, who is told why not, and who is told nothing.

use kernel::time::minutes;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_goes_back_with_the_state_and_the_issuer() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let seen = jeanne.get(&request(&[])).await;
        assert_eq!(returned(&seen, "state").unwrap(), "l’état");
        assert_eq!(returned(&seen, "iss").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(returned(&seen, "via").unwrap(), "preau", "the address keeps its own query");
        assert_eq!(returned(&seen, "code").unwrap().len(), 43);
        assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wished_level_is_answered_by_the_one_that_can_be_had() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let metadata = app.visitor().get("/.well-known/openid-configuration").await;
        let metadata: Value = serde_json::from_str(&metadata.body).unwrap();
        assert_eq!(metadata["acr_values_supported"], serde_json::json!(["1"]));
        for wished in ["1", "2 1", "urn:unknown"] {
            let code = code(&mut jeanne, &[("acr_values", wished)]).await;
            let (_, tokens) = redeem(&app, &secret, &code).await;
            assert_eq!(text(&claims(text(&tokens, "id_token")), "acr"), "1", "{wished}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_address_that_is_not_registered_to_the_letter() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        for changes in [
            ("redirect_uri", "https://nuage.example/retour"),
            ("redirect_uri", "https://nuage.example/retour?via=preau&x=1"),
            ("redirect_uri", "https://nuage.example/Retour?via=preau"),
            ("redirect_uri", "https://ailleurs.example/"),
            ("redirect_uri", ""),
            ("client_id", "inconnu"),
            ("client_id", "compte"),
            ("client_id", ""),
        ] {
            let seen = jeanne.get(&request(&[changes])).await;
            assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{changes:?}");
            assert_eq!(seen.text("h1").unwrap(), "Application inconnue");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_told_to_its_application() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        for (changes, error) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("response_type", ""), "invalid_request"),
            (("response_mode", "fragment"), "invalid_request"),
            (("scope", "profile"), "invalid_scope"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge", "short"), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge_method", ""), "invalid_request"),
            (("prompt", "none login"), "invalid_request"),
            (("max_age", "-1"), "invalid_request"),
            (("request", "ey"), "request_not_supported"),
            (("request_uri", "https://nuage.example/r"), "request_uri_not_supported"),
        ] {
            let seen = jeanne.get(&request(&[changes])).await;
            assert_eq!(returned(&seen, "error").as_deref(), Some(error), "{changes:?}");
            assert_eq!(returned(&seen, "state").unwrap(), "l’état");
            assert_eq!(returned(&seen, "code"), None);
        }
        let seen = jeanne.get(&format!("{}&scope=openid", request(&[]))).await;
        assert_eq!(returned(&seen, "error").unwrap(), "invalid_request", "a parameter given twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_signs_in_and_comes_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        activated(&app, &JEANNE).await;
        let mut browser = app.visitor();
        let seen = browser.get(&request(&[("prompt", "none")])).await;
        assert_eq!(returned(&seen, "error").unwrap(), "login_required");
        let page = browser.walk(&request(&[("prompt", "login")])).await;
        assert_eq!(page.text("h1").unwrap(), "Connexion");
        let sent = sign_in(&mut browser, &page, "jdupont").await;
        let seen = browser.get(sent.location()).await;
        assert!(returned(&seen, "code").is_some(), "asked once, not for ever");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_proof_is_asked_when_the_application_wants_one() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        app.services().clock.advance(minutes(10));
        let silent = |age| request(&[("prompt", "none"), ("max_age", age)]);
        assert!(returned(&jeanne.get(&silent("3600")).await, "code").is_some());
        assert_eq!(returned(&jeanne.get(&silent("60")).await, "error").unwrap(), "login_required");
        assert_eq!(returned(&jeanne.get(&silent("0")).await, "error").unwrap(), "login_required");
        for wish in [("prompt", "login"), ("max_age", "0"), ("max_age", "60")] {
            app.services().clock.advance(minutes(2));
            let page = jeanne.walk(&request(&[wish])).await;
            assert_eq!(page.text("h1").unwrap(), "Connexion", "{wish:?}");
            let unchanged = page.attribute("input[name=suite]", "value").unwrap();
            let skipped = jeanne.get(&unchanged).await;
            assert!(skipped.location().starts_with("/compte/connexion"), "going on without the password");
            let sent = sign_in(&mut jeanne, &page, "jdupont").await;
            let seen = jeanne.get(sent.location()).await;
            assert!(returned(&seen, "code").is_some(), "{wish:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_as_hint_wants_the_same_person() {
    for app in TestApp::on_each_database(&[module()]).await {
        let secret = register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let mut malik = activated(&app, &MALIK).await;
        let code = code(&mut jeanne, &[]).await;
        let (_, tokens) = redeem(&app, &secret, &code).await;
        let hinted = request(&[("prompt", "none"), ("id_token_hint", text(&tokens, "id_token"))]);
        assert!(returned(&jeanne.get(&hinted).await, "code").is_some());
        assert_eq!(returned(&malik.get(&hinted).await, "error").unwrap(), "login_required");
        let forged = request(&[("prompt", "none"), ("id_token_hint", "a.b.c")]);
        assert_eq!(returned(&jeanne.get(&forged).await, "error").unwrap(), "login_required");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_one_academie_is_closed_to_the_others() {
    for app in TestApp::on_each_database(&[module()]).await {
        let other = app
            .ctx()
            .write(async |tx| {
                let lille = kernel::people::NewAcademy {
                    slug: "ac-lille".into(),
                    name: "Académie de Lille".into(),
                    mail_domain: "ac-lille.fr".into(),
                    zone: "Europe/Paris".into(),
                    accent: "vert".into(),
                };
                kernel::people::found_academy(tx, &lille).await
            })
            .await
            .unwrap();
        let mut jeanne = activated(&app, &JEANNE).await;
        register(&app, NewClient { academy: Some(other), ..new_client() }).await;
        assert_eq!(returned(&jeanne.get(&request(&[])).await, "error").unwrap(), "access_denied");
        register(&app, NewClient { academy: Some(app.academy.id), ..new_client() }).await;
        assert!(returned(&jeanne.get(&request(&[])).await, "code").is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_form_comes_back_as_a_link() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let (path, query) = request(&[]).split_once('?').map(|(p, q)| (p.to_owned(), q.to_owned())).unwrap();
        let form = Request::post(path)
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(query))
            .unwrap();
        let sent = app.visitor().send(form).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(returned(&jeanne.get(sent.location()).await, "code").is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_sign_in_form_a_page_moves_on_to_the_application() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let after_form = Request::get(request(&[]))
            .header(header::REFERER, "http://127.0.0.1:8080/compte/connexion")
            .body(Body::empty())
            .unwrap();
        let seen = jeanne.send(after_form).await;
        assert_eq!(seen.status, StatusCode::OK, "a redirect would break the form's policy");
        let refresh = seen.headers[header::REFRESH].to_str().unwrap();
        assert!(refresh.starts_with(&format!("0; url={RETURN}")), "{refresh}");
        assert!(seen.attribute("main a", "href").unwrap().starts_with(RETURN));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_sent_round_in_circles_is_stopped() {
    for app in TestApp::on_each_database(&[module()]).await {
        register(&app, new_client()).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        for _ in 0..40 {
            code(&mut jeanne, &[]).await;
        }
        assert_eq!(jeanne.get(&request(&[])).await.status, StatusCode::TOO_MANY_REQUESTS);
        app.services().clock.advance(minutes(1));
        code(&mut jeanne, &[]).await;
    }
}
