//! SQL of activities: their rows, places and the counters that follow from them.

use kernel::{
    Id, Result, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::{Common, Completion, RowText};
use crate::{
    section::{Content, Section},
    session::Session,
};

row! {
    pub struct Activity {
        pub id: Id<Activity>,
        pub content_id: Id<Content>,
        pub section_id: Id<Section>,
        pub position: i64,
        /// Key of its type.
        pub kind: String,
        pub title: String,
        pub completion: Completion,
        pub detail: String,
        pub in_place: String,
        pub version: i64,
    }
}

pub(crate) fn by_id(
    id: Id<Activity>,
    content: Id<Content>,
    academy: Id<Academy>,
) -> Query<'static, Activity> {
    sql!(Activity: "SELECT id, content_id, section_id, position, kind, title, completion, detail, in_place, version
          FROM activities WHERE id = $1 AND content_id = $2 AND academy_id = $3", id, content, academy)
        .detached()
}

/// The activities of a section, in order.
pub async fn of_section(tx: &mut Tx, section: Id<Section>) -> Result<Vec<Activity>> {
    tx.all(
        sql!(Activity: "SELECT id, content_id, section_id, position, kind, title, completion, detail, in_place, version
          FROM activities WHERE section_id = $1 AND academy_id = $2 ORDER BY position, id", section, tx.academy_id()?),
    )
    .await
}

/// The activities of a content, section by section.
pub fn of_content(content: Id<Content>, academy: Id<Academy>) -> Query<'static, Activity> {
    sql!(Activity: "SELECT a.id, a.content_id, a.section_id, a.position, a.kind, a.title, a.completion, a.detail, a.in_place,
             a.version
          FROM activities a JOIN sections s ON s.id = a.section_id
          WHERE a.content_id = $1 AND a.academy_id = $2 ORDER BY s.position, s.id, a.position, a.id", content, academy)
        .detached()
}

row! {
    /// An activity on the page of a session, as far as this person has come.
    pub struct Step {
        pub id: Id<Activity>,
        pub section_id: Id<Section>,
        pub kind: String,
        pub title: String,
        pub completion: Completion,
        pub detail: String,
        pub in_place: String,
        pub is_done: bool,
    }
}

/// The steps of a session, section by section.
pub(crate) fn steps(
    session: Id<Session>,
    academy: Id<Academy>,
    person: Option<Id<Person>>,
) -> Query<'static, Step> {
    sql!(Step: "SELECT a.id, a.section_id, a.kind, a.title, a.completion, a.detail, a.in_place,
             CASE WHEN c.person_id IS NULL THEN 0 ELSE 1 END AS is_done
          FROM sessions x
          JOIN activities a ON a.content_id = x.content_id
          JOIN sections s ON s.id = a.section_id
          LEFT JOIN completions c ON c.activity_id = a.id AND c.person_id = $1
          WHERE x.id = $2 AND x.academy_id = $3 ORDER BY s.position, s.id, a.position, a.id",
        person, session, academy)
    .detached()
}

pub(super) async fn next_position(tx: &mut Tx, section: Id<Section>) -> Result<i64> {
    tx.one(
        sql!(i64: "SELECT COALESCE(MAX(position) + 1, 0) FROM activities WHERE section_id = $1 AND academy_id = $2",
        section, tx.academy_id()?),
    )
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Activity>,
    content: Id<Content>,
    section: Id<Section>,
    position: i64,
    kind: &str,
    common: &Common,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO activities (id, academy_id, content_id, section_id, position, kind, title, completion, detail,
             in_place, version)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 1)",
        id,
        tx.academy_id()?,
        content,
        section,
        position,
        kind,
        common.title,
        common.completion
    ))
    .await?;
    Ok(())
}

/// Whether the version was the one expected.
pub(super) async fn update(tx: &mut Tx, id: Id<Activity>, version: i64, common: &Common) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE activities SET title = $4, completion = $5, version = version + 1
              WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            common.title,
            common.completion
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn set_row(tx: &mut Tx, id: Id<Activity>, row: &RowText) -> Result<()> {
    tx.execute(sql!(
        "UPDATE activities SET detail = $3, in_place = $4 WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?,
        row.detail,
        row.in_place
    ))
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: Id<Activity>) -> Result<()> {
    tx.execute(sql!("DELETE FROM activities WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await?;
    Ok(())
}

/// Puts these activities in this section, in this order; there are a few hundred at most.
pub(super) async fn place(tx: &mut Tx, section: Id<Section>, order: &[Id<Activity>]) -> Result<()> {
    let academy = tx.academy_id()?;
    for (position, id) in order.iter().enumerate() {
        tx.execute(sql!(
            "UPDATE activities SET section_id = $3, position = $4
              WHERE id = $1 AND academy_id = $2 AND (section_id <> $3 OR position <> $4)",
            id,
            academy,
            section,
            position
        ))
        .await?;
    }
    Ok(())
}

/// Counts again the activities that count.
pub(crate) async fn recount(tx: &mut Tx, content: Id<Content>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE contents SET version = version + 1,
             countable = (SELECT COUNT(*) FROM activities a WHERE a.content_id = $1 AND a.completion <> 'none')
          WHERE id = $1 AND academy_id = $2",
        content,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// Counts again how far each participant has come, after what counts has changed.
pub(super) async fn recount_participants(tx: &mut Tx, content: Id<Content>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE enrolments SET done = (SELECT COUNT(*) FROM completions c JOIN activities a ON a.id = c.activity_id
             WHERE c.content_id = $1 AND c.person_id = enrolments.person_id AND a.completion <> 'none')
          WHERE session_id IN (SELECT s.id FROM sessions s WHERE s.content_id = $1 AND s.academy_id = $2)",
        content,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}
