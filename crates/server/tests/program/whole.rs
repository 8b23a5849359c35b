//! What must hold for the product as a whole, whatever is added to it.

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

/// Tables without `academy_id`, and what binds their rows instead.
const GLOBAL: &[&str] = &[
    "academies",
    "addresses",
    "failures_by_hour",
    "jobs",
    "kept_forms",
    "mail_attachment_words",
    "mail_shapes",
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

/// The tables made by every migration, each with its text.
fn tables() -> Vec<(String, &'static str, &'static str)> {
    let mut tables = Vec::new();
    for module in server::modules::modules() {
        for migration in module.base.migrations {
            for create in migration.text.split("CREATE TABLE ").skip(1) {
                let name = create.split([' ', '(']).next().unwrap();
                let at = format!("{}/{}", module.base.name, migration.name);
                tables.push((at, name, create.split(';').next().unwrap()));
            }
        }
    }
    tables
}

/// Tables of tenants are read and written through `academy_id` or through a key that already belongs to one; a new
/// table must say which it is.
#[test]
fn every_table_says_whose_it_is() {
    let wrong: Vec<String> = tables()
        .into_iter()
        .filter(|(_, name, body)| !body.contains("academy_id UUID NOT NULL") && !GLOBAL.contains(name))
        .map(|(at, name, _)| format!("{at}: {name}"))
        .collect();
    assert!(wrong.is_empty(), "no académie and not listed as global: {wrong:?}");
}

/// A statement on a tenant's table binds the académie, or says in a note what binds its rows instead. The notes and the
/// statements that reach a row by a key which was found within the académie before are listed, so that one more shows
/// in review.
#[test]
fn every_statement_on_a_tenants_table_says_what_binds_it() {
    let tenants: Vec<&str> =
        tables().into_iter().map(|(_, name, _)| name).filter(|name| !GLOBAL.contains(name)).collect();
    let (mut notes, mut keyed) = (Vec::new(), Vec::new());
    for statement in STATEMENTS.iter().filter(|s| s.file.contains("/src/") && !s.file.contains("tests.rs")) {
        let words: Vec<&str> = statement
            .text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|w| !w.is_empty())
            .collect();
        let on_tenant = words
            .windows(2)
            .any(|pair| matches!(pair[0], "FROM" | "JOIN" | "UPDATE" | "INTO") && tenants.contains(&pair[1]));
        // A box is one person's, and a person one académie's.
        if !on_tenant || words.contains(&"academy_id") || words.contains(&"mailbox_id") {
            continue;
        }
        let text = statement.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let note = text.split("/* tenant: ").nth(1).and_then(|rest| rest.split([';', '*']).next());
        match note {
            Some(note) => notes.push(format!("{}: {}", statement.file, note.trim())),
            None => keyed.push(format!("{}: {}", statement.file, text.chars().take(110).collect::<String>())),
        }
    }
    notes.sort();
    keyed.sort();
    insta::assert_snapshot!(
        "tenancy",
        format!("# Notes\n{}\n\n# By a key found before\n{}\n", notes.join("\n"), keyed.join("\n"))
    );
}

/// What no table speaks of is taken out of the file store: a column that holds the digest of a kept content has a keeper.
#[test]
fn every_column_that_speaks_of_a_content_has_its_keeper() {
    let keepers: Vec<(&str, &str)> = server::modules::modules()
        .iter()
        .flat_map(|module| module.base.keepers)
        .map(|keeper| (keeper.table, keeper.column))
        .collect();
    let mut found = 0;
    for (at, table, body) in tables() {
        for line in body.lines().map(str::trim) {
            let Some((column, rest)) = line.split_once(' ') else { continue };
            // Those of tokens and secrets are BYTEA.
            if column.ends_with("digest") && rest.starts_with("TEXT") {
                assert!(keepers.contains(&(table, column)), "{at}: {table}.{column} has no keeper");
                found += 1;
            }
        }
    }
    assert!(found >= 5, "{found} columns");
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
