//! How dates and places are written on the webmel's pages.

use jiff::tz::TimeZone;
use kernel::{Id, Locale, Time};
use web::dates;

pub(super) use crate::size::size;
use crate::words::Words;

/// The heading over messages of one time.
pub(super) fn period(locale: Locale, time: Time, now: Time, zone: &TimeZone) -> String {
    let t = Words(locale);
    let (day, today) = (time.zoned(zone).date(), now.zoned(zone).date());
    let days = day.until(today).map_or(0, |span| span.get_days());
    let weekday = i32::from(today.weekday().to_monday_zero_offset());
    match days {
        ..=0 => t.period_today().to_owned(),
        1 => t.period_yesterday().to_owned(),
        days if days <= weekday => t.period_week().to_owned(),
        _ => {
            let month = dates::month_name(locale, day.month());
            let mut name: String = month.chars().take(1).flat_map(char::to_uppercase).collect();
            name.extend(month.chars().skip(1));
            format!("{name} {}", day.year())
        }
    }
}

/// A place in a list, as addresses carry it: everything after it is older.
pub(super) fn cursor<T>(at: Time, id: Id<T>) -> String {
    format!("{}-{id}", at.0)
}

/// Where a list starts: at the place given, or at its beginning.
pub(super) fn place<T>(cursor: &str) -> (Time, Id<T>) {
    read(cursor).unwrap_or((Time(i64::MAX), Id::from_bytes([255; 16])))
}

/// The place that an address carries, when it makes sense.
pub(super) fn read<T>(cursor: &str) -> Option<(Time, Id<T>)> {
    let (at, id) = cursor.rsplit_once('-')?;
    Some((Time(at.parse().ok()?), id.parse().ok()?))
}

/// For a value in an address.
pub(super) fn encoded(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The pairs of a page's query, repeated ones included.
pub(super) fn query(visit: &web::Visit) -> Vec<(String, String)> {
    let query = visit.address().split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// An address within the webmel, or the home page of the box.
pub(super) fn back<'a>(address: &'a str, home: &'a str) -> &'a str {
    let ours = address == "/webmel" || address.starts_with("/webmel/") || address.starts_with("/webmel?");
    if ours && web::page::is_local(address) { address } else { home }
}

/// After the address of a message: by itself, whatever else is said there.
pub(super) fn alone(query: &str) -> String {
    if query.is_empty() { "?seul=1".to_owned() } else { format!("{query}&seul=1") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_go_back_in_larger_steps() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        // Thursday 26 November 2026, 9:00.
        let now = Time(testkit::A_MORNING.0 + 3 * 86_400_000);
        let label = |days: i64| period(Locale::Fr, Time(now.0 - days * 86_400_000), now, &zone);
        assert_eq!([label(0), label(1), label(3)], ["Aujourd’hui", "Hier", "Cette semaine"]);
        assert_eq!([label(4), label(40)], ["Novembre 2026", "Octobre 2026"]);
        assert_eq!(period(Locale::En, now, now, &zone), "Today");
    }

    #[test]
    fn a_place_is_read_back() {
        let id: Id<()> = Id::at(5, [7; 10]);
        assert_eq!(place(&cursor(Time(-12), id)), (Time(-12), id));
        assert_eq!(place::<()>("?").0, Time(i64::MAX));
    }

    #[test]
    fn one_never_goes_back_elsewhere() {
        assert_eq!(
            back("/webmel/dossiers/corbeille?avant=1", "/webmel"),
            "/webmel/dossiers/corbeille?avant=1"
        );
        for address in ["", "//evil.example", "/webmelx", "/compte", "https://evil.example/webmel/"] {
            assert_eq!(back(address, "/webmel"), "/webmel");
        }
    }
}
