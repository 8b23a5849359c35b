//! What a message says to calendars, above its text: the event in words, what else happens then, and the answers one can
//! give. Nothing is put in a calendar by itself.

use askama::Template;
use kernel::{
    Error, Id, Result,
    calendar::{Reader, Told},
    permission::May,
};
use serde::Deserialize;
use web::{Form, Reply, Visit, redirect_saying};

use super::{
    desk::{icons, words},
    place::{Place, Which, here},
};
use crate::{
    filing::Message,
    invitation::{self, Answer, Invitation, LONGEST_COMMENT, Method, Party},
    message::Email,
    recipients,
    words::Words,
};

/// Events of one message that are told: what sends more is a calendar, which is imported.
const EVENTS: usize = 5;
/// People named before the rest is folded.
const PEOPLE: usize = 100;

#[derive(Template)]
#[template(path = "webmel/invitation.html")]
pub(super) struct Invite {
    t: Words,
    icons: &'static str,
    csrf: String,
    action: String,
    heading: String,
    events: Vec<Told>,
    organiser: String,
    people: Vec<(String, &'static str)>,
    people_count: i64,
    more_people: i64,
    meanwhile: Vec<String>,
    held: Option<String>,
    /// What was answered, and whether the invitation has changed since.
    answered: Option<String>,
    chosen: Option<Answer>,
    changed_since: bool,
    asks: bool,
    may_add: bool,
    may_drop: bool,
    longest: usize,
}

pub(super) async fn shown(
    visit: &Visit,
    place: &Place,
    message: &str,
    email: &Email,
    raw: &[u8],
) -> Result<Option<String>> {
    let Some(invitation) = Invitation::of(email, raw) else { return Ok(None) };
    let Some(calendar) = visit.services().calendar() else { return Ok(None) };
    let zone = &visit.academy()?.zone;
    // A text that is no calendar after all is an attachment like any other.
    let reader = Reader { zone, locale: visit.locale, now: visit.now(), most: EVENTS };
    let Ok(events) = (calendar.read)(&invitation.text, &reader) else {
        return Ok(None);
    };
    let Some(first) = events.first() else { return Ok(None) };
    let mut tx = visit.read().await?;
    let around = (calendar.around)(&mut tx, place.diary(), first).await?;
    let answered = invitation::answered(&mut tx, place.mailbox, &invitation).await?;
    let addresses = recipients::addresses_of(&mut tx, place.mailbox.cast()).await?;
    drop(tx);
    let t = words(visit);
    let asks = invitation.wants_answer_of(&addresses) && place.may(May::Take);
    let sees_diary = keeps_diary(visit, place)?;
    let off = invitation.method == Method::Cancel || events.iter().all(|event| event.is_cancelled);
    let held = around.held;
    let invite = Invite {
        t,
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        action: here(visit, format_args!("/messages/{message}/invitation")),
        heading: heading(t, &invitation, off),
        organiser: invitation.organiser.as_ref().map(name_of).unwrap_or_default(),
        people: invitation.attendees.iter().take(PEOPLE).map(|p| (name_of(p), said(t, p.answer))).collect(),
        people_count: invitation.attendees.len() as i64,
        more_people: invitation.attendees.len().saturating_sub(PEOPLE) as i64,
        meanwhile: if off || !sees_diary { Vec::new() } else { around.meanwhile },
        changed_since: !off && answered.as_ref().is_some_and(|a| a.sequence < invitation.sequence),
        chosen: answered.as_ref().map(|a| a.answer),
        answered: answered
            .map(|a| t.invitation_answered(said(t, a.answer), web::dates::moment(visit.locale, a.at, zone))),
        asks: asks && !off,
        may_add: !asks
            && !off
            && held.is_none()
            && sees_diary
            && matches!(invitation.method, Method::Publish | Method::Request),
        may_drop: off && held.is_some() && sees_diary,
        held: held.filter(|_| !off),
        longest: LONGEST_COMMENT,
        events,
    };
    Ok(Some(invite.render().map_err(Error::internal)?))
}

/// Whoever only reads somebody's mail neither changes their calendar by it nor learns anything of it.
fn keeps_diary(visit: &Visit, place: &Place) -> Result<bool> {
    Ok(place.diary() == visit.agent_id()? || place.may(May::Take))
}

fn name_of(party: &Party) -> String {
    if party.name.is_empty() { party.address.clone() } else { party.name.clone() }
}

fn said(t: Words, answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => t.invitation_accepted(),
        Answer::Tentative => t.invitation_tentative(),
        Answer::Declined => t.invitation_declined(),
        Answer::Delegated => t.invitation_delegated(),
        Answer::Waiting => t.invitation_waiting(),
    }
}

/// What the message is about, in one line.
fn heading(t: Words, invitation: &Invitation, off: bool) -> String {
    let who = invitation.attendees.first();
    match (invitation.method, who) {
        (Method::Reply, Some(party)) => t.invitation_reply(name_of(party), said(t, party.answer)),
        (Method::Counter, Some(party)) => t.invitation_counter(name_of(party)),
        _ if off => t.invitation_off().to_owned(),
        (Method::Request, _) => t.invitation_heading().to_owned(),
        _ => t.invitation_event().to_owned(),
    }
}

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    comment: String,
}

pub(super) async fn choose(visit: Visit, Which(id): Which<String>, Form(form): Form<Choice>) -> Reply {
    let is_for_diary = ["add", "remove"].contains(&form.choice.as_str());
    let mut place = Place::at(&visit, if is_for_diary { May::View } else { May::Take }).await?;
    if is_for_diary && !keeps_diary(&visit, &place)? {
        place = Place::at(&visit, May::Take).await?;
    }
    let (mailbox, diary) = (place.mailbox, place.diary());
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let there = here(&visit, format_args!("/messages/{id}"));
    let t = words(&visit);
    let done = match (form.choice.as_str(), form.choice.parse::<Answer>()) {
        ("add", _) => in_calendar(&visit, &place, id, true).await.map(|()| t.invitation_added().to_owned()),
        ("remove", _) => {
            in_calendar(&visit, &place, id, false).await.map(|()| t.invitation_removed().to_owned())
        }
        (_, Ok(answer @ (Answer::Accepted | Answer::Tentative | Answer::Declined))) => {
            let answered = invitation::answer(visit.ctx(), mailbox, diary, id, answer, &form.comment).await;
            answered.map(|()| t.invitation_sent(said(t, answer)))
        }
        _ => Err(Error::NotFound),
    };
    match done {
        Ok(sentence) | Err(Error::Conflict(sentence)) => Ok(redirect_saying(&visit, &there, &sentence)),
        Err(Error::Invalid(problems)) => {
            let sentences: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Ok(redirect_saying(&visit, &there, &sentences.join(" ")))
        }
        Err(error) => Err(error.into()),
    }
}

async fn in_calendar(visit: &Visit, place: &Place, id: Id<Message>, add: bool) -> Result<()> {
    let (_, invitation) = invitation::find(visit.ctx(), place.mailbox, id).await?;
    let calendar = visit.services().calendar().ok_or(Error::NotFound)?;
    let ctx = visit.ctx().clone();
    if add {
        (calendar.take)(ctx, place.diary(), invitation.text).await.map(drop)
    } else {
        (calendar.drop)(ctx, place.diary(), invitation.text).await.map(drop)
    }
}
