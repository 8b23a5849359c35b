//! The same over Cyrus, changed by a mail program: what another server does otherwise than Dovecot.

use testkit::Imap;

use super::*;

/// Over Cyrus, on each database, with the box of one person and a mail program that has entered it.
async fn over_cyrus() -> Vec<(Store, Id<Person>, Imap)> {
    let mut all = Vec::new();
    for app in apps().await {
        let store = Store::over_cyrus(app).await;
        let jeanne = owner(&store, "jdupont").await;
        store.agrees(jeanne).await;
        let program = Imap::enter(store.cyrus().imap, JEANNE).await;
        all.push((store, jeanne, program));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_cyrus_and_what_is_carried_there_agree() {
    for (store, jeanne, mut program) in over_cyrus().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Sortie", "Bonjour")).await;
        put(&store, jeanne, FolderRole::Sent, 1, b"Subject: Vieux\n\nligne\n".to_vec()).await;
        program
            .put("Archive", "\\Seen Projet", &raw("b@x", "Subject: Re : Sortie\r\nReferences: <a@x>", "Oui"))
            .await;
        store.agrees(jeanne).await;
        look(&store, jeanne).await;
        assert_eq!(thread(&store, jeanne, id).await.len(), 2);
        // Marked on both sides, apart from each other.
        mark(&store, jeanne, id, Marking::Add, marks(&["flagged", "Urgent"])).await;
        program.say("SELECT INBOX").await;
        program.say("STORE 1 +FLAGS (\\Seen \\Answered $Forwarded Classe)").await;
        store.agrees(jeanne).await;
        let (row, _) = newest(&store, jeanne, FolderRole::Inbox).await;
        assert!(row.seen && row.flagged && row.answered && row.forwarded);
        assert_eq!(Keywords::stored(&row.keywords).iter().collect::<Vec<_>>(), ["Classe", "Urgent"]);
        mark(&store, jeanne, id, Marking::Remove, marks(&["Urgent"])).await;
        program.say("STORE 1 -FLAGS (\\Seen Classe)").await;
        store.agrees(jeanne).await;
        let (row, _) = newest(&store, jeanne, FolderRole::Inbox).await;
        assert!(!row.seen && row.flagged && row.keywords.trim().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_moved_and_deleted_in_cyrus_or_here_are_the_same() {
    for (store, jeanne, mut program) in over_cyrus().await {
        let id = put(&store, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Budget", "Bonjour")).await;
        let other = put(&store, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Autre", "Bonjour")).await;
        store.agrees(jeanne).await;
        program.say("SELECT INBOX").await;
        program.say("MOVE 1 Archive").await;
        look(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.id, id);
        let bin = folder_of(&store, jeanne, FolderRole::Trash).await;
        change(&store, jeanne, async move |tx, mailbox| {
            filing::move_to(tx, mailbox, &[id, other], &bin).await.map(drop)
        })
        .await;
        store.agrees(jeanne).await;
        // Expunged there, deleted here.
        program.say("SELECT Trash").await;
        program.say("STORE 1 +FLAGS (\\Deleted)").await;
        program.say("EXPUNGE").await;
        look(&store, jeanne).await;
        let left = newest(&store, jeanne, FolderRole::Trash).await.0.id;
        change(&store, jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[left]).await.map(drop))
            .await;
        store.agrees(jeanne).await;
        for role in FolderRole::STANDARD {
            assert_eq!(folder_of(&store, jeanne, role).await.total, 0, "{role:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_cyrus_are_made_renamed_and_taken_away_on_either_side() {
    for (store, jeanne, mut program) in over_cyrus().await {
        program.say("CREATE \"&AMk-t&AOk- &- f&AOo-tes\"").await;
        program.say("CREATE \"&AMk-t&AOk- &- f&AOo-tes/2026\"").await;
        program.put("&AMk-t&AOk- &- f&AOo-tes/2026", "", &raw("a@x", "Subject: Kermesse", "Bonjour")).await;
        look(&store, jeanne).await;
        let deep = own_folder(&store, jeanne, "Été & fêtes/2026").await.unwrap();
        assert_eq!(deep.total, 1);
        let top = own_folder(&store, jeanne, "Été & fêtes").await.unwrap();
        change(&store, jeanne, async move |tx, mailbox| {
            folder::rename(tx, mailbox, top.id, "Fêtes", Alike::Same).await
        })
        .await;
        store.agrees(jeanne).await;
        let list = program.ask("LIST \"\" *").await;
        assert!(list.contains("F&AOo-tes/2026") && !list.contains("&AMk-t"), "{list}");
        program.say("RENAME F&AOo-tes/2026 F&AOo-tes/2027").await;
        look(&store, jeanne).await;
        assert_eq!(own_folder(&store, jeanne, "Fêtes/2027").await.unwrap().id, deep.id);
        // Another folder of the same name: what lies here alone is given to it.
        program.say("DELETE F&AOo-tes/2027").await;
        program.say("CREATE F&AOo-tes/2027").await;
        look(&store, jeanne).await;
        assert_eq!(own_folder(&store, jeanne, "Fêtes/2027").await.unwrap().total, 1);
        // What is deleted lies on under a name with the second in it.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        program.say("DELETE F&AOo-tes/2027").await;
        look(&store, jeanne).await;
        assert!(own_folder(&store, jeanne, "Fêtes/2027").await.is_none());
        let top = own_folder(&store, jeanne, "Fêtes").await.unwrap();
        change(&store, jeanne, async move |tx, mailbox| folder::remove_empty(tx, mailbox, top.id).await)
            .await;
        store.agrees(jeanne).await;
        assert!(!program.ask("LIST \"\" *").await.contains("tes"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_made_here_sort_what_comes_to_cyrus() {
    for (store, jeanne, _) in over_cyrus().await {
        let mailbox = mailbox::of_person(jeanne);
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
        change(&store, jeanne, async move |tx, mailbox| rules::create(tx, mailbox, &rule).await).await;
        store.agrees(jeanne).await;
        lmtp(store.cyrus().lmtp, &raw("a@x", "Subject: Le rapport", "Bonjour")).await;
        look(&store, jeanne).await;
        assert_eq!(newest(&store, jeanne, FolderRole::Archive).await.0.subject, "Le rapport");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_somebody_has_open_shows_what_comes_to_cyrus() {
    for (store, jeanne, mut program) in over_cyrus().await {
        let running = tokio::spawn(super::super::run(store.services().clone()));
        let mut changes = watch::changes_of(store.services(), mailbox::of_person(jeanne));
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        program.put("INBOX", "", &raw("a@x", "Subject: Nouveau", "Bonjour")).await;
        let mut seen = false;
        for _ in 0..20 {
            tokio::time::timeout(Duration::from_secs(1), changes.changed()).await.ok();
            seen = folder_of(&store, jeanne, FolderRole::Inbox).await.total == 1;
            if seen {
                break;
            }
        }
        running.abort();
        assert!(seen);
    }
}
