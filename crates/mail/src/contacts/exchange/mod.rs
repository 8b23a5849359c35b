//! The book from files and to files: vCard 2.1 to 4.0, LDIF, and the tables that Zimbra, Thunderbird, Outlook and Google
//! write. A file is read whole before anything is written: every line that is refused is told, the others come in
//! together.

mod ldif;
mod table;
mod vcard;

#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use kernel::{Error, Id, Locale, Result, Tx};

use super::{Card, Contact, MOST, groups, store};
use crate::{
    mailbox::{self, Mailbox},
    message::address::normalise,
    words::Words,
};

pub(crate) use table::write as write_table;
pub(crate) use vcard::{Version, write as write_vcards};

/// Bytes of a file.
pub(crate) const LARGEST: u64 = 5 << 20;
/// Cards of a file.
pub(crate) const MOST_CARDS: usize = 5_000;
/// Groups that one card names.
const MOST_GROUPS: usize = 20;

/// A card as a file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filed {
    /// Where it starts in the file, from 1.
    pub line: usize,
    pub card: Card,
    pub groups: Vec<String>,
}

/// What a file holds: cards to take in, and why others are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub cards: Vec<Filed>,
    pub refused: Vec<Refused>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub line: usize,
    /// What can be read of it.
    pub who: String,
    pub why: String,
}

/// Reads a file of contacts, whatever program wrote it.
pub(crate) fn read(locale: Locale, bytes: &[u8]) -> Result<Reading> {
    let t = Words(locale);
    let text = text_of(bytes);
    let mut reading = if is_vcard(&text) {
        vcard::read(locale, &text)
    } else if ldif::begins(&text) {
        ldif::read(&text)
    } else {
        table::read(locale, &text).ok_or_else(|| Error::invalid("file", t.import_unknown()))?
    };
    if reading.cards.len() + reading.refused.len() > MOST_CARDS {
        return Err(Error::invalid("file", t.import_too_many(MOST_CARDS as i64)));
    }
    let (cards, bad): (Vec<_>, Vec<_>) =
        reading.cards.into_iter().partition(|filed| filed.card.problems(locale).is_empty());
    reading.cards = cards;
    reading.refused.extend(bad.into_iter().map(|filed| Refused {
        line: filed.line,
        who: filed.card.shown_name().chars().take(80).collect(),
        why: filed.card.problems(locale).into_iter().map(|p| p.message).collect::<Vec<_>>().join(" "),
    }));
    reading.refused.sort_by_key(|refused| refused.line);
    if reading.cards.is_empty() && reading.refused.is_empty() {
        return Err(Error::invalid("file", t.import_empty()));
    }
    Ok(reading)
}

/// UTF-16 and UTF-8 are known by their mark or their form; what is neither was written by an old Windows program.
fn text_of(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn is_vcard(text: &str) -> bool {
    text.lines().map(str::trim).find(|line| !line.is_empty()).is_some_and(vcard::begins)
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub added: i64,
    pub completed: i64,
    pub unchanged: i64,
    /// Cards left out of a group that was full.
    pub outside_groups: i64,
}

/// Takes the cards in. One whose address is in the book already completes that contact and changes nothing said
/// before.
pub(crate) async fn take_in(tx: &mut Tx, mailbox: Id<Mailbox>, cards: Vec<Filed>) -> Result<Taken> {
    mailbox::ensure(tx, mailbox.cast()).await?;
    let mut book = Book::of(super::all(tx, mailbox).await?);
    let mut taken = Taken::default();
    let mut memberships = Vec::new();
    for filed in cards {
        let (at, change) = book.merge(filed.card, || tx.new_id());
        match change {
            Change::Added => taken.added += 1,
            Change::Completed => taken.completed += 1,
            Change::None => taken.unchanged += 1,
        }
        memberships.extend(filed.groups.into_iter().map(|group| (group, at)));
    }
    if book.contacts.len() as i64 > MOST {
        return Err(Error::invalid("file", Words(tx.locale).import_no_room(MOST)));
    }
    for held in &book.contacts {
        match held.change {
            Change::Added => store::insert(tx, mailbox, held.id, &held.card).await?,
            Change::Completed => store::update(tx, mailbox, held.id, &held.card).await?,
            Change::None => {}
        }
    }
    taken.outside_groups = join_groups(tx, mailbox, &book, memberships).await?;
    Ok(taken)
}

async fn join_groups(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    book: &Book,
    memberships: Vec<(String, usize)>,
) -> Result<i64> {
    let mut known: HashMap<String, (Option<Id<groups::Group>>, i64)> = HashMap::new();
    let mut outside = 0;
    for (name, at) in memberships {
        let Some(held) = book.contacts.get(at) else { continue };
        if !known.contains_key(&name) {
            // No room for one more group, or no name that could be one's: the contacts come in all the same.
            let found = tx.attempt(async |tx| groups::named(tx, mailbox, &name).await).await?.ok();
            let members = match found {
                Some(group) => groups::find(tx, mailbox, group).await?.members,
                None => 0,
            };
            known.insert(name.clone(), (found, members));
        }
        match known.get_mut(&name) {
            Some((Some(group), members)) if *members < groups::MOST_MEMBERS => {
                groups::join(tx, mailbox, *group, held.id).await?;
                *members += 1;
            }
            _ => outside += 1,
        }
    }
    Ok(outside)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    None,
    Added,
    Completed,
}

struct Held {
    id: Id<Contact>,
    card: Card,
    change: Change,
}

/// The book while a file comes in: who has which address.
struct Book {
    contacts: Vec<Held>,
    by_address: HashMap<String, usize>,
    /// Those without an address are one when all that is said of them is the same.
    by_card: HashMap<String, usize>,
}

impl Book {
    fn of(rows: Vec<super::ContactRow>) -> Book {
        let mut book = Book { contacts: Vec::new(), by_address: HashMap::new(), by_card: HashMap::new() };
        for row in rows {
            let at = book.contacts.len();
            book.contacts.push(Held { id: row.id, card: row.card(), change: Change::None });
            book.index(at);
        }
        book
    }

    fn index(&mut self, at: usize) {
        let Some(held) = self.contacts.get(at) else { return };
        for address in &held.card.addresses {
            self.by_address.entry(normalise(address)).or_insert(at);
        }
        if held.card.addresses.is_empty() {
            self.by_card.insert(Book::bare_key(&held.card), at);
        }
    }

    fn bare_key(card: &Card) -> String {
        format!("{}\n{}", kernel::search::fold(&card.name), card.phones.join(" "))
    }

    /// Where the card stands now, and what it changed.
    fn merge(&mut self, mut card: Card, new_id: impl FnOnce() -> Id<Contact>) -> (usize, Change) {
        let known = card
            .addresses
            .iter()
            .find_map(|address| self.by_address.get(&normalise(address)))
            .or_else(|| card.addresses.is_empty().then(|| self.by_card.get(&Book::bare_key(&card))).flatten())
            .copied();
        let Some(at) = known else {
            self.contacts.push(Held { id: new_id(), card, change: Change::Added });
            let at = self.contacts.len() - 1;
            self.index(at);
            return (at, Change::Added);
        };
        // An address of a third contact stays with it.
        card.addresses.retain(|a| self.by_address.get(&normalise(a)).is_none_or(|holder| *holder == at));
        let Some(held) = self.contacts.get_mut(at) else { return (at, Change::None) };
        let mut whole = held.card.clone();
        // What would not fit any more is not half taken.
        if !whole.complete(card) || !whole.problems(Locale::default()).is_empty() {
            return (at, Change::None);
        }
        held.card = whole;
        if held.change == Change::None {
            held.change = Change::Completed;
            self.index(at);
            return (at, Change::Completed);
        }
        self.index(at);
        (at, Change::None)
    }
}

/// The whole book with its groups, for a file.
pub(crate) async fn book(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Filed>> {
    let mut groups: HashMap<Id<Contact>, Vec<String>> = HashMap::new();
    for (contact, group) in groups::memberships(tx, mailbox).await? {
        groups.entry(contact).or_default().push(group);
    }
    let rows = super::all(tx, mailbox).await?;
    let filed = rows.into_iter().map(|row| Filed {
        line: 0,
        groups: groups.remove(&row.id).unwrap_or_default(),
        card: row.card(),
    });
    Ok(filed.collect())
}
