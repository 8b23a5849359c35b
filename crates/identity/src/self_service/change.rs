//! "Changer son mot de passe": NUMEN, birth date and current password against a new one, without signing in first.

use askama::Template;
use axum::extract::Query;
use kernel::{
    Ctx, Error, Id,
    people::{Establishment, Person},
};
use serde::Deserialize;
use web::{Access, Errors, Form, Page, Reply, Routes, Visit, redirect_saying};

use super::{ProofFields, Proofs, identifier::AskPage, is_proved, look_up};
use crate::{
    account::{self, Account},
    app_passwords::Programs,
    attempts::{self, Counted, Refused, Whose},
    choose_password::{self, Chosen, faults, school_of},
    rules::{
        hash::{Place, Verified},
        numen::Numen,
        password::Password,
        throttle::Answer,
    },
    sign_in,
    view::{self, Field, Links, ProgramsTick, words},
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
    #[serde(default)]
    programs: String,
}

#[derive(Template)]
#[template(
    source = "{{ current|safe }}{{ new_password|safe }}{{ confirmation|safe }}{% include \"programs.html\" %}",
    ext = "html"
)]
struct Passwords<'a> {
    t: Words,
    tick: ProgramsTick,
    current: Field<'a>,
    new_password: Field<'a>,
    confirmation: Field<'a>,
}

async fn show(visit: Visit, Query(proofs): Query<Proofs>) -> Reply {
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    page(
        &visit,
        &Proofs { numen: String::new(), birth_date: String::new(), ..proofs },
        false,
        "",
        &Errors::default(),
    )
}

async fn change(visit: Visit, Form(form): Form<Change>) -> Reply {
    let proofs = &form.proofs;
    let visit = view::for_academy(visit, &proofs.academie, &proofs.suite).await?;
    let t = words(&visit);
    let ticked = !form.programs.is_empty();
    let parsed = proofs.parse(&visit);
    let chosen = Chosen { new_password: form.new_password.clone(), confirmation: form.confirmation.clone() };
    // What holds for everybody is told before anything is looked up.
    let general = faults(visit.ctx(), None, None, &chosen);
    let (numen, date) = match parsed {
        Ok(parsed) if general.is_empty() && !form.current_password.is_empty() => parsed,
        parsed => return page(&visit, proofs, ticked, "", &all_faults(t, parsed.err(), &form, general)),
    };
    let place = account::place_in_queue()?;
    let found = look_up(visit.ctx(), &numen).await?;
    let by_numen = match found.counted {
        Ok(counted) => counted,
        Err(answer) => {
            return page(&visit, proofs, ticked, &sign_in::slowed(&visit, answer), &Errors::default());
        }
    };
    let proved = found.account.as_ref().filter(|a| is_proved(visit.ctx(), a, &numen, date));
    let whose = match proved {
        Some(account) => Ok(account.person_id),
        None => Err(data_encoding::HEXLOWER.encode(&found.index)),
    };
    let (checked, by_password) =
        match is_current(&visit, &place, proved, whose, &form.current_password).await? {
            Ok(checked) => checked,
            Err(answer) => {
                return page(&visit, proofs, ticked, &sign_in::slowed(&visit, answer), &Errors::default());
            }
        };
    let Some(account) = proved.filter(|_| checked).cloned() else {
        attempts::failed(visit.ctx(), found.account.as_ref(), Refused::PasswordChange).await?;
        return page(&visit, proofs, ticked, t.trouble_unknown_or_password(), &Errors::default());
    };
    let ctx = sign_in::at_home(visit.ctx(), &account).await?;
    let school: Option<Establishment> = school_of(&mut ctx.read().await?, &account).await?;
    let errors = faults(&ctx, Some(&account), school.as_ref(), &chosen);
    let hash = match Password::new(&chosen.new_password) {
        Ok(new) if errors.is_empty() => Some(account::hash_at(&ctx, &place, new).await?),
        _ => None,
    };
    let programs = Programs::posted(&form.programs);
    ctx.write(async move |tx| {
        // All three were right, whatever is thought of the new password.
        attempts::succeeded(tx, &by_numen).await?;
        attempts::succeeded(tx, &by_password).await?;
        match hash {
            Some(hash) => account::choose_password(tx, &account, &hash, None, programs).await,
            None => Ok(()),
        }
    })
    .await?;
    if !errors.is_empty() {
        return page(&visit, proofs, ticked, "", &errors);
    }
    let there = format!("/compte/connexion{}", view::query(&visit, &view::local(&visit, &proofs.suite)));
    Ok(redirect_saying(&visit, &there, t.password_changed()))
}

/// Whether this is the password now: the one chosen, or the NUMEN while none is. The same work for nobody, whose
/// tries are counted under the NUMEN.
async fn is_current(
    ctx: &Ctx,
    place: &Place,
    account: Option<&Account>,
    whose: Result<Id<Person>, String>,
    typed: &str,
) -> kernel::Result<Result<(bool, Counted), Answer>> {
    let counted = ctx
        .write(async move |tx| {
            let whose = match &whose {
                Ok(person) => Whose::Person(*person),
                Err(name) => Whose::Nobody(name),
            };
            attempts::password(tx, whose, None).await
        })
        .await?;
    let counted = match counted {
        Ok(counted) => counted,
        Err(answer) => return Ok(Err(answer)),
    };
    let stored = account.filter(|a| a.opens_with_password()).and_then(|a| a.password_hash.clone());
    let verified = match Password::new(typed) {
        Ok(password) => account::verify(ctx, place, stored, password).await?,
        Err(_) => Verified::No,
    };
    let numen = typed.parse::<Numen>().ok();
    let by_numen = account
        .zip(numen)
        .is_some_and(|(account, numen)| account.opens_with_numen(ctx) && account.has_numen(ctx, &numen));
    Ok(Ok((by_numen || matches!(verified, Verified::Yes { .. }), counted)))
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

fn page(visit: &Visit, proofs: &Proofs, ticked: bool, trouble: &str, errors: &Errors) -> Reply {
    let t = words(visit);
    let suite = view::local(visit, &proofs.suite);
    let help = choose_password::rule_for(0, t);
    let passwords = Passwords {
        t,
        tick: ProgramsTick { offered: true, ticked },
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
