//! SQL of documents.

use kernel::{Id, Result, Tx, files::FileRow, sql};
use learning::activity::Activity;

kernel::big_tables!["activity_documents", "activity_files"];

pub(super) async fn put(
    tx: &mut Tx,
    activity: Id<Activity>,
    html: &str,
    files: &[Id<FileRow>],
) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "INSERT INTO activity_documents (activity_id, academy_id, html) VALUES ($1, $2, $3)
          ON CONFLICT (activity_id) DO UPDATE SET html = excluded.html",
        activity,
        academy,
        html
    ))
    .await?;
    forget_files(tx, activity).await?;
    for (position, file) in files.iter().enumerate() {
        tx.execute(sql!(
            "INSERT INTO activity_files (activity_id, position, academy_id, file_id) VALUES ($1, $2, $3, $4)",
            activity,
            position,
            academy,
            file
        ))
        .await?;
    }
    Ok(())
}

pub(super) async fn html(tx: &mut Tx, activity: Id<Activity>) -> Result<String> {
    tx.one(sql!(String: "SELECT html FROM activity_documents WHERE activity_id = $1 AND academy_id = $2",
        activity, tx.academy_id()?))
        .await
}

/// The files of an activity, in order.
pub(super) async fn files(tx: &mut Tx, activity: Id<Activity>) -> Result<Vec<FileRow>> {
    tx.all(sql!(FileRow: "SELECT f.id, f.academy_id, f.owner_id, f.digest, f.name, f.content_type, f.size
          FROM activity_files a JOIN files f ON f.id = a.file_id
          WHERE a.activity_id = $1 AND a.academy_id = $2 ORDER BY a.position", activity, tx.academy_id()?))
        .await
}

pub(super) async fn delete(tx: &mut Tx, activity: Id<Activity>) -> Result<()> {
    forget_files(tx, activity).await?;
    tx.execute(sql!(
        "DELETE FROM activity_documents WHERE activity_id = $1 AND academy_id = $2",
        activity,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

async fn forget_files(tx: &mut Tx, activity: Id<Activity>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM activity_files WHERE activity_id = $1 AND academy_id = $2",
        activity,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
