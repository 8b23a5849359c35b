//! The syntax of an e-mail address that we may write to, such as an agent's backup address. Deliberately narrower
//! than RFC 5321: no quoted local part, no address literal, because both are slips or attacks in a staff file.

use std::{fmt, str::FromStr};

use kernel::Locale;

/// An address with its domain in small letters; the local part is kept as given.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailRefused;

impl EmailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailRefused;

    fn from_str(text: &str) -> Result<Self, EmailRefused> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailRefused)?;
        if text.len() <= 254 && is_local_part(local) && is_domain(domain) {
            Ok(EmailAddress(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(EmailRefused)
        }
    }
}

fn is_local_part(local: &str) -> bool {
    let is_atom_byte = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let mut labels = domain.rsplit('.');
    // A top level of digits alone would be an IPv4 address.
    let top_is_a_name = labels.next().is_some_and(|top| is_label(top) && top.len() >= 2 && !is_number(top));
    let mut below = labels.peekable();
    top_is_a_name && below.peek().is_some() && below.all(is_label)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.0)
    }
}

impl EmailRefused {
    pub fn message(self, locale: Locale) -> &'static str {
        match locale {
            Locale::Fr => "Cette adresse n’est pas valide\u{a0}: écrivez-la sous la forme nom@exemple.fr.",
            Locale::En => "This address is not valid: write it as name@example.com.",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_addresses_pass_and_the_domain_is_lowered() {
        for text in
            ["Jean.Dupont@Exemple.FR", "a+b@mail.exemple.co", "x_y-z'o@a-b.exemple", "a@xn--caf-dma.fr"]
        {
            let address: EmailAddress = text.parse().unwrap();
            assert_eq!(address.domain(), address.domain().to_lowercase());
            assert!(text.starts_with(address.local_part()));
        }
        assert_eq!(" jean@exemple.fr ".parse::<EmailAddress>().unwrap().as_str(), "jean@exemple.fr");
    }

    #[test]
    fn slips_and_tricks_are_refused() {
        let long_local = format!("{}@exemple.fr", "a".repeat(65));
        let long_whole = format!("a@{}fr", "abcdefghi.".repeat(26));
        for text in [
            "",
            "jean",
            "@exemple.fr",
            "jean@",
            "jean@exemple",
            "jean@exemple.",
            "jean@.fr",
            ".jean@exemple.fr",
            "jean.@exemple.fr",
            "je..an@exemple.fr",
            "je an@exemple.fr",
            "jean@exem ple.fr",
            "jean@-exemple.fr",
            "jean@exemple-.fr",
            "a@b@exemple.fr",
            "jean@127.0.0.1",
            "jean@[127.0.0.1]",
            "\"je an\"@exemple.fr",
            "jean@exemple.fr\r\nBcc: x@y.fr",
            "jean@exemple.fr, b@exemple.fr",
            "<jean@exemple.fr>",
            "élise@exemple.fr",
            &long_local,
            &long_whole,
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailRefused), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_twice_changes_nothing(text in "[A-Za-z0-9.+-]{1,10}@[A-Za-z0-9.-]{1,20}") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                prop_assert_eq!(address.as_str().parse::<EmailAddress>().unwrap(), address);
            }
        }

        #[test]
        fn nothing_accepted_holds_a_space_or_a_control(text in ".*@.*") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
