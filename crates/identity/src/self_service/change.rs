//! "Changer son mot de passe": NUMEN, birth date and current password against a new one, without signing in first.

use askama::Template;
use axum::extract::Query;
use kernel::{Ctx, Error, Result, people::Establishment};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, redirect_saying};

use super::{ProofFields, Proofs, Proved, identifier::AskPage, prove};
use crate::{
    account::{self, Account},
    attempts::{self, Counted},
    choose_password::{self, Chosen, faults, school_of},
    rules::{hash::Verified, numen::Numen, password::Password, throttle::Answer},
    sign_in,
    view::{self, Field, Links, words},
    words::Words,
};

pub(super) fn routes() -> Routes {
    Routes::new().get("/compte/changer", Access::Public, show).post("/compte/changer", Access::Public, change)
}

#[derive(Deserialize, Default)]
struct Change {
    #[serde(flatten)]
    proofs: Proofs,
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    confirmation: String,
}

#[derive(Template)]
#[template(source = "{{ current|safe }}{{ new_password|safe }}{{ confirmation|safe }}", ext = "html")]
struct Passwords<'a> {
    current: Field<'a>,
    new_password: Field<'a>,
    confirmation: Field<'a>,
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

async fn change(visit: Visit, Form(form): Form<Change>) -> Reply {
    let proofs = &form.proofs;
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    let t = words(&visit);
    let parsed = proofs.parse(&visit);
    let chosen = Chosen { new_password: form.new_password.clone(), confirmation: form.confirmation.clone() };
    // What holds for everybody is told before anything is looked up.
    let general = faults(visit.ctx(), None, None, &chosen);
    let (numen, date) = match parsed {
        Ok(parsed) if general.is_empty() && !form.current_password.is_empty() => parsed,
        parsed => return page(&visit, proofs, "", &all_faults(t, parsed.err(), &form, general)),
    };
    let (ctx, account, counted) = match prove(visit.ctx(), numen, date).await? {
        Proved::Slowed(answer) => {
            return page(&visit, proofs, &sign_in::slowed(&visit, answer), &Errors::default());
        }
        Proved::Yes(proved) => {
            let (ctx, account, counted) = *proved;
            (ctx, Some(account), Some(counted))
        }
        Proved::No => (visit.ctx().clone(), None, None),
    };
    match is_current(&ctx, account.as_ref(), &form.current_password).await? {
        Checked::Slowed(answer) => {
            return page(&visit, proofs, &sign_in::slowed(&visit, answer), &Errors::default());
        }
        Checked::No => return page(&visit, proofs, t.trouble_unknown_or_password(), &Errors::default()),
        Checked::Yes(password) => {
            let (Some(account), Some(counted)) = (account, counted) else {
                return page(&visit, proofs, t.trouble_unknown_or_password(), &Errors::default());
            };
            let school: Option<Establishment> = school_of(&mut ctx.read().await?, &account).await?;
            let errors = faults(&ctx, Some(&account), school.as_ref(), &chosen);
            if !errors.is_empty() {
                return page(&visit, proofs, "", &errors);
            }
            save(&ctx, account, [counted, password], &chosen).await?;
        }
    }
    let there = format!("/compte/connexion{}", view::query(&visit, &view::local(&visit, &proofs.suite)));
    Ok(redirect_saying(&visit, &there, t.password_changed()))
}

enum Checked {
    Yes(Counted),
    No,
    Slowed(Answer),
}

/// Whether this is the password now: the one chosen, or the NUMEN while none is.
async fn is_current(ctx: &Ctx, account: Option<&Account>, typed: &str) -> Result<Checked> {
    let looked_at = account.cloned();
    let counted = ctx.write(async move |tx| attempts::password(tx, looked_at.as_ref(), None).await).await?;
    let counted = match counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Checked::Slowed(answer)),
    };
    let stored = account.filter(|a| a.opens_with_password()).and_then(|a| a.password_hash.clone());
    let verified = match Password::new(typed) {
        Ok(password) => account::verify(ctx, stored, password).await?,
        Err(_) => Verified::No,
    };
    let numen = typed.parse::<Numen>().ok();
    let by_numen = account
        .zip(numen)
        .is_some_and(|(account, numen)| account.opens_with_numen(ctx) && account.has_numen(ctx, &numen));
    Ok(if by_numen || matches!(verified, Verified::Yes { .. }) { Checked::Yes(counted) } else { Checked::No })
}

async fn save(ctx: &Ctx, account: Account, counted: [Counted; 2], chosen: &Chosen) -> Result<()> {
    let typed = Password::new(&chosen.new_password).map_err(|_| Error::NotFound)?;
    let hash = account::hash(ctx, typed).await?;
    ctx.write(async move |tx| {
        for counted in &counted {
            attempts::succeeded(tx, counted).await?;
        }
        account::choose_password(tx, &account, &hash, None).await
    })
    .await
}

fn all_faults(t: Words, proofs: Option<Errors>, form: &Change, general: Errors) -> Errors {
    let mut errors = proofs.unwrap_or_default();
    if form.current_password.is_empty() {
        errors.add("current_password", t.error_current_password());
    }
    for problem in &general {
        errors.add(problem.field, problem.message.clone());
    }
    errors
}

fn page(visit: &Visit, proofs: &Proofs, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let suite = view::local(visit, &proofs.suite);
    let help = choose_password::rule_for(0, t);
    let passwords = Passwords {
        current: Field::password("current_password", t.field_current_password(), t, errors)
            .help(t.field_current_password_help()),
        new_password: Field::new_password(t, &help, errors),
        confirmation: Field::confirmation(t, errors),
    };
    let more = passwords.render().map_err(Error::internal)?;
    let body = AskPage {
        t,
        action: "/compte/changer",
        title: t.link_change(),
        explanation: t.change_explanation(),
        button: t.change_button(),
        csrf: visit.csrf(),
        suite: &suite,
        academy: visit.academy.as_ref().map_or("", |a| &a.slug),
        trouble,
        errors,
        proofs: ProofFields::of(visit, proofs, errors),
        more: &more,
        links: Links::of(visit, "", &suite),
    };
    let page = Page::new(visit, t.link_change()).class("page-sign-in").bare();
    if trouble.is_empty() && errors.is_empty() { page.reply(&body) } else { page.refused().reply(&body) }
}
