//! SQL of contents and sections.

use kernel::{Id, Result, Tx, db::Query, people::Academy, row, sql};

use super::Content;
use crate::session::Session;

row! {
    pub struct Section {
        pub id: Id<Section>,
        pub content_id: Id<Content>,
        pub position: i64,
        pub title: String,
        pub version: i64,
    }
}

pub(super) async fn insert_content(tx: &mut Tx, id: Id<Content>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO contents (id, academy_id, countable, version) VALUES ($1, $2, 0, 1)",
        id,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(super) async fn delete_content(tx: &mut Tx, id: Id<Content>) -> Result<()> {
    tx.execute(sql!("DELETE FROM contents WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?)).await?;
    Ok(())
}

/// The sections of a content, in order.
pub async fn sections(tx: &mut Tx, content: Id<Content>) -> Result<Vec<Section>> {
    tx.all(of_content(content, tx.academy_id()?)).await
}

pub(crate) fn of_content(content: Id<Content>, academy: Id<Academy>) -> Query<'static, Section> {
    sql!(Section: "SELECT id, content_id, position, title, version FROM sections
          WHERE content_id = $1 AND academy_id = $2 ORDER BY position, id", content, academy)
    .detached()
}

pub(super) async fn by_id(tx: &mut Tx, content: Id<Content>, id: Id<Section>) -> Result<Section> {
    tx.one(sql!(Section: "SELECT id, content_id, position, title, version FROM sections
          WHERE id = $1 AND content_id = $2 AND academy_id = $3", id, content, tx.academy_id()?))
        .await
}

/// One section, whatever its content: for those who hold its id from us.
pub(crate) async fn anywhere(tx: &mut Tx, id: Id<Section>) -> Result<Section> {
    tx.one(
        sql!(Section: "SELECT id, content_id, position, title, version FROM sections WHERE id = $1 AND academy_id = $2",
        id, tx.academy_id()?),
    )
    .await
}

/// The sections of a session, in order.
pub(crate) fn of_session(session: Id<Session>, academy: Id<Academy>) -> Query<'static, Section> {
    sql!(Section: "SELECT s.id, s.content_id, s.position, s.title, s.version
          FROM sessions x JOIN sections s ON s.content_id = x.content_id
          WHERE x.id = $1 AND x.academy_id = $2 ORDER BY s.position, s.id", session, academy)
    .detached()
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Section>,
    content: Id<Content>,
    position: i64,
    title: &str,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO sections (id, academy_id, content_id, position, title, version)
          VALUES ($1, $2, $3, $4, $5, 1)",
        id,
        tx.academy_id()?,
        content,
        position,
        title
    ))
    .await?;
    Ok(())
}

/// Whether the version was the one expected.
pub(super) async fn rename(tx: &mut Tx, id: Id<Section>, version: i64, title: &str) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE sections SET title = $4, version = version + 1 WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            title
        ))
        .await?;
    Ok(changed == 1)
}

/// Writes the positions of a whole list, of which there are a hundred at most.
pub(super) async fn reorder(tx: &mut Tx, content: Id<Content>, order: &[Id<Section>]) -> Result<()> {
    let academy = tx.academy_id()?;
    for (position, id) in order.iter().enumerate() {
        tx.execute(sql!(
            "UPDATE sections SET position = $4 WHERE id = $1 AND content_id = $2 AND academy_id = $3 AND position <> $4",
            id,
            content,
            academy,
            position
        ))
        .await?;
    }
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, content: Id<Content>, id: Id<Section>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM sections WHERE id = $1 AND content_id = $2 AND academy_id = $3",
        id,
        content,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
