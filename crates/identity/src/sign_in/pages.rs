//! The sign-in page, for all four systems.

use askama::Template;
use http::{HeaderMap, header};
use serde::Deserialize;
use web::{
    Access, Errors, Form, Page, Reply, Routes, Visit, assets, dates, redirect, redirect_saying, session,
};

use kernel::site::System;

use super::{Tried, try_password};
use crate::{
    rules::throttle::Answer,
    view::{self, Field, Links, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte/connexion", Access::Public, show)
        .post("/compte/connexion", Access::SignInForm, sign_in)
        .post("/compte/deconnexion", Access::Public, sign_out)
}

/// Bytes of the longest address there is; no identifier comes near.
const LONGEST_NAME: usize = 320;

#[derive(Deserialize, Default)]
struct SignIn {
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    suite: String,
    #[serde(default)]
    academie: String,
    /// Not empty: an application wants the password again, though somebody is signed in.
    #[serde(default)]
    renouveler: String,
}

/// The sign-in form and the three links, for the pages of the other systems too.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignInCard<'a> {
    t: Words,
    icons: &'static str,
    /// What one signs in to.
    system: &'a str,
    /// Where the form is sent: the account may stand on another host.
    action: String,
    academy: &'a str,
    csrf: &'a str,
    suite: String,
    trouble: &'a str,
    errors: &'a Errors,
    identifier: Field<'a>,
    password: Field<'a>,
    links: Links,
}

static NO_ERRORS: Errors = Errors::none();

impl<'a> SignInCard<'a> {
    /// An empty form that leads to `suite` once signed in, under the name of a system.
    pub fn of(visit: &'a Visit, suite: &str, system: &'a str) -> SignInCard<'a> {
        SignInCard::filled(visit, suite, system, "", "", &NO_ERRORS)
    }

    fn filled(
        visit: &'a Visit,
        suite: &str,
        system: &'a str,
        typed: &'a str,
        trouble: &'a str,
        errors: &'a Errors,
    ) -> SignInCard<'a> {
        let t = words(visit);
        let site = &visit.services().site;
        let suite = view::local(visit, suite);
        let here = visit.system().unwrap_or(System::Identity);
        let elsewhere = site.origin(System::Identity) != site.origin(here);
        let base = if elsewhere { site.url(System::Identity, "") } else { String::new() };
        // On another host the way back must name this one.
        let suite = if elsewhere && !suite.is_empty() { site.url(here, &suite) } else { suite };
        let academy = visit.academy.as_deref();
        SignInCard {
            t,
            icons: assets::path("icons.svg"),
            system,
            action: format!("{base}/compte/connexion"),
            academy: academy.map_or("", |a| &a.slug),
            csrf: visit.csrf(),
            trouble,
            errors,
            identifier: Field::text("identifier", t.field_identifier(), typed, errors)
                .help(t.field_identifier_help())
                .autocomplete("username"),
            password: Field::password("password", t.field_password(), t, errors)
                .help(t.field_password_help()),
            links: Links::of(visit, &base, &suite),
            suite,
        }
    }
}

async fn show(visit: Visit, axum::extract::Query(form): axum::extract::Query<SignIn>) -> Reply {
    if visit.agent().is_ok() && form.renouveler.is_empty() {
        return Ok(redirect(&after(&visit, &form.suite)));
    }
    let visit = view::for_academy(visit, &form.academie, &form.suite).await?;
    page(&visit, &form, "", &Errors::default())
}

async fn sign_in(visit: Visit, headers: HeaderMap, Form(form): Form<SignIn>) -> Reply {
    let visit = view::for_academy(visit, &form.academie, &form.suite).await?;
    let t = words(&visit);
    let mut errors = Errors::default();
    let typed = form.identifier.trim().to_lowercase();
    if typed.is_empty() {
        errors.add("identifier", t.error_identifier());
    } else if typed.len() > LONGEST_NAME {
        errors.add("identifier", t.error_identifier_too_long());
    }
    if form.password.is_empty() {
        errors.add("password", t.error_password());
    }
    if !errors.is_empty() {
        return page(&visit, &form, "", &errors);
    }
    let device = view::device(&visit, &headers).unwrap_or_else(|| visit.chance().token());
    match try_password(visit.ctx(), &typed, &form.password, &device).await? {
        Tried::In { cookie } => {
            let mut response = redirect(&after(&visit, &form.suite));
            let all = response.headers_mut();
            all.append(header::SET_COOKIE, session::cookie(visit.ctx(), System::Identity, &cookie)?);
            all.extend(view::device_cookie(&visit, &device).map(|c| (header::SET_COOKIE, c)));
            Ok(response)
        }
        Tried::Choose { pass } => {
            let there =
                format!("/compte/activation{}", view::query(&visit, &view::local(&visit, &form.suite)));
            let mut response = redirect(&there);
            response.headers_mut().extend(view::pass_cookie(&visit, &pass).map(|c| (header::SET_COOKIE, c)));
            Ok(response)
        }
        Tried::WindowOver => page(&visit, &form, t.trouble_window_over(), &errors),
        Tried::Suspended { frozen: true } => page(&visit, &form, t.trouble_stopped(), &errors),
        Tried::Suspended { frozen: false } => page(&visit, &form, t.trouble_suspended(), &errors),
        Tried::Wrong => page(&visit, &form, t.trouble_wrong(), &errors),
        Tried::Slowed(answer) => page(&visit, &form, &slowed(&visit, answer), &errors),
    }
}

/// Where one goes once signed in.
fn after(visit: &Visit, suite: &str) -> String {
    let suite = view::local(visit, suite);
    if suite.is_empty() { "/compte".to_owned() } else { suite }
}

/// Why one must wait, and until when.
pub(crate) fn slowed(visit: &Visit, answer: Answer) -> String {
    let t = words(visit);
    let why = answer.message(visit.locale).unwrap_or_default();
    match answer {
        Answer::Wait { until_ms, .. } => {
            let zone = visit.academy.as_ref().map_or(jiff::tz::TimeZone::UTC, |a| a.zone.clone());
            let until = kernel::Time(until_ms);
            let seconds = answer.retry_after_s(visit.now().0).unwrap_or(0);
            if seconds < 120 || visit.academy.is_none() {
                format!("{why} {}", t.trouble_wait_seconds(i64::from(seconds)))
            } else {
                format!("{why} {}", t.trouble_wait_until(dates::moment(visit.locale, until, &zone)))
            }
        }
        _ => why.to_owned(),
    }
}

fn page(visit: &Visit, form: &SignIn, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let body = SignInCard::filled(visit, &form.suite, t.sign_in_brand(), &form.identifier, trouble, errors);
    let page = Page::new(visit, t.sign_in_title()).class("page-sign-in").bare();
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

/// Ends the account's session, and with it all that was signed on through it.
async fn sign_out(visit: Visit) -> Reply {
    if let Ok(agent) = visit.agent() {
        let (person, session) = (agent.id, agent.session);
        visit.write(async move |tx| session::close(tx, person, session).await).await?;
    }
    let mut response = redirect_saying(&visit, "/compte/connexion", words(&visit).signed_out());
    response.headers_mut().append(header::SET_COOKIE, session::no_cookie(visit.ctx(), System::Identity)?);
    Ok(response)
}
