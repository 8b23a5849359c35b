//! "Choisissez votre mot de passe": the only page that the NUMEN opens, once, for one browser and half an hour; and
//! the rules that any new password is held against.

mod pages;

use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::{
    Ctx, Error, Locale, Result, Tx,
    people::{self, Establishment},
};
use web::Errors;

pub(crate) use pages::{routes, rule_for};

use crate::{
    account::{self, Account, Purpose},
    app_passwords::Programs,
    attempts,
    rules::{
        breached::Breached,
        numen::Numen,
        password::{self, Context, Holder, Password, Policy, Verdict},
    },
    sign_in,
    words::Words,
};

static BREACHED: LazyLock<Breached> = LazyLock::new(Breached::embedded);

/// A new password typed twice.
#[derive(Clone, Default)]
pub(crate) struct Chosen {
    pub new_password: String,
    pub confirmation: String,
}

/// The account that a pass belongs to, with the school whose name the password may not hold.
pub(crate) async fn holder(tx: &mut Tx, pass: &str) -> Result<(Account, Option<Establishment>)> {
    let person = account::holder_of_pass(tx, Purpose::Password, pass).await?;
    let account = account::by_person(tx, person).await?;
    if !account.opens_with_numen(tx) {
        return Err(Error::NotFound);
    }
    let school = school_of(tx, &account).await?;
    Ok((account, school))
}

/// The establishment of the account's person; needs a context in their académie.
pub(crate) async fn school_of(tx: &mut Tx, account: &Account) -> Result<Option<Establishment>> {
    match (&account.uai, &tx.academy) {
        (Some(uai), Some(_)) => {
            let uai = uai.clone();
            people::establishment(tx, &uai).await
        }
        _ => Ok(None),
    }
}

/// Judges a password for this account; without one, by what holds for everybody.
pub(crate) fn judge(
    ctx: &Ctx,
    account: Option<&Account>,
    school: Option<&Establishment>,
    typed: &str,
) -> Verdict {
    let holder =
        if account.is_some_and(|a| a.grants != 0) { Holder::Privileged } else { Holder::PasswordAlone };
    let policy = Policy { holder, cnil_80: false };
    let born = |day: Date| account.is_some_and(|a| a.is_born_on(ctx, day));
    let own = |numen: &Numen| account.is_some_and(|a| a.has_numen(ctx, numen));
    let mut addresses: Vec<&str> = Vec::new();
    let mut schools: Vec<&str> = Vec::new();
    let mut academy: Vec<&str> = Vec::new();
    if let Some(account) = account {
        addresses.push(&account.address);
        addresses.extend(account.backup_address.as_deref());
        schools.extend(account.uai.as_deref());
    }
    if let Some(school) = school {
        schools.extend([school.name.as_str(), school.town.as_str()]);
    }
    if let Some(known) = &ctx.academy {
        academy.extend([known.name.as_str(), known.slug.as_str(), known.mail_domain.as_str()]);
    }
    let context = Context {
        surname: account.map_or("", |a| &a.surname),
        first_names: account.map_or("", |a| &a.given_names),
        identifier: account.map_or("", |a| &a.identifier),
        addresses: &addresses,
        is_own_birth_date: Some(&born),
        schools: &schools,
        academy: &academy,
        is_own_numen: Some(&own),
        breached: &BREACHED,
    };
    password::check(&policy, &context, typed)
}

/// What is wrong with a new password, beside its fields.
pub(crate) fn faults(
    ctx: &Ctx,
    account: Option<&Account>,
    school: Option<&Establishment>,
    chosen: &Chosen,
) -> Errors {
    let mut errors = Errors::default();
    let verdict = judge(ctx, account, school, &chosen.new_password);
    if let Some(problem) = verdict.problems.first() {
        errors.add("new_password", problem.message(ctx.locale));
    } else if chosen.new_password != chosen.confirmation {
        errors.add("confirmation", Words(ctx.locale).error_confirmation());
    }
    errors
}

/// What the meter says of a password while it is typed.
pub(crate) fn advice(verdict: &Verdict, locale: Locale) -> String {
    let t = Words(locale);
    match verdict.problems.first() {
        Some(problem) => problem.message(locale),
        None if verdict.strength >= 4 => t.strength_strong().to_owned(),
        None => t.strength_good().to_owned(),
    }
}

/// Takes the new password: the account becomes active and the agent is signed in on this device. Answers the
/// session's cookie.
pub(crate) async fn activate(ctx: &Ctx, pass: &str, chosen: Chosen, device: &str) -> Result<String> {
    let typed = Password::new(&chosen.new_password).map_err(|_| Error::NotFound)?;
    let hash = account::hash(ctx, typed).await?;
    let (pass, device) = (pass.to_owned(), device.to_owned());
    ctx.write(async move |tx| {
        // Asked again in the unit that uses it up, one after the other: two submissions at once leave one password.
        let person = account::holder_of_pass(tx, Purpose::Password, &pass).await?;
        attempts::forgive(tx, person).await?;
        account::lock(tx, person).await?;
        let (account, _) = holder(tx, &pass).await?;
        // There are none: a reset ended them.
        account::choose_password(tx, &account, &hash, None, Programs::Keep).await?;
        sign_in::open(tx, &account, &device).await
    })
    .await
}
