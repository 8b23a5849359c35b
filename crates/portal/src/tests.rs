//! The portal as agents and managers meet it, on both databases.

use http::StatusCode;
use kernel::{
    Id,
    people::{self, Civility, Establishment, NewPerson, Person},
    permission::Role,
    site::{Site, System},
};
use testkit::{TestApp, Visitor};
use web::{
    Module,
    session::{self, Opening},
};

use crate::application::{
    self, Application, AudienceKind, Launch, Network, NewApplication, Notice, NoticeKind,
};

pub(crate) const HERE: &str = "/portail/ac-creteil";

pub(crate) fn modules() -> [Module; 2] {
    [identity::module(), crate::module()]
}

/// An application for everybody, on the académie's only category.
pub(crate) async fn plain(app: &TestApp, name: &str) -> NewApplication {
    let ctx = app.ctx();
    let category = ctx
        .write(async move |tx| {
            let academy = tx.academy_id()?;
            match tx.all(application::categories(academy)).await?.first() {
                Some(category) => Ok(category.id),
                None => application::add_category(tx, "Formation à Distance", "", "parcours").await,
            }
        })
        .await
        .unwrap();
    let internal = name == "M@gistère";
    NewApplication {
        category,
        name: name.to_owned(),
        description_fr: "Se former à distance.".into(),
        description_en: String::new(),
        icon: "parcours".into(),
        launch: if internal { Launch::Internal } else { Launch::Link },
        url: if internal { "/magistere/{academy}".into() } else { "https://efivol.example/".into() },
        network: Network::Outside,
        is_new: false,
        everybody: true,
        audience_both: false,
        audience: Vec::new(),
        notice: None,
    }
}

pub(crate) async fn added(app: &TestApp, new: NewApplication) -> Id<Application> {
    app.ctx().write(async move |tx| application::add(tx, &new).await).await.unwrap()
}

pub(crate) async fn application(
    app: &TestApp,
    name: &str,
    audience: &[(AudienceKind, &str)],
) -> Id<Application> {
    let audience: Vec<_> = audience.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect();
    let new = NewApplication { everybody: audience.is_empty(), audience, ..plain(app, name).await };
    added(app, new).await
}

/// A person with a function, in an establishment that exists.
pub(crate) async fn posted(app: &TestApp, identifier: &str, function: &str, uai: &str) -> Id<Person> {
    let id = app.person(identifier).await;
    let (function, uai) = (function.to_owned(), uai.to_owned());
    app.ctx()
        .write(async move |tx| {
            let town = Establishment { uai: uai.clone(), name: "Collège".into(), town: "Melun".into() };
            people::put_establishment(tx, &town).await?;
            let row = people::person(tx, id).await?;
            let new = NewPerson {
                id,
                identifier: row.identifier,
                surname: row.surname,
                given_names: row.given_names,
                civility: Civility::Mrs,
                function,
                uai: Some(uai),
                corps: String::new(),
                address: row.address,
            };
            people::update_person(tx, &new).await
        })
        .await
        .unwrap();
    id
}

/// A manager's browser.
pub(crate) async fn manager(app: &TestApp) -> Visitor {
    let id = app.person("mberthier").await;
    app.ctx().write(async move |tx| people::grant(tx, id, Role::Manager).await).await.unwrap();
    let mut browser = app.signed_in(id).await;
    browser.get(&format!("{HERE}/gestion")).await;
    browser
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
async fn each_kind_of_audience_shows_it_to_its_own() {
    const HERS: &str = "0770001A";
    const OTHER: &str = "0770002B";
    for app in TestApp::on_each_database(&modules()).await {
        let mut head = app.signed_in(posted(&app, "jdupont", "DIR", HERS).await).await;
        let mut teacher = app.signed_in(posted(&app, "mberthier", "ENS", HERS).await).await;
        let mut far_head = app.signed_in(posted(&app, "alaurent", "DIR", OTHER).await).await;
        application(&app, "Par fonction", &[(AudienceKind::Function, "DIR")]).await;
        application(&app, "Par établissement", &[(AudienceKind::Establishment, HERS)]).await;
        application(&app, "Par personne", &[(AudienceKind::Person, "mberthier")]).await;
        let either = [(AudienceKind::Function, "DIR"), (AudienceKind::Establishment, HERS)];
        application(&app, "Ou", &either).await;
        let both = NewApplication {
            everybody: false,
            audience_both: true,
            audience: vec![
                (AudienceKind::Function, "DIR".into()),
                (AudienceKind::Function, "ADJ".into()),
                (AudienceKind::Establishment, HERS.into()),
                (AudienceKind::Person, "alaurent".into()),
            ],
            ..plain(&app, "Et").await
        };
        added(&app, both).await;
        let all = ["Par fonction", "Par établissement", "Par personne", "Ou", "Et"];
        for (who, browser, shown) in [
            ("the head", &mut head, ["Par fonction", "Par établissement", "Ou", "Et"].as_slice()),
            ("the teacher", &mut teacher, &["Par établissement", "Par personne", "Ou"]),
            ("the head of another school, named", &mut far_head, &["Par fonction", "Ou", "Et"]),
        ] {
            let page = browser.get(HERE).await;
            for name in all {
                assert_eq!(
                    page.body.contains(&format!(">{name}</a>")),
                    shown.contains(&name),
                    "{who}: {name}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_and_moved_and_maintenance_are_told() {
    let day = |app: &TestApp, n: i64| Some(kernel::Time(app.ctx().now().0 + n * 86_400_000));
    for app in TestApp::on_each_database(&modules()).await {
        let notice = |kind, text: &str, from, until| {
            Some(Notice { kind, text_fr: text.into(), text_en: String::new(), from, until })
        };
        added(&app, NewApplication { is_new: true, ..plain(&app, "Colibris").await }).await;
        let moved = notice(NoticeKind::Moved, "Elle a changé d’adresse.", None, None);
        added(&app, NewApplication { notice: moved, ..plain(&app, "Livret").await }).await;
        let closed = notice(NoticeKind::Maintenance, "Mise à jour.", day(&app, -1), day(&app, 1));
        let chorus = added(&app, NewApplication { notice: closed, ..plain(&app, "Chorus").await }).await;
        let past = notice(NoticeKind::Maintenance, "C’était hier.", day(&app, -3), day(&app, -1));
        let siecle = added(&app, NewApplication { notice: past, ..plain(&app, "Siècle").await }).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let home = jeanne.get(HERE).await;
        assert_eq!(
            home.text("details.notice-warning summary").unwrap(),
            "2 informations sur vos applications"
        );
        assert!(
            home.text(".notice-list li").unwrap().starts_with("Chorus En maintenance"),
            "what is shut first"
        );
        assert!(home.body.contains("Elle a changé d’adresse."));
        assert!(!home.body.contains("C’était hier."), "a notice ends");
        let found = jeanne.get(&format!("{HERE}/recherche?q=colibris")).await;
        assert_eq!(found.text(".app .badge").unwrap(), "Nouveau");
        let found = jeanne.get(&format!("{HERE}/recherche?q=chorus")).await;
        assert_eq!(found.attribute(".app .card-title a", "aria-disabled").unwrap(), "true");
        assert!(found.attribute(".app .card-title a", "href").is_none());
        let why = found.attribute(".app .card-title a", "aria-describedby").unwrap();
        assert!(found.text(&format!("#{why}")).unwrap().starts_with("Mise à jour. Jusqu’au"));
        let launched = jeanne.get(&format!("{HERE}/lancer/{chorus}")).await;
        assert_eq!(launched.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(launched.text("h1").unwrap(), "Chorus est en maintenance");
        assert!(launched.text(".notice-warning").unwrap().contains("Mise à jour."));
        assert!(jeanne.get(&format!("{HERE}/lancer/{siecle}")).await.status.is_redirection());
        app.services().clock.advance(kernel::time::days(2));
        let mut later = app.signed_in(app.person("mberthier").await).await;
        assert!(later.get(&format!("{HERE}/lancer/{chorus}")).await.status.is_redirection());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reserved_to_the_network_opens_from_inside_or_with_a_second_factor() {
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![])
        .with_inside(vec!["10.1.0.0/16".parse().unwrap()]);
    for app in TestApp::at(site, &modules()).await {
        let new = NewApplication { network: Network::Inside, ..plain(&app, "Siècle").await };
        let there = format!("{HERE}/lancer/{}", added(&app, new).await);
        let from = |peer: &str| {
            let peer: std::net::SocketAddr = format!("{peer}:4000").parse().unwrap();
            let mut request = http::Request::get(&there).body(axum::body::Body::empty()).unwrap();
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
            request
        };
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        assert_eq!(jeanne.send(from("10.1.2.3")).await.location(), "https://efivol.example/");
        for outside in ["10.2.2.3", "127.0.0.1"] {
            let refused = jeanne.send(from(outside)).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{outside}");
            assert_eq!(refused.text("h1").unwrap(), "Siècle ne s’ouvre pas d’ici");
            assert!(refused.body.contains("second facteur"));
        }
        let opening = Opening {
            system: System::Portal,
            person,
            academy: app.academy.id,
            parent: None,
            authenticated_at: app.ctx().now(),
            methods: "pwd otp mfa".into(),
        };
        let (_, cookie) = app.ctx().write(async move |tx| session::open(tx, &opening).await).await.unwrap();
        jeanne.set_session(System::Portal, &cookie);
        assert_eq!(jeanne.send(from("10.2.2.3")).await.location(), "https://efivol.example/");
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
        let home = jeanne.get(HERE).await;
        assert_eq!(home.text("#favourites .card-title").unwrap(), "Premier");
        assert!(home.attribute("#favourites button", "name").is_none(), "the home page is for opening");
        let managed = jeanne.get(&format!("{HERE}/favoris")).await;
        assert_eq!(managed.text("h1").unwrap(), "Gérer mes favoris");
        assert_eq!(managed.attribute(".sortable", "data-sort-url").unwrap(), format!("{HERE}/favoris"));
        assert_eq!(managed.text(".sortable .row-title").unwrap(), "Premier");
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
        let asked = manager.get(&format!("{there}/suppression")).await;
        assert!(asked.text(".lede").unwrap().contains("Imag’in"), "it names what goes");
        assert_eq!(asked.attribute("main form", "action").unwrap(), format!("{there}/suppression"));
        manager.post(&format!("{there}/suppression"), &[]).await;
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
        assert_eq!(visitor.get("/portail").await.location(), "/");
        let mut agent = app.signed_in(app.person("jdupont").await).await;
        assert_eq!(agent.get("/portail").await.location(), "/portail/ac-creteil");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_top_bar_searches_applications_from_the_account_too_and_not_twice_on_one_page() {
    for app in TestApp::on_separate_hosts(&modules()).await {
        application(&app, "EFIVOL", &[]).await;
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let account = jeanne.get("https://compte.example/compte").await;
        let there = format!("https://portail.example{HERE}/recherche");
        assert_eq!(account.attribute(".topbar-search", "action").unwrap(), there);
        let home = jeanne.get(&format!("https://portail.example{HERE}")).await;
        assert_eq!(home.attribute(".topbar-search", "action").unwrap(), format!("{HERE}/recherche"));
        let begun = jeanne.get(&there).await;
        assert_eq!(begun.text("h1").unwrap(), "Rechercher une application");
        assert!(begun.attribute(".topbar-search", "action").is_none());
        let found = jeanne.get(&format!("{there}?q=%C3%A9fivol")).await;
        assert_eq!(found.text(".card-title").unwrap(), "EFIVOL");
        assert!(
            app.visitor()
                .get("https://compte.example/compte/connexion")
                .await
                .text(".topbar-search")
                .is_none()
        );
    }
}
