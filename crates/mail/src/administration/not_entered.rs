//! Boxes of an establishment that nobody has entered yet, with how many messages wait in them and since when: what its head
//! needs to know whom to help.

use kernel::{Ctx, Error, Id, Result, Time, Tx, permission, permission::May, permission::Role, row, sql};

use super::terms::{Terms, is_head};
use crate::{mailbox::Mailbox, policy::POLICY};

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

/// The establishment that somebody may see: their own when they head it, any for who looks after the mail. `None` when it
/// is still to be said which.
pub(crate) fn establishment(ctx: &Ctx, terms: &Terms, asked: &str) -> Result<Option<String>> {
    let agent = ctx.agent()?;
    let own = agent.uai.clone().filter(|_| is_head(Some(&terms.head_functions), &agent.function));
    let mut roles = permission::standing(&ctx.actor, ctx.academy_id()?);
    let wanted = if asked.is_empty() { own.clone() } else { Some(asked.to_owned()) };
    if own.is_some() && own == wanted {
        roles.push(Role::Head);
    }
    permission::demand(POLICY, "boxes not entered", May::View, &roles)?;
    Ok(wanted)
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
