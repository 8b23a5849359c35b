//! Events of a file into somebody's own calendar, some at a time, so that others write in between.

use kernel::{Ctx, Id, Result, people::Person};

use super::{Entry, Owner, verbs};

/// Events written in one unit of work.
const BATCH: usize = 250;

/// What became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub added: i64,
    pub updated: i64,
    pub unchanged: i64,
}

/// Takes them in, and counts as it goes: what came before an error is there.
pub(super) async fn all(ctx: &Ctx, person: Id<Person>, entries: &[Entry], counts: &mut Counts) -> Result<()> {
    for batch in entries.chunks(BATCH) {
        let batch = batch.to_vec();
        let (added, updated, unchanged) =
            ctx.write(async move |tx| verbs::take_in(tx, &Owner::Person(person), &batch).await).await?;
        counts.added += added;
        counts.updated += updated;
        counts.unchanged += unchanged;
    }
    Ok(())
}
