//! What the owner of a box on hold destroys: out of their sight and of their quota, and kept until the hold ends.

use kernel::{
    Ctx, Id, Result, Tx,
    db::list,
    jobs::{self, JobKind},
    sql,
};

use crate::{filing::Message, mailbox::Mailbox};

kernel::big_tables!["mail_withheld"];

/// Notes what these messages are before they are taken out of the box.
pub(crate) async fn keep(tx: &mut Tx, mailbox: Id<Mailbox>, ids: &[Id<Message>]) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO mail_withheld (id, academy_id, mailbox_id, digest, size, sender, recipients, subject, received_at,
             withheld_at)
          SELECT id, academy_id, mailbox_id, digest, size, sender, recipients, subject, received_at, CAST($3 AS BIGINT)
          FROM mail_messages WHERE id IN LIST($1) AND (mailbox_id = $2) IS TRUE ON CONFLICT DO NOTHING",
        list(ids),
        mailbox,
        tx.now()
    ))
    .await?;
    Ok(())
}

const SLICE: i64 = 500;

/// Destroys what was kept of a box that is no longer on hold.
pub(crate) const DESTROY: JobKind = JobKind {
    name: "mail destroy withheld",
    run: |ctx, payload| Box::pin(async move { destroy(ctx, jobs::payload(&payload)?).await }),
};

async fn destroy(ctx: Ctx, mailbox: Id<Mailbox>) -> Result<()> {
    while ctx.write(async move |tx| destroy_some(tx, mailbox).await).await? == SLICE as u64 {}
    Ok(())
}

async fn destroy_some(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<u64> {
    tx.execute(sql!(
        "DELETE FROM mail_withheld WHERE id IN (SELECT w.id FROM mail_withheld w WHERE w.mailbox_id = $1
             ORDER BY w.withheld_at, w.id LIMIT $2)
          AND NOT EXISTS (SELECT 1 FROM mailboxes b WHERE b.id = $1 AND b.held_at IS NOT NULL)",
        mailbox,
        SLICE
    ))
    .await
}
