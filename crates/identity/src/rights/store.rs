//! SQL of rights.

use kernel::{
    Id, Result, Time, Tx,
    people::{self, Capacity, Person},
    permission::Role,
    row, sql,
};

row! {
    struct Given { person_id: Id<Person>, identifier: String, display_name: String, bit: i64, granted_at: Time }
}

/// A right as the operator lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    pub identifier: String,
    pub name: String,
    pub role: Role,
    pub since: Time,
    /// Of a help desk; empty for the whole académie.
    pub establishments: Vec<String>,
}

/// Every right given in the académie, by person.
pub async fn all(tx: &mut Tx) -> Result<Vec<Right>> {
    let given = tx
        .all(sql!(Given: "SELECT p.id AS person_id, p.identifier, p.display_name, g.bit, g.granted_at
              FROM grants g JOIN people p ON p.id = g.person_id WHERE g.academy_id = $1 ORDER BY p.sort_key, g.bit",
            tx.academy_id()?))
        .await?;
    let mut rights = Vec::with_capacity(given.len());
    for one in given {
        let Some((role, ..)) = Role::GRANTED.iter().find(|(.., bit)| *bit == one.bit) else { continue };
        let establishments = if *role == Role::HelpDesk {
            people::places(tx, one.person_id, Capacity::HelpDesk).await?
        } else {
            Vec::new()
        };
        rights.push(Right {
            identifier: one.identifier,
            name: one.display_name,
            role: *role,
            since: one.granted_at,
            establishments,
        });
    }
    Ok(rights)
}

pub(super) async fn has(tx: &mut Tx, person: Id<Person>, role: Role) -> Result<bool> {
    let bit = Role::GRANTED.iter().find(|(known, ..)| *known == role).map_or(0, |(.., bit)| *bit);
    let found = tx
        .first(sql!(i64: "SELECT bit FROM grants WHERE person_id = $1 AND bit = $2 AND academy_id = $3",
            person, bit, tx.academy_id()?))
        .await?;
    Ok(found.is_some())
}
