//! The shell seen from a browser: who gets in, what a failure says, what happens to a form that came too late.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::time::Duration;

use axum::{body::Body, response::IntoResponse};
use http::{Request, StatusCode, header};
use kernel::permission::Role;
use testkit::TestApp;
use web::{Access, Form, Module, Page, Reply, Routes, Visit};

/// A page of each kind, for these tests alone.
fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "pages",
            migrations: &[],
            jobs: &[],
            listeners: &[],
            schedules: &[],
            policy: &[],
        },
        routes: || {
            Routes::new()
                .get("/magistere/{academy}/essai", Access::SignedIn, show)
                .post("/magistere/{academy}/essai", Access::SignedIn, write)
                .get("/magistere/{academy}/gestion", Access::Granted(Role::Manager), show)
                .get("/magistere/{academy}/bogue", Access::Public, bug)
        },
    }
}

#[derive(askama::Template)]
#[template(source = "<h1>Essai</h1>", ext = "html")]
struct Essay;

async fn show(visit: Visit) -> Reply {
    Page::new(&visit, "Essai").crumb("M@gistère", "/magistere/ac-creteil").reply(&Essay)
}

async fn write(Form(fields): Form<Vec<(String, String)>>) -> Reply {
    let text = fields.into_iter().find(|(name, _)| name == "text").map(|(_, value)| value);
    Ok(text.unwrap_or_default().into_response())
}

async fn bug() -> Reply {
    Err(kernel::Error::internal("secret detail").into())
}

const PAGE: &str = "/magistere/ac-creteil/essai";

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_sent_to_the_sign_in_and_would_come_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        let seen = app.visitor().get(PAGE).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        assert_eq!(
            seen.location(),
            "/magistere/connexion?suite=%2Fmagistere%2Fac%2Dcreteil%2Fessai&academie=ac-creteil"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_stands_in_its_frame() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let seen = jeanne.get(PAGE).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
        assert_eq!(seen.attribute("html", "lang").unwrap(), "fr");
        assert!(
            seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'")
        );
        assert_eq!(seen.headers["x-queries"], "1", "the frame costs one statement");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_an_idle_hour() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        app.services().clock.advance(Duration::from_secs(3_599));
        assert_eq!(jeanne.get(PAGE).await.status, StatusCode::OK);
        app.services().clock.advance(kernel::time::hours(12));
        assert_eq!(jeanne.get(PAGE).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_were_granted_the_role_manage() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        assert_eq!(jeanne.get("/magistere/ac-creteil/gestion").await.status, StatusCode::FORBIDDEN);
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, person, Role::Manager).await)
            .await
            .unwrap();
        assert_eq!(jeanne.get("/magistere/ac-creteil/gestion").await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        let forged = Request::post(PAGE)
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("text=a"))
            .unwrap();
        assert_eq!(jeanne.send(forged).await.status, StatusCode::FORBIDDEN);
        assert_eq!(jeanne.post(PAGE, &[("text", "bonjour")]).await.body, "bonjour");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_survives_an_expired_page_but_a_secret_is_not_written_down() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        jeanne.expire_page();
        let text = "Un long message écrit avec soin, qu’il serait fâcheux de perdre pour une page expirée.";
        let refused = jeanne.post(PAGE, &[("text", text), ("password", "tres secret")]).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        let there = refused.location().to_owned();
        let kept = jeanne.get(&there).await;
        assert_eq!(kept.text("textarea").unwrap(), text);
        assert!(!kept.body.contains("tres secret"));
        assert_eq!(jeanne.post(PAGE, &[("text", text)]).await.body, text);
        app.services().clock.advance(Duration::from_secs(3_601));
        assert_eq!(jeanne.get(&there).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bug_is_told_without_its_details() {
    for app in TestApp::on_each_database(&[module()]).await {
        let seen = app.visitor().get("/magistere/ac-creteil/bogue").await;
        assert_eq!(seen.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(seen.text("h1").unwrap(), "Une erreur est survenue");
        assert!(!seen.body.contains("secret detail"));
        assert_eq!(app.visitor().get("/nulle-part").await.text("h1").unwrap(), "Page introuvable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_chosen_signed_in_too() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        let choose = |origin: &str| {
            Request::post("/langue")
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("choice=en&back={PAGE}")))
                .unwrap()
        };
        jeanne.send(choose("https://evil.example")).await;
        assert_eq!(jeanne.get(PAGE).await.attribute("html", "lang").unwrap(), "fr");
        assert_eq!(jeanne.send(choose("http://127.0.0.1:8080")).await.location(), PAGE);
        assert_eq!(jeanne.get(PAGE).await.attribute("html", "lang").unwrap(), "en");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_chosen() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut visitor = app.visitor();
        visitor.get("/nulle-part").await;
        let back = visitor.post("/langue", &[("choice", "en"), ("back", "/nulle-part")]).await;
        assert_eq!(back.location(), "/nulle-part");
        assert_eq!(visitor.get("/nulle-part").await.text("h1").unwrap(), "Page not found");
        let elsewhere = visitor.post("/langue", &[("choice", "fr"), ("back", "//evil.example")]).await;
        assert_eq!(elsewhere.location(), "/");
    }
}
