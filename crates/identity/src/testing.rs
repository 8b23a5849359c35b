//! Agents for the account's tests, plainly fictitious.

use testkit::{TestApp, Visitor};

use kernel::{
    Id,
    people::{Civility, Person},
};

use crate::account::{self, NewAccount};

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
    let new = NewAccount {
        numen: somebody.numen.parse().unwrap(),
        birth_date: crate::rules::birth_date::parse(somebody.birth_date, jiff::civil::date(2026, 11, 23))
            .unwrap(),
        surname: somebody.surname.into(),
        given_names: somebody.given_names.into(),
        civility: Civility::Mrs,
        function: "ENS".into(),
        uai: None,
        corps: "CERT".into(),
        backup_address: None,
    };
    app.ctx().write(async move |tx| account::open_account(tx, &new).await).await.unwrap()
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
