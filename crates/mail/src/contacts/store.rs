//! SQL of the contacts.

use kernel::{
    Id, Result, Tx,
    db::{Query, list},
    row, sql,
};

use super::{Card, Contact, MOST};
use crate::{mailbox::Mailbox, message::address::normalise};

row! {
    pub(crate) struct ContactRow {
        pub id: Id<Contact>,
        pub name: String,
        pub organisation: String,
        pub addresses: String,
        pub phones: String,
        pub note: String,
        pub sort_key: String,
    }
}

/// A page of the book by name, from after (`sort_key`, `id`) on: those that bear every word.
pub(crate) fn page<'a>(
    mailbox: &'a Id<Mailbox>,
    words: &'a (String, String),
    after: &'a (String, Id<Contact>),
    limit: &'a i64,
) -> Query<'a, ContactRow> {
    sql!(ContactRow: "SELECT id, name, organisation, addresses, phones, note, sort_key FROM mail_contacts
          WHERE mailbox_id = $1 AND words LIKE $2 AND words LIKE $3 AND (sort_key, id) > ($4, $5)
          ORDER BY sort_key, id LIMIT $6", *mailbox, words.0, words.1, after.0, after.1, *limit)
}

pub(crate) async fn find(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    contact: Id<Contact>,
) -> Result<Option<ContactRow>> {
    tx.first(
        sql!(ContactRow: "SELECT id, name, organisation, addresses, phones, note, sort_key FROM mail_contacts
          WHERE id = $1 AND mailbox_id = $2", contact, mailbox),
    )
    .await
}

/// The whole book.
pub(crate) async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<ContactRow>> {
    tx.all(
        sql!(ContactRow: "SELECT id, name, organisation, addresses, phones, note, sort_key FROM mail_contacts
          WHERE mailbox_id = $1 ORDER BY sort_key, id LIMIT $2", mailbox, MOST),
    )
    .await
}

/// Who of the book has these addresses.
pub(crate) async fn by_addresses(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    addresses: &[String],
) -> Result<Vec<(String, ContactRow)>> {
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<String> = addresses.iter().map(|address| normalise(address)).collect();
    let held: Vec<(String, Id<Contact>)> = tx
        .all(sql!((String, Id<Contact>): "SELECT address, contact_id FROM mail_contact_addresses
              WHERE mailbox_id = $1 AND address IN LIST($2)", mailbox, list(&wanted)))
        .await?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx
        .all(sql!(ContactRow: "SELECT id, name, organisation, addresses, phones, note, sort_key FROM mail_contacts
              WHERE mailbox_id = $1 AND id IN LIST($2)", mailbox, list(held.iter().map(|(_, id)| *id))))
        .await?;
    let of = |id| rows.iter().find(|row| row.id == id).cloned();
    Ok(held.into_iter().filter_map(|(address, id)| Some((address, of(id)?))).collect())
}

pub(super) async fn count(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM mail_contacts WHERE mailbox_id = $1", mailbox)).await
}

pub(super) async fn insert(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Contact>, card: &Card) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_contacts (id, academy_id, mailbox_id, name, organisation, addresses, phones, note, sort_key,
             words, changed_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        tx.academy_id()?,
        mailbox,
        card.name,
        card.organisation,
        card.addresses.join("\n"),
        card.phones.join("\n"),
        card.note,
        card.sort_key(),
        card.words(),
        tx.now()
    ))
    .await?;
    add_addresses(tx, mailbox, id, card).await
}

pub(super) async fn update(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Contact>, card: &Card) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mail_contacts SET name = $3, organisation = $4, addresses = $5, phones = $6, note = $7, sort_key = $8,
             words = $9, changed_at = $10 WHERE id = $1 AND mailbox_id = $2",
        id,
        mailbox,
        card.name,
        card.organisation,
        card.addresses.join("\n"),
        card.phones.join("\n"),
        card.note,
        card.sort_key(),
        card.words(),
        tx.now()
    ))
    .await?;
    tx.execute(sql!(
        "DELETE FROM mail_contact_addresses WHERE contact_id = $1 AND mailbox_id = $2",
        id,
        mailbox
    ))
    .await?;
    add_addresses(tx, mailbox, id, card).await
}

async fn add_addresses(tx: &mut Tx, mailbox: Id<Mailbox>, id: Id<Contact>, card: &Card) -> Result<()> {
    for address in &card.addresses {
        tx.execute(sql!(
            "INSERT INTO mail_contact_addresses (mailbox_id, address, academy_id, contact_id) VALUES ($1, $2, $3, $4)",
            mailbox,
            normalise(address),
            tx.academy_id()?,
            id
        ))
        .await?;
    }
    Ok(())
}

/// Whether there was one.
pub(super) async fn delete(tx: &mut Tx, mailbox: Id<Mailbox>, contact: Id<Contact>) -> Result<bool> {
    let gone = tx
        .execute(sql!("DELETE FROM mail_contacts WHERE id = $1 AND mailbox_id = $2", contact, mailbox))
        .await?;
    Ok(gone == 1)
}
