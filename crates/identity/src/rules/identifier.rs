//! What a name becomes: the identifier `jdupont`, the local part `jean.dupont`, the candidates for homonyms, and the
//! key by which a list of people is sorted. Accents are folded and every script is written in Latin letters first.

use unicode_normalization::UnicodeNormalization;

/// Longest identifier, homonym number included: what directories and file systems behind it take without cutting.
pub const IDENTIFIER_LENGTH: usize = 32;
/// Longest local part of an address (RFC 5321), homonym number included.
pub const LOCAL_PART_LENGTH: usize = 64;
/// Room left to the surname in a local part, however long the first names are.
const FIRST_NAMES_LENGTH: usize = 30;
/// When a name holds nothing that can be written in Latin letters.
const NAMELESS: &str = "agent";

/// Never given to a person: names of system accounts, and addresses that RFC 2142 gives to services. The homonym
/// of a reserved word (`root1`) is free.
const RESERVED: [&str; 27] = [
    "abuse",
    "admin",
    "administrateur",
    "administrator",
    "agent",
    "bin",
    "daemon",
    "dns",
    "ftp",
    "hostmaster",
    "info",
    "mail",
    "mailerdaemon",
    "news",
    "nobody",
    "noc",
    "noreply",
    "operator",
    "postmaster",
    "root",
    "security",
    "support",
    "sys",
    "usenet",
    "uucp",
    "webmaster",
    "www",
];

/// The identifiers to try in turn: `jdupont`, `jdupont1`, `jdupont2`, and so on without end. Reserved words start at 1.
pub fn identifier_candidates(first_names: &str, surname: &str) -> impl Iterator<Item = String> + use<> {
    candidates(base_identifier(first_names, surname), IDENTIFIER_LENGTH)
}

/// The local parts to try in turn: `jean.dupont`, `jean.dupont1`, and so on without end.
pub fn local_part_candidates(first_names: &str, surname: &str) -> impl Iterator<Item = String> + use<> {
    candidates(base_local_part(first_names, surname), LOCAL_PART_LENGTH)
}

fn candidates(base: String, length: usize) -> impl Iterator<Item = String> {
    let first = u64::from(RESERVED.contains(&base.as_str()));
    (first..).map(move |number| {
        if number == 0 {
            base.clone()
        } else {
            let number = number.to_string();
            format!("{}{number}", cut(&base, length - number.len()))
        }
    })
}

/// First letter of the first name and the whole surname, `a` to `z` and digits only; never empty.
pub fn base_identifier(first_names: &str, surname: &str) -> String {
    let initial = first_of_several(first_names);
    let initial = letters_and_digits(initial).chars().next();
    let identifier: String = initial.into_iter().chain(letters_and_digits(surname).chars()).collect();
    if identifier.is_empty() { NAMELESS.into() } else { cut(&identifier, IDENTIFIER_LENGTH).into() }
}

/// `prenom.nom`: hyphens kept, spaces as hyphens, everything else dropped; never empty.
pub fn base_local_part(first_names: &str, surname: &str) -> String {
    let first = hyphenated(first_of_several(first_names));
    let first = cut(&first, FIRST_NAMES_LENGTH);
    let last = hyphenated(surname);
    let local = match (first, last.as_str()) {
        ("", "") => NAMELESS,
        ("", only) | (only, "") => only,
        (first, last) => &format!("{first}.{last}"),
    };
    cut(local, LOCAL_PART_LENGTH).into()
}

/// Sorts people as a French list does: surname then first names, accents and capitals ignored, particles as written.
///
/// Compare the keys byte by byte, never by the database's collation. Inside a name every separator is a hyphen,
/// between surname and first names stands a space, which sorts before it: Dupont Zoé, Dupont-Aignan Alice, Dupontel.
pub fn sort_key(surname: &str, first_names: &str) -> String {
    let key = format!("{} {}", hyphenated(&separated(surname)), hyphenated(&separated(first_names)));
    key.trim().into()
}

/// Lower case Latin letters: NFC first, so that a letter and its combining accent are transliterated as one.
pub fn latin_lower(text: &str) -> String {
    let composed: String = text.nfc().collect();
    any_ascii::any_ascii(&composed).to_ascii_lowercase()
}

fn letters_and_digits(text: &str) -> String {
    latin_lower(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Words of letters and digits joined by one hyphen; apostrophes join what they stand between (`d’Arc` → `darc`).
fn hyphenated(text: &str) -> String {
    let latin = latin_lower(text);
    let words = latin.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/' | '.'));
    let words = words.map(|w| w.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}

/// For sorting, an apostrophe or a comma separates words like a space.
fn separated(text: &str) -> String {
    text.replace(['\'', '\u{2019}', '\u{2bc}', ','], " ")
}

/// HR writes several first names as `Jean, Marie, Paul`; `Jean Marie` is one double name.
fn first_of_several(first_names: &str) -> &str {
    first_names.split(',').find(|name| !name.trim().is_empty()).unwrap_or_default()
}

/// The first `length` characters of an ASCII text, without a separator left hanging at the end.
fn cut(ascii: &str, length: usize) -> &str {
    ascii.get(..length).unwrap_or(ascii).trim_end_matches(['.', '-'])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identifiers_follow_the_rule() {
        for (first, surname, expected) in [
            ("Jean", "Dupont", "jdupont"),
            ("Élodie", "LEFÈVRE", "elefevre"),
            ("Jean-Pierre", "Le Goff", "jlegoff"),
            ("Anne, Marie", "d’Arc", "adarc"),
            ("Zoé", "de la Tour-d'Auvergne", "zdelatourdauvergne"),
            ("Œdipe", "Cœur", "ocoeur"),
            ("Søren", "Ångström", "sangstrom"),
            ("Łukasz", "Đặng", "ldang"),
            ("Jürgen", "Weiß", "jweiss"),
            ("Ægir", "Þórsson", "athorsson"),
            ("E\u{301}lodie", "Lefe\u{300}vre", "elefevre"),
            ("", "Dupont", "dupont"),
            ("Jean", "", "j"),
            ("", "", "agent"),
            (" , ", "- '", "agent"),
        ] {
            assert_eq!(base_identifier(first, surname), expected, "{first} {surname}");
        }
    }

    #[test]
    fn local_parts_follow_the_rule() {
        for (first, surname, expected) in [
            ("Jean", "Dupont", "jean.dupont"),
            ("Jean-Pierre", "Le Goff", "jean-pierre.le-goff"),
            ("Jean Pierre", "Dupont – Durand", "jean-pierre.dupont-durand"),
            ("Anne, Marie", "d’Arc", "anne.darc"),
            ("Éloïse", "N’Guyen", "eloise.nguyen"),
            ("", "Dupont", "dupont"),
            ("Jean", "", "jean"),
            ("", "", "agent"),
            ("J.", "R. Tolk", "j.r-tolk"),
        ] {
            assert_eq!(base_local_part(first, surname), expected, "{first} {surname}");
        }
    }

    #[test]
    fn names_in_other_scripts_are_written_in_latin_letters() {
        assert_eq!(base_identifier("Иван", "Петров"), "ipetrov");
        assert_eq!(base_local_part("Ελένη", "Παπαδοπούλου"), "eleni.papadopoyloy");
        assert!(base_identifier("小明", "王").bytes().all(|b| b.is_ascii_lowercase()));
    }

    #[test]
    fn homonyms_are_counted_from_one() {
        let first: Vec<_> = identifier_candidates("Jean", "Dupont").take(3).collect();
        assert_eq!(first, ["jdupont", "jdupont1", "jdupont2"]);
        let first: Vec<_> = local_part_candidates("Jean", "Dupont").take(3).collect();
        assert_eq!(first, ["jean.dupont", "jean.dupont1", "jean.dupont2"]);
    }

    #[test]
    fn reserved_words_are_given_to_nobody() {
        assert_eq!(identifier_candidates("Rémi", "Oot").next().unwrap(), "root1");
        assert_eq!(identifier_candidates("", "").next().unwrap(), "agent1");
        assert_eq!(local_part_candidates("", "Postmaster").next().unwrap(), "postmaster1");
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn long_names_keep_room_for_the_number() {
        let long = "Wolfeschlegelsteinhausenbergerdorff".repeat(2);
        let base = base_identifier("Hubert", &long);
        assert_eq!(base.len(), IDENTIFIER_LENGTH);
        let hundredth = identifier_candidates("Hubert", &long).nth(100).unwrap();
        assert_eq!((hundredth.len(), hundredth.ends_with("100")), (IDENTIFIER_LENGTH, true));
        let local = local_part_candidates("Jean-".repeat(20).as_str(), &long).nth(7).unwrap();
        assert!(
            local.len() <= LOCAL_PART_LENGTH && local.contains(".wolfe") && local.ends_with('7'),
            "{local}"
        );
    }

    #[test]
    fn lists_sort_as_in_a_french_directory() {
        let mut people = vec![
            ("Dupontel", "Alice"),
            ("Dupont-Aignan", "Alice"),
            ("Élan", "Zoé"),
            ("DUPONT", "Zoé"),
            ("Dupont", "Émile"),
            ("de Gaulle", "Charles"),
            ("Eland", "Alice"),
            ("D’Alembert", "Jean"),
            ("Dupond", "Jean"),
            ("Cœur", "Jacques"),
            ("Coetzee", "Ann"),
        ];
        people.sort_by_key(|(surname, first)| sort_key(surname, first));
        let sorted: Vec<_> = people.iter().map(|(surname, first)| format!("{surname} {first}")).collect();
        let expected = [
            "Coetzee Ann",
            "Cœur Jacques",
            "D’Alembert Jean",
            "de Gaulle Charles",
            "Dupond Jean",
            "Dupont Émile",
            "DUPONT Zoé",
            "Dupont-Aignan Alice",
            "Dupontel Alice",
            "Élan Zoé",
            "Eland Alice",
        ];
        assert_eq!(sorted, expected);
    }

    proptest! {
        #[test]
        fn any_two_names_give_usable_results(first in ".{0,40}", surname in ".{0,40}", n in 0usize..1200) {
            let identifier = identifier_candidates(&first, &surname).nth(n).unwrap();
            prop_assert!((1..=IDENTIFIER_LENGTH).contains(&identifier.len()));
            prop_assert!(identifier.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            let local = local_part_candidates(&first, &surname).nth(n).unwrap();
            prop_assert!(local.len() <= LOCAL_PART_LENGTH);
            prop_assert!(format!("{local}@exemple.fr").parse::<super::super::email_address::EmailAddress>().is_ok(), "{}", local);
            prop_assert!(sort_key(&surname, &first).is_ascii());
        }

        #[test]
        fn candidates_never_repeat(first in "[A-Za-z]{1,12}", surname in "[A-Za-z -]{1,60}") {
            let taken: HashSet<_> = identifier_candidates(&first, &surname).take(150).collect();
            prop_assert_eq!(taken.len(), 150);
            let taken: HashSet<_> = local_part_candidates(&first, &surname).take(150).collect();
            prop_assert_eq!(taken.len(), 150);
        }

        #[test]
        fn accents_and_capitals_change_nothing(first in "[a-zéèêëàâçîïôûü]{1,10}", surname in "[a-zéèêëàâçîïôûü]{1,10}") {
            let (loud_first, loud) = (first.to_uppercase(), surname.to_uppercase());
            prop_assert_eq!(base_identifier(&first, &surname), base_identifier(&loud_first, &loud));
            prop_assert_eq!(sort_key(&surname, &first), sort_key(&loud, &loud_first));
            let decomposed: String = surname.nfd().collect();
            prop_assert_eq!(base_identifier(&first, &surname), base_identifier(&first, &decomposed));
        }
    }
}
