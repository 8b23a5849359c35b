//! Who uses a box besides the person whose id it bears: delegates of a personal box, members of a shared one. Rights
//! grow (read, write, send), end by themselves when that was said, and what a member has read is their own affair.

pub(crate) mod deeds;
mod named;
mod store;
pub(crate) mod unfollowed;
pub(crate) mod unread;

#[cfg(test)]
pub(crate) mod tests;

use kernel::{
    Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    jobs::Schedule,
    notices::Notice,
    people::{self, Person},
    text_enum,
    time::hours,
};

pub(crate) use named::named;
pub(crate) use store::{BoxRow, Reached, Standing, boxes_query, names, of_drafts, reached, wrote};
pub use store::{MemberRow, of, standing};

use crate::{
    mailbox::{self, Mailbox},
    words::Words,
};

kernel::big_tables!["mail_members", "mail_unread", "mail_deeds", "mail_unfollowed"];

text_enum! {
    /// What a member may do with what lies in a box; each includes those before it.
    pub enum Rights {
        /// Look at everything.
        Read = "read",
        /// File, mark, delete, draft.
        Write = "write",
        /// Send as the box.
        Send = "send",
    }
}

/// Members of one box, and boxes of others that one person has: pages show them all, and a message that comes writes a
/// row for each member.
pub const MOST_MEMBERS: i64 = 100;
pub const MOST_BOXES: i64 = 30;

/// Access to a box, as it is given.
#[derive(Clone, Debug)]
pub struct Grant {
    pub person: Id<Person>,
    pub rights: Rights,
    /// Of a shared box: decides who is a member, and sends.
    pub is_owner: bool,
    /// When it ends by itself.
    pub until: Option<Time>,
    /// Why, when no owner gave it. Such an access is shown to the owners, who cannot withdraw it.
    pub reason: String,
}

impl Grant {
    /// Until it is withdrawn, by an owner of the box.
    pub fn of(person: Id<Person>, rights: Rights, is_owner: bool) -> Grant {
        Grant { person, rights, is_owner, until: None, reason: String::new() }
    }
}

/// Counts again who uses a box that was made anew, and which boxes its person has.
pub(crate) async fn recount(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    store::recount(tx, mailbox, mailbox.cast()).await
}

/// Gives access to a box, or changes what was given; the member is told, and the owners when somebody else than they
/// names one more. Both are of the context's académie.
///
/// # Errors
/// `NotFound`: nobody, a service or somebody who has left; the box's own person. `Invalid` on the field `members`: the
/// box has too many members or the person too many boxes; on `until`: it is over already. `Conflict`: the last owner of
/// a shared box would be none any more; the académie gave them access, which is not the owners' to change.
pub async fn grant(tx: &mut Tx, mailbox: Id<Mailbox>, grant: &Grant) -> Result<()> {
    let t = Words(tx.locale);
    let academy = tx.academy_id()?;
    let owner = people::person(tx, mailbox.cast()).await?;
    let person = people::person(tx, grant.person).await?;
    let is_agent = person.kind == people::Kind::Individual && person.closed_at.is_none();
    // A personal box has one owner, the person it belongs to.
    let is_owner = grant.is_owner && owner.kind == people::Kind::Shared;
    let grant = &Grant { is_owner, ..grant.clone() };
    if owner.academy_id != academy || person.academy_id != academy || !is_agent || person.id == owner.id {
        return Err(Error::NotFound);
    }
    if grant.until.is_some_and(|until| until <= tx.now()) {
        return Err(Error::invalid("until", t.member_until_past()));
    }
    // One change of members at a time in a box, so that two owners do not both leave; and those who have it open look again.
    mailbox::ensure(tx, grant.person).await?;
    mailbox::ensure(tx, owner.id).await?;
    mailbox::stamp(tx, mailbox, 0, 0).await?;
    let known = of(tx, mailbox).await?;
    let before = known.iter().find(|member| member.person == grant.person);
    if grant.reason.is_empty() && before.is_some_and(|member| !member.reason.is_empty()) {
        return Err(Error::Conflict(t.member_not_yours().to_owned()));
    }
    if before.is_none() && known.len() as i64 >= MOST_MEMBERS {
        return Err(Error::invalid("members", t.members_too_many(MOST_MEMBERS)));
    }
    if before.is_none() && store::count_boxes(tx, grant.person).await? >= MOST_BOXES {
        return Err(Error::invalid("members", t.member_too_many_boxes(&person.display_name, MOST_BOXES)));
    }
    if before.is_some_and(|member| member.is_owner && !grant.is_owner) {
        keep_an_owner(tx, &owner, &known, grant.person)?;
    }
    let rights = if grant.is_owner { Rights::Send } else { grant.rights };
    store::put(tx, mailbox, &Grant { rights, ..grant.clone() }).await?;
    store::recount(tx, mailbox, grant.person).await?;
    let detail = format!(
        "{}: {rights}{}{}{}",
        owner.address,
        if grant.is_owner { ", owner" } else { "" },
        grant.until.map(|until| format!(", until {}", web::dates::machine(until))).unwrap_or_default(),
        if grant.reason.is_empty() { String::new() } else { format!(", {}", grant.reason) },
    );
    let entry = Entry {
        action: "mailbox.grant",
        subject: Some(grant.person),
        result: Outcome::Done,
        detail: &detail,
    };
    tx.audit(entry).await?;
    let by_owner =
        tx.agent().ok().map(|agent| agent.id).is_none_or(|id| {
            id == owner.id || known.iter().any(|member| member.is_owner && member.person == id)
        });
    if grant.is_owner && !by_owner && before.is_none_or(|member| !member.is_owner) {
        for other in known.iter().filter(|member| member.is_owner) {
            tell(tx, other.person, &owner, true, |t, _| {
                (
                    t.member_named_title(&owner.display_name),
                    t.member_named_body(&owner.display_name, &person.display_name),
                )
            })
            .await?;
        }
    }
    let unchanged = before.is_some_and(|member| {
        (member.rights, member.is_owner, member.until) == (rights, grant.is_owner, grant.until)
    });
    if unchanged {
        return Ok(());
    }
    let zone = tx.academy()?.zone.clone();
    tell(tx, grant.person, &owner, true, |t, locale| {
        let what = match rights {
            _ if grant.is_owner => t.member_may_own(),
            Rights::Read => t.member_may_read(),
            Rights::Write => t.member_may_write(),
            Rights::Send => t.member_may_send(),
        };
        let mut body = format!("{}\n\n{what}", t.member_given_body(&owner.address, &owner.display_name));
        if let Some(until) = grant.until {
            body.push_str("\n\n");
            body.push_str(&t.member_given_until(web::dates::moment(locale, until, &zone)));
        }
        (t.member_given_title(&owner.display_name), body)
    })
    .await
}

/// Takes access back; `false` when there was none. The member is told, unless they leave by themselves.
///
/// # Errors
/// `Conflict`: the last owner of a shared box.
pub async fn withdraw(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<bool> {
    mailbox::stamp(tx, mailbox, 0, 0).await?;
    let owner = people::person(tx, mailbox.cast()).await?;
    let known = of(tx, mailbox).await?;
    if known.iter().any(|member| member.person == person && member.is_owner) {
        keep_an_owner(tx, &owner, &known, person)?;
    }
    let was_given = store::lay_bare(tx, mailbox, person).await?;
    if !was_given && !store::take(tx, mailbox, person).await? {
        return Ok(false);
    }
    store::recount(tx, mailbox, person).await?;
    let leaves = tx.agent().is_ok_and(|agent| agent.id == person);
    let action = if leaves { "mailbox.leave" } else { "mailbox.withdraw" };
    tx.audit(Entry { action, subject: Some(person), result: Outcome::Done, detail: &owner.address }).await?;
    if leaves {
        return Ok(true);
    }
    tell(tx, person, &owner, false, |t, _| {
        (t.member_taken_title(&owner.display_name), t.member_taken_body(&owner.address, &owner.display_name))
    })
    .await?;
    Ok(true)
}

/// What a procedure gave is over: withdrawn, but for what the owner of the box gave meanwhile.
pub(crate) async fn end_procedure(tx: &mut Tx, mailbox: Id<Mailbox>, person: Id<Person>) -> Result<()> {
    if !store::forget_procedure(tx, mailbox, person).await? {
        withdraw(tx, mailbox, person).await?;
    }
    Ok(())
}

/// A shared box is never without somebody who decides about it.
fn keep_an_owner(tx: &Tx, owner: &people::PersonRow, known: &[MemberRow], leaving: Id<Person>) -> Result<()> {
    let others =
        known.iter().any(|member| member.is_owner && member.until.is_none() && member.person != leaving);
    if others || owner.kind == people::Kind::Individual {
        return Ok(());
    }
    Err(Error::Conflict(Words(tx.locale).member_last_owner().to_owned()))
}

/// Whoever has left uses no box of others any more.
pub(crate) async fn forget_person(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    for (mailbox, address) in store::take_all(tx, person).await? {
        store::recount(tx, mailbox, person).await?;
        let entry = Entry {
            action: "mailbox.withdraw",
            subject: Some(person),
            result: Outcome::Done,
            detail: &address,
        };
        tx.audit(entry).await?;
    }
    Ok(())
}

/// Access that has ended by itself is taken away with what it left unread; it counted for nothing before.
pub(crate) const FORGET: Schedule = Schedule {
    name: "mail members clean-up",
    every: hours(1),
    run: |ctx| {
        Box::pin(async move {
            ctx.write(async move |tx| {
                for (mailbox, person) in store::ended_over_procedures(tx).await? {
                    store::lay_bare(tx, mailbox, person).await?;
                }
                for (mailbox, person) in store::take_ended(tx).await? {
                    store::recount(tx, mailbox, person).await?;
                }
                Ok(())
            })
            .await
        })
    },
};

/// In the reader's language.
async fn tell(
    tx: &mut Tx,
    person: Id<Person>,
    of: &people::PersonRow,
    given: bool,
    said: impl FnOnce(Words, kernel::Locale) -> (String, String) + Send,
) -> Result<()> {
    let locale = people::locale_of(tx, person).await?.unwrap_or_default();
    let (title, body) = said(Words(locale), locale);
    let link = given.then(|| format!("/webmel/boites/{}", of.id));
    tx.notify(person, Notice { title, body, link, topic: format!("mailbox {}", of.id) }).await
}
