//! What is found in files, one thing after the other, on its way from the thread that reads to the job that files; and the
//! bounds within which anything is read at all.

use std::{cell::Cell, io, path::PathBuf, rc::Rc};

use bytes::Bytes;
use kernel::Time;
use tokio::sync::mpsc;

use crate::{filing::Marks, labels::Label};

pub(super) use crate::seed::Place;

/// Things in all the files of one import.
const MOST: u64 = 500_000;
/// Bytes that a packed file may become: mail shrinks to a third or a tenth, never to a hundredth.
const RATIO: u64 = 100;
const UNPACKED_FREELY: u64 = 200 << 20;
const UNPACKED: u64 = 40 << 30;

#[derive(Debug, PartialEq)]
pub(super) enum Item {
    Message(Box<Found>),
    /// A file of cards, of whatever form.
    Contacts {
        name: String,
        bytes: Vec<u8>,
    },
    /// A file of iCalendar.
    Calendar {
        name: String,
        bytes: Vec<u8>,
    },
    /// A script in Sieve.
    Filters {
        name: String,
        text: String,
    },
    /// The labels that keywords stand for in an archive of ours.
    Labels(Vec<Label>),
    /// Not taken, and why.
    Aside {
        name: String,
        why: Why,
    },
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Where in the files it was.
    pub name: String,
    pub place: Option<Place>,
    /// With CRLF at its ends of line.
    pub raw: Bytes,
    pub marks: Marks,
    /// Names of labels it is to bear.
    pub labels: Vec<String>,
    pub at: Option<Time>,
}

/// Why something is left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    TooLarge,
    NoMessage,
    BadName,
    Link,
    Nested,
    Calendar,
    Encrypted,
    Damaged,
    Unknown,
}

/// Why reading ended before the end.
#[derive(Debug, PartialEq)]
pub(super) enum Halt {
    /// What follows of this file cannot be read.
    Broken(String),
    TooMany,
    Bomb,
    /// Nobody takes what is found any more.
    Closed,
    /// The file store does not answer: it is tried again.
    Store(String),
}

/// An error of reading that is not the file's fault.
pub(super) fn halt(error: &io::Error, name: &str) -> Halt {
    match error.get_ref() {
        Some(inner) if inner.is::<TooMuch>() => Halt::Bomb,
        Some(inner) if inner.is::<super::super::pipe::Unanswered>() => Halt::Store(error.to_string()),
        _ if error.kind() == io::ErrorKind::StorageFull => Halt::Store(error.to_string()),
        _ => Halt::Broken(name.to_owned()),
    }
}

/// What the job is sent.
pub(super) struct Step {
    pub item: Item,
    /// Bytes of the files that have been read.
    pub looked_at: u64,
}

/// Where what is found goes.
pub(super) struct Sink {
    to: mpsc::Sender<Step>,
    /// Of the files before this one.
    pub before: u64,
    /// Of this one, as far as it has been read.
    pub read: Rc<Cell<u64>>,
    count: u64,
    /// Bytes of one message; deliveries have the same limit.
    pub largest: usize,
    /// Where large messages lie while they are used.
    pub incoming: PathBuf,
}

impl Sink {
    pub(super) fn new(to: mpsc::Sender<Step>, largest: usize, incoming: PathBuf) -> Sink {
        Sink { to, before: 0, read: Rc::default(), count: 0, largest, incoming }
    }

    pub(super) fn give(&mut self, item: Item) -> Result<(), Halt> {
        self.count += 1;
        if self.count > MOST {
            return Err(Halt::TooMany);
        }
        let looked_at = self.before + self.read.get();
        self.to.blocking_send(Step { item, looked_at }).map_err(|_| Halt::Closed)
    }

    pub(super) fn aside(&mut self, name: &str, why: Why) -> Result<(), Halt> {
        self.give(Item::Aside { name: name.to_owned(), why })
    }
}

/// Counts what is read.
pub(super) struct Counted<R> {
    pub from: R,
    pub read: Rc<Cell<u64>>,
}

impl<R: io::Read> io::Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(to)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// What is unpacked of one packed file, in all its members.
#[derive(Clone)]
pub(super) struct Unpacking {
    packed: u64,
    unpacked: Rc<Cell<u64>>,
}

#[derive(Debug, thiserror::Error)]
#[error("it unpacks to far more than mail would")]
pub(super) struct TooMuch;

impl Unpacking {
    pub(super) fn of(packed: u64) -> Unpacking {
        Unpacking { packed, unpacked: Rc::default() }
    }

    pub(super) fn reader<R: io::Read>(&self, from: R) -> Unpacked<R> {
        Unpacked { from, of: self.clone() }
    }
}

pub(super) struct Unpacked<R> {
    from: R,
    of: Unpacking,
}

impl<R: io::Read> io::Read for Unpacked<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(to)?;
        let all = self.of.unpacked.get() + count as u64;
        self.of.unpacked.set(all);
        if all > UNPACKED || all > UNPACKED_FREELY && all / RATIO > self.of.packed {
            return Err(io::Error::other(TooMuch));
        }
        Ok(count)
    }
}
