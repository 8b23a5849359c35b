//! Staff files imported once, twice, interrupted, and full of faults.

use std::{fmt::Write, io::Cursor};

use http::StatusCode;
use kernel::{Ctx, people, permission::Role};
use testkit::{TestApp, Visitor};

use super::{ImportRow, Source, Unit, report, run, store::Held};
use crate::{
    account,
    testing::{JEANNE, agent, id_of, module, trail},
};

const HEADER: &str = "numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours\n";

async fn import(ctx: &Ctx, lines: &str, close_missing: bool) -> ImportRow {
    let text = format!("{HEADER}{lines}");
    let digest = format!("{close_missing} {text}");
    let source = Source { file_name: "personnels.csv".into(), digest, close_missing };
    run(ctx, source, Cursor::new(text.into_bytes()), |_| {}).await.unwrap()
}

async fn identifiers(ctx: &Ctx) -> Vec<(String, String, bool)> {
    let mut tx = ctx.read().await.unwrap();
    let found = people::look_up(&mut tx, "dupont", 20).await.unwrap();
    let mut all: Vec<_> =
        found.into_iter().map(|p| (p.identifier, p.address, p.closed_at.is_some())).collect();
    all.sort();
    all
}

const TWO: &str = "24E9912345ABC;DUPONT;Jeanne;12/03/1980;Mme;ENS;0941234A;CERT;\n\
                   24E9912345ABD;Dupont;Jean;1979-05-06;M.;ENS;;CERT;jean@exemple.example\n";

#[tokio::test(flavor = "multi_thread")]
async fn homonyms_are_counted_and_a_second_import_changes_nothing() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let uai = crate::rules::uai::Uai::from_number(940_123).unwrap();
        let two = TWO.replace("0941234A", uai.as_str());
        let first = import(&ctx, &two, false).await;
        assert_eq!((first.created, first.rejected, first.state.as_str()), (2, 0, "done"));
        assert_eq!(
            identifiers(&ctx).await,
            [
                ("jdupont".to_owned(), "jeanne.dupont@ac-creteil.fr".to_owned(), false),
                ("jdupont1".to_owned(), "jean.dupont@ac-creteil.fr".to_owned(), false),
            ]
        );
        let second = import(&ctx, &two, false).await;
        assert_eq!((second.created, second.changed, second.unchanged), (0, 0, 2));
        let moved = import(&ctx, &two.replace("Mme;ENS", "Mme;DIR"), false).await;
        assert_eq!((moved.changed, moved.unchanged), (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_establishments_somebody_heads_follow_the_file_and_stay_when_it_does_not_say() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let [first, second] =
            [940_123, 940_124].map(|n| crate::rules::uai::Uai::from_number(n).unwrap().to_string());
        let bring = async |head: &str, end: String| {
            let text = format!(
                "{}{head}\n24E9912345ABC;DUPONT;Jeanne;12/03/1980;Mme;DIR;;;{end}\n",
                HEADER.trim_end()
            );
            let source = Source { file_name: "p.csv".into(), digest: text.clone(), close_missing: false };
            let done = run(&ctx, source, Cursor::new(text.into_bytes()), |_| {}).await.unwrap();
            let person = id_of(&app, "jdupont").await;
            let headed =
                people::places(&mut ctx.read().await.unwrap(), person, people::Capacity::Head).await.unwrap();
            ((done.created, done.changed, done.unchanged, done.warned), headed)
        };
        let column = ";uai_responsable";
        let both = vec![first.clone(), second.clone()];
        assert_eq!(bring(column, format!(";{second} {first}")).await, ((1, 0, 0, 0), both.clone()));
        assert_eq!(bring(column, format!(";{first} {second}")).await, ((0, 0, 1, 0), both.clone()));
        assert_eq!(bring("", String::new()).await, ((0, 0, 1, 0), both), "no column and no warning of it");
        assert_eq!(bring(column, format!(";{second}")).await, ((0, 1, 0, 0), vec![second]));
        assert_eq!(bring(column, ";".to_owned()).await, ((0, 1, 0, 0), vec![]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_told_with_its_line_and_field_and_the_rest_passes() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let lines = "24E9912345ABC;DUPONT;Jeanne;31/02/1980;Mme;ENS;;CERT;\n\
                     24E9912345ABD;Dupont;Jean;1979-05-06;M.;ENS;0941234Z;CERT;\n\
                     NUMEN9912345;Odd;Shape;1979-05-06;M.;ENS;;CERT;\n\
                     NUMEN9912345;Odd;Again;1979-05-06;M.;ENS;;CERT;\n";
        let done = import(&ctx, lines, true).await;
        assert_eq!((done.created, done.rejected, done.warned, done.closed), (1, 3, 1, 0));
        let mut tx = ctx.read().await.unwrap();
        let told = report(&mut tx, done.id, (0, -1), 10).await.unwrap();
        let told: Vec<_> =
            told.iter().map(|(_, l)| (l.line, l.field.as_str(), l.severity.as_str())).collect();
        assert_eq!(
            told,
            [
                (2, "naissance", "rejected"),
                (3, "uai", "rejected"),
                (4, "numen", "warned"),
                (5, "numen", "rejected"),
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leavers_are_closed_only_when_asked_and_come_back_as_they_were() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let two = TWO.replace("0941234A", "");
        let one = two.lines().next().unwrap().to_owned() + "\n";
        import(&ctx, &two, false).await;
        assert_eq!(import(&ctx, &one, false).await.closed, 0);
        assert_eq!(import(&ctx, &one, true).await.closed, 1);
        assert_eq!(identifiers(&ctx).await.len(), 1, "closed people are not offered");
        let back = import(&ctx, &two, true).await;
        assert_eq!((back.created, back.changed), (0, 1));
        assert_eq!(identifiers(&ctx).await[1].0, "jdupont1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_import_goes_on_from_its_last_unit() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let mut text = HEADER.to_owned();
        for n in 0..600 {
            writeln!(text, "24E99{n:05}ABC;Ducouloir{n};Anne;12/03/1980;Mme;ENS;;CERT;").unwrap();
        }
        let source = Source { file_name: "p.csv".into(), digest: "d".into(), close_missing: false };
        // A unit, then the process dies: the import stays as it was committed.
        let begun = {
            let source = source.clone();
            ctx.write(async move |tx| super::store::begin(tx, &source, None).await).await.unwrap()
        };
        let held = Held { id: begun.id, runner: ctx.new_id() };
        let claim = async |runner| {
            ctx.write(async move |tx| super::store::claim(tx, held.id, runner).await).await.unwrap()
        };
        assert!(claim(held.runner).await.is_some());
        let today = jiff::civil::date(2026, 11, 23);
        let file =
            crate::rules::staff_file::StaffFile::open(Cursor::new(text.clone().into_bytes()), today).unwrap();
        let some: Vec<_> = file.take(250).map(Result::unwrap).collect();
        let unit = Unit { lines: some, ..Unit::default() };
        ctx.write(async move |tx| super::unit::apply(tx, held, unit).await).await.unwrap();
        let early = run(&ctx, source.clone(), Cursor::new(text.clone().into_bytes()), |_| {}).await;
        assert!(matches!(early, Err(kernel::Error::Conflict(_))), "the first may still be at it");
        app.services().clock.advance(std::time::Duration::from_secs(31));
        let mut told = 0;
        let done = run(&ctx, source, Cursor::new(text.into_bytes()), |_| told += 1).await.unwrap();
        assert_eq!(done.id, held.id);
        assert_eq!((done.created, done.rejected, done.lines_done), (600, 0, 601));
        assert_eq!(told, 2, "only what was left");
        let late = ctx.write(async move |tx| super::unit::apply(tx, held, Unit::default()).await).await;
        assert!(late.is_err(), "the one that was thought dead does nothing any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_staff_file_is_refused_whole() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let source = Source { file_name: "x".into(), digest: "x".into(), close_missing: true };
        let done = run(&ctx, source, Cursor::new(b"PK\x03\x04 a workbook".to_vec()), |_| {}).await.unwrap();
        assert_eq!(done.state, "stopped");
        assert!(done.message.unwrap().contains("classeur"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_import_at_a_time_unless_the_other_has_died() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let begin = async |digest: &str| {
            let source = Source { file_name: "p.csv".into(), digest: digest.into(), close_missing: false };
            ctx.write(async move |tx| super::store::begin(tx, &source, None).await).await
        };
        let first = begin("one").await.unwrap();
        assert_eq!(begin("one").await.unwrap().id, first.id, "the same file is the same import");
        assert!(matches!(begin("two").await, Err(kernel::Error::Conflict(_))));
        let claim = async || {
            let runner = ctx.new_id();
            ctx.write(async move |tx| super::store::claim(tx, first.id, runner).await).await.unwrap()
        };
        assert!(claim().await.is_some());
        assert!(claim().await.is_none(), "one process");
        assert!(matches!(begin("two").await, Err(kernel::Error::Conflict(_))));
        app.services().clock.advance(std::time::Duration::from_secs(31));
        let second = begin("two").await.unwrap();
        assert_ne!(second.id, first.id);
        let mut tx = ctx.read().await.unwrap();
        let given_up = super::store::import(&mut tx, first.id).await.unwrap();
        assert_eq!(given_up.state, "stopped");
        assert!(given_up.message.unwrap().contains("interrompu"));
    }
}

/// Reads some of it, then the disk says no.
struct Torn(Cursor<Vec<u8>>);

impl std::io::Read for Torn {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(std::io::Error::other("torn")),
            some => Ok(some),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_file_stands_up_to_where_it_was_read_and_closes_nobody() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        import(&ctx, "24E9912345ZZZ;Parti;Paul;12/03/1980;M.;ENS;;CERT;\n", false).await;
        let mut text = HEADER.to_owned();
        // Longer than what is read ahead, so that the fault comes in the middle.
        for n in 0..2_000 {
            writeln!(text, "24E99{n:05}ABC;Ducouloir{n};Anne;12/03/1980;Mme;ENS;;CERT;").unwrap();
        }
        let source = Source { file_name: "p.csv".into(), digest: "d".into(), close_missing: true };
        let torn = std::io::BufReader::new(Torn(Cursor::new(text.clone().into_bytes())));
        let done = run(&ctx, source.clone(), torn, |_| {}).await.unwrap();
        assert_eq!((done.state.as_str(), done.created, done.closed), ("stopped", 2_000, 0));
        assert!(done.message.unwrap().contains("Les lignes comptées ici ont été importées"));
        let again = run(&ctx, source, Cursor::new(text.into_bytes()), |_| {}).await.unwrap();
        assert_eq!((again.created, again.unchanged, again.closed), (0, 2_000, 1), "nothing is done twice");
    }
}

async fn manager(app: &TestApp) -> Visitor {
    let person = agent(app, &JEANNE).await;
    app.ctx().write(async move |tx| people::grant(tx, person, Role::Manager).await).await.unwrap();
    app.signed_in(person).await
}

const PAGE: &str = "/compte/gestion/import";

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_imports_in_the_browser_and_reads_what_came_of_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = agent(&app, &crate::testing::MALIK).await;
        let mut malik = app.signed_in(person).await;
        assert_eq!(malik.get(PAGE).await.status, StatusCode::FORBIDDEN);
        let mut jeanne = manager(&app).await;
        jeanne.get(PAGE).await;
        let none = jeanne.upload(PAGE, "file", "", b"").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(none.text("#file-error").unwrap(), "Choisissez un fichier.");
        let file = "numen;nom;prenom;naissance;civilite;fonction;uai;corps;bureau\n\
                    24E9912345ABD;Dupont;Jean;1979-05-06;M.;ENS;;CERT;12\n\
                    24E9912345ABE;Dupont;Julie;31/02/1980;Mme;ENS;;CERT;13\n";
        let sent = jeanne.upload(PAGE, "file", "personnels.csv", file.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let there = sent.location().to_owned();
        assert!(jeanne.get(&there).await.body.contains("En cours"));
        let other = jeanne.upload(PAGE, "file", "autre.csv", format!("{HEADER}x").as_bytes()).await;
        assert!(other.text("#file-error").unwrap().contains("déjà en cours"), "{}", other.body);
        app.settle().await;
        let report = jeanne.get(&there).await;
        for told in ["Terminé", "La colonne «\u{a0}bureau\u{a0}»", "mel_secours", "naissance"] {
            assert!(report.body.contains(told), "{told}: {}", report.body);
        }
        let csv = jeanne.get(&format!("{there}/rapport.csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(csv.body.lines().count(), 4, "a head, two of the first line, one rejected: {}", csv.body);
        assert!(csv.body.contains("3;naissance;"), "{}", csv.body);
        assert_eq!(malik.get(&there).await.status, StatusCode::FORBIDDEN);
        assert_eq!(identifiers(&app.ctx()).await.len(), 2, "Jeanne and Jean");
        assert!(jeanne.get(PAGE).await.body.contains("personnels.csv"));
        let nowhere = format!("{PAGE}/{}", kernel::Id::<()>::NIL);
        assert_eq!(jeanne.get(&nowhere).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_too_large_is_told_at_its_field() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = manager(&app).await;
        jeanne.get(PAGE).await;
        let seen = jeanne.upload(PAGE, "file", "p.csv", &vec![b'x'; (100 << 20) + 1]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text("#file-error").unwrap().contains("100"), "{}", seen.body);
        assert!(seen.text("h1").unwrap().contains("Import"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_come_back_have_the_password_they_left_with() {
    for app in TestApp::on_each_database(&[module()]).await {
        let ctx = app.ctx();
        let two = TWO.replace("0941234A", "");
        let one = two.lines().nth(1).unwrap().to_owned() + "\n";
        import(&ctx, &two, false).await;
        let jeanne = id_of(&app, "jdupont").await;
        ctx.write(async move |tx| account::set_first_password(tx, jeanne, "hash").await).await.unwrap();
        assert_eq!(import(&ctx, &one, true).await.closed, 1);
        assert_eq!(import(&ctx, &two, false).await.changed, 1);
        let account = account::by_person(&mut ctx.read().await.unwrap(), jeanne).await.unwrap();
        assert_eq!((account.state, account.closed_at), (account::State::Active, None));
        assert!(trail(&app, "jdupont").await.iter().any(|(action, ..)| action == "account.close"));
    }
}
