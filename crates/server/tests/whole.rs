//! What must hold for the product as a whole, whatever is added to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use kernel::db::{Engine, STATEMENTS};
use testkit::TestApp;

/// Every statement of every crate is prepared on both engines; its columns are those of its row type; its plan
/// scans no table that grows.
#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_engines() {
    let mut wrong = Vec::new();
    for app in TestApp::on_each_database(&domains()).await {
        let db = &app.services().db;
        let (own, other) = match db.engine() {
            Engine::Sqlite => ("sqlite", "only postgres"),
            Engine::Postgres => ("postgres", "only sqlite"),
        };
        assert!(STATEMENTS.len() > 40, "{} statements are registered", STATEMENTS.len());
        for statement in STATEMENTS.iter().filter(|s| !s.text.contains(other)) {
            let at = format!("{own} {}:{}", statement.file, statement.line);
            let description = match db.describe(statement).await {
                Ok(description) => description,
                Err(error) => {
                    wrong.push(format!("{at}: {error}"));
                    continue;
                }
            };
            let expected = statement.columns;
            if !expected.is_empty() && expected.len() != description.columns.len() {
                wrong.push(format!(
                    "{at}: {} columns for a row of {}",
                    description.columns.len(),
                    expected.len()
                ));
            }
            for (column, (name, kind)) in expected.iter().zip(&description.columns) {
                if !column.name.is_empty() && column.name != name {
                    wrong.push(format!("{at}: column {name} where {} is expected", column.name));
                }
                if kind.is_some_and(|kind| kind != column.kind) {
                    wrong.push(format!("{at}: column {name} is {kind:?}, read as {:?}", column.kind));
                }
            }
            for table in &description.scans {
                if kernel::db::big_table(table) && !statement.text.contains("scan:") {
                    wrong.push(format!("{at}: scans {table}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tables of tenants are read and written through `academy_id` or through a key that already belongs to one; a new
/// table must say which it is.
#[test]
fn every_table_says_whose_it_is() {
    /// Tables without `academy_id`, and what binds their rows instead.
    const GLOBAL: &[&str] = &[
        "academies",
        "addresses",
        "failures_by_hour",
        "jobs",
        "kept_forms",
        "name_words",
        "oidc_clients",
        "oidc_keys",
        "search_docs",
        "school_exits",
        "search_text",
        "tries_by_account",
        "tries_by_address",
        "tries_by_numen",
        "migrations",
    ];
    let mut wrong = Vec::new();
    for module in server::modules::modules() {
        for migration in module.base.migrations {
            for create in migration.text.split("CREATE TABLE ").skip(1) {
                let name = create.split([' ', '(']).next().unwrap();
                let body = create.split(';').next().unwrap();
                if !body.contains("academy_id UUID NOT NULL") && !GLOBAL.contains(&name) {
                    wrong.push(format!("{}/{}: {name}", module.base.name, migration.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "no académie and not listed as global: {wrong:?}");
}

/// ARCHITECTURE.md draws the edges between crates; Cargo knows them.
#[test]
fn the_map_shows_the_edges_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let mut edges = Vec::new();
    for entry in std::fs::read_dir(root.join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let manifest = std::fs::read_to_string(root.join("crates").join(&name).join("Cargo.toml")).unwrap();
        let normal = manifest.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap();
        let mut below: Vec<&str> = normal
            .lines()
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|d| root.join("crates").join(d).is_dir() && !d.is_empty())
            .collect();
        below.sort_unstable();
        if !below.is_empty() {
            edges.push(format!("{name} → {}", below.join(", ")));
        }
    }
    edges.sort();
    for edge in &edges {
        assert!(map.contains(&format!("{edge}\n")), "ARCHITECTURE.md does not say: {edge}");
    }
}

/// The modules besides the kernel's and the web's, which every `TestApp` has.
fn domains() -> Vec<web::Module> {
    server::modules::modules().into_iter().filter(|m| !["kernel", "web"].contains(&m.base.name)).collect()
}
