//! The demo's content as it stands in `crates/server/demo`, whose README says what each key means.

mod parcours;

use kernel::{Error, Result};
use serde::{Deserialize, de::DeserializeOwned};

pub(super) use parcours::{Parcours, Step};

pub(super) struct Content {
    pub academies: Vec<Academy>,
    pub people: People,
    pub categories: Vec<Category>,
    pub applications: Vec<Application>,
    pub parcours: Vec<Parcours>,
    pub sessions: Vec<Session>,
    pub announcements: Vec<Announcement>,
    pub events: Vec<Planned>,
    pub mails: Mails,
    pub lists: Lists,
    pub boxes: Boxes,
}

impl Content {
    pub(super) fn read() -> Result<Content> {
        let academies: Academies = toml("academies", include_str!("../../../demo/academies.toml"))?;
        let catalogue: Catalogue = toml("applications", include_str!("../../../demo/applications.toml"))?;
        let sessions: Sessions = toml("sessions", include_str!("../../../demo/sessions.toml"))?;
        let announcements: Announcements =
            toml("announcements", include_str!("../../../demo/announcements.toml"))?;
        let events: Events = toml("events", include_str!("../../../demo/events.toml"))?;
        Ok(Content {
            academies: academies.academy,
            people: toml("people", include_str!("../../../demo/people.toml"))?,
            categories: catalogue.category,
            applications: catalogue.application,
            parcours: parcours::read()?,
            sessions: sessions.session,
            announcements: announcements.announcement,
            events: events.event,
            mails: toml("mails", include_str!("../../../demo/mails.toml"))?,
            lists: toml("lists", include_str!("../../../demo/lists.toml"))?,
            boxes: toml("boxes", include_str!("../../../demo/boxes.toml"))?,
        })
    }
}

fn toml<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| Error::Internal(format!("demo/{name}: {e}")))
}

#[derive(Deserialize)]
struct Academies {
    academy: Vec<Academy>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Academy {
    pub slug: String,
    pub name: String,
    pub mail_domain: String,
    pub accent: String,
    pub code: String,
    pub zone: String,
    #[serde(rename = "establishment")]
    pub establishments: Vec<Establishment>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Establishment {
    pub uai: String,
    pub kind: Kind,
    pub name: String,
    pub town: String,
    pub weight: u32,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Rectorat,
    Circonscription,
    Ecole,
    College,
    Lycee,
    LyceePro,
}

#[derive(Deserialize)]
pub(super) struct People {
    pub first_names: Vec<FirstName>,
    pub surnames: Vec<String>,
    #[serde(rename = "function")]
    pub functions: Vec<Function>,
    pub corps: Vec<Corps>,
}

#[derive(Deserialize)]
pub(super) struct FirstName {
    pub name: String,
    pub civility: String,
}

#[derive(Deserialize)]
pub(super) struct Function {
    pub code: String,
    pub weight: u32,
    pub kinds: Vec<Kind>,
}

#[derive(Deserialize)]
pub(super) struct Corps {
    pub code: String,
    pub weight: u32,
    pub functions: Vec<String>,
}

#[derive(Deserialize)]
struct Catalogue {
    category: Vec<Category>,
    application: Vec<Application>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Category {
    pub key: String,
    pub name_fr: String,
    pub name_en: String,
    pub icon: String,
    pub order: u32,
}

#[derive(Clone, Deserialize)]
pub(super) struct Application {
    pub name: String,
    pub description_fr: String,
    pub description_en: String,
    pub category: String,
    pub icon: String,
    pub kind: String,
    pub launch: String,
    pub url: String,
    pub audience: Vec<String>,
    pub network: String,
    pub new: bool,
    pub favourite: bool,
    pub notice: Option<Notice>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Notice {
    pub kind: String,
    pub text_fr: String,
    pub text_en: String,
    pub from_day: i32,
    pub until_day: i32,
}

#[derive(Deserialize)]
struct Sessions {
    session: Vec<Session>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Session {
    pub key: String,
    pub parcours: String,
    pub title: String,
    pub summary: String,
    pub state: String,
    pub start_day: i32,
    pub end_day: i32,
    pub format: String,
    pub enrolment: String,
    #[serde(default)]
    pub enrolment_key: String,
    pub places: i64,
    pub participants: usize,
    pub trainers: usize,
    pub establishment: Option<String>,
    #[serde(default)]
    pub venue: String,
    #[serde(default, rename = "event")]
    pub events: Vec<Moment>,
}

#[derive(Deserialize)]
struct Events {
    event: Vec<Planned>,
}

/// An event of an académie's calendar.
#[derive(Deserialize)]
pub(super) struct Planned {
    pub academy: String,
    #[serde(default)]
    pub audience: Vec<String>,
    #[serde(flatten)]
    pub moment: Moment,
}

/// What happens when, in the calendar of a session or of an académie; without an hour it lasts whole days.
#[derive(Clone, Deserialize)]
pub(super) struct Moment {
    pub title: String,
    #[serde(default)]
    pub text: String,
    pub day: i32,
    pub last_day: Option<i32>,
    pub start: Option<String>,
    pub end: Option<String>,
    #[serde(default, alias = "venue")]
    pub place: String,
    pub repeat: Option<String>,
    pub until_day: Option<i32>,
}

#[derive(Deserialize)]
struct Announcements {
    announcement: Vec<Announcement>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Announcement {
    pub academies: Vec<String>,
    pub title: String,
    pub author: String,
    pub published_hours_ago: u32,
    pub until_day: i32,
    pub pinned: bool,
    pub audience: Vec<String>,
    pub body: String,
}

#[derive(Deserialize)]
pub(super) struct Mails {
    pub folders: Vec<String>,
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
    #[serde(rename = "conversation")]
    pub conversations: Vec<Conversation>,
}

#[derive(Deserialize)]
pub(super) struct Role {
    pub key: String,
    pub function: String,
    pub same_establishment: bool,
    pub display_name: String,
    pub address: String,
}

#[derive(Deserialize)]
pub(super) struct Conversation {
    pub key: String,
    pub subject: String,
    pub academies: Option<Vec<String>>,
    #[serde(rename = "message")]
    pub messages: Vec<Message>,
}

#[derive(Deserialize)]
pub(super) struct Message {
    pub from: String,
    pub to: Vec<String>,
    #[serde(default)]
    pub cc: Vec<String>,
    pub hours_ago: u32,
    pub folder: String,
    pub flags: Vec<String>,
    pub text: String,
    pub html: Option<String>,
    pub subject: Option<String>,
    #[serde(default, rename = "attachment")]
    pub attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
pub(super) struct Attachment {
    pub name: String,
    #[serde(rename = "type")]
    pub content_type: String,
    pub content: String,
}

#[derive(Deserialize)]
pub(super) struct Lists {
    #[serde(rename = "list")]
    pub lists: Vec<DemoList>,
    #[serde(rename = "alias")]
    pub aliases: Vec<DemoAlias>,
}

/// A mailing list: who is in it by function, by the active agent's establishment, or by name.
#[derive(Deserialize)]
pub(super) struct DemoList {
    pub local: String,
    pub name: String,
    pub description: String,
    pub owner: String,
    pub writers: String,
    pub moderation: String,
    pub may_leave: bool,
    pub archive: String,
    pub functions: Vec<String>,
    #[serde(default)]
    pub of_active: bool,
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(rename = "post")]
    pub posts: Vec<DemoPost>,
}

#[derive(Deserialize)]
pub(super) struct DemoPost {
    pub from: String,
    pub subject: String,
    pub hours_ago: u32,
    #[serde(default)]
    pub held: bool,
    pub text: String,
}

#[derive(Deserialize)]
pub(super) struct DemoAlias {
    pub local: String,
    pub note: String,
    pub to: Vec<String>,
    pub list: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Boxes {
    #[serde(rename = "box")]
    pub boxes: Vec<DemoBox>,
}

/// The box of a school: its address is «ce.» and the code of the active agent's establishment.
#[derive(Deserialize)]
pub(super) struct DemoBox {
    pub name: String,
    pub owner: String,
    #[serde(rename = "member")]
    pub members: Vec<DemoMember>,
    #[serde(rename = "letter")]
    pub letters: Vec<DemoLetter>,
}

#[derive(Deserialize)]
pub(super) struct DemoMember {
    pub who: String,
    pub rights: String,
}

/// A letter that came, and what became of it.
#[derive(Deserialize)]
pub(super) struct DemoLetter {
    pub from: String,
    pub address: String,
    pub subject: String,
    pub hours_ago: u32,
    pub text: String,
    /// Members who have read it.
    #[serde(default)]
    pub read_by: Vec<String>,
    pub answer: Option<DemoAnswer>,
}

#[derive(Deserialize)]
pub(super) struct DemoAnswer {
    pub by: String,
    pub hours_ago: u32,
    pub text: String,
}

/// Whom a list of function codes speaks to: nothing when it is everybody.
pub(super) fn audience(codes: &[String]) -> Vec<String> {
    codes.iter().filter(|code| *code != "all").cloned().collect()
}
