//! Agents for the account's tests, plainly fictitious.

use testkit::{Seen, TestApp, Visitor};

use kernel::{
    Id,
    people::{Civility, Person},
};

use crate::{
    account::{self, NewAccount},
    rules::uai::Uai,
};

pub(crate) use crate::module;

pub(crate) const PASSWORD: &str = "girafe tambour neige violon";

pub(crate) struct Somebody {
    pub numen: &'static str,
    pub birth_date: &'static str,
    pub given_names: &'static str,
    pub surname: &'static str,
}

/// `jdupont`
pub(crate) const JEANNE: Somebody =
    Somebody { numen: "24E9912345ABC", birth_date: "12/03/1980", given_names: "Jeanne", surname: "Dupont" };
/// `mberthier`
pub(crate) const MALIK: Somebody =
    Somebody { numen: "24E8854321XYZ", birth_date: "02/11/1975", given_names: "Malik", surname: "Berthier" };

/// In the staff file, never signed in.
pub(crate) async fn agent(app: &TestApp, somebody: &Somebody) -> Id<Person> {
    agent_of(app, somebody, None).await
}

/// The same, in an establishment.
pub(crate) async fn agent_of(app: &TestApp, somebody: &Somebody, uai: Option<&Uai>) -> Id<Person> {
    let new = NewAccount {
        numen: somebody.numen.parse().unwrap(),
        birth_date: crate::rules::birth_date::parse(somebody.birth_date, jiff::civil::date(2026, 11, 23))
            .unwrap(),
        surname: somebody.surname.into(),
        given_names: somebody.given_names.into(),
        civility: Civility::Mrs,
        function: "ENS".into(),
        uai: uai.map(|uai| uai.as_str().to_owned()),
        corps: "CERT".into(),
        backup_address: None,
    };
    app.ctx().write(async move |tx| account::open_account(tx, &new).await).await.unwrap()
}

pub(crate) async fn id_of(app: &TestApp, identifier: &str) -> Id<Person> {
    let ctx = app.ctx();
    let mut tx = ctx.read().await.unwrap();
    kernel::people::person_by_identifier(&mut tx, identifier).await.unwrap().unwrap().id
}

/// A browser that has tried to sign in with this, and the answer.
pub(crate) async fn try_in(app: &TestApp, identifier: &str, password: &str) -> (Visitor, Seen) {
    let mut browser = app.visitor();
    browser.get("/compte/connexion").await;
    let seen = browser.post("/compte/connexion", &[("identifier", identifier), ("password", password)]).await;
    (browser, seen)
}

/// Titles and links of the person's notices, newest first.
pub(crate) async fn notices(app: &TestApp, identifier: &str) -> Vec<(String, Option<String>)> {
    let person = id_of(app, identifier).await;
    let ctx = app.ctx();
    let mut tx = ctx.read().await.unwrap();
    let notices = kernel::notices::of(&mut tx, person, 50).await.unwrap();
    notices.into_iter().map(|n| (n.title, n.link)).collect()
}

/// What the trail says of the person: action, result and detail, oldest first.
pub(crate) async fn trail(app: &TestApp, identifier: &str) -> Vec<(String, bool, String)> {
    app.settle().await;
    let person = id_of(app, identifier).await;
    let ctx = app.ctx();
    let mut tx = ctx.read().await.unwrap();
    let mut lines = kernel::audit::about(&mut tx, person, i64::MAX, 200).await.unwrap();
    lines.sort_by_key(|l| l.number);
    lines.into_iter().map(|l| (l.action, l.result == kernel::audit::Outcome::Done, l.detail)).collect()
}

/// Signed in once on this browser, with [`PASSWORD`].
pub(crate) async fn activated(app: &TestApp, somebody: &Somebody) -> Visitor {
    let person = agent(app, somebody).await;
    let identifier = {
        let ctx = app.ctx();
        let mut tx = ctx.read().await.unwrap();
        account::by_person(&mut tx, person).await.unwrap().identifier
    };
    let mut browser = app.visitor();
    browser.get("/compte/connexion").await;
    let fields = [("identifier", identifier.as_str()), ("password", somebody.numen)];
    let sent = browser.post("/compte/connexion", &fields).await;
    let page = browser.get(sent.location()).await;
    assert_eq!(page.text("h1").unwrap(), "Choisissez votre mot de passe");
    let done =
        browser.post("/compte/activation", &[("new_password", PASSWORD), ("confirmation", PASSWORD)]).await;
    assert_eq!(done.location(), "/compte", "{}", done.body);
    browser.get("/compte").await;
    browser
}
