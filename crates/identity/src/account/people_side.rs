//! The birth of an account: a person of the staff file gets an identifier, an address and the way in by NUMEN.

use jiff::civil::Date;
use kernel::{
    Id, Result, Tx,
    facts::Fact,
    people::{self, Civility, NewPerson, Person},
    sql,
};

use super::{ACTIVATION_WINDOW, Proofs, State};
use crate::rules::{
    identifier::{identifier_candidates, local_part_candidates},
    numen::Numen,
};

/// What the staff file says of somebody, checked.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub numen: Numen,
    pub birth_date: Date,
    pub surname: String,
    pub given_names: String,
    pub civility: Civility,
    /// HR function code, e.g. `ENS`.
    pub function: String,
    pub uai: Option<String>,
    pub corps: String,
    pub backup_address: Option<String>,
}

/// Candidates asked about at once: homonyms beyond that take another question.
const AT_ONCE: usize = 8;

/// Opens an account in the académie of `tx`, with the first free identifier and address.
pub async fn open_account(tx: &mut Tx, new: &NewAccount) -> Result<Id<Person>> {
    let academy = tx.academy()?.clone();
    let identifier = free_identifier(tx, new).await?;
    let address = free_address(tx, new, &academy.mail_domain).await?;
    let id: Id<Person> = tx.new_id();
    let person = NewPerson {
        id,
        identifier,
        surname: new.surname.clone(),
        given_names: new.given_names.clone(),
        civility: new.civility,
        function: new.function.clone(),
        uai: new.uai.clone(),
        corps: new.corps.clone(),
        address,
    };
    people::add_person(tx, &person).await?;
    let proofs = Proofs::of(tx, id, &new.numen, new.birth_date);
    let until = tx.now().plus(ACTIVATION_WINDOW);
    tx.execute(sql!(
        "INSERT INTO accounts (person_id, academy_id, state, numen_index, numen_proof, key_number, opens_until,
             backup_address, birth_proof)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        academy.id,
        State::Imported,
        proofs.index,
        proofs.proof,
        i64::from(tx.services().keys.current()),
        until,
        new.backup_address,
        proofs.birth
    ))
    .await?;
    tx.emit(Fact::AccountOpened { academy: academy.id, person: id }).await?;
    Ok(id)
}

async fn free_identifier(tx: &mut Tx, new: &NewAccount) -> Result<String> {
    let mut candidates = identifier_candidates(&new.given_names, &new.surname);
    let mut at_once = 1;
    loop {
        let some: Vec<String> = candidates.by_ref().take(at_once).collect();
        let taken = people::taken_identifiers(tx, &some).await?;
        if let Some(free) = some.into_iter().find(|c| !taken.contains(c)) {
            return Ok(free);
        }
        at_once = (at_once * AT_ONCE).min(512);
    }
}

async fn free_address(tx: &mut Tx, new: &NewAccount, domain: &str) -> Result<String> {
    let mut candidates =
        local_part_candidates(&new.given_names, &new.surname).map(|local| format!("{local}@{domain}"));
    let mut at_once = 1;
    loop {
        let some: Vec<String> = candidates.by_ref().take(at_once).collect();
        let taken = people::taken_addresses(tx, &some).await?;
        if let Some(free) = some.into_iter().find(|c| !taken.contains(c)) {
            return Ok(free);
        }
        at_once = (at_once * AT_ONCE).min(512);
    }
}
