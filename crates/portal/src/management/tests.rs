//! What a manager types: refused at its field, kept, and never of another académie.

use http::StatusCode;
use kernel::{
    Id, Problem,
    people::{self, NewAcademy},
};
use testkit::TestApp;

use crate::{
    application::{self, Application, Category, NewApplication},
    tests::{HERE, added, application, manager, modules, plain},
};

async fn foreign_category(app: &TestApp) -> Id<Category> {
    let new = NewAcademy {
        slug: "ac-lyon".into(),
        name: "Académie de Lyon".into(),
        mail_domain: "ac-lyon.fr".into(),
        zone: "Europe/Paris".into(),
        accent: "vert".into(),
    };
    let academy = kernel::Ctx::system(app.services().clone())
        .write(async move |tx| {
            people::found_academy(tx, &new).await?;
            people::academy(tx, "ac-lyon").await
        })
        .await
        .unwrap();
    kernel::Ctx::system(app.services().clone())
        .in_academy(academy)
        .write(async |tx| application::add_category(tx, "La leur", "", "parcours").await)
        .await
        .unwrap()
}

fn at_category(outcome: kernel::Result<()>) -> bool {
    let Err(kernel::Error::Invalid(problems)) = outcome else { return false };
    matches!(problems.as_slice(), [Problem { field: "category", .. }])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_of_another_academie_is_no_category() {
    for app in TestApp::on_each_database(&modules()).await {
        let theirs = foreign_category(&app).await;
        let new = NewApplication { category: theirs, ..plain(&app, "Imagin").await };
        let ctx = app.ctx();
        let adding = new.clone();
        assert!(at_category(ctx.write(async move |tx| application::add(tx, &adding).await.map(drop)).await));
        let id: Id<Application> = application(&app, "Colibris", &[]).await;
        let edited = ctx.write(async move |tx| application::edit(tx, id, 1, &new).await).await;
        assert!(at_category(edited));
        let academy = app.academy.id;
        let kept = ctx.read().await.unwrap().all(application::all(academy)).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_ne!(kept[0].category_id, theirs);
        let mut manager = manager(&app).await;
        let theirs = theirs.to_string();
        let fields = [
            ("category", theirs.as_str()),
            ("name", "Imagin"),
            ("url", "https://x.example/"),
            ("everybody", "1"),
        ];
        let refused = manager.post(&format!("{HERE}/gestion/applications"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text("#category-error").unwrap(), "Choisissez une rubrique.");
        let lines = kernel::audit::verify(&mut ctx.read().await.unwrap()).await.unwrap();
        assert_eq!(lines, 0, "nothing was done, nothing is written down");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_not_count_is_told_and_kept() {
    for app in TestApp::on_each_database(&modules()).await {
        let category = plain(&app, "").await.category.to_string();
        let mut manager = manager(&app).await;
        let base = [("category", category.as_str()), ("name", "Imagin"), ("url", "https://imagin.example/")];
        let there = format!("{HERE}/gestion/applications");
        let mut fields = base.to_vec();
        fields.extend([("everybody", "1"), ("functions", "ens")]);
        let refused = manager.post(&there, &fields).await;
        assert!(refused.text("#everybody-error").unwrap().contains("ne comptent pas"));
        assert_eq!(refused.text("#functions").unwrap(), "ens");
        assert_eq!(refused.attribute("#everybody", "aria-invalid").unwrap(), "true");
        assert_eq!(
            refused.attribute("#everybody", "aria-describedby").unwrap(),
            "everybody-help everybody-error"
        );
        assert_eq!(refused.attribute(".error-summary a", "href").unwrap(), "#everybody");
        let mut fields = base.to_vec();
        fields.extend([("everybody", "1"), ("notice_fr", "En panne")]);
        let refused = manager.post(&there, &fields).await;
        assert!(refused.text("#notice_kind-error").unwrap().starts_with("Choisissez le genre"));
        assert_eq!(refused.attribute("#notice_fr", "value").unwrap(), "En panne");
        fields.retain(|(name, _)| *name != "url");
        let refused = manager.post(&there, &fields).await;
        assert!(refused.text("#notice_kind-error").is_some());
        assert!(refused.text("#url-error").is_some(), "all that is wrong at once");
        let mut fields = base.to_vec();
        fields.extend([("functions", "ens"), ("audience_both", "1")]);
        let refused = manager.post(&there, &fields).await;
        assert!(refused.text("#audience_both-error").unwrap().contains("un établissement"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_edited_by_one_at_a_time_and_deleted_when_empty() {
    for app in TestApp::on_each_database(&modules()).await {
        let new = plain(&app, "Colibris").await;
        let there = format!("{HERE}/gestion/rubriques/{}", new.category);
        let id = added(&app, new).await;
        let mut manager = manager(&app).await;
        let edit = |name| [("act", "save"), ("version", "1"), ("icon", "exam"), ("name_fr", name)];
        assert_eq!(manager.post(&there, &edit("Formation")).await.status, StatusCode::SEE_OTHER);
        let second = manager.post(&there, &edit("Mon autre nom")).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY, "the second is told");
        assert!(second.text("#name_fr-error").unwrap().contains("Quelqu’un d’autre"));
        assert_eq!(second.attribute("#name_fr", "value").unwrap(), "Mon autre nom");
        assert_eq!(second.text("h1").unwrap(), "Formation");
        let asked = manager.get(&format!("{there}/suppression")).await;
        assert!(asked.text(".lede").unwrap().contains("Formation"), "it names what goes");
        let full = manager.post(&format!("{there}/suppression"), &[]).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(full.text(".error-summary").unwrap().contains("contient des applications"));
        app.ctx().write(async move |tx| application::delete(tx, id).await).await.unwrap();
        assert_eq!(manager.post(&format!("{there}/suppression"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(manager.get(&there).await.status, StatusCode::NOT_FOUND);
    }
}
