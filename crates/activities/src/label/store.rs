//! SQL of labels.

use kernel::{Id, Result, Tx, sql};
use learning::activity::Activity;

kernel::big_tables!["activity_labels"];

pub(super) async fn put(tx: &mut Tx, activity: Id<Activity>, html: &str) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO activity_labels (activity_id, academy_id, html) VALUES ($1, $2, $3)
          ON CONFLICT (activity_id) DO UPDATE SET html = excluded.html",
        activity,
        tx.academy_id()?,
        html
    ))
    .await?;
    Ok(())
}

pub(super) async fn html(tx: &mut Tx, activity: Id<Activity>) -> Result<String> {
    tx.one(sql!(String: "SELECT html FROM activity_labels WHERE activity_id = $1 AND academy_id = $2",
        activity, tx.academy_id()?))
        .await
}

pub(super) async fn delete(tx: &mut Tx, activity: Id<Activity>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM activity_labels WHERE activity_id = $1 AND academy_id = $2",
        activity,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
