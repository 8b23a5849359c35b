//! Boxes in which somebody is a member, as their mail program sees them: what they may do there, what they have read, what
//! goes from one box to the other, and what becomes of it when they are a member no more.

use kernel::{Id, people::Person, sql, time::hours};
use testkit::TestApp;

use super::{Client, open, python};
use crate::{
    filing,
    folder::FolderRole,
    mailbox::{self, Mailbox},
    members::{
        self, Grant, Rights, grant,
        tests::{give, shared, unread_in},
        withdraw,
    },
    tests::{apps, change, deliver, folder_of, owner, put, raw},
};

const BOX: &str = "Shared/vie-scolaire@ac-creteil.fr";

/// Jeanne owns the box, and Malik is what is said in it.
async fn two(app: &TestApp, rights: Rights) -> (Id<Person>, Id<Person>, Id<Mailbox>) {
    let (jeanne, malik) = (owner(app, "jdupont").await, owner(app, "mberthier").await);
    let mailbox = shared(app, "vie-scolaire", "Vie scolaire", "jdupont").await;
    give(app, mailbox, malik, rights).await;
    app.settle().await;
    // The notices of it are not what is looked at.
    for person in [jeanne, malik] {
        change(app, person, async move |tx, own| {
            filing::empty_some(tx, own, FolderRole::Inbox.in_box(own), 10).await
        })
        .await;
    }
    (jeanne, malik, mailbox)
}

async fn total(app: &TestApp, mailbox: Id<Mailbox>, role: FolderRole) -> i64 {
    folder_of(app, mailbox.cast(), role).await.total
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_looks_and_marks_what_they_have_read() {
    for app in apps().await {
        let (jeanne, malik, mailbox) = two(&app, Rights::Read).await;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Cantine", "girafe")).await;
        deliver(&app, mailbox.cast(), raw("b@x", "Subject: Retards", "tambour")).await;
        let address = open(&app).await;
        let mut client = Client::signed_in(address, "mberthier").await;
        let namespace = client.say("NAMESPACE").await;
        assert!(namespace.starts_with("* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\"))"), "{namespace}");
        let listed = client.say("LIST \"\" *").await;
        for line in [
            "* LIST (\\HasChildren \\Noselect) \"/\" \"Shared\"\n".to_owned(),
            format!("* LIST (\\HasChildren \\Noselect) \"/\" \"{BOX}\"\n"),
            format!("* LIST (\\HasNoChildren) \"/\" \"{BOX}/INBOX\"\n"),
            format!("* LIST (\\HasNoChildren) \"/\" \"{BOX}/Sent\"\n"),
        ] {
            assert!(listed.contains(&line), "{line} in {listed}");
        }
        assert_eq!(listed.matches("\\Sent").count(), 1, "a program's own copies go to its own box: {listed}");
        assert!(client.say("LIST \"\" %").await.contains("\"Shared\""));
        assert!(client.say("LSUB \"\" Shared/%").await.contains(BOX));
        let status = client.say(&format!("STATUS {BOX}/INBOX (MESSAGES UNSEEN)")).await;
        assert!(status.contains(&format!("\"{BOX}/INBOX\" (MESSAGES 2 UNSEEN 2)")), "{status}");

        let opened = client.say(&format!("SELECT {BOX}/INBOX")).await;
        assert!(
            opened.contains("x OK [READ-ONLY]") && opened.contains("[PERMANENTFLAGS (\\Seen)]"),
            "{opened}"
        );
        assert!(opened.contains("* OK [UNSEEN 1]"), "{opened}");
        let read = client.say("FETCH 1 BODY[TEXT]").await;
        assert!(read.contains("girafe") && read.contains("FLAGS (\\Seen)"), "{read}");
        assert!(client.say("SEARCH UNSEEN").await.starts_with("* SEARCH 2\n"));
        assert!(client.say("SEARCH TEXT tambour").await.starts_with("* SEARCH 2\n"));
        assert!(client.say("STORE 2 +FLAGS (\\Seen)").await.contains("FLAGS (\\Seen)"));
        assert!(client.say("STORE 1 -FLAGS (\\Seen)").await.contains("FLAGS ()"));
        let unread = async |person| unread_in(&app, mailbox, person, FolderRole::Inbox).await;
        assert_eq!((unread(malik).await, unread(jeanne).await), (1, 2), "what he has read is his affair");
        for refused in [
            "STORE 1 +FLAGS (\\Flagged)".to_owned(),
            "STORE 1 FLAGS (\\Seen)".to_owned(),
            "STORE 1 +FLAGS (\\Seen \\Deleted)".to_owned(),
            "EXPUNGE".to_owned(),
            "MOVE 1 Archive".to_owned(),
            format!("COPY 1 {BOX}/Archive"),
            format!("APPEND {BOX}/INBOX {{3+}}\r\nabc"),
            format!("CREATE {BOX}/Sorties"),
            format!("RENAME {BOX}/INBOX {BOX}/Sorties"),
        ] {
            let answer = client.say(&refused).await;
            assert!(
                answer.contains("x NO [NOPERM]") || answer.contains("x NO [READ-ONLY]"),
                "{refused}: {answer}"
            );
        }
        let copied = client.say("COPY 1 Archive").await;
        assert!(copied.contains("x OK [COPYUID"), "{copied}");
        assert_eq!(folder_of(&app, malik, FolderRole::Archive).await.total, 1);
        assert_eq!(total(&app, mailbox, FolderRole::Inbox).await, 2);
        // Looked at and nothing else.
        client.say(&format!("EXAMINE {BOX}/INBOX")).await;
        client.say("FETCH 1 BODY[TEXT]").await;
        assert!(client.say("STORE 1 +FLAGS (\\Seen)").await.contains("x NO [READ-ONLY]"));
        assert_eq!(unread(malik).await, 1);

        owner(&app, "lrey").await;
        let mut stranger = Client::signed_in(address, "lrey").await;
        assert!(!stranger.say("LIST \"\" *").await.contains("Shared"));
        for command in [format!("SELECT {BOX}/INBOX"), format!("STATUS {BOX}/INBOX (MESSAGES)")] {
            assert!(stranger.say(&command).await.contains("x NO [NONEXISTENT]"));
        }
        assert!(stranger.say("CREATE Shared/moi").await.contains("x NO"));
        assert!(stranger.say("CREATE Shared").await.contains("x NO [CANNOT]"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_files_marks_and_moves_between_boxes() {
    for app in apps().await {
        let (jeanne, malik, mailbox) = two(&app, Rights::Write).await;
        put(&app, malik, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "girafe")).await;
        put(&app, malik, FolderRole::Inbox, 2, raw("b@x", "Subject: Deux", "tambour")).await;
        let address = open(&app).await;
        let mut client = Client::signed_in(address, "mberthier").await;
        client.say("SELECT INBOX").await;
        client.say("STORE 1 +FLAGS (\\Seen \\Flagged Travail)").await;
        let moved = client.say(&format!("MOVE 1:2 {BOX}/INBOX")).await;
        assert!(
            moved.contains("* OK [COPYUID") && moved.contains("* 1 EXPUNGE\n* 1 EXPUNGE\nx OK"),
            "{moved}"
        );
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 0);
        assert_eq!(total(&app, mailbox, FolderRole::Inbox).await, 2);
        let opened = client.say(&format!("SELECT {BOX}/INBOX")).await;
        assert!(opened.contains("x OK [READ-WRITE]") && opened.contains("* 2 EXISTS"), "{opened}");
        let flags = client.say("FETCH 1:* FLAGS").await;
        assert!(flags.contains("* 1 FETCH (FLAGS (\\Seen \\Flagged Travail))"), "{flags}");
        assert!(flags.contains("* 2 FETCH (FLAGS ())"), "{flags}");
        assert!(
            client.say("SEARCH TEXT girafe").await.starts_with("* SEARCH 1\n"),
            "it is found in the other box"
        );
        let unread = async |person| unread_in(&app, mailbox, person, FolderRole::Inbox).await;
        assert_eq!((unread(malik).await, unread(jeanne).await), (1, 2), "to the others it is new");
        // Replacing all flags leaves what others have read alone.
        client.say("STORE 1 FLAGS (\\Answered)").await;
        assert_eq!((unread(malik).await, unread(jeanne).await), (2, 2));
        // Back again, and copied within the box.
        let copied = client.say(&format!("COPY 2 {BOX}/Archive")).await;
        assert!(copied.contains("x OK [COPYUID"), "{copied}");
        let back = client.say("MOVE 2 Archive").await;
        assert!(back.contains("* OK [COPYUID") && back.contains("* 2 EXPUNGE"), "{back}");
        assert_eq!(folder_of(&app, malik, FolderRole::Archive).await.total, 1);
        assert_eq!(
            (total(&app, mailbox, FolderRole::Inbox).await, total(&app, mailbox, FolderRole::Archive).await),
            (1, 1)
        );
        client.say("STORE 1 +FLAGS (\\Deleted)").await;
        assert!(client.say("EXPUNGE").await.contains("* 1 EXPUNGE"));
        // What was sent is unread for nobody; what is put in the inbox is, for the others.
        let sent =
            client.say(&format!("APPEND {BOX}/Sent (\\Seen) {{18+}}\r\nSubject: a\r\n\r\nbc\r\n")).await;
        assert!(sent.contains("x OK [APPENDUID"), "{sent}");
        client.say(&format!("APPEND {BOX}/INBOX (\\Seen) {{18+}}\r\nSubject: d\r\n\r\nef\r\n")).await;
        let sent_unread = async |person| unread_in(&app, mailbox, person, FolderRole::Sent).await;
        assert_eq!((sent_unread(malik).await, sent_unread(jeanne).await), (0, 0));
        assert_eq!((unread(malik).await, unread(jeanne).await), (0, 1));
        // Folders, each followed or not by each.
        assert!(client.say(&format!("CREATE {BOX}/Sorties/2026")).await.contains("x OK"));
        assert!(client.say(&format!("RENAME {BOX}/Sorties/2026 {BOX}/Sorties/2027")).await.contains("x OK"));
        assert!(client.say(&format!("RENAME {BOX}/Sorties/2027 Sorties")).await.contains("x NO [CANNOT]"));
        assert!(client.say(&format!("UNSUBSCRIBE {BOX}/Sorties/2027")).await.contains("x OK"));
        let followed = format!("LSUB \"\" {BOX}/Sorties/*");
        assert!(!client.say(&followed).await.contains("2027"));
        let mut other = Client::signed_in(address, "jdupont").await;
        assert!(other.say(&followed).await.contains("2027"));
        assert!(client.say(&format!("SUBSCRIBE {BOX}/Sorties/2027")).await.contains("x OK"));
        assert!(client.say(&followed).await.contains("2027"));
        assert!(client.say(&format!("DELETE {BOX}/Sorties/2027")).await.contains("x OK"));
    }
}

/// The room is that of the box in which a message is filed; when there is none, nothing has moved.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_box_takes_nothing_and_nothing_is_lost() {
    for app in apps().await {
        let (_, malik, mailbox) = two(&app, Rights::Write).await;
        for n in 0..3 {
            let id = format!("{n}@x");
            put(&app, malik, FolderRole::Inbox, n, raw(&id, "Subject: Lourd", &"mot ".repeat(400))).await;
        }
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!(
                    "UPDATE mailboxes SET quota_bytes = used_bytes + 3000 WHERE id = $1",
                    mailbox
                ))
                .await
            })
            .await
            .unwrap();
        let mut client = Client::signed_in(open(&app).await, "mberthier").await;
        let quota = client.say(&format!("GETQUOTAROOT {BOX}/INBOX")).await;
        let told = format!("* QUOTAROOT \"{BOX}/INBOX\" \"{BOX}\"\n* QUOTA \"{BOX}\" (STORAGE ");
        assert!(quota.starts_with(&told), "{quota}");
        let same = client.say(&format!("GETQUOTA \"{BOX}\"")).await;
        assert!(same.starts_with(&format!("* QUOTA \"{BOX}\" (STORAGE 0 2)")), "{same}");
        assert!(client.say("GETQUOTA \"\"").await.starts_with("* QUOTA \"\" (STORAGE"));
        assert!(client.say("GETQUOTA Shared/rien@x").await.contains("x NO [NONEXISTENT]"));
        client.say("SELECT INBOX").await;
        for command in [format!("COPY 1:3 {BOX}/INBOX"), format!("MOVE 1:3 {BOX}/INBOX")] {
            let answer = client.say(&command).await;
            assert!(answer.contains("x NO [OVERQUOTA]"), "{answer}");
            assert_eq!(total(&app, mailbox, FolderRole::Inbox).await, 0, "{command}");
            assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 3);
        }
        let moved = client.say(&format!("MOVE 1 {BOX}/INBOX")).await;
        assert!(moved.contains("* 1 EXPUNGE"), "{moved}");
        assert_eq!(total(&app, mailbox, FolderRole::Inbox).await, 1);
        assert_eq!(folder_of(&app, malik, FolderRole::Inbox).await.total, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_ends_ends_at_the_next_command() {
    for app in apps().await {
        let (_, malik, mailbox) = two(&app, Rights::Write).await;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Cantine", "girafe")).await;
        let address = open(&app).await;
        let mut client = Client::signed_in(address, "mberthier").await;
        let before = client.say(&format!("SELECT {BOX}/INBOX")).await;
        // Less than before.
        give(&app, mailbox, malik, Rights::Read).await;
        assert!(client.say("STORE 1 +FLAGS (\\Flagged)").await.contains("x NO [NOPERM]"));
        let mut waiting = Client::signed_in(address, "mberthier").await;
        waiting.say(&format!("SELECT {BOX}/INBOX")).await;
        waiting.send("y IDLE\r\n").await;
        assert_eq!(waiting.line().await, "+ idling\r\n");
        app.ctx().write(async move |tx| withdraw(tx, mailbox, malik).await).await.unwrap();
        client.send("x FETCH 1 BODY[]\r\n").await;
        assert_eq!(client.line().await, "* BYE Your access to this box has ended\r\n");
        assert_eq!(client.line().await, "", "and the connection with it");
        assert_eq!(waiting.line().await, "* BYE Your access to this box has ended\r\n");
        let mut again = Client::signed_in(address, "mberthier").await;
        assert!(again.say(&format!("SELECT {BOX}/INBOX")).await.contains("x NO [NONEXISTENT]"));
        // Given anew, everything is read, and what the program remembers counts no more.
        app.services().clock.advance(hours(1));
        let until = app.ctx().now().plus(hours(2));
        let access = Grant { until: Some(until), ..Grant::of(malik, Rights::Read, false) };
        app.ctx().write(async move |tx| grant(tx, mailbox, &access).await).await.unwrap();
        let after = again.say(&format!("SELECT {BOX}/INBOX")).await;
        let validity = |said: &str| said.split("[UIDVALIDITY ").nth(1).unwrap()[..10].to_owned();
        assert!(validity(&after) > validity(&before), "{before} {after}");
        assert!(again.say("SEARCH UNSEEN").await.starts_with("* SEARCH\n"));
        app.services().clock.advance(hours(2));
        again.send("x NOOP\r\n").await;
        assert!(again.line().await.starts_with("* BYE"), "by itself, on its day");
    }
}

/// What was opened by a procedure is looked at where it is written down.
#[tokio::test(flavor = "multi_thread")]
async fn access_by_procedure_is_for_the_webmel() {
    for app in apps().await {
        let (_, malik, mailbox) = two(&app, Rights::Read).await;
        let procedure: Id<crate::administration::procedures::Procedure> = app.ctx().new_id();
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!(
                    "UPDATE mail_members SET procedure_id = $3 WHERE mailbox_id = $1 AND person_id = $2",
                    mailbox,
                    malik,
                    procedure
                ))
                .await
            })
            .await
            .unwrap();
        let standing = members::standing(&mut app.ctx().read().await.unwrap(), mailbox, malik).await.unwrap();
        assert!(standing.is_some());
        let mut client = Client::signed_in(open(&app).await, "mberthier").await;
        assert!(!client.say("LIST \"\" *").await.contains("Shared"));
        assert!(client.say(&format!("SELECT {BOX}/INBOX")).await.contains("x NO [NONEXISTENT]"));
        assert!(client.say(&format!("GETQUOTA \"{BOX}\"")).await.contains("x NO [NONEXISTENT]"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_what_one_reads_elsewhere_is_told() {
    for app in apps().await {
        let (jeanne, malik, mailbox) = two(&app, Rights::Read).await;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Cantine", "girafe")).await;
        let address = open(&app).await;
        let mut waiting = Client::signed_in(address, "mberthier").await;
        let opened = waiting.say(&format!("SELECT {BOX}/INBOX (CONDSTORE)")).await;
        let state = opened.split("[HIGHESTMODSEQ ").nth(1).unwrap().split(']').next().unwrap().to_owned();
        waiting.send("y IDLE\r\n").await;
        assert_eq!(waiting.line().await, "+ idling\r\n");
        let message = crate::tests::newest(&app, mailbox.cast(), FolderRole::Inbox).await.0.id;
        let mut browser = app.signed_in(malik).await;
        browser.get(&format!("/webmel/boites/{mailbox}/messages/{message}")).await;
        let told = waiting.line().await;
        assert!(told.starts_with("* 1 FETCH (UID ") && told.contains("FLAGS (\\Seen) MODSEQ ("), "{told}");
        deliver(&app, mailbox.cast(), raw("b@x", "Subject: Retards", "tambour")).await;
        assert_eq!(waiting.line().await, "* 2 EXISTS\r\n");
        waiting.send("DONE\r\n").await;
        assert_eq!(waiting.until("y ").await, "y OK IDLE is done\n");
        let changed = waiting.say(&format!("FETCH 1:* (FLAGS) (CHANGEDSINCE {state})")).await;
        assert!(changed.contains("* 1 FETCH (FLAGS (\\Seen) MODSEQ"), "{changed}");
        // Another member reads the same: their own flag, and not his.
        let mut other = Client::signed_in(address, "jdupont").await;
        other.say(&format!("SELECT {BOX}/INBOX")).await;
        assert!(other.say("FETCH 1 FLAGS").await.contains("FLAGS ()"));
        other.say("FETCH 2 BODY[TEXT]").await;
        assert!(waiting.say("SEARCH UNSEEN").await.starts_with("* SEARCH 2\n"));
        let unread = async |person| unread_in(&app, mailbox, person, FolderRole::Inbox).await;
        assert_eq!((unread(malik).await, unread(jeanne).await), (1, 1));
    }
}

/// A delegate of somebody's own box: what its person has read stays theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_delegate_leaves_what_the_person_has_read_alone() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mailbox = mailbox::of_person(jeanne);
        give(&app, mailbox, malik, Rights::Write).await;
        app.settle().await;
        let before = folder_of(&app, jeanne, FolderRole::Inbox).await;
        put(&app, jeanne, FolderRole::Inbox, 1, raw("a@x", "Subject: Un", "girafe")).await;
        let address = {
            let mut tx = app.ctx().read().await.unwrap();
            kernel::people::person(&mut tx, jeanne).await.unwrap().address
        };
        let mut client = Client::signed_in(open(&app).await, "mberthier").await;
        client.say(&format!("SELECT Shared/{address}/INBOX")).await;
        let read = client.say("FETCH * (FLAGS BODY[TEXT])").await;
        assert!(read.contains("girafe"), "{read}");
        client.say("STORE * FLAGS (\\Seen \\Flagged)").await;
        assert!(client.say("FETCH * FLAGS").await.contains("FLAGS (\\Seen \\Flagged)"));
        let after = folder_of(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!((after.total, after.unread), (before.total + 1, before.unread + 1), "to her it is new");
        assert_eq!(unread_in(&app, mailbox, malik, FolderRole::Inbox).await, 0);
    }
}

const IMAPLIB: &str = r#"
import imaplib, sys
door = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
door.login('mberthier', 'mot de passe')
kind, [spaces] = door.namespace()
assert b'"Shared/"' in spaces, spaces
root = 'Shared/vie-scolaire@ac-creteil.fr'
names = b'\n'.join(door.list()[1])
assert (root + '/INBOX').encode() in names, names
assert door.select(root + '/INBOX') == ('OK', [b'1'])
ok, [(head, raw), tail] = door.fetch('1', '(FLAGS BODY.PEEK[])')
assert b'girafe' in raw and b'Seen' not in head, (head, raw)
assert door.store('1', '+FLAGS', r'(\Seen \Flagged)')[0] == 'OK'
ok, copied = door.copy('1', 'Archive')
assert ok == 'OK' and b'COPYUID' in copied[0], copied
assert door.select('Archive') == ('OK', [b'1'])
assert door.fetch('1', '(BODY.PEEK[])')[1][0][1] == raw
ok, moved = door._simple_command('MOVE', '1', root + '/Archive')
assert ok == 'OK', moved
assert door.noop()[0] == 'OK'
assert door.select('Archive') == ('OK', [b'0'])
assert door.select(root + '/Archive') == ('OK', [b'1'])
ok, [(head, again), tail] = door.fetch('1', '(FLAGS BODY.PEEK[])')
assert again == raw and b'\\Flagged' in head and b'\\Seen' in head, head
ok, appended = door.append(root + '/Sent', r'(\Seen)', None, raw)
assert ok == 'OK' and b'APPENDUID' in appended[0], appended
ok, roots = door.getquotaroot(root + '/INBOX')
assert ok == 'OK' and root.encode() in roots[0][0], roots
assert door.status(root + '/INBOX', '(MESSAGES UNSEEN)')[1][0].endswith(b'(MESSAGES 1 UNSEEN 0)')
door.logout()
"#;

#[tokio::test(flavor = "multi_thread")]
async fn python_works_in_a_shared_box() {
    for app in apps().await {
        let (_, _, mailbox) = two(&app, Rights::Write).await;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Cantine", "girafe")).await;
        python(IMAPLIB, open(&app).await.port()).await;
    }
}
