//! The commands as an operator types them: what they answer, and the page that teaches them.

use std::{
    path::Path,
    process::{Command, Output},
};

use kernel::db::Place;

/// One deployment per database at hand: the address for `--database-url`.
async fn deployments(folder: &Path) -> Vec<String> {
    let configs = testkit::databases(folder).await;
    let address = |place: &Place| match place {
        Place::Sqlite(path) => format!("sqlite://{}", path.display()),
        Place::Postgres(url) => url.clone(),
    };
    configs.iter().map(|config| address(&config.place)).collect()
}

fn preau(folder: &Path, database: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_preau"))
        .current_dir(folder)
        .arg("--data")
        .arg(folder)
        .args(["--database-url", database])
        .args(arguments)
        .env("RUST_LOG", "error")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// The fenced blocks of a page in one language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Words of a command line, with double quotes.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    quoted
        .flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[tokio::test]
async fn the_page_about_a_first_academie_works_as_written() {
    let page = include_str!("../../../../docs/operating/first-academy.md");
    let folder = tempfile::Builder::new().prefix("preau").tempdir().unwrap();
    for database in deployments(folder.path()).await {
        std::fs::write(folder.path().join("personnels.csv"), &blocks(page, "csv")[0]).unwrap();
        let commands = blocks(page, "sh").concat();
        let mut last = String::new();
        for line in commands.lines().filter(|line| !line.starts_with("preau serve")) {
            let words = words(line);
            let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(arguments[0], "preau", "{line}");
            let output = preau(folder.path(), &database, &arguments[1..]);
            assert!(output.status.success(), "{line}: {}", said(&output));
            last = said(&output);
        }
        assert!(last.contains("jdupont\tJeanne DUPONT\tmanager"), "{last}");
        assert!(last.contains("mberthier\tMalik Berthier\thelp-desk\t0940001R"), "{last}");
    }
}

#[tokio::test]
async fn rights_that_cannot_be_given_are_refused_in_a_sentence() {
    let folder = tempfile::Builder::new().prefix("preau").tempdir().unwrap();
    for database in deployments(folder.path()).await {
        let run = |arguments: &[&str]| preau(folder.path(), &database, arguments);
        let create =
            ["academy", "create", "--slug", "ac-creteil", "--name", "Créteil", "--mail-domain", "c.fr"];
        assert!(run(&create).status.success());
        for (arguments, sentence) in [
            ("admin grant personne --role manager --academy ac-creteil", "personne has not been found"),
            ("admin grant personne --role manager --academy ac-paris", "see «preau academy create»"),
            ("admin grant personne --role help-desk --uai 0940001A --academy ac-creteil", "--uai"),
            ("admin revoke personne --role manager --academy ac-creteil", "has no such right"),
        ] {
            let output = run(&arguments.split(' ').collect::<Vec<_>>());
            assert!(!output.status.success(), "{arguments}");
            assert!(said(&output).contains(sentence), "{arguments}: {}", said(&output));
        }
    }
}

#[tokio::test]
async fn a_staff_import_ends_with_what_came_of_it() {
    const HEADER: &str = "numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours;service\n";
    const GOOD: &str = "24E9912345ABC;DUPONT;Jeanne;12/03/1980;Mme;ENS;;CERT;;A\n";
    const BAD: &str = "24E9912345ABD;DUPONT;Jean;31/02/1980;M.;ENS;;CERT;;A\n";
    let folder = tempfile::Builder::new().prefix("preau").tempdir().unwrap();
    for database in deployments(folder.path()).await {
        let create =
            ["academy", "create", "--slug", "ac-creteil", "--name", "Créteil", "--mail-domain", "c.fr"];
        assert!(preau(folder.path(), &database, &create).status.success());
        let report = folder.path().join("report.json");
        for (content, code) in [
            (format!("{HEADER}{GOOD}{BAD}"), 3),
            (format!("{HEADER}{GOOD}"), 0),
            (format!("{HEADER}{BAD}"), 1),
            ("nom;prenom\nDupont;Jeanne\n".to_owned(), 1),
        ] {
            std::fs::remove_file(&report).ok();
            std::fs::write(folder.path().join("p.csv"), &content).unwrap();
            let arguments =
                ["import", "staff", "p.csv", "--academy", "ac-creteil", "--report", "report.json"];
            let output = preau(folder.path(), &database, &arguments);
            assert_eq!(output.status.code(), Some(code), "{}", said(&output));
            let told: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&report).unwrap()).unwrap();
            assert_eq!(told["file"], "p.csv");
            match code {
                3 => {
                    assert_eq!((&told["created"], &told["rejected"]), (&1.into(), &1.into()));
                    assert_eq!(
                        (&told["lines"][0]["line"], &told["lines"][0]["severity"]),
                        (&1.into(), &"warned".into())
                    );
                    assert_eq!(
                        (&told["lines"][1]["line"], &told["lines"][1]["field"]),
                        (&3.into(), &"naissance".into())
                    );
                }
                0 => assert_eq!((&told["unchanged"], &told["state"]), (&1.into(), &"done".into())),
                _ => assert!(told["created"] == 0 && told["unchanged"] == 0),
            }
        }
        let missing =
            preau(folder.path(), &database, &["import", "staff", "none.csv", "--academy", "ac-creteil"]);
        assert_eq!(missing.status.code(), Some(1), "{}", said(&missing));
        assert!(said(&missing).contains("none.csv"));
    }
}
