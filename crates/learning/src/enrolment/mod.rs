//! Who is in a session, and as what: participants, tutors, trainers. People are enrolled by those who manage the
//! session or, where it allows that, enrol themselves with its key while places are left.

pub(crate) mod groups;
#[cfg(test)]
mod page_tests;
mod pages;
mod paste;
pub(crate) mod store;

use kernel::{
    Error, Id, Locale, Result, Tx, notices::Notice, people::Person, permission::May, row, text_enum,
};

pub(crate) use pages::routes;
pub use store::{Enrolled, of_session, people_of};

use crate::{
    session::{self, Enrolment, Session},
    words::Words,
};

kernel::big_tables!["enrolments"];

text_enum! {
    pub enum Role { Participant = "participant", Tutor = "tutor", Trainer = "trainer" }
}

impl Role {
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Role::Participant => t.role_participant(),
            Role::Tutor => t.role_tutor(),
            Role::Trainer => t.role_trainer(),
        }
    }
}

/// What enrolling somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Enrolled,
    /// They were enrolled already, in another role, and now have this one.
    RoleChanged,
    /// They had this role already.
    Already,
}

/// Enrols a person, or gives them another role. Whoever calls may manage the session. Places do not bind those who
/// manage: they know how many chairs the room has.
pub async fn enrol(tx: &mut Tx, session: Id<Session>, person: Id<Person>, role: Role) -> Result<Outcome> {
    let outcome = put(tx, session, person, role).await?;
    store::recount(tx, session).await?;
    Ok(outcome)
}

/// The same without counting again: for many at once.
async fn put(tx: &mut Tx, session: Id<Session>, person: Id<Person>, role: Role) -> Result<Outcome> {
    match store::role(tx, session, person).await? {
        Some(known) if known == role => Ok(Outcome::Already),
        Some(_) => {
            store::set_role(tx, session, person, role).await?;
            Ok(Outcome::RoleChanged)
        }
        None => {
            store::insert(tx, session, person, role).await?;
            Ok(Outcome::Enrolled)
        }
    }
}

row! {
    /// Somebody to be told something, in the language they read.
    pub(crate) struct Recipient {
        pub person_id: Id<Person>,
        pub locale: Option<String>,
    }
}

impl Recipient {
    pub(crate) fn locale(&self) -> Locale {
        self.locale.as_deref().and_then(|tag| tag.parse().ok()).unwrap_or_default()
    }
}

/// Tells a person that they were enrolled in a session that is open; before it opens there is nothing to see.
pub async fn tell(tx: &mut Tx, session: &Session, person: Id<Person>, role: Role) -> Result<()> {
    if !session.is_live() && role == Role::Participant {
        return Ok(());
    }
    let t = Words(store::recipient(tx, person).await?.locale());
    let notice = Notice {
        title: t.enrolled_notice_title(&session.title),
        body: t.enrolled_notice(role.label(t), &session.title),
        link: Some(format!("/magistere/{}/parcours/{}", tx.academy()?.slug, session.id)),
        topic: format!("session {}", session.id),
    };
    tx.notify(person, notice).await
}

/// Enrols the person who is signed in, with the key they were given.
pub async fn self_enrol(tx: &mut Tx, session: Id<Session>, key: &str) -> Result<()> {
    let person = tx.agent_id()?;
    // One at a time, so that the last place is taken once.
    tx.lock(&format!("session {session}")).await?;
    let session = tx.one(session::store::by_id(session, tx.academy_id()?, Some(person))).await?;
    if session.role.is_some() {
        return Ok(());
    }
    if !session.is_offered_to(tx) {
        return Err(Error::NotFound);
    }
    let t = Words(tx.locale);
    if let Some(refusal) = refusal(&session, tx.now()) {
        return Err(Error::Conflict(refusal.message(t).to_owned()));
    }
    if !same_key(&session.enrolment_key, key) {
        return Err(Error::invalid("key", t.enrol_key_wrong()));
    }
    store::insert(tx, session.id, person, Role::Participant).await?;
    store::recount(tx, session.id).await
}

/// Why nobody can enrol themselves now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Full,
    Over,
}

impl Refusal {
    pub fn message(self, t: Words) -> &'static str {
        match self {
            Refusal::Full => t.enrol_full(),
            Refusal::Over => t.enrol_over(),
        }
    }
}

pub fn refusal(session: &Session, now: kernel::Time) -> Option<Refusal> {
    if session.ends_at.is_some_and(|end| end <= now) {
        Some(Refusal::Over)
    } else if session.places_left() == Some(0) {
        Some(Refusal::Full)
    } else {
        None
    }
}

/// Keys are dictated and typed on phones: case, accents and spaces do not matter.
fn same_key(wanted: &str, typed: &str) -> bool {
    let fold = |text: &str| kernel::search::fold(text).replace(' ', "");
    wanted.is_empty() || kernel::keys::same(fold(wanted).as_bytes(), fold(typed).as_bytes())
}

/// A participant who enrolled themselves may leave, and loses what they had done there.
pub async fn leave(tx: &mut Tx, session: &Session) -> Result<()> {
    let person = tx.agent_id()?;
    let may = session.role == Some(Role::Participant)
        && session.enrolment == Enrolment::OneSelf
        && session.is_live();
    if !may {
        return Err(Error::Forbidden(Words(tx.locale).leave_refused().to_owned()));
    }
    withdraw(tx, session.id, person).await
}

/// Takes a person out of a session, with all that is kept about them in it.
pub async fn withdraw(tx: &mut Tx, session: Id<Session>, person: Id<Person>) -> Result<()> {
    store::delete(tx, session, person).await?;
    store::recount(tx, session).await
}

/// Who sees the people of a session and how far each has come: those who lead it, and those who manage it.
pub fn sees_people(session: &Session, ctx: &kernel::Ctx) -> bool {
    let leads = matches!(session.role, Some(Role::Tutor | Role::Trainer)) && session.allows(ctx, May::View);
    leads || session.allows(ctx, May::Manage)
}

/// Takes somebody out; the last trainer of a live session stays.
pub async fn withdraw_by_manager(tx: &mut Tx, session: &Session, person: Id<Person>) -> Result<()> {
    let role = store::role(tx, session.id, person).await?.ok_or(Error::NotFound)?;
    keep_a_trainer(tx, session, role)?;
    withdraw(tx, session.id, person).await
}

/// Gives somebody who is enrolled another role.
pub async fn change_role(tx: &mut Tx, session: &Session, person: Id<Person>, role: Role) -> Result<()> {
    let before = store::role(tx, session.id, person).await?.ok_or(Error::NotFound)?;
    if before == role {
        return Ok(());
    }
    keep_a_trainer(tx, session, before)?;
    enrol(tx, session.id, person, role).await?;
    tell(tx, session, person, role).await
}

/// Somebody answers for a session that is live.
fn keep_a_trainer(tx: &Tx, session: &Session, leaving: Role) -> Result<()> {
    let last = leaving == Role::Trainer && session.trainers == 1;
    if last && session.is_live() && !session.collection.is_self_paced() {
        return Err(Error::Conflict(Words(tx.locale).enrol_last_trainer().to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::same_key;

    #[test]
    fn a_key_is_known_however_it_is_typed() {
        assert!(same_key("tilleul", " Tilleul "));
        assert!(same_key("Été 2027", "ete2027"));
        assert!(same_key("", "anything"));
        assert!(!same_key("tilleul", ""));
        assert!(!same_key("tilleul", "tilleuls"));
    }
}
