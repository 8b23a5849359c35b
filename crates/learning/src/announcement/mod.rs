//! Announcements of the académie: on the home page of those they are for, until the day their author gave.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use kernel::{Id, Problem, Result, Time, Tx};

pub(crate) use pages::{Told, routes};
pub use store::Announcement;
pub(crate) use store::{Shown, current};

use crate::{rich_text::RichText, words::Words};

/// What a manager writes.
#[derive(Clone, Debug)]
pub struct NewAnnouncement {
    pub title: String,
    /// A service or a role, not a person.
    pub author: String,
    pub body: RichText,
    pub published_at: Time,
    /// Last moment it is shown.
    pub until: Time,
    pub pinned: bool,
    /// Function codes; empty for everybody.
    pub audience: Vec<String>,
}

impl NewAnnouncement {
    fn problems(&self, t: Words) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |field, message: &str| problems.push(Problem { field, message: message.to_owned() });
        if self.title.is_empty() || self.title.chars().count() > 150 {
            say("title", t.announcement_title_wrong());
        }
        if self.author.is_empty() || self.author.chars().count() > 100 {
            say("author", t.announcement_author_wrong());
        }
        if self.body.is_empty() {
            say("body", t.announcement_body_wrong());
        }
        if self.until <= self.published_at {
            say("until", t.announcement_until_wrong());
        }
        problems
    }

    /// As the column holds it: a code is found with the spaces around it.
    fn audience_text(&self) -> String {
        if self.audience.is_empty() { String::new() } else { format!(" {} ", self.audience.join(" ")) }
    }
}

/// Publishes an announcement in the académie.
pub async fn publish(tx: &mut Tx, new: &NewAnnouncement) -> Result<Id<Announcement>> {
    let problems = new.problems(Words(tx.locale));
    if !problems.is_empty() {
        return Err(kernel::Error::Invalid(problems));
    }
    store::insert(tx, new).await
}

async fn edit(tx: &mut Tx, id: Id<Announcement>, version: i64, new: &NewAnnouncement) -> Result<()> {
    let t = Words(tx.locale);
    let problems = new.problems(t);
    if !problems.is_empty() {
        return Err(kernel::Error::Invalid(problems));
    }
    store::record(tx, id).await?;
    if store::update(tx, id, version, new).await? {
        Ok(())
    } else {
        Err(kernel::Error::invalid("title", t.announcement_conflict()))
    }
}
