//! What several tests need: a box per person, messages written plainly.

use kernel::{
    Id, Result, Time, Tx,
    gate::{Admitted, Credentials, Gate, Verdict},
    people::{self, Person},
    sql,
};
use testkit::TestApp;

use crate::{
    delivery::{self, Recipient},
    filing::{self, Flags, Message, MessageRow, Wanted},
    folder::{self, Folder, FolderRole, FolderRow},
    letter::Letter,
    mailbox::{self, Mailbox},
    seed::{self, Place, Seed},
};

pub(crate) async fn apps() -> Vec<TestApp> {
    TestApp::on_each_database(&[crate::module()]).await
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
        until: Time(i64::MAX),
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
