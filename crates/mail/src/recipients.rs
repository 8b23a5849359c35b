//! Who can be written to: the people of the deployment, by any address they have. Addresses elsewhere are told apart,
//! since nothing leaves the deployment yet.

use kernel::{
    Id, Locale, Result, Tx,
    db::list,
    people::{Academy, Person},
    row, sql,
};

use crate::message::{
    EmailAddress,
    address::{normalise, split, without_detail},
};

row! {
    /// The owner of an address.
    pub(crate) struct Owner {
        pub address: String,
        pub person: Id<Person>,
        pub academy: Id<Academy>,
        pub closed: bool,
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
    let owners = tx
        .all(sql!(Owner: "SELECT a.address, p.id AS person, p.academy_id AS academy,
                 CASE WHEN p.closed_at IS NULL THEN 0 ELSE 1 END AS closed
              FROM addresses a JOIN people p ON p.id = a.person_id WHERE a.address IN LIST($1)",
            list(written.iter().map(|(_, key)| key))))
        .await?;
    let domains: Vec<String> =
        kernel::people::academies(tx).await?.into_iter().map(|a| a.mail_domain).collect();
    for (typed, key) in written {
        match owners.iter().find(|o| o.address == key) {
            Some(owner) if owner.closed => found.closed.push(typed),
            Some(owner) => {
                if !found.owners.iter().any(|o| o.person == owner.person) {
                    found.owners.push(owner.clone());
                }
            }
            None if is_ours(&key, &domains) => found.unknown.push(typed),
            None => found.outside.push(typed),
        }
    }
    Ok(found)
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
