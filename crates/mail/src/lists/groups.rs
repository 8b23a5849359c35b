//! Members who are so by a group that another domain keeps: that domain is asked who they are, each time.

use std::collections::BTreeSet;

use kernel::{
    Id, Result, Tx,
    db::list as values,
    groups::{Group, GroupKind},
    people::{self, Person},
    sql,
};

use super::{Kind, List, ListRow};
use crate::delivery::Recipient;

/// A group as a list has it written down.
fn written(kind: &GroupKind, id: Id<Group>) -> String {
    format!("{}: {id}", kind.key)
}

/// The kinds there are, in the order in which forms ask for them.
pub(crate) fn kinds(tx: &Tx) -> Vec<GroupKind> {
    tx.services().groups().to_vec()
}

/// The groups of one kind that people name by the addresses of their pages, or by their ids; and what names none.
pub(super) async fn read(tx: &mut Tx, kind: &GroupKind, typed: &str) -> Result<(Vec<String>, Vec<String>)> {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = line.split(|c: char| !c.is_ascii_alphanumeric());
        let id = parts.find_map(|part| part.parse::<Id<Group>>().ok());
        match id {
            Some(id) if (kind.named)(tx, id).await?.is_some() => found.push(written(kind, id)),
            _ => unknown.push(line.to_owned()),
        }
    }
    Ok((found, unknown))
}

/// The groups of one kind that a list names, as they are typed: their names, and their ids behind.
pub(crate) async fn typed(tx: &mut Tx, kind: &GroupKind, audience: &[super::Audience]) -> Result<String> {
    let mut lines = Vec::new();
    for (_, value) in audience.iter().filter(|(known, _)| *known == Kind::Group) {
        if let Some(id) = of_kind(kind, value) {
            let name = (kind.named)(tx, id).await?.unwrap_or_default();
            lines.push(format!("{name} ({id})"));
        }
    }
    Ok(lines.join("\n"))
}

fn of_kind(kind: &GroupKind, value: &str) -> Option<Id<Group>> {
    value.strip_prefix(kind.key)?.strip_prefix(": ")?.parse().ok()
}

/// Those that a list names.
async fn of_list(tx: &mut Tx, list: &ListRow) -> Result<Vec<(GroupKind, Id<Group>)>> {
    let named = tx
        .all(sql!(String: "SELECT value FROM mail_list_audiences WHERE list_id = $1 AND kind = 'group' AND academy_id = $2",
            list.id, list.academy_id))
        .await?;
    let kinds = kinds(tx);
    let known = |value: &String| kinds.iter().find_map(|kind| Some((*kind, of_kind(kind, value)?)));
    Ok(named.iter().filter_map(known).collect())
}

/// Members of a list by its groups, in the order of their ids, after one; and the last that was looked at, which may have
/// left. `None`: nobody is left to look at.
pub(super) async fn after(
    tx: &mut Tx,
    list: &ListRow,
    after: Id<Person>,
    limit: i64,
) -> Result<Option<(Vec<Recipient>, Id<Person>)>> {
    let mut next: BTreeSet<Id<Person>> = BTreeSet::new();
    for (kind, group) in of_list(tx, list).await? {
        next.extend((kind.after)(tx, group, after, limit).await?);
    }
    let next: Vec<Id<Person>> = next.into_iter().take(usize::try_from(limit).unwrap_or_default()).collect();
    let Some(last) = next.last().copied() else { return Ok(None) };
    let left = tx
        .all(sql!(Id<Person>: "SELECT person_id FROM mail_list_leavers WHERE list_id = $1 AND academy_id = $2
              AND person_id IN LIST($3)", list.id, list.academy_id, values(&next)))
        .await?;
    let people = people::people_by_ids(tx, &next).await?.into_iter();
    let here = people.filter(|person| person.closed_at.is_none() && !left.contains(&person.id));
    let reached = here.map(|person| Recipient { person: person.id, academy: person.academy_id });
    Ok(Some((reached.collect(), last)))
}

/// Whether somebody is in one of the groups of a list.
pub(super) async fn hold(tx: &mut Tx, list: &ListRow, person: Id<Person>) -> Result<bool> {
    let named = of_list(tx, list).await?;
    for kind in kinds(tx) {
        let of_kind: Vec<Id<Group>> =
            named.iter().filter(|(known, _)| known.key == kind.key).map(|(_, group)| *group).collect();
        // Asked once, however many sessions a list is for.
        if !of_kind.is_empty() && (kind.of)(tx, person).await?.iter().any(|group| of_kind.contains(group)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The lists that somebody is in by their groups, those they have left included.
pub(super) async fn lists_of(tx: &mut Tx, person: Id<Person>) -> Result<Vec<Id<List>>> {
    let mut named = Vec::new();
    for kind in kinds(tx) {
        let groups = (kind.of)(tx, person).await?;
        named.extend(groups.into_iter().map(|group| written(&kind, group)));
    }
    tx.all(sql!(Id<List>: "SELECT list_id FROM mail_list_audiences WHERE academy_id = $1 AND kind = 'group' AND value IN LIST($2)",
        tx.academy_id()?, values(&named)))
        .await
}

/// How many of them there are.
pub(super) async fn count(tx: &mut Tx, list: &ListRow) -> Result<i64> {
    let (mut count, mut at) = (0, Id::NIL);
    while let Some((some, last)) = after(tx, list, at, 500).await? {
        count += some.len() as i64;
        at = last;
    }
    Ok(count)
}
