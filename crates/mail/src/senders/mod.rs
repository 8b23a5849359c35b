//! Senders that the owner of a box has judged: what they send next goes to the junk, or is never taken for it. The owner
//! sees them all and takes back what they said.

mod store;

use kernel::{Error, Id, Result, Tx, text_enum};

pub(crate) use store::{SenderRow, all_query, of, verdict};

use crate::{
    mailbox::Mailbox,
    message::{EmailAddress, address::normalise},
    recipients, rules,
    words::Words,
};

text_enum! {
    pub enum Verdict {
        Junk = "junk",
        Wanted = "wanted",
    }
}

/// Judged senders of a box.
pub const MOST: i64 = 1_000;

/// Remembers what these senders are worth. One's own addresses are left out: what bears them may come from anybody.
pub async fn judge(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    senders: &[EmailAddress],
    verdict: Verdict,
) -> Result<()> {
    let own = recipients::addresses_of(tx, mailbox.cast()).await?;
    let mut addresses: Vec<String> = senders.iter().map(|sender| normalise(&sender.email)).collect();
    addresses.retain(|address| address.contains('@') && !own.contains(address));
    addresses.sort_unstable();
    addresses.dedup();
    for address in &addresses {
        store::put(tx, mailbox, address, verdict).await?;
    }
    if store::count(tx, mailbox).await? > MOST {
        return Err(Error::Conflict(Words(tx.locale).senders_too_many(MOST)));
    }
    rules::refresh_sorts(tx, mailbox).await
}

/// Forgets what was said of them.
pub async fn forget(tx: &mut Tx, mailbox: Id<Mailbox>, senders: &[EmailAddress]) -> Result<()> {
    for sender in senders {
        store::remove(tx, mailbox, &normalise(&sender.email)).await?;
    }
    rules::refresh_sorts(tx, mailbox).await
}
