//! Who is in a list: people named by hand, and those whom it is for by what they are, asked anew each time. Members see
//! how many they are, owners and who looks after the mail who they are.

use std::collections::BTreeMap;

use kernel::{
    Ctx, Id, Result, Tx,
    audit::{Entry, Outcome},
    jobs::{self, JobKind},
    people::Person,
    row, sql,
};

use super::{List, ListRow, Opened, groups, guests, store};
use crate::{
    delivery::{Recipient, in_academy},
    message::{EmailAddress, address::parse_list},
    recipients,
    words::Words,
};

kernel::big_tables!["mail_list_members"];

/// Addresses taken in at once.
pub(crate) const MOST_AT_ONCE: usize = 2_000;

row! {
    struct Reached { person: Id<Person>, academy: Id<kernel::people::Academy> }
}

fn recipients_of(rows: Vec<Reached>) -> Vec<Recipient> {
    rows.into_iter().map(|row| Recipient { person: row.person, academy: row.academy }).collect()
}

/// Those named by hand, in the order of their ids, after one.
pub(super) async fn by_hand_after(
    tx: &mut Tx,
    list: Id<List>,
    after: Id<Person>,
    limit: i64,
) -> Result<Vec<Recipient>> {
    let rows = tx
        .all(sql!(Reached: "SELECT p.id AS person, p.academy_id AS academy
              FROM mail_list_members m JOIN people p ON p.id = m.person_id
              WHERE m.list_id = $1 AND m.person_id > $2 AND p.closed_at IS NULL ORDER BY m.person_id LIMIT $3",
            list, after, limit))
        .await?;
    Ok(recipients_of(rows))
}

/// Those who are in it by what they are and have not left, likewise.
pub(super) async fn in_audience_after(
    tx: &mut Tx,
    list: &ListRow,
    after: Id<Person>,
    limit: i64,
) -> Result<Vec<Recipient>> {
    let rows = tx
        .all(sql!(Reached: concat!("SELECT p.id AS person, p.academy_id AS academy
              FROM people p JOIN mail_lists l ON l.id = $1
              WHERE p.academy_id = $2 AND p.id > $3 AND p.closed_at IS NULL AND p.kind = 'individual' AND ",
                in_audience!("p.function", "p.uai"), "
                AND NOT EXISTS (SELECT 1 FROM mail_list_leavers v WHERE v.list_id = $1 AND v.person_id = p.id)
              ORDER BY p.id LIMIT $4"),
            list.id, list.academy_id, after, limit))
        .await?;
    Ok(recipients_of(rows))
}

/// What came of an attempt to add people.
#[derive(Debug, Default)]
pub(crate) struct Added {
    pub people: usize,
    pub guests: usize,
    /// In it before.
    pub already: usize,
    pub refused: Vec<Refused>,
}

/// What was not taken of what was typed, and why.
#[derive(Debug)]
pub(crate) struct Refused {
    pub typed: String,
    pub why: String,
}

impl Added {
    fn refuse(&mut self, typed: &str, why: String) {
        self.refused.push(Refused { typed: typed.to_owned(), why });
    }

    /// The lines that something was not taken of, to be mended.
    pub fn left(&self, typed: &str) -> String {
        let refused: Vec<String> = self.refused.iter().map(|one| one.typed.to_lowercase()).collect();
        let is_left = |line: &&str| refused.iter().any(|typed| line.to_lowercase().contains(typed));
        typed.lines().filter(is_left).collect::<Vec<_>>().join("\n")
    }
}

/// Takes people in by their addresses, pasted in any of the usual ways: one a line, `Nom <adresse>`, a table of names
/// and addresses.
pub(crate) async fn add(tx: &mut Tx, opened: &Opened, typed: &str) -> Result<Added> {
    let t = Words(tx.locale);
    let list = &opened.list;
    let mut added = Added::default();
    let mut named = pasted(typed, t, &mut added);
    if named.len() > MOST_AT_ONCE {
        added.refuse("", t.list_members_many(MOST_AT_ONCE as i64));
        return Ok(added);
    }
    let found = recipients::find(tx, &named).await?;
    for owner in &found.owners {
        if owner.academy != list.academy_id {
            added.refuse(&owner.address, t.list_member_elsewhere(&owner.address));
        } else if join(tx, list.id, owner.person).await? {
            added.people += 1;
        } else {
            added.already += 1;
        }
    }
    for address in &found.unknown {
        added.refuse(address, t.address_unknown(address));
    }
    for address in &found.closed {
        added.refuse(address, t.address_closed(address));
    }
    for inner in &found.lists {
        added.refuse(&inner.written, t.list_member_is_list(&inner.written));
    }
    named.retain(|address| found.outside.contains(&address.email));
    for guest in named {
        let address = guest.email.as_str();
        match guests::add(tx, list, &guest).await? {
            guests::Joined::Now => added.guests += 1,
            guests::Joined::Before => added.already += 1,
            guests::Joined::HasLeft => added.refuse(address, t.list_guest_has_left(address)),
            guests::Joined::NoWayOut => added.refuse(address, t.address_outside(address)),
            guests::Joined::TooMany => added.refuse(address, t.list_guests_many(guests::MOST)),
        }
    }
    let detail = format!("{}: +{}", list.address, added.people + added.guests);
    tx.audit(Entry { action: "mail_list.add", subject: None, result: Outcome::Done, detail: &detail })
        .await?;
    recount_later(tx, list.id).await?;
    Ok(added)
}

/// What stands beside an address on its line is its name in a table, and no fault.
fn pasted(typed: &str, t: Words, added: &mut Added) -> Vec<EmailAddress> {
    let mut known: BTreeMap<String, EmailAddress> = BTreeMap::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = parse_list(&line.replace('\t', ";"));
        let bad: Vec<_> = read.errors.iter().filter(|bad| bad.text.contains('@')).collect();
        if read.addresses.is_empty() && bad.is_empty() {
            added.refuse(line, t.list_line_bad(line));
        }
        for bad in bad {
            added.refuse(&bad.text, t.address_bad(&bad.text));
        }
        for address in read.addresses {
            known.entry(crate::message::address::normalise(&address.email)).or_insert(address);
        }
    }
    known.into_values().collect()
}

async fn join(tx: &mut Tx, list: Id<List>, person: Id<Person>) -> Result<bool> {
    let made = tx
        .execute(sql!(
            "INSERT INTO mail_list_members (list_id, person_id, academy_id, added_at) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING",
            list,
            person,
            tx.academy_id()?,
            tx.now()
        ))
        .await?;
    Ok(made == 1)
}

async fn drop_out(tx: &mut Tx, list: Id<List>, person: Id<Person>) -> Result<bool> {
    let gone = tx
        .execute(sql!(
            "DELETE FROM mail_list_members WHERE list_id = $1 AND person_id = $2 AND academy_id = $3",
            list,
            person,
            tx.academy_id()?
        ))
        .await?;
    Ok(gone == 1)
}

/// Takes out somebody who was named by hand.
pub(crate) async fn remove(tx: &mut Tx, list: &ListRow, person: Id<Person>) -> Result<()> {
    if drop_out(tx, list.id, person).await? {
        let entry = Entry {
            action: "mail_list.remove_member",
            subject: Some(person),
            result: Outcome::Done,
            detail: &list.address,
        };
        tx.audit(entry).await?;
        recount_later(tx, list.id).await?;
    }
    Ok(())
}

/// The person signed in leaves. Whom the list is for by what they are stays out of it from then on, until they come
/// back.
pub(crate) async fn leave(tx: &mut Tx, opened: &Opened) -> Result<()> {
    let person = tx.agent_id()?;
    let list = opened.list.id;
    drop_out(tx, list, person).await?;
    if opened.standing.in_audience {
        tx.execute(sql!(
            "INSERT INTO mail_list_leavers (list_id, person_id, academy_id, left_at) VALUES ($1, $2, $3, $4)
              ON CONFLICT DO NOTHING",
            list,
            person,
            tx.academy_id()?,
            tx.now()
        ))
        .await?;
    }
    recount_later(tx, list).await
}

/// Who has left comes back.
pub(crate) async fn come_back(tx: &mut Tx, opened: &Opened) -> Result<()> {
    let (list, person, academy) = (opened.list.id, tx.agent_id()?, tx.academy_id()?);
    tx.execute(sql!(
        "DELETE FROM mail_list_leavers WHERE list_id = $1 AND person_id = $2 AND academy_id = $3",
        list,
        person,
        academy
    ))
    .await?;
    recount_later(tx, list).await
}

row! {
    /// Somebody in a list, as its owners see them.
    pub(crate) struct Member {
        pub id: Id<Person>,
        pub name: String,
        pub address: String,
        pub sort_key: String,
    }
}

/// Those named by hand, by name, after (sort key, id); those whose names begin with what is typed.
pub(crate) async fn named(
    tx: &mut Tx,
    list: Id<List>,
    pattern: &str,
    after: &(String, Id<Person>),
    limit: i64,
) -> Result<Vec<Member>> {
    tx.all(sql!(Member: "SELECT p.id, p.display_name AS name, p.address, p.sort_key
          FROM mail_list_members m JOIN people p ON p.id = m.person_id
          WHERE m.list_id = $1 AND m.academy_id = $2 AND p.closed_at IS NULL AND (p.sort_key, p.id) > ($3, $4)
            AND ' ' || p.sort_key LIKE $5
          ORDER BY p.sort_key, p.id LIMIT $6",
        list, tx.academy_id()?, after.0, after.1, pattern, limit))
        .await
}

/// Those who are in it by what they are, likewise.
pub(crate) async fn reached(
    tx: &mut Tx,
    list: Id<List>,
    pattern: &str,
    after: &(String, Id<Person>),
    limit: i64,
) -> Result<Vec<Member>> {
    tx.all(sql!(Member: concat!("SELECT p.id, p.display_name AS name, p.address, p.sort_key
          FROM people p JOIN mail_lists l ON l.id = $1
          WHERE p.academy_id = $2 AND p.closed_at IS NULL AND (p.sort_key, p.id) > ($3, $4)
            AND ' ' || p.sort_key LIKE $5 AND p.kind = 'individual' AND ", in_audience!("p.function", "p.uai"), "
            AND NOT EXISTS (SELECT 1 FROM mail_list_leavers v WHERE v.list_id = $1 AND v.person_id = p.id)
          ORDER BY p.sort_key, p.id LIMIT $6"),
        list, tx.academy_id()?, after.0, after.1, pattern, limit))
        .await
}

pub(crate) const COUNT: JobKind = JobKind {
    name: "mail list count",
    run: |ctx, id| Box::pin(async move { count(ctx, jobs::payload(&id)?).await }),
};

/// How many a list reaches is counted beside the pages: it walks the académie.
pub(super) async fn recount_later(tx: &mut Tx, list: Id<List>) -> Result<()> {
    let now = tx.now();
    tx.enqueue_at(COUNT.name, &list, now, Some(&format!("{} {list}", COUNT.name))).await
}

/// Counts how many a list reaches; who is in it by a group and besides is counted twice.
pub(crate) async fn count(ctx: Ctx, id: Id<List>) -> Result<()> {
    let Some(list) = store::by_id(&mut ctx.read().await?, id).await? else { return Ok(()) };
    // Groups are asked for within an académie.
    let ctx = in_academy(&ctx, list.academy_id).await?;
    let reached = {
        let mut tx = ctx.read().await?;
        let people = tx
            .one(sql!(i64: concat!("SELECT COUNT(*) FROM people p JOIN mail_lists l ON l.id = $1
                  WHERE p.academy_id = $2 AND p.closed_at IS NULL AND (
                     EXISTS (SELECT 1 FROM mail_list_members m WHERE m.list_id = $1 AND m.person_id = p.id)
                     OR (p.kind = 'individual' AND ", in_audience!("p.function", "p.uai"), "
                        AND NOT EXISTS (SELECT 1 FROM mail_list_leavers v
                           WHERE v.list_id = $1 AND v.person_id = p.id)))"),
                list.id, list.academy_id))
            .await?;
        people + groups::count(&mut tx, &list).await? + guests::count(&mut tx, list.id).await?
    };
    ctx.write(async move |tx| {
        tx.execute(sql!(
            "UPDATE mail_lists SET members = $2 WHERE id = $1 /* tenant: by its id */",
            id,
            reached
        ))
        .await?;
        Ok(())
    })
    .await
}
