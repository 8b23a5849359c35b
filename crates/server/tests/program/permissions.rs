//! Who may do what, twice: the policy tables as one golden table, and every route of the product called by everybody.

use std::fmt::Write;

use http::{Method, StatusCode};
use kernel::{Id, people::Person, permission::Role};
use testkit::{Seen, TestApp, Visitor};
use web::Access;

/// A change of rights shows in review as a change of this table.
#[test]
fn the_table_of_rights_is_the_one_agreed_on() {
    let mut table = String::new();
    for module in server::modules::modules() {
        if !module.base.policy.is_empty() {
            writeln!(table, "# {}\n{}", module.base.name, kernel::permission::print(module.base.policy))
                .unwrap();
        }
    }
    insta::assert_snapshot!("rights", table);
}

/// A route that is added shows in review with who may call it.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_routes_is_the_one_agreed_on() {
    let app = TestApp::on_each_database(&domains()).await.remove(0);
    let mut lines: Vec<String> = app
        .app
        .routes()
        .iter()
        .map(|route| format!("{:<70} {:<6} {:?}", route.path, route.method, route.access))
        .collect();
    lines.sort();
    insta::assert_snapshot!("routes", lines.join("\n"));
}

/// Every route, as nobody and in every role: nobody gets in where a sign-in is needed, nobody manages without the
/// role, and nothing breaks whoever calls it with an id that names nothing.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_keeps_out_those_it_must() {
    for app in TestApp::on_each_database(&domains()).await {
        let mut wrong = Vec::new();
        let routes = app.app.routes().to_vec();
        let roles = [
            None,
            Some(Role::HelpDesk),
            Some(Role::Manager),
            Some(Role::Postmaster),
            Some(Role::Administrator),
        ];
        for (n, role) in roles.into_iter().enumerate() {
            let person = app.person(&format!("avisiteur{n}")).await;
            if let Some(role) = role {
                app.ctx().write(async move |tx| kernel::people::grant(tx, person, role).await).await.unwrap();
            }
            for route in &routes {
                // Those that end the very sessions this test goes round with.
                if route.method != Method::GET
                    && (route.path.contains("fermer") || route.path.contains("deconnexion"))
                {
                    continue;
                }
                let mut visitor = app.signed_in(person).await;
                let seen = call(&mut visitor, &route.method, route.path).await;
                let may = match route.access {
                    Access::Granted(needed) => role == Some(needed) || role == Some(Role::Administrator),
                    _ => true,
                };
                if let Some(fault) = fault(&seen, may) {
                    wrong.push(format!("{role:?} {} {}: {fault}", route.method, route.path));
                }
            }
        }
        for route in &routes {
            let mut stranger = app.visitor();
            let seen = call(&mut stranger, &route.method, route.path).await;
            let protected = matches!(route.access, Access::SignedIn | Access::Granted(_));
            let kept_out = matches!(
                seen.status,
                StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
            );
            if protected && !kept_out {
                wrong.push(format!("nobody {} {}: {}", route.method, route.path, seen.status));
            }
            if let Some(fault) = fault(&seen, true) {
                wrong.push(format!("nobody {} {}: {fault}", route.method, route.path));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

fn fault(seen: &Seen, may: bool) -> Option<String> {
    if seen.status.is_server_error() && seen.status != StatusCode::SERVICE_UNAVAILABLE {
        return Some(format!("{} {}", seen.status, seen.text("h1").unwrap_or_default()));
    }
    (!may && !matches!(seen.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND))
        .then(|| seen.status.to_string())
}

/// What no browser of ours sends, sent to every route by somebody who may do almost everything: a field of 10 MB, bytes
/// that are no text, NULs, dates and numbers out of all bounds, the same field a thousand times.
#[tokio::test(flavor = "multi_thread")]
async fn no_route_breaks_on_what_no_page_sends() {
    let huge = format!("title={}", "x".repeat(10 << 20));
    let many = "weekdays=MO&".repeat(1_000);
    let fields = [
        "title",
        "name",
        "subject",
        "recipients",
        "password",
        "identifier",
        "numen",
        "birth_date",
        "q",
        "id",
        "version",
        "start_date",
        "start_time",
        "date",
        "until",
        "places",
        "count",
        "order",
        "list",
        "block",
        "to",
        "uai",
        "url",
    ];
    let mut bodies =
        vec![("a field of 10 MB", huge), ("a thousand fields", many), ("nothing", String::new())];
    for (what, value) in [
        ("NULs", "a%00b"),
        ("no text", "%ff%fe%80"),
        ("bounds", "-9223372036854775809"),
        ("far dates", "9999-12-31"),
        ("overrides", "%E2%80%AEabc%0d%0aBcc:%20x@y.example"),
    ] {
        bodies.push((what, fields.map(|field| format!("{field}={value}")).join("&")));
    }
    let mut sizes_are_open = true;
    for app in TestApp::on_each_database(&domains()).await {
        let mut wrong = Vec::new();
        let person = app.person("avisiteur").await;
        app.ctx()
            .write(async move |tx| kernel::people::grant(tx, person, Role::Administrator).await)
            .await
            .unwrap();
        let routes = app.app.routes().to_vec();
        for route in routes.iter().filter(|route| matches!(route.method, Method::GET | Method::POST)) {
            if route.path.contains("fermer") || route.path.contains("deconnexion") {
                continue;
            }
            let path = filled(route.path);
            let (mut visitor, mut token) = with_token(&app, person, &path).await;
            for (what, body) in &bodies {
                let is_huge = body.len() > 2 << 20;
                // What is too long is refused before any database is asked.
                if is_huge && !sizes_are_open {
                    continue;
                }
                let seen = if route.method == Method::GET {
                    if body.len() > 60_000 {
                        continue;
                    }
                    visitor.get(&format!("{path}?{body}")).await
                } else {
                    let request = http::Request::post(&path)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body(axum::body::Body::from(format!("_csrf={token}&{body}")))
                        .unwrap();
                    visitor.send(request).await
                };
                // A line of English from the framework; people are told in a page, programs in their own words.
                let kind = seen.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
                let plain = seen.status.is_client_error() && kind.starts_with("text/plain");
                if plain && route.access != Access::Protocol {
                    wrong.push(format!("{} {} with {what}: {}", route.method, route.path, seen.body));
                }
                if let Some(fault) = fault(&seen, true) {
                    wrong.push(format!("{} {} with {what}: {fault}", route.method, route.path));
                }
                if route.method == Method::POST && ["NULs", "overrides"].contains(what) {
                    for upload in hostile_uploads(body) {
                        let request = http::Request::post(&path)
                            .header("content-type", "multipart/form-data; boundary=limit")
                            .header("x-csrf-token", &token)
                            .body(axum::body::Body::from(upload))
                            .unwrap();
                        if let Some(fault) = fault(&visitor.send(request).await, true) {
                            wrong.push(format!("POST {} with an upload of {what}: {fault}", route.path));
                        }
                    }
                }
                let is_page =
                    seen.headers.get("content-type").is_some_and(|kind| kind == "text/html; charset=utf-8");
                if is_huge && is_page && seen.status.is_success() {
                    wrong.push(format!("{} {} took {what}", route.method, route.path));
                }
                // It may have ended the session.
                if route.method == Method::POST && !seen.status.is_client_error() {
                    (visitor, token) = with_token(&app, person, &path).await;
                }
            }
        }
        sizes_are_open = false;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Somebody signed in, and what their forms bear.
async fn with_token(app: &TestApp, person: Id<Person>, path: &str) -> (Visitor, String) {
    let mut visitor = app.signed_in(person).await;
    let system = path.split('/').nth(1).unwrap_or_default();
    let page = visitor.get(&format!("/{system}/nulle-part/nulle-part")).await;
    let token = page.attribute("meta[name=csrf-token]", "content").unwrap_or_default();
    assert!(!token.is_empty(), "no form of {path} would be looked at");
    (visitor, token)
}

/// The same fields as parts of an upload, with a file; and the same cut in the middle.
fn hostile_uploads(body: &str) -> Vec<Vec<u8>> {
    let mut upload = Vec::new();
    for (name, value) in url::form_urlencoded::parse(body.as_bytes()).take(50) {
        let part = format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        upload.extend_from_slice(part.as_bytes());
    }
    upload.extend_from_slice(
        b"--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a\0b.svg\"\r\n\r\n\xff\xfe\0\r\n",
    );
    let cut = upload[..upload.len() - 3].to_vec();
    upload.extend_from_slice(b"--limit--\r\n");
    vec![upload, cut]
}

async fn call(visitor: &mut Visitor, method: &Method, path: &str) -> Seen {
    let path = filled(path);
    if *method == Method::GET {
        return visitor.get(&path).await;
    }
    // Any page gives the token; the failure page does.
    let system = path.split('/').nth(1).unwrap_or_default().to_owned();
    visitor.get(&format!("/{system}/nulle-part/nulle-part")).await;
    if *method == Method::POST {
        return visitor.post(&path, &[("reason", "visite")]).await;
    }
    let request =
        http::Request::builder().method(method.clone()).uri(&path).body(axum::body::Body::empty()).unwrap();
    visitor.send(request).await
}

/// The path with ids that name nothing.
fn filled(path: &str) -> String {
    let nothing = kernel::Id::<()>::NIL.to_string();
    let filled: Vec<String> = path
        .split('/')
        .map(|part| match part {
            "{academy}" => "ac-creteil".to_owned(),
            part if part.starts_with('{') => {
                let end = part.split_once('}').map_or("", |(_, end)| end);
                format!("{nothing}{end}")
            }
            part => part.to_owned(),
        })
        .collect();
    filled.join("/")
}

fn domains() -> Vec<web::Module> {
    server::modules::modules().into_iter().filter(|m| !["kernel", "web"].contains(&m.base.name)).collect()
}
