//! The help desk at work, and what it may not do.

use http::StatusCode;
use kernel::permission::Role;
use testkit::TestApp;

use crate::testing::{JEANNE, MALIK, PASSWORD, activated, agent, module};

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_found_by_name_and_helped_for_a_reason() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let malik = agent(&app, &MALIK).await;
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, malik, Role::HelpDesk).await)
            .await
            .unwrap();
        let mut desk = app.signed_in(malik).await;
        let found = desk.get("/compte/assistance?q=dupo+jea").await;
        let there = found.attribute(".row-link", "href").unwrap();
        let page = desk.get(&there).await;
        assert_eq!(page.text("h1").unwrap(), "Jeanne Dupont");
        let silent = desk.post(&format!("{there}/rearmer"), &[("reason", "")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!silent.text("#reason-error").unwrap().is_empty());
        let done = desk.post(&format!("{there}/rearmer"), &[("reason", "appel du 23 novembre")]).await;
        assert_eq!(done.location(), there);
        assert!(desk.get(&there).await.body.contains("appel du 23 novembre"));
        assert_eq!(jeanne.get("/compte").await.status, StatusCode::SEE_OTHER, "sessions are closed");
        jeanne.get("/compte/connexion").await;
        let numen = [("identifier", "jdupont"), ("password", JEANNE.numen)];
        assert_eq!(jeanne.post("/compte/connexion", &numen).await.location(), "/compte/activation");
        desk.post(&format!("{there}/fermer"), &[("reason", "départ en retraite")]).await;
        let closed =
            jeanne.post("/compte/connexion", &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.post(&format!("{there}/retablir"), &[("reason", "fausse manœuvre")]).await;
        let back =
            jeanne.post("/compte/connexion", &[("identifier", "jdupont"), ("password", PASSWORD)]).await;
        assert_eq!(back.location(), "/compte");
        let ctx = app.ctx();
        let lines = kernel::audit::verify(&mut ctx.read().await.unwrap()).await.unwrap();
        assert!(lines >= 5, "the chain holds over {lines} lines");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_do_not_even_see_the_help_desk_and_it_keeps_off_those_who_manage() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let malik = agent(&app, &MALIK).await;
        assert_eq!(jeanne.get("/compte/assistance").await.status, StatusCode::NOT_FOUND);
        assert_eq!(jeanne.get(&format!("/compte/assistance/{malik}")).await.status, StatusCode::NOT_FOUND);
        let jeanne_id = {
            let ctx = app.ctx();
            let mut tx = ctx.read().await.unwrap();
            kernel::people::person_by_identifier(&mut tx, "jdupont").await.unwrap().unwrap().id
        };
        app.ctx()
            .write(async move |tx| {
                kernel::people::grant(tx, malik, Role::Manager).await?;
                kernel::people::grant(tx, jeanne_id, Role::HelpDesk).await
            })
            .await
            .unwrap();
        let there = format!("/compte/assistance/{malik}");
        assert_eq!(jeanne.get(&there).await.status, StatusCode::OK);
        let refused = jeanne.post(&format!("{there}/fermer"), &[("reason", "pour voir")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}
