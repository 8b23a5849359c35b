//! Who gives what to whom, and when it shows.

use http::StatusCode;
use kernel::notices;
use testkit::TestApp;

use crate::{
    application::AudienceKind,
    tests::{HERE, application, manager, modules, posted},
};

const HERS: &str = "0770001A";
const OTHER: &str = "0770002B";

#[tokio::test(flavor = "multi_thread")]
async fn a_delegation_shows_the_application_on_its_days_only() {
    for app in TestApp::on_each_database(&modules()).await {
        let jeanne = posted(&app, "jdupont", "ENS", HERS).await;
        let efivol = application(&app, "EFIVOL", &[(AudienceKind::Function, "DIR")]).await.to_string();
        let there = format!("{HERE}/delegations");
        let mut manager = manager(&app).await;
        let empty = manager.post(&there, &[("application", &*efivol), ("person", "nulle.part")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(empty.text("#until-error").unwrap(), "Indiquez un jour.");
        assert!(empty.text("#establishments-error").is_some(), "all that is wrong at once");
        let mut fields = vec![
            ("application", &*efivol),
            ("person", "nulle.part"),
            ("establishments", "0770001a, 0779999Z"),
            ("from", "2026-11-25"),
            ("until", "2026-11-24"),
        ];
        let wrong = manager.post(&there, &fields).await;
        assert!(wrong.text("#person-error").unwrap().starts_with("Personne de cette académie"));
        assert!(wrong.text("#establishments-error").unwrap().contains("0779999Z"));
        assert!(wrong.text("#until-error").unwrap().contains("avant d’avoir commencé"));
        assert_eq!(wrong.attribute("#person", "value").unwrap(), "nulle.part");
        fields[1].1 = "jeanne.dupont@nulle-part.example";
        assert!(manager.post(&there, &fields).await.text("#person-error").is_some());
        fields[1].1 = "jdupont@ac-creteil.fr";
        fields[2].1 = "0770001a";
        fields[4].1 = "2026-11-26";
        assert_eq!(manager.post(&there, &fields).await.location(), there);
        let told = notices::of(&mut app.ctx().read().await.unwrap(), jeanne, 5).await.unwrap();
        assert_eq!(told[0].title, "EFIVOL vous est déléguée");
        assert!(
            told[0].body.contains("du 25 novembre 2026 au 26 novembre 2026, pour\u{a0}: 0770001A"),
            "{}",
            told[0].body
        );

        let shown = async || {
            let mut browser = app.signed_in(jeanne).await;
            let found = browser.get(&format!("{HERE}/recherche?q=efivol")).await;
            let opened = browser.get(&format!("{HERE}/lancer/{efivol}")).await.status.is_redirection();
            assert_eq!(found.text(".card-title").is_some(), opened);
            found.text(".app strong")
        };
        assert_eq!(shown().await, None, "Monday");
        app.services().clock.advance(kernel::time::days(2));
        assert_eq!(shown().await.unwrap(), "Par délégation, jusqu’au jeudi 26 novembre 2026.");
        app.services().clock.advance(kernel::time::days(1));
        assert!(shown().await.is_some(), "Thursday, the last day");
        app.services().clock.advance(kernel::time::days(1));
        assert_eq!(shown().await, None, "Friday");
        let kept = async || {
            let ctx = app.ctx();
            let mut tx = ctx.read().await.unwrap();
            let count = kernel::sql!(i64: "SELECT COUNT(*) FROM application_delegations /* scan: a test */");
            tx.one(count).await.unwrap()
        };
        (super::CLEAN_UP.run)(app.ctx()).await.unwrap();
        assert_eq!(kept().await, 1);
        app.services().clock.advance(kernel::time::days(366));
        (super::CLEAN_UP.run)(app.ctx()).await.unwrap();
        assert_eq!(kept().await, 0, "a year later");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegation_is_taken_back_after_the_question() {
    for app in TestApp::on_each_database(&modules()).await {
        let jeanne = posted(&app, "jdupont", "ENS", HERS).await;
        let efivol = application(&app, "EFIVOL", &[(AudienceKind::Function, "DIR")]).await.to_string();
        let there = format!("{HERE}/delegations");
        let mut manager = manager(&app).await;
        let fields = [
            ("application", &*efivol),
            ("person", "jdupont"),
            ("establishments", HERS),
            ("from", "2026-11-23"),
            ("until", "2026-12-23"),
        ];
        manager.post(&there, &fields).await;
        let mut browser = app.signed_in(jeanne).await;
        assert!(browser.get(HERE).await.body.contains("EFIVOL"));
        let question = manager.get(&there).await.attribute(".row .btn", "href").unwrap();
        let asked = manager.get(&question).await;
        assert!(asked.text(".lede").unwrap().starts_with("Jeanne Dupont ne trouvera plus EFIVOL"));
        assert_eq!(browser.get(&question).await.status, StatusCode::FORBIDDEN);
        manager.post(&question, &[]).await;
        assert!(!browser.get(HERE).await.body.contains("EFIVOL"));
        assert_eq!(manager.get(&question).await.status, StatusCode::NOT_FOUND);
        let ctx = app.ctx();
        assert_eq!(kernel::audit::verify(&mut ctx.read().await.unwrap()).await.unwrap(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_give_what_they_use_for_their_own_establishment() {
    for app in TestApp::on_each_database(&modules()).await {
        let head = posted(&app, "cmartin", "DIR", HERS).await;
        posted(&app, "alaurent", "DIR", OTHER).await;
        let jeanne = posted(&app, "jdupont", "ENS", HERS).await;
        let efivol = application(&app, "EFIVOL", &[(AudienceKind::Function, "DIR")]).await.to_string();
        let hidden = application(&app, "Réservée", &[(AudienceKind::Function, "IEN")]).await.to_string();
        let there = format!("{HERE}/delegations");
        let mut head = app.signed_in(head).await;
        let mut teacher = app.signed_in(jeanne).await;
        assert!(head.get(HERE).await.body.contains("Délégations"));
        assert!(!teacher.get(HERE).await.body.contains("Délégations"));
        assert_eq!(teacher.get(&there).await.status, StatusCode::FORBIDDEN);
        let page = head.get(&there).await;
        assert_eq!(page.text("#establishments").unwrap(), HERS);
        assert!(!page.body.contains("Réservée"));
        let give = |application, uai| {
            [
                ("application", application),
                ("person", "jdupont"),
                ("establishments", uai),
                ("from", "2026-11-23"),
                ("until", "2026-12-23"),
            ]
        };
        let refused = head.post(&there, &give(&hidden, HERS)).await;
        assert_eq!(refused.text("#application-error").unwrap(), "Choisissez une application de la liste.");
        let refused = head.post(&there, &give(&efivol, OTHER)).await;
        assert!(refused.text("#establishments-error").unwrap().contains("n’est pas votre établissement"));
        assert_eq!(head.post(&there, &give(&efivol, HERS)).await.location(), there);
        assert!(teacher.get(HERE).await.body.contains("EFIVOL"));
        let row = head.get(&there).await.attribute(".row .btn", "href").unwrap();
        let other =
            kernel::people::person_by_identifier(&mut app.ctx().read().await.unwrap(), "alaurent").await;
        let mut other = app.signed_in(other.unwrap().unwrap().id).await;
        assert!(other.get(&there).await.attribute(".row .btn", "href").is_none());
        assert_eq!(other.get(&row).await.status, StatusCode::NOT_FOUND);
    }
}
