//! SQL of links.

use kernel::{Id, Result, Tx, sql};
use learning::activity::Activity;

kernel::big_tables!["activity_urls"];

pub(super) async fn put(tx: &mut Tx, activity: Id<Activity>, url: &str, html: &str) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO activity_urls (activity_id, academy_id, url, html) VALUES ($1, $2, $3, $4)
          ON CONFLICT (activity_id) DO UPDATE SET url = excluded.url, html = excluded.html",
        activity,
        tx.academy_id()?,
        url,
        html
    ))
    .await?;
    Ok(())
}

pub(super) async fn link(tx: &mut Tx, activity: Id<Activity>) -> Result<(String, String)> {
    tx.one(
        sql!((String, String): "SELECT url, html FROM activity_urls WHERE activity_id = $1 AND academy_id = $2",
        activity, tx.academy_id()?),
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, activity: Id<Activity>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM activity_urls WHERE activity_id = $1 AND academy_id = $2",
        activity,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
