//! SQL of announcements.

use kernel::{Id, Result, Time, Tx, db::Query, people::Academy, row, sql};

use super::NewAnnouncement;

kernel::big_tables!["announcements"];

/// Marker for ids.
#[derive(Debug)]
pub struct Announcement;

row! {
    pub(crate) struct Shown {
        pub id: Id<Announcement>,
        pub title: String,
        pub author: String,
        pub html: String,
        pub published_at: Time,
        pub until_at: Time,
        pub pinned: bool,
        pub audience: String,
        pub version: i64,
    }
}

/// Those to be read now by an agent of this function; pinned first, then the newest.
pub(crate) fn current(academy: Id<Academy>, function: &str, now: Time, limit: i64) -> Query<'static, Shown> {
    sql!(Shown: "SELECT id, title, author, html, published_at, until_at, pinned, audience, version FROM announcements
          WHERE academy_id = $1 AND until_at > $2 AND published_at <= $2 AND (audience = '' OR audience LIKE $3)
          ORDER BY pinned DESC, published_at DESC LIMIT $4",
        academy, now, format!("% {function} %"), limit)
    .detached()
}

/// All that are not over, for those who write them.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Shown>> {
    tx.all(sql!(Shown: "SELECT id, title, author, html, published_at, until_at, pinned, audience, version FROM announcements
          WHERE academy_id = $1 AND until_at > $2 ORDER BY pinned DESC, published_at DESC LIMIT 200",
        tx.academy_id()?, tx.now()))
        .await
}

pub(super) async fn record(tx: &mut Tx, id: Id<Announcement>) -> Result<Shown> {
    tx.one(sql!(Shown: "SELECT id, title, author, html, published_at, until_at, pinned, audience, version FROM announcements
          WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await
}

pub(super) async fn insert(tx: &mut Tx, new: &NewAnnouncement) -> Result<Id<Announcement>> {
    let id: Id<Announcement> = tx.new_id();
    tx.execute(sql!(
        "INSERT INTO announcements (id, academy_id, title, author, html, published_at, until_at, pinned, audience, version)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
        id,
        tx.academy_id()?,
        new.title,
        new.author,
        new.body.as_str(),
        new.published_at,
        new.until,
        new.pinned,
        new.audience_text()
    ))
    .await?;
    Ok(id)
}

pub(super) async fn update(
    tx: &mut Tx,
    id: Id<Announcement>,
    version: i64,
    new: &NewAnnouncement,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE announcements SET title = $4, author = $5, html = $6, until_at = $7, pinned = $8, audience = $9,
             version = version + 1 WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            new.title,
            new.author,
            new.body.as_str(),
            new.until,
            new.pinned,
            new.audience_text()
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn delete(tx: &mut Tx, id: Id<Announcement>) -> Result<()> {
    tx.execute(sql!("DELETE FROM announcements WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await?;
    Ok(())
}
