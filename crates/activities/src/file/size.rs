//! How heavy a file is, as people say it: «1,2 Mo», in English “1.2 MB”.

use kernel::Locale;

pub(crate) fn of(bytes: i64, locale: Locale) -> String {
    let units = match locale {
        Locale::Fr => ["o", "ko", "Mo", "Go"],
        Locale::En => ["B", "kB", "MB", "GB"],
    };
    let (mut tenths, mut unit) = (bytes.max(0).saturating_mul(10), 0);
    // Rounded before it is compared, so that 999.96 kB is 1 MB and not 1000 kB.
    while unit < 3 && (tenths + 5) / 10 >= 1000 {
        tenths = (tenths + 500) / 1000;
        unit += 1;
    }
    let comma = if locale == Locale::Fr { ',' } else { '.' };
    let name = units.get(unit).copied().unwrap_or_default();
    if unit == 0 || tenths >= 100 || tenths % 10 == 0 {
        format!("{}\u{a0}{name}", (tenths + 5) / 10)
    } else {
        format!("{}{comma}{}\u{a0}{name}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_as_people_read_them() {
        let fr = |bytes| of(bytes, Locale::Fr);
        assert_eq!(fr(0), "0\u{a0}o");
        assert_eq!(fr(999), "999\u{a0}o");
        assert_eq!(fr(1_000), "1\u{a0}ko");
        assert_eq!(fr(1_240), "1,2\u{a0}ko");
        assert_eq!(fr(15_600), "16\u{a0}ko");
        assert_eq!(fr(999_960), "1\u{a0}Mo");
        assert_eq!(fr(1_250_000), "1,3\u{a0}Mo");
        assert_eq!(fr(5_000_000_000), "5\u{a0}Go");
        assert_eq!(of(1_240, Locale::En), "1.2\u{a0}kB");
    }
}
