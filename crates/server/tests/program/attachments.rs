//! What is joined to messages is found by its text: the program itself reads it, in a process of its own.

use std::process::{Command, Stdio};

use kernel::{Id, Time, sql};
use mail::{
    mailbox::{self, Mailbox},
    seed::{self, Flags, FolderRole, Letter, Place},
};
use testkit::{TestApp, pdf};

fn letter(name: &str, content: &[u8]) -> Vec<u8> {
    format!(
        "Message-ID: <{name}@x.fr>\r\nFrom: a@x.fr\r\nSubject: Une note\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nVoir la note.\r\n--b\r\n\
         Content-Type: application/pdf\r\nContent-Disposition: attachment; filename={name}.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        data_encoding::BASE64.encode(content)
    )
    .into_bytes()
}

async fn found(app: &TestApp, mailbox: Id<Mailbox>, words: &str) -> usize {
    let mut tx = app.ctx().read().await.unwrap();
    tx.search("message", *mailbox.bytes(), words, 10).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_found_by_the_text_of_what_is_joined_to_it() {
    for app in TestApp::on_each_database(&[mail::module()]).await {
        mail::attachments::read_with(app.services(), env!("CARGO_BIN_EXE_preau").into());
        let mut boxes = Vec::new();
        let note = Letter::keep(&app.ctx(), letter("note", &pdf("Convocation au conseil exceptionnel")))
            .await
            .unwrap();
        // Whatever its reader makes of it, the message is found by the rest.
        let broken =
            Letter::keep(&app.ctx(), letter("brouillard", b"%PDF-1.7\n1 0 obj << /Length 9 >> stream"))
                .await
                .unwrap();
        for name in ["jdupont", "mberthier"] {
            let person = app.person(name).await;
            let (note, broken) = (note.clone(), broken.clone());
            app.ctx()
                .write(async move |tx| {
                    mailbox::activate(tx, person).await?;
                    let inbox = Place::Standard(FolderRole::Inbox);
                    let at = Time(testkit::A_MORNING.0);
                    seed::file_message(tx, person, &inbox, &note, Flags::default(), at).await?;
                    seed::file_message(tx, person, &inbox, &broken, Flags::default(), at).await
                })
                .await
                .unwrap();
            boxes.push(mailbox::of_person(person));
        }
        assert_eq!(found(&app, boxes[0], "convocation").await, 0, "nothing is read while a message is filed");
        app.settle().await;
        for mailbox in boxes {
            assert_eq!(found(&app, mailbox, "convocations exceptionnelles").await, 1);
            assert_eq!(found(&app, mailbox, "brouillard").await, 1);
            assert_eq!(found(&app, mailbox, "note").await, 2);
        }
        let mut read = app.ctx().read().await.unwrap();
        let count = read
            .one(sql!(i64: "SELECT COUNT(*) FROM mail_attachment_words /* scan: a test */"))
            .await
            .unwrap();
        assert_eq!(count, 2, "each file once, whatever the number of boxes");
    }
}

#[test]
fn the_reader_writes_a_text_and_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_preau"))
        .args([mail::attachments::COMMAND, "text"])
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), "Élève".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Élève");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no data folder is made");
}
