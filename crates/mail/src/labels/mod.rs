//! Labels: words of the owner's own that a message bears, as many as they like, wherever it lies. To mail programs they are
//! IMAP keywords; here they have a name, a colour and a page.

mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use kernel::{Error, Id, Result, Tx, search::fold, text_enum};
use serde::{Deserialize, Serialize};

pub(crate) use store::of_lines;

use crate::{
    filing::{self, Keywords, Marking, Marks, Message},
    mailbox::Mailbox,
    message::clean_line,
    words::Words,
};

text_enum! {
    /// Names of the accents of the design system: each is readable on its ground, light or dark.
    pub enum Colour {
        Blue = "bleu",
        Green = "vert",
        Plum = "prune",
        Brick = "brique",
        Ocean = "ocean",
        Slate = "ardoise",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// What messages bear: it stays when the name changes.
    pub keyword: String,
    pub name: String,
    pub colour: Colour,
}

/// A message bears no more keywords than this.
pub const MOST: usize = 30;
pub const LONGEST_NAME: usize = 40;

/// Those of a box, from its row.
pub(crate) fn stored(json: &str) -> Vec<Label> {
    if json.is_empty() { Vec::new() } else { serde_json::from_str(json).unwrap_or_default() }
}

/// Makes a label; answers what messages will bear.
pub async fn create(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str, colour: Colour) -> Result<String> {
    let mut labels = held(tx, mailbox).await?;
    if labels.len() >= MOST {
        return Err(Error::invalid("name", Words(tx.locale).label_too_many(MOST as i64)));
    }
    let name = sound_name(tx, name, &labels, "")?;
    let keyword = free_keyword(&name, &labels);
    labels.push(Label { keyword: keyword.clone(), name, colour });
    put(tx, mailbox, labels).await?;
    Ok(keyword)
}

pub async fn change(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    keyword: &str,
    name: &str,
    colour: Colour,
) -> Result<()> {
    let mut labels = held(tx, mailbox).await?;
    if !labels.iter().any(|label| label.keyword == keyword) {
        return Err(Error::NotFound);
    }
    let name = sound_name(tx, name, &labels, keyword)?;
    for label in labels.iter_mut().filter(|label| label.keyword == keyword) {
        label.name.clone_from(&name);
        label.colour = colour;
    }
    put(tx, mailbox, labels).await
}

/// Takes a label away. Messages keep the keyword: mail programs may show it still, and a label of that name finds it again.
pub async fn remove(tx: &mut Tx, mailbox: Id<Mailbox>, keyword: &str) -> Result<()> {
    let mut labels = held(tx, mailbox).await?;
    let before = labels.len();
    labels.retain(|label| label.keyword != keyword);
    if labels.len() == before {
        return Err(Error::NotFound);
    }
    put(tx, mailbox, labels).await
}

/// Puts a label on messages, or takes it from them when all bear it already. Answers whether it was put.
pub(crate) async fn toggle(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    keyword: &str,
) -> Result<bool> {
    if !store::labels(tx, mailbox).await?.iter().any(|label| label.keyword == keyword) {
        return Err(Error::NotFound);
    }
    let rows = filing::by_ids(tx, mailbox, ids).await?;
    let all = rows.iter().all(|row| Keywords::stored(&row.keywords).has(keyword));
    let how = if all { Marking::Remove } else { Marking::Add };
    mark(tx, mailbox, ids, how, &[keyword]).await?;
    Ok(!all)
}

/// Puts labels on a message, or takes them from it.
pub(crate) async fn mark(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    ids: &[Id<Message>],
    how: Marking,
    words: &[&str],
) -> Result<()> {
    let mut keywords = Keywords::default();
    for word in words {
        keywords.add(word);
    }
    let marked = filing::mark(tx, mailbox, ids, how, &Marks { keywords, ..Marks::default() }, None).await;
    marked.map(drop).map_err(|error| match error {
        Error::Conflict(_) => Error::Conflict(Words(tx.locale).label_message_full(MOST as i64)),
        other => other,
    })
}

/// The labels of the box that a message bears.
pub(crate) fn borne<'l>(labels: &'l [Label], keywords: &str) -> Vec<&'l Label> {
    if keywords.is_empty() {
        return Vec::new();
    }
    let keywords = Keywords::stored(keywords);
    labels.iter().filter(|label| keywords.has(&label.keyword)).collect()
}

/// The label that somebody names, by its name or by what messages bear.
pub(crate) fn named<'l>(labels: &'l [Label], name: &str) -> Option<&'l Label> {
    let folded = fold(name);
    labels.iter().find(|label| fold(&label.name) == folded || label.keyword.eq_ignore_ascii_case(name))
}

/// Which labels each of these lines bears, of any of its messages in the folder.
pub(crate) async fn on_lines(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    labels: &[Label],
    latest: &[Id<Message>],
) -> Result<HashMap<Id<Message>, String>> {
    let mut found: HashMap<Id<Message>, String> = HashMap::new();
    if !labels.is_empty() {
        for (id, keywords) in of_lines(tx, mailbox, latest).await? {
            found.entry(id).or_default().push_str(&keywords);
        }
    }
    Ok(found)
}

/// Read to be changed: one change of a box's labels at a time.
async fn held(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Label>> {
    tx.lock(&format!("labels {mailbox}")).await?;
    store::labels(tx, mailbox).await
}

async fn put(tx: &mut Tx, mailbox: Id<Mailbox>, mut labels: Vec<Label>) -> Result<()> {
    labels.sort_by_cached_key(|label| fold(&label.name));
    store::put(tx, mailbox, &labels).await
}

fn sound_name(tx: &Tx, name: &str, labels: &[Label], keyword: &str) -> Result<String> {
    let t = Words(tx.locale);
    let name = clean_line(name).trim().to_owned();
    if fold(&name).is_empty() {
        return Err(Error::invalid("name", t.label_name_missing()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.label_name_too_long(LONGEST_NAME as i64)));
    }
    if labels.iter().any(|label| label.keyword != keyword && fold(&label.name) == fold(&name)) {
        return Err(Error::invalid("name", t.label_taken(&name)));
    }
    Ok(name)
}

/// An atom of IMAP made from the name: small letters, digits and hyphens.
fn free_keyword(name: &str, labels: &[Label]) -> String {
    let plain: String = fold(name)
        .chars()
        .map(|c| if c == ' ' { '-' } else { c })
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        // Folded, a name may be longer than a keyword.
        .take(LONGEST_NAME)
        .collect();
    let plain = if plain.is_empty() { "etiquette".to_owned() } else { plain };
    let taken = |word: &str| labels.iter().any(|label| label.keyword == word);
    let mut word = plain.clone();
    let mut number = 2;
    while taken(&word) {
        word = format!("{plain}-{number}");
        number += 1;
    }
    word
}
