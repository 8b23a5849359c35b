//! SQL of académies, establishments and people.

use super::{Academy, Civility, Kind, Person};
use crate::{
    Error, Id, Locale, Result, Time, Tx,
    db::{Query, list},
    permission::Role,
    row, sql,
};

crate::big_tables!["people", "addresses", "establishments"];

row! {
    pub struct AcademyRow {
        pub id: Id<Academy>,
        pub slug: String,
        pub name: String,
        pub mail_domain: String,
        pub zone: String,
        pub accent: String,
    }
}

pub async fn academy_by_slug(tx: &mut Tx, slug: &str) -> Result<AcademyRow> {
    tx.one(sql!(AcademyRow: "SELECT id, slug, name, mail_domain, zone, accent FROM academies WHERE slug = $1", slug)).await
}

pub async fn academy_by_id(tx: &mut Tx, id: Id<Academy>) -> Result<AcademyRow> {
    tx.one(academy_query(&id)).await
}

/// The same, to be asked together with other things.
pub fn academy_query(id: &Id<Academy>) -> Query<'_, AcademyRow> {
    sql!(AcademyRow: "SELECT id, slug, name, mail_domain, zone, accent FROM academies WHERE id = $1", *id)
}

/// Every académie, by name.
pub async fn academies(tx: &mut Tx) -> Result<Vec<AcademyRow>> {
    tx.all(academies_query()).await
}

/// The same, to be asked together with other things.
pub fn academies_query() -> Query<'static, AcademyRow> {
    sql!(AcademyRow: "SELECT id, slug, name, mail_domain, zone, accent FROM academies ORDER BY sort_key")
}

/// What founds an académie.
#[derive(Clone, Debug)]
pub struct NewAcademy {
    pub slug: String,
    pub name: String,
    pub mail_domain: String,
    pub zone: String,
    pub accent: String,
}

/// Founds an académie, or brings its name, domain, zone and accent up to date.
pub async fn found_academy(tx: &mut Tx, new: &NewAcademy) -> Result<Id<Academy>> {
    let id: Id<Academy> = tx.new_id();
    let sort_key = crate::search::fold(&new.name);
    tx.one(sql!(Id<Academy>: "INSERT INTO academies (id, slug, name, sort_key, mail_domain, zone, accent, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          ON CONFLICT (slug) DO UPDATE SET name = excluded.name, sort_key = excluded.sort_key,
             mail_domain = excluded.mail_domain, zone = excluded.zone, accent = excluded.accent
          RETURNING id",
        id, new.slug, new.name, sort_key, new.mail_domain, new.zone, new.accent, tx.now()))
    .await
}

row! {
    /// A person as lists, pickers and mails need them.
    pub struct PersonRow {
        pub id: Id<Person>,
        pub academy_id: Id<Academy>,
        pub identifier: String,
        pub surname: String,
        pub given_names: String,
        pub display_name: String,
        pub address: String,
        pub function: String,
        pub uai: Option<String>,
        pub kind: Kind,
        pub closed_at: Option<Time>,
    }
}

pub async fn person(tx: &mut Tx, id: Id<Person>) -> Result<PersonRow> {
    tx.one(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
          FROM people WHERE id = $1", id))
    .await
}

/// An agent, not a service.
pub async fn person_by_identifier(tx: &mut Tx, identifier: &str) -> Result<Option<PersonRow>> {
    tx.first(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
          FROM people WHERE identifier = $1 AND kind = 'individual'", identifier))
    .await
}

/// An agent, by main address or alias, of any académie of the deployment.
pub async fn person_by_address(tx: &mut Tx, address: &str) -> Result<Option<PersonRow>> {
    Ok(anybody_by_address(tx, address).await?.filter(|found| found.kind == Kind::Individual))
}

/// The same, agent or service.
pub async fn anybody_by_address(tx: &mut Tx, address: &str) -> Result<Option<PersonRow>> {
    tx.first(sql!(PersonRow: "SELECT p.id, p.academy_id, p.identifier, p.surname, p.given_names, p.display_name, p.address,
             p.function, p.uai, p.kind, p.closed_at
          FROM addresses a JOIN people p ON p.id = a.person_id WHERE a.address = $1", address.to_lowercase()))
    .await
}

pub async fn people_by_ids(tx: &mut Tx, ids: &[Id<Person>]) -> Result<Vec<PersonRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
          FROM people WHERE id IN LIST($1) ORDER BY sort_key, id", list(ids)))
    .await
}

/// Past this many that match, they are too many to be sorted, and so frequent that walking the académie by name
/// finds a page of them soon.
const FREQUENT: i64 = 1_000;

/// People of the académie whose surname or given names start with each of the words typed (the first two count),
/// by name: for pickers of people. At most `limit`.
pub async fn look_up(tx: &mut Tx, typed: &str, limit: i64) -> Result<Vec<PersonRow>> {
    look_up_kinds(tx, typed, "individual", limit).await
}

/// The same, with the boxes of services among them: for whoever writes to somebody.
pub async fn look_up_all(tx: &mut Tx, typed: &str, limit: i64) -> Result<Vec<PersonRow>> {
    look_up_kinds(tx, typed, "", limit).await
}

async fn look_up_kinds(tx: &mut Tx, typed: &str, kind: &str, limit: i64) -> Result<Vec<PersonRow>> {
    let academy = tx.academy_id()?;
    let folded = crate::search::fold(typed);
    let mut words = folded.split_whitespace();
    let Some(first) = words.next() else { return Ok(Vec::new()) };
    let second = words.next().unwrap_or_default();
    // Each name word of a person is one row of `name_words`, so that both orders of typing use the index.
    let matching = tx
        .one(sql!(i64: "SELECT COUNT(*) FROM (
                 SELECT w.person_id FROM name_words w
                 WHERE w.academy_id = $1 AND w.word >= $2 AND w.word < $3
                   AND ($4 = '' OR EXISTS (SELECT 1 FROM name_words o WHERE o.person_id = w.person_id AND o.word >= $4 AND o.word < $5))
                 LIMIT $6) AS hits",
            academy, first, after(first), second, after(second), FREQUENT))
        .await?;
    if matching < FREQUENT {
        return tx
            .all(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
                  FROM people WHERE closed_at IS NULL AND ($7 = '' OR kind = $7) AND id IN (
                     SELECT w.person_id FROM name_words w
                     WHERE w.academy_id = $1 AND w.word >= $2 AND w.word < $3
                       AND ($4 = '' OR EXISTS (SELECT 1 FROM name_words o WHERE o.person_id = w.person_id AND o.word >= $4 AND o.word < $5)))
                  ORDER BY sort_key, id LIMIT $6",
                academy, first, after(first), second, after(second), limit, kind))
            .await;
    }
    tx.all(sql!(PersonRow: "SELECT id, academy_id, identifier, surname, given_names, display_name, address, function, uai, kind, closed_at
          FROM people p WHERE academy_id = $1 AND closed_at IS NULL AND ($7 = '' OR kind = $7)
            AND EXISTS (SELECT 1 FROM name_words w WHERE w.person_id = p.id AND w.word >= $2 AND w.word < $3)
            AND ($4 = '' OR EXISTS (SELECT 1 FROM name_words o WHERE o.person_id = p.id AND o.word >= $4 AND o.word < $5))
          ORDER BY sort_key, id LIMIT $6",
        academy, first, after(first), second, after(second), limit, kind))
    .await
}

/// The first text after all those that start with `prefix`.
fn after(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

crate::big_tables!["name_words"];

/// Everything the staff file says of a person, with the identifier and address chosen for them.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub id: Id<Person>,
    pub identifier: String,
    pub surname: String,
    pub given_names: String,
    pub civility: Civility,
    pub function: String,
    pub uai: Option<String>,
    pub corps: String,
    pub address: String,
}

/// Adds a person to the académie, with the address they write from.
pub async fn add_person(tx: &mut Tx, new: &NewPerson) -> Result<()> {
    let academy = tx.academy_id()?;
    let now = tx.now();
    let display = format!("{} {}", new.given_names, new.surname);
    let sort_key = crate::search::fold(&format!("{} {}", new.surname, new.given_names));
    tx.execute(sql!("INSERT INTO people (id, academy_id, identifier, surname, given_names, display_name, sort_key, civility,
             function, uai, corps, address, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        new.id, academy, new.identifier, new.surname, new.given_names, display, sort_key, new.civility,
        new.function, new.uai, new.corps, new.address, now))
    .await?;
    add_address(tx, new.id, &new.address).await?;
    write_name_words(tx, new.id, &sort_key).await
}

/// Adds somebody who is no human being, of the académie: a name and the address they write from, and no account. The
/// address was kept for them ([`reserve_address`]).
pub async fn add_shared(tx: &mut Tx, id: Id<Person>, name: &str, address: &str) -> Result<()> {
    let academy = tx.academy_id()?;
    let sort_key = crate::search::fold(name);
    // The identifier is its address: nobody signs in by it, and no agent is given one with an @.
    tx.execute(sql!("INSERT INTO people (id, academy_id, identifier, surname, given_names, display_name, sort_key, civility,
             function, uai, corps, address, created_at, kind)
          VALUES ($1, $2, $3, $4, '', $4, $5, '', '', NULL, '', $3, $6, $7)",
        id, academy, address, name, sort_key, tx.now(), Kind::Shared))
    .await?;
    let given = tx
        .execute(sql!(
            "UPDATE addresses SET person_id = $2 WHERE address = $1 AND person_id IS NULL",
            address,
            id
        ))
        .await?;
    if given == 0 {
        return Err(Error::internal("the address of a service was not kept for it"));
    }
    write_name_words(tx, id, &sort_key).await
}

row! {
    /// A service of the académie.
    pub struct ServiceRow {
        pub id: Id<Person>,
        pub name: String,
        pub address: String,
        pub sort_key: String,
        pub closed_at: Option<Time>,
    }
}

/// A service of the académie, open or closed.
pub async fn service(tx: &mut Tx, id: Id<Person>) -> Result<ServiceRow> {
    tx.one(sql!(ServiceRow: "SELECT id, display_name AS name, address, sort_key, closed_at FROM people
          WHERE id = $1 AND academy_id = $2 AND kind = 'shared'", id, tx.academy_id()?))
        .await
}

/// The services of the académie by name, after (sort key, id), whose names begin as typed.
pub async fn services(
    tx: &mut Tx,
    typed: &str,
    after_key: &(String, Id<Person>),
    limit: i64,
) -> Result<Vec<ServiceRow>> {
    let folded = crate::search::fold(typed);
    tx.all(sql!(ServiceRow: "SELECT id, display_name AS name, address, sort_key, closed_at FROM people
          WHERE academy_id = $1 AND kind = 'shared' AND (sort_key, id) > ($2, $3)
            AND sort_key >= $4 AND sort_key < $5
          ORDER BY sort_key, id LIMIT $6",
        tx.academy_id()?, after_key.0, after_key.1, folded, after(&folded), limit))
        .await
}

/// Gives somebody who is no human being another name.
pub async fn rename_shared(tx: &mut Tx, id: Id<Person>, name: &str) -> Result<()> {
    let sort_key = crate::search::fold(name);
    let renamed = tx
        .execute(sql!(
            "UPDATE people SET surname = $2, display_name = $2, sort_key = $3
              WHERE id = $1 AND academy_id = $4 AND kind = 'shared'",
            id,
            name,
            sort_key,
            tx.academy_id()?
        ))
        .await?;
    if renamed == 0 {
        return Err(Error::NotFound);
    }
    tx.execute(sql!("DELETE FROM name_words WHERE person_id = $1", id)).await?;
    write_name_words(tx, id, &sort_key).await
}

/// Brings names, function, establishment and corps up to date, and opens a closed person again; identifier and
/// address stay.
pub async fn update_person(tx: &mut Tx, new: &NewPerson) -> Result<()> {
    let display = format!("{} {}", new.given_names, new.surname);
    let sort_key = crate::search::fold(&format!("{} {}", new.surname, new.given_names));
    tx.execute(sql!(
        "UPDATE people SET surname = $2, given_names = $3, display_name = $4, sort_key = $5, civility = $6,
             function = $7, uai = $8, corps = $9, closed_at = NULL WHERE id = $1 AND academy_id = $10",
        new.id,
        new.surname,
        new.given_names,
        display,
        sort_key,
        new.civility,
        new.function,
        new.uai,
        new.corps,
        tx.academy_id()?
    ))
    .await?;
    tx.execute(sql!("DELETE FROM name_words WHERE person_id = $1", new.id)).await?;
    write_name_words(tx, new.id, &sort_key).await
}

async fn write_name_words(tx: &mut Tx, person: Id<Person>, folded_name: &str) -> Result<()> {
    let academy = tx.academy_id()?;
    for word in folded_name.split_whitespace().take(12) {
        tx.execute(sql!(
            "INSERT INTO name_words (academy_id, word, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            academy,
            word,
            person
        ))
        .await?;
    }
    Ok(())
}

/// Gives the person one more address they receive at.
pub async fn add_address(tx: &mut Tx, person: Id<Person>, address: &str) -> Result<()> {
    tx.execute(sql!("INSERT INTO addresses (address, person_id) VALUES ($1, $2)", address, person)).await?;
    Ok(())
}

/// Keeps an address for something that is nobody: an alias, a list. `false` when somebody or something has it.
pub async fn reserve_address(tx: &mut Tx, address: &str) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO addresses (address, person_id) VALUES ($1, NULL) ON CONFLICT DO NOTHING",
            address
        ))
        .await?;
    Ok(made == 1)
}

/// Gives back an address that was kept for something.
pub async fn release_address(tx: &mut Tx, address: &str) -> Result<()> {
    tx.execute(sql!("DELETE FROM addresses WHERE address = $1 AND person_id IS NULL", address)).await?;
    Ok(())
}

/// Which of these addresses are taken, by people or by anything else, in the whole deployment.
pub async fn taken_addresses(tx: &mut Tx, candidates: &[String]) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT address FROM addresses WHERE address IN LIST($1)", list(candidates))).await
}

/// Which of these identifiers are taken, in the whole deployment.
pub async fn taken_identifiers(tx: &mut Tx, candidates: &[String]) -> Result<Vec<String>> {
    tx.all(sql!(String: "SELECT identifier FROM people WHERE identifier IN LIST($1)", list(candidates))).await
}

/// The person has left: nothing is signed in or delivered any more, and nothing is erased.
pub async fn close_person(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE people SET closed_at = $2 WHERE id = $1 AND academy_id = $3 AND closed_at IS NULL",
        person,
        tx.now(),
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// The person is back.
pub async fn reopen_person(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    let academy = tx.academy_id()?;
    tx.execute(sql!("UPDATE people SET closed_at = NULL WHERE id = $1 AND academy_id = $2", person, academy))
        .await?;
    Ok(())
}

/// The person chose the language of their pages and mails.
pub async fn choose_locale(tx: &mut Tx, person: Id<Person>, locale: Locale) -> Result<()> {
    tx.execute(sql!("UPDATE people SET locale = $2 WHERE id = $1", person, locale.tag())).await?;
    Ok(())
}

/// The language the person chose to read, if they ever did.
pub async fn locale_of(tx: &mut Tx, person: Id<Person>) -> Result<Option<Locale>> {
    let tag = tx.one(sql!(Option<String>: "SELECT locale FROM people WHERE id = $1", person)).await?;
    Ok(tag.and_then(|tag| tag.parse().ok()))
}

/// Lets a person act as manager, help desk or administrator of their académie.
pub async fn grant(tx: &mut Tx, person: Id<Person>, role: Role) -> Result<()> {
    let Some((_, _, bit)) = Role::GRANTED.iter().find(|(r, ..)| *r == role) else {
        return Err(Error::internal("this role is not granted to people"));
    };
    tx.execute(sql!(
        "INSERT INTO grants (academy_id, person_id, bit, granted_at) VALUES ($1, $2, $3, $4)
          ON CONFLICT DO NOTHING",
        tx.academy_id()?,
        person,
        *bit,
        tx.now()
    ))
    .await?;
    Ok(())
}

pub async fn revoke(tx: &mut Tx, person: Id<Person>, role: Role) -> Result<()> {
    let bit = Role::GRANTED.iter().find(|(r, ..)| *r == role).map_or(0, |(_, _, bit)| *bit);
    tx.execute(sql!(
        "DELETE FROM grants WHERE academy_id = $1 AND person_id = $2 AND bit = $3",
        tx.academy_id()?,
        person,
        bit
    ))
    .await?;
    Ok(())
}

row! {
    pub struct Establishment {
        pub uai: String,
        pub name: String,
        pub town: String,
    }
}

pub async fn put_establishment(tx: &mut Tx, establishment: &Establishment) -> Result<()> {
    tx.execute(sql!(
        "INSERT INTO establishments (academy_id, uai, name, town) VALUES ($1, $2, $3, $4)
          ON CONFLICT (academy_id, uai) DO UPDATE SET name = excluded.name, town = excluded.town",
        tx.academy_id()?,
        establishment.uai,
        establishment.name,
        establishment.town
    ))
    .await?;
    Ok(())
}

pub async fn establishment(tx: &mut Tx, uai: &str) -> Result<Option<Establishment>> {
    tx.first(
        sql!(Establishment: "SELECT uai, name, town FROM establishments WHERE academy_id = $1 AND uai = $2",
        tx.academy_id()?, uai),
    )
    .await
}

/// Those of the académie's establishments that bear these codes.
pub async fn establishments(tx: &mut Tx, codes: &[&str]) -> Result<Vec<Establishment>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        sql!(Establishment: "SELECT uai, name, town FROM establishments WHERE academy_id = $1 AND uai IN LIST($2)",
        tx.academy_id()?, list(codes)),
    )
    .await
}

/// The person has entered their mailbox for the first time.
pub async fn set_mailbox_activated(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE people SET mailbox_activated_at = $2 WHERE id = $1 AND academy_id = $3",
        person,
        tx.now(),
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// The mailbox of the person is closed from now on, or open again.
pub async fn set_mailbox_closed(tx: &mut Tx, person: Id<Person>, at: Option<Time>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE people SET mailbox_closed_at = $2 WHERE id = $1 AND academy_id = $3",
        person,
        at,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// Nobody has entered the mailbox that the person has now: what it was is erased.
pub async fn forget_mailbox(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    tx.execute(sql!(
        "UPDATE people SET mailbox_activated_at = NULL WHERE id = $1 AND academy_id = $2",
        person,
        tx.academy_id()?
    ))
    .await?;
    Ok(())
}

/// When the person first entered their mailbox; `None` while it waits for them.
pub async fn mailbox_activated_at(tx: &mut Tx, person: Id<Person>) -> Result<Option<Time>> {
    let at =
        tx.first(sql!(Option<Time>: "SELECT mailbox_activated_at FROM people WHERE id = $1", person)).await?;
    Ok(at.flatten())
}
