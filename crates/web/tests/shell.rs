//! The shell seen from a browser: who gets in, what a failure says, what happens to a form that came too late.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::time::Duration;

use axum::{
    body::Body,
    extract::{ConnectInfo, Path, Query},
    response::IntoResponse,
};
use http::{Request, StatusCode, header};
use kernel::{permission::Role, site::Site, sql};
use testkit::TestApp;
use web::{
    Access, Form, Module, Page, Reply, Routes, Visit,
    upload::{Part, Upload},
};

/// A page of each kind, for these tests alone.
fn module() -> Module {
    Module {
        base: kernel::Module::named("pages"),
        routes: || {
            Routes::new()
                .get("/magistere/{academy}/essai", Access::SignedIn, show)
                .post("/magistere/{academy}/essai", Access::SignedIn, write)
                .get("/magistere/{academy}/gestion", Access::Granted(Role::Manager), show)
                .get("/magistere/{academy}/bogue", Access::Public, bug)
                .get("/magistere/{academy}/panne", Access::Public, broken)
                .get("/magistere/{academy}/numero/{number}", Access::Public, number)
                .get("/magistere/{academy}/adresse", Access::Public, address)
                .post("/magistere/{academy}/depot", Access::SignedIn, hand_in)
                .post("/compte/{person}/fermer", Access::SignedIn, close)
                .get("/compte/essai", Access::SignedIn, show)
        },
    }
}

#[derive(askama::Template)]
#[template(source = "<h1>Essai</h1>", ext = "html")]
struct Essay;

async fn show(visit: Visit) -> Reply {
    Page::new(&visit, "Essai").crumb("M@gistère", "/magistere/ac-creteil").reply(&Essay)
}

async fn write(Form(fields): Form<Vec<(String, String)>>) -> Reply {
    let text = fields.into_iter().find(|(name, _)| name == "text").map(|(_, value)| value);
    Ok(text.unwrap_or_default().into_response())
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    before: u32,
}

async fn number(Path((_, number)): Path<(String, u32)>, Query(asked): Query<Asked>) -> Reply {
    Ok(format!("{number} {}", asked.before).into_response())
}

async fn broken() -> Reply {
    panic!("on purpose")
}

async fn address(visit: Visit) -> Reply {
    Ok(visit.origin.address.map(|a| a.to_string()).unwrap_or_default().into_response())
}

/// Says what came: `name=value` for texts, `name:bytes` for files.
async fn hand_in(mut upload: Upload) -> Reply {
    let mut came = Vec::new();
    while let Some(part) = upload.next(1 << 20).await? {
        came.push(match part {
            Part::Text { name, value } => format!("{name}={value}"),
            Part::File { name, kept, .. } => format!("{name}:{}", kept.size),
        });
    }
    Ok(came.join(" ").into_response())
}

async fn close() -> Reply {
    Ok("closed".into_response())
}

async fn bug() -> Reply {
    Err(kernel::Error::internal("secret detail").into())
}

const PAGE: &str = "/magistere/ac-creteil/essai";

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_sent_to_the_sign_in_and_would_come_back() {
    for app in TestApp::on_each_database(&[module()]).await {
        let seen = app.visitor().get(PAGE).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        assert_eq!(
            seen.location(),
            "/magistere/connexion?suite=%2Fmagistere%2Fac%2Dcreteil%2Fessai&academie=ac-creteil"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_stands_in_its_frame() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        let seen = jeanne.get(PAGE).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.text(".topbar-academy").unwrap(), "ACADÉMIE DE CRÉTEIL");
        assert_eq!(seen.attribute("html", "lang").unwrap(), "fr");
        assert!(
            seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'")
        );
        assert_eq!(seen.headers["x-queries"], "1", "the frame costs one statement");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_an_idle_hour() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        for _ in 0..2 {
            app.services().clock.advance(Duration::from_secs(3_599));
            assert_eq!(jeanne.get(PAGE).await.status, StatusCode::OK, "each page begins the hour anew");
            seen_now(&app, person).await;
        }
        app.services().clock.advance(Duration::from_secs(3_601));
        assert_eq!(jeanne.get(PAGE).await.status, StatusCode::SEE_OTHER);
    }
}

/// The last page has been written down, which is done behind its answer.
async fn seen_now(app: &TestApp, person: kernel::Id<kernel::people::Person>) {
    for _ in 0..1_000 {
        let ctx = app.ctx();
        let sessions = web::session::of_person(&mut ctx.read().await.unwrap(), person).await.unwrap();
        if sessions.iter().all(|s| s.seen_at == ctx.now()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the session was not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_in_use_ends_after_half_a_day() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        for _ in 0..23 {
            app.services().clock.advance(kernel::time::minutes(30));
            assert_eq!(jeanne.get(PAGE).await.status, StatusCode::OK);
            seen_now(&app, person).await;
        }
        app.services().clock.advance(kernel::time::minutes(30));
        assert_eq!(jeanne.get(PAGE).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_were_granted_the_role_manage() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        assert_eq!(jeanne.get("/magistere/ac-creteil/gestion").await.status, StatusCode::FORBIDDEN);
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, person, Role::Manager).await)
            .await
            .unwrap();
        assert_eq!(jeanne.get("/magistere/ac-creteil/gestion").await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        let forged = Request::post(PAGE)
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("text=a"))
            .unwrap();
        assert_eq!(jeanne.send(forged).await.status, StatusCode::FORBIDDEN);
        assert_eq!(jeanne.post(PAGE, &[("text", "bonjour")]).await.body, "bonjour");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_survives_an_expired_page_but_a_secret_is_not_written_down() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        jeanne.expire_page();
        let text = "Un long message écrit avec soin, qu’il serait fâcheux de perdre pour une page expirée.";
        let refused = jeanne.post(PAGE, &[("text", text), ("password", "tres secret")]).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        let there = refused.location().to_owned();
        let kept = jeanne.get(&there).await;
        assert_eq!(kept.text("textarea").unwrap(), text);
        assert_eq!(kept.text("label[for=kept-1]").unwrap(), "Texte");
        assert!(!kept.body.contains("tres secret"));
        assert_eq!(kept.attribute("input[name=password]", "type").unwrap(), "password", "to be typed again");
        assert_eq!(jeanne.post(PAGE, &[("text", text)]).await.body, text);
        app.services().clock.advance(Duration::from_secs(3_601));
        assert_eq!(jeanne.get(&there).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bug_is_told_without_its_details() {
    for app in TestApp::on_each_database(&[module()]).await {
        let seen = app.visitor().get("/magistere/ac-creteil/bogue").await;
        assert_eq!(seen.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(seen.text("h1").unwrap(), "Une erreur est survenue");
        assert!(!seen.body.contains("secret detail"));
        assert_eq!(app.visitor().get("/nulle-part").await.text("h1").unwrap(), "Page introuvable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_chosen_signed_in_too() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        jeanne.get(PAGE).await;
        let choose = |origin: &str| {
            Request::post("/langue")
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("choice=en&back={PAGE}")))
                .unwrap()
        };
        jeanne.send(choose("https://evil.example")).await;
        assert_eq!(jeanne.get(PAGE).await.attribute("html", "lang").unwrap(), "fr");
        assert_eq!(jeanne.send(choose("http://127.0.0.1:8080")).await.location(), PAGE);
        assert_eq!(jeanne.get(PAGE).await.attribute("html", "lang").unwrap(), "en");
        let mut elsewhere = app.signed_in(person).await;
        assert_eq!(
            elsewhere.get(PAGE).await.attribute("html", "lang").unwrap(),
            "en",
            "the choice is the person's"
        );
        let mut colleague = app.signed_in(app.person("mberthier").await).await;
        assert_eq!(colleague.get(PAGE).await.attribute("html", "lang").unwrap(), "fr");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_chosen() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut visitor = app.visitor();
        visitor.get("/nulle-part").await;
        let back = visitor.post("/langue", &[("choice", "en"), ("back", "/nulle-part")]).await;
        assert_eq!(back.location(), "/nulle-part");
        assert_eq!(visitor.get("/nulle-part").await.text("h1").unwrap(), "Page not found");
        let elsewhere = visitor.post("/langue", &[("choice", "fr"), ("back", "//evil.example")]).await;
        assert_eq!(elsewhere.location(), "/");
    }
}

/// The form on the page, sent back as a browser would: its fields as shown, with the choices that go along.
fn shown(kept: &testkit::Seen, names: &[&str]) -> Vec<(String, String)> {
    let value = |name: &str| {
        kept.text(&format!("textarea[name={name}]"))
            .or_else(|| kept.attribute(&format!("input[name={name}]"), "value"))
            .unwrap()
    };
    names.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

const LONG: &str = "Une longue réponse, écrite entre deux cours sur un vieil ordinateur qui s’endort.";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_survives_the_end_of_its_session() {
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let mut jeanne = app.signed_in(person).await;
        jeanne.get(PAGE).await;
        app.services().clock.advance(kernel::time::hours(2));
        let refused = jeanne.post(PAGE, &[("text", LONG), ("title", "Bilan"), ("which", "b")]).await;
        let there = resume(&refused);
        assert_eq!(jeanne.get(&there).await.status, StatusCode::SEE_OTHER, "to the sign-in");
        let mut again = app.signed_in(person).await;
        let kept = again.get(&there).await;
        assert_eq!(kept.attribute("form.form", "action").unwrap(), PAGE);
        assert_eq!(kept.text("label[for=kept-2]").unwrap(), "Titre", "short fields are seen too");
        assert!(kept.text("details.disclosure").unwrap().contains("whichb"), "{}", kept.body);
        let fields = shown(&kept, &["text", "title", "which"]);
        assert_eq!(fields[1].1, "Bilan");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(again.post(PAGE, &fields).await.body, LONG);
    }
}

/// Where the sign-in will lead back to.
fn resume(refused: &testkit::Seen) -> String {
    let sign_in = url::Url::parse("http://x").unwrap().join(refused.location()).unwrap();
    assert!(sign_in.path().ends_with("/connexion"), "{}", refused.location());
    sign_in.query_pairs().find(|(name, _)| name == "suite").unwrap().1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_keeps_its_texts_and_asks_for_its_files_again() {
    const DEPOT: &str = "/magistere/ac-creteil/depot";
    for app in TestApp::on_each_database(&[module()]).await {
        let person = app.person("jdupont").await;
        let file: (&str, &str, &[u8]) = ("file", "notes.pdf", &vec![7; 100_000]);
        let texts = [("title", "Bilan"), ("text", LONG)];
        // The session is over.
        let mut jeanne = app.signed_in(person).await;
        jeanne.get(PAGE).await;
        app.services().clock.advance(kernel::time::hours(2));
        let refused = jeanne.upload_with(DEPOT, &texts, &[file]).await;
        let there = resume(&refused);
        let mut again = app.signed_in(person).await;
        let kept = again.get(&there).await;
        assert_eq!(kept.attribute("form.form", "enctype").unwrap(), "multipart/form-data");
        assert!(kept.text("form.form").unwrap().contains("Les fichiers ne sont pas conservés"));
        assert_eq!(kept.attribute("input[type=file]", "name").unwrap(), "file");
        assert_eq!(shown(&kept, &["title", "text"])[1].1, LONG);
        let sent = again.upload_with(DEPOT, &texts, &[file]).await;
        assert_eq!(sent.body, format!("title=Bilan text={LONG} file:100000"));
        // The page alone is too old.
        again.expire_page();
        let refused = again.upload_with(DEPOT, &texts, &[file]).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        let kept = again.get(refused.location()).await;
        assert_eq!(shown(&kept, &["title", "text"])[1].1, LONG);
    }
}

/// A stranger has the server keep a form that closes an account, and sends its address to a manager.
#[tokio::test(flavor = "multi_thread")]
async fn a_kept_form_is_shown_to_nobody_but_who_wrote_it() {
    for app in TestApp::on_each_database(&[module()]).await {
        let manager = app.person("mdurand").await;
        let mut manager = app.signed_in(manager).await;
        manager.get("/compte/essai").await;
        // Nobody is known: the browser alone may see it again.
        let mut stranger = app.visitor();
        stranger.get("/compte/essai").await;
        let refused = stranger.post("/compte/1/fermer", &[("sure", "1")]).await;
        let there = resume(&refused);
        assert_eq!(manager.get(&there).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.visitor().get(&there).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.get(&there).await.status, StatusCode::OK);
        // An agent does the same with a session of their own.
        let mut agent = app.signed_in(app.person("jdupont").await).await;
        agent.get("/compte/essai").await;
        agent.expire_page();
        let there = agent.post("/compte/1/fermer", &[("sure", "1")]).await.location().to_owned();
        assert_eq!(manager.get(&there).await.status, StatusCode::NOT_FOUND);
        assert_eq!(agent.get(&there).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_do_not_fill_the_disk() {
    for app in TestApp::on_each_database(&[module()]).await {
        let text = "x".repeat(390_000);
        let mut kept = 0;
        for _ in 0..15 {
            let refused = app.visitor().post(PAGE, &[("text", &text)]).await;
            kept += i32::from(refused.status == StatusCode::SEE_OTHER);
            if refused.status != StatusCode::SEE_OTHER {
                assert_eq!(refused.status, StatusCode::FORBIDDEN);
                assert!(refused.text("main").unwrap().contains("Revenez en arrière"));
            }
        }
        assert_eq!(kept, 10, "4 MB for an address");
        let rows = app
            .ctx()
            .read()
            .await
            .unwrap()
            .one(sql!(i64: "SELECT COUNT(*) FROM kept_forms /* scan: a test */"))
            .await;
        assert_eq!(rows.unwrap(), 10);
        // An address that nothing has keeps nothing.
        app.services().clock.advance(kernel::time::hours(2));
        let nowhere = app.visitor().post("/magistere/nulle-part/ici", &[("text", "a")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        // Somebody who is known has room of their own.
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        jeanne.get(PAGE).await;
        jeanne.expire_page();
        assert_eq!(jeanne.post(PAGE, &[("text", &text)]).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_framework_refuses_is_told_in_the_readers_words() {
    for app in TestApp::on_each_database(&[module()]).await {
        let mut jeanne = app.signed_in(app.person("jdupont").await).await;
        for (address, status, title) in [
            ("/magistere/ac-creteil/numero/x", StatusCode::NOT_FOUND, "Page introuvable"),
            ("/magistere/ac-creteil/numero/1?before=x", StatusCode::NOT_FOUND, "Page introuvable"),
            ("/magistere/ac-creteil/depot", StatusCode::METHOD_NOT_ALLOWED, "Page introuvable"),
            ("/magistere/ac-creteil/panne", StatusCode::INTERNAL_SERVER_ERROR, "Une erreur est survenue"),
        ] {
            let seen = jeanne.get(address).await;
            assert_eq!((seen.status, seen.text("h1").unwrap().as_str()), (status, title), "{address}");
        }
        assert_eq!(jeanne.get("/magistere/ac-creteil/depot").await.headers[header::ALLOW], "POST");
        let mut form = async |kind: &str, body: &[u8]| {
            let token = jeanne.get(PAGE).await.attribute("meta[name=csrf-token]", "content").unwrap();
            let path = if kind.starts_with("multipart") { "/magistere/ac-creteil/depot" } else { PAGE };
            let request = Request::post(path)
                .header(header::CONTENT_TYPE, kind)
                .header("x-csrf-token", token)
                .body(Body::from(body.to_vec()))
                .unwrap();
            let seen = jeanne.send(request).await;
            (seen.status, seen.text("main").unwrap_or_default())
        };
        let urlencoded = "application/x-www-form-urlencoded";
        let multipart = "multipart/form-data; boundary=limit";
        let (status, told) = form(urlencoded, b"text=a%00b").await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("NUL"), "{told}");
        for (body, sentence) in [
            (
                &b"--limit\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\0y\r\n--limit--\r\n"[..],
                "NUL",
            ),
            (
                b"--limit\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--limit--\r\n",
                "n’est pas lisible",
            ),
            (b"--limit\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut", "s’est interrompu"),
            (b"nothing of the kind", "s’est interrompu"),
        ] {
            let (status, told) = form(multipart, body).await;
            assert!(
                status == StatusCode::UNPROCESSABLE_ENTITY && told.contains(sentence),
                "{sentence}: {told}"
            );
        }
        let (status, told) = form("multipart/form-data", b"").await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("s’est interrompu"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_front_servers_we_know_say_for_whom_they_ask() {
    let site = Site::new("https://preau.example".parse().unwrap(), vec![]);
    let site = site.behind(vec!["10.0.0.0/8".parse().unwrap()]);
    for app in TestApp::at(site, &[module()]).await {
        for (peer, passed_on, expected) in [
            ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
            ("10.0.0.1", "whoever", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let peer: std::net::IpAddr = peer.parse().unwrap();
            let request = Request::get("/magistere/ac-creteil/adresse")
                .extension(ConnectInfo(std::net::SocketAddr::from((peer, 4000))))
                .header("x-forwarded-for", passed_on)
                .body(Body::empty())
                .unwrap();
            let seen = app.visitor().send(request).await;
            assert_eq!(seen.body, expected, "{peer} passing on {passed_on:?}");
            assert_eq!(seen.headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
        }
    }
    let plain = TestApp::on_each_database(&[module()]).await.remove(0);
    let seen = plain.visitor().get("/magistere/ac-creteil/adresse").await;
    assert!(!seen.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "not over plain HTTP");
}
