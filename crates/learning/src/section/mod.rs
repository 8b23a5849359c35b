//! Sections: the chapters of a content, in order, each with its activities. A content belongs to one design or to
//! one session; copying it copies every activity through its type, and nobody's work.

mod pages;
pub(crate) mod store;

use kernel::{Error, Id, Result, Tx};

pub(crate) use pages::routes;
pub use store::{Section, sections};

use crate::{activity, words::Words};

kernel::big_tables!["contents", "sections"];

/// Marker for ids of contents.
#[derive(Debug)]
pub struct Content;

/// Most sections of one content: more is a mistake or an attack.
const MOST: usize = 100;
const TITLE: usize = 200;

/// An empty content, for the design or session that is being made.
pub(crate) async fn new_content(tx: &mut Tx) -> Result<Id<Content>> {
    let id = tx.new_id();
    store::insert_content(tx, id).await?;
    Ok(id)
}

/// Adds a section at the end.
pub async fn add(tx: &mut Tx, content: Id<Content>, title: &str) -> Result<Id<Section>> {
    let id = tx.new_id();
    create(tx, id, content, title).await?;
    Ok(id)
}

/// The same under an id chosen before, so that a form sent twice adds one section.
async fn create(tx: &mut Tx, id: Id<Section>, content: Id<Content>, title: &str) -> Result<()> {
    let title = checked(tx, title)?;
    let existing = sections(tx, content).await?;
    if existing.iter().any(|section| section.id == id) {
        return Ok(());
    }
    if existing.len() >= MOST {
        return Err(Error::Conflict(Words(tx.locale).section_too_many(MOST)));
    }
    let position = existing.last().map_or(0, |last| last.position + 1);
    store::insert(tx, id, content, position, &title).await
}

/// Gives a section another title, over the version that was read.
pub async fn rename(tx: &mut Tx, section: &Section, version: i64, title: &str) -> Result<()> {
    let title = checked(tx, title)?;
    if store::rename(tx, section.id, version, &title).await? {
        Ok(())
    } else {
        Err(Error::Conflict(Words(tx.locale).conflict_section().to_owned()))
    }
}

/// One section of this content.
pub async fn find(tx: &mut Tx, content: Id<Content>, id: Id<Section>) -> Result<Section> {
    store::by_id(tx, content, id).await
}

/// Moves a section one place up or down; at the end of the list nothing happens.
pub async fn shift(tx: &mut Tx, content: Id<Content>, id: Id<Section>, by: Shift) -> Result<()> {
    let mut order: Vec<_> = sections(tx, content).await?.into_iter().map(|section| section.id).collect();
    let at = order.iter().position(|other| *other == id).ok_or(Error::NotFound)?;
    if let Some(to) = by.from(at).filter(|to| *to < order.len()) {
        order.swap(at, to);
        store::reorder(tx, content, &order).await?;
    }
    Ok(())
}

/// Puts the sections in this order; those it does not name (added meanwhile by somebody else) stay at the end.
pub async fn reorder(tx: &mut Tx, content: Id<Content>, wanted: &[Id<Section>]) -> Result<()> {
    let known: Vec<_> = sections(tx, content).await?.into_iter().map(|section| section.id).collect();
    store::reorder(tx, content, &in_wanted_order(wanted, &known)).await
}

/// Deletes a section with its activities and all that people did in them.
pub async fn delete(tx: &mut Tx, content: Id<Content>, id: Id<Section>) -> Result<()> {
    find(tx, content, id).await?;
    empty(tx, id).await?;
    store::delete(tx, content, id).await?;
    activity::recount(tx, content).await
}

async fn empty(tx: &mut Tx, id: Id<Section>) -> Result<()> {
    for inside in activity::of_section(tx, id).await? {
        activity::forget(tx, &inside).await?;
    }
    Ok(())
}

/// Copies every section and activity of a content to the end of another.
pub(crate) async fn copy_content(tx: &mut Tx, from: Id<Content>, to: Id<Content>) -> Result<()> {
    for section in sections(tx, from).await? {
        let copy = add(tx, to, &section.title).await?;
        for original in activity::of_section(tx, section.id).await? {
            activity::copy(tx, &original, to, copy).await?;
        }
    }
    activity::store::recount(tx, to).await
}

/// Deletes a content with everything in it, when its design or session is purged.
pub(crate) async fn delete_content(tx: &mut Tx, content: Id<Content>) -> Result<()> {
    for section in sections(tx, content).await? {
        empty(tx, section.id).await?;
        store::delete(tx, content, section.id).await?;
    }
    store::delete_content(tx, content).await
}

/// One place towards the beginning or the end of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    Up,
    Down,
}

impl Shift {
    /// As the move buttons send it.
    pub fn from_form(to: &str) -> Option<Shift> {
        match to {
            "up" => Some(Shift::Up),
            "down" => Some(Shift::Down),
            _ => None,
        }
    }

    pub(crate) fn from(self, at: usize) -> Option<usize> {
        match self {
            Shift::Up => at.checked_sub(1),
            Shift::Down => at.checked_add(1),
        }
    }
}

/// The wanted order without what is unknown or named twice, then what it forgot.
pub(crate) fn in_wanted_order<T>(wanted: &[Id<T>], known: &[Id<T>]) -> Vec<Id<T>> {
    let mut order: Vec<Id<T>> = Vec::with_capacity(known.len());
    for id in wanted.iter().filter(|id| known.contains(id)).chain(known) {
        if !order.contains(id) {
            order.push(*id);
        }
    }
    order
}

fn checked(tx: &Tx, title: &str) -> Result<String> {
    let t = Words(tx.locale);
    let title = title.trim();
    if title.is_empty() {
        return Err(Error::invalid("title", t.section_title_missing()));
    }
    if title.chars().count() > TITLE {
        return Err(Error::invalid("title", t.record_too_long(TITLE)));
    }
    Ok(title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_keeps_what_it_does_not_name_and_drops_what_is_not_there() {
        let [a, b, c, stranger] = [1, 2, 3, 4].map(|n| Id::<Section>::at(n, [0; 10]));
        assert_eq!(in_wanted_order(&[c, a], &[a, b, c]), [c, a, b]);
        assert_eq!(in_wanted_order(&[stranger, b, b], &[a, b, c]), [b, a, c]);
        assert_eq!(in_wanted_order(&[], &[a, b]), [a, b]);
    }

    #[test]
    fn the_ends_of_a_list_stop_a_shift() {
        assert_eq!(Shift::Up.from(0), None);
        assert_eq!(Shift::Up.from(3), Some(2));
        assert_eq!(Shift::from_form("down").and_then(|by| by.from(3)), Some(4));
        assert_eq!(Shift::from_form("sideways"), None);
    }
}
