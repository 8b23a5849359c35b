//! A large box that is looked at for the first time: in few questions, whatever breaks off, whatever is bad in it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use testkit::{Dovecot, Imap, as_root, free_address};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::*;

/// What stands between us and the server: counts how often contents are asked for, and breaks off.
struct Between {
    questions: AtomicUsize,
    /// Bytes that the server may say on one connection.
    most: AtomicUsize,
    connections: AtomicUsize,
}

impl Between {
    async fn start(at: SocketAddr, to: SocketAddr) -> Arc<Between> {
        let between = Arc::new(Between {
            questions: AtomicUsize::new(0),
            most: AtomicUsize::new(usize::MAX),
            connections: AtomicUsize::new(0),
        });
        let (listener, shared) = (TcpListener::bind(at).await.unwrap(), between.clone());
        tokio::spawn(async move {
            while let Ok((ours, _)) = listener.accept().await {
                let between = shared.clone();
                tokio::spawn(async move {
                    between.connections.fetch_add(1, Ordering::Relaxed);
                    let (our_in, our_out) = ours.into_split();
                    let (there_in, there_out) = TcpStream::connect(to).await.unwrap().into_split();
                    tokio::select! {
                        () = between.ask(our_in, there_out) => {}
                        () = between.answer(there_in, our_out) => {}
                    }
                });
            }
        });
        between
    }

    async fn ask(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut piece = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from.read(&mut piece).await {
            let contents = piece[..read].windows(11).filter(|said| said == b"BODY.PEEK[]").count();
            self.questions.fetch_add(contents, Ordering::Relaxed);
            if to.write_all(&piece[..read]).await.is_err() {
                return;
            }
        }
    }

    async fn answer(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let (mut piece, mut left) = (vec![0; 1 << 12], self.most.load(Ordering::Relaxed));
        while let Ok(read @ 1..) = from.read(&mut piece).await {
            let told = read.min(left);
            left -= told;
            if to.write_all(&piece[..told]).await.is_err() || left == 0 {
                return;
            }
        }
    }
}

/// Over Dovecot with something in between, on each database.
async fn over_something_between() -> Vec<(Store, Id<Person>, Arc<Between>)> {
    let mut all = Vec::new();
    for app in apps().await {
        let (dovecot, at) = (Dovecot::start().await, free_address());
        let between = Between::start(at, dovecot.imap).await;
        let url = format!("imap://preau:secret@{at}?sieve=none");
        let store = Store::over(app, dovecot, &url);
        let jeanne = owner(&store, "jdupont").await;
        all.push((store, jeanne, between));
    }
    all
}

async fn fill_there(store: &Store, count: usize, body: &str) -> Imap {
    let mut program = Imap::enter(store.dovecot().imap, JEANNE).await;
    for n in 0..count {
        let flags = if n % 3 == 0 { "\\Seen" } else { "" };
        let message = raw(&format!("{n}@x"), &format!("Subject: Lettre {n}"), &format!("{n} {body}"));
        program.put("INBOX", flags, &message).await;
    }
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_box_is_read_in_few_questions() {
    for (store, jeanne, between) in over_something_between().await {
        let mut program = fill_there(&store, 200, "Bonjour").await;
        // One that lies on disk while it comes, and one that is more than is asked for at once.
        for size in [1_500_000, 5_000_000] {
            let body = "Une ligne de cinquante octets, et rien d'autre ici.\r\n".repeat(size / 53);
            program.put("INBOX", "", &raw(&format!("{size}@x"), "Subject: Gros", &body)).await;
        }
        program.say("CREATE Vide").await;
        store.agrees(jeanne).await;
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 202);
        let questions = between.questions.load(Ordering::Relaxed);
        assert!(questions <= 6, "{questions}");
        // What is there already is not asked for again.
        program.put("INBOX", "", &raw("neuf@x", "Subject: Neuf", "Bonjour")).await;
        look(&store, jeanne).await;
        assert_eq!(between.questions.load(Ordering::Relaxed), questions + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_broken_off_again_and_again_files_each_message_once() {
    for (store, jeanne, between) in over_something_between().await {
        fill_there(&store, 150, &"Bonjour. ".repeat(60)).await;
        // The list of what is there comes through, and some messages behind it.
        between.most.store(40_000, Ordering::Relaxed);
        let mut looks = 0;
        while folder_of(&store, jeanne, FolderRole::Inbox).await.total < 150 {
            looks += 1;
            assert!(looks < 20);
            store.services().clock.advance(minutes(16));
            change(&store, jeanne, async move |tx, mailbox| super::super::base::touch(tx, mailbox).await)
                .await;
            runner::run_due(store.services()).await.unwrap();
        }
        assert!(between.connections.load(Ordering::Relaxed) > 3);
        between.most.store(usize::MAX, Ordering::Relaxed);
        store.services().clock.advance(minutes(16));
        store.agrees(jeanne).await;
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 150);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_taken_in_holds_up_no_other() {
    for (store, jeanne) in over_dovecot().await {
        fill_there(&store, 10, "Bonjour").await;
        comes(&store, "INBOX", &raw("refus@x", "Subject: Refus", "Bonjour"));
        // Refused by the database, and not to be read by Dovecot.
        let refuse = if store.services().db.engine() == kernel::db::Engine::Sqlite {
            sql!(
                "CREATE TRIGGER refuse BEFORE INSERT ON mail_messages WHEN NEW.subject = 'Refus' BEGIN SELECT RAISE(ABORT, 'no'); END /* tenant: a test */"
            )
        } else {
            sql!(
                "ALTER TABLE mail_messages ADD CONSTRAINT refuse CHECK (subject <> 'Refus') /* tenant: a test */"
            )
        };
        change(&store, jeanne, async move |tx, _| tx.execute(refuse).await).await;
        let place = store.dovecot().place_of(JEANNE).join("Maildir").display().to_string();
        shell(&format!(
            "m=$(ls -d {place}/*/*S=* | head -n 3 | tail -n 1); chown root \"$m\" && chmod 000 \"$m\""
        ));
        look_and_miss(&store, jeanne).await;
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 9);
        assert!(store.wrong().await[0].contains("message "), "{:?}", store.wrong().await);
        // What changes on either side is carried meanwhile.
        let id = newest(&store, jeanne, FolderRole::Inbox).await.0.id;
        mark(&store, jeanne, id, Marking::Add, marks(&["flagged"])).await;
        comes(&store, "INBOX", &raw("apres@x", "Subject: Ensuite", "Bonjour"));
        assert!(runner::run_due(store.services()).await.unwrap() > 0);
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 10);
        let flags = store.dovecot().admin(&["fetch"], JEANNE, &["flags", "ALL"]);
        assert!(flags.contains("\\Flagged"), "{flags}");
        // It is tried again by itself.
        shell(&format!("chown -R mail {place} && chmod -R u+rw {place}"));
        let allow = if store.services().db.engine() == kernel::db::Engine::Sqlite {
            sql!("DROP TRIGGER refuse /* tenant: a test */")
        } else {
            sql!("ALTER TABLE mail_messages DROP CONSTRAINT refuse /* tenant: a test */")
        };
        change(&store, jeanne, async move |tx, _| tx.execute(allow).await).await;
        store.services().clock.advance(minutes(16));
        store.agrees(jeanne).await;
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 12);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_moved_there_and_cannot_be_read_is_not_taken_away() {
    for (store, jeanne) in over_dovecot().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        put(&store, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Autre lettre", "Bonjour")).await;
        store.agrees(jeanne).await;
        store.dovecot().admin(&["move"], JEANNE, &["Archive", "mailbox", "INBOX", "SUBJECT", "Budget"]);
        store.dovecot().admin(&["expunge"], JEANNE, &["mailbox", "INBOX", "SUBJECT", "Autre"]);
        let place = store.dovecot().place_of(JEANNE).join("Maildir").display().to_string();
        shell(&format!("chown root {place}/.Archive/*/*S=* && chmod 000 {place}/.Archive/*/*S=*"));
        look_and_miss(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Inbox).await.0.id, id);
        assert_eq!(folder_of(&store, jeanne, FolderRole::Inbox).await.total, 1);
        shell(&format!("chown -R mail {place} && chmod -R u+rw {place}"));
        store.services().clock.advance(minutes(16));
        store.agrees(jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.id, id);
    }
}

fn shell(command: &str) {
    assert!(as_root("sh").args(["-c", command]).status().unwrap().success());
}

/// Looks at a box that does not agree afterwards.
async fn look_and_miss(store: &Store, person: Id<Person>) {
    change(store, person, async move |tx, mailbox| super::super::base::ask(tx, mailbox).await).await;
    while runner::run_due(store.services()).await.unwrap() > 0 {}
}
