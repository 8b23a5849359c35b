//! Invitations (RFC 5546, RFC 6047): what a message says to calendars, shown to its reader and answered by choice. The
//! event itself is the affair of whoever keeps the calendar (`kernel::calendar`); who invites whom is read here.

#[cfg(test)]
pub(crate) mod fuzz;
mod reply;
mod store;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
    ICalendarParameterName, ICalendarParameterValue, ICalendarParticipationStatus, ICalendarProperty,
    ICalendarValue, Uri,
};
use kernel::{Ctx, Error, Id, Result, people::Person, text_enum};

use crate::{
    filing::{self, Message},
    folder::id_from,
    identities::{self, Identity},
    letter,
    mailbox::Mailbox,
    message::{
        Attachment, Email, EmailAddress,
        address::{is_same, on_the_wire},
        clean_line, part,
    },
    queue::{self, Departure, Far, Notify, Way},
    recipients,
    words::Words,
};

pub(crate) use store::{Answered, answered};

/// A text of this size holds any meeting; a whole calendar is imported on its own page.
const LARGEST: usize = 500_000;
/// People of one invitation that are shown and looked through.
const MOST_PEOPLE: usize = 500;
/// Words that may go along with an answer.
pub(crate) const LONGEST_COMMENT: usize = 1_000;

text_enum! {
    /// What somebody says to an invitation; `Waiting` is nothing yet.
    pub(crate) enum Answer {
        Accepted = "accepted",
        Tentative = "tentative",
        Declined = "declined",
        Delegated = "delegated",
        Waiting = "waiting",
    }
}

/// What the message wants of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// An event to know of.
    Publish,
    /// Somebody invites, or changes what they invited to.
    Request,
    /// It will not take place, or no more with the reader.
    Cancel,
    /// Somebody answers the reader's own invitation.
    Reply,
    /// Somebody proposes another time.
    Counter,
    /// Asks for the newest state, or turns a proposal down: nothing that a reader answers here.
    Other,
}

/// Somebody who invites or is invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub name: String,
    pub address: String,
    pub answer: Answer,
}

#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub method: Method,
    pub organiser: Option<Party>,
    pub attendees: Vec<Party>,
    /// Grows with every change by the organiser.
    pub sequence: i64,
    /// What it says to calendars.
    pub text: Bytes,
    calendar: ICalendar,
    key: Id<Meeting>,
}

/// Marker for what an answer is remembered by: the identifiers of the event and of its date.
#[derive(Debug)]
pub(crate) struct Meeting;

impl Invitation {
    /// What a message says to calendars, when it does and can be read.
    pub fn of(email: &Email, raw: &[u8]) -> Option<Invitation> {
        let attached = email.attachments.iter().find(|a| speaks_to_calendars(a))?;
        if attached.size > LARGEST {
            return None;
        }
        Invitation::read(part(raw, &attached.part_id)?)
    }

    fn read(text: Vec<u8>) -> Option<Invitation> {
        let calendar = ICalendar::parse(String::from_utf8_lossy(&text)).ok()?;
        let head =
            calendar.components.first().filter(|c| c.component_type == ICalendarComponentType::VCalendar)?;
        let method = head.entries.iter().find_map(|entry| match (&entry.name, entry.values.first()) {
            (ICalendarProperty::Method, Some(ICalendarValue::Method(method))) => Some(method.clone()),
            _ => None,
        });
        let event =
            calendar.components.iter().find(|c| c.component_type == ICalendarComponentType::VEvent)?;
        let attendees =
            named(event, &ICalendarProperty::Attendee).take(MOST_PEOPLE).filter_map(party).collect();
        let sequence =
            named(event, &ICalendarProperty::Sequence).find_map(|entry| match entry.values.first() {
                Some(ICalendarValue::Integer(number)) => Some(*number),
                _ => None,
            });
        let organiser = named(event, &ICalendarProperty::Organizer).find_map(party);
        let key = key(event);
        Some(Invitation {
            method: match method {
                None | Some(ICalendarMethod::Publish) => Method::Publish,
                Some(ICalendarMethod::Request | ICalendarMethod::Add) => Method::Request,
                Some(ICalendarMethod::Cancel) => Method::Cancel,
                Some(ICalendarMethod::Reply) => Method::Reply,
                Some(ICalendarMethod::Counter) => Method::Counter,
                Some(ICalendarMethod::Refresh | ICalendarMethod::Declinecounter) => Method::Other,
            },
            organiser,
            attendees,
            sequence: sequence.unwrap_or(0),
            key,
            text: text.into(),
            calendar,
        })
    }

    /// Which of those invited has one of these addresses.
    pub fn me(&self, addresses: &[String]) -> Option<&Party> {
        self.attendees.iter().find(|party| addresses.iter().any(|own| is_same(own, &party.address)))
    }

    /// Whether an answer from one of these addresses is waited for.
    pub fn wants_answer_of(&self, addresses: &[String]) -> bool {
        self.method == Method::Request && self.organiser.is_some() && self.me(addresses).is_some()
    }
}

fn speaks_to_calendars(attached: &Attachment) -> bool {
    match attached.content_type.as_str() {
        "text/calendar" | "application/ics" => true,
        "application/octet-stream" => attached.name.to_lowercase().ends_with(".ics"),
        _ => false,
    }
}

fn named<'e>(
    event: &'e ICalendarComponent,
    name: &'e ICalendarProperty,
) -> impl Iterator<Item = &'e ICalendarEntry> {
    event.entries.iter().filter(move |entry| entry.name == *name)
}

fn text_of(event: &ICalendarComponent, name: &ICalendarProperty) -> String {
    let mut text = String::new();
    if let Some(entry) = named(event, name).next() {
        // As it would be written: a date of a series has no other name.
        let _ = entry.write_to(&mut text);
    }
    text
}

fn key(event: &ICalendarComponent) -> Id<Meeting> {
    let (uid, date) =
        (text_of(event, &ICalendarProperty::Uid), text_of(event, &ICalendarProperty::RecurrenceId));
    id_from("invitation", &[uid.as_bytes(), date.as_bytes()])
}

/// Who a property names, by their `mailto:` address.
fn party(entry: &ICalendarEntry) -> Option<Party> {
    let uri = match entry.values.first()? {
        ICalendarValue::Uri(Uri::Location(uri)) => uri,
        ICalendarValue::Text(text) => text,
        _ => return None,
    };
    let address = address_of(uri)?;
    let mut found = Party { name: String::new(), address, answer: Answer::Waiting };
    for param in &entry.params {
        match (&param.name, &param.value) {
            (ICalendarParameterName::Cn, ICalendarParameterValue::Text(name)) => {
                found.name = clean_line(name);
            }
            (_, ICalendarParameterValue::Partstat(status)) => found.answer = answer_of(status),
            _ => {}
        }
    }
    Some(found)
}

/// `mailto:nom@domaine`, whatever the letters of its scheme.
fn address_of(uri: &str) -> Option<String> {
    let address = match uri.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => uri.get(7..)?,
        _ => uri,
    };
    let address = clean_line(address.split('?').next().unwrap_or_default());
    on_the_wire(&address).map(|_| address)
}

fn answer_of(status: &ICalendarParticipationStatus) -> Answer {
    match status {
        ICalendarParticipationStatus::Accepted => Answer::Accepted,
        ICalendarParticipationStatus::Tentative => Answer::Tentative,
        ICalendarParticipationStatus::Declined => Answer::Declined,
        ICalendarParticipationStatus::Delegated => Answer::Delegated,
        _ => Answer::Waiting,
    }
}

/// What a message of the box says to calendars.
pub(crate) async fn find(ctx: &Ctx, mailbox: Id<Mailbox>, id: Id<Message>) -> Result<(Email, Invitation)> {
    let digest = filing::digest_of(&mut ctx.read().await?, mailbox, id).await?;
    let (email, raw) = letter::email(&ctx.services().files, &digest).await?;
    let invitation = Invitation::of(&email, &raw).ok_or(Error::NotFound)?;
    Ok((email, invitation))
}

/// Answers an invitation in the name of the box, and brings a person's calendar in line: what is accepted, even perhaps,
/// stands there; what is declined does not.
pub(crate) async fn answer(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    diary: Id<Person>,
    id: Id<Message>,
    answer: Answer,
    comment: &str,
) -> Result<()> {
    let t = Words(ctx.locale);
    if comment.chars().count() > LONGEST_COMMENT {
        return Err(Error::invalid("comment", t.invitation_comment_long(LONGEST_COMMENT as i64)));
    }
    let (email, invitation) = find(ctx, mailbox, id).await?;
    let identities = identities::all(&mut ctx.read().await?, mailbox).await?;
    let me = invited(&invitation, &identities).ok_or(Error::NotFound)?;
    let organiser = invitation.organiser.as_ref().ok_or(Error::NotFound)?;
    let letter = reply::letter(ctx, &invitation, &email, me, organiser, answer, comment).await?;
    let to = EmailAddress::new(&organiser.name, &organiser.address);
    let found = recipients::find(&mut ctx.read().await?, &[to]).await?;
    let way =
        Way::to(&found, ctx).ok_or_else(|| Error::Conflict(t.invitation_unreachable(&organiser.address)))?;
    keep(ctx, diary, &invitation, answer).await?;
    let sender = on_the_wire(&me.address).unwrap_or_default();
    let (key, sequence) = (invitation.key, invitation.sequence);
    ctx.write(async move |tx| {
        store::write(tx, mailbox, key, &Answered { answer, sequence, at: tx.now() }).await?;
        let boxes;
        let elsewhere;
        let mut departure = Departure {
            mailbox: Some(mailbox),
            sender: &sender,
            ..Departure::of(tx.new_id(), &letter, tx.now())
        };
        match way {
            Way::Box(recipient) => {
                boxes = [recipient];
                departure.boxes = &boxes;
            }
            Way::Elsewhere(address) => {
                elsewhere = [Far::new(&address, Notify::default())];
                departure.elsewhere = &elsewhere;
            }
        }
        queue::put(tx, &departure).await
    })
    .await
}

/// As whom the reader is invited.
fn invited<'i>(invitation: &Invitation, identities: &'i [Identity]) -> Option<&'i Identity> {
    invitation
        .attendees
        .iter()
        .find_map(|party| identities.iter().find(|i| is_same(&i.address, &party.address)))
}

async fn keep(ctx: &Ctx, diary: Id<Person>, invitation: &Invitation, answer: Answer) -> Result<()> {
    let Some(calendar) = ctx.services().calendar() else { return Ok(()) };
    let (ctx, text) = (ctx.clone(), invitation.text.clone());
    match answer {
        Answer::Accepted | Answer::Tentative => (calendar.take)(ctx, diary, text).await.map(drop),
        Answer::Declined => (calendar.drop)(ctx, diary, text).await.map(drop),
        Answer::Delegated | Answer::Waiting => Ok(()),
    }
}
