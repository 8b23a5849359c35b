//! Two mail programs, the webmel and a front server in one folder at once: numbers only grow, and whoever listens knows in
//! the end what is there.

use std::collections::BTreeSet;

use kernel::{Id, sql};

use super::{Client, open};
use crate::{
    filing::Message,
    folder::FolderRole,
    mailbox,
    smtp::{
        Kind,
        tests::{open_as, say},
    },
    tests::{apps, fill, owner},
};

const LETTERS: usize = 30;

/// What a mail program knows of the folder it has open: each message by its place, with its flags.
struct Program {
    client: Client,
    known: Vec<(u64, BTreeSet<String>)>,
    highest: u64,
}

impl Program {
    async fn open(address: std::net::SocketAddr) -> Program {
        let mut program =
            Program { client: Client::signed_in(address, "jdupont").await, known: Vec::new(), highest: 0 };
        program.says("SELECT INBOX").await;
        program
    }

    /// Says a command, hears what is told beside its answer, and asks for what is new.
    async fn says(&mut self, command: &str) {
        let mut told = self.client.say(command).await;
        loop {
            let count = self.hears(&told);
            if count <= self.known.len() {
                return;
            }
            told = self.client.say(&format!("FETCH {}:* (UID FLAGS)", self.known.len() + 1)).await;
        }
    }

    /// How many there are.
    fn hears(&mut self, told: &str) -> usize {
        let mut count = self.known.len();
        for line in told.lines().filter_map(|line| line.strip_prefix("* ")) {
            let (number, rest) = line.split_once(' ').unwrap_or_default();
            let Ok(number) = number.parse::<usize>() else { continue };
            if rest.starts_with("EXISTS") {
                count = number;
            } else if rest.starts_with("EXPUNGE") {
                // One that was announced and not asked for yet is none to forget.
                if number <= self.known.len() {
                    self.known.remove(number - 1);
                }
                count -= 1;
            } else if rest.starts_with("FETCH") {
                self.learns(number, rest);
            }
        }
        count
    }

    fn learns(&mut self, number: usize, told: &str) {
        let between = |start: &str, end: char| {
            told.split_once(start).map(|(_, rest)| rest.split(end).next().unwrap_or_default())
        };
        let flags: BTreeSet<String> =
            between("FLAGS (", ')').unwrap().split_whitespace().map(str::to_owned).collect();
        let flags = flags.into_iter().filter(|flag| flag != "\\Recent").collect();
        let uid = between("UID ", ' ').and_then(|uid| uid.trim_end_matches(')').parse().ok());
        if let Some(known) = self.known.get_mut(number - 1) {
            assert!(uid.is_none_or(|uid: u64| uid == known.0), "another message at {number}: {told}");
            known.1 = flags;
        } else if number == self.known.len() + 1 {
            let uid = uid.expect("a number of what is new");
            assert!(uid > self.highest, "{uid} comes after {}", self.highest);
            self.highest = uid;
            self.known.push((uid, flags));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_in_a_folder_nobody_misses_a_change() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 20).await;
        let inbox = FolderRole::Inbox.in_box(mailbox::of_person(jeanne));
        let (imap, lmtp) = (open(&app).await, open_as(&app, Kind::Lmtp).await);
        let (mut one, mut two) = (Program::open(imap).await, Program::open(imap).await);
        assert_eq!(one.known.len(), 20);

        let front_server = async {
            for number in 0..LETTERS {
                let said = format!(
                    "LHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<jdupont@ac-creteil.fr>\r\nDATA\r\n\
                     Message-ID: <foule.{number}@x.example>\r\nSubject: Lettre {number}\r\n\r\ntexte\r\n.\r\nQUIT\r\n"
                );
                let answers = say(lmtp, &said, 6).await;
                assert!(answers[4].starts_with("250"), "{answers:?}");
            }
        };
        let first = async {
            for turn in 0..LETTERS {
                match turn % 3 {
                    0 => one.says("STORE 2 +FLAGS (\\Deleted)").await,
                    1 => one.says("EXPUNGE").await,
                    _ => one.says("STORE 1:3 +FLAGS (\\Flagged)").await,
                }
            }
        };
        let second = async {
            for turn in 0..LETTERS {
                match turn % 3 {
                    0 => two.says("STORE 1 -FLAGS (\\Flagged)").await,
                    1 => two.says("MOVE 3 Trash").await,
                    _ => two.says("NOOP").await,
                }
            }
        };
        let webmel = async {
            let mut browser = app.signed_in(jeanne).await;
            for _ in 0..LETTERS / 3 {
                browser.get("/webmel").await;
                let newest: Id<Message> = {
                    let mut tx = app.ctx().read().await.unwrap();
                    tx.one(sql!(Id<Message>: "SELECT id FROM mail_messages WHERE folder_id = $1
                          ORDER BY uid DESC LIMIT 1 /* tenant: by its folder */", inbox))
                        .await
                        .unwrap()
                };
                let fields = [
                    ("back", "/webmel"),
                    ("scope", "one"),
                    ("action", "seen"),
                    ("message", &newest.to_string()),
                ];
                browser.post("/webmel/rangement", &fields).await;
            }
        };
        futures::join!(front_server, first, second, webmel);

        let mut tx = app.ctx().read().await.unwrap();
        let there = tx
            .all(sql!((i64, bool, bool, bool): "SELECT uid, seen, flagged, deleted FROM mail_messages WHERE folder_id = $1
                  ORDER BY uid /* tenant: by its folder */", inbox))
            .await
            .unwrap();
        let flags = |seen: bool, flagged: bool, deleted: bool| {
            [(seen, "\\Seen"), (flagged, "\\Flagged"), (deleted, "\\Deleted")]
                .into_iter()
                .filter(|(is, _)| *is)
                .map(|(_, flag)| flag.to_owned())
                .collect::<BTreeSet<String>>()
        };
        let there: Vec<_> = there.into_iter().map(|(uid, s, f, d)| (uid as u64, flags(s, f, d))).collect();
        assert!(there.len() > 20, "letters came in: {}", there.len());
        for program in [&mut one, &mut two] {
            program.says("NOOP").await;
            assert_eq!(program.known, there);
        }
    }
}
