//! Rules on both databases: mail that arrives is sorted, sent on once, and never lost; what came before follows.

use kernel::{Id, people::Person};
use testkit::TestApp;

use super::*;
use crate::{
    delivery::{self, Recipient},
    folder::{self, Alike},
    lists::{self, Moderation, Writers},
    mailbox,
    tests::{apps, change, deliver, folder_of, messages, owner, put, raw},
};

fn contains(of: Part, text: &str) -> Condition {
    Condition::Text { of, how: How::Contains, text: text.to_owned() }
}

fn rule(name: &str, condition: Condition, actions: Actions) -> Rule {
    Rule { name: name.to_owned(), matching: Matching::All, conditions: vec![condition], actions }
}

async fn add(app: &TestApp, person: Id<Person>, rule: Rule) -> Id<RuleMark> {
    change(app, person, async move |tx, mailbox| create(tx, mailbox, &rule).await).await
}

async fn total(app: &TestApp, person: Id<Person>, role: FolderRole) -> i64 {
    folder_of(app, person, role).await.total
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_filed_marked_and_binned() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let bills = change(&app, jeanne, async |tx, mailbox| {
            folder::create(tx, mailbox, "Factures", Alike::Same).await
        })
        .await;
        let file = Actions { folder: Some(bills), seen: true, flagged: true, ..Actions::default() };
        add(&app, jeanne, rule("Factures", contains(Part::Subject, "facture"), file)).await;
        let bin = FolderRole::Trash.in_box(mailbox::of_person(jeanne));
        let bin = Actions { folder: Some(bin), ..Actions::default() };
        add(&app, jeanne, rule("Publicité", contains(Part::Body, "promotion"), bin)).await;
        deliver(&app, jeanne, raw("a@x", "Subject: FACTURE n° 12", "Ci-jointe.")).await;
        deliver(&app, jeanne, raw("b@x", "Subject: Offre", "Une promotion.")).await;
        deliver(&app, jeanne, raw("c@x", "Subject: Conseil", "Jeudi.")).await;
        let filed = messages(&app, jeanne, bills).await;
        assert_eq!((filed.len(), filed[0].seen, filed[0].flagged), (1, true, true));
        assert_eq!(total(&app, jeanne, FolderRole::Trash).await, 1);
        let inbox = folder_of(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!((inbox.total, inbox.unread), (1, 1));
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(kernel::time::days(31)).await;
        assert_eq!(total(&app, jeanne, FolderRole::Trash).await, 0, "the bin forgets it as any other");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_whose_folder_is_gone_leaves_the_message_in_the_inbox() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let gone = change(&app, jeanne, async |tx, mailbox| {
            folder::create(tx, mailbox, "Factures", Alike::Same).await
        })
        .await;
        let file = Actions { folder: Some(gone), flagged: true, ..Actions::default() };
        let id = add(&app, jeanne, rule("Factures", contains(Part::Subject, "facture"), file)).await;
        change(&app, jeanne, async move |tx, mailbox| folder::remove_empty(tx, mailbox, gone).await).await;
        deliver(&app, jeanne, raw("a@x", "Subject: Facture", "Voici.")).await;
        assert_eq!(total(&app, jeanne, FolderRole::Inbox).await, 1);
        // A definition that this version cannot read does nothing at all.
        app.ctx()
            .write(async move |tx| {
                tx.execute(kernel::sql!(
                    "UPDATE mail_rules SET definition = '{}' WHERE id = $1 AND mailbox_id = $2",
                    id,
                    jeanne
                ))
                .await
            })
            .await
            .unwrap();
        deliver(&app, jeanne, raw("b@x", "Subject: Facture", "Voici.")).await;
        assert_eq!(total(&app, jeanne, FolderRole::Inbox).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_switched_off_or_thrown_away_does_nothing_and_comes_back() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let archive = FolderRole::Archive.in_box(mailbox::of_person(jeanne));
        let file = Actions { folder: Some(archive), ..Actions::default() };
        let id = add(&app, jeanne, rule("Tout", contains(Part::Subject, "conseil"), file)).await;
        let letter = |n: i64| raw(&format!("{n}@x"), &format!("Subject: Conseil {n}"), "Jeudi.");
        change(&app, jeanne, async move |tx, mailbox| enable(tx, mailbox, id, false).await).await;
        deliver(&app, jeanne, letter(1)).await;
        change(&app, jeanne, async move |tx, mailbox| enable(tx, mailbox, id, true).await).await;
        deliver(&app, jeanne, letter(2)).await;
        change(&app, jeanne, async move |tx, mailbox| discard(tx, mailbox, id).await).await;
        deliver(&app, jeanne, letter(3)).await;
        change(&app, jeanne, async move |tx, mailbox| restore(tx, mailbox, id).await).await;
        deliver(&app, jeanne, letter(4)).await;
        let counts =
            (total(&app, jeanne, FolderRole::Inbox).await, total(&app, jeanne, FolderRole::Archive).await);
        assert_eq!(counts, (2, 2));
        change(&app, jeanne, async move |tx, mailbox| discard(tx, mailbox, id).await).await;
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(kernel::time::days(2)).await;
        let ctx = app.ctx();
        let restored = ctx.write(async move |tx| restore(tx, jeanne.cast(), id).await).await;
        assert!(matches!(restored, Err(Error::NotFound)), "after a day it is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_go_to_colleagues_once_and_never_in_circles() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let to = |address: &str| Actions { forward: vec![address.to_owned()], ..Actions::default() };
        let every = || contains(Part::Subject, "conseil");
        add(&app, jeanne, rule("À Malik", every(), to("mberthier@ac-creteil.fr"))).await;
        add(&app, malik, rule("À Jeanne", every(), to("jdupont@ac-creteil.fr"))).await;
        deliver(&app, jeanne, raw("a@x", "Subject: Conseil", "Jeudi.")).await;
        for _ in 0..5 {
            app.later(kernel::time::minutes(5)).await;
        }
        // Jeanne's own message, and the copy that Malik's rule sends back; there it stops.
        assert_eq!(total(&app, malik, FolderRole::Inbox).await, 1);
        assert_eq!(total(&app, jeanne, FolderRole::Inbox).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passed_many_boxes_is_not_sent_on() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let to = Actions { forward: vec!["mberthier@ac-creteil.fr".to_owned()], ..Actions::default() };
        add(&app, jeanne, rule("À Malik", contains(Part::Subject, "conseil"), to)).await;
        let marks: Vec<String> =
            (0..forward::MOST_HOPS).map(|n| format!("Delivered-To: boite{n}@ac-creteil.fr\r\n")).collect();
        let letter = [marks.concat().as_bytes(), &raw("a@x", "Subject: Conseil", "Jeudi.")].concat();
        deliver(&app, jeanne, letter).await;
        assert_eq!(total(&app, jeanne, FolderRole::Inbox).await, 1);
        assert_eq!(total(&app, malik, FolderRole::Inbox).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_told() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let seen = || Actions { seen: true, ..Actions::default() };
        for n in 0..MOST_RULES {
            add(&app, jeanne, rule(&format!("Règle {n}"), contains(Part::Subject, "x"), seen())).await;
        }
        let refused = async |rule: Rule| {
            let made = app.ctx().write(async move |tx| create(tx, jeanne.cast(), &rule).await).await;
            match made {
                Err(Error::Invalid(problems)) => problems[0].message.clone(),
                other => panic!("{other:?}"),
            }
        };
        let one_more = refused(rule("Trop", contains(Part::Subject, "x"), seen())).await;
        assert!(one_more.starts_with("Vous avez déjà 100 règles"), "{one_more}");
        let first = {
            let mut tx = app.ctx().read().await.unwrap();
            all(&mut tx, jeanne.cast()).await.unwrap()[0].id
        };
        change(&app, jeanne, async move |tx, mailbox| discard(tx, mailbox, first).await).await;
        let mut long = rule("Longue", contains(Part::Subject, "x"), seen());
        long.conditions = vec![contains(Part::Subject, "x"); MOST_CONDITIONS + 1];
        assert!(refused(long).await.contains("20 conditions"));
        let own = Actions { forward: vec!["jdupont@ac-creteil.fr".to_owned()], ..Actions::default() };
        assert!(refused(rule("Moi", contains(Part::Subject, "x"), own)).await.contains("votre adresse"));
        let settings = lists::tests::settings(Writers::Members, Moderation::Nothing);
        lists::tests::make(&app, "profs", settings, lists::Powers::default()).await;
        let list = Actions { forward: vec!["profs@ac-creteil.fr".to_owned()], ..Actions::default() };
        assert!(refused(rule("Liste", contains(Part::Subject, "x"), list)).await.contains("est une liste"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_applied_to_what_came_before_and_the_job_says_how_far_it_is() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        for n in 0..120 {
            let subject = if n % 3 == 0 { "Facture" } else { "Conseil" };
            let letter = raw(&format!("{n}@x"), &format!("Subject: {subject} {n}"), "Texte.");
            put(&app, jeanne, FolderRole::Inbox, n, letter).await;
        }
        let bills = change(&app, jeanne, async |tx, mailbox| {
            folder::create(tx, mailbox, "Factures", Alike::Same).await
        })
        .await;
        let file = Actions { folder: Some(bills), seen: true, ..Actions::default() };
        add(&app, jeanne, rule("Factures", contains(Part::Subject, "facture"), file)).await;
        change(&app, jeanne, async |tx, mailbox| apply(tx, mailbox).await).await;
        let twice = app.ctx().write(async move |tx| apply(tx, jeanne.cast()).await).await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        app.settle().await;
        assert_eq!(messages(&app, jeanne, bills).await.len(), 40);
        assert_eq!(total(&app, jeanne, FolderRole::Inbox).await, 80);
        let mailbox: Id<Mailbox> = jeanne.cast();
        let run = {
            let mut tx = app.ctx().read().await.unwrap();
            tx.first(run_query(&mailbox)).await.unwrap().unwrap()
        };
        assert_eq!((run.total, run.looked_at, run.changed), (120, 120, 40));
        assert!(run.ended_at.is_some());
        // Stopped before it began, it does nothing.
        change(&app, jeanne, async |tx, mailbox| apply(tx, mailbox).await).await;
        change(&app, jeanne, async |tx, mailbox| stop(tx, mailbox).await).await;
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        assert_eq!(tx.first(run_query(&mailbox)).await.unwrap().unwrap().looked_at, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_without_rules_asks_nothing_more_at_a_delivery() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let ctx = app.ctx();
        let letter = Letter::keep(&ctx, raw("a@x", "Subject: Conseil", "Jeudi.")).await.unwrap();
        let to = Recipient { person: jeanne, academy: app.academy.id };
        let before = ctx.queries();
        delivery::into_inbox(&ctx, to, &letter, delivery::Welcome::OfPeople).await.unwrap();
        let plain = ctx.queries() - before;
        let seen = Actions { seen: true, ..Actions::default() };
        add(&app, jeanne, rule("Lu", contains(Part::Subject, "autre"), seen)).await;
        let letter = Letter::keep(&ctx, raw("b@x", "Subject: Réunion", "Vendredi.")).await.unwrap();
        let before = ctx.queries();
        delivery::into_inbox(&ctx, to, &letter, delivery::Welcome::OfPeople).await.unwrap();
        assert_eq!(ctx.queries() - before, plain + 2, "the rules, and what was said of the sender");
    }
}
