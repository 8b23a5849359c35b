//! The terms of the académie: room, bin and junk, closed boxes, who heads an establishment.

use askama::Template;
use kernel::permission::May;
use serde::Deserialize;
use web::{Errors, Form, Reply, Visit, form::told, redirect_saying};

use super::{
    super::desk::{icons, words},
    Tabs, bytes, gigabytes, page,
};
use crate::{
    administration::terms::{self, Terms},
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/terms.html")]
struct TermsPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    rooms: Vec<Field>,
    days: Vec<Field>,
    functions: Field,
    errors: Errors,
}

struct Field {
    name: &'static str,
    label: &'static str,
    help: String,
    value: String,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub(super) struct Typed {
    quota_default: String,
    quota_own: String,
    quota_most: String,
    bin_days: String,
    junk_days: String,
    closed_days: String,
    closed_message_days: String,
    head_functions: String,
}

impl Typed {
    fn of(terms: &Terms) -> Typed {
        Typed {
            quota_default: gigabytes(terms.quota_default),
            quota_own: gigabytes(terms.quota_own),
            quota_most: gigabytes(terms.quota_most),
            bin_days: terms.bin_days.to_string(),
            junk_days: terms.junk_days.to_string(),
            closed_days: terms.closed_days.to_string(),
            closed_message_days: terms.closed_message_days.map(|days| days.to_string()).unwrap_or_default(),
            head_functions: terms.head_functions.clone(),
        }
    }

    /// What cannot be read is out of bounds; what reads as before changes nothing, whatever its last digits are.
    fn read(&self, before: &Terms) -> Terms {
        let room = |typed: &str, was: i64| if typed.trim() == gigabytes(was) { was } else { bytes(typed) };
        let days = |typed: &str| typed.trim().parse().unwrap_or(-1);
        let age = self.closed_message_days.trim();
        let functions: Vec<String> = self
            .head_functions
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|code| !code.is_empty())
            .map(str::to_uppercase)
            .collect();
        Terms {
            quota_default: room(&self.quota_default, before.quota_default),
            quota_own: room(&self.quota_own, before.quota_own),
            quota_most: room(&self.quota_most, before.quota_most),
            bin_days: days(&self.bin_days),
            junk_days: days(&self.junk_days),
            closed_days: days(&self.closed_days),
            closed_message_days: (!age.is_empty()).then(|| days(age)),
            head_functions: functions.join(" "),
        }
    }
}

pub(super) async fn show(visit: Visit) -> Reply {
    policy::of_academy(visit.ctx(), "mail terms", May::View)?;
    let terms = terms::of(&mut visit.read().await?).await?;
    draw(&visit, Typed::of(&terms), Errors::none())
}

fn draw(visit: &Visit, typed: Typed, errors: Errors) -> Reply {
    let t = words(visit);
    let field = |name, label, help: &str, value| Field { name, label, help: help.to_owned(), value };
    let bin = || t.terms_bin_help(*terms::BIN_DAYS.start(), *terms::BIN_DAYS.end());
    let refused = !errors.is_empty();
    let body = TermsPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs::of(visit, "terms"),
        rooms: vec![
            field("quota_default", t.terms_default(), t.terms_default_help(), typed.quota_default),
            field("quota_own", t.terms_own(), t.terms_own_help(), typed.quota_own),
            field("quota_most", t.terms_most(), t.terms_most_help(), typed.quota_most),
        ],
        days: vec![
            field("bin_days", t.terms_bin(), &bin(), typed.bin_days),
            field("junk_days", t.terms_junk(), &bin(), typed.junk_days),
            field("closed_days", t.terms_closed(), t.terms_closed_help(), typed.closed_days),
            field("closed_message_days", t.terms_age(), t.terms_age_help(), typed.closed_message_days),
        ],
        functions: field("head_functions", t.terms_heads(), t.terms_heads_help(), typed.head_functions),
        errors,
    };
    page(visit, t.terms(), refused, &body)
}

pub(super) async fn save(visit: Visit, Form(form): Form<Typed>) -> Reply {
    policy::of_academy(visit.ctx(), "mail terms", May::Manage)?;
    let before = terms::of(&mut visit.read().await?).await?;
    let read = form.read(&before);
    match told(visit.write(async move |tx| terms::set(tx, &read).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, "/webmel/gestion/regles", words(&visit).terms_saved())),
        Err(errors) => draw(&visit, form, errors),
    }
}
