//! Who is let in by the gate, who is slowed down, and who may stay.

use kernel::{
    Ctx, Id,
    context::{Actor, Origin},
    gate::{Admitted, Credentials, Verdict},
    people::Person,
    sql,
    time::{days, hours, minutes},
};
use testkit::TestApp;

use super::GATE;
use crate::{
    account::{self, State},
    app_passwords,
    attempts::{self, Whose},
    oidc::tests::{code, new_client, redeem, refresh, register, text},
    testing::{JEANNE, MALIK, PASSWORD, activated, id_of, module, trail, try_in},
};

/// As a program at this address of the network.
fn from(app: &TestApp, address: &str) -> Ctx {
    let origin = Origin { address: address.parse().ok(), browser: None };
    Ctx::new(app.services().clone(), Actor::Nobody, None, kernel::Locale::Fr, origin)
}

async fn show(app: &TestApp, address: &str, name: &str, password: &str) -> Verdict {
    let shown = Credentials::Password { name: name.into(), password: password.into() };
    (GATE.admit)(from(app, address), shown).await.unwrap()
}

async fn still(app: &TestApp, admitted: Admitted) -> bool {
    (GATE.still)(from(app, "192.0.2.1"), admitted).await.unwrap()
}

async fn make(app: &TestApp, person: Id<Person>, name: &'static str) -> String {
    app.ctx().write(async move |tx| app_passwords::make(tx, person, name).await).await.unwrap().shown()
}

fn admitted(verdict: Verdict) -> Admitted {
    match verdict {
        Verdict::In(admitted) => admitted,
        other => panic!("{other:?}"),
    }
}

/// By identifier or address, as typed on a telephone.
#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_under_every_name_of_the_person() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let password = make(&app, person, "Téléphone").await;
        let alias = "jeanne.martin@ac-creteil.fr";
        app.ctx().write(async move |tx| kernel::people::add_address(tx, person, alias).await).await.unwrap();
        for name in ["jdupont", " JDupont ", "jeanne.dupont@ac-creteil.fr", "Jeanne.Martin@ac-creteil.fr"] {
            let found = admitted(show(&app, "192.0.2.1", name, &password.replace(' ', "")).await);
            assert_eq!((found.person, found.academy), (person, app.academy.id), "{name}");
            assert!(still(&app, found).await);
        }
        activated(&app, &MALIK).await;
        assert_eq!(show(&app, "192.0.2.1", "mberthier", &password).await, Verdict::Wrong, "it is another's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_costs_reads_and_a_write_a_day() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let password = make(&app, person, "Téléphone").await;
        let cost = async |address: &str| {
            let ctx = from(&app, address);
            let shown = Credentials::Password { name: "jdupont".into(), password: password.clone() };
            admitted((GATE.admit)(ctx.clone(), shown).await.unwrap());
            ctx.queries()
        };
        let used = async || {
            let mut tx = app.ctx().read().await.unwrap();
            let row = app_passwords::of_person(&mut tx, person).await.unwrap().remove(0);
            (row.used_on.map(|at| at.zoned(&app.academy.zone).date()), row.used_from)
        };
        assert_eq!(used().await, (None, String::new()));
        assert_eq!(cost("192.0.2.1").await, 4);
        let today = app.services().clock.now().zoned(&app.academy.zone).date();
        assert_eq!(used().await, (Some(today), "192.0.2.1".to_owned()));
        assert_eq!(cost("198.51.100.7").await, 3, "no closer than a day");
        assert_eq!(used().await.1, "192.0.2.1");
        app.services().clock.advance(days(1));
        assert_eq!(cost("2001:db8:1:2:3::4").await, 4);
        assert_eq!(used().await, (Some(today.tomorrow().unwrap()), "2001:db8:1:2::/64".to_owned()));
        let mut tx = app.ctx().read().await.unwrap();
        let tries = tx
            .one(sql!(i64: "SELECT COUNT(*) FROM tries_by_address WHERE address LIKE 'mail%' /* scan: a test */"))
            .await
            .unwrap();
        assert_eq!(tries, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_the_account_opens_pages_alone_and_the_trail_says_so() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        assert_eq!(show(&app, "192.0.2.1", "jdupont", PASSWORD).await, Verdict::Wrong);
        let never = "abcdef abcdef abcdef abcdef";
        assert_eq!(show(&app, "192.0.2.1", "jdupont", never).await, Verdict::Wrong);
        let lines = trail(&app, "jdupont").await;
        for detail in ["other", "unknown"] {
            let line = ("mail-program.sign-in".to_owned(), false, detail.to_owned());
            assert!(lines.contains(&line), "{lines:?}");
        }
        let (mut jeanne, _) = try_in(&app, "jdupont", PASSWORD).await;
        let page = jeanne.get("/compte/journal").await;
        assert!(page.body.contains("Connexion d’un logiciel de messagerie"));
        assert!(page.body.contains("Ce n’était pas un mot de passe d’application"));
        assert!(page.body.contains("a été retiré"));
        // Neither does an app password open pages.
        let person = id_of(&app, "jdupont").await;
        let password = make(&app, person, "Téléphone").await;
        let (_, seen) = try_in(&app, "jdupont", &password).await;
        assert_eq!(seen.status, http::StatusCode::UNPROCESSABLE_ENTITY);
    }
}

/// By the figures of the sign-in page; and a name that nobody has costs the same.
#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_is_slowed_down_and_the_owner_is_not() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let password = make(&app, person, "Téléphone").await;
        let mut costs = Vec::new();
        for name in ["jdupont", "personne", "personne@ac-creteil.fr"] {
            for guess in 0..5 {
                let ctx = from(&app, "192.0.2.1");
                let shown = Credentials::Password { name: name.into(), password: format!("essai {guess}") };
                let verdict = (GATE.admit)(ctx.clone(), shown).await.unwrap();
                if guess == 0 {
                    costs.push(ctx.queries());
                }
                let slowed = matches!(verdict, Verdict::Slowed { seconds: 1..=20 });
                assert_eq!(slowed, guess >= 3, "{name} {guess}: {verdict:?}");
            }
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
        assert!(
            matches!(show(&app, "192.0.2.9", "jdupont", "essai").await, Verdict::Slowed { .. }),
            "elsewhere too"
        );
        admitted(show(&app, "192.0.2.1", "jdupont", &password).await);
        // Neither does it slow down the sign-in page.
        let (_, seen) = try_in(&app, "jdupont", PASSWORD).await;
        assert_eq!(seen.location(), "/compte");
        // Nor the page this: the two are counted apart.
        app.services().clock.advance(hours(1));
        for _ in 0..4 {
            try_in(&app, "jdupont", "mauvais").await;
        }
        assert_eq!(show(&app, "192.0.2.1", "jdupont", "essai").await, Verdict::Wrong);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_guesses_is_slowed_down_and_a_school_has_room() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let password = make(&app, id_of(&app, "jdupont").await, "Téléphone").await;
        app.ctx()
            .write(async |tx| {
                tx.execute(sql!("INSERT INTO school_exits (address) VALUES ('198.51.100.1')")).await
            })
            .await
            .unwrap();
        // Beneath the gate, where the alarm that they ring holds nobody up.
        for address in ["192.0.2.1", "198.51.100.1"] {
            from(&app, address)
                .write(async |tx| {
                    for n in 0..30 {
                        let name = format!("personne{n}");
                        assert_eq!(attempts::mail_password(tx, Whose::Nobody(&name)).await?, None);
                    }
                    Ok(())
                })
                .await
                .unwrap();
        }
        assert!(matches!(show(&app, "192.0.2.1", "personne30", "essai").await, Verdict::Slowed { .. }));
        assert_eq!(show(&app, "198.51.100.1", "personne31", "essai").await, Verdict::Wrong);
        admitted(show(&app, "192.0.2.1", "jdupont", &password).await);
        app.services().clock.advance(minutes(10));
        assert_eq!(show(&app, "192.0.2.1", "personne32", "essai").await, Verdict::Wrong);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_can_have_are_nobodys() {
    for app in TestApp::on_each_database(&[module()]).await {
        let long = "a".repeat(100_000);
        for name in ["", "\0", "jdupont\r\n", &long, "@"] {
            assert_eq!(show(&app, "192.0.2.1", name, &long).await, Verdict::Wrong, "{name:.20}");
            app.services().clock.advance(hours(1));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_stays_until_the_password_or_the_account_ends() {
    for app in TestApp::on_each_database(&[module()]).await {
        activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let one = make(&app, person, "Téléphone").await;
        let two = make(&app, person, "Thunderbird").await;
        let by_one = admitted(show(&app, "192.0.2.1", "jdupont", &one).await);
        let by_two = admitted(show(&app, "192.0.2.1", "jdupont", &two).await);
        assert_ne!(by_one.by, by_two.by);
        app.ctx()
            .write(async move |tx| app_passwords::withdraw(tx, person, by_one.by.cast()).await)
            .await
            .unwrap();
        assert!(!still(&app, by_one).await && still(&app, by_two).await);
        assert_eq!(show(&app, "192.0.2.1", "jdupont", &one).await, Verdict::Wrong);
        activated(&app, &MALIK).await;
        let malik = id_of(&app, "mberthier").await;
        assert!(!still(&app, Admitted { person: malik, ..by_two }).await, "it is another's");
        // Also when nothing but the state was changed.
        for (state, stays) in [(State::Suspended, false), (State::Active, true)] {
            app.ctx().write(async move |tx| account::set_state(tx, person, state).await).await.unwrap();
            assert_eq!(still(&app, by_two).await, stays);
            let verdict = show(&app, "192.0.2.1", "jdupont", &two).await;
            assert_eq!(matches!(verdict, Verdict::In(_)), stays, "{verdict:?}");
        }
        app.ctx().write(async move |tx| kernel::people::close_person(tx, person).await).await.unwrap();
        assert!(!still(&app, by_two).await);
        assert_eq!(show(&app, "192.0.2.1", "jdupont", &two).await, Verdict::Wrong);
    }
}

async fn show_token(app: &TestApp, token: &str) -> Verdict {
    (GATE.admit)(from(app, "192.0.2.1"), Credentials::Token(token.into())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_with_the_scope_of_mail_as_long_as_its_grant_stands() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut client = new_client();
        client.scopes = "mail offline_access".into();
        let secret = register(&app, client).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let person = id_of(&app, "jdupont").await;
        let asked = [("scope", "openid mail offline_access")];
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &asked).await).await;
        assert_eq!(text(&tokens, "scope"), "openid mail offline_access");
        let found = admitted(show_token(&app, text(&tokens, "access_token")).await);
        assert_eq!((found.person, found.academy), (person, app.academy.id));
        for wrong in ["", "made-up", text(&tokens, "refresh_token"), text(&tokens, "id_token")] {
            assert_eq!(show_token(&app, wrong).await, Verdict::Wrong);
        }
        let (_, narrow) = redeem(&app, &secret, &code(&mut jeanne, &[("scope", "openid")]).await).await;
        assert_eq!(
            show_token(&app, text(&narrow, "access_token")).await,
            Verdict::Wrong,
            "not for the mailbox"
        );
        // The token is over, what was granted is not; the next token opens, and the session is not needed.
        app.later(hours(20)).await;
        assert_eq!(show_token(&app, text(&tokens, "access_token")).await, Verdict::Wrong);
        assert!(still(&app, found).await);
        let (_, fresh) = refresh(&app, &secret, text(&tokens, "refresh_token")).await;
        assert_eq!(admitted(show_token(&app, text(&fresh, "access_token")).await), found);
        app.ctx()
            .write(async move |tx| crate::oidc::sign_out_everywhere(tx, person, None).await)
            .await
            .unwrap();
        assert!(!still(&app, found).await);
        assert_eq!(show_token(&app, text(&fresh, "access_token")).await, Verdict::Wrong);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_offline_access_a_token_ends_with_the_session() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut client = new_client();
        client.scopes = "mail".into();
        let secret = register(&app, client).await;
        let mut jeanne = activated(&app, &JEANNE).await;
        let asked = [("scope", "openid mail")];
        let (_, tokens) = redeem(&app, &secret, &code(&mut jeanne, &asked).await).await;
        let found = admitted(show_token(&app, text(&tokens, "access_token")).await);
        assert!(still(&app, found).await);
        jeanne.get("/compte").await;
        jeanne.post("/compte/deconnexion", &[]).await;
        assert!(!still(&app, found).await);
        assert_eq!(show_token(&app, text(&tokens, "access_token")).await, Verdict::Wrong);
    }
}
