//! Rules: what becomes of mail as it comes, in the order that the owner of the box has given. They are data, run where a
//! message is delivered; nothing they do can lose it: what cannot be done leaves it in the inbox.

mod again;
pub(crate) mod forward;
mod model;
pub(crate) mod reader;
mod script;
pub(crate) mod sieve;
#[cfg(test)]
mod sieve_tests;
mod store;
#[cfg(test)]
mod tests;

use kernel::{Error, Id, Result, Time, Tx, time::days};

pub(crate) use again::{JOB as AGAIN_JOB, apply, stop};
pub(crate) use forward::{FORWARD, JOB as FORWARD_JOB};
pub use model::{Actions, Condition, How, MOST_FORWARDS, Matching, Outcome, Part, Rule};
pub(crate) use script::{empty_script, script_of};
pub use store::{RuleRow, all, find};
pub(crate) use store::{RunRow, refresh_sorts, rules_query, run_query};

use crate::{
    folder::FolderRole, imap_store, letter::Letter, lists, mailbox::Mailbox, message::address::normalise,
    words::Words,
};

/// Marker for ids of rules.
#[derive(Debug)]
pub struct RuleMark;

pub const MOST_RULES: usize = 100;
pub const MOST_CONDITIONS: usize = 20;
pub const LONGEST_NAME: usize = 80;
pub const LONGEST_TEXT: usize = 200;
/// No message of ours is larger.
pub const MOST_KILOBYTES: i64 = 100 * 1024;
const KEPT_DISCARDED: std::time::Duration = days(1);

/// Adds a rule below the others.
pub async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, rule: &Rule) -> Result<Id<RuleMark>> {
    let others = all(tx, mailbox).await?;
    if others.len() >= MOST_RULES {
        return Err(Error::invalid("", Words(tx.locale).rule_too_many(MOST_RULES as i64)));
    }
    check(tx, mailbox, rule).await?;
    let last = others.last().map_or(0, |row| row.position);
    let id = store::insert(tx, mailbox, last + 1, rule).await?;
    refresh_sorts(tx, mailbox).await?;
    Ok(id)
}

pub async fn change(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>, rule: &Rule) -> Result<()> {
    find(tx, mailbox, id).await?;
    check(tx, mailbox, rule).await?;
    store::set(tx, mailbox, id, rule).await?;
    imap_store::touched(tx, mailbox).await
}

/// On, or off: it stays in the list and does nothing.
pub async fn enable(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>, enabled: bool) -> Result<()> {
    find(tx, mailbox, id).await?;
    store::set_enabled(tx, mailbox, id, enabled).await?;
    refresh_sorts(tx, mailbox).await
}

/// One place up or down; at the end of the list nothing moves.
pub async fn shift(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>, up: bool) -> Result<()> {
    let mut rules = all(tx, mailbox).await?;
    let place = rules.iter().position(|row| row.id == id).ok_or(Error::NotFound)?;
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    let Some(other) = other.filter(|other| *other < rules.len()) else { return Ok(()) };
    rules.swap(place, other);
    for (position, row) in rules.iter().enumerate() {
        if row.position != position as i64 + 1 {
            store::set_position(tx, mailbox, row.id, position as i64 + 1).await?;
        }
    }
    imap_store::touched(tx, mailbox).await
}

/// Thrown away: it can be brought back for a day.
pub async fn discard(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>) -> Result<()> {
    find(tx, mailbox, id).await?;
    let now = tx.now();
    store::set_discarded(tx, mailbox, id, Some(now)).await?;
    refresh_sorts(tx, mailbox).await
}

/// Brought back to its place.
pub async fn restore(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>) -> Result<()> {
    if all(tx, mailbox).await?.len() >= MOST_RULES {
        return Err(Error::Conflict(Words(tx.locale).rule_too_many(MOST_RULES as i64)));
    }
    if !store::set_discarded(tx, mailbox, id, None).await? {
        return Err(Error::NotFound);
    }
    refresh_sorts(tx, mailbox).await
}

pub(crate) async fn is_discarded(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<RuleMark>) -> Result<bool> {
    store::is_discarded(tx, mailbox, id).await
}

pub(crate) async fn forget_discarded(tx: &mut Tx) -> Result<()> {
    let before: Time = tx.now().minus(KEPT_DISCARDED);
    store::forget_discarded(tx, before).await
}

/// What the page has let through is looked at again where it is kept.
async fn check(tx: &mut Tx, mailbox: Id<Mailbox>, rule: &Rule) -> Result<()> {
    let t = Words(tx.locale);
    if rule.conditions.len() > MOST_CONDITIONS {
        return Err(Error::invalid("condition", t.rule_too_many_conditions(MOST_CONDITIONS as i64)));
    }
    if let Some(folder) = rule.actions.folder
        && !takes_mail(store::folder_role(tx, mailbox, folder).await?)
    {
        return Err(Error::invalid("folder", t.rule_folder_gone()));
    }
    let own = crate::recipients::addresses_of(tx, mailbox.cast()).await?;
    for address in &rule.actions.forward {
        if own.contains(&normalise(address)) {
            return Err(Error::invalid("forward", t.rule_forward_own(address)));
        }
    }
    let keys: Vec<String> = rule.actions.forward.iter().map(|address| normalise(address)).collect();
    if let Some(list) = lists::by_addresses(tx, &keys.iter().collect::<Vec<_>>()).await?.first() {
        return Err(Error::invalid("forward", t.rule_forward_list(&list.written)));
    }
    Ok(())
}

fn takes_mail(role: Option<FolderRole>) -> bool {
    role.is_some_and(|role| !matches!(role, FolderRole::Drafts | FolderRole::Sent))
}

/// What the rules of a box make of a letter that comes: its folder is one that takes mail.
pub(crate) async fn outcome(tx: &mut Tx, mailbox: Id<Mailbox>, letter: &Letter) -> Result<(Outcome, bool)> {
    let rules: Vec<Rule> =
        all(tx, mailbox).await?.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect();
    let mut outcome = model::run(&rules, &letter.traits);
    let mut expires = false;
    if let Some(folder) = outcome.folder {
        let role = store::folder_role(tx, mailbox, folder).await?;
        expires = role.is_some_and(FolderRole::expires);
        if !takes_mail(role) {
            outcome.folder = None;
        }
    }
    Ok((outcome, expires))
}
