//! Establishments that somebody answers for besides the one where they work: as their head, or as their help desk.

use super::Person;
use crate::{Actor, Id, Result, Tx, permission::Role, sql, text_enum};

text_enum! {
    /// As what.
    pub enum Capacity { Head = "head", HelpDesk = "help_desk" }
}

/// Their codes, in order.
pub async fn places(tx: &mut Tx, person: Id<Person>, capacity: Capacity) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT uai FROM people_places
          WHERE person_id = $1 AND capacity = $2 AND academy_id = $3 ORDER BY uai",
        person, capacity, tx.academy_id()?))
        .await
}

/// These, and no others any more.
pub async fn put_places(tx: &mut Tx, person: Id<Person>, capacity: Capacity, codes: &[&str]) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "DELETE FROM people_places WHERE person_id = $1 AND capacity = $2 AND academy_id = $3",
        person,
        capacity,
        academy
    ))
    .await?;
    for code in codes {
        tx.execute(sql!(
            "INSERT INTO people_places (academy_id, person_id, capacity, uai) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING",
            academy,
            person,
            capacity,
            *code
        ))
        .await?;
    }
    Ok(())
}

/// The establishments that the actor is the help desk of; `None` for who may look after the whole académie.
pub async fn help_desk_scope(tx: &mut Tx) -> Result<Option<Vec<String>>> {
    let person = match &tx.actor {
        Actor::Agent(agent) if !agent.has(Role::Manager) && !agent.has(Role::Administrator) => agent.id,
        _ => return Ok(None),
    };
    let scope = places(tx, person, Capacity::HelpDesk).await?;
    Ok(if scope.is_empty() { None } else { Some(scope) })
}
