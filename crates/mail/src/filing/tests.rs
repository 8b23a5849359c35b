//! The store on both databases: counters, lines and conversations agree with the messages whatever is done to them.

use kernel::{Ctx, Id, Time, facts::Fact, people::Person, time::days};
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
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_one_line_and_spans_folders() {
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_message_brings_conversations_together() {
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_references_finds_its_subject() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        let asked =
            raw("a@x", "Subject: Clé du labo\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100", "Où est-elle ?");
        put(&app, jeanne, FolderRole::Inbox, 0, asked).await;
        let head = "Subject: Re: Clé du labo\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100";
        let last = put(&app, jeanne, FolderRole::Inbox, 60, raw("b@x", head, "Chez le gardien")).await;
        assert_eq!(thread(&app, jeanne, last).await.len(), 2);
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marking_moving_and_deleting_keep_the_counts() {
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_messages_are_out_of_reach() {
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_identifier_in_two_boxes_is_two_conversations() {
    for app in stores().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Tous", "texte")).await;
        let b = put(&app, malik, FolderRole::Inbox, 1, raw("a@x", "Subject: Tous", "texte")).await;
        let (hers, his) = (thread(&app, jeanne, a).await, thread(&app, malik, b).await);
        assert_ne!(hers[0].thread_id, his[0].thread_id);
        assert_eq!(hers[0].digest, his[0].digest, "one file for both");
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_the_bin_goes_after_thirty_days() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Trash, 0, raw("a@x", "Subject: Vieux", "texte")).await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("b@x", "Subject: Gardé", "texte")).await;
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(days(29)).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (1, 1));
        app.later(days(2)).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (0, 0));
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (1, 1));
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_seeded_in_bulk() {
    for app in stores().await {
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
        app.agrees(jeanne).await;
    }
}

/// What mail programs see of a folder: its state, its next number, and the numbers with their marks.
async fn seen_from_outside(
    app: &TestApp,
    person: Id<Person>,
    role: FolderRole,
) -> (i64, i64, Vec<(i64, String)>) {
    let folder = folder_of(app, person, role).await;
    let mut tx = app.ctx().read().await.unwrap();
    let id = folder.id;
    let rows = tx
        .all(kernel::sql!((i64, String): "SELECT uid, keywords FROM mail_messages WHERE folder_id = $1 ORDER BY uid", id))
        .await
        .unwrap();
    (folder.state, folder.next_uid, rows)
}

async fn gone(app: &TestApp, person: Id<Person>, role: FolderRole, since: i64) -> Vec<i64> {
    let folder = role.in_box(mailbox::of_person(person));
    let mut tx = app.ctx().read().await.unwrap();
    tx.all(kernel::sql!(i64: "SELECT uid FROM mail_gone WHERE folder_id = $1 AND state > $2 ORDER BY uid", folder, since))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_states_only_grow_and_tell_what_left() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "t")).await;
        let b = put(&app, jeanne, FolderRole::Inbox, 2, raw("b@x", "Subject: Deux", "t")).await;
        let (before, next, numbers) = seen_from_outside(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(numbers.len(), 2);
        assert_eq!(next, numbers[1].0 + 1);
        let (_, untouched, _) = seen_from_outside(&app, jeanne, FolderRole::Archive).await;
        assert_eq!(untouched, 1, "another folder's mail says nothing here");
        let archive = folder_of(&app, jeanne, FolderRole::Archive).await;
        change(&app, jeanne, async move |tx, mailbox| move_to(tx, mailbox, &[a], &archive).await).await;
        let (after, same_next, left) = seen_from_outside(&app, jeanne, FolderRole::Inbox).await;
        assert!(after > before);
        assert_eq!((same_next, left.len()), (next, 1));
        assert_eq!(gone(&app, jeanne, FolderRole::Inbox, before).await, [numbers[0].0]);
        let inbox = folder_of(&app, jeanne, FolderRole::Inbox).await;
        change(&app, jeanne, async move |tx, mailbox| move_to(tx, mailbox, &[a], &inbox).await).await;
        let (_, _, back) = seen_from_outside(&app, jeanne, FolderRole::Inbox).await;
        assert!(back[1].0 > numbers[1].0, "a message that comes back has a new number");
        let since = folder_of(&app, jeanne, FolderRole::Inbox).await.state;
        change(&app, jeanne, async move |tx, mailbox| delete(tx, mailbox, &[b]).await).await;
        assert_eq!(gone(&app, jeanne, FolderRole::Inbox, since).await, [numbers[1].0]);
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(days(2)).await;
        assert_eq!(gone(&app, jeanne, FolderRole::Inbox, 0).await, Vec::<i64>::new());
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_of_mail_programs_are_kept_and_refused_when_somebody_was_faster() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "t")).await;
        let b = put(&app, jeanne, FolderRole::Inbox, 2, raw("b@x", "Subject: Deux", "t")).await;
        let mut keywords = Keywords::default();
        keywords.add("Travail");
        let named = Marks { seen: true, deleted: true, keywords, ..Marks::default() };
        let wanted = named.clone();
        let marked = change(&app, jeanne, async move |tx, mailbox| {
            mark(tx, mailbox, &[a, b], Marking::Add, &wanted, None).await
        })
        .await;
        assert_eq!(marked.len(), 2);
        assert!(marked.iter().all(|m| m.marks == named && !m.refused && m.state == marked[0].state));
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (2, 0));
        let (state, _, rows) = seen_from_outside(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(state, marked[0].state);
        assert_eq!(rows[0].1, " Travail ");
        let star = Marks { flagged: true, ..Marks::default() };
        let late = change(&app, jeanne, async move |tx, mailbox| {
            flag(tx, mailbox, &[b], true).await?;
            mark(tx, mailbox, &[a, b], Marking::Set, &star, Some(state)).await
        })
        .await;
        assert_eq!(late.iter().map(|m| m.refused).collect::<Vec<_>>(), [false, true]);
        assert!(late[0].marks.flagged && !late[0].marks.seen && late[1].marks.seen);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (2, 1));
        let mut many = Keywords::default();
        for n in 0..40 {
            many.add(&format!("mot{n}"));
        }
        let many = Marks { keywords: many, ..Marks::default() };
        let refused = app
            .ctx()
            .write(async move |tx| {
                mark(tx, mailbox::of_person(jeanne), &[a], Marking::Add, &many, None).await
            })
            .await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_counted_found_and_lives_alone() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        let a = put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Musée", "girafe")).await;
        let archive = folder_of(&app, jeanne, FolderRole::Archive).await;
        let copied =
            change(&app, jeanne, async move |tx, mailbox| copy_to(tx, mailbox, &[a], &archive).await).await;
        assert_eq!(copied.len(), 1);
        assert_eq!(counts(&app, jeanne, FolderRole::Archive).await, (1, 1));
        assert_eq!(shown(&app, jeanne, FolderRole::Archive).await, [line("Musée", 1, 1)]);
        app.settle().await;
        let found = async |words: &'static str| {
            let mut tx = app.ctx().read().await.unwrap();
            tx.search("message", *jeanne.bytes(), words, 9).await.unwrap().len()
        };
        assert_eq!(found("girafe").await, 2);
        change(&app, jeanne, async move |tx, mailbox| delete(tx, mailbox, &[a]).await).await;
        assert_eq!(found("girafe").await, 1);
        let row = change(&app, jeanne, async |tx, mailbox| {
            tx.execute(kernel::sql!("UPDATE mailboxes SET quota_bytes = used_bytes WHERE id = $1", mailbox))
                .await?;
            mailbox::find(tx, mailbox).await
        })
        .await
        .unwrap();
        assert!(row.used_bytes > 0);
        let archive = folder_of(&app, jeanne, FolderRole::Archive).await;
        let inbox = folder_of(&app, jeanne, FolderRole::Inbox).await;
        let left = app
            .ctx()
            .write(async move |tx| {
                let mailbox = mailbox::of_person(jeanne);
                let ids = store::oldest_of(tx, mailbox, archive.id, 9).await?;
                copy_to(tx, mailbox, &ids, &inbox).await
            })
            .await;
        assert!(matches!(left, Err(Error::Conflict(_))), "no room for another");
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (0, 0));
        app.agrees(jeanne).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_lie_in_folders_and_follow_them() {
    for app in stores().await {
        let jeanne = owner(&app, "jdupont").await;
        let names = async || {
            let mut tx = app.ctx().read().await.unwrap();
            let all = folder::all(&mut tx, mailbox::of_person(jeanne)).await.unwrap();
            all.into_iter().filter(|f| f.role == FolderRole::Own).map(|f| f.name).collect::<Vec<_>>()
        };
        change(&app, jeanne, async |tx, mailbox| {
            folder::create(tx, mailbox, "Projets/2026/Sorties", folder::Alike::Same).await?;
            folder::create(tx, mailbox, "Projets 2025", folder::Alike::Same).await?;
            folder::create(tx, mailbox, "projets", folder::Alike::Other).await
        })
        .await;
        assert_eq!(
            names().await,
            ["Projets", "projets", "Projets/2026", "Projets/2026/Sorties", "Projets 2025"]
        );
        let refused = |name: &'static str, alike| {
            let ctx = app.ctx();
            async move {
                let made = ctx
                    .write(async move |tx| folder::create(tx, mailbox::of_person(jeanne), name, alike).await)
                    .await;
                matches!(made, Err(Error::Invalid(_)))
            }
        };
        assert!(refused("PROJETS/2026", folder::Alike::Same).await);
        assert!(refused("Projets//2026", folder::Alike::Other).await);
        assert!(refused("inbox", folder::Alike::Other).await);
        assert!(refused("a/b/c/d/e/f/g", folder::Alike::Other).await);
        change(&app, jeanne, async |tx, mailbox| {
            let all = folder::all(tx, mailbox).await?;
            let moved = all.iter().find(|f| f.name == "Projets/2026").unwrap().id;
            let into_itself =
                folder::rename(tx, mailbox, moved, "Projets/2026/X", folder::Alike::Other).await;
            assert!(matches!(into_itself, Err(Error::Invalid(_))));
            folder::rename(tx, mailbox, moved, "Anciens/2026", folder::Alike::Other).await
        })
        .await;
        assert_eq!(
            names().await,
            ["Anciens", "Anciens/2026", "Anciens/2026/Sorties", "Projets", "projets", "Projets 2025"]
        );
        app.agrees(jeanne).await;
    }
}

/// Whatever two do to the same messages at once, both are done or one comes too late; nothing is counted that is not there.
#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_lose_nothing_of_each_other() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(jeanne);
        let folder = async |role| folder_of(&app, jeanne, role).await;
        let (archive, bin) = (folder(FolderRole::Archive).await, folder(FolderRole::Trash).await);
        for round in 0..12 {
            let subject = format!("Subject: Tour {round}");
            let id =
                put(&app, jeanne, FolderRole::Inbox, round, raw(&format!("{round}@x"), &subject, "a")).await;
            let (one, two) = (app.ctx(), app.ctx());
            let bear = async |ctx: Ctx, marks: Marks| {
                ctx.write(async move |tx| mark(tx, mailbox, &[id], Marking::Add, &marks, None).await)
                    .await
                    .unwrap();
            };
            tokio::join!(
                bear(one, Marks { flagged: true, ..Marks::default() }),
                bear(two, Marks { seen: true, answered: true, ..Marks::default() })
            );
            let (one, two) = (app.ctx(), app.ctx());
            let row = find(&mut app.ctx().read().await.unwrap(), mailbox, id).await.unwrap();
            assert!(row.flagged && row.seen && row.answered, "{round}: {row:?}");
            let (archive, bin) = (archive.clone(), bin.clone());
            let moved = tokio::join!(
                one.write(async move |tx| move_to(tx, mailbox, &[id], &archive).await),
                two.write(async move |tx| move_to(tx, mailbox, &[id], &bin).await)
            );
            moved.0.unwrap();
            moved.1.unwrap();
        }
        let mut total = 0;
        for role in [FolderRole::Inbox, FolderRole::Archive, FolderRole::Trash] {
            let mut tx = app.ctx().read().await.unwrap();
            let there = tx
                .one(kernel::sql!(i64: "SELECT COUNT(*) FROM mail_messages WHERE folder_id = $1 /* tenant: by its folder */", role.in_box(mailbox)))
                .await
                .unwrap();
            assert_eq!(folder_of(&app, jeanne, role).await.total, there, "{role}");
            total += there;
        }
        assert_eq!(total, 12);
    }
}
