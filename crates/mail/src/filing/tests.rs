//! The store on both databases: counters, lines and conversations agree with the messages whatever is done to them.

use kernel::{Id, Time, facts::Fact, people::Person};
use testkit::TestApp;

use super::*;
use crate::{
    folder::FolderRole,
    seed::{self, Place},
    tests::*,
};

/// What the lists would show: (latest subject, total, unread, flagged).
async fn shown(app: &TestApp, person: Id<Person>, role: FolderRole) -> Vec<(String, i64, i64, bool)> {
    let folder = role.in_box(mailbox::of_person(person));
    let mut tx = app.ctx().read().await.unwrap();
    let rows =
        tx.all(lines_query(&folder, &(Time(i64::MAX), Id::from_bytes([255; 16])), &100)).await.unwrap();
    rows.into_iter().map(|l| (l.subject, l.total, l.unread, l.flagged)).collect()
}

async fn counts(app: &TestApp, person: Id<Person>, role: FolderRole) -> (i64, i64) {
    let folder = folder_of(app, person, role).await;
    (folder.total, folder.unread)
}

fn line(subject: &str, total: i64, unread: i64) -> (String, i64, i64, bool) {
    (subject.to_owned(), total, unread, false)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_its_box_once_and_mail_waits_for_the_first_entry() {
    for app in apps().await {
        let jeanne = app.person("jdupont").await;
        let academy = app.academy.id;
        for _ in 0..2 {
            let ctx = app.ctx();
            ctx.write(async move |tx| tx.emit(Fact::AccountOpened { academy, person: jeanne }).await)
                .await
                .unwrap();
            app.settle().await;
        }
        let mut tx = app.ctx().read().await.unwrap();
        assert_eq!(folder::all(&mut tx, mailbox::of_person(jeanne)).await.unwrap().len(), 6);
        assert_eq!(kernel::people::mailbox_activated_at(&mut tx, jeanne).await.unwrap(), None);
        drop(tx);
        put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Avant", "Bonjour")).await;
        let first = app.ctx().write(async move |tx| mailbox::activate(tx, jeanne).await).await.unwrap();
        let again = app.ctx().write(async move |tx| mailbox::activate(tx, jeanne).await).await.unwrap();
        assert_eq!((first, again), (true, false));
        let mut tx = app.ctx().read().await.unwrap();
        assert_eq!(
            kernel::people::mailbox_activated_at(&mut tx, jeanne).await.unwrap(),
            Some(testkit::A_MORNING)
        );
        let trail = kernel::audit::about(&mut tx, jeanne, i64::MAX, 9).await.unwrap();
        assert_eq!(trail.iter().filter(|l| l.action == "mailbox.activate").count(), 1);
        drop(tx);
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, [line("Avant", 1, 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_one_line_and_spans_folders() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Sortie", "Bonjour")).await;
        let answer = raw("b@x", "Subject: Re : Sortie\r\nIn-Reply-To: <a@x>\r\nReferences: <a@x>", "Oui");
        put_as(&app, jeanne, FolderRole::Sent, 2, Flags { seen: true, ..Flags::default() }, answer).await;
        let third = raw("c@x", "Subject: Re : Sortie !\r\nReferences: <a@x> <b@x>", "Parfait");
        let last = put(&app, jeanne, FolderRole::Inbox, 3, third).await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("z@x", "Subject: Autre", "Rien à voir")).await;
        assert_eq!(
            shown(&app, jeanne, FolderRole::Inbox).await,
            [line("Re : Sortie !", 2, 2), line("Autre", 1, 1)]
        );
        assert_eq!(shown(&app, jeanne, FolderRole::Sent).await, [line("Re : Sortie", 1, 0)]);
        let subjects: Vec<String> = thread(&app, jeanne, last).await.into_iter().map(|m| m.subject).collect();
        assert_eq!(subjects, ["Re : Sortie !", "Re : Sortie", "Sortie"]);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (3, 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_message_brings_conversations_together() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Deux\r\nReferences: <perdu1@x>", ""))
            .await;
        put(&app, jeanne, FolderRole::Archive, 2, raw("c@x", "Subject: Trois\r\nReferences: <perdu2@x>", ""))
            .await;
        let tie = raw("d@x", "Subject: Lien\r\nReferences: <perdu1@x> <perdu2@x>", "");
        let last = put(&app, jeanne, FolderRole::Inbox, 3, tie).await;
        assert_eq!(thread(&app, jeanne, last).await.len(), 3);
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, [line("Lien", 2, 2)]);
        assert_eq!(shown(&app, jeanne, FolderRole::Archive).await, [line("Trois", 1, 1)]);
        let later = raw("e@x", "Subject: Suite\r\nReferences: <perdu2@x>", "");
        put(&app, jeanne, FolderRole::Inbox, 4, later).await;
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, [line("Suite", 3, 3)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_references_finds_its_subject() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let asked =
            raw("a@x", "Subject: Clé du labo\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100", "Où est-elle ?");
        put(&app, jeanne, FolderRole::Inbox, 0, asked).await;
        let head = "Subject: Re: Clé du labo\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100";
        let last = put(&app, jeanne, FolderRole::Inbox, 60, raw("b@x", head, "Chez le gardien")).await;
        assert_eq!(thread(&app, jeanne, last).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marking_moving_and_deleting_keep_the_counts() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "texte")).await;
        let b =
            put(&app, jeanne, FolderRole::Inbox, 2, raw("b@x", "Subject: Re: Un\r\nIn-Reply-To: <a@x>", "t"))
                .await;
        let used = change(&app, jeanne, async |tx, mailbox| mailbox::find(tx, mailbox).await).await.unwrap();
        assert!(used.used_bytes > 300, "{}", used.used_bytes);
        let seen = change(&app, jeanne, async move |tx, mailbox| {
            mark_seen(tx, mailbox, &[a], true).await?;
            mark_seen(tx, mailbox, &[a], true).await?;
            flag(tx, mailbox, &[a], true).await
        })
        .await;
        assert_eq!(seen, 1);
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, [("Re: Un".into(), 2, 1, true)]);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (2, 1));
        let trash = folder_of(&app, jeanne, FolderRole::Trash).await;
        let moved = change(&app, jeanne, async move |tx, mailbox| {
            let all = in_their_lines(tx, mailbox, &[b]).await?;
            move_to(tx, mailbox, &all, &trash).await
        })
        .await;
        assert_eq!(moved, 2);
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, []);
        assert_eq!(shown(&app, jeanne, FolderRole::Trash).await, [("Re: Un".into(), 2, 1, true)]);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (0, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (2, 1));
        let gone = change(&app, jeanne, async move |tx, mailbox| {
            empty_some(tx, mailbox, FolderRole::Trash.in_box(mailbox), 100).await
        })
        .await;
        assert_eq!(gone, 2);
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (0, 0));
        let empty = change(&app, jeanne, async |tx, mailbox| mailbox::find(tx, mailbox).await).await.unwrap();
        assert_eq!(empty.used_bytes, 0);
        let again = put(&app, jeanne, FolderRole::Inbox, 3, raw("c@x", "Subject: Un", "t")).await;
        assert_eq!(thread(&app, jeanne, again).await.len(), 1, "nothing is left of the old conversation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_messages_are_out_of_reach() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let hers = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Privé", "texte")).await;
        let trash = folder_of(&app, malik, FolderRole::Trash).await;
        let outcome = change(&app, malik, async move |tx, mailbox| {
            assert!(matches!(find(tx, mailbox, hers).await, Err(Error::NotFound)));
            assert!(conversation(tx, mailbox, hers, Time(i64::MAX), 9).await?.is_empty());
            assert!(in_their_lines(tx, mailbox, &[hers]).await?.is_empty());
            Ok((
                mark_seen(tx, mailbox, &[hers], true).await?,
                flag(tx, mailbox, &[hers], true).await?,
                move_to(tx, mailbox, &[hers], &trash).await?,
                delete(tx, mailbox, &[hers]).await?,
            ))
        })
        .await;
        assert_eq!(outcome, (0, 0, 0, 0));
        assert_eq!(shown(&app, jeanne, FolderRole::Inbox).await, [line("Privé", 1, 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_identifier_in_two_boxes_is_two_conversations() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Tous", "texte")).await;
        let b = put(&app, malik, FolderRole::Inbox, 1, raw("a@x", "Subject: Tous", "texte")).await;
        let (hers, his) = (thread(&app, jeanne, a).await, thread(&app, malik, b).await);
        assert_ne!(hers[0].thread_id, his[0].thread_id);
        assert_eq!(hers[0].digest, his[0].digest, "one file for both");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_the_bin_goes_after_thirty_days() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Trash, 0, raw("a@x", "Subject: Vieux", "texte")).await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("b@x", "Subject: Gardé", "texte")).await;
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(days(29)).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (1, 1));
        app.later(days(2)).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (0, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_seeded_in_bulk() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let ctx = app.ctx();
        ctx.write(async move |tx| seed::add_folder(tx, jeanne, "Sorties").await).await.unwrap();
        fill(&app, jeanne, 450).await;
        let own = seed::Seed {
            place: Place::named("sorties"),
            raw: raw("own@x", "Subject: Musée", "t"),
            flags: Flags::default(),
            received_at: testkit::A_MORNING,
        };
        let draft = seed::Seed {
            place: Place::named("drafts"),
            raw: raw("draft@x", "Subject: À finir", "Il me reste à dire"),
            ..own.clone()
        };
        seed::file_all(&ctx, jeanne, vec![own, draft]).await.unwrap();
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (450, 150));
        assert_eq!(counts(&app, jeanne, FolderRole::Drafts).await, (1, 0));
        let mut tx = app.ctx().read().await.unwrap();
        let folders = folder::all(&mut tx, mailbox::of_person(jeanne)).await.unwrap();
        assert_eq!(
            folders.iter().filter(|f| f.role == FolderRole::Own).map(|f| f.total).collect::<Vec<_>>(),
            [1]
        );
    }
}
