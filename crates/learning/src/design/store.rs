//! SQL of designs and their designers.

use kernel::{
    Id, Result, Time, Tx,
    db::Query,
    people::{Academy, Person},
    row, sql,
};

use super::Design;
use crate::{
    record::{CatalogueRecord, Collection},
    section::Content,
};

pub(super) async fn insert(
    tx: &mut Tx,
    id: Id<Design>,
    content: Id<Content>,
    record: &CatalogueRecord,
    sort_key: &str,
) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO designs (id, academy_id, content_id, title, sort_key, summary, collection, domain, level, nature,
             duration_minutes, objectives, keywords, authors, language, published, version, created_by, created_at,
             updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 1, $16, $17, $17)",
        id,
        tx.academy_id()?,
        content,
        record.title,
        sort_key,
        record.summary,
        record.collection,
        record.domain,
        record.level,
        record.nature,
        record.duration_minutes,
        record.objectives,
        record.keywords,
        record.authors,
        record.language,
        tx.agent_id().ok(),
        tx.now()
    ))
    .await?;
    Ok(())
}

/// The design with what this person is to it.
pub(crate) fn by_id(
    id: Id<Design>,
    academy: Id<Academy>,
    person: Option<Id<Person>>,
) -> Query<'static, Design> {
    sql!(Design: "SELECT d.id, d.academy_id, d.content_id, d.title, d.summary, d.collection, d.domain, d.level, d.nature,
             d.duration_minutes, d.objectives, d.keywords, d.authors, d.language, d.published, d.version, d.created_at,
             d.updated_at, d.trashed_at,
             CASE WHEN w.person_id IS NULL THEN 0 ELSE 1 END AS is_designer,
             CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred
          FROM designs d
          LEFT JOIN designers w ON w.design_id = d.id AND w.person_id = $1
          LEFT JOIN favourites f ON f.object_id = d.id AND f.person_id = $1
          WHERE d.id = $2 AND d.academy_id = $3",
        person, id, academy)
        .detached()
}

pub(super) async fn content_of(tx: &mut Tx, id: Id<Design>) -> Result<Id<Content>> {
    tx.one(
        sql!(Id<Content>: "SELECT content_id FROM designs WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?),
    )
    .await
}

/// Whether the version was the one expected.
pub(super) async fn update(
    tx: &mut Tx,
    id: Id<Design>,
    version: i64,
    record: &CatalogueRecord,
    sort_key: &str,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE designs SET title = $4, sort_key = $5, summary = $6, collection = $7, domain = $8, level = $9,
                 nature = $10, duration_minutes = $11, objectives = $12, keywords = $13, authors = $14, language = $15,
                 version = version + 1, updated_at = $16
              WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            record.title,
            sort_key,
            record.summary,
            record.collection,
            record.domain,
            record.level,
            record.nature,
            record.duration_minutes,
            record.objectives,
            record.keywords,
            record.authors,
            record.language,
            tx.now()
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn set_published(tx: &mut Tx, id: Id<Design>, published: bool) -> Result<()> {
    tx.execute(sql!(
        "UPDATE designs SET published = $3, updated_at = $4 WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?,
        published,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub(super) async fn set_trashed(tx: &mut Tx, id: Id<Design>, at: Option<Time>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE designs SET trashed_at = $3, published = 0, updated_at = $4 WHERE id = $1 AND academy_id = $2",
        id,
        tx.academy_id()?,
        at,
        tx.now()
    ))
    .await?;
    Ok(())
}

row! {
    /// Somebody who writes a design.
    pub struct Designer {
        pub id: Id<Person>,
        pub display_name: String,
        pub address: String,
    }
}

pub async fn designers(tx: &mut Tx, design: Id<Design>) -> Result<Vec<Designer>> {
    tx.all(designers_of(design, tx.academy_id()?)).await
}

pub(crate) fn designers_of(design: Id<Design>, academy: Id<Academy>) -> Query<'static, Designer> {
    sql!(Designer: "SELECT p.id, p.display_name, p.address FROM designers w JOIN people p ON p.id = w.person_id
          WHERE w.design_id = $1 AND w.academy_id = $2 ORDER BY p.sort_key, p.id", design, academy)
        .detached()
}

pub(super) async fn add_designer(tx: &mut Tx, design: Id<Design>, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO designers (design_id, person_id, academy_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        design,
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

pub(super) async fn remove_designer(tx: &mut Tx, design: Id<Design>, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "DELETE FROM designers WHERE design_id = $1 AND person_id = $2 AND academy_id = $3",
        design,
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

row! {
    /// A design as lists show it.
    pub struct DesignLine {
        pub id: Id<Design>,
        pub title: String,
        pub summary: String,
        pub collection: Collection,
        pub duration_minutes: i64,
        pub published: bool,
        pub updated_at: Time,
        pub trashed_at: Option<Time>,
        pub is_starred: bool,
        /// Its sessions, whatever their state but the trash.
        pub sessions: i64,
    }
}

/// The designs a person writes in this académie, those in the trash included, last edited first.
pub async fn designed_by(tx: &mut Tx, person: Id<Person>) -> Result<Vec<DesignLine>> {
    tx.all(
        sql!(DesignLine: "SELECT d.id, d.title, d.summary, d.collection, d.duration_minutes, d.published, d.updated_at,
             d.trashed_at, CASE WHEN f.person_id IS NULL THEN 0 ELSE 1 END AS is_starred,
             (SELECT COUNT(*) FROM sessions s WHERE s.design_id = d.id AND s.trashed_at IS NULL) AS sessions
          FROM designers w JOIN designs d ON d.id = w.design_id
          LEFT JOIN favourites f ON f.object_id = d.id AND f.person_id = $1
          WHERE w.person_id = $1 AND d.academy_id = $2
          ORDER BY d.updated_at DESC, d.id LIMIT 500", person, tx.academy_id()?),
    )
    .await
}

row! {
    /// What a person does in the académie beside learning.
    #[derive(Default)]
    pub struct Experience {
        /// They write a design.
        pub writes: bool,
        pub trains: bool,
        /// They train, tutor, or made a session.
        pub leads: bool,
    }
}

pub(crate) fn experience(academy: Id<Academy>, person: Id<Person>) -> Query<'static, Experience> {
    sql!(Experience: "SELECT
             CASE WHEN EXISTS (SELECT 1 FROM designers w WHERE w.person_id = $1 AND w.academy_id = $2) THEN 1 ELSE 0 END AS writes,
             CASE WHEN EXISTS (SELECT 1 FROM enrolments e
                WHERE e.person_id = $1 AND e.academy_id = $2 AND e.role = 'trainer') THEN 1 ELSE 0 END AS trains,
             CASE WHEN EXISTS (SELECT 1 FROM enrolments e
                WHERE e.person_id = $1 AND e.academy_id = $2 AND e.role <> 'participant')
              OR EXISTS (SELECT 1 FROM designers w JOIN sessions s ON s.design_id = w.design_id
                WHERE w.person_id = $1 AND w.academy_id = $2) THEN 1 ELSE 0 END AS leads",
        person, academy)
    .detached()
}
