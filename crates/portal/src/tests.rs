//! The portal as agents and managers meet it, on both databases.

use http::StatusCode;
use kernel::{Id, permission::Role};
use testkit::TestApp;
use web::Module;

use crate::application::{self, Application, AudienceKind, Launch, Network, NewApplication};

const HERE: &str = "/portail/ac-creteil";

fn modules() -> [Module; 2] {
    [identity::module(), crate::module()]
}

async fn application(app: &TestApp, name: &str, audience: &[(AudienceKind, &str)]) -> Id<Application> {
    let audience: Vec<_> = audience.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect();
    let name = name.to_owned();
    app.ctx()
        .write(async move |tx| {
            let academy = tx.academy_id()?;
            let existing = tx.all(application::categories(academy)).await?;
            let category = match existing.first() {
                Some(category) => category.id,
                None => application::add_category(tx, "Formation à Distance", "", "parcours").await?,
            };
            let internal = name == "M@gistère";
            let new = NewApplication {
                category,
                name,
                description_fr: "Se former à distance.".into(),
                description_en: String::new(),
                icon: "parcours".into(),
                launch: if internal { Launch::Internal } else { Launch::Link },
                url: if internal { "/magistere/{academy}".into() } else { "https://efivol.example/".into() },
                network: Network::Outside,
                is_new: false,
                everybody: audience.is_empty(),
                audience,
                notice: None,
            };
            application::add(tx, &new).await
        })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_one_finds_the_form_and_the_three_links() {
    for app in TestApp::on_each_database(&modules()).await {
        let seen = app.visitor().get(HERE).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
        for link in [
            "Connaître son identifiant académique",
            "Réinitialiser son mot de passe oublié",
            "Changer son mot de passe",
        ] {
            assert!(seen.body.contains(link), "{link}");
        }
        assert_eq!(
            seen.attribute("form[action='/compte/connexion'] input[name=suite]", "value").unwrap(),
            "/portail/connexion?suite=%2Fportail%2Fac-creteil&academie=ac-creteil"
        );
        assert_eq!(app.visitor().get("/portail/ac-nulle-part").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_leads_to_magistere_signed_in() {
    for app in TestApp::on_each_database(&modules()).await {
        application(&app, "M@gistère", &[]).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let seen = jeanne.get(HERE).await;
        assert!(seen.text(".sidenav summary").unwrap().contains("Formation à Distance"));
        let link = seen.attribute(".sidenav details a", "href").unwrap();
        let launched = jeanne.get(&link).await;
        assert_eq!(
            launched.location(),
            "/magistere/connexion?suite=%2Fmagistere%2Fac-creteil&academie=ac-creteil"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_shown_to_those_it_is_for_alone() {
    for app in TestApp::on_each_database(&modules()).await {
        let heads = application(&app, "EFIVOL", &[(AudienceKind::Function, "DIR")]).await;
        let jeanne = app.person("jdupont").await;
        let mine = application(&app, "Pour moi", &[(AudienceKind::Person, "jdupont")]).await;
        let mut browser = app.signed_in(jeanne).await;
        let seen = browser.get(HERE).await;
        assert!(!seen.body.contains("EFIVOL"));
        assert!(seen.body.contains("Pour moi"));
        assert_eq!(browser.get(&format!("{HERE}/lancer/{heads}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&format!("{HERE}/lancer/{mine}")).await.location(), "https://efivol.example/");
        let starred = browser.post(&format!("{HERE}/favoris/{heads}"), &[("starred", "1")]).await;
        assert_eq!(starred.status, StatusCode::NOT_FOUND);
        assert!(browser.get(&format!("{HERE}/recherche?q=efivol")).await.text(".card-title").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_stand_on_the_home_page_in_the_chosen_order() {
    for app in TestApp::on_each_database(&modules()).await {
        let first = application(&app, "Premier", &[]).await;
        let second = application(&app, "Second", &[]).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        assert!(jeanne.get(HERE).await.body.contains("Vous n’avez pas encore de favoris."));
        for id in [first, second] {
            let done = jeanne.post(&format!("{HERE}/favoris/{id}"), &[("starred", "1")]).await;
            assert_eq!(done.location(), HERE);
        }
        assert_eq!(jeanne.get(HERE).await.text("#favourites .card-title").unwrap(), "Premier");
        jeanne.post(&format!("{HERE}/favoris/{second}"), &[("to", "up")]).await;
        assert_eq!(jeanne.get(HERE).await.text("#favourites .card-title").unwrap(), "Second");
        let (a, b) = (first.to_string(), second.to_string());
        jeanne.post(&format!("{HERE}/favoris"), &[("order", a.as_str()), ("order", b.as_str())]).await;
        assert_eq!(jeanne.get(HERE).await.text("#favourites .card-title").unwrap(), "Premier");
        jeanne.post(&format!("{HERE}/favoris/{first}"), &[("starred", "0")]).await;
        assert_eq!(jeanne.get(HERE).await.text("#favourites .card-title").unwrap(), "Second");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_asks_the_same_questions_however_many_applications_there_are() {
    for app in TestApp::on_each_database(&modules()).await {
        application(&app, "Une", &[]).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let few = jeanne.get(HERE).await.headers["x-queries"].clone();
        for n in 0..30 {
            application(&app, &format!("Application {n}"), &[]).await;
        }
        assert_eq!(jeanne.get(HERE).await.headers["x-queries"], few);
        println!("portal home: {} queries", few.to_str().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn managers_change_the_catalogue_and_each_change_is_written_down() {
    for app in TestApp::on_each_database(&modules()).await {
        let malik = app.person("mberthier").await;
        let mut other = app.signed_in(app.person("jdupont").await).await;
        app.ctx().write(async move |tx| kernel::people::grant(tx, malik, Role::Manager).await).await.unwrap();
        let mut manager = app.signed_in(malik).await;
        assert_eq!(other.get(&format!("{HERE}/gestion")).await.status, StatusCode::FORBIDDEN);
        manager.get(&format!("{HERE}/gestion")).await;
        let empty = manager.post(&format!("{HERE}/gestion/rubriques"), &[("name_fr", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        manager.post(&format!("{HERE}/gestion/rubriques"), &[("name_fr", "Examens"), ("icon", "exam")]).await;
        let page = manager.get(&format!("{HERE}/gestion/applications/nouvelle")).await;
        let category = page.attribute("#category option", "value").unwrap();
        let mut fields = vec![
            ("category", category.as_str()),
            ("name", "Imagin"),
            ("launch", "link"),
            ("url", "javascript:alert(1)"),
            ("everybody", ""),
            ("functions", "ens, DIR"),
        ];
        let refused = manager.post(&format!("{HERE}/gestion/applications"), &fields).await;
        assert!(refused.text("#url-error").unwrap().contains("adresse complète"));
        assert_eq!(refused.attribute("#name", "value").unwrap(), "Imagin", "what was typed stays");
        fields[3].1 = "https://imagin.example/";
        manager.post(&format!("{HERE}/gestion/applications"), &fields).await;
        assert!(other.get(HERE).await.body.contains("Imagin"));
        let list = manager.get(&format!("{HERE}/gestion")).await;
        let there = list.attribute(".row-link", "href").unwrap();
        let form = manager.get(&there).await;
        let version = form.attribute("input[name=version]", "value").unwrap();
        let mut edited = fields.clone();
        edited.push(("version", &version));
        edited[1].1 = "Imag’in";
        assert_eq!(manager.post(&there, &edited).await.status, StatusCode::SEE_OTHER);
        edited[1].1 = "Autre nom";
        let second = manager.post(&there, &edited).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY, "the second is told");
        assert!(second.text("#name-error").unwrap().contains("Quelqu’un d’autre"));
        assert_eq!(second.attribute("#name", "value").unwrap(), "Autre nom");
        let unsure = manager.post(&format!("{there}/suppression"), &[]).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        manager.post(&format!("{there}/suppression"), &[("sure", "1")]).await;
        assert!(!other.get(HERE).await.body.contains("Imag"));
        let ctx = app.ctx();
        assert_eq!(kernel::audit::verify(&mut ctx.read().await.unwrap()).await.unwrap(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doors_and_the_footer_lead_somewhere() {
    for app in TestApp::on_each_database(&modules()).await {
        let mut visitor = app.visitor();
        assert!(visitor.get("/").await.body.contains("Académie de Créteil"));
        for path in ["/aide", "/accessibilite", "/confidentialite"] {
            assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}
