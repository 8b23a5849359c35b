//! From one box to others of the deployment: what is sent is written down with its author's copy, in one transaction,
//! and carried by jobs that bear running twice. What cannot be delivered comes back as a message that says why.

pub(crate) mod drafts;
pub(crate) mod notices;
pub(crate) mod returned;
pub(crate) mod sending;
mod sorting;
mod system;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures::StreamExt;
use kernel::{
    Ctx, Error, Id, Result, Tx,
    db::list,
    jobs::{self, JobKind},
    people::{self, Academy, Person},
    sql,
};
use serde::{Deserialize, Serialize};

use self::{returned::Cause, sorting::Place};
use crate::{
    administration::counters::{self, What},
    filing::{self, Filing},
    folder::FolderRole,
    letter::Letter,
    mailbox, rules,
};

/// A person of the deployment to deliver to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    pub person: Id<Person>,
    pub academy: Id<Academy>,
}

pub(crate) const CARRY: JobKind = JobKind {
    name: DELIVER,
    run: |ctx, payload| Box::pin(async move { carry(ctx, jobs::payload(&payload)?).await }),
};

/// What lists carry is a kind of its own, so that a letter to one person never waits behind a letter to thousands.
pub(crate) const CARRY_SLICE: JobKind = JobKind {
    name: DELIVER_SLICE,
    run: |ctx, payload| Box::pin(async move { carry(ctx, jobs::payload(&payload)?).await }),
};

const DELIVER: &str = "mail deliver";
const DELIVER_SLICE: &str = "mail deliver to members";
/// Boxes that one job delivers to, and how many at once: they share their commits.
const ROUND: usize = 100;
const AT_ONCE: usize = 16;

#[derive(Clone, Serialize, Deserialize)]
struct Round {
    digest: String,
    size: i64,
    /// What the author calls it, for when the letter itself cannot be read any more.
    title: Title,
    recipients: Vec<Recipient>,
    /// Who is told when a box cannot take it.
    sender: Option<Recipient>,
    /// Tries made for these recipients.
    tries: i64,
    /// Taken from a front server for all of them already.
    #[serde(default)]
    promised: bool,
    /// Whose box the author wants to know of when it has the letter.
    #[serde(default)]
    confirmed: Vec<Id<Person>>,
    /// By a list: the message that came for it, so that whoever has that one gets no second.
    #[serde(default)]
    came_as: Option<String>,
}

impl Round {
    fn kind(&self) -> &'static str {
        if self.came_as.is_some() { DELIVER_SLICE } else { DELIVER }
    }
}

/// What a message says of the letter that it sends back.
#[derive(Clone, Serialize, Deserialize)]
struct Title {
    subject: String,
    identity: String,
    message_id: Option<String>,
}

/// Delivers a letter to the boxes of these people, after the commit. Each gets it once, whatever happens.
pub async fn deliver(
    tx: &mut Tx,
    letter: &Letter,
    recipients: &[Recipient],
    sender: Option<Recipient>,
) -> Result<()> {
    enqueue(tx, recipients, Round { sender, ..Round::of(letter) }).await
}

/// The same for a letter that a front server was told would be there: full boxes take it, and those closed meanwhile.
pub(crate) async fn deliver_promised(tx: &mut Tx, letter: &Letter, recipients: &[Recipient]) -> Result<()> {
    enqueue(tx, recipients, Round { promised: true, ..Round::of(letter) }).await
}

/// The same for a mail program, whose user wants to know when it lies in the boxes of `confirmed`.
pub(crate) async fn deliver_confirmed(
    tx: &mut Tx,
    letter: &Letter,
    recipients: &[Recipient],
    sender: Recipient,
    confirmed: Vec<Id<Person>>,
) -> Result<()> {
    let round = Round { sender: Some(sender), confirmed, ..Round::of(letter) };
    enqueue(tx, recipients, round).await
}

async fn enqueue(tx: &mut Tx, recipients: &[Recipient], like: Round) -> Result<()> {
    for some in recipients.chunks(ROUND) {
        tx.enqueue(like.kind(), &Round { recipients: some.to_vec(), ..like.clone() }).await?;
    }
    Ok(())
}

impl Round {
    fn of(letter: &Letter) -> Round {
        Round {
            digest: letter.digest.clone(),
            size: letter.size,
            title: Title {
                subject: letter.subject.clone(),
                identity: letter.identity.clone(),
                message_id: letter.links.message_id.clone(),
            },
            recipients: Vec::new(),
            sender: None,
            tries: 0,
            promised: false,
            confirmed: Vec::new(),
            came_as: None,
        }
    }
}

/// A list's copy of a message, on its way to some of the members.
pub(crate) struct Slice<'a> {
    pub digest: &'a str,
    pub size: i64,
    /// The digest of the message as it came.
    pub came_as: &'a str,
}

/// Delivers a list's copy to these people, after the commit. Each gets the message once, on however many lists they
/// are and whether or not they are named besides. Nobody is told of a box that is full: its owner sees that it is.
pub(crate) async fn deliver_slice(tx: &mut Tx, slice: &Slice<'_>, recipients: &[Recipient]) -> Result<()> {
    let round = Round {
        digest: slice.digest.to_owned(),
        size: slice.size,
        title: Title { subject: String::new(), identity: String::new(), message_id: None },
        recipients: recipients.to_vec(),
        sender: None,
        tries: 0,
        promised: false,
        confirmed: Vec::new(),
        came_as: Some(slice.came_as.to_owned()),
    };
    tx.enqueue(DELIVER_SLICE, &round).await
}

/// Of what was taken with a promise, and has no author here who could be told that it failed: some thirty days.
const MOST_TRIES: i64 = jobs::TRIES + 120;

/// Every recipient is tried, whatever becomes of the others; those who failed are tried again alone, and after the
/// last try their author is told.
async fn carry(ctx: Ctx, round: Round) -> Result<()> {
    let failed = match Letter::of(&ctx.services().files, &round.digest).await {
        Ok(letter) => {
            let letter = &letter;
            let (ctx, round) = (&ctx, &round);
            let boxes = round.recipients.clone().into_iter().map(move |to| async move {
                let failed = to_box(ctx, to, letter, round).await.err();
                failed.map(|error| {
                    tracing::warn!(%error, person = %to.person, "a box took nothing");
                    to
                })
            });
            let boxes = futures::stream::iter(boxes).buffer_unordered(AT_ONCE);
            boxes.filter_map(std::future::ready).collect().await
        }
        Err(error) => {
            tracing::error!(%error, digest = round.digest, "a letter to deliver cannot be read");
            round.recipients.clone()
        }
    };
    if failed.is_empty() {
        return Ok(());
    }
    let tries = round.tries + 1;
    if tries < jobs::TRIES || (round.sender.is_none() && tries < MOST_TRIES) {
        if tries >= jobs::TRIES {
            tracing::error!(
                digest = round.digest,
                tries,
                boxes = failed.len(),
                "a message still lies in no box"
            );
        }
        let round = Round { recipients: failed, tries, ..round };
        let at = ctx.now().plus(jobs::backoff(tries));
        return ctx.write(async move |tx| tx.enqueue_at(round.kind(), &round, at, None).await).await;
    }
    let Some(sender) = round.sender else { return Ok(()) };
    for to in failed {
        returned::tell(&ctx, sender, to.person, &round, Cause::Failed).await?;
    }
    Ok(())
}

async fn to_box(ctx: &Ctx, to: Recipient, letter: &Letter, round: &Round) -> Result<()> {
    let welcome = if round.promised { Welcome::Promised } else { Welcome::OfPeople };
    let key = match &round.came_as {
        Some(digest) => filing::received_as(digest),
        None => filing::received_key(letter),
    };
    let taken = put_in(ctx, to, letter, welcome, key).await?;
    let Some(sender) = round.sender else { return Ok(()) };
    if taken != Taken::Filed {
        returned::tell(ctx, sender, to.person, round, Cause::Refused).await
    } else if round.confirmed.contains(&to.person) {
        returned::confirm(ctx, sender, to.person, round).await
    } else {
        Ok(())
    }
}

/// What became of a letter at a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It lies there, from now or from before.
    Filed,
    Full,
    Closed,
}

/// How a letter is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Welcome {
    /// Sorted by the rules of its box; a full or closed one refuses it.
    OfPeople,
    /// The same, but it was accepted before: the box takes it.
    Promised,
    /// What the product itself has to say: always taken, never sorted.
    OfProduct,
}

/// Files a letter in somebody's inbox, once. A box not made yet is made.
pub(crate) async fn into_inbox(ctx: &Ctx, to: Recipient, letter: &Letter, welcome: Welcome) -> Result<Taken> {
    let key = match welcome {
        Welcome::OfPeople | Welcome::Promised => filing::received_key(letter),
        Welcome::OfProduct => filing::said_key(letter),
    };
    put_in(ctx, to, letter, welcome, key).await
}

async fn put_in(
    ctx: &Ctx,
    to: Recipient,
    letter: &Letter,
    welcome: Welcome,
    key: Id<filing::Delivery>,
) -> Result<Taken> {
    let letter = letter.clone();
    let by_people = welcome != Welcome::OfProduct;
    let may_refuse = welcome == Welcome::OfPeople;
    let filed = ctx.write(async move |tx| {
        let mailbox = mailbox::of_person(to.person);
        let (academies, mut boxes) =
            tx.together((people::academy_query(&to.academy), mailbox::box_query(&mailbox))).await?;
        tx.enter(Arc::new(academies.into_iter().next().ok_or(Error::NotFound)?.into()));
        // Almost every box is there.
        let found = if let Some(found) = boxes.pop() {
            found
        } else {
            mailbox::ensure(tx, to.person).await?;
            mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?
        };
        if found.erased_at.is_some() || (may_refuse && found.closed_at.is_some()) {
            counters::count(tx, mailbox, What::Refused, 1).await?;
            return Ok(Taken::Closed);
        }
        let place =
            if by_people { sorting::place(tx, mailbox, &found, &letter).await? } else { Place::default() };
        let filing = Filing {
            folder: place.folder.unwrap_or(FolderRole::Inbox.in_box(mailbox)),
            flags: place.flags,
            received_at: tx.now(),
            key: Some(key),
            expires: place.expires,
            within_quota: may_refuse,
        };
        if let Some(filed) = filing::file(tx, mailbox, &letter, &filing).await?
            && by_people
        {
            let junk = place.expires;
            sorting::afterwards(tx, to, &found, &letter, filed.id, place).await?;
            counters::count(tx, mailbox, What::In, 1).await?;
            if junk {
                counters::count(tx, mailbox, What::Junk, 1).await?;
            }
        }
        Ok(Taken::Filed)
    });
    match filed.await {
        Err(Error::Conflict(_)) => {
            let ctx = in_academy(ctx, to.academy).await?;
            counters::count_apart(&ctx, to.person, What::Refused).await;
            Ok(Taken::Full)
        }
        other => other,
    }
}

/// What every job that carries a letter says of it.
#[derive(Deserialize)]
struct Carried {
    digest: String,
}

/// Which of these contents are letters that a job has still to carry.
pub(crate) async fn on_their_way(tx: &mut Tx, some: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut after = Id::<()>::NIL;
    loop {
        let page: Vec<(Id<()>, String)> = tx
            .all(sql!((Id<()>, String): "SELECT id, payload FROM jobs WHERE kind IN LIST($1) AND id > $2 ORDER BY id LIMIT 200 /* tenant: all, by the schedule */",
                list([DELIVER, DELIVER_SLICE, rules::FORWARD]), after))
            .await?;
        let Some((last, _)) = page.last() else { return Ok(found) };
        after = *last;
        for (_, payload) in &page {
            let carried: Carried = jobs::payload(payload)?;
            if some.contains(&carried.digest) {
                found.push(carried.digest);
            }
        }
    }
}

/// The same context in another académie of the deployment.
pub(crate) async fn in_academy(ctx: &Ctx, academy: Id<Academy>) -> Result<Ctx> {
    if ctx.academy.as_ref().is_some_and(|a| a.id == academy) {
        return Ok(ctx.clone());
    }
    let row = people::academy_by_id(&mut ctx.read().await?, academy).await?;
    Ok(ctx.clone().in_academy(Arc::new(row.into())))
}
