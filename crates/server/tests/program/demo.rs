//! The demo is what its README says, is the same each time, and begins again when it was interrupted.
#![allow(clippy::disallowed_methods, reason = "nobody else is served by this thread")]

use std::{path::Path, process::Command, time::Duration};

use serde_json::Value;

/// Starts the demo, waits until it has told who one can be, and stops it.
fn demo(data: &Path, people: Option<&str>, database: Option<&str>) -> Result<Value, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preau"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    if let Some(people) = people {
        command.args(["--people", people]);
    }
    if let Some(url) = database {
        command.args(["--database-url", url]);
    }
    let log = std::fs::File::create(data.with_extension("log")).unwrap();
    let mut child = command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
    let file = data.join("demo-credentials.json");
    for _ in 0..600 {
        let said = std::fs::read_to_string(data.with_extension("log")).unwrap();
        if said.contains("Ctrl+C") {
            child.kill().unwrap();
            child.wait().unwrap();
            return Ok(serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap());
        }
        if child.try_wait().unwrap().is_some() {
            return Err(said);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill().ok();
    Err(std::fs::read_to_string(data.with_extension("log")).unwrap())
}

fn count(data: &Path, query: &str) -> i64 {
    let database = rusqlite::Connection::open(data.join("preau.db")).unwrap();
    database.query_row(query, [], |row| row.get(0)).unwrap()
}

fn said(data: &Path) -> String {
    std::fs::read_to_string(data.with_extension("log")).unwrap()
}

#[test]
fn a_demo_is_whole_and_the_same_for_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let credentials = demo(&first, None, None).unwrap();
    let text = |who: &str, what: &str| credentials[who][what].as_str().unwrap().to_owned();
    let born: Vec<String> = text("not_activated", "birth_date").split('-').rev().map(str::to_owned).collect();
    assert_eq!(text("not_activated", "numen").len(), 13);
    let told = said(&first);
    for expected in [
        format!("Portail ARENA    {}/", credentials["base_url"].as_str().unwrap()),
        format!("Webmel           {}/webmel", credentials["base_url"].as_str().unwrap()),
        "300 agents".to_owned(),
        "13 parcours".to_owned(),
        format!(
            "NUMEN {}, né le {} (identifiant {})",
            text("not_activated", "numen"),
            born.join("/"),
            text("not_activated", "identifier")
        ),
        format!(
            "Agent actif                {}, mot de passe : {}",
            text("active", "identifier"),
            text("active", "password")
        ),
        format!("Gestionnaire               {}, mot de passe", text("manager", "identifier")),
    ] {
        assert!(told.contains(&expected), "{expected}\n{told}");
    }
    let newcomer = format!(
        "SELECT COUNT(*) FROM enrolments e JOIN sessions s ON s.id = e.session_id
         JOIN people p ON p.id = e.person_id WHERE s.state = 'running' AND p.identifier = '{}'",
        text("not_activated", "identifier")
    );
    for (query, least) in [
        ("SELECT COUNT(*) FROM academies", 2),
        ("SELECT COUNT(*) FROM people WHERE kind = 'individual'", 300),
        (newcomer.as_str(), 1),
        ("SELECT COUNT(*) FROM mail_messages WHERE subject LIKE 'Re : %'", 1),
        ("SELECT COUNT(*) FROM designs", 12),
        ("SELECT COUNT(DISTINCT state) FROM sessions", 4),
        ("SELECT COUNT(*) FROM events", 20),
        ("SELECT COUNT(*) FROM completions", 50),
        ("SELECT COUNT(*) FROM announcements", 4),
        ("SELECT COUNT(*) FROM mail_messages", 60),
        ("SELECT COUNT(*) FROM applications WHERE name IN ('EFIVOL', 'Paye en ligne')", 4),
        ("SELECT MIN(n) FROM (SELECT COUNT(*) AS n FROM applications GROUP BY academy_id)", 15),
        ("SELECT MIN(n) FROM (SELECT COUNT(*) AS n FROM application_categories GROUP BY academy_id)", 5),
    ] {
        let found = count(&first, query);
        assert!(found >= least, "{query}: {found}");
    }
    assert_eq!(count(&first, "SELECT COUNT(*) FROM mail_messages WHERE subject LIKE 'Re:%'"), 0);
    assert_eq!(
        demo(&first, Some("60"), None).unwrap(),
        credentials,
        "started again, it serves what is there"
    );
    assert!(said(&first).contains("compte déjà 300 agents : --people n’y change rien"), "{}", said(&first));
    let mut other = demo(&second, None, None).unwrap();
    other["base_url"] = credentials["base_url"].clone();
    assert_eq!(other, credentials);
}

#[test]
fn a_half_made_demo_begins_again_and_what_is_no_demo_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let credentials = demo(&data, Some("60"), None).unwrap();
    std::fs::remove_file(data.join("demo-credentials.json")).unwrap();
    let refused = demo(&data, Some("60"), None).unwrap_err();
    assert!(refused.contains("n’est pas celle d’une démonstration"), "{refused}");
    assert_eq!(
        count(&data, "SELECT COUNT(*) FROM people WHERE kind = 'individual'"),
        60,
        "nothing was touched"
    );
    std::fs::write(data.join("demo-unfinished"), "").unwrap();
    assert_eq!(demo(&data, Some("60"), None).unwrap(), credentials);
    assert_eq!(count(&data, "SELECT COUNT(*) FROM people WHERE kind = 'individual'"), 60);
    assert!(!data.join("demo-unfinished").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_made_in_postgresql_too_and_only_in_an_empty_database() {
    let folder = tempfile::tempdir().unwrap();
    for config in testkit::databases(folder.path()).await {
        let kernel::db::Place::Postgres(url) = &config.place else { continue };
        let url = url.clone();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        demo(&first, Some("60"), Some(&url)).unwrap();
        let refused = demo(&second, Some("60"), Some(&url)).unwrap_err();
        assert!(refused.contains("n’est pas vide"), "{refused}");
        demo(&first, None, Some(&url)).unwrap();
    }
}
