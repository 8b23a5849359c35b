//! The sessions of the demo: their people, how far each of them is, what stands in their calendars.

use jiff::civil::Time as Hour;
use kernel::{Error, Id, Result, people::Person, permission::May, sql};
use learning::{
    activity::Activity,
    calendar::{self, Event, Kind, Owner},
    completion,
    design::Design,
    enrolment::{self, Role},
    session::{self, Enrolment, NewSession, Session, State},
};

use super::{
    content::{self, Content, Moment},
    days::Days,
    designs::Designs,
    draw::Draw,
    people::{Agent, Town},
};

/// Functions that trainers are drawn from.
const TRAINERS: [&str; 4] = ["FOR", "CPC", "IEN", "IPR"];
/// Starred by those one can be, of the sessions they are in.
const STARRED: usize = 2;

pub(super) async fn hold_all(
    towns: &[Town],
    content: &Content,
    designs: &Designs,
    draw: &Draw,
) -> Result<usize> {
    let mut starred = 0;
    for planned in &content.sessions {
        let of = |key: &str| content.parcours.iter().find(|one| one.key == key);
        let unknown =
            || Error::Internal(format!("session {}: no parcours {}", planned.key, planned.parcours));
        let parcours = of(&planned.parcours).ok_or_else(unknown)?;
        let town = super::town(towns, &parcours.academy)?;
        let design = *designs.get(&planned.parcours).ok_or_else(unknown)?;
        let id = hold(town, planned, design, draw).await?;
        let (active, manager) = (town.active().id, town.manager().id);
        if planned.state == "running" && starred < STARRED * towns.len() {
            starred += 1;
            town.ctx
                .write(async move |tx| {
                    for person in [active, manager] {
                        learning::favourite::star(tx, person, learning::favourite::Object::Session(id))
                            .await?;
                    }
                    Ok(())
                })
                .await?;
        }
    }
    Ok(content.sessions.len())
}

async fn hold(
    town: &Town,
    planned: &content::Session,
    design: Id<Design>,
    draw: &Draw,
) -> Result<Id<Session>> {
    let unknown = |what: &str| Error::Internal(format!("session {}: unknown {what}", planned.key));
    let state: State = planned.state.parse().map_err(|_| unknown("state"))?;
    let new = NewSession {
        title: planned.title.clone(),
        summary: planned.summary.clone(),
        nature: Some(planned.format.parse().map_err(|_| unknown("format"))?),
        starts_at: Some(town.days.start(planned.start_day)?),
        ends_at: Some(town.days.end(planned.end_day)?),
        enrolment: planned.enrolment.parse::<Enrolment>().map_err(|_| unknown("enrolment"))?,
        enrolment_key: planned.enrolment_key.clone(),
        places: planned.places,
        uai: planned.establishment.clone(),
        venue: planned.venue.clone(),
    };
    let (participants, trainers) = people(town, planned, state, draw);
    let far: Vec<(Id<Person>, u64)> = participants.iter().map(|person| (*person, draw.below(101))).collect();
    let events: Vec<Event> = planned
        .events
        .iter()
        .map(|moment| event(&town.days, moment, Kind::Session))
        .collect::<Result<_>>()?;
    let (active, newcomer) = (town.active().id, town.newcomer().id);
    town.ctx
        .write(async move |tx| {
            let id = session::create(tx, design, &new).await?;
            for person in trainers {
                enrolment::enrol(tx, id, person, Role::Trainer).await?;
            }
            for person in &participants {
                enrolment::enrol(tx, id, *person, Role::Participant).await?;
            }
            let session = session::find(tx, id, May::Manage).await?;
            let steps = tx
                .all(sql!(Id<Activity>: "SELECT a.id FROM activities a JOIN sections s ON s.id = a.section_id
                      WHERE a.content_id = $1 AND a.academy_id = $2 AND a.completion <> 'none'
                      ORDER BY s.position, a.position", session.content_id, session.academy_id))
                .await?;
            if matches!(state, State::Running | State::Archived) {
                for (person, percent) in far {
                    let percent = match person {
                        // The one that is looked at is in the midst of things.
                        _ if person == active && state == State::Running => 45,
                        // Who never signed in has begun nothing.
                        _ if person == newcomer => continue,
                        _ => percent,
                    };
                    let done = steps.len() * percent as usize / 100;
                    for step in steps.iter().take(done) {
                        completion::complete(tx, id, *step, person).await?;
                    }
                    if let Some(last) = steps.get(done.saturating_sub(1)) {
                        completion::visit(tx, id, *last, person).await?;
                    }
                }
            }
            for event in &events {
                calendar::schedule(tx, &Owner::Session(id), event).await?;
            }
            session::set_state(tx, &session, state).await?;
            Ok(id)
        })
        .await
}

/// Participants, the active agent among them where it shows something and the newcomer where a course waits for them,
/// and trainers.
fn people(
    town: &Town,
    planned: &content::Session,
    state: State,
    draw: &Draw,
) -> (Vec<Id<Person>>, Vec<Id<Person>>) {
    let mut able: Vec<&Agent> = town.of_function(&TRAINERS);
    if able.is_empty() {
        able = town.staff.iter().collect();
    }
    let (active, newcomer) = (town.active().id, town.newcomer().id);
    let one_can_be = |id: Id<Person>| id == active || id == newcomer;
    let trainers: Vec<Id<Person>> = draw
        .some(able.into_iter().filter(|agent| !one_can_be(agent.id)).collect(), planned.trainers)
        .into_iter()
        .map(|agent| agent.id)
        .collect();
    let others: Vec<Id<Person>> =
        town.staff.iter().map(|a| a.id).filter(|id| !one_can_be(*id) && !trainers.contains(id)).collect();
    let joins = matches!(state, State::Running | State::Archived) && planned.participants > 0;
    let waits = state == State::Running && planned.participants > 1;
    let count = planned.participants.saturating_sub(usize::from(joins) + usize::from(waits));
    let mut participants = draw.some(others, count);
    if joins {
        participants.push(active);
    }
    if waits {
        participants.push(newcomer);
    }
    (participants, trainers)
}

/// What the demo's content plans, on a working day.
pub(super) fn event(days: &Days, moment: &Moment, kind: Kind) -> Result<Event> {
    let hour = |text: &str| {
        let wrong = || Error::Internal(format!("event {}: no hour {text:?}", moment.title));
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let number = |digits: &str| digits.parse::<i8>().map_err(|_| wrong());
        Hour::new(number(hour)?, number(minute)?, 0, 0).map_err(Error::internal)
    };
    let first = days.working(moment.day)?;
    let (start, end) = match (&moment.start, &moment.end) {
        (Some(start), Some(end)) => (days.moment(first, hour(start)?)?, days.moment(first, hour(end)?)?),
        (Some(start), None) => (days.moment(first, hour(start)?)?, days.moment(first, hour(start)?)?),
        (None, _) => {
            let last = match moment.last_day {
                Some(day) => days.working(day)?.max(first),
                None => first,
            };
            let after = last.tomorrow().map_err(Error::internal)?;
            (days.moment(first, Hour::midnight())?, days.moment(after, Hour::midnight())?)
        }
    };
    let repeat = match (moment.repeat.as_deref(), moment.until_day) {
        (Some(rhythm), Some(until)) => {
            let every = if rhythm == "monthly" { calendar::Every::Month } else { calendar::Every::Week };
            Some(calendar::Repeat::simple(every, 1, calendar::RepeatEnd::On(days.working(until)?)))
        }
        _ => None,
    };
    Ok(Event {
        title: moment.title.clone(),
        description: moment.text.clone(),
        place: moment.place.clone(),
        start,
        end,
        zone: days.zone.clone(),
        all_day: moment.start.is_none(),
        repeat,
        exceptions: Vec::new(),
        remind: (kind == Kind::Session).then_some(1_440),
        kind,
    })
}
