//! The drafts of one file into events: a series takes in the dates that replace some of its own.
//! What cannot be part of a series becomes an event of its own, so that no appointment is lost.

use std::collections::HashMap;

use super::{
    ImportOptions, Imported,
    read::Draft,
    report::{Outcome, Problem, Reason},
};
use crate::calendar::{Change, Entry, Event, Exception, civil, instant, recurrence, wire};
use jiff::civil::Date;
use kernel::Time;

pub fn entries(drafts: Vec<Draft>, options: &ImportOptions, imported: &mut Imported) {
    let (replacements, events): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|d| d.replaces.is_some());
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut made: Vec<(usize, Entry)> = Vec::new();
    for draft in events {
        if draft.is_cancelled {
            imported.note(about(&draft, Reason::Cancelled));
            continue;
        }
        match places.get(&draft.uid).and_then(|place| made.get_mut(*place)) {
            None => {
                places.insert(draft.uid.clone(), made.len());
                made.push((draft.line, finish(draft, options)));
            }
            Some((_, kept)) => {
                imported.note(about(&draft, Reason::Duplicate));
                if (draft.sequence, draft.stamp) > (kept.sequence, kept.stamp) {
                    *kept = finish(draft, options);
                }
            }
        }
    }
    for draft in replacements {
        let series = places.get(&draft.uid).and_then(|place| made.get_mut(*place)).map(|(_, entry)| entry);
        if let Some(alone) = replace(series, draft, options, imported) {
            made.push(alone);
        }
    }
    made.sort_by_key(|(line, _)| *line);
    imported.entries.extend(made.into_iter().map(|(_, mut entry)| {
        entry.event.exceptions.sort_by_key(|e| e.original);
        entry
    }));
}

/// Puts a replacement into its series, or gives it back as an event of its own.
fn replace(
    series: Option<&mut Entry>,
    draft: Draft,
    options: &ImportOptions,
    imported: &mut Imported,
) -> Option<(usize, Entry)> {
    let original = draft.replaces?;
    if let Some(series) = series
        && let Some(usual) = usual(&series.event, original)
    {
        series.sequence = series.sequence.max(draft.sequence);
        series.stamp = series.stamp.max(draft.stamp);
        let same_words = draft.title == series.event.title
            && draft.description == series.event.description
            && draft.place == series.event.place;
        let change = match (draft.is_cancelled, same_words) {
            (false, true) if (draft.start, draft.end) == usual => return None,
            (false, true) => Change::Moved { start: draft.start, end: draft.end },
            // Other words than the series: the date leaves it and stands by itself.
            (true, _) | (false, false) => Change::Cancelled,
        };
        series.event.exceptions.retain(|e| e.original != original);
        series.event.exceptions.push(Exception { original, change });
        if change != Change::Cancelled || draft.is_cancelled {
            return None;
        }
    } else if draft.is_cancelled {
        imported.note(about(&draft, Reason::Cancelled));
        return None;
    }
    let uid = format!("{}/{}", draft.uid, wire::utc(original));
    let line = draft.line;
    Some((line, finish(Draft { uid, ..draft }, options)))
}

/// Start and end of the occurrence that a series has at that moment, its exceptions aside.
fn usual(event: &Event, original: Time) -> Option<(Time, Time)> {
    let plain = Event {
        exceptions: event.exceptions.iter().copied().filter(|e| e.change == Change::Added).collect(),
        ..event.clone()
    };
    let found = recurrence::occurrences(&plain, original, Time(original.0 + 1));
    found.into_iter().find(|o| o.original == original).map(|o| (o.start, o.end))
}

fn finish(draft: Draft, options: &ImportOptions) -> Entry {
    let mut event = Event {
        title: draft.title,
        description: draft.description,
        place: draft.place,
        start: draft.start,
        end: draft.end,
        zone: draft.zone,
        all_day: draft.all_day,
        repeat: draft.repeat,
        exceptions: Vec::new(),
        remind: draft.remind,
        kind: options.kind,
    };
    // Files list cancelled dates of many years; only those of the series matter.
    let dates = dates(&event);
    let in_series = |at: &Time| is_start(&event, &dates, *at);
    let cancelled = draft.cancelled_dates.into_iter().filter(in_series);
    let cancelled = cancelled.map(|original| Exception { original, change: Change::Cancelled });
    let added = draft.added_dates.into_iter().filter(|at| !in_series(at));
    let added = added.map(|original| Exception { original, change: Change::Added });
    let exceptions = cancelled.chain(added).collect();
    event.exceptions = exceptions;
    event.exceptions.sort_by_key(|e| e.original);
    Entry { uid: draft.uid, sequence: draft.sequence, stamp: draft.stamp, url: draft.url, event }
}

/// The dates of the series in order.
fn dates(event: &Event) -> Vec<Date> {
    let first = event.civil_start().date();
    event.repeat.as_ref().map_or_else(|| vec![first], |repeat| recurrence::dates(repeat, first))
}

fn is_start(event: &Event, dates: &[Date], at: Time) -> bool {
    let (first, now) = (event.civil_start(), civil(&event.zone, at));
    at == event.start
        || (dates.binary_search(&now.date()).is_ok()
            && instant(&event.zone, now.date().to_datetime(first.time())) == Some(at))
}

fn about(draft: &Draft, reason: Reason) -> Problem {
    Problem { line: draft.line, title: draft.title.clone(), outcome: Outcome::Skipped, reason }
}
