//! The zones that a file names: by their IANA name, by the names of Windows and Outlook, or defined in the file.
//! Definitions are matched by name and not computed: they are often wrong, and the real zone is what people meant.

use std::{collections::HashMap, str::FromStr};

use calcard::{common::timezone::Tz, icalendar::ICalendar};
use jiff::{Timestamp, tz::TimeZone};

/// Zone names met in one file, resolved once.
pub struct Zones {
    academy: TimeZone,
    known: HashMap<String, Option<TimeZone>>,
}

impl Zones {
    pub fn new(academy: &TimeZone) -> Self {
        Zones { academy: academy.clone(), known: HashMap::new() }
    }

    /// The zone of times that name none.
    pub fn academy(&self) -> &TimeZone {
        &self.academy
    }

    /// Reads a VTIMEZONE, for names that only this file uses.
    pub fn learn(&mut self, component: &str) {
        let Ok(parsed) = ICalendar::parse(component) else { return };
        for (name, zone) in parsed.timezones().filter_map(|component| component.timezone()) {
            let found = self.translate(name, zone);
            self.known.insert(name.to_owned(), found);
        }
    }

    /// Nothing if no one knows that name.
    pub fn resolve(&mut self, name: &str) -> Option<TimeZone> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let found = match TimeZone::get(name) {
            Ok(zone) => Some(self.or_academy(zone)),
            Err(_) => Tz::from_str(name).ok().and_then(|zone| self.translate(name, zone)),
        };
        self.known.insert(name.to_owned(), found.clone());
        found
    }

    fn translate(&self, name: &str, zone: Tz) -> Option<TimeZone> {
        let found = TimeZone::get(&zone.name()?).ok()?;
        // « (UTC+01:00) Bruxelles, Copenhague, Madrid, Paris »: the words are not understood and only the winter
        // offset is left. Nearly always it is the zone of the académie, summer time included.
        let only_offset = is_fixed(&found) && !name.starts_with("Etc/");
        if only_offset && standard_offset(&found) == standard_offset(&self.academy) {
            return Some(self.academy.clone());
        }
        Some(self.or_academy(found))
    }

    /// Times in UTC are seen from the académie: nobody repeats an appointment by the clock of Greenwich.
    fn or_academy(&self, zone: TimeZone) -> TimeZone {
        let is_utc =
            matches!(zone.iana_name(), Some("UTC" | "Etc/UTC" | "Etc/GMT" | "GMT")) || zone == TimeZone::UTC;
        if is_utc { self.academy.clone() } else { zone }
    }
}

fn is_fixed(zone: &TimeZone) -> bool {
    zone.iana_name().is_some_and(|name| name.starts_with("Etc/GMT"))
}

/// Seconds east of UTC when summer time is not in force, in the year 2026.
fn standard_offset(zone: &TimeZone) -> Option<i32> {
    [1_767_268_800, 1_782_907_200] // noon of 1 January and of 1 July
        .into_iter()
        .filter_map(|second| Timestamp::from_second(second).ok())
        .map(|at| zone.to_offset(at).seconds())
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(academy: &str, name: &str) -> Option<String> {
        let mut zones = Zones::new(&TimeZone::get(academy).unwrap());
        zones.resolve(name).and_then(|zone| zone.iana_name().map(str::to_owned))
    }

    #[test]
    fn names_of_the_world_are_understood() {
        for (name, zone) in [
            ("Europe/Paris", "Europe/Paris"),
            ("America/Guadeloupe", "America/Guadeloupe"),
            ("Romance Standard Time", "Europe/Paris"),
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("/softwarestudio.org/Olson_20011030_5/Europe/Lisbon", "Europe/Lisbon"),
            ("Etc/GMT-1", "Etc/GMT-1"),
        ] {
            assert_eq!(resolved("Europe/Paris", name).as_deref(), Some(zone), "{name}");
        }
        assert_eq!(resolved("Europe/Paris", "Heure de la lune"), None);
        assert_eq!(resolved("Europe/Paris", ""), None);
    }

    #[test]
    fn utc_and_a_bare_winter_offset_mean_the_academy() {
        let french = "(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris";
        assert_eq!(resolved("Europe/Paris", french).as_deref(), Some("Europe/Paris"));
        assert_eq!(resolved("Indian/Reunion", french).as_deref(), Some("Etc/GMT-1"));
        assert_eq!(resolved("Indian/Reunion", "UTC").as_deref(), Some("Indian/Reunion"));
        assert_eq!(resolved("Indian/Reunion", "Etc/UTC").as_deref(), Some("Indian/Reunion"));
    }

    #[test]
    fn a_name_defined_in_the_file_is_found_by_its_location() {
        let mut zones = Zones::new(&TimeZone::get("Europe/Paris").unwrap());
        zones
            .learn("BEGIN:VTIMEZONE\r\nTZID:Chez nous\r\nX-LIC-LOCATION:Pacific/Noumea\r\nEND:VTIMEZONE\r\n");
        let found = zones.resolve("Chez nous").unwrap();
        assert_eq!(found.iana_name(), Some("Pacific/Noumea"));
    }
}
