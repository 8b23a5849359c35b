//! Copies of messages in other folders of the same box: rows of their own over the same file. The words a search finds
//! them by are read from that file again, by a job; so are those of what is joined to any message that comes.

use kernel::{
    Ctx, Error, Id, Result, Tx,
    files::look,
    jobs::{self, JobKind},
    search::{Doc, words_of},
};

use super::{Message, Renumbered, SEARCH, lines, store};
use crate::{
    administration::{quota, terms},
    attachments,
    folder::{self, Change, FolderRow},
    letter::{self, Letter},
    mailbox::{self, Mailbox},
    members::unread,
};

/// Puts copies in a folder of the box, in the order of their numbers. Past the quota none is made (`Error::Conflict`).
pub async fn copy_to(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    folder: &FolderRow,
) -> Result<Vec<Renumbered>> {
    mailbox::hold(tx, mailbox).await?;
    let originals = store::placed(tx, mailbox, ids).await?;
    if originals.is_empty() {
        return Ok(Vec::new());
    }
    let bytes = originals.iter().map(|o| o.size).sum();
    let stamp = mailbox::stamp(tx, mailbox, originals.len() as i64, bytes).await?;
    if stamp.used_bytes > stamp.quota_bytes {
        return Err(Error::Conflict("quota".into()));
    }
    quota::watch(tx, mailbox, &stamp, stamp.used_bytes).await?;
    let expires_at = terms::expiry(tx, mailbox, folder.role).await?;
    let mut numbers = Vec::new();
    let mut copies: Vec<Id<Message>> = Vec::new();
    let mut touched = Vec::new();
    for (index, original) in originals.iter().enumerate() {
        let (id, uid): (Id<Message>, i64) = (tx.new_id(), stamp.uid + index as i64);
        store::copy(tx, original.id, id, folder.id, uid, stamp.state, expires_at).await?;
        let change = Change { total: 1, unread: i64::from(!original.seen), state: stamp.state, uid };
        folder::change(tx, folder.id, change).await?;
        if stamp.members > 0 {
            unread::copied(tx, original.id, id, folder.id).await?;
        }
        touched.push((folder.id, original.thread_id));
        numbers.push(Renumbered { from: original.uid, to: uid });
        copies.push(id);
    }
    lines::refresh(tx, touched).await?;
    for some in copies.chunks(ROUND) {
        tx.enqueue(READ.name, &(mailbox, some)).await?;
    }
    Ok(numbers)
}

/// Messages that one job reads.
const ROUND: usize = 50;

/// Puts messages in the index of words; those that have gone meanwhile are passed over.
pub(crate) const READ: JobKind = JobKind {
    name: "mail read",
    run: |ctx, payload| {
        Box::pin(async move {
            let (mailbox, ids): (Id<Mailbox>, Vec<Id<Message>>) = jobs::payload(&payload)?;
            read(ctx, mailbox, ids).await
        })
    },
};

async fn read(ctx: Ctx, mailbox: Id<Mailbox>, ids: Vec<Id<Message>>) -> Result<()> {
    let rows = store::by_ids(&mut ctx.read().await?, mailbox, &ids).await?;
    for row in rows {
        let (email, raw) = letter::email(&ctx.services().files, &row.digest).await?;
        let letter = Letter::read(&email, &row.digest, row.size);
        let joined = attachments::words(&ctx, &email, &raw).await?;
        let mut words = look(joined.into(), |joined| words_of(&[&String::from_utf8_lossy(joined)])).await?;
        words.extend(letter.words.iter().cloned());
        words.sort_unstable();
        words.dedup();
        ctx.write(async move |tx| {
            if store::by_ids(tx, mailbox, &[row.id]).await?.is_empty() {
                return Ok(());
            }
            tx.index(Doc {
                kind: SEARCH,
                object: *row.id.bytes(),
                scope: *mailbox.bytes(),
                at: row.received_at,
                words: &words,
            })
            .await
        })
        .await?;
    }
    Ok(())
}
