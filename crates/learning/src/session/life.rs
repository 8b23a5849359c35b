//! The life of a session: preparation → open → running → archived → trash. Every step first says what it still
//! lacks, so that a page can show the action with its reasons and a verb can refuse it with the same words.

use kernel::{
    Actor, Error, Locale, Result, Time, Tx,
    jobs::Schedule,
    time::{days, minutes},
};
use web::dates;

use super::{Enrolment, Session, State, reminders, store};
use crate::{
    record::{self, Collection},
    section,
    words::Words,
};

/// For how long an archived session can be read.
pub const READABLE: std::time::Duration = days(365);
/// For how long the trash keeps.
pub const TRASH_KEEPS: std::time::Duration = days(183);

/// What somebody may want to do with a session as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Open,
    Archive,
    Trash,
    Restore,
}

/// What a step still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Trainer,
    Participant,
    Field(record::Field),
    /// A dated session without its first and last day.
    Dates,
    /// Its last day is over already.
    Over,
    /// It is open until this moment: archiving would lock people out.
    NotOver(Time),
    /// It must be archived before it goes to the trash.
    Live,
}

impl Step {
    /// The steps that make sense in this state, the one to take next first.
    pub const fn of(state: State) -> &'static [Step] {
        match state {
            State::Preparation => &[Step::Open, Step::Trash],
            State::Open | State::Running => &[Step::Archive, Step::Trash],
            State::Archived => &[Step::Trash],
            State::Trash => &[Step::Restore],
        }
    }

    /// As forms send it.
    pub const fn key(self) -> &'static str {
        match self {
            Step::Open => "ouvrir",
            Step::Archive => "archiver",
            Step::Trash => "corbeille",
            Step::Restore => "restaurer",
        }
    }

    pub fn from_key(key: &str) -> Option<Step> {
        [Step::Open, Step::Archive, Step::Trash, Step::Restore].into_iter().find(|step| step.key() == key)
    }

    /// Where it leads.
    pub fn target(self, session: &Session, now: Time) -> State {
        match self {
            Step::Open if session.starts_at.is_some_and(|start| start > now) => State::Open,
            Step::Open => State::Running,
            Step::Archive => State::Archived,
            Step::Trash => State::Trash,
            Step::Restore => session.trashed_from.unwrap_or(State::Preparation),
        }
    }

    /// Whether it was taken already, so that sending it twice does no harm.
    pub fn is_taken(self, session: &Session) -> bool {
        match self {
            Step::Open => session.is_live(),
            Step::Archive => session.state == State::Archived,
            Step::Trash => session.state == State::Trash,
            Step::Restore => session.state != State::Trash,
        }
    }

    /// What it lacks now; nothing when it can be taken.
    pub fn lacks(self, session: &Session, now: Time) -> Vec<Lack> {
        match self {
            Step::Open => opening_lacks(session, now),
            Step::Archive => {
                let until = session.ends_at.filter(|end| session.is_live() && *end > now);
                until.map(Lack::NotOver).into_iter().collect()
            }
            Step::Trash if session.is_live() => vec![Lack::Live],
            Step::Trash | Step::Restore => Vec::new(),
        }
    }
}

/// A trainer, a participant, a complete record, its dates. Self-paced sessions have no people to wait for, and where
/// people enrol themselves they come after the opening.
fn opening_lacks(session: &Session, now: Time) -> Vec<Lack> {
    let mut lacks = Vec::new();
    if session.trainers == 0 && !session.collection.is_self_paced() {
        lacks.push(Lack::Trainer);
    }
    let expects = !session.collection.is_self_paced() && session.enrolment == Enrolment::Invited;
    if session.participants == 0 && expects {
        lacks.push(Lack::Participant);
    }
    lacks.extend(session.missing().into_iter().map(Lack::Field));
    let undated = matches!(
        session.collection,
        Collection::SelfPaced | Collection::CollaborativeSpace | Collection::Network
    );
    if !undated && (session.starts_at.is_none() || session.ends_at.is_none()) {
        lacks.push(Lack::Dates);
    }
    if session.ends_at.is_some_and(|end| end <= now) {
        lacks.push(Lack::Over);
    }
    lacks
}

impl Lack {
    pub fn message(self, t: Words, zone: &jiff::tz::TimeZone) -> String {
        match self {
            Lack::Trainer => t.lack_trainer().to_owned(),
            Lack::Participant => t.lack_participant().to_owned(),
            Lack::Field(field) => t.lack_field(field.label(t)),
            Lack::Dates => t.lack_dates().to_owned(),
            Lack::Over => t.lack_over().to_owned(),
            Lack::NotOver(until) => t.lack_not_over(dates::long_date(t.0, until.zoned(zone).date())),
            Lack::Live => t.lack_live().to_owned(),
        }
    }
}

/// Takes a step, or says what it lacks.
pub async fn take(tx: &mut Tx, session: &Session, step: Step) -> Result<()> {
    if !Step::of(session.state).contains(&step) {
        return Err(Error::Conflict(Words(tx.locale).conflict_session().to_owned()));
    }
    let lacks = step.lacks(session, tx.now());
    if !lacks.is_empty() {
        let (t, zone) = (Words(tx.locale), tx.academy()?.zone.clone());
        let why: Vec<String> = lacks.into_iter().map(|lack| lack.message(t, &zone)).collect();
        return Err(Error::Conflict(why.join(" ")));
    }
    turn(tx, session, step.target(session, tx.now())).await?;
    if step == Step::Open { reminders::opened(tx, session).await } else { Ok(()) }
}

/// Puts a session in a state. People get there by steps; the system itself (imports, the demo) may put it in any.
pub async fn set_state(tx: &mut Tx, session: &Session, state: State) -> Result<()> {
    if matches!(tx.actor, Actor::System) {
        return turn(tx, session, state).await;
    }
    let now = tx.now();
    let step = Step::of(session.state).iter().find(|step| step.target(session, now) == state);
    take(tx, session, *step.ok_or_else(|| Error::Conflict(Words(tx.locale).conflict_session().to_owned()))?)
        .await
}

async fn turn(tx: &mut Tx, session: &Session, state: State) -> Result<()> {
    let now = tx.now();
    let trashed = state == State::Trash;
    let readable = (state == State::Archived).then(|| session.readable_until.unwrap_or(now.plus(READABLE)));
    let turn = store::Turn {
        state,
        readable_until: if trashed { session.readable_until } else { readable },
        trashed_at: trashed.then_some(now),
        trashed_from: trashed.then_some(session.state),
    };
    if !store::turn(tx, session, &turn).await? {
        return Err(Error::Conflict(Words(tx.locale).conflict_session().to_owned()));
    }
    reminders::plan(tx, session, state).await
}

/// «Session en cours, ouverte jusqu’au 12 juin 2027»: its state as people say it.
pub fn sentence(session: &Session, now: Time, zone: &jiff::tz::TimeZone, locale: Locale) -> String {
    state_sentence(
        &Dates {
            state: session.state,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            readable_until: session.readable_until,
            trashed_at: session.trashed_at,
        },
        now,
        zone,
        locale,
    )
}

/// What the sentence about a session's state is made of.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    pub state: State,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub readable_until: Option<Time>,
    pub trashed_at: Option<Time>,
}

pub fn state_sentence(of: &Dates, now: Time, zone: &jiff::tz::TimeZone, locale: Locale) -> String {
    let t = Words(locale);
    let day = |time: Time| dates::date(locale, time.zoned(zone).date());
    match of.state {
        State::Preparation => t.state_preparation().to_owned(),
        State::Open | State::Running => match (of.starts_at.filter(|start| *start > now), of.ends_at) {
            (Some(start), _) => t.state_to_come(dates::long_date(locale, start.zoned(zone).date())),
            (None, Some(end)) if end <= now => t.state_over(day(end)),
            (None, Some(end)) => t.state_running_until(day(end)),
            (None, None) => t.state_running().to_owned(),
        },
        State::Archived => match of.readable_until {
            Some(until) if until <= now => t.state_expired(day(until)),
            Some(until) => t.state_archived_until(day(until)),
            None => t.state_archived().to_owned(),
        },
        State::Trash => match of.trashed_at {
            Some(at) => t.state_trash_until(day(at.plus(TRASH_KEEPS))),
            None => t.state_trash().to_owned(),
        },
    }
}

/// The tone of that sentence: the class suffix of a `state`.
pub fn tone(state: State) -> &'static str {
    match state {
        State::Preparation => "warning",
        State::Open => "info",
        State::Running => "success",
        State::Archived | State::Trash => "accent",
    }
}

/// Sessions begin on their day and leave the trash for good.
pub const CLOCKWORK: Schedule = Schedule {
    name: "learning life cycle",
    every: minutes(5),
    run: |ctx| {
        Box::pin(async move {
            ctx.write(async move |tx| store::start_due(tx).await).await?;
            let before = ctx.now().minus(TRASH_KEEPS);
            let due = {
                let mut tx = ctx.read().await?;
                store::to_purge(&mut tx, before).await?
            };
            for session in due {
                let academy = {
                    let mut tx = ctx.read().await?;
                    kernel::people::academy_by_id(&mut tx, session.academy_id).await?
                };
                let there = ctx.clone().in_academy(std::sync::Arc::new(academy.into()));
                there
                    .write(async move |tx| {
                        tx.unindex("session", *session.id.bytes()).await?;
                        store::delete(tx, session.id).await?;
                        section::delete_content(tx, session.content_id).await
                    })
                    .await?;
            }
            Ok(())
        })
    },
};
