//! Commands that no client would send, made of the words of the protocol: each is answered, none ends the conversation
//! but those that may, and the box is whole afterwards. `PROPTEST_CASES` makes it longer.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{Client, open};
use crate::{
    folder::FolderRole,
    tests::{apps, fill, folder_of, owner},
};

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "SELECT",
        "EXAMINE",
        "STATUS",
        "LIST",
        "LSUB",
        "FETCH",
        "UID",
        "STORE",
        "SEARCH",
        "COPY",
        "MOVE",
        "NOOP",
        "CHECK",
        "CREATE",
        "RENAME",
        "SUBSCRIBE",
        "ENABLE",
        "CONDSTORE",
        "GETQUOTAROOT",
        "NAMESPACE",
        "ID",
        "UNSELECT",
        "EXPUNGE",
        "INBOX",
        "Drafts",
        "Nulle/part",
        "\"\"",
        "\"*\"",
        "%",
        "(",
        ")",
        "NIL",
        "(MESSAGES UNSEEN)",
        "1",
        "1:*",
        "*",
        "2,4:7",
        "0",
        "4294967295",
        "FLAGS",
        "+FLAGS",
        "-FLAGS.SILENT",
        "(\\Seen)",
        "(\\Recent $Junk)",
        "ALL",
        "FULL",
        "BODY[]",
        "BODY[1.2.MIME]<0.5>",
        "BODY.PEEK[HEADER.FIELDS (Subject)]",
        "RFC822.SIZE",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "(CHANGEDSINCE 1)",
        "(UNCHANGEDSINCE 0)",
        "TEXT",
        "SUBJECT",
        "\"lettre\"",
        "SINCE",
        "1-Jan-2026",
        "OR",
        "NOT",
        "UNSEEN",
        "KEYWORD",
        "RETURN (MIN MAX COUNT)",
        "CHARSET",
        "UTF-8",
        "&AOk-",
        "&",
        "{3+}\r\nabc",
        "{0+}\r\n",
    ]);
    prop_oneof![9 => known.prop_map(str::to_owned), 1 => "[ -~]{0,12}"]
}

fn command() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..7).prop_map(|words| words.join(" "))
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_said_is_answered() {
    let cases = ProptestConfig::default().cases;
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 20).await;
        let address = open(&app).await;
        let mut client = Client::signed_in(address, "jdupont").await;
        let mut runner = TestRunner::deterministic();
        let commands = command();
        for _ in 0..cases {
            let said = commands.new_tree(&mut runner).unwrap().current();
            client.send(&format!("x {said}\r\n")).await;
            let mut ended = false;
            loop {
                let line = client.line().await;
                ended |= line.starts_with("* BYE");
                if ended || line.starts_with("x ") || line.starts_with("* BAD") {
                    break;
                }
                assert!(!line.is_empty(), "closed without a word after {said:?}");
                // A literal that is asked for by itself is refused by an empty line.
                if line.starts_with("+ ") {
                    client.send("\r\n").await;
                }
            }
            if ended {
                client = Client::signed_in(address, "jdupont").await;
            }
        }
        assert!(client.say("NOOP").await.contains("x OK"));
        let counted = folder_of(&app, jeanne, FolderRole::Inbox).await;
        let listed = crate::tests::messages(&app, jeanne, counted.id).await;
        assert_eq!(counted.total, listed.len() as i64, "counters and messages agree");
        assert_eq!(counted.unread, listed.iter().filter(|m| !m.seen).count() as i64);
    }
}
