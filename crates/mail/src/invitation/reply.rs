//! The answer that goes to who invites: a sentence for the person, and for their calendar the same meeting with one
//! participant and what they said (RFC 5546, 3.2.3).

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
        ICalendarParameter, ICalendarProperty, ICalendarValue, Uri,
    },
};
use kernel::{Ctx, Error, Result, Time};

use super::{Answer, Invitation, Party};
use crate::{
    identities::Identity,
    letter::Letter,
    message::{
        Email, EmailAddress,
        address::on_the_wire,
        clean_text,
        compose::{Copies, Draft, Stamp, compose},
    },
    words::Words,
};

/// What an answer says again of the meeting, so that it is known which one is meant.
const SAID_AGAIN: [ICalendarProperty; 8] = [
    ICalendarProperty::Uid,
    ICalendarProperty::Sequence,
    ICalendarProperty::RecurrenceId,
    ICalendarProperty::Dtstart,
    ICalendarProperty::Dtend,
    ICalendarProperty::Duration,
    ICalendarProperty::Summary,
    ICalendarProperty::Organizer,
];

pub(super) async fn letter(
    ctx: &Ctx,
    invitation: &Invitation,
    email: &Email,
    me: &Identity,
    organiser: &Party,
    answer: Answer,
    comment: &str,
) -> Result<Letter> {
    let t = Words(ctx.locale);
    let comment = clean_text(comment);
    let title = title(&invitation.calendar);
    let title = if title.is_empty() { email.subject.as_str() } else { &title };
    let (subject, sentence) = match answer {
        Answer::Accepted => {
            (t.invitation_subject_accepted(title), t.invitation_says_accepted(&me.name, title))
        }
        Answer::Tentative => {
            (t.invitation_subject_tentative(title), t.invitation_says_tentative(&me.name, title))
        }
        Answer::Declined => {
            (t.invitation_subject_declined(title), t.invitation_says_declined(&me.name, title))
        }
        // Said by a calendar, never chosen here.
        Answer::Delegated | Answer::Waiting => return Err(Error::NotFound),
    };
    let text = if comment.trim().is_empty() { sentence } else { format!("{sentence}\n\n{}", comment.trim()) };
    let draft = Draft {
        from: me.email_address(),
        to: vec![EmailAddress::new(&organiser.name, &organiser.address)],
        subject,
        text: Some(text),
        in_reply_to: email.message_id.iter().cloned().collect(),
        references: email.message_id.iter().cloned().collect(),
        calendar: Some(calendar(invitation, me, answer, comment.trim(), ctx.now())),
        ..Draft::default()
    };
    let message_id = format!("{}@{}", ctx.new_id::<Invitation>(), ctx.academy()?.mail_domain);
    let stamp = Stamp { message_id: &message_id, sent_at: ctx.now() };
    let raw = compose(&draft, &stamp, Copies::Delivered).map_err(Error::internal)?;
    Letter::keep(ctx, raw).await
}

fn title(calendar: &ICalendar) -> String {
    let events = calendar.components.iter().filter(|c| c.component_type == ICalendarComponentType::VEvent);
    let summary = events.flat_map(|event| &event.entries).find(|e| e.name == ICalendarProperty::Summary);
    match summary.and_then(|entry| entry.values.first()) {
        Some(ICalendarValue::Text(title)) => title.trim().to_owned(),
        _ => String::new(),
    }
}

/// Every event of the invitation, with what stands in `SAID_AGAIN`, the answer and who gives it.
pub(super) fn calendar(
    invitation: &Invitation,
    me: &Identity,
    answer: Answer,
    comment: &str,
    now: Time,
) -> String {
    let mut head = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    head.add_property(ICalendarProperty::Version, ICalendarValue::Text("2.0".to_owned()));
    head.add_property(ICalendarProperty::Prodid, ICalendarValue::Text("-//Préau//Webmel//FR".to_owned()));
    head.add_property(ICalendarProperty::Method, ICalendarValue::Method(ICalendarMethod::Reply));
    let mut reply = ICalendar { components: vec![head] };
    let events =
        invitation.calendar.components.iter().filter(|c| c.component_type == ICalendarComponentType::VEvent);
    for event in events {
        let mut said = ICalendarComponent::new(ICalendarComponentType::VEvent);
        said.add_dtstamp(PartialDateTime::from_utc_timestamp(now.seconds()));
        said.entries.extend(event.entries.iter().filter(|e| SAID_AGAIN.contains(&e.name)).cloned());
        said.entries.push(attendee(me, answer));
        if !comment.is_empty() {
            said.add_property(ICalendarProperty::Comment, ICalendarValue::Text(comment.to_owned()));
        }
        let place = reply.components.len() as u32;
        reply.components.push(said);
        if let Some(head) = reply.components.first_mut() {
            head.component_ids.push(place);
        }
    }
    reply.copy_timezones(&invitation.calendar);
    keep_rules_alone(&mut reply);
    name_zones_in_one_line(&mut reply);
    // Some calendars know a zone only when it stands before the times that name it.
    let is_event: Vec<bool> =
        reply.components.iter().map(|c| c.component_type == ICalendarComponentType::VEvent).collect();
    if let Some(head) = reply.components.first_mut() {
        head.component_ids.sort_by_key(|id| is_event.get(*id as usize).copied());
    }
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = reply.write_to(&mut text);
    ends_of_line_alone(&text)
}

/// The reader takes half an end of line for a character of a name; the next calendar may take it for a whole one, and what
/// stands behind it for ours.
fn ends_of_line_alone(text: &str) -> String {
    let lines = text.split("\r\n").map(|line| line.replace(['\r', '\n'], ""));
    lines.collect::<Vec<_>>().join("\r\n")
}

/// What a zone and its rules say of themselves.
const OF_ZONES: [ICalendarProperty; 7] = [
    ICalendarProperty::Tzid,
    ICalendarProperty::Dtstart,
    ICalendarProperty::Tzoffsetfrom,
    ICalendarProperty::Tzoffsetto,
    ICalendarProperty::Rrule,
    ICalendarProperty::Rdate,
    ICalendarProperty::Tzname,
];

/// A zone holds its rules. Where one is broken off, what follows is read as part of it, and that is not ours to say again:
/// it may be the event, as it was before the answer, or another method.
fn keep_rules_alone(calendar: &mut ICalendar) {
    let is_rule = |c: &ICalendarComponent| {
        matches!(c.component_type, ICalendarComponentType::Standard | ICalendarComponentType::Daylight)
    };
    let rules: Vec<bool> = calendar.components.iter().map(is_rule).collect();
    for (part, is_rule) in calendar.components.iter_mut().zip(&rules) {
        let is_zone = part.component_type == ICalendarComponentType::VTimezone;
        if is_zone {
            part.component_ids.retain(|id| rules.get(*id as usize) == Some(&true));
        }
        if *is_rule {
            part.component_ids.clear();
        }
        if is_zone || *is_rule {
            part.entries.retain(|entry| OF_ZONES.contains(&entry.name));
        }
    }
}

/// The name of a zone is written as it was read, and a line end in it would end its line: what follows would be said by us.
fn name_zones_in_one_line(calendar: &mut ICalendar) {
    let entries = calendar.components.iter_mut().flat_map(|component| &mut component.entries);
    for entry in entries.filter(|entry| entry.name == ICalendarProperty::Tzid) {
        for value in &mut entry.values {
            if let ICalendarValue::Text(name) = value {
                name.retain(|c| !c.is_control());
            }
        }
    }
}

fn attendee(me: &Identity, answer: Answer) -> ICalendarEntry {
    let address = on_the_wire(&me.address).unwrap_or_else(|| me.address.clone());
    let status = match answer {
        Answer::Accepted => "ACCEPTED",
        Answer::Tentative => "TENTATIVE",
        Answer::Declined => "DECLINED",
        Answer::Delegated => "DELEGATED",
        Answer::Waiting => "NEEDS-ACTION",
    };
    ICalendarEntry::new(ICalendarProperty::Attendee)
        .with_param(ICalendarParameter::cn(me.name.clone()))
        .with_param(ICalendarParameter::partstat(status.to_owned()))
        .with_value(ICalendarValue::Uri(Uri::Location(format!("mailto:{address}"))))
}
