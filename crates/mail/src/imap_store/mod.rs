//! The IMAP store: the messages of all boxes lie in another server (Dovecot, Cyrus, Stalwart), chosen by configuration.
//! What the webmel reads is a mirror of it in the database; what is done on either side is carried to the other, box by box
//! (docs/decisions/the-imap-store.md).

mod address;
mod base;
mod client;
mod contents;
mod folders;
mod pass;
mod pull;
mod push;
mod runner;
mod sieve;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::{Ctx, Error, Id, Result, Tx, context::Services};

use crate::mailbox::Mailbox;

pub use address::ImapStore;
pub(crate) use contents::LET_GO;
pub(crate) use runner::{listen, opened};
pub use runner::{run, run_due};

/// Says where the messages lie; without it they lie here.
pub fn keep_in(services: &Arc<Services>, store: ImapStore) {
    runner::Runner::of(services).set(store, services.files.clone());
    services.files.fetch_with(contents::fetch(services));
}

/// Whether the messages lie in another server.
pub(crate) fn is_on(services: &Services) -> bool {
    runner::Runner::of(services).store().is_some()
}

/// Boxes of the académie that differ from what lies there; `None` when messages lie here.
pub(crate) async fn behind(tx: &mut Tx) -> Result<Option<base::Behind>> {
    if is_on(tx.services()) { base::behind(tx).await.map(Some) } else { Ok(None) }
}

/// Waits, by asking its job to come back, until nothing of a box that was emptied here lies there.
pub(crate) async fn emptied(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    if is_on(tx.services()) && !base::is_empty(tx, mailbox).await? {
        return Err(Error::Unavailable("the IMAP store"));
    }
    Ok(())
}

/// What the command of the operator prints about it; `None` when messages lie here.
pub async fn state(ctx: &Ctx) -> Result<Option<String>> {
    if !is_on(ctx.services()) {
        return Ok(None);
    }
    let behind = base::behind_anywhere(&mut ctx.read().await?).await?;
    Ok(Some(match behind.boxes {
        0 => "ok".to_owned(),
        boxes => format!("{boxes} boxes differ, one because: {}", behind.reason),
    }))
}

/// Something of the box has changed here: it is to change there.
pub(crate) async fn touched(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    if is_on(tx.services()) { base::touch(tx, mailbox).await } else { Ok(()) }
}
