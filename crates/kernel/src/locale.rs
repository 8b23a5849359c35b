//! The language a person reads. French is the source, English complete; nothing else is offered.

use std::str::FromStr;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    Fr,
    En,
}

impl Locale {
    /// The BCP 47 tag, as `lang` attributes and cookies carry it.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Fr => "fr",
            Locale::En => "en",
        }
    }

    /// The first language of an `Accept-Language` header that we speak; French when there is none.
    pub fn preferred(accept_language: &str) -> Locale {
        let mut offers: Vec<(f32, Locale)> = accept_language
            .split(',')
            .filter_map(|item| {
                let mut parts = item.split(';');
                let locale = parts.next()?.trim().parse().ok()?;
                let quality =
                    parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
                (quality > 0.0).then_some((quality, locale))
            })
            .collect();
        // A stable sort keeps the order of the header between equal qualities.
        offers.sort_by(|a, b| b.0.total_cmp(&a.0));
        offers.first().map_or(Locale::Fr, |(_, locale)| *locale)
    }
}

impl FromStr for Locale {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        match tag.split('-').next() {
            Some(t) if t.eq_ignore_ascii_case("fr") => Ok(Locale::Fr),
            Some(t) if t.eq_ignore_ascii_case("en") => Ok(Locale::En),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_browser_preference_decides() {
        assert_eq!(Locale::preferred("en-GB,en;q=0.8,fr;q=0.5"), Locale::En);
        assert_eq!(Locale::preferred("de,fr-FR;q=0.7,en;q=0.3"), Locale::Fr);
        assert_eq!(Locale::preferred("en;q=0"), Locale::Fr);
        assert_eq!(Locale::preferred(""), Locale::Fr);
    }
}
