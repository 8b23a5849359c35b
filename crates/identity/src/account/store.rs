//! SQL of accounts, of the passes to the "choose your password" page, and of known devices.

use kernel::{
    Id, Result, Time, Tx,
    db::list,
    keys::digest,
    people::{Academy, Person},
    row, sql,
    time::days,
};

use super::state::State;

kernel::big_tables!["accounts", "known_devices", "passes"];

row! {
    /// An account with what is needed of its person.
    pub struct Account {
        pub person_id: Id<Person>,
        pub academy_id: Id<Academy>,
        pub identifier: String,
        pub surname: String,
        pub given_names: String,
        pub display_name: String,
        pub address: String,
        pub uai: Option<String>,
        pub function: String,
        pub locale: Option<String>,
        pub closed_at: Option<Time>,
        pub grants: i64,
        pub state: State,
        pub numen_index: Vec<u8>,
        pub numen_proof: Vec<u8>,
        pub key_number: i64,
        pub password_hash: Option<String>,
        pub password_changed_at: Option<Time>,
        pub opens_until: Time,
        pub reset_frozen: bool,
        pub backup_address: Option<String>,
        pub activated_at: Option<Time>,
        pub former_hash: Option<String>,
        pub former_until: Time,
        pub birth_proof: Option<Vec<u8>>,
    }
}

pub async fn by_person(tx: &mut Tx, person: Id<Person>) -> Result<Account> {
    tx.one(sql!(Account: "SELECT a.person_id, a.academy_id, p.identifier, p.surname, p.given_names, p.display_name, p.address, p.uai,
             p.function, p.locale, p.closed_at,
             (SELECT CAST(COALESCE(SUM(g.bit), 0) AS BIGINT) FROM grants g WHERE g.person_id = p.id) AS grants,
             a.state, a.numen_index, a.numen_proof, a.key_number, a.password_hash, a.password_changed_at, a.opens_until,
             a.reset_frozen, a.backup_address, a.activated_at, a.former_hash, a.former_until,
             a.birth_proof
          FROM accounts a JOIN people p ON p.id = a.person_id WHERE a.person_id = $1 /* tenant: the person's own */", person))
    .await
}

/// The account as it stands, and as it will stand until this unit of work ends: every verb that changes an account
/// or opens a session holds it first, so that none builds on a state that another has just ended.
pub(crate) async fn hold(tx: &mut Tx, person: Id<Person>) -> Result<Account> {
    lock(tx, person).await?;
    by_person(tx, person).await
}

pub(crate) async fn lock(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.lock(&format!("account {person}")).await
}

/// By identifier, or by the main address for those who type it instead. Asks as much of the database for a name that
/// nobody has.
pub async fn by_identifier(tx: &mut Tx, typed: &str) -> Result<Option<Account>> {
    let person = if typed.contains('@') {
        kernel::people::person_by_address(tx, typed).await?
    } else {
        kernel::people::person_by_identifier(tx, typed).await?
    };
    of_person(tx, person.map_or(Id::NIL, |p| p.id)).await
}

/// The person's account, if they have one.
pub(crate) async fn of_person(tx: &mut Tx, person: Id<Person>) -> Result<Option<Account>> {
    match by_person(tx, person).await {
        Ok(account) => Ok(Some(account)),
        Err(kernel::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The person whose NUMEN has one of these indexes.
pub(crate) async fn person_of_numen(tx: &mut Tx, indexes: &[Vec<u8>]) -> Result<Option<Id<Person>>> {
    tx.first(sql!(Id<Person>: "SELECT person_id FROM accounts WHERE numen_index IN LIST($1) /* tenant: the sign-in comes before it */",
        list(indexes)))
        .await
}

pub(crate) async fn set_password(tx: &mut Tx, person: Id<Person>, hash: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(sql!(
        "UPDATE accounts SET password_hash = $2, password_changed_at = $3, state = $4,
             activated_at = COALESCE(activated_at, $3)
          WHERE person_id = $1 /* tenant: the person's own */",
        person,
        hash,
        now,
        State::Active
    ))
    .await?;
    Ok(())
}

/// The same password under today's costs and key.
pub(crate) async fn rehash(tx: &mut Tx, person: Id<Person>, hash: &str) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET password_hash = $2 WHERE person_id = $1 /* tenant: the person's own */",
        person,
        hash
    ))
    .await?;
    Ok(())
}

/// Lets the NUMEN, and no password of before, open the "choose your password" page until then.
pub(crate) async fn arm(tx: &mut Tx, person: Id<Person>, state: State, until: Time) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET state = $2, opens_until = $3, password_hash = NULL, former_hash = NULL
          WHERE person_id = $1 /* tenant: the person's own */",
        person,
        state,
        until
    ))
    .await?;
    Ok(())
}

/// A password that is good no more, kept until then.
pub(crate) struct Former<'a> {
    pub hash: Option<&'a str>,
    pub until: Time,
}

/// As `arm`, keeping what the password was.
pub(crate) async fn put_back(
    tx: &mut Tx,
    person: Id<Person>,
    state: State,
    until: Time,
    former: Former<'_>,
) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET state = $2, opens_until = $3, password_hash = NULL, former_hash = $4, former_until = $5
          WHERE person_id = $1 /* tenant: the person's own */",
        person,
        state,
        until,
        former.hash,
        former.until
    ))
    .await?;
    Ok(())
}

/// No reset any more, and this password instead of any chosen since the last.
pub(crate) async fn freeze(tx: &mut Tx, person: Id<Person>, state: State, hash: Option<&str>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET state = $2, reset_frozen = 1, password_hash = $3, former_hash = NULL
          WHERE person_id = $1 /* tenant: the person's own */",
        person,
        state,
        hash
    ))
    .await?;
    Ok(())
}

pub(crate) async fn set_state(tx: &mut Tx, person: Id<Person>, state: State) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET state = $2 WHERE person_id = $1 AND academy_id = $3",
        person,
        state,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// A refused reset stands in nobody's way any more.
pub(crate) async fn thaw(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET reset_frozen = 0 WHERE person_id = $1 AND academy_id = $2",
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

kernel::text_enum! {
    /// What a pass is good for.
    pub enum Purpose { Password = "password", Refusal = "refusal" }
}

pub(crate) async fn add_pass(
    tx: &mut Tx,
    account: &Account,
    purpose: Purpose,
    secret: &str,
    until: Time,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO passes (digest, academy_id, person_id, purpose, expires_at) VALUES ($1, $2, $3, $4, $5)",
        digest(secret.as_bytes()),
        account.academy_id,
        account.person_id,
        purpose,
        until
    ))
    .await?;
    Ok(())
}

/// Whose pass this is; `NotFound` when it is over, used or never was.
pub(crate) async fn holder_of_pass(tx: &mut Tx, purpose: Purpose, secret: &str) -> Result<Id<Person>> {
    let now = tx.now();
    tx.one(sql!(Id<Person>: "SELECT person_id FROM passes WHERE digest = $1 AND purpose = $2 AND expires_at > $3 /* tenant: by secret */",
        digest(secret.as_bytes()), purpose, now))
        .await
}

pub(crate) async fn drop_passes(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!("DELETE FROM passes WHERE person_id = $1 /* tenant: the person's own */", person))
        .await?;
    Ok(())
}

/// Remembers a device on which the person has signed in. Answers whether it is new to them.
pub(crate) async fn know_device(tx: &mut Tx, account: &Account, device: &str) -> Result<bool> {
    let key = digest(format!("{} {device}", account.person_id).as_bytes());
    let now = tx.now();
    let known = tx
        .execute(sql!(
            "UPDATE known_devices SET seen_at = $2, failures_in_a_row = 0, wait_until = 0
              WHERE digest = $1 /* tenant: by secret */",
            key,
            now
        ))
        .await?;
    if known == 0 {
        tx.execute(sql!(
            "INSERT INTO known_devices (digest, academy_id, person_id, failures_in_a_row, wait_until, seen_at)
              VALUES ($1, $2, $3, 0, 0, $4)",
            key,
            account.academy_id,
            account.person_id,
            now
        ))
        .await?;
    }
    Ok(known == 0)
}

/// Passes and former passwords that are over, devices not seen for half a year.
pub(crate) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute(sql!("DELETE FROM passes WHERE expires_at <= $1 /* tenant: all */", now)).await?;
    tx.execute(sql!(
        "UPDATE accounts SET former_hash = NULL WHERE former_hash IS NOT NULL AND former_until <= $1 /* tenant: all */",
        now
    ))
    .await?;
    tx.execute(sql!("DELETE FROM known_devices WHERE seen_at < $1 /* tenant: all */", now.minus(days(180))))
        .await?;
    Ok(())
}

/// A new pass of a purpose revokes the older ones.
pub(crate) async fn drop_passes_for(tx: &mut Tx, person: Id<Person>, purpose: Purpose) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM passes WHERE person_id = $1 AND purpose = $2 /* tenant: the person's own */",
        person,
        purpose
    ))
    .await?;
    Ok(())
}
