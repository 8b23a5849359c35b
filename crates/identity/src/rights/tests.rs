//! Rights given, listed, taken back; and what a help desk of one establishment sees.

use http::StatusCode;
use kernel::{Error, permission::Role};
use testkit::TestApp;

use super::{all, grant, revoke};
use crate::{
    rules::uai::Uai,
    testing::{JEANNE, MALIK, PASSWORD, Somebody, activated, agent, agent_of, id_of, module, trail},
};

fn uai(number: u32) -> Uai {
    Uai::from_number(number).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_given_listed_and_taken_back_and_the_trail_tells() {
    for app in TestApp::on_each_database(&[module()]).await {
        let malik = agent(&app, &MALIK).await;
        let ctx = app.ctx();
        let give = async |role, schools: Vec<Uai>| {
            ctx.write(async move |tx| grant(tx, "MBerthier", role, &schools).await).await
        };
        give(Role::Manager, vec![]).await.unwrap();
        give(Role::HelpDesk, vec![uai(940_123), uai(940_124)]).await.unwrap();
        give(Role::HelpDesk, vec![uai(940_123)]).await.unwrap();
        assert!(matches!(give(Role::Manager, vec![uai(940_123)]).await, Err(Error::Invalid(_))));
        let list = async || {
            let rights = all(&mut ctx.read().await.unwrap()).await.unwrap();
            rights.into_iter().map(|r| (r.identifier, r.role, r.establishments)).collect::<Vec<_>>()
        };
        let school = uai(940_123).as_str().to_owned();
        assert_eq!(
            list().await,
            [
                ("mberthier".into(), Role::HelpDesk, vec![school.clone()]),
                ("mberthier".to_owned(), Role::Manager, vec![]),
            ]
        );
        let mut browser = app.signed_in(malik).await;
        let journal = browser.get("/compte/journal").await;
        assert!(journal.body.contains(&format!("Assistance {school}")), "{}", journal.body);
        assert_eq!(browser.get("/compte/gestion/import").await.status, StatusCode::OK, "at once");
        let take = async |role| ctx.write(async move |tx| revoke(tx, "mberthier", role).await).await;
        take(Role::Manager).await.unwrap();
        assert!(matches!(take(Role::Manager).await, Err(Error::NotFound)), "once");
        assert_eq!(browser.get("/compte/gestion/import").await.status, StatusCode::FORBIDDEN);
        take(Role::HelpDesk).await.unwrap();
        assert_eq!(list().await, []);
        give(Role::HelpDesk, vec![]).await.unwrap();
        assert_eq!(list().await[0].2, Vec::<String>::new(), "nothing of the former right is left");
        let trail = trail(&app, "mberthier").await;
        for (action, detail) in [
            ("right.grant", "manager".to_owned()),
            ("right.grant", format!("help_desk {school}")),
            ("right.revoke", "manager".to_owned()),
        ] {
            assert!(trail.contains(&(action.to_owned(), true, detail)), "{trail:?}");
        }
        let nobody = ctx.write(async |tx| grant(tx, "personne", Role::Manager, &[]).await).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_manages_chooses_a_longer_password() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        app.ctx().write(async |tx| grant(tx, "jdupont", Role::HelpDesk, &[]).await).await.unwrap();
        assert!(jeanne.get("/compte/mot-de-passe").await.body.contains("16 caractères au moins"));
        let fifteen = "vent quai lampe";
        assert_eq!(fifteen.chars().count(), 15);
        let fields = [("current_password", PASSWORD), ("new_password", fifteen), ("confirmation", fifteen)];
        let short = jeanne.post("/compte/mot-de-passe", &fields).await;
        assert!(short.text("#new_password-error").unwrap().contains("16"), "{}", short.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_help_desk_of_some_establishments_knows_nobody_elsewhere() {
    for app in TestApp::on_each_database(&[module()]).await {
        let (here, there) = (uai(940_123), uai(940_124));
        agent(&app, &MALIK).await;
        agent_of(&app, &JEANNE, Some(&here)).await;
        let jean = Somebody { numen: "24E9912345ABD", given_names: "Jean", ..JEANNE };
        agent_of(&app, &jean, Some(&there)).await;
        let nowhere = Somebody { numen: "24E9912345ABE", given_names: "Julie", ..JEANNE };
        agent(&app, &nowhere).await;
        let ctx = app.ctx();
        let scope = vec![here];
        ctx.write(async move |tx| grant(tx, "mberthier", Role::HelpDesk, &scope).await).await.unwrap();
        let malik = id_of(&app, "mberthier").await;
        let mut desk = app.signed_in(malik).await;
        let names = async |desk: &mut testkit::Visitor, typed: &str| {
            let page = desk.get(&format!("/compte/assistance?q={typed}")).await;
            ["jdupont,", "jdupont1,", "jdupont2,"].map(|name| page.body.contains(name))
        };
        assert!(desk.get("/compte/assistance").await.body.contains("0940123"), "the page says whose it is");
        assert_eq!(names(&mut desk, "dupont").await, [true, false, false]);
        assert_eq!(names(&mut desk, "jea+dup").await, [true, false, false]);
        assert_eq!(names(&mut desk, "jdupont1").await, [false; 3], "nor by identifier");
        for (identifier, status) in [
            ("jdupont", StatusCode::OK),
            ("jdupont1", StatusCode::NOT_FOUND),
            ("jdupont2", StatusCode::NOT_FOUND),
        ] {
            let there = format!("/compte/assistance/{}", id_of(&app, identifier).await);
            assert_eq!(desk.get(&there).await.status, status, "{identifier}");
            if status == StatusCode::NOT_FOUND {
                desk.get("/compte/assistance").await;
                let act = desk.post(&format!("{there}/suspendre"), &[("reason", "pour voir")]).await;
                assert_eq!(act.status, StatusCode::NOT_FOUND);
            }
        }
        ctx.write(async |tx| grant(tx, "mberthier", Role::Manager, &[]).await).await.unwrap();
        assert_eq!(names(&mut desk, "dupont").await, [true; 3], "a manager sees the whole académie");
    }
}
