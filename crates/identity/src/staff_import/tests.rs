//! Staff files imported once, twice, interrupted, and full of faults.

use std::{fmt::Write, io::Cursor};

use kernel::{Ctx, people};
use testkit::TestApp;

use super::{Import, ImportRow, Source, report, run};
use crate::testing::module;

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
        let id: kernel::Id<Import> = begun.id;
        let today = jiff::civil::date(2026, 11, 23);
        let file =
            crate::rules::staff_file::StaffFile::open(Cursor::new(text.clone().into_bytes()), today).unwrap();
        let some: Vec<_> = file.take(250).map(Result::unwrap).collect();
        ctx.write(async move |tx| super::unit::apply(tx, id, some).await).await.unwrap();
        let mut told = 0;
        let done = run(&ctx, source, Cursor::new(text.into_bytes()), |_| told += 1).await.unwrap();
        assert_eq!(done.id, id);
        assert_eq!((done.created, done.rejected, done.lines_done), (600, 0, 601));
        assert_eq!(told, 2, "only what was left");
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
