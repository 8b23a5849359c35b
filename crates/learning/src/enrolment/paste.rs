//! Enrolling a pasted list: addresses or identifiers, one a line or separated by commas and semicolons, as people copy
//! them from a mail or a table. Nobody is guessed: a line that names no account is rejected and reported.

use std::collections::{HashMap, HashSet};

use kernel::{Id, Result, Tx, people::Person};

use super::{Outcome, Role, store};
use crate::session::Session;

/// Most names of one list.
pub(crate) const MOST: usize = 1_000;

/// What became of a list.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub enrolled: i64,
    pub changed: i64,
    pub already: i64,
    pub rejected: Vec<Rejected>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// Number of the line it stands on, from 1.
    pub line: usize,
    pub text: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    UnknownAddress,
    UnknownIdentifier,
    /// The account is closed.
    Closed,
    /// Named before on the same list, perhaps by another address.
    Twice,
    TooMany,
}

/// Enrols everybody the list names, in two statements to find them and a few for each.
pub(crate) async fn enrol(tx: &mut Tx, session: &Session, list: &str, role: Role) -> Result<Report> {
    let mut report = Report::default();
    let mut named = names(list);
    for beyond in named.split_off(named.len().min(MOST)) {
        report.reject(beyond, Why::TooMany);
    }
    let (addresses, identifiers): (Vec<&Name>, Vec<&Name>) =
        named.iter().partition(|n| n.wanted.contains('@'));
    let texts = |names: &[&Name]| names.iter().map(|n| n.wanted.clone()).collect::<Vec<_>>();
    let by_address = store::by_addresses(tx, &texts(&addresses)).await?;
    let by_identifier = store::by_identifiers(tx, &texts(&identifiers)).await?;
    let known: HashMap<String, (Id<Person>, bool)> = by_address
        .into_iter()
        .chain(by_identifier)
        .map(|found| (found.wanted, (found.id, found.closed_at.is_some())))
        .collect();
    let mut done = HashSet::new();
    for name in named {
        match known.get(&name.wanted) {
            None if name.wanted.contains('@') => report.reject(name, Why::UnknownAddress),
            None => report.reject(name, Why::UnknownIdentifier),
            Some((_, true)) => report.reject(name, Why::Closed),
            Some((person, false)) if !done.insert(*person) => report.reject(name, Why::Twice),
            Some((person, false)) => {
                let outcome = super::put(tx, session.id, *person, role).await?;
                match outcome {
                    Outcome::Enrolled => report.enrolled += 1,
                    Outcome::RoleChanged => report.changed += 1,
                    Outcome::Already => report.already += 1,
                }
                if outcome != Outcome::Already {
                    super::tell(tx, session, *person, role).await?;
                }
            }
        }
    }
    store::recount(tx, session.id).await?;
    report.rejected.sort_by_key(|rejected| rejected.line);
    Ok(report)
}

impl Report {
    fn reject(&mut self, name: Name, why: Why) {
        self.rejected.push(Rejected { line: name.line, text: name.text, why });
    }
}

/// One name of the list: as it stands there, and as it is looked for.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    line: usize,
    text: String,
    wanted: String,
}

/// «Jeanne Dupont <jeanne.dupont@ac-creteil.fr>; mberthier» names two people.
fn names(list: &str) -> Vec<Name> {
    let mut names = Vec::new();
    for (at, line) in list.lines().enumerate() {
        for text in line.split([';', ',', '\t']).map(str::trim).filter(|text| !text.is_empty()) {
            let inner =
                text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(a, _)| a);
            let wanted = inner.trim().trim_matches('"').trim_start_matches("mailto:").to_lowercase();
            names.push(Name { line: at + 1, text: text.chars().take(200).collect(), wanted });
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_paste_them() {
        let wanted: Vec<_> = names(
            "Jeanne Dupont <Jeanne.Dupont@ac-creteil.fr>; mberthier\n\n\tclenormand,  \"sofia.amrani@ac-creteil.fr\"\r\n",
        )
        .into_iter()
        .map(|name| (name.line, name.wanted))
        .collect();
        let expected = [
            (1, "jeanne.dupont@ac-creteil.fr"),
            (1, "mberthier"),
            (3, "clenormand"),
            (3, "sofia.amrani@ac-creteil.fr"),
        ];
        assert_eq!(wanted, expected.map(|(line, name)| (line, name.to_owned())));
    }
}
