//! As whom one writes: each address of a person has a name and a signature of its own, and one of them is what a new
//! message starts with. Nobody writes as an address that is not theirs.

use kernel::{Error, Id, Result, Tx, people, row, sql};

use crate::{
    delivery::sending::{myself, text_of},
    mailbox::{self, LONGEST_SIGNATURE, Mailbox},
    message::{
        Email, EmailAddress,
        address::{is_same, normalise, without_detail},
        clean_line, clean_text,
    },
    recipients,
    words::Words,
};

row! {
    pub(crate) struct Identity {
        pub address: String,
        pub name: String,
        /// HTML when it starts with a tag, plain text otherwise.
        pub signature: String,
        pub is_default: bool,
    }
}

impl Identity {
    pub(crate) fn email_address(&self) -> EmailAddress {
        EmailAddress::new(&self.name, &self.address)
    }
}

const LONGEST_NAME: usize = 100;
/// A signature with its markup.
const LONGEST_MARKUP: usize = 10_000;

/// Whose addresses they are: the person signed in, or whoever else the box belongs to.
async fn owner(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<EmailAddress> {
    if let Ok(agent) = tx.agent()
        && mailbox == mailbox::of_person(agent.id)
    {
        return Ok(myself(agent));
    }
    let owner = people::person(tx, mailbox.cast()).await?;
    Ok(EmailAddress::new(&owner.display_name, &owner.address))
}

/// Every address of a box, its main one first, with how one signs as it.
pub(crate) async fn all(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Vec<Identity>> {
    let owner = owner(tx, mailbox).await?;
    let own_name = owner.name.clone().unwrap_or_default();
    let stored = tx
        .all(sql!(Identity: "SELECT address, name, signature, is_default FROM mail_identities WHERE mailbox_id = $1", mailbox))
        .await?;
    let mut addresses = recipients::addresses_of(tx, mailbox.cast()).await?;
    addresses.sort_by_key(|address| (!is_same(address, &owner.email), address.clone()));
    let mut identities = Vec::with_capacity(addresses.len());
    for address in addresses {
        let found = stored.iter().find(|row| row.address == normalise(&address));
        let first = is_same(&address, &owner.email);
        identities.push(match found {
            Some(row) => Identity { address, ..row.clone() },
            // Written before addresses had signatures of their own.
            None if first => {
                let signature = mailbox::find(tx, mailbox).await?.map(|b| b.signature).unwrap_or_default();
                Identity { address, name: own_name.clone(), signature, is_default: false }
            }
            None => Identity { address, name: own_name.clone(), signature: String::new(), is_default: false },
        });
    }
    if !identities.iter().any(|identity| identity.is_default)
        && let Some(first) = identities.first_mut()
    {
        first.is_default = true;
    }
    Ok(identities)
}

/// The one of this address; the default one when no address is said. `None`: it is not, or no longer, one of theirs.
pub(crate) fn named<'i>(identities: &'i [Identity], address: &str) -> Option<&'i Identity> {
    if address.is_empty() {
        return identities.iter().find(|identity| identity.is_default);
    }
    identities.iter().find(|identity| is_same(&identity.address, address))
}

/// As whom a draft leaves; an address that is theirs no more is told beside its field.
pub(crate) async fn of_draft(tx: &mut Tx, mailbox: Id<Mailbox>, sender: &str) -> Result<Identity> {
    let identities = all(tx, mailbox).await?;
    let found = named(&identities, sender).cloned();
    found.ok_or_else(|| Error::invalid("from", Words(tx.locale).identity_gone(sender)))
}

/// The address that a message was written to, so that its answer comes from there.
pub(crate) fn written_to<'i>(identities: &'i [Identity], email: &Email) -> Option<&'i Identity> {
    let named = email.to.iter().chain(&email.cc).chain(&email.from);
    let mut named = named.filter_map(|a| {
        let bare = without_detail(&a.email);
        identities.iter().find(|i| is_same(&i.address, &bare))
    });
    named.next()
}

/// Keeps how the person signs as one of their addresses.
pub(crate) async fn save(tx: &mut Tx, mailbox: Id<Mailbox>, identity: Identity) -> Result<()> {
    let t = Words(tx.locale);
    let known = all(tx, mailbox).await?;
    let before = named(&known, &identity.address).filter(|_| !identity.address.is_empty());
    let before = before.ok_or(Error::NotFound)?.clone();
    let name = clean_line(&identity.name);
    let signature = clean_text(&identity.signature).trim_end().to_owned();
    if name.is_empty() {
        return Err(Error::invalid("name", t.identity_name_missing()));
    }
    // A name that reads as an address would pass for another sender.
    if name.contains('@') || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", t.identity_name_bad(LONGEST_NAME as i64)));
    }
    let text = text_of(&signature);
    if text.chars().count() > LONGEST_SIGNATURE || signature.chars().count() > LONGEST_MARKUP {
        return Err(Error::invalid("signature", t.signature_too_long(LONGEST_SIGNATURE as i64)));
    }
    mailbox::ensure(tx, mailbox.cast()).await?;
    if identity.is_default {
        tx.execute(sql!("UPDATE mail_identities SET is_default = 0 WHERE mailbox_id = $1", mailbox)).await?;
    }
    tx.execute(sql!(
        "INSERT INTO mail_identities (mailbox_id, address, academy_id, name, signature, is_default)
          VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (mailbox_id, address) DO UPDATE SET name = excluded.name, signature = excluded.signature,
             is_default = excluded.is_default",
        mailbox,
        normalise(&before.address),
        tx.academy_id()?,
        name,
        signature,
        identity.is_default
    ))
    .await?;
    if is_same(&before.address, &owner(tx, mailbox).await?.email) {
        // Nodes of the version before read it there.
        mailbox::set_signature(tx, mailbox, &text).await?;
    }
    Ok(())
}
