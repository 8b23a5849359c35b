//! SQL of categories, applications and audiences.

use kernel::{
    Id, Result, Time, Tx,
    db::Query,
    people::{Academy, Agent},
    row, sql,
};

use super::{AudienceKind, Launch, Network, NewApplication, NoticeKind};

kernel::big_tables!["application_favourites"];

/// Markers for ids.
#[derive(Debug)]
pub struct Application;
#[derive(Debug)]
pub struct Category;

row! {
    pub struct CategoryRow {
        pub id: Id<Category>,
        pub name_fr: String,
        pub name_en: String,
        pub icon: String,
        pub position: i64,
        pub version: i64,
    }
}

impl CategoryRow {
    pub fn name(&self, locale: kernel::Locale) -> &str {
        match locale {
            kernel::Locale::En if !self.name_en.is_empty() => &self.name_en,
            _ => &self.name_fr,
        }
    }
}

row! {
    /// An application as an agent sees it.
    pub struct Seen {
        pub id: Id<Application>,
        pub category_id: Id<Category>,
        pub name: String,
        pub description_fr: String,
        pub description_en: String,
        pub icon: String,
        pub launch: Launch,
        pub url: String,
        pub network: Network,
        pub is_new: bool,
        pub notice_kind: Option<NoticeKind>,
        pub notice_fr: String,
        pub notice_en: String,
        pub notice_from: Option<Time>,
        pub notice_until: Option<Time>,
        /// Place among the agent's favourites, when it is one.
        pub favourite: Option<i64>,
        /// Until when it is given to them, when it is.
        pub delegated_until: Option<Time>,
    }
}

/// The académie's categories, in the menu's order.
pub fn categories(academy: Id<Academy>) -> Query<'static, CategoryRow> {
    sql!(CategoryRow: "SELECT id, name_fr, name_en, icon, position, version FROM application_categories
          WHERE academy_id = $1 ORDER BY position, id", academy)
    .detached()
}

/// The applications this agent may use, in the menu's order: those for everybody, those for their function or their
/// establishment (or for both at once), those that name them, and those given to them for a time.
pub fn of_agent(academy: Id<Academy>, agent: &Agent, now: Time) -> Query<'static, Seen> {
    sql!(Seen: "SELECT a.id, a.category_id, a.name, a.description_fr, a.description_en, a.icon, a.launch, a.url, a.network,
             a.is_new, a.notice_kind, a.notice_fr, a.notice_en, a.notice_from, a.notice_until, f.position AS favourite,
             (SELECT MAX(d.ends_at) FROM application_delegations d WHERE d.person_id = $2 AND d.application_id = a.id
                AND d.starts_at <= $6 AND d.ends_at >= $6) AS delegated_until
          FROM applications a LEFT JOIN application_favourites f ON f.application_id = a.id AND f.person_id = $2
          WHERE a.academy_id = $1 AND (a.everybody = 1
             OR EXISTS (SELECT 1 FROM application_audiences u WHERE u.application_id = a.id
                AND ((u.kind = 'person' AND u.value = $5) OR (a.audience_both = 0
                   AND ((u.kind = 'function' AND u.value = $3) OR (u.kind = 'establishment' AND u.value = $4)))))
             OR (a.audience_both = 1
                AND EXISTS (SELECT 1 FROM application_audiences u
                   WHERE u.application_id = a.id AND u.kind = 'function' AND u.value = $3)
                AND EXISTS (SELECT 1 FROM application_audiences u
                   WHERE u.application_id = a.id AND u.kind = 'establishment' AND u.value = $4))
             OR EXISTS (SELECT 1 FROM application_delegations d WHERE d.person_id = $2 AND d.application_id = a.id
                AND d.starts_at <= $6 AND d.ends_at >= $6))
          ORDER BY a.position, a.id",
        academy, agent.id, agent.function.clone(), agent.uai.clone().unwrap_or_default(), agent.identifier.clone(), now)
    .detached()
}

row! {
    /// An application as its manager edits it.
    pub struct Record {
        pub id: Id<Application>,
        pub category_id: Id<Category>,
        pub name: String,
        pub description_fr: String,
        pub description_en: String,
        pub icon: String,
        pub launch: Launch,
        pub url: String,
        pub network: Network,
        pub is_new: bool,
        pub everybody: bool,
        pub audience_both: bool,
        pub position: i64,
        pub version: i64,
        pub notice_kind: Option<NoticeKind>,
        pub notice_fr: String,
        pub notice_en: String,
        pub notice_from: Option<Time>,
        pub notice_until: Option<Time>,
    }
}

/// Every application of the académie.
pub fn all(academy: Id<Academy>) -> Query<'static, Record> {
    sql!(Record: "SELECT id, category_id, name, description_fr, description_en, icon, launch, url, network, is_new, everybody,
             audience_both, position, version, notice_kind, notice_fr, notice_en, notice_from, notice_until
          FROM applications WHERE academy_id = $1 ORDER BY position, id", academy)
    .detached()
}

pub async fn record(tx: &mut Tx, id: Id<Application>) -> Result<Record> {
    tx.one(sql!(Record: "SELECT id, category_id, name, description_fr, description_en, icon, launch, url, network, is_new,
             everybody, audience_both, position, version, notice_kind, notice_fr, notice_en, notice_from, notice_until
          FROM applications WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await
}

pub async fn audience(tx: &mut Tx, id: Id<Application>) -> Result<Vec<(AudienceKind, String)>> {
    tx.all(sql!((AudienceKind, String): "SELECT kind, value FROM application_audiences
          WHERE application_id = $1 AND academy_id = $2 ORDER BY kind, value", id, tx.academy_id()?))
        .await
}

pub(super) async fn insert(tx: &mut Tx, id: Id<Application>, new: &NewApplication) -> Result<()> {
    let academy = tx.academy_id()?;
    let notice = new.notice.as_ref();
    tx.execute(sql!(
        "INSERT INTO applications (id, academy_id, category_id, name, folded, description_fr, description_en, icon,
             launch, url, network, is_new, everybody, audience_both, position, version, notice_kind, notice_fr, notice_en,
             notice_from, notice_until)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
             (SELECT COALESCE(MAX(position), 0) + 1 FROM applications WHERE academy_id = $2), 1, $15, $16, $17, $18, $19)",
        id,
        academy,
        new.category,
        new.name,
        kernel::search::fold(&new.name),
        new.description_fr,
        new.description_en,
        new.icon,
        new.launch,
        new.url,
        new.network,
        new.is_new,
        new.everybody,
        new.audience_both,
        notice.map(|n| n.kind),
        notice.map_or("", |n| &n.text_fr),
        notice.map_or("", |n| &n.text_en),
        notice.and_then(|n| n.from),
        notice.and_then(|n| n.until)
    ))
    .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx,
    id: Id<Application>,
    version: i64,
    new: &NewApplication,
) -> Result<bool> {
    let notice = new.notice.as_ref();
    let changed = tx
        .execute(sql!(
            "UPDATE applications SET category_id = $4, name = $5, folded = $6, description_fr = $7, description_en = $8,
             icon = $9, launch = $10, url = $11, network = $12, is_new = $13, everybody = $14, audience_both = $15,
             version = version + 1, notice_kind = $16, notice_fr = $17, notice_en = $18, notice_from = $19,
             notice_until = $20
          WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            new.category,
            new.name,
            kernel::search::fold(&new.name),
            new.description_fr,
            new.description_en,
            new.icon,
            new.launch,
            new.url,
            new.network,
            new.is_new,
            new.everybody,
            new.audience_both,
            notice.map(|n| n.kind),
            notice.map_or("", |n| &n.text_fr),
            notice.map_or("", |n| &n.text_en),
            notice.and_then(|n| n.from),
            notice.and_then(|n| n.until)
        ))
        .await?;
    Ok(changed == 1)
}

pub(super) async fn set_audience(
    tx: &mut Tx,
    id: Id<Application>,
    audience: &[(AudienceKind, String)],
) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "DELETE FROM application_audiences WHERE application_id = $1 AND academy_id = $2",
        id,
        academy
    ))
    .await?;
    for (kind, value) in audience {
        tx.execute(sql!(
            "INSERT INTO application_audiences (application_id, academy_id, kind, value) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING",
            id,
            academy,
            *kind,
            value
        ))
        .await?;
    }
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: Id<Application>) -> Result<()> {
    tx.execute(sql!("DELETE FROM applications WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?))
        .await?;
    Ok(())
}

/// Puts the applications in this order.
pub async fn reorder(tx: &mut Tx, ids: &[Id<Application>]) -> Result<()> {
    for (position, id) in ids.iter().enumerate() {
        tx.execute(sql!(
            "UPDATE applications SET position = $3 WHERE id = $1 AND academy_id = $2",
            *id,
            tx.academy_id()?,
            position as i64
        ))
        .await?;
    }
    Ok(())
}

pub async fn add_category(tx: &mut Tx, name_fr: &str, name_en: &str, icon: &str) -> Result<Id<Category>> {
    let id: Id<Category> = tx.new_id();
    let academy = tx.academy_id()?;
    tx.execute(sql!(
        "INSERT INTO application_categories (id, academy_id, name_fr, name_en, icon, position, version)
          VALUES ($1, $2, $3, $4, $5,
             (SELECT COALESCE(MAX(position), 0) + 1 FROM application_categories WHERE academy_id = $2), 1)",
        id,
        academy,
        name_fr,
        name_en,
        icon
    ))
    .await?;
    Ok(id)
}

pub async fn category(tx: &mut Tx, id: Id<Category>) -> Result<CategoryRow> {
    tx.one(
        sql!(CategoryRow: "SELECT id, name_fr, name_en, icon, position, version FROM application_categories
          WHERE id = $1 AND academy_id = $2", id, tx.academy_id()?),
    )
    .await
}

pub async fn rename_category(
    tx: &mut Tx,
    id: Id<Category>,
    version: i64,
    name_fr: &str,
    name_en: &str,
    icon: &str,
) -> Result<bool> {
    let changed = tx
        .execute(sql!(
            "UPDATE application_categories SET name_fr = $4, name_en = $5, icon = $6, version = version + 1
              WHERE id = $1 AND academy_id = $2 AND version = $3",
            id,
            tx.academy_id()?,
            version,
            name_fr,
            name_en,
            icon
        ))
        .await?;
    Ok(changed == 1)
}

/// Deletes a category that holds nothing any more; answers whether it was empty.
pub async fn delete_category(tx: &mut Tx, id: Id<Category>) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM application_categories WHERE id = $1 AND academy_id = $2
              AND NOT EXISTS (SELECT 1 FROM applications WHERE category_id = $1)",
            id,
            tx.academy_id()?
        ))
        .await?;
    Ok(gone == 1)
}

/// Puts the categories in this order.
pub async fn reorder_categories(tx: &mut Tx, ids: &[Id<Category>]) -> Result<()> {
    for (position, id) in ids.iter().enumerate() {
        tx.execute(sql!(
            "UPDATE application_categories SET position = $3 WHERE id = $1 AND academy_id = $2",
            *id,
            tx.academy_id()?,
            position as i64
        ))
        .await?;
    }
    Ok(())
}
