//! Birth dates as people and files write them, and the bounds that an agent's birth date must respect. The same
//! reading serves the staff file and the pages that ask NUMEN and birth date.

use jiff::{ToSpan, civil::Date};
use kernel::Locale;

/// The youngest age of an agent; apprentices start at 15, some files are prepared earlier.
const YOUNGEST: i32 = 14;
const EARLIEST_YEAR: i16 = 1900;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDateRefused {
    Empty,
    /// Neither dd/mm/yyyy nor yyyy-mm-dd.
    Shape,
    /// Well written, but there is no such day.
    NoSuchDay,
    /// Before 1900.
    TooOld,
    /// Less than 14 years ago, or in the future.
    TooYoung,
}

/// Reads `dd/mm/yyyy` (one-digit days and months accepted) or `yyyy-mm-dd`.
pub fn parse(text: &str, today: Date) -> Result<Date, BirthDateRefused> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BirthDateRefused::Empty);
    }
    let (day, month, year) = parts(text).ok_or(BirthDateRefused::Shape)?;
    let date = Date::new(year, month, day).map_err(|_| BirthDateRefused::NoSuchDay)?;
    let youngest = today.checked_sub(YOUNGEST.years()).map_err(|_| BirthDateRefused::TooYoung)?;
    if date.year() < EARLIEST_YEAR {
        Err(BirthDateRefused::TooOld)
    } else if date > youngest {
        Err(BirthDateRefused::TooYoung)
    } else {
        Ok(date)
    }
}

fn parts(text: &str) -> Option<(i8, i8, i16)> {
    let (separator, french) = if text.contains('/') { ('/', true) } else { ('-', false) };
    let mut parts = text.split(separator);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, year) = if french { (first, last) } else { (last, first) };
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let short = if french { 1..=2 } else { 2..=2 };
    let readable =
        parts.next().is_none() && digits(day, short.clone()) && digits(month, short) && digits(year, 4..=4);
    if readable { Some((day.parse().ok()?, month.parse().ok()?, year.parse().ok()?)) } else { None }
}

impl BirthDateRefused {
    pub fn message(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (BirthDateRefused::Empty, Locale::Fr) => "Indiquez la date de naissance.",
            (BirthDateRefused::Empty, Locale::En) => "Enter the birth date.",
            (BirthDateRefused::Shape, Locale::Fr) => "Écrivez la date de naissance sous la forme jj/mm/aaaa.",
            (BirthDateRefused::Shape, Locale::En) => "Write the birth date as dd/mm/yyyy.",
            (BirthDateRefused::NoSuchDay, Locale::Fr) => "Ce jour n’existe pas dans le calendrier.",
            (BirthDateRefused::NoSuchDay, Locale::En) => "There is no such day in the calendar.",
            (BirthDateRefused::TooOld, Locale::Fr) => "La date de naissance est antérieure à 1900.",
            (BirthDateRefused::TooOld, Locale::En) => "The birth date is before 1900.",
            (BirthDateRefused::TooYoung, Locale::Fr) => "La date de naissance remonte à moins de 14 ans.",
            (BirthDateRefused::TooYoung, Locale::En) => "The birth date is less than 14 years ago.",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn both_writings_are_read() {
        for text in ["12/03/1980", "12/3/1980", " 1980-03-12 "] {
            assert_eq!(parse(text, TODAY), Ok(date(1980, 3, 12)), "{text}");
        }
    }

    #[test]
    fn others_are_refused_with_a_reason() {
        for (text, refused) in [
            ("  ", BirthDateRefused::Empty),
            ("12/03/80", BirthDateRefused::Shape),
            ("1980-3-12", BirthDateRefused::Shape),
            ("12.03.1980", BirthDateRefused::Shape),
            ("12-03-1980", BirthDateRefused::Shape),
            ("12/03/1980/1", BirthDateRefused::Shape),
            ("+1/03/1980", BirthDateRefused::Shape),
            ("31/02/1980", BirthDateRefused::NoSuchDay),
            ("00/00/1980", BirthDateRefused::NoSuchDay),
            ("29/02/1981", BirthDateRefused::NoSuchDay),
            ("31/12/1899", BirthDateRefused::TooOld),
            ("25/11/2012", BirthDateRefused::TooYoung),
            ("01/01/2099", BirthDateRefused::TooYoung),
        ] {
            assert_eq!(parse(text, TODAY), Err(refused), "{text}");
            assert_ne!(refused.message(Locale::Fr), refused.message(Locale::En));
        }
    }

    #[test]
    fn the_bounds_themselves_pass() {
        assert!(parse("01/01/1900", TODAY).is_ok());
        assert!(parse("24/11/2012", TODAY).is_ok());
        assert!(parse("29/02/1980", TODAY).is_ok());
    }

    proptest! {
        #[test]
        fn every_day_reads_the_same_in_both_writings(days in 0i32..40_000) {
            let day = date(1900, 1, 1).checked_add(days.days()).unwrap();
            let french = day.strftime("%d/%m/%Y").to_string();
            prop_assert_eq!(parse(&french, date(2050, 1, 1)), Ok(day));
            prop_assert_eq!(parse(&day.to_string(), date(2050, 1, 1)), Ok(day));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = parse(&text, TODAY);
        }
    }
}
