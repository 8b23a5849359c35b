//! The portal, M@gistère and the webmel sign on through the account, on one origin and on four.

use axum::response::IntoResponse;
use http::StatusCode;
use kernel::site::System;
use testkit::{TestApp, Visitor};
use web::{Access, Module, Reply, Routes, Visit};

use super::*;

/// A page of each system that says who is there.
fn pages() -> Module {
    Module {
        base: kernel::Module::named("pages"),
        routes: || {
            Routes::new()
                .get("/portail/{academy}/qui", Access::SignedIn, who)
                .get("/magistere/{academy}/qui", Access::SignedIn, who)
                .get("/webmel/qui", Access::SignedIn, who)
        },
    }
}

async fn who(visit: Visit) -> Reply {
    Ok(visit.agent()?.display_name.clone().into_response())
}

const PAGES: [(System, &str); 3] = [
    (System::Portal, "/portail/ac-creteil/qui"),
    (System::Learning, "/magistere/ac-creteil/qui"),
    (System::Mail, "/webmel/qui"),
];

async fn one_sign_in_opens_everything(app: &TestApp) {
    activated(app, &JEANNE).await;
    let site = app.services().site.clone();
    let mut browser = app.visitor();
    let mut signed_in = false;
    for (system, page) in PAGES {
        let mut seen = browser.walk(&site.url(system, page)).await;
        if !signed_in {
            assert_eq!(seen.text("h1").unwrap(), "Connexion");
            assert_eq!(seen.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
            let sent = sign_in(&mut browser, &seen, "jdupont").await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
            seen = browser.walk(sent.location()).await;
            signed_in = true;
        }
        assert_eq!((seen.status, seen.body.as_str()), (StatusCode::OK, "Jeanne Dupont"), "{page}");
    }
    signing_out_of_one_closes_all(app, &mut browser).await;
}

async fn signing_out_of_one_closes_all(app: &TestApp, browser: &mut Visitor) {
    let site = app.services().site.clone();
    // Any page of the portal carries the form's token.
    let missing = browser.get(&site.url(System::Portal, "/portail/ac-creteil/nulle-part")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let sent = browser.post("/portail/deconnexion", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    for (system, page) in PAGES {
        let seen = browser.walk(&site.url(system, page)).await;
        assert_eq!(seen.text("h1").unwrap(), "Connexion", "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_opens_portal_magistere_and_webmel_on_one_origin() {
    for app in TestApp::on_each_database(&[module(), pages()]).await {
        one_sign_in_opens_everything(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_opens_portal_magistere_and_webmel_on_hosts_of_their_own() {
    for app in TestApp::on_separate_hosts(&[module(), pages()]).await {
        one_sign_in_opens_everything(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_one_host_may_lead_to_the_others() {
    for app in TestApp::on_separate_hosts(&[module()]).await {
        let seen = app.visitor().get("/compte/connexion").await;
        let policy = seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let forms = policy.split(';').find(|d| d.trim().starts_with("form-action")).unwrap();
        for host in ["portail", "magistere", "webmel", "compte"] {
            assert!(forms.contains(&format!("https://{host}.example")), "{forms}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_says_of_itself_is_there() {
    for app in TestApp::on_separate_hosts(&[module()]).await {
        let seen = app.visitor().get("/.well-known/openid-configuration").await;
        assert_eq!(seen.headers[header::CACHE_CONTROL], "public, max-age=3600");
        let metadata: Value = serde_json::from_str(&seen.body).unwrap();
        assert_eq!(metadata["issuer"], "https://compte.example");
        let routes: Vec<_> = app.app.routes().iter().map(|r| r.path).collect();
        for (name, value) in metadata.as_object().unwrap() {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let path = value.as_str().unwrap().strip_prefix("https://compte.example").unwrap();
                assert!(routes.contains(&path), "{name}: {path}");
            }
        }
    }
}
