//! A session as it is offered to those who may enrol themselves: what it is, and one button.

use askama::Template;
use web::{Errors, Reply, Visit};

use super::{Session, life, page::About};
use crate::{enrolment, section::Section, view, words::Words};

#[derive(Template)]
#[template(path = "session/offer.html")]
struct OfferPage<'a> {
    t: Words,
    icons: &'static str,
    csrf: &'a str,
    base: String,
    session: &'a Session,
    star_label: String,
    state: String,
    tone: &'static str,
    about: About,
    parts: Vec<Section>,
    /// Why nobody can enrol now.
    refusal: &'static str,
    places: String,
    key: &'a str,
    errors: &'a Errors,
}

pub(super) fn show(
    visit: &Visit,
    session: &Session,
    about: About,
    parts: Vec<Section>,
    key: &str,
    errors: &Errors,
) -> Reply {
    let t = view::words(visit);
    let zone = &visit.academy()?.zone;
    let refusal = enrolment::refusal(session, visit.now());
    let body = OfferPage {
        t,
        icons: view::icons(),
        csrf: visit.csrf(),
        base: super::page::base(visit, session.id)?,
        star_label: if session.is_starred { t.star_off(&session.title) } else { t.star_on(&session.title) },
        state: life::sentence(session, visit.now(), zone, visit.locale),
        tone: life::tone(session.state),
        about,
        parts,
        refusal: refusal.map_or("", |refusal| refusal.message(t)),
        places: session.places_left().map_or(t.enrol_free().to_owned(), |left| t.enrol_places(left)),
        key,
        errors,
        session,
    };
    let page = view::page(visit, &session.title)?;
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}
