//! What every type of activity must keep to, tried on all of them on both databases: a new type is tried the day it
//! is listed. Only `sample` below has to know a new type.

use kernel::{
    Ctx, Id, Locale, Result, Tx,
    db::{Column, FromRow, Query, Statement},
};
use learning::{
    activity::{self, Activity, ActivityType, Completion, Settings, Showing, Submitted},
    design,
    record::{CatalogueRecord, Collection},
    section, session,
};
use serde_json::json;
use testkit::TestApp;

async fn apps() -> Vec<TestApp> {
    TestApp::on_each_database(&[learning::module(), activities::module()]).await
}

/// Settings as an author would leave them.
async fn sample(ctx: &Ctx, kind: &str) -> Settings {
    match kind {
        "file" => {
            let kept = ctx.services().files.keep_bytes("nom;classe\n".as_bytes().to_vec()).await.unwrap();
            json!({ "html": "<p>À remplir.</p>", "files": [
                { "digest": kept.digest, "name": "Grille d’écoute.csv", "type": "text/csv", "size": kept.size }] })
        }
        "label" => json!({ "html": "<p>Bienvenue !</p>" }),
        "page" => json!({ "html": "<h4>La consigne</h4><p>Une <strong>seule</strong> tâche à la fois.</p>" }),
        "url" => json!({ "url": "https://eduscol.education.fr/", "html": "<p>Les ressources.</p>" }),
        other => panic!("give the type {other} a sample"),
    }
}

/// What comes out of the database again; a file has got its row by then.
fn without_ids(mut settings: Settings) -> Settings {
    if let Some(files) = settings.get_mut("files").and_then(Settings::as_array_mut) {
        for file in files {
            file.as_object_mut().unwrap().remove("id");
        }
    }
    settings
}

/// A design with one section that holds an activity of this type.
async fn written(tx: &mut Tx, kind: &str, settings: &Settings) -> Result<(Id<design::Design>, Activity)> {
    let record = CatalogueRecord::titled("Écrire une consigne", Collection::Discovery);
    let design = design::create(tx, &record).await?;
    let content = design::find(tx, design, kernel::permission::May::View).await?.content_id;
    let section = section::add(tx, content, "Comprendre").await?;
    let id = activity::add(tx, section, kind, "Une activité", Completion::Viewed, settings).await?;
    Ok((design, activity::find(tx, content, id).await?))
}

#[test]
fn types_are_told_apart_and_introduce_themselves() {
    let keys: Vec<_> = activity::types().map(ActivityType::key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(keys.windows(2).all(|two| two[0] != two[1]), "{keys:?}");
    let icons = include_str!("../../../../assets/icons/list.txt");
    for kind in activity::types() {
        for locale in [Locale::Fr, Locale::En] {
            assert!(!kind.name(locale).is_empty() && !kind.purpose(locale).is_empty(), "{}", kind.key());
        }
        let known = icons.lines().any(|line| line.split_whitespace().next() == Some(kind.icon()));
        assert!(known, "no icon {}", kind.icon());
        assert!(!kind.completions().is_empty());
        assert!(kind.completions().contains(&Completion::None), "authors may always have it not count");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_shows_what_was_saved_and_refuses_what_is_empty() {
    for app in apps().await {
        let ctx = app.ctx();
        for kind in activity::types() {
            let settings = sample(&ctx, kind.key()).await;
            for locale in [Locale::Fr, Locale::En] {
                let showing = Showing { locale, base: "/a", images: "/a/images" };
                let form = kind.form(&settings, &web::Errors::default(), &showing).unwrap();
                let html = settings["html"].as_str().unwrap().replace('<', "&#60;").replace('>', "&#62;");
                assert!(form.contains(&html), "{}: {form}", kind.key());
                let (kept, problems) = kind.read(&Submitted::default(), locale);
                assert!(!problems.is_empty(), "{} takes nothing for something", kind.key());
                let errors = web::Errors::from(problems.clone());
                let again = kind.form(&kept, &errors, &showing).unwrap();
                for problem in problems {
                    assert!(again.contains("field-error") && !problem.message.is_empty(), "{}", kind.key());
                    assert!(again.contains(&format!("id=\"{}\"", problem.field)), "{}", kind.key());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_is_imported_equal_and_a_copy_is_equal() {
    for app in apps().await {
        for kind in activity::types() {
            let settings = sample(&app.ctx(), kind.key()).await;
            app.ctx()
                .write(async move |tx| {
                    let (design, first) = written(tx, kind.key(), &settings).await?;
                    let exported = kind.settings(tx, first.id).await?;
                    assert_eq!(
                        without_ids(exported.clone()),
                        without_ids(settings.clone()),
                        "{}",
                        kind.key()
                    );

                    let (_, second) = written(tx, kind.key(), &without_ids(exported.clone())).await?;
                    let imported = kind.settings(tx, second.id).await?;
                    assert_eq!(without_ids(imported), without_ids(exported.clone()), "{}", kind.key());
                    assert_eq!((&first.detail, &first.in_place), (&second.detail, &second.in_place));

                    let new = session::NewSession::of(
                        &design::find(tx, design, kernel::permission::May::View).await?,
                    );
                    let session = session::create(tx, design, &new).await?;
                    let session = session::find(tx, session, kernel::permission::May::View).await?;
                    let copies = tx.all(activity::of_content(session.content_id, session.academy_id)).await?;
                    assert_eq!(copies.len(), 1);
                    assert_ne!(copies[0].id, first.id);
                    assert_eq!(kind.settings(tx, copies[0].id).await?, exported);
                    assert_eq!((&copies[0].title, &copies[0].detail), (&first.title, &first.detail));
                    Ok(())
                })
                .await
                .unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_that_could_run_never_comes_out() {
    for app in apps().await {
        for kind in activity::types() {
            let mut settings = sample(&app.ctx(), kind.key()).await;
            settings["html"] = "<p>Bonjour<script>alert(1)</script><img src=x onerror=alert(1)></p>".into();
            let shown = app
                .ctx()
                .write(async move |tx| {
                    let (_, activity) = written(tx, kind.key(), &settings).await?;
                    let showing = Showing { locale: Locale::Fr, base: "/a", images: "" };
                    let body = kind.body(tx, activity.id, showing).await?;
                    Ok(body + &activity.in_place + &kind.line(&activity.detail, Locale::Fr))
                })
                .await
                .unwrap();
            assert!(shown.contains("Bonjour"), "{}: {shown}", kind.key());
            assert!(!shown.contains("<script") && !shown.contains("onerror"), "{}: {shown}", kind.key());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_leaves_no_row() {
    for app in apps().await {
        for kind in activity::types() {
            let settings = sample(&app.ctx(), kind.key()).await;
            app.ctx()
                .write(async move |tx| {
                    let (_, activity) = written(tx, kind.key(), &settings).await?;
                    assert!(rows(tx).await? > 0, "{} keeps its settings nowhere", kind.key());
                    activity::delete(tx, activity.content_id, activity.id).await?;
                    assert_eq!(rows(tx).await?, 0, "{}", kind.key());
                    Ok(())
                })
                .await
                .unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_can_be_told_and_forgotten() {
    for app in apps().await {
        let person = app.person("jdupont").await;
        for kind in activity::types() {
            let settings = sample(&app.ctx(), kind.key()).await;
            app.ctx()
                .write(async move |tx| {
                    let (_, activity) = written(tx, kind.key(), &settings).await?;
                    kind.erase(tx, person).await?;
                    assert_eq!(kind.about(tx, person).await?, None, "{}", kind.key());
                    // What authors wrote for others stays.
                    kind.settings(tx, activity.id).await.map(|_| ())
                })
                .await
                .unwrap();
        }
    }
}

/// Rows of every table of every type.
async fn rows(tx: &mut Tx) -> Result<i64> {
    const COLUMNS: &[Column] = <i64 as FromRow>::COLUMNS;
    let mut total = 0;
    for migration in activities::module().base.migrations {
        for table in migration.text.split("CREATE TABLE ").skip(1) {
            let name = table.split([' ', '(']).next().unwrap();
            let text = format!("SELECT COUNT(*) FROM {name}").leak();
            let statement = Box::leak(Box::new(Statement::new(text, COLUMNS, file!(), line!())));
            total += tx.one(Query::<i64>::new(statement, Vec::new())).await?;
        }
    }
    Ok(total)
}
