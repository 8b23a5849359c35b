//! What mail programs say and what they are told of a message, as targets of the fuzzer: commands are cut the same however
//! they come, and what we answer is read by a decoder that is not ours.

use std::fmt::Debug;

use futures::executor::block_on;
use imap_codec::{
    CommandCodec, ResponseCodec,
    decode::Decoder,
    imap_types::{
        command::CommandBody,
        mailbox::{ListMailbox, Mailbox},
        response::{Data, Response},
        search::SearchKey,
    },
};

use super::{
    fetch, names, reply, search, server,
    shape::{self, Piece},
    wire::{Input, Receiver},
};
use crate::{
    fuzzing::Target,
    message::{
        Email,
        parse::structure::{self, Entity},
    },
    torture,
};

pub(crate) const IMAP: Target = Target { name: "imap", run, seeds, words: WORDS };

pub(super) const WORDS: &[&str] = &[
    "a NOOP\r\n",
    "b UID ",
    "SELECT ",
    "EXAMINE ",
    "STATUS ",
    "LIST ",
    "LSUB ",
    "FETCH ",
    "STORE ",
    "SEARCH ",
    "COPY ",
    "MOVE ",
    "CREATE ",
    "RENAME ",
    "DELETE ",
    "APPEND ",
    "ENABLE CONDSTORE",
    "GETQUOTAROOT ",
    "ID NIL",
    "UNSELECT",
    "EXPUNGE",
    "CLOSE",
    "IDLE\r\nDONE\r\n",
    "LOGOUT",
    "INBOX",
    "\"\" \"*\"",
    "%",
    "(MESSAGES UNSEEN UIDNEXT HIGHESTMODSEQ SIZE)",
    "1:*",
    "2,4:7",
    "4294967295",
    "+FLAGS ",
    "-FLAGS.SILENT ",
    "(\\Seen)",
    "(\\Deleted $Junk)",
    "ALL",
    "FULL",
    "BODY[]",
    "BODY[1.2.MIME]<0.5>",
    "BODY.PEEK[HEADER.FIELDS (Subject)]",
    "BODY[HEADER.FIELDS.NOT (\"a\" b)]",
    "BODY[1.TEXT]",
    "RFC822.SIZE",
    "RFC822.HEADER",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "INTERNALDATE",
    "MODSEQ",
    "(CHANGEDSINCE 1)",
    "(UNCHANGEDSINCE 0)",
    "TEXT ",
    "SUBJECT ",
    "HEADER Message-ID ",
    "SINCE 1-Jan-2026",
    "SENTON 1-Jan-2026",
    "OR ",
    "NOT ",
    "UNSEEN",
    "KEYWORD a",
    "LARGER 1",
    "RETURN (MIN MAX COUNT ALL) ",
    "CHARSET UTF-8 ",
    "&AOk-",
    "{3+}\r\nabc",
    "{0+}\r\n",
    "{3}\r\nabc",
    "{99+}\r\n",
    "\r\n",
];

fn seeds() -> Vec<Vec<u8>> {
    let said = [
        "a LOGIN jdupont \"mot de passe\"\r\nb SELECT inbox (CONDSTORE)\r\nc FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\r\n",
        "a UID FETCH 1 (BODY[HEADER.FIELDS (Subject \"To\")] BODY.PEEK[TEXT]<2.3> BODY[1.MIME] BODYSTRUCTURE) (CHANGEDSINCE 1)\r\n",
        "a STORE 2 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Flagged Travail $Forwarded)\r\nb EXPUNGE\r\nc CLOSE\r\n",
        "a UID SEARCH RETURN (COUNT ALL) CHARSET UTF-8 OR TEXT girafe NOT (HEADER Message-ID a@x SENTSINCE 1-Jan-2026)\r\n",
        "a SEARCH TO x CC y BCC z BODY {3+}\r\nabc LARGER 1 KEYWORD travail MODSEQ 3\r\n",
        "a LIST \"\" Projets/%\r\nb CREATE &AMk-t&AOk-\r\nc STATUS INBOX (MESSAGES UNSEEN SIZE)\r\nd RENAME a {1}\r\nb\r\n",
        "a APPEND Drafts (\\Draft) \"28-Nov-2026 10:00:00 +0000\" {21+}\r\nSubject: a\r\n\r\nTexte\r\n\r\nb COPY 1 Archive\r\nc MOVE 2 Trash\r\n",
        "a AUTHENTICATE PLAIN AGpkdXBvbnQAbW90IGRlIHBhc3Nl\r\nb ENABLE CONDSTORE\r\nc GETQUOTAROOT INBOX\r\nd NAMESPACE\r\ne ID NIL\r\nf IDLE\r\nDONE\r\n",
    ];
    said.map(|text| text.as_bytes().to_vec()).to_vec()
}

fn run(bytes: &[u8]) {
    let whole = cut(bytes, bytes.len().max(1));
    for piece in [1, 7] {
        assert_eq!(format!("{:?}", cut(bytes, piece)), format!("{whole:?}"), "cut at {piece}");
    }
    for input in whole {
        match input {
            Input::Command(bytes, _) => command(bytes),
            Input::TooLarge(start) => check_tag(&start),
            Input::Waiting | Input::Lost => {}
        }
    }
}

const LIMIT: usize = 2_000;

/// What is made of bytes that come so many at a time.
fn cut(bytes: &[u8], piece: usize) -> Vec<Input> {
    let mut receiver = Receiver::new(LIMIT);
    let mut inputs = Vec::new();
    for piece in bytes.chunks(piece) {
        receiver.push(piece);
        while let Some(input) = receiver.next() {
            if let Input::Command(command, _) = &input {
                assert!(command.len() <= LIMIT);
            }
            let lost = matches!(input, Input::Lost);
            inputs.push(input);
            if lost {
                return inputs;
            }
        }
        assert!(receiver.held() <= LIMIT + bytes.len());
    }
    inputs
}

fn check_tag(start: &[u8]) {
    let tag = server::tag_of(start);
    decoded(&format!("{tag} BAD no\r\n").into_bytes());
}

/// One command, as far as it can be answered without a box.
fn command(mut bytes: Vec<u8>) {
    check_tag(&bytes);
    search::take_return(&mut bytes);
    let Ok((_, command)) = CommandCodec::default().decode(&bytes) else { return };
    match &command.body {
        CommandBody::Fetch { macro_or_item_names, .. } => {
            for raw in [&b""[..], b"Subject: a\r\n\r\n\0b", MIXED] {
                if let Some(answer) = block_on(fetch::pieces(raw, macro_or_item_names)) {
                    let Response::Data(Data::Fetch { .. }) = decoded(&answer) else { panic!("{answer:?}") };
                }
            }
        }
        CommandBody::Search { criteria, .. } => {
            let mut keys: Vec<&SearchKey<'_>> = criteria.as_ref().iter().collect();
            while let Some(key) = keys.pop() {
                match key {
                    SearchKey::And(all) => keys.extend(all.as_ref()),
                    SearchKey::Not(one) => keys.push(one),
                    SearchKey::Or(a, b) => keys.extend([&**a, &**b]),
                    key => drop(search::holds_in_file(&search::File::of(MIXED), key)),
                }
            }
        }
        CommandBody::Store { flags, .. } => {
            if let Some(marks) = reply::marks(flags) {
                decoded(format!("* 1 FETCH (FLAGS {})\r\n", reply::flags(&marks)).as_bytes());
            }
        }
        CommandBody::List { mailbox_wildcard, .. } | CommandBody::Lsub { mailbox_wildcard, .. } => {
            let pattern = match mailbox_wildcard {
                ListMailbox::Token(token) => token.as_ref(),
                ListMailbox::String(text) => text.as_ref(),
            };
            names::covers(&String::from_utf8_lossy(pattern), "Projets/2026/été");
        }
        CommandBody::Create { mailbox: Mailbox::Other(name) } => {
            if let Some(name) = names::decode(name.as_ref()) {
                let encoded = names::encode(&name);
                assert_eq!(names::decode(encoded.as_bytes()).as_deref(), Some(name.as_str()), "{encoded}");
            }
        }
        _ => {}
    }
}

const MIXED: &[u8] = b"From: =?utf-8?Q?Fran=C3=A7ois?= <f@x.fr>\r\nTo: a@x.fr, \"B, C\" <b@x.fr>\r\nSubject: a\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nun\r\n--A\r\nContent-Type: message/rfc822\r\n\r\nSubject: dedans\r\n\r\ntexte\r\n--A--\r\n";

/// What the decoder makes of an answer: one, and all of it.
fn decoded(answer: &[u8]) -> Response<'_> {
    let shown = || String::from_utf8_lossy(answer).into_owned();
    match ResponseCodec::default().decode(answer) {
        Ok((b"", response)) => response,
        Ok((rest, _)) => panic!("{} bytes are behind an answer: {}", rest.len(), shown()),
        Err(wrong) => panic!("{} for {}", said(&wrong), shown()),
    }
}

fn said(wrong: &impl Debug) -> String {
    format!("{wrong:?}")
}

/// What a mail program is told of a message.
pub(crate) fn check_message(raw: &[u8], email: &Email) {
    let shape = shape::of(raw);
    for structure in [&shape.body, &shape.body_structure] {
        let name: &[u8] = if structure == &shape.body { b" BODY " } else { b" BODYSTRUCTURE " };
        let answer = [b"* 1 FETCH (ENVELOPE ", shape.envelope.as_slice(), name, structure, b")\r\n"].concat();
        assert_eq!(torture::left_open(&answer), 0, "{}", String::from_utf8_lossy(&answer));
        // The decoder gives up after eight bodies in one another; mail programs do not.
        if depth(&structure::read(raw).0) < 8 {
            decoded(&answer);
        }
    }
    let of = |number: &str, piece: &Piece| shape::piece(raw, number, piece).map(std::borrow::Cow::into_owned);
    let (head, text) = (of("", &Piece::Header).unwrap(), of("", &Piece::Text).unwrap());
    assert!([head, text].concat() == raw, "a head and a text that are not the message");
    for attachment in &email.attachments {
        let (head, body) = (of(&attachment.part_id, &Piece::Mime), of(&attachment.part_id, &Piece::Body));
        let part = [head.unwrap(), body.unwrap()].concat();
        assert!(memchr::memmem::find(raw, &part).is_some(), "{} is not in the message", attachment.part_id);
    }
}

fn depth(part: &Entity<'_>) -> usize {
    1 + part.children.iter().map(depth).max().unwrap_or(0)
}
