//! Activities: the steps of a section. What an activity is made of belongs to its type (`contract.rs`); its title,
//! its place, what counts as completing it and the row every list shows belong here.

mod contract;
mod edit;
mod images;
mod page;
pub(crate) mod store;

use kernel::{Error, Id, Locale, Problem, Result, Tx, text_enum};
use web::Routes;

pub use contract::{
    ACTIVITY_TYPES, ActivityType, FILE_LIMIT, Given, RowText, Settings, Showing, Shown, Submitted, Work,
    type_of, types,
};
pub use store::{Activity, of_content, of_section};

use crate::{
    section::{self, Content, Section, Shift, in_wanted_order},
    words::Words,
};

kernel::big_tables!["activities"];

pub(crate) fn routes() -> Routes {
    Routes::new().merge(page::routes()).merge(edit::routes()).merge(images::routes())
}

text_enum! {
    /// What completes an activity.
    pub enum Completion {
        /// Looking at it.
        Viewed = "viewed",
        /// The participant ticks it.
        Manual = "manual",
        /// Nothing: it does not count.
        None = "none",
    }
}

/// Most activities of one section.
const MOST: usize = 200;
const TITLE: usize = 200;

/// What every activity has, whatever its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    pub title: String,
    pub completion: Completion,
}

impl Common {
    fn titled(&self, locale: Locale) -> Result<&str> {
        let t = Words(locale);
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Error::invalid("title", t.activity_title_missing()));
        }
        if title.chars().count() > TITLE {
            return Err(Error::invalid("title", t.record_too_long(TITLE)));
        }
        Ok(title)
    }

    fn checked(&self, kind: &dyn ActivityType, locale: Locale) -> Result<Common> {
        let title = self.titled(locale)?;
        // A type that cannot be completed so (a label has no page to look at) takes its first way instead.
        let ways = kind.completions();
        let completion = if ways.contains(&self.completion) {
            self.completion
        } else {
            ways.first().copied().unwrap_or(Completion::None)
        };
        Ok(Common { title: title.to_owned(), completion })
    }
}

/// Adds an activity at the end of a section.
pub async fn add(
    tx: &mut Tx,
    section: Id<Section>,
    kind: &str,
    title: &str,
    completion: Completion,
    settings: &Settings,
) -> Result<Id<Activity>> {
    let common = Common { title: title.to_owned(), completion };
    let id = tx.new_id();
    create(tx, id, section, known(kind)?, &common, settings).await?;
    Ok(id)
}

/// The same under an id chosen before, so that a form sent twice adds one activity.
async fn create(
    tx: &mut Tx,
    id: Id<Activity>,
    section: Id<Section>,
    kind: &'static dyn ActivityType,
    common: &Common,
    settings: &Settings,
) -> Result<()> {
    let section = section::store::anywhere(tx, section).await?;
    if tx.first(store::by_id(id, section.content_id, tx.academy_id()?)).await?.is_some() {
        return Ok(());
    }
    let common = common.checked(kind, tx.locale)?;
    let before = of_section(tx, section.id).await?;
    if before.len() >= MOST {
        return Err(Error::Conflict(Words(tx.locale).activity_too_many(MOST)));
    }
    let position = before.last().map_or(0, |last| last.position + 1);
    store::insert(tx, id, section.content_id, section.id, position, kind.key(), &common).await?;
    let row = kind.save(tx, id, settings).await?;
    store::set_row(tx, id, &row).await?;
    store::recount(tx, section.content_id).await
}

/// One activity of this content.
pub async fn find(tx: &mut Tx, content: Id<Content>, id: Id<Activity>) -> Result<Activity> {
    tx.one(store::by_id(id, content, tx.academy_id()?)).await
}

/// Writes an activity over the version that its author had read.
pub async fn edit(
    tx: &mut Tx,
    before: &Activity,
    version: i64,
    common: &Common,
    settings: &Settings,
) -> Result<()> {
    let kind = known(&before.kind)?;
    let common = common.checked(kind, tx.locale)?;
    if !store::update(tx, before.id, version, &common).await? {
        return Err(Error::Conflict(Words(tx.locale).conflict_activity().to_owned()));
    }
    let row = kind.save(tx, before.id, settings).await?;
    store::set_row(tx, before.id, &row).await?;
    if (before.completion == Completion::None) != (common.completion == Completion::None) {
        recount(tx, before.content_id).await?;
    }
    Ok(())
}

/// Deletes an activity with all that its type keeps, and what people did in it.
pub async fn delete(tx: &mut Tx, content: Id<Content>, id: Id<Activity>) -> Result<()> {
    let activity = find(tx, content, id).await?;
    forget(tx, &activity).await?;
    recount(tx, content).await
}

/// The same without counting again: for many at once.
pub(crate) async fn forget(tx: &mut Tx, activity: &Activity) -> Result<()> {
    known(&activity.kind)?.delete(tx, activity.id).await?;
    store::delete(tx, activity.id).await
}

/// Counts again what there is to do in a content, and how far each participant has come.
pub(crate) async fn recount(tx: &mut Tx, content: Id<Content>) -> Result<()> {
    store::recount(tx, content).await?;
    store::recount_participants(tx, content).await
}

/// Moves an activity one place; past the end of its section it enters the neighbouring one.
pub async fn shift(tx: &mut Tx, content: Id<Content>, id: Id<Activity>, by: Shift) -> Result<()> {
    let activity = find(tx, content, id).await?;
    let mut order: Vec<_> = of_section(tx, activity.section_id).await?.into_iter().map(|a| a.id).collect();
    let at = order.iter().position(|other| *other == id).ok_or(Error::NotFound)?;
    if let Some(to) = by.from(at).filter(|to| *to < order.len()) {
        order.swap(at, to);
        return store::place(tx, activity.section_id, &order).await;
    }
    let sections = section::sections(tx, content).await?;
    let here = sections.iter().position(|s| s.id == activity.section_id).ok_or(Error::NotFound)?;
    let Some(next) = by.from(here).and_then(|at| sections.get(at)) else { return Ok(()) };
    let mut order: Vec<_> = of_section(tx, next.id).await?.into_iter().map(|a| a.id).collect();
    let entry = if by == Shift::Up { order.len() } else { 0 };
    order.insert(entry, id);
    store::place(tx, next.id, &order).await
}

/// Puts a section's activities in this order, after `moved` was dropped in it (from anywhere in the content).
pub async fn arrange(
    tx: &mut Tx,
    content: Id<Content>,
    section: Id<Section>,
    moved: Id<Activity>,
    wanted: &[Id<Activity>],
) -> Result<()> {
    section::find(tx, content, section).await?;
    find(tx, content, moved).await?;
    let mut known: Vec<_> = of_section(tx, section).await?.into_iter().map(|a| a.id).collect();
    if !known.contains(&moved) {
        known.push(moved);
    }
    store::place(tx, section, &in_wanted_order(wanted, &known)).await
}

/// The same activity in another section; nobody's work comes with it.
pub(crate) async fn copy(
    tx: &mut Tx,
    original: &Activity,
    content: Id<Content>,
    section: Id<Section>,
) -> Result<Id<Activity>> {
    let kind = known(&original.kind)?;
    let id = tx.new_id();
    let common = Common { title: original.title.clone(), completion: original.completion };
    let position = store::next_position(tx, section).await?;
    store::insert(tx, id, content, section, position, kind.key(), &common).await?;
    let row = kind.copy(tx, original.id, id).await?;
    store::set_row(tx, id, &row).await?;
    Ok(id)
}

/// What is wrong with the type's part of a form, and with the title.
fn with_title(mut problems: Vec<Problem>, common: &Common, locale: Locale) -> Vec<Problem> {
    if let Err(Error::Invalid(more)) = common.titled(locale) {
        problems.splice(0..0, more);
    }
    problems
}

fn known(kind: &str) -> Result<&'static dyn ActivityType> {
    type_of(kind).ok_or_else(|| Error::internal(format!("no activity type {kind:?}")))
}
