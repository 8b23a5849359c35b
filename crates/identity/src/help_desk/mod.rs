//! The help desk: finds a person, sees in which state the account is, and takes away what stands in the agent's
//! way. It never sees nor sets a password, gives a reason for each act, and is itself in the audit trail.

mod pages;
#[cfg(test)]
mod tests;

use kernel::{
    Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    facts::Fact,
    people::{self, Person},
    permission::{May, demand, standing},
};

pub(crate) use pages::routes;

use crate::{
    account::{self, ACTIVATION_WINDOW, Account, State},
    oidc,
    policy::POLICY,
};

/// Loads somebody's account, when the actor may do that with it.
pub(crate) async fn find(tx: &mut Tx, person: Id<Person>, may: May) -> Result<Account> {
    let account = account::by_person(tx, person).await?;
    let roles = standing(&tx.actor, account.academy_id);
    let resource = if account.grants == 0 { "account" } else { "granted account" };
    demand(POLICY, resource, may, &roles)?;
    Ok(account)
}

/// What the help desk does to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Forgets the failures that slow the agent down, and lifts a refused reset.
    Unlock,
    /// The NUMEN opens the "choose your password" page again, for 90 days; sessions end.
    Rearm,
    /// Nothing opens the account until it is resumed.
    Suspend,
    /// Ends a suspension or a closure.
    Resume,
    /// The person has left.
    Close,
}

impl Act {
    /// As addresses carry it.
    pub(crate) const ALL: [(Act, &'static str); 5] = [
        (Act::Unlock, "deverrouiller"),
        (Act::Rearm, "rearmer"),
        (Act::Suspend, "suspendre"),
        (Act::Resume, "retablir"),
        (Act::Close, "fermer"),
    ];

    pub(crate) fn of_path(path: &str) -> Option<Act> {
        Act::ALL.iter().find(|(_, name)| *name == path).map(|(act, _)| *act)
    }

    pub(crate) fn path(self) -> &'static str {
        Act::ALL.iter().find(|(act, _)| *act == self).map_or("", |(_, name)| name)
    }

    fn audited(self) -> &'static str {
        match self {
            Act::Unlock => "account.unlock",
            Act::Rearm => "account.rearm",
            Act::Suspend => "account.suspend",
            Act::Resume => "account.resume",
            Act::Close => "account.close",
        }
    }

    /// Whether it makes sense for an account in this state.
    pub(crate) fn applies_to(self, account: &Account) -> bool {
        match self {
            Act::Unlock => {
                account.failures_in_a_row > 0 || !account.failure_log.is_empty() || account.reset_frozen
            }
            Act::Suspend => matches!(account.state, State::Active | State::Imported | State::Activating),
            Act::Resume => matches!(account.state, State::Suspended | State::Closed),
            Act::Rearm | Act::Close => account.state != State::Closed,
        }
    }
}

/// Does it, for a reason, and writes it down.
pub(crate) async fn act(tx: &mut Tx, person: Id<Person>, act: Act, reason: &str) -> Result<()> {
    let account = find(tx, person, May::Manage).await?;
    if !act.applies_to(&account) {
        return Err(Error::Conflict(String::new()));
    }
    match act {
        Act::Unlock => account::clear_obstacles(tx, person).await?,
        Act::Rearm => rearm(tx, person).await?,
        Act::Suspend => {
            account::set_state(tx, person, State::Suspended).await?;
            oidc::sign_out_everywhere(tx, person, None).await?;
        }
        Act::Resume => resume(tx, &account).await?,
        Act::Close => close(tx, person).await?,
    }
    tx.audit(Entry { action: act.audited(), subject: Some(person), result: Outcome::Done, detail: reason })
        .await
}

async fn rearm(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    account::clear_obstacles(tx, person).await?;
    account::arm(tx, person, State::Activating, tx.now().plus(ACTIVATION_WINDOW)).await?;
    account::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await
}

async fn resume(tx: &mut Tx, account: &Account) -> Result<()> {
    let person = account.person_id;
    if account.closed_at.is_some() {
        people::reopen_person(tx, person).await?;
        tx.emit(Fact::AccountOpened { academy: account.academy_id, person }).await?;
    }
    if account.password_hash.is_some() {
        return account::set_state(tx, person, State::Active).await;
    }
    account::arm(tx, person, State::Imported, tx.now().plus(ACTIVATION_WINDOW)).await
}

/// Also how the staff import closes those it no longer names.
pub(crate) async fn close(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    account::set_state(tx, person, State::Closed).await?;
    people::close_person(tx, person).await?;
    account::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    tx.emit(Fact::AccountClosed { academy, person }).await
}
