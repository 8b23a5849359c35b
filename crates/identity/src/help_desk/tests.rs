//! The help desk at work, and what it may not do.

use http::StatusCode;
use kernel::{permission::Role, sql};
use testkit::{TestApp, Visitor};

use crate::testing::{JEANNE, MALIK, PASSWORD, activated, agent, id_of, module, trail, try_in};

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
        assert!(page.text(".facts").unwrap().ends_with("Boîte aux lettresNon activée"), "{}", page.body);
        app.ctx()
            .write(async move |tx| {
                let jeanne = kernel::people::person_by_identifier(tx, "jdupont").await?.unwrap();
                kernel::people::set_mailbox_activated(tx, jeanne.id).await
            })
            .await
            .unwrap();
        let activated = "Boîte aux lettresActivée le lundi 23 novembre 2026";
        assert!(desk.get(&there).await.text(".facts").unwrap().ends_with(activated));
        assert!(jeanne.get("/compte").await.text(".facts").unwrap().contains(activated));
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
        let (_, closed) = try_in(&app, "jdupont", JEANNE.numen).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.post(&format!("{there}/retablir"), &[("reason", "fausse manœuvre")]).await;
        let (_, old) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "no password from before the re-arming");
        let (_, numen) = try_in(&app, "jdupont", JEANNE.numen).await;
        assert_eq!(numen.location(), "/compte/activation", "it waits for activation as before");
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

/// The help desk's browser, and where Jeanne's record is.
async fn at_the_desk(app: &TestApp) -> (Visitor, String) {
    let malik = agent(app, &MALIK).await;
    app.ctx().write(async move |tx| kernel::people::grant(tx, malik, Role::HelpDesk).await).await.unwrap();
    let there = format!("/compte/assistance/{}", id_of(app, "jdupont").await);
    let mut desk = app.signed_in(malik).await;
    desk.get(&there).await;
    (desk, there)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_account_opens_to_nobody_until_it_is_resumed() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let (mut desk, there) = at_the_desk(&app).await;
        desk.post(&format!("{there}/suspendre"), &[("reason", "poste volé hier")]).await;
        assert_eq!(jeanne.get("/compte").await.status, StatusCode::SEE_OTHER, "sessions are closed");
        let (_, own) = try_in(&app, "jdupont", PASSWORD).await;
        assert!(own.body.contains("suspendu par l’assistance"), "{}", own.body);
        let (_, stranger) = try_in(&app, "jdupont", "autre chose").await;
        assert!(!stranger.body.contains("suspendu"), "its owner alone is told");
        let again = desk.post(&format!("{there}/suspendre"), &[("reason", "deux fois")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        desk.get(&there).await;
        let rearmed = desk.post(&format!("{there}/rearmer"), &[("reason", "à l’insu")]).await;
        assert_eq!(rearmed.status, StatusCode::CONFLICT, "re-arming ends no suspension");
        let (_, numen) = try_in(&app, "jdupont", JEANNE.numen).await;
        assert_eq!(numen.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.get(&there).await;
        desk.post(&format!("{there}/retablir"), &[("reason", "poste retrouvé")]).await;
        let (_, back) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(back.location(), "/compte");
        let acts: Vec<_> = trail(&app, "jdupont").await;
        for (action, reason) in [("account.suspend", "poste volé hier"), ("account.resume", "poste retrouvé")]
        {
            assert!(acts.contains(&(action.into(), true, reason.into())), "{acts:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unlocking_forgets_the_failures_of_password_and_numen() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let (mut desk, there) = at_the_desk(&app).await;
        let idle = desk.get(&there).await;
        assert!(!idle.body.contains("Lever les obstacles"), "nothing to lift");
        for _ in 0..3 {
            try_in(&app, "jdupont", "mauvais").await;
        }
        let ask = async |date: &str| {
            let mut visitor = app.visitor();
            visitor.get("/compte/identifiant").await;
            visitor.post("/compte/identifiant", &[("numen", JEANNE.numen), ("birth_date", date)]).await
        };
        for _ in 0..5 {
            ask("01/01/1980").await;
        }
        assert_eq!(ask(JEANNE.birth_date).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, slowed) = try_in(&app, "jdupont", PASSWORD).await;
        assert!(slowed.body.contains("Réessayez dans"));
        let page = desk.get(&there).await;
        assert!(page.body.contains("la connexion est ralentie en ce moment"));
        assert!(page.body.contains("Trop de dates de naissance fausses"));
        desk.post(&format!("{there}/deverrouiller"), &[("reason", "appel de l’agent")]).await;
        assert_eq!(ask(JEANNE.birth_date).await.status, StatusCode::OK);
        let (_, back) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(back.location(), "/compte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_for_whom_is_written_down_without_any_numen() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let (mut desk, there) = at_the_desk(&app).await;
        for typed in ["dupont+jeanne", "24E9912345ABC", "24+E+99+12345+ABC", "dupont+24e9912345abc"] {
            desk.get(&format!("/compte/assistance?q={typed}")).await;
        }
        desk.get("/compte/assistance").await;
        let ctx = app.ctx();
        let searches = async || {
            let mut tx = ctx.read().await.unwrap();
            tx.all(sql!(String: "SELECT detail FROM audit WHERE action = 'help-desk.search' ORDER BY number /* tenant: a test; scan: test */"))
                .await
                .unwrap()
        };
        assert_eq!(searches().await, ["dupont jeanne", "(NUMEN)", "(NUMEN)", "dupont (NUMEN)"]);
        // Looking again within the hour is the same look; the agent reads of it.
        desk.get(&there).await;
        app.services().clock.advance(kernel::time::minutes(59));
        desk.get(&there).await;
        let looks = async || {
            let trail = trail(&app, "jdupont").await;
            trail.iter().filter(|(action, ..)| action == "account.view").count()
        };
        assert_eq!(looks().await, 1);
        app.services().clock.advance(kernel::time::minutes(2));
        let mut desk = app.signed_in(id_of(&app, "mberthier").await).await;
        desk.get(&there).await;
        assert_eq!(looks().await, 2);
        let (mut jeanne, _) = try_in(&app, "jdupont", PASSWORD).await;
        assert!(jeanne.get("/compte/journal").await.body.contains("Fiche consultée par l’assistance"));
    }
}
