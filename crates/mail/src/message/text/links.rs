//! Finds web and mail addresses in plain text, with the punctuation of the sentence left outside.
//! « Voir https://exemple.fr/a_(b). » links to `https://exemple.fr/a_(b)`.

use crate::message::address;

#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// The words shown and the full address.
    Link(&'a str, String),
}

pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(word) = next_word(line, at) {
        if let Some((start, end, target)) = link_in(line, word.0, word.1) {
            if plain < start {
                found.push(Piece::Text(line.get(plain..start).unwrap_or_default()));
            }
            found.push(Piece::Link(line.get(start..end).unwrap_or_default(), target));
            plain = end;
            at = end.max(word.0 + 1);
            continue;
        }
        at = word.1;
    }
    if plain < line.len() {
        found.push(Piece::Text(line.get(plain..).unwrap_or_default()));
    }
    found
}

/// Bounds of the next run of characters that can stand in an address.
fn next_word(line: &str, from: usize) -> Option<(usize, usize)> {
    let separates =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”' | '|' | '`');
    let rest = line.get(from..)?;
    let start = from + rest.find(|c| !separates(c))?;
    let end = line.get(start..)?.find(separates).map_or(line.len(), |len| start + len);
    Some((start, end))
}

fn link_in(line: &str, start: usize, end: usize) -> Option<(usize, usize, String)> {
    let word = line.get(start..end)?;
    web_start(word).and_then(|at| web(line, start + at, end)).or_else(|| mail(line, start, end))
}

/// Where `http://`, `https://` or `www.` starts, if nothing glued before it makes it another word.
fn web_start(word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let at = ["https://", "http://", "www."].iter().filter_map(|p| lower.find(p)).min()?;
    let before = lower.get(..at)?.chars().next_back();
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '@' | '/' | '.' | '-')).then_some(at)
}

fn web(line: &str, start: usize, end: usize) -> Option<(usize, usize, String)> {
    let shown = without_punctuation(line.get(start..end)?);
    let has_scheme = shown.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("http"));
    let full = if has_scheme { shown.to_owned() } else { format!("https://{shown}") };
    let url = url::Url::parse(&full).ok()?;
    let has_host = url.host_str().is_some_and(|host| host.contains('.') || host == "localhost");
    has_host.then(|| (start, start + shown.len(), url.into()))
}

/// Full stops and closing signs belong to the sentence, unless the address opened them.
fn without_punctuation(mut word: &str) -> &str {
    while let Some(last) = word.chars().next_back() {
        let closes = match last {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        let drop = match closes {
            Some(open) => word.matches(last).count() > word.matches(open).count(),
            None => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*'),
        };
        if !drop {
            break;
        }
        word = word.strip_suffix(last).unwrap_or_default();
    }
    word
}

fn mail(line: &str, start: usize, end: usize) -> Option<(usize, usize, String)> {
    let word = line.get(start..end)?;
    let at = word.find('@')?;
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'');
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let local_at = word.get(..at)?.rfind(|c| !is_local(c)).map_or(0, |i| i + char_len(word, i));
    let domain_end = word.get(at + 1..)?.find(|c| !is_domain(c)).map_or(word.len(), |i| at + 1 + i);
    let shown = word.get(local_at..domain_end)?.trim_end_matches(['.', '-']);
    address::is_valid(shown)
        .then(|| (start + local_at, start + local_at + shown.len(), format!("mailto:{shown}")))
}

fn char_len(word: &str, at: usize) -> usize {
    word.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(line: &str) -> Vec<(String, String)> {
        pieces(line)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(shown, target) => Some((shown.to_owned(), target)),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_without_the_punctuation_around() {
        for (line, shown, target) in [
            ("Voir https://exemple.fr/a_(b).", "https://exemple.fr/a_(b)", "https://exemple.fr/a_(b)"),
            ("(www.exemple.fr)", "www.exemple.fr", "https://www.exemple.fr/"),
            ("<http://exemple.fr>", "http://exemple.fr", "http://exemple.fr/"),
            (
                "« HTTPS://exemple.fr/é?x=1&y=2 »",
                "HTTPS://exemple.fr/é?x=1&y=2",
                "https://exemple.fr/%C3%A9?x=1&y=2",
            ),
            (
                "écrire à jean.dupont@exemple.fr, merci",
                "jean.dupont@exemple.fr",
                "mailto:jean.dupont@exemple.fr",
            ),
            ("(jean@exemple.fr)", "jean@exemple.fr", "mailto:jean@exemple.fr"),
        ] {
            assert_eq!(links(line), [(shown.to_owned(), target.to_owned())], "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_text() {
        for line in [
            "javascript:alert(1)",
            "http://",
            "https://.",
            "a@b",
            "@exemple.fr",
            "xhttp://exemple.fr",
            "www.",
            "ftp://x.fr",
        ] {
            assert_eq!(links(line), [], "{line}");
        }
    }

    #[test]
    fn nothing_of_the_line_is_lost() {
        let line = "un http://a.fr, b@c.fr;deux www.x.fr\t!";
        let whole: String = pieces(line)
            .iter()
            .map(|p| match p {
                Piece::Text(t) | Piece::Link(t, _) => *t,
            })
            .collect();
        assert_eq!(whole, line);
    }
}
