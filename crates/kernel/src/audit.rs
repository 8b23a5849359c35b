//! The audit trail: who did what to whom, when, from where, with what result. Append-only, and each line's hash
//! covers the line before it, so that a line cannot be changed or removed without the chain telling.

use crate::{
    Actor, Error, Id, Result, Time, Tx,
    keys::digest,
    people::{Academy, Person},
    row, sql,
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

impl Tx {
    /// Adds a line to the académie's trail, in this unit of work.
    pub async fn audit(&mut self, entry: Entry<'_>) -> Result<()> {
        let academy = self.academy_id()?;
        self.lock(&format!("audit {academy}")).await?;
        let (number, previous) = self
            .first(
                sql!((i64, Vec<u8>): "SELECT number, hash FROM audit_heads WHERE academy_id = $1", academy),
            )
            .await?
            .unwrap_or((0, Vec::new()));
        let (actor_id, actor) = match &self.actor {
            Actor::Agent(agent) => (Some(agent.id), agent.display_name.clone()),
            Actor::System => (None, "system".to_owned()),
            Actor::Nobody => (None, "nobody".to_owned()),
        };
        let line = Line {
            number: number + 1,
            at: self.now(),
            actor_id,
            actor,
            subject_id: entry.subject,
            action: entry.action.to_owned(),
            result: entry.result,
            detail: entry.detail.to_owned(),
            address: self.origin.address.map(|a| a.to_string()).unwrap_or_default(),
        };
        let hash = line.hash(academy, &previous);
        self.execute(sql!("INSERT INTO audit (academy_id, number, at, actor_id, actor, subject_id, action, result, detail, address, hash)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            academy, line.number, line.at, line.actor_id, line.actor, line.subject_id, line.action, line.result,
            line.detail, line.address, hash))
        .await?;
        self.execute(sql!(
            "INSERT INTO audit_heads (academy_id, number, hash) VALUES ($1, $2, $3)
              ON CONFLICT (academy_id) DO UPDATE SET number = excluded.number, hash = excluded.hash",
            academy,
            line.number,
            hash
        ))
        .await?;
        Ok(())
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

/// Walks the académie's chain; answers the number of lines, or the first line that does not fit.
pub async fn verify(tx: &mut Tx) -> Result<i64> {
    let academy = tx.academy_id()?;
    let mut previous = Vec::new();
    let mut expected = 1;
    loop {
        let lines = tx
            .all(sql!(Line: "SELECT number, at, actor_id, actor, subject_id, action, result, detail, address FROM audit
                  WHERE academy_id = $1 AND number >= $2 ORDER BY number LIMIT 1000", academy, expected))
            .await?;
        let hashes = tx
            .all(sql!(Vec<u8>: "SELECT hash FROM audit WHERE academy_id = $1 AND number >= $2 ORDER BY number LIMIT 1000",
                academy, expected))
            .await?;
        if lines.is_empty() {
            break;
        }
        for (line, hash) in lines.iter().zip(hashes) {
            if line.number != expected || line.hash(academy, &previous).as_slice() != hash {
                return Err(Error::Conflict(format!("audit line {expected} does not fit")));
            }
            previous = hash;
            expected += 1;
        }
    }
    let head = tx
        .first(sql!((i64, Vec<u8>): "SELECT number, hash FROM audit_heads WHERE academy_id = $1", academy))
        .await?;
    match head {
        Some((number, hash)) if number != expected - 1 || hash != previous => {
            Err(Error::Conflict(format!("the audit trail ends at line {} instead of {number}", expected - 1)))
        }
        _ => Ok(expected - 1),
    }
}
