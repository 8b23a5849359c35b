//! The audit trail: who did what to whom, when, from where, with what result. Append-only, and each line's hash
//! covers the line before it, so that a line cannot be changed or removed without the chain telling. A key outside the
//! database vouches for the end of the chain, so that it cannot be cut or written anew either.

use std::{sync::Arc, time::Duration};

use crate::{
    Actor, Error, Id, Result, Time, Tx,
    jobs::Schedule,
    keys::{Key, Keys, digest, mac, same},
    people::{self, Academy, Person},
    row, sql,
    time::{days, hours},
};

crate::big_tables!["audit"];

/// What to write down. `detail` holds no secret and no NUMEN.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// A stable key, `noun.verb`: `password.change`, `account.unlock`.
    pub action: &'static str,
    pub subject: Option<Id<Person>>,
    pub result: Outcome,
    pub detail: &'a str,
}

crate::text_enum! {
    pub enum Outcome { Done = "done", Refused = "refused" }
}

row! {
    pub struct Line {
        pub number: i64,
        pub at: Time,
        pub actor_id: Option<Id<Person>>,
        pub actor: String,
        pub subject_id: Option<Id<Person>>,
        pub action: String,
        pub result: Outcome,
        pub detail: String,
        pub address: String,
    }
}

row! {
    struct Head { number: i64, hash: Vec<u8>, floor: i64, floor_hash: Option<Vec<u8>>, mac: Option<Vec<u8>> }
}

impl Tx {
    /// Adds a line to the académie's trail, in this unit of work.
    pub async fn audit(&mut self, entry: Entry<'_>) -> Result<()> {
        let academy = self.academy_id()?;
        self.lock(&lock_of(academy)).await?;
        let head = head(self).await?;
        let (actor_id, actor) = match &self.actor {
            Actor::Agent(agent) => (Some(agent.id), agent.display_name.clone()),
            Actor::System => (None, "system".to_owned()),
            Actor::Nobody => (None, "nobody".to_owned()),
        };
        let line = Line {
            number: head.as_ref().map_or(0, |head| head.number) + 1,
            at: self.now(),
            actor_id,
            actor: stored(&actor),
            subject_id: entry.subject,
            action: entry.action.to_owned(),
            result: entry.result,
            detail: stored(entry.detail),
            address: self.origin.address.map(|a| a.to_string()).unwrap_or_default(),
        };
        let previous = head.as_ref().map_or(&[][..], |head| &head.hash);
        let hash = line.hash(academy, previous).to_vec();
        self.execute(sql!("INSERT INTO audit (academy_id, number, at, actor_id, actor, subject_id, action, result, detail, address, hash)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            academy, line.number, line.at, line.actor_id, line.actor, line.subject_id, line.action, line.result,
            line.detail, line.address, hash))
        .await?;
        // A head that other hands changed stays so: the next line does not make it good.
        let genuine = head.as_ref().is_none_or(|head| head.fits(&self.services().keys, academy));
        if !genuine {
            tracing::error!(%academy, "the audit trail was changed outside of the program");
        }
        let (floor, floor_hash) = head.map_or((0, None), |head| (head.floor, head.floor_hash));
        let head = Head { number: line.number, hash, floor, floor_hash, mac: None };
        self.write_head(academy, head, genuine).await
    }

    async fn write_head(&mut self, academy: Id<Academy>, head: Head, genuine: bool) -> Result<()> {
        let key = self.services().keys.key(PURPOSE);
        let mac = if genuine { head.mac(&key, academy).to_vec() } else { Vec::new() };
        self.execute(sql!(
            "INSERT INTO audit_heads (academy_id, number, hash, floor, floor_hash, mac) VALUES ($1, $2, $3, $4, $5, $6)
              ON CONFLICT (academy_id) DO UPDATE SET number = excluded.number, hash = excluded.hash,
                 floor = excluded.floor, floor_hash = excluded.floor_hash, mac = excluded.mac",
            academy,
            head.number,
            head.hash,
            head.floor,
            head.floor_hash,
            mac
        ))
        .await?;
        Ok(())
    }
}

/// Neither database is asked to keep a NUL, so none is hashed.
fn stored(text: &str) -> String {
    text.replace('\0', "")
}

fn lock_of(academy: Id<Academy>) -> String {
    format!("audit {academy}")
}

const PURPOSE: &str = "audit";

async fn head(tx: &mut Tx) -> Result<Option<Head>> {
    tx.first(
        sql!(Head: "SELECT number, hash, floor, floor_hash, mac FROM audit_heads WHERE academy_id = $1", tx.academy_id()?),
    )
    .await
}

impl Head {
    fn mac(&self, key: &Key, academy: Id<Academy>) -> [u8; 32] {
        let floor_hash = self.floor_hash.as_deref().unwrap_or_default();
        let (number, floor) = (self.number.to_be_bytes(), self.floor.to_be_bytes());
        mac(key, &[academy.bytes(), &number, &self.hash, &floor, floor_hash])
    }

    /// Whether one of our keys vouches for it.
    fn fits(&self, keys: &Keys, academy: Id<Academy>) -> bool {
        let given = self.mac.as_deref().unwrap_or_default();
        let mut known = keys.numbers().filter_map(|number| keys.numbered(number, PURPOSE));
        known.any(|key| same(&self.mac(&key, academy), given))
    }
}

impl Line {
    fn hash(&self, academy: Id<Academy>, previous: &[u8]) -> [u8; 32] {
        let ids = |id: Option<Id<Person>>| id.map(|i| i.to_string()).unwrap_or_default();
        let text = serde_json::json!([
            academy.to_string(),
            self.number,
            self.at.0,
            ids(self.actor_id),
            self.actor,
            ids(self.subject_id),
            self.action,
            self.result.as_str(),
            self.detail,
            self.address,
        ]);
        digest(&[previous, text.to_string().as_bytes()].concat())
    }
}

/// The lines about a person, newest first, before line `before`.
pub async fn about(tx: &mut Tx, person: Id<Person>, before: i64, limit: i64) -> Result<Vec<Line>> {
    tx.all(
        sql!(Line: "SELECT number, at, actor_id, actor, subject_id, action, result, detail, address FROM audit
          WHERE subject_id = $1 AND academy_id = $2 AND number < $3 ORDER BY at DESC, number DESC LIMIT $4",
        person, tx.academy_id()?, before, limit),
    )
    .await
}

/// The newest of those lines that tell of one noun (`mailbox`).
pub async fn about_its(tx: &mut Tx, person: Id<Person>, noun: &str, limit: i64) -> Result<Vec<Line>> {
    tx.all(
        sql!(Line: "SELECT number, at, actor_id, actor, subject_id, action, result, detail, address FROM audit
          WHERE subject_id = $1 AND academy_id = $2 AND action LIKE $3 ORDER BY at DESC, number DESC LIMIT $4",
        person, tx.academy_id()?, format!("{noun}.%"), limit),
    )
    .await
}

row! {
    /// A line with its hash.
    struct Link {
        number: i64,
        at: Time,
        actor_id: Option<Id<Person>>,
        actor: String,
        subject_id: Option<Id<Person>>,
        action: String,
        result: Outcome,
        detail: String,
        address: String,
        hash: Vec<u8>,
    }
}

impl Link {
    fn split(self) -> (Line, Vec<u8>) {
        let Link { number, at, actor_id, actor, subject_id, action, result, detail, address, hash } = self;
        (Line { number, at, actor_id, actor, subject_id, action, result, detail, address }, hash)
    }
}

/// Walks the académie's chain, which must hold still meanwhile (`Ctx::snapshot`); answers the number of its last
/// line, or the first one that does not fit.
///
/// What it cannot see: somebody who holds the database and the keys; and a whole database put back to an earlier
/// state, which is why the last number is worth writing down elsewhere.
pub async fn verify(tx: &mut Tx) -> Result<i64> {
    let academy = tx.academy_id()?;
    let head = head(tx).await?;
    if head.as_ref().is_some_and(|head| !head.fits(&tx.services().keys, academy)) {
        return Err(Error::Conflict("the end of the audit trail was changed outside of the program".into()));
    }
    let (floor, mut previous) = head
        .as_ref()
        .map_or((0, Vec::new()), |head| (head.floor, head.floor_hash.clone().unwrap_or_default()));
    let mut expected = floor + 1;
    loop {
        let links = tx
            .all(sql!(Link: "SELECT number, at, actor_id, actor, subject_id, action, result, detail, address, hash FROM audit
                  WHERE academy_id = $1 AND number >= $2 ORDER BY number LIMIT 1000", academy, expected))
            .await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            let (line, hash) = link.split();
            if line.number != expected || line.hash(academy, &previous).as_slice() != hash {
                return Err(Error::Conflict(format!("audit line {expected} does not fit")));
            }
            previous = hash;
            expected += 1;
        }
    }
    let last = expected - 1;
    match head {
        Some(head) if head.number == last && head.hash == previous => Ok(last),
        Some(Head { number, .. }) => {
            Err(Error::Conflict(format!("the audit trail ends at line {last} instead of {number}")))
        }
        None if last == 0 => Ok(0),
        None => Err(Error::Conflict(format!("nothing vouches for the {last} lines of the audit trail"))),
    }
}

/// How long a line is kept.
pub const KEPT: Duration = days(365);
/// Lines that go at once.
const STEP: i64 = 1000;

/// Old lines go; where they ended is remembered, so that the rest still proves itself.
pub const PURGE: Schedule = Schedule {
    name: "audit purge",
    every: hours(24),
    run: |ctx| {
        Box::pin(async move {
            let academies = people::academies(&mut ctx.read().await?).await?;
            for academy in academies {
                let ctx = ctx.clone().in_academy(Arc::new(academy.into()));
                while ctx.write(purge).await? {}
            }
            Ok(())
        })
    },
};

row! {
    struct Old { number: i64, at: Time, hash: Vec<u8> }
}

/// Takes away some of the oldest lines; answers whether there may be more. A trail that other hands changed is left
/// as it is, to be looked at.
async fn purge(tx: &mut Tx) -> Result<bool> {
    let academy = tx.academy_id()?;
    tx.lock(&lock_of(academy)).await?;
    let Some(mut head) = head(tx).await? else { return Ok(false) };
    if !head.fits(&tx.services().keys, academy) {
        return Ok(false);
    }
    let before = tx.now().minus(KEPT);
    let oldest = tx
        .all(sql!(Old: "SELECT number, at, hash FROM audit WHERE academy_id = $1 AND number > $2 ORDER BY number LIMIT $3",
            academy, head.floor, STEP))
        .await?;
    let Some(last) = oldest.into_iter().take_while(|line| line.at < before).last() else { return Ok(false) };
    let more = last.number - head.floor == STEP;
    tx.execute(sql!("DELETE FROM audit WHERE academy_id = $1 AND number <= $2", academy, last.number))
        .await?;
    head.floor = last.number;
    head.floor_hash = Some(last.hash);
    tx.write_head(academy, head, true).await?;
    Ok(more)
}

#[cfg(test)]
mod tests;
