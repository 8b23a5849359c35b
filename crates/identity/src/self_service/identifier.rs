//! "Connaître son identifiant académique": shows the identifier, the address, and whether the account waits for its
//! first sign-in.

use askama::Template;
use axum::extract::Query;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit};

use super::{ProofFields, Proofs, Proved, noted, prove};
use crate::{
    attempts,
    view::{self, Links, words},
    words::Words,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/compte/identifiant", Access::Public, show).post(
        "/compte/identifiant",
        Access::Public,
        ask,
    )
}

#[derive(Template)]
#[template(path = "proof.html")]
pub(super) struct AskPage<'a> {
    pub t: Words,
    pub action: &'static str,
    pub title: &'a str,
    pub explanation: &'a str,
    pub button: &'a str,
    pub csrf: &'a str,
    pub suite: &'a str,
    pub academy: &'a str,
    pub trouble: &'a str,
    pub errors: &'a Errors,
    pub proofs: ProofFields<'a>,
    pub more: &'a str,
    pub links: Links,
}

#[derive(Template)]
#[template(path = "identifier_known.html")]
struct KnownPage<'a> {
    t: Words,
    identifier: &'a str,
    address: &'a str,
    state: &'a str,
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

async fn ask(visit: Visit, Form(proofs): Form<Proofs>) -> Reply {
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    let t = words(&visit);
    let (numen, date) = match proofs.parse(&visit) {
        Ok(parsed) => parsed,
        Err(errors) => return page(&visit, &proofs, "", &errors),
    };
    match prove(visit.ctx(), &numen, date).await? {
        Proved::No => page(&visit, &proofs, t.trouble_unknown(), &Errors::default()),
        Proved::Slowed(answer) => {
            page(&visit, &proofs, &crate::sign_in::slowed(&visit, answer), &Errors::default())
        }
        Proved::Yes(proved) => {
            let (ctx, account, counted) = *proved;
            let waits = account.opens_with_numen(&ctx);
            let state = match (waits, account.state.waits_for_password()) {
                (true, _) => t.identifier_waits(),
                (false, true) => t.trouble_window_over(),
                _ => t.identifier_active(),
            };
            let (identifier, address) = (account.identifier.clone(), account.address.clone());
            ctx.write(async move |tx| {
                attempts::succeeded(tx, &counted).await?;
                noted(tx, &account, "identifier.shown").await
            })
            .await?;
            let query = view::query(&visit, &view::local(&visit, &proofs.suite));
            let body = KnownPage { t, identifier: &identifier, address: &address, state, query };
            Page::new(&visit, t.link_identifier()).class("page-sign-in").bare().reply(&body)
        }
    }
}

fn page(visit: &Visit, proofs: &Proofs, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let suite = view::local(visit, &proofs.suite);
    let body = AskPage {
        t,
        action: "/compte/identifiant",
        title: t.link_identifier(),
        explanation: t.identifier_explanation(),
        button: t.identifier_button(),
        csrf: visit.csrf(),
        suite: &suite,
        academy: visit.academy.as_ref().map_or("", |a| &a.slug),
        trouble,
        errors,
        proofs: ProofFields::of(visit, proofs, errors),
        more: "",
        links: Links::of(visit, "", &suite),
    };
    let page = Page::new(visit, t.link_identifier()).class("page-sign-in").bare();
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}
