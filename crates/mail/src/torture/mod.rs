//! Messages that nobody should send, through the doors that everything comes by: taken in over LMTP, opened on every page
//! of the webmel and fetched by a mail program, whole and unharmed.

mod answered;
mod crowd;
pub(crate) mod messages;

use std::net::SocketAddr;

use http::{StatusCode, header};
use imap_codec::{
    ResponseCodec,
    decode::Decoder,
    imap_types::{
        fetch::MessageDataItem,
        response::{Data, Response},
    },
};
use kernel::{Id, people::Person, sql};
use scraper::{Html, Selector};
use testkit::{Seen, TestApp, Visitor};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{
    door::Tls,
    filing::Message,
    imap, mailbox,
    message::clean_text,
    smtp::{self, Kind, Opening},
    tests::{GATE, apps, owner},
};

const RETURN_PATH: &str = "Return-Path: <auteur@ailleurs.example>\r\n";

async fn door(app: &TestApp, kind: Kind) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(smtp::serve(
        app.services().clone(),
        Opening { kind, tls: Tls::Never, gate: GATE },
        listener,
    ));
    address
}

async fn imap_door(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(imap::serve(app.services().clone(), GATE, Tls::Never, listener));
    address
}

/// Says it all at once while the answers are read, and tells the last line of each.
async fn said(door: SocketAddr, said: &[u8]) -> Vec<String> {
    let (read, mut write) = TcpStream::connect(door).await.unwrap().into_split();
    let write = async {
        write.write_all(said).await.unwrap();
        write
    };
    let read = async {
        let mut lines = BufReader::new(read).lines();
        let mut answers = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.as_bytes().get(3) == Some(&b' ') {
                answers.push(line);
            }
        }
        answers
    };
    tokio::join!(write, read).1
}

/// What a front server hands over as DATA where its lines allow, in one chunk where they do not.
fn handed_over(to: &str, raw: &[u8]) -> Vec<u8> {
    let envelope = format!("LHLO mx.example\r\nMAIL FROM:<auteur@ailleurs.example>\r\nRCPT TO:<{to}>\r\n");
    let mut said = envelope.into_bytes();
    let plain = String::from_utf8_lossy(raw).replace("\r\n", "");
    if raw.ends_with(b"\r\n") && !plain.contains(['\r', '\n']) {
        said.extend_from_slice(b"DATA\r\n");
        for line in raw.split_inclusive(|b| *b == b'\n') {
            if line.starts_with(b".") {
                said.push(b'.');
            }
            said.extend_from_slice(line);
        }
        said.extend_from_slice(b".\r\n");
    } else {
        said.extend_from_slice(format!("BDAT {} LAST\r\n", raw.len()).as_bytes());
        said.extend_from_slice(raw);
    }
    said.extend_from_slice(b"QUIT\r\n");
    said
}

/// Takes a message in; tells which it is in the box, and its bytes there.
async fn take_in(
    app: &TestApp,
    lmtp: SocketAddr,
    to: (&str, Id<Person>),
    raw: &[u8],
) -> (Id<Message>, Vec<u8>) {
    let answers = said(lmtp, &handed_over(&format!("{}@ac-creteil.fr", to.0), raw)).await;
    let delivered = answers.iter().any(|answer| answer == "250 2.1.5 Delivered");
    assert!(delivered, "{answers:?}");
    let filed = [RETURN_PATH.as_bytes(), raw].concat();
    let (mailbox, digest) = (mailbox::of_person(to.1), kernel::files::digest_of(&filed));
    let id = (app.ctx().read().await.unwrap())
        .one(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE mailbox_id = $1 AND digest = $2", mailbox, digest))
        .await
        .expect("filed as it was received");
    (id, filed)
}

/// What a page shows stays where it is written: no control and nothing that reorders a line.
fn check_page(what: &str, seen: &Seen) {
    assert_eq!(seen.status, StatusCode::OK, "{what}");
    let shown = seen.body.replace("\r\n", "\n");
    assert!(clean_text(&shown) == shown, "{what} shows what should be hidden: {shown}");
}

/// Opens it wherever the webmel shows it.
async fn open_in_webmel(what: &str, browser: &mut Visitor, id: Id<Message>, filed: &[u8]) {
    let path = format!("/webmel/messages/{id}");
    let inbox = browser.get("/webmel").await;
    check_page(what, &inbox);
    assert!(inbox.body.contains(&path), "{what} has no row in the list");
    let page = browser.get(&path).await;
    check_page(what, &page);
    check_page(what, &browser.get(&format!("{path}/corps")).await);
    check_page(what, &browser.get(&format!("{path}/impression")).await);
    let source = browser.get(&format!("{path}/source")).await;
    assert!(source.body == String::from_utf8_lossy(filed), "{what}");
    check_download(what, &source);
    for href in attachments(&page) {
        check_download(what, &browser.get(&href).await);
    }
    for beginning in ["reponse", "reponse-a-tous", "transfert"] {
        check_page(what, &browser.get(&format!("/webmel/ecrire?{beginning}={id}")).await);
    }
}

fn attachments(page: &Seen) -> Vec<String> {
    let links = Selector::parse("a.attachment").unwrap();
    let html = Html::parse_document(&page.body);
    html.select(&links).map(|link| link.attr("href").unwrap().to_owned()).collect()
}

/// A file for the disk, whose name is one and says nothing else.
fn check_download(what: &str, seen: &Seen) {
    assert_eq!(seen.status, StatusCode::OK, "{what}");
    let disposition = seen.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    let (plain, encoded) = disposition.split_once("; filename*=UTF-8''").expect(disposition);
    let plain = plain.strip_prefix("attachment; filename=\"").and_then(|name| name.strip_suffix('"'));
    assert!(plain.is_some_and(|name| !name.is_empty() && !name.contains('"')), "{what}: {disposition}");
    assert!(
        encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"%-._~!'()*".contains(&b)),
        "{disposition}"
    );
    for hidden in ["%0D", "%0A", "%00", "%E2%80%AE", "%2F"] {
        assert!(!encoded.to_uppercase().contains(hidden), "{what}: {disposition}");
    }
    assert!(seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"), "{what}");
}

/// A mail program that reads bytes.
struct Program(BufReader<TcpStream>);

impl Program {
    async fn enter(door: SocketAddr, identifier: &str) -> Program {
        let mut program = Program(BufReader::new(TcpStream::connect(door).await.unwrap()));
        program.line(&mut Vec::new()).await;
        program.say(&format!("LOGIN {identifier} \"mot de passe\"")).await;
        program.say("SELECT INBOX").await;
        program
    }

    async fn line(&mut self, all: &mut Vec<u8>) {
        let read = self.0.read_until(b'\n', all);
        assert!(tokio::time::timeout(std::time::Duration::from_mins(1), read).await.unwrap().unwrap() > 0);
    }

    /// Everything said back, the literals with it.
    async fn say(&mut self, command: &str) -> Vec<u8> {
        self.0.get_mut().write_all(format!("x {command}\r\n").as_bytes()).await.unwrap();
        let mut all = Vec::new();
        loop {
            let start = all.len();
            self.line(&mut all).await;
            if all[start..].starts_with(b"x ") {
                assert!(all[start..].starts_with(b"x OK"), "{command}: {}", String::from_utf8_lossy(&all));
                return all;
            }
            // A literal, and perhaps another behind it on the same line.
            while let Some(size) = literal(&all[start..]) {
                let from = all.len();
                all.resize(from + size, 0);
                self.0.read_exact(&mut all[from..]).await.unwrap();
                let rest = all.len();
                self.line(&mut all).await;
                if literal(&all[rest..]).is_none() {
                    break;
                }
            }
        }
    }
}

/// The size that the end of a line announces.
pub(crate) fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"}\r\n")?;
    let digits = &line[line.iter().rposition(|b| *b == b'{')? + 1..];
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Fetched whole, it is what was received, but for NULs, which no literal may hold (RFC 3501, 4.3): another byte that is no
/// text stands for each. What is told of its shape is what the protocol allows.
async fn fetch(what: &str, program: &mut Program, filed: &[u8]) -> Vec<MessageDataItem<'static>> {
    let whole = program.say("FETCH 1 BODY.PEEK[]").await;
    let begins = format!("* 1 FETCH (BODY[] {{{}}}\r\n", filed.len());
    let content = whole.strip_prefix(begins.as_bytes()).unwrap_or_else(|| panic!("{what}"));
    let allowed: Vec<u8> = filed.iter().map(|byte| if *byte == 0 { 0x80 } else { *byte }).collect();
    assert!(content.starts_with(&allowed), "{what} comes out changed");
    let shape = program.say("FETCH 1 (RFC822.SIZE ENVELOPE BODYSTRUCTURE)").await;
    let size = format!("* 1 FETCH (RFC822.SIZE {} ENVELOPE (", filed.len());
    assert!(shape.starts_with(size.as_bytes()), "{what}: {}", String::from_utf8_lossy(&shape));
    assert_eq!(left_open(&shape), 0, "{what}");
    // The reader of these tests gives up after eight bodies in one another; mail programs do not.
    if what.contains(" nested ") {
        return Vec::new();
    }
    let (_, told) = ResponseCodec::default()
        .decode(&shape)
        .unwrap_or_else(|wrong| panic!("{what}: {wrong:?} in {}", String::from_utf8_lossy(&shape)));
    let Response::Data(Data::Fetch { items, .. }) = told else { panic!("{what}: {told:?}") };
    items.into_inner().into_iter().map(imap_codec::imap_types::IntoStatic::into_static).collect()
}

/// Parentheses that nothing closes, outside of strings and literals.
pub(crate) fn left_open(answer: &[u8]) -> i64 {
    let (mut open, mut rest) = (0, answer);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            b'"' => loop {
                match rest.split_first().expect("a string that ends") {
                    (b'\\', after) => rest = &after[1..],
                    (b'"', after) => {
                        rest = after;
                        break;
                    }
                    (_, after) => rest = after,
                }
            },
            b'{' => {
                let end = rest.iter().position(|b| *b == b'\n').expect("a literal that begins") + 1;
                let size = literal(&[b"{", &rest[..end]].concat()).expect("a literal that says its size");
                rest = &rest[end + size..];
            }
            _ => {}
        }
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn each_comes_by_the_door_opens_in_the_webmel_and_is_fetched_unharmed() {
    for app in apps().await {
        let (lmtp, imap) = (door(&app, Kind::Lmtp).await, imap_door(&app).await);
        for (n, (what, raw)) in messages::all().into_iter().enumerate() {
            let identifier = format!("torture{n}");
            let person = owner(&app, &identifier).await;
            let (id, filed) = take_in(&app, lmtp, (&identifier, person), &raw).await;
            let mut browser = app.signed_in(person).await;
            open_in_webmel(&what, &mut browser, id, &filed).await;
            let mut program = Program::enter(imap, &identifier).await;
            fetch(&what, &mut program, &filed).await;
            let sent = match what.as_str() {
                "date_1970" => "SENTBEFORE 2-Jan-1970",
                "date_2040" => "SENTSINCE 1-Jan-2040",
                _ => continue,
            };
            let found = program.say(&format!("SEARCH {sent}")).await;
            assert!(found.starts_with(b"* SEARCH 1\r\n"), "{what}: {}", String::from_utf8_lossy(&found));
        }
    }
}
