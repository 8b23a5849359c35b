//! Labels on both databases: made, put on messages, found again, shown on lines.

use super::*;
use crate::{
    folder::FolderRole,
    message::search_syntax::Query,
    search,
    tests::{apps, change as changed, owner, put as file, raw},
};

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_made_put_found_and_taken_away() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let keyword =
            changed(&app, jeanne, async |tx, mailbox| create(tx, mailbox, "À traiter", Colour::Brick).await)
                .await;
        assert_eq!(keyword, "a-traiter");
        let one = file(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Conseil", "Jeudi.")).await;
        file(&app, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Cantine", "Jeudi.")).await;
        let put =
            changed(&app, jeanne, async move |tx, mailbox| toggle(tx, mailbox, &[one], "a-traiter").await)
                .await;
        assert!(put);
        let found = async |typed: &str| {
            let ctx = app.ctx();
            let (row, folders) = {
                let mut tx = ctx.read().await.unwrap();
                let row = crate::mailbox::find(&mut tx, jeanne.cast()).await.unwrap().unwrap();
                (row, crate::folder::all(&mut tx, jeanne.cast()).await.unwrap())
            };
            let query = Query::parse(typed);
            let labels = stored(&row.labels);
            let found =
                search::find(&ctx, jeanne.cast(), None, &folders, &labels, &query, None).await.unwrap();
            found.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        for typed in ["étiquette:\"à traiter\"", "label:a-traiter", "étiquette:\"A TRAITER\" jeudi"] {
            assert_eq!(found(typed).await, [one], "{typed}");
        }
        for typed in ["étiquette:autre", "étiquette:autre jeudi", "étiquette:\"à traiter\" cantine"] {
            assert!(found(typed).await.is_empty(), "{typed}");
        }
        let lines = changed(&app, jeanne, async move |tx, mailbox| of_lines(tx, mailbox, &[one]).await).await;
        assert_eq!(lines, [(one, " a-traiter ".to_owned())]);
        let put = changed(&app, jeanne, async move |tx, mailbox| {
            change(tx, mailbox, "a-traiter", "Urgent", Colour::Green).await?;
            toggle(tx, mailbox, &[one], "a-traiter").await
        })
        .await;
        assert!(!put, "all bore it: it is taken from them");
        assert!(found("étiquette:urgent").await.is_empty());
        changed(&app, jeanne, async |tx, mailbox| remove(tx, mailbox, "a-traiter").await).await;
        let ctx = app.ctx();
        let unknown = ctx.write(async move |tx| toggle(tx, jeanne.cast(), &[one], "a-traiter").await).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_told_apart_and_thirty_are_enough() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let made = async |name: &'static str| {
            let ctx = app.ctx();
            match ctx.write(async move |tx| create(tx, jeanne.cast(), name, Colour::Blue).await).await {
                Ok(keyword) => keyword,
                Err(Error::Invalid(problems)) => problems[0].message.clone(),
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(made("Projet A").await, "projet-a");
        assert_eq!(made("Проект").await, "etiquette");
        assert_eq!(made("事業").await, "etiquette-2");
        let long = made("œœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœœ").await;
        assert_eq!(long, "oe".repeat(20));
        assert!(made("PROJET a").await.contains("déjà"), "accents and case make no other name");
        assert!(made("  ").await.contains("nom"));
        for n in 4..MOST {
            let name = format!("n{n}");
            changed(&app, jeanne, async move |tx, mailbox| create(tx, mailbox, &name, Colour::Blue).await)
                .await;
        }
        assert!(made("Une de plus").await.contains("30"));
    }
}
