//! What a type of activity answers to take part in everything: being written, shown, completed, copied, exported,
//! deleted. Types live in the crate `activities`, one folder each, and are registered in its one list.

use std::collections::HashMap;

use futures::future::BoxFuture;
use kernel::{Id, Locale, Problem, Result, Tx, files::FileRow, people::Person};
use linkme::distributed_slice;
use web::Errors;

use super::{Activity, Completion};

/// A unit of a type's work inside somebody's transaction.
pub type Work<'a, T> = BoxFuture<'a, Result<T>>;

/// Most bytes of one file of an activity.
pub const FILE_LIMIT: u64 = 100 << 20;

/// All that the author of an activity decides about it, in its type's own form: what is exported and imported.
pub type Settings = serde_json::Value;

/// The lists of activity types of every crate linked into the program.
#[distributed_slice]
pub static ACTIVITY_TYPES: [&'static [&'static dyn ActivityType]];

/// Every type, in the order of its list.
pub fn types() -> impl Iterator<Item = &'static dyn ActivityType> {
    ACTIVITY_TYPES.iter().copied().flatten().copied()
}

/// The type with this key.
pub fn type_of(key: &str) -> Option<&'static dyn ActivityType> {
    types().find(|kind| kind.key() == key)
}

/// A type owns its tables (under `activity_id`) and pages; it never writes those of learning.
pub trait ActivityType: Send + Sync {
    /// A stable word: stored with each activity, exported, part of no address.
    fn key(&self) -> &'static str;
    fn name(&self, locale: Locale) -> &'static str;
    /// What it is good for, in one sentence for authors.
    fn purpose(&self, locale: Locale) -> &'static str;
    /// Its icon in the sprite, and the accent of its tile.
    fn icon(&self) -> &'static str;
    fn accent(&self) -> &'static str;
    fn shown(&self) -> Shown;
    /// The ways it can be completed; the first is proposed.
    fn completions(&self) -> &'static [Completion];
    /// Whether its form sends files.
    fn takes_files(&self) -> bool {
        false
    }

    /// What a new activity starts with.
    fn blank(&self) -> Settings;
    /// The type's own fields of the form, filled with these settings.
    fn form(&self, settings: &Settings, errors: &Errors, showing: &Showing<'_>) -> Result<String>;
    /// What was typed, and what is wrong with it. The settings are kept in the form when there is something.
    fn read(&self, typed: &Submitted, locale: Locale) -> (Settings, Vec<Problem>);

    /// Keeps the settings of an activity, new or known; answers what lists show of it.
    fn save<'a>(
        &'a self,
        tx: &'a mut Tx,
        activity: Id<Activity>,
        settings: &'a Settings,
    ) -> Work<'a, RowText>;
    /// The settings as they were saved; saving them elsewhere gives an equal activity.
    fn settings<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, Settings>;
    /// The kept files that settings name.
    fn files(&self, settings: &Settings) -> Vec<Id<FileRow>> {
        let _ = settings;
        Vec::new()
    }
    fn copy<'a>(&'a self, tx: &'a mut Tx, from: Id<Activity>, to: Id<Activity>) -> Work<'a, RowText> {
        Box::pin(async move {
            let settings = self.settings(tx, from).await?;
            self.save(tx, to, &settings).await
        })
    }
    /// Forgets the activity.
    fn delete<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>) -> Work<'a, ()>;

    /// One line under the title, from the row's `detail`: «PDF, 1,2 Mo».
    fn line(&self, detail: &str, locale: Locale) -> String;
    /// The activity on its page, as safe HTML.
    fn body<'a>(&'a self, tx: &'a mut Tx, activity: Id<Activity>, showing: Showing<'a>) -> Work<'a, String>;

    /// What it keeps about a person, for their export; `None` when it keeps nothing.
    fn about<'a>(&'a self, tx: &'a mut Tx, person: Id<Person>) -> Work<'a, Option<serde_json::Value>>;
    /// Forgets a person.
    fn erase<'a>(&'a self, tx: &'a mut Tx, person: Id<Person>) -> Work<'a, ()>;
}

/// Where an activity is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On a page of its own, one after the other.
    OnItsPage,
    /// Between the others, in the session itself.
    InPlace,
}

/// What lists show of an activity, kept beside its title so that they ask no type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// Figures in the type's own writing, read again by `line`.
    pub detail: String,
    /// Safe HTML, for what is shown in place.
    pub in_place: String,
}

/// Where and to whom something is shown.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    pub locale: Locale,
    /// Address of the activity's page, without a slash at the end; its files are below.
    pub base: &'a str,
    /// Where an image of a text is sent, when it can be.
    pub images: &'a str,
}

/// A file that came with a form, or that the form says to keep. Whose it is has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub id: Id<FileRow>,
    pub digest: String,
    pub name: String,
    pub content_type: String,
    pub size: i64,
}

impl From<FileRow> for Given {
    fn from(row: FileRow) -> Given {
        Given {
            id: row.id,
            digest: row.digest,
            name: row.name,
            content_type: row.content_type,
            size: row.size,
        }
    }
}

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Submitted {
    pub fields: Vec<(String, String)>,
    /// The files to keep, then those that came.
    pub files: Vec<Given>,
    /// Where each image that was pasted into a text is now.
    pub images: HashMap<String, String>,
}

impl Submitted {
    /// The first value of a field, or nothing.
    pub fn text(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}
