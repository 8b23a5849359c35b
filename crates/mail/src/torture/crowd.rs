//! Ten thousand recipients: named in one message, which is shown, fetched and answered; and said one after the other to the
//! doors, which take as many as a message may have and leave the rest for the next.

use std::fmt::Write;

use http::StatusCode;
use imap_codec::imap_types::fetch::MessageDataItem;

use super::{Program, check_page, door, fetch, imap_door, open_in_webmel, said, take_in};
use crate::{
    folder::FolderRole,
    smtp::Kind,
    tests::{apps, folder_of, owner},
};

const CROWD: usize = 10_000;

fn letter(id: &str, crowd: usize) -> Vec<u8> {
    let line = |range: std::ops::Range<usize>| {
        let all = range.map(|n| format!("Agent Numéro {n} <agent.{n}@ac-creteil.fr>"));
        all.collect::<Vec<_>>().join(",\r\n ")
    };
    let (to, cc) = (line(0..crowd / 2), line(crowd / 2..crowd));
    format!(
        "Message-ID: <{id}@x>\r\nFrom: Malik Berthier <mberthier@ac-creteil.fr>\r\nTo: {to}\r\nCc: {cc}\r\n\
         Subject: À tous\r\n\r\nBonjour à tous.\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_ten_thousand_is_shown_in_a_page_and_answered_to_its_author() {
    for app in apps().await {
        let malik = owner(&app, "mberthier").await;
        let (few, many) = (owner(&app, "jdupont").await, owner(&app, "kdurand").await);
        let (lmtp, imap) = (door(&app, Kind::Lmtp).await, imap_door(&app).await);
        let (small, _) = take_in(&app, lmtp, ("jdupont", few), &letter("peu", 60)).await;
        let (large, filed) = take_in(&app, lmtp, ("kdurand", many), &letter("tous", CROWD)).await;
        let mut browser = app.signed_in(few).await;
        let size = async |browser: &mut testkit::Visitor, path: &str| {
            let seen = browser.get(path).await;
            check_page(path, &seen);
            seen.body.len()
        };
        let mut sizes = Vec::new();
        for (person, id) in [(few, small), (many, large)] {
            let mut browser = app.signed_in(person).await;
            let mut those = Vec::new();
            for path in [
                "/webmel".to_owned(),
                format!("/webmel/messages/{id}"),
                format!("/webmel/messages/{id}/impression"),
            ] {
                those.push(size(&mut browser, &path).await);
            }
            sizes.push(those);
        }
        // What ten thousand names add to what sixty do: nothing, or on paper sixty more.
        for (small, large) in sizes[0].iter().zip(&sizes[1]) {
            assert!(large.abs_diff(*small) < 5_000, "{sizes:?}");
        }
        let sixty = browser.get(&format!("/webmel/ecrire?reponse-a-tous={small}")).await;
        assert_eq!(sixty.attribute("#cc", "value").unwrap().matches('@').count(), 30);
        let mut browser = app.signed_in(many).await;
        open_in_webmel("ten thousand", &mut browser, large, &filed).await;
        let items = fetch("ten thousand", &mut Program::enter(imap, "kdurand").await, &filed).await;
        let envelope = items.iter().find_map(|item| match item {
            MessageDataItem::Envelope(envelope) => Some(envelope),
            _ => None,
        });
        assert_eq!(envelope.map(|told| (told.to.len(), told.cc.len())), Some((CROWD / 2, CROWD / 2)));
        // Answered to all: more than a message may go to, so the answer is for its author, and says so.
        let all = browser.get(&format!("/webmel/ecrire?reponse-a-tous={large}")).await;
        assert!(all.body.len() < 60_000, "{}", all.body.len());
        assert_eq!(all.attribute("#to", "value").unwrap(), "Malik Berthier <mberthier@ac-creteil.fr>");
        assert_eq!(all.attribute("#cc", "value").unwrap(), "");
        let warned = all.text(".notice-warning").unwrap();
        assert!(warned.contains("10001 personnes") && warned.contains("200"), "{warned}");
        // As many as a line holds, typed all the same: they are refused together and not one by one.
        let draft = all.attribute("#composer", "data-autosave-url").unwrap();
        let crowd: Vec<String> = (0..2_000).map(|n| format!("agent.{n}@ac-creteil.fr")).collect();
        let typed = crowd.join(", ");
        let fields = [
            ("version", "0"),
            ("to", typed.as_str()),
            ("subject", "Re"),
            ("body", "Oui."),
            ("confirmed", "1"),
        ];
        let refused = browser.post(&format!("{draft}/envoi"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text("#to-error").unwrap(), "Un message va à 200 personnes au plus.");
        assert!(refused.body.len() < typed.len() + 60_000, "{}", refused.body.len());
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
    }
}

/// Every address that is left, as the next message that its sender makes of it; how many transactions it takes.
async fn spread(door: std::net::SocketAddr, hello: &str, content: &str, crowd: usize, most: usize) -> usize {
    let mut left: Vec<usize> = (0..crowd).collect();
    let mut transactions = 0;
    while !left.is_empty() {
        let mut said_now = format!("{hello}MAIL FROM:<jdupont@ac-creteil.fr>\r\n");
        for n in &left {
            write!(said_now, "RCPT TO:<agent{}+{n}@ac-creteil.fr>\r\n", n % 4).unwrap();
        }
        write!(said_now, "DATA\r\n{content}\r\n.\r\nQUIT\r\n").unwrap();
        let answers = said(door, said_now.as_bytes()).await;
        let begin = answers.iter().position(|answer| answer == "250 2.1.0 OK").expect("a sender") + 1;
        let told = &answers[begin..begin + left.len()];
        let taken = told.iter().filter(|answer| *answer == "250 2.1.5 OK").count();
        assert_eq!(taken, left.len().min(most));
        let wait = "452 4.5.3 Too many recipients for one message";
        assert!(told[taken..].iter().all(|answer| answer == wait), "{:?}", told.last());
        assert!(answers[begin + left.len()].starts_with("354"), "those taken have their message");
        assert!(answers.last().unwrap().starts_with("221"), "nobody is thrown out for it");
        let after = &answers[begin + left.len() + 1..answers.len() - 1];
        assert!(!after.is_empty() && after.iter().all(|answer| answer.starts_with("250")), "{after:?}");
        left.drain(..taken);
        transactions += 1;
    }
    transactions
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_recipients_are_taken_as_many_at_a_time_as_a_door_says() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let mut crowd = Vec::new();
        for n in 0..4 {
            crowd.push(owner(&app, &format!("agent{n}")).await);
        }
        let content =
            "From: jdupont@ac-creteil.fr\r\nMessage-ID: <foule@x>\r\nSubject: À tous\r\n\r\nBonjour.";
        let lmtp = door(&app, Kind::Lmtp).await;
        assert_eq!(spread(lmtp, "LHLO mx.example\r\n", content, CROWD, 1_000).await, 10);
        let smtp = door(&app, Kind::Smtp).await;
        assert_eq!(spread(smtp, "EHLO mx.example\r\n", content, 1_100, 1_000).await, 2);
        for person in &crowd {
            assert_eq!(
                folder_of(&app, *person, FolderRole::Inbox).await.total,
                1,
                "given many times, kept once"
            );
        }
        // "jdupont" and the password of these tests.
        let hello = "EHLO programme.example\r\nAUTH PLAIN AGpkdXBvbnQAbW90IGRlIHBhc3Nl\r\n";
        let submission = door(&app, Kind::Submission).await;
        let content = content.replace("foule", "programme");
        assert_eq!(spread(submission, hello, &content, 450, 200).await, 3);
        app.settle().await;
        for person in &crowd {
            assert!(
                folder_of(&app, *person, FolderRole::Inbox).await.total > 1,
                "what a program sends arrives too"
            );
        }
    }
}
