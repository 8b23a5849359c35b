//! Members by a group that another domain keeps: here, those whose establishment has a certain code.

use kernel::groups::{Group, GroupKind};

use super::*;

const GROUP: Id<Group> = Id::from_bytes([7; 16]);
const CODE: &str = "0940009Z";

const KIND: GroupKind = GroupKind {
    key: "test",
    label: |_| "Groupes",
    named: |_, id| Box::pin(async move { Ok((id == GROUP).then(|| "Un groupe".to_owned())) }),
    after: |tx, _, after, limit| {
        Box::pin(async move {
            tx.all(sql!(Id<Person>: "SELECT id FROM people WHERE academy_id = $1 AND uai = $2 AND id > $3 ORDER BY id LIMIT $4",
                tx.academy_id()?, CODE, after, limit))
                .await
        })
    },
    of: |tx, person| {
        Box::pin(async move {
            let is_in = people::person(tx, person).await?.uai.as_deref() == Some(CODE);
            Ok(if is_in { vec![GROUP] } else { Vec::new() })
        })
    },
};

fn keeper_of_groups() -> web::Module {
    web::Module {
        base: kernel::Module { groups: &[KIND], ..kernel::Module::named("groups") },
        routes: web::Routes::new,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_a_group_is_asked_of_who_keeps_it() {
    for app in TestApp::on_each_database(&[crate::module(), keeper_of_groups()]).await {
        school(&app, CODE).await;
        let inside = agent(&app, "adedans", "ENS", CODE).await;
        let second = agent(&app, "bdedans", "ENS", CODE).await;
        let outside = agent(&app, "cdehors", "ENS", "").await;
        let typed = format!("http://127.0.0.1:8080/magistere/ac-creteil/sessions/{GROUP}/accueil");
        let powers = Powers { groups: vec![typed], ..Powers::default() };
        let list = make(&app, "session", settings(Writers::Members, Moderation::Nothing), powers).await;
        assert_eq!(again(&app, &list).await.members, 2);
        let asked =
            async |person| standing(&mut app.ctx().read().await.unwrap(), &list, person).await.unwrap();
        assert!(asked(inside).await.is_member && !asked(outside).await.is_member);
        assert_eq!(
            write(&app, &list, outside, raw("n@x", "Subject: Non", "")).await,
            Answer::Refused(Refusal::Writer)
        );
        assert_eq!(write(&app, &list, inside, raw("m@x", "Subject: Oui", "Bonjour.")).await, Answer::Spread);
        let counts = async || {
            (received(&app, inside).await, received(&app, second).await, received(&app, outside).await)
        };
        assert_eq!(counts().await, (1, 1, 0));
        // They see it among theirs, leave it, and come back.
        let mut visitor = app.signed_in(second).await;
        assert!(visitor.get("/webmel/listes").await.body.contains("Les professeurs"));
        let here = "/webmel/listes/session@ac-creteil.fr";
        visitor.get(&format!("{here}/depart")).await;
        visitor.post(&format!("{here}/depart"), &[]).await;
        write(&app, &list, inside, raw("o@x", "Subject: Encore", "Bonjour.")).await;
        assert_eq!(counts().await, (2, 1, 0));
        assert_eq!(again(&app, &list).await.members, 1);
        assert!(visitor.get(here).await.body.contains("Revenir dans la liste"));
        visitor.post(&format!("{here}/retour"), &[]).await;
        // Who comes into the group gets the next one, and what names no group is told.
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!("UPDATE people SET uai = $2 WHERE id = $1", outside, CODE)).await
            })
            .await
            .unwrap();
        write(&app, &list, inside, raw("p@x", "Subject: Tous", "Bonjour.")).await;
        assert_eq!(counts().await, (3, 2, 1));
        let powers = Powers {
            owners: "oresponsable@ac-creteil.fr".into(),
            groups: vec![format!("{}", Id::<Group>::from_bytes([8; 16]))],
            ..Powers::default()
        };
        let refused = app
            .ctx()
            .write(async move |tx| {
                create(tx, "autre", settings(Writers::Members, Moderation::Nothing), &powers).await
            })
            .await;
        assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "groups"));
    }
}
