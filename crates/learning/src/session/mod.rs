//! A session: one run of a design, with dates and people. It has its own copy of the content, so that nothing moves
//! under its participants, and a life cycle (`life.rs`) whose every step says what it still lacks.

mod lead;
pub mod life;
mod offer;
pub(crate) mod page;
mod pages;
pub(crate) mod reminders;
pub(crate) mod settings;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Actor, Error, Id, Problem, Result, Time, Tx,
    people::Academy,
    permission::{self, May, Role},
    row,
    search::{self, Doc, words_of},
    text_enum,
};

pub use life::{Lack, Step, set_state};
pub(crate) use pages::{Star, routes};
pub use store::{SessionLine, enrolled};

use crate::{
    activity::Activity,
    design::{self, Design},
    enrolment, favourite,
    policy::{
        POLICY, SESSION_ARCHIVED, SESSION_EXPIRED, SESSION_LIVE, SESSION_OFFER, SESSION_PREPARATION,
        SESSION_TRASH,
    },
    record::{self, Collection, Domain, Level, Nature},
    section::{self, Content},
    words::Words,
};

kernel::big_tables!["sessions"];

text_enum! {
    pub enum State {
        /// Being prepared: participants do not know of it.
        Preparation = "preparation",
        /// Participants come; its first day has not.
        Open = "open",
        Running = "running",
        /// Read-only.
        Archived = "archived",
        /// Restored, or purged after six months.
        Trash = "trash",
    }
}

text_enum! {
    /// How one becomes a participant.
    pub enum Enrolment {
        /// Trainers and managers enrol people.
        Invited = "invited",
        /// Agents of the académie enrol themselves too.
        OneSelf = "self",
    }
}

row! {
    /// A session, with what the person who loads it is to it.
    pub struct Session {
        pub id: Id<Session>,
        pub academy_id: Id<Academy>,
        pub design_id: Id<Design>,
        pub content_id: Id<Content>,
        pub title: String,
        pub summary: String,
        pub collection: Collection,
        pub domain: Option<Domain>,
        pub level: Option<Level>,
        pub nature: Option<Nature>,
        pub duration_minutes: i64,
        pub objectives: String,
        pub state: State,
        pub starts_at: Option<Time>,
        pub ends_at: Option<Time>,
        pub enrolment: Enrolment,
        pub enrolment_key: String,
        /// 0: as many as come.
        pub places: i64,
        pub uai: Option<String>,
        pub venue: String,
        pub participants: i64,
        pub trainers: i64,
        pub readable_until: Option<Time>,
        pub trashed_at: Option<Time>,
        pub trashed_from: Option<State>,
        pub version: i64,
        /// Activities that count for completion.
        pub countable: i64,
        /// The actor's own enrolment.
        pub role: Option<enrolment::Role>,
        pub done: Option<i64>,
        pub last_activity_id: Option<Id<Activity>>,
        /// The actor writes the design it comes from.
        pub is_designer: bool,
        pub is_starred: bool,
    }
}

/// What makes a session out of a design, and what can be changed of it later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    pub title: String,
    pub summary: String,
    pub nature: Option<Nature>,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub enrolment: Enrolment,
    /// Asked of those who enrol themselves; empty for none.
    pub enrolment_key: String,
    /// 0: as many as come.
    pub places: i64,
    pub uai: Option<String>,
    pub venue: String,
}

impl NewSession {
    /// A session by invitation, without dates, named like its design.
    pub fn of(design: &Design) -> NewSession {
        NewSession {
            title: design.title.clone(),
            summary: design.summary.clone(),
            nature: design.nature,
            starts_at: None,
            ends_at: None,
            enrolment: Enrolment::Invited,
            enrolment_key: String::new(),
            places: 0,
            uai: None,
            venue: String::new(),
        }
    }

    pub fn problems(&self, t: Words) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |field, message: String| problems.push(Problem { field, message });
        if self.title.is_empty() {
            say("title", t.session_title_missing().to_owned());
        }
        for (field, text, most) in [
            ("title", &self.title, 200),
            ("summary", &self.summary, 2_000),
            ("key", &self.enrolment_key, 60),
            ("venue", &self.venue, 300),
        ] {
            if text.chars().count() > most {
                say(field, t.record_too_long(most));
            }
        }
        if let (Some(start), Some(end)) = (self.starts_at, self.ends_at)
            && end <= start
        {
            say("ends", t.session_ends_before().to_owned());
        }
        if !(0..=100_000).contains(&self.places) {
            say("places", t.session_places_wrong().to_owned());
        }
        problems
    }
}

/// Makes a session in preparation, with a copy of the design's content and nobody in it.
pub async fn create(tx: &mut Tx, design: Id<Design>, new: &NewSession) -> Result<Id<Session>> {
    let id = tx.new_id();
    create_as(tx, id, design, new).await?;
    Ok(id)
}

/// The same under an id chosen before, so that a form sent twice makes one session.
pub(crate) async fn create_as(
    tx: &mut Tx,
    id: Id<Session>,
    design: Id<Design>,
    new: &NewSession,
) -> Result<()> {
    let academy = tx.academy_id()?;
    if tx.first(store::by_id(id, academy, None)).await?.is_some() {
        return Ok(());
    }
    let problems = new.problems(Words(tx.locale));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let design = tx.one(design::by_id(design, academy, None)).await?;
    if design.trashed_at.is_some() {
        return Err(Error::Conflict(Words(tx.locale).session_design_in_trash().to_owned()));
    }
    let content = section::new_content(tx).await?;
    section::copy_content(tx, design.content_id, content).await?;
    store::insert(tx, id, content, &design, new, &search::fold(&new.title)).await?;
    index(tx, id, new).await
}

/// The session, for somebody who may do this with it.
pub async fn find(tx: &mut Tx, id: Id<Session>, may: May) -> Result<Session> {
    let session = tx.one(store::by_id(id, tx.academy_id()?, tx.agent_id().ok())).await?;
    session.demand(tx, may)?;
    Ok(session)
}

impl Session {
    /// What it is to the policy, now.
    pub fn resource(&self, now: Time) -> &'static str {
        match self.state {
            State::Preparation => SESSION_PREPARATION,
            State::Open | State::Running => SESSION_LIVE,
            State::Archived if self.readable_until.is_some_and(|until| until <= now) => SESSION_EXPIRED,
            State::Archived => SESSION_ARCHIVED,
            State::Trash => SESSION_TRASH,
        }
    }

    fn roles(&self, actor: &Actor) -> Vec<Role> {
        let mut roles = permission::standing(actor, self.academy_id);
        if self.is_designer {
            roles.push(Role::Designer);
        }
        roles.extend(self.role.map(|role| match role {
            enrolment::Role::Participant => Role::Participant,
            enrolment::Role::Tutor => Role::Tutor,
            enrolment::Role::Trainer => Role::Trainer,
        }));
        roles
    }

    pub fn allows(&self, tx: &kernel::Ctx, may: May) -> bool {
        permission::allows(POLICY, self.resource(tx.now()), may, &self.roles(&tx.actor))
    }

    pub fn demand(&self, tx: &kernel::Ctx, may: May) -> Result<()> {
        permission::demand(POLICY, self.resource(tx.now()), may, &self.roles(&tx.actor))
    }

    /// Whether somebody who is not enrolled sees that it is offered.
    pub fn is_offered_to(&self, tx: &kernel::Ctx) -> bool {
        self.is_live()
            && self.enrolment == Enrolment::OneSelf
            && permission::allows(POLICY, SESSION_OFFER, May::View, &self.roles(&tx.actor))
    }

    pub fn is_live(&self) -> bool {
        matches!(self.state, State::Open | State::Running)
    }

    /// Places left; `None` when as many as come may.
    pub fn places_left(&self) -> Option<i64> {
        (self.places > 0).then(|| (self.places - self.participants).max(0))
    }

    /// The fields of its record that its collection asks for and that are empty.
    pub fn missing(&self) -> Vec<record::Field> {
        record::Missing {
            collection: self.collection,
            summary: &self.summary,
            domain: self.domain,
            level: self.level,
            nature: self.nature,
            duration_minutes: self.duration_minutes,
            objectives: &self.objectives,
        }
        .list()
    }

    pub fn settings(&self) -> NewSession {
        NewSession {
            title: self.title.clone(),
            summary: self.summary.clone(),
            nature: self.nature,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            enrolment: self.enrolment,
            enrolment_key: self.enrolment_key.clone(),
            places: self.places,
            uai: self.uai.clone(),
            venue: self.venue.clone(),
        }
    }
}

/// Writes the settings over the version that their author had read.
pub async fn edit(tx: &mut Tx, session: &Session, version: i64, new: &NewSession) -> Result<()> {
    let t = Words(tx.locale);
    let problems = new.problems(t);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if !store::update(tx, session.id, version, new, &search::fold(&new.title)).await? {
        return Err(Error::Conflict(t.conflict_session().to_owned()));
    }
    let changed = Session { starts_at: new.starts_at, ends_at: new.ends_at, ..session.clone() };
    reminders::plan(tx, &changed, session.state).await?;
    index(tx, session.id, new).await
}

/// Takes over the design's record as it is now: for a session whose own was incomplete when it was made.
pub async fn refresh_record(tx: &mut Tx, session: &Session) -> Result<()> {
    let design = tx.one(design::by_id(session.design_id, session.academy_id, None)).await?;
    store::copy_record(tx, session.id, &design).await
}

pub async fn star(tx: &mut Tx, session: Id<Session>, starred: bool) -> Result<()> {
    let person = tx.agent_id()?;
    let object = favourite::Object::Session(session);
    if starred {
        favourite::star(tx, person, object).await
    } else {
        favourite::unstar(tx, person, object).await
    }
}

/// Puts its words where the catalogue searches.
async fn index(tx: &mut Tx, id: Id<Session>, new: &NewSession) -> Result<()> {
    let academy = tx.academy_id()?;
    let words = words_of(&[&new.title, &new.summary]);
    let doc =
        Doc { kind: "session", object: *id.bytes(), scope: *academy.bytes(), at: tx.now(), words: &words };
    tx.index(doc).await
}
