//! SQL of delegations.

use kernel::{Id, Result, Time, Tx, people::Person, row, sql, time::days};

use super::NewDelegation;
use crate::application::Application;

kernel::big_tables!["application_delegations"];

row! {
    /// A delegation as those who gave it see it.
    pub struct Delegation {
        pub id: Id<Delegation>,
        pub application_id: Id<Application>,
        pub name: String,
        pub person_id: Id<Person>,
        pub display_name: String,
        pub identifier: String,
        pub establishments: String,
        pub starts_at: Time,
        pub ends_at: Time,
        pub given_by: Option<Id<Person>>,
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    person: Id<Person>,
    new: &NewDelegation,
    starts: Time,
    ends: Time,
) -> Result<()> {
    let id: Id<Delegation> = tx.new_id();
    let giver = tx.agent_id().ok();
    tx.execute(sql!(
        "INSERT INTO application_delegations (id, academy_id, application_id, person_id, establishments, starts_at, ends_at,
             given_by, given_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        tx.academy_id()?,
        new.application,
        person,
        new.establishments.join(" "),
        starts,
        ends,
        giver,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Those that are not over, the next to end first; at most so many.
pub(super) async fn current(tx: &mut Tx, limit: i64) -> Result<Vec<Delegation>> {
    tx.all(sql!(Delegation: "SELECT d.id, d.application_id, a.name, d.person_id, p.display_name, p.identifier,
             d.establishments, d.starts_at, d.ends_at, d.given_by
          FROM application_delegations d JOIN applications a ON a.id = d.application_id JOIN people p ON p.id = d.person_id
          WHERE d.academy_id = $1 AND d.ends_at >= $2 ORDER BY d.ends_at, d.id LIMIT $3",
        tx.academy_id()?, tx.now(), limit))
        .await
}

pub(super) async fn one(tx: &mut Tx, id: Id<Delegation>) -> Result<Delegation> {
    tx.one(sql!(Delegation: "SELECT d.id, d.application_id, a.name, d.person_id, p.display_name, p.identifier,
             d.establishments, d.starts_at, d.ends_at, d.given_by
          FROM application_delegations d JOIN applications a ON a.id = d.application_id JOIN people p ON p.id = d.person_id
          WHERE d.id = $1 AND d.academy_id = $2",
        id, tx.academy_id()?))
        .await
}

pub(super) async fn delete(tx: &mut Tx, id: Id<Delegation>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM application_delegations WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(super) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(days(365));
    tx.execute(sql!(
        "DELETE FROM application_delegations WHERE ends_at < $1 /* tenant: all; scan: once a day */",
        before
    ))
    .await?;
    Ok(())
}
