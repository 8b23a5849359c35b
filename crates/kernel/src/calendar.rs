//! The calendar that one domain keeps and others show and fill without knowing it: the mail hands it what an invitation
//! says, as iCalendar (RFC 5545), and asks what stands there already. Who keeps it is named by the list of modules.

use bytes::Bytes;
use futures::future::BoxFuture;
use jiff::tz::TimeZone;

use crate::{Ctx, Id, Locale, Result, Time, Tx, people::Person};

/// An event of a text, as its reader is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What identifies it wherever it goes.
    pub uid: String,
    pub title: String,
    /// « lundi 23 novembre 2026, de 14:00 à 16:00 », in the reader's zone.
    pub when: String,
    /// « Toutes les semaines, le lundi, jusqu’au 30 juin 2027 ».
    pub repeats: Option<String>,
    pub place: String,
    pub description: String,
    pub starts_at: Time,
    /// Exclusive.
    pub ends_at: Time,
    /// It stands for one date of a series, the one that began then.
    pub date_of_series: Option<Time>,
    pub is_cancelled: bool,
}

/// Whom a text is told to.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'z> {
    pub zone: &'z TimeZone,
    pub locale: Locale,
    pub now: Time,
    /// So many events at most.
    pub most: usize,
}

/// What a person's calendar holds beside an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The address of the page of the event itself, when it stands there.
    pub held: Option<String>,
    /// What else happens at that time, with its hours; the first few.
    pub meanwhile: Vec<String>,
}

/// What became of a text that a calendar took in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    /// What was left out or changed, a sentence each; the first of many.
    pub remarks: Vec<String>,
    pub more_remarks: i64,
}

type Answer<T> = BoxFuture<'static, Result<T>>;

/// Texts are refused with `Error::Invalid` in the reader's words; somebody's calendar that is full is `Error::Conflict`.
#[derive(Clone, Copy)]
pub struct Calendar {
    /// The events that a text tells of.
    pub read: fn(&[u8], &Reader<'_>) -> Result<Vec<Told>>,
    /// What the person has at the time of an event.
    pub around: for<'a> fn(&'a mut Tx, Id<Person>, &'a Told) -> BoxFuture<'a, Result<Around>>,
    /// Puts what a text tells of into the person's own calendar, in the place of what it held under the same
    /// identifiers. Doing it twice changes nothing.
    pub take: fn(Ctx, Id<Person>, Bytes) -> Answer<Taken>,
    /// Takes out what a text says is off, whole or one date; answers how many went.
    pub drop: fn(Ctx, Id<Person>, Bytes) -> Answer<i64>,
}

impl std::fmt::Debug for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Calendar")
    }
}
