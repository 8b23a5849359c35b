//! An application on a fresh database; one per engine at hand.

use std::{sync::Arc, time::Duration};

use kernel::{
    Ctx,
    chance::Chance,
    context::Services,
    db::{Db, DbConfig},
    files::Files,
    keys::Keys,
    people::Academy,
    site::{Site, System},
    time::Clock,
};
use web::{App, Module};

use crate::{A_MORNING, Visitor, people};

/// SQLite always; PostgreSQL when `PREAU_TEST_POSTGRES` names a server, as `make test` sees to.
pub async fn databases(folder: &std::path::Path) -> Vec<DbConfig> {
    let mut configs = vec![DbConfig::parse(&format!("sqlite://{}/preau.db", folder.display())).unwrap()];
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    if let Ok(server) = std::env::var("PREAU_TEST_POSTGRES") {
        let name = format!(
            "t{}_{}",
            std::process::id(),
            folder.file_name().unwrap().to_string_lossy().trim_start_matches('.').to_lowercase()
        );
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path(&name);
        let mut config = DbConfig::parse(url.as_str()).unwrap();
        config.connections = 4;
        configs.push(config);
    }
    configs
}

pub struct TestApp {
    pub app: App,
    pub academy: Arc<Academy>,
    _folder: Arc<tempfile::TempDir>,
}

impl TestApp {
    /// One application per engine, with the kernel, the web and these modules, and the Académie de Créteil.
    pub async fn on_each_database(modules: &[Module]) -> Vec<TestApp> {
        TestApp::at(Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![]), modules).await
    }

    /// The same, with every system on a secure host of its own: `https://portail.example` and so on.
    pub async fn on_separate_hosts(modules: &[Module]) -> Vec<TestApp> {
        let own = System::ALL.map(|s| (s, format!("https://{}.example", s.stem()).parse().unwrap()));
        TestApp::at(Site::new("https://preau.example".parse().unwrap(), own.to_vec()), modules).await
    }

    /// The same on a site of the test's own.
    pub async fn at(site: Site, modules: &[Module]) -> Vec<TestApp> {
        let folder = Arc::new(tempfile::Builder::new().prefix("preau").tempdir().unwrap());
        let mut apps = Vec::new();
        for config in databases(folder.path()).await {
            apps.push(TestApp::on(&config, modules, folder.clone(), site.clone()).await);
        }
        apps
    }

    async fn on(
        config: &DbConfig,
        modules: &[Module],
        folder: Arc<tempfile::TempDir>,
        site: Site,
    ) -> TestApp {
        let mut all = vec![Module { base: kernel::module(), routes: web::Routes::new }, web::module()];
        all.extend_from_slice(modules);
        let bases: Vec<kernel::Module> = all.iter().map(|m| m.base).collect();
        let services = Services::new(
            &bases,
            Db::open(config).unwrap(),
            Clock::held_at(A_MORNING),
            Chance::seeded(7),
            Keys::fixed(7),
            Files::in_folder(&folder.path().join("files")).unwrap(),
            site,
        );
        let ctx = Ctx::system(services.clone());
        let migrations: Vec<_> = bases.iter().map(|m| (m.name, m.migrations)).collect();
        kernel::db::migrate(&ctx, &migrations).await.unwrap();
        let academy = people::creteil(&ctx).await;
        TestApp { app: App::new(services, &all), academy, _folder: folder }
    }

    pub fn services(&self) -> &Arc<Services> {
        self.app.services()
    }

    /// The system itself, in the académie: for preparing and for looking behind the pages.
    pub fn ctx(&self) -> Ctx {
        Ctx::system(self.services().clone()).in_academy(self.academy.clone())
    }

    /// Somebody with an empty browser.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.app.clone())
    }

    /// Moves time, then does the jobs that are due.
    pub async fn later(&self, by: Duration) {
        self.services().clock.advance(by);
        self.settle().await;
    }

    /// Does the jobs that are due.
    pub async fn settle(&self) {
        kernel::jobs::settle(self.services()).await.unwrap();
    }
}
