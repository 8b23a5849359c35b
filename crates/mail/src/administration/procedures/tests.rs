//! Two people for whatever is done to a box by others; holds that destroy nothing; and who is told when.

use http::StatusCode;
use kernel::{
    Id,
    people::{self, Person},
    permission::Role,
    sql,
    time::{days, hours},
};
use testkit::{TestApp, Visitor};

use super::{Kind, Procedure, State};
use crate::{
    administration::{boxes, tests::postmaster},
    draft, filing,
    folder::FolderRole,
    mailbox, members,
    tests::{apps, change, folder_of, owner, put, raw},
};

const REASON: &str = "Une réquisition du procureur de la République.";

/// Somebody who asks, somebody who decides, and somebody whose box it is.
struct Cast {
    asker: Id<Person>,
    decider: Id<Person>,
    asks: Visitor,
    decides: Visitor,
    jeanne: Id<Person>,
}

impl Cast {
    /// Days later, everybody has to sign in again.
    async fn days_later(&mut self, app: &TestApp, by: std::time::Duration) {
        app.later(by).await;
        self.asks = app.signed_in(self.asker).await;
        self.decides = app.signed_in(self.decider).await;
    }
}

async fn cast(app: &TestApp) -> Cast {
    kernel::jobs::start_schedules(app.services()).await.unwrap();
    let (asker, asks) = postmaster(app, "pfacteur").await;
    let decider = owner(app, "aadmin").await;
    app.ctx()
        .write(async move |tx| {
            people::grant(tx, decider, Role::Postmaster).await?;
            people::grant(tx, decider, Role::Administrator).await
        })
        .await
        .unwrap();
    Cast { asker, decider, asks, decides: app.signed_in(decider).await, jeanne: owner(app, "jdupont").await }
}

fn fields<'a>(kind: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields =
        vec![("kind", kind), ("address", "jdupont@ac-creteil.fr"), ("reason", REASON), ("basis", "judicial")];
    if kind == "access" {
        fields.push(("days", "2"));
    }
    if kind == "hold" {
        fields.push(("reference", "PV 2026/17"));
    }
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

const FORM: &str = "/webmel/gestion/acces/demande";

/// Answers the address of the request.
async fn ask(visitor: &mut Visitor, kind: &str, more: &[(&str, &str)]) -> String {
    visitor.get(FORM).await;
    let seen = visitor.post(FORM, &fields(kind, more)).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    seen.location().to_owned()
}

async fn decide(visitor: &mut Visitor, request: &str, grant: bool) -> StatusCode {
    visitor.get(request).await;
    let fields: &[(&str, &str)] = if grant { &[("grant", "1")] } else { &[("note", "Non.")] };
    visitor.post(&format!("{request}/decision"), fields).await.status
}

fn id_of(request: &str) -> Id<Procedure> {
    request.rsplit('/').next().unwrap().parse().unwrap()
}

async fn state(app: &TestApp, request: &str) -> State {
    super::find(&mut app.ctx().read().await.unwrap(), id_of(request)).await.unwrap().state
}

async fn told(app: &TestApp, person: Id<Person>) -> Vec<String> {
    let notices = kernel::notices::of(&mut app.ctx().read().await.unwrap(), person, 50).await.unwrap();
    notices.into_iter().map(|notice| notice.title).collect()
}

async fn trail(app: &TestApp) -> Vec<(String, String)> {
    let mut tx = app.ctx().read().await.unwrap();
    tx.all(sql!((String, String): "SELECT action, detail FROM audit WHERE academy_id = $1 AND action LIKE 'mail-procedure.%'
          ORDER BY number /* scan: a test */", app.academy.id))
        .await
        .unwrap()
}

async fn right(app: &TestApp, of: Id<Person>, person: Id<Person>) -> Option<members::Rights> {
    let mut tx = app.ctx().read().await.unwrap();
    members::standing(&mut tx, mailbox::of_person(of), person).await.unwrap().map(|standing| standing.rights)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_says_everything_or_is_refused_at_the_field() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        cast.asks.get(FORM).await;
        for (kind, field, value) in [
            ("access", "reason", "Trop court."),
            ("access", "basis", ""),
            ("access", "days", "8"),
            ("access", "days", "0"),
            ("access", "address", "personne@ac-creteil.fr"),
            ("access", "address", "pfacteur@ac-creteil.fr"),
            ("hold", "reference", " "),
            ("hold", "until", "2026-11-01"),
            ("hold", "until", "hier"),
            ("hold", "until", "2099-01-01"),
            ("erase", "address", "jdupont@ac-creteil.fr"),
        ] {
            let seen = cast.asks.post(FORM, &fields(kind, &[(field, value)])).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {field} {value}");
            assert!(seen.text(&format!("#{field}-error")).is_some(), "{kind} {field} {value}: {}", seen.body);
        }
        let seen = cast.asks.post(FORM, &fields("access", &[("silent", "1"), ("silence", "Non.")])).await;
        assert!(seen.text("#silence-error").is_some(), "{}", seen.body);
        ask(&mut cast.asks, "access", &[]).await;
        let again = cast.asks.post(FORM, &fields("access", &[])).await;
        assert!(again.text("#address-error").is_some(), "the same waits already");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_asks_and_another_decides_and_the_access_ends() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let request = ask(&mut cast.asks, "access", &[]).await;
        // Nobody decides on their own request, whatever they are granted besides.
        let asker = cast.asker;
        app.ctx().write(async move |tx| people::grant(tx, asker, Role::Administrator).await).await.unwrap();
        assert_eq!(decide(&mut cast.asks, &request, true).await, StatusCode::FORBIDDEN);
        let seen = cast.asks.get(&request).await;
        assert!(
            seen.body.contains("une autre personne doit décider") && !seen.body.contains("name=\"grant\"")
        );
        assert_eq!(state(&app, &request).await, State::Asked);
        assert_eq!(right(&app, cast.jeanne, asker).await, None);

        assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::SEE_OTHER);
        assert_eq!(decide(&mut cast.decides, &request, false).await, StatusCode::CONFLICT, "once");
        assert_eq!(right(&app, cast.jeanne, asker).await, Some(members::Rights::Read));
        assert!(told(&app, cast.jeanne).await.iter().any(|title| title.contains("peut être lue")));
        assert!(told(&app, asker).await.iter().any(|title| title == "Votre demande est accordée"));
        cast.days_later(&app, days(1)).await;
        assert_eq!(right(&app, cast.jeanne, asker).await, Some(members::Rights::Read));
        cast.days_later(&app, days(1) + hours(1)).await;
        assert_eq!(right(&app, cast.jeanne, asker).await, None);
        assert_eq!(state(&app, &request).await, State::Ended);
        let steps: Vec<String> = trail(&app).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(steps, ["mail-procedure.ask", "mail-procedure.grant", "mail-procedure.end"]);
        let (_, detail) = trail(&app).await.remove(0);
        assert!(detail.contains("jdupont@ac-creteil.fr") && detail.contains(REASON), "{detail}");
        // It stays in the register.
        assert!(cast.decides.get("/webmel/gestion/acces").await.body.contains("Lecture de la boîte"));
        let mut jeanne = app.signed_in(cast.jeanne).await;
        assert_eq!(jeanne.get("/webmel/gestion/acces").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_never_decide_on_their_own_box() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let (_, mut owner) = postmaster(&app, "mberthier").await;
        let request = ask(&mut cast.asks, "access", &[("address", "mberthier@ac-creteil.fr")]).await;
        assert_eq!(decide(&mut owner, &request, true).await, StatusCode::FORBIDDEN);
        assert_eq!(decide(&mut owner, &request, false).await, StatusCode::FORBIDDEN);
        assert_eq!(decide(&mut cast.decides, &request, false).await, StatusCode::SEE_OTHER);
        assert_eq!(state(&app, &request).await, State::Refused);
        assert!(told(&app, cast.asker).await.iter().any(|title| title == "Votre demande est refusée"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_after_the_mail_learns_nothing_of_a_silent_hold_on_their_own_box() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let (malik, mut owner) = postmaster(&app, "mberthier").await;
        let about = [
            ("address", "mberthier@ac-creteil.fr"),
            ("silent", "1"),
            ("silence", "L’enquête serait compromise s’il savait."),
        ];
        let request = ask(&mut cast.asks, "hold", &about).await;
        for granted in [false, true] {
            if granted {
                assert_eq!(decide(&mut owner, &request, true).await, StatusCode::NOT_FOUND);
                assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::SEE_OTHER);
            }
            assert_eq!(owner.get(&request).await.status, StatusCode::NOT_FOUND);
            for page in ["/webmel/gestion/acces", "/webmel/gestion/boites?etat=held"] {
                let seen = owner.get(page).await;
                assert!(!seen.text("main").unwrap().contains("mberthier@"), "{page}");
            }
            let own = format!("/webmel/gestion/boites/{malik}");
            let seen = owner.get(&own).await;
            assert!(!seen.body.contains("PV 2026/17") && !seen.body.contains(&request), "{}", seen.body);
            assert!(!seen.body.contains("conservée depuis"), "{}", seen.body);
            let register = cast.asks.get("/webmel/gestion/acces").await;
            assert!(register.text("main").unwrap().contains("mberthier@"));
            assert_eq!(cast.asks.get(&request).await.status, StatusCode::OK);
        }
        let held = cast.asks.get("/webmel/gestion/boites?etat=held").await;
        assert!(held.text("main").unwrap().contains("mberthier@"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hold_has_stopped_begins_anew_when_it_ends() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let mailbox = mailbox::of_person(cast.jeanne);
        let state_of =
            async || boxes::find(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap().state();
        app.ctx().write(async move |tx| boxes::act(tx, mailbox, boxes::Act::Close).await).await.unwrap();
        app.ctx().write(async move |tx| boxes::act(tx, mailbox, boxes::Act::Delete).await).await.unwrap();
        let hold = ask(&mut cast.asks, "hold", &[("until", "2026-12-31")]).await;
        decide(&mut cast.decides, &hold, true).await;
        cast.days_later(&app, days(60)).await;
        assert_eq!((state(&app, &hold).await, state_of().await), (State::Ended, boxes::State::Aside));
        assert!(told(&app, cast.asker).await.iter().any(|title| title.contains("conservation")));
        cast.days_later(&app, days(20)).await;
        assert_eq!(state_of().await, boxes::State::Aside, "it can be restored for thirty days");
        cast.days_later(&app, days(20)).await;
        assert_eq!(state_of().await, boxes::State::Erased);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answers_expires_and_what_is_withdrawn_is_over() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let request = ask(&mut cast.asks, "access", &[]).await;
        cast.days_later(&app, hours(71)).await;
        assert_eq!(state(&app, &request).await, State::Asked);
        cast.days_later(&app, hours(1)).await;
        assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::CONFLICT, "too late");
        cast.days_later(&app, hours(2)).await;
        assert_eq!(state(&app, &request).await, State::Expired);
        assert!(told(&app, cast.asker).await.iter().any(|title| title.contains("sans réponse")));
        let request = ask(&mut cast.asks, "access", &[]).await;
        cast.decides.get(&request).await;
        assert_eq!(cast.decides.post(&format!("{request}/retrait"), &[]).await.status, StatusCode::FORBIDDEN);
        cast.asks.post(&format!("{request}/retrait"), &[]).await;
        assert_eq!(state(&app, &request).await, State::Withdrawn);
        // Given back before its end, an access is over at once.
        let request = ask(&mut cast.asks, "access", &[]).await;
        decide(&mut cast.decides, &request, true).await;
        cast.asks.post(&format!("{request}/retrait"), &[]).await;
        assert_eq!(right(&app, cast.jeanne, cast.asker).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_that_is_not_told_shows_nowhere_until_it_ends() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let silent = [("silent", "1"), ("silence", "L’enquête serait compromise s’il savait.")];
        let request = ask(&mut cast.asks, "access", &silent).await;
        decide(&mut cast.decides, &request, true).await;
        let of_access = |titles: Vec<String>| titles.into_iter().filter(|t| t.contains("lue par")).count();
        assert_eq!(of_access(told(&app, cast.jeanne).await), 0);
        let mut tx = app.ctx().read().await.unwrap();
        assert!(members::of(&mut tx, mailbox::of_person(cast.jeanne)).await.unwrap().is_empty());
        let about = kernel::audit::about(&mut tx, cast.jeanne, i64::MAX, 100).await.unwrap();
        assert!(about.iter().all(|line| line.action == "mailbox.activate"), "{about:?}");
        drop(tx);
        assert_eq!(right(&app, cast.jeanne, cast.asker).await, Some(members::Rights::Read));
        cast.days_later(&app, days(2) + hours(1)).await;
        assert_eq!(of_access(told(&app, cast.jeanne).await), 1);
    }
}

async fn withheld(app: &TestApp, person: Id<Person>) -> i64 {
    let mut tx = app.ctx().read().await.unwrap();
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_withheld WHERE mailbox_id = $1", mailbox::of_person(person)))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_what_its_owner_destroys_out_of_their_sight_until_it_is_lifted() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let jeanne = cast.jeanne;
        let silent = [("silent", "1"), ("silence", "L’enquête serait compromise s’il savait.")];
        let request = ask(&mut cast.asks, "hold", &silent).await;
        assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::SEE_OTHER);
        let gone =
            put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Compromettant", "Secret.")).await;
        let binned = put(&app, jeanne, FolderRole::Inbox, 1, raw("b@x", "Subject: Jeté", "Jeté.")).await;
        let used = async || {
            let mut tx = app.ctx().read().await.unwrap();
            mailbox::find(&mut tx, mailbox::of_person(jeanne)).await.unwrap().unwrap().used_bytes
        };
        // Deleted for good; left to expire in the bin; a draft thrown away.
        change(&app, jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[gone]).await).await;
        let bin = folder_of(&app, jeanne, FolderRole::Trash).await;
        change(&app, jeanne, async move |tx, mailbox| filing::move_to(tx, mailbox, &[binned], &bin).await)
            .await;
        let id = change(&app, jeanne, async |tx, mailbox| {
            let id =
                crate::seed::file_draft(tx, mailbox.cast(), &raw("c@x", "Subject: Brouillon", "B.")).await?;
            draft::discard(tx, mailbox, id).await?;
            Ok(id)
        })
        .await;
        cast.days_later(&app, days(31)).await;
        assert_eq!(used().await, 0, "the quota counts nothing of it");
        assert_eq!(folder_of(&app, jeanne, FolderRole::Trash).await.total, 0);
        let mut browser = app.signed_in(jeanne).await;
        for path in
            ["/webmel", "/webmel/recherche?q=secret", "/webmel/dossiers/corbeille", "/webmel/reglages"]
        {
            let body = browser.get(path).await.body;
            assert!(!body.contains("Compromettant") && !body.contains("onserv"), "{path}");
        }
        assert_eq!(withheld(&app, jeanne).await, 2);
        let drafts = async || {
            let mut tx = app.ctx().read().await.unwrap();
            tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_drafts WHERE id = $1 /* tenant: a test */", id))
                .await
                .unwrap()
        };
        assert_eq!(drafts().await, 1);
        // The file store keeps what it speaks of.
        let digest = {
            let mut tx = app.ctx().read().await.unwrap();
            tx.one(sql!(String: "SELECT digest FROM mail_withheld WHERE id = $1 /* tenant: a test */", gone))
                .await
                .unwrap()
        };
        assert!(app.services().files.bytes(&digest).await.is_ok());
        // On hold, a closed box is neither deleted nor erased.
        let mailbox = mailbox::of_person(jeanne);
        app.ctx().write(async move |tx| boxes::act(tx, mailbox, boxes::Act::Close).await).await.unwrap();
        cast.days_later(&app, days(200)).await;
        let found = boxes::find(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap();
        assert_eq!(found.state(), boxes::State::Closed);
        app.ctx().write(async move |tx| boxes::act(tx, mailbox, boxes::Act::Open).await).await.unwrap();
        // Lifted by two, and destroyed.
        let hold = id_of(&request).to_string();
        let lifting = ask(&mut cast.asks, "lift", &[("lifts", &hold)]).await;
        assert_eq!(decide(&mut cast.asks, &lifting, true).await, StatusCode::FORBIDDEN);
        assert_eq!(decide(&mut cast.decides, &lifting, true).await, StatusCode::SEE_OTHER);
        app.settle().await;
        assert_eq!(withheld(&app, jeanne).await, 0);
        assert_eq!((state(&app, &request).await, state(&app, &lifting).await), (State::Ended, State::Ended));
        assert!(told(&app, jeanne).await.iter().any(|title| title.contains("a été conservée")));
        cast.days_later(&app, days(1)).await;
        assert_eq!(drafts().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_ends_at_its_date_and_another_on_the_same_box_goes_on() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let first = ask(&mut cast.asks, "hold", &[("until", "2026-11-30")]).await;
        decide(&mut cast.decides, &first, true).await;
        let second = ask(&mut cast.asks, "hold", &[("reference", "Autre")]).await;
        decide(&mut cast.decides, &second, true).await;
        let message = put(&app, cast.jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: A", "A.")).await;
        change(&app, cast.jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[message]).await)
            .await;
        cast.days_later(&app, days(9)).await;
        assert_eq!((state(&app, &first).await, state(&app, &second).await), (State::Ended, State::Granted));
        assert_eq!(withheld(&app, cast.jeanne).await, 1);
        let hold = id_of(&second).to_string();
        let lifting = ask(&mut cast.asks, "lift", &[("lifts", &hold)]).await;
        decide(&mut cast.decides, &lifting, true).await;
        app.settle().await;
        assert_eq!(withheld(&app, cast.jeanne).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withheld_is_read_by_an_access_alone_and_each_reading_is_written_down() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let hold = ask(&mut cast.asks, "hold", &[]).await;
        decide(&mut cast.decides, &hold, true).await;
        let message =
            put(&app, cast.jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Compromettant", "Secret."))
                .await;
        change(&app, cast.jeanne, async move |tx, mailbox| filing::delete(tx, mailbox, &[message]).await)
            .await;
        let access = ask(&mut cast.asks, "access", &[]).await;
        let list = format!("{access}/retenus");
        assert_eq!(cast.asks.get(&list).await.status, StatusCode::NOT_FOUND, "not decided yet");
        decide(&mut cast.decides, &access, true).await;
        assert_eq!(cast.decides.get(&list).await.status, StatusCode::NOT_FOUND, "not who decided");
        assert_eq!(cast.asks.get(&format!("{hold}/retenus")).await.status, StatusCode::NOT_FOUND);
        assert!(cast.asks.get(&list).await.body.contains("Compromettant"));
        let file = cast.asks.get(&format!("{list}/{message}")).await;
        assert!(file.body.contains("Secret."), "{}", file.body);
        let read: Vec<String> = trail(&app)
            .await
            .into_iter()
            .filter(|(action, _)| action == "mail-procedure.read")
            .map(|(_, detail)| detail)
            .collect();
        assert_eq!(read.len(), 2);
        assert!(
            read[1].contains(&message.to_string()) && read[1].contains("jdupont@ac-creteil.fr"),
            "{read:?}"
        );
        cast.days_later(&app, days(3)).await;
        assert_eq!(cast.asks.get(&list).await.status, StatusCode::NOT_FOUND, "over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_early_erasure_takes_two_and_no_hold() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let jeanne = cast.jeanne;
        let mailbox = mailbox::of_person(jeanne);
        put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: A", "A.")).await;
        let other = mailbox::of_person(owner(&app, "lrey").await);
        let access = members::Grant::of(jeanne, members::Rights::Read, false);
        app.ctx().write(async move |tx| members::grant(tx, other, &access).await).await.unwrap();
        app.ctx().write(async move |tx| boxes::act(tx, mailbox, boxes::Act::Close).await).await.unwrap();
        let request = ask(&mut cast.asks, "erase", &[]).await;
        // A hold set meanwhile is stronger.
        let hold = ask(&mut cast.asks, "hold", &[]).await;
        decide(&mut cast.decides, &hold, true).await;
        assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::CONFLICT);
        let lifts = id_of(&hold).to_string();
        let lifting = ask(&mut cast.asks, "lift", &[("lifts", &lifts)]).await;
        decide(&mut cast.decides, &lifting, true).await;
        assert_eq!(decide(&mut cast.decides, &request, true).await, StatusCode::SEE_OTHER);
        app.settle().await;
        let found = boxes::find(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap();
        assert_eq!((found.state(), found.used_bytes), (boxes::State::Erased, 0));
        let row = mailbox::find(&mut app.ctx().read().await.unwrap(), mailbox).await.unwrap().unwrap();
        assert_eq!(row.memberships, 1, "the account goes on, and what others share with it");
        assert_eq!(state(&app, &request).await, State::Ended);
        let row = super::find(&mut app.ctx().read().await.unwrap(), id_of(&request)).await.unwrap();
        assert_eq!(row.kind, Kind::Erase, "what was done stays in the register");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_reads_and_changes_nothing_and_each_page_is_written_down() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let jeanne = cast.jeanne;
        let message =
            put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Un secret", "Le secret.")).await;
        let box_of = format!("/webmel/boites/{jeanne}");
        assert_eq!(cast.asks.get(&box_of).await.status, StatusCode::NOT_FOUND);
        let request = ask(&mut cast.asks, "access", &[]).await;
        decide(&mut cast.decides, &request, true).await;
        assert!(cast.asks.get(&request).await.body.contains(&format!("href=\"{box_of}\"")));
        assert!(cast.asks.get(&box_of).await.body.contains("Un secret"));
        let page = format!("{box_of}/messages/{message}");
        assert_eq!(cast.asks.get(&page).await.status, StatusCode::OK);
        assert!(cast.asks.get(&format!("{page}/corps")).await.body.contains("Le secret."));
        let moved = cast
            .asks
            .post(&format!("{box_of}/rangement"), &[("m", &message.to_string()), ("action", "corbeille")])
            .await;
        assert!(matches!(moved.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", moved.status);
        assert_eq!(
            folder_of(&app, jeanne, FolderRole::Inbox).await.unread,
            1,
            "nor is it read for its owner"
        );
        assert_eq!(cast.decides.get(&page).await.status, StatusCode::NOT_FOUND, "not who decided");
        let mut tx = app.ctx().read().await.unwrap();
        let read = tx
            .all(sql!((Option<Id<Person>>, String): "SELECT actor_id, detail FROM audit WHERE academy_id = $1
                  AND action = 'mail-procedure.read' ORDER BY number /* scan: a test */", app.academy.id))
            .await
            .unwrap();
        assert!(read.iter().all(|(who, _)| *who == Some(cast.asker)));
        // A message with the list beside it is asked for twice.
        for looked_at in [box_of, page.clone(), format!("{page}/corps")] {
            assert!(read.iter().any(|(_, detail)| detail.ends_with(&looked_at)), "{looked_at}: {read:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_of_a_page_keeps_a_reading_out_of_the_trail() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let message =
            put(&app, cast.jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Un secret", "Le secret."))
                .await;
        let request = ask(&mut cast.asks, "access", &[]).await;
        decide(&mut cast.decides, &request, true).await;
        let box_of = format!("/webmel/boites/{}", cast.jeanne);
        let read =
            async || trail(&app).await.iter().filter(|(action, _)| action == "mail-procedure.read").count();
        let before = read().await;
        cast.asks.get(&format!("{box_of}/nouveautes")).await;
        assert_eq!(read().await, before, "to listen for news is no reading");
        cast.asks.get(&format!("{box_of}/messages/{message}/source?x=/nouveautes")).await;
        assert_eq!(read().await, before + 1);
    }
}

/// What the owner of a box gives and takes, in ignorance or not, changes nothing of what the académie has opened.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_neither_ends_an_access_nor_learns_of_a_silent_one() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        for silent in [false, true] {
            let (mailbox, asker) = (mailbox::of_person(cast.jeanne), cast.asker);
            let silence: &[_] = &[("silent", "1"), ("silence", "L’enquête serait compromise s’il savait.")];
            let request = ask(&mut cast.asks, "access", if silent { silence } else { &[] }).await;
            decide(&mut cast.decides, &request, true).await;
            let mut jeanne = app.signed_in(cast.jeanne).await;
            let given = [("members", "pfacteur@ac-creteil.fr"), ("rights", "write")];
            jeanne.get("/webmel/acces").await;
            let answer = jeanne.post("/webmel/acces", &given).await;
            if !silent {
                assert_eq!(answer.status, StatusCode::CONFLICT);
                assert_eq!(right(&app, cast.jeanne, asker).await, Some(members::Rights::Read));
                cast.asks.post(&format!("{request}/retrait"), &[]).await;
                continue;
            }
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            let seen = async || {
                let mut tx = app.ctx().read().await.unwrap();
                members::of(&mut tx, mailbox).await.unwrap().len()
            };
            assert_eq!(
                (seen().await, right(&app, cast.jeanne, asker).await),
                (1, Some(members::Rights::Write))
            );
            let standing = async || {
                let mut tx = app.ctx().read().await.unwrap();
                members::standing(&mut tx, mailbox, asker).await.unwrap().unwrap()
            };
            assert!(standing().await.procedure_id.is_some(), "what is read is still written down");
            jeanne.post(&format!("/webmel/acces/{asker}/retrait"), &[]).await;
            assert_eq!(
                (seen().await, right(&app, cast.jeanne, asker).await),
                (0, Some(members::Rights::Read))
            );
            assert!(standing().await.procedure_id.is_some());
            // Given once more, it stays when the procedure is over.
            jeanne.get("/webmel/acces").await;
            jeanne.post("/webmel/acces", &given).await;
            cast.days_later(&app, days(2) + hours(1)).await;
            assert_eq!(right(&app, cast.jeanne, asker).await, Some(members::Rights::Write));
            assert_eq!(standing().await.procedure_id, None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_access_changes_nothing_on_the_pages_of_the_owner() {
    for app in apps().await {
        let mut cast = cast(&app).await;
        let message =
            put(&app, cast.jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Bonjour", "Bonjour.")).await;
        let silent = [("silent", "1"), ("silence", "L’enquête serait compromise s’il savait.")];
        let request = ask(&mut cast.asks, "access", &silent).await;
        decide(&mut cast.decides, &request, true).await;
        let (jeanne, mailbox) = (cast.jeanne, mailbox::of_person(cast.jeanne));
        let message: Id<crate::filing::Message> = message.to_string().parse().unwrap();
        app.ctx()
            .write(async move |tx| filing::mark_answered(tx, mailbox, message, false, jeanne).await)
            .await
            .unwrap();
        let done =
            members::deeds::of(&mut app.ctx().read().await.unwrap(), mailbox, &[message]).await.unwrap();
        assert!(done.is_empty(), "who answers alone is not told that they did");
    }
}
