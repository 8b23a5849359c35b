//! Who was written to lately: what the composer suggests first. The owner of the box may have nothing collected, and
//! may erase what was.

use kernel::{Id, Result, Time, Tx, db::Query, row, sql};

use crate::{
    mailbox::Mailbox,
    message::{EmailAddress, address::normalise, clean_line},
};

/// As many are remembered.
pub(crate) const MOST: i64 = 500;

row! {
    pub(crate) struct Recent {
        pub address: String,
        pub name: String,
        pub times: i64,
        pub last_at: Time,
    }
}

/// Newest first, from before (`last_at`, `address`) on.
pub(crate) fn recents_query<'a>(
    mailbox: &'a Id<Mailbox>,
    before: &'a (Time, String),
    limit: &'a i64,
) -> Query<'a, Recent> {
    sql!(Recent: "SELECT address, name, times, last_at FROM mail_correspondents
          WHERE mailbox_id = $1 AND (last_at, address) < ($2, $3)
          ORDER BY last_at DESC, address DESC LIMIT $4", *mailbox, before.0, before.1, *limit)
}

/// A message leaves for these people.
pub(crate) async fn note<'a>(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    written_to: impl Iterator<Item = &'a EmailAddress>,
) -> Result<()> {
    if !collects(tx, mailbox).await? {
        return Ok(());
    }
    for address in written_to {
        tx.execute(sql!(
            "INSERT INTO mail_correspondents (mailbox_id, address, academy_id, name, times, last_at)
              VALUES ($1, $2, $3, $4, 1, $5)
              ON CONFLICT (mailbox_id, address) DO UPDATE SET times = mail_correspondents.times + 1,
                 last_at = excluded.last_at,
                 name = CASE WHEN excluded.name = '' THEN mail_correspondents.name ELSE excluded.name END",
            mailbox,
            normalise(&address.email),
            tx.academy_id()?,
            clean_line(address.name.as_deref().unwrap_or_default()),
            tx.now()
        ))
        .await?;
    }
    tx.execute(sql!(
        "DELETE FROM mail_correspondents WHERE mailbox_id = $1 AND last_at < (SELECT last_at FROM mail_correspondents
             WHERE mailbox_id = $1 ORDER BY last_at DESC, address DESC LIMIT 1 OFFSET $2)",
        mailbox,
        MOST - 1
    ))
    .await?;
    Ok(())
}

pub(crate) async fn collects(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<bool> {
    let found = tx
        .first(sql!(bool: "SELECT collects_correspondents FROM mailboxes WHERE id = $1 /* tenant: the owner's box */", mailbox))
        .await?;
    Ok(found.unwrap_or(false))
}

/// Whether those written to from now on are remembered.
pub(crate) async fn set_collects(tx: &mut Tx, mailbox: Id<Mailbox>, collects: bool) -> Result<()> {
    tx.execute(sql!(
        "UPDATE mailboxes SET collects_correspondents = $2 WHERE id = $1 /* tenant: the owner's box */",
        mailbox,
        collects
    ))
    .await?;
    Ok(())
}

pub(crate) async fn forget(tx: &mut Tx, mailbox: Id<Mailbox>, address: &str) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM mail_correspondents WHERE mailbox_id = $1 AND address = $2",
        mailbox,
        address
    ))
    .await?;
    Ok(())
}

pub(crate) async fn forget_all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    tx.execute(sql!("DELETE FROM mail_correspondents WHERE mailbox_id = $1", mailbox)).await?;
    Ok(())
}
