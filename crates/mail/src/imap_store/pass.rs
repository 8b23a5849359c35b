//! One look at a box: its folders, then what changed there, then what changed here. Broken off anywhere, it is begun again:
//! each step writes down what it has done, and what was done without being written down is known by its content.

use kernel::{Ctx, Error, Id, Result};

use super::{base, client::Client, folders, pull, push, wire::Trouble};
use crate::mailbox::Mailbox;

/// Why both sides do not agree yet.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    There(#[from] Trouble),
    #[error("{0}")]
    Here(#[from] Error),
}

impl Failure {
    pub fn strange(text: &str) -> Failure {
        Failure::There(Trouble::lost(text))
    }

    /// Whether the conversation can go on.
    pub fn is_of_the_connection(&self) -> bool {
        matches!(self, Failure::There(Trouble::Lost(_)))
    }
}

/// Looks at a box whose académie the context is in. Answers what could not be taken in, in words for the operator.
pub(super) async fn pass(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
) -> Result<Option<String>, Failure> {
    let agreement = folders::agree(ctx, client, mailbox).await?;
    let missed = pull::pull(ctx, client, mailbox, &agreement.pairs).await?;
    // Read before what is carried: what changes meanwhile is carried again.
    let Some(owner) = base::owner(&mut ctx.read().await?, mailbox).await? else { return Ok(missed) };
    let (pairs, gone) = (&agreement.pairs, &agreement.to_remove);
    push::push(ctx, client, mailbox, pairs, gone, owner.carried_state).await?;
    ctx.write(async move |tx| base::carried(tx, mailbox, owner.state).await).await?;
    folders::remove_there(ctx, client, mailbox, agreement.to_remove).await?;
    Ok(missed)
}
