//! A box goes out as an archive and comes back in another as it was.

use std::io::Read;

use kernel::{Id, people::Person};
use rawzip::ZipArchive;
use testkit::TestApp;

use super::{Brought, Outcome, begin, export_query, find_import, lines, start};
use crate::{
    filing::{self, Flags, Marking, Marks},
    folder::{self, FolderRole},
    labels::{self, Colour},
    mailbox::{self, Mailbox},
    seed::{self, Place},
    tests::{apps, messages, owner, put_as, raw},
};

pub(crate) async fn bring(app: &TestApp, person: Id<Person>, files: &[(&str, Vec<u8>)]) -> super::ImportRow {
    let mut brought = Vec::new();
    for (name, bytes) in files {
        let kept = app.services().files.keep_bytes(bytes.clone()).await.unwrap();
        brought.push(Brought { name: (*name).to_owned(), kept });
    }
    let mailbox = mailbox::of_person(person);
    let id = app.ctx().write(async move |tx| begin(tx, mailbox, &brought, None).await).await.unwrap();
    app.settle().await;
    find_import(&mut app.ctx().read().await.unwrap(), mailbox, id).await.unwrap()
}

/// Subject, folder, marks and keywords of every message of a box, in order.
pub(crate) async fn listed(app: &TestApp, mailbox: Id<Mailbox>) -> Vec<String> {
    let folders = folder::all(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap();
    let mut rows = Vec::new();
    for folder in &folders {
        rows.extend(messages(app, mailbox.cast(), folder.id).await);
    }
    let mut all = Vec::new();
    for row in rows {
        let folder = folders.iter().find(|f| f.id == row.folder_id).unwrap();
        let marks = [(row.seen, 'S'), (row.flagged, 'F'), (row.answered, 'A'), (row.forwarded, 'P')];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect();
        let at = row.received_at.timestamp();
        all.push(format!(
            "{} | {} | {marks} | {} | {at} | {}",
            folder.wire_name(),
            row.subject,
            row.keywords.trim(),
            row.digest
        ));
    }
    all.sort();
    all
}

async fn report(app: &TestApp, row: &super::ImportRow) -> Vec<String> {
    let lines = lines(&mut app.ctx().read().await.unwrap(), row.id, 100).await.unwrap();
    lines.into_iter().map(|line| format!("{}: {}", line.name, line.why)).collect()
}

async fn archive_of(app: &TestApp, mailbox: Id<Mailbox>) -> Vec<u8> {
    app.ctx().write(async move |tx| start(tx, mailbox).await).await.unwrap();
    app.settle().await;
    let row = app.ctx().read().await.unwrap().first(export_query(&mailbox)).await.unwrap().unwrap();
    assert_eq!((row.done, row.total, row.missing), (row.total, row.total, 0));
    let archive = app.services().files.bytes(&row.digest.unwrap()).await.unwrap().to_vec();
    assert_eq!(archive.len() as i64, row.size);
    archive
}

#[tokio::test]
async fn a_box_goes_out_and_comes_back_in_another_as_it_was() {
    for app in apps().await {
        let (from, to) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mailbox = mailbox::of_person(from);
        let keyword = app
            .ctx()
            .write(async move |tx| labels::create(tx, mailbox, "À traiter", Colour::Plum).await)
            .await
            .unwrap();
        for n in 0..3 {
            let flags = Flags { seen: n > 0, flagged: n == 1, answered: n == 2, forwarded: n == 2 };
            let body = "From ici\r\n>From là\r\n\r\nFrom a@x.fr Fri Jan  2 03:04:05 2026\r\n.";
            let message = raw(&format!("m{n}@x"), &format!("Subject: Réunion {n}"), body);
            let id = put_as(&app, from, FolderRole::Inbox, n - 60, flags, message).await;
            if n == 1 {
                let marks = || {
                    let mut marks = Marks::default();
                    marks.keywords.add(&keyword);
                    marks
                };
                let marks = marks();
                app.ctx()
                    .write(async move |tx| filing::mark(tx, mailbox, &[id], Marking::Add, &marks, None).await)
                    .await
                    .unwrap();
            }
        }
        // Former messages of other programs: what they say of themselves is theirs, and changes nothing here.
        let inside = raw("s@x", "Subject: Ancien\r\nStatus: RO\r\nX-UID: 7\r\nX-Keywords: autre", "Texte");
        let on_top =
            [b"X-Mozilla-Status: 0009\r\n".as_slice(), &raw("t@x", "Subject: Thunderbird", "Texte")].concat();
        for (n, message) in [inside, on_top].into_iter().enumerate() {
            put_as(&app, from, FolderRole::Archive, n as i64 - 30, Flags::default(), message).await;
        }
        let letter = crate::Letter::keep(&app.ctx(), raw("p@x", "Subject: Projet", "Texte")).await.unwrap();
        app.ctx()
            .write(async move |tx| {
                let at = kernel::Time(testkit::A_MORNING.0 - 9_000);
                seed::file_message(
                    tx,
                    from,
                    &Place::Own("Projets/2026 : fin".to_owned()),
                    &letter,
                    Flags::default(),
                    at,
                )
                .await
            })
            .await
            .unwrap();
        let before = listed(&app, mailbox).await;
        let archive = archive_of(&app, mailbox).await;
        let row = bring(&app, to, &[("webmel.zip", archive.clone())]).await;
        assert_eq!(report(&app, &row).await, Vec::<String>::new());
        assert_eq!((row.outcome, row.filed, row.known, row.refused), (Outcome::Done, 6, 0, 0));
        assert_eq!(before, listed(&app, mailbox::of_person(to)).await);
        // Once more: nothing is filed twice. In the first box, nothing at all.
        for person in [to, from] {
            let row = bring(&app, person, &[("webmel.zip", archive.clone())]).await;
            assert_eq!((row.filed, row.known), (0, 6));
        }
    }
}

#[tokio::test]
async fn what_fails_for_the_last_time_is_told_and_may_be_asked_for_again() {
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        let kept = app.services().files.keep_bytes("x").await.unwrap();
        let (import, old) = app
            .ctx()
            .write(async move |tx| {
                start(tx, mailbox).await?;
                let brought = [Brought { name: "a.zip".to_owned(), kept }];
                let import = begin(tx, mailbox, &brought, None).await?;
                let old = tx.now();
                tx.execute(kernel::sql!(
                    "UPDATE jobs SET attempts = $1 WHERE kind = 'mail exchange'",
                    kernel::jobs::TRIES
                ))
                .await?;
                Ok((import, old))
            })
            .await
            .unwrap();
        app.settle().await;
        super::end_given_up(&app.ctx()).await.unwrap();
        let mut tx = app.ctx().read().await.unwrap();
        let row = find_import(&mut tx, mailbox, import).await.unwrap();
        assert_eq!((row.outcome, row.asked_at), (Outcome::Failed, old));
        assert!(tx.first(export_query(&mailbox)).await.unwrap().is_none());
        let told = kernel::notices::of(&mut tx, person, 10).await.unwrap();
        assert!(told.iter().any(|notice| notice.title.contains("archive")), "{told:?}");
        drop(tx);
        app.ctx().write(async move |tx| start(tx, mailbox).await).await.unwrap();
    }
}

#[tokio::test]
async fn an_archive_is_a_sound_zip_and_expires() {
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        put_as(&app, person, FolderRole::Sent, 1, Flags::default(), raw("m@x", "Subject: Un", "Texte")).await;
        let archive = archive_of(&app, mailbox).await;
        let archive = ZipArchive::from_slice(&archive).unwrap();
        let mut names = Vec::new();
        let mut sent = String::new();
        let mut entries = archive.entries();
        while let Some(entry) = entries.next_entry().unwrap() {
            let name = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
            let found = archive.get_entry(entry.wayfinder()).unwrap();
            let mut text = String::new();
            let content = flate2::bufread::DeflateDecoder::new(found.data());
            found.verifying_reader(content).read_to_string(&mut text).unwrap();
            if name == "courrier/Sent.mbox" {
                sent = text;
            }
            names.push(name);
        }
        assert_eq!(names.len(), 6 + 4, "{names:?}");
        assert!(sent.starts_with("From samrani@ac-creteil.fr Mon Nov 23 "), "{sent}");
        assert!(sent.contains("\nStatus: O\nX-Status: \nX-Mozilla-Status: 0000\nX-Keywords: \nX-Mozilla-Keys: \nMessage-ID: <m@x>\n"), "{sent}");
        // Another is made in its place; it goes after a week.
        archive_of(&app, mailbox).await;
        app.later(super::ARCHIVE_KEPT + std::time::Duration::from_secs(1)).await;
        app.ctx()
            .write(async |tx| {
                let now = tx.now();
                super::store::expire(tx, now, now.minus(super::REPORT_KEPT)).await
            })
            .await
            .unwrap();
        assert!(app.ctx().read().await.unwrap().first(export_query(&mailbox)).await.unwrap().is_none());
    }
}
