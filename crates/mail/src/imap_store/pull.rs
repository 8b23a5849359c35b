//! What changed there comes here: marks, new messages, messages moved and gone.

use std::collections::{HashMap, HashSet};

use kernel::{Ctx, Error, Id, Result, Time, Tx};

use super::{
    base::{self, Agreed},
    client::{Client, Described, Position},
    folders::Pair,
    pass::Failure,
};
use crate::{
    filing::{self, Filing, Flags, Keywords, Marking, Marks, Message},
    folder::{Folder, FolderRow},
    letter::Letter,
    mailbox::Mailbox,
};

/// Messages marked, or taken away, in one unit.
const SOME: usize = 200;

/// A folder in which something is to be looked at.
struct Changed {
    pair: Pair,
    position: Position,
    arrived: Vec<Described>,
}

/// Messages that have left their folder there, by their content: some of them have only moved.
type Left = HashMap<String, Vec<Agreed>>;

pub(super) async fn pull(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    pairs: &[Pair],
) -> Result<(), Failure> {
    let mut left = Left::new();
    let mut all = Vec::new();
    for pair in pairs {
        if let Some(changed) = look(ctx, client, mailbox, pair, &mut left).await? {
            all.push(changed);
        }
    }
    for changed in &all {
        arrivals(ctx, client, mailbox, changed, &mut left).await?;
    }
    let gone: Vec<Id<Message>> = left.into_values().flatten().map(|agreed| agreed.message_id).collect();
    for some in gone.chunks(SOME) {
        let some = some.to_vec();
        ctx.write(async move |tx| {
            base::forget(tx, &some).await?;
            filing::delete(tx, mailbox, &some).await
        })
        .await?;
    }
    for Changed { pair, position, .. } in all {
        ctx.write(async move |tx| base::reached(tx, pair.here.id, &position).await).await?;
    }
    Ok(())
}

/// Marks that changed in a folder, and what came to it or left it; `None` when it is as it was.
async fn look(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    pair: &Pair,
    left: &mut Left,
) -> Result<Option<Changed>, Failure> {
    let folder = pair.here.id;
    let position = client.position(&pair.known.wire).await?;
    let mut known = pair.known.clone();
    if known.is_another(&position) {
        // Its numbers mean others now: what is alike is found again by its content.
        ctx.write(async move |tx| base::forget_messages_of(tx, mailbox, folder).await).await?;
        (known.next_uid, known.mod_seq) = (1, 0);
    }
    let count = base::count(&mut ctx.read().await?, folder).await?;
    let same = (known.next_uid, known.mod_seq) == (position.next_uid, position.mod_seq);
    if same && count == position.messages {
        return Ok(None);
    }
    client.select(&known.wire).await?;
    if known.mod_seq > 0 && position.mod_seq > known.mod_seq {
        let changed = client.changed_since(known.mod_seq).await?;
        for some in changed.chunks(SOME) {
            marks(ctx, mailbox, folder, some).await?;
        }
    }
    let mut arrived = client.from(known.next_uid).await?;
    let known_already: HashSet<i64> = {
        let uids: Vec<i64> = arrived.iter().map(|a| a.uid).collect();
        let mut tx = ctx.read().await?;
        let mut found = HashSet::new();
        for some in uids.chunks(SOME) {
            found.extend(base::with_uids(&mut tx, folder, some).await?.into_iter().map(|a| a.uid));
        }
        found
    };
    arrived.retain(|message| !known_already.contains(&message.uid));
    if count + arrived.len() as i64 != position.messages {
        let there: HashSet<i64> = client.uids().await?.into_iter().collect();
        let mut tx = ctx.read().await?;
        let known = base::known_uids(&mut tx, folder).await?;
        let gone: Vec<i64> = known.into_iter().filter(|uid| !there.contains(uid)).collect();
        for some in gone.chunks(SOME) {
            for agreed in base::with_uids(&mut tx, folder, some).await? {
                left.entry(agreed.content.clone()).or_default().push(agreed);
            }
        }
    }
    Ok(Some(Changed { pair: pair.clone(), position, arrived }))
}

/// Marks that were put or taken there; what was done here meanwhile stays, and is carried there afterwards.
async fn marks(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folder: Id<Folder>,
    changed: &[Described],
) -> Result<(), Failure> {
    let changed = changed.to_vec();
    ctx.write(async move |tx| {
        let (at, uids): (Time, Vec<i64>) = (tx.now(), changed.iter().map(|c| c.uid).collect());
        for agreed in base::with_uids(tx, folder, &uids).await? {
            let Some(now) = changed.iter().find(|c| c.uid == agreed.uid) else { continue };
            let before = agreed.marks();
            if now.marks == before {
                continue;
            }
            put(tx, mailbox, agreed.message_id, Marking::Add, &now.marks.without(&before)).await?;
            put(tx, mailbox, agreed.message_id, Marking::Remove, &before.without(&now.marks)).await?;
            let place = (folder, agreed.uid);
            base::agree(tx, mailbox, agreed.message_id, place, &agreed.content, &now.marks, at).await?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}

async fn put(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    message: Id<Message>,
    how: Marking,
    marks: &Marks,
) -> Result<()> {
    if marks.are_none() {
        return Ok(());
    }
    match filing::mark(tx, mailbox, &[message], how, marks, None).await {
        // More keywords than fit here: the flags alone.
        Err(Error::Conflict(_)) => {
            let marks = Marks { keywords: Keywords::default(), ..marks.clone() };
            filing::mark(tx, mailbox, &[message], how, &marks, None).await.map(drop)
        }
        other => other.map(drop),
    }
}

/// What came to a folder, the newest first: in a box that is read for the first time, that is what its owner looks for.
async fn arrivals(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    changed: &Changed,
    left: &mut Left,
) -> Result<(), Failure> {
    if changed.arrived.is_empty() {
        return Ok(());
    }
    client.select(&changed.pair.known.wire).await?;
    for arrived in changed.arrived.iter().rev() {
        // Gone between two questions.
        let Some(raw) = client.content(arrived.uid).await? else { continue };
        let letter = Letter::keep(ctx, raw).await?;
        let moved = left.get_mut(&letter.digest).and_then(Vec::pop);
        arrival(ctx, mailbox, &changed.pair.here, arrived, letter, moved).await?;
    }
    Ok(())
}

async fn arrival(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folder: &FolderRow,
    arrived: &Described,
    letter: Letter,
    moved: Option<Agreed>,
) -> Result<(), Failure> {
    let (folder, arrived) = (folder.clone(), arrived.clone());
    ctx.write(async move |tx| {
        let place = (folder.id, arrived.uid);
        let message = if let Some(moved) = moved {
            // Moved there; when it is no more here, it goes there as well, from its new place.
            filing::renumber(tx, mailbox, &[moved.message_id], &folder).await?;
            moved.message_id
        } else if let Some(alike) = base::alike(tx, folder.id, &letter.digest).await? {
            // Carried there from here, and its number never heard.
            alike
        } else {
            file(tx, mailbox, &folder, &arrived, &letter).await?
        };
        // An old message was fetched to be read into the mirror, not because somebody asks for it.
        let used_at = arrived.received_at.map_or_else(|| tx.now(), |at| at.clamp(Time(1), tx.now()));
        base::agree(tx, mailbox, message, place, &letter.digest, &arrived.marks, used_at).await
    })
    .await?;
    Ok(())
}

async fn file(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: &FolderRow,
    arrived: &Described,
    letter: &Letter,
) -> Result<Id<Message>> {
    let marks = &arrived.marks;
    let filing = Filing {
        folder: folder.id,
        flags: Flags {
            seen: marks.seen,
            flagged: marks.flagged,
            answered: marks.answered,
            forwarded: marks.forwarded,
        },
        received_at: arrived.received_at.unwrap_or_else(|| tx.now()),
        key: None,
        expires: folder.role.expires(),
        within_quota: false,
    };
    let filed = filing::file(tx, mailbox, letter, &filing).await?;
    let filed = filed.ok_or_else(|| Error::internal("filed without a key, it was there already"))?;
    let rest = Marks {
        deleted: marks.deleted,
        draft: marks.draft,
        keywords: marks.keywords.clone(),
        ..Marks::default()
    };
    put(tx, mailbox, filed.id, Marking::Add, &rest).await?;
    Ok(filed.id)
}
