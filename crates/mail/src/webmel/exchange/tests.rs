//! The pages: an archive is asked for, found again and fetched in parts; files are brought and a report says what became
//! of them; nobody else gets any of it.

use http::{Request, StatusCode, header};

use crate::{
    exchange,
    filing::Flags,
    folder::FolderRole,
    mailbox,
    tests::{apps, owner, put_as, raw},
};

const HOME: &str = "/webmel/export-import";

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_asked_for_found_again_and_fetched_by_its_owner_alone() {
    for app in apps().await {
        let (jeanne, marc) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        put_as(&app, jeanne, FolderRole::Inbox, -5, Flags::default(), raw("m@x", "Subject: Un", "Texte"))
            .await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get(HOME).await;
        assert_eq!(browser.get("/webmel/export-import/archive").await.status, StatusCode::NOT_FOUND);
        browser.post("/webmel/export-import/archive", &[]).await;
        // Asked for again while it is made, it is made once.
        browser.post("/webmel/export-import/archive", &[]).await;
        let going = browser.get(HOME).await;
        assert_eq!(going.attribute("#archive", "hx-trigger").as_deref(), Some("every 2s"));
        app.settle().await;
        let made = browser.get(HOME).await;
        assert_eq!(made.attribute("#archive", "hx-trigger"), None);
        let whole = browser.get("/webmel/export-import/archive").await;
        assert_eq!(whole.status, StatusCode::OK);
        let name = whole.headers[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert!(name.contains("filename=\"webmel-jdupont-2026-11-23.zip\""), "{name}");
        let part = Request::get("/webmel/export-import/archive").header(header::RANGE, "bytes=0-3");
        let part = browser.send(part.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!((part.status, part.body.as_bytes()), (StatusCode::PARTIAL_CONTENT, &b"PK\x03\x04"[..]));
        let mut other = app.signed_in(marc).await;
        other.get(HOME).await;
        assert_eq!(other.get("/webmel/export-import/archive").await.status, StatusCode::NOT_FOUND);
        browser.get(HOME).await;
        browser.post("/webmel/export-import/archive/suppression", &[]).await;
        assert_eq!(browser.get("/webmel/export-import/archive").await.status, StatusCode::NOT_FOUND);
        // A folder goes out at once.
        let folder = browser.get("/webmel/export-import/dossier?dossier=reception").await;
        assert!(folder.body.starts_with("From samrani@ac-creteil.fr "), "{}", folder.body);
        assert!(folder.body.contains("\nSubject: Un\n\nTexte\n"), "{}", folder.body);
        let gone = browser.get("/webmel/export-import/dossier?dossier=ailleurs").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_brought_and_a_report_says_what_became_of_them() {
    for app in apps().await {
        let (jeanne, marc) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        browser.get(HOME).await;
        let nothing = browser.upload_with("/webmel/export-import/imports", &[("into", "")], &[]).await;
        assert_eq!(nothing.text("#file-error").unwrap().trim(), "Choisissez un fichier.");
        let (one, two) = (raw("a@x", "Subject: Un", "Texte"), raw("b@x", "Subject: Deux", "Texte"));
        let files =
            [("file", "un.eml", one.as_slice()), ("file", "deux.eml", &two), ("file", "photo.png", b"x")];
        let begun =
            browser.upload_with("/webmel/export-import/imports", &[("into", "archives")], &files).await;
        let report = begun.location().to_owned();
        let going = browser.get(&report).await;
        assert_eq!(going.attribute("#report", "hx-trigger").as_deref(), Some("every 2s"));
        let another = browser.upload_with("/webmel/export-import/imports", &[("into", "")], &files).await;
        assert!(another.text("#file-error").unwrap().contains("déjà en cours"));
        app.settle().await;
        let ended = browser.get(&report).await;
        assert_eq!(ended.attribute("#report", "hx-trigger"), None);
        let said = ended.text("#report").unwrap();
        assert!(said.contains("2 messages rangés.") && said.contains("photo.png"), "{said}");
        assert!(browser.get("/webmel/dossiers/archives").await.body.contains("Deux"));
        assert!(browser.get(HOME).await.body.contains(&report));
        assert_eq!(app.signed_in(marc).await.get(&report).await.status, StatusCode::NOT_FOUND);
        // What was read is kept no longer.
        let id = report.rsplit('/').next().unwrap().parse().unwrap();
        let files = exchange::files(&mut app.ctx().read().await.unwrap(), id).await.unwrap();
        assert!(files.len() == 3 && files.iter().all(|file| file.digest.is_none()));
        let mailbox = mailbox::of_person(jeanne);
        let found = exchange::find_import(&mut app.ctx().read().await.unwrap(), mailbox, id).await.unwrap();
        assert_eq!((found.filed, found.refused, found.looked_at), (2, 1, found.size));
    }
}
