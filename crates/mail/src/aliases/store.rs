//! SQL of aliases and of where they lead.

use kernel::{Id, Result, Time, Tx, db::list, people::Person, row, sql};

use super::Alias;
use crate::lists::List;

kernel::big_tables!["mail_aliases", "mail_alias_people"];

row! {
    pub(crate) struct AliasRow {
        pub id: Id<Alias>,
        pub address: String,
        pub note: String,
        pub created_at: Time,
    }
}

row! {
    /// Somebody, or a list, that an alias leads to.
    pub(crate) struct Target {
        pub alias_id: Id<Alias>,
        pub name: String,
        pub address: String,
        /// They have left: nothing reaches them.
        pub closed: bool,
        pub is_list: bool,
    }
}

pub(crate) async fn find(tx: &mut Tx, id: Id<Alias>) -> Result<AliasRow> {
    tx.one(sql!(AliasRow: "SELECT id, address, note, created_at FROM mail_aliases WHERE id = $1 AND academy_id = $2",
        id, tx.academy_id()?))
        .await
}

/// The académie's aliases by address, after one; those that begin as typed.
pub(crate) async fn page(tx: &mut Tx, typed: &str, after: &str, limit: i64) -> Result<Vec<AliasRow>> {
    let end = format!("{typed}\u{10FFFF}");
    tx.all(sql!(AliasRow: "SELECT id, address, note, created_at FROM mail_aliases
          WHERE academy_id = $1 AND address > $2 AND address >= $3 AND address < $4 ORDER BY address LIMIT $5",
        tx.academy_id()?, after, typed, end, limit))
        .await
}

/// Where these lead, people before lists.
pub(crate) async fn targets(tx: &mut Tx, aliases: &[Id<Alias>]) -> Result<Vec<Target>> {
    if aliases.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(Target: "SELECT t.alias_id, p.display_name AS name, p.address,
             CASE WHEN p.closed_at IS NULL THEN 0 ELSE 1 END AS closed, 0 AS is_list
          FROM mail_alias_people t JOIN people p ON p.id = t.person_id
          WHERE t.alias_id IN LIST($1) AND t.academy_id = $2
          UNION ALL SELECT t.alias_id, l.name, l.address, 0 AS closed, 1 AS is_list
          FROM mail_alias_lists t JOIN mail_lists l ON l.id = t.list_id
          WHERE t.alias_id IN LIST($1) AND t.academy_id = $2
          ORDER BY is_list, name", list(aliases), tx.academy_id()?))
        .await
}

/// Which of these addresses are aliases, of any académie.
pub(super) async fn which_are_aliases(tx: &mut Tx, addresses: &[String]) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT address FROM mail_aliases WHERE address IN LIST($1) /* tenant: any, by their addresses */",
        list(addresses)))
        .await
}

pub(super) async fn insert(tx: &mut Tx, id: Id<Alias>, address: &str, note: &str) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_aliases (id, academy_id, address, note, created_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        tx.academy_id()?,
        address,
        note,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_note(tx: &mut Tx, id: Id<Alias>, note: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_aliases SET note = $2 WHERE id = $1 AND academy_id = $3",
        id,
        note,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// It leads nowhere any more.
/// Takes away where it leads, but for those whose account is closed: no form names them, and they are reached again when it
/// opens.
pub(super) async fn clear(tx: &mut Tx, id: Id<Alias>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "DELETE FROM mail_alias_people WHERE alias_id = $1 AND academy_id = $2
             AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = person_id AND p.closed_at IS NOT NULL)",
        id,
        academy
    ))
    .await?;
    tx.execute(sql!("DELETE FROM mail_alias_lists WHERE alias_id = $1 AND academy_id = $2", id, academy))
        .await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, id: Id<Alias>) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_aliases WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await?;
    Ok(())
}

pub(super) async fn add_person(tx: &mut Tx, id: Id<Alias>, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_alias_people (alias_id, person_id, academy_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id,
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(super) async fn add_list(tx: &mut Tx, id: Id<Alias>, to: Id<List>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_alias_lists (alias_id, list_id, academy_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id,
        to,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
