//! What the index of words takes beside the mail it is of: letters as people write them, of which few words are the same.

use std::sync::Arc;

use kernel::{Ctx, Error, Id, Result, chance::Chance, context::Services, db::Engine, people::Person, sql};
use mail::seed::{Flags, Place, Seed, file_all};

use super::handover::message_of;

const LETTERS: usize = 2_000;
/// Words of a letter, and those that people have to choose from.
const WORDS: usize = 300;
const VOCABULARY: f64 = 20_000.0;

/// Bytes of mail put in a box, and how many more the index and its words take since.
pub struct Grown {
    pub mail: i64,
    pub index: i64,
    /// The table of words that PostgreSQL has beside the index.
    pub words: i64,
}

/// Puts letters in the box of a person.
pub async fn measure(services: &Arc<Services>, ctx: &Ctx, person: Id<Person>) -> Result<Grown> {
    let run = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let before = size(ctx, services).await?;
    let mut mail = 0;
    let mut seeds = Vec::new();
    let chance = Chance::seeded(7);
    for number in 0..LETTERS {
        let raw = message_of(number, run, &text(&chance));
        mail += raw.len() as i64;
        seeds.push(Seed {
            place: Place::named("inbox"),
            raw,
            flags: Flags::default(),
            received_at: ctx.now().minus(kernel::time::minutes(number as u64)),
        });
    }
    if file_all(ctx, person, seeds).await? != LETTERS {
        return Err(Error::internal("letters that were not filed"));
    }
    let after = size(ctx, services).await?;
    Ok(Grown { mail, index: after.0 - before.0, words: after.1 - before.1 })
}

/// The word of a rank turns up in inverse proportion to it, as in a language.
fn text(chance: &Chance) -> String {
    let mut text = String::new();
    for place in 0..WORDS {
        let share = chance.below(1 << 32) as f64 / (1_u64 << 32) as f64;
        text.push_str(&word(VOCABULARY.powf(share) as usize));
        text.push_str(if place % 12 == 11 { ".\r\n" } else { " " });
    }
    text
}

/// A word for each rank, the frequent ones short.
fn word(mut rank: usize) -> String {
    const FIRST: [&str; 16] =
        ["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "tr", "pl"];
    const SECOND: [&str; 8] = ["a", "e", "i", "o", "u", "an", "ou", "eur"];
    let mut word = String::new();
    loop {
        word.push_str(FIRST.get(rank % FIRST.len()).copied().unwrap_or_default());
        rank /= FIRST.len();
        word.push_str(SECOND.get(rank % SECOND.len()).copied().unwrap_or_default());
        rank /= SECOND.len();
        if rank == 0 {
            return word;
        }
    }
}

/// Of the index and of the table of words.
async fn size(ctx: &Ctx, services: &Services) -> Result<(i64, i64)> {
    let mut tx = ctx.read().await?;
    match services.db.engine() {
        Engine::Sqlite => {
            tx.one(sql!((i64, i64): "/* only sqlite */ SELECT COALESCE(SUM(pgsize), 0) AS \"index\", 0 AS words FROM dbstat
                  WHERE aggregate = 1 AND name LIKE 'search%'"))
                .await
        }
        Engine::Postgres => {
            tx.one(sql!((i64, i64): "/* only postgres */ SELECT CAST(pg_total_relation_size('search_docs')
                  + pg_indexes_size('search_text') AS BIGINT), CAST(pg_table_size('search_text') AS BIGINT)"))
                .await
        }
    }
}
