//! The pages seen from a browser, on both databases: the sign-in card, lists, reading, filing, folders, search, and what
//! others must not see.

use http::StatusCode;
use kernel::{Id, people::Person};
use testkit::{Seen, TestApp, Visitor};

use crate::{
    filing::Flags,
    folder::FolderRole,
    tests::{apps, fill, folder_of, owner, put, put_as, raw},
};

pub(super) async fn counts(app: &TestApp, person: Id<Person>, role: FolderRole) -> (i64, i64) {
    let folder = folder_of(app, person, role).await;
    (folder.total, folder.unread)
}

pub(super) fn queries(seen: &Seen) -> u32 {
    seen.headers["x-queries"].to_str().unwrap().parse().unwrap()
}

/// The subjects listed, in order.
pub(super) fn subjects(seen: &Seen) -> Vec<String> {
    let html = scraper::Html::parse_document(&seen.body);
    let rows = scraper::Selector::parse(".mail-row .mail-subject").unwrap();
    html.select(&rows).map(|row| row.text().collect::<String>()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_the_home_page_is_the_sign_in_with_the_three_links() {
    for app in apps().await {
        let seen = app.visitor().get("/webmel").await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.text("h1").unwrap(), "Connexion au webmel");
        assert_eq!(seen.attribute("form.form", "action").unwrap(), "/compte/connexion");
        let suite = seen.attribute("input[name=suite]", "value").unwrap();
        assert_eq!(suite, "/webmel/connexion?suite=/webmel");
        assert_eq!(seen.text(".form-actions button").unwrap(), "Connexion");
        assert_eq!(
            seen.attribute(".topbar .btn-primary", "href").unwrap(),
            "/webmel/connexion?suite=%2Fwebmel"
        );
        for (place, name, href) in [
            (1, "Connaître son identifiant académique", "/compte/identifiant"),
            (2, "Réinitialiser son mot de passe oublié", "/compte/reinitialiser"),
            (3, "Changer son mot de passe", "/compte/changer"),
        ] {
            let link = format!(".sign-in-links li:nth-child({place}) a");
            assert_eq!(seen.text(&link).unwrap(), name);
            assert_eq!(seen.attribute(&link, "href").unwrap(), href);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_entry_activates_the_box_and_says_so_once() {
    for app in apps().await {
        let jeanne = app.person("jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let first = browser.get("/webmel").await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(first.text(".notice").unwrap().starts_with("Bienvenue"), "{}", first.body);
        assert_eq!(first.text("h1").unwrap(), "Boîte de réception");
        assert!(browser.get("/webmel").await.text(".notice").is_none());
        for (identifier, path) in [
            ("mberthier", "/webmel/contacts"),
            ("samrani", "/webmel/ecrire"),
            ("lrey", "/webmel/dossiers/brouillons"),
            ("pnoel", "/webmel/recherche?q=bonjour"),
        ] {
            let person = app.person(identifier).await;
            let mut browser = app.signed_in(person).await;
            let first = browser.get(path).await;
            assert!(first.text(".notice").unwrap_or_default().starts_with("Bienvenue"), "{path}");
            assert!(browser.get(path).await.text(".notice").is_none(), "{path}");
        }
        let mut tx = app.ctx().read().await.unwrap();
        assert!(kernel::people::mailbox_activated_at(&mut tx, jeanne).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_shows_lines_and_costs_the_same_whatever_the_box_holds() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        fill(&app, jeanne, 3).await;
        let few = browser.get("/webmel").await;
        assert_eq!(subjects(&few), ["Lettre 0", "Lettre 1", "Lettre 2"]);
        assert_eq!(few.text(".mail-row .mail-from").unwrap(), "Non lu, Sofia Amrani");
        assert_eq!(few.text(".mail-row .mail-preview").unwrap(), "Corps de la lettre 0.");
        assert_eq!(few.text(".mail-group").unwrap(), "Aujourd’hui");
        assert_eq!(few.text(".mail-folders .count").unwrap(), "1 message non lu");
        fill(&app, jeanne, 140).await;
        let many = browser.get("/webmel").await;
        assert_eq!(subjects(&many).len(), 50);
        println!("the list page costs {} statements", queries(&many));
        assert_eq!(queries(&many), 4);
        assert_eq!(queries(&few), queries(&many));
        let mut pages = 1;
        let mut all = subjects(&many);
        let mut next = many.attribute("a[rel=next]", "href");
        while let Some(href) = next {
            let seen = browser.get(&href).await;
            assert_eq!(queries(&seen), 4);
            all.extend(subjects(&seen));
            next = seen.attribute("a[rel=next]", "href");
            pages += 1;
        }
        assert_eq!((pages, all.len()), (3, 140), "the three first were filed under the same identifiers");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 140);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_read_marked_and_shown_whole() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, -60, raw("a@x", "Subject: Sortie", "Premier <b>texte</b>"))
            .await;
        let sent = raw("b@x", "Subject: Re : Sortie\r\nIn-Reply-To: <a@x>", "Ma réponse");
        put_as(&app, jeanne, FolderRole::Sent, -30, Flags { seen: true, ..Flags::default() }, sent).await;
        let last = raw("c@x", "Subject: Re : Sortie\r\nReferences: <a@x> <b@x>", "Dernier texte");
        let last = put(&app, jeanne, FolderRole::Inbox, 0, last).await;
        let mut browser = app.signed_in(jeanne).await;
        let seen = browser.get(&format!("/webmel/messages/{last}")).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.text("h1").unwrap(), "Re : Sortie");
        assert_eq!(seen.attribute(".mail", "data-view").unwrap(), "message");
        assert!(seen.body.contains("Premier &lt;b&gt;texte&lt;/b&gt;"), "{}", seen.body);
        assert!(seen.text("details.message").unwrap().contains("Ma réponse"), "read before, so folded");
        assert!(seen.text("article.message").unwrap().contains("Premier"), "unread, so open; oldest first");
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (2, 0));
        assert_eq!(subjects(&seen), ["Re : Sortie"], "the list stands beside");
        let again = browser.get(&format!("/webmel/messages/{last}")).await;
        assert_eq!(again.text("article.message .message-text").unwrap(), "Dernier texte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_is_not_found() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        let head = "Subject: Privé\r\nContent-Type: text/html";
        let hers = put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", head, "<p>secret</p>")).await;
        let ctx = app.ctx();
        let folder =
            ctx.write(async move |tx| crate::seed::add_folder(tx, jeanne, "Sorties").await).await.unwrap();
        let mut browser = app.signed_in(malik).await;
        for path in [
            format!("/webmel/messages/{hers}"),
            format!("/webmel/messages/{hers}/corps"),
            format!("/webmel/messages/{hers}/source"),
            format!("/webmel/messages/{hers}/pieces/1"),
            format!("/webmel/messages/{hers}/images/1"),
            format!("/webmel/ecrire?reponse={hers}"),
            format!("/webmel/dossiers/{folder}"),
            format!("/webmel/dossiers/{folder}/suppression"),
            "/webmel/dossiers/nulle-part".to_owned(),
        ] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        browser.get("/webmel").await;
        let message = hers.to_string();
        let fields = [("to", "corbeille"), ("message", &message), ("scope", "one")];
        browser.post("/webmel/rangement", &fields).await;
        browser.post("/webmel/rangement", &[("star", &message)]).await;
        let renamed = browser.post(&format!("/webmel/dossiers/{folder}/nom"), &[("name", "Volé")]).await;
        assert_eq!(renamed.status, StatusCode::NOT_FOUND);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (1, 1));
        assert_eq!(
            app.visitor().get(&format!("/webmel/messages/{hers}")).await.status,
            StatusCode::SEE_OTHER
        );
    }
}

const HOSTILE: &str = "<p onclick=\"alert(1)\">Bonjour</p><script>alert(2)</script>\
    <img src=\"https://pisteur.example/a.png\" width=\"200\" height=\"80\" alt=\"Affiche\">\
    <img src=\"cid:plan@x\" alt=\"Plan\"><a href=\"javascript:alert(3)\">ici</a>\
    <a href=\"https://voleur.example/\">www.education.gouv.fr</a><form action=\"https://voleur.example\">\
    <input name=\"p\"></form><svg onload=\"alert(4)\"></svg><style>@import url(https://voleur.example)</style>";

fn hostile(id: &str) -> Vec<u8> {
    format!(
        "Message-ID: <{id}>\r\nFrom: Service <alerte@voleur.example>\r\nTo: jdupont@ac-creteil.fr\r\nSubject: Urgent\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         {HOSTILE}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <plan@x>\r\nContent-Disposition: inline; filename=plan.png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b\r\nContent-Type: text/html; name=\"piege.html\"\r\n\
         Content-Disposition: attachment; filename=\"piège \\\"x\\\".html\"\r\n\r\n<script>alert(5)</script>\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_letter_can_do_nothing() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let id = put(&app, jeanne, FolderRole::Inbox, 0, hostile("h@x")).await;
        let mut browser = app.signed_in(jeanne).await;
        let page = browser.get(&format!("/webmel/messages/{id}")).await;
        assert!(!page.body.contains("voleur.example/\"") && !page.body.contains("alert(1)"), "{}", page.body);
        let sandbox = page.attribute("iframe.message-frame", "sandbox").unwrap();
        assert!(!sandbox.contains("allow-scripts") && !sandbox.contains("allow-forms"), "{sandbox}");
        let warnings = page.text(".message-page").unwrap();
        assert!(warnings.contains("Expéditeur extérieur à l’académie"), "{warnings}");
        assert!(warnings.contains("www.education.gouv.fr") && warnings.contains("voleur.example"));
        assert_eq!(page.text(".message-trust a").unwrap(), "Afficher les images");

        let src = page.attribute("iframe.message-frame", "src").unwrap();
        let frame = browser.get(&src).await;
        let policy = frame.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        assert!(!policy.contains("script-src") && !policy.contains("https:"), "{policy}");
        assert_eq!(frame.headers["referrer-policy"], "no-referrer");
        for left_out in
            ["alert(", "javascript:", "<script", "onclick", "pisteur.example", "<form", "<svg", "@import"]
        {
            assert!(!frame.body.contains(left_out), "{left_out}: {}", frame.body);
        }
        assert!(frame.body.contains("Bonjour"));

        let shown = page.attribute(".message-trust a", "href").unwrap();
        let page = browser.get(&shown).await;
        assert!(page.text(".message-trust a").is_none());
        let frame = browser.get(&page.attribute("iframe.message-frame", "src").unwrap()).await;
        assert!(frame.body.contains("https://pisteur.example/a.png"));
        assert!(frame.headers["content-security-policy"].to_str().unwrap().contains("img-src 'self' https:"));
        assert!(!frame.body.contains("alert("));

        let image = frame.attribute("img[alt=Plan]", "src").unwrap();
        let image = browser.get(&image).await;
        assert_eq!(image.headers["content-type"], "image/png");
        let page = browser.get(&format!("/webmel/messages/{id}")).await;
        let href = page.attribute("a.attachment", "href").unwrap();
        let file = browser.get(&href).await;
        let disposition = file.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=\"pi_ge"), "{disposition}");
        assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        let as_image = browser.get(&href.replace("/pieces/", "/images/")).await;
        assert_eq!(as_image.status, StatusCode::NOT_FOUND, "a page is no image");
        let source = browser.get(&format!("/webmel/messages/{id}/source")).await;
        assert_eq!(source.body.as_bytes(), String::from_utf8_lossy(&hostile("h@x")).as_bytes());
    }
}

async fn act(browser: &mut Visitor, page: &str, fields: &[(&str, &str)]) -> Seen {
    browser.get(page).await;
    let mut all = vec![("back", page), ("scope", "line")];
    all.extend_from_slice(fields);
    let seen = browser.post("/webmel/rangement", &all).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    let there = seen.location().to_owned();
    browser.get(&there).await
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_lines_are_moved_and_moved_back() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, -9, raw("a@x", "Subject: Un", "t")).await;
        let answer = raw("b@x", "Subject: Re: Un\r\nIn-Reply-To: <a@x>", "t");
        let one = put(&app, jeanne, FolderRole::Inbox, -8, answer).await.to_string();
        let two =
            put(&app, jeanne, FolderRole::Inbox, -7, raw("c@x", "Subject: Deux", "t")).await.to_string();
        let mut browser = app.signed_in(jeanne).await;
        let moved =
            act(&mut browser, "/webmel", &[("to", "corbeille"), ("message", &one), ("message", &two)]).await;
        assert!(moved.text(".notice").unwrap().starts_with("3 messages déplacés."), "{}", moved.body);
        assert!(subjects(&moved).is_empty());
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await, (3, 3));
        let html = scraper::Html::parse_document(&moved.body);
        let inputs = scraper::Selector::parse(".notice input, .notice button").unwrap();
        let fields: Vec<(String, String)> = html
            .select(&inputs)
            .filter(|i| i.attr("name") != Some("_csrf"))
            .map(|i| (i.attr("name").unwrap().to_owned(), i.attr("value").unwrap().to_owned()))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let undone = browser.post("/webmel/rangement", &fields).await;
        let back = browser.get(undone.location()).await;
        assert_eq!(subjects(&back), ["Deux", "Re: Un"]);
        assert!(back.text(".notice").unwrap().starts_with("C’est annulé"));

        let seen = act(&mut browser, "/webmel", &[("action", "seen"), ("message", &one)]).await;
        assert_eq!(seen.text(".mail-folders .count").unwrap(), "1 message non lu");
        let starred = act(&mut browser, "/webmel", &[("star", &two)]).await;
        assert_eq!(starred.attribute(".mail-row .star", "aria-pressed").unwrap(), "true");
        let plain = act(&mut browser, "/webmel", &[("unstar", &two)]).await;
        assert_eq!(plain.attribute(".mail-row .star", "aria-pressed").unwrap(), "false");
        let nothing = act(&mut browser, "/webmel", &[("action", "seen")]).await;
        assert_eq!(nothing.text(".notice p").unwrap(), "Cochez d’abord au moins un message.");
        let evil = browser.post("/webmel/rangement", &[("action", "seen"), ("back", "//evil.example")]).await;
        assert_eq!(evil.location(), "/webmel");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_asks_once() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let one = put(&app, jeanne, FolderRole::Trash, 0, raw("a@x", "Subject: Un", "t")).await.to_string();
        for n in 0..4 {
            put(&app, jeanne, FolderRole::Trash, n, raw(&format!("b{n}@x"), "Subject: Autre", "t")).await;
        }
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/dossiers/corbeille").await;
        let fields = [("action", "delete"), ("message", one.as_str()), ("scope", "line")];
        let asked = browser.post("/webmel/rangement", &fields).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.text(".notice").unwrap().starts_with("1 message sera supprimé"), "{}", asked.body);
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await.0, 5);
        let sure = [fields.as_slice(), &[("confirmed", "1")]].concat();
        browser.post("/webmel/rangement", &sure).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await.0, 4);
        let asked = browser.get("/webmel/dossiers/corbeille/vidage").await;
        assert!(asked.text(".notice-warning").unwrap().starts_with("4 messages"));
        browser.post("/webmel/dossiers/corbeille/vidage", &[]).await;
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await.0, 0);
        assert_eq!(browser.get("/webmel/dossiers/reception/vidage").await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post("/webmel/dossiers/reception/vidage", &[]).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_made_renamed_and_removed_with_their_messages_kept() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel/dossiers").await;
        for (name, complaint) in [
            ("", "Donnez un nom"),
            ("corbeille", "Vous avez déjà un dossier"),
            ("  CORBEILLE ", "Vous avez déjà"),
            (&"x".repeat(61), "Ce nom est trop long"),
        ] {
            let refused = browser.post("/webmel/dossiers", &[("name", name)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.text("#name-error").unwrap().starts_with(complaint), "{name}");
        }
        assert_eq!(
            browser.post("/webmel/dossiers", &[("name", "Sorties")]).await.status,
            StatusCode::SEE_OTHER
        );
        let twice = browser.post("/webmel/dossiers", &[("name", "sorties")]).await;
        assert_eq!(twice.attribute("#name", "value").unwrap(), "sorties", "what was typed stays");
        let page = browser.get("/webmel/dossiers").await;
        let href = page.attribute(".row-title a", "href").unwrap();
        let renamed = browser.post(&format!("{href}/nom"), &[("name", "Musée")]).await;
        assert_eq!(renamed.status, StatusCode::SEE_OTHER);
        let message =
            put(&app, jeanne, FolderRole::Inbox, 0, raw("a@x", "Subject: Un", "t")).await.to_string();
        let folder = href.rsplit('/').next().unwrap().to_owned();
        act(&mut browser, "/webmel", &[("to", &folder), ("message", &message)]).await;
        let shown = browser.get(&href).await;
        assert_eq!(shown.text("h1").unwrap(), "Musée");
        assert_eq!(subjects(&shown), ["Un"]);
        let asked = browser.get(&format!("{href}/suppression")).await;
        assert!(asked.text(".notice").unwrap().contains("son message mis à la corbeille"), "{}", asked.body);
        browser.post(&format!("{href}/suppression"), &[]).await;
        assert_eq!(browser.get(&href).await.status, StatusCode::NOT_FOUND);
        assert_eq!(counts(&app, jeanne, FolderRole::Trash).await.0, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_words_people_dates_and_states() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(
            &app,
            jeanne,
            FolderRole::Inbox,
            -5,
            raw("a@x", "Subject: Réunion", "L’évaluation formative du jeudi"),
        )
        .await;
        let other = "Message-ID: <b@x>\r\nFrom: Malik Berthier <mb@x.fr>\r\nTo: Équipe <equipe@x.fr>\r\nSubject: Conseil\r\n\r\nformative puis évaluation";
        let flags = Flags { seen: true, flagged: true, ..Flags::default() };
        put_as(&app, jeanne, FolderRole::Archive, -4, flags, other.into()).await;
        let long_ago = -40 * 24 * 60;
        put(&app, jeanne, FolderRole::Trash, long_ago, raw("c@x", "Subject: Vieille lettre", "évaluations"))
            .await;
        let malik = owner(&app, "mberthier").await;
        put(&app, malik, FolderRole::Inbox, 0, raw("d@x", "Subject: Secret", "évaluation")).await;
        let mut browser = app.signed_in(jeanne).await;
        for (typed, expected) in [
            ("evaluation", vec!["Conseil", "Réunion", "Vieille lettre"]),
            ("formative", vec!["Conseil", "Réunion"]),
            ("\"évaluation formative\"", vec!["Réunion"]),
            ("de:berthier", vec!["Conseil"]),
            ("à:équipe", vec!["Conseil"]),
            ("objet:réunion", vec!["Réunion"]),
            ("évaluation dans:corbeille", vec!["Vieille lettre"]),
            ("avant:01/11/2026", vec!["Vieille lettre"]),
            ("après:01/11/2026", vec!["Conseil", "Réunion"]),
            ("est:suivi", vec!["Conseil"]),
            ("est:non-lu", vec!["Réunion", "Vieille lettre"]),
            ("pj:oui", vec![]),
            ("introuvable", vec![]),
        ] {
            let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            let seen = browser.get(&format!("/webmel/recherche?q={q}")).await;
            assert_eq!(subjects(&seen), expected, "{typed}");
            assert_eq!(seen.attribute("input[type=search]", "value").unwrap(), typed);
        }
    }
}

async fn found(browser: &mut Visitor, typed: &str) -> (Vec<String>, Seen) {
    let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let seen = browser.get(&format!("/webmel/recherche?q={q}")).await;
    (subjects(&seen), seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_what_is_older_than_many_that_nearly_fit() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let old = "Message-ID: <b@x>\r\nFrom: Malik Berthier <mb@x.fr>\r\nTo: jdupont@x.fr\r\nSubject: Ancien\r\n\r\nCorps de la lettre du lycée";
        let flags = Flags { flagged: true, ..Flags::default() };
        put_as(&app, jeanne, FolderRole::Archive, -60 * 24 * 60, flags, old.into()).await;
        app.services().clock.advance(kernel::time::minutes(1));
        fill(&app, jeanne, 520).await;
        let mut browser = app.signed_in(jeanne).await;
        for typed in [
            "lettre de:berthier",
            "lettre dans:archives",
            "lettre est:suivi",
            "est:suivi",
            "dans:archives",
            "\"lettre du lycée\"",
            "avant:01/10/2026",
        ] {
            assert_eq!(found(&mut browser, typed).await.0, ["Ancien"], "{typed}");
        }
        // By words, by columns, by the text itself: page after page, every message once.
        for (typed, only_read) in
            [("lettre", false), ("est:lu", true), ("lettre est:lu", true), ("\"lettre\"", false)]
        {
            let (mut all, mut seen) = found(&mut browser, typed).await;
            assert_eq!(all.len(), 50, "{typed}");
            assert!(seen.text(".mail-group").unwrap().starts_with("Plus de 50 messages"), "{typed}");
            while let Some(next) = seen.attribute("a[rel=next]", "href") {
                seen = browser.get(&next).await;
                all.extend(subjects(&seen));
                assert!(seen.attribute("a[rel=prev]", "href").is_some());
            }
            let wanted = (0..520).filter(|n| !only_read || n % 3 > 0).map(|n| format!("Lettre {n}"));
            let old = (!only_read).then(|| "Ancien".to_owned());
            assert_eq!(all, wanted.chain(old).collect::<Vec<_>>(), "{typed}");
        }
        assert_eq!(subjects(&browser.get("/webmel/recherche?q=lettre&avant=nulle-part").await).len(), 50);
        assert_eq!(found(&mut browser, "est:lu est:non-lu").await.0, Vec::<String>::new());
        assert_eq!(found(&mut browser, "dans:archives dans:corbeille").await.0, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_book_tells_homonyms_apart_and_goes_by_name_however_many_there_are() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let ctx = app.ctx();
        ctx.write(async move |tx| {
            let school = kernel::people::Establishment {
                uai: "0940001A".into(),
                name: "Collège Jean Moulin".into(),
                town: "Créteil".into(),
            };
            kernel::people::put_establishment(tx, &school).await?;
            // The last of the alphabet first.
            for n in (0..1_010).rev() {
                let new = kernel::people::NewPerson {
                    id: tx.new_id(),
                    identifier: format!("mmartin{n}"),
                    given_names: format!("Malo{n:04}"),
                    surname: "Martin".into(),
                    civility: kernel::people::Civility::Mr,
                    function: "DOC".into(),
                    uai: Some("0940001A".into()),
                    corps: String::new(),
                    address: format!("malo{n}@ac-creteil.fr"),
                };
                kernel::people::add_person(tx, &new).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let mut browser = app.signed_in(jeanne).await;
        let names = |seen: &Seen| {
            let html = scraper::Html::parse_document(&seen.body);
            let labels = scraper::Selector::parse(".check label").unwrap();
            html.select(&labels).map(|l| l.text().collect::<String>()).collect::<Vec<_>>()
        };
        let frequent = browser.get("/webmel/contacts?q=mar").await;
        let all = names(&frequent);
        assert_eq!(all.len(), 50);
        assert_eq!(all[0], "Malo0000 Martin malo0@ac-creteil.frDOC, Collège Jean Moulin");
        assert!(all.is_sorted(), "{all:?}");
        assert!(frequent.body.contains("Il y a d’autres réponses"));
        let few = names(&browser.get("/webmel/contacts?q=martin+malo010").await);
        assert_eq!(few.len(), 10);
        assert!(few.is_sorted() && few[0].starts_with("Malo0100 Martin"), "{few:?}");
        let ask = browser.get("/webmel/ecrire").await.attribute("#to", "hx-get").unwrap();
        let suggested = browser.get(&format!("{ask}&to=malo0003")).await;
        assert_eq!(
            suggested.text("button").unwrap(),
            "Malo0003 Martin malo3@ac-creteil.fr – DOC, Collège Jean Moulin"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_book_is_that_of_the_academy() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        app.person("mberthier").await;
        let mut browser = app.signed_in(jeanne).await;
        let seen = browser.get("/webmel/contacts?q=bert").await;
        assert_eq!(seen.text(".check label").unwrap(), "Meanne Berthier mberthier@ac-creteil.frENS");
        let typed = seen.attribute("input[name=a]", "value").unwrap();
        let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let written = browser.get(&format!("/webmel/ecrire?a={q}&a={q}")).await;
        assert_eq!(written.attribute("#to", "value").unwrap(), format!("{typed}, {typed}"));
        let none = browser.get("/webmel/contacts?q=zzz").await;
        assert!(none.text(".empty-state").unwrap().contains("zzz"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_decide_how_one_writes_and_whether_keys_act() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let before = browser.get("/webmel/reglages").await;
        assert!(before.attribute("body", "data-shortcuts").is_some());
        browser.post("/webmel/reglages", &[]).await;
        let seen = browser.get("/webmel/identites").await;
        let address = seen.attribute("input[name=address]", "value").unwrap();
        let signed =
            |signature| [("address", address.as_str()), ("name", "Jeanne Dupont"), ("signature", signature)];
        browser.post("/webmel/identites", &signed("Jeanne Dupont\nMathématiques")).await;
        let after = browser.get("/webmel/ecrire").await;
        assert!(after.attribute("body", "data-shortcuts").is_none());
        assert!(after.attribute("#body", "data-rich-text").is_none());
        assert!(after.text(".composer").unwrap().contains("-- Jeanne Dupont Mathématiques"));
        let long = browser.post("/webmel/identites", &signed(&"x".repeat(2_001))).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn english_is_complete() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        let chosen = http::Request::post("/langue")
            .header("origin", "http://127.0.0.1:8080")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("choice=en&back=/webmel"))
            .unwrap();
        browser.send(chosen).await;
        assert_eq!(browser.get("/webmel").await.text("h1").unwrap(), "Inbox");
        assert_eq!(browser.get("/webmel/dossiers/corbeille").await.text("h1").unwrap(), "Bin");
    }
}
