//! vCard as programs write it (RFC 2426, RFC 6350, and 2.1 before them): the file is cut into cards here, so that
//! each is told by its line; what a card says is read by calcard.

use calcard::{
    Entry, Parser,
    vcard::{VCard, VCardEntry, VCardProperty, VCardValue, VCardVersion},
};
use kernel::Locale;

use super::{Card, Filed, MOST_CARDS, MOST_GROUPS, Reading, Refused};
use crate::words::Words;

/// Which version a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Three,
    Four,
}

pub(super) fn begins(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("begin:vcard")
}

fn ends(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("end:vcard")
}

/// Bytes of one card, its photograph included.
const LONGEST: usize = 1 << 20;

pub(super) fn read(locale: Locale, text: &str) -> Reading {
    let t = Words(locale);
    let mut refused = Vec::new();
    let mut refuse = |line: usize, who: String, why: &str| {
        refused.push(Refused { line, who, why: why.to_owned() });
        refused.len()
    };
    let mut cards = Vec::new();
    let mut bad = 0;
    let mut open: Option<(usize, String)> = None;
    for (at, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        if begins(line)
            && let Some((start, begun)) = open.replace((at + 1, String::new()))
        {
            bad = refuse(start, name_in(&begun), t.import_unfinished());
        }
        // Whoever asked reads no further either.
        if cards.len() + bad > MOST_CARDS {
            break;
        }
        let Some((start, card)) = &mut open else {
            if !line.trim().is_empty() && !begins(line) {
                bad = refuse(at + 1, line.chars().take(80).collect(), t.import_stray());
            }
            continue;
        };
        if card.len() <= LONGEST {
            card.push_str(line);
            card.push_str("\r\n");
        }
        if ends(line) {
            if card.len() > LONGEST {
                bad = refuse(*start, name_in(card), t.import_card_too_long());
            } else if let Some(filed) = one(*start, card) {
                cards.push(filed);
            } else if !is_group(card) {
                bad = refuse(*start, name_in(card), t.import_unreadable());
            }
            open = None;
        }
    }
    if let Some((start, begun)) = open {
        refuse(start, name_in(&begun), t.import_unfinished());
    }
    Reading { cards, refused }
}

/// What can be said of a card that is not read.
fn name_in(card: &str) -> String {
    let named = card.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.split(';').next()?.eq_ignore_ascii_case("fn").then_some(value)
    });
    named.unwrap_or_default().chars().take(80).collect()
}

/// A card that only lists others: what it names comes with their categories.
fn is_group(card: &str) -> bool {
    card.lines().any(|line| line.trim().eq_ignore_ascii_case("kind:group"))
}

fn one(line: usize, text: &str) -> Option<Filed> {
    if is_group(text) {
        return None;
    }
    let Entry::VCard(vcard) = Parser::new(text).entry() else { return None };
    let all = |property: VCardProperty| -> Vec<String> {
        vcard.properties(&property).flat_map(texts).filter(|value| !value.is_empty()).collect()
    };
    let organisation = vcard.properties(&VCardProperty::Org).next().map(texts).unwrap_or_default();
    let organisation: Vec<String> = organisation.into_iter().filter(|part| !part.is_empty()).collect();
    let mut groups = all(VCardProperty::Categories);
    // What Google calls everybody is no group.
    groups.retain(|name| !matches!(name.trim_start_matches(['*', ' ']), "myContacts" | "starred"));
    groups.truncate(MOST_GROUPS);
    let card = Card {
        name: all(VCardProperty::Fn).into_iter().next().unwrap_or_else(|| structured_name(&vcard)),
        organisation: organisation.join(", "),
        addresses: all(VCardProperty::Email).iter().map(|a| without_scheme(a, "mailto:")).collect(),
        phones: all(VCardProperty::Tel).iter().map(|p| without_scheme(p, "tel:")).collect(),
        note: all(VCardProperty::Note).join("\n"),
    };
    Some(Filed { line, card: card.tidy(), groups })
}

fn without_scheme(value: &str, scheme: &str) -> String {
    let has = value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if has { value.get(scheme.len()..).unwrap_or_default().to_owned() } else { value.to_owned() }
}

/// Given names, then the surname, when the card has no name to show.
fn structured_name(vcard: &VCard) -> String {
    let parts = vcard.properties(&VCardProperty::N).next().map(texts).unwrap_or_default();
    let part = |at: usize| parts.get(at).map_or("", String::as_str).trim();
    format!("{} {}", part(1), part(0)).trim().to_owned()
}

fn texts(entry: &VCardEntry) -> Vec<String> {
    let text = |value: &VCardValue| match value {
        VCardValue::Text(text) => text.trim().to_owned(),
        VCardValue::Component(parts) => parts.join(" ").trim().to_owned(),
        VCardValue::Integer(number) => number.to_string(),
        // Bytes in no charset that the card names.
        VCardValue::Binary(data) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&data.data).0.into_owned()
        }
        _ => String::new(),
    };
    entry.values.iter().map(text).collect()
}

pub(crate) fn write(book: &[Filed], version: Version) -> String {
    let version = match version {
        Version::Three => VCardVersion::V3_0,
        Version::Four => VCardVersion::V4_0,
    };
    let mut out = String::new();
    for filed in book {
        let card = &filed.card;
        let mut entries =
            vec![entry(VCardProperty::Fn, [card.shown_name()]), entry(VCardProperty::N, name(card))];
        entries.extend(card.addresses.iter().map(|a| entry(VCardProperty::Email, [a.as_str()])));
        entries.extend(card.phones.iter().map(|p| entry(VCardProperty::Tel, [p.as_str()])));
        if !card.organisation.is_empty() {
            entries.push(entry(VCardProperty::Org, [card.organisation.as_str()]));
        }
        if !card.note.is_empty() {
            entries.push(entry(VCardProperty::Note, [card.note.as_str()]));
        }
        if !filed.groups.is_empty() {
            entries.push(entry(VCardProperty::Categories, filed.groups.iter().map(String::as_str)));
        }
        // Writing into memory does not fail.
        let _ = VCard { entries }.write_to(&mut out, version);
    }
    out
}

fn entry<'v>(property: VCardProperty, values: impl IntoIterator<Item = &'v str>) -> VCardEntry {
    let values = values.into_iter().map(|value| VCardValue::Text(value.to_owned()));
    VCardEntry::new(property).with_values(values.collect())
}

/// The last word as the surname: what programs that sort by it expect.
fn name(card: &Card) -> [&str; 5] {
    let (given, surname) = card.shown_name().rsplit_once(' ').unwrap_or(("", card.shown_name()));
    [surname, given, "", "", ""]
}
