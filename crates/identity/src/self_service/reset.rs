//! "Réinitialiser son mot de passe oublié": the NUMEN is the password again, for choosing another within a day; and
//! "it was not me", which undoes it.

use askama::Template;
use axum::extract::{Path, Query};
use http::header;
use kernel::Result;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, dates};

use super::{ProofFields, Proofs, Proved, identifier::AskPage, prove};
use crate::{
    account::{self, Account, NoReset, Purpose},
    attempts, sign_in,
    view::{self, Links, words},
    words::Words,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/compte/reinitialiser", Access::Public, show)
        .post("/compte/reinitialiser", Access::Public, reset)
        .get("/compte/pas-moi/{secret}", Access::Public, show_refusal)
        .post("/compte/pas-moi/{secret}", Access::Public, refuse)
}

#[derive(Template)]
#[template(path = "reset_done.html")]
struct DonePage<'a> {
    t: Words,
    identifier: &'a str,
    until: String,
    query: String,
}

async fn show(visit: Visit, Query(proofs): Query<Proofs>) -> Reply {
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    page(
        &visit,
        &Proofs { numen: String::new(), birth_date: String::new(), ..proofs },
        "",
        &Errors::default(),
    )
}

async fn reset(visit: Visit, Form(proofs): Form<Proofs>) -> Reply {
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    let t = words(&visit);
    let (numen, date) = match proofs.parse(&visit) {
        Ok(parsed) => parsed,
        Err(errors) => return page(&visit, &proofs, "", &errors),
    };
    match prove(visit.ctx(), &numen, date).await? {
        Proved::No => page(&visit, &proofs, t.trouble_unknown(), &Errors::default()),
        Proved::Slowed(answer) => page(&visit, &proofs, &sign_in::slowed(&visit, answer), &Errors::default()),
        Proved::Yes(proved) => {
            let (ctx, account, counted) = *proved;
            let reset = ctx
                .write(async move |tx| {
                    attempts::succeeded(tx, &counted).await?;
                    match account::reset(tx, account.person_id).await? {
                        Ok(account) => sign_in::give_pass(tx, &account).await.map(|pass| Ok((account, pass))),
                        Err(why) => Ok(Err(why)),
                    }
                })
                .await?;
            let (account, pass) = match reset {
                Ok(reset) => reset,
                Err(NoReset::Stopped) => {
                    return page(&visit, &proofs, t.trouble_reset_frozen(), &Errors::default());
                }
                Err(NoReset::WindowOver) => {
                    return page(&visit, &proofs, t.trouble_window_over(), &Errors::default());
                }
            };
            let until = dates::moment(visit.locale, account.opens_until, &ctx.academy()?.zone);
            let query = view::query(&visit, &view::local(&visit, &proofs.suite));
            let body = DonePage { t, identifier: &account.identifier, until, query };
            let mut response = Page::new(&visit, t.link_reset()).class("page-sign-in").bare().reply(&body)?;
            response.headers_mut().extend(view::pass_cookie(&visit, &pass).map(|c| (header::SET_COOKIE, c)));
            Ok(response)
        }
    }
}

fn page(visit: &Visit, proofs: &Proofs, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let suite = view::local(visit, &proofs.suite);
    let body = AskPage {
        t,
        action: "/compte/reinitialiser",
        title: t.link_reset(),
        explanation: t.reset_explanation(),
        button: t.reset_button(),
        csrf: visit.csrf(),
        suite: &suite,
        academy: visit.academy.as_ref().map_or("", |a| &a.slug),
        trouble,
        errors,
        proofs: ProofFields::of(visit, proofs, errors),
        more: "",
        links: Links::of(visit, "", &suite),
    };
    let page = Page::new(visit, t.link_reset()).class("page-sign-in").bare();
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    t: Words,
    csrf: &'a str,
    action: &'a str,
    done: bool,
    /// The account stays closed to everybody until the help desk has spoken with the agent.
    stops: bool,
}

/// Whose reset this secret refuses.
async fn refused_account(visit: &Visit, secret: &str) -> Result<Account> {
    let mut tx = visit.read().await?;
    let person = account::holder_of_pass(&mut tx, Purpose::Refusal, secret).await?;
    account::by_person(&mut tx, person).await
}

async fn show_refusal(visit: Visit, Path(secret): Path<String>) -> Reply {
    let account = refused_account(&visit, &secret).await?;
    let stops = account.refusing_stops_it(visit.ctx());
    let t = words(&visit);
    let body = RefusalPage { t, csrf: visit.csrf(), action: visit.address(), done: false, stops };
    Page::new(&visit, t.refusal_title()).class("page-sign-in").bare().reply(&body)
}

async fn refuse(visit: Visit, Path(secret): Path<String>) -> Reply {
    let account = refused_account(&visit, &secret).await?;
    let ctx = sign_in::at_home(visit.ctx(), &account).await?;
    let stops = ctx
        .write(async move |tx| {
            // Used up in the unit that obeys it.
            let person = account::holder_of_pass(tx, Purpose::Refusal, &secret).await?;
            account::refuse_reset(tx, person).await
        })
        .await?;
    let t = words(&visit);
    let body = RefusalPage { t, csrf: visit.csrf(), action: "", done: true, stops };
    Page::new(&visit, t.refusal_title()).class("page-sign-in").bare().reply(&body)
}
