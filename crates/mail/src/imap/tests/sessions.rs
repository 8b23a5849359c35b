//! Whole conversations over a box, as a target of the fuzzer: whatever is said, every answer is one that a decoder which is
//! not ours understands, the connection ends by itself, and the box is whole afterwards.

use std::{
    net::SocketAddr,
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use imap_codec::{GreetingCodec, ResponseCodec, decode::Decoder};
use kernel::{Id, people::Person, sql};
use testkit::TestApp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
    time::timeout,
};

use super::open;
use crate::{
    folder::FolderRole,
    fuzzing::Target,
    mailbox,
    tests::{owner, put, raw},
    torture,
};

pub(crate) const SESSIONS: Target =
    Target { name: "imap-sessions", run, seeds, words: crate::imap::fuzz::WORDS };

/// What every conversation begins with.
const ENTRY: &str = "0 LOGIN NAME \"mot de passe\"\r\n1 SELECT INBOX (CONDSTORE)\r\n";
/// Longer than any answer takes, and shorter than the fuzzer's own patience.
const PATIENCE: Duration = Duration::from_secs(8);

fn seeds() -> Vec<Vec<u8>> {
    let said = [
        "a FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\r\nb UID FETCH 2 (BODY[HEADER.FIELDS (Subject)] BODYSTRUCTURE BODY[2.1])\r\n",
        "a STORE 1:2 +FLAGS (\\Deleted Travail)\r\nb EXPUNGE\r\nc FETCH 1 (FLAGS MODSEQ)\r\nd CLOSE\r\ne EXAMINE INBOX\r\n",
        "a COPY 1 Archive\r\nb MOVE 2 Trash\r\nc SELECT Archive\r\nd UID STORE 1:* -FLAGS.SILENT (\\Seen)\r\ne SEARCH UNSEEN TEXT girafe\r\n",
        "a CREATE Projets/&AMk-t&AOk-\r\nb RENAME Projets Anciens\r\nc LIST \"\" *\r\nd DELETE Anciens/&AMk-t&AOk-\r\ne STATUS INBOX (MESSAGES UNSEEN UIDNEXT SIZE)\r\n",
        "a APPEND Drafts (\\Draft) \"28-Nov-2026 10:00:00 +0000\" {21+}\r\nSubject: a\r\n\r\nTexte\r\n\r\nb SELECT Drafts\r\nc FETCH 1 BODY[]\r\n",
        "a APPEND INBOX {19+}\r\nSubject: b\r\n\r\ndeux\r\nb NOOP\r\nc UID SEARCH RETURN (COUNT ALL) 1:*\r\nd IDLE\r\nDONE\r\n",
        "a STORE 1 (UNCHANGEDSINCE 1) FLAGS (\\Flagged)\r\nb GETQUOTAROOT INBOX\r\nc NAMESPACE\r\nd ENABLE CONDSTORE\r\ne LSUB \"\" %\r\nf UNSELECT\r\n",
        "a UID COPY 1:2 Junk\r\nb SUBSCRIBE Junk\r\nc UNSUBSCRIBE Junk\r\nd UID EXPUNGE 1\r\ne RENAME INBOX Vieux\r\nf LOGOUT\r\n",
    ];
    said.map(|text| text.as_bytes().to_vec()).to_vec()
}

const MIXED: &str =
    "Subject: =?utf-8?Q?=C3=A9t=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=A\r\nX-Rest: 1";
const PARTS: &str = "--A\r\nContent-Type: text/plain\r\n\r\ngirafe\r\n--A\r\nContent-Type: message/rfc822\r\n\r\n\
    Subject: dedans\r\n\r\ntambour\r\n--A--";

struct World {
    runtime: Runtime,
    app: TestApp,
    door: SocketAddr,
    people: AtomicUsize,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (app, door) = runtime.block_on(async {
        // SQLite, which comes first: each conversation is in a box of its own, made in milliseconds.
        let app = TestApp::on_each_database(&[tables_alone()]).await.swap_remove(0);
        let door = open(&app).await;
        (app, door)
    });
    World { runtime, app, door, people: AtomicUsize::default() }
});

/// Neither pages nor jobs: what a target reaches is compiled for it.
fn tables_alone() -> web::Module {
    let base = kernel::Module { migrations: crate::MIGRATIONS, ..kernel::Module::named("mail") };
    web::Module { base, routes: web::Routes::new }
}

fn run(bytes: &[u8]) {
    let world = &*WORLD;
    let name = format!("agent{}", world.people.fetch_add(1, Ordering::Relaxed));
    world.runtime.block_on(async {
        let person = owner(&world.app, &name).await;
        put(&world.app, person, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "girafe")).await;
        put(&world.app, person, FolderRole::Inbox, 2, raw("b@x", MIXED, PARTS)).await;
        let answers =
            timeout(PATIENCE, talk(world.door, &name, bytes)).await.expect("a conversation that ends");
        check(&answers);
        is_whole(&world.app, person).await;
    });
}

/// All that is answered until the door closes, which the end of what is said makes it do.
async fn talk(door: SocketAddr, name: &str, said: &[u8]) -> Vec<u8> {
    let (mut answers, mut says) = TcpStream::connect(door).await.unwrap().into_split();
    let said = [ENTRY.replace("NAME", name).as_bytes(), said].concat();
    let say = async {
        // The door may have closed before it had heard all.
        let _ = says.write_all(&said).await;
        let _ = says.shutdown().await;
    };
    let hear = async {
        let mut heard = Vec::new();
        let _ = answers.read_to_end(&mut heard).await;
        heard
    };
    futures::join!(say, hear).1
}

fn check(answers: &[u8]) {
    let shown = || String::from_utf8_lossy(answers).into_owned();
    let Ok((mut rest, _)) = GreetingCodec::default().decode(answers) else { panic!("{}", shown()) };
    let mut entered = 0;
    while !rest.is_empty() {
        let one = &rest[..end_of(rest)];
        entered += usize::from(one.starts_with(b"0 OK") || one.starts_with(b"1 OK"));
        assert_eq!(torture::left_open(one), 0, "{}", String::from_utf8_lossy(one));
        // The decoder does not know RFC 4731.
        if !one.starts_with(b"* ESEARCH") {
            match ResponseCodec::default().decode(one) {
                Ok((b"", _)) => {}
                other => panic!("{other:?} for {}", String::from_utf8_lossy(one)),
            }
        }
        rest = &rest[one.len()..];
    }
    assert!(entered >= 2, "{}", shown());
}

/// Where the first answer ends: at the end of a line behind which no literal was announced.
fn end_of(answers: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let line = answers[at..].iter().position(|byte| *byte == b'\n').expect("a line that ends") + 1;
        let announced = torture::literal(&answers[at..at + line]);
        at += line + announced.unwrap_or(0);
        if announced.is_none() {
            return at;
        }
    }
}

/// What is counted is what is there, in every folder and in the box.
async fn is_whole(app: &TestApp, person: Id<Person>) {
    let mailbox = mailbox::of_person(person);
    let wrong = (app.ctx().read().await.unwrap())
        .all(sql!(String: "SELECT f.name FROM mail_folders f WHERE f.mailbox_id = $1 AND (
                f.total <> (SELECT COUNT(*) FROM mail_messages m WHERE m.folder_id = f.id)
                OR f.unread <> (SELECT COUNT(*) FROM mail_messages m WHERE m.folder_id = f.id AND m.seen = 0)
                OR f.total <> (SELECT COALESCE(SUM(l.total), 0) FROM mail_lines l WHERE l.folder_id = f.id)
                OR f.unread <> (SELECT COALESCE(SUM(l.unread), 0) FROM mail_lines l WHERE l.folder_id = f.id))
              UNION ALL SELECT 'bytes' FROM mailboxes b WHERE b.id = $1
                AND b.used_bytes <> (SELECT COALESCE(SUM(m.size), 0) FROM mail_messages m WHERE m.mailbox_id = b.id)
              /* tenant: a test */", mailbox))
        .await
        .unwrap();
    assert_eq!(wrong, [] as [String; 0], "folders whose counters do not agree");
}
