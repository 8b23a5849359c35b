//! One unit of an import: some hundred lines, looked up together, then opened, brought up to date or left alone.

use std::collections::{HashMap, HashSet};

use kernel::{
    Error, Id, Result, Time, Tx,
    db::list,
    people::{self, Academy, Capacity, NewPerson, Person},
    row, sql,
};

use super::store::{self, Counts, Held, Import, ImportRow};
use crate::{
    account::{self, ACTIVATION_WINDOW, NewAccount, Proofs, State},
    rules::{
        staff_file::{Accepted, Civility, Line, StaffRecord},
        uai::Uai,
    },
    words::Words,
};

row! {
    /// What is known of somebody the file names.
    struct Known {
        person_id: Id<Person>,
        academy_id: Id<Academy>,
        numen_index: Vec<u8>,
        numen_proof: Vec<u8>,
        birth_proof: Option<Vec<u8>>,
        state: State,
        import_id: Option<Id<Import>>,
        backup_address: Option<String>,
        has_password: bool,
        surname: String,
        given_names: String,
        civility: String,
        function: String,
        uai: Option<String>,
        corps: String,
        identifier: String,
        address: String,
        closed_at: Option<Time>,
    }
}

pub(super) async fn apply(
    tx: &mut Tx,
    held: Held,
    super::Unit { warnings, lines }: super::Unit,
) -> Result<ImportRow> {
    let import = held.id;
    let mut unit = Unit { import, counts: Counts::default(), seen: HashSet::new(), named: Vec::new() };
    let known = known(tx, &lines).await?;
    // The header is line 1, and all that a file without a line has.
    let last = lines.last().map_or(1, |l| l.number as i64);
    unit.counts.warned += i64::from(!warnings.is_empty());
    for (place, warning) in warnings.iter().enumerate() {
        let reason = warning.message(tx.locale);
        store::add_line(tx, import, 1, place as i64, warning.field(), "warned", &reason).await?;
    }
    for line in lines {
        let number = line.number as i64;
        match line.outcome {
            Ok(accepted) => unit.accepted(tx, number, accepted, &known).await?,
            Err(rejections) => {
                unit.counts.rejected += 1;
                for (place, rejection) in rejections.iter().enumerate() {
                    let field = rejection.column.map_or("", crate::rules::staff_file::Column::name);
                    let reason = rejection.message(tx.locale);
                    store::add_line(tx, import, number, place as i64, field, "rejected", &reason).await?;
                }
            }
        }
    }
    tx.execute(sql!(
        "UPDATE accounts SET import_id = $1 WHERE person_id IN LIST($2) AND academy_id = $3",
        import,
        list(&unit.named),
        tx.academy_id()?
    ))
    .await?;
    store::advance(tx, held, last, unit.counts).await
}

/// Those of the lines' people that are known, by the NUMEN's index under any key of the file.
async fn known(tx: &mut Tx, lines: &[Line]) -> Result<HashMap<Vec<u8>, Known>> {
    let indexes: Vec<Vec<u8>> = lines
        .iter()
        .filter_map(|line| line.outcome.as_ref().ok())
        .flat_map(|accepted| account::numen_indexes(tx, &accepted.record.numen))
        .collect();
    let rows = tx
        .all(sql!(Known: "SELECT a.person_id, a.academy_id, a.numen_index, a.numen_proof, a.birth_proof, a.state, a.import_id, a.backup_address,
                 CAST(CASE WHEN a.password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password,
                 p.surname, p.given_names, p.civility, p.function, p.uai, p.corps, p.identifier, p.address, p.closed_at
              FROM accounts a JOIN people p ON p.id = a.person_id
              WHERE a.numen_index IN LIST($1) /* tenant: another's is told apart */", list(&indexes)))
        .await?;
    Ok(rows.into_iter().map(|row| (row.numen_index.clone(), row)).collect())
}

struct Unit {
    import: Id<Import>,
    counts: Counts,
    /// Indexes of this unit's lines: a NUMEN stands in a file once.
    seen: HashSet<Vec<u8>>,
    named: Vec<Id<Person>>,
}

impl Unit {
    async fn accepted(
        &mut self,
        tx: &mut Tx,
        line: i64,
        accepted: Accepted,
        known: &HashMap<Vec<u8>, Known>,
    ) -> Result<()> {
        let t = Words(tx.locale);
        let mut record = accepted.record;
        let headed = record.headed.take();
        let indexes = account::numen_indexes(tx, &record.numen);
        let Some(newest) = indexes.first().cloned() else {
            return Err(Error::internal("no key to index a NUMEN with"));
        };
        let found = indexes.iter().find_map(|index| known.get(index));
        let twice = !self.seen.insert(newest) || found.is_some_and(|f| f.import_id == Some(self.import));
        if twice {
            return self.reject(tx, line, t.import_duplicate()).await;
        }
        let academy = tx.academy_id()?;
        match found {
            Some(other) if other.academy_id != academy => {
                return self.reject(tx, line, t.import_other_academy()).await;
            }
            Some(found) => {
                self.named.push(found.person_id);
                let differs = bring_up_to_date(tx, found, &record).await?;
                if heads(tx, found.person_id, headed).await? || differs {
                    self.counts.changed += 1;
                } else {
                    self.counts.unchanged += 1;
                }
            }
            None => {
                let person = account::open_account(tx, &new_account(record)).await?;
                heads(tx, person, headed).await?;
                self.named.push(person);
                self.counts.created += 1;
            }
        }
        if !accepted.warnings.is_empty() {
            self.counts.warned += 1;
        }
        for (place, warning) in accepted.warnings.iter().enumerate() {
            let reason = warning.message(tx.locale);
            let field = warning.column.name();
            store::add_line(tx, self.import, line, place as i64, field, "warned", &reason).await?;
        }
        Ok(())
    }

    async fn reject(&mut self, tx: &mut Tx, line: i64, reason: &str) -> Result<()> {
        self.counts.rejected += 1;
        store::add_line(tx, self.import, line, 0, "numen", "rejected", reason).await
    }
}

fn civility(civility: Civility) -> people::Civility {
    match civility {
        Civility::Madame => people::Civility::Mrs,
        Civility::Monsieur => people::Civility::Mr,
        Civility::Unspecified => people::Civility::Unspecified,
    }
}

fn new_account(record: StaffRecord) -> NewAccount {
    NewAccount {
        birth_date: record.birth_date,
        surname: record.surname,
        given_names: record.first_names,
        civility: civility(record.civility),
        function: record.function,
        uai: record.uai.map(|uai| uai.as_str().to_owned()),
        corps: record.corps.unwrap_or_default(),
        backup_address: record.backup_email.map(|mail| mail.as_str().to_owned()),
        numen: record.numen,
    }
}

/// The establishments that the person heads besides their own are those that the file says, and none when it says none;
/// a file without the column leaves them. Answers whether anything had to change.
async fn heads(tx: &mut Tx, person: Id<Person>, headed: Option<Vec<Uai>>) -> Result<bool> {
    let Some(mut headed) = headed else { return Ok(false) };
    headed.sort_unstable();
    headed.dedup();
    let codes: Vec<&str> = headed.iter().map(Uai::as_str).collect();
    let differs = people::places(tx, person, Capacity::Head).await? != codes;
    if differs {
        people::put_places(tx, person, Capacity::Head, &codes).await?;
    }
    Ok(differs)
}

/// Answers whether anything had to change. What the file leaves out stays as it is known.
async fn bring_up_to_date(tx: &mut Tx, known: &Known, record: &StaffRecord) -> Result<bool> {
    let uai = record.uai.as_ref().map(|u| u.as_str().to_owned()).or_else(|| known.uai.clone());
    let corps = record.corps.clone().unwrap_or_else(|| known.corps.clone());
    let backup =
        record.backup_email.as_ref().map(|m| m.as_str().to_owned()).or_else(|| known.backup_address.clone());
    let civility = civility(record.civility);
    let came_back = known.closed_at.is_some() || known.state == State::Closed;
    let person_differs = known.surname != record.surname
        || known.given_names != record.first_names
        || known.civility != civility.as_str()
        || known.function != record.function
        || known.uai != uai
        || known.corps != corps;
    let proofs = Proofs::of(tx, known.person_id, &record.numen, record.birth_date);
    let account_differs = backup != known.backup_address
        || proofs.index != known.numen_index
        || proofs.proof != known.numen_proof
        || Some(&proofs.birth) != known.birth_proof.as_ref();
    if person_differs || came_back {
        let person = NewPerson {
            id: known.person_id,
            identifier: known.identifier.clone(),
            surname: record.surname.clone(),
            given_names: record.first_names.clone(),
            civility,
            function: record.function.clone(),
            uai,
            corps,
            address: known.address.clone(),
        };
        people::update_person(tx, &person).await?;
    }
    if account_differs {
        tx.execute(sql!(
            "UPDATE accounts SET numen_index = $3, numen_proof = $4, key_number = $5, backup_address = $6,
                 birth_proof = $7
              WHERE person_id = $1 AND academy_id = $2",
            known.person_id,
            tx.academy_id()?,
            proofs.index,
            proofs.proof,
            i64::from(tx.services().keys.current()),
            backup,
            proofs.birth
        ))
        .await?;
    }
    if came_back {
        if known.has_password {
            account::set_state(tx, known.person_id, State::Active).await?;
        } else {
            account::arm(tx, known.person_id, State::Imported, tx.now().plus(ACTIVATION_WINDOW)).await?;
        }
        super::opened(tx, known.person_id).await?;
    }
    Ok(person_differs || account_differs || came_back)
}
