//! Delegations: a head of establishment, or a manager, gives a named person an application for some establishments,
//! from one day to another. The person finds it among their applications on those days, and on no other.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Error, Id, Locale, Problem, Result, Time, Tx,
    audit::{Entry, Outcome},
    jobs::Schedule,
    notices::Notice,
    people::{self, Agent, Person},
    permission::Role,
    time::days,
};
use web::dates;

pub(crate) use pages::routes;
pub use store::Delegation;

use crate::{
    application::{self, Application},
    words::Words,
};

/// A delegation that has been over for a year is forgotten; the audit trail has its own time.
pub(crate) const CLEAN_UP: Schedule = Schedule {
    name: "old delegations",
    every: days(1),
    run: |ctx| Box::pin(async move { ctx.write(async |tx| store::forget_old(tx).await).await }),
};

/// HR's function code of those who head an establishment.
const HEAD: &str = "DIR";

/// What somebody may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Giver {
    /// Any application, for any establishment of the académie.
    Manager,
    /// The applications they may use themselves, for the establishment they head.
    Head { uai: String },
}

impl Giver {
    pub(crate) fn of(agent: &Agent) -> Option<Giver> {
        if agent.has(Role::Manager) || agent.has(Role::Administrator) {
            return Some(Giver::Manager);
        }
        let uai = agent.uai.clone().filter(|_| agent.function == HEAD)?;
        Some(Giver::Head { uai })
    }
}

/// What is given, to whom, where and when.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    pub application: Id<Application>,
    /// Identifier or address.
    pub person: String,
    pub establishments: Vec<String>,
    /// Both are asked for; `None` when no day was typed.
    pub starts: Option<Time>,
    pub ends: Option<Time>,
}

/// Gives it, tells the person, and writes it down; what is wrong is told by field.
pub(crate) async fn give(tx: &mut Tx, giver: &Giver, new: &NewDelegation) -> Result<()> {
    let t = Words(tx.locale);
    let mut problems = Vec::new();
    let mut say = |field, message: String| problems.push(Problem { field, message });
    let name =
        offered(tx, giver).await?.into_iter().find(|(id, _)| *id == new.application).map(|(_, name)| name);
    if name.is_none() {
        say("application", t.error_delegated_application().to_owned());
    }
    let person = named(tx, &new.person).await?;
    if person.is_none() {
        say("person", t.error_delegate().to_owned());
    }
    if new.establishments.is_empty() {
        say("establishments", t.error_delegated_establishments().to_owned());
    }
    for uai in &new.establishments {
        if people::establishment(tx, uai).await?.is_none() {
            say("establishments", t.error_unknown(uai));
        } else if matches!(giver, Giver::Head { uai: own } if own != uai) {
            say("establishments", t.error_not_headed(uai));
        }
    }
    for (field, day) in [("from", new.starts), ("until", new.ends)] {
        if day.is_none() {
            say(field, t.error_delegation_day().to_owned());
        }
    }
    match (new.starts, new.ends) {
        (Some(starts), Some(ends)) if ends < starts => {
            say("until", t.error_delegation_days().to_owned());
        }
        (_, Some(ends)) if ends < tx.now() => say("until", t.error_delegation_over().to_owned()),
        _ => {}
    }
    let found = name.zip(person).zip(new.starts.zip(new.ends)).filter(|_| problems.is_empty());
    let Some(((name, person), (starts, ends))) = found else { return Err(Error::Invalid(problems)) };
    store::insert(tx, person, new, starts, ends).await?;
    let establishments = new.establishments.join(", ");
    let detail = format!("{name}, {establishments}, {}", spell(tx, Locale::Fr, starts, ends)?);
    tx.audit(Entry {
        action: "delegation.give",
        subject: Some(person),
        result: Outcome::Done,
        detail: &detail,
    })
    .await?;
    let locale = people::locale_of(tx, person).await?.unwrap_or_default();
    let t = Words(locale);
    let giver = tx.agent().map(|agent| agent.display_name.clone()).unwrap_or_default();
    let body = t.delegation_given_body(spell(tx, locale, starts, ends)?, establishments, giver);
    tell(tx, person, t.delegation_given_title(name), body).await
}

/// Takes it back before its end, tells the person, and writes it down.
pub(crate) async fn withdraw(tx: &mut Tx, given: &Delegation) -> Result<()> {
    store::delete(tx, given.id).await?;
    let (person, name) = (given.person_id, given.name.as_str());
    tx.audit(Entry {
        action: "delegation.withdraw",
        subject: Some(person),
        result: Outcome::Done,
        detail: name,
    })
    .await?;
    let t = Words(people::locale_of(tx, person).await?.unwrap_or_default());
    let giver = tx.agent().map(|agent| agent.display_name.clone()).unwrap_or_default();
    tell(tx, person, t.delegation_withdrawn_title(name), t.delegation_withdrawn_body(giver)).await
}

/// The applications that somebody may give, by id and name.
async fn offered(tx: &mut Tx, giver: &Giver) -> Result<Vec<(Id<Application>, String)>> {
    let academy = tx.academy_id()?;
    Ok(match giver {
        Giver::Manager => {
            tx.all(application::all(academy)).await?.into_iter().map(|one| (one.id, one.name)).collect()
        }
        Giver::Head { .. } => {
            let (agent, now) = (tx.agent()?.clone(), tx.now());
            let own = tx.all(application::of_agent(academy, &agent, now)).await?;
            own.into_iter().map(|one| (one.id, one.name)).collect()
        }
    })
}

/// Somebody of the académie who has not left it.
async fn named(tx: &mut Tx, typed: &str) -> Result<Option<Id<Person>>> {
    let typed = typed.trim().to_lowercase();
    let found = if typed.contains('@') {
        people::person_by_address(tx, &typed).await?
    } else {
        people::person_by_identifier(tx, &typed).await?
    };
    let academy = tx.academy_id()?;
    Ok(found.filter(|one| one.academy_id == academy && one.closed_at.is_none()).map(|one| one.id))
}

/// «du 23 novembre 2026 au 12 juin 2027».
pub(crate) fn spell(ctx: &kernel::Ctx, locale: Locale, starts: Time, ends: Time) -> Result<String> {
    let zone = &ctx.academy()?.zone;
    let day = |at: Time| dates::date(locale, at.zoned(zone).date());
    Ok(Words(locale).delegation_days(day(starts), day(ends)))
}

async fn tell(tx: &mut Tx, person: Id<Person>, title: String, body: String) -> Result<()> {
    let link = Some(format!("/portail/{}", tx.academy()?.slug));
    tx.notify(person, Notice { title, body, link, topic: "delegation".to_owned() }).await
}
