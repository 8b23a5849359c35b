use std::io::Write;

use kernel::{Id, people::Person, sql};
use testkit::TestApp;

use super::tar::testing::member;
use crate::{
    contacts::exchange::book,
    exchange::{
        Outcome, imports, lines,
        tests::{bring, listed},
    },
    filing::Flags,
    folder::FolderRole,
    mailbox::{self, Mailbox},
    tests::{apps, owner, put_as, raw},
};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let verbatim = rawzip::path::EntryPath::verbatim(name.as_bytes().to_vec());
        let (mut entry, config) = zip.new_file(verbatim).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    zip.finish().unwrap()
}

fn letter(n: usize, head: &str) -> Vec<u8> {
    format!("Date: Tue, 12 Nov 2024 10:00:{n:02} +0100\nMessage-ID: <{n}@x>\nSubject: Lettre {n}\n{head}\nTexte {n}\n").into_bytes()
}

/// Folder, subject, marks and keywords.
async fn places(app: &TestApp, mailbox: Id<Mailbox>) -> Vec<String> {
    let cut = |line: String| line.split(" | ").take(4).collect::<Vec<_>>().join(" | ");
    listed(app, mailbox).await.into_iter().map(cut).collect()
}

async fn told(app: &TestApp, mailbox: Id<Mailbox>) -> Vec<String> {
    let mut tx = app.ctx().read().await.unwrap();
    let mut told = Vec::new();
    for row in imports(&mut tx, mailbox, 100).await.unwrap() {
        told.extend(lines(&mut tx, row.id, 100).await.unwrap());
    }
    told.into_iter().map(|line| format!("{}: {}", line.name, line.why)).collect()
}

#[tokio::test]
async fn an_export_of_zimbra_comes_in_with_its_folders_marks_tags_and_contacts() {
    let meta = |flags: &str, tags: &str| {
        format!(
            "{{\"type\":5,\"date\":1609258597,\"unread\":{},\"FlagStr\":\"{flags}\",\"TagNames\":\"{tags}\",\"Ver\":10}}",
            i32::from(flags.contains('u'))
        )
    };
    let card =
        "{\"type\":6,\"metadata\":\"d3:fldd5:email13:e.l@x.example9:firstName5:Élise8:lastName4:Noëlee\"}";
    let tgz = gzip(
        &[
            member("Inbox/0000000257-Lettre.eml.meta", b'0', meta("fu", "").as_bytes()),
            member("Inbox/0000000257-Lettre.eml", b'0', &letter(1, "")),
            member("Sent!1/0000000258.eml.meta", b'0', meta("r", "Conseil:Urgent").as_bytes()),
            member("Sent!1/0000000258.eml", b'0', &letter(2, "")),
            member("Projets/2026/x.eml", b'0', &letter(3, "")),
            member("Contacts/Noël.meta", b'0', card.as_bytes()),
            member("Emailed Contacts/petit.vcf", b'0', b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anne Petit\r\nEMAIL:anne@x.example\r\nEND:VCARD\r\n"),
            member("Calendar/Conseil.ics", b'0', b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            member("Inbox/lien", b'2', b""),
            member("../../etc/cron.d/x.eml", b'0', &letter(4, "")),
            member("filtres.sieve", b'0', b"# Conseils\nif header :contains \"subject\" \"conseil\" { fileinto \"/Conseils\"; stop; }\nif true { discard; }\n"),
        ]
        .concat(),
    );
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        let row = bring(&app, person, &[("moi.tgz", tgz.clone())]).await;
        assert_eq!(
            (row.outcome, row.filed, row.contacts, row.rules, row.refused),
            (Outcome::Done, 3, 2, 1, 4),
            "{:?}",
            told(&app, mailbox).await
        );
        let all = listed(&app, mailbox).await;
        let without_digest: Vec<&str> = all.iter().map(|l| l.rsplit_once(" | ").unwrap().0).collect();
        assert_eq!(
            without_digest,
            [
                "INBOX | Lettre 1 | F |  | 2020-12-29T16:16:37Z",
                "Projets/2026 | Lettre 3 | S |  | 2024-11-12T09:00:03Z",
                "Sent | Lettre 2 | SA | conseil urgent | 2020-12-29T16:16:37Z",
            ]
        );
        let contacts = book(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap();
        assert_eq!(contacts.len(), 2);
        let told = told(&app, mailbox).await;
        assert!(
            told.iter().any(|line| line.starts_with("../../etc/cron.d/x.eml: Nom de fichier refusé")),
            "{told:?}"
        );
        assert!(told.iter().any(|line| line.starts_with("Calendar/Conseil.ics: Un rendez-vous")), "{told:?}");
        let again = bring(&app, person, &[("moi.tgz", tgz.clone())]).await;
        assert_eq!((again.filed, again.known, again.contacts, again.rules), (0, 3, 0, 0));
    }
}

#[tokio::test]
async fn gmail_thunderbird_and_maildirs_come_in() {
    let gmail = [
        b"From 17@xxx Tue Nov 12 09:00:01 +0000 2024\r\nX-GM-THRID: 1\r\nX-Gmail-Labels: Archived,Unread,Starred,Sport\r\n".to_vec(),
        letter(1, ""),
        b"\r\n".to_vec(),
    ]
    .concat();
    let thunderbird = [
        b"From - Tue Nov 12 10:00:00 2024\nX-Mozilla-Status: 0003\nX-Mozilla-Status2: 00000000\n".to_vec(),
        letter(2, ""),
        b"\nFrom - Tue Nov 12 10:00:00 2024\nX-Mozilla-Status: 0009\n".to_vec(),
        letter(3, ""),
        b"\nFrom - Tue Nov 12 10:00:00 2024\nX-Mozilla-Status: 0000\npas de message".to_vec(),
    ]
    .concat();
    let profile = zip(&[
        ("Local Folders/Projets.sbd/2026", &thunderbird),
        ("Local Folders/Projets.msf", b"// index"),
        ("Maildir/cur/1700000000.M1.hote:2,FS", &letter(4, "")),
        ("Maildir/.Classe.3e/new/1700000001.M2.hote", &letter(5, "")),
        ("__MACOSX/._x", b"x"),
        ("autre.zip", b"PK\x03\x04"),
    ]);
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        let row = bring(
            &app,
            person,
            &[("Takeout.mbox", gmail.clone()), ("profil.zip", profile.clone()), ("un.eml", letter(6, ""))],
        )
        .await;
        assert_eq!(
            (row.outcome, row.filed, row.refused),
            (Outcome::Done, 5, 3),
            "{:?}",
            told(&app, mailbox).await
        );
        assert_eq!(
            places(&app, mailbox).await,
            [
                "Archive | Lettre 1 | F | sport",
                "Classe/3e | Lettre 5 |  | ",
                "INBOX | Lettre 4 | SF | ",
                "INBOX | Lettre 6 | S | ",
                "Projets/2026 | Lettre 2 | SA | ",
            ]
        );
    }
}

#[tokio::test]
async fn a_full_box_stops_the_import_and_what_is_filed_stays_once() {
    let mbox: Vec<u8> = (0..40)
        .flat_map(|n| {
            [
                format!("From a@x.fr Tue Nov 12 09:00:{n:02} 2024\n").into_bytes(),
                letter(n, &format!("X: {}", "y".repeat(900))),
                b"\n".to_vec(),
            ]
            .concat()
        })
        .collect();
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        quota(&app, person, 20_000).await;
        let row = bring(&app, person, &[("a.mbox", mbox.clone())]).await;
        assert_eq!(row.outcome, Outcome::Full);
        assert!(row.filed > 5 && row.filed < 30, "{}", row.filed);
        let found = mailbox::find(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap().unwrap();
        // And the two notices that it is filling up, which are always taken.
        assert!(found.used_bytes <= 20_000 + 4_000, "{}", found.used_bytes);
        quota(&app, person, 2_000_000).await;
        let again = bring(&app, person, &[("a.mbox", mbox.clone())]).await;
        assert_eq!((again.outcome, again.filed, again.known), (Outcome::Done, 40 - row.filed, row.filed));
    }
}

async fn quota(app: &TestApp, person: Id<Person>, bytes: i64) {
    let mailbox: Id<Mailbox> = mailbox::of_person(person);
    app.ctx()
        .write(async move |tx| {
            tx.execute(sql!("UPDATE mailboxes SET quota_bytes = $2 WHERE id = $1", mailbox, bytes)).await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_broken_or_hostile_is_told_and_stops_nothing() {
    let sound = zip(&[("a.eml", &letter(1, "")), ("b.eml", &letter(2, "")), ("c/d.eml", &letter(3, ""))]);
    for (database, app) in apps().await.into_iter().enumerate() {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        put_as(&app, person, FolderRole::Inbox, 1, Flags::default(), raw("m@x", "Subject: Un", "Texte"))
            .await;
        for (name, bytes) in [
            ("tronqué.zip", sound[..sound.len() - 40].to_vec()),
            ("vide.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
            ("rien.eml", Vec::new()),
            ("texte.eml", b"pas un message\n".to_vec()),
            ("photo.png", b"\x89PNG\r\n".to_vec()),
            ("nul.sieve", b"# a\0b\nif header :matches \"subject\" \"a\0*b\" { stop; }".to_vec()),
            (
                "nul.vcf",
                b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\0B\r\nNOTE:\0\r\nEMAIL:a@x.example\r\nEND:VCARD\r\n"
                    .to_vec(),
            ),
            (
                "nul.mbox",
                b"From a Fri Jan  2 03:04:05 2026\nX-Gmail-Labels: a\0b\nSubject: \0\n\n\0\n".to_vec(),
            ),
            ("coupé.tgz", gzip(&member("a.eml", b'0', &letter(9, "")))[..60].to_vec()),
        ] {
            let row = bring(&app, person, &[(name, bytes), ("bon.eml", letter(30, ""))]).await;
            assert_eq!(
                (row.outcome, row.filed + row.known),
                (Outcome::Done, 1 + i64::from(name == "nul.mbox")),
                "{name}: {:?}",
                told(&app, mailbox).await
            );
        }
        // A byte changed anywhere: a report, whatever it says.
        for at in (0..sound.len()).step_by(if database == 0 { 17 } else { 101 }) {
            let mut bytes = sound.clone();
            bytes[at] ^= 0xa5;
            let row = bring(&app, person, &[("a.zip", bytes)]).await;
            assert_ne!(row.outcome, Outcome::Failed, "{at}");
        }
    }
}

#[tokio::test]
async fn what_is_not_what_its_sum_says_is_told() {
    let app = apps().await.remove(0);
    let person = owner(&app, "jdupont").await;
    let mut bytes = zip(&[("a.eml", &letter(1, ""))]);
    // Its name is in the sum of nothing: the text of the message is changed, where it is stored as it is.
    let at = memchr::memmem::find(&bytes, b"Subject").map(|at| at + 12);
    if let Some(at) = at {
        bytes[at] ^= 1;
        let row = bring(&app, person, &[("a.zip", bytes)]).await;
        assert_eq!((row.outcome, row.refused), (Outcome::Done, 1));
    } else {
        panic!("the archive of the test compresses its members");
    }
}

#[tokio::test]
async fn of_a_file_of_rules_without_end_some_are_tried() {
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let rules = (0..2_000).map(|n| {
            format!("if header :contains \"subject\" \"mot {n}\" {{ keep; setflag \"\\\\Seen\"; }}\n")
        });
        let script = format!("require [\"imap4flags\"];\n{}", rules.collect::<String>());
        let row = bring(&app, person, &[("tout.sieve", script.into_bytes())]).await;
        let told = told(&app, mailbox::of_person(person)).await;
        assert_eq!((row.outcome, row.rules + row.refused), (Outcome::Done, 2_000), "{told:?}");
        assert!(told.iter().any(|line| line.contains("100 règles d’un fichier")), "{told:?}");
        assert!(told.len() <= 101, "{}", told.len());
    }
}

#[test]
fn what_unpacks_to_far_more_than_mail_is_stopped() {
    use std::io::Read;
    let unpacking = super::item::Unpacking::of(100_000);
    let mut reader = unpacking.reader(std::io::repeat(b'x').take(1 << 30));
    let mut buffer = vec![0; 1 << 20];
    let error = loop {
        match reader.read(&mut buffer) {
            Ok(0) => panic!("it was read to its end"),
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(super::item::halt(&error, "a"), super::Halt::Bomb);
}

#[tokio::test]
async fn begun_again_it_passes_over_what_is_accounted_for() {
    let files: Vec<Vec<u8>> = (0..3).map(|n| letter(n, "")).collect();
    let archive = zip(&[("a.eml", &files[0]), ("b.eml", &files[1]), ("c.txt", b"x"), ("d.eml", &files[2])]);
    for app in apps().await {
        let person = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(person);
        let kept = app.services().files.keep_bytes(archive.clone()).await.unwrap();
        let brought = vec![crate::exchange::Brought { name: "a.zip".to_owned(), kept }];
        app.ctx()
            .write(async move |tx| {
                let id =
                    super::begin(tx, mailbox, &brought, Some(FolderRole::Archive.in_box(mailbox))).await?;
                // As a process left it that was killed behind the second message.
                let counts = crate::exchange::store::Counts { filed: 2, ..Default::default() };
                crate::exchange::store::advance_import(tx, mailbox, id, 2, 10, &counts).await
            })
            .await
            .unwrap();
        // Meanwhile there is no other.
        let refused = app.ctx().write(async move |tx| super::begin(tx, mailbox, &[], None).await).await;
        assert!(refused.is_err());
        app.settle().await;
        let row = imports(&mut app.ctx().read().await.unwrap(), mailbox, 1).await.unwrap().remove(0);
        assert_eq!((row.outcome, row.filed, row.refused, row.position), (Outcome::Done, 3, 1, 4));
        assert_eq!(places(&app, mailbox).await, ["Archive | Lettre 2 | S | "]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_a_hundred_thousand_entries_is_read_to_its_end() {
    let app = apps().await.remove(0);
    let names: Vec<String> = (0..100_000).map(|n| format!("d{}/{n}.eml", n % 300)).collect();
    let letter = letter(1, "");
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), letter.as_slice())).collect();
    let kept = app.services().files.keep_bytes(zip(&entries)).await.unwrap();
    let stored = super::Stored::new(app.services().files.clone(), &kept.digest, kept.size);
    let sources = vec![super::Source { name: "a.zip".to_owned(), stored }];
    let (to, mut from) = tokio::sync::mpsc::channel(2);
    let reading = tokio::task::spawn_blocking(move || {
        super::read::all(&sources, &mut super::Sink::new(to, 1 << 20, std::env::temp_dir()))
    });
    let mut count = 0;
    let mut last = 0;
    while let Some(step) = from.recv().await {
        count += usize::from(matches!(step.item, super::Item::Message(_)));
        assert!(step.looked_at >= last, "what has been read only grows");
        last = step.looked_at;
    }
    assert_eq!(reading.await.unwrap(), Ok(()));
    assert_eq!(count, 100_000);
}
