//! What managers do with the catalogue: categories, applications, audiences, notices, their order. Every change is
//! audited, and refused when somebody else was faster.

mod form;
mod pages;
#[cfg(test)]
mod tests;

use kernel::{
    Result, Tx,
    audit::{Entry, Outcome},
};

pub(crate) use form::codes;
pub(crate) use pages::routes;

/// Writes a change of the catalogue down.
async fn noted(tx: &mut Tx, action: &'static str, what: &str) -> Result<()> {
    tx.audit(Entry { action, subject: None, result: Outcome::Done, detail: what }).await
}

/// The list with the thing at `from` one place up or down.
fn moved<T: PartialEq + Copy>(mut list: Vec<T>, what: T, up: bool) -> Vec<T> {
    if let Some(from) = list.iter().position(|one| *one == what) {
        let to = if up { from.saturating_sub(1) } else { (from + 1).min(list.len() - 1) };
        let one = list.remove(from);
        list.insert(to, one);
    }
    list
}
