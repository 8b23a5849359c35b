//! An iCalendar file in: its events, and for each part that was left out or changed, the line and the reason.
//! Files come from everywhere, so reading is bounded, forgives what it can and never fails as a whole for one event.

mod assemble;
mod frame;
mod read;
mod report;
mod zones;

use std::borrow::Cow;

use jiff::tz::TimeZone;
use kernel::{Locale, Time};

use super::{Entry, Kind};
pub(super) use assemble::entries as assemble;
pub(super) use read::Draft;
pub use report::{Outcome, Problem, Reason, Refusal};
use zones::Zones;

pub const MAX_BYTES: usize = 5_000_000;
pub const MAX_EVENTS: usize = 5_000;
/// Problems that are listed; further ones are only counted.
pub const MAX_PROBLEMS: usize = 1_000;

/// What the file does not say.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The zone of times that name none.
    pub zone: TimeZone,
    /// The calendar that the events enter; what the file says of kinds does not count.
    pub kind: Kind,
    /// For events without a title.
    pub locale: Locale,
    /// For events that do not say when they changed.
    pub now: Time,
}

#[derive(Debug, Default)]
pub struct Imported {
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
    /// How many more problems there were than `problems` holds.
    pub more_problems: usize,
}

/// Reads a whole file. Refused only when it is too large or no calendar at all.
pub fn import(file: &[u8], options: &ImportOptions) -> Result<Imported, Refusal> {
    let (drafts, mut imported) = drafts(file, options)?;
    assemble::entries(drafts, options, &mut imported);
    imported.problems.sort_by_key(|problem| problem.line);
    Ok(imported)
}

/// The events of a file one by one, before those that belong together are put together.
pub(super) fn drafts(file: &[u8], options: &ImportOptions) -> Result<(Vec<Draft>, Imported), Refusal> {
    if file.len() > MAX_BYTES {
        return Err(Refusal::TooLarge { bytes: file.len() });
    }
    let text = decode(file);
    let frame::Frame { components, is_calendar, unclosed } = frame::cut(&text);
    if !is_calendar {
        return Err(Refusal::NotACalendar);
    }
    let mut imported = Imported::default();
    for line in unclosed {
        imported.note(Problem::skipped(line, Reason::Unterminated));
    }
    let mut zones = Zones::new(&options.zone);
    for component in components.iter().filter(|c| c.is("VTIMEZONE")) {
        zones.learn(component.text);
    }
    let mut drafts = Vec::new();
    for component in &components {
        if component.is("VEVENT") {
            if drafts.len() >= MAX_EVENTS {
                imported.note(Problem::skipped(component.line, Reason::TooManyEvents { most: MAX_EVENTS }));
                break;
            }
            match read::event(component, &mut zones, options, &mut imported) {
                Ok(draft) => drafts.push(draft),
                Err(problem) => imported.note(problem),
            }
        } else if component.is("VTODO") || component.is("VJOURNAL") {
            imported.note(Problem::skipped(component.line, Reason::NotAnEvent));
        }
    }
    Ok((drafts, imported))
}

impl Imported {
    fn note(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }
}

/// UTF-8 as the standard asks; the Windows code page that old programs write otherwise.
fn decode(file: &[u8]) -> Cow<'_, str> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    match std::str::from_utf8(file) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(file).0,
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
