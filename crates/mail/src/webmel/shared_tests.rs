//! Boxes that several use, seen from their browsers: what each may do and has read, who answers, who decides, and what
//! the postmaster does not see.

use std::time::Duration;

use http::StatusCode;
use kernel::{
    Id,
    people::{self, Person},
    permission::Role,
    time::days,
};
use testkit::{Seen, TestApp, Visitor};

use super::news;
use crate::{
    folder::FolderRole,
    mailbox::Mailbox,
    members::{
        Grant, Rights, grant,
        tests::{give, shared, unread_in},
    },
    message,
    tests::{apps, deliver, fill, folder_of, newest, owner, raw},
};

struct Office {
    mailbox: Id<Mailbox>,
    base: String,
    jeanne: Id<Person>,
    malik: Id<Person>,
    lea: Id<Person>,
}

/// The school office: Jeanne owns it, Malik sends, Léa reads.
async fn office(app: &TestApp) -> Office {
    let (jeanne, malik, lea) =
        (owner(app, "jdupont").await, owner(app, "mberthier").await, owner(app, "lrey").await);
    let mailbox = shared(app, "vie-scolaire", "Vie scolaire", "jdupont").await;
    give(app, mailbox, malik, Rights::Send).await;
    give(app, mailbox, lea, Rights::Read).await;
    Office { mailbox, base: format!("/webmel/boites/{mailbox}"), jeanne, malik, lea }
}

fn letter(id: &str, subject: &str) -> Vec<u8> {
    raw(id, &format!("Subject: {subject}"), "Mon fils est malade.")
}

fn queries(seen: &Seen) -> u32 {
    seen.headers["x-queries"].to_str().unwrap().parse().unwrap()
}

/// The boxes of the pane with what is unread there, the one of the page marked.
fn boxes(seen: &Seen) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let links = scraper::Selector::parse(".mail-boxes a").unwrap();
    let text = |link: scraper::ElementRef<'_>| {
        let words = link.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}{words}", if link.attr("aria-current").is_some() { "*" } else { "" })
    };
    html.select(&links).map(text).collect()
}

/// The first message listed there.
async fn first(browser: &mut Visitor, folder: &str) -> String {
    browser.get(folder).await.attribute(".mail-row .mail-link", "href").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_member_has_their_own_unread() {
    for app in apps().await {
        let Office { mailbox, base, jeanne, malik, .. } = office(&app).await;
        deliver(&app, mailbox.cast(), letter("a@x", "Absence de Tom")).await;
        let (mut hers, mut his) = (app.signed_in(jeanne).await, app.signed_in(malik).await);
        let home = hers.get("/webmel").await;
        // Her own inbox holds the notice of the access that she was given.
        assert_eq!(boxes(&home)[1], "Vie scolaire 1 message non lu", "{:?}", boxes(&home));
        assert!(boxes(&home)[0].starts_with("*Ma boîte"));
        let list = hers.get(&base).await;
        assert_eq!(list.status, StatusCode::OK);
        assert_eq!(list.text(".mail-row .mail-from").unwrap(), "Non lu, Sofia Amrani");
        assert_eq!(boxes(&list)[1], "*Vie scolaire 1 message non lu");
        let message = first(&mut hers, &base).await;
        assert!(message.starts_with(&format!("{base}/messages/")), "{message}");
        let read = hers.get(&message).await;
        assert_eq!(read.text("h1").unwrap(), "Absence de Tom");
        let again = hers.get(&base).await;
        assert_eq!(again.text(".mail-row .mail-from").unwrap(), "Sofia Amrani");
        assert_eq!(boxes(&again)[1], "*Vie scolaire");
        assert_eq!(his.get(&base).await.text(".mail-row .mail-from").unwrap(), "Non lu, Sofia Amrani");
        assert_eq!(
            his.get(&format!("{base}/recherche?q=est:non-lu")).await.body.matches("mail-row").count(),
            1
        );
        assert_eq!(
            hers.get(&format!("{base}/recherche?q=est:non-lu")).await.body.matches("mail-row").count(),
            0
        );
        let found = his.get(&format!("{base}/recherche?q=malade")).await;
        assert_eq!(found.text(".mail-row .mail-from").unwrap(), "Non lu, Sofia Amrani");
        // What an open page is told is one's own.
        let ctx = app.ctx();
        assert_eq!(news::unread(&ctx, mailbox, Some(jeanne)).await.unwrap(), 0);
        assert_eq!(news::unread(&ctx, mailbox, Some(malik)).await.unwrap(), 1);
        let stranger = app.person("uinconnu").await;
        assert!(news::unread(&ctx, mailbox, Some(stranger)).await.is_err());
        // Unread again, for her alone.
        let id = message.rsplit('/').next().unwrap().to_owned();
        let back = hers.post(&format!("{base}/rangement"), &[("action", "unseen"), ("message", &id)]).await;
        assert_eq!(back.location(), base);
        assert_eq!(unread_in(&app, mailbox, jeanne, FolderRole::Inbox).await, 1);
        // What he files lies elsewhere for both, and is as unread.
        let filed = his
            .post(&format!("{base}/rangement"), &[("to", "archives"), ("message", &id), ("back", &base)])
            .await;
        assert!(filed.location().starts_with(&format!("{base}?deplaces=")), "{}", filed.location());
        let there = hers.get(&format!("{base}/dossiers/archives")).await;
        assert_eq!(there.text(".mail-row .mail-from").unwrap(), "Non lu, Sofia Amrani");
        let undone = his.get(filed.location()).await;
        assert_eq!(undone.attribute(".notice form", "action").unwrap(), format!("{base}/rangement"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_do_what_they_were_given_and_no_more() {
    for app in apps().await {
        let Office { mailbox, base, malik, lea, .. } = office(&app).await;
        let writer = owner(&app, "pnoel").await;
        give(&app, mailbox, writer, Rights::Write).await;
        deliver(&app, mailbox.cast(), letter("a@x", "Absence de Tom")).await;
        let stranger = owner(&app, "uinconnu").await;
        let mut browsers = Vec::new();
        for person in [stranger, lea, writer, malik] {
            browsers.push(app.signed_in(person).await);
        }
        let message = first(&mut browsers[3], &base).await;
        let id = message.rsplit('/').next().unwrap().to_owned();
        let draft = |browser: &mut Visitor, base: &str| {
            let path = format!("{base}/brouillons/{}", app.ctx().new_id::<()>());
            let _ = browser;
            path
        };
        let ok = [StatusCode::OK, StatusCode::SEE_OTHER];
        let mut table = String::new();
        for browser in &mut browsers {
            let draft = draft(browser, &base);
            let fields = [("to", "pnoel@ac-creteil.fr"), ("subject", "Réponse"), ("body", "Bien reçu.")];
            let mut row = Vec::new();
            for path in [
                base.clone(),
                message.clone(),
                format!("{message}/source"),
                format!("{base}/ecrire"),
                format!("{base}/dossiers"),
                format!("{base}/regles"),
                format!("{base}/absence"),
                format!("{base}/acces"),
            ] {
                row.push(browser.get(&path).await.status);
            }
            let filing = format!("{base}/rangement");
            row.push(browser.post(&filing, &[("action", "seen"), ("message", &id)]).await.status);
            row.push(browser.post(&filing, &[("star", &id)]).await.status);
            row.push(browser.post(&draft, &fields).await.status);
            row.push(
                browser
                    .post(&format!("{draft}/envoi"), &[("version", "1"), fields[0], fields[1], fields[2]])
                    .await
                    .status,
            );
            let line: Vec<&str> = row
                .iter()
                .map(|status| match *status {
                    s if ok.contains(&s) => "ok",
                    StatusCode::FORBIDDEN => "no",
                    StatusCode::NOT_FOUND => "-",
                    _ => "?",
                })
                .collect();
            table.push_str(&line.join(" "));
            table.push('\n');
        }
        // list, message, source, write, folders, rules, absence, members, mark read, star, save a draft, send it
        assert_eq!(
            table,
            "- - - - - - - - - - - -\n\
             ok ok ok no no no no ok ok no no no\n\
             ok ok ok ok ok no no ok ok ok ok no\n\
             ok ok ok ok ok no no ok ok ok ok ok\n"
        );
        let page = browsers[1].get(&message).await;
        for hidden in ["/ecrire?reponse=", "name=\"to\"", "/hameconnage", "/regles/nouvelle"] {
            assert!(
                !page.body.contains(&format!("{base}{hidden}")) && !page.body.contains("data-key=\"#\""),
                "{hidden}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_answers_as_the_box_and_the_others_see_who_did() {
    for app in apps().await {
        let Office { mailbox, base, jeanne, malik, .. } = office(&app).await;
        let sofia = owner(&app, "samrani").await;
        deliver(&app, mailbox.cast(), letter("a@x", "Absence de Tom")).await;
        let (mut hers, mut his) = (app.signed_in(jeanne).await, app.signed_in(malik).await);
        let message = first(&mut his, &base).await;
        let id = message.rsplit('/').next().unwrap().to_owned();
        let composer = his.get(&format!("{base}/ecrire?reponse={id}")).await;
        assert_eq!(
            composer.attribute("#sent-as", "value").unwrap(),
            "Vie scolaire <vie-scolaire@ac-creteil.fr>"
        );
        let action = composer.attribute("#composer", "action").unwrap();
        let draft = action.trim_end_matches("/envoi").to_owned();
        assert!(draft.starts_with(&format!("{base}/brouillons/")));
        let fields = [
            ("to", "samrani@ac-creteil.fr"),
            ("subject", "Re : Absence de Tom"),
            ("body", "C’est noté."),
            ("intent", "reply"),
            ("source", id.as_str()),
        ];
        his.post(&draft, &fields).await;
        // She sees that he is writing, and is told when both save.
        let drafts = hers.get(&format!("{base}/dossiers/brouillons")).await;
        assert!(
            drafts.text(".mail-row .mail-from").unwrap().starts_with("Meanne Berthier écrit à samrani"),
            "{}",
            drafts.body
        );
        assert!(!his.get(&format!("{base}/dossiers/brouillons")).await.body.contains("Berthier écrit"));
        let hers_open = hers.get(&draft).await;
        assert!(hers_open.text(".notice").unwrap().contains("Meanne Berthier écrit ce message"));
        let with_version = |version: &'static str| [&[("version", version)], &fields[..]].concat();
        assert_eq!(his.post(&draft, &with_version("1")).await.status, StatusCode::SEE_OTHER);
        // What says the same is in conflict with nothing.
        assert_eq!(hers.post(&draft, &with_version("1")).await.status, StatusCode::SEE_OTHER);
        let mut hers_too = with_version("1");
        hers_too.retain(|(name, _)| *name != "body");
        hers_too.push(("body", "Autre chose"));
        assert_eq!(hers.post(&draft, &hers_too).await.status, StatusCode::CONFLICT);
        let sent = his.post(&format!("{draft}/envoi"), &with_version("2")).await;
        assert!(
            sent.location().starts_with(&format!("{base}/messages/{id}")),
            "{} {}",
            sent.status,
            sent.body
        );
        let waiting = hers.get(&format!("{base}/envois")).await;
        assert!(waiting.body.contains("Absence de Tom"), "what waits to leave is the box's");
        app.later(Duration::from_secs(10)).await;
        let (_, raw) = newest(&app, sofia, FolderRole::Inbox).await;
        let email = message::parse(&raw);
        assert_eq!(
            (email.from[0].name.as_deref(), email.from[0].email.as_str()),
            (Some("Vie scolaire"), "vie-scolaire@ac-creteil.fr")
        );
        assert!(message::header_values(&raw, "sender").is_empty(), "the box writes, not one of its members");
        let page = hers.get(&message).await;
        let said = page.text(".message-page").unwrap();
        assert!(said.contains("Meanne Berthier a répondu le lundi 23 novembre 2026"), "{said}");
        assert!(said.contains("Écrit par Meanne Berthier le"), "{said}");
        let sent = folder_of(&app, mailbox.cast(), FolderRole::Sent).await;
        assert_eq!(sent.total, 1);
        assert_eq!(folder_of(&app, malik, FolderRole::Sent).await.total, 0, "nothing of it is in his own");
        let mut tx = app.ctx().read().await.unwrap();
        let academy = app.academy.id;
        let actor = tx
            .one(kernel::sql!(Id<Person>: "SELECT actor_id FROM audit WHERE action = 'mailbox.send_as' AND academy_id = $1 AND subject_id = $2",
                academy, mailbox))
            .await
            .unwrap();
        assert_eq!(actor, malik);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_of_ones_own_is_opened_to_a_colleague_for_a_while() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        deliver(&app, jeanne, letter("a@x", "Avant")).await;
        let (mut hers, mut his) = (app.signed_in(jeanne).await, app.signed_in(malik).await);
        assert!(hers.get("/webmel/reglages").await.body.contains("href=\"/webmel/acces\""));
        let page = hers.get("/webmel/acces").await;
        assert_eq!(page.text("h1").unwrap(), "Délégations");
        for (typed, until, field, complaint) in [
            ("", "", "members", "Indiquez au moins une personne."),
            ("zorglub", "", "members", "« zorglub » n’est ni une adresse"),
            ("jdupont@ac-creteil.fr", "", "members", "C’est votre propre boîte"),
            ("mberthier@ac-creteil.fr", "2026-11-01", "until", "Cette date est passée."),
            ("mberthier@ac-creteil.fr", "demain", "until", "Indiquez une date"),
        ] {
            let refused =
                hers.post("/webmel/acces", &[("members", typed), ("rights", "read"), ("until", until)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            let error = refused.text(&format!("#{field}-error")).unwrap_or_default();
            assert!(error.starts_with(complaint), "{typed} {until}: {error}");
        }
        let given = hers
            .post("/webmel/acces", &[("members", "Berthier"), ("rights", "read"), ("until", "2026-11-24")])
            .await;
        assert_eq!(given.location(), "/webmel/acces", "{}", given.body);
        let shown = hers.get("/webmel/acces").await;
        assert!(shown.text(".row-meta").unwrap().contains("jusqu’au 24 novembre 2026"), "{}", shown.body);
        app.settle().await;
        let (told, notice) = newest(&app, malik, FolderRole::Inbox).await;
        assert_eq!(told.subject, "Vous avez accès à la boîte Jeanne Dupont");
        let said = message::parse(&notice).readable_text();
        assert!(said.contains("La boîte Jeanne Dupont (jdupont@ac-creteil.fr) vous est ouverte."), "{said}");
        deliver(&app, jeanne, letter("b@x", "Pendant")).await;
        let base = format!("/webmel/boites/{jeanne}");
        let list = his.get(&base).await;
        assert_eq!(list.text(".mail-row.is-unread .mail-subject").unwrap(), "Pendant");
        assert_eq!(list.body.matches("is-unread").count(), 1, "what came before he begins with as read");
        let message = first(&mut his, &base).await;
        assert_eq!(his.get(&message).await.status, StatusCode::OK);
        assert_eq!(unread_in(&app, jeanne.cast(), malik, FolderRole::Inbox).await, 0);
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.unread, 2, "she has read none of it");
        assert_eq!(his.get(&format!("{base}/acces")).await.status, StatusCode::OK);
        assert_eq!(
            his.post(&format!("{base}/acces"), &[("members", "lrey@ac-creteil.fr")]).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            his.get("/webmel/acces").await.text(".empty-state strong").unwrap(),
            "Personne d’autre n’a accès à cette boîte."
        );
        // Her own page costs no more than before: three statements of the list and the session's.
        assert_eq!(queries(&hers.get("/webmel").await), 4);
        app.services().clock.advance(days(2));
        let mut his = app.signed_in(malik).await;
        assert_eq!(his.get(&base).await.status, StatusCode::NOT_FOUND);
        assert_eq!(his.get(&message).await.status, StatusCode::NOT_FOUND);
        assert!(boxes(&his.get("/webmel").await).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_decide_and_members_leave() {
    for app in apps().await {
        let Office { mailbox, base, jeanne, malik, lea } = office(&app).await;
        let (mut hers, mut his) = (app.signed_in(jeanne).await, app.signed_in(malik).await);
        let page = his.get(&format!("{base}/acces")).await;
        assert_eq!(page.text("h1").unwrap(), "Membres de la boîte « Vie scolaire »");
        assert!(page.attribute("form.form", "action").is_none(), "no form to change anything");
        assert_eq!(his.post(&format!("{base}/acces/{lea}/retrait"), &[]).await.status, StatusCode::FORBIDDEN);
        let left = his.post(&format!("{base}/depart"), &[]).await;
        assert_eq!(left.location(), "/webmel");
        assert_eq!(his.get(&base).await.status, StatusCode::NOT_FOUND);
        // The last owner stays, and hears why.
        hers.get(&base).await;
        let refused = hers.post(&format!("{base}/depart"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text(".error-summary").unwrap().contains("garde au moins un responsable"));
        let changed = hers.post(&format!("{base}/acces/{lea}"), &[("rights", "owner")]).await;
        assert_eq!(changed.location(), format!("{base}/acces"), "{}", changed.body);
        let renamed = hers.post(&format!("{base}/nom"), &[("name", "Bureau de la vie scolaire")]).await;
        assert_eq!(renamed.location(), format!("{base}/acces"));
        for (name, complaint) in [("", "Donnez un nom"), ("a@b", "Ce nom")] {
            let refused = hers.post(&format!("{base}/nom"), &[("name", name)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.text("#name-error").unwrap().starts_with(complaint),
                "{}",
                refused.text("#name-error").unwrap()
            );
        }
        assert_eq!(boxes(&hers.get(&base).await)[1], "*Bureau de la vie scolaire");
        // Rules and absences are the owners'; the box answers with its own name.
        assert_eq!(hers.get(&format!("{base}/regles")).await.status, StatusCode::OK);
        assert_eq!(hers.get(&format!("{base}/identites")).await.status, StatusCode::OK);
        // What the académie opened is not theirs to close.
        let opened = Grant { reason: "Réquisition 12".into(), ..Grant::of(malik, Rights::Read, false) };
        app.ctx().write(async move |tx| grant(tx, mailbox, &opened).await).await.unwrap();
        assert!(
            hers.get(&format!("{base}/acces")).await.body.contains("Ouvert par l’académie : Réquisition 12")
        );
        for path in ["", "/retrait"] {
            let refused = hers.post(&format!("{base}/acces/{malik}{path}"), &[("rights", "send")]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }
        let gone = hers.post(&format!("{base}/acces/{jeanne}/retrait"), &[]).await;
        assert_eq!(gone.location(), "/webmel");
        assert_eq!(hers.get(&base).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_postmaster_makes_boxes_and_reads_none() {
    for app in apps().await {
        let (jeanne, post) = (owner(&app, "jdupont").await, owner(&app, "pfacteur").await);
        app.ctx().write(async move |tx| people::grant(tx, post, Role::Postmaster).await).await.unwrap();
        let home = "/webmel/gestion/boites-partagees";
        let mut browser = app.signed_in(post).await;
        assert_eq!(
            browser.get(home).await.text(".empty-state strong").unwrap(),
            "Aucune boîte partagée pour l’instant."
        );
        let refused = browser
            .post(home, &[("address", "jdupont"), ("name", ""), ("owners", "personne@ac-creteil.fr")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.text("#name-error").unwrap(), "Donnez un nom à la boîte.");
        assert!(refused.text("#owners-error").unwrap().starts_with("personne@ac-creteil.fr : personne n’a"));
        let whole = [("address", "jdupont"), ("name", "Vie scolaire"), ("owners", "jdupont@ac-creteil.fr")];
        let taken = browser.post(home, &whole).await;
        assert!(taken.text("#address-error").unwrap().contains("jdupont@ac-creteil.fr"), "{}", taken.body);
        let made = browser.post(home, &[("address", "ce.0940001a"), whole[1], whole[2]]).await;
        assert_eq!(made.location(), home, "{}", made.body);
        app.settle().await;
        app.services().clock.advance(Duration::from_secs(1));
        let listed = browser.get(home).await;
        assert!(listed.text(".row-meta").unwrap().contains("ce.0940001a@ac-creteil.fr"));
        let page = listed.attribute(".row-link", "href").unwrap();
        let id = page.rsplit('/').next().unwrap().to_owned();
        let base = format!("/webmel/boites/{id}");
        let mailbox: Id<Mailbox> = id.parse().unwrap();
        deliver(&app, mailbox.cast(), letter("a@x", "Secret")).await;
        for path in [base.clone(), format!("{base}/dossiers/envoyes"), format!("{base}/acces")] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Owners are told when somebody else names another.
        let named = browser
            .post(&page, &[("name", "Collège Jean Moulin"), ("owners", "pfacteur@ac-creteil.fr")])
            .await;
        assert_eq!(named.location(), page, "{}", named.body);
        app.settle().await;
        let told = newest(&app, jeanne, FolderRole::Inbox).await.0;
        assert_eq!(told.subject, "Un responsable de plus pour la boîte Collège Jean Moulin");
        let unnamed = browser.post(&format!("{page}/retrait"), &[("person", &post.to_string())]).await;
        assert_eq!(unnamed.location(), page);
        let last = browser.post(&format!("{page}/retrait"), &[("person", &jeanne.to_string())]).await;
        assert!(last.text(".error-summary").unwrap().contains("garde au moins un responsable"));
        // Closed, it takes no mail and nobody sees it; opened again it is as it was.
        let mut hers = app.signed_in(jeanne).await;
        assert!(
            browser
                .get(&format!("{page}/fermeture"))
                .await
                .text("h1")
                .unwrap()
                .contains("Collège Jean Moulin")
        );
        browser.post(&format!("{page}/fermeture"), &[]).await;
        assert_eq!(hers.get(&base).await.status, StatusCode::NOT_FOUND);
        assert!(boxes(&hers.get("/webmel").await).is_empty());
        deliver(&app, mailbox.cast(), letter("b@x", "Trop tard")).await;
        assert_eq!(folder_of(&app, mailbox.cast(), FolderRole::Inbox).await.total, 1);
        browser.post(&format!("{page}/ouverture"), &[]).await;
        assert_eq!(hers.get(&base).await.status, StatusCode::OK);
        // It is found where one writes to people, and said to be what it is.
        let directory = hers.get("/webmel/contacts?q=moulin").await;
        assert!(directory.text(".list label").unwrap().contains("boîte partagée"), "{}", directory.body);
        // A page of many costs what a page of few costs.
        let few = queries(&browser.get(home).await);
        for n in 0..12 {
            shared(&app, &format!("service-{n}"), &format!("Service {n}"), "jdupont").await;
        }
        assert_eq!(queries(&browser.get(home).await), few);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_shared_box_cost_the_same_whatever_it_holds() {
    for app in apps().await {
        let Office { mailbox, base, jeanne, malik, .. } = office(&app).await;
        let mut browser = app.signed_in(malik).await;
        fill(&app, mailbox.cast(), 3).await;
        let few = browser.get(&base).await;
        let message = few.attribute(".mail-row .mail-link", "href").unwrap();
        browser.get(&message).await;
        let read_few = queries(&browser.get(&message).await);
        fill(&app, mailbox.cast(), 60).await;
        for n in 0..9 {
            let other = app.person(&format!("xmembre{}", char::from(b'a' + n))).await;
            give(&app, mailbox, other, Rights::Read).await;
            shared(&app, &format!("boite-{n}"), &format!("Boîte {n}"), "mberthier").await;
        }
        let many = browser.get(&base).await;
        println!("the list of a shared box costs {} statements", queries(&many));
        assert_eq!((queries(&few), queries(&many)), (9, 9));
        let next = many.attribute(".mail-row:nth-child(2) .mail-link", "href").unwrap();
        browser.get(&next).await;
        let read_many = queries(&browser.get(&next).await);
        println!("reading in a shared box costs {read_many} statements");
        assert_eq!(read_few, read_many);
        // Whoever has boxes besides pays one statement in their own.
        let own = queries(&browser.get("/webmel").await);
        assert_eq!(own, 5);
        let _ = jeanne;
    }
}
