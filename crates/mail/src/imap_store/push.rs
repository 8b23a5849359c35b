//! What changed here is carried there: messages filed, moved, marked and taken away.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use kernel::{Ctx, Error, Id, Result, files::look};

use super::{
    base::{self, Agreed},
    client::Client,
    contents,
    folders::Pair,
    pass::Failure,
    wire::Trouble,
};
use crate::{
    filing::{MarkedRow, Marks, Message},
    folder::Folder,
    mailbox::Mailbox,
};

/// Messages looked at together.
const SOME: usize = 200;

/// Where the messages of a box lie there.
struct Wires<'a> {
    pairs: &'a [Pair],
    /// Folders that are no more here.
    gone: &'a [base::Known],
}

impl Wires<'_> {
    /// Of a folder that both sides have.
    fn of(&self, folder: Id<Folder>) -> Option<&str> {
        self.pairs.iter().find(|pair| pair.here.id == folder).map(|pair| pair.known.wire.as_str())
    }

    /// Of one that messages are taken out of: it may be no more here.
    fn left(&self, folder: Id<Folder>) -> Option<&str> {
        let gone = || self.gone.iter().find(|known| known.folder_id == folder);
        self.of(folder).or_else(|| gone().map(|known| known.wire.as_str()))
    }
}

/// Carries what changed after `state`. `gone` are folders that are no more here, whose messages may still lie there.
pub(super) async fn push(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    pairs: &[Pair],
    gone: &[base::Known],
    state: i64,
) -> Result<(), Failure> {
    let wires = Wires { pairs, gone };
    for pair in pairs {
        let mut after = 0;
        loop {
            let changed =
                base::changed_here(&mut ctx.read().await?, pair.here.id, state, after, SOME as i64).await?;
            let Some(last) = changed.last() else { break };
            after = last.uid;
            carry(ctx, client, mailbox, &wires, changed).await?;
        }
    }
    take_away(ctx, client, mailbox, &wires).await
}

async fn carry(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    wires: &Wires<'_>,
    changed: Vec<MarkedRow>,
) -> Result<(), Failure> {
    let ids: Vec<Id<Message>> = changed.iter().map(|c| c.id).collect();
    let known: BTreeMap<Id<Message>, Agreed> = base::of_messages(&mut ctx.read().await?, &ids)
        .await?
        .into_iter()
        .map(|agreed| (agreed.message_id, agreed))
        .collect();
    // From folder to folder, and what is to be marked alike.
    let mut moves: BTreeMap<(Id<Folder>, Id<Folder>), Vec<&Agreed>> = BTreeMap::new();
    for message in &changed {
        match known.get(&message.id) {
            None => put(ctx, client, mailbox, wires, message).await?,
            Some(agreed) if agreed.folder_id != message.folder_id => {
                moves.entry((agreed.folder_id, message.folder_id)).or_default().push(agreed);
            }
            Some(_) => {}
        }
    }
    for ((from, to), messages) in moves {
        let (Some(from), Some(wire)) = (wires.left(from), wires.of(to)) else { continue };
        client.select(from).await?;
        let uids: Vec<i64> = messages.iter().map(|agreed| agreed.uid).collect();
        let moved: BTreeMap<i64, i64> = client.shift(&uids, wire).await?.into_iter().collect();
        let moved: Vec<(Agreed, i64)> = messages
            .into_iter()
            .filter_map(|agreed| Some((agreed.clone(), *moved.get(&agreed.uid)?)))
            .collect();
        ctx.write(async move |tx| {
            let now = tx.now();
            for (agreed, uid) in &moved {
                let marks = agreed.marks();
                base::agree(tx, mailbox, agreed.message_id, (to, *uid), &agreed.content, &marks, now).await?;
            }
            Ok(())
        })
        .await?;
    }
    marks(ctx, client, mailbox, wires, &ids, &changed).await
}

/// A message that is not there yet.
async fn put(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    wires: &Wires<'_>,
    message: &MarkedRow,
) -> Result<(), Failure> {
    let Some(wire) = wires.of(message.folder_id) else { return Ok(()) };
    let raw = match ctx.services().files.bytes(&message.digest).await {
        Ok(raw) => raw,
        Err(Error::NotFound) => {
            tracing::error!(digest = message.digest, "a message has lost its content");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let marks = message.marks();
    // Ends of lines are CR LF there, whatever they were, and there is no NUL.
    let mut content = message.digest.clone();
    let mut sent = raw.clone();
    if !look(raw.clone(), |raw| travels_as_it_is(raw)).await? {
        // What lies there is what lies here, so that it is known again by its content.
        let files = &ctx.services().files;
        sent = files.write(move |spool| as_it_travels(&raw, spool)).await?.1;
        content = files.keep_bytes(sent.clone()).await?.digest;
        let (id, content) = (message.id, content.clone());
        ctx.write(async move |tx| base::reword(tx, id, &content).await).await?;
    }
    let uid = client.append(wire, &marks, message.received_at, &sent).await?;
    let uid = uid.ok_or_else(|| Trouble::lost("it did not say which number a message was given"))?;
    let (id, folder, now) = (message.id, message.folder_id, ctx.now());
    ctx.write(async move |tx| base::agree(tx, mailbox, id, (folder, uid), &content, &marks, now).await)
        .await?;
    Ok(())
}

fn travels_as_it_is(raw: &[u8]) -> bool {
    let mut last = 0;
    let sound = raw.iter().all(|&byte| {
        let fits = byte != 0 && (byte == b'\n') == (last == b'\r');
        last = byte;
        fits
    });
    sound && last != b'\r'
}

fn as_it_travels(raw: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        let (line, end) = rest.split_at(at);
        out.write_all(line)?;
        out.write_all(if end.starts_with(b"\0") { b" " } else { b"\r\n" })?;
        rest = end.strip_prefix(b"\r\n").or(end.get(1..)).unwrap_or_default();
    }
    out.write_all(rest)
}

/// What is marked in one command: a folder, whether marks are put there, and which.
type Alike = (Id<Folder>, bool, String);

/// Marks that were put or taken here.
async fn marks(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    wires: &Wires<'_>,
    ids: &[Id<Message>],
    changed: &[MarkedRow],
) -> Result<(), Failure> {
    let known = base::of_messages(&mut ctx.read().await?, ids).await?;
    let mut alike: BTreeMap<Alike, (Marks, Vec<i64>)> = BTreeMap::new();
    let mut agreed = Vec::new();
    for one in known {
        let Some(message) = changed.iter().find(|c| c.id == one.message_id) else { continue };
        let (before, now) = (one.marks(), message.marks());
        for (add, marks) in [(true, now.without(&before)), (false, before.without(&now))] {
            if !marks.are_none() {
                let key = (one.folder_id, add, crate::imap::reply::flags(&marks));
                alike.entry(key).or_insert_with(|| (marks, Vec::new())).1.push(one.uid);
            }
        }
        if before != now {
            agreed.push((one, now));
        }
    }
    for ((folder, add, _), (marks, uids)) in alike {
        let Some(wire) = wires.of(folder) else { continue };
        client.select(wire).await?;
        client.mark(&uids, add, &marks).await?;
    }
    if !agreed.is_empty() {
        ctx.write(async move |tx| {
            let now = tx.now();
            for (one, marks) in &agreed {
                let place = (one.folder_id, one.uid);
                base::agree(tx, mailbox, one.message_id, place, &one.content, marks, now).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Messages that are no more here.
async fn take_away(
    ctx: &Ctx,
    client: &mut Client,
    mailbox: Id<Mailbox>,
    wires: &Wires<'_>,
) -> Result<(), Failure> {
    loop {
        let some = base::orphans(&mut ctx.read().await?, mailbox, SOME as i64).await?;
        if some.is_empty() {
            return Ok(());
        }
        let mut folders: BTreeMap<Id<Folder>, Vec<(i64, &str)>> = BTreeMap::new();
        for orphan in &some {
            folders.entry(orphan.folder_id).or_default().push((orphan.uid, &orphan.content));
        }
        for (folder, leaving) in folders {
            let Some(wire) = wires.left(folder) else { continue };
            client.select(wire).await?;
            contents::save(ctx, client, &leaving).await?;
            let uids: Vec<i64> = leaving.iter().map(|(uid, _)| *uid).collect();
            client.expunge(&uids).await?;
        }
        let ids: Vec<Id<Message>> = some.iter().map(|orphan| orphan.message_id).collect();
        ctx.write(async move |tx| base::forget(tx, &ids).await).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_the_protocol_says() {
        let travels = |raw: &[u8]| {
            let mut out = Vec::new();
            as_it_travels(raw, &mut out).unwrap();
            assert_eq!(out == raw, travels_as_it_is(raw));
            String::from_utf8(out).unwrap()
        };
        assert_eq!(travels(b"a\r\nb\r\n"), "a\r\nb\r\n");
        assert_eq!(travels(b"a\nb\rc\r\n\0d\r"), "a\r\nb\r\nc\r\n d\r\n");
        assert_eq!(travels(b""), "");
    }
}
