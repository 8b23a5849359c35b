//! Migrations: numbered per domain, forward only, each applied once in a transaction of its own under a lock, its
//! checksum kept so that an edited migration is refused instead of half-known.

use super::Engine;
use crate::{
    context::Ctx,
    error::{Error, Result},
    keys::digest,
    sql,
};

/// One numbered file of a domain. Lines `-- only sqlite`, `-- only postgres` and `-- both` switch what follows.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub text: &'static str,
}

/// `migrations!["0001_init", …]`: the files of the crate's `migrations` folder.
#[macro_export]
macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$($crate::db::Migration {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
        }),*]
    };
}

impl Migration {
    pub(super) fn for_engine(&self, engine: Engine) -> String {
        let mut wanted = true;
        let mut out = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            match line.trim() {
                "-- both" => wanted = true,
                "-- only sqlite" => wanted = engine == Engine::Sqlite,
                "-- only postgres" => wanted = engine == Engine::Postgres,
                _ if wanted => {
                    out.push_str(line);
                    out.push('\n');
                }
                _ => {}
            }
        }
        out
    }
}

/// Brings the database to the newest form; answers how many migrations ran.
pub async fn migrate(ctx: &Ctx, domains: &[(&'static str, &'static [Migration])]) -> Result<usize> {
    let db = &ctx.services().db;
    db.batch(
        "CREATE TABLE IF NOT EXISTS migrations (
            domain TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL,
            PRIMARY KEY (domain, name))"
            .into(),
    )
    .await?;
    let mut ran = 0;
    for &(domain, migrations) in domains {
        for migration in migrations {
            ran += usize::from(apply(ctx, domain, *migration).await?);
        }
    }
    Ok(ran)
}

async fn apply(ctx: &Ctx, domain: &'static str, migration: Migration) -> Result<bool> {
    ctx.write(async move |tx| {
        tx.lock("migrate").await?;
        let checksum = data_encoding::HEXLOWER.encode(&digest(migration.text.as_bytes()));
        let known = tx
            .first(sql!(String: "SELECT checksum FROM migrations WHERE domain = $1 AND name = $2", domain, migration.name))
            .await?;
        match known {
            Some(known) if known == checksum => Ok(false),
            Some(_) => Err(Error::Internal(format!(
                "migration {domain}/{} was changed after it was applied",
                migration.name
            ))),
            None => {
                let text = migration.for_engine(tx.services().db.engine());
                tx.command(&text).await?;
                tx.execute(sql!(
                    "INSERT INTO migrations (domain, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                    domain,
                    migration.name,
                    checksum,
                    tx.now()
                ))
                .await?;
                Ok(true)
            }
        }
    })
    .await
}
