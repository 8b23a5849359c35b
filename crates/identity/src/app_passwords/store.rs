//! SQL of the passwords that mail programs keep.

use kernel::{
    Id, Result, Time, Tx,
    db::list,
    people::{Academy, Person},
    row, sql,
};

use crate::account::{Account, State};

kernel::big_tables!["app_passwords"];

/// One of them, as ids name it.
#[derive(Debug)]
pub struct Kept;

row! {
    /// As its owner sees it in the list.
    pub(crate) struct KeptRow {
        pub id: Id<Kept>,
        pub name: String,
        pub created_at: Time,
        pub used_on: Option<Time>,
        pub used_from: String,
    }
}

/// Oldest first.
pub(crate) async fn of_person(tx: &mut Tx, person: Id<Person>) -> Result<Vec<KeptRow>> {
    tx.all(
        sql!(KeptRow: "SELECT id, name, created_at, used_on, used_from FROM app_passwords WHERE person_id = $1
          ORDER BY created_at, id /* tenant: the person's own */", person),
    )
    .await
}

pub(crate) async fn count(tx: &mut Tx, person: Id<Person>) -> Result<i64> {
    tx.one(sql!(i64: "SELECT COUNT(*) FROM app_passwords WHERE person_id = $1 /* tenant: the person's own */", person))
        .await
}

pub(super) async fn add(tx: &mut Tx, account: &Account, name: &str, proof: [u8; 32]) -> Result<()> {
    let id: Id<Kept> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO app_passwords (id, academy_id, person_id, name, proof, key_number, created_at, used_from)
          VALUES ($1, $2, $3, $4, $5, $6, $7, '')",
        id,
        account.academy_id,
        account.person_id,
        name,
        proof,
        i64::from(tx.services().keys.current()),
        tx.now()
    ))
    .await?;
    Ok(())
}

/// Answers the name it had, if the person still had it.
pub(super) async fn remove(tx: &mut Tx, person: Id<Person>, id: Id<Kept>) -> Result<Option<String>> {
    tx.first(sql!(String: "DELETE FROM app_passwords WHERE id = $1 AND person_id = $2 RETURNING name /* tenant: the person's own */",
        id, person))
        .await
}

/// Answers how many there were.
pub(super) async fn remove_all(tx: &mut Tx, person: Id<Person>) -> Result<u64> {
    tx.execute(sql!("DELETE FROM app_passwords WHERE person_id = $1 /* tenant: the person's own */", person))
        .await
}

row! {
    /// One that was shown at the door and opens it.
    pub(crate) struct Opening {
        pub id: Id<Kept>,
        pub person_id: Id<Person>,
        pub academy_id: Id<Academy>,
        used_on: Option<Time>,
        zone: String,
    }
}

/// The person's password with one of these proofs, while the account is open.
pub(crate) async fn find(tx: &mut Tx, person: Id<Person>, proofs: &[Vec<u8>]) -> Result<Option<Opening>> {
    tx.first(sql!(Opening: "SELECT w.id, w.person_id, w.academy_id, w.used_on, c.zone
          FROM app_passwords w JOIN accounts a ON a.person_id = w.person_id JOIN people p ON p.id = w.person_id
             JOIN academies c ON c.id = w.academy_id
          WHERE w.proof IN LIST($1) AND w.person_id = $2 AND a.state = $3 AND p.closed_at IS NULL",
        list(proofs), person, State::Active))
        .await
}

impl Opening {
    /// The day that is to be written down, when it is not yet.
    pub(crate) fn unwritten_day(&self, now: Time) -> Option<Time> {
        let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let today: Time = now.zoned(&zone).start_of_day().ok()?.timestamp().into();
        (self.used_on != Some(today)).then_some(today)
    }
}

/// Once a day at most: telephones sign in every few minutes, and nobody need know more.
pub(crate) async fn write_use(tx: &mut Tx, id: Id<Kept>, day: Time, network: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE app_passwords SET used_on = $2, used_from = $3
          WHERE id = $1 AND (used_on IS NULL OR used_on < $2) /* tenant: by id */",
        id,
        day,
        network
    ))
    .await?;
    Ok(())
}
