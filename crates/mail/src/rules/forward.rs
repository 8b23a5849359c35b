//! Copies sent on by rules, by a job after the message lies in its box. A copy bears the mark of each box that sent it
//! on, and none sends on twice what bears its mark: two boxes that send to each other stop there.

use kernel::{
    Ctx, Id, Result, Tx,
    jobs::{self, JobKind},
};
use serde::{Deserialize, Serialize};

use crate::{
    delivery::{self, Recipient},
    letter::Letter,
    mailbox::{self, Mailbox},
    message::{EmailAddress, clean_line, header_values},
    recipients,
};

pub(crate) const FORWARD: &str = "mail forward";

pub(crate) const JOB: JobKind = JobKind {
    name: FORWARD,
    run: |ctx, payload| Box::pin(async move { carry(ctx, jobs::payload(&payload)?).await }),
};

#[derive(Serialize, Deserialize)]
struct Forward {
    digest: String,
    from: Recipient,
    to: Vec<String>,
}

/// As Postfix marks and knows again what it sends on.
const MARK: &str = "Delivered-To";
/// Boxes that a message may be sent on by, one after the other.
pub(super) const MOST_HOPS: usize = 5;

pub(crate) async fn enqueue(tx: &mut Tx, from: Recipient, letter: &Letter, to: Vec<String>) -> Result<()> {
    tx.enqueue(FORWARD, &Forward { digest: letter.digest.clone(), from, to }).await
}

async fn carry(ctx: Ctx, forward: Forward) -> Result<()> {
    let raw = ctx.services().files.bytes(&forward.digest).await?;
    let ctx = delivery::in_academy(&ctx, forward.from.academy).await?;
    let mailbox: Id<Mailbox> = mailbox::of_person(forward.from.person);
    let mark = mark_of(&ctx, mailbox)?;
    let passed = header_values(&raw, MARK);
    if passed.contains(&mark) || passed.len() >= MOST_HOPS {
        tracing::info!(%mailbox, "a message that was sent on before is not sent on again");
        return Ok(());
    }
    let letter = Letter::keep_all(&ctx, [format!("{MARK}: {mark}\r\n").into(), raw]).await?;
    ctx.write(async move |tx| {
        let wanted: Vec<EmailAddress> = forward.to.iter().map(|to| EmailAddress::bare(to)).collect();
        let found = recipients::find(tx, &wanted).await?;
        let owners = found.owners.into_iter().filter(|owner| owner.person != forward.from.person);
        let to: Vec<Recipient> = owners.map(|owner| owner.recipient()).collect();
        delivery::deliver(tx, &letter, &to, Some(forward.from)).await
    })
    .await
}

/// Stays the same when the owner's address changes, and tells outsiders nothing but the domain.
fn mark_of(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<String> {
    Ok(clean_line(&format!("{mailbox}@{}", ctx.academy()?.mail_domain)))
}
