//! The folders of both sides made the same: what was made, renamed or taken away on one is so on the other.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Ctx, Error, Id, Result};

use super::{
    base::{self, Known},
    client::{Client, There},
    pass::Failure,
};
use crate::{
    filing,
    folder::{self, Alike, Folder, FolderRole, FolderRow},
    mailbox::Mailbox,
};

/// A folder that both sides have.
#[derive(Clone)]
pub(super) struct Pair {
    pub here: FolderRow,
    pub known: Known,
}

/// Folders that both sides have, and those that are no more here and go there once they are empty.
pub(super) struct Agreement {
    pub pairs: Vec<Pair>,
    pub to_remove: Vec<Known>,
}

/// Messages taken away in one unit.
const SOME: i64 = 200;

pub(super) async fn agree(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
) -> Result<Agreement, Failure> {
    let mut there: BTreeMap<String, There> =
        client.folders().await?.into_iter().map(|folder| (folder.wire.clone(), folder)).collect();
    if !there.values().any(|folder| folder.role == Some(FolderRole::Inbox)) {
        // Nothing is deleted here because a server answers strangely.
        return Err(Failure::strange("it lists no INBOX"));
    }
    from_there(ctx, client, mailbox, &there).await?;
    to_there(ctx, client, mailbox, &mut there).await?;
    let (mut pairs, mut to_remove) = (Vec::new(), Vec::new());
    let (here, known) = both(ctx, mailbox).await?;
    for known in known {
        match here.iter().find(|folder| folder.id == known.folder_id) {
            Some(folder) => pairs.push(Pair { here: folder.clone(), known }),
            None => to_remove.push(known),
        }
    }
    Ok(Agreement { pairs, to_remove })
}

async fn both(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<(Vec<FolderRow>, Vec<Known>)> {
    let mut tx = ctx.read().await?;
    Ok((folder::all(&mut tx, mailbox).await?, base::folders(&mut tx, mailbox).await?))
}

/// Folders renamed, taken away and made there.
async fn from_there(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    there: &BTreeMap<String, There>,
) -> Result<(), Failure> {
    let (_, known) = both(ctx, mailbox).await?;
    let lost = is_lost(client, mailbox, &known).await?;
    let unknown: Vec<&There> = there.values().filter(|t| !known.iter().any(|k| k.wire == t.wire)).collect();
    let mut explained = BTreeSet::new();
    for gone in known.iter().filter(|k| !there.contains_key(&k.wire)) {
        let new = if lost { None } else { renamed_to(client, gone, &unknown, &explained).await? };
        match new {
            Some(new) => {
                explained.insert(new.wire.clone());
                rename_here(ctx, mailbox, gone, new).await?;
            }
            None if lost => {
                let folder = gone.folder_id;
                ctx.write(async move |tx| base::forget_folder(tx, mailbox, folder).await).await?;
            }
            None => remove_here(ctx, mailbox, gone).await?,
        }
    }
    for new in unknown.into_iter().filter(|t| !explained.contains(&t.wire)) {
        make_here(ctx, mailbox, new).await?;
    }
    Ok(())
}

/// Whether the server has lost the box: its INBOX is another. Then nobody took its folders away, and they are given to it
/// again.
async fn is_lost(client: &mut Client, mailbox: Id<Mailbox>, known: &[Known]) -> Result<bool, Failure> {
    let inbox = FolderRole::Inbox.in_box(mailbox);
    match known.iter().find(|known| known.folder_id == inbox && known.uid_validity > 0) {
        Some(known) => Ok(known.is_another(&client.position(&known.wire).await?)),
        None => Ok(false),
    }
}

/// A folder keeps its UIDVALIDITY when it is renamed.
async fn renamed_to<'a>(
    client: &mut Client,
    gone: &Known,
    unknown: &[&'a There],
    explained: &BTreeSet<String>,
) -> Result<Option<&'a There>, Failure> {
    if gone.uid_validity == 0 {
        return Ok(None);
    }
    for new in unknown.iter().filter(|t| !explained.contains(&t.wire)) {
        if client.position(&new.wire).await?.uid_validity == gone.uid_validity {
            return Ok(Some(new));
        }
    }
    Ok(None)
}

async fn rename_here(ctx: &Ctx, mailbox: Id<Mailbox>, known: &Known, new: &There) -> Result<(), Failure> {
    let (id, wire, path) = (known.folder_id, new.wire.clone(), new.path.clone());
    let renaming = ctx.write(async move |tx| {
        let all = folder::all(tx, mailbox).await?;
        let Some(own) = all.iter().find(|f| f.id == id && f.role == FolderRole::Own) else {
            return base::renamed(tx, id, &wire, &path).await;
        };
        // Moved with the folder it lies in, it is called so already.
        if own.name != path {
            folder::rename(tx, mailbox, id, &path, Alike::Other).await?;
        }
        base::renamed(tx, id, &wire, &path).await
    });
    match renaming.await {
        // It cannot be called so here: it keeps its name, and goes on being the same folder.
        Err(Error::Invalid(_)) => {
            let (wire, name) = (new.wire.clone(), known.name.clone());
            Ok(ctx.write(async move |tx| base::renamed(tx, id, &wire, &name).await).await?)
        }
        other => Ok(other?),
    }
}

async fn remove_here(ctx: &Ctx, mailbox: Id<Mailbox>, gone: &Known) -> Result<(), Failure> {
    let id = gone.folder_id;
    let (here, _) = both(ctx, mailbox).await?;
    let own = here.iter().any(|folder| folder.id == id && folder.role == FolderRole::Own);
    if own {
        // Only what was there: what has not been carried there yet makes the folder anew.
        loop {
            let went = ctx
                .write(async move |tx| {
                    let uids = base::known_uids(tx, id).await?;
                    let some: Vec<i64> = uids.into_iter().take(SOME as usize).collect();
                    let messages: Vec<_> =
                        base::with_uids(tx, id, &some).await?.into_iter().map(|m| m.message_id).collect();
                    base::forget(tx, &messages).await?;
                    filing::delete(tx, mailbox, &messages).await?;
                    Ok(messages.len())
                })
                .await?;
            if went == 0 {
                break;
            }
        }
    }
    ctx.write(async move |tx| {
        if own {
            folder::remove_empty(tx, mailbox, id).await?;
        }
        base::forget_folder(tx, mailbox, id).await
    })
    .await?;
    Ok(())
}

async fn make_here(ctx: &Ctx, mailbox: Id<Mailbox>, new: &There) -> Result<(), Failure> {
    let (here, known) = both(ctx, mailbox).await?;
    let is_free = |folder: &&FolderRow| !known.iter().any(|k| k.folder_id == folder.id);
    let standing = new.role.map(|role| role.in_box(mailbox));
    let found = here
        .iter()
        .filter(is_free)
        .find(|folder| standing == Some(folder.id) || standing.is_none() && folder.wire_name() == new.path);
    if let Some(found) = found {
        let (id, wire, name) = (found.id, new.wire.clone(), found.wire_name().to_owned());
        ctx.write(async move |tx| base::pair(tx, mailbox, id, &wire, &name).await).await?;
        return Ok(());
    }
    // A name that is a standard folder's in the reader's language, or that nobody may give here.
    for path in [new.path.clone(), format!("{} (2)", new.path)] {
        let (wire, path) = (new.wire.clone(), path);
        let made = ctx.write(async move |tx| {
            let id = folder::create(tx, mailbox, &path, Alike::Other).await?;
            let name = folder::all(tx, mailbox).await?.into_iter().find(|f| f.id == id).map(|f| f.name);
            base::pair(tx, mailbox, id, &wire, &name.unwrap_or(path)).await
        });
        match made.await {
            Err(Error::Invalid(_)) => {}
            other => return Ok(other?),
        }
    }
    tracing::warn!(folder = new.wire, "a folder of the IMAP store cannot be shown");
    Ok(())
}

/// Folders renamed and made here.
async fn to_there(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    there: &mut BTreeMap<String, There>,
) -> Result<(), Failure> {
    let (mut here, mut known) = both(ctx, mailbox).await?;
    // What others lie in comes first: they move with it.
    here.sort_by_key(|folder| folder.wire_name().len());
    for folder in &here {
        let wire = client.wire(folder.wire_name());
        let Some(at) = known.iter().position(|k| k.folder_id == folder.id) else {
            if !there.contains_key(&wire) {
                client.create(&wire).await?;
            }
            pair(ctx, mailbox, folder.id, &wire, folder.wire_name()).await?;
            continue;
        };
        let Some(old) = known.get(at).cloned() else { continue };
        if folder.role != FolderRole::Own || old.name == folder.name || old.wire == wire {
            continue;
        }
        client.rename(&old.wire, &wire).await?;
        let (below, now_below) = (client.below(&old.wire), client.below(&wire));
        for other in &mut known {
            let moved = match other.wire.strip_prefix(&below) {
                Some(rest) => format!("{now_below}{rest}"),
                None if other.folder_id == folder.id => wire.clone(),
                None => continue,
            };
            other.wire.clone_from(&moved);
            let (id, name) = (other.folder_id, other.name.clone());
            let name = if id == folder.id { folder.name.clone() } else { name };
            ctx.write(async move |tx| base::renamed(tx, id, &moved, &name).await).await?;
        }
    }
    Ok(())
}

async fn pair(ctx: &Ctx, mailbox: Id<Mailbox>, folder: Id<Folder>, wire: &str, name: &str) -> Result<()> {
    let (wire, name) = (wire.to_owned(), name.to_owned());
    ctx.write(async move |tx| base::pair(tx, mailbox, folder, &wire, &name).await).await
}

/// Takes the folders away there that are no more here. One in which something lies that we do not know comes back instead.
pub(super) async fn remove_there(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    to_remove: Vec<Known>,
) -> Result<(), Failure> {
    // Those that lie in others first.
    let mut to_remove = to_remove;
    to_remove.sort_by_key(|known| std::cmp::Reverse(known.wire.len()));
    for known in to_remove {
        if client.position(&known.wire).await?.messages == 0 {
            client.remove(&known.wire).await?;
        }
        ctx.write(async move |tx| base::forget_folder(tx, mailbox, known.folder_id).await).await?;
    }
    Ok(())
}
