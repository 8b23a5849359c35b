//! The door as its peers see it: what is cut where, what is answered, what lies in the boxes afterwards. Python's
//! smtplib and swaks are the clients that we did not write.

use std::{fmt::Write, process::Stdio};

use kernel::gate::Credentials;
use proptest::prelude::*;
use smtp_proto::Request;
use testkit::TestApp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    process::Command,
};

use super::{
    Kind, Opening,
    conversation::{Conversation, Reply, Step},
    serve,
    wire::{BadLine, Content, Input, Receiver},
};
use crate::{
    door::Tls,
    folder::FolderRole,
    lists, mailbox, seed,
    tests::{GATE, apps, folder_of, owner},
};

/// A message as it has come.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Came {
    pub bytes: Vec<u8>,
    pub too_large: bool,
    pub bare_end: bool,
}

impl Came {
    fn of(content: &Content) -> Came {
        Came {
            bytes: content.message.memory().to_vec(),
            too_large: content.too_large,
            bare_end: content.bare_end,
        }
    }
}

/// Everything a front server said over LMTP.
fn talk(said: &[u8], pieces: &[usize]) -> (Vec<String>, Vec<(Vec<String>, Came)>) {
    talk_at(Kind::Lmtp, true, said, pieces)
}

/// Everything a client said, answered without anybody's box: each address is its own owner, and one password opens.
pub(super) fn talk_at(
    kind: Kind,
    secret: bool,
    said: &[u8],
    pieces: &[usize],
) -> (Vec<String>, Vec<(Vec<String>, Came)>) {
    let mut conversation: Conversation<String> =
        Conversation::new(kind, "webmel.example", 1_000, secret, !secret);
    let mut receiver = Receiver::new(1_000);
    let (mut answers, mut messages) = (Vec::new(), Vec::new());
    let mut rest = said;
    for cut in pieces.iter().copied().chain(std::iter::repeat(7)) {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(cut.clamp(1, rest.len()));
        rest = after;
        receiver.push(piece);
        while let Some(input) = receiver.next() {
            let mut step = match input {
                Input::Command(request) => conversation.command(request),
                Input::Line(line) => conversation.challenged(&line),
                Input::Bad(line) => conversation.bad_line(line),
                Input::Content(content) | Input::Chunk(Some(content)) => match conversation.take_envelope() {
                    Some(envelope) => {
                        messages.push((envelope.recipients, Came::of(&content)));
                        continue;
                    }
                    None => conversation.after_chunk(),
                },
                Input::Chunk(None) => conversation.after_chunk(),
            };
            step = match step {
                Step::LookUp(wanted) => conversation.recipient(Ok(wanted.address)),
                Step::Sender(_) => conversation.sender(Ok(())),
                Step::Enter(credentials) => {
                    let right = matches!(&credentials,
                        Credentials::Password { password, .. } if password == "mot de passe");
                    let refused = || Reply::new("535 5.7.8 Wrong");
                    conversation.entered(if right { Ok(()) } else { Err(refused()) })
                }
                step => step,
            };
            match step {
                Step::Say(reply) => answers.push(reply.0),
                Step::Content(reply) => {
                    receiver.expect_content();
                    answers.push(reply.0);
                }
                Step::Chunk { size, last, continues } => {
                    receiver.expect_chunk(size, last, continues, !conversation.takes_chunks());
                }
                Step::Challenge(reply) => {
                    receiver.expect_line();
                    answers.push(reply.0);
                }
                Step::StartTls(reply) | Step::Close(reply) => {
                    answers.push(reply.0);
                    return (answers, messages);
                }
                Step::LookUp(_) | Step::Sender(_) | Step::Enter(_) => unreachable!(),
            }
        }
    }
    (answers, messages)
}

const BEGIN: &str = "LHLO mx.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n";

pub(super) fn codes(answers: &[String]) -> Vec<&str> {
    answers.iter().map(|answer| answer.split(' ').next().unwrap().split('-').next().unwrap()).collect()
}

#[test]
fn commands_sent_together_are_answered_in_turn() {
    let said =
        format!("{BEGIN}RCPT TO:<c@y.example>\r\nDATA\r\nSubject: a\r\n\r\n..b\r\n.\r\nNOOP\r\nQUIT\r\n");
    let (answers, messages) = talk(said.as_bytes(), &[]);
    insta::assert_snapshot!(answers.join("\n"), @r"
    250-webmel.example
    250-PIPELINING
    250-SIZE 1000
    250-8BITMIME
    250-SMTPUTF8
    250-CHUNKING
    250 ENHANCEDSTATUSCODES
    250 2.1.0 OK
    250 2.1.5 OK
    250 2.1.5 OK
    354 End with a line that holds a dot alone
    250 2.0.0 OK
    221 2.0.0 webmel.example bids farewell
    ");
    let (recipients, content) = &messages[0];
    assert_eq!(recipients, &["b@y.example", "c@y.example"]);
    assert_eq!(content.bytes, b"Subject: a\r\n\r\n.b\r\n");
}

#[test]
fn what_comes_out_of_turn_is_refused_and_nothing_is_lost() {
    for (said, code) in [
        ("MAIL FROM:<a@x.example>\r\n", "503"),
        ("EHLO x\r\n", "500"),
        ("LHLO x\r\nRCPT TO:<a@x.example>\r\n", "503"),
        ("LHLO x\r\nDATA\r\n", "503"),
        ("LHLO x\r\nMAIL FROM:<a@x.example>\r\nDATA\r\n", "554"),
        ("LHLO x\r\nMAIL FROM:<a@x.example>\r\nMAIL FROM:<a@x.example>\r\n", "503"),
        ("LHLO x\r\nMAIL FROM:<a@x.example> SIZE=1001\r\n", "552"),
        ("LHLO x\r\nMAIL FROM:<a@x.example> BODY=BINARYMIME\r\n", "555"),
        ("LHLO x\r\nMAIL FROM:<a@x.example> NONSENSE=1\r\n", "555"),
        ("LHLO x\r\nMAIL FROM:<>\r\nBDAT 3\r\nabc", "554"),
        ("LHLO x\r\nSTARTTLS\r\n", "502"),
        ("LHLO x\r\nFROB\r\n", "500"),
        ("LHLO x\r\nRCPT TO:nobody\r\n", "501"),
        ("LHLO x\r\nNOOP\n", "521"),
        ("LHLO x\r\nNO\rOP\r\n", "521"),
    ] {
        let (answers, messages) = talk(said.as_bytes(), &[]);
        assert_eq!(codes(&answers).last(), Some(&code), "{said:?}: {answers:?}");
        assert!(messages.is_empty());
    }
    let (answers, _) = talk("FROB\r\n".repeat(30).as_bytes(), &[]);
    assert_eq!((answers.len(), answers.last().unwrap().as_str()), (21, "421 4.7.0 Too many errors"));
    let long = format!("NOOP {}\r\nNOOP\r\n", "x".repeat(20_000));
    assert_eq!(codes(&talk(long.as_bytes(), &[]).0), ["500", "250"]);
}

#[test]
fn a_second_message_cannot_be_smuggled_in_the_first() {
    for end in ["\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n"] {
        let said = format!(
            "{BEGIN}DATA\r\nSubject: a\r\n\r\nb{end}MAIL FROM:<z@x.example>\r\nRCPT TO:<v@y.example>\r\nDATA\r\nc\r\n.\r\n"
        );
        let (answers, messages) = talk(said.as_bytes(), &[]);
        assert_eq!(messages.len(), 1, "{end:?}");
        assert!(messages[0].1.bare_end || end.contains('\0'), "{end:?}");
        assert_eq!(codes(&answers), ["250", "250", "250", "354"]);
    }
}

#[test]
fn chunks_make_one_message_whatever_they_hold() {
    let said = format!("{BEGIN}BDAT 5\r\na\r\n.\rBDAT 2 LAST\r\n\nbNOOP\r\n");
    let (answers, messages) = talk(said.as_bytes(), &[]);
    assert_eq!(messages[0].1.bytes, b"a\r\n.\r\nb");
    assert_eq!(codes(&answers), ["250", "250", "250", "250", "250"]);
    // A CR or LF that stands alone is seen in them too, wherever they are cut.
    for (said, is_bare) in [
        ("BDAT 4 LAST\r\na\r\nb", false),
        ("BDAT 3 LAST\r\na\rb", true),
        ("BDAT 3 LAST\r\na\nb", true),
        ("BDAT 2\r\na\rBDAT 1 LAST\r\nb", true),
        ("BDAT 2\r\na\rBDAT 2 LAST\r\n\r\n", true),
        ("BDAT 1\r\naBDAT 1 LAST\r\n\n", true),
        ("BDAT 2 LAST\r\na\r", true),
        ("BDAT 2 LAST\r\n\r\n", false),
    ] {
        for cut in [1, 100] {
            let (_, messages) = talk(format!("{BEGIN}{said}").as_bytes(), &[cut]);
            assert_eq!(messages[0].1.bare_end, is_bare, "{said:?}");
        }
    }
    let mut receiver = Receiver::new(1_000);
    receiver.expect_chunk(500, true, false, true);
    receiver.push(&[b'a'; 400]);
    assert!(receiver.next().is_none());
    assert_eq!(receiver.come(), 0, "of what was refused nothing is held");
    let mixed = format!("{BEGIN}BDAT 1\r\naDATA\r\nRCPT TO:<c@y.example>\r\nRSET\r\nBDAT 1 LAST\r\nb");
    assert_eq!(codes(&talk(mixed.as_bytes(), &[]).0)[3..], ["250", "503", "503", "250", "503"]);
}

#[test]
fn a_message_given_up_leaves_nothing_in_the_next() {
    let next = "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nBDAT 1 LAST\r\nb";
    for before in [format!("{BEGIN}BDAT 1\r\naRSET\r\n"), "LHLO x\r\nBDAT 1\r\na".to_owned()] {
        let (answers, messages) = talk((before + next).as_bytes(), &[]);
        assert_eq!(messages.len(), 1, "{answers:?}");
        assert_eq!(messages[0].1.bytes, b"b");
    }
}

#[test]
fn past_the_limit_nothing_is_kept() {
    let said = format!("{BEGIN}DATA\r\n{}\r\n.\r\nNOOP\r\n", "x".repeat(200_000));
    let (answers, messages) = talk(said.as_bytes(), &[100_000]);
    assert!(messages[0].1.too_large && messages[0].1.bytes.is_empty());
    assert_eq!(codes(&answers).last(), Some(&"250"));
}

proptest! {
    #[test]
    fn where_the_network_cuts_changes_nothing(
        body in prop::collection::vec(prop::sample::select(vec![b'a', b'.', b'\r', b'\n', b' ']), 0..60),
        pieces in prop::collection::vec(1_usize..40, 0..40),
    ) {
        let mut said = format!("{BEGIN}DATA\r\n").into_bytes();
        said.extend(body);
        said.extend(b"\r\n.\r\nNOOP\r\n");
        prop_assert_eq!(talk(&said, &[said.len()]), talk(&said, &pieces));
    }

    #[test]
    fn no_bytes_make_it_stumble(said in prop::collection::vec(any::<u8>(), 0..300), pieces in prop::collection::vec(1_usize..40, 0..9)) {
        talk(&said, &pieces);
        let mut after = format!("{BEGIN}DATA\r\n").into_bytes();
        after.extend(said);
        talk(&after, &pieces);
    }

    #[test]
    fn what_was_stuffed_comes_out_as_it_was(lines in prop::collection::vec("[a.]{0,4}", 1..8)) {
        let text: String = lines.iter().fold(String::new(), |mut text, line| { write!(text, "{line}\r\n").unwrap(); text });
        let stuffed: String = lines.iter().fold(String::new(), |mut wire, line| {
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(wire, "{dot}{line}\r\n").unwrap();
            wire
        });
        let (_, messages) = talk(format!("{BEGIN}DATA\r\n{stuffed}.\r\n").as_bytes(), &[3]);
        prop_assert_eq!(&messages[0].1.bytes, text.as_bytes());
    }
}

#[test]
fn lines_are_cut_at_their_ends() {
    let mut receiver = Receiver::new(10);
    receiver.push(b"NOO");
    assert!(receiver.next().is_none());
    receiver.push(b"P\r\n\xff\r\n");
    assert!(matches!(receiver.next(), Some(Input::Command(Request::Noop { .. }))));
    assert!(matches!(receiver.next(), Some(Input::Bad(BadLine::Unknown))));
    assert!(receiver.next().is_none());
}

/// The door for front servers of an application, open on a port of its own.
async fn open(app: &TestApp) -> std::net::SocketAddr {
    open_as(app, Kind::Lmtp).await
}

pub(crate) async fn open_as(app: &TestApp, kind: Kind) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let opening = Opening { kind, tls: Tls::Never, gate: GATE };
    tokio::spawn(serve(app.services().clone(), opening, listener));
    address
}

/// Says it all, one command after the other, and tells what was answered.
pub(crate) async fn say(address: std::net::SocketAddr, said: &str, answers: usize) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(address).await.unwrap());
    stream.get_mut().write_all(said.as_bytes()).await.unwrap();
    let mut lines = Vec::new();
    while lines.len() < answers {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 {
            break;
        }
        // The greeting, and all but the last line of an answer.
        if line.as_bytes().get(3) == Some(&b' ') && !line.starts_with("220 ") {
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn each_recipient_has_an_answer_and_each_box_the_message_once() {
    for app in apps().await {
        let (one, full) = (owner(&app, "jdupont").await, owner(&app, "zvide").await);
        app.ctx()
            .write(async move |tx| {
                tx.execute(kernel::sql!("UPDATE mailboxes SET quota_bytes = 10 WHERE id = $1", full)).await
            })
            .await
            .unwrap();
        let address = open(&app).await;
        let to = |local: &str| format!("RCPT TO:<{local}@ac-creteil.fr>\r\n");
        let envelope = format!(
            "LHLO mx.example\r\nMAIL FROM:<parent@ailleurs.example>\r\n{}{}{}{}RCPT TO:<x@ailleurs.example>\r\nDATA\r\n",
            to("jdupont"),
            to("JDUPONT+conseil"),
            to("zvide"),
            to("personne"),
        );
        let said = format!("{envelope}Subject: Conseil\r\n\r\nJeudi.\r\n.\r\n");
        for _ in 0..2 {
            let answers = say(address, &said, 11).await;
            insta::allow_duplicates! {
                insta::assert_snapshot!(answers.join("\n"), @r"
                250 ENHANCEDSTATUSCODES
                250 2.1.0 OK
                250 2.1.5 OK
                250 2.1.5 OK
                250 2.1.5 OK
                550 5.1.1 Nobody has this address
                550 5.7.1 Not an address of this deployment
                354 End with a line that holds a dot alone
                250 2.1.5 Delivered
                250 2.1.5 Delivered
                552 5.2.2 This box is full
                ");
            }
        }
        assert_eq!(folder_of(&app, one, FolderRole::Inbox).await.total, 1, "given twice, kept once");
        let mailbox = mailbox::of_person(one);
        let digest = app
            .ctx()
            .read()
            .await
            .unwrap()
            .one(kernel::sql!(String: "SELECT digest FROM mail_messages WHERE mailbox_id = $1", mailbox))
            .await
            .unwrap();
        let raw = app.services().files.bytes(&digest).await.unwrap();
        let expected = "Return-Path: <parent@ailleurs.example>\r\nSubject: Conseil\r\n\r\nJeudi.\r\n";
        assert_eq!(raw, expected.as_bytes(), "as it was received");
        let circling = format!("{envelope}{}\r\n.\r\n", "Received: x\r\n".repeat(101));
        assert_eq!(say(address, &circling, 9).await.last().unwrap(), "554 5.4.6 The message goes in circles");
        let bare = format!("{envelope}a\nb\r\n.\r\n");
        assert!(say(address, &bare, 9).await.last().unwrap().starts_with("554 5.6.0"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_answer_for_themselves_and_aliases_for_their_people() {
    for app in apps().await {
        let (one, two) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let settings = lists::Settings {
            name: "Les professeurs".into(),
            description: String::new(),
            writers: lists::Writers::Members,
            moderation: lists::Moderation::Nothing,
            may_leave: true,
            archive: lists::Archive::Nobody,
            keep_days: 90,
        };
        let powers = lists::Powers { owners: "mberthier@ac-creteil.fr".into(), ..lists::Powers::default() };
        app.ctx()
            .write(async move |tx| {
                let list = lists::create(tx, "profs", settings, &powers).await?;
                seed::add_to_list(tx, list, "jdupont@ac-creteil.fr").await?;
                seed::add_alias(tx, "equipe", "", "jdupont@ac-creteil.fr, mberthier@ac-creteil.fr").await?;
                seed::add_alias(tx, "tous", "", "profs@ac-creteil.fr").await
            })
            .await
            .unwrap();
        let address = open(&app).await;
        let given = async |from: &str, to: &[&str], head: &str| {
            let to = to.iter().fold(String::new(), |mut lines, to| {
                write!(lines, "RCPT TO:<{to}@ac-creteil.fr>\r\n").unwrap();
                lines
            });
            let count = 4 + 2 * to.lines().count();
            let said =
                format!("LHLO mx.example\r\nMAIL FROM:<{from}>\r\n{to}DATA\r\n{head}\r\nJeudi.\r\n.\r\n");
            let answers = say(address, &said, count - 1).await;
            app.settle().await;
            answers[answers.len() - to.lines().count()..].to_vec()
        };
        let member = "From: jdupont@ac-creteil.fr\r\n";
        let taken = "250 2.1.5 Taken for the members of the list";
        // Two addresses of one list, one of them by an alias: members get it once.
        assert_eq!(given("jdupont@ac-creteil.fr", &["profs", "tous"], member).await, [taken, taken]);
        let count = async |person| folder_of(&app, person, FolderRole::Inbox).await.total;
        assert_eq!((count(one).await, count(two).await), (1, 0));
        let stranger = "From: parent@ailleurs.example\r\n";
        let answers = given("parent@ailleurs.example", &["profs", "jdupont"], stranger).await;
        assert_eq!(answers[0], "550 5.7.1 This list takes no messages from this address: ask its owners");
        assert_eq!(answers[1], "250 2.1.5 Delivered");
        // What comes from nobody, and what a list has carried already.
        for (from, head) in [
            ("", member.to_owned()),
            ("jdupont@ac-creteil.fr", format!("{member}List-Id: <profs.ac-creteil.fr>\r\n")),
        ] {
            assert!(given(from, &["profs"], &head).await[0].starts_with("550 5.7.1 Lists take no messages"));
        }
        assert_eq!(count(one).await, 2);
        // An alias is its people; a list's owners have an address too; returns are noted, unknown ones as well.
        assert_eq!(given("a@x.example", &["equipe"], stranger).await, ["250 2.1.5 Delivered"]);
        assert_eq!((count(one).await, count(two).await), (3, 1));
        assert_eq!(given("b@x.example", &["profs+responsables"], stranger).await, ["250 2.1.5 Delivered"]);
        assert_eq!((count(one).await, count(two).await), (3, 2));
        assert_eq!(given("", &["profs+retour-0123456789ab"], stranger).await, ["250 2.1.5 Noted"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_on_many_connections_at_once_is_there_once() {
    for app in apps().await {
        let one = owner(&app, "jdupont").await;
        let address = open(&app).await;
        let said = "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<jdupont@ac-creteil.fr>\r\nDATA\r\nSubject: a\r\n\r\nb\r\n.\r\n";
        let all = futures::future::join_all((0..12).map(|_| say(address, said, 5))).await;
        for answers in all {
            assert_eq!(answers.last().unwrap(), "250 2.1.5 Delivered");
        }
        let inbox = folder_of(&app, one, FolderRole::Inbox).await;
        assert_eq!((inbox.total, inbox.unread), (1, 1));
        let counted = kernel::sql!(i64: "SELECT used_bytes FROM mailboxes WHERE id = $1", one);
        let size = kernel::sql!(i64: "SELECT size FROM mail_messages WHERE mailbox_id = $1", one);
        let mut tx = app.ctx().read().await.unwrap();
        assert_eq!(tx.one(counted).await.unwrap(), tx.one(size).await.unwrap(), "counted once");
    }
}

/// Python's own client: several recipients, accents, dots, a refusal for each that is refused.
const PYTHON: &str = r"
import smtplib, sys
door = smtplib.LMTP('127.0.0.1', int(sys.argv[1]))
door.ehlo('mx.example')
assert door.has_extn('8bitmime') and door.has_extn('pipelining') and door.has_extn('smtputf8')
text = 'Subject: =?utf-8?q?R=C3=A9union?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.\r\n..\r\nÉlèves\r\n'
refused = door.sendmail('é@ailleurs.example', ['jdupont@ac-creteil.fr', 'personne@ac-creteil.fr'], text.encode(), mail_options=['SMTPUTF8', 'BODY=8BITMIME'])
assert list(refused) == ['personne@ac-creteil.fr'], refused
try:
    door.sendmail('a@ailleurs.example', ['jdupont@ac-creteil.fr'], b'x' * 32_000_000)
    sys.exit('too large, and taken')
except smtplib.SMTPException as error:
    assert '552' in str(error) or '5.3.4' in str(error), error
door.quit()
";

#[tokio::test(flavor = "multi_thread")]
async fn python_hands_over_what_it_has() {
    for app in apps().await {
        let one = owner(&app, "jdupont").await;
        let port = open(&app).await.port().to_string();
        let ran = Command::new("python3").args(["-c", PYTHON, &port]).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(folder_of(&app, one, FolderRole::Inbox).await.total, 1);
        let row = kernel::sql!((String, String): "SELECT subject, preview FROM mail_messages WHERE mailbox_id = $1", one);
        let found = app.ctx().read().await.unwrap().one(row).await.unwrap();
        assert_eq!(found.0, "Réunion");
        assert!(found.1.contains("Élèves"), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swaks_pipelines_and_attaches() {
    for app in apps().await {
        let one = owner(&app, "jdupont").await;
        let address = open(&app).await.to_string();
        let ran = Command::new("swaks")
            .args(["--protocol", "LMTP", "--pipeline", "--server", &address])
            .args(["--from", "parent@ailleurs.example", "--to", "jdupont@ac-creteil.fr"])
            .args([
                "--header",
                "Subject: Bulletin",
                "--attach-name",
                "bulletin.txt",
                "--attach",
                "dix sur vingt",
            ])
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
        let row = kernel::sql!((String, i64): "SELECT subject, has_attachment FROM mail_messages WHERE mailbox_id = $1", one);
        let found = app.ctx().read().await.unwrap().one(row).await.unwrap();
        assert_eq!(found, ("Bulletin".to_owned(), 1));
    }
}
