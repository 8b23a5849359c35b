//! What people bring, as a target of the fuzzer: archives, files of messages, what Zimbra says of them. The first byte
//! chooses how it is opened, so that chance need not write the sums of an archive.

use std::io::BufReader;

use super::{
    item::{Item, Sink},
    read::{Members, tape},
    tar::testing::member,
    zimbra::Meta,
};
use crate::fuzzing::Target;

pub(crate) const IMPORT: Target = Target {
    name: "import",
    run,
    seeds,
    words: &[
        "From a Fri Jan  2 03:04:05 2026\n",
        ">From ",
        "Status: RO\n",
        "X-Mozilla-Status: 0001\n",
        "X-Mozilla-Keys: a b\n",
        "X-Gmail-Labels: =?UTF-8?Q?Bo=C3=AEte?=,Ouvert\n",
        "X-Keywords: a\n",
        "Subject: a\n",
        "{\"type\":5,\"date\":1,\"unread\":1,\"FlagStr\":\"fu\",\"TagNames\":\"a:b\"}",
        "{\"type\":6,\"metadata\":\"d3:fldd5:email3:a@xee\"}",
        "d3:fldd",
        "i1e",
        "le",
        "BEGIN:VCARD\r\n",
        "BEGIN:VCALENDAR\r\n",
        "ustar",
        "././@LongLink",
        ".eml.meta",
        "Inbox!1/",
        "cur/1:2,FS",
    ],
};

const LARGEST: usize = 1 << 20;

fn seeds() -> Vec<Vec<u8>> {
    let file = |how: u8, content: &[u8]| [&[how], content].concat();
    let card = b"{\"type\":6,\"metadata\":\"d3:fldd5:email13:e.l@x.example9:firstName5:\xc3\x89lise8:lastName4:No\xc3\xablee\"}";
    let letter = b"Date: Tue, 12 Nov 2024 10:00:00 +0100\nSubject: a\n\nTexte\n";
    let tar = [
        member(
            "Inbox/1.eml.meta",
            b'0',
            b"{\"type\":5,\"date\":1609258597,\"unread\":1,\"FlagStr\":\"fu\",\"TagNames\":\"a:b\"}",
        ),
        member("Inbox/1.eml", b'0', letter),
        member("Contacts/a.meta", b'0', card),
        member("b.sieve", b'0', b"if true { stop; }"),
    ];
    vec![
        file(0, b"From a Fri Jan  2 03:04:05 2026\nStatus: RO\nX-Status: AF\nSubject: a\n\n>From b\n\nFrom b Fri Jan  2 03:04:05 2026\nX-Gmail-Labels: Inbox,Ouvert\nSubject: c\n\nd\n"),
        file(1, letter),
        file(2, &tar.concat()),
        file(3, card),
        file(3, b"{\"type\":6,\"metadata\":\"d3:fldd1:ai5e1:blel1:cee\"}"),
    ]
}

fn run(bytes: &[u8]) {
    let Some((how, content)) = bytes.split_first() else { return };
    // Room for whatever so few bytes can hold: nobody takes it meanwhile.
    let (to, mut found) = tokio::sync::mpsc::channel(bytes.len() + 10);
    let mut sink = Sink::new(to, LARGEST, std::env::temp_dir());
    let mut file = BufReader::new(content);
    let _ = match how % 4 {
        0 => Members::default().take("a.mbox", &mut file, &mut sink),
        1 => Members::default().take("a.eml", &mut file, &mut sink),
        2 => tape("a.tar", content, &mut sink),
        _ => {
            if let Some(card) = Meta::read(content).and_then(|meta| meta.card()) {
                assert!(!card.contains("\n\r") && card.ends_with("END:VCARD\r\n"), "{card:?}");
                assert_eq!(
                    card.lines().filter(|line| line.starts_with("BEGIN:VCARD")).count(),
                    1,
                    "{card:?}"
                );
            }
            Ok(())
        }
    };
    drop(sink);
    while let Ok(step) = found.try_recv() {
        if let Item::Message(message) = step.item {
            assert!(message.raw.len() <= LARGEST && message.raw.len() <= 2 * bytes.len() + 2);
        }
    }
}
