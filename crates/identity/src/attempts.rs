//! Tries are counted before they are checked, in the transaction that asks whether they may go on, and taken back
//! when they were right: a thousand tries at the same moment wait like a thousand in turn. Rules in `rules::throttle`.

use std::{net::IpAddr, sync::Arc};

use kernel::{
    Actor, Ctx, Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    context::Origin,
    jobs::{self, JobKind},
    keys::{digest, mac},
    people::{self, Academy, Person},
    row, sql,
    time::days,
};
use serde::{Deserialize, Serialize};

use crate::{
    account::Account,
    rules::throttle::{
        ALARM_DELAY_MS, AccountCounter, AddressCounter, AddressKind, Answer, DeviceCounter, FailureLog,
        NumenCounter, NumenSpread, is_alarming,
    },
};

kernel::big_tables!["tries_by_account", "tries_by_address", "tries_by_numen"];

row! { struct Device { failures_in_a_row: i64, wait_until: Time } }
row! { struct TriesRow { failures_in_a_row: i64, wait_until: Time, failure_log: Vec<u8> } }
row! {
    struct Address {
        window_start: Time,
        failures: i64,
        numen_window_start: Time,
        numen_seen: Vec<u8>,
        is_exit: bool,
    }
}

/// A try that was counted as a failure, to be taken back if it was right.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    at: Time,
    address: String,
    password_of: Option<[u8; 32]>,
    numen_index: Option<Vec<u8>>,
    device: Option<[u8; 32]>,
}

/// Whose password is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose<'a> {
    Person(Id<Person>),
    /// A name that nobody has, cleaned as names are looked up.
    Nobody(&'a str),
}

impl Whose<'_> {
    /// What the failures are counted under. Somebody with two names is one person here: that the two belong together
    /// can be learned so, but not whether either exists.
    fn key(self, ctx: &Ctx) -> [u8; 32] {
        self.under(ctx, "identity/tries")
    }

    /// The same for what mail programs try.
    fn mail_key(self, ctx: &Ctx) -> [u8; 32] {
        self.under(ctx, "identity/mail-tries")
    }

    fn under(self, ctx: &Ctx, purpose: &str) -> [u8; 32] {
        let key = ctx.services().keys.key(purpose);
        match self {
            Whose::Person(person) => mac(&key, &[b"person", person.to_string().as_bytes()]),
            Whose::Nobody(name) => mac(&key, &[b"name", name.as_bytes()]),
        }
    }

    fn person(self) -> Id<Person> {
        match self {
            Whose::Person(person) => person,
            Whose::Nobody(_) => Id::NIL,
        }
    }
}

fn address_key(ctx: &Ctx) -> String {
    ctx.origin.address.map(network_of).unwrap_or_default()
}

/// The network address that counters are kept for: the whole of IPv4, the /64 of IPv6.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let s = ip.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
        ip @ IpAddr::V4(_) => ip.to_string(),
    }
}

/// A secret of an application was wrong. Counted apart: an application behind the same address as a school, with a
/// secret that is out of date, must not slow its people down, nor they it.
pub(crate) async fn client_secret(tx: &mut Tx) -> Result<Option<Answer>> {
    let now = tx.now();
    let address = format!("client {}", address_key(tx));
    let (mut counter, kind) = address_counter(tx, &address).await?;
    let answer = counter.0.answer(kind, now.0);
    if !answer.is_allowed() {
        return Ok(Some(answer));
    }
    counter.0 = counter.0.failed(now.0);
    write_address(tx, &address, &counter).await?;
    Ok(None)
}

/// A mail program showed a password that is none of the person's. Counted apart from the sign-in page, by the same
/// figures: a telephone that was forgotten with an old password in it tries for years, and slows down neither its
/// owner's sign-in nor the neighbours'. Nothing to take back: what is right was let in before, whatever others tried.
pub(crate) async fn mail_password(tx: &mut Tx, whose: Whose<'_>) -> Result<Option<Answer>> {
    let now = tx.now();
    let network = address_key(tx);
    let address = format!("mail {network}");
    let (mut counter, kind) = counter_of(tx, &address, &network).await?;
    let key = whose.mail_key(tx);
    tx.lock(&account_lock(&key)).await?;
    let tries = read_account(tx, key).await?;
    let answer = tries.answer(now.0).and(counter.0.answer(kind, now.0));
    if !answer.is_allowed() {
        return Ok(Some(answer));
    }
    write_account(tx, key, &tries.failed(now.0)).await?;
    counter.0 = counter.0.failed(now.0);
    write_address(tx, &address, &counter).await?;
    Ok(None)
}

/// A password is about to be checked. Does the same for a name that nobody has.
pub(crate) async fn password(
    tx: &mut Tx,
    whose: Whose<'_>,
    device: Option<&str>,
) -> Result<Result<Counted, Answer>> {
    let now = tx.now();
    let address = address_key(tx);
    let (mut counter, kind) = address_counter(tx, &address).await?;
    let key = whose.key(tx);
    tx.lock(&account_lock(&key)).await?;
    let device = match device {
        Some(device) => known_device(tx, whose.person(), device).await?,
        None => None,
    };
    let tries = read_account(tx, key).await?;
    let own = device.as_ref().map_or_else(|| tries.answer(now.0), |(_, counter)| counter.answer(now.0));
    let answer = own.and(counter.0.answer(kind, now.0));
    if !answer.is_allowed() {
        return Ok(Err(answer));
    }
    match &device {
        Some((key, counter)) => write_device(tx, *key, counter.failed(now.0)).await?,
        None => write_account(tx, key, &tries.failed(now.0)).await?,
    }
    counter.0 = counter.0.failed(now.0);
    write_address(tx, &address, &counter).await?;
    let device = device.map(|(key, _)| key);
    Ok(Ok(Counted { at: now, address, password_of: Some(key), numen_index: None, device }))
}

/// The counter of a device on which the person has signed in before.
async fn known_device(
    tx: &mut Tx,
    person: Id<Person>,
    device: &str,
) -> Result<Option<([u8; 32], DeviceCounter)>> {
    let key = digest(format!("{person} {device}").as_bytes());
    let row = tx
        .first(sql!(Device: "SELECT failures_in_a_row, wait_until FROM known_devices WHERE digest = $1 /* tenant: by secret */", key))
        .await?;
    Ok(row.map(|row| {
        (key, DeviceCounter { in_a_row: row.failures_in_a_row as u32, wait_until_ms: row.wait_until.0 })
    }))
}

/// A NUMEN is about to be checked, known or not.
pub(crate) async fn numen(tx: &mut Tx, index: &[u8]) -> Result<Result<Counted, Answer>> {
    let now = tx.now();
    let address = address_key(tx);
    let (mut counter, kind) = address_counter(tx, &address).await?;
    let short: [u8; 32] = index.try_into().unwrap_or_default();
    tx.lock(&numen_lock(index)).await?;
    let tries = read_numen(tx, index).await?;
    let answer =
        tries.answer(now.0).and(counter.1.answer(kind, &short, now.0)).and(counter.0.answer(kind, now.0));
    if !answer.is_allowed() {
        return Ok(Err(answer));
    }
    counter.0 = counter.0.failed(now.0);
    counter.1 = counter.1.tried(&short, now.0);
    write_address(tx, &address, &counter).await?;
    let log = tries.failed(now.0).log.to_bytes();
    tx.execute(sql!(
        "INSERT INTO tries_by_numen (numen_index, failure_log, at) VALUES ($1, $2, $3)
          ON CONFLICT (numen_index) DO UPDATE SET failure_log = excluded.failure_log, at = excluded.at",
        index,
        log,
        now
    ))
    .await?;
    Ok(Ok(Counted { at: now, address, password_of: None, numen_index: Some(index.to_vec()), device: None }))
}

/// It was right: the failure counted for it is none. Answers how many in a row came before it.
pub(crate) async fn succeeded(tx: &mut Tx, counted: &Counted) -> Result<u32> {
    tx.lock(&address_lock(&counted.address)).await?;
    if let Some(address) = read_address(tx, &counted.address, &counted.address).await? {
        let counter = (
            AddressCounter { window_start_ms: address.window_start.0, failures: address.failures as u32 }
                .succeeded(),
            NumenSpread::stored(address.numen_window_start.0, &address.numen_seen),
        );
        write_address(tx, &counted.address, &counter).await?;
    }
    if let Some(index) = &counted.numen_index {
        tx.lock(&numen_lock(index)).await?;
        tx.execute(sql!("DELETE FROM tries_by_numen WHERE numen_index = $1", *index)).await?;
    }
    let Some(key) = counted.password_of else { return Ok(0) };
    tx.lock(&account_lock(&key)).await?;
    let in_a_row = if let Some(device) = counted.device {
        let in_a_row = tx
            .first(sql!(i64: "SELECT failures_in_a_row FROM known_devices WHERE digest = $1 /* tenant: by secret */", device))
            .await?;
        write_device(tx, device, DeviceCounter::default()).await?;
        in_a_row.unwrap_or_default() as u32
    } else {
        let tries = read_account(tx, key).await?;
        let in_a_row = tries.in_a_row;
        write_account(tx, key, &tries.succeeded(counted.at.0)).await?;
        in_a_row
    };
    Ok(in_a_row.saturating_sub(1))
}

/// What stands in somebody's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Obstacles {
    /// Some failure is remembered.
    pub any: bool,
    /// The next try must wait.
    pub slowed: bool,
    /// The pages that ask for the NUMEN refuse it for today.
    pub numen: bool,
}

pub(crate) async fn obstacles(tx: &mut Tx, account: &Account) -> Result<Obstacles> {
    let now = tx.now();
    let key = Whose::Person(account.person_id).key(tx);
    let tries = read_account(tx, key).await?;
    let numen = read_numen(tx, &account.numen_index).await?;
    Ok(Obstacles {
        any: tries != AccountCounter::default() || numen != NumenCounter::default(),
        slowed: !tries.answer(now.0).is_allowed(),
        numen: !numen.answer(now.0).is_allowed(),
    })
}

/// The agent chose a password: the failures before it are none.
pub(crate) async fn forgive(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    let key = Whose::Person(person).key(tx);
    tx.execute(sql!("DELETE FROM tries_by_account WHERE digest = $1", key)).await?;
    Ok(())
}

/// The help desk has spoken with the agent: neither their password nor their NUMEN is slowed any more.
pub(crate) async fn forgive_all(tx: &mut Tx, account: &Account) -> Result<()> {
    tx.execute(sql!("DELETE FROM tries_by_numen WHERE numen_index = $1", account.numen_index)).await?;
    forgive(tx, account.person_id).await
}

/// It was wrong: counted for the alarm, written in the trail of the account it was tried on, if any, and slowed down
/// while the alarm rings. The trail is written by a job: a name that nobody has costs the same here.
pub(crate) async fn failed(ctx: &Ctx, whose: Option<&Account>, action: Refused) -> Result<()> {
    let wrong =
        Wrong { whose: whose.map(|a| (a.academy_id, a.person_id)), action, address: ctx.origin.address };
    let alarming = ctx
        .write(async move |tx| {
            tx.enqueue(WRONG.name, &wrong).await?;
            count_for_alarm(tx).await
        })
        .await?;
    if alarming {
        tokio::time::sleep(std::time::Duration::from_millis(ALARM_DELAY_MS as u64)).await;
    }
    Ok(())
}

/// What was refused, for the trail.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Refused {
    SignIn,
    /// A password for mail programs, which is not or no longer one of the person's.
    AppPassword,
    /// To a mail program the account's own, or any other that was not made for it.
    OtherPassword,
    /// A NUMEN with a birth date that is not its own.
    Proof,
    PasswordChange,
}

impl Refused {
    /// Action and detail.
    fn written(self) -> (&'static str, &'static str) {
        match self {
            Refused::SignIn => ("sign-in", ""),
            Refused::AppPassword => ("mail-program.sign-in", "unknown"),
            Refused::OtherPassword => ("mail-program.sign-in", "other"),
            Refused::Proof => ("proof", ""),
            Refused::PasswordChange => ("password.change", ""),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Wrong {
    whose: Option<(Id<Academy>, Id<Person>)>,
    action: Refused,
    address: Option<IpAddr>,
}

pub(crate) const WRONG: JobKind = JobKind {
    name: "identity.wrong",
    run: |ctx, payload| {
        Box::pin(async move {
            let wrong: Wrong = jobs::payload(&payload)?;
            let Some((academy, person)) = wrong.whose else { return Ok(()) };
            let academy = match people::academy_by_id(&mut ctx.read().await?, academy).await {
                Ok(row) => Arc::new(row.into()),
                Err(Error::NotFound) => return Ok(()),
                Err(error) => return Err(error),
            };
            let origin = Origin { address: wrong.address, browser: None };
            let ctx = Ctx::new(ctx.services().clone(), Actor::Nobody, Some(academy), ctx.locale, origin);
            let (action, detail) = wrong.action.written();
            let entry = Entry { action, subject: Some(person), result: Outcome::Refused, detail };
            ctx.write(async move |tx| tx.audit(entry).await).await
        })
    },
};

/// The hour's count. Answers whether the alarm rings.
async fn count_for_alarm(tx: &mut Tx) -> Result<bool> {
    let hour = tx.now().0 / 3_600_000;
    tx.execute(sql!(
        "INSERT INTO failures_by_hour (hour, failures) VALUES ($1, 1)
          ON CONFLICT (hour) DO UPDATE SET failures = failures_by_hour.failures + 1",
        hour
    ))
    .await?;
    let hours = tx
        .all(sql!((i64, i64): "SELECT hour, failures FROM failures_by_hour WHERE hour > $1 ORDER BY hour", hour - 168))
        .await?;
    let this = hours.iter().find(|(h, _)| *h == hour).map_or(0, |(_, n)| *n as u32);
    let past: Vec<u32> = hours.iter().filter(|(h, _)| *h != hour).map(|(_, n)| *n as u32).collect();
    let alarming = is_alarming(&past, this);
    if alarming {
        tracing::warn!(
            failures = this,
            "sign-ins fail far more often than usual: every failure is slowed down"
        );
    }
    Ok(alarming)
}

/// Counters that nothing looks at any more.
pub(crate) async fn forget_old(tx: &mut Tx) -> Result<()> {
    let before = tx.now().minus(days(2));
    tx.execute(sql!("DELETE FROM tries_by_address WHERE at < $1", before)).await?;
    tx.execute(sql!("DELETE FROM tries_by_numen WHERE at < $1", before)).await?;
    // A hundred in a row take some days at the pace that is let through.
    let before = tx.now().minus(days(30));
    tx.execute(sql!("DELETE FROM tries_by_account WHERE at < $1", before)).await?;
    let hour = tx.now().0 / 3_600_000 - 24 * 14;
    tx.execute(sql!("DELETE FROM failures_by_hour WHERE hour < $1", hour)).await?;
    Ok(())
}

/// Counters are read, weighed and written back: two tries at once would count as one. Always taken in the order
/// address, NUMEN, account; the account itself (`account::hold`) comes after.
fn address_lock(address: &str) -> String {
    format!("tries from {address}")
}

fn numen_lock(index: &[u8]) -> String {
    format!("tries at {index:?}")
}

fn account_lock(key: &[u8; 32]) -> String {
    format!("tries of {key:?}")
}

async fn read_account(tx: &mut Tx, key: [u8; 32]) -> Result<AccountCounter> {
    let row = tx
        .first(sql!(TriesRow: "SELECT failures_in_a_row, wait_until, failure_log FROM tries_by_account WHERE digest = $1", key))
        .await?;
    Ok(row.map_or_else(AccountCounter::default, |row| AccountCounter {
        in_a_row: row.failures_in_a_row as u32,
        wait_until_ms: row.wait_until.0,
        log: FailureLog::from_bytes(&row.failure_log),
    }))
}

async fn read_numen(tx: &mut Tx, index: &[u8]) -> Result<NumenCounter> {
    let log = tx
        .first(sql!(Vec<u8>: "SELECT failure_log FROM tries_by_numen WHERE numen_index = $1", index))
        .await?;
    Ok(NumenCounter { log: FailureLog::from_bytes(&log.unwrap_or_default()) })
}

async fn write_account(tx: &mut Tx, key: [u8; 32], counter: &AccountCounter) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO tries_by_account (digest, failures_in_a_row, wait_until, failure_log, at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (digest) DO UPDATE SET failures_in_a_row = excluded.failures_in_a_row,
             wait_until = excluded.wait_until, failure_log = excluded.failure_log, at = excluded.at",
        key,
        i64::from(counter.in_a_row),
        Time(counter.wait_until_ms),
        counter.log.to_bytes(),
        tx.now()
    ))
    .await?;
    Ok(())
}

async fn write_device(tx: &mut Tx, key: [u8; 32], counter: DeviceCounter) -> Result<()> {
    tx.execute(sql!(
        "UPDATE known_devices SET failures_in_a_row = $2, wait_until = $3 WHERE digest = $1 /* tenant: by secret */",
        key,
        i64::from(counter.in_a_row),
        Time(counter.wait_until_ms)
    ))
    .await?;
    Ok(())
}

type AddressCounters = (AddressCounter, NumenSpread);

async fn address_counter(tx: &mut Tx, address: &str) -> Result<(AddressCounters, AddressKind)> {
    counter_of(tx, address, address).await
}

/// Of what is counted under a name of its own for a network.
async fn counter_of(tx: &mut Tx, address: &str, network: &str) -> Result<(AddressCounters, AddressKind)> {
    tx.lock(&address_lock(address)).await?;
    let row = read_address(tx, address, network).await?;
    let kind =
        if row.as_ref().is_some_and(|r| r.is_exit) { AddressKind::SchoolExit } else { AddressKind::Ordinary };
    let counters = row.map_or_else(Default::default, |r| {
        (
            AddressCounter { window_start_ms: r.window_start.0, failures: r.failures as u32 },
            NumenSpread::stored(r.numen_window_start.0, &r.numen_seen),
        )
    });
    Ok((counters, kind))
}

async fn read_address(tx: &mut Tx, address: &str, network: &str) -> Result<Option<Address>> {
    tx.first(sql!(Address: "SELECT t.window_start, t.failures, t.numen_window_start, t.numen_seen,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM school_exits e WHERE e.address = $1) THEN 1 ELSE 0 END AS BIGINT) AS is_exit
          FROM tries_by_address t WHERE t.address = $2", network, address))
        .await
}

async fn write_address(tx: &mut Tx, address: &str, counters: &AddressCounters) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO tries_by_address (address, window_start, failures, numen_window_start, numen_seen, at)
          VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (address) DO UPDATE SET window_start = excluded.window_start, failures = excluded.failures,
             numen_window_start = excluded.numen_window_start, numen_seen = excluded.numen_seen, at = excluded.at",
        address,
        Time(counters.0.window_start_ms),
        i64::from(counters.0.failures),
        Time(counters.1.window_start_ms),
        counters.1.seen_bytes(),
        tx.now()
    ))
    .await?;
    Ok(())
}
