//! SQL of the labels.

use kernel::{Error, Id, Result, Tx, db::list, sql};

use super::{Label, stored};
use crate::{filing::Message, mailbox::Mailbox};

pub(super) async fn labels(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Label>> {
    let json = tx.one(sql!(String: "SELECT labels FROM mailboxes WHERE id = $1", mailbox)).await?;
    Ok(stored(&json))
}

pub(super) async fn put(tx: &mut Tx, mailbox: Id<Mailbox>, labels: &[Label]) -> Result<()> {
    let json = serde_json::to_string(labels).map_err(Error::internal)?;
    tx.execute(sql!("UPDATE mailboxes SET labels = $2 WHERE id = $1", mailbox, json)).await?;
    Ok(())
}

/// The keywords of the messages that lie in the same folder and conversation as these.
pub(crate) async fn of_lines(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    latest: &[Id<Message>],
) -> Result<Vec<(Id<Message>, String)>> {
    if latest.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        sql!((Id<Message>, String): "SELECT o.id, m.keywords FROM mail_messages o JOIN mail_messages m ON m.thread_id = o.thread_id
          WHERE o.id IN LIST($1) AND (o.mailbox_id = $2) IS TRUE AND m.folder_id = o.folder_id AND m.keywords <> ''",
            list(latest), mailbox),
    )
    .await
}
