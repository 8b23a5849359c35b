//! The form by which something is asked for about somebody's box.

use askama::Template;
use axum::extract::Query;
use jiff::civil::Date;
use kernel::{Error, Id, Time, permission::May};
use serde::Deserialize;
use web::{Errors, Form, Page, Reply, Visit, form::told, redirect_saying};

use super::{
    super::desk::{icons, words},
    Tabs,
    procedures::{REGISTER, basis_name, kind_name},
};
use crate::{
    administration::{
        boxes,
        procedures::{self, Asking, Basis, Kind, LONGEST_ACCESS},
    },
    policy,
    words::Words,
};

#[derive(Template)]
#[template(path = "webmel/management/asking.html")]
struct AskingPage {
    t: Words,
    icons: &'static str,
    csrf: String,
    tabs: Tabs,
    kinds: Vec<(&'static str, &'static str)>,
    bases: Vec<(&'static str, &'static str)>,
    typed: Typed,
    /// The hold that is to be lifted.
    lifting: Option<String>,
    errors: Errors,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub(super) struct Typed {
    kind: String,
    address: String,
    reason: String,
    basis: String,
    reference: String,
    days: String,
    until: String,
    lifts: String,
    silent: String,
    silence: String,
}

impl Typed {
    fn asking(&self, visit: &Visit) -> kernel::Result<Asking> {
        let zone = &visit.academy()?.zone;
        let end_of =
            |date: Date| date.tomorrow().ok().and_then(|next| next.to_zoned_datetime(zone.clone()).ok());
        let until = match self.until.trim() {
            "" => Ok(None),
            typed => match typed.parse::<Date>().ok().and_then(end_of) {
                Some(at) => Ok(Some(Time::from(at.timestamp()))),
                None => Err(()),
            },
        };
        Ok(Asking {
            kind: self.kind.parse().map_err(|_| Error::NotFound)?,
            address: self.address.clone(),
            reason: self.reason.clone(),
            basis: self.basis.parse().ok(),
            reference: self.reference.clone(),
            days: self.days.trim().parse().unwrap_or(0),
            until,
            lifts: self.lifts.parse().ok(),
            silence: (!self.silent.is_empty()).then(|| self.silence.clone()),
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct About {
    boite: String,
    nature: String,
    leve: String,
}

pub(super) async fn begin(visit: Visit, Query(about): Query<About>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::Take)?;
    let mut typed = Typed {
        kind: about.nature.parse::<Kind>().unwrap_or(Kind::Access).to_string(),
        lifts: about.leve,
        days: LONGEST_ACCESS.to_string(),
        ..Typed::default()
    };
    if let Ok(id) = about.boite.parse() {
        typed.address = boxes::find(&mut visit.read().await?, id).await?.address;
    }
    draw(&visit, typed, Errors::none()).await
}

async fn draw(visit: &Visit, typed: Typed, errors: Errors) -> Reply {
    let t = words(visit);
    let kind: Kind = typed.kind.parse().map_err(|_| Error::NotFound)?;
    let lifting = match typed.lifts.parse::<Id<_>>() {
        Ok(hold) if kind == Kind::Lift => {
            Some(procedures::find(&mut visit.read().await?, hold).await?.reference)
        }
        _ => None,
    };
    let refused = !errors.is_empty();
    // Which hold is lifted is said by the page of its box.
    let kinds = match kind {
        Kind::Lift => vec![Kind::Lift],
        _ => vec![Kind::Access, Kind::Hold, Kind::Erase],
    };
    let body = AskingPage {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        tabs: Tabs::of(visit, "procedures"),
        kinds: kinds.into_iter().map(|kind| (kind.as_str(), kind_name(t, kind))).collect(),
        bases: Basis::ALL.iter().map(|basis| (basis.as_str(), basis_name(t, *basis))).collect(),
        typed,
        lifting,
        errors,
    };
    let page = Page::new(visit, t.procedure_new()).crumb(t.procedures(), REGISTER);
    if refused { page.refused().reply(&body) } else { page.reply(&body) }
}

pub(super) async fn ask(visit: Visit, Form(form): Form<Typed>) -> Reply {
    policy::of_academy(visit.ctx(), "mail procedure", May::Take)?;
    let asking = form.asking(&visit)?;
    match told(visit.write(async move |tx| procedures::ask(tx, &asking).await).await)? {
        Ok(id) => {
            Ok(redirect_saying(&visit, &format!("{REGISTER}/{id}"), words(&visit).procedure_asked_now()))
        }
        Err(errors) => draw(&visit, form, errors).await,
    }
}
