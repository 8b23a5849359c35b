//! Groups of contacts: a class council, a project team. Written to, a group is its members' addresses, which the
//! writer sees and may change before sending.

use kernel::{Error, Id, Result, Tx, db::Query, row, search::fold, sql};

use super::{Contact, ContactRow};
use crate::{
    delivery::sending::MOST_RECIPIENTS,
    mailbox::{self, Mailbox},
    message::clean_line,
    words::Words,
};

/// Marker for ids of groups.
#[derive(Debug)]
pub struct Group;

pub(crate) const MOST: i64 = 100;
/// As many as one message goes to.
pub(crate) const MOST_MEMBERS: i64 = MOST_RECIPIENTS as i64;
const LONGEST_NAME: usize = 100;

row! {
    pub(crate) struct GroupRow {
        pub id: Id<Group>,
        pub name: String,
        pub members: i64,
    }
}

/// The groups of a box by name, with how many people each has.
pub(crate) fn groups_query(mailbox: &Id<Mailbox>) -> Query<'_, GroupRow> {
    sql!(GroupRow: "SELECT g.id, g.name, (SELECT COUNT(*) FROM mail_contact_members m WHERE m.group_id = g.id) AS members
          FROM mail_contact_groups g WHERE g.mailbox_id = $1 ORDER BY g.sort_key", *mailbox)
}

pub(crate) async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<GroupRow>> {
    tx.all(groups_query(&mailbox)).await
}

pub(crate) async fn find(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<GroupRow> {
    let name = tx
        .first(sql!(String: "SELECT name FROM mail_contact_groups WHERE id = $1 AND mailbox_id = $2", group, mailbox))
        .await?
        .ok_or(Error::NotFound)?;
    Ok(GroupRow { id: group, name, members: count(tx, mailbox, group).await? })
}

/// The members of a group, by name.
pub(crate) async fn members(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<Vec<ContactRow>> {
    tx.all(
        sql!(ContactRow: "SELECT c.id, c.name, c.organisation, c.addresses, c.phones, c.note, c.sort_key
          FROM mail_contact_members m JOIN mail_contacts c ON c.id = m.contact_id
          WHERE m.group_id = $1 AND m.mailbox_id = $2 ORDER BY c.sort_key, c.id LIMIT $3", group, mailbox, MOST_MEMBERS),
    )
    .await
}

/// As it is typed in a message's head.
pub(crate) async fn typed(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<String> {
    let members = members(tx, mailbox, group).await?;
    Ok(members.iter().filter_map(ContactRow::typed).collect::<Vec<_>>().join(", "))
}

/// Which groups a contact is in.
pub(crate) async fn of_contact(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    contact: Id<Contact>,
) -> Result<Vec<Id<Group>>> {
    tx.all(
        sql!(Id<Group>: "SELECT group_id FROM mail_contact_members WHERE contact_id = $1 AND mailbox_id = $2",
        contact, mailbox),
    )
    .await
}

/// Every membership of a box, by the group's name: for an export.
pub(super) async fn memberships(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<(Id<Contact>, String)>> {
    tx.all(sql!((Id<Contact>, String): "SELECT m.contact_id, g.name FROM mail_contact_members m
          JOIN mail_contact_groups g ON g.id = m.group_id WHERE m.mailbox_id = $1 ORDER BY g.sort_key", mailbox))
        .await
}

pub(crate) async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Id<Group>> {
    let name = sound_name(tx, name)?;
    mailbox::ensure(tx, mailbox.cast()).await?;
    let others = all(tx, mailbox).await?;
    if others.len() as i64 >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).group_too_many(MOST)));
    }
    if others.iter().any(|other| fold(&other.name) == fold(&name)) {
        return Err(Error::invalid("name", Words(tx.locale).group_name_taken(&name)));
    }
    let id: Id<Group> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO mail_contact_groups (id, academy_id, mailbox_id, name, sort_key) VALUES ($1, $2, $3, $4, $5)",
        id,
        tx.academy_id()?,
        mailbox,
        name,
        fold(&name)
    ))
    .await?;
    Ok(id)
}

/// The group of this name, made when there is none: for an import.
pub(super) async fn named(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<Id<Group>> {
    match all(tx, mailbox).await?.into_iter().find(|group| fold(&group.name) == fold(name)) {
        Some(found) => Ok(found.id),
        None => create(tx, mailbox, name).await,
    }
}

pub(crate) async fn rename(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>, name: &str) -> Result<()> {
    let name = sound_name(tx, name)?;
    let others = all(tx, mailbox).await?;
    others.iter().find(|other| other.id == group).ok_or(Error::NotFound)?;
    if others.iter().any(|other| other.id != group && fold(&other.name) == fold(&name)) {
        return Err(Error::invalid("name", Words(tx.locale).group_name_taken(&name)));
    }
    tx.execute(sql!(
        "UPDATE mail_contact_groups SET name = $3, sort_key = $4 WHERE id = $1 AND mailbox_id = $2",
        group,
        mailbox,
        name,
        fold(&name)
    ))
    .await?;
    Ok(())
}

/// Its members stay in the book.
pub(crate) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<()> {
    let gone = tx
        .execute(sql!("DELETE FROM mail_contact_groups WHERE id = $1 AND mailbox_id = $2", group, mailbox))
        .await?;
    if gone == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes contacts into a group; those of somebody else's book are not found.
pub(crate) async fn add(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    group: Id<Group>,
    contacts: &[Id<Contact>],
) -> Result<()> {
    find(tx, mailbox, group).await?;
    for contact in contacts {
        super::find(tx, mailbox, *contact).await?.ok_or(Error::NotFound)?;
        join(tx, mailbox, group, *contact).await?;
    }
    if count(tx, mailbox, group).await? > MOST_MEMBERS {
        return Err(Error::invalid("group", Words(tx.locale).group_too_large(MOST_MEMBERS)));
    }
    Ok(())
}

/// Of a contact that was just found or made in this box.
pub(super) async fn join(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    group: Id<Group>,
    contact: Id<Contact>,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_contact_members (group_id, contact_id, academy_id, mailbox_id) VALUES ($1, $2, $3, $4)
          ON CONFLICT DO NOTHING",
        group,
        contact,
        tx.academy_id()?,
        mailbox
    ))
    .await?;
    Ok(())
}

/// Exactly these of the box's groups, as the contact's page has them ticked.
pub(crate) async fn set_of(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    contact: Id<Contact>,
    chosen: &[Id<Group>],
) -> Result<()> {
    let before = of_contact(tx, mailbox, contact).await?;
    for gone in before.iter().filter(|group| !chosen.contains(group)) {
        leave(tx, mailbox, *gone, contact).await?;
    }
    for new in chosen.iter().filter(|group| !before.contains(group)) {
        add(tx, mailbox, *new, &[contact]).await?;
    }
    Ok(())
}

pub(crate) async fn leave(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    group: Id<Group>,
    contact: Id<Contact>,
) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_contact_members WHERE group_id = $1 AND contact_id = $2 AND mailbox_id = $3",
        group,
        contact,
        mailbox
    ))
    .await?;
    Ok(())
}

async fn count(tx: &mut Tx, mailbox: Id<Mailbox>, group: Id<Group>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_contact_members WHERE group_id = $1 AND mailbox_id = $2", group, mailbox))
        .await
}

fn sound_name(tx: &Tx, name: &str) -> Result<String> {
    let name = clean_line(name);
    let t = Words(tx.locale);
    if fold(&name).is_empty() {
        return Err(Error::invalid("name", t.group_name_missing()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.contact_too_long(LONGEST_NAME as i64)));
    }
    Ok(name)
}
