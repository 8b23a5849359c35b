//! The operator's commands on a deployment at hand.

use std::process::ExitCode;

use kernel::{
    Time,
    audit::{Entry, Outcome},
    files::{Taking, reconcile},
    sql,
};
use server::{
    audit,
    exits::{self, ExitsCommand},
    files::{self, FilesCommand},
};
use testkit::TestApp;

fn domains() -> Vec<web::Module> {
    server::modules::modules().into_iter().filter(|m| !["kernel", "web"].contains(&m.base.name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn exits_of_schools_are_told_as_the_counters_know_them() {
    for app in TestApp::on_each_database(&domains()).await {
        let run = async |command| exits::run(app.services().clone(), command).await.unwrap();
        let known = async || {
            let all = sql!(String: "SELECT address FROM school_exits ORDER BY address");
            app.ctx().read().await.unwrap().all(all).await.unwrap()
        };
        for address in ["192.0.2.7", "2001:db8:1:2:3::4", "192.0.2.7"] {
            run(ExitsCommand::Add { address: address.parse().unwrap() }).await;
        }
        assert_eq!(known().await, ["192.0.2.7", "2001:db8:1:2::/64"]);
        run(ExitsCommand::Remove { address: "2001:db8:1:2:ffff::1".parse().unwrap() }).await;
        let absent = run(ExitsCommand::Remove { address: "192.0.2.8".parse().unwrap() }).await;
        assert_eq!(format!("{absent:?}"), format!("{:?}", std::process::ExitCode::FAILURE));
        assert_eq!(known().await, ["192.0.2.7"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_was_changed_ends_the_command_with_a_failure() {
    for app in TestApp::on_each_database(&domains()).await {
        let note = Entry { action: "test.note", subject: None, result: Outcome::Done, detail: "ligne" };
        app.ctx().write(async move |tx| tx.audit(note).await).await.unwrap();
        let told = async |slug: Option<&str>| {
            format!("{:?}", audit::verify(app.services().clone(), slug).await.unwrap())
        };
        let (whole, changed) = [std::process::ExitCode::SUCCESS, std::process::ExitCode::FAILURE]
            .map(|c| format!("{c:?}"))
            .into();
        assert_eq!(told(None).await, whole);
        let by_hand = async |tx: &mut kernel::Tx| {
            tx.execute(sql!("UPDATE audit SET detail = 'rien' /* tenant: a test; scan: a test */")).await
        };
        app.ctx().write(by_hand).await.unwrap();
        assert_eq!(told(Some("ac-creteil")).await, changed);
        assert!(audit::verify(app.services().clone(), Some("ac-nulle-part")).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_still_has_is_kept_and_what_was_deleted_for_good_goes() {
    for app in TestApp::on_each_database(&domains()).await {
        let ctx = app.ctx();
        let person = app.person("jdupont").await;
        let store = &app.services().files;
        let letter = async |text: &str| {
            let raw = format!("Subject: {text}\r\nMessage-ID: <{text}@x.example>\r\n\r\n{text}\r\n");
            mail::Letter::keep(&ctx, raw).await.unwrap()
        };
        let (filed, deleted, on_its_way) =
            (letter("rangée").await, letter("supprimée").await, letter("en route").await);
        let staff = store.keep_bytes("numen;nom").await.unwrap();
        let joined = store.keep_bytes("une pièce jointe").await.unwrap();
        let answered = store.keep_bytes("ce à quoi un brouillon répond").await.unwrap();
        let writing = mail::draft::Writing {
            sender: String::new(),
            importance: mail::draft::Priority::Normal,
            wants_receipt: false,
            recipients: String::new(),
            copies: String::new(),
            hidden_copies: String::new(),
            subject: String::new(),
            body: "Bonjour".into(),
            intent: mail::draft::Intent::Reply,
            source_id: None,
            source_digest: Some(answered.digest.clone()),
            quotes_source: true,
            source_parts: String::new(),
        };
        let shown = store.keep_bytes("un document").await.unwrap();
        let all = [
            &filed.digest,
            &on_its_way.digest,
            &joined.digest,
            &answered.digest,
            &shown.digest,
            &staff.digest,
        ];
        let all: Vec<String> = all.into_iter().cloned().collect();
        let (staff, gone) = (staff.digest, deleted.digest.clone());
        let academy = app.academy.id;
        let import = staff.clone();
        ctx.write(async move |tx| {
            let mailbox = mail::mailbox::ensure(tx, person).await?;
            let inbox = mail::seed::Place::named("inbox");
            let now = tx.now();
            for letter in [&filed, &deleted] {
                let flags = mail::filing::Flags::default();
                mail::seed::file_message(tx, person, &inbox, letter, flags, now).await?;
            }
            let lost: kernel::Id<mail::filing::Message> = tx
                .one(sql!(kernel::Id<mail::filing::Message>: "SELECT id FROM mail_messages WHERE mailbox_id = $1 AND digest = $2", mailbox, deleted.digest))
                .await?;
            mail::filing::delete(tx, mailbox, &[lost]).await?;
            let to = mail::delivery::Recipient { person, academy };
            mail::deliver(tx, &on_its_way, &[to], None).await?;
            let draft = tx.new_id();
            mail::draft::save(tx, mailbox, draft, 0, &writing).await?;
            mail::draft::attach(tx, mailbox, draft, &joined, "a.txt", "text/plain").await?;
            tx.add_file(&shown, "b.txt", "text/plain").await?;
            let id: kernel::Id<()> = tx.new_id();
            tx.execute(sql!("INSERT INTO staff_imports (id, academy_id, file_name, digest, close_missing, state, lines_done,
                    created, changed, unchanged, closed, rejected, warned, started_at)
                 VALUES ($1, $2, 'p.csv', $3, 0, 'running', 0, 0, 0, 0, 0, 0, 0, 0)", id, academy, import))
                .await
        })
        .await
        .unwrap();
        let command = files::run(app.services().clone(), FilesCommand::Check).await.unwrap();
        assert_eq!(format!("{command:?}"), format!("{:?}", ExitCode::SUCCESS));
        let report = reconcile(&ctx, Time(i64::MAX), Taking::Usual).await.unwrap();
        assert_eq!((report.kept, report.taken_away, report.missing_count), (7, 1, 0), "{report:?}");
        assert!(store.bytes(&gone).await.is_err());
        for digest in &all {
            assert!(store.bytes(digest).await.is_ok(), "{digest}");
        }
        // The import is over: its file, with everybody's NUMEN, does not stay.
        ctx.write(async |tx| {
            tx.execute(sql!("UPDATE staff_imports SET state = 'done' /* tenant: a test; scan: a test */"))
                .await
        })
        .await
        .unwrap();
        let report = reconcile(&ctx, Time(i64::MAX), Taking::Usual).await.unwrap();
        assert_eq!(report.taken_away, 1);
        assert!(store.bytes(&staff).await.is_err());
        std::fs::remove_file(store.place(&all[0]).unwrap()).unwrap();
        let command = files::run(app.services().clone(), FilesCommand::Check).await.unwrap();
        assert_eq!(format!("{command:?}"), format!("{:?}", ExitCode::FAILURE), "a message is missing");
    }
}
