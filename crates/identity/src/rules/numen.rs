//! The NUMEN, the confidential number of an agent of the éducation nationale. It is never stored nor shown: the
//! database keeps only two keyed hashes, one to find the agent and one to check the birth date with it.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use kernel::{
    Locale,
    keys::{Key, mac},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

const SHORTEST: usize = 5;
const LONGEST: usize = 20;

/// A NUMEN as typed or imported: spaces removed, capitals. Has no `Display`, prints as `Numen(…)`, is wiped from
/// memory when dropped, and compares without telling by its duration where the difference is.
#[derive(Clone)]
pub struct Numen {
    bytes: [u8; LONGEST],
    length: u8,
}

/// Why a text is no NUMEN. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumenRefused {
    Empty,
    /// Not between 5 and 20 characters.
    Length,
    /// Something else than a letter or a digit.
    Character,
}

/// How a NUMEN looks. Odd shapes exist in real files: they are worth a warning, never a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumenShape {
    /// `AA L YY NNNNN LLL` with a known académie code.
    Standard,
    /// Not 13 characters.
    OddLength,
    /// The letters and digits are not where they should be.
    OddPattern,
    /// All as it should be, but the first two digits are no académie of registration.
    UnknownAcademy,
}

impl Numen {
    /// What finds the agent: the same NUMEN under the same key gives the same 32 bytes.
    pub fn index(&self, key: &Key) -> [u8; 32] {
        mac(key, &[self.as_bytes()])
    }

    /// What proves that the birth date goes with the NUMEN.
    pub fn proof(&self, key: &Key, birth_date: Date) -> [u8; 32] {
        mac(key, &[self.as_bytes(), birth_date.to_string().as_bytes()])
    }

    pub fn is_standard(&self) -> bool {
        self.shape() == NumenShape::Standard
    }

    pub fn shape(&self) -> NumenShape {
        let Ok(numen) = <&[u8; 13]>::try_from(self.as_bytes()) else {
            return NumenShape::OddLength;
        };
        let expected = b"00A0000000AAA";
        let same_kind = |(c, model): (&u8, &u8)| c.is_ascii_digit() == model.is_ascii_digit();
        if !numen.iter().zip(expected).all(same_kind) {
            return NumenShape::OddPattern;
        }
        match (numen[0] - b'0') * 10 + (numen[1] - b'0') {
            1..=33 | 43 => NumenShape::Standard,
            _ => NumenShape::UnknownAcademy,
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl FromStr for Numen {
    type Err = NumenRefused;

    fn from_str(text: &str) -> Result<Self, NumenRefused> {
        let mut numen = Numen { bytes: [0; LONGEST], length: 0 };
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            if !c.is_ascii_alphanumeric() {
                return Err(NumenRefused::Character);
            }
            let slot = numen.bytes.get_mut(usize::from(numen.length)).ok_or(NumenRefused::Length)?;
            *slot = (c as u8).to_ascii_uppercase();
            numen.length += 1;
        }
        match usize::from(numen.length) {
            0 => Err(NumenRefused::Empty),
            SHORTEST..=LONGEST => Ok(numen),
            _ => Err(NumenRefused::Length),
        }
    }
}

impl fmt::Debug for Numen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Numen(…)")
    }
}

impl PartialEq for Numen {
    fn eq(&self, other: &Self) -> bool {
        // The unused tail is zero, so equal buffers are equal NUMEN; no character of a NUMEN is zero.
        self.bytes.ct_eq(&other.bytes).into()
    }
}

impl Eq for Numen {}

impl Drop for Numen {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl NumenRefused {
    pub fn message(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (NumenRefused::Empty, Locale::Fr) => "Indiquez votre NUMEN.",
            (NumenRefused::Empty, Locale::En) => "Enter your NUMEN.",
            (NumenRefused::Length, Locale::Fr) => {
                "Un NUMEN compte 13 caractères, par exemple deux chiffres, une lettre, sept chiffres et trois lettres."
            }
            (NumenRefused::Length, Locale::En) => {
                "A NUMEN has 13 characters: usually two digits, a letter, seven digits and three letters."
            }
            (NumenRefused::Character, Locale::Fr) => {
                "Un NUMEN ne contient que des lettres sans accent et des chiffres."
            }
            (NumenRefused::Character, Locale::En) => "A NUMEN holds only unaccented letters and digits.",
        }
    }
}

impl NumenShape {
    /// What to tell about an odd shape; nothing about a standard one.
    pub fn message(self, locale: Locale) -> Option<&'static str> {
        let message = match (self, locale) {
            (NumenShape::Standard, _) => return None,
            (NumenShape::OddLength, Locale::Fr) => {
                "Ce NUMEN n’a pas 13 caractères\u{202f}; il est accepté tel quel."
            }
            (NumenShape::OddLength, Locale::En) => {
                "This NUMEN does not have 13 characters; it is accepted as it is."
            }
            (NumenShape::OddPattern, Locale::Fr) => {
                "Ce NUMEN n’a pas la forme habituelle (deux chiffres, une lettre, sept chiffres, trois lettres)\u{202f}; \
                 il est accepté tel quel."
            }
            (NumenShape::OddPattern, Locale::En) => {
                "This NUMEN does not have the usual form (two digits, a letter, seven digits, three letters); \
                 it is accepted as it is."
            }
            (NumenShape::UnknownAcademy, Locale::Fr) => {
                "Les deux premiers chiffres de ce NUMEN ne désignent aucune académie connue\u{202f}; \
                 il est accepté tel quel."
            }
            (NumenShape::UnknownAcademy, Locale::En) => {
                "The first two digits of this NUMEN name no known académie; it is accepted as it is."
            }
        };
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn numen(text: &str) -> Numen {
        text.parse().unwrap()
    }

    #[test]
    fn spaces_and_small_letters_do_not_matter() {
        assert_eq!(numen(" 24e 9912345\u{a0}abc\t"), numen("24E9912345ABC"));
        assert_ne!(numen("24E9912345ABC"), numen("24E9912345ABD"));
        assert_ne!(numen("24E9912345"), numen("24E9912345ABC"));
    }

    #[test]
    fn what_is_no_numen_is_refused_with_a_reason() {
        assert_eq!(" \t".parse::<Numen>(), Err(NumenRefused::Empty));
        assert_eq!("24E9".parse::<Numen>(), Err(NumenRefused::Length));
        assert_eq!("123456789012345678901".parse::<Numen>(), Err(NumenRefused::Length));
        assert_eq!("24É9912345ABC".parse::<Numen>(), Err(NumenRefused::Character));
        assert_eq!("24E-9912345-ABC".parse::<Numen>(), Err(NumenRefused::Character));
    }

    #[test]
    fn odd_shapes_are_told_and_accepted() {
        for (text, shape) in [
            ("01A0000000AAA", NumenShape::Standard),
            ("33Z9999999ZZZ", NumenShape::Standard),
            ("43B1234567XYZ", NumenShape::Standard),
            ("00A0000000AAA", NumenShape::UnknownAcademy),
            ("34A0000000AAA", NumenShape::UnknownAcademy),
            ("99A0000000AAA", NumenShape::UnknownAcademy),
            ("24E9912345AB", NumenShape::OddLength),
            ("24E9912345ABCD", NumenShape::OddLength),
            ("24E99123456BC", NumenShape::OddPattern),
            ("2AE9912345ABC", NumenShape::OddPattern),
        ] {
            assert_eq!(numen(text).shape(), shape, "{text}");
            assert_eq!(numen(text).is_standard(), shape.message(Locale::Fr).is_none());
            assert_eq!(shape.message(Locale::Fr).is_some(), shape.message(Locale::En).is_some());
        }
    }

    #[test]
    fn the_two_hashes_depend_on_key_numen_and_date() {
        let (one, other) = (Key([1; 32]), Key([2; 32]));
        let n = numen("24E9912345ABC");
        assert_eq!(n.index(&one), numen("24e 9912345 abc").index(&one));
        assert_ne!(n.index(&one), n.index(&other));
        assert_ne!(n.index(&one), numen("24E9912345ABD").index(&one));
        assert_eq!(n.proof(&one, date(1980, 3, 12)), n.proof(&one, date(1980, 3, 12)));
        assert_ne!(n.proof(&one, date(1980, 3, 12)), n.proof(&one, date(1980, 12, 3)));
        assert_ne!(n.proof(&one, date(1980, 3, 12)), n.index(&one));
    }

    #[test]
    fn debug_keeps_the_secret() {
        assert_eq!(format!("{:?}", numen("24E9912345ABC")), "Numen(…)");
        assert_eq!(format!("{:?}", Some(numen("24E9912345ABC"))), "Some(Numen(…))");
    }

    proptest! {
        #[test]
        fn any_5_to_20_letters_and_digits_are_accepted(text in "[A-Za-z0-9]{5,20}") {
            let parsed: Numen = text.parse().unwrap();
            let upper = text.to_ascii_uppercase();
            prop_assert_eq!(parsed.as_bytes(), upper.as_bytes());
        }

        #[test]
        fn no_text_makes_it_panic_or_leak(text in ".*") {
            match text.parse::<Numen>() {
                Ok(numen) => prop_assert_eq!(format!("{numen:?}"), "Numen(…)"),
                Err(refused) => prop_assert!(!refused.message(Locale::Fr).is_empty()),
            }
        }

        #[test]
        fn the_shape_agrees_with_the_pattern(text in "(0[1-9]|[12][0-9]|3[1-3]|43)[A-Z][0-9]{7}[A-Z]{3}") {
            prop_assert!(text.parse::<Numen>().unwrap().is_standard());
        }
    }
}
