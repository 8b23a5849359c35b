//! An application on a fresh database; one per engine at hand.

use std::{path::Path, sync::Arc, time::Duration};

use kernel::{
    Ctx,
    chance::Chance,
    context::Services,
    db::{Db, DbConfig, Migration},
    files::Files,
    keys::Keys,
    people::Academy,
    site::{Site, System},
    time::Clock,
};
use web::{App, Module};

use crate::{A_MORNING, Visitor, people, postgres};

/// SQLite always; PostgreSQL when `PREAU_TEST_POSTGRES` names a server, as `make test` sees to.
pub async fn databases(folder: &Path) -> Vec<DbConfig> {
    let mut configs = vec![sqlite_in(folder)];
    if let Some(server) = postgres::server() {
        configs.push(postgres::database(&server, folder, None).await);
    }
    configs
}

fn sqlite_in(folder: &Path) -> DbConfig {
    DbConfig::parse(&format!("sqlite://{}/preau.db", folder.display())).unwrap()
}

/// The kernel, the web and these modules.
pub(crate) fn with_the_house(modules: &[Module]) -> Vec<Module> {
    let mut all = vec![Module { base: kernel::module(), routes: web::Routes::new }, web::module()];
    all.extend_from_slice(modules);
    all
}

pub(crate) fn migrations_of(modules: &[Module]) -> Vec<(&'static str, &'static [Migration])> {
    modules.iter().map(|m| (m.base.name, m.base.migrations)).collect()
}

/// Over this database, with time and chance held still.
pub(crate) fn services_on(config: &DbConfig, all: &[Module], files: &Path, site: Site) -> Arc<Services> {
    let bases: Vec<kernel::Module> = all.iter().map(|m| m.base).collect();
    Services::new(
        &bases,
        Db::open(config).unwrap(),
        Clock::held_at(A_MORNING),
        Chance::seeded(7),
        Keys::fixed(7),
        Files::in_folder(files).unwrap(),
        site,
    )
}

/// Brings an empty database to its form.
pub(crate) async fn migrate(services: &Arc<Services>, all: &[Module]) {
    kernel::db::migrate(&Ctx::system(services.clone()), &migrations_of(all)).await.unwrap();
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
        let all = with_the_house(modules);
        let files = folder.path().join("files");
        let services = services_on(&sqlite_in(folder.path()), &all, &files, site.clone());
        migrate(&services, &all).await;
        let mut apps = vec![TestApp::of(services, &all, folder.clone()).await];
        if let Some(server) = postgres::server() {
            let template = postgres::template(&server, &folder.path().join("form"), &all).await;
            let config = postgres::database(&server, folder.path(), Some(&template)).await;
            apps.push(TestApp::of(services_on(&config, &all, &files, site), &all, folder).await);
        }
        apps
    }

    async fn of(services: Arc<Services>, all: &[Module], folder: Arc<tempfile::TempDir>) -> TestApp {
        let academy = people::creteil(&Ctx::system(services.clone())).await;
        TestApp { app: App::new(services, all), academy, _folder: folder }
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
