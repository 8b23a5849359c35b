//! Aliases lead where they say, and nobody else is given their address.

use kernel::{Error, people};
use testkit::TestApp;

use super::*;
use crate::{
    folder::FolderRole,
    tests::{apps, deliver, folder_of, owner},
};

fn typed(address: &str, targets: &str) -> Typed {
    Typed { address: address.into(), note: "Le secrétariat".into(), targets: targets.into() }
}

async fn refused(app: &TestApp, typed: Typed) -> Vec<String> {
    match app.ctx().write(async move |tx| create(tx, &typed).await).await {
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|p| format!("{} {}", p.field, p.message)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_leads_to_each_of_its_people_and_to_nobody_when_it_is_gone() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let alias = typed("Secretariat.College", "jdupont@ac-creteil.fr, mberthier@ac-creteil.fr");
        let id = app.ctx().write(async move |tx| create(tx, &alias).await).await.unwrap();
        let asked = [EmailAddress::bare("secretariat.college+rentree@AC-Creteil.fr")];
        let found = recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        let mut people: Vec<_> = found.owners.iter().map(|owner| owner.person).collect();
        people.sort_unstable();
        let mut expected = vec![jeanne, malik];
        expected.sort_unstable();
        assert_eq!(people, expected);

        let only = typed("", "mberthier@ac-creteil.fr");
        app.ctx().write(async move |tx| change(tx, id, &only).await).await.unwrap();
        let found = recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(found.owners.iter().map(|owner| owner.person).collect::<Vec<_>>(), [malik]);

        app.ctx().write(async move |tx| people::close_person(tx, malik).await).await.unwrap();
        let found = recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(found.closed, ["secretariat.college+rentree@AC-Creteil.fr"]);
        // Whoever is away is not taken out by who changes the rest, and is reached again when they are back.
        let other = typed("", "jdupont@ac-creteil.fr");
        app.ctx().write(async move |tx| change(tx, id, &other).await).await.unwrap();
        app.ctx().write(async move |tx| people::reopen_person(tx, malik).await).await.unwrap();
        let found = recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(found.owners.len(), 2);

        app.ctx().write(async move |tx| remove(tx, id).await).await.unwrap();
        let found = recipients::find(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(found.unknown.len(), 1);
        // And it can be given again.
        let again = typed("secretariat.college", "jdupont@ac-creteil.fr");
        app.ctx().write(async move |tx| create(tx, &again).await).await.unwrap();
        deliver(&app, jeanne, crate::tests::raw("m@x", "Subject: Un", "Deux.")).await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_belongs_to_one_person_or_thing() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let taken = refused(&app, typed("jdupont", "jdupont@ac-creteil.fr")).await;
        assert_eq!(
            taken,
            [
                "address L’adresse jdupont@ac-creteil.fr est déjà prise, par une personne, un alias ou une liste."
            ]
        );
        let alias = typed("conseil", "jdupont@ac-creteil.fr");
        app.ctx().write(async move |tx| create(tx, &alias).await).await.unwrap();
        assert_eq!(refused(&app, typed("conseil", "jdupont@ac-creteil.fr")).await.len(), 1);
        // What an account would be given.
        let asked = ["conseil@ac-creteil.fr".to_owned(), "libre@ac-creteil.fr".to_owned()];
        let taken = people::taken_addresses(&mut app.ctx().read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(taken, ["conseil@ac-creteil.fr"]);
        let person = app.person("mberthier").await;
        let ctx = app.ctx();
        let given = ctx.write(async move |tx| people::add_address(tx, person, "conseil@ac-creteil.fr").await);
        assert!(given.await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_leads_to_no_alias_nowhere_outside_and_to_nobody_unknown() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let alias = typed("conseil", "jdupont@ac-creteil.fr");
        app.ctx().write(async move |tx| create(tx, &alias).await).await.unwrap();
        let said = refused(
            &app,
            typed(
                "ne-pas-repondre",
                "conseil@ac-creteil.fr, personne@ac-creteil.fr, a@ailleurs.example, rien",
            ),
        )
        .await;
        assert_eq!(said.len(), 5, "{said:#?}");
        for address in ["", "é", "a b", ".a", "a..b", "a@ailleurs.example", &"a".repeat(41)] {
            let said = refused(&app, typed(address, "jdupont@ac-creteil.fr")).await;
            assert!(said.len() == 1 && said[0].starts_with("address "), "{address}: {said:?}");
        }
    }
}
