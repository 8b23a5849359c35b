//! A folder as one session has it open: which message stands at which place. What others change is told when the protocol
//! allows it, so that both sides always mean the same message by the same place.

use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use kernel::{Ctx, Id, Result};

use super::{reach::Reach, reply, store};
use crate::{
    filing::{self, MarkedRow},
    folder::Folder,
};

#[derive(Debug)]
pub(super) struct View {
    pub reach: Reach,
    pub folder: Id<Folder>,
    /// Opened to look at, and for nothing else.
    pub read_only: bool,
    /// The message at each place, ascending.
    uids: Vec<u32>,
    /// Up to here changes have been told.
    pub state: i64,
}

impl View {
    /// Opens a folder; the state is that from before its numbers were read, so that nothing is missed.
    pub async fn open(
        ctx: &Ctx,
        reach: Reach,
        folder: Id<Folder>,
        read_only: bool,
    ) -> Result<(View, store::FolderState)> {
        let mut tx = ctx.read().await?;
        let state = tx.one(store::state_query(&folder)).await?;
        let uids = store::uids(&mut tx, folder).await?;
        let uids = uids.into_iter().map(narrow).collect();
        let view = View { reach, folder, read_only, uids, state: state.state };
        Ok((view, state))
    }

    /// Whether anything but what its reader has read can be changed.
    pub fn may_write(&self) -> bool {
        !self.read_only && self.reach.may_write
    }

    pub fn len(&self) -> usize {
        self.uids.len()
    }

    /// The place of a message, from 1.
    pub fn place(&self, uid: u32) -> Option<usize> {
        self.uids.binary_search(&uid).ok().map(|at| at + 1)
    }

    /// Whether a client's numbers name this message.
    pub fn is_named(&self, set: &SequenceSet, by_uid: bool, uid: u32) -> bool {
        let last = if by_uid { self.uids.last().copied().unwrap_or(0) } else { self.uids.len() as u32 };
        let number = |n: SeqOrUid| match n {
            SeqOrUid::Value(n) => n.get(),
            SeqOrUid::Asterisk => last,
        };
        let Some(own) = (if by_uid { Some(uid) } else { self.place(uid).map(|place| place as u32) }) else {
            return false;
        };
        set.0.as_ref().iter().any(|range| match range {
            Sequence::Single(one) => number(*one) == own,
            Sequence::Range(a, b) => {
                let (a, b) = (number(*a), number(*b));
                (a.min(b)..=a.max(b)).contains(&own)
            }
        })
    }

    /// The numbers a client means, ascending, as far as they are here; `None` when it names a place that is not.
    pub fn named(&self, set: &SequenceSet, by_uid: bool) -> Option<Vec<u32>> {
        // Whatever is named twice is taken once, before anything is written out: a line of 64 kB names a box thousands of times.
        let mut all = Vec::new();
        for range in set.0.as_ref() {
            let (a, b) = match range {
                Sequence::Single(one) => (*one, *one),
                Sequence::Range(a, b) => (*a, *b),
            };
            let last = if by_uid { self.uids.last().copied().unwrap_or(0) } else { self.uids.len() as u32 };
            let number = |n: SeqOrUid| match n {
                SeqOrUid::Value(n) => n.get(),
                SeqOrUid::Asterisk => last,
            };
            let (a, b) = (number(a).min(number(b)), number(a).max(number(b)));
            let places = if by_uid {
                self.uids.partition_point(|uid| *uid < a)..self.uids.partition_point(|uid| *uid <= b)
            } else {
                if a == 0 || b as usize > self.uids.len() {
                    return None;
                }
                a as usize - 1..b as usize
            };
            all.push(places);
        }
        all.sort_unstable_by_key(|places| places.start);
        let mut named = Vec::new();
        let mut next = 0;
        for places in all {
            named.extend_from_slice(self.uids.get(places.start.max(next)..places.end).unwrap_or_default());
            next = next.max(places.end);
        }
        Some(named)
    }

    /// Tells what others have changed since the last time; `with_state` adds MODSEQ (CONDSTORE).
    pub async fn sync(&mut self, ctx: &Ctx, out: &mut Vec<u8>, with_state: bool) -> Result<()> {
        let (now, gone, changed) = {
            let mut tx = ctx.read().await?;
            let now = tx.first(store::state_query(&self.folder)).await?;
            // The folder may have been deleted by another session: all that was in it is gone.
            let state = now.map_or(i64::MAX, |now| now.state);
            if state == self.state {
                return Ok(());
            }
            let (gone, changed) = tx
                .together((
                    store::gone_query(&self.folder, &self.state),
                    store::changed_query(&self.folder, &self.state),
                ))
                .await?;
            let changed = filing::read_by(&mut tx, self.reach.reader, changed).await?;
            (state, gone, changed)
        };
        if now == i64::MAX {
            let all = self.uids.clone();
            self.drop_uids(&all, out);
        }
        let gone: Vec<u32> = gone.into_iter().map(narrow).collect();
        self.drop_uids(&gone, out);
        self.take_changes(&changed, out, with_state);
        self.state = now;
        Ok(())
    }

    /// Forgets messages, telling each place as it is at that moment.
    pub fn drop_uids(&mut self, gone: &[u32], out: &mut Vec<u8>) {
        for uid in gone {
            if let Ok(at) = self.uids.binary_search(uid) {
                self.uids.remove(at);
                out.extend_from_slice(format!("* {} EXPUNGE\r\n", at + 1).as_bytes());
            }
        }
    }

    fn take_changes(&mut self, changed: &[MarkedRow], out: &mut Vec<u8>, with_state: bool) {
        let known = self.uids.len();
        for row in changed {
            let uid = narrow(row.uid);
            if let Err(at) = self.uids.binary_search(&uid) {
                self.uids.insert(at, uid);
            }
        }
        if self.uids.len() != known {
            out.extend_from_slice(format!("* {} EXISTS\r\n", self.uids.len()).as_bytes());
        }
        for row in changed {
            let Some(place) = self.place(narrow(row.uid)) else { continue };
            // New ones are asked for when the client wants to know them.
            if place <= known {
                let state = if with_state { format!(" MODSEQ ({})", row.state) } else { String::new() };
                let flags = reply::flags(&row.marks());
                out.extend_from_slice(
                    format!("* {place} FETCH (UID {} FLAGS {flags}{state})\r\n", row.uid).as_bytes(),
                );
            }
        }
    }
}

/// Numbers of messages are 32 bits wide in the protocol.
pub(super) fn narrow(uid: i64) -> u32 {
    u32::try_from(uid).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(uids: &[u32]) -> View {
        View { reach: Reach::of_nobody(), folder: Id::NIL, read_only: false, uids: uids.to_vec(), state: 1 }
    }

    fn set(text: &str) -> SequenceSet {
        text.try_into().unwrap()
    }

    #[test]
    fn sets_name_messages_by_place_or_number() {
        let view = view(&[2, 5, 9]);
        assert_eq!(view.named(&set("1,3"), false).unwrap(), [2, 9]);
        assert_eq!(view.named(&set("*:2"), false).unwrap(), [5, 9]);
        assert_eq!(view.named(&set("4"), false), None);
        assert_eq!(view.named(&set("3:*"), true).unwrap(), [5, 9]);
        assert_eq!(view.named(&set("100:*"), true).unwrap(), [9]);
        assert_eq!(view.named(&set("3:4,7"), true).unwrap(), [0; 0]);
        assert_eq!(view.named(&set("2:3,1:*,3,1:2"), false).unwrap(), [2, 5, 9]);
        assert_eq!(view.named(&set("9,2:5,*,1:*,5"), true).unwrap(), [2, 5, 9]);
        let empty = self::view(&[]);
        assert_eq!(empty.named(&set("1:*"), true).unwrap(), [0; 0]);
        assert_eq!(empty.named(&set("1:*"), false), None);
    }

    #[test]
    fn places_are_told_as_they_shift() {
        let mut view = view(&[2, 5, 9]);
        let mut out = Vec::new();
        view.drop_uids(&[2, 5, 7], &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n");
        assert_eq!(view.uids, [9]);
    }
}
