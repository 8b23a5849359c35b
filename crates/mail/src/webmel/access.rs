//! Who uses a box besides its person: the delegates of one's own, the members of a shared one. Owners decide; everybody
//! sees who is there, and may leave.

use askama::Template;
use jiff::civil::Date;
use kernel::{
    Error, Id, Result, Time,
    people::{Kind, Person},
    permission::May,
};
use serde::Deserialize;
use web::{Errors, Form, Reply, Routes, Visit, dates, form::told, redirect_saying};

use super::{
    desk::{Desk, icons, words},
    place::{OWN, Place, Which, here, of_box},
};
use crate::{
    members::{self, Grant, MOST_MEMBERS, MemberRow, Rights},
    services,
    words::Words,
};

pub(super) fn routes() -> Routes {
    of_box! {
        get "/acces" show;
        post "/acces" add;
        post "/acces/{person}" change;
        post "/acces/{person}/retrait" withdraw;
    }
    .post("/webmel/boites/{box}/nom", web::Access::SignedIn, rename)
    .post("/webmel/boites/{box}/depart", web::Access::SignedIn, leave)
}

#[derive(Template)]
#[template(path = "webmel/access.html")]
struct AccessPage {
    t: Words,
    base: String,
    icons: &'static str,
    csrf: String,
    title: String,
    is_own: bool,
    is_shared: bool,
    may_manage: bool,
    /// Of a shared box.
    name: String,
    address: String,
    rows: Vec<Row>,
    typed: Typed,
    /// The member whose change is refused; the form of a new one when empty.
    refused: String,
    errors: Errors,
    room: bool,
}

struct Row {
    id: String,
    name: String,
    address: String,
    what: String,
    chosen: &'static str,
    until: String,
    until_shown: String,
    reason: String,
    is_visitor: bool,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default)]
struct Typed {
    members: String,
    /// `read`, `write`, `send`, or `owner`.
    rights: String,
    until: String,
    name: String,
}

const OWNER: &str = "owner";

impl Typed {
    fn grant(&self, visit: &Visit, person: Id<Person>) -> Result<Grant> {
        let is_owner = self.rights == OWNER;
        let rights = self.rights.parse().unwrap_or(Rights::Read);
        Ok(Grant { until: last_moment(visit, &self.until)?, ..Grant::of(person, rights, is_owner) })
    }
}

/// The end of a day as typed; `None` when none was.
fn last_moment(visit: &Visit, typed: &str) -> Result<Option<Time>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = typed.trim().parse::<Date>().ok().filter(|day| (2000..=2200).contains(&day.year()));
    let zone = visit.academy()?.zone.clone();
    let end = day.and_then(|day| day.tomorrow().ok()?.to_zoned_datetime(zone).ok());
    let end = end.ok_or_else(|| Error::invalid("until", words(visit).member_until_bad()))?;
    Ok(Some(Time::from(end.timestamp())))
}

async fn show(visit: Visit) -> Reply {
    page(&visit, Typed::default(), String::new(), Errors::default()).await
}

async fn page(visit: &Visit, typed: Typed, refused: String, errors: Errors) -> Reply {
    let t = words(visit);
    let desk = Desk::load(visit).await?;
    let mut found = members::of(&mut visit.read().await?, desk.mailbox).await?;
    let agent = visit.agent()?;
    // Why the académie opened the box to somebody is for those who decide about it, and for them.
    let may_manage = desk.place.may(May::Manage);
    found.retain(|member| may_manage || member.reason.is_empty() || member.person == agent.id);
    let standing = desk.place.standing.as_ref();
    let is_own = standing.is_none();
    let is_shared = standing.is_some_and(|standing| standing.kind == Kind::Shared);
    let name = standing.map_or(&agent.display_name, |standing| &standing.name).clone();
    let room = (found.len() as i64) < MOST_MEMBERS;
    let rows = found.into_iter().map(|member| row(visit, member)).collect::<Result<_>>()?;
    let body = AccessPage {
        t,
        base: desk.base.clone(),
        icons: icons(),
        csrf: visit.csrf().to_owned(),
        title: if is_own { t.delegations().to_owned() } else { t.members_of(&name) },
        is_own,
        is_shared,
        may_manage,
        address: standing.map_or(&agent.address, |standing| &standing.address).clone(),
        name: if typed.name.is_empty() { name } else { typed.name.clone() },
        rows,
        typed,
        refused,
        errors,
        room,
    };
    let title = body.title.clone();
    let is_refused = !body.errors.is_empty();
    let (page, side) = desk.beside(visit, if is_own { "reglages" } else { "acces" }, title, body);
    if is_refused { page.refused().reply(&side) } else { page.reply(&side) }
}

fn row(visit: &Visit, member: MemberRow) -> Result<Row> {
    let t = words(visit);
    let zone = &visit.academy()?.zone;
    let last_day =
        member.until.map(|until| until.minus(std::time::Duration::from_secs(1)).zoned(zone).date());
    Ok(Row {
        is_visitor: member.person == visit.agent_id()?,
        id: member.person.to_string(),
        name: member.name,
        address: member.address,
        what: match member.rights {
            _ if member.is_owner => t.rights_owner(),
            Rights::Read => t.rights_read(),
            Rights::Write => t.rights_write(),
            Rights::Send => t.rights_send(),
        }
        .to_owned(),
        chosen: if member.is_owner { OWNER } else { member.rights.as_str() },
        until: last_day.map(|day| day.to_string()).unwrap_or_default(),
        until_shown: last_day.map(|day| t.member_until(dates::date(visit.locale, day))).unwrap_or_default(),
        reason: member.reason,
    })
}

async fn add(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let place = Place::at(&visit, May::Manage).await?;
    let mailbox = place.mailbox;
    // Checked once for all of them: the day is the same.
    let like = match told(typed.grant(&visit, Id::NIL))? {
        Ok(like) => like,
        Err(errors) => return page(&visit, typed, String::new(), errors).await,
    };
    let wanted = typed.members.clone();
    let added = visit.write(async move |tx| {
        let people = members::named(tx, "members", &wanted).await?;
        for person in &people {
            if *person == mailbox.cast() {
                return Err(Error::invalid("members", crate::words::Words(tx.locale).member_is_person()));
            }
            members::grant(tx, mailbox, &Grant { person: *person, ..like.clone() }).await?;
        }
        Ok(people.len() as i64)
    });
    match told(added.await)? {
        Ok(count) => {
            let said = words(&visit).members_added(count);
            Ok(redirect_saying(&visit, &here(&visit, "/acces"), &said))
        }
        Err(errors) => page(&visit, typed, String::new(), errors).await,
    }
}

/// What an owner may change: access that the académie gave for a reason is not theirs to take.
async fn of_owners(visit: &Visit, place: &Place, person: &str) -> Result<Id<Person>> {
    let person: Id<Person> = person.parse().map_err(|_| Error::NotFound)?;
    let known = members::of(&mut visit.read().await?, place.mailbox).await?;
    let member = known.iter().find(|member| member.person == person).ok_or(Error::NotFound)?;
    if member.reason.is_empty() {
        Ok(person)
    } else {
        Err(Error::Forbidden(words(visit).member_not_yours().to_owned()))
    }
}

async fn change(visit: Visit, Which(id): Which<String>, Form(typed): Form<Typed>) -> Reply {
    let place = Place::at(&visit, May::Manage).await?;
    let mailbox = place.mailbox;
    let person = of_owners(&visit, &place, &id).await?;
    let grant = match told(typed.grant(&visit, person))? {
        Ok(grant) => grant,
        Err(errors) => return page(&visit, typed, id, errors).await,
    };
    let changed = visit.write(async move |tx| members::grant(tx, mailbox, &grant).await).await;
    match told(as_problem(changed))? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/acces"), words(&visit).member_changed())),
        Err(errors) => page(&visit, typed, id, errors).await,
    }
}

/// The last owner stays: said beside their line.
fn as_problem<T>(done: Result<T>) -> Result<T> {
    done.map_err(|error| match error {
        Error::Conflict(sentence) => Error::invalid("rights", sentence),
        other => other,
    })
}

async fn withdraw(visit: Visit, Which(id): Which<String>) -> Reply {
    let place = Place::at(&visit, May::Manage).await?;
    let mailbox = place.mailbox;
    let person = of_owners(&visit, &place, &id).await?;
    let gone = visit.write(async move |tx| members::withdraw(tx, mailbox, person).await).await;
    match told(as_problem(gone))? {
        // Who has taken it from themselves sees the box no more.
        Ok(_) if person == visit.agent_id()? => Ok(redirect_saying(&visit, OWN, words(&visit).member_left())),
        Ok(_) => Ok(redirect_saying(&visit, &here(&visit, "/acces"), words(&visit).member_withdrawn())),
        Err(errors) => page(&visit, Typed::default(), id, errors).await,
    }
}

async fn leave(visit: Visit) -> Reply {
    let place = Place::at(&visit, May::View).await?;
    let (mailbox, person) = (place.mailbox, place.reader().ok_or(Error::NotFound)?);
    let gone = visit.write(async move |tx| members::withdraw(tx, mailbox, person).await).await;
    match told(as_problem(gone))? {
        Ok(_) => Ok(redirect_saying(&visit, OWN, words(&visit).member_left())),
        Err(errors) => page(&visit, Typed::default(), person.to_string(), errors).await,
    }
}

async fn rename(visit: Visit, Form(typed): Form<Typed>) -> Reply {
    let place = Place::at(&visit, May::Manage).await?;
    let mailbox = place.mailbox;
    let name = typed.name.clone();
    match told(visit.write(async move |tx| services::rename(tx, mailbox, &name).await).await)? {
        Ok(()) => Ok(redirect_saying(&visit, &here(&visit, "/acces"), words(&visit).shared_renamed())),
        Err(errors) => page(&visit, typed, String::new(), errors).await,
    }
}
