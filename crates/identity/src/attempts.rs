//! Tries are counted before they are checked, in the transaction that asks whether they may go on, and taken back
//! when they were right: a thousand tries at the same moment wait like a thousand in turn. Rules in `rules::throttle`.

use std::net::IpAddr;

use kernel::{Ctx, Id, Result, Time, Tx, keys::digest, people::Person, row, sql, time::days};

use crate::{
    account::Account,
    rules::throttle::{
        AccountCounter, AddressCounter, AddressKind, Answer, DeviceCounter, FailureLog, NumenCounter,
        NumenSpread, is_alarming,
    },
};

kernel::big_tables!["tries_by_address", "tries_by_numen"];

row! { struct Device { failures_in_a_row: i64, wait_until: Time } }
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
    person: Option<Id<Person>>,
    numen_index: Option<Vec<u8>>,
    device: Option<[u8; 32]>,
}

/// The network address that counters are kept for: the whole of IPv4, the /64 of IPv6.
fn address_key(ctx: &Ctx) -> String {
    match ctx.origin.address {
        Some(IpAddr::V6(ip)) => {
            if let Some(v4) = ip.to_ipv4_mapped() {
                v4.to_string()
            } else {
                let s = ip.segments();
                format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
            }
        }
        Some(ip) => ip.to_string(),
        None => String::new(),
    }
}

/// A password is about to be checked for this account (or for nobody).
pub(crate) async fn password(
    tx: &mut Tx,
    account: Option<&Account>,
    device: Option<&str>,
) -> Result<Result<Counted, Answer>> {
    let now = tx.now();
    let (address, mut counter, kind) = address_counter(tx).await?;
    let mut answer = counter.0.answer(kind, now.0);
    let mut known = None;
    if let Some(account) = account {
        tx.lock(&person_lock(account.person_id)).await?;
        let key = device.map(|d| digest(format!("{} {d}", account.person_id).as_bytes()));
        let row = match key {
            Some(key) => tx
                .first(sql!(Device: "SELECT failures_in_a_row, wait_until FROM known_devices WHERE digest = $1 /* tenant: by secret */", key))
                .await?
                .map(|row| (key, row)),
            None => None,
        };
        if let Some((key, row)) = row {
            let counter =
                DeviceCounter { in_a_row: row.failures_in_a_row as u32, wait_until_ms: row.wait_until.0 };
            answer = counter.answer(now.0).and(answer);
            if answer.is_allowed() {
                write_device(tx, key, counter.failed(now.0)).await?;
            }
            known = Some(key);
        } else {
            // Read again: what the caller holds is from before the lock.
            let counter = of_account(&crate::account::by_person(tx, account.person_id).await?);
            answer = counter.answer(now.0).and(answer);
            if answer.is_allowed() {
                write_account(tx, account.person_id, &counter.failed(now.0)).await?;
            }
        }
    }
    if !answer.is_allowed() {
        return Ok(Err(answer));
    }
    counter.0 = counter.0.failed(now.0);
    write_address(tx, &address, &counter).await?;
    Ok(Ok(Counted {
        at: now,
        address,
        person: account.map(|a| a.person_id),
        numen_index: None,
        device: known,
    }))
}

/// A NUMEN is about to be checked, known or not.
pub(crate) async fn numen(tx: &mut Tx, index: &[u8]) -> Result<Result<Counted, Answer>> {
    let now = tx.now();
    let (address, mut counter, kind) = address_counter(tx).await?;
    let short: [u8; 32] = index.try_into().unwrap_or_default();
    tx.lock(&numen_lock(index)).await?;
    let log = tx
        .first(sql!(Vec<u8>: "SELECT failure_log FROM tries_by_numen WHERE numen_index = $1", index))
        .await?
        .unwrap_or_default();
    let tries = NumenCounter { log: FailureLog::from_bytes(&log) };
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
    Ok(Ok(Counted { at: now, address, person: None, numen_index: Some(index.to_vec()), device: None }))
}

/// It was right: the failure counted for it is none.
pub(crate) async fn succeeded(tx: &mut Tx, counted: &Counted) -> Result<()> {
    tx.lock(&address_lock(&counted.address)).await?;
    if let Some(address) = read_address(tx, &counted.address).await? {
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
    if let Some(person) = counted.person {
        tx.lock(&person_lock(person)).await?;
    }
    if let Some(key) = counted.device {
        write_device(tx, key, DeviceCounter::default()).await?;
    } else if let Some(person) = counted.person {
        let account = crate::account::by_person(tx, person).await?;
        write_account(tx, person, &of_account(&account).succeeded(counted.at.0)).await?;
    }
    Ok(())
}

/// It was wrong: the hour's count, which the alarm looks at. Answers whether the alarm rings.
pub(crate) async fn failed(tx: &mut Tx) -> Result<bool> {
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
    let hour = tx.now().0 / 3_600_000 - 24 * 14;
    tx.execute(sql!("DELETE FROM failures_by_hour WHERE hour < $1", hour)).await?;
    Ok(())
}

/// Counters are read, weighed and written back: two tries at once would count as one. Always taken in the order
/// address, NUMEN, person.
fn address_lock(address: &str) -> String {
    format!("tries from {address}")
}

fn numen_lock(index: &[u8]) -> String {
    format!("tries at {index:?}")
}

fn person_lock(person: Id<Person>) -> String {
    format!("tries of {person}")
}

fn of_account(account: &Account) -> AccountCounter {
    AccountCounter {
        in_a_row: account.failures_in_a_row as u32,
        wait_until_ms: account.wait_until.0,
        log: FailureLog::from_bytes(&account.failure_log),
    }
}

async fn write_account(tx: &mut Tx, person: Id<Person>, counter: &AccountCounter) -> Result<()> {
    tx.execute(sql!(
        "UPDATE accounts SET failures_in_a_row = $2, wait_until = $3, failure_log = $4
          WHERE person_id = $1 /* tenant: the person's own */",
        person,
        i64::from(counter.in_a_row),
        Time(counter.wait_until_ms),
        counter.log.to_bytes()
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

async fn address_counter(tx: &mut Tx) -> Result<(String, AddressCounters, AddressKind)> {
    let address = address_key(tx);
    tx.lock(&address_lock(&address)).await?;
    let row = read_address(tx, &address).await?;
    let kind =
        if row.as_ref().is_some_and(|r| r.is_exit) { AddressKind::SchoolExit } else { AddressKind::Ordinary };
    let counters = row.map_or_else(Default::default, |r| {
        (
            AddressCounter { window_start_ms: r.window_start.0, failures: r.failures as u32 },
            NumenSpread::stored(r.numen_window_start.0, &r.numen_seen),
        )
    });
    Ok((address, counters, kind))
}

async fn read_address(tx: &mut Tx, address: &str) -> Result<Option<Address>> {
    tx.first(sql!(Address: "SELECT t.window_start, t.failures, t.numen_window_start, t.numen_seen,
             CAST(CASE WHEN EXISTS (SELECT 1 FROM school_exits e WHERE e.address = t.address) THEN 1 ELSE 0 END AS BIGINT) AS is_exit
          FROM tries_by_address t WHERE t.address = $1", address))
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
