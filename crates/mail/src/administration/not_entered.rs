//! Boxes of an establishment that nobody has entered yet, with how many messages wait in them and since when: what its head
//! and its help desk need to know whom to help.

use std::collections::HashSet;

use kernel::{
    Error, Id, Result, Time, Tx,
    people::{self, Agent, Capacity},
    permission::{self, May, Role},
    row, sql,
};

use super::terms::{Terms, is_head};
use crate::{mailbox::Mailbox, policy::POLICY};

const RESOURCE: &str = "boxes not entered";

row! {
    pub(crate) struct Waiting {
        pub id: Id<Mailbox>,
        pub sort_key: String,
        pub name: String,
        pub address: String,
        pub created_at: Time,
        pub messages: i64,
        /// When the oldest of them came.
        pub since: Option<Time>,
    }
}

/// The establishment that is looked at, and those to choose from.
pub(crate) struct Looked {
    /// `None` when it is still to be said which.
    pub uai: Option<String>,
    pub among: Among,
}

pub(crate) enum Among {
    /// All of the académie.
    Any,
    /// Those that the visitor heads or is the help desk of.
    These(Vec<String>),
}

/// The establishment asked for, or the visitor's first, if they may see it: heads see those they head, a help desk those
/// that are its own, and who looks after the whole académie any.
pub(crate) async fn look(tx: &mut Tx, terms: &Terms, asked: &str) -> Result<Looked> {
    let agent = tx.agent()?.clone();
    let mut roles = permission::standing(&tx.actor, tx.academy_id()?);
    let headed = headed(tx, &agent, terms).await?;
    let mut desk = Vec::new();
    if roles.contains(&Role::HelpDesk)
        && let Some(scope) = people::help_desk_scope(tx).await?
    {
        roles.retain(|role| *role != Role::HelpDesk);
        desk = scope;
    }
    let everywhere = permission::allows(POLICY, RESOURCE, May::View, &roles);
    let uai =
        if asked.is_empty() { headed.first().or(desk.first()).cloned() } else { Some(asked.to_owned()) };
    for (places, role) in [(&headed, Role::Head), (&desk, Role::HelpDesk)] {
        if uai.as_ref().is_some_and(|uai| places.contains(uai)) {
            roles.push(role);
        }
    }
    permission::demand(POLICY, RESOURCE, May::View, &roles)?;
    if everywhere {
        return Ok(Looked { uai, among: Among::Any });
    }
    let mut these = headed;
    these.extend(desk);
    let mut seen = HashSet::new();
    these.retain(|uai| seen.insert(uai.clone()));
    Ok(Looked { uai, among: Among::These(these) })
}

/// Where the agent works, if that function heads it, and then those that human resources name besides.
async fn headed(tx: &mut Tx, agent: &Agent, terms: &Terms) -> Result<Vec<String>> {
    let own = agent.uai.clone().filter(|_| is_head(Some(&terms.head_functions), &agent.function));
    let besides = people::places(tx, agent.id, Capacity::Head).await?;
    Ok(own.into_iter().chain(besides).collect())
}

/// Those of one establishment, by name, from behind this name and box.
pub(crate) async fn page(
    tx: &mut Tx,
    uai: &str,
    after: &(String, Id<Mailbox>),
    limit: i64,
) -> Result<Vec<Waiting>> {
    tx.all(sql!(Waiting: "SELECT m.id, p.sort_key, p.display_name AS name, p.address, m.created_at,
             (SELECT CAST(COALESCE(SUM(f.total), 0) AS BIGINT) FROM mail_folders f WHERE f.mailbox_id = m.id) AS messages,
             (SELECT MIN(g.received_at) FROM mail_messages g WHERE g.mailbox_id = m.id) AS since
          FROM people p JOIN mailboxes m ON m.id = p.id
          WHERE p.academy_id = $1 AND p.uai = $2 AND (p.sort_key, p.id) > ($3, $4) AND p.closed_at IS NULL
             AND m.activated_at IS NULL AND m.closed_at IS NULL
          ORDER BY p.sort_key, p.id LIMIT $5",
        tx.academy_id()?, uai, after.0, after.1, limit))
        .await
}

/// How many there are, and how many people the establishment has.
pub(crate) async fn count(tx: &mut Tx, uai: &str) -> Result<(i64, i64)> {
    tx.first(sql!((i64, i64): "SELECT COUNT(*) - COUNT(m.activated_at) AS waiting, COUNT(*) AS boxes
          FROM people p JOIN mailboxes m ON m.id = p.id
          WHERE p.academy_id = $1 AND p.uai = $2 AND p.closed_at IS NULL AND m.closed_at IS NULL",
        tx.academy_id()?, uai))
        .await?
        .ok_or(Error::NotFound)
}
