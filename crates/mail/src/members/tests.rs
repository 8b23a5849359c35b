//! Who may use a box, until when, and what each has read, on both databases.

use kernel::{
    Error, Id,
    audit::Outcome,
    people::{self, Kind, Person},
    sql,
    time::{days, hours},
};
use testkit::TestApp;

use super::{Grant, Rights, grant, of, standing, store, unread, withdraw};
use crate::{
    filing,
    folder::{self, FolderRole},
    lists::{self, Powers, Settings},
    mailbox::{self, Mailbox},
    services::{self, Typed},
    tests::{apps, deliver, owner, put, raw},
};

/// A shared box of the académie with one owner.
pub(crate) async fn shared(app: &TestApp, local: &str, name: &str, owner: &str) -> Id<Mailbox> {
    let typed = Typed { address: local.into(), name: name.into(), owners: format!("{owner}@ac-creteil.fr") };
    app.ctx().write(async move |tx| services::create(tx, &typed).await).await.unwrap()
}

pub(crate) async fn give(app: &TestApp, mailbox: Id<Mailbox>, person: Id<Person>, rights: Rights) {
    let access = Grant::of(person, rights, false);
    app.ctx().write(async move |tx| grant(tx, mailbox, &access).await).await.unwrap();
}

/// What a member has not read, by the role of the folder.
pub(crate) async fn unread_in(
    app: &TestApp,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    role: FolderRole,
) -> i64 {
    let mut tx = app.ctx().read().await.unwrap();
    let counts = tx.all(unread::counts_query(&mailbox, &person)).await.unwrap();
    counts.into_iter().find(|(folder, _)| *folder == role.in_box(mailbox)).map_or(0, |(_, count)| count)
}

async fn actions(app: &TestApp, of: Id<Person>) -> Vec<String> {
    let mut tx = app.ctx().read().await.unwrap();
    let academy = app.academy.id;
    tx.all(sql!(String: "SELECT action FROM audit WHERE academy_id = $1 AND subject_id = $2 AND result = $3 ORDER BY number",
        academy, of, Outcome::Done))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_given_to_agents_and_ends_when_it_was_said() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let gone = app.person("lpartie").await;
        app.ctx().write(async move |tx| people::close_person(tx, gone).await).await.unwrap();
        let mailbox = shared(&app, "vie-scolaire", "Vie scolaire", "jdupont").await;
        let now = app.ctx().now();
        for nobody in [mailbox.cast(), gone, app.ctx().new_id()] {
            let access = Grant::of(nobody, Rights::Read, false);
            let refused = app.ctx().write(async move |tx| grant(tx, mailbox, &access).await).await;
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        let past = Grant { until: Some(now), ..Grant::of(malik, Rights::Read, false) };
        let refused = app.ctx().write(async move |tx| grant(tx, mailbox, &past).await).await;
        assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "until"));
        let access = Grant {
            until: Some(now.plus(hours(2))),
            reason: "Réquisition 12".into(),
            ..Grant::of(malik, Rights::Read, false)
        };
        app.ctx().write(async move |tx| grant(tx, mailbox, &access).await).await.unwrap();
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Une", "Corps")).await;
        let seen = {
            let mut tx = app.ctx().read().await.unwrap();
            assert_eq!(of(&mut tx, mailbox).await.unwrap().len(), 2);
            standing(&mut tx, mailbox, malik).await.unwrap().unwrap()
        };
        assert_eq!(
            (seen.rights, seen.kind, seen.name.as_str()),
            (Rights::Read, Kind::Shared, "Vie scolaire")
        );
        assert_eq!(unread_in(&app, mailbox, malik, FolderRole::Inbox).await, 1);
        app.services().clock.advance(hours(2));
        {
            let mut tx = app.ctx().read().await.unwrap();
            assert!(standing(&mut tx, mailbox, malik).await.unwrap().is_none(), "over, row or no row");
            let left = of(&mut tx, mailbox).await.unwrap();
            assert_eq!(left.iter().map(|member| member.person).collect::<Vec<_>>(), [jeanne]);
        }
        deliver(&app, mailbox.cast(), raw("b@x", "Subject: Deux", "Corps")).await;
        assert_eq!(unread_in(&app, mailbox, malik, FolderRole::Inbox).await, 1, "nothing more comes for him");
        (super::FORGET.run)(app.ctx()).await.unwrap();
        let (rows, members, memberships) = {
            let mut tx = app.ctx().read().await.unwrap();
            let academy = app.academy.id;
            let rows = tx
                .one(sql!(i64: "SELECT COUNT(*) FROM mail_unread WHERE person_id = $1 AND academy_id = $2", malik, academy))
                .await
                .unwrap();
            let of_box = mailbox::find(&mut tx, mailbox).await.unwrap().unwrap().members;
            let of_malik = mailbox::find(&mut tx, malik.cast()).await.unwrap().unwrap().memberships;
            (rows, of_box, of_malik)
        };
        assert_eq!((rows, members, memberships), (0, 1, 0), "the row is gone with what he had not read");
        assert_eq!(actions(&app, malik).await, ["mailbox.activate", "mailbox.grant"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_box_is_closed_to_those_its_person_let_in() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mailbox = mailbox::of_person(jeanne);
        give(&app, mailbox, malik, Rights::Write).await;
        let entered = async || {
            let mut tx = app.ctx().read().await.unwrap();
            let now = tx.now();
            let boxes = tx.all(store::boxes_query(&malik, &now)).await.unwrap().len();
            let reached = store::reached(&mut tx, malik).await.unwrap().len();
            (standing(&mut tx, mailbox, malik).await.unwrap().is_some(), boxes, reached)
        };
        assert_eq!(entered().await, (true, 1, 1));
        app.ctx().write(async move |tx| mailbox::close(tx, mailbox, tx.now()).await).await.unwrap();
        assert_eq!(entered().await, (false, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_read_is_ones_own_and_moves_with_the_message() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mailbox = shared(&app, "vie-scolaire", "Vie scolaire", "jdupont").await;
        give(&app, mailbox, malik, Rights::Write).await;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Une", "Corps")).await;
        let message = crate::tests::newest(&app, mailbox.cast(), FolderRole::Inbox).await.0.id;
        let ctx = app.ctx();
        ctx.write(async move |tx| unread::mark(tx, mailbox, jeanne, &[message], true).await).await.unwrap();
        let state = async |person| {
            let inbox = unread_in(&app, mailbox, person, FolderRole::Inbox).await;
            (inbox, unread_in(&app, mailbox, person, FolderRole::Archive).await)
        };
        assert_eq!((state(jeanne).await, state(malik).await), ((0, 0), (1, 0)));
        ctx.write(async move |tx| {
            let folders = folder::all(tx, mailbox).await?;
            let archive = folders.iter().find(|f| f.role == FolderRole::Archive).unwrap();
            filing::copy_to(tx, mailbox, &[message], archive).await?;
            filing::move_to(tx, mailbox, &[message], archive).await
        })
        .await
        .unwrap();
        assert_eq!((state(jeanne).await, state(malik).await), ((0, 0), (0, 2)), "a copy is as unread");
        // Whoever comes later begins with everything read.
        let lea = owner(&app, "lrey").await;
        give(&app, mailbox, lea, Rights::Read).await;
        assert_eq!(state(lea).await, (0, 0));
        ctx.write(async move |tx| unread::mark(tx, mailbox, lea, &[message], false).await).await.unwrap();
        assert_eq!(state(lea).await, (0, 1));
        // Somebody else's message is none of theirs.
        let other = put(&app, jeanne, FolderRole::Inbox, 0, raw("c@x", "Subject: Privé", "Corps")).await;
        ctx.write(async move |tx| unread::mark(tx, mailbox, lea, &[other], false).await).await.unwrap();
        assert_eq!(state(lea).await, (0, 1));
        ctx.write(async move |tx| filing::delete(tx, mailbox, &[message]).await).await.unwrap();
        assert_eq!((state(malik).await, state(lea).await), ((0, 1), (0, 0)), "the copy is left");
        // A box of one person writes none of this.
        let mut tx = ctx.read().await.unwrap();
        let rows = tx
            .one(sql!(i64: "SELECT COUNT(*) FROM mail_unread WHERE mailbox_id = $1 AND academy_id = $2", jeanne, app.academy.id))
            .await
            .unwrap();
        assert_eq!(rows, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_box_keeps_an_owner_and_whoever_leaves_loses_access() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mailbox = shared(&app, "vie-scolaire", "Vie scolaire", "jdupont").await;
        let lowered = Grant::of(jeanne, Rights::Read, false);
        let refused = app.ctx().write(async move |tx| grant(tx, mailbox, &lowered).await).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let refused = app.ctx().write(async move |tx| withdraw(tx, mailbox, jeanne).await).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        // An owner for a while is not one to count on.
        let until = Some(app.ctx().now().plus(days(3)));
        let for_a_while = Grant { until, ..Grant::of(malik, Rights::Send, true) };
        app.ctx().write(async move |tx| grant(tx, mailbox, &for_a_while).await).await.unwrap();
        let refused = app.ctx().write(async move |tx| withdraw(tx, mailbox, jeanne).await).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let owner = Grant::of(malik, Rights::Read, true);
        app.ctx().write(async move |tx| grant(tx, mailbox, &owner).await).await.unwrap();
        let rights = {
            let mut tx = app.ctx().read().await.unwrap();
            standing(&mut tx, mailbox, malik).await.unwrap().unwrap().rights
        };
        assert_eq!(rights, Rights::Send, "an owner sends");
        assert!(app.ctx().write(async move |tx| withdraw(tx, mailbox, jeanne).await).await.unwrap());
        assert!(!app.ctx().write(async move |tx| withdraw(tx, mailbox, jeanne).await).await.unwrap());
        // The account of the last one closes: the box waits for another.
        let academy = app.academy.id;
        app.ctx()
            .write(async move |tx| {
                tx.emit(kernel::facts::Fact::AccountClosed { academy, person: malik }).await
            })
            .await
            .unwrap();
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        assert!(of(&mut tx, mailbox).await.unwrap().is_empty());
        assert_eq!(mailbox::find(&mut tx, mailbox).await.unwrap().unwrap().members, 0);
        drop(tx);
        assert_eq!(actions(&app, malik).await.last().unwrap(), "mailbox.withdraw");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_boxes_have_their_limits() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let malik = owner(&app, "mberthier").await;
        let mailbox = shared(&app, "vie-scolaire", "Vie scolaire", "jdupont").await;
        let mut people = Vec::new();
        for n in 0..super::MOST_MEMBERS - 1 {
            let name = format!("m{}{}", char::from(b'a' + (n / 26) as u8), char::from(b'a' + (n % 26) as u8));
            people.push(app.person(&name).await);
        }
        app.ctx()
            .write(async move |tx| {
                for person in people {
                    grant(tx, mailbox, &Grant::of(person, Rights::Read, false)).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let one_more = Grant::of(malik, Rights::Read, false);
        let refused = app.ctx().write(async move |tx| grant(tx, mailbox, &one_more).await).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(p)) if p[0].message == "Une boîte a 100 membres au plus."),
            "{refused:?}"
        );
        for n in 1..super::MOST_BOXES {
            let mailbox = shared(&app, &format!("boite-{n}"), &format!("Boîte {n}"), "jdupont").await;
            give(&app, mailbox, malik, Rights::Read).await;
        }
        let last = shared(&app, "la-derniere", "La dernière", "mberthier").await;
        // Changing what one has is no more.
        let again = Grant::of(malik, Rights::Read, true);
        app.ctx().write(async move |tx| grant(tx, last, &again).await).await.unwrap();
        let typed = Typed {
            address: "de-trop".into(),
            name: "De trop".into(),
            owners: "mberthier@ac-creteil.fr".into(),
        };
        let refused = app.ctx().write(async move |tx| services::create(tx, &typed).await).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(p)) if p[0].field == "owners" && p[0].message.ends_with("c’est le maximum.")),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_no_agent_wherever_agents_are_listed() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mailbox = shared(&app, "vie-scolaire", "Vie scolaire", "jdupont").await;
        let mut tx = app.ctx().read().await.unwrap();
        let names =
            |rows: Vec<people::PersonRow>| rows.into_iter().map(|p| p.display_name).collect::<Vec<_>>();
        assert!(names(people::look_up(&mut tx, "vie", 9).await.unwrap()).is_empty());
        assert_eq!(names(people::look_up_all(&mut tx, "scolaire vie", 9).await.unwrap()), ["Vie scolaire"]);
        assert!(people::person_by_address(&mut tx, "vie-scolaire@ac-creteil.fr").await.unwrap().is_none());
        assert!(people::person_by_identifier(&mut tx, "vie-scolaire@ac-creteil.fr").await.unwrap().is_none());
        let found = people::anybody_by_address(&mut tx, "Vie-Scolaire@ac-creteil.fr").await.unwrap().unwrap();
        assert_eq!((found.id, found.given_names.as_str()), (mailbox.cast(), ""));
        drop(tx);
        // A list of everybody reaches people; its owners are people.
        let settings = || Settings {
            name: "Tout le monde".into(),
            description: String::new(),
            writers: lists::Writers::Members,
            moderation: lists::Moderation::Others,
            may_leave: true,
            archive: lists::Archive::Members,
            keep_days: 90,
        };
        let of_service = Powers { owners: "vie-scolaire@ac-creteil.fr".into(), ..Powers::default() };
        let made = settings();
        let refused =
            app.ctx().write(async move |tx| lists::create(tx, "une", made, &of_service).await).await;
        assert!(matches!(&refused, Err(Error::Invalid(p)) if p[0].field == "owners"), "{refused:?}");
        let powers = Powers { owners: "jdupont@ac-creteil.fr".into(), everybody: true, ..Powers::default() };
        let made = settings();
        let list =
            app.ctx().write(async move |tx| lists::create(tx, "tous", made, &powers).await).await.unwrap();
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        let reached =
            lists::members::reached(&mut tx, list, "%", &(String::new(), Id::NIL), 10).await.unwrap();
        assert_eq!(reached.into_iter().map(|member| member.id).collect::<Vec<_>>(), [jeanne]);
    }
}
