//! Tables of contacts: columns are known by their headings, in the words of Zimbra, Thunderbird, Outlook and Google,
//! French and English.

use kernel::{Locale, search::fold};

use super::{Card, Filed, MOST_GROUPS, Reading, Refused};
use crate::words::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Full,
    Given,
    Surname,
    Address,
    Phone,
    Organisation,
    Note,
    Groups,
}

/// What a heading announces.
fn column(heading: &str) -> Option<Column> {
    let folded = fold(heading);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    // What speaks of another column's content: its kind, its label, the name shown beside an address.
    if has(&["type", "label", "libelle", "affichage", "display as"])
        && !matches!(folded.as_str(), "nom d affichage" | "labels")
    {
        return None;
    }
    match folded.as_str() {
        "nom a afficher" | "nom d affichage" | "nom complet" | "display name" | "full name" | "fullname"
        | "name" | "contact" => return Some(Column::Full),
        "prenom" | "first name" | "firstname" | "given name" | "prenoms" => return Some(Column::Given),
        "nom" | "nom de famille" | "last name" | "lastname" | "family name" | "surname" => {
            return Some(Column::Surname);
        }
        "notes" | "note" | "remarques" | "commentaires" => return Some(Column::Note),
        "groupes" | "group membership" | "categories" | "labels" => return Some(Column::Groups),
        "societe"
        | "company"
        | "organisation"
        | "organization"
        | "organization name"
        | "organization 1 name"
        | "etablissement"
        | "entreprise" => return Some(Column::Organisation),
        _ => {}
    }
    if has(&["mail", "adresse electronique", "adresse de messagerie", "courriel"]) {
        return Some(Column::Address);
    }
    let is_phone =
        has(&["phone", "telephone", "portable", "mobile"]) || folded.split(' ').any(|w| w == "tel");
    (is_phone && !has(&["fax", "telecopie", "pager", "phonetic"])).then_some(Column::Phone)
}

/// `None` when no heading announces a name or an address.
pub(super) fn read(locale: Locale, text: &str) -> Option<Reading> {
    let text = text.trim_start().replace("\r\n", "\n");
    let head = text.lines().find(|line| !line.trim().is_empty())?;
    let separator =
        [b';', b',', b'\t'].into_iter().max_by_key(|s| head.bytes().filter(|b| b == s).count())?;
    let mut rows = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<Option<Column>> = rows.headers().ok()?.iter().map(column).collect();
    let names = [Column::Full, Column::Given, Column::Surname, Column::Address];
    if !columns.iter().flatten().any(|c| names.contains(c)) {
        return None;
    }
    let mut reading = Reading::default();
    for record in rows.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |p| p.line() as usize);
                if record.iter().any(|cell| !cell.trim().is_empty()) {
                    reading.cards.push(one(line, &columns, &record));
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, |p| p.line() as usize);
                let why = Words(locale).import_unreadable().to_owned();
                reading.refused.push(Refused { line, who: String::new(), why });
            }
        }
        // The others would only be counted to be refused.
        if reading.cards.len() > super::MOST_CARDS {
            break;
        }
    }
    Some(reading)
}

fn one(line: usize, columns: &[Option<Column>], record: &csv::StringRecord) -> Filed {
    let all = |wanted: Column| -> Vec<String> {
        let cells = columns.iter().zip(record.iter()).filter(|(column, _)| **column == Some(wanted));
        cells.map(|(_, cell)| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect()
    };
    let first = |wanted| all(wanted).into_iter().next().unwrap_or_default();
    // Google writes several values of a kind in one cell.
    let several = |wanted, between: &str| -> Vec<String> {
        all(wanted).iter().flat_map(|cell| cell.split(between)).map(|v| v.trim().to_owned()).collect()
    };
    let full = first(Column::Full);
    let names = format!("{} {}", first(Column::Given), first(Column::Surname));
    let mut groups: Vec<String> = all(Column::Groups)
        .iter()
        .flat_map(|cell| cell.split([';', ',']))
        .flat_map(|cell| cell.split(" ::: "))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && !name.starts_with('*'))
        .collect();
    groups.truncate(MOST_GROUPS);
    let card = Card {
        name: if full.is_empty() { names } else { full },
        organisation: first(Column::Organisation),
        addresses: several(Column::Address, " ::: "),
        phones: several(Column::Phone, " ::: "),
        note: all(Column::Note).join("\n"),
    };
    Filed { line, card: card.tidy(), groups }
}

/// A table that spreadsheets open: UTF-8 with its mark, semicolons as French ones expect.
pub(crate) fn write(locale: Locale, book: &[Filed]) -> Vec<u8> {
    let t = Words(locale);
    let most =
        |count: fn(&Card) -> usize| book.iter().map(|filed| count(&filed.card)).max().unwrap_or(0).max(1);
    let (addresses, phones) = (most(|card| card.addresses.len()), most(|card| card.phones.len()));
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(b"\xEF\xBB\xBF".to_vec());
    let numbered = |heading: &str, many: usize| {
        (1..=many)
            .map(move |n| if n == 1 { heading.to_owned() } else { format!("{heading} {n}") })
            .collect::<Vec<_>>()
    };
    let mut head = vec![t.column_name().to_owned()];
    head.extend(numbered(t.column_address(), addresses));
    head.extend(numbered(t.column_phone(), phones));
    head.extend([t.column_organisation(), t.column_note(), t.column_groups()].map(str::to_owned));
    // Writing into memory does not fail.
    let _ = out.write_record(&head);
    for Filed { card, groups, .. } in book {
        let padded = |lines: &[String], many: usize| {
            (0..many).map(|n| lines.get(n).cloned().unwrap_or_default()).collect::<Vec<_>>()
        };
        let mut row = vec![card.name.clone()];
        row.extend(padded(&card.addresses, addresses));
        row.extend(padded(&card.phones, phones));
        row.extend([card.organisation.clone(), card.note.clone(), groups.join(", ")]);
        let row: Vec<String> = row.into_iter().map(inert).collect();
        let _ = out.write_record(&row);
    }
    out.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet would compute is marked as text; phones keep their plus.
fn inert(cell: String) -> String {
    let number = cell.starts_with('+') && cell.chars().all(|c| c.is_ascii_digit() || "+ .()-/".contains(c));
    if cell.starts_with(['=', '+', '-', '@']) && !number { format!("'{cell}") } else { cell }
}
