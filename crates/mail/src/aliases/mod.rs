//! Aliases: addresses of the académie, made by hand, that lead to people or to lists. They lead to no other alias and
//! nowhere outside, so that mail goes through one at most and none can turn in circles.

mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Error, Id, Problem, Result, Tx,
    audit::{Entry, Outcome},
    people::{self, Person},
};

pub(crate) use store::{Target, find, page, targets};

use crate::{
    lists::List,
    message::{
        EmailAddress,
        address::{normalise, parse_list, split},
        clean_line,
    },
    recipients,
    words::Words,
};

/// Marker for ids of aliases.
#[derive(Debug)]
pub struct Alias;

/// More people than this are a list.
pub(crate) const MOST_TARGETS: usize = 50;
const LONGEST_NOTE: usize = 200;
/// A detail of ours and its token fit behind it within the 64 characters of a local part.
pub(crate) const LONGEST_LOCAL: usize = 40;
/// Answered by nobody, and said by programs of themselves.
const NEVER: [&str; 3] = ["ne-pas-repondre", "mailer-daemon", "noreply"];

/// An alias as its form has it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub address: String,
    pub note: String,
    /// Addresses of people and lists, as in a message's head.
    pub targets: String,
}

/// Where an alias leads.
#[derive(Debug, Default)]
struct Leads {
    people: Vec<Id<Person>>,
    lists: Vec<Id<List>>,
    /// For the trail.
    shown: Vec<String>,
}

pub async fn create(tx: &mut Tx, typed: &Typed) -> Result<Id<Alias>> {
    // What is wrong with the address does not hide what is wrong with the rest.
    let address = own_address(tx, &typed.address);
    let leads = read(tx, typed).await;
    let (address, leads) = match (address, leads) {
        (Ok(address), Ok(leads)) => (address, leads),
        (Err(Error::Invalid(mut problems)), Err(Error::Invalid(others))) => {
            problems.extend(others);
            return Err(Error::Invalid(problems));
        }
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    reserve(tx, &address).await?;
    let id: Id<Alias> = tx.new_id();
    store::insert(tx, id, &address, &clean_line(&typed.note)).await?;
    lead(tx, id, &leads).await?;
    note(tx, "mail_alias.create", &address, &leads.shown).await?;
    Ok(id)
}

/// Its address stays: another is another alias.
pub async fn change(tx: &mut Tx, id: Id<Alias>, typed: &Typed) -> Result<()> {
    let before = find(tx, id).await?;
    let leads = read(tx, typed).await?;
    store::set_note(tx, id, &clean_line(&typed.note)).await?;
    store::clear(tx, id).await?;
    lead(tx, id, &leads).await?;
    note(tx, "mail_alias.change", &before.address, &leads.shown).await
}

/// From then on its address is nobody's, and can be given again.
pub async fn remove(tx: &mut Tx, id: Id<Alias>) -> Result<()> {
    let before = find(tx, id).await?;
    store::remove(tx, id).await?;
    people::release_address(tx, &before.address).await?;
    note(tx, "mail_alias.remove", &before.address, &[]).await
}

async fn note(tx: &mut Tx, action: &'static str, address: &str, shown: &[String]) -> Result<()> {
    let detail =
        if shown.is_empty() { address.to_owned() } else { format!("{address}: {}", shown.join(", ")) };
    tx.audit(Entry { action, subject: None, result: Outcome::Done, detail: &detail }).await
}

async fn lead(tx: &mut Tx, id: Id<Alias>, leads: &Leads) -> Result<()> {
    for person in &leads.people {
        store::add_person(tx, id, *person).await?;
    }
    for list in &leads.lists {
        store::add_list(tx, id, *list).await?;
    }
    Ok(())
}

/// An address of the académie as it is typed for something of ours: the part before the @ is enough.
pub(crate) fn own_address(tx: &Tx, typed: &str) -> Result<String> {
    let t = Words(tx.locale);
    let domain = &tx.academy()?.mail_domain;
    let typed = typed.trim().to_lowercase();
    let local = match split(&typed) {
        Some((local, theirs)) if theirs.eq_ignore_ascii_case(domain) => local,
        Some(_) => return Err(Error::invalid("address", t.own_address_domain(domain))),
        None => typed.as_str(),
    };
    if local.is_empty() {
        return Err(Error::invalid("address", t.own_address_missing()));
    }
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let sound = local.chars().all(known) && local.starts_with(ends) && local.ends_with(ends);
    if !sound || local.contains("..") || local.len() > LONGEST_LOCAL {
        return Err(Error::invalid("address", t.own_address_bad(LONGEST_LOCAL as i64)));
    }
    let address = format!("{local}@{domain}");
    if NEVER.contains(&local) {
        return Err(Error::invalid("address", t.own_address_taken(&address)));
    }
    Ok(address)
}

/// Keeps the address from everybody and everything else.
pub(crate) async fn reserve(tx: &mut Tx, address: &str) -> Result<()> {
    if people::reserve_address(tx, address).await? {
        return Ok(());
    }
    Err(Error::invalid("address", Words(tx.locale).own_address_taken(address)))
}

async fn read(tx: &mut Tx, typed: &Typed) -> Result<Leads> {
    let t = Words(tx.locale);
    let academy = tx.academy_id()?;
    let mut problems = Vec::new();
    let mut refuse = |field, message: String| problems.push(Problem { field, message });
    if typed.note.chars().count() > LONGEST_NOTE {
        refuse("note", t.contact_too_long(LONGEST_NOTE as i64));
    }
    let named = parse_list(&typed.targets);
    for bad in &named.errors {
        refuse("targets", t.address_bad(&bad.text));
    }
    if named.addresses.is_empty() && named.errors.is_empty() {
        refuse("targets", t.alias_targets_missing().to_owned());
    }
    if named.addresses.len() > MOST_TARGETS {
        refuse("targets", t.alias_targets_many(MOST_TARGETS as i64));
        return Err(Error::Invalid(problems));
    }
    let aliases = store::which_are_aliases(tx, &keys(&named.addresses)).await?;
    let found = recipients::find(tx, &named.addresses).await?;
    let mut leads = Leads::default();
    for owner in found.owners.iter().filter(|owner| !aliases.contains(&owner.address)) {
        if owner.academy != academy {
            refuse("targets", t.alias_target_elsewhere(&owner.address));
        }
        leads.people.push(owner.person);
        leads.shown.push(owner.address.clone());
    }
    for list in found.lists.iter().filter(|list| !aliases.contains(&list.written)) {
        if list.academy != academy {
            refuse("targets", t.alias_target_elsewhere(&list.written));
        }
        leads.lists.push(list.id);
        leads.shown.push(list.written.clone());
    }
    for address in &aliases {
        refuse("targets", t.alias_of_alias(address));
    }
    for address in &found.unknown {
        refuse("targets", t.address_unknown(address));
    }
    for address in &found.closed {
        refuse("targets", t.address_closed(address));
    }
    for address in &found.outside {
        refuse("targets", t.alias_target_outside(address));
    }
    if problems.is_empty() { Ok(leads) } else { Err(Error::Invalid(problems)) }
}

fn keys(addresses: &[EmailAddress]) -> Vec<String> {
    addresses.iter().map(|address| normalise(&address.email)).collect()
}
