//! Passwords made for mail programs, one for each: lost with a telephone, one of them is taken away and the others go on.
//! The account's own password opens pages, these open the mailbox, and neither opens what is the other's.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use kernel::{
    Ctx, Error, Id, Result, Tx,
    audit::{Entry, Outcome},
    people::Person,
    search::fold,
};

pub(crate) use pages::routes;
pub(crate) use store::{Kept, count, find, of_person, write_use};

use crate::{
    account::{self, Account},
    rules::app_password::AppPassword,
    words::Words,
};

/// More programs than anybody has.
pub(crate) const MOST: usize = 20;
/// Characters.
pub(crate) const LONGEST_NAME: usize = 60;

const PURPOSE: &str = "identity/app-password";
/// Where they are made and taken away.
pub(crate) const PAGE: &str = "/compte/applications-de-messagerie";

/// Makes one, which is stored nowhere as it is: it can be shown this once. What cannot be is told beside `name`.
pub async fn make(tx: &mut Tx, person: Id<Person>, name: &str) -> Result<AppPassword> {
    let t = Words(tx.locale);
    let name = checked(name, t)?;
    let account = account::hold(tx, person).await?;
    if !account.opens_with_password() {
        return Err(Error::Conflict(t.trouble_changed_meanwhile().to_owned()));
    }
    let known = of_person(tx, person).await?;
    if known.len() >= MOST {
        return Err(Error::invalid("name", t.error_app_passwords_full(MOST as i64)));
    }
    // A form sent twice makes one, and a list with the same name twice says nothing about which is which.
    if known.iter().any(|kept| fold(&kept.name) == fold(&name)) {
        return Err(Error::invalid("name", t.error_app_password_name_taken()));
    }
    let made = AppPassword::make(tx.chance());
    let proof = made.proof(&tx.services().keys.key(PURPOSE), person);
    store::add(tx, &account, &name, proof).await?;
    written(tx, person, "app-password.make", &name).await?;
    let t = Words(account::locale_of(&account, tx));
    told(tx, person, t.notice_app_password_title(), &t.notice_app_password_body(&name)).await?;
    Ok(made)
}

fn checked(name: &str, t: Words) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().count();
    if letters == 0 {
        Err(Error::invalid("name", t.error_app_password_name()))
    } else if letters > LONGEST_NAME || name.chars().any(char::is_control) {
        Err(Error::invalid("name", t.error_app_password_name_too_long(LONGEST_NAME as i64)))
    } else {
        Ok(name)
    }
}

/// Takes one away. What is gone already stays so: the form may be sent twice.
pub(crate) async fn withdraw(tx: &mut Tx, person: Id<Person>, id: Id<Kept>) -> Result<()> {
    let account = account::hold(tx, person).await?;
    let Some(name) = store::remove(tx, person, id).await? else { return Ok(()) };
    written(tx, person, "app-password.withdraw", &name).await?;
    let t = Words(account::locale_of(&account, tx));
    let body = t.notice_app_password_withdrawn_body(&name);
    told(tx, person, t.notice_app_password_withdrawn_title(), &body).await
}

/// Takes all away, and says so when there was one.
pub(crate) async fn withdraw_all(tx: &mut Tx, account: &Account) -> Result<()> {
    let person = account.person_id;
    let count = store::remove_all(tx, person).await? as i64;
    if count == 0 {
        return Ok(());
    }
    written(tx, person, "app-password.withdraw-all", &count.to_string()).await?;
    let t = Words(account::locale_of(account, tx));
    let body = t.notice_app_passwords_withdrawn_body(count);
    told(tx, person, t.notice_app_passwords_withdrawn_title(), &body).await
}

/// All end with what ended the account's own password or stopped the account, which tells of it itself.
pub(crate) async fn end(tx: &mut Tx, person: Id<Person>) -> Result<()> {
    store::remove_all(tx, person).await.map(drop)
}

/// What a new password of the account does with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Programs {
    /// They go on: their secrets were not the one that changed.
    Keep,
    /// The agent ticked it.
    Withdraw,
}

impl Programs {
    /// As forms post it: a box that is not ticked posts nothing.
    pub(crate) fn posted(ticked: &str) -> Programs {
        if ticked.is_empty() { Programs::Keep } else { Programs::Withdraw }
    }
}

/// What would be stored of it under each key of the file: rows made with an older key are found all the same.
pub(crate) fn proofs(ctx: &Ctx, person: Id<Person>, shown: Option<&AppPassword>) -> Vec<Vec<u8>> {
    let keys = &ctx.services().keys;
    let key_of = |number| keys.numbered(number, PURPOSE);
    // What has not the shape is looked for as well, and not found: the answer takes as long.
    let proof = |key| shown.map_or([0; 32], |shown| shown.proof(&key, person)).to_vec();
    keys.numbers().filter_map(key_of).map(proof).collect()
}

async fn written(tx: &mut Tx, person: Id<Person>, action: &'static str, detail: &str) -> Result<()> {
    tx.audit(Entry { action, subject: Some(person), result: Outcome::Done, detail }).await
}

async fn told(tx: &mut Tx, person: Id<Person>, title: &str, body: &str) -> Result<()> {
    account::notify(tx, person, title, body, Some(PAGE), "app-passwords").await
}
