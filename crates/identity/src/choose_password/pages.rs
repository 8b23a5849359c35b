//! The page where a password is chosen, and the meter beside its field.

use askama::Template;
use axum::{
    Json,
    extract::Query,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use kernel::{Error, Result, site::System};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, redirect_saying, session};

use super::{Chosen, activate, advice, faults, holder, judge, school_of};
use crate::{
    account::{self, Account},
    rules::password::{Holder, Policy},
    sign_in::at_home,
    view::{self, Field, words},
    words::Words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/compte/activation", Access::Public, show)
        .post("/compte/activation", Access::Public, choose)
        .post("/compte/force", Access::Public, strength)
}

#[derive(Deserialize, Default)]
struct Way {
    #[serde(default)]
    suite: String,
    #[serde(default)]
    academie: String,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    confirmation: String,
    #[serde(default)]
    suite: String,
}

#[derive(Template)]
#[template(path = "choose_password.html")]
struct ChoosePage<'a> {
    t: Words,
    csrf: &'a str,
    suite: &'a str,
    name: &'a str,
    identifier: &'a str,
    trouble: &'a str,
    errors: &'a Errors,
    new_password: Field<'a>,
    confirmation: Field<'a>,
}

#[derive(Template)]
#[template(path = "pass_over.html")]
struct PassOverPage {
    t: Words,
    query: String,
}

async fn show(visit: Visit, headers: HeaderMap, Query(way): Query<Way>) -> Reply {
    let visit = view::for_academy(visit, &way.academie, &way.suite).await?;
    match account_of(&visit, &headers).await? {
        Some((visit, account, _)) => {
            page(&visit, &account, &view::local(&visit, &way.suite), &Errors::default())
        }
        None => over(&visit, &view::local(&visit, &way.suite)),
    }
}

async fn choose(visit: Visit, headers: HeaderMap, Form(form): Form<Choice>) -> Reply {
    let suite = view::local(&visit, &form.suite);
    let Some((visit, account, school)) = account_of(&visit, &headers).await? else {
        return over(&visit, &suite);
    };
    let chosen = Chosen { new_password: form.new_password, confirmation: form.confirmation };
    let errors = faults(visit.ctx(), Some(&account), school.as_ref(), &chosen);
    if !errors.is_empty() {
        return page(&visit, &account, &suite, &errors);
    }
    let device = view::device(&visit, &headers).unwrap_or_else(|| visit.chance().token());
    let pass = view::pass(&visit, &headers);
    let cookie = match activate(visit.ctx(), &pass, chosen, &device).await {
        Ok(cookie) => cookie,
        Err(Error::NotFound) => return over(&visit, &suite),
        Err(error) => return Err(error.into()),
    };
    let there = if suite.is_empty() { "/compte".to_owned() } else { suite };
    let mut response = redirect_saying(&visit, &there, words(&visit).password_chosen());
    let all = response.headers_mut();
    all.append(header::SET_COOKIE, session::cookie(visit.ctx(), System::Identity, &cookie)?);
    all.extend(view::device_cookie(&visit, &device).map(|c| (header::SET_COOKIE, c)));
    all.extend(view::pass_cookie(&visit, "").map(|c| (header::SET_COOKIE, c)));
    Ok(response)
}

type Holding = Option<(Visit, Account, Option<kernel::people::Establishment>)>;

/// Whose password this browser may choose, with the visit in their académie.
async fn account_of(visit: &Visit, headers: &HeaderMap) -> Result<Holding> {
    let pass = view::pass(visit, headers);
    if pass.is_empty() {
        return Ok(None);
    }
    let found = holder(&mut visit.read().await?, &pass).await;
    let (account, _) = match found {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let visit = match at_home(visit.ctx(), &account).await?.academy {
        Some(academy) => visit.clone().in_academy(academy),
        None => visit.clone(),
    };
    let school = school_of(&mut visit.read().await?, &account).await?;
    Ok(Some((visit, account, school)))
}

/// What every new password must have, as a sentence; more is asked of those who were granted something.
pub(crate) fn rule_for(grants: i64, t: Words) -> String {
    let holder = if grants == 0 { Holder::PasswordAlone } else { Holder::Privileged };
    t.field_new_password_help(Policy { holder, cnil_80: false }.shortest() as i64)
}

fn page(visit: &Visit, account: &Account, suite: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let help = rule_for(account.grants, t);
    let body = ChoosePage {
        t,
        csrf: visit.csrf(),
        suite,
        name: &account.display_name,
        identifier: &account.identifier,
        trouble: "",
        errors,
        new_password: Field::new_password(t, &help, errors),
        confirmation: Field::confirmation(t, errors),
    };
    let page = Page::new(visit, t.choose_title()).class("page-sign-in").bare();
    if errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

fn over(visit: &Visit, suite: &str) -> Reply {
    let t = words(visit);
    let body = PassOverPage { t, query: view::query(visit, suite) };
    Page::new(visit, t.pass_over_title()).class("page-sign-in").bare().status(StatusCode::GONE).reply(&body)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    new_password: String,
}

async fn strength(visit: Visit, headers: HeaderMap, Form(form): Form<Typed>) -> Reply<Response> {
    let (account, school) = match (visit.agent(), account_of(&visit, &headers).await?) {
        (_, Some((_, account, school))) => (Some(account), school),
        (Ok(agent), None) => {
            let mut tx = visit.read().await?;
            let account = account::by_person(&mut tx, agent.id).await?;
            let school = school_of(&mut tx, &account).await?;
            (Some(account), school)
        }
        (Err(_), None) => (None, None),
    };
    let ctx = visit.ctx().clone();
    // Some milliseconds of estimating: not on the threads that answer.
    let answer = tokio::task::spawn_blocking(move || {
        let verdict = judge(&ctx, account.as_ref(), school.as_ref(), &form.new_password);
        serde_json::json!({ "score": verdict.strength, "message": advice(&verdict, ctx.locale) })
    })
    .await
    .map_err(Error::internal)?;
    Ok(Json(answer).into_response())
}
