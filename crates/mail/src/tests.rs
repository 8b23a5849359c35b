//! What several tests need: a box per person, messages written plainly.

use kernel::{
    Id, Result, Time, Tx,
    gate::{Admitted, Credentials, Gate, Verdict},
    people::{self, Person},
    sql,
};
use testkit::{Cyrus, Dovecot, Imap, TestApp};

use crate::{
    delivery::{self, Recipient},
    filing::{self, Flags, Message, MessageRow, Wanted},
    folder::{self, Folder, FolderRole, FolderRow},
    imap::names,
    imap_store,
    letter::Letter,
    mailbox::{self, Mailbox},
    seed::{self, Place, Seed},
};

pub(crate) async fn apps() -> Vec<TestApp> {
    TestApp::on_each_database(&[crate::module()]).await
}

/// An application, and the server in which its messages lie when they do not lie in its own store.
pub(crate) struct Store {
    app: TestApp,
    server: Option<Server>,
}

enum Server {
    Dovecot(Dovecot),
    Cyrus(Cyrus),
}

impl std::ops::Deref for Store {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

/// What every store must do alike: the embedded one on each database, and each of these over Dovecot.
pub(crate) async fn stores() -> Vec<Store> {
    let mut stores: Vec<Store> = apps().await.into_iter().map(|app| Store { app, server: None }).collect();
    for app in apps().await {
        stores.push(Store::over_dovecot(app).await);
    }
    stores
}

impl Store {
    pub async fn over_dovecot(app: TestApp) -> Store {
        let dovecot = Dovecot::start().await;
        let url = dovecot.url();
        Store::over(app, dovecot, &url)
    }

    /// Over a Dovecot that is reached at this address.
    pub fn over(app: TestApp, dovecot: Dovecot, url: &str) -> Store {
        imap_store::keep_in(app.services(), url.parse().unwrap());
        Store { app, server: Some(Server::Dovecot(dovecot)) }
    }

    pub async fn over_cyrus(app: TestApp) -> Store {
        let cyrus = Cyrus::start().await;
        imap_store::keep_in(app.services(), cyrus.url().parse().unwrap());
        Store { app, server: Some(Server::Cyrus(cyrus)) }
    }

    pub fn dovecot(&self) -> &Dovecot {
        let Some(Server::Dovecot(dovecot)) = &self.server else { panic!("it lies elsewhere") };
        dovecot
    }

    pub fn cyrus(&self) -> &Cyrus {
        let Some(Server::Cyrus(cyrus)) = &self.server else { panic!("it lies elsewhere") };
        cyrus
    }

    /// Carries what changed on either side to the other.
    pub async fn carry(&self) {
        if self.server.is_some() {
            // What is written here by a look makes the box due once more.
            while imap_store::run_due(self.services()).await.unwrap() > 0 {}
            assert_eq!(self.wrong().await, [] as [String; 0], "{}", self.log());
        }
    }

    /// Why boxes differ.
    pub async fn wrong(&self) -> Vec<String> {
        (self.ctx().read().await.unwrap())
            .all(sql!(String: "SELECT error FROM mail_remotes WHERE failures > 0 /* tenant: all, a test; scan: a test */"))
            .await
            .unwrap()
    }

    fn log(&self) -> String {
        match &self.server {
            Some(Server::Dovecot(dovecot)) => dovecot.log(),
            _ => String::new(),
        }
    }

    /// Carries, then compares: every folder holds the same messages with the same marks on both sides.
    pub async fn agrees(&self, person: Id<Person>) {
        self.carry().await;
        let (address, here) = here(self, person).await;
        match &self.server {
            Some(Server::Dovecot(dovecot)) => assert_eq!(there(dovecot, &address), here),
            Some(Server::Cyrus(cyrus)) => assert_eq!(told(cyrus.imap, &address).await, here),
            None => {}
        }
    }
}

/// Every message of a box with its marks, and the address of the box.
pub(crate) async fn here(app: &TestApp, person: Id<Person>) -> (String, Vec<String>) {
    let mailbox = mailbox::of_person(person);
    let mut tx = app.ctx().read().await.unwrap();
    let address = tx
        .one(sql!(String: "SELECT address FROM people WHERE id = $1 /* tenant: by its id */", person))
        .await
        .unwrap();
    let mut here = Vec::new();
    for folder in folder::all(&mut tx, mailbox).await.unwrap() {
        let messages = tx
                .all(sql!((i64, String, String): "SELECT seen * 100000 + flagged * 10000 + answered * 1000 + forwarded * 100 + deleted * 10 + draft,
                         LOWER(keywords), digest FROM mail_messages WHERE folder_id = $1 /* tenant: by its folder */", folder.id))
                .await
                .unwrap();
        for (flags, keywords, digest) in messages {
            let mut keywords: Vec<&str> = keywords.split_whitespace().collect();
            keywords.sort_unstable();
            here.push(format!("{} {flags:06} [{}] {digest}", folder.wire_name(), keywords.join(" ")));
        }
    }
    here.sort();
    (address, here)
}

/// The same of what lies in an IMAP server, as it tells a mail program.
pub(crate) async fn told(server: std::net::SocketAddr, user: &str) -> Vec<String> {
    let mut program = Imap::enter(server, user).await;
    let folders = program.ask("LIST \"\" *").await;
    let mut all = Vec::new();
    for folder in folders.lines().filter(|line| line.starts_with("* LIST")) {
        let name = folder.split("\"/\" ").nth(1).unwrap().trim_matches('"');
        program.say(&format!("EXAMINE \"{name}\"")).await;
        // A number says that it is one of these, whatever a message says.
        let uids = program.ask("UID SEARCH ALL").await;
        let uids = uids.lines().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default();
        for uid in uids.split_whitespace() {
            let told = program.say(&format!("UID FETCH {uid} (FLAGS BODY.PEEK[])")).await;
            let open = told.iter().position(|byte| *byte == b'{').unwrap();
            let head = String::from_utf8_lossy(&told[..open]).into_owned();
            let size = String::from_utf8_lossy(&told[open + 1..]).split('}').next().unwrap().parse().unwrap();
            let from = open + told[open..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
            let content: &[u8] = &told[from..][..size];
            let flags = head.split("FLAGS (").nth(1).unwrap().split(')').next().unwrap();
            all.push(in_a_line(&names::decode(name.as_bytes()).unwrap(), flags, content));
        }
    }
    all.sort();
    all
}

/// A message in its folder, with its flags as they are said.
fn in_a_line(folder: &str, flags: &str, content: &[u8]) -> String {
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let has = |flag: &str| flags.iter().any(|f| f.eq_ignore_ascii_case(flag));
    let known = ["\\Seen", "\\Flagged", "\\Answered", "$Forwarded", "\\Deleted", "\\Draft"];
    let bits: String = known.iter().map(|flag| if has(flag) { '1' } else { '0' }).collect();
    let mut keywords: Vec<String> = flags
        .iter()
        .filter(|f| !f.starts_with('\\') && !f.eq_ignore_ascii_case("$Forwarded"))
        .map(|f| f.to_lowercase())
        .collect();
    keywords.sort();
    format!("{folder} {bits} [{}] {}", keywords.join(" "), kernel::files::digest_of(content))
}

/// The same of what lies in Dovecot, as its own tool tells it.
pub(crate) fn there(dovecot: &Dovecot, user: &str) -> Vec<String> {
    let told = dovecot.admin(&["-f", "json", "fetch"], user, &["mailbox flags text", "ALL"]);
    let told: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
    let mut all: Vec<String> = told
        .iter()
        .map(|message| {
            let field = |name: &str| message[name].as_str().unwrap();
            let text = field("text").replace("\r\n", "\n").replace('\n', "\r\n");
            in_a_line(field("mailbox"), field("flags"), text.as_bytes())
        })
        .collect();
    all.sort();
    all
}

/// Everybody's password is the same here; what the account makes of it is tested with the account.
pub(crate) const GATE: Gate = Gate {
    admit: |ctx, credentials| {
        Box::pin(async move {
            let Credentials::Password { name, password } = credentials else { return Ok(Verdict::Wrong) };
            if password != "mot de passe" {
                return Ok(Verdict::Wrong);
            }
            let mut tx = ctx.read().await?;
            let found = tx
            .first(sql!((Id<Person>, Id<people::Academy>): "SELECT id, academy_id FROM people WHERE identifier = $1", name))
            .await?;
            Ok(found.map_or(Verdict::Wrong, |(person, academy)| {
                Verdict::In(Admitted { person, academy, by: Id::NIL })
            }))
        })
    },
    still: |_, _| Box::pin(async { Ok(true) }),
};

/// A person with a box that they have entered.
pub(crate) async fn owner(app: &TestApp, identifier: &str) -> Id<Person> {
    let person = app.person(identifier).await;
    app.ctx().write(async move |tx| mailbox::activate(tx, person).await).await.unwrap();
    person
}

pub(crate) fn raw(id: &str, head: &str, body: &str) -> Vec<u8> {
    format!(
        "Message-ID: <{id}>\r\nFrom: Sofia Amrani <samrani@ac-creteil.fr>\r\nTo: jdupont@ac-creteil.fr\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n{head}\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

/// Files a message in a folder, `minutes` after the morning of the tests.
pub(crate) async fn put(
    app: &TestApp,
    person: Id<Person>,
    role: FolderRole,
    minutes: i64,
    raw: Vec<u8>,
) -> Id<Message> {
    put_as(app, person, role, minutes, Flags::default(), raw).await
}

pub(crate) async fn put_as(
    app: &TestApp,
    person: Id<Person>,
    role: FolderRole,
    minutes: i64,
    flags: Flags,
    raw: Vec<u8>,
) -> Id<Message> {
    let ctx = app.ctx();
    let letter = Letter::keep(&ctx, raw).await.unwrap();
    let at = Time(testkit::A_MORNING.0 + minutes * 60_000);
    ctx.write(async move |tx| {
        seed::file_message(tx, person, &Place::Standard(role), &letter, flags, at).await
    })
    .await
    .unwrap()
    .unwrap()
}

/// As many plain messages as asked for, one conversation each.
pub(crate) async fn fill(app: &TestApp, person: Id<Person>, count: i64) {
    let seeds = (0..count).map(|n| Seed {
        place: Place::Standard(FolderRole::Inbox),
        raw: raw(
            &format!("plein.{n}@x"),
            &format!("Subject: Lettre {n}"),
            &format!("Corps de la lettre {n}."),
        ),
        flags: Flags { seen: n % 3 > 0, ..Flags::default() },
        received_at: Time(testkit::A_MORNING.0 - n * 3_600_000),
    });
    assert_eq!(seed::file_all(&app.ctx(), person, seeds.collect()).await.unwrap(), count as usize);
}

pub(crate) async fn folder_of(app: &TestApp, person: Id<Person>, role: FolderRole) -> FolderRow {
    let mut tx = app.ctx().read().await.unwrap();
    let all = folder::all(&mut tx, mailbox::of_person(person)).await.unwrap();
    all.into_iter().find(|f| f.role == role).unwrap()
}

/// The messages of a conversation, newest first.
pub(crate) async fn thread(app: &TestApp, person: Id<Person>, of: Id<Message>) -> Vec<MessageRow> {
    let mut tx = app.ctx().read().await.unwrap();
    filing::conversation(&mut tx, mailbox::of_person(person), of, Time(i64::MAX), 100).await.unwrap()
}

/// A unit of work on somebody's box.
pub(crate) async fn change<T: Send + 'static>(
    app: &TestApp,
    person: Id<Person>,
    unit: impl AsyncFnOnce(&mut Tx, Id<Mailbox>) -> Result<T> + Send + 'static,
) -> T {
    app.ctx().write(async move |tx| unit(tx, mailbox::of_person(person)).await).await.unwrap()
}

/// The messages of a folder, newest first.
pub(crate) async fn messages(app: &TestApp, person: Id<Person>, folder: Id<Folder>) -> Vec<MessageRow> {
    let wanted = Wanted {
        since: Time(i64::MIN),
        before: (Time(i64::MAX), Id::NIL),
        seen: None,
        flagged: None,
        attachment: None,
        keyword: None,
        reader: None,
        folders: Some(vec![folder]),
    };
    let mut tx = app.ctx().read().await.unwrap();
    filing::newest_that(&mut tx, mailbox::of_person(person), &wanted, 100).await.unwrap()
}

/// The newest of them, with its bytes.
pub(crate) async fn newest(app: &TestApp, person: Id<Person>, role: FolderRole) -> (MessageRow, Vec<u8>) {
    let found = messages(app, person, role.in_box(mailbox::of_person(person))).await;
    let row = found.into_iter().next().expect("a message in the folder");
    let raw = app.services().files.bytes(&row.digest).await.unwrap().to_vec();
    (row, raw)
}

/// Sends a message to somebody, by nobody of the deployment, and waits for what follows from it.
pub(crate) async fn deliver(app: &TestApp, person: Id<Person>, raw: Vec<u8>) {
    let ctx = app.ctx();
    let letter = Letter::keep(&ctx, raw).await.unwrap();
    let to = [Recipient { person, academy: app.academy.id }];
    ctx.write(async move |tx| delivery::deliver(tx, &letter, &to, None).await).await.unwrap();
    app.settle().await;
}
