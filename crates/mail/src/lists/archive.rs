//! What was spread before, for those who may read it; what is kept no longer goes, and so does what no owner looked at.

use kernel::{
    Ctx, Error, Id, Result, Time, Tx,
    jobs::Schedule,
    sql,
    time::{days, hours},
};

use super::{List, Opened, Post, PostRow, State, held, members, posts};

/// A message given again within this time is known, archive or not.
const KNOWN: u64 = 3;
const BATCH: i64 = 200;

/// Messages of the archive, newest first.
pub(crate) async fn page(
    tx: &mut Tx,
    opened: &Opened,
    before: (Time, Id<Post>),
    limit: i64,
) -> Result<Vec<PostRow>> {
    if !opened.reads_archive() {
        return Err(Error::NotFound);
    }
    posts::page(tx, opened.list.id, State::Spread, before, limit).await
}

/// One message, for who may read the archive, or looks at what waits.
pub(crate) async fn one(tx: &mut Tx, opened: &Opened, id: Id<Post>) -> Result<PostRow> {
    let post = posts::by_id(tx, id).await?.filter(|post| post.list_id == opened.list.id);
    let post = post.ok_or(Error::NotFound)?;
    let may = match post.state {
        State::Held => opened.moderates(),
        State::Leaving | State::Spread => opened.reads_archive(),
    };
    if may { Ok(post) } else { Err(Error::NotFound) }
}

pub(crate) const FORGET: Schedule =
    Schedule { name: "mail lists", every: hours(6), run: |ctx| Box::pin(keep_up(ctx)) };

async fn keep_up(ctx: Ctx) -> Result<()> {
    let known_since = ctx.now().minus(days(KNOWN));
    while ctx.write(async move |tx| posts::forget(tx, known_since, BATCH).await).await? == BATCH as u64 {}
    held::expire(&ctx).await?;
    count_again(&ctx).await
}

/// People come and go where they work: how many each list reaches is counted anew.
async fn count_again(ctx: &Ctx) -> Result<()> {
    let mut after: Id<List> = Id::NIL;
    loop {
        let some = {
            let mut tx = ctx.read().await?;
            tx.all(sql!(Id<List>: "SELECT id FROM mail_lists WHERE id > $1 ORDER BY id LIMIT $2 /* tenant: all, by the schedule */",
                after, BATCH))
                .await?
        };
        let Some(last) = some.last() else { return Ok(()) };
        after = *last;
        ctx.write(async move |tx| {
            for list in some {
                members::recount_later(tx, list).await?;
            }
            Ok(())
        })
        .await?;
    }
}
