//! Sizes as people read them.

use kernel::Locale;

/// «1,2 Mo», “1.2 MB”: decimal units, as people's other programs count.
pub(crate) fn size(locale: Locale, bytes: i64) -> String {
    let (units, comma) = match locale {
        Locale::Fr => (["octets", "ko", "Mo", "Go"], ','),
        Locale::En => (["bytes", "kB", "MB", "GB"], '.'),
    };
    let mut value = bytes.max(0);
    let mut rest = 0;
    let mut unit = 0;
    while value >= 1_000 && unit + 1 < units.len() {
        rest = value % 1_000 / 100;
        value /= 1_000;
        unit += 1;
    }
    let unit = units.get(unit).copied().unwrap_or_default();
    if value < 10 && rest > 0 {
        format!("{value}{comma}{rest}\u{a0}{unit}")
    } else {
        format!("{value}\u{a0}{unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(Locale::Fr, 999), "999\u{a0}octets");
        assert_eq!(size(Locale::Fr, 1_250), "1,2\u{a0}ko");
        assert_eq!(size(Locale::En, 1_250_000), "1.2\u{a0}MB");
        assert_eq!(size(Locale::Fr, 20_000_000), "20\u{a0}Mo");
        assert_eq!(size(Locale::Fr, 2 << 30), "2,1\u{a0}Go");
    }
}
