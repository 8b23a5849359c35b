//! The calendar as an iCalendar feed (RFC 5545), written event by event into whatever takes text.
//! Times keep their zone, described by VTIMEZONE, so that a phone shows 14:00 after the hour has changed too.

use std::fmt::{self, Write};

use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType};
use jiff::tz::TimeZone;
use kernel::{Locale, Time};

use super::{Change, Entry, Event, civil, instant, wire};

/// Octets of a line before it is folded, the line break not counted (RFC 5545, 3.1).
const MAX_LINE: usize = 75;
/// The moments that the description of a zone covers: 1 January 1999 and 2040. Rules in force at the end go on.
const ZONE_FROM: i64 = 915_148_800;
const ZONE_TO: i64 = 2_208_988_800;

/// What the feed is called.
#[derive(Clone, Copy, Debug)]
pub struct FeedHead<'a> {
    pub name: &'a str,
    pub zone: &'a TimeZone,
    pub locale: Locale,
}

/// A feed being written: `begin`, `entry` as often as needed, `end`.
#[derive(Debug)]
pub struct Feed<W> {
    lines: Lines<W>,
    locale: Locale,
    /// Names of the zones described so far.
    zones: Vec<String>,
}

impl<W: Write> Feed<W> {
    pub fn begin(out: W, head: &FeedHead<'_>) -> Result<Self, fmt::Error> {
        let mut feed = Feed { lines: Lines { out }, locale: head.locale, zones: Vec::new() };
        let lines = &mut feed.lines;
        lines.put("BEGIN:VCALENDAR")?;
        lines.put("VERSION:2.0")?;
        lines.put(match head.locale {
            Locale::Fr => "PRODID:-//Préau//Calendrier//FR",
            Locale::En => "PRODID:-//Préau//Calendar//EN",
        })?;
        lines.put("CALSCALE:GREGORIAN")?;
        lines.put("METHOD:PUBLISH")?;
        lines.text("NAME", head.name)?;
        // The older names of NAME and REFRESH-INTERVAL (RFC 7986), still the only ones some programs know.
        lines.text("X-WR-CALNAME", head.name)?;
        lines.put("REFRESH-INTERVAL;VALUE=DURATION:PT1H")?;
        lines.put("X-PUBLISHED-TTL:PT1H")?;
        feed.describe(head.zone)?;
        Ok(feed)
    }

    /// One event; each moved date follows it as an event of its own that names the date it replaces.
    pub fn entry(&mut self, entry: &Entry) -> fmt::Result {
        let event = &entry.event;
        self.describe(&event.zone)?;
        self.open(entry, event.start, event.end)?;
        self.exceptions(event)?;
        self.alarm(event)?;
        self.lines.put("END:VEVENT")?;
        for exception in &event.exceptions {
            if let Change::Moved { start, end } = exception.change {
                self.open(entry, start, end)?;
                self.lines.put(&moments("RECURRENCE-ID", event, &[exception.original]))?;
                self.alarm(event)?;
                self.lines.put("END:VEVENT")?;
            }
        }
        Ok(())
    }

    /// Gives back what was written into.
    pub fn end(mut self) -> Result<W, fmt::Error> {
        self.lines.put("END:VCALENDAR")?;
        Ok(self.lines.out)
    }

    fn open(&mut self, entry: &Entry, start: Time, end: Time) -> fmt::Result {
        let event = &entry.event;
        let lines = &mut self.lines;
        lines.put("BEGIN:VEVENT")?;
        lines.text("UID", &entry.uid)?;
        lines.put(&format!("DTSTAMP:{}", wire::utc(entry.stamp)))?;
        lines.put(&format!("LAST-MODIFIED:{}", wire::utc(entry.stamp)))?;
        lines.put(&format!("SEQUENCE:{}", entry.sequence))?;
        lines.put(&moments("DTSTART", event, &[start]))?;
        if end > start {
            lines.put(&moments("DTEND", event, &[end]))?;
        }
        lines.text("SUMMARY", &event.title)?;
        lines.text("DESCRIPTION", &event.description)?;
        lines.text("LOCATION", &event.place)?;
        if let Some(url) = &entry.url {
            lines.put(&format!("URL:{}", url.replace(char::is_control, "")))?;
        }
        lines.text("CATEGORIES", event.kind.label(self.locale))
    }

    fn exceptions(&mut self, event: &Event) -> fmt::Result {
        if let Some(rule) = event.rrule() {
            self.lines.put(&format!("RRULE:{rule}"))?;
        }
        for (name, change) in [("EXDATE", Change::Cancelled), ("RDATE", Change::Added)] {
            let dates: Vec<Time> =
                event.exceptions.iter().filter(|e| e.change == change).map(|e| e.original).collect();
            if !dates.is_empty() {
                self.lines.put(&moments(name, event, &dates))?;
            }
        }
        Ok(())
    }

    fn alarm(&mut self, event: &Event) -> fmt::Result {
        let Some(minutes) = event.remind else { return Ok(()) };
        let lines = &mut self.lines;
        lines.put("BEGIN:VALARM")?;
        lines.put("ACTION:DISPLAY")?;
        lines.text("DESCRIPTION", &event.title)?;
        lines.put(&format!("TRIGGER:-PT{minutes}M"))?;
        lines.put("END:VALARM")
    }

    /// Describes a zone the first time that it is named.
    fn describe(&mut self, zone: &TimeZone) -> fmt::Result {
        let Some(name) = zone_name(zone) else { return Ok(()) };
        if self.zones.iter().any(|known| known == name) {
            return Ok(());
        }
        self.zones.push(name.to_owned());
        self.lines.out.write_str(&time_zone_component(name))
    }
}

/// The name under which times refer to a zone; nothing for UTC, whose times carry a Z.
fn zone_name(zone: &TimeZone) -> Option<&str> {
    zone.iana_name().filter(|name| !matches!(*name, "UTC" | "Etc/UTC"))
}

/// A property of one or several moments in the form of that event: days, wall times with their zone, or UTC.
fn moments(name: &str, event: &Event, at: &[Time]) -> String {
    let join = |form: &dyn Fn(Time) -> String| at.iter().map(|t| form(*t)).collect::<Vec<_>>().join(",");
    if event.all_day {
        return format!("{name};VALUE=DATE:{}", join(&|t| wire::date(civil(&event.zone, t).date())));
    }
    // The second pass of the hour that autumn repeats has no wall time of its own.
    let has_wall_time = |t: &Time| instant(&event.zone, civil(&event.zone, *t)) == Some(*t);
    match zone_name(&event.zone) {
        Some(zone) if at.iter().all(has_wall_time) => {
            format!("{name};TZID={zone}:{}", join(&|t| wire::local(civil(&event.zone, t))))
        }
        _ => format!("{name}:{}", join(&wire::utc)),
    }
}

/// The VTIMEZONE of a zone, or nothing if the library does not know it.
fn time_zone_component(name: &str) -> String {
    let root = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    let mut calendar = ICalendar { components: vec![root] };
    let mut text = String::new();
    if calendar.add_timezone(name, ZONE_FROM, ZONE_TO).is_none() || calendar.write_to(&mut text).is_err() {
        return String::new();
    }
    // The library writes whole calendars; the shell around the zone is ours.
    let inner = text.strip_prefix("BEGIN:VCALENDAR\r\n").and_then(|t| t.strip_suffix("END:VCALENDAR\r\n"));
    inner.unwrap_or_default().to_owned()
}

/// Content lines: ended by CR LF, folded so that no line is longer than allowed and no character is cut.
#[derive(Debug)]
struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    fn put(&mut self, line: &str) -> fmt::Result {
        let mut rest = line;
        let mut room = MAX_LINE;
        while rest.len() > room {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
            self.out.write_str(head)?;
            self.out.write_str("\r\n ")?;
            rest = tail;
            // The space that marks a continuation counts.
            room = MAX_LINE - 1;
        }
        self.out.write_str(rest)?;
        self.out.write_str("\r\n")
    }

    /// A property with a text value; left out when there is no text.
    fn text(&mut self, name: &str, value: &str) -> fmt::Result {
        if value.is_empty() {
            return Ok(());
        }
        let mut line = format!("{name}:");
        wire::push_text(&mut line, value);
        self.put(&line)
    }
}

/// The whole feed at once.
pub fn feed(head: &FeedHead<'_>, entries: &[Entry]) -> String {
    let write = || {
        let mut feed = Feed::begin(String::new(), head)?;
        for entry in entries {
            feed.entry(entry)?;
        }
        feed.end()
    };
    // Writing into a string cannot fail.
    write().unwrap_or_default()
}

#[cfg(test)]
#[path = "ical_tests.rs"]
mod tests;
