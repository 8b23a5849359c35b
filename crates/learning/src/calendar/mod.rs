//! The calendar: what an event is, when it happens, how it stands in a month, how it travels as iCalendar.
//! An event keeps moments in UTC and the zone its author thinks in, so that 14:00 stays 14:00 all year round.

pub mod agenda;
pub mod ical;
pub mod import;
mod intake;
pub mod month;
pub mod names;
mod pages;
mod problems;
mod record;
pub mod recurrence;
pub(crate) mod remind;
pub mod repeat;
pub mod rules;
mod service;
mod store;
mod verbs;
mod wire;
pub mod wording;

use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use kernel::{Locale, Time};

pub(crate) use pages::{Next, ahead, next, routes};
pub use record::{CalendarEvent, Record};
pub use repeat::{Every, OnDay, Repeat, RepeatEnd};
pub(crate) use service::SERVICE;
pub use store::Reader;
pub use verbs::{Owner, Scope, between, change, find, remove, schedule, upcoming};

/// Something that happens, once or again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub title: String,
    /// Plain text; line breaks count.
    pub description: String,
    pub place: String,
    pub start: Time,
    /// Exclusive; equal to `start` for what has no length, such as a deadline. For an all-day event both are
    /// midnights of `zone`, the end being the midnight after the last day.
    pub end: Time,
    /// The zone the author thinks in: the académie's, or the one an imported file named.
    pub zone: TimeZone,
    pub all_day: bool,
    pub repeat: Option<Repeat>,
    /// Sorted by `original`, at most one for each.
    pub exceptions: Vec<Exception>,
    /// Minutes before the start of each occurrence.
    pub remind: Option<u32>,
    pub kind: Kind,
}

/// Whose calendar the event stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    #[default]
    Personal,
    Session,
    Academy,
}

/// A date where the rule does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The start that the rule gives, or the start that is added to it.
    pub original: Time,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Cancelled,
    Moved {
        start: Time,
        end: Time,
    },
    /// One more date that the rule does not give, of the usual length.
    Added,
}

/// An event with what identifies it outside: in a feed, in an imported file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Never changes during the life of the event, unique in the world.
    pub uid: String,
    /// Grows with each change of time or repetition.
    pub sequence: u32,
    /// When the event was last changed.
    pub stamp: Time,
    /// Its page, as an absolute address.
    pub url: Option<String>,
    pub event: Event,
}

/// One time that an event happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    pub start: Time,
    pub end: Time,
    /// The start before any move: the key of this occurrence in `Event::exceptions`.
    pub original: Time,
}

impl Kind {
    /// As storage and forms carry it.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Personal => "personal",
            Kind::Session => "session",
            Kind::Academy => "academy",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        [Kind::Personal, Kind::Session, Kind::Academy].into_iter().find(|kind| kind.code() == code)
    }

    pub fn label(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Kind::Personal, Locale::Fr) => "Événement personnel",
            (Kind::Personal, Locale::En) => "Personal event",
            (Kind::Session, Locale::Fr) => "Événement de session",
            (Kind::Session, Locale::En) => "Session event",
            (Kind::Academy, Locale::Fr) => "Événement de l’académie",
            (Kind::Academy, Locale::En) => "Académie event",
        }
    }
}

impl Event {
    /// What a clock on the wall shows when the event starts, in its own zone.
    pub fn civil_start(&self) -> DateTime {
        civil(&self.zone, self.start)
    }

    pub fn civil_end(&self) -> DateTime {
        civil(&self.zone, self.end)
    }

    /// The RFC 5545 rule that storage keeps.
    pub fn rrule(&self) -> Option<String> {
        self.repeat.as_ref().map(|repeat| repeat.to_rrule(self))
    }
}

/// What a clock on the wall of that zone shows.
pub fn civil(zone: &TimeZone, at: Time) -> DateTime {
    zone.to_datetime(at.timestamp())
}

/// The moment when a clock on the wall shows this. In the hour that spring skips, the hour after; in the hour that
/// autumn repeats, its first pass (RFC 5545, 3.3.5).
pub fn instant(zone: &TimeZone, at: DateTime) -> Option<Time> {
    zone.to_timestamp(at).ok().map(Time::from)
}

/// The first moment of a day.
pub fn midnight(zone: &TimeZone, day: Date) -> Option<Time> {
    instant(zone, day.at(0, 0, 0, 0))
}

#[cfg(test)]
pub(crate) mod tests;
