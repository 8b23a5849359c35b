//! Boxes from outside: found, given room, closed, deleted, restored, erased.

use http::StatusCode;
use kernel::{
    Error, Id,
    people::{self, Capacity, Civility, Establishment, NewPerson, Person},
    permission::Role,
    sql,
    time::days,
};
use testkit::{TestApp, Visitor};

use super::{boxes, quota, retention, terms};
use crate::{
    delivery::{Recipient, Taken, Welcome, into_inbox},
    filing,
    folder::FolderRole,
    letter::Letter,
    mailbox, services,
    tests::{apps, change, deliver, fill, folder_of, messages, owner, put, raw},
};

pub(crate) async fn postmaster(app: &TestApp, identifier: &str) -> (Id<Person>, Visitor) {
    let person = owner(app, identifier).await;
    app.ctx().write(async move |tx| people::grant(tx, person, Role::Postmaster).await).await.unwrap();
    (person, app.signed_in(person).await)
}

/// Somebody of an establishment, whose box nobody has entered.
pub(crate) async fn member(app: &TestApp, identifier: &str, function: &str, uai: &str) -> Id<Person> {
    let new = NewPerson {
        id: app.ctx().new_id(),
        identifier: identifier.into(),
        surname: identifier[1..].into(),
        given_names: "Camille".into(),
        civility: Civility::Unspecified,
        function: function.into(),
        uai: Some(uai.into()),
        corps: String::new(),
        address: format!("{identifier}@ac-creteil.fr"),
    };
    let person = new.id;
    app.ctx()
        .write(async move |tx| {
            people::add_person(tx, &new).await?;
            mailbox::ensure(tx, person).await.map(drop)
        })
        .await
        .unwrap();
    person
}

async fn act(app: &TestApp, person: Id<Person>, act: boxes::Act) -> Result<(), Error> {
    app.ctx().write(async move |tx| boxes::act(tx, mailbox::of_person(person), act).await).await
}

async fn state(app: &TestApp, person: Id<Person>) -> boxes::State {
    boxes::find(&mut app.ctx().read().await.unwrap(), mailbox::of_person(person)).await.unwrap().state()
}

async fn titles(app: &TestApp, person: Id<Person>) -> Vec<String> {
    let notices = kernel::notices::of(&mut app.ctx().read().await.unwrap(), person, 50).await.unwrap();
    notices.into_iter().map(|notice| notice.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn boxes_are_found_by_name_address_establishment_and_state() {
    for app in apps().await {
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let jeanne = owner(&app, "jdupont").await;
        member(&app, "mmartin", "ENS", "0940123A").await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Un secret", "Le corps du secret."))
            .await;
        let names = async |visitor: &mut Visitor, query: &str| {
            let seen = visitor.get(&format!("/webmel/gestion/boites?{query}")).await;
            assert_eq!(seen.status, StatusCode::OK);
            ["jdupont@", "mmartin@", "pfacteur@"]
                .into_iter()
                .filter(|address| seen.body.contains(&format!("<td data-label=\"Adresse\">{address}")))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&mut visitor, "").await.len(), 3);
        assert_eq!(names(&mut visitor, "q=dupo").await, ["jdupont@"]);
        assert_eq!(names(&mut visitor, "q=camille+mart").await, ["mmartin@"]);
        assert_eq!(names(&mut visitor, "q=MMARTIN%40ac").await, ["mmartin@"]);
        assert_eq!(names(&mut visitor, "q=%21%21").await, Vec::<&str>::new());
        assert_eq!(names(&mut visitor, "uai=0940123a").await, ["mmartin@"]);
        assert_eq!(names(&mut visitor, "etat=waiting").await, ["mmartin@"]);
        assert_eq!(names(&mut visitor, "etat=active").await, ["jdupont@", "pfacteur@"]);
        assert_eq!(names(&mut visitor, "etat=waiting&uai=0940123A").await, ["mmartin@"]);
        act(&app, jeanne, boxes::Act::Close).await.unwrap();
        assert_eq!(names(&mut visitor, "etat=closed").await, ["jdupont@"]);
        assert_eq!(names(&mut visitor, "etat=closed&q=mart").await, Vec::<&str>::new());
        assert_eq!(names(&mut visitor, "etat=active").await, ["pfacteur@"]);
        let one = visitor.get(&format!("/webmel/gestion/boites/{jeanne}")).await;
        assert!(one.body.contains("Boîte de réception</dt><dd>1"), "{}", one.body);
        assert!(!one.body.contains("secret") && !one.body.contains("Sofia"), "neither subjects nor authors");
        let mut jeanne = app.signed_in(jeanne).await;
        assert_eq!(jeanne.get("/webmel/gestion/boites").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_boxes_costs_the_same_however_many_there_are_and_leads_to_the_next() {
    for app in apps().await {
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let mut costs = Vec::new();
        for n in 0..60 {
            if n == 2 || n == 59 {
                let seen = visitor.get("/webmel/gestion/boites").await;
                costs.push(seen.headers["x-queries"].to_str().unwrap().to_owned());
            }
            member(&app, &format!("aagent{n:02}"), "ENS", "0940123A").await;
        }
        assert_eq!(costs[0], costs[1]);
        let mut seen = visitor.get("/webmel/gestion/boites").await;
        let rows = |body: &str| body.matches("<th scope=\"row\">").count();
        assert_eq!(rows(&seen.body), 25);
        let next = seen.attribute(".pagination a", "href").unwrap();
        seen = visitor.get(&next).await;
        assert_eq!(rows(&seen.body), 25);
        let next = seen.attribute(".pagination a", "href").unwrap();
        seen = visitor.get(&next).await;
        assert_eq!(rows(&seen.body), 11);
        assert_eq!(seen.attribute(".pagination a", "href"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_take_room_within_the_terms_and_postmasters_give_it() {
    for app in apps().await {
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let room = async || {
            let mut tx = app.ctx().read().await.unwrap();
            mailbox::find(&mut tx, mailbox::of_person(jeanne)).await.unwrap().unwrap().quota_bytes
        };
        browser.get("/webmel/reglages").await;
        for refused in ["6", "1", "x", ""] {
            let seen = browser.post("/webmel/reglages/quota", &[("room", refused)]).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
            assert!(seen.text("#room-error").is_some_and(|text| text.contains("au plus 5")), "{}", seen.body);
        }
        assert_eq!(
            browser.post("/webmel/reglages/quota", &[("room", "4,5")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(room().await, 4_500_000_000);
        let place = format!("/webmel/gestion/boites/{jeanne}/place");
        visitor.get(&format!("/webmel/gestion/boites/{jeanne}")).await;
        for refused in ["51", "0,05", "-1"] {
            let seen = visitor.post(&place, &[("room", refused)]).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        }
        assert_eq!(visitor.post(&place, &[("room", "50")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(room().await, 50_000_000_000);
        let seen = visitor.get(&format!("/webmel/gestion/boites/{jeanne}")).await;
        assert!(seen.body.contains("Place modifiée"), "{}", seen.body);
        visitor.post(&place, &[("room", "50"), ("by_terms", "1")]).await;
        assert_eq!(room().await, mailbox::QUOTA);
        assert_eq!(browser.post(&place, &[("room", "50")]).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_have_bounds_and_boxes_follow_them() {
    for app in apps().await {
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        change(&app, malik, async |tx, mailbox| quota::give(tx, mailbox, Some(terms::GIGABYTE)).await).await;
        let good = [
            ("quota_default", "3"),
            ("quota_own", "6"),
            ("quota_most", "20"),
            ("bin_days", "10"),
            ("junk_days", "7"),
            ("closed_days", "60"),
            ("closed_message_days", ""),
            ("head_functions", "dir, dec"),
        ];
        let with = |field: &str, value: &'static str| -> Vec<(&'static str, &'static str)> {
            good.iter().map(|(name, was)| (*name, if *name == field { value } else { was })).collect()
        };
        visitor.get("/webmel/gestion/regles").await;
        for (field, value) in [
            ("quota_default", "0"),
            ("quota_own", "2"),
            ("quota_most", "5"),
            ("bin_days", "6"),
            ("junk_days", "181"),
            ("closed_days", "x"),
            ("closed_message_days", "29"),
            ("head_functions", "DIR;<b>"),
        ] {
            let seen = visitor.post("/webmel/gestion/regles", &with(field, value)).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(seen.text(&format!("#{field}-error")).is_some(), "{field}: {}", seen.body);
        }
        let seen = visitor.post("/webmel/gestion/regles", &good).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        app.settle().await;
        let mut tx = app.ctx().read().await.unwrap();
        let room = |found: Option<mailbox::MailboxRow>| found.unwrap().quota_bytes;
        assert_eq!(
            room(mailbox::find(&mut tx, mailbox::of_person(jeanne)).await.unwrap()),
            3 * terms::GIGABYTE
        );
        assert_eq!(room(mailbox::find(&mut tx, mailbox::of_person(malik)).await.unwrap()), terms::GIGABYTE);
        drop(tx);
        let new = owner(&app, "nnouvelle").await;
        let mut tx = app.ctx().read().await.unwrap();
        assert_eq!(room(mailbox::find(&mut tx, mailbox::of_person(new)).await.unwrap()), 3 * terms::GIGABYTE);
        drop(tx);
        // The bin keeps for ten days now.
        let id = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: A", "A")).await;
        let bin = folder_of(&app, jeanne, FolderRole::Trash).await;
        let bin_id = bin.id;
        change(&app, jeanne, async move |tx, mailbox| filing::move_to(tx, mailbox, &[id], &bin).await).await;
        app.later(days(9)).await;
        assert_eq!(messages(&app, jeanne, bin_id).await.len(), 1);
        app.later(days(2)).await;
        assert_eq!(messages(&app, jeanne, bin_id).await.len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_fills_up_is_told_once_for_each_share() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mailbox = mailbox::of_person(jeanne);
        let lines = |n: usize| {
            "x".repeat(70)
                .repeat(n)
                .as_bytes()
                .chunks(70)
                .map(|l| String::from_utf8_lossy(l).into_owned())
                .collect::<Vec<_>>()
                .join("\r\n")
        };
        let first = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: A", &lines(1_000))).await;
        let used = async || {
            let mut tx = app.ctx().read().await.unwrap();
            mailbox::find(&mut tx, mailbox).await.unwrap().unwrap().used_bytes
        };
        let half = used().await;
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!("UPDATE mailboxes SET quota_bytes = $2 WHERE id = $1", mailbox, half * 2))
                    .await
            })
            .await
            .unwrap();
        let warned =
            async || titles(&app, jeanne).await.into_iter().filter(|title| title.contains("pleine")).count();
        put(&app, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: B", &lines(650))).await;
        assert_eq!(warned().await, 1, "at 82 %");
        put(&app, jeanne, FolderRole::Inbox, 2, raw("c@x", "Subject: C", "peu")).await;
        assert_eq!(warned().await, 1, "once");
        let last = put(&app, jeanne, FolderRole::Inbox, 3, raw("d@x", "Subject: D", &lines(300))).await;
        assert_eq!(warned().await, 2, "at 97 %");
        // Emptied and filled again, it is told again.
        change(&app, jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[first, last]).await)
            .await;
        put(&app, jeanne, FolderRole::Inbox, 4, raw("e@x", "Subject: E", &lines(1_000))).await;
        assert_eq!(warned().await, 3);
        // The notices of all this came by mail too.
        app.settle().await;
        let inbox = messages(&app, jeanne, FolderRole::Inbox.in_box(mailbox)).await;
        assert_eq!(inbox.iter().filter(|message| message.subject.contains("pleine")).count(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_box_lets_nobody_in_and_nothing_be_delivered() {
    for app in apps().await {
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Avant", "Avant.")).await;
        let mut browser = app.signed_in(jeanne).await;
        assert_eq!(browser.get("/webmel").await.status, StatusCode::OK);
        visitor.get(&format!("/webmel/gestion/boites/{jeanne}/fermeture")).await;
        let closing = format!("/webmel/gestion/boites/{jeanne}/fermeture");
        assert_eq!(visitor.post(&closing, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(visitor.post(&closing, &[]).await.status, StatusCode::CONFLICT, "its state has changed");
        for path in ["/webmel", "/webmel/dossiers/envoyes", "/webmel/ecrire", "/webmel/reglages"] {
            let seen = browser.get(path).await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}");
            assert!(seen.body.contains("Votre boîte est fermée"), "{}", seen.body);
        }
        assert_eq!(titles(&app, jeanne).await, ["Votre boîte aux lettres est fermée"]);
        let letter = Letter::keep(&app.ctx(), raw("b@x", "Subject: Après", "Après.")).await.unwrap();
        let to = Recipient { person: jeanne, academy: app.academy.id };
        assert_eq!(into_inbox(&app.ctx(), to, &letter, Welcome::OfPeople).await.unwrap(), Taken::Closed);
        visitor.post(&format!("/webmel/gestion/boites/{jeanne}/reouverture"), &[]).await;
        assert_eq!(into_inbox(&app.ctx(), to, &letter, Welcome::OfPeople).await.unwrap(), Taken::Filed);
        assert!(browser.get("/webmel").await.body.contains("Avant"));
    }
}

/// Rows of every table that hang from a box, but for its own; and words of messages that are no more.
async fn left_of(app: &TestApp, person: Id<Person>) -> i64 {
    let mailbox = mailbox::of_person(person);
    let mut tx = app.ctx().read().await.unwrap();
    tx.one(sql!(i64: "SELECT (SELECT COUNT(*) FROM mail_messages WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM mail_folders WHERE mailbox_id = $1) + (SELECT COUNT(*) FROM mail_links WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM mail_drafts WHERE mailbox_id = $1) + (SELECT COUNT(*) FROM mail_contacts WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM mail_rules WHERE mailbox_id = $1) + (SELECT COUNT(*) FROM mail_templates WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM mail_identities WHERE mailbox_id = $1) + (SELECT COUNT(*) FROM mail_outgoing WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM mail_senders WHERE mailbox_id = $1) + (SELECT COUNT(*) FROM mail_withheld WHERE mailbox_id = $1)
          + (SELECT COUNT(*) FROM search_docs d WHERE d.kind = 'message'
             AND NOT EXISTS (SELECT 1 FROM mail_messages g WHERE g.id = d.object_id) /* scan: a test */)", mailbox))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_box_is_told_deleted_restored_and_at_last_erased() {
    for app in apps().await {
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        let (postmaster, _) = postmaster(&app, "pfacteur").await;
        let jeanne = owner(&app, "jdupont").await;
        fill(&app, jeanne, 250).await;
        change(&app, jeanne, async |tx, mailbox| {
            let id: Id<()> = tx.new_id();
            tx.execute(sql!(
                "INSERT INTO mail_templates (id, academy_id, mailbox_id, name, sort_key, subject, body)
                  VALUES ($1, $2, $3, 'T', 't', '', '')",
                id,
                tx.academy_id()?,
                mailbox
            ))
            .await
        })
        .await;
        act(&app, jeanne, boxes::Act::Close).await.unwrap();
        app.later(days(22)).await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Closed);
        assert!(!titles(&app, jeanne).await.iter().any(|title| title.contains("une semaine")));
        app.later(days(2)).await;
        let told = |titles: Vec<String>| titles.iter().filter(|title| title.contains("une semaine")).count();
        assert_eq!(told(titles(&app, jeanne).await), 1);
        assert_eq!(told(titles(&app, postmaster).await), 1);
        app.later(days(5)).await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Closed, "told for five days only");
        app.later(days(3)).await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Aside);
        app.later(days(29)).await;
        act(&app, jeanne, boxes::Act::Restore).await.unwrap();
        // And what was said of it to its owner.
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 252);
        let mut browser = app.signed_in(jeanne).await;
        assert!(browser.get("/webmel").await.body.contains("Lettre 0"));

        act(&app, jeanne, boxes::Act::Close).await.unwrap();
        act(&app, jeanne, boxes::Act::Delete).await.unwrap();
        app.later(days(29)).await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Aside);
        app.later(days(2)).await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Erased);
        assert_eq!(left_of(&app, jeanne).await, 0);
        assert!(act(&app, jeanne, boxes::Act::Restore).await.is_err());
        let mut tx = app.ctx().read().await.unwrap();
        let trail = kernel::audit::about_its(&mut tx, jeanne, "mailbox", 20).await.unwrap();
        assert_eq!(trail[0].action, "mailbox.erased");
        assert_eq!(people::mailbox_activated_at(&mut tx, jeanne).await.unwrap(), None);
        drop(tx);
        // What is still sent there makes no new box; whatever the product says is refused as well.
        deliver(&app, jeanne, raw("z@x", "Subject: Tard", "Tard.")).await;
        let letter = Letter::keep(&app.ctx(), raw("y@x", "Subject: Avis", "Avis.")).await.unwrap();
        let to = Recipient { person: jeanne, academy: app.academy.id };
        assert_eq!(into_inbox(&app.ctx(), to, &letter, Welcome::OfProduct).await.unwrap(), Taken::Closed);
        assert_eq!(left_of(&app, jeanne).await, 0);
        // Back after years, the person has an empty box.
        let academy = app.academy.id;
        app.ctx()
            .write(async move |tx| {
                tx.emit(kernel::facts::Fact::AccountOpened { academy, person: jeanne }).await
            })
            .await
            .unwrap();
        app.settle().await;
        assert_eq!(state(&app, jeanne).await, boxes::State::Waiting);
        let mut browser = app.signed_in(jeanne).await;
        assert_eq!(browser.get("/webmel").await.status, StatusCode::OK);
        let inbox = messages(&app, jeanne, FolderRole::Inbox.in_box(mailbox::of_person(jeanne))).await;
        assert!(inbox.is_empty(), "{inbox:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closed_box_of_a_service_keeps_what_it_holds_until_it_is_opened() {
    for app in apps().await {
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        owner(&app, "jdupont").await;
        let typed = services::Typed {
            address: "vie-scolaire".to_owned(),
            name: "Vie scolaire".to_owned(),
            owners: "jdupont@ac-creteil.fr".to_owned(),
        };
        let mailbox = app.ctx().write(async move |tx| services::create(tx, &typed).await).await.unwrap();
        let total = async || folder_of(&app, mailbox.cast(), FolderRole::Inbox).await.total;
        deliver(&app, mailbox.cast(), raw("a@x", "Subject: Un", "Un.")).await;
        app.ctx().write(async move |tx| services::set_closed(tx, mailbox, true).await).await.unwrap();
        deliver(&app, mailbox.cast(), raw("b@x", "Subject: Deux", "Deux.")).await;
        app.later(days(100)).await;
        assert_eq!((state(&app, mailbox.cast()).await, total().await), (boxes::State::Closed, 1));
        app.ctx().write(async move |tx| services::set_closed(tx, mailbox, false).await).await.unwrap();
        deliver(&app, mailbox.cast(), raw("c@x", "Subject: Trois", "Trois.")).await;
        assert_eq!((state(&app, mailbox.cast()).await, total().await), (boxes::State::Active, 2));
        // Deleted by somebody and erased, it opens as a new one.
        app.ctx().write(async move |tx| services::set_closed(tx, mailbox, true).await).await.unwrap();
        act(&app, mailbox.cast(), boxes::Act::Delete).await.unwrap();
        app.later(days(31)).await;
        assert_eq!(state(&app, mailbox.cast()).await, boxes::State::Erased);
        app.ctx().write(async move |tx| services::set_closed(tx, mailbox, false).await).await.unwrap();
        deliver(&app, mailbox.cast(), raw("d@x", "Subject: Quatre", "Quatre.")).await;
        assert_eq!((state(&app, mailbox.cast()).await, total().await), (boxes::State::Active, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_messages_of_closed_boxes_go_first_when_the_terms_say_so() {
    for app in apps().await {
        kernel::jobs::start_schedules(app.services()).await.unwrap();
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        for person in [jeanne, malik] {
            put(&app, person, FolderRole::Archive, -60 * 24 * 60, raw("vieux@x", "Subject: Vieux", "Vieux."))
                .await;
            put(&app, person, FolderRole::Archive, 0, raw("neuf@x", "Subject: Neuf", "Neuf.")).await;
        }
        app.ctx()
            .write(async |tx| {
                let terms = terms::Terms { closed_message_days: Some(30), ..terms::Terms::default() };
                terms::set(tx, &terms).await
            })
            .await
            .unwrap();
        act(&app, jeanne, boxes::Act::Close).await.unwrap();
        app.later(days(1)).await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Archive).await.total, 1);
        assert_eq!(
            folder_of(&app, malik, FolderRole::Archive).await.total,
            2,
            "an open box keeps its old messages"
        );
        // Opened while its turn came, it keeps them as well.
        let box_of_malik = mailbox::of_person(malik);
        let gone = app
            .ctx()
            .write(async move |tx| {
                retention::older_go_if_closed(tx, box_of_malik, kernel::Time(i64::MAX)).await
            })
            .await
            .unwrap();
        assert_eq!(gone, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_see_which_boxes_of_their_establishment_nobody_has_entered() {
    for app in apps().await {
        let (_, mut facteur) = postmaster(&app, "pfacteur").await;
        let head = member(&app, "dchef", "DIR", "0940123A").await;
        let teacher = member(&app, "mmartin", "ENS", "0940123A").await;
        member(&app, "nnoel", "ENS", "0940123A").await;
        member(&app, "llointain", "ENS", "0940999Z").await;
        app.ctx().write(async move |tx| mailbox::activate(tx, head).await).await.unwrap();
        deliver(&app, teacher, raw("a@x", "Subject: Un secret", "A.")).await;
        let page = "/webmel/gestion/non-activees";
        let mut chef = app.signed_in(head).await;
        let seen = chef.get(page).await;
        assert!(seen.body.contains("2 boîtes ne sont pas activées sur 3"), "{}", seen.body);
        assert!(seen.body.contains("mmartin@ac-creteil.fr") && !seen.body.contains("llointain@"));
        assert!(seen.body.contains("data-label=\"Messages en attente\">1<"), "{}", seen.body);
        assert!(!seen.body.contains("secret"));
        assert!(chef.get("/webmel").await.body.contains(page), "the way there stands beside the folders");
        let href = seen.attribute("a[download]", "href").unwrap();
        let file = chef.get(&href).await;
        assert_eq!(
            file.headers.get("content-disposition").map(|value| value.to_str().unwrap()),
            Some("attachment; filename=\"boites-non-activees-0940123A.csv\""),
            "{href} {}",
            file.status
        );
        let lines: Vec<&str> = file.body.lines().collect();
        assert!(lines[0].starts_with("\u{feff}\"Titulaire\";\"Adresse\""), "{}", lines[0]);
        assert_eq!(
            lines[1],
            "\"Camille martin\";\"mmartin@ac-creteil.fr\";\"23/11/2026\";\"1\";\"23/11/2026\""
        );
        assert_eq!(lines.len(), 3);
        // Neither another establishment nor, without the function, one's own.
        for path in [format!("{page}?uai=0940999Z"), format!("{page}.csv?uai=0940999Z")] {
            assert_eq!(chef.get(&path).await.status, StatusCode::NOT_FOUND);
        }
        let mut martin = app.signed_in(teacher).await;
        assert_eq!(martin.get(page).await.status, StatusCode::NOT_FOUND);
        assert!(!martin.get("/webmel").await.body.contains(page));
        let seen = facteur.get(&format!("{page}?uai=0940999z")).await;
        assert!(seen.body.contains("llointain@"), "{}", seen.body);
        assert_eq!(facteur.get(page).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_heads_several_establishments_chooses_among_them_and_reaches_no_other() {
    for app in apps().await {
        let head = member(&app, "dchef", "DIR", "0940123A").await;
        let inspector = member(&app, "iinspecteur", "INS", "0940999Z").await;
        for (name, uai) in [("mmartin", "0940123A"), ("nnoel", "0940124B"), ("llointain", "0940999Z")] {
            member(&app, name, "ENS", uai).await;
        }
        app.ctx()
            .write(async move |tx| {
                let place = |uai: &str, name: &str| Establishment {
                    uai: uai.into(),
                    name: name.into(),
                    town: "Créteil".into(),
                };
                people::put_establishment(tx, &place("0940124B", "Collège Annexe")).await?;
                people::put_places(tx, head, Capacity::Head, &["0940124B"]).await?;
                people::put_places(tx, inspector, Capacity::Head, &["0940123A", "0940124B"]).await
            })
            .await
            .unwrap();
        let page = "/webmel/gestion/non-activees";
        let mut chef = app.signed_in(head).await;
        let first = chef.get(page).await;
        assert!(first.body.contains("mmartin@") && !first.body.contains("nnoel@"), "{}", first.body);
        assert_eq!(first.text("select#uai option[selected]").as_deref(), Some("0940123A"));
        assert!(first.body.contains("Collège Annexe, Créteil (0940124B)"));
        let second = chef.get(&format!("{page}?uai=0940124B")).await;
        assert!(second.body.contains("nnoel@") && !second.body.contains("mmartin@"), "{}", second.body);
        assert!(chef.get(&format!("{page}.csv?uai=0940124B")).await.body.contains("nnoel@"));
        // The function says nothing of where this one works, and human resources say what is headed.
        let mut visitor = app.signed_in(inspector).await;
        assert!(visitor.get("/webmel").await.body.contains(page));
        assert!(visitor.get(page).await.body.contains("mmartin@"));
        for browser in [&mut chef, &mut visitor] {
            for path in [format!("{page}?uai=0940999Z"), format!("{page}.csv?uai=0940999Z")] {
                assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
            }
        }
        // No longer named, nothing is seen any more.
        app.ctx()
            .write(async move |tx| people::put_places(tx, inspector, Capacity::Head, &[]).await)
            .await
            .unwrap();
        assert_eq!(visitor.get(page).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_help_desk_of_some_establishments_sees_theirs_and_one_of_all_chooses() {
    for app in apps().await {
        let [narrow, wide] = [owner(&app, "aassistant").await, owner(&app, "bbureau").await];
        for (name, uai) in [("mmartin", "0940123A"), ("nnoel", "0940124B"), ("llointain", "0940999Z")] {
            member(&app, name, "ENS", uai).await;
        }
        app.ctx()
            .write(async move |tx| {
                for person in [narrow, wide] {
                    people::grant(tx, person, Role::HelpDesk).await?;
                }
                people::put_places(tx, narrow, Capacity::HelpDesk, &["0940123A", "0940124B"]).await
            })
            .await
            .unwrap();
        let page = "/webmel/gestion/non-activees";
        let mut desk = app.signed_in(narrow).await;
        assert!(desk.get("/webmel").await.body.contains(page));
        assert!(desk.get(page).await.body.contains("mmartin@"));
        assert!(desk.get(&format!("{page}?uai=0940124B")).await.body.contains("nnoel@"));
        for path in [format!("{page}?uai=0940999Z"), format!("{page}.csv?uai=0940999Z")] {
            assert_eq!(desk.get(&path).await.status, StatusCode::NOT_FOUND);
        }
        let mut desk = app.signed_in(wide).await;
        let empty = desk.get(page).await;
        assert!(empty.attribute("input#uai", "name").is_some() && !empty.body.contains("mmartin@"));
        assert!(desk.get(&format!("{page}?uai=0940999Z")).await.body.contains("llointain@"));
        assert_eq!(desk.get("/webmel/gestion/boites").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_counted_as_it_happens_and_small_groups_do_not_show() {
    for app in apps().await {
        let (_, mut visitor) = postmaster(&app, "pfacteur").await;
        let jeanne = owner(&app, "jdupont").await;
        for n in 0..12 {
            member(&app, &format!("agrand{n:02}"), "ENS", "0940123A").await;
        }
        let small = member(&app, "ppetit", "ENS", "0940999Z").await;
        deliver(&app, jeanne, raw("a@x", "Subject: A", "A.")).await;
        deliver(&app, jeanne, raw("a@x", "Subject: A", "A.")).await;
        deliver(&app, small, raw("b@x", "X-Spam: Yes\r\nSubject: B", "B.")).await;
        act(&app, small, boxes::Act::Close).await.unwrap();
        deliver(&app, small, raw("c@x", "Subject: C", "C.")).await;
        app.ctx().write(super::counters::take).await.unwrap();
        let seen = visitor.get("/webmel/gestion/statistiques").await;
        assert_eq!(seen.status, StatusCode::OK);
        // Of today: two came, of which one again and one to the junk; none was sent; one was refused.
        let today = "<th scope=\"row\">23 novembre 2026</th><td class=\"num\">2</td><td class=\"num\">0</td><td class=\"num\">1</td><td class=\"num\">1</td>";
        assert!(seen.body.contains(today), "{}", seen.body);
        assert!(seen.body.contains("0940123A") && !seen.body.contains("0940999Z"));
        assert_eq!(seen.body.matches("<rect").count(), 60);
        let mut jeanne = app.signed_in(jeanne).await;
        assert_eq!(jeanne.get("/webmel/gestion/statistiques").await.status, StatusCode::NOT_FOUND);
    }
}
