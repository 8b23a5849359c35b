//! A list is made by who looks after the mail of the académie, who also says whose it is and whom it is for; its owners
//! change the rest.

use kernel::{
    Error, Id, Problem, Result, Tx,
    audit::{Entry, Outcome},
    notices::Notice,
    people::{self, Person},
};

use super::{Archive, Audience, Kind, List, ListRow, Moderation, Opened, Writers, groups, members, store};
use crate::{
    aliases,
    message::{address::parse_list, clean_line, clean_text},
    recipients,
    words::Words,
};

const MOST_OWNERS: usize = 20;
/// Functions and establishments that a list names.
const MOST_AUDIENCE: usize = 200;
/// Each is asked who it is.
const MOST_GROUPS: usize = 20;
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 1_000;
/// How long an archive keeps a message, in days.
pub(crate) const KEEP_DAYS: [i64; 4] = [90, 365, 1_095, 3_650];

/// What its owners decide.
#[derive(Clone, Debug)]
pub struct Settings {
    pub name: String,
    pub description: String,
    pub writers: Writers,
    pub moderation: Moderation,
    pub may_leave: bool,
    pub archive: Archive,
    /// One of [`KEEP_DAYS`].
    pub keep_days: i64,
}

/// What only who looks after the mail decides, as typed.
#[derive(Clone, Debug, Default)]
pub struct Powers {
    /// Addresses of people of the académie.
    pub owners: String,
    pub everybody: bool,
    /// Codes, one a line or separated by commas.
    pub functions: String,
    pub establishments: String,
    /// For each kind of group that a domain keeps, the addresses of their pages, one a line.
    pub groups: Vec<String>,
    /// Of one of the functions in one of the establishments, rather than one or the other.
    pub both: bool,
}

pub async fn create(tx: &mut Tx, address: &str, settings: Settings, powers: &Powers) -> Result<Id<List>> {
    let mut problems = Vec::new();
    let address = told(aliases::own_address(tx, address), &mut problems)?;
    let settings = told(sound(tx, settings), &mut problems)?;
    let owners = told(owners(tx, &powers.owners).await, &mut problems)?;
    let audience = told(audience(tx, powers).await, &mut problems)?;
    let (Some(address), Some(settings), Some(owners), Some(audience)) = (address, settings, owners, audience)
    else {
        return Err(Error::Invalid(problems));
    };
    aliases::reserve(tx, &address).await?;
    let id: Id<List> = tx.new_id();
    store::insert(tx, id, &address, &settings, powers.both).await?;
    store::set_owners(tx, id, &owners).await?;
    store::set_audiences(tx, id, &audience).await?;
    members::recount_later(tx, id).await?;
    note(tx, "mail_list.create", &address).await?;
    Ok(id)
}

/// Changes a list as it was read in this version; what it is for and whose it is, when `powers` are given. Of new owners
/// those before are told: nobody begins to read what waits and what is kept without their knowing.
pub(crate) async fn change(
    tx: &mut Tx,
    opened: &Opened,
    version: i64,
    settings: Settings,
    powers: Option<&Powers>,
) -> Result<()> {
    let list = &opened.list;
    let mut problems = Vec::new();
    let settings = told(sound(tx, settings), &mut problems)?;
    let more = match powers {
        Some(powers) => {
            let owners = told(owners(tx, &powers.owners).await, &mut problems)?;
            let audience = told(audience(tx, powers).await, &mut problems)?;
            owners.zip(audience).map(|(owners, audience)| (owners, audience, powers.both))
        }
        None => None,
    };
    let Some(settings) = settings.filter(|_| problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    let both = more.as_ref().map_or(list.audience_both, |(_, _, both)| *both);
    if !store::update(tx, list, &settings, both, version).await? {
        return Err(Error::Conflict(Words(tx.locale).list_changed().to_owned()));
    }
    let mut detail = format!(
        "{}: writers {}, moderation {}, archive {}",
        list.address, settings.writers, settings.moderation, settings.archive
    );
    if let Some((owners, audience, _)) = more {
        change_owners(tx, list, &owners, &mut detail).await?;
        store::set_owners(tx, list.id, &owners).await?;
        store::set_audiences(tx, list.id, &audience).await?;
        members::recount_later(tx, list.id).await?;
    }
    note(tx, "mail_list.change", &detail).await
}

/// Says in the trail whose the list is now, when that changes, and tells those whose it was.
async fn change_owners(
    tx: &mut Tx,
    list: &ListRow,
    owners: &[Id<Person>],
    detail: &mut String,
) -> Result<()> {
    let before = store::owners(tx, list.id).await?;
    if before.len() == owners.len() && before.iter().all(|owner| owners.contains(&owner.id)) {
        return Ok(());
    }
    let after = people::people_by_ids(tx, owners).await?;
    let addresses: Vec<&str> = after.iter().map(|owner| owner.address.as_str()).collect();
    detail.push_str(", owners ");
    detail.push_str(&addresses.join(" "));
    let names: Vec<&str> = after.iter().map(|owner| owner.display_name.as_str()).collect();
    for owner in before {
        let t = Words(people::locale_of(tx, owner.id).await?.unwrap_or_default());
        let notice = Notice {
            title: t.list_owners_notice(&list.name),
            body: t.list_owners_notice_body(&list.name, names.join(", ")),
            link: Some(format!("/webmel/listes/{}", list.address)),
            topic: format!("list {}", list.id),
        };
        tx.notify(owner.id, notice).await?;
    }
    Ok(())
}

/// With its archive and what waits; its address can be given again.
pub(crate) async fn remove(tx: &mut Tx, list: &ListRow) -> Result<()> {
    store::remove(tx, list).await?;
    people::release_address(tx, &list.address).await?;
    note(tx, "mail_list.remove", &list.address).await
}

async fn note(tx: &mut Tx, action: &'static str, address: &str) -> Result<()> {
    tx.audit(Entry { action, subject: None, result: Outcome::Done, detail: address }).await
}

/// What is wrong with one part of a form does not hide what is wrong with another.
fn told<T>(outcome: Result<T>, problems: &mut Vec<Problem>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(more)) => {
            problems.extend(more);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn sound(tx: &Tx, settings: Settings) -> Result<Settings> {
    let t = Words(tx.locale);
    let mut problems = Vec::new();
    let mut refuse = |field, message: String| problems.push(Problem { field, message });
    let name = clean_line(&settings.name);
    let description = clean_text(&settings.description).trim().to_owned();
    if name.is_empty() {
        refuse("name", t.list_name_missing().to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        refuse("name", t.contact_too_long(LONGEST_NAME as i64));
    }
    // A name that reads as an address would pass for another sender.
    if name.contains('@') {
        refuse("name", t.list_name_address().to_owned());
    }
    if description.chars().count() > LONGEST_DESCRIPTION {
        refuse("description", t.contact_too_long(LONGEST_DESCRIPTION as i64));
    }
    if !KEEP_DAYS.contains(&settings.keep_days) {
        refuse("keep_days", t.list_keep_bad().to_owned());
    }
    if problems.is_empty() {
        Ok(Settings { name, description, ..settings })
    } else {
        Err(Error::Invalid(problems))
    }
}

async fn owners(tx: &mut Tx, typed: &str) -> Result<Vec<Id<Person>>> {
    let t = Words(tx.locale);
    let academy = tx.academy_id()?;
    let mut problems = Vec::new();
    let mut refuse = |message: String| problems.push(Problem { field: "owners", message });
    let named = parse_list(typed);
    for bad in &named.errors {
        refuse(t.address_bad(&bad.text));
    }
    let found = recipients::find(tx, &named.addresses).await?;
    for address in found.unknown.iter().chain(found.lists.iter().map(|list| &list.written)) {
        refuse(t.address_unknown(address));
    }
    for address in &found.closed {
        refuse(t.address_closed(address));
    }
    for address in
        found.outside.iter().chain(found.owners.iter().filter(|o| o.academy != academy).map(|o| &o.address))
    {
        refuse(t.list_owner_elsewhere(address));
    }
    for owner in found.owners.iter().filter(|owner| owner.shared) {
        refuse(t.not_an_agent(&owner.address));
    }
    if found.owners.is_empty() && problems.is_empty() {
        problems.push(Problem { field: "owners", message: t.list_owners_missing().to_owned() });
    }
    if found.owners.len() > MOST_OWNERS {
        problems.push(Problem { field: "owners", message: t.list_owners_many(MOST_OWNERS as i64) });
    }
    if problems.is_empty() {
        Ok(found.owners.into_iter().map(|owner| owner.person).collect())
    } else {
        Err(Error::Invalid(problems))
    }
}

async fn audience(tx: &mut Tx, powers: &Powers) -> Result<Vec<Audience>> {
    let t = Words(tx.locale);
    let functions = codes(&powers.functions);
    let establishments = codes(&powers.establishments);
    if functions.len() + establishments.len() > MOST_AUDIENCE {
        return Err(Error::invalid("functions", t.list_audience_many(MOST_AUDIENCE as i64)));
    }
    if powers.both && !powers.everybody && (functions.is_empty() || establishments.is_empty()) {
        return Err(Error::invalid("functions", t.list_both_needs_two()));
    }
    let asked: Vec<&str> = establishments.iter().map(String::as_str).collect();
    let known = people::establishments(tx, &asked).await?;
    let unknown: Vec<&str> =
        asked.into_iter().filter(|code| !known.iter().any(|school| school.uai == *code)).collect();
    if !unknown.is_empty() {
        return Err(Error::invalid("establishments", t.list_establishment_unknown(unknown.join(", "))));
    }
    let mut groups = Vec::new();
    for (kind, typed) in groups::kinds(tx).iter().zip(&powers.groups) {
        let (found, unknown) = groups::read(tx, kind, typed).await?;
        if let Some(line) = unknown.first() {
            return Err(Error::invalid("groups", t.list_group_unknown(line)));
        }
        groups.extend(found.into_iter().map(|group| (Kind::Group, group)));
    }
    if groups.len() > MOST_GROUPS {
        return Err(Error::invalid("groups", t.list_groups_many(MOST_GROUPS as i64)));
    }
    if powers.everybody {
        return Ok(vec![(Kind::Everybody, String::new())]);
    }
    let functions = functions.into_iter().map(|code| (Kind::Function, code));
    let establishments = establishments.into_iter().map(|code| (Kind::Establishment, code));
    Ok(functions.chain(establishments).chain(groups).collect())
}

fn codes(typed: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in typed.split([',', ';', '\n', ' ', '\t', '\r']).map(|code| code.trim().to_uppercase()) {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
