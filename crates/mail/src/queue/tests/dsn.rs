//! What an author's program asks to be told (RFC 3461): handed on to a server that knows of it, told by ourselves where it
//! does not, in a form that programs read too.

use super::*;
use mail_parser::MimeHeaders;

use crate::tests::newest as newest_row;

/// A message of a mail program, on its way at once.
async fn put_for(app: &TestApp, author: Id<Person>, to: &[(&str, &str)], returns: Returns) {
    let ctx = app.ctx();
    let head = "Subject: =?utf-8?q?Sortie_au_mus=C3=A9e?=";
    let letter = Letter::keep(&ctx, crate::tests::raw("sortie@x", head, "Un secret.")).await.unwrap();
    let far = |&(address, notify): &(&str, &str)| Far {
        original: Some(format!("alias+{address}")),
        ..Far::new(address, Notify::read(notify))
    };
    let elsewhere: Vec<Far> = to.iter().map(far).collect();
    ctx.write(async move |tx| {
        let departure = Departure {
            mailbox: Some(mailbox::of_person(author)),
            sender: "jdupont@ac-creteil.fr",
            elsewhere: &elsewhere,
            returns,
            name: Some("QQ=314"),
            ..Departure::of(tx.new_id(), &letter, tx.now())
        };
        put(tx, &departure).await
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_goes_on_to_a_server_that_knows_of_it() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        let to = [("a@ailleurs.example", "SUCCESS,FAILURE"), ("b@ailleurs.example", "NEVER")];
        put_for(&app, jeanne, &to, Returns::Everything).await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        app.settle().await;
        let said = peer.said.lock().unwrap().join("\n");
        assert!(said.contains(" RET=FULL ENVID=QQ+3D314\n"), "{said}");
        let first =
            "RCPT TO:<a@ailleurs.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;alias+2Ba@ailleurs.example\n";
        assert!(said.contains(first), "{said}");
        assert!(said.contains("RCPT TO:<b@ailleurs.example> NOTIFY=NEVER ORCPT="), "{said}");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 0, "that server tells");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Sent).await.total, 0, "its program keeps the copy");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_will_not_tell_is_told_here() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let peer = Peer { knows_little: true, ..Peer::default() };
        let smarthost = smarthost(peer.open().await);
        put_for(
            &app,
            jeanne,
            &[("a@ailleurs.example", "SUCCESS"), ("b@ailleurs.example", "FAILURE")],
            Returns::Headers,
        )
        .await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        app.settle().await;
        assert!(!peer.said.lock().unwrap().join("\n").contains("NOTIFY"));
        let (row, raw) = newest_row(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(row.subject, "Transmis\u{a0}: Sortie au musée");
        assert!(!row.has_attachment, "fields and a head are no files");
        let text = String::from_utf8(raw).unwrap();
        assert!(text.contains("Action: relayed\r\nStatus: 2."), "{text}");
        assert!(!text.contains("b@ailleurs.example"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_what_became_of_a_message() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let peer = Peer::default();
        let smarthost = smarthost(peer.open().await);
        for (address, answer) in
            [("a@ailleurs.example", "550 5.1.1 No such user"), ("b@ailleurs.example", "550 No")]
        {
            peer.answer(address, answer);
        }
        let to = [("a@ailleurs.example", "FAILURE"), ("b@ailleurs.example", "NEVER")];
        put_for(&app, jeanne, &to, Returns::Everything).await;
        runner::run_due(app.services(), &smarthost).await.unwrap();
        app.settle().await;
        let (row, raw) = newest_row(&app, jeanne, FolderRole::Inbox).await;
        assert!(row.has_attachment, "the message that comes back");
        let read = mail_parser::MessageParser::default().parse(&raw).unwrap();
        assert_eq!(read.content_type().unwrap().attribute("report-type"), Some("delivery-status"));
        let text = String::from_utf8_lossy(&raw).into_owned();
        let status = text.split("Content-Type: message/delivery-status").nth(1).unwrap();
        let fields: Vec<&str> = status
            .lines()
            .filter(|line| line.contains(": ") && !line.starts_with("Arrival"))
            .take(7)
            .collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(fields.join("\n"), @r"
            Content-Transfer-Encoding: 7bit
            Reporting-MTA: dns; ac-creteil.fr
            Original-Envelope-Id: QQ=314
            Original-Recipient: rfc822;alias+a@ailleurs.example
            Final-Recipient: rfc822;a@ailleurs.example
            Action: failed
            Status: 5.1.1
            ");
        }
        assert!(status.contains("Un secret."), "all of it was asked for");
        assert!(!status.contains("b@ailleurs.example"), "nothing was asked of this one");
    }
}
