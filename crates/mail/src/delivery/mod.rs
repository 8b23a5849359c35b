//! From one box to others of the deployment: what is sent is written down with its author's copy, in one transaction,
//! and carried by jobs that bear running twice. What cannot be delivered comes back as a message that says why.

pub(crate) mod notices;
mod returned;
pub(crate) mod sending;
mod system;

use futures::{StreamExt, TryStreamExt};
use kernel::{
    Ctx, Error, Id, Result, Tx,
    jobs::{self, JobKind},
    people::{self, Academy, Person},
};
use serde::{Deserialize, Serialize};

use crate::{
    filing::{self, Filing, Flags},
    folder::FolderRole,
    letter::Letter,
    mailbox,
    message::parse,
};

/// A person of the deployment to deliver to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub person: Id<Person>,
    pub academy: Id<Academy>,
}

pub(crate) const JOBS: &[JobKind] = &[JobKind {
    name: DELIVER,
    run: |ctx, payload| Box::pin(async move { carry(ctx, jobs::payload(&payload)?).await }),
}];

const DELIVER: &str = "mail deliver";
/// Boxes that one job delivers to, and how many at once: they share their commits.
const ROUND: usize = 100;
const AT_ONCE: usize = 16;

#[derive(Serialize, Deserialize)]
struct Round {
    digest: String,
    size: i64,
    recipients: Vec<Recipient>,
    /// Who is told when a box cannot take it.
    sender: Option<Recipient>,
}

/// Delivers a letter to the boxes of these people, after the commit. Each gets it once, whatever happens.
pub async fn deliver(
    tx: &mut Tx,
    letter: &Letter,
    recipients: &[Recipient],
    sender: Option<Recipient>,
) -> Result<()> {
    for round in recipients.chunks(ROUND) {
        let round =
            Round { digest: letter.digest.clone(), size: letter.size, recipients: round.to_vec(), sender };
        tx.enqueue(DELIVER, &round).await?;
    }
    Ok(())
}

async fn carry(ctx: Ctx, round: Round) -> Result<()> {
    let raw = ctx.services().files.bytes(&round.digest).await?;
    let letter = &Letter::read(&parse(&raw), &round.digest, round.size);
    let (ctx, sender) = (&ctx, round.sender);
    let boxes = round.recipients.into_iter().map(move |recipient| async move {
        match into_inbox(ctx, recipient, letter, true).await {
            Err(Error::Conflict(_)) => match sender {
                Some(sender) => returned::tell(ctx, sender, recipient.person, letter).await,
                None => Ok(()),
            },
            other => other,
        }
    });
    futures::stream::iter(boxes).buffer_unordered(AT_ONCE).try_collect().await
}

/// Files a letter in somebody's inbox, once. A box not made yet is made; a full or closed one refuses
/// (`Error::Conflict`) what is written `by_people`, and takes what the product itself has to say.
async fn into_inbox(ctx: &Ctx, to: Recipient, letter: &Letter, by_people: bool) -> Result<()> {
    let ctx = in_academy(ctx, to.academy).await?;
    let letter = letter.clone();
    ctx.write(async move |tx| {
        let mailbox = mailbox::ensure(tx, to.person).await?;
        if by_people && mailbox::find(tx, mailbox).await?.is_some_and(|found| found.closed_at.is_some()) {
            return Err(Error::Conflict("closed".into()));
        }
        let filing = Filing {
            folder: FolderRole::Inbox.in_box(mailbox),
            flags: Flags::default(),
            received_at: tx.now(),
            key: Some(filing::received_key(&letter)),
            expires: false,
            within_quota: by_people,
        };
        filing::file(tx, mailbox, &letter, &filing).await.map(drop)
    })
    .await
}

async fn in_academy(ctx: &Ctx, academy: Id<Academy>) -> Result<Ctx> {
    if ctx.academy.as_ref().is_some_and(|a| a.id == academy) {
        return Ok(ctx.clone());
    }
    let row = people::academy_by_id(&mut ctx.read().await?, academy).await?;
    Ok(ctx.clone().in_academy(std::sync::Arc::new(row.into())))
}
