//! Databases of the PostgreSQL that tests are given. Bringing an empty one to its form takes five times as long as copying
//! one that has it: the first test of a set of modules leaves such a template to all others.

use std::path::Path;

use kernel::{db::DbConfig, site::Site};
use tokio_postgres::Client;
use web::Module;

use crate::app::{migrate, migrations_of, services_on};

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
pub fn server() -> Option<String> {
    std::env::var("PREAU_TEST_POSTGRES").ok()
}

async fn connect(server: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn config(server: &str, name: &str) -> DbConfig {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    let mut config = DbConfig::parse(url.as_str()).unwrap();
    config.connections = 4;
    config
}

/// A database of the test's own, named after its folder: empty, or as the template is.
pub async fn database(server: &str, folder: &Path, template: Option<&str>) -> DbConfig {
    let stem = folder.file_name().unwrap().to_string_lossy().trim_start_matches('.').to_lowercase();
    let name = format!("t{}_{stem}", std::process::id());
    let like = template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
    connect(server).await.batch_execute(&format!("CREATE DATABASE {name}{like}")).await.unwrap();
    config(server, &name)
}

/// A database in the form that these modules give it, by its name; made when it is not there. `files` is for that alone.
pub async fn template(server: &str, files: &Path, all: &[Module]) -> String {
    let migrations = migrations_of(all);
    let texts: Vec<&str> = migrations.iter().flat_map(|(_, all)| all.iter().map(|one| one.text)).collect();
    let name = format!("form_{}", &kernel::files::digest_of(texts.concat().as_bytes())[..16]);
    let client = connect(server).await;
    // One process makes it; the others wait until it bears its name. The lock ends with the connection.
    client.batch_execute("SELECT pg_advisory_lock(hashtext('templates'))").await.unwrap();
    let known = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.unwrap();
    if !known.is_empty() {
        return name;
    }
    let draft = format!("{name}_draft");
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {draft}")).await.unwrap();
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![]);
    migrate(&services_on(&config(server, &draft), all, files, site), all).await;
    // Neither a copy nor another name is given to a database that somebody is connected to.
    client
        .execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&draft])
        .await
        .unwrap();
    client.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).await.unwrap();
    name
}
