//! The help desk: finds a person, sees in which state the account is, and takes away what stands in the agent's
//! way. It never sees nor sets a password, gives a reason for each act, and is itself in the audit trail.

mod pages;
#[cfg(test)]
mod tests;

use kernel::{
    Error, Id, Result, Tx,
    audit::{Entry, Line, Outcome},
    facts::Fact,
    people::{self, Person, PersonRow},
    permission::{May, demand, standing},
    time::hours,
};

pub(crate) use pages::routes;

mod store;

use crate::{
    account::{self, ACTIVATION_WINDOW, Account, State},
    app_passwords,
    attempts::{self, Obstacles},
    oidc,
    policy::POLICY,
    words::Words,
};

/// Loads somebody's account, when the actor may do that with it.
pub(crate) async fn find(tx: &mut Tx, person: Id<Person>, may: May) -> Result<Account> {
    let account = account::by_person(tx, person).await?;
    let roles = standing(&tx.actor, account.academy_id);
    let resource = if account.grants == 0 { "account" } else { "granted account" };
    demand(POLICY, resource, may, &roles)?;
    match people::help_desk_scope(tx).await? {
        Some(scope) if !account.uai.as_ref().is_some_and(|uai| scope.contains(uai)) => Err(Error::NotFound),
        _ => Ok(account),
    }
}

/// Found by the help desk, by identifier or address when it is exactly one, else by name; in its establishments only
/// when it has some. The trail keeps who looked for whom, because looking is knowing.
pub(crate) async fn look_up(tx: &mut Tx, typed: &str, most: i64) -> Result<Vec<PersonRow>> {
    let academy = tx.academy_id()?;
    let scope = people::help_desk_scope(tx).await?;
    let exact = typed.to_lowercase();
    let one = if exact.contains('@') {
        people::person_by_address(tx, &exact).await?
    } else {
        people::person_by_identifier(tx, &exact).await?
    };
    let is_seen = |person: &PersonRow| {
        let uai = person.uai.as_ref();
        person.academy_id == academy && scope.as_ref().is_none_or(|s| uai.is_some_and(|uai| s.contains(uai)))
    };
    let mut found: Vec<PersonRow> = one.into_iter().filter(is_seen).collect();
    let by_name = match &scope {
        Some(scope) => store::look_up(tx, typed, scope, most).await?,
        None => people::look_up(tx, typed, most).await?,
    };
    for person in by_name {
        if found.iter().all(|p| p.id != person.id) {
            found.push(person);
        }
    }
    let detail = without_numen(typed);
    tx.audit(Entry { action: "help-desk.search", subject: None, result: Outcome::Done, detail: &detail })
        .await?;
    Ok(found)
}

/// What was typed, but for what may be a NUMEN: a word of it, or the whole when it was typed in pieces.
fn without_numen(typed: &str) -> String {
    let may_be = |word: &str| word.len() >= 8 && word.bytes().filter(u8::is_ascii_digit).count() >= 5;
    let words: Vec<&str> = typed.split_whitespace().collect();
    if !words.iter().any(|word| may_be(word)) && may_be(&words.concat()) {
        return "(NUMEN)".to_owned();
    }
    words.into_iter().map(|word| if may_be(word) { "(NUMEN)" } else { word }).collect::<Vec<_>>().join(" ")
}

/// How long one look at a record stands for the next ones of the same person.
const A_LOOK: std::time::Duration = hours(1);

/// Writes down that the actor looks at somebody's record, once an hour: the agent reads it in their own trail.
pub(crate) async fn looked_at(tx: &mut Tx, person: Id<Person>, lines: &[Line]) -> Result<()> {
    let (by, now) = (tx.agent_id().ok(), tx.now());
    let known = |l: &Line| l.action == VIEWED && l.actor_id == by && now.since(l.at) < A_LOOK;
    if by == Some(person) || lines.iter().any(known) {
        return Ok(());
    }
    tx.audit(Entry { action: VIEWED, subject: Some(person), result: Outcome::Done, detail: "" }).await
}

const VIEWED: &str = "account.view";

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
    pub(crate) fn applies_to(self, account: &Account, obstacles: Obstacles) -> bool {
        match self {
            Act::Unlock => obstacles.any || account.reset_frozen,
            // A suspension is ended by its own act, with its own reason, and by no other.
            Act::Suspend | Act::Rearm => !matches!(account.state, State::Suspended | State::Closed),
            Act::Resume => matches!(account.state, State::Suspended | State::Closed),
            Act::Close => account.state != State::Closed,
        }
    }
}

/// Does it, for a reason, and writes it down.
pub(crate) async fn act(tx: &mut Tx, person: Id<Person>, act: Act, reason: &str) -> Result<()> {
    let account = find(tx, person, May::Manage).await?;
    let obstacles = attempts::obstacles(tx, &account).await?;
    if matches!(act, Act::Unlock | Act::Rearm) {
        attempts::forgive_all(tx, &account).await?;
    }
    let account = account::hold(tx, person).await?;
    if !act.applies_to(&account, obstacles) {
        return Err(Error::Conflict(Words(tx.locale).help_desk_no_more().to_owned()));
    }
    match act {
        Act::Unlock => account::thaw(tx, person).await?,
        Act::Rearm => rearm(tx, person).await?,
        Act::Suspend => {
            account::set_state(tx, person, State::Suspended).await?;
            oidc::sign_out_everywhere(tx, person, None).await?;
            app_passwords::end(tx, person).await?;
        }
        Act::Resume => resume(tx, &account).await?,
        Act::Close => close(tx, person).await?,
    }
    tx.audit(Entry { action: act.audited(), subject: Some(person), result: Outcome::Done, detail: reason })
        .await
}

/// The help desk has spoken with the agent: no password from before opens anything, whatever is done next.
async fn rearm(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    account::thaw(tx, person).await?;
    account::arm(tx, person, State::Activating, tx.now().plus(ACTIVATION_WINDOW)).await?;
    account::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    app_passwords::end(tx, person).await
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
    let state = if account.activated_at.is_none() { State::Imported } else { State::Activating };
    account::arm(tx, person, state, tx.now().plus(ACTIVATION_WINDOW)).await
}

/// Also how the staff import closes those it no longer names.
pub(crate) async fn close(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    account::lock(tx, person).await?;
    account::set_state(tx, person, State::Closed).await?;
    people::close_person(tx, person).await?;
    account::drop_passes(tx, person).await?;
    oidc::sign_out_everywhere(tx, person, None).await?;
    app_passwords::end(tx, person).await?;
    tx.emit(Fact::AccountClosed { academy, person }).await
}
