//! The days people write in a search: 23/11/2026, 2026-11-23, 11/2026, « novembre 2026 », 2026.
//! A month or a year stands for its first day.

use jiff::civil::Date;
use kernel::Locale;
use kernel::search::fold;

pub fn parse(text: &str) -> Option<Date> {
    let folded = fold(text);
    let pieces: Vec<&str> = folded.split_whitespace().collect();
    match pieces.as_slice() {
        [year] => date(year, "1", "1"),
        [year, month] if is_year(year) => date(year, month, "1"),
        [month, year] if is_year(year) => date(year, month_number(month).as_deref().unwrap_or(month), "1"),
        [year, month, day] if is_year(year) => date(year, month, day),
        [day, month, year] => {
            let day = day.strip_suffix("er").unwrap_or(day);
            date(year, month_number(month).as_deref().unwrap_or(month), day)
        }
        _ => None,
    }
}

/// The way the language writes it, without a blank.
pub fn show(day: Date, locale: Locale) -> String {
    match locale {
        Locale::Fr => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        Locale::En => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
    }
}

fn is_year(piece: &str) -> bool {
    piece.len() == 4 && piece.bytes().all(|b| b.is_ascii_digit())
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let small = |piece: &str| -> Option<i8> {
        (piece.len() <= 2 && piece.bytes().all(|b| b.is_ascii_digit())).then(|| piece.parse().ok())?
    };
    let year: i16 = is_year(year).then(|| year.parse().ok())??;
    (year >= 1900).then(|| Date::new(year, small(month)?, small(day)?).ok())?
}

/// French and English, whole or shortened to three letters or more (« juin » and « juillet » need four).
fn month_number(word: &str) -> Option<String> {
    const MONTHS: [(&str, &str); 12] = [
        ("janvier", "january"),
        ("fevrier", "february"),
        ("mars", "march"),
        ("avril", "april"),
        ("mai", "may"),
        ("juin", "june"),
        ("juillet", "july"),
        ("aout", "august"),
        ("septembre", "september"),
        ("octobre", "october"),
        ("novembre", "november"),
        ("decembre", "december"),
    ];
    if word.len() < 3 || word == "jui" {
        return None;
    }
    let found = MONTHS.iter().position(|(fr, en)| fr.starts_with(word) || en.starts_with(word))?;
    Some((found + 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, expected) in [
            ("23/11/2026", "2026-11-23"),
            ("3/5/2026", "2026-05-03"),
            ("23.11.2026", "2026-11-23"),
            ("2026-11-23", "2026-11-23"),
            ("11/2026", "2026-11-01"),
            ("2026-11", "2026-11-01"),
            ("2026", "2026-01-01"),
            ("novembre 2026", "2026-11-01"),
            ("1er août 2026", "2026-08-01"),
            ("23 nov. 2026", "2026-11-23"),
            ("juil 2026", "2026-07-01"),
            ("May 2026", "2026-05-01"),
        ] {
            assert_eq!(parse(text).map(|d| d.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "hier",
            "32/11/2026",
            "30/02/2026",
            "11/23/2026",
            "26",
            "1/2",
            "jui 2026",
            "0000",
            "1/1/1/2026",
            "+1/1/2026x",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
