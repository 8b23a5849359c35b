//! Lists spread what comes to them once to everybody, hold or refuse the rest, and forget nobody.

mod groups;
mod outside;

use kernel::{
    Error, Id, Time,
    people::{self, Civility, Establishment, NewPerson, Person},
    permission::Role,
    sql,
    time::days,
};
use testkit::TestApp;

use super::*;
use crate::{
    delivery::{self, Recipient},
    folder::FolderRole,
    letter::Letter,
    message::header_values,
    tests::{apps, folder_of, newest, owner, raw},
};

pub(crate) fn settings(writers: Writers, moderation: Moderation) -> Settings {
    Settings {
        name: "Les professeurs".into(),
        description: "Pour tout le monde.".into(),
        writers,
        moderation,
        may_leave: true,
        archive: Archive::Members,
        keep_days: 365,
    }
}

/// A list that `oresponsable` owns.
pub(crate) async fn make(app: &TestApp, local: &str, settings: Settings, powers: Powers) -> ListRow {
    let known =
        people::person_by_identifier(&mut app.ctx().read().await.unwrap(), "oresponsable").await.unwrap();
    if known.is_none() {
        owner(app, "oresponsable").await;
    }
    let powers = Powers { owners: "oresponsable@ac-creteil.fr".into(), ..powers };
    let local = local.to_owned();
    let id = app.ctx().write(async move |tx| create(tx, &local, settings, &powers).await).await.unwrap();
    app.settle().await;
    store::by_id(&mut app.ctx().read().await.unwrap(), id).await.unwrap().unwrap()
}

pub(super) async fn again(app: &TestApp, list: &ListRow) -> ListRow {
    store::by_id(&mut app.ctx().read().await.unwrap(), list.id).await.unwrap().unwrap()
}

/// The list as the system has it open.
pub(super) fn opened(list: &ListRow) -> Opened {
    Opened { list: list.clone(), standing: Standing::default(), roles: vec![Role::Owner] }
}

pub(super) async fn join(app: &TestApp, list: &ListRow, typed: &str) -> members::Added {
    let (opened, typed) = (opened(list), typed.to_owned());
    let added = app.ctx().write(async move |tx| members::add(tx, &opened, &typed).await).await.unwrap();
    app.settle().await;
    added
}

/// From somebody with a box here.
pub(super) async fn write(app: &TestApp, list: &ListRow, from: Id<Person>, message: Vec<u8>) -> Answer {
    let ctx = app.ctx();
    let letter = Letter::keep(&ctx, message).await.unwrap();
    let (list, academy) = (list.id, app.academy.id);
    let writer = Writer { person: Some(from), academy: Some(academy), address: String::new() };
    let answer = ctx.write(async move |tx| take(tx, list, &letter, &writer).await).await.unwrap();
    app.settle().await;
    answer
}

pub(super) async fn received(app: &TestApp, person: Id<Person>) -> i64 {
    folder_of(app, person, FolderRole::Inbox).await.total
}

pub(super) async fn agent(app: &TestApp, identifier: &str, function: &str, uai: &str) -> Id<Person> {
    let ctx = app.ctx();
    let new = NewPerson {
        id: ctx.new_id(),
        identifier: identifier.into(),
        given_names: "Un".into(),
        surname: identifier.into(),
        civility: Civility::Mrs,
        function: function.into(),
        uai: (!uai.is_empty()).then(|| uai.to_owned()),
        corps: String::new(),
        address: format!("{identifier}@ac-creteil.fr"),
    };
    let id = new.id;
    ctx.write(async move |tx| {
        people::add_person(tx, &new).await?;
        crate::mailbox::activate(tx, id).await
    })
    .await
    .unwrap();
    id
}

pub(super) async fn school(app: &TestApp, uai: &str) {
    let school = Establishment { uai: uai.into(), name: format!("Collège {uai}"), town: "Créteil".into() };
    app.ctx().write(async move |tx| people::put_establishment(tx, &school).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_a_message_once_with_the_lines_of_the_list_and_the_rest_as_it_was() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let one =
            make(&app, "profs", settings(Writers::Members, Moderation::Nothing), Powers::default()).await;
        let two =
            make(&app, "cinema", settings(Writers::Members, Moderation::Nothing), Powers::default()).await;
        for list in [&one, &two] {
            let added =
                join(&app, list, "Dupont;Jeanne;jdupont@ac-creteil.fr\nMalik <mberthier@ac-creteil.fr>\n")
                    .await;
            assert_eq!((added.people, added.refused.len()), (2, 0), "{:?}", added.refused);
        }
        assert_eq!(again(&app, &one).await.members, 2);
        let message = raw("m@x", "Subject: Conseil", "Jeudi.");
        // To both lists, and to one of the members besides.
        let letter = Letter::keep(&app.ctx(), message.clone()).await.unwrap();
        let to = [Recipient { person: malik, academy: app.academy.id }];
        app.ctx().write(async move |tx| delivery::deliver(tx, &letter, &to, None).await).await.unwrap();
        app.settle().await;
        for list in [&one, &two, &one] {
            assert_eq!(write(&app, list, jeanne, message.clone()).await, Answer::Spread);
        }
        assert_eq!((received(&app, jeanne).await, received(&app, malik).await), (1, 1));
        let (_, bytes) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert!(bytes.ends_with(&message), "passed on as it came");
        assert_eq!(header_values(&bytes, "List-Id"), ["<profs.ac-creteil.fr>"]);
        assert_eq!(header_values(&bytes, "List-Post"), ["<mailto:profs@ac-creteil.fr>"]);
        assert_eq!(header_values(&bytes, "List-Owner"), ["<mailto:profs+responsables@ac-creteil.fr>"]);
        let page = "http://127.0.0.1:8080/webmel/listes/profs@ac-creteil.fr";
        assert_eq!(header_values(&bytes, "List-Unsubscribe"), [format!("<{page}/depart>")]);
        assert_eq!(header_values(&bytes, "List-Archive"), [format!("<{page}/archives>")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_a_list_by_what_they_are_is_asked_anew_each_time() {
    for app in apps().await {
        for uai in ["0940001A", "0940002B"] {
            school(&app, uai).await;
        }
        let here = agent(&app, "aici", "ENS", "0940001A").await;
        let head = agent(&app, "bchef", "DIR", "0940001A").await;
        let elsewhere = agent(&app, "cloin", "ENS", "0940002B").await;
        let nowhere = agent(&app, "dnulle", "ENS", "").await;
        let all = [here, head, elsewhere, nowhere];
        let powers = |functions: &str, establishments: &str, both| Powers {
            functions: functions.into(),
            establishments: establishments.into(),
            both,
            ..Powers::default()
        };
        let open = || settings(Writers::Everybody, Moderation::Nothing);
        let cases = [
            ("college", powers("", "0940001a", false), [1, 1, 0, 0]),
            ("enseignants", powers("ens", "", false), [1, 0, 1, 1]),
            ("croise", powers("ENS", "0940001A", true), [1, 0, 0, 0]),
            ("lun-ou-lautre", powers("DIR", "0940002B", false), [0, 1, 1, 0]),
            ("tous", Powers { everybody: true, ..Powers::default() }, [1, 1, 1, 1]),
        ];
        for (local, powers, expected) in cases {
            let list = make(&app, local, open(), powers).await;
            let mut before = Vec::new();
            for person in all {
                before.push(received(&app, person).await);
            }
            write(&app, &list, here, raw(&format!("{local}@x"), "Subject: Bonjour", "Bonjour.")).await;
            for ((person, expected), before) in all.into_iter().zip(expected).zip(before) {
                assert_eq!(received(&app, person).await - before, expected, "{local}");
            }
            let reached: i64 = expected.iter().sum();
            let owners = i64::from(local == "enseignants" || local == "tous");
            assert_eq!(again(&app, &list).await.members, reached + owners, "{local}");
        }
        // Somebody moves, somebody leaves the académie.
        let list = make(&app, "second", open(), powers("", "0940002B", false)).await;
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!("UPDATE people SET uai = '0940002B' WHERE id = $1", nowhere)).await?;
                people::close_person(tx, elsewhere).await
            })
            .await
            .unwrap();
        let before = (received(&app, nowhere).await, received(&app, elsewhere).await);
        write(&app, &list, here, raw("s@x", "Subject: Bonjour", "Bonjour.")).await;
        assert_eq!(
            (received(&app, nowhere).await, received(&app, elsewhere).await),
            (before.0 + 1, before.1)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pasted_is_taken_line_by_line_and_the_rest_is_given_back() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let closed = owner(&app, "cpartie").await;
        app.ctx().write(async move |tx| people::close_person(tx, closed).await).await.unwrap();
        let list =
            make(&app, "profs", settings(Writers::Members, Moderation::Nothing), Powers::default()).await;
        make(&app, "autre", settings(Writers::Members, Moderation::Nothing), Powers::default()).await;
        let typed = "Nom;Adresse\nDupont\tJeanne\tJDupont@ac-creteil.fr\n\npersonne@ac-creteil.fr\n\
                     cpartie@ac-creteil.fr\nautre@ac-creteil.fr\nanne@ailleurs.example\n<a@b\njdupont@ac-creteil.fr";
        let added = join(&app, &list, typed).await;
        assert_eq!((added.people, added.guests, added.already), (1, 0, 0), "nothing leaves this deployment");
        let why: Vec<&str> = added.refused.iter().map(|refused| refused.why.as_str()).collect();
        assert_eq!(added.refused.len(), 6, "{why:#?}");
        let left = added.left(typed);
        assert_eq!(left.lines().count(), 6, "{left}");
        assert!(!left.to_lowercase().contains("jdupont"), "{left}");
        assert_eq!(join(&app, &list, "jdupont@ac-creteil.fr").await.already, 1);
    }
}

#[test]
fn who_may_write_is_one_table() {
    use super::standing::Verdict::{Hold, Refuse, Through};
    let list = |writers, moderation| ListRow {
        id: Id::NIL,
        academy_id: Id::NIL,
        address: String::new(),
        name: String::new(),
        sort_key: String::new(),
        description: String::new(),
        writers,
        moderation,
        may_leave: true,
        archive: Archive::Nobody,
        keep_days: 90,
        audience_both: false,
        members: 0,
        version: 1,
    };
    // An owner, a member, somebody of the académie, somebody outside.
    let callers = [(true, false, true), (false, true, true), (false, false, true), (false, false, false)];
    for (writers, moderation, expected) in [
        (Writers::Owners, Moderation::Nothing, [Through, Refuse, Refuse, Refuse]),
        (Writers::Members, Moderation::Nothing, [Through, Through, Refuse, Refuse]),
        (Writers::Academy, Moderation::Nothing, [Through, Through, Through, Refuse]),
        (Writers::Everybody, Moderation::Nothing, [Through, Through, Through, Through]),
        (Writers::Owners, Moderation::Others, [Through, Hold, Hold, Hold]),
        (Writers::Members, Moderation::Others, [Through, Through, Hold, Hold]),
        (Writers::Academy, Moderation::Others, [Through, Through, Through, Hold]),
        (Writers::Everybody, Moderation::Others, [Through, Through, Through, Through]),
        (Writers::Owners, Moderation::All, [Through, Hold, Hold, Hold]),
        (Writers::Everybody, Moderation::All, [Through, Hold, Hold, Hold]),
    ] {
        let found = callers
            .map(|(owns, member, of_academy)| judge(&list(writers, moderation), owns, member, of_academy));
        assert_eq!(found, expected, "{writers:?} {moderation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_programs_write_and_what_came_by_a_list_already_is_refused() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let list =
            make(&app, "profs", settings(Writers::Everybody, Moderation::Nothing), Powers::default()).await;
        join(&app, &list, "jdupont@ac-creteil.fr").await;
        for head in [
            "List-Id: <profs.ac-creteil.fr>",
            "List-Id: <autre.x.example>",
            "Precedence: bulk",
            "Auto-Submitted: auto-replied",
        ] {
            let answer = write(&app, &list, jeanne, raw("a@x", head, "Bonjour.")).await;
            assert_eq!(answer, Answer::Refused(Refusal::Automatic), "{head}");
        }
        assert_eq!(
            write(&app, &list, jeanne, raw("j@x", "X-Spam: Yes", "")).await,
            Answer::Refused(Refusal::Junk)
        );
        assert_eq!(received(&app, jeanne).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_let_pass_refused_or_forgotten_and_its_author_knows() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let list =
            make(&app, "profs", settings(Writers::Owners, Moderation::Others), Powers::default()).await;
        join(&app, &list, "mberthier@ac-creteil.fr").await;
        for id in ["un", "deux", "trois", "quatre"] {
            let message = raw(&format!("{id}@x"), &format!("Subject: {id}"), "Bonjour.");
            assert_eq!(write(&app, &list, jeanne, message).await, Answer::Held);
            app.later(std::time::Duration::from_secs(1)).await;
        }
        assert_eq!(received(&app, malik).await, 0);
        assert_eq!(received(&app, jeanne).await, 4, "told that they wait");
        let opened = opened(&list);
        let waiting = held::waiting(&mut app.ctx().read().await.unwrap(), &opened, 10).await.unwrap();
        let [quatre, trois, deux, un] = &waiting[..] else { panic!("{waiting:?}") };
        assert_eq!(
            (un.subject.as_str(), quatre.author.as_str()),
            ("un", "Sofia Amrani <samrani@ac-creteil.fr>")
        );
        let (un, deux, trois) = (un.id, deux.id, trois.id);
        let look = opened.clone();
        let ctx = app.ctx();
        let done = ctx.write(async move |tx| {
            Ok([
                held::accept(tx, &look, un).await?,
                held::accept(tx, &look, un).await?,
                held::refuse(tx, &look, deux, "Trop long.").await?,
                held::refuse(tx, &look, trois, "").await?,
                held::refuse(tx, &look, deux, "").await?,
            ])
        });
        assert_eq!(done.await.unwrap(), [true, false, true, true, false]);
        app.settle().await;
        assert_eq!(received(&app, malik).await, 1);
        assert_eq!(received(&app, jeanne).await, 5, "told of the one that was refused with a reason");
        let (told, bytes) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(told.subject, "Non diffusé\u{a0}: deux");
        assert!(crate::message::parse(&bytes).readable_text().contains("Trop long."));
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(days(15)).await;
        assert_eq!(received(&app, jeanne).await, 6);
        assert_eq!(newest(&app, jeanne, FolderRole::Inbox).await.0.subject, "Non diffusé\u{a0}: quatre");
        let left = held::count(&mut app.ctx().read().await.unwrap(), &opened).await.unwrap();
        assert_eq!(left, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_two_slices_it_forgets_nobody_and_gives_nobody_anything_twice() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let powers = Powers { everybody: true, ..Powers::default() };
        let list = make(&app, "tous", settings(Writers::Everybody, Moderation::Nothing), powers).await;
        let mut typed = String::new();
        for n in 0..230 {
            let name = format!(
                "m{}{}{}",
                (b'a' + n / 100) as char,
                (b'a' + n % 10) as char,
                (b'a' + n / 10 % 10) as char
            );
            app.person(&name).await;
            typed.extend([name.as_str(), "@ac-creteil.fr\n"]);
        }
        join(&app, &list, &typed).await;
        let letter = Letter::keep(&app.ctx(), raw("m@x", "Subject: Tous", "Bonjour.")).await.unwrap();
        let (id, writer) = (list.id, Writer { person: Some(jeanne), ..Writer::default() });
        app.ctx().write(async move |tx| take(tx, id, &letter, &writer).await).await.unwrap();
        // Every job is done twice, one beside the other: that of the list by two workers at once.
        let mut tx = app.ctx().read().await.unwrap();
        let post = tx
            .one(sql!(Id<Post>: "SELECT id FROM mail_list_posts WHERE list_id = $1", list.id))
            .await
            .unwrap();
        drop(tx);
        let payload = serde_json::to_string(&post).unwrap();
        let again = || (SPREAD.run)(app.ctx(), payload.clone());
        let (one, two) = tokio::join!(again(), again());
        one.unwrap();
        two.unwrap();
        app.settle().await;
        again().await.unwrap();
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        let counts = tx
            .all(
                sql!((i64, i64): "SELECT n, COUNT(*) FROM (SELECT mailbox_id, COUNT(*) AS n FROM mail_messages
                  WHERE academy_id = $1 GROUP BY mailbox_id) AS boxes GROUP BY n", app.academy.id),
            )
            .await
            .unwrap();
        assert_eq!(counts, [(1, 232)], "the members, the author and the owner, each one copy");
        let kept = tx
            .one(sql!(i64: "SELECT COUNT(DISTINCT digest) FROM mail_messages WHERE academy_id = $1", app.academy.id))
            .await
            .unwrap();
        assert_eq!(kept, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_keeps_what_it_says_and_no_longer() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let kept = Settings { keep_days: 90, ..settings(Writers::Everybody, Moderation::Nothing) };
        let none = Settings { archive: Archive::Nobody, ..kept.clone() };
        let kept = make(&app, "gardee", kept, Powers::default()).await;
        let none = make(&app, "oubliee", none, Powers::default()).await;
        for list in [&kept, &none] {
            write(&app, list, jeanne, raw("m@x", "Subject: Bonjour", "Bonjour.")).await;
        }
        let count = async || {
            let mut tx = app.ctx().read().await.unwrap();
            let count = sql!(i64: "SELECT COUNT(*) FROM mail_list_posts WHERE academy_id = $1 /* scan: a test */", app.academy.id);
            tx.one(count).await.unwrap()
        };
        assert_eq!(count().await, 2);
        let page = async |list: &ListRow| {
            let mut tx = app.ctx().read().await.unwrap();
            archive::page(&mut tx, &opened(list), (Time(i64::MAX), Id::from_bytes([255; 16])), 10).await
        };
        assert_eq!(page(&kept).await.unwrap().len(), 1);
        let page = page(&none).await;
        assert!(matches!(page, Err(Error::NotFound)));
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        app.later(days(4)).await;
        assert_eq!(count().await, 1);
        app.later(days(90)).await;
        assert_eq!(count().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_a_message_is_its_one_author_and_not_whoever_says_to_have_sent_it() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        for (head, expected) in [
            ("From: JDupont@ac-creteil.fr\r\nSender: x@y.example", Some(jeanne)),
            ("Sender: jdupont@ac-creteil.fr", None),
            ("From: a@y.example, jdupont@ac-creteil.fr", None),
            ("From: jdupont@ac-creteil.fr, a@y.example", None),
        ] {
            let message = format!("{head}\r\nSubject: Essai\r\n\r\nBonjour.\r\n");
            let letter = Letter::keep(&app.ctx(), message.into_bytes()).await.unwrap();
            let writer = Writer::of(&mut app.ctx().read().await.unwrap(), &letter).await.unwrap();
            assert_eq!(writer.person, expected, "{head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_learn_of_others_and_the_trail_says_whose_a_list_is() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let list =
            make(&app, "parents", settings(Writers::Everybody, Moderation::Nothing), Powers::default()).await;
        let me = people::person_by_identifier(&mut app.ctx().read().await.unwrap(), "oresponsable").await;
        let me = me.unwrap().unwrap().id;
        let told = async || {
            app.settle().await;
            kernel::notices::of(&mut app.ctx().read().await.unwrap(), me, 5).await.unwrap().len()
        };
        let change = async |owners: &str| {
            let now = again(&app, &list).await;
            let (opened, version) = (opened(&now), now.version);
            let powers = Powers { owners: owners.to_owned(), ..Powers::default() };
            let as_before = settings(Writers::Everybody, Moderation::Nothing);
            app.ctx()
                .write(async move |tx| super::change(tx, &opened, version, as_before, Some(&powers)).await)
                .await
                .unwrap();
        };
        change("oresponsable@ac-creteil.fr").await;
        assert_eq!(told().await, 0, "nothing has changed for them");
        change("oresponsable@ac-creteil.fr, jdupont@ac-creteil.fr").await;
        assert_eq!(told().await, 1);
        let mut tx = app.ctx().read().await.unwrap();
        let detail = tx
            .all(sql!(String: "SELECT detail FROM audit WHERE academy_id = $1 AND action = 'mail_list.change'
                  ORDER BY number DESC /* scan: a test */", app.academy.id))
            .await
            .unwrap();
        assert!(
            detail[0].contains("jdupont@ac-creteil.fr") && detail[0].contains("oresponsable@"),
            "{}",
            detail[0]
        );
    }
}
