//! The rights that people are given in their académie: manager, help desk, administrator. A help desk may be that of
//! some establishments only, and then neither sees nor touches anybody else's account.

mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Error, Result, Tx,
    audit::{Entry, Outcome},
    people::{self, Capacity, PersonRow},
    permission::Role,
};

pub use store::{Right, all};

use crate::rules::uai::Uai;

/// Gives a right to the person with this identifier; again, it brings the establishments up to date. From then on the
/// account must choose passwords of 16 characters, and only an administrator acts on it.
pub async fn grant(tx: &mut Tx, identifier: &str, role: Role, establishments: &[Uai]) -> Result<()> {
    if role != Role::HelpDesk && !establishments.is_empty() {
        return Err(Error::invalid("uai", "only a help desk is that of some establishments"));
    }
    let person = member(tx, identifier).await?;
    people::grant(tx, person.id, role).await?;
    let named: Vec<&str> = establishments.iter().map(Uai::as_str).collect();
    if role == Role::HelpDesk {
        people::put_places(tx, person.id, Capacity::HelpDesk, &named).await?;
    }
    let detail = format!("{} {}", name_of(role), named.join(" "));
    write_down(tx, &person, "right.grant", detail.trim_end()).await
}

/// Takes a right back; `NotFound` when the person does not have it.
pub async fn revoke(tx: &mut Tx, identifier: &str, role: Role) -> Result<()> {
    let person = member(tx, identifier).await?;
    if !store::has(tx, person.id, role).await? {
        return Err(Error::NotFound);
    }
    people::revoke(tx, person.id, role).await?;
    if role == Role::HelpDesk {
        people::put_places(tx, person.id, Capacity::HelpDesk, &[]).await?;
    }
    write_down(tx, &person, "right.revoke", name_of(role)).await
}

/// Somebody of this académie who has not left.
async fn member(tx: &mut Tx, identifier: &str) -> Result<PersonRow> {
    let academy = tx.academy_id()?;
    let person = people::person_by_identifier(tx, &identifier.to_lowercase()).await?;
    person.filter(|p| p.academy_id == academy && p.closed_at.is_none()).ok_or(Error::NotFound)
}

fn name_of(role: Role) -> &'static str {
    Role::GRANTED.iter().find(|(known, ..)| *known == role).map_or("", |(_, name, _)| name)
}

async fn write_down(tx: &mut Tx, person: &PersonRow, action: &'static str, detail: &str) -> Result<()> {
    tx.audit(Entry { action, subject: Some(person.id), result: Outcome::Done, detail }).await
}
