//! What the composer proposes while one types: those written to lately, contacts, groups, the lists one may write to and
//! the directory of the académie, as one list, each person once.

use kernel::{
    Id, Result, Time, Tx,
    people::{self, Establishment, Kind, PersonRow},
    search::fold,
};

use super::{
    ContactRow,
    groups::{self, Group, GroupRow},
    recents::{self, Recent},
};
use crate::{
    lists::{self, Writable},
    mailbox::Mailbox,
    message::{
        EmailAddress,
        address::{display, normalise},
    },
    words::Words,
};

/// Lines shown under a field.
const SHOWN: usize = 8;
/// Of each source.
const LOOKED_AT: i64 = 20;
const LISTS: i64 = 4;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suggestion {
    Person {
        name: String,
        address: String,
        /// Function and establishment, or organisation: what tells two people of one name apart.
        place: String,
        typed: String,
    },
    List {
        name: String,
        address: String,
        members: i64,
        typed: String,
    },
    Group {
        id: Id<Group>,
        name: String,
        members: i64,
    },
}

/// Somebody of the directory, with where they work.
pub(crate) struct Colleague {
    pub person: PersonRow,
    pub place: String,
}

/// People found by the beginning of their names.
pub(crate) async fn colleagues(tx: &mut Tx, typed: &str, limit: i64) -> Result<Vec<Colleague>> {
    let found = people::look_up_all(tx, typed, limit).await?;
    let mut codes: Vec<&str> = found.iter().filter_map(|person| person.uai.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    let schools = people::establishments(tx, &codes).await?;
    let of_service = Words(tx.locale).shared_box();
    let place = |person: &PersonRow| match person.kind {
        Kind::Shared => of_service.to_owned(),
        Kind::Individual => place(person, &schools),
    };
    Ok(found.into_iter().map(|person| Colleague { place: place(&person), person }).collect())
}

fn place(person: &PersonRow, schools: &[Establishment]) -> String {
    let school = schools.iter().find(|school| Some(&school.uai) == person.uai.as_ref());
    let place = [Some(person.function.as_str()), school.map(|s| s.name.as_str())];
    place.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The words that a book is searched with, each as a pattern: two of them count. An address typed in part is one word.
pub(crate) fn patterns(typed: &str) -> (String, String) {
    let mut words = words(typed);
    let mut pattern = || words.next().map_or_else(|| "%".to_owned(), |word| format!("% {word}%"));
    (pattern(), pattern())
}

fn words(typed: &str) -> impl Iterator<Item = String> {
    typed.split_whitespace().map(fold).filter(|word| !word.is_empty())
}

pub(crate) async fn suggest(tx: &mut Tx, mailbox: Id<Mailbox>, typed: &str) -> Result<Vec<Suggestion>> {
    let words = patterns(typed);
    let (first, now) = ((String::new(), Id::NIL), (Time(i64::MAX), String::new()));
    let (contacts, groups, recents) = tx
        .together((
            super::page(&mailbox, &words, &first, &LOOKED_AT),
            groups::groups_query(&mailbox),
            recents::recents_query(&mailbox, &now, &recents::MOST),
        ))
        .await?;
    let writable = lists::writable(tx, &words.0, LISTS).await?;
    // The directory is found by names, not by addresses.
    let colleagues = if typed.contains('@') { Vec::new() } else { colleagues(tx, typed, LOOKED_AT).await? };
    Ok(ranked(typed, recents, contacts, groups, writable, colleagues))
}

struct Candidate {
    /// Smaller comes first.
    rank: (usize, i64),
    key: String,
    suggestion: Suggestion,
}

/// Those written to lately come first, the most often and the latest before the others; then one's own contacts and
/// groups, then the directory by name.
fn ranked(
    typed: &str,
    recents: Vec<Recent>,
    contacts: Vec<ContactRow>,
    groups: Vec<GroupRow>,
    lists: Vec<Writable>,
    colleagues: Vec<Colleague>,
) -> Vec<Suggestion> {
    let words: Vec<String> = words(typed).collect();
    let bears = |text: &str| {
        let text = format!(" {}", fold(text));
        words.iter().all(|word| text.contains(&format!(" {word}")))
    };
    let mut candidates = Vec::new();
    let often = recents.into_iter().filter(|r| bears(&format!("{} {}", r.name, r.address)));
    for (at, recent) in often.enumerate() {
        // Twice as many letters weigh as much as being one place later.
        let weight = at as i64 - i64::from(recent.times.max(1).ilog2()) * 2;
        candidates.push(person((0, weight), &recent.name, &recent.address, ""));
    }
    for (at, contact) in contacts.into_iter().enumerate() {
        for address in contact.addresses.lines().take(3) {
            candidates.push(person((1, at as i64), &contact.name, address, &contact.organisation));
        }
    }
    for (at, group) in groups.into_iter().filter(|g| g.members > 0 && bears(&g.name)).enumerate() {
        let suggestion = Suggestion::Group { id: group.id, name: group.name, members: group.members };
        candidates.push(Candidate { rank: (1, at as i64), key: group.id.to_string(), suggestion });
    }
    for (at, list) in lists.into_iter().enumerate() {
        let suggestion = Suggestion::List {
            typed: display(&EmailAddress::new(&list.name, &list.address)),
            name: list.name,
            members: list.members,
            address: list.address.clone(),
        };
        candidates.push(Candidate { rank: (1, at as i64), key: normalise(&list.address), suggestion });
    }
    for (at, found) in colleagues.into_iter().enumerate() {
        let who = &found.person;
        candidates.push(person((2, at as i64), &who.display_name, &who.address, &found.place));
    }
    candidates.sort_by_key(|candidate| candidate.rank);
    together(candidates)
}

fn person(rank: (usize, i64), name: &str, address: &str, place: &str) -> Candidate {
    let suggestion = Suggestion::Person {
        name: if name.is_empty() { address.to_owned() } else { name.to_owned() },
        address: address.to_owned(),
        place: place.to_owned(),
        typed: display(&EmailAddress::new(name, address)),
    };
    Candidate { rank, key: normalise(address), suggestion }
}

/// Each address once, at its best place, with what any source says of where the person works.
fn together(candidates: Vec<Candidate>) -> Vec<Suggestion> {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let known = kept.iter_mut().find(|k| k.key == candidate.key);
        match (known.map(|k| &mut k.suggestion), candidate.suggestion) {
            (Some(Suggestion::Person { place, .. }), Suggestion::Person { place: other, .. }) => {
                if place.is_empty() {
                    *place = other;
                }
            }
            // Written to lately, it is a list all the same.
            (Some(known), list @ Suggestion::List { .. }) => *known = list,
            (Some(_), _) => {}
            (None, suggestion) => kept.push(Candidate { suggestion, ..candidate }),
        }
    }
    kept.into_iter().take(SHOWN).map(|k| k.suggestion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(name: &str, address: &str, times: i64) -> Recent {
        Recent { address: address.to_owned(), name: name.to_owned(), times, last_at: Time(0) }
    }

    fn contact(name: &str, address: &str) -> ContactRow {
        ContactRow {
            id: Id::NIL,
            name: name.to_owned(),
            organisation: "Mairie".to_owned(),
            addresses: address.to_owned(),
            phones: String::new(),
            note: String::new(),
            sort_key: fold(name),
        }
    }

    #[test]
    fn those_written_to_often_come_first_and_each_once() {
        let recents = vec![
            recent("", "martin.paul@x.example", 1),
            recent("Anne Martin", "anne@x.example", 16),
            recent("Luc Petit", "luc@x.example", 9),
        ];
        let contacts =
            vec![contact("Paul Martin", "Martin.Paul@x.example"), contact("Zoé Martin", "zoe@x.example")];
        let groups = vec![
            GroupRow { id: Id::at(1, [1; 10]), name: "Équipe Martinière".to_owned(), members: 3 },
            GroupRow { id: Id::at(2, [1; 10]), name: "Martin vide".to_owned(), members: 0 },
        ];
        let found = ranked("martin", recents, contacts, groups, Vec::new(), Vec::new());
        let shown: Vec<String> = found
            .into_iter()
            .map(|s| match s {
                Suggestion::Person { address, place, .. } => format!("{address} {place}"),
                Suggestion::Group { name, members, .. } | Suggestion::List { name, members, .. } => {
                    format!("{name} {members}")
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "anne@x.example ",
                "martin.paul@x.example Mairie",
                "Équipe Martinière 3",
                "zoe@x.example Mairie"
            ]
        );
    }

    #[test]
    fn two_words_count_and_neither_is_a_pattern() {
        assert_eq!(patterns("Jé% _dup x"), ("% je%".to_owned(), "% dup%".to_owned()));
        assert_eq!(patterns("je.dupont@x"), ("% je dupont x%".to_owned(), "%".to_owned()));
        assert_eq!(patterns(""), ("%".to_owned(), "%".to_owned()));
    }
}
