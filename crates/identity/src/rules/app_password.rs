//! A password made for one mail program: letters only, because it is typed once on a telephone, and none that is taken
//! for another.

use kernel::{
    Id,
    chance::Chance,
    keys::{Key, mac},
    people::Person,
};
use zeroize::Zeroizing;

/// Without i, j, l, m, o, q and w: `1`, `rn`, `0`, `g` and `vv` look like them.
const LETTERS: &[u8; 19] = b"abcdefghknprstuvxyz";
const GROUPS: usize = 4;
const GROUP: usize = 6;

/// 24 letters of 19: 101 bits. Wiped from memory when dropped, never printed by accident.
#[derive(Clone)]
pub struct AppPassword(Zeroizing<String>);

impl AppPassword {
    pub fn make(chance: &Chance) -> AppPassword {
        let letter = |_| char::from(LETTERS[chance.below(LETTERS.len() as u64) as usize % LETTERS.len()]);
        AppPassword(Zeroizing::new((0..GROUPS * GROUP).map(letter).collect()))
    }

    /// As typed or pasted: capitals, spaces and hyphens do not count. `None` for what we would never have made, such
    /// as the account's own password.
    pub fn read(typed: &str) -> Option<AppPassword> {
        // Room for one separator a letter; anything longer is not worth walking through.
        if typed.len() > 3 * GROUPS * GROUP {
            return None;
        }
        let mut letters = Zeroizing::new(String::with_capacity(typed.len()));
        let plain = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase());
        letters.extend(plain);
        let ours = letters.len() == GROUPS * GROUP && letters.bytes().all(|letter| LETTERS.contains(&letter));
        ours.then_some(AppPassword(letters))
    }

    /// In groups, as it is shown once.
    pub fn shown(&self) -> String {
        let groups: Vec<&str> = (0..GROUPS).filter_map(|n| self.0.get(n * GROUP..(n + 1) * GROUP)).collect();
        groups.join(" ")
    }

    /// What is stored of it. The secret holds more than a hundred bits of chance, which nobody tries out: a keyed hash
    /// keeps it as well as a slow one would, and telephones that sign in every few minutes cost nothing.
    pub fn proof(&self, key: &Key, person: Id<Person>) -> [u8; 32] {
        mac(key, &[person.bytes(), self.0.as_bytes()])
    }
}

impl std::fmt::Debug for AppPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_more_than_a_hundred_bits() {
        let bits = (GROUPS * GROUP) as f64 * (LETTERS.len() as f64).log2();
        assert!(bits > 100.0, "{bits}");
    }

    #[test]
    fn it_is_read_as_people_type_it() {
        let chance = Chance::seeded(1);
        let made = AppPassword::make(&chance);
        let shown = made.shown();
        assert_eq!(shown.len(), 4 * 6 + 3);
        assert_ne!(shown, AppPassword::make(&chance).shown());
        let capital = shown[..1].to_uppercase() + &shown[1..];
        for typed in [
            shown.clone(),
            shown.replace(' ', ""),
            shown.replace(' ', "-"),
            shown.replace(' ', "\u{a0}"),
            format!(" {capital}\n"),
        ] {
            assert_eq!(AppPassword::read(&typed).unwrap().shown(), shown, "{typed:?}");
        }
    }

    #[test]
    fn what_we_would_never_have_made_is_none() {
        let others = [
            "",
            "girafe tambour neige violon",
            "24E9912345ABC",
            "abcdef abcdef abcdef abcde",
            "abcdef abcdef abcdef abcdefg",
            "abcdef abcdef abcdef abcdeo",
            "é",
        ];
        for typed in others {
            assert!(AppPassword::read(typed).is_none(), "{typed:?}");
        }
        assert!(AppPassword::read(&" ".repeat(1_000_000)).is_none());
    }

    #[test]
    fn what_is_stored_depends_on_whose_it_is() {
        let made = AppPassword::make(&Chance::seeded(1));
        let key = Key([7; 32]);
        let proof = |n: u8| made.proof(&key, Id::from_bytes([n; 16]));
        assert_eq!(proof(1), proof(1));
        assert_ne!(proof(1), proof(2));
        assert!(!format!("{made:?}").contains(&made.shown()[..6]));
    }
}
