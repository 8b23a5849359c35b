//! Mail programs over TLS, as docs/operating/mail.md sets them up: IMAPClient and Python's own clients read and send by each
//! door, and what was said before TLS began counts for nothing.

use std::{path::Path, time::Duration};

use kernel::{Id, people::Person, sql};
use testkit::free_address;
use tokio::{process::Command, time::sleep};

use crate::deployment::{Deployment, Process, certificate};

const PYTHON: &str = r"
import imaplib, smtplib, socket, ssl, sys
import imapclient
certificate, imap, imaps, submission, submissions, name, password, me = sys.argv[1:]
trust = ssl.create_default_context(cafile=certificate)

with imapclient.IMAPClient('localhost', port=int(imaps), ssl_context=trust) as box:
    box.login(name, password)
    assert b'IDLE' in box.capabilities() and box.has_capability('UIDPLUS')
    folders = {flag: folder for flags, _, folder in box.list_folders() for flag in flags}
    sent = folders[b'\\Sent']
    box.append(sent, b'Subject: Ma copie\r\n\r\nBonjour.\r\n', [imapclient.SEEN])
    box.select_folder(sent)
    [number] = box.search(['SUBJECT', 'copie'])
    assert imapclient.SEEN in box.fetch([number], ['FLAGS'])[number][b'FLAGS']
    box.select_folder('INBOX')
    with smtplib.SMTP_SSL('localhost', int(submissions), context=trust) as post:
        post.login(name, password)
        post.sendmail(me, [me], f'From: <{me}>\r\nTo: <{me}>\r\nSubject: Par 465\r\n\r\nBonjour.\r\n')
    # Other news may come first: that the password was made, for one.
    found = box.search(['SUBJECT', 'Par 465'])
    while not found:
        box.idle()
        assert box.idle_check(timeout=20), 'nothing was told'
        box.idle_done()
        found = box.search(['SUBJECT', 'Par 465'])
    [number] = found
    envelope = box.fetch([number], ['ENVELOPE'])[number][b'ENVELOPE']
    assert envelope.subject == b'Par 465', envelope
    box.add_flags([number], [imapclient.FLAGGED])
    box.move([number], folders[b'\\Archive'])
    assert box.search(['SUBJECT', 'Par 465']) == []

old = imaplib.IMAP4('localhost', int(imap))
assert 'STARTTLS' in old.capabilities
old.starttls(trust)
assert 'STARTTLS' not in old.capabilities
old.login(name, password)
old.logout()

with smtplib.SMTP('localhost', int(submission)) as post:
    post.starttls(context=trust)
    post.ehlo()
    assert post.has_extn('auth') and not post.has_extn('starttls')
    post.login(name, password)
    post.sendmail(me, [me], f'From: <{me}>\r\nTo: <{me}>\r\nSubject: Par 587\r\n\r\nBonjour.\r\n')

# Who stands in between says something before TLS, to have it taken for what comes after.
for port, hello, start, question in [
    (submission, b'EHLO x\r\n', b'STARTTLS\r\nNOOP\r\n', b'HELP\r\n'),
    (imap, b'a CAPABILITY\r\n', b'b STARTTLS\r\nc NOOP\r\n', b'd LOGOUT\r\n'),
]:
    plain = socket.create_connection(('localhost', int(port)), timeout=20)
    lines = plain.makefile('rb')
    lines.readline()
    plain.sendall(hello)
    while lines.readline()[:4] not in (b'250 ', b'a OK'):
        pass
    plain.sendall(start)
    assert lines.readline()[:4] in (b'220 ', b'b OK')
    secret = trust.wrap_socket(plain, server_hostname='localhost')
    secret.sendall(question)
    answer = secret.recv(4096)
    assert answer.startswith((b'214', b'* BYE')), answer
";

/// The first agent: their name, their address, and a password for their program.
pub async fn agent(deployment: &Deployment) -> (Id<Person>, [String; 3]) {
    let ctx = deployment.ctx().await;
    let (person, name, address) = {
        let mut tx = ctx.read().await.unwrap();
        tx.one(sql!((Id<Person>, String, String): "SELECT id, identifier, address FROM people ORDER BY identifier LIMIT 1 /* tenant: all; scan: a test */"))
            .await
            .unwrap()
    };
    let password =
        ctx.write(async move |tx| identity::app_passwords::make(tx, person, "Poste").await).await.unwrap();
    (person, [name, password.shown(), address])
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_programs_read_and_send_over_tls() {
    for deployment in Deployment::on_each_database().await {
        let (person, who) = agent(&deployment).await;
        let [shown, key] = certificate(deployment.folder.path());
        let doors = ["PREAU_IMAP", "PREAU_IMAPS", "PREAU_SUBMISSION", "PREAU_SUBMISSIONS"];
        let doors = doors.map(|name| (name, free_address()));
        let mut settings: Vec<(&str, String)> =
            doors.iter().map(|(name, address)| (*name, address.to_string())).collect();
        settings.push(("PREAU_TLS_CERTIFICATE", shown.display().to_string()));
        settings.push(("PREAU_TLS_KEY", key.display().to_string()));
        let process = Process::start_with(&deployment, &deployment.database, free_address(), &settings).await;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ran = Command::new(root.join("../../target/peers/bin/python"))
            .args(["-c", PYTHON])
            .arg(&shown)
            .args(doors.iter().map(|(_, address)| address.port().to_string()))
            .args(&who)
            .output()
            .await
            .expect("IMAPClient: run `scripts/setup.sh test`");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let ctx = deployment.ctx().await;
        let mut arrived = Vec::new();
        for _ in 0..100 {
            // What was accepted is put in the box by a job.
            let subjects = sql!(String: "SELECT subject FROM mail_messages WHERE mailbox_id = $1 AND subject LIKE 'Par %' ORDER BY subject", person);
            arrived = ctx.read().await.unwrap().all(subjects).await.unwrap();
            if arrived.len() == 2 {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(arrived, ["Par 465", "Par 587"]);
        drop(process);
    }
}
