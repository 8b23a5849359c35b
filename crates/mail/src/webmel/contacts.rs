//! The address book of the académie: everybody of it, found by the beginning of their names; and the suggestions the
//! composer shows while one types.

use askama::Template;
use axum::extract::Query;
use kernel::{
    Result, Tx,
    people::{self, Establishment, PersonRow},
    permission::May,
};
use serde::Deserialize;
use web::{Access::SignedIn, Reply, Routes, Visit, page::fragment};

use super::desk::{Desk, Side, icons, words};
use crate::{message::EmailAddress, message::address::display, policy, words::Words};

pub(super) fn routes() -> Routes {
    Routes::new().get("/webmel/contacts", SignedIn, show).get(
        "/webmel/contacts/suggestions",
        SignedIn,
        suggest,
    )
}

const SHOWN: i64 = 50;
const SUGGESTED: i64 = 6;

#[derive(Template)]
#[template(path = "webmel/contacts.html")]
struct ContactsPage {
    t: Words,
    icons: &'static str,
    q: String,
    people: Vec<Contact>,
    cut: bool,
}

struct Contact {
    id: String,
    name: String,
    address: String,
    /// Function and establishment: what tells two people of one name apart.
    place: String,
    typed: String,
}

/// People found by the beginning of their names, with where they work.
async fn look_up(tx: &mut Tx, typed: &str, limit: i64) -> Result<Vec<Contact>> {
    let found = people::look_up(tx, typed, limit).await?;
    let mut codes: Vec<&str> = found.iter().filter_map(|person| person.uai.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    let schools = people::establishments(tx, &codes).await?;
    Ok(found.into_iter().map(|person| Contact::of(person, &schools)).collect())
}

impl Contact {
    fn of(person: PersonRow, schools: &[Establishment]) -> Contact {
        let school = schools.iter().find(|school| Some(&school.uai) == person.uai.as_ref());
        let place = [Some(person.function.as_str()), school.map(|s| s.name.as_str())];
        Contact {
            id: person.id.to_string(),
            place: place.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", "),
            typed: display(&EmailAddress::new(&person.display_name, &person.address)),
            name: person.display_name,
            address: person.address,
        }
    }
}

#[derive(Deserialize)]
struct Sought {
    #[serde(default)]
    q: String,
}

async fn show(visit: Visit, Query(sought): Query<Sought>) -> Reply {
    let t = words(&visit);
    let desk = Desk::load(&visit).await?;
    let people = {
        let mut tx = visit.read().await?;
        look_up(&mut tx, &sought.q, SHOWN + 1).await?
    };
    let cut = people.len() as i64 > SHOWN;
    let people = people.into_iter().take(SHOWN as usize).collect();
    let body = ContactsPage { t, icons: icons(), q: sought.q, people, cut };
    desk.page(&visit, t.contacts()).reply(&Side {
        t,
        icons: icons(),
        nav: desk.nav(&visit, "contacts"),
        body,
    })
}

#[derive(Deserialize)]
struct Typing {
    #[serde(default)]
    champ: String,
    #[serde(default)]
    brouillon: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cc: String,
    #[serde(default)]
    bcc: String,
}

#[derive(Template)]
#[template(path = "webmel/suggestions.html")]
struct Suggestions {
    t: Words,
    draft: String,
    field: &'static str,
    people: Vec<Suggested>,
}

struct Suggested {
    name: String,
    address: String,
    place: String,
    /// What choosing the person posts.
    values: String,
}

/// What follows the last comma is a name being typed.
pub(super) fn last_piece(typed: &str) -> (&str, &str) {
    let at = typed.rfind([',', ';', '\n']).map_or(0, |at| at + 1);
    (typed.get(..at).unwrap_or_default(), typed.get(at..).unwrap_or_default().trim())
}

async fn suggest(visit: Visit, Query(typing): Query<Typing>) -> Reply {
    policy::own_box(visit.ctx(), May::View)?;
    let (field, typed) = match typing.champ.as_str() {
        "cc" => ("cc", &typing.cc),
        "bcc" => ("bcc", &typing.bcc),
        _ => ("to", &typing.to),
    };
    let (_, piece) = last_piece(typed);
    let people = if piece.chars().count() < 2 || piece.contains('@') {
        Vec::new()
    } else {
        let mut tx = visit.read().await?;
        look_up(&mut tx, piece, SUGGESTED).await?
    };
    let draft: kernel::Id<crate::draft::Draft> =
        typing.brouillon.parse().map_err(|_| kernel::Error::NotFound)?;
    fragment(&Suggestions {
        t: words(&visit),
        draft: draft.to_string(),
        field,
        people: people.into_iter().map(|person| suggested(person, field)).collect(),
    })
}

fn suggested(person: Contact, field: &str) -> Suggested {
    let values = serde_json::json!({ "field": field, "pick": person.typed }).to_string();
    Suggested { name: person.name, address: person.address, place: person.place, values }
}
