//! The page of app passwords, and what ends them.

use http::StatusCode;
use kernel::time::minutes;
use testkit::{Seen, TestApp, Visitor};

use super::{MOST, PAGE, of_person};
use crate::{
    account,
    help_desk::{self, Act},
    rules::app_password::AppPassword,
    testing::{JEANNE, MALIK, PASSWORD, activated, id_of, module, notices, trail},
};

async fn ask_for(browser: &mut Visitor, name: &str) -> Seen {
    browser.get(PAGE).await;
    browser.post(PAGE, &[("name", name)]).await
}

/// Made on the page; answers it as it was shown.
async fn made(browser: &mut Visitor, name: &str) -> String {
    let seen = ask_for(browser, name).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    seen.text("#app-password").unwrap()
}

async fn names(app: &TestApp, identifier: &str) -> Vec<String> {
    let person = id_of(app, identifier).await;
    let rows = of_person(&mut app.ctx().read().await.unwrap(), person).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_made_shown_once_listed_and_withdrawn() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        assert!(jeanne.get("/compte").await.body.contains(PAGE));
        let empty = jeanne.get(PAGE).await;
        assert!(empty.body.contains("Aucun mot de passe d’application"));
        assert!(empty.body.contains("port 993") && empty.body.contains("port 587"), "{}", empty.body);
        assert!(empty.text("#current_password").is_none(), "signed in a moment ago");
        let seen = ask_for(&mut jeanne, "  Thunderbird   au lycée ").await;
        let shown = seen.text("#app-password").unwrap();
        assert!(AppPassword::read(&shown).is_some(), "{shown}");
        assert!(seen.body.contains("serveur 127.0.0.1") && seen.body.contains("jdupont"));
        assert_eq!(seen.headers["cache-control"], "no-store");
        let list = jeanne.get(PAGE).await;
        assert!(list.body.contains("Thunderbird au lycée") && list.body.contains("Jamais"));
        assert!(!list.body.contains(&shown) && !list.body.contains(&shown.replace(' ', "")));
        let action = list.attribute("td form", "action").unwrap();
        assert_eq!(jeanne.post(&action, &[]).await.location(), PAGE);
        assert!(names(&app, "jdupont").await.is_empty());
        assert_eq!(jeanne.post(&action, &[]).await.location(), PAGE, "a form sent twice");
        let told: Vec<String> = notices(&app, "jdupont").await.into_iter().map(|(title, _)| title).collect();
        let one = |title: &str| told.iter().filter(|told| *told == title).count();
        assert_eq!(one("Un mot de passe d’application a été créé"), 1);
        assert_eq!(one("Un mot de passe d’application a été retiré"), 1);
        let lines = trail(&app, "jdupont").await;
        for action in ["app-password.make", "app-password.withdraw"] {
            assert!(
                lines.contains(&(action.to_owned(), true, "Thunderbird au lycée".to_owned())),
                "{lines:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_written_nowhere() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let shown = made(&mut jeanne, "Thunderbird").await;
        let rows = {
            let ctx = app.ctx();
            let mut tx = ctx.read().await.unwrap();
            tx.all(kernel::sql!(String: "SELECT payload FROM jobs UNION ALL SELECT title || body || COALESCE(link, '') FROM notices
                  UNION ALL SELECT actor || action || detail FROM audit /* scan: test */"))
                .await
                .unwrap()
        };
        assert!(rows.len() > 3);
        let mut told = rows.concat();
        for page in ["/compte", PAGE, "/compte/journal", "/compte/notifications"] {
            told += &jeanne.get(page).await.body;
        }
        assert!(!told.contains(&shown) && !told.contains(&shown.replace(' ', "")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_needed_once_each_and_twenty_are_the_most() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let refused = async |browser: &mut Visitor, name: &str| {
            let seen = ask_for(browser, name).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
            seen.text("#name-error").unwrap_or_default()
        };
        assert!(refused(&mut jeanne, " ").await.contains("Donnez un nom"));
        assert!(refused(&mut jeanne, &"é".repeat(61)).await.contains("60 caractères"));
        let longest = "é".repeat(60);
        made(&mut jeanne, &longest).await;
        assert!(refused(&mut jeanne, &longest.to_uppercase()).await.contains("déjà un de ce nom"));
        for n in 1..MOST {
            made(&mut jeanne, &format!("Téléphone {n}")).await;
        }
        assert!(jeanne.get(PAGE).await.text("#name").is_none(), "nothing can be added");
        let person = id_of(&app, "jdupont").await;
        let more = app.ctx().write(async move |tx| super::make(tx, person, "Un de trop").await).await;
        assert!(matches!(more, Err(kernel::Error::Invalid(_))));
        assert_eq!(names(&app, "jdupont").await.len(), MOST);
        jeanne.get(PAGE).await;
        assert_eq!(jeanne.post(&format!("{PAGE}/retrait"), &[]).await.location(), PAGE);
        assert!(names(&app, "jdupont").await.is_empty());
        let line = ("app-password.withdraw-all".to_owned(), true, MOST.to_string());
        assert!(trail(&app, "jdupont").await.contains(&line));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_in_a_while_ago_gives_the_password_again() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        app.services().clock.advance(minutes(15));
        let page = jeanne.get(PAGE).await;
        assert!(page.attribute("#current_password", "type").is_some());
        let with = |password| [("name", "Téléphone"), ("current_password", password)];
        let missing = jeanne.post(PAGE, &with("")).await;
        assert!(missing.text("#current_password-error").unwrap().contains("Écrivez votre mot de passe"));
        assert_eq!(missing.attribute("#name", "value").unwrap(), "Téléphone", "nothing is lost");
        let wrong = jeanne.post(PAGE, &with("autre chose")).await;
        assert!(wrong.text("#current_password-error").unwrap().contains("pas votre mot de passe actuel"));
        assert!(names(&app, "jdupont").await.is_empty());
        let refused = ("app-password.make".to_owned(), false, String::new());
        assert!(trail(&app, "jdupont").await.contains(&refused));
        let seen = jeanne.post(PAGE, &with(PASSWORD)).await;
        assert!(AppPassword::read(&seen.text("#app-password").unwrap()).is_some());
        assert_eq!(names(&app, "jdupont").await, ["Téléphone"]);
        // A right password is no failure, though the name was wrong.
        for _ in 0..3 {
            jeanne.get(PAGE).await;
            let again = jeanne.post(PAGE, &with(PASSWORD)).await;
            assert!(again.text("#name-error").unwrap().contains("déjà"), "{}", again.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_withdraws_anothers() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        made(&mut jeanne, "Téléphone").await;
        let action = jeanne.get(PAGE).await.attribute("td form", "action").unwrap();
        let mut malik = activated(&app, &MALIK).await;
        malik.get(PAGE).await;
        malik.post(&action, &[]).await;
        malik.post(&format!("{PAGE}/retrait"), &[]).await;
        assert_eq!(names(&app, "jdupont").await, ["Téléphone"]);
        assert!(!malik.get(PAGE).await.body.contains("Téléphone</th>"));
        assert_eq!(app.visitor().get(PAGE).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_survive_a_new_password_and_closed_sessions_unless_ticked() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let tick = "Retirer aussi mes mots de passe d’application";
        for page in ["/compte/mot-de-passe", "/compte/sessions"] {
            assert!(!jeanne.get(page).await.body.contains(tick), "there are none: {page}");
        }
        made(&mut jeanne, "Téléphone").await;
        let passwords = [PASSWORD, "quatre lampes sur un quai", "trois billes sous la marelle"];
        let change = |from: usize, programs| {
            let (old, new) = (passwords[from], passwords[from + 1]);
            [("current_password", old), ("new_password", new), ("confirmation", new), ("programs", programs)]
        };
        let page = jeanne.get("/compte/mot-de-passe").await;
        assert!(page.body.contains(tick), "{}", page.body);
        let mut unlike = change(0, "1");
        unlike[2].1 = "autre";
        let refused = jeanne.post("/compte/mot-de-passe", &unlike).await;
        assert!(refused.attribute("#programs", "checked").is_some(), "nothing is lost");
        jeanne.post("/compte/mot-de-passe", &change(0, "")).await;
        assert_eq!(names(&app, "jdupont").await, ["Téléphone"]);
        jeanne.get("/compte/mot-de-passe").await;
        jeanne.post("/compte/mot-de-passe", &change(1, "1")).await;
        assert!(names(&app, "jdupont").await.is_empty());
        made(&mut jeanne, "Téléphone").await;
        assert!(jeanne.get("/compte/sessions").await.body.contains(tick));
        jeanne.post("/compte/sessions/fermer", &[("which", "others")]).await;
        assert_eq!(names(&app, "jdupont").await, ["Téléphone"]);
        jeanne.get("/compte/sessions").await;
        jeanne.post("/compte/sessions/fermer", &[("which", "others"), ("programs", "1")]).await;
        assert!(names(&app, "jdupont").await.is_empty());
        made(&mut jeanne, "Téléphone").await;
        // Without signing in.
        let mut stranger = app.visitor();
        stranger.get("/compte/changer").await;
        let fields = [
            ("numen", JEANNE.numen),
            ("birth_date", JEANNE.birth_date),
            ("current_password", passwords[2]),
            ("new_password", passwords[1]),
            ("confirmation", passwords[1]),
            ("programs", "1"),
        ];
        let changed = stranger.post("/compte/changer", &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        assert!(names(&app, "jdupont").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_the_password_or_stops_the_account_ends_them() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let ctx = app.ctx();
        for act in [Act::Suspend, Act::Rearm, Act::Close] {
            made(&mut jeanne, "Téléphone").await;
            ctx.write(async move |tx| help_desk::act(tx, person, act, "essai").await).await.unwrap();
            assert!(names(&app, "jdupont").await.is_empty(), "{act:?}");
            if act != Act::Rearm {
                ctx.write(async move |tx| help_desk::act(tx, person, Act::Resume, "essai").await)
                    .await
                    .unwrap();
            }
            let hash =
                account::hash(&ctx, crate::rules::password::Password::new(PASSWORD).unwrap()).await.unwrap();
            ctx.write(async move |tx| account::set_first_password(tx, person, &hash).await).await.unwrap();
            jeanne = app.signed_in(person).await;
        }
        made(&mut jeanne, "Téléphone").await;
        ctx.write(async move |tx| account::reset(tx, person).await).await.unwrap().unwrap();
        assert!(names(&app, "jdupont").await.is_empty());
        let late = ctx.write(async move |tx| super::make(tx, person, "Trop tard").await).await;
        assert!(matches!(late, Err(kernel::Error::Conflict(_))), "no account is open");
        // A thief chose a password since, and made one.
        ctx.write(async move |tx| account::set_first_password(tx, person, "of a thief").await).await.unwrap();
        ctx.write(async move |tx| super::make(tx, person, "Voleur").await).await.unwrap();
        ctx.write(async move |tx| account::refuse_reset(tx, person).await).await.unwrap();
        assert!(names(&app, "jdupont").await.is_empty());
    }
}
