//! SQL of lists, of their owners and of whom they are for.

use kernel::{
    Id, Result, Tx,
    db::{Query, list as values},
    people::{Academy, Person, PersonRow},
    row, sql,
};

use super::{Archive, Kind, List, Moderation, Settings, Writers, groups};

kernel::big_tables!["mail_lists", "mail_list_owners", "mail_list_audiences", "mail_list_leavers"];

row! {
    #[derive(PartialEq, Eq)]
    pub struct ListRow {
        pub id: Id<List>,
        pub academy_id: Id<Academy>,
        pub address: String,
        pub name: String,
        pub sort_key: String,
        pub description: String,
        pub writers: Writers,
        pub moderation: Moderation,
        pub may_leave: bool,
        pub archive: Archive,
        pub keep_days: i64,
        pub audience_both: bool,
        pub members: i64,
        pub version: i64,
    }
}

/// The list of an address, of any académie: who may do what with it is asked next.
pub(super) async fn by_address(tx: &mut Tx, address: &str) -> Result<Option<ListRow>> {
    tx.first(sql!(ListRow: "SELECT id, academy_id, address, name, sort_key, description, writers, moderation, may_leave, archive,
             keep_days, audience_both, members, version FROM mail_lists WHERE address = $1", address))
        .await
}

pub(super) async fn by_id(tx: &mut Tx, id: Id<List>) -> Result<Option<ListRow>> {
    tx.first(sql!(ListRow: "SELECT id, academy_id, address, name, sort_key, description, writers, moderation, may_leave, archive,
             keep_days, audience_both, members, version FROM mail_lists WHERE id = $1", id))
        .await
}

row! {
    /// A list that an address leads to.
    pub(crate) struct Found {
        /// The address that was asked for: its own, or an alias.
        pub written: String,
        pub id: Id<List>,
        pub academy: Id<Academy>,
        pub name: String,
        pub members: i64,
    }
}

/// The lists that these addresses, their own or aliases, lead to.
pub(crate) async fn by_addresses(tx: &mut Tx, addresses: &[&String]) -> Result<Vec<Found>> {
    tx.all(by_addresses_query(addresses)).await
}

pub(crate) fn by_addresses_query(addresses: &[&String]) -> Query<'static, Found> {
    sql!(Found: "SELECT l.address AS written, l.id, l.academy_id AS academy, l.name, l.members
          FROM mail_lists l WHERE l.address IN LIST($1)
          UNION ALL SELECT a.address AS written, l.id, l.academy_id AS academy, l.name, l.members
          FROM mail_aliases a JOIN mail_alias_lists t ON t.alias_id = a.id JOIN mail_lists l ON l.id = t.list_id
          WHERE a.address IN LIST($1)", values(addresses.iter().copied()))
    .detached()
}

/// The académie's lists by name, from after (sort key, id) on; those whose name or address holds what is typed.
pub(crate) async fn page(
    tx: &mut Tx,
    pattern: &str,
    after: &(String, Id<List>),
    limit: i64,
) -> Result<Vec<ListRow>> {
    tx.all(sql!(ListRow: "SELECT id, academy_id, address, name, sort_key, description, writers, moderation, may_leave, archive,
             keep_days, audience_both, members, version FROM mail_lists
          WHERE academy_id = $1 AND (sort_key, id) > ($2, $3) AND (' ' || sort_key LIKE $4 OR address LIKE $5)
          ORDER BY sort_key, id LIMIT $6",
        tx.academy_id()?, after.0, after.1, pattern, format!("%{}%", pattern.trim_matches(['%', ' '])), limit))
        .await
}

row! {
    /// A list that somebody has to do with.
    pub(crate) struct Mine {
        pub address: String,
        pub name: String,
        pub description: String,
        pub members: i64,
        pub may_leave: bool,
        pub archive: Archive,
        pub owns: bool,
        pub is_member: bool,
        /// Messages that wait for an owner, for owners.
        pub held: i64,
    }
}

/// The lists that the person signed in owns, is in, or has left; by name.
pub(crate) async fn mine(tx: &mut Tx) -> Result<Vec<Mine>> {
    let agent = tx.agent()?.clone();
    let uai = agent.uai.clone().unwrap_or_default();
    let by_group = groups::lists_of(tx, agent.id).await?;
    tx.all(sql!(Mine: concat!("SELECT address, name, description, members, may_leave, archive, owns,
             CASE WHEN by_hand = 1 OR (in_audience = 1 AND has_left = 0) THEN 1 ELSE 0 END AS is_member,
             CASE WHEN owns = 1 THEN (SELECT COUNT(*) FROM mail_list_posts h WHERE h.list_id = known.id AND h.state = 'held')
                ELSE 0 END AS held
          FROM (SELECT l.id, l.address, l.name, l.sort_key, l.description, l.members, l.may_leave, l.archive,
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_owners o WHERE o.list_id = l.id AND o.person_id = $2)
                THEN 1 ELSE 0 END AS owns,
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_members m WHERE m.list_id = l.id AND m.person_id = $2)
                THEN 1 ELSE 0 END AS by_hand,
             CASE WHEN EXISTS (SELECT 1 FROM mail_list_leavers v WHERE v.list_id = l.id AND v.person_id = $2)
                THEN 1 ELSE 0 END AS has_left,
             CASE WHEN l.id IN LIST($5) OR ", in_audience!("$3", "$4"), "
                THEN 1 ELSE 0 END AS in_audience
             FROM mail_lists l WHERE l.academy_id = $1) AS known
          WHERE owns = 1 OR by_hand = 1 OR in_audience = 1 ORDER BY sort_key, id LIMIT 500"),
        tx.academy_id()?, agent.id, agent.function, uai, values(&by_group)))
        .await
}

row! {
    /// A list that somebody may write to, as the composer proposes it.
    pub(crate) struct Writable {
        pub address: String,
        pub name: String,
        pub members: i64,
    }
}

/// The lists whose name or address holds what is typed and to which the person signed in may write, an owner's leave
/// put aside; by name.
pub(crate) async fn writable(tx: &mut Tx, pattern: &str, limit: i64) -> Result<Vec<Writable>> {
    let agent = tx.agent()?.clone();
    let uai = agent.uai.clone().unwrap_or_default();
    let by_group = groups::lists_of(tx, agent.id).await?;
    tx.all(sql!(Writable: concat!("SELECT l.address, l.name, l.members FROM mail_lists l
          WHERE l.academy_id = $1 AND (' ' || l.sort_key LIKE $5 OR l.address LIKE $6)
            AND (l.writers IN ('academy', 'everybody')
             OR EXISTS (SELECT 1 FROM mail_list_owners o WHERE o.list_id = l.id AND o.person_id = $2)
             OR (l.writers = 'members' AND (
                EXISTS (SELECT 1 FROM mail_list_members m WHERE m.list_id = l.id AND m.person_id = $2)
                OR (NOT EXISTS (SELECT 1 FROM mail_list_leavers v WHERE v.list_id = l.id AND v.person_id = $2)
                   AND (l.id IN LIST($8) OR ", in_audience!("$3", "$4"), ")))))
          ORDER BY l.sort_key, l.id LIMIT $7"),
        tx.academy_id()?, agent.id, agent.function, uai, pattern,
        format!("%{}%", pattern.trim_matches(['%', ' '])), limit, values(&by_group)))
        .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<List>,
    address: &str,
    settings: &Settings,
    audience_both: bool,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_lists (id, academy_id, address, name, sort_key, description, writers, moderation, may_leave,
             archive, keep_days, audience_both, members, created_at, version)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, 1)",
        id,
        tx.academy_id()?,
        address,
        settings.name,
        kernel::search::fold(&settings.name),
        settings.description,
        settings.writers,
        settings.moderation,
        settings.may_leave,
        settings.archive,
        settings.keep_days,
        audience_both,
        tx.now()
    ))
    .await?;
    Ok(())
}

/// `false` when another change was faster.
pub(super) async fn update(
    tx: &mut Tx,
    list: &ListRow,
    settings: &Settings,
    audience_both: bool,
    version: i64,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE mail_lists SET name = $2, sort_key = $3, description = $4, writers = $5, moderation = $6,
                 may_leave = $7, archive = $8, keep_days = $9, audience_both = $10, version = version + 1
              WHERE id = $1 AND academy_id = $11 AND version = $12",
            list.id,
            settings.name,
            kernel::search::fold(&settings.name),
            settings.description,
            settings.writers,
            settings.moderation,
            settings.may_leave,
            settings.archive,
            settings.keep_days,
            audience_both,
            list.academy_id,
            version
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn remove(tx: &mut Tx, list: &ListRow) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_lists WHERE id = $1 AND academy_id = $2", list.id, list.academy_id))
        .await?;
    Ok(())
}

/// Who looks after it, by name; those who have left are not named.
pub(crate) async fn owners(tx: &mut Tx, list: Id<List>) -> Result<Vec<PersonRow>> {
    tx.all(sql!(PersonRow: "SELECT p.id, p.academy_id, p.identifier, p.surname, p.given_names, p.display_name, p.address,
             p.function, p.uai, p.kind, p.closed_at
          FROM mail_list_owners o JOIN people p ON p.id = o.person_id
          WHERE o.list_id = $1 AND p.closed_at IS NULL ORDER BY p.sort_key, p.id", list))
        .await
}

/// The names of the owners of these lists, each with its list, by name.
pub(crate) async fn names_of_owners(tx: &mut Tx, lists: &[Id<List>]) -> Result<Vec<(Id<List>, String)>> {
    tx.all(sql!((Id<List>, String): "SELECT o.list_id, p.display_name FROM mail_list_owners o JOIN people p ON p.id = o.person_id
          WHERE o.list_id IN LIST($1) AND o.academy_id = $2 AND p.closed_at IS NULL ORDER BY p.sort_key",
        values(lists), tx.academy_id()?))
        .await
}

pub(crate) async fn address_of(tx: &mut Tx, id: Id<List>) -> Result<String> {
    tx.one(sql!(String: "SELECT address FROM mail_lists WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?)).await
}

/// Exactly these.
pub(super) async fn set_owners(tx: &mut Tx, list: Id<List>, people: &[Id<Person>]) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!("DELETE FROM mail_list_owners WHERE list_id = $1 AND academy_id = $2", list, academy))
        .await?;
    for person in people {
        tx.execute(sql!(
            "INSERT INTO mail_list_owners (list_id, person_id, academy_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            list,
            person,
            academy
        ))
        .await?;
    }
    Ok(())
}

/// Whom a list is for, one line of it.
pub(crate) type Audience = (Kind, String);

pub(crate) async fn audiences(tx: &mut Tx, list: Id<List>) -> Result<Vec<Audience>> {
    tx.all(sql!((Kind, String): "SELECT kind, value FROM mail_list_audiences
          WHERE list_id = $1 AND academy_id = $2 ORDER BY kind, value", list, tx.academy_id()?))
        .await
}

pub(super) async fn set_audiences(tx: &mut Tx, list: Id<List>, audience: &[Audience]) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!("DELETE FROM mail_list_audiences WHERE list_id = $1 AND academy_id = $2", list, academy))
        .await?;
    for (kind, value) in audience {
        tx.execute(sql!(
            "INSERT INTO mail_list_audiences (list_id, kind, value, academy_id) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING",
            list,
            kind,
            value,
            academy
        ))
        .await?;
    }
    Ok(())
}
