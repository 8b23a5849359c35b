//! Two sides that change apart and agree again: Dovecot changed by its own tool, boxes by what the webmel does. That each
//! verb of the store does the same here and there is asked beside the verbs (`filing::tests`).

mod cyrus;
mod large;

use std::{net::SocketAddr, time::Duration};

use kernel::{Id, Time, people::Person, sql, time::minutes};

use super::runner;
use crate::{
    filing::{self, Keywords, Marking, Marks, Message},
    folder::{self, Alike, FolderRole, FolderRow},
    mailbox,
    rules::{self, Actions, Condition, How, Matching, Part, Rule},
    tests::*,
    watch,
};

const JEANNE: &str = "jdupont@ac-creteil.fr";

/// Over Dovecot, on each database, with the box of one person.
async fn over_dovecot() -> Vec<(Store, Id<Person>)> {
    let mut all = Vec::new();
    for app in apps().await {
        let store = Store::over_dovecot(app).await;
        let jeanne = owner(&store, "jdupont").await;
        store.agrees(jeanne).await;
        all.push((store, jeanne));
    }
    all
}

/// A message that comes to Dovecot by another door.
fn comes(store: &Store, folder: &str, message: &[u8]) {
    store.dovecot().admin_with(&["save"], JEANNE, &["-m", folder], message);
}

fn marks(flags: &[&str]) -> Marks {
    let mut marks = Marks::default();
    for flag in flags {
        match *flag {
            "seen" => marks.seen = true,
            "flagged" => marks.flagged = true,
            word => marks.keywords.add(word),
        }
    }
    marks
}

async fn mark(store: &Store, person: Id<Person>, id: Id<Message>, how: Marking, marks: Marks) {
    change(store, person, async move |tx, mailbox| {
        filing::mark(tx, mailbox, &[id], how, &marks, None).await.map(drop)
    })
    .await;
}

async fn own_folder(store: &Store, person: Id<Person>, name: &str) -> Option<FolderRow> {
    let mut tx = store.ctx().read().await.unwrap();
    let all = folder::all(&mut tx, mailbox::of_person(person)).await.unwrap();
    all.into_iter().find(|f| f.role == FolderRole::Own && f.name == name)
}

/// Looks at the box again although nothing was changed here, as when its page is opened.
async fn look(store: &Store, person: Id<Person>) {
    change(store, person, async move |tx, mailbox| super::base::ask(tx, mailbox).await).await;
    store.agrees(person).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_there_joins_its_conversation_and_is_found() {
    for (store, jeanne) in over_dovecot().await {
        put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Sortie", "Bonjour")).await;
        store.agrees(jeanne).await;
        comes(
            &store,
            "INBOX",
            &raw("b@x", "Subject: Re : Sortie\r\nReferences: <a@x>", "Le car part à huit heures"),
        );
        comes(&store, "Archive", &raw("c@x", "Subject: Re : Sortie\r\nReferences: <a@x>", "Parfait"));
        look(&store, jeanne).await;
        let (row, _) = newest(&store, jeanne, FolderRole::Archive).await;
        assert_eq!(thread(&store, jeanne, row.id).await.len(), 3);
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.unread, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_of_both_sides_come_together() {
    for (store, jeanne) in over_dovecot().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        store.agrees(jeanne).await;
        // Apart from each other: followed and labelled here, read and labelled otherwise there.
        mark(&store, jeanne, id, Marking::Add, marks(&["flagged", "Urgent"])).await;
        store.dovecot().admin(&["flags", "add"], JEANNE, &["\\Seen Projet", "mailbox", "INBOX"]);
        store.agrees(jeanne).await;
        let (row, _) = newest(&store, jeanne, FolderRole::Inbox).await;
        assert!(row.seen && row.flagged);
        assert_eq!(Keywords::stored(&row.keywords).iter().collect::<Vec<_>>(), ["Projet", "Urgent"]);
        // Taken on one side while something else is put on the other.
        mark(&store, jeanne, id, Marking::Remove, marks(&["Urgent"])).await;
        store.dovecot().admin(&["flags", "remove"], JEANNE, &["\\Seen", "mailbox", "INBOX"]);
        store.agrees(jeanne).await;
        let (row, _) = newest(&store, jeanne, FolderRole::Inbox).await;
        assert!(!row.seen && row.flagged);
        assert_eq!(Keywords::stored(&row.keywords).iter().collect::<Vec<_>>(), ["Projet"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_moved_there_stays_the_same_message() {
    for (store, jeanne) in over_dovecot().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        let other = put(&store, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Autre", "Bonjour")).await;
        store.agrees(jeanne).await;
        store.dovecot().admin(&["move"], JEANNE, &["Archive", "mailbox", "INBOX", "SUBJECT", "Budget"]);
        look(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.id, id);
        // Moved there and deleted here, it is gone on both sides; deleted there and marked here, likewise.
        store.dovecot().admin(&["move"], JEANNE, &["Trash", "mailbox", "Archive", "ALL"]);
        store.dovecot().admin(&["expunge"], JEANNE, &["mailbox", "INBOX", "SUBJECT", "Autre"]);
        change(&store, jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[id]).await.map(drop))
            .await;
        mark(&store, jeanne, other, Marking::Add, marks(&["flagged"])).await;
        store.agrees(jeanne).await;
        for role in FolderRole::STANDARD {
            assert_eq!(folder_of(&store, jeanne, role).await.total, 0, "{role:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_made_renamed_and_taken_away_on_either_side() {
    for (store, jeanne) in over_dovecot().await {
        let dovecot = store.dovecot();
        dovecot.admin(&["mailbox", "create"], JEANNE, &["Été & fêtes", "Été & fêtes/2026"]);
        comes(&store, "Été & fêtes/2026", &raw("a@x", "Subject: Kermesse", "Bonjour"));
        look(&store, jeanne).await;
        let deep = own_folder(&store, jeanne, "Été & fêtes/2026").await.unwrap();
        assert_eq!(deep.total, 1);
        let top = own_folder(&store, jeanne, "Été & fêtes").await.unwrap();
        // Renamed here, with what lies in it.
        change(&store, jeanne, async move |tx, mailbox| {
            folder::rename(tx, mailbox, top.id, "Fêtes", Alike::Same).await
        })
        .await;
        store.agrees(jeanne).await;
        let there = dovecot.admin(&["mailbox", "list"], JEANNE, &[]);
        assert!(there.contains("F&AOo-tes/2026") || there.contains("Fêtes/2026"), "{there}");
        // Renamed there: the same folder, so that its address goes on being right.
        dovecot.admin(&["mailbox", "rename"], JEANNE, &["Fêtes/2026", "Fêtes/2027"]);
        look(&store, jeanne).await;
        assert_eq!(own_folder(&store, jeanne, "Fêtes/2027").await.unwrap().id, deep.id);
        // Taken away there, with what lay in it; and here, when it is empty.
        dovecot.admin(&["mailbox", "delete"], JEANNE, &["Fêtes/2027"]);
        look(&store, jeanne).await;
        assert!(own_folder(&store, jeanne, "Fêtes/2027").await.is_none());
        let top = own_folder(&store, jeanne, "Fêtes").await.unwrap();
        change(&store, jeanne, async move |tx, mailbox| folder::remove_empty(tx, mailbox, top.id).await)
            .await;
        store.agrees(jeanne).await;
        assert!(!dovecot.admin(&["mailbox", "list"], JEANNE, &[]).contains("tes"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_carried_and_not_written_down_is_there_once() {
    for (store, jeanne) in over_dovecot().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        // Lines that do not end as the protocol has them.
        put(&store, jeanne, FolderRole::Inbox, 1, b"Subject: Vieux\n\nligne\n".to_vec()).await;
        store.agrees(jeanne).await;
        let forget = async || {
            change(&store, jeanne, async move |tx, mailbox| {
                tx.execute(sql!("DELETE FROM mail_remote_messages WHERE mailbox_id = $1", mailbox)).await?;
                tx.execute(sql!(
                    "UPDATE mail_remotes SET carried_state = 0, due_at = $2 WHERE mailbox_id = $1",
                    mailbox,
                    tx.now()
                ))
                .await?;
                tx.execute(sql!(
                    "UPDATE mail_remote_folders SET next_uid = 1, mod_seq = 0 WHERE mailbox_id = $1",
                    mailbox
                ))
                .await
                .map(drop)
            })
            .await;
        };
        forget().await;
        store.agrees(jeanne).await;
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 2);
        // The process died between the answer to MOVE and its commit.
        let archive = folder_of(&store, jeanne, FolderRole::Archive).await;
        store.dovecot().admin(&["move"], JEANNE, &["Archive", "mailbox", "INBOX", "SUBJECT", "Budget"]);
        change(&store, jeanne, async move |tx, mailbox| {
            filing::move_to(tx, mailbox, &[id], &archive).await.map(drop)
        })
        .await;
        store.agrees(jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.id, id);
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_or_begins_anew_costs_nothing() {
    for (store, jeanne) in over_dovecot().await {
        put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        store.agrees(jeanne).await;
        store.dovecot().stop();
        let id = put(&store, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Pendant", "Bonjour")).await;
        mark(&store, jeanne, id, Marking::Add, marks(&["seen"])).await;
        assert_eq!(runner::run_due(store.services()).await.unwrap(), 1);
        let told = async || {
            let mut tx = store.ctx().read().await.unwrap();
            tx.one(sql!((i64, String): "SELECT failures, error FROM mail_remotes WHERE failures > 0 /* tenant: all, a test; scan: a test */")).await
        };
        let (failures, error) = told().await.unwrap();
        assert!(failures == 1 && !error.is_empty(), "{error}");
        // It is asked again later, and not before.
        assert_eq!(runner::run_due(store.services()).await.unwrap(), 0);
        store.dovecot().start_again().await;
        store.services().clock.advance(minutes(1));
        store.agrees(jeanne).await;
        // Another server under the same name holds nothing: nothing is lost here, and it is given all.
        change(&store, jeanne, async move |tx, mailbox| {
            let own = folder::create(tx, mailbox, "Projets", Alike::Same).await?;
            let own = folder::all(tx, mailbox).await?.into_iter().find(|f| f.id == own).unwrap();
            filing::move_to(tx, mailbox, &[id], &own).await
        })
        .await;
        put(&store, jeanne, FolderRole::Inbox, 2, raw("c@x", "Subject: Après", "Bonjour")).await;
        store.agrees(jeanne).await;
        store.dovecot().forget(JEANNE).await;
        look(&store, jeanne).await;
        assert_eq!(own_folder(&store, jeanne, "Projets").await.unwrap().total, 1);
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_made_here_sort_what_comes_there() {
    for (store, jeanne) in over_dovecot().await {
        let mailbox = mailbox::of_person(jeanne);
        let kept = "require \"fileinto\";\r\nfileinto \"Archive\";\r\n";
        store.dovecot().admin_with(&["sieve", "put"], JEANNE, &["-a", "a-elle"], kept.as_bytes());
        put(&store, jeanne, FolderRole::Inbox, 0, raw("z@x", "Subject: Rien", "Bonjour")).await;
        store.agrees(jeanne).await;
        let active = |store: &Store| store.dovecot().admin(&["sieve", "list"], JEANNE, &[]);
        assert!(active(&store).contains("a-elle ACTIVE"), "without rules here, hers are hers");
        let rule = Rule {
            name: "Rapports $1 \"du\" mois".into(),
            matching: Matching::All,
            conditions: vec![Condition::Text {
                of: Part::Subject,
                how: How::Contains,
                text: "rapport".into(),
            }],
            actions: Actions { folder: Some(FolderRole::Archive.in_box(mailbox)), ..Actions::default() },
        };
        let id =
            change(&store, jeanne, async move |tx, mailbox| rules::create(tx, mailbox, &rule).await).await;
        store.agrees(jeanne).await;
        assert!(active(&store).contains("preau ACTIVE"), "{}", active(&store));
        lmtp(store.dovecot().lmtp, &raw("a@x", "Subject: Le rapport", "Bonjour")).await;
        look(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.subject, "Le rapport");
        change(&store, jeanne, async move |tx, mailbox| rules::discard(tx, mailbox, id).await).await;
        store.agrees(jeanne).await;
        lmtp(store.dovecot().lmtp, &raw("b@x", "Subject: Autre rapport", "Bonjour")).await;
        look(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Inbox).await.0.subject, "Autre rapport");
    }
}

/// A message as a front server hands it over.
async fn lmtp(server: SocketAddr, message: &[u8]) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let stream = tokio::net::TcpStream::connect(server).await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut answers = async |said: &[u8], lines: usize| {
        stream.get_mut().write_all(said).await.unwrap();
        let mut last = String::new();
        for _ in 0..lines {
            last.clear();
            stream.read_line(&mut last).await.unwrap();
        }
        last
    };
    answers(b"", 1).await;
    answers(b"LHLO front.example\r\nMAIL FROM:<sofia@ailleurs.example>\r\n", 1).await;
    // However many lines LHLO has, the end of the message is answered last.
    let mut end = answers(format!("RCPT TO:<{JEANNE}>\r\nDATA\r\n").as_bytes(), 1).await;
    while !end.starts_with("354") {
        end = answers(b"", 1).await;
    }
    let taken = answers(&[message, b"\r\n.\r\n"].concat(), 1).await;
    assert!(taken.starts_with("250"), "{taken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_somebody_has_open_shows_what_comes_there() {
    for (store, jeanne) in over_dovecot().await {
        let runner = tokio::spawn(super::run(store.services().clone()));
        let mut changes = watch::changes_of(store.services(), mailbox::of_person(jeanne));
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        comes(&store, "INBOX", &raw("a@x", "Subject: Nouveau", "Bonjour"));
        let mut seen = false;
        for _ in 0..20 {
            tokio::time::timeout(Duration::from_secs(1), changes.changed()).await.ok();
            seen = folder_of(&store, jeanne, FolderRole::Inbox).await.total == 1;
            if seen {
                break;
            }
        }
        runner.abort();
        assert!(seen, "{}", store.dovecot().log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_that_nobody_opens_lies_there_alone_and_comes_back() {
    for (store, jeanne) in over_dovecot().await {
        let old = raw("a@x", "Subject: Ancien", "Bonjour");
        comes(&store, "INBOX", &old);
        let mine = put(&store, jeanne, FolderRole::Sent, 0, raw("b@x", "Subject: Envoyé", "Bonjour")).await;
        store.agrees(jeanne).await;
        let digests = async || {
            let mut tx = store.ctx().read().await.unwrap();
            tx.all(sql!(String: "SELECT digest FROM mail_messages ORDER BY subject /* tenant: all, a test; scan: a test */")).await.unwrap()
        };
        let files = &store.services().files;
        // A content is as old as its file, and time stands still for tests alone.
        super::contents::let_go_of(&store.ctx(), Time(i64::MAX)).await.unwrap();
        let all = digests().await;
        for digest in &all {
            assert!(!files.is_here(digest).await);
        }
        // What is not here is nothing that is missing.
        let report =
            kernel::files::reconcile(&store.ctx(), Time(0), kernel::files::Taking::Nothing).await.unwrap();
        assert_eq!(report.missing_count, 0);
        let (row, raw) = newest(&store, jeanne, FolderRole::Inbox).await;
        assert!(files.is_here(&row.digest).await && raw == old);
        // Deleted in a box on hold, it is saved before it goes there as well.
        change(&store, jeanne, async move |tx, mailbox| {
            tx.execute(sql!("UPDATE mailboxes SET held_at = 1 WHERE id = $1", mailbox)).await?;
            filing::delete(tx, mailbox, &[mine]).await
        })
        .await;
        store.agrees(jeanne).await;
        assert!(files.is_here(&all[1]).await);
        change(&store, jeanne, async move |tx, mailbox| {
            tx.execute(sql!("UPDATE mailboxes SET held_at = NULL WHERE id = $1", mailbox)).await
        })
        .await;
        // With the server away, what is not here cannot be shown, and says so.
        super::contents::let_go_of(&store.ctx(), Time(i64::MAX)).await.unwrap();
        store.dovecot().stop();
        let gone = files.bytes(&row.digest).await;
        assert!(matches!(gone, Err(kernel::Error::Unavailable(_))), "{gone:?}");
    }
}
