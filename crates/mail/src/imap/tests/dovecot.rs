//! Dovecot as a client of ours: it pulls whole boxes, as for a move to another server, and asks us for passwords.

use testkit::Dovecot;

use super::open;
use crate::{
    filing::{self, Marking, Marks},
    folder::FolderRole,
    tests::*,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_pulled_whole_and_what_comes_later_with_it() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 120).await;
        let id =
            put(&app, jeanne, FolderRole::Archive, 0, raw("a@x", "Subject: Été", "Ligne é.\r\n.\r\nfin"))
                .await;
        change(&app, jeanne, async move |tx, mailbox| {
            let mut marks = Marks { flagged: true, answered: true, forwarded: true, ..Marks::default() };
            marks.keywords.add("Urgent");
            filing::mark(tx, mailbox, &[id], Marking::Add, &marks, None).await?;
            crate::folder::create(tx, mailbox, "Projets/Été & fêtes", crate::folder::Alike::Same).await
        })
        .await;
        let (dovecot, ours) = (Dovecot::start().await, open(&app).await);
        let pull = |user: &str| {
            let port = format!("imapc_port={}", ours.port());
            let options =
                ["imapc_host=127.0.0.1", &port, "imapc_user=jdupont", "imapc_password=mot de passe"];
            let command: Vec<&str> =
                options.iter().flat_map(|option| ["-o", option]).chain(["backup"]).collect();
            dovecot.admin(&command, user, &["-R", "imapc:"]);
        };
        let (address, all) = here(&app, jeanne).await;
        tokio::task::block_in_place(|| pull(&address));
        assert_eq!(all.len(), 121);
        assert_eq!(there(&dovecot, &address), all);
        assert!(
            dovecot
                .admin(&["mailbox", "list"], &address, &[])
                .lines()
                .any(|name| name.starts_with("Projets/"))
        );
        // Once more, after changes.
        put(&app, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Plus tard", "Bonjour")).await;
        change(&app, jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[id]).await).await;
        tokio::task::block_in_place(|| pull(&address));
        assert_eq!(there(&dovecot, &address), here(&app, jeanne).await.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_programs_enter_dovecot_with_the_passwords_of_the_account() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let ours = open(&app).await;
        let dovecot = Dovecot::asking(ours).await;
        let knows = |password: &str| dovecot.lets_in("jdupont", password);
        assert!(tokio::task::block_in_place(|| knows("mot de passe")));
        assert!(!tokio::task::block_in_place(|| knows("autre chose")));
    }
}
