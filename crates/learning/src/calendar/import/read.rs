//! One VEVENT into a draft: values parsed by calcard, then brought within our rules.
//! Nothing here knows the other events of the file; `assemble` puts them together.

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarEntry,
        ICalendarParameterName, ICalendarParameterValue, ICalendarPeriod, ICalendarProperty,
        ICalendarRecurrenceRule, ICalendarRelated, ICalendarStatus, ICalendarValue, Uri,
    },
};
use jiff::{Span, civil::DateTime, tz::TimeZone};
use kernel::{Locale, Time};

use super::{
    ImportOptions, Imported,
    frame::Component,
    report::{Outcome, Problem, Reason},
    zones::Zones,
};
use crate::calendar::{
    Repeat, civil, instant, midnight, recurrence,
    repeat::{MAX_COUNT, ReadRule, RepeatEnd},
    rules::{self, MAX_DESCRIPTION, MAX_PLACE, MAX_REMIND, MAX_TITLE, YEARS},
    wire::{self, Stamp},
};

const MAX_UID: usize = 255;
const MAX_URL: usize = 2_000;

/// An event as its component alone tells it.
pub struct Draft {
    pub line: usize,
    pub uid: String,
    pub sequence: u32,
    pub stamp: Time,
    pub url: Option<String>,
    pub title: String,
    pub description: String,
    pub place: String,
    pub start: Time,
    pub end: Time,
    pub zone: TimeZone,
    pub all_day: bool,
    pub repeat: Option<Repeat>,
    pub cancelled_dates: Vec<Time>,
    pub added_dates: Vec<Time>,
    pub remind: Option<u32>,
    /// The date of the series that this one replaces.
    pub replaces: Option<Time>,
    pub is_cancelled: bool,
}

/// Reads a component, or says why it cannot be an event. What had to be changed is noted on the way.
pub fn event(
    component: &Component<'_>,
    zones: &mut Zones,
    options: &ImportOptions,
    imported: &mut Imported,
) -> Result<Draft, Problem> {
    let line = component.line;
    let parsed =
        ICalendar::parse(component.text).map_err(|_| Problem::skipped(line, Reason::Unterminated))?;
    let properties = Properties { component: parsed.components.first(), calendar: &parsed };
    let mut notes = Vec::new();

    let title = properties.title(options.locale, &mut notes);
    let skipped = |reason| Problem { title: title.clone(), ..Problem::skipped(line, reason) };
    let (zone, start, all_day) = properties.start(zones, &mut notes).map_err(skipped)?;
    let mut end = properties.end(start, &zone, all_day, zones, &mut notes);
    let civil_start = civil(&zone, start);
    if !YEARS.contains(&civil_start.year()) || !YEARS.contains(&civil(&zone, end).year()) {
        return Err(skipped(Reason::YearImplausible));
    }
    if end < start {
        notes.push(Reason::EndBeforeStart);
        end = if all_day { day_after(civil_start, &zone).unwrap_or(start) } else { start };
    }
    let repeat = properties.repeat(civil_start, &zone, &mut notes);
    let mut draft = Draft {
        line,
        uid: properties.uid().unwrap_or_else(|| made_up_uid(&title, start)),
        sequence: properties.sequence(),
        stamp: properties.stamp(zones).unwrap_or(options.now),
        url: properties.url(),
        description: properties.long_text(&ICalendarProperty::Description, MAX_DESCRIPTION, &mut notes),
        place: properties.short_text(&ICalendarProperty::Location, MAX_PLACE, &mut notes),
        cancelled_dates: properties.dates(&ICalendarProperty::Exdate, civil_start, &zone, all_day, zones),
        added_dates: properties.dates(&ICalendarProperty::Rdate, civil_start, &zone, all_day, zones),
        replaces: properties
            .dates(&ICalendarProperty::RecurrenceId, civil_start, &zone, all_day, zones)
            .first()
            .copied(),
        remind: properties.remind(start, end),
        is_cancelled: properties.is_cancelled(),
        title,
        start,
        end,
        zone,
        all_day,
        repeat,
    };
    if properties.changes_the_following() {
        notes.push(Reason::FollowingIgnored);
    }
    if draft.added_dates.len() > usize::from(MAX_COUNT) {
        draft.added_dates.truncate(usize::from(MAX_COUNT));
        notes.push(Reason::TooManyDates);
    }
    // An event that comes once is seen from the académie; a repetition keeps the zone whose hours it follows.
    if draft.repeat.is_none() {
        draft.zone = zones.academy().clone();
    }
    notes.dedup();
    for reason in notes {
        imported.note(Problem { line, title: draft.title.clone(), outcome: Outcome::Adjusted, reason });
    }
    Ok(draft)
}

/// The properties of one VEVENT, and its alarms.
struct Properties<'a> {
    component: Option<&'a ICalendarComponent>,
    calendar: &'a ICalendar,
}

impl<'a> Properties<'a> {
    fn all(&self, name: &'a ICalendarProperty) -> impl Iterator<Item = &'a ICalendarEntry> {
        self.component.into_iter().flat_map(|c| &c.entries).filter(move |entry| entry.name == *name)
    }

    fn value(&self, name: &'a ICalendarProperty) -> Option<&'a ICalendarValue> {
        self.all(name).find_map(|entry| entry.values.first())
    }

    fn text(&self, name: &'a ICalendarProperty) -> &'a str {
        match self.value(name) {
            Some(ICalendarValue::Text(text)) => text,
            _ => "",
        }
    }

    fn title(&self, locale: Locale, notes: &mut Vec<Reason>) -> String {
        let title = self.short_text(&ICalendarProperty::Summary, MAX_TITLE, notes);
        if !title.is_empty() {
            return title;
        }
        notes.push(Reason::TitleMissing);
        match locale {
            Locale::Fr => "Sans titre".to_owned(),
            Locale::En => "Untitled".to_owned(),
        }
    }

    fn short_text(&self, name: &'a ICalendarProperty, most: usize, notes: &mut Vec<Reason>) -> String {
        cut(rules::one_line(self.text(name)), most, notes)
    }

    fn long_text(&self, name: &'a ICalendarProperty, most: usize, notes: &mut Vec<Reason>) -> String {
        cut(rules::many_lines(self.text(name)), most, notes)
    }

    fn uid(&self) -> Option<String> {
        let uid: String =
            self.text(&ICalendarProperty::Uid).chars().filter(|c| !c.is_control()).take(MAX_UID).collect();
        let uid = uid.trim();
        (!uid.is_empty()).then(|| uid.to_owned())
    }

    fn sequence(&self) -> u32 {
        match self.value(&ICalendarProperty::Sequence) {
            Some(ICalendarValue::Integer(n)) => u32::try_from(*n).unwrap_or(0),
            _ => 0,
        }
    }

    fn stamp(&self, zones: &mut Zones) -> Option<Time> {
        let written = [&ICalendarProperty::LastModified, &ICalendarProperty::Dtstamp];
        written.into_iter().find_map(|name| {
            let stamp = self.value(name).and_then(moment)?;
            let at = match stamp {
                Stamp::Moment(at) => at,
                Stamp::Civil(at) => instant(zones.academy(), at)?,
                Stamp::Day(day) => midnight(zones.academy(), day)?,
            };
            (at.0 >= 0).then_some(at)
        })
    }

    /// Only addresses that a link may carry.
    fn url(&self) -> Option<String> {
        let url = match self.value(&ICalendarProperty::Url)? {
            ICalendarValue::Uri(Uri::Location(url)) | ICalendarValue::Text(url) => url.trim(),
            _ => return None,
        };
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        (is_web && url.len() <= MAX_URL && !url.contains(char::is_control)).then(|| url.to_owned())
    }

    fn is_cancelled(&self) -> bool {
        matches!(
            self.value(&ICalendarProperty::Status),
            Some(ICalendarValue::Status(ICalendarStatus::Cancelled))
        )
    }

    fn changes_the_following(&self) -> bool {
        let has_range =
            |entry: &ICalendarEntry| entry.parameters(&ICalendarParameterName::Range).next().is_some();
        self.all(&ICalendarProperty::RecurrenceId).any(has_range)
    }

    fn start(&self, zones: &mut Zones, notes: &mut Vec<Reason>) -> Result<(TimeZone, Time, bool), Reason> {
        let entry = self.all(&ICalendarProperty::Dtstart).next().ok_or(Reason::StartMissing)?;
        let stamp = entry.values.first().and_then(moment).ok_or(Reason::StartUnreadable)?;
        let (zone, at) = match stamp {
            // A whole day is the same day for everybody.
            Stamp::Day(day) => (zones.academy().clone(), midnight(zones.academy(), day)),
            Stamp::Moment(at) => (zones.academy().clone(), Some(at)),
            Stamp::Civil(at) => {
                let zone = zone_of(entry, zones).unwrap_or_else(|name| {
                    notes.push(Reason::ZoneUnknown { name });
                    zones.academy().clone()
                });
                let at = instant(&zone, at);
                (zone, at)
            }
        };
        Ok((zone, at.ok_or(Reason::StartUnreadable)?, matches!(stamp, Stamp::Day(_))))
    }

    fn end(
        &self,
        start: Time,
        zone: &TimeZone,
        all_day: bool,
        zones: &mut Zones,
        notes: &mut Vec<Reason>,
    ) -> Time {
        let start_civil = civil(zone, start);
        let written = self.all(&ICalendarProperty::Dtend).next().and_then(|entry| {
            match (entry.values.first().and_then(moment)?, all_day) {
                (Stamp::Day(day), _) => midnight(zone, day),
                (Stamp::Civil(at), true) => midnight(zone, at.date()),
                (Stamp::Moment(at), true) => midnight(zone, civil(zone, at).date()),
                (Stamp::Moment(at), false) => Some(at),
                (Stamp::Civil(at), false) => match zone_of(entry, zones) {
                    Ok(zone) => instant(&zone, at),
                    Err(name) => {
                        notes.push(Reason::ZoneUnknown { name });
                        instant(zones.academy(), at)
                    }
                },
            }
        });
        let lasting = || match self.value(&ICalendarProperty::Duration) {
            Some(ICalendarValue::Duration(length)) => after(start, start_civil, zone, length),
            _ => None,
        };
        // An all-day event covers its day at least; files of old write the same day twice.
        let end = written.or_else(lasting).unwrap_or(start);
        if all_day && end == start { day_after(start_civil, zone).unwrap_or(start) } else { end }
    }

    fn repeat(&self, start: DateTime, zone: &TimeZone, notes: &mut Vec<Reason>) -> Option<Repeat> {
        let read = |rule: &ICalendarRecurrenceRule| Repeat::read(rule, start, zone);
        let mut rules = self.all(&ICalendarProperty::Rrule);
        let rule = rules.next()?;
        let read = match rule.values.first() {
            Some(ICalendarValue::RecurrenceRule(rule)) if rules.next().is_none() => read(rule).ok(),
            _ => None,
        };
        let Some(ReadRule { repeat, shortened }) = read else {
            notes.push(Reason::RuleUnsupported);
            return None;
        };
        let dates = recurrence::dates(&repeat, start.date()).len();
        if shortened || matches!(repeat.until, RepeatEnd::After(n) if dates < usize::from(n)) {
            notes.push(Reason::RuleShortened);
        }
        Some(repeat)
    }

    /// The starts that a list of dates names; a date without a time is the start of that day's occurrence.
    fn dates(
        &self,
        name: &'a ICalendarProperty,
        start: DateTime,
        zone: &TimeZone,
        all_day: bool,
        zones: &mut Zones,
    ) -> Vec<Time> {
        let mut found = Vec::new();
        for entry in self.all(name) {
            for stamp in entry.values.iter().filter_map(moment) {
                let at = match (stamp, all_day) {
                    (Stamp::Day(day), _) => instant(zone, day.to_datetime(start.time())),
                    (Stamp::Civil(at), true) => midnight(zone, at.date()),
                    (Stamp::Moment(at), true) => midnight(zone, civil(zone, at).date()),
                    (Stamp::Moment(at), false) => Some(at),
                    (Stamp::Civil(at), false) => {
                        instant(&zone_of(entry, zones).unwrap_or_else(|_| zone.clone()), at)
                    }
                };
                found.extend(at.filter(|at| YEARS.contains(&civil(zone, *at).year())));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The first alarm that rings before the start or at it.
    fn remind(&self, start: Time, end: Time) -> Option<u32> {
        let alarms =
            self.component?.component_ids.iter().filter_map(|id| self.calendar.components.get(*id as usize));
        alarms.filter(|c| c.component_type == ICalendarComponentType::VAlarm).find_map(|alarm| {
            let trigger = alarm.entries.iter().find(|entry| entry.name == ICalendarProperty::Trigger)?;
            let at = match trigger.values.first()? {
                ICalendarValue::Duration(length) => {
                    let mut related = trigger.parameters(&ICalendarParameterName::Related);
                    let from_end =
                        related.any(|v| matches!(v, ICalendarParameterValue::Related(ICalendarRelated::End)));
                    (if from_end { end } else { start }).0.checked_add(milliseconds(length))?
                }
                other => match moment(other)? {
                    Stamp::Moment(at) => at.0,
                    Stamp::Civil(_) | Stamp::Day(_) => return None,
                },
            };
            let minutes = u32::try_from(start.0.checked_sub(at)?.div_euclid(60_000)).ok()?;
            (minutes <= MAX_REMIND).then_some(minutes)
        })
    }
}

fn moment(value: &ICalendarValue) -> Option<Stamp> {
    let partial: &PartialDateTime = match value {
        ICalendarValue::PartialDateTime(partial) => partial,
        ICalendarValue::Period(
            ICalendarPeriod::Range { start, .. } | ICalendarPeriod::Duration { start, .. },
        ) => start,
        _ => return None,
    };
    Stamp::read(partial)
}

/// The zone of a time; its name if nobody knows it.
fn zone_of(entry: &ICalendarEntry, zones: &mut Zones) -> Result<TimeZone, String> {
    match entry.tz_id() {
        None => Ok(zones.academy().clone()),
        Some(name) => zones.resolve(name).ok_or_else(|| name.chars().take(100).collect()),
    }
}

/// Days and weeks of a length are days on the calendar, the rest is time that passes (RFC 5545, 3.3.6).
fn after(start: Time, start_civil: DateTime, zone: &TimeZone, length: &ICalendarDuration) -> Option<Time> {
    let clock = i64::from(length.hours) * 3600 + i64::from(length.minutes) * 60 + i64::from(length.seconds);
    let days = i64::from(length.days) + i64::from(length.weeks) * 7;
    if length.neg {
        return start.0.checked_add(milliseconds(length)).map(Time);
    }
    let day = if days == 0 {
        start
    } else {
        instant(zone, start_civil.checked_add(Span::new().try_days(days).ok()?).ok()?)?
    };
    Some(Time(day.0.checked_add(clock * 1000)?))
}

fn milliseconds(length: &ICalendarDuration) -> i64 {
    let hours = (i64::from(length.weeks) * 7 + i64::from(length.days)) * 24 + i64::from(length.hours);
    let milliseconds = (hours * 3600 + i64::from(length.minutes) * 60 + i64::from(length.seconds)) * 1000;
    if length.neg { -milliseconds } else { milliseconds }
}

fn cut(text: String, most: usize, notes: &mut Vec<Reason>) -> String {
    match text.char_indices().nth(most) {
        None => text,
        Some((end, _)) => {
            notes.push(Reason::TextCut);
            text.get(..end).unwrap_or_default().trim_end().to_owned()
        }
    }
}

/// The same event of a file without identifiers gets the same one at each import.
fn made_up_uid(title: &str, start: Time) -> String {
    let words: String = title.chars().filter(|c| c.is_alphanumeric()).take(60).collect();
    format!("{}-{}", wire::utc(start), words.to_lowercase())
}

fn day_after(day: DateTime, zone: &TimeZone) -> Option<Time> {
    midnight(zone, day.date().tomorrow().ok()?)
}
