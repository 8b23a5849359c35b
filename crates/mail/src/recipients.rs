//! Who can be written to: the people of the deployment, by any address they have or any alias that leads to them, and
//! lists. Addresses elsewhere are told apart.

use kernel::{
    Id, Locale, Result, Tx,
    db::{Query, list as values},
    people::{self, Academy, Person},
    row, sql,
};

use crate::{
    delivery::Recipient,
    lists,
    message::{
        EmailAddress,
        address::{detail, normalise, split, without_detail},
    },
};

row! {
    /// The owner of an address.
    pub(crate) struct Owner {
        pub address: String,
        pub person: Id<Person>,
        pub academy: Id<Academy>,
        pub closed: bool,
        /// A service, which is no human being.
        pub shared: bool,
    }
}

impl Owner {
    pub fn recipient(&self) -> Recipient {
        Recipient { person: self.person, academy: self.academy }
    }
}

/// Where a message to these addresses goes.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Each person once, whatever the number of their addresses.
    pub owners: Vec<Owner>,
    /// In a domain of ours, but nobody's.
    pub unknown: Vec<String>,
    /// Somebody's who has left.
    pub closed: Vec<String>,
    /// Each once, by the address it was written to.
    pub lists: Vec<lists::Found>,
    /// In no domain of ours.
    pub outside: Vec<String>,
}

pub(crate) async fn find(tx: &mut Tx, addresses: &[EmailAddress]) -> Result<Found> {
    let mut found = Found::default();
    if addresses.is_empty() {
        return Ok(found);
    }
    // Written to with a detail (`jean+conseil@…`), the box is the same.
    let written: Vec<(String, String)> =
        addresses.iter().map(|a| (a.email.clone(), normalise(&without_detail(&a.email)))).collect();
    let keys: Vec<&String> = written.iter().map(|(_, key)| key).collect();
    let (owners, lists, academies) = tx
        .together((owners_query(&keys), lists::by_addresses_query(&keys), people::academies_query()))
        .await?;
    let domains: Vec<String> = academies.into_iter().map(|a| a.mail_domain).collect();
    for (typed, key) in written {
        let (left, mut here): (Vec<_>, Vec<_>) =
            owners.iter().filter(|owner| owner.address == key).cloned().partition(|owner| owner.closed);
        let mut to_lists: Vec<_> = lists.iter().filter(|list| list.written == key).cloned().collect();
        match detail(&typed).map(str::to_lowercase) {
            Some(word) if word == lists::OWNERS_DETAIL => {
                for list in std::mem::take(&mut to_lists) {
                    here.extend(owners_of(tx, &list).await?);
                }
            }
            // Where returns come to: nobody writes there.
            Some(_) if lists::guests::token_of(&typed).is_some() => to_lists.clear(),
            _ => {}
        }
        match (here.is_empty() && to_lists.is_empty(), left.is_empty(), is_ours(&key, &domains)) {
            (true, false, _) => found.closed.push(typed),
            (true, true, true) => found.unknown.push(typed),
            (true, true, false) => found.outside.push(typed),
            (false, ..) => {
                for owner in here {
                    if !found.owners.iter().any(|known| known.person == owner.person) {
                        found.owners.push(owner);
                    }
                }
                for list in to_lists {
                    if !found.lists.iter().any(|known| known.id == list.id) {
                        found.lists.push(list);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn owners_query(addresses: &[&String]) -> Query<'static, Owner> {
    sql!(Owner: "SELECT a.address, p.id AS person, p.academy_id AS academy,
             CASE WHEN p.closed_at IS NULL THEN 0 ELSE 1 END AS closed,
             CASE WHEN p.kind = 'shared' THEN 1 ELSE 0 END AS shared
          FROM addresses a JOIN people p ON p.id = a.person_id WHERE a.address IN LIST($1)
          UNION ALL SELECT m.address, p.id AS person, p.academy_id AS academy,
             CASE WHEN p.closed_at IS NULL THEN 0 ELSE 1 END AS closed,
             CASE WHEN p.kind = 'shared' THEN 1 ELSE 0 END AS shared
          FROM mail_aliases m JOIN mail_alias_people t ON t.alias_id = m.id JOIN people p ON p.id = t.person_id
          WHERE m.address IN LIST($1)", values(addresses.iter().copied()))
    .detached()
}

async fn owners_of(tx: &mut Tx, list: &lists::Found) -> Result<Vec<Owner>> {
    let owners = lists::owners(tx, list.id).await?.into_iter();
    let owner = |person: kernel::people::PersonRow| Owner {
        address: list.written.clone(),
        person: person.id,
        academy: person.academy_id,
        closed: false,
        shared: false,
    };
    Ok(owners.map(owner).collect())
}

fn is_ours(address: &str, domains: &[String]) -> bool {
    split(address).is_some_and(|(_, domain)| domains.iter().any(|d| d.eq_ignore_ascii_case(domain)))
}

/// Every address a person receives at.
pub(crate) async fn addresses_of(tx: &mut Tx, person: Id<Person>) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT address FROM addresses WHERE person_id = $1", person)).await
}

/// The language a person reads.
pub(crate) async fn locale_of(tx: &mut Tx, person: Id<Person>) -> Result<Locale> {
    let chosen = tx.first(sql!(Option<String>: "SELECT locale FROM people WHERE id = $1", person)).await?;
    Ok(chosen.flatten().and_then(|tag| tag.parse().ok()).unwrap_or_default())
}
