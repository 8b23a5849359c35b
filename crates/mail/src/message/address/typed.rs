//! Reads what a person types or pastes in « À » : names, commas, semicolons, lines, angle brackets, whole lists.
//! What cannot be an address is reported with its place, so that the page can point at it; the rest is kept.

use std::ops::Range;

use super::problem;
use crate::message::clean::clean_line;
use crate::message::email::EmailAddress;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedList {
    /// In the order typed, each address once.
    pub addresses: Vec<EmailAddress>,
    pub errors: Vec<BadPiece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPiece {
    /// As typed, without the blanks around.
    pub text: String,
    /// Bytes of the whole input.
    pub range: Range<usize>,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    NoAt,
    NoLocalPart,
    BadLocalPart,
    BadDomain,
    TooLong,
    /// `Jean <jean@x.fr`
    UnclosedBracket,
    /// `"Jean`
    UnclosedQuote,
    TooMany,
}

const MAX_ADDRESSES: usize = 10_000;

pub fn parse_list(input: &str) -> TypedList {
    let mut list = TypedList::default();
    let mut seen = std::collections::HashSet::new();
    for piece in with_names_joined(input, pieces(input)) {
        if list.addresses.len() >= MAX_ADDRESSES {
            list.errors.push(BadPiece { text: String::new(), range: piece.range, reason: Reason::TooMany });
            break;
        }
        for found in read_piece(input, &piece) {
            match found {
                Ok(address) => {
                    if seen.insert(super::normalise(&address.email)) {
                        list.addresses.push(address);
                    }
                }
                Err(bad) => list.errors.push(bad),
            }
        }
    }
    list
}

#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    /// What ended it.
    separator: Option<char>,
    fault: Option<Reason>,
}

/// Cuts at the separators that stand outside quotes and brackets.
fn pieces(input: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut bracketed = false;
    let mut escaped = false;
    let mut close = |range: Range<usize>, separator, fault| {
        if let Some(range) = trimmed(input, range) {
            found.push(Piece { range, separator, fault });
        }
    };
    for (at, c) in input.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' if quoted => escaped = true,
            '"' if !bracketed && (quoted || opens_quote(input, start, at)) => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            // A line ends everything: a forgotten sign spoils one line of a pasted list, not the rest.
            '\n' | '\r' => {
                close(start..at, Some('\n'), fault_of(quoted, bracketed));
                (start, quoted, bracketed) = (at + 1, false, false);
            }
            ',' | ';' | '\t' if !quoted && !bracketed => {
                close(start..at, Some(c), None);
                start = at + 1;
            }
            _ => {}
        }
    }
    close(start..input.len(), None, fault_of(quoted, bracketed));
    found
}

/// A quote opens at the start of a name; within a word it is a letter like another (`5" disquette`).
fn opens_quote(input: &str, start: usize, at: usize) -> bool {
    input.get(start..at).is_some_and(|before| before.trim().is_empty() || before.ends_with(' '))
}

fn fault_of(quoted: bool, bracketed: bool) -> Option<Reason> {
    match (quoted, bracketed) {
        (true, _) => Some(Reason::UnclosedQuote),
        (_, true) => Some(Reason::UnclosedBracket),
        _ => None,
    }
}

fn trimmed(input: &str, range: Range<usize>) -> Option<Range<usize>> {
    let text = input.get(range.clone())?;
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.end - (text.len() - text.trim_end().len());
    (start < end).then_some(start..end)
}

/// `DUPONT, Jean <jean@x.fr>; …` as Outlook copies it: the comma belongs to the name when semicolons or lines
/// separate the entries, or when a surname in capitals precedes it.
fn with_names_joined(input: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let commas_are_names = pieces.iter().any(|piece| matches!(piece.separator, Some(';' | '\n')));
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let text = input.get(piece.range.clone()).unwrap_or_default();
        if let Some(before) = joined.last_mut()
            && before.separator == Some(',')
            && before.fault.is_none()
            && text.contains('<')
            && !text.starts_with('<')
        {
            let name = input.get(before.range.clone()).unwrap_or_default();
            let is_name = !name.contains(['@', '<', '"']);
            let is_surname = name.chars().any(char::is_alphabetic) && name.chars().all(|c| !c.is_lowercase());
            if is_name && (commas_are_names || is_surname) {
                before.range.end = piece.range.end;
                before.separator = piece.separator;
                before.fault = piece.fault;
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}

fn read_piece(input: &str, piece: &Piece) -> Vec<Result<EmailAddress, BadPiece>> {
    let text = input.get(piece.range.clone()).unwrap_or_default();
    if let Some(reason) = piece.fault {
        return vec![Err(bad(input, piece.range.clone(), reason))];
    }
    if !text.contains('<') {
        return bare_addresses(input, &piece.range);
    }
    // `A <a@x> B <b@y>` pasted without separators: each bracket ends an entry.
    let mut entries = Vec::new();
    let mut start = piece.range.start;
    for end in bracket_ends(text).into_iter().map(|end| piece.range.start + end) {
        entries.extend(trimmed(input, start..end));
        start = end;
    }
    let mut found: Vec<_> = entries.into_iter().map(|range| named_address(input, range)).collect();
    if let Some(rest) = trimmed(input, start..piece.range.end) {
        found.extend(bare_addresses(input, &rest));
    }
    found
}

/// After each `>` that closes a bracket, those of quoted names excepted.
fn bracket_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut quoted, mut escaped, mut bracketed) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if !bracketed => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if bracketed => {
                bracketed = false;
                ends.push(at + 1);
            }
            _ => {}
        }
    }
    ends
}

fn named_address(input: &str, range: Range<usize>) -> Result<EmailAddress, BadPiece> {
    let text = input.get(range.clone()).unwrap_or_default();
    let Some((name, rest)) = text.rsplit_once('<') else { return Err(bad(input, range, Reason::NoAt)) };
    let email: String = rest.trim_end_matches('>').chars().filter(|c| !c.is_whitespace()).collect();
    let email = email.strip_prefix("mailto:").unwrap_or(&email);
    match problem(email) {
        None => Ok(EmailAddress::new(&unquote(name), email)),
        Some(reason) => Err(bad(input, range, reason)),
    }
}

/// Addresses separated by blanks, or one thing that is no address.
fn bare_addresses(input: &str, range: &Range<usize>) -> Vec<Result<EmailAddress, BadPiece>> {
    let text = input.get(range.clone()).unwrap_or_default();
    if problem(text).is_none() {
        return vec![Ok(EmailAddress::bare(text))];
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| word.contains('@')) {
        let mut from = range.start;
        return words
            .into_iter()
            .map(|word| {
                let at = from + input.get(from..).and_then(|rest| rest.find(word)).unwrap_or(0);
                from = at + word.len();
                one(input, at..from)
            })
            .collect();
    }
    vec![one(input, range.clone())]
}

fn one(input: &str, range: Range<usize>) -> Result<EmailAddress, BadPiece> {
    let text = input.get(range.clone()).unwrap_or_default();
    let email = text.strip_prefix("mailto:").unwrap_or(text).trim_end_matches('.');
    match problem(email) {
        None => Ok(EmailAddress::bare(email)),
        Some(reason) => Err(bad(input, range, reason)),
    }
}

fn bad(input: &str, range: Range<usize>, reason: Reason) -> BadPiece {
    BadPiece { text: clean_line(input.get(range.clone()).unwrap_or_default()), range, reason }
}

/// `"Dupont, Jean \"JD\""` and `'Jean'` as some programs write it.
fn unquote(name: &str) -> String {
    let name = name.trim();
    let inner = name.strip_prefix('"').and_then(|n| n.strip_suffix('"'));
    let inner = inner.or_else(|| name.strip_prefix('\'').and_then(|n| n.strip_suffix('\'')));
    let Some(inner) = inner else { return clean_line(name) };
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    clean_line(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(input: &str) -> Vec<String> {
        let list = parse_list(input);
        let good = list.addresses.iter().map(|a| match &a.name {
            Some(name) => format!("{name}|{}", a.email),
            None => a.email.clone(),
        });
        let wrong = list.errors.iter().map(|e| {
            assert!(input.is_char_boundary(e.range.start) && input.is_char_boundary(e.range.end));
            format!("!{:?} {}", e.reason, &input[e.range.clone()])
        });
        good.chain(wrong).collect()
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        for (input, expected) in [
            ("a@x.fr", &["a@x.fr"][..]),
            ("a@x.fr, b@x.fr;c@x.fr\nd@x.fr\te@x.fr", &["a@x.fr", "b@x.fr", "c@x.fr", "d@x.fr", "e@x.fr"]),
            ("a@x.fr b@x.fr", &["a@x.fr", "b@x.fr"]),
            (" Élise Martin <em@x.fr> ,", &["Élise Martin|em@x.fr"]),
            ("\"Dupont, Jean\" <jd@x.fr>, 'Paul' <p@x.fr>", &["Dupont, Jean|jd@x.fr", "Paul|p@x.fr"]),
            (
                "DUPONT, Jean <jd@x.fr>; MARTIN, Paul <pm@x.fr>",
                &["DUPONT, Jean|jd@x.fr", "MARTIN, Paul|pm@x.fr"],
            ),
            ("Dupont, Jean <jd@x.fr>; a@x.fr", &["Dupont, Jean|jd@x.fr", "a@x.fr"]),
            ("DUPONT, Jean <jd@x.fr>", &["DUPONT, Jean|jd@x.fr"]),
            ("A <a@x.fr> B <b@x.fr>", &["A|a@x.fr", "B|b@x.fr"]),
            ("<a@x.fr>; < b@x.fr >", &["a@x.fr", "b@x.fr"]),
            ("mailto:a@x.fr, A@X.fr", &["a@x.fr"]),
            ("", &[]),
            (" ,;\n, ", &[]),
        ] {
            assert_eq!(shown(input), expected, "{input:?}");
        }
    }

    #[test]
    fn each_bad_piece_is_reported_where_it_stands() {
        for (input, expected) in [
            ("a@x.fr, marie, b@x.fr", &["a@x.fr", "b@x.fr", "!NoAt marie"][..]),
            ("marie, Jean <j@x.fr>", &["Jean|j@x.fr", "!NoAt marie"]),
            ("Élise <em@x.fr\nb@x.fr", &["b@x.fr", "!UnclosedBracket Élise <em@x.fr"]),
            ("\"Élise <em@x.fr>; b@x.fr", &["!UnclosedQuote \"Élise <em@x.fr>; b@x.fr"]),
            ("Jean <jean>, @x.fr; a@b", &["!NoAt Jean <jean>", "!NoLocalPart @x.fr", "!BadDomain a@b"]),
            ("Jean Dupont jean@x.fr", &["!BadLocalPart Jean Dupont jean@x.fr"]),
            ("é@x.fr é@@x.fr", &["é@x.fr", "!BadLocalPart é@@x.fr"]),
        ] {
            assert_eq!(shown(input), expected, "{input:?}");
        }
    }

    #[test]
    fn a_list_is_bounded() {
        let input = (0..MAX_ADDRESSES + 10).map(|n| format!("a{n}@x.fr,")).collect::<Vec<_>>().concat();
        let list = parse_list(&input);
        assert_eq!(list.addresses.len(), MAX_ADDRESSES);
        assert_eq!(list.errors.len(), 1);
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_fail(input in any::<String>()) {
            let list = parse_list(&input);
            for error in &list.errors {
                prop_assert!(input.get(error.range.clone()).is_some());
            }
            for address in &list.addresses {
                prop_assert!(super::super::is_valid(&address.email));
            }
        }

        #[test]
        fn separators_do_not_matter(separator in "[,;\n] ?|\n\n") {
            let list = parse_list(&["a@x.fr", "B <b@x.fr>", "\"C, D\" <c@x.fr>"].join(&separator));
            prop_assert_eq!(list.addresses.len(), 3);
            prop_assert!(list.errors.is_empty());
        }
    }
}
