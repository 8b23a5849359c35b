//! SMTP for front servers that speak nothing else, and submission for mail programs: smtplib, swaks and curl are clients
//! that we did not write.

use std::process::Stdio;

use kernel::{Id, people::Person, sql};
use testkit::TestApp;
use tokio::process::Command;

use super::{
    Kind,
    tests::{codes, open_as, say, talk_at},
};
use crate::{
    folder::FolderRole,
    tests::{apps, folder_of, owner},
};

/// What a client is answered at the door for mail programs.
fn program(secret: bool, said: &str) -> Vec<String> {
    talk_at(Kind::Submission, secret, said.as_bytes(), &[]).0
}

#[test]
fn nobody_sends_before_saying_who_they_are() {
    let said = "EHLO x\r\nMAIL FROM:<a@x.example>\r\nAUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\nSTARTTLS\r\n";
    insta::assert_snapshot!(program(false, said).join("\n"), @r"
    250-webmel.example
    250-PIPELINING
    250-SIZE 1000
    250-STARTTLS
    250-DSN
    250-8BITMIME
    250-SMTPUTF8
    250-CHUNKING
    250 ENHANCEDSTATUSCODES
    530 5.7.0 Say STARTTLS first
    538 5.7.11 Passwords travel over TLS only: say STARTTLS first
    220 2.0.0 Begin TLS now
    ");
    insta::assert_snapshot!(program(true, &said.replace("STARTTLS", "MAIL FROM:<a@x.example>")).join("\n"), @r"
    250-webmel.example
    250-PIPELINING
    250-SIZE 1000
    250-DSN
    250-AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2
    250-8BITMIME
    250-SMTPUTF8
    250-CHUNKING
    250 ENHANCEDSTATUSCODES
    530 5.7.0 Say who you are first
    235 2.7.0 Welcome
    250 2.1.0 OK
    ");
}

#[test]
fn one_shows_who_one_is_in_each_of_the_ways_offered() {
    // "a" and "mot de passe", one after the other or together, at once or when asked.
    for (ways, code) in [
        ("AUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\n", "235"),
        ("AUTH PLAIN\r\nAGEAbW90IGRlIHBhc3Nl\r\n", "235"),
        ("AUTH LOGIN\r\nYQ==\r\nbW90IGRlIHBhc3Nl\r\n", "235"),
        ("AUTH LOGIN YQ==\r\nbW90IGRlIHBhc3Nl\r\n", "235"),
        ("AUTH LOGIN\r\nYQ==\r\nZmF1eA==\r\n", "535"),
        ("AUTH PLAIN =\r\n", "501"),
        ("AUTH PLAIN\r\n*\r\n", "501"),
        ("AUTH PLAIN\r\n%\r\n", "501"),
        ("AUTH CRAM-MD5\r\n", "504"),
        ("AUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\nAUTH LOGIN\r\n", "503"),
        ("AUTH PLAIN\r\nAGEAbW90IGRlIHBhc3Nl\nNOOP\r\n", "521"),
    ] {
        let answers = program(true, &format!("EHLO x\r\n{ways}"));
        assert_eq!(codes(&answers).last(), Some(&code), "{ways:?}: {answers:?}");
    }
    let wrong = "AUTH PLAIN AGEAZmF1eA==\r\n".repeat(9);
    assert_eq!(
        codes(&program(true, &format!("EHLO x\r\n{wrong}")))[1..],
        ["535"; 5],
        "then the door is shut"
    );
    let long = "A".repeat(12_000);
    let answers = program(true, &format!("EHLO x\r\nAUTH OAUTHBEARER {long}\r\nNOOP\r\n"));
    assert_eq!(codes(&answers), ["250", "501", "250"], "a long token is read, and says nobody");
}

#[test]
fn what_is_wanted_of_the_way_is_asked_of_mail_programs_alone() {
    let envelope = "MAIL FROM:<a@x.example> RET=FULL ENVID=abc\r\nRCPT TO:<b@x.example> NOTIFY=SUCCESS,FAILURE \
                    ORCPT=rfc822;c@x.example\r\nRCPT TO:<b@x.example> NOTIFY=NEVER,SUCCESS\r\n";
    let answers = program(true, &format!("EHLO x\r\nAUTH PLAIN AGEAbW90IGRlIHBhc3Nl\r\n{envelope}"));
    assert_eq!(codes(&answers)[2..], ["250", "250", "501"]);
    let server = talk_at(Kind::Smtp, true, format!("EHLO x\r\n{envelope}").as_bytes(), &[]).0;
    assert_eq!(codes(&server)[1..], ["555", "503", "503"]);
}

#[test]
fn a_server_that_knows_no_extension_is_served() {
    let said = "HELO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nRCPT TO:<c@y.example>\r\nDATA\r\na\r\n.\r\nAUTH \
                PLAIN\r\nLHLO x\r\nQUIT\r\n";
    let (answers, messages) = talk_at(Kind::Smtp, true, said.as_bytes(), &[]);
    assert_eq!(codes(&answers), ["250", "250", "250", "250", "354", "502", "500", "221"]);
    assert_eq!(messages.len(), 1);
}

async fn set_quota(app: &TestApp, person: Id<Person>, bytes: i64) {
    app.ctx()
        .write(async move |tx| {
            tx.execute(sql!("UPDATE mailboxes SET quota_bytes = $2 WHERE id = $1", person, bytes)).await
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_holds_for_all_the_boxes_of_a_message() {
    for app in apps().await {
        let (one, other, full) =
            (owner(&app, "jdupont").await, owner(&app, "mnguyen").await, owner(&app, "zvide").await);
        set_quota(&app, full, 0).await;
        let address = open_as(&app, Kind::Smtp).await;
        let to = |local: &str| format!("RCPT TO:<{local}@ac-creteil.fr>\r\n");
        let said = format!(
            "EHLO mx.example\r\nMAIL FROM:<parent@ailleurs.example>\r\n{}{}{}{}DATA\r\nSubject: Conseil\r\n\r\nJeudi.\r\n.\r\n",
            to("jdupont"),
            to("mnguyen"),
            to("zvide"),
            to("personne"),
        );
        for _ in 0..2 {
            let answers = say(address, &said, 8).await;
            insta::allow_duplicates! {
                insta::assert_snapshot!(answers.join("\n"), @r"
                250 ENHANCEDSTATUSCODES
                250 2.1.0 OK
                250 2.1.5 OK
                250 2.1.5 OK
                552 5.2.2 This box is full
                550 5.1.1 Nobody has this address
                354 End with a line that holds a dot alone
                250 2.0.0 Delivered
                ");
            }
        }
        for person in [one, other] {
            assert_eq!(folder_of(&app, person, FolderRole::Inbox).await.total, 1, "given twice, kept once");
        }
        assert_eq!(folder_of(&app, full, FolderRole::Inbox).await.total, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_for_a_box_is_in_it_even_when_it_has_filled_up_since() {
    for app in apps().await {
        let (one, other) = (owner(&app, "jdupont").await, owner(&app, "mnguyen").await);
        let ctx = app.ctx();
        set_quota(&app, other, 10).await;
        let both = [one, other].map(|person| crate::delivery::Recipient { person, academy: app.academy.id });
        let both = [super::inbound::Target::People(both.to_vec(), vec![])];
        let raw = b"Subject: Conseil\r\n\r\nJeudi.\r\n".to_vec();
        let reply = super::inbound::file_all(&ctx, "parent@ailleurs.example", &both, raw.into()).await;
        assert_eq!(reply.0, "250 2.0.0 Delivered");
        app.settle().await;
        assert_eq!(folder_of(&app, one, FolderRole::Inbox).await.total, 1);
        // With the notice that it is full.
        assert_eq!(folder_of(&app, other, FolderRole::Inbox).await.total, 2);
    }
}

/// Python's own client, as Thunderbird would: refused without a password, with a wrong one, in another's name, for whom it
/// cannot reach; then two messages, the second to be confirmed.
const PYTHON: &str = r"
import smtplib, sys
port = int(sys.argv[1])
def door():
    program = smtplib.SMTP('127.0.0.1', port, local_hostname='poste.example')
    program.ehlo()
    assert program.has_extn('dsn') and program.has_extn('size') and program.has_extn('auth')
    return program
def refused(what, code):
    try:
        what()
    except smtplib.SMTPResponseException as error:
        assert error.smtp_code == code, error
    except smtplib.SMTPRecipientsRefused as error:
        assert [answer[0] for answer in error.recipients.values()] == [code], error
    else:
        sys.exit('not refused')
me, other = 'jdupont@ac-creteil.fr', 'mnguyen@ac-creteil.fr'
text = 'From: Jeanne <jdupont@ac-creteil.fr>\r\nTo: %s\r\nBcc: secret@ailleurs.example\r\nSubject: Conseil\r\n\r\nJeudi.\r\n' % other
program = door()
refused(lambda: program.sendmail(me, [other], text), 530)
program = door()
refused(lambda: program.login('jdupont', 'faux'), 535)
program.login('jdupont', 'mot de passe')
refused(lambda: program.sendmail(other, [me], text), 550)
refused(lambda: program.sendmail(me, [other], text.replace('<jdupont@', '<mnguyen@')), 550)
refused(lambda: program.sendmail(me, [other], 'To: x\r\n\r\nSans auteur.\r\n'), 554)
refused(lambda: program.sendmail(me, ['personne@ac-creteil.fr'], text), 550)
refused(lambda: program.sendmail(me, ['parent@ailleurs.example'], text), 550)
program.mail(me)
program.rcpt(other)
hidden = b'Subject: x\rFrom: Recteur <mnguyen@ac-creteil.fr>\r\n' + text.encode()
program.putcmd('BDAT %d LAST' % len(hidden))
program.send(hidden)
assert program.getreply()[0] == 554
program.sendmail(me, [other], text)
text = text.replace('Conseil', 'Confirm\u00e9').encode()
program.sendmail('jdupont+conseil@ac-creteil.fr', [other], text, ['SMTPUTF8', 'BODY=8BITMIME', 'RET=HDRS', 'ENVID=abc'], ['NOTIFY=SUCCESS,FAILURE'])
program.quit()
";

#[tokio::test(flavor = "multi_thread")]
async fn python_sends_in_the_name_of_its_user_alone() {
    for app in apps().await {
        let (one, other) = (owner(&app, "jdupont").await, owner(&app, "mnguyen").await);
        let port = open_as(&app, Kind::Submission).await.port().to_string();
        let ran = Command::new("python3").args(["-c", PYTHON, &port]).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        app.settle().await;
        assert_eq!(folder_of(&app, other, FolderRole::Inbox).await.total, 2);
        assert_eq!(folder_of(&app, one, FolderRole::Sent).await.total, 0, "its program keeps the copy");
        let subjects = sql!(String: "SELECT subject FROM mail_messages WHERE mailbox_id = $1", one);
        let told = app.ctx().read().await.unwrap().all(subjects).await.unwrap();
        assert_eq!(told, ["Remis\u{a0}: Confirmé"], "told because it was asked for");
        let digests = sql!(String: "SELECT digest FROM mail_messages WHERE mailbox_id = $1", other);
        for digest in app.ctx().read().await.unwrap().all(digests).await.unwrap() {
            let raw = app.services().files.bytes(&digest).await.unwrap();
            let raw = String::from_utf8_lossy(&raw);
            assert!(!raw.contains("secret@"), "{raw}");
            assert!(raw.starts_with("Received: by ") && raw.contains("\r\nMessage-ID: <"), "{raw}");
            assert!(!raw.contains("poste.example"), "{raw}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_and_curl_send_too() {
    for app in apps().await {
        let (_, other) = (owner(&app, "jdupont").await, owner(&app, "mnguyen").await);
        let address = open_as(&app, Kind::Submission).await.to_string();
        let (me, to) = ("jdupont@ac-creteil.fr", "mnguyen@ac-creteil.fr");
        let ran = Command::new("swaks")
            .args(["--server", &address, "--auth", "LOGIN", "--auth-user", "jdupont"])
            .args(["--auth-password", "mot de passe", "--from", me, "--to", to, "--pipeline"])
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
        let mut curl = Command::new("curl")
            .args(["--silent", "--show-error", "--url", &format!("smtp://{address}")])
            .args(["--user", "jdupont:mot de passe", "--mail-from", me, "--mail-rcpt", to])
            .args(["--upload-file", "-"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let text = format!("From: <{me}>\r\nTo: <{to}>\r\nSubject: Par curl\r\n\r\n.\r\n..\r\n");
        tokio::io::AsyncWriteExt::write_all(&mut curl.stdin.take().unwrap(), text.as_bytes()).await.unwrap();
        assert!(curl.wait().await.unwrap().success());
        app.settle().await;
        assert_eq!(folder_of(&app, other, FolderRole::Inbox).await.total, 2);
    }
}
