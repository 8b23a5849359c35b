//! The UAI (formerly RNE), the national code of an establishment: seven digits and a key letter. The letter is
//! computed from the digits, so that a slip of the pen is caught and the right letter can be told.

use std::{fmt, str::FromStr};

use kernel::Locale;

const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// An establishment code whose key letter is right, such as `0941234X`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uai([u8; 8]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UaiRefused {
    /// Not seven digits and one letter.
    Shape,
    /// The letter does not go with the digits; this one does.
    Letter { expected: char },
}

impl Uai {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The code with its letter, from the number alone; `None` past seven digits.
    pub fn from_number(number: u32) -> Option<Uai> {
        let digits = format!("{number:07}");
        let mut code = [key_letter(number); 8];
        code.get_mut(..7)?.copy_from_slice(digits.as_bytes().get(..7).filter(|_| digits.len() == 7)?);
        Some(Uai(code))
    }
}

fn key_letter(number: u32) -> u8 {
    LETTERS.get(number as usize % LETTERS.len()).copied().unwrap_or(b'A')
}

impl FromStr for Uai {
    type Err = UaiRefused;

    /// Small letters and surrounding or inner spaces are accepted.
    fn from_str(text: &str) -> Result<Self, UaiRefused> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).take(9).collect();
        let (digits, letter) = compact.split_at_checked(7).ok_or(UaiRefused::Shape)?;
        let is_letter = letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_letter || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UaiRefused::Shape);
        }
        let number = digits.parse().map_err(|_| UaiRefused::Shape)?;
        let uai = Uai::from_number(number).ok_or(UaiRefused::Shape)?;
        if uai.as_str().ends_with(&letter.to_ascii_uppercase()) {
            Ok(uai)
        } else {
            Err(UaiRefused::Letter { expected: char::from(key_letter(number)) })
        }
    }
}

impl fmt::Display for Uai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Uai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uai({self})")
    }
}

impl UaiRefused {
    pub fn message(self, locale: Locale) -> String {
        match (self, locale) {
            (UaiRefused::Shape, Locale::Fr) => {
                format!("Un code UAI compte sept chiffres et une lettre, par exemple {}.", example())
            }
            (UaiRefused::Shape, Locale::En) => {
                format!("A UAI has seven digits and a letter, such as {}.", example())
            }
            (UaiRefused::Letter { expected }, Locale::Fr) => {
                format!(
                    "La lettre du code UAI ne correspond pas à ses chiffres\u{a0}: {expected} est attendu."
                )
            }
            (UaiRefused::Letter { expected }, Locale::En) => {
                format!("The letter of the UAI does not match its digits: {expected} is expected.")
            }
        }
    }
}

fn example() -> String {
    Uai::from_number(940_000).map_or_else(String::new, |uai| uai.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn real_codes_pass_in_any_writing() {
        for code in ["0750655E", " 0750655e", "0750 655 E"] {
            assert_eq!(code.parse::<Uai>().unwrap().as_str(), "0750655E");
        }
    }

    #[test]
    fn a_wrong_letter_tells_the_right_one() {
        let refused = "0750655F".parse::<Uai>().unwrap_err();
        assert_eq!(refused, UaiRefused::Letter { expected: 'E' });
        assert!(refused.message(Locale::Fr).contains("E est attendu"));
        assert!(refused.message(Locale::En).contains("E is expected"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in
            ["", "0750655", "750655E", "07506555E", "075O655E", "07506555", "0750655É", "ééééE", "0750655EE"]
        {
            assert_eq!(text.parse::<Uai>(), Err(UaiRefused::Shape), "{text}");
        }
        assert_eq!(UaiRefused::Shape.message(Locale::Fr).matches("094").count(), 1);
        assert_eq!(Uai::from_number(10_000_000), None);
    }

    proptest! {
        #[test]
        fn exactly_one_letter_goes_with_each_number(number in 0u32..10_000_000) {
            let good = (b'A'..=b'Z').filter(|l| format!("{number:07}{}", char::from(*l)).parse::<Uai>().is_ok()).count();
            prop_assert_eq!(good, 1);
            let uai = Uai::from_number(number).unwrap();
            prop_assert_eq!(uai.to_string().parse::<Uai>().unwrap(), uai);
        }

        #[test]
        fn two_neighbours_swapped_are_caught(number in 0u32..10_000_000, at in 0usize..6) {
            let code = Uai::from_number(number).unwrap().to_string();
            let mut swapped = code.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(swapped.parse::<Uai>().is_ok(), swapped == code);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<Uai>();
        }
    }
}
