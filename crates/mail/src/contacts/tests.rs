//! The book seen from the browser of its owner, and from that of somebody else.

use http::StatusCode;
use testkit::{Seen, TestApp};

use crate::tests::{apps, owner};

fn queries(seen: &Seen) -> u32 {
    seen.headers["x-queries"].to_str().unwrap().parse().unwrap()
}

fn all(seen: &Seen, selector: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let selector = scraper::Selector::parse(selector).unwrap();
    let texts = html.select(&selector).map(|e| e.text().collect::<String>());
    texts.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

const HOME: &str = "/webmel/contacts/personnels";

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_made_changed_and_taken_away() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let form = browser.get("/webmel/contacts/nouveau?a=%C3%89milie%20%3Ce@x.example%3E").await;
        assert_eq!(form.attribute("#name", "value").unwrap(), "Émilie");
        let bad =
            browser.post(HOME, &[("name", ""), ("addresses", "pas une adresse"), ("note", "gardée")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            bad.text("#addresses-error").unwrap().contains("« pas une adresse » n’est pas"),
            "{}",
            bad.body
        );
        assert_eq!(bad.text("#note").unwrap(), "gardée");
        let made = browser
            .post(HOME, &[("name", "Émilie"), ("addresses", "e@x.example\r\nE@x.example\r\nf@x.example")])
            .await;
        assert_eq!(made.location(), HOME, "{}", made.body);
        let known = browser.get("/webmel/contacts/nouveau?a=f@x.example").await;
        let contact = known.location().to_owned();
        assert_eq!(browser.get(&contact).await.text("#addresses").unwrap(), "e@x.example f@x.example");
        let taken = browser.post(HOME, &[("name", "Autre"), ("addresses", "F@X.example")]).await;
        assert!(taken.text("#addresses-error").unwrap().contains("déjà celle de Émilie"), "{}", taken.body);
        browser.post(&contact, &[("name", "Émilie Lefèvre"), ("addresses", "f@x.example")]).await;
        let again = browser.post(HOME, &[("name", "Autre"), ("addresses", "e@x.example")]).await;
        assert_eq!(again.location(), HOME, "an address given up is free");
        assert_eq!(
            all(&browser.get(&format!("{HOME}?q=lefev")).await, ".check label"),
            ["Émilie Lefèvre f@x.example"]
        );
        assert_eq!(
            all(&browser.get(&format!("{HOME}?q=x.example+em")).await, ".check label"),
            ["Émilie Lefèvre f@x.example"]
        );
        // Nobody else's.
        let mut other = app.signed_in(malik).await;
        other.get("/webmel").await;
        for seen in [
            other.get(&contact).await,
            other.post(&contact, &[("name", "x")]).await,
            other.post(&format!("{contact}/suppression"), &[]).await,
        ] {
            assert_eq!(seen.status, StatusCode::NOT_FOUND);
        }
        let asked = browser.get(&format!("{contact}/suppression")).await;
        assert!(asked.text(".message-page .notice").unwrap().contains("Émilie Lefèvre"));
        browser.post(&format!("{contact}/suppression"), &[]).await;
        assert_eq!(browser.get(&contact).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_book_is_read_page_by_page_at_one_price() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let table = |from: i64, to: i64| {
            let rows = (from..to).map(|n| format!("Personne {n:04};p{n}@x.example;Mairie\n"));
            format!("Nom;E-mail;Société\n{}", rows.collect::<String>())
        };
        browser.upload("/webmel/contacts/fichiers", "file", "a.csv", table(0, 3).as_bytes()).await;
        let few = browser.get(HOME).await;
        let seen =
            browser.upload("/webmel/contacts/fichiers", "file", "b.csv", table(1, 120).as_bytes()).await;
        assert_eq!(
            seen.text(".message-page .notice").unwrap(),
            "117 contacts ajoutés. 2 fiches n’apprenaient rien de plus. Voir mes contacts"
        );
        let mut found = Vec::new();
        let mut next = HOME.to_owned();
        loop {
            let page = browser.get(&next).await;
            assert_eq!(queries(&page), queries(&few), "{next}");
            found.extend(all(&page, ".check label"));
            match page.attribute("a[rel=next]", "href") {
                Some(href) => next = href,
                None => break,
            }
        }
        assert_eq!(found.len(), 120);
        assert!(found.is_sorted() && found[119].starts_with("Personne 0119"), "{found:?}");
        let sought = browser.get(&format!("{HOME}?q=personne+00")).await;
        assert_eq!(all(&sought, ".check label").len(), 50);
        let next = sought.attribute("a[rel=next]", "href").unwrap();
        assert_eq!(all(&browser.get(&next).await, ".check label").len(), 50);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_completes_the_book_or_changes_nothing() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        browser.post(HOME, &[("name", "Mimi"), ("addresses", "e@x.example")]).await;
        let cards = "BEGIN:VCARD\nVERSION:4.0\nFN:Émilie Lefèvre\nEMAIL:E@x.example\nEMAIL:e2@x.example\nTEL:01\nCATEGORIES:Parents\nEND:VCARD\n\
            BEGIN:VCARD\nVERSION:4.0\nFN:Émilie Lefèvre\nEMAIL:e2@x.example\nEMAIL:e3@x.example\nEND:VCARD\n\
            BEGIN:VCARD\nVERSION:4.0\nFN:Sans adresse\nTEL:02\nEND:VCARD\n\
            BEGIN:VCARD\nVERSION:4.0\nFN:Fausse\nEMAIL:@\nEND:VCARD\n";
        for (added, completed) in [(1, true), (0, false)] {
            let seen = browser.upload("/webmel/contacts/fichiers", "file", "c.vcf", cards.as_bytes()).await;
            let told = seen.text(".message-page .notice").unwrap();
            assert!(
                told.starts_with(if added == 1 { "1 contact ajouté." } else { "Aucun nouveau contact." }),
                "{told}"
            );
            assert_eq!(told.contains("1 contact que vous aviez déjà est complété."), completed, "{told}");
            assert!(told.contains("1 fiche est refusée."), "{told}");
            assert_eq!(all(&seen, "td")[..2], ["20".to_owned(), "Fausse".to_owned()]);
        }
        let exported = browser.get("/webmel/contacts/export?format=vcf4").await;
        assert!(exported.headers["content-disposition"].to_str().unwrap().contains("contacts.vcf"));
        let mimi = exported.body.split("BEGIN:VCARD").find(|card| card.contains("Mimi")).unwrap();
        for line in
            ["EMAIL:e@x.example", "EMAIL:e2@x.example", "EMAIL:e3@x.example", "TEL:01", "CATEGORIES:Parents"]
        {
            assert!(mimi.contains(line), "{line} in {mimi}");
        }
        for (name, bytes, complaint) in [
            ("x.pdf", b"%PDF".to_vec(), "ni une vCard"),
            ("x.csv", [b"Nom\n".to_vec(), b"Anne Petit\n".repeat(5_001)].concat(), "plus de 5"),
            ("x.csv", b"Nom\n".repeat(1_400_000), "5 Mo"),
        ] {
            let seen = browser.upload("/webmel/contacts/fichiers", "file", name, &bytes).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
            let told = seen.text("#file-error").unwrap();
            assert!(told.contains(complaint), "{told}");
        }
        assert_eq!(all(&browser.get(HOME).await, ".check label").len(), 2);
    }
}

async fn suggested(app: &TestApp, person: kernel::Id<kernel::people::Person>, typed: &str) -> Seen {
    let mut browser = app.signed_in(person).await;
    let ask = browser.get("/webmel/ecrire").await.attribute("#to", "hx-get").unwrap();
    browser.get(&format!("{ask}&to={typed}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_filled_written_to_and_left() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let made = browser.post("/webmel/contacts/groupes", &[("name", "Conseil de classe")]).await;
        let group = made.location().to_owned();
        let twice = browser.post("/webmel/contacts/groupes", &[("name", "conseil DE classe")]).await;
        assert!(twice.text("#name-error").unwrap().contains("déjà un groupe"));
        let bad =
            browser.post(&format!("{group}/membres"), &[("members", "Anne <a@x.example>, personne")]).await;
        assert!(bad.text("#members-error").unwrap().contains("personne"), "{}", bad.body);
        browser
            .post(&format!("{group}/membres"), &[("members", "Anne Petit <a@x.example>, b@x.example")])
            .await;
        let seen = browser.get(&group).await;
        assert_eq!(all(&seen, ".row-body a"), ["Anne Petit", "b@x.example"]);
        let written = browser.get(&seen.attribute("p a.btn-primary", "href").unwrap()).await;
        assert_eq!(written.attribute("#to", "value").unwrap(), "Anne Petit <a@x.example>, b@x.example");
        // In the composer the group becomes its members.
        let line = suggested(&app, jeanne, "conseil").await;
        assert_eq!(line.text("button").unwrap(), "Conseil de classe Groupe de 2 personnes");
        let pick = line.attribute("button", "hx-post").unwrap();
        let id = group.rsplit('/').next().unwrap();
        let picked =
            browser.post(&pick, &[("to", "c@x.example, cons"), ("field", "to"), ("group", id)]).await;
        assert_eq!(
            picked.attribute("input", "value").unwrap(),
            "c@x.example, Anne Petit <a@x.example>, b@x.example, "
        );
        let mut other = app.signed_in(malik).await;
        other.get("/webmel").await;
        for seen in [
            other.get(&group).await,
            other.post(&format!("{group}/membres"), &[("members", "m@x.example")]).await,
            other.post(&format!("{group}/nom"), &[("name", "m")]).await,
            other.post(&format!("{group}/suppression"), &[]).await,
            other.get(&format!("/webmel/ecrire?groupe={id}")).await,
        ] {
            assert_eq!(seen.status, StatusCode::NOT_FOUND);
        }
        assert!(suggested(&app, malik, "conseil").await.text("button").is_none());
        let gone = seen.attribute(".row button", "value").unwrap();
        browser.post(&format!("{group}/retrait"), &[("contact", &gone)]).await;
        assert_eq!(all(&browser.get(&group).await, ".row-body a"), ["b@x.example"]);
        browser.post(&format!("{group}/suppression"), &[]).await;
        assert_eq!(all(&browser.get(HOME).await, ".check label").len(), 2, "members stay in the book");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_ticked_join_a_group_or_are_written_to() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let group =
            browser.post("/webmel/contacts/groupes", &[("name", "Parents")]).await.location().to_owned();
        let id = group.rsplit('/').next().unwrap().to_owned();
        for n in 0..2 {
            let address = format!("p{n}@x.example");
            browser.post(HOME, &[("name", ""), ("addresses", &address), ("group", &id)]).await;
        }
        assert_eq!(all(&browser.get(&group).await, ".row-body a").len(), 2);
        let contact = browser.get(HOME).await.attribute("input[name=contact]", "value").unwrap();
        browser.post(&format!("{HOME}/{contact}"), &[("addresses", "p0@x.example")]).await;
        assert_eq!(all(&browser.get(&group).await, ".row-body a"), ["p1@x.example"]);
        let act = format!("{HOME}/choix");
        let none = browser.post(&act, &[("action", "write")]).await;
        assert_eq!(none.location(), HOME);
        let joined = browser.post(&act, &[("contact", &contact), ("action", "group"), ("group", &id)]).await;
        assert_eq!(joined.location(), group);
        let written = browser.post(&act, &[("contact", &contact), ("action", "write")]).await;
        assert_eq!(written.location(), "/webmel/ecrire?a=p0%40x%2Eexample");
        // A group has as many members as a message recipients.
        let many: Vec<String> = (0..200).map(|n| format!("m{n}@x.example")).collect();
        let full = browser.post(&format!("{group}/membres"), &[("members", &many.join(", "))]).await;
        assert!(full.text("#members-error").unwrap().contains("200 personnes"), "{}", full.body);
        assert_eq!(
            all(&browser.get(&group).await, ".row-body a").len(),
            2,
            "nobody of a refused lot came in"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_written_to_are_suggested_until_they_are_forgotten() {
    for app in apps().await {
        let (jeanne, _) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let write = async |browser: &mut testkit::Visitor| {
            let draft =
                browser.get("/webmel/ecrire").await.attribute("#composer", "data-autosave-url").unwrap();
            let fields = [
                ("version", "0"),
                ("to", "Le prof de SVT <mberthier@ac-creteil.fr>"),
                ("subject", "Sortie"),
                ("body", "x"),
            ];
            let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        };
        write(&mut browser).await;
        assert_eq!(
            suggested(&app, jeanne, "svt").await.text("button").unwrap(),
            "Le prof de SVT mberthier@ac-creteil.fr"
        );
        let listed = browser.get("/webmel/contacts/recents").await;
        assert!(listed.text(".row-body").unwrap().starts_with("Le prof de SVT mberthier@ac-creteil.fr"));
        browser.post("/webmel/contacts/recents/suppression", &[("address", "mberthier@ac-creteil.fr")]).await;
        assert!(suggested(&app, jeanne, "svt").await.text("button").is_none());
        browser.post("/webmel/contacts/recents", &[]).await;
        write(&mut browser).await;
        assert!(suggested(&app, jeanne, "svt").await.text("button").is_none());
        browser.post("/webmel/contacts/recents", &[("collect", "1")]).await;
        write(&mut browser).await;
        browser.post("/webmel/contacts/recents/suppression", &[("address", "")]).await;
        assert!(browser.get("/webmel/contacts/recents").await.text(".empty-state").is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_correspondents_are_remembered_as_are_looked_at() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        for round in 0..6 {
            let some: Vec<_> = (0..100)
                .map(|n| crate::message::EmailAddress::bare(&format!("r{round}x{n:02}@x.example")))
                .collect();
            crate::tests::change(&app, jeanne, async move |tx, mailbox| {
                super::recents::note(tx, mailbox, some.iter()).await
            })
            .await;
            app.later(std::time::Duration::from_mins(1)).await;
        }
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let (mut found, mut next) = (Vec::new(), "/webmel/contacts/recents".to_owned());
        loop {
            let page = browser.get(&next).await;
            found.extend(all(&page, ".row-body .row-meta span:first-child"));
            match page.attribute("a[rel=next]", "href") {
                Some(href) => next = href,
                None => break,
            }
        }
        assert_eq!(found.len(), super::recents::MOST as usize);
        assert!(found[0].starts_with("r5") && found[499].starts_with("r1"), "{found:?}");
    }
}
