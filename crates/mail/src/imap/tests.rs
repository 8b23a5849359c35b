//! The door as mail programs see it: Python's imaplib, mbsync and curl are clients that we did not write; what is answered
//! word for word is read here.

mod crowd;
mod dovecot;
mod drafts;
pub(crate) mod sessions;
mod shared;
mod soup;

use std::net::SocketAddr;

use kernel::{Ctx, Id, people::Person, sql};
use testkit::{MailCopy, TestApp};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    process::Command,
};

use super::serve;
use crate::{
    delivery::{Recipient, Welcome, into_inbox},
    door::Tls,
    filing,
    folder::FolderRole,
    letter::Letter,
    mailbox,
    tests::{GATE, apps, fill, folder_of, owner, put, raw},
};

async fn open(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(app.services().clone(), GATE, Tls::Never, listener));
    address
}

struct Client(BufReader<TcpStream>);

impl Client {
    async fn of(address: SocketAddr) -> Client {
        let mut client = Client(BufReader::new(TcpStream::connect(address).await.unwrap()));
        client.line().await;
        client
    }

    async fn signed_in(address: SocketAddr, identifier: &str) -> Client {
        let mut client = Client::of(address).await;
        let answer = client.say(&format!("LOGIN {identifier} \"mot de passe\"")).await;
        assert!(answer.contains("x OK"), "{answer}");
        client
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.0.read_line(&mut line);
        tokio::time::timeout(std::time::Duration::from_secs(20), read).await.unwrap().unwrap();
        line
    }

    async fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).await.unwrap();
    }

    /// Says a command, answers all that is said back.
    async fn say(&mut self, command: &str) -> String {
        self.send(&format!("x {command}\r\n")).await;
        self.until("x ").await
    }

    async fn until(&mut self, start: &str) -> String {
        let mut all = String::new();
        loop {
            let line = self.line().await;
            assert!(!line.is_empty(), "closed after {all}");
            all.push_str(&line);
            if line.starts_with(start) {
                return all.replace("\r\n", "\n");
            }
        }
    }
}

async fn deliver(app: &TestApp, to: Id<Person>, raw: Vec<u8>) {
    let ctx = app.ctx();
    let letter = Letter::keep(&ctx, raw).await.unwrap();
    into_inbox(&ctx, Recipient { person: to, academy: app.academy.id }, &letter, Welcome::OfPeople)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_opened_read_and_changed() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "girafe")).await;
        put(&app, jeanne, FolderRole::Inbox, 2, raw("b@x", "Subject: =?utf-8?q?=C3=89t=C3=A9?=", "tambour"))
            .await;
        let mut client = Client::signed_in(open(&app).await, "jdupont").await;
        let validity = {
            let mut tx = app.ctx().read().await.unwrap();
            super::store::numbers(&mut tx, mailbox::of_person(jeanne)).await.unwrap().uid_validity.to_string()
        };
        let mut said = String::new();
        for command in [
            "SELECT inbox",
            "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
            "FETCH 1 BODYSTRUCTURE",
            "UID FETCH 1 (BODY[HEADER.FIELDS (Subject)] BODY.PEEK[TEXT]<2.3>)",
            "STORE 2 +FLAGS (\\Flagged Travail $Forwarded)",
            "UID STORE 1 -FLAGS.SILENT (\\Seen)",
            "SEARCH UNSEEN SUBJECT ete",
            "UID SEARCH RETURN (COUNT ALL) TEXT girafe",
            "SEARCH KEYWORD travail NOT DELETED",
            "SEARCH HEADER Message-ID a@x",
            "FETCH 3 FLAGS",
            "COPY 2 Archive",
            "MOVE 2 Trash",
            "STORE 1 +FLAGS (\\Deleted)",
            "EXPUNGE",
            "STATUS Trash (MESSAGES UNSEEN UIDNEXT)",
            "GETQUOTAROOT INBOX",
            "CLOSE",
            "FETCH 1 FLAGS",
            "LIST \"\" *",
            "CREATE Projets/&AMk-t&AOk-",
            "CREATE inbox",
            "LIST \"\" Projets/%",
            "RENAME Projets Anciens",
            "DELETE Anciens",
            "DELETE Anciens/&AMk-t&AOk-",
            "DELETE Sent",
            "SELECT rien",
            "FROB",
        ] {
            let answer = client.say(command).await;
            said.extend(["> ", command, "\n", &answer]);
        }
        let used = said.find("(STORAGE").map(|at| said[at..].lines().next().unwrap().to_owned()).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(said.replace(&validity, "VALIDITY").replace(&used, "(STORAGE …"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_get_nowhere() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let address = open(&app).await;
        let mut client = Client::of(address).await;
        assert!(client.say("SELECT INBOX").await.contains("x BAD"));
        assert!(client.say("LOGIN jdupont faux").await.contains("x NO [AUTHENTICATIONFAILED]"));
        client.send("x APPEND INBOX {20000}\r\n").await;
        assert!(client.until("x ").await.contains("[TOOBIG]"), "there is nothing large to say yet");
        for _ in 0..3 {
            client.say("LOGIN jdupont faux").await;
        }
        assert!(client.say("LOGIN personne faux").await.contains("x NO"));
        let mut rest = String::new();
        client.0.read_to_string(&mut rest).await.unwrap();
        assert!(rest.contains("* BYE"), "{rest}");
        let mut plain = Client::of(address).await;
        plain.send("x AUTHENTICATE PLAIN\r\n").await;
        assert_eq!(plain.line().await, "+ \r\n");
        plain.send("AGpkdXBvbnQAbW90IGRlIHBhc3Nl\r\n").await;
        assert!(plain.until("x ").await.contains("x OK"));
        assert!(plain.say("LOGIN jdupont \"mot de passe\"").await.contains("x BAD"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_do_is_told_in_time() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "t")).await;
        put(&app, jeanne, FolderRole::Inbox, 2, raw("b@x", "Subject: Deux", "t")).await;
        let address = open(&app).await;
        let (mut one, mut two) =
            (Client::signed_in(address, "jdupont").await, Client::signed_in(address, "jdupont").await);
        one.say("SELECT INBOX").await;
        two.say("SELECT INBOX (CONDSTORE)").await;
        two.send("y IDLE\r\n").await;
        assert_eq!(two.line().await, "+ idling\r\n");
        one.say("STORE 2 +FLAGS.SILENT (\\Seen)").await;
        let told = two.line().await;
        assert!(
            told.starts_with("* 2 FETCH (UID ") && told.contains("\\Seen") && told.contains("MODSEQ"),
            "{told}"
        );
        one.say("STORE 1 +FLAGS.SILENT (\\Deleted)").await;
        one.say("EXPUNGE").await;
        let told = two.until("* 1 EXPUNGE").await;
        deliver(&app, jeanne, raw("c@x", "Subject: Trois", "t")).await;
        assert_eq!(two.line().await, "* 2 EXISTS\r\n", "after {told}");
        two.send("DONE\r\n").await;
        assert_eq!(two.line().await, "y OK IDLE is done\r\n");
        let stale = two.say("STORE 1 (UNCHANGEDSINCE 1) +FLAGS (\\Flagged)").await;
        assert!(stale.contains("[MODIFIED 1]"), "{stale}");
        let noop = one.say("NOOP").await;
        assert!(noop.contains("* 2 EXISTS"), "{noop}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_box_is_out_of_reach() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let malik = owner(&app, "mberthier").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Secret", "girafe")).await;
        put(&app, malik, FolderRole::Inbox, 1, raw("b@x", "Subject: Autre", "tambour")).await;
        let mut client = Client::signed_in(open(&app).await, "mberthier").await;
        client.say("SELECT INBOX").await;
        let said = client.say("UID FETCH 1:* (UID ENVELOPE)").await;
        assert!(said.contains("Autre") && !said.contains("Secret"), "{said}");
        assert!(client.say("SEARCH TEXT girafe").await.starts_with("* SEARCH\n"));
        client.say("STORE 1:* +FLAGS (\\Deleted)").await;
        client.say("EXPUNGE").await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 1);
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
    }
}

/// Questions of one FETCH, however many messages it names: they come fifty at a time.
#[tokio::test(flavor = "multi_thread")]
async fn what_would_keep_others_waiting_is_refused() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let mut client = Client::signed_in(open(&app).await, "jdupont").await;
        let listed = client.say(&format!("LIST \"\" \"{}\"", "*".repeat(500))).await;
        assert!(listed.contains("INBOX") && listed.contains(" OK "), "{listed}");
        let listed = client.say(&format!("LIST \"\" \"{}\"", "*".repeat(501))).await;
        assert!(listed.contains(" BAD ") && !listed.contains("INBOX"), "{listed}");
        client.say("SELECT INBOX").await;
        let found = client.say(&format!("SEARCH{}", " NOT TO x".repeat(250))).await;
        assert!(found.contains(" OK "), "{found}");
        let found = client.say(&format!("SEARCH{}", " NOT TO x".repeat(251))).await;
        assert!(found.contains(" NO [LIMIT]"), "{found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_messages_cost_the_same_as_one() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 50).await;
        let folder = FolderRole::Inbox.in_box(mailbox::of_person(jeanne));
        let ctx: Ctx = app.ctx();
        let uids = super::store::uids(&mut ctx.read().await.unwrap(), folder).await.unwrap();
        assert_eq!(uids.len(), 50);
        let mut counts = Vec::new();
        for some in [&uids[..1], &uids[..]] {
            let ctx = app.ctx();
            let questions =
                (super::store::by_uids_query(folder, some), super::store::shapes_query(folder, some, true));
            let (rows, _) = ctx.read().await.unwrap().together(questions).await.unwrap();
            assert_eq!(rows.len(), some.len());
            counts.push(ctx.queries());
        }
        println!("questions of a FETCH of 1 and of 50: {counts:?}");
        assert_eq!(counts[0], counts[1]);
    }
}

async fn python(script: &str, port: u16) {
    let ran = Command::new("python3").args(["-c", script, &port.to_string()]).output().await.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

const IMAPLIB: &str = r#"
import imaplib, sys, email, email.message, email.policy
door = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
assert {'IDLE', 'MOVE', 'UIDPLUS', 'CONDSTORE', 'SPECIAL-USE', 'AUTH=PLAIN'} <= set(door.capabilities), door.capabilities
door.authenticate('PLAIN', lambda _: b'\0jdupont\0mot de passe')
ok, folders = door.list()
names = b'\n'.join(folders)
assert b'\\Sent' in names and b'\\Trash' in names and b'INBOX' in names, names
message = email.message.EmailMessage()
message['Subject'], message['From'], message['To'] = 'Réunion d’équipe', 'Sofia Amrani <samrani@ac-creteil.fr>', 'jdupont@ac-creteil.fr'
message['Message-ID'] = '<append@x>'
message.set_content('Élèves\n' * 50)
message.add_attachment(bytes(range(256)) * 40, maintype='application', subtype='octet-stream', filename='données.bin')
raw = message.as_bytes(policy=email.policy.SMTP)
ok, answer = door.append('Archive', r'(\Seen Travail)', imaplib.Time2Internaldate(1_700_000_000), raw)
assert ok == 'OK' and b'APPENDUID' in answer[0], answer
assert door.append('Nulle-part', None, None, raw)[1][0].startswith(b'[TRYCREATE]')
assert door.select('Archive') == ('OK', [b'1'])
ok, [(head, back), tail] = door.fetch('1', '(FLAGS INTERNALDATE BODY.PEEK[])')
assert back == raw, (len(back), len(raw))
assert b'Travail' in head and b'14-Nov-2023' in head, head
ok, structure = door.fetch('1', '(BODYSTRUCTURE)')
assert b'"donn' in structure[0] or b'utf-8' in structure[0], structure
ok, part = door.fetch('1', '(BODY.PEEK[2])')
assert email.message_from_bytes(raw).get_payload(1).get_payload().strip().encode() == part[0][1].strip()
assert door.search(None, 'SINCE', '1-Nov-2023', 'BEFORE', '1-Jan-2024') == ('OK', [b'1'])
assert door.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT', '"equipe"')[1][0] != b''
assert door.search(None, 'TO', '"jdupont"', 'NOT', 'FROM', '"jdupont"') == ('OK', [b'1'])
assert door.search(None, 'LARGER', '1000000') == ('OK', [b''])
assert door.create('"Dossier partagé"'.encode('utf-7').decode())[0] in ('OK', 'NO')
assert door.create('Sorties')[0] == 'OK' and door.create('Sorties')[0] == 'NO'
ok, copied = door.copy('1', 'Sorties')
assert ok == 'OK' and b'COPYUID' in copied[0], copied
door.store('1', '+FLAGS', r'(\Deleted)')
assert door.expunge() == ('OK', [b'1'])
assert door.select('Sorties') == ('OK', [b'1'])
assert door.fetch('1', '(BODY.PEEK[])')[1][0][1] == raw
assert door.unselect()[0] == 'OK'
assert door.getquotaroot('INBOX')[0] == 'OK'
door.logout()
"#;

#[tokio::test(flavor = "multi_thread")]
async fn python_reads_and_files() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        python(IMAPLIB, open(&app).await.port()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_lists_and_fetches() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "girafe")).await;
        let address = open(&app).await;
        let curl = async |path: &str| {
            let ran = Command::new("curl")
                .args(["-sS", "-u", "jdupont:mot de passe", &format!("imap://{address}/{path}")])
                .output()
                .await
                .unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            String::from_utf8(ran.stdout).unwrap()
        };
        assert!(curl("").await.contains("\\Junk"));
        assert!(curl("INBOX;MAILINDEX=1").await.contains("girafe"));
        assert!(curl("INBOX?SUBJECT%20Un").await.contains("* SEARCH 1"));
    }
}

/// A program that keeps a copy and sends back what changed in it, both ways, byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn mbsync_keeps_a_copy_both_ways() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 60).await;
        put(&app, jeanne, FolderRole::Archive, 1, raw("arch@x", "Subject: Vieux", "Élèves\r\n.\r\nfin"))
            .await;
        let imap = open(&app).await;
        let copy = MailCopy::new("jdupont", "mot de passe");
        copy.sync(imap);
        let far = contents(&app, jeanne).await;
        assert_eq!(far.len(), 61);
        assert_eq!(copy.contents(), far, "every byte, both ways");
        // Changed near: one read, one deleted, one put there by hand; changed far: one more, one moved.
        let inbox = copy.inbox();
        let mut files: Vec<_> = ["cur", "new"]
            .iter()
            .flat_map(|d| std::fs::read_dir(inbox.join(d)).unwrap())
            .map(|f| f.unwrap().path())
            .collect();
        files.sort();
        let marked = files[0].file_name().unwrap().to_string_lossy().split(":2,").next().unwrap().to_owned();
        std::fs::rename(&files[0], inbox.join("cur").join(format!("{marked}:2,FS"))).unwrap();
        std::fs::remove_file(&files[1]).unwrap();
        std::fs::write(inbox.join("new").join("1795718387.1.ici"), b"Subject: Ici\n\nde pres\n").unwrap();
        deliver(&app, jeanne, raw("far@x", "Subject: Loin", "de loin")).await;
        let archive = folder_of(&app, jeanne, FolderRole::Archive).await;
        app.ctx()
            .write(async move |tx| {
                let mailbox = mailbox::of_person(jeanne);
                let folder = FolderRole::Inbox.in_box(mailbox);
                let id = tx
                    .one(sql!(Id<filing::Message>: "SELECT id FROM mail_messages WHERE folder_id = $1 AND subject = 'Lettre 30'", folder))
                    .await?;
                filing::move_to(tx, mailbox, &[id], &archive).await
            })
            .await
            .unwrap();
        copy.sync(imap);
        copy.sync(imap);
        let far = contents(&app, jeanne).await;
        assert_eq!(copy.contents(), far);
        assert_eq!(far.len(), 61 - 1 + 1 + 1);
        let flagged: i64 = {
            let mut tx = app.ctx().read().await.unwrap();
            tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_messages WHERE mailbox_id = $1 AND flagged = 1 AND seen = 1", jeanne))
                .await
                .unwrap()
        };
        assert_eq!(flagged, 1);
    }
}

/// Every message of the box, sorted, without the header that mbsync writes to know its own again.
async fn contents(app: &TestApp, person: Id<Person>) -> Vec<Vec<u8>> {
    let mut tx = app.ctx().read().await.unwrap();
    let digests =
        tx.all(sql!(String: "SELECT digest FROM mail_messages WHERE mailbox_id = $1", person)).await.unwrap();
    drop(tx);
    let mut all = Vec::new();
    for digest in digests {
        all.push(MailCopy::plain(&app.services().files.bytes(&digest).await.unwrap()));
    }
    all.sort();
    all
}
