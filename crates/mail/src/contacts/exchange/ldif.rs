//! LDIF (RFC 2849), as Convergence, Thunderbird and Netscape write address books: entries between empty lines, values in
//! base64 behind two colons, long lines folded.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Card, Filed, Reading};

pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next().map(str::to_ascii_lowercase).unwrap_or_default();
    let first = if first.starts_with("version:") {
        lines.next().map(str::to_ascii_lowercase).unwrap_or_default()
    } else {
        first
    };
    first.starts_with("dn:")
}

/// Of one person.
const MOST_FIELDS: usize = 500;

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut entry: Vec<(String, String)> = Vec::new();
    let mut start = 1;
    let mut lines = text.lines().enumerate().peekable();
    let mut ended = false;
    while !ended {
        // A line with those that go on with it; the end is an empty one.
        let (number, mut line) = match lines.next() {
            Some((at, line)) => (at + 1, line.trim_end_matches('\r').to_owned()),
            None => (0, String::new()),
        };
        ended = number == 0;
        while !line.is_empty()
            && let Some((_, more)) = lines.next_if(|(_, next)| next.starts_with(' '))
        {
            line.push_str(more.get(1..).unwrap_or_default());
        }
        if line.is_empty() {
            let filed = card(start, &entry);
            reading.cards.extend(filed);
            entry.clear();
            if reading.cards.len() > super::MOST_CARDS {
                break;
            }
            continue;
        }
        if entry.is_empty() {
            start = number;
        }
        if let Some((name, value)) = line.split_once(':').filter(|(name, _)| !name.starts_with('#')) {
            let value = match value.strip_prefix(':') {
                Some(coded) => {
                    let bytes = STANDARD.decode(coded.trim()).unwrap_or_default();
                    String::from_utf8_lossy(&bytes).into_owned()
                }
                None => value.trim_start().to_owned(),
            };
            // Options such as a language say nothing here: `cn;lang-fr`.
            let name = name.split(';').next().unwrap_or(name).to_ascii_lowercase();
            if entry.len() < MOST_FIELDS {
                entry.push((name, value));
            }
        }
    }
    reading
}

/// A person; a group, a folder of contacts or a change is none.
fn card(line: usize, entry: &[(String, String)]) -> Option<Filed> {
    let all = |names: &[&str]| -> Vec<String> {
        let values = entry.iter().filter(|(name, _)| names.contains(&name.as_str()));
        values.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    };
    let first = |names: &[&str]| all(names).into_iter().next().unwrap_or_default();
    let is_group = all(&["objectclass"]).iter().any(|c| c.to_ascii_lowercase().contains("groupof"));
    let addresses =
        all(&["mail", "mozillasecondemail", "mailalternateaddress", "piemail1", "piemail2", "piemail3"]);
    let name = match first(&["cn", "displayname", "name"]) {
        name if name.is_empty() => format!("{} {}", first(&["givenname", "gn"]), first(&["sn", "surname"])),
        name => name,
    };
    if is_group || name.trim().is_empty() && addresses.is_empty() {
        return None;
    }
    let card = Card {
        name,
        organisation: first(&["o", "company", "ou"]),
        addresses,
        phones: all(&["telephonenumber", "mobile", "homephone", "cellphone"]),
        note: all(&["description", "notes"]).join("\n"),
    };
    Some(Filed { line, card: card.tidy(), groups: Vec::new() })
}
