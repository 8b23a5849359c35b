//! Days between a form, which sends `2027-06-12`, and the moments that are kept.

use jiff::{
    civil::{Date, Time as DayTime},
    tz::TimeZone,
};
use kernel::Time;

/// The first moment of the day typed; `None` when nothing was.
pub(crate) fn start(typed: &str, zone: &TimeZone) -> Result<Option<Time>, ()> {
    day(typed)?.map(|day| moment(day, DayTime::midnight(), zone)).transpose()
}

/// Its last moment.
pub(crate) fn end(typed: &str, zone: &TimeZone) -> Result<Option<Time>, ()> {
    day(typed)?.map(|day| moment(day, DayTime::constant(23, 59, 59, 0), zone)).transpose()
}

/// As a date field wants it.
pub(crate) fn field(time: Option<Time>, zone: &TimeZone) -> String {
    time.map(|time| time.zoned(zone).date().to_string()).unwrap_or_default()
}

fn day(typed: &str) -> Result<Option<Date>, ()> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day: Date = typed.parse().map_err(|_| ())?;
    if (2000..=2200).contains(&day.year()) { Ok(Some(day)) } else { Err(()) }
}

fn moment(day: Date, at: DayTime, zone: &TimeZone) -> Result<Time, ()> {
    let zoned = day.to_datetime(at).to_zoned_datetime(zone.clone()).map_err(|_| ())?;
    Ok(Time::from(zoned.timestamp()))
}
