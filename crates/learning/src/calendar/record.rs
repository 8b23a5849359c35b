//! A stored event and the event it stands for: its rule as RFC 5545 writes it, its exceptions one a line.

use jiff::tz::TimeZone;
use kernel::{Error, Id, Result, Time, people::Academy, people::Person, row};

use super::{Change, Entry, Event, Exception, Kind, Repeat, civil};
use crate::session::Session;

/// Marker for ids.
#[derive(Debug)]
pub struct CalendarEvent;

row! {
    pub struct Record {
        pub id: Id<CalendarEvent>,
        pub academy_id: Id<Academy>,
        pub kind: String,
        pub person_id: Option<Id<Person>>,
        pub session_id: Option<Id<Session>>,
        pub session_title: String,
        pub audience: String,
        pub title: String,
        pub description: String,
        pub place: String,
        pub starts_at: Time,
        pub ends_at: Time,
        pub zone: String,
        pub all_day: bool,
        pub rrule: String,
        pub exceptions: String,
        pub remind: Option<i64>,
        pub uid: String,
        pub sequence: i64,
        pub version: i64,
        pub updated_at: Time,
    }
}

impl Record {
    pub fn kind(&self) -> Result<Kind> {
        Kind::from_code(&self.kind).ok_or_else(|| self.damaged())
    }

    pub fn event(&self) -> Result<Event> {
        let zone = TimeZone::get(&self.zone).map_err(Error::internal)?;
        let repeat = match self.rrule.as_str() {
            "" => None,
            rule => {
                let start = civil(&zone, self.starts_at);
                Some(Repeat::parse(rule, start, &zone).ok_or_else(|| self.damaged())?)
            }
        };
        Ok(Event {
            title: self.title.clone(),
            description: self.description.clone(),
            place: self.place.clone(),
            start: self.starts_at,
            end: self.ends_at,
            zone,
            all_day: self.all_day,
            repeat,
            exceptions: read_exceptions(&self.exceptions).ok_or_else(|| self.damaged())?,
            remind: self.remind.and_then(|minutes| u32::try_from(minutes).ok()),
            kind: self.kind()?,
        })
    }

    /// As it travels; `url` is the address of its page.
    pub fn entry(&self, url: String) -> Result<Entry> {
        Ok(Entry {
            uid: self.uid.clone(),
            sequence: u32::try_from(self.sequence).unwrap_or(u32::MAX),
            stamp: self.updated_at,
            url: Some(url),
            event: self.event()?,
        })
    }

    fn damaged(&self) -> Error {
        Error::Internal(format!("event {} cannot be read", self.id))
    }
}

pub(super) fn write_exceptions(exceptions: &[Exception]) -> String {
    let lines: Vec<String> = exceptions
        .iter()
        .map(|exception| {
            let original = exception.original.0;
            match exception.change {
                Change::Cancelled => format!("c {original}"),
                Change::Added => format!("a {original}"),
                Change::Moved { start, end } => format!("m {original} {} {}", start.0, end.0),
            }
        })
        .collect();
    lines.join("\n")
}

fn read_exceptions(text: &str) -> Option<Vec<Exception>> {
    let time = |word: &str| word.parse().ok().map(Time);
    text.lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["c", original] => Some(Exception { original: time(original)?, change: Change::Cancelled }),
                ["a", original] => Some(Exception { original: time(original)?, change: Change::Added }),
                ["m", original, start, end] => {
                    let change = Change::Moved { start: time(start)?, end: time(end)? };
                    Some(Exception { original: time(original)?, change })
                }
                _ => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_come_back_as_they_were_written() {
        let all = vec![
            Exception { original: Time(-5), change: Change::Cancelled },
            Exception { original: Time(10), change: Change::Moved { start: Time(11), end: Time(12) } },
            Exception { original: Time(20), change: Change::Added },
        ];
        assert_eq!(read_exceptions(&write_exceptions(&all)), Some(all));
        assert_eq!(read_exceptions(""), Some(vec![]));
        assert_eq!(read_exceptions("m 1 2"), None);
    }
}
