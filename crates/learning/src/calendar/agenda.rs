//! The agenda: only the days on which something happens, each under its date in words.
//! It is the same reading of items as the month, without the table.

use jiff::{ToSpan, civil::Date};
use kernel::Locale;

use super::{
    month::{Item, Segment, segment},
    names,
};

/// The furthest an agenda looks at once.
const MAX_DAYS: i64 = 366;

/// A day with at least one thing in it.
#[derive(Debug)]
pub struct AgendaDay<'a, T> {
    pub date: Date,
    pub is_today: bool,
    /// What lasts whole days or several first, then by hour.
    pub segments: Vec<Segment<'a, T>>,
    today: Date,
}

impl<T> AgendaDay<'_, T> {
    /// « Aujourd’hui », « Demain », « lundi 23 novembre 2026 ».
    pub fn heading(&self, locale: Locale) -> String {
        names::relative_date(self.date, self.today, locale)
    }
}

/// The days from `first` to `last`, both included, on which something happens.
pub fn agenda<T>(items: &[Item<T>], first: Date, last: Date, today: Date) -> Vec<AgendaDay<'_, T>> {
    let last = last.min(first.saturating_add(MAX_DAYS.days()));
    let mut shown: Vec<&Item<T>> = items.iter().filter(|i| i.first <= last && i.last >= first).collect();
    shown.sort_by_key(|item| item.order());
    let mut days = Vec::new();
    let mut day = first;
    while day <= last {
        let segments: Vec<_> = shown.iter().filter_map(|item| segment(item, day)).collect();
        if !segments.is_empty() {
            days.push(AgendaDay { date: day, is_today: day == today, segments, today });
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::month::tests::{all_day, timed};
    use jiff::civil::date as d;

    #[test]
    fn only_days_with_something_are_listed() {
        let items = [
            timed(d(2026, 11, 24), (9, 0), d(2026, 11, 24), (10, 0), "atelier"),
            timed(d(2026, 11, 23), (14, 0), d(2026, 11, 23), (16, 0), "visio"),
            timed(d(2026, 11, 23), (9, 0), d(2026, 11, 23), (10, 0), "accueil"),
            all_day(d(2026, 11, 23), d(2026, 11, 25), "séminaire"),
            all_day(d(2026, 12, 24), d(2026, 12, 24), "trop loin"),
        ];
        let days = agenda(&items, d(2026, 11, 23), d(2026, 12, 23), d(2026, 11, 23));
        let read: Vec<(String, Vec<&str>)> = days
            .iter()
            .map(|day| (day.heading(Locale::Fr), day.segments.iter().map(|s| s.item.what).collect()))
            .collect();
        assert_eq!(
            read,
            [
                ("Aujourd’hui".to_owned(), vec!["séminaire", "accueil", "visio"]),
                ("Demain".to_owned(), vec!["séminaire", "atelier"]),
                ("mercredi 25 novembre 2026".to_owned(), vec!["séminaire"]),
            ]
        );
        assert!(days.iter().map(|day| day.is_today).eq([true, false, false]));
        let parts: Vec<_> = days.iter().map(|day| (day.segments[0].part, day.segments[0].parts)).collect();
        assert_eq!(parts, [(1, 3), (2, 3), (3, 3)]);
    }

    #[test]
    fn what_began_before_is_still_there() {
        let items = [all_day(d(2026, 11, 1), d(2026, 11, 30), "mois")];
        let days = agenda(&items, d(2026, 11, 29), d(2026, 12, 5), d(2026, 11, 29));
        assert_eq!(days.len(), 2);
        assert!(days[0].segments[0].continues_before && days[0].segments[0].continues_after);
        assert!(!days[1].segments[0].continues_after);
    }

    #[test]
    fn nothing_gives_nothing_and_a_century_does_not_hang() {
        let items = [all_day(d(2000, 1, 1), d(2100, 12, 31), "siècle")];
        assert!(agenda::<&str>(&[], d(2026, 1, 1), d(2026, 12, 31), d(2026, 1, 1)).is_empty());
        assert_eq!(agenda(&items, d(2000, 1, 1), d(2100, 1, 1), d(2026, 1, 1)).len(), 367);
    }
}
