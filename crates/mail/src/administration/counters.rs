//! How much mail there is, day by day: counts written in the unit of work in which things happen, so that none is lost and
//! none told twice, and spread over shares by the box, so that deliveries do not wait for each other. Never who wrote to whom.

use std::sync::Arc;

use kernel::{
    Ctx, Id, Result, Time, Tx,
    jobs::Schedule,
    people::{self, Academy},
    row, sql, text_enum,
    time::{days, hours, minutes},
};

use crate::{mailbox::Mailbox, message::address::split};

kernel::big_tables!["mail_counts"];

text_enum! {
    pub(crate) enum What {
        /// Put in a box, by people or programs elsewhere; and those of them that went to the junk.
        In = "in",
        Junk = "junk",
        /// Sent by agents.
        Out = "out",
        /// Refused at the door or by a box that is full or closed.
        Refused = "refused",
        /// Taken by a server elsewhere, by how long it took.
        Minute = "minute",
        Quarter = "quarter",
        Hours = "hours",
        Longer = "longer",
    }
}

impl What {
    /// What a message that left then and is taken now counts as.
    pub fn delay(left_at: Time, now: Time) -> What {
        match now.since(left_at) {
            waited if waited <= minutes(1) => What::Minute,
            waited if waited <= minutes(15) => What::Quarter,
            waited if waited <= hours(4) => What::Hours,
            _ => What::Longer,
        }
    }
}

const SHARES: u8 = 32;
/// Groups of fewer people are not shown: their figures would be somebody's.
pub(crate) const LEAST: i64 = 10;
/// Days of a page, and days that counts are kept.
pub(crate) const SHOWN: i64 = 30;
const KEPT: i64 = 3 * 366;

/// Counts something in the context's académie. `of` tells shares apart and is not kept.
pub(crate) async fn count<T>(tx: &mut Tx, of: Id<T>, what: What, how_many: i64) -> Result<()> {
    let academy = tx.academy()?.clone();
    add(tx, &academy, of, what, how_many).await
}

/// So many recipients of a message of an académie were taken by a server elsewhere.
pub(crate) async fn taken_elsewhere<T>(
    tx: &mut Tx,
    academy: Id<Academy>,
    of: Id<T>,
    left_at: Time,
    how_many: i64,
) -> Result<()> {
    if how_many == 0 {
        return Ok(());
    }
    let (academy, now): (Academy, Time) = (people::academy_by_id(tx, academy).await?.into(), tx.now());
    add(tx, &academy, of, What::delay(left_at, now), how_many).await
}

async fn add<T>(tx: &mut Tx, academy: &Academy, of: Id<T>, what: What, how_many: i64) -> Result<()> {
    let share = i64::from(of.bytes().iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)) % SHARES);
    tx.post(sql!(
        "INSERT INTO mail_counts (academy_id, day, what, share, total) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (academy_id, day, what, share) DO UPDATE SET total = mail_counts.total + excluded.total",
        academy.id,
        day(academy, tx.now()),
        what,
        share,
        how_many
    ))
    .await
}

/// The same after a unit that was undone, or where there was none. A count that fails stops nothing.
pub(crate) async fn count_apart<T: 'static>(ctx: &Ctx, of: Id<T>, what: What) {
    if let Err(error) = ctx.write(async move |tx| count(tx, of, what, 1).await).await {
        tracing::warn!(%error, "something was not counted");
    }
}

/// An address was refused at the door: the académie is that of its domain.
pub(crate) async fn refused_at_door(ctx: &Ctx, address: &str) {
    let Some((_, domain)) = split(address) else { return };
    let academies = async { people::academies(&mut ctx.read().await?).await };
    let Ok(academies) = academies.await else { return };
    if let Some(ours) = academies.into_iter().find(|one| one.mail_domain.eq_ignore_ascii_case(domain)) {
        let ctx = ctx.clone().in_academy(Arc::new(ours.into()));
        count_apart(&ctx, ctx.new_id::<Mailbox>(), What::Refused).await;
    }
}

/// Days since 1970 in the académie.
pub(crate) fn day(academy: &Academy, at: Time) -> i64 {
    let date = at.zoned(&academy.zone).date();
    i64::from(jiff::civil::date(1970, 1, 1).until(date).map_or(0, |span| span.get_days()))
}

row! {
    pub(crate) struct Count { pub day: i64, pub what: What, pub total: i64 }
}

/// Each day's, from `since` on.
pub(crate) async fn counts(tx: &mut Tx, since: i64) -> Result<Vec<Count>> {
    tx.all(sql!(Count: "SELECT day, what, CAST(SUM(total) AS BIGINT) AS total FROM mail_counts
          WHERE academy_id = $1 AND day >= $2 GROUP BY day, what ORDER BY day, what", tx.academy_id()?, since))
        .await
}

row! {
    pub(crate) struct Level { pub day: i64, pub boxes: i64, pub activated: i64, pub used_bytes: i64 }
}

/// The newest taking; `None` before the first.
pub(crate) async fn level(tx: &mut Tx) -> Result<Option<Level>> {
    tx.first(sql!(Level: "SELECT day, boxes, activated, used_bytes FROM mail_levels WHERE academy_id = $1
          ORDER BY day DESC LIMIT 1", tx.academy_id()?))
        .await
}

row! {
    pub(crate) struct PlaceLevel {
        pub uai: String,
        pub place: String,
        pub boxes: i64,
        pub activated: i64,
        pub used_bytes: i64,
    }
}

/// The establishments whose boxes hold most.
pub(crate) async fn largest(tx: &mut Tx, limit: i64) -> Result<Vec<PlaceLevel>> {
    tx.all(sql!(PlaceLevel: "SELECT l.uai, COALESCE(e.name, l.uai) AS place, l.boxes, l.activated, l.used_bytes
          FROM mail_levels_of_places l LEFT JOIN establishments e ON e.academy_id = l.academy_id AND e.uai = l.uai
          WHERE l.academy_id = $1 ORDER BY l.used_bytes DESC, l.uai LIMIT $2", tx.academy_id()?, limit))
        .await
}

pub(crate) const TAKE: Schedule =
    Schedule { name: "mail levels", every: hours(24), run: |ctx| Box::pin(take_all(ctx)) };

async fn take_all(ctx: Ctx) -> Result<()> {
    let academies = people::academies(&mut ctx.read().await?).await?;
    for academy in academies {
        let ctx = ctx.clone().in_academy(Arc::new(academy.into()));
        ctx.write(take).await?;
    }
    Ok(())
}

/// Looks at every box of the académie, once a day.
pub(crate) async fn take(tx: &mut Tx) -> Result<()> {
    let (academy, today) = (tx.academy_id()?, day(tx.academy()?, tx.now()));
    tx.execute(sql!(
        "INSERT INTO mail_levels (academy_id, day, boxes, activated, used_bytes)
          SELECT $1, CAST($2 AS BIGINT), COUNT(*), COUNT(activated_at), CAST(COALESCE(SUM(used_bytes), 0) AS BIGINT)
          FROM mailboxes WHERE academy_id = $1 AND erased_at IS NULL
          ON CONFLICT (academy_id, day) DO UPDATE SET boxes = excluded.boxes, activated = excluded.activated,
             used_bytes = excluded.used_bytes /* scan: once a day */",
        academy,
        today
    ))
    .await?;
    tx.execute(sql!("DELETE FROM mail_levels_of_places WHERE academy_id = $1", academy)).await?;
    tx.execute(sql!(
        "INSERT INTO mail_levels_of_places (academy_id, uai, boxes, activated, used_bytes)
          SELECT $1, p.uai, COUNT(*), COUNT(m.activated_at), CAST(SUM(m.used_bytes) AS BIGINT)
          FROM people p JOIN mailboxes m ON m.id = p.id
          WHERE p.academy_id = $1 AND p.uai IS NOT NULL AND m.erased_at IS NULL
          GROUP BY p.uai HAVING COUNT(*) >= $2 /* scan: once a day */",
        academy,
        LEAST
    ))
    .await?;
    let old = today - KEPT;
    tx.execute(sql!("DELETE FROM mail_counts WHERE academy_id = $1 AND day < $2", academy, old)).await?;
    tx.execute(sql!("DELETE FROM mail_levels WHERE academy_id = $1 AND day < $2", academy, old)).await?;
    Ok(())
}

/// Counts of the past, for the demo: as many on the day `ago` days before today.
pub(crate) async fn seed(tx: &mut Tx, ago: u64, what: What, how_many: i64) -> Result<()> {
    let then = day(tx.academy()?, tx.now().minus(days(ago)));
    tx.execute(sql!(
        "INSERT INTO mail_counts (academy_id, day, what, share, total) VALUES ($1, $2, $3, 0, $4)
          ON CONFLICT (academy_id, day, what, share) DO UPDATE SET total = excluded.total",
        tx.academy_id()?,
        then,
        what,
        how_many
    ))
    .await?;
    Ok(())
}
