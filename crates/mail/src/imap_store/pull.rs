//! What changed there comes here: marks, new messages, messages moved and gone.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use bytes::Bytes;
use futures::StreamExt;
use kernel::{Ctx, Error, Id, Result, Time, Tx};

use super::{
    base::{self, Agreed},
    client::{Client, Described, Position},
    folders::Pair,
    pass::Failure,
    wire::{LARGEST, Trouble},
};
use crate::{
    filing::{self, Filing, Flags, Keywords, Marking, Marks, Message},
    folder::{Folder, FolderRow},
    letter::Letter,
    mailbox::Mailbox,
};

/// Messages marked, or taken away, in one unit.
const SOME: usize = 200;
/// Messages fetched by one question and filed in one unit, and bytes of them; a message of more goes alone.
const TOGETHER: usize = 64;
const BYTES_TOGETHER: i64 = 4 << 20;
/// Contents written to disk at once.
const KEPT_AT_ONCE: usize = 8;
/// Past so many in a folder it is the server, and not the message.
const MOST_MISSED: usize = 100;

/// A folder in which something is to be looked at.
struct Changed {
    pair: Pair,
    position: Position,
    arrived: Vec<Described>,
}

/// Messages that have left their folder there, by their content: some of them have only moved.
type Left = HashMap<String, Vec<Agreed>>;

/// A message that could not be taken in: it is tried again at each look, and holds up nothing else.
struct Missed {
    uid: i64,
    size: i64,
    why: String,
}

impl Missed {
    fn of(message: &Described, why: impl ToString) -> Missed {
        Missed { uid: message.uid, size: message.size, why: why.to_string() }
    }

    /// The fault is not the message's when something that we need is away.
    fn unless_away(message: &Described, error: Error) -> Result<Missed> {
        match error {
            Error::Unavailable(_) => Err(error),
            error => Ok(Missed::of(message, error)),
        }
    }
}

/// Answers what could not be taken in, in words for the operator.
pub(super) async fn pull(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    pairs: &[Pair],
) -> Result<Option<String>, Failure> {
    let mut left = Left::new();
    let mut all = Vec::new();
    for pair in pairs {
        if let Some(changed) = look(ctx, client, mailbox, pair, &mut left).await? {
            all.push(changed);
        }
    }
    let (mut told, mut doubtful) = (None, HashSet::new());
    for changed in &mut all {
        for missed in arrivals(ctx, client, mailbox, changed, &mut left).await? {
            // It is new to the next look as well.
            changed.position.next_uid = changed.position.next_uid.min(missed.uid);
            doubtful.insert(missed.size);
            told = Some(format!("message {} of {}: {}", missed.uid, changed.pair.known.wire, missed.why));
        }
    }
    let gone: Vec<Id<Message>> = left.into_values().flatten().map(|agreed| agreed.message_id).collect();
    for some in gone.chunks(SOME) {
        let (mut some, doubtful) = (some.to_vec(), doubtful.clone());
        ctx.write(async move |tx| {
            if !doubtful.is_empty() {
                // It may only have moved, and be what was missed where it lies now.
                let rows = filing::by_ids(tx, mailbox, &some).await?;
                some.retain(|id| !rows.iter().any(|row| row.id == *id && doubtful.contains(&row.size)));
            }
            base::forget(tx, &some).await?;
            filing::delete(tx, mailbox, &some).await
        })
        .await?;
    }
    for Changed { pair, position, .. } in all {
        ctx.write(async move |tx| base::reached(tx, pair.here.id, &position).await).await?;
    }
    Ok(told)
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
/// Each group is fetched while the one before it is filed. What cannot be taken in is left for another time, and told.
async fn arrivals(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    changed: &Changed,
    left: &mut Left,
) -> Result<Vec<Missed>, Failure> {
    let mut missed = Vec::new();
    let mut come = Vec::new();
    let mut groups = groups(&changed.arrived).into_iter();
    loop {
        let group = groups.next();
        let wire = &changed.pair.known.wire;
        let fetching = async {
            match &group {
                Some(group) => fetch(client, wire, group).await,
                None => Ok(Fetched::default()),
            }
        };
        let filing = file_group(ctx, mailbox, &changed.pair.here, come, left);
        let (fetched, unfiled) = tokio::join!(fetching, filing);
        missed.extend(unfiled?);
        let fetched = fetched?;
        missed.extend(fetched.missed);
        come = fetched.come;
        if missed.len() > MOST_MISSED {
            return Err(Failure::strange("it does not give the messages that it names"));
        }
        if group.is_none() {
            return Ok(missed);
        }
    }
}

/// Messages that are fetched and filed together, the newest first.
fn groups(arrived: &[Described]) -> Vec<Vec<Described>> {
    let (mut groups, mut group, mut bytes) = (Vec::new(), Vec::new(), 0);
    for message in arrived.iter().rev() {
        if !group.is_empty() && (group.len() == TOGETHER || bytes + message.size > BYTES_TOGETHER) {
            groups.push(std::mem::take(&mut group));
            bytes = 0;
        }
        bytes += message.size;
        group.push(message.clone());
    }
    groups.push(group);
    groups.retain(|group| !group.is_empty());
    groups
}

#[derive(Default)]
struct Fetched {
    come: Vec<(Described, Bytes)>,
    missed: Vec<Missed>,
}

/// The bytes of a group. Where the server refuses them, or breaks off over one of them, each is asked for alone.
async fn fetch(client: &mut Client, wire: &str, group: &[Described]) -> Result<Fetched, Failure> {
    let mut fetched = Fetched::default();
    let (large, group): (Vec<_>, Vec<_>) = group.iter().cloned().partition(|message| message.size > LARGEST);
    fetched.missed.extend(large.iter().map(|message| Missed::of(message, "it is too large")));
    if ask(client, wire, &group, &mut fetched.come).await?.is_some() {
        let come: HashSet<i64> = fetched.come.iter().map(|(message, _)| message.uid).collect();
        for message in group.iter().filter(|message| !come.contains(&message.uid)) {
            let alone = std::slice::from_ref(message);
            let trouble = ask(client, wire, alone, &mut fetched.come).await?;
            fetched.missed.extend(trouble.map(|trouble| Missed::of(message, trouble)));
        }
    }
    Ok(fetched)
}

/// Asks for the bytes of messages; what came, and what went wrong. Those that have gone meanwhile do not come.
async fn ask(
    client: &mut Client,
    wire: &str,
    messages: &[Described],
    come: &mut Vec<(Described, Bytes)>,
) -> Result<Option<Trouble>, Failure> {
    let uids: Vec<i64> = messages.iter().map(|message| message.uid).collect();
    let mut found = Vec::new();
    client.select(wire).await?;
    let end = client.contents(&uids, &mut found).await;
    let mut found: HashMap<i64, Bytes> = found.into_iter().collect();
    come.extend(messages.iter().filter_map(|m| Some((m.clone(), found.remove(&m.uid)?))));
    if let Err(Trouble::Lost(_)) = end {
        client.open_again().await?;
    }
    Ok(end.err())
}

/// A message that came there, ready to be filed.
struct Arrival {
    described: Described,
    letter: Letter,
    /// It has only moved there: what it was here.
    moved: Option<Agreed>,
}

/// Files a group in one unit, or, when something in it cannot be filed, each message in one of its own.
async fn file_group(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folder: &FolderRow,
    come: Vec<(Described, Bytes)>,
    left: &mut Left,
) -> Result<Vec<Missed>, Failure> {
    let kept: Vec<(Described, Result<Letter>)> = futures::stream::iter(come)
        .map(|(described, raw)| async move { (described, Letter::keep(ctx, raw).await) })
        .buffered(KEPT_AT_ONCE)
        .collect()
        .await;
    let (mut arrivals, mut missed) = (Vec::new(), Vec::new());
    for (described, letter) in kept {
        match letter {
            Ok(letter) => {
                let moved = left.get_mut(&letter.digest).and_then(Vec::pop);
                arrivals.push(Arc::new(Arrival { described, letter, moved }));
            }
            Err(error) => missed.push(Missed::unless_away(&described, error)?),
        }
    }
    if let Err(error) = file_together(ctx, mailbox, folder, arrivals.clone()).await {
        if let Error::Unavailable(_) = error {
            return Err(error.into());
        }
        for arrival in arrivals {
            if let Err(error) = file_together(ctx, mailbox, folder, vec![arrival.clone()]).await {
                missed.push(Missed::unless_away(&arrival.described, error)?);
            }
        }
    }
    Ok(missed)
}

async fn file_together(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    folder: &FolderRow,
    arrivals: Vec<Arc<Arrival>>,
) -> Result<()> {
    if arrivals.is_empty() {
        return Ok(());
    }
    let folder = folder.clone();
    ctx.write(async move |tx| {
        let contents: Vec<String> = arrivals.iter().map(|arrival| arrival.letter.digest.clone()).collect();
        let mut alike: HashMap<String, Vec<Id<Message>>> = HashMap::new();
        for (content, message) in base::alike(tx, folder.id, &contents).await? {
            alike.entry(content).or_default().push(message);
        }
        for arrival in arrivals {
            take_in(tx, mailbox, &folder, &arrival, &mut alike).await?;
        }
        Ok(())
    })
    .await
}

async fn take_in(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    folder: &FolderRow,
    arrival: &Arrival,
    alike: &mut HashMap<String, Vec<Id<Message>>>,
) -> Result<()> {
    let Arrival { described, letter, moved } = arrival;
    let message = if let Some(moved) = moved {
        // Moved there; when it is no more here, it goes there as well, from its new place.
        filing::renumber(tx, mailbox, &[moved.message_id], folder).await?;
        moved.message_id
    } else if let Some(alike) = alike.get_mut(&letter.digest).and_then(Vec::pop) {
        // Carried there from here, and its number never heard.
        alike
    } else {
        file(tx, mailbox, folder, described, letter).await?
    };
    // An old message was fetched to be read into the mirror, not because somebody asks for it.
    let used_at = described.received_at.map_or_else(|| tx.now(), |at| at.clamp(Time(1), tx.now()));
    let place = (folder.id, described.uid);
    base::agree(tx, mailbox, message, place, &letter.digest, &described.marks, used_at).await
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
