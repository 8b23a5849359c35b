//! Bin and junk empty themselves: what has lain there for thirty days goes, a few hundred at a time; drafts and
//! rules thrown away go after a day.

use kernel::{
    Ctx, Id, Result,
    jobs::Schedule,
    time::{days, hours},
};

use super::{Message, store};
use crate::{
    draft,
    mailbox::{self, Mailbox},
    rules,
};

const BATCH: i64 = 200;
/// Whoever has a folder open looks at what has changed every half hour at least.
const GONE_KEPT: std::time::Duration = days(1);

pub(crate) const EMPTY_BINS: Schedule =
    Schedule { name: "mail bins", every: hours(6), run: |ctx| Box::pin(empty_bins(ctx)) };

async fn empty_bins(ctx: Ctx) -> Result<()> {
    while ctx.write(some).await? == BATCH as usize {}
    ctx.write(draft::forget_discarded).await?;
    ctx.write(rules::forget_discarded).await?;
    ctx.write(async |tx| {
        let before = tx.now().minus(GONE_KEPT);
        store::forget_gone(tx, before).await
    })
    .await
}

async fn some(tx: &mut kernel::Tx) -> Result<usize> {
    let expired = store::expired(tx, BATCH).await?;
    let count = expired.len();
    let mut boxes: std::collections::BTreeMap<Id<Mailbox>, Vec<Id<Message>>> =
        std::collections::BTreeMap::new();
    for message in expired {
        boxes.entry(message.mailbox_id).or_default().push(message.id);
    }
    for (mailbox, ids) in boxes {
        // What its owner has taken out meanwhile stays.
        mailbox::hold(tx, mailbox).await?;
        let ids = store::still_expired(tx, mailbox, &ids).await?;
        super::delete(tx, mailbox, &ids).await?;
    }
    Ok(count)
}
