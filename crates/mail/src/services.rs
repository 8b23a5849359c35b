//! The boxes of services («shared boxes»): made, named, closed and opened again by who looks after the mail of the
//! académie, who also says whose they are and reads none. From then on their owners decide (`members`).

use kernel::{
    Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    people::{self, Person, ServiceRow},
};

use crate::{
    aliases,
    mailbox::{self, Mailbox},
    members::{self, Grant, Rights},
    message::clean_line,
    words::Words,
};

const LONGEST_NAME: usize = 100;

/// A shared box as its form has it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The part before the @ is enough.
    pub address: String,
    pub name: String,
    /// Addresses of people, or their names.
    pub owners: String,
}

/// Makes a shared box with its owners, who are told.
pub async fn create(tx: &mut Tx, typed: &Typed) -> Result<Id<Mailbox>> {
    let mut problems = Vec::new();
    let mut gather = |error| match error {
        Error::Invalid(more) => {
            problems.extend(more);
            Ok(())
        }
        other => Err(other),
    };
    let address = aliases::own_address(tx, &typed.address)
        .map_or_else(|e| gather(e).map(|()| None), |a| Ok(Some(a)))?;
    let name = sound_name(tx, &typed.name).map_or_else(|e| gather(e).map(|()| None), |n| Ok(Some(n)))?;
    let owners = members::named(tx, "owners", &typed.owners).await;
    let owners = owners.map_or_else(|e| gather(e).map(|()| None), |o| Ok(Some(o)))?;
    let (Some(address), Some(name), Some(owners)) = (address, name, owners) else {
        return Err(Error::Invalid(problems));
    };
    aliases::reserve(tx, &address).await?;
    let service: Id<Person> = tx.new_id();
    people::add_shared(tx, service, &name, &address).await?;
    let mailbox = mailbox::open_shared(tx, service).await?;
    note(tx, "shared_mailbox.create", service, &address).await?;
    name_owners(tx, mailbox, &owners).await?;
    Ok(mailbox)
}

/// Names people owners, besides those there are.
pub async fn name_owners(tx: &mut Tx, mailbox: Id<Mailbox>, people: &[Id<Person>]) -> Result<()> {
    for person in people {
        let grant = Grant::of(*person, Rights::Send, true);
        members::grant(tx, mailbox, &grant).await.map_err(|error| match error {
            Error::Invalid(problems) => Error::Invalid(
                problems.into_iter().map(|problem| kernel::Problem { field: "owners", ..problem }).collect(),
            ),
            other => other,
        })?;
    }
    Ok(())
}

/// Gives it another name: it signs with it from then on.
pub async fn rename(tx: &mut Tx, mailbox: Id<Mailbox>, name: &str) -> Result<()> {
    let name = sound_name(tx, name)?;
    let before = people::service(tx, mailbox.cast()).await?;
    if before.name == name {
        return Ok(());
    }
    people::rename_shared(tx, before.id, &name).await?;
    note(tx, "shared_mailbox.rename", before.id, &format!("{}: {name}", before.address)).await
}

/// Nothing comes to it any more and nobody uses it; what it holds, and who its members are, stays. Opened again, it is as
/// it was.
pub async fn set_closed(tx: &mut Tx, mailbox: Id<Mailbox>, closed: bool) -> Result<()> {
    let service = people::service(tx, mailbox.cast()).await?;
    if service.closed_at.is_some() == closed {
        return Ok(());
    }
    if closed {
        people::close_person(tx, service.id).await?;
        mailbox::close(tx, mailbox, tx.now()).await?;
    } else {
        people::reopen_person(tx, service.id).await?;
        mailbox::open(tx, mailbox).await?;
        mailbox::open_shared(tx, service.id).await?;
    }
    let action = if closed { "shared_mailbox.close" } else { "shared_mailbox.open" };
    note(tx, action, service.id, &service.address).await
}

/// One of the académie.
pub async fn find(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<ServiceRow> {
    people::service(tx, mailbox.cast()).await
}

async fn note(tx: &mut Tx, action: &'static str, service: Id<Person>, detail: &str) -> Result<()> {
    tx.audit(Entry { action, subject: Some(service), result: Outcome::Done, detail }).await
}

fn sound_name(tx: &Tx, name: &str) -> Result<String> {
    let t = Words(tx.locale);
    let name = clean_line(name).trim().to_owned();
    if name.is_empty() {
        return Err(Error::invalid("name", t.shared_name_missing()));
    }
    // A name that reads as an address would pass for another sender.
    if name.contains('@') || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.identity_name_bad(LONGEST_NAME as i64)));
    }
    Ok(name)
}
