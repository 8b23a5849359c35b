//! Which conversation a message joins. The store knows each message identifier a box has met and its conversation;
//! the decision itself is `message::thread`'s.

use kernel::{Id, Result, Tx, people::Academy};

use super::{
    Thread, lines,
    store::{self, Linked},
};
use crate::{
    letter::Letter,
    mailbox::Mailbox,
    message::{
        address::{normalise, parse_list},
        thread::{Candidate, Decision, Links, decide},
    },
    recipients,
};

/// Messages on the same subject that are looked at when a message refers to none.
const SUBJECTS: i64 = 10;

/// `keys`: the identifiers it bears and refers to, in their order; `known`: what the box knows of them.
pub(super) async fn thread_of(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    letter: &Letter,
    keys: &[Id<Thread>],
    known: &[Linked],
) -> Result<Id<Thread>> {
    let (candidates, me) = candidates(tx, mailbox, &letter.links, keys, known).await?;
    match decide(&letter.links, &candidates, &me) {
        Decision::New => Ok(tx.new_id()),
        Decision::Join(thread) => Ok(thread),
        Decision::Merge { into, from } => {
            let folders = store::merge(tx, mailbox, into, &from).await?;
            let touched = folders
                .into_iter()
                .flat_map(|folder| from.iter().chain([&into]).map(move |thread| (folder, *thread)))
                .collect();
            lines::refresh(tx, touched).await?;
            Ok(into)
        }
    }
}

async fn candidates(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    links: &Links,
    keys: &[Id<Thread>],
    known: &[Linked],
) -> Result<(Vec<Candidate<Id<Thread>>>, Vec<String>)> {
    if !known.is_empty() {
        let of = |link: Id<Thread>| {
            let mut named = keys.iter().zip(links.identifiers());
            named.find(|(key, _)| **key == link).map(|(_, id)| id.to_owned())
        };
        let candidates = known.iter().map(|row| Candidate {
            thread: row.thread_id,
            links: Links { message_id: of(row.link), ..Links::default() },
        });
        return Ok((candidates.collect(), Vec::new()));
    }
    let Some(subject) = links.helpful_subject() else { return Ok((Vec::new(), Vec::new())) };
    let me = recipients::addresses_of(tx, mailbox.cast()).await?;
    let same = store::same_subject(tx, mailbox, subject, SUBJECTS).await?;
    let candidates = same.into_iter().map(|row| Candidate {
        thread: row.thread_id,
        links: Links {
            subject_key: subject.to_owned(),
            correspondents: correspondents(&row.sender, &row.recipients),
            sent_at: Some(row.received_at),
            ..Links::default()
        },
    });
    Ok((candidates.collect(), me))
}

fn correspondents(sender: &str, recipients: &str) -> Vec<String> {
    let lists = [parse_list(sender), parse_list(recipients)];
    let mut all: Vec<String> =
        lists.iter().flat_map(|list| &list.addresses).map(|a| normalise(&a.email)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Remembers the identifiers a message bears and refers to, so that what comes late finds its conversation.
pub(super) async fn link(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    academy: Id<Academy>,
    thread: Id<Thread>,
    keys: &[Id<Thread>],
    known: &[Linked],
) -> Result<()> {
    // Of a long chain most are known already.
    let new = keys.iter().filter(|key| !known.iter().any(|row| row.link == **key));
    for key in new.copied() {
        store::add_link(tx, mailbox, academy, key, thread).await?;
    }
    Ok(())
}

pub(super) async fn forget_empty(tx: &mut Tx, mailbox: Id<Mailbox>, threads: &[Id<Thread>]) -> Result<()> {
    if threads.is_empty() { Ok(()) } else { store::forget_links(tx, mailbox, threads).await }
}
