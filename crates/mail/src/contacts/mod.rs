//! The address book of one's own: contacts with several addresses, gathered in groups, and the people written to
//! lately. An address belongs to one contact, so that what is said of a person in two places comes together.

pub(crate) mod exchange;
pub(crate) mod groups;
pub(crate) mod recents;
mod store;
pub(crate) mod suggest;

#[cfg(test)]
mod tests;

use kernel::{Error, Id, Locale, Problem, Result, Tx, search::fold};

use crate::{
    mailbox::{self, Mailbox},
    message::{
        EmailAddress,
        address::{display, is_valid, normalise},
        clean_line, clean_text,
    },
    words::Words,
};

pub(crate) use store::{ContactRow, all, by_addresses, find, page};

kernel::big_tables!["mail_contacts", "mail_contact_addresses", "mail_contact_members", "mail_correspondents"];

/// Marker for ids of contacts.
#[derive(Debug)]
pub struct Contact;

/// What a book holds at most: what an export of it, or a search through it, reads at once.
pub(crate) const MOST: i64 = 5_000;
const LONGEST_LINE: usize = 200;
const LONGEST_NOTE: usize = 4_000;
const MOST_ADDRESSES: usize = 20;

/// What is known of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Card {
    pub name: String,
    pub organisation: String,
    pub addresses: Vec<String>,
    pub phones: Vec<String>,
    pub note: String,
}

impl Card {
    /// As typed or read: cleaned of what no line should hold, each address and phone once.
    pub(crate) fn tidy(self) -> Card {
        Card {
            name: clean_line(&self.name),
            organisation: clean_line(&self.organisation),
            addresses: each_once(self.addresses, normalise),
            phones: each_once(self.phones, |phone| phone.chars().filter(|c| !c.is_whitespace()).collect()),
            note: clean_text(&self.note).trim().to_owned(),
        }
    }

    /// What keeps it from standing in a book, by field.
    pub(crate) fn problems(&self, locale: Locale) -> Vec<Problem> {
        let t = Words(locale);
        let mut problems = Vec::new();
        let mut tell = |field, message: String| problems.push(Problem { field, message });
        if self.name.is_empty() && self.addresses.is_empty() {
            tell("name", t.contact_empty().to_owned());
        }
        for (field, text) in [("name", &self.name), ("organisation", &self.organisation)] {
            if text.chars().count() > LONGEST_LINE {
                tell(field, t.contact_too_long(LONGEST_LINE as i64));
            }
        }
        for address in self.addresses.iter().filter(|a| !is_valid(a)) {
            tell("addresses", t.contact_bad_address(address));
        }
        for (field, lines) in [("addresses", &self.addresses), ("phones", &self.phones)] {
            if lines.len() > MOST_ADDRESSES {
                tell(field, t.contact_too_many_lines(MOST_ADDRESSES as i64));
            }
            if lines.iter().any(|line| line.chars().count() > LONGEST_LINE) {
                tell(field, t.contact_too_long(LONGEST_LINE as i64));
            }
        }
        if self.note.chars().count() > LONGEST_NOTE {
            tell("note", t.contact_too_long(LONGEST_NOTE as i64));
        }
        problems
    }

    /// What it is called in lists.
    pub(crate) fn shown_name(&self) -> &str {
        if self.name.is_empty() { self.addresses.first().map_or("", String::as_str) } else { &self.name }
    }

    fn sort_key(&self) -> String {
        fold(self.shown_name())
    }

    fn words(&self) -> String {
        format!(" {}", fold(&format!("{} {} {}", self.name, self.organisation, self.addresses.join(" "))))
    }

    /// What another card says of the same person and this one does not.
    pub(crate) fn complete(&mut self, other: Card) -> bool {
        let before = self.clone();
        for (mine, theirs) in [
            (&mut self.name, other.name),
            (&mut self.organisation, other.organisation),
            (&mut self.note, other.note),
        ] {
            if mine.is_empty() {
                *mine = theirs;
            }
        }
        self.addresses.extend(other.addresses);
        self.phones.extend(other.phones);
        *self = std::mem::take(self).tidy();
        *self != before
    }
}

fn each_once(lines: Vec<String>, key: impl Fn(&str) -> String) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let lines = lines.into_iter().map(|line| clean_line(&line).trim().to_owned());
    lines.filter(|line| !line.is_empty() && seen.insert(key(line))).collect()
}

impl ContactRow {
    pub(crate) fn card(&self) -> Card {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Card {
            name: self.name.clone(),
            organisation: self.organisation.clone(),
            addresses: lines(&self.addresses),
            phones: lines(&self.phones),
            note: self.note.clone(),
        }
    }

    /// As it is typed in a message's head; nothing for somebody without an address.
    pub(crate) fn typed(&self) -> Option<String> {
        let address = self.addresses.lines().next()?;
        Some(display(&EmailAddress::new(&self.name, address)))
    }

    pub(crate) fn shown_name(&self) -> &str {
        if self.name.is_empty() { self.addresses.lines().next().unwrap_or_default() } else { &self.name }
    }
}

pub(crate) async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, card: Card) -> Result<Id<Contact>> {
    let card = sound(tx, card)?;
    mailbox::ensure(tx, mailbox.cast()).await?;
    if store::count(tx, mailbox).await? >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).contact_too_many(MOST)));
    }
    let id = tx.new_id();
    free(tx, mailbox, id, &card).await?;
    store::insert(tx, mailbox, id, &card).await?;
    Ok(id)
}

pub(crate) async fn change(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    contact: Id<Contact>,
    card: Card,
) -> Result<()> {
    let card = sound(tx, card)?;
    find(tx, mailbox, contact).await?.ok_or(Error::NotFound)?;
    free(tx, mailbox, contact, &card).await?;
    store::update(tx, mailbox, contact, &card).await
}

pub(crate) async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, contact: Id<Contact>) -> Result<()> {
    if store::delete(tx, mailbox, contact).await? { Ok(()) } else { Err(Error::NotFound) }
}

fn sound(tx: &Tx, card: Card) -> Result<Card> {
    let card = card.tidy();
    let problems = card.problems(tx.locale);
    if problems.is_empty() { Ok(card) } else { Err(Error::Invalid(problems)) }
}

/// An address that another contact has is told with that contact's name.
async fn free(tx: &mut Tx, mailbox: Id<Mailbox>, contact: Id<Contact>, card: &Card) -> Result<()> {
    let holders = by_addresses(tx, mailbox, &card.addresses).await?;
    match holders.into_iter().find(|(_, holder)| holder.id != contact) {
        Some((address, holder)) => Err(Error::invalid(
            "addresses",
            Words(tx.locale).contact_address_taken(&address, holder.shown_name()),
        )),
        None => Ok(()),
    }
}
