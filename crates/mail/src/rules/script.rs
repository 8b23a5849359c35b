//! The script of a box: its rules, judged senders and absence, printed.

use std::time::Duration;

use kernel::{Error, Id, Result, Tx};

use super::{
    RuleRow, all,
    sieve::{Away, Script, print},
};
use crate::{
    folder,
    mailbox::{self, Mailbox},
    recipients,
    senders::{self, Verdict},
    vacation,
};

/// What sorts the mail of a box, as a script with this title; `None` when nothing does.
pub(crate) async fn script_of(tx: &mut Tx, mailbox: Id<Mailbox>, title: &str) -> Result<Option<String>> {
    let row = mailbox::find(tx, mailbox).await?.ok_or(Error::NotFound)?;
    let folders = folder::all(tx, mailbox).await?;
    let rows = all(tx, mailbox).await?;
    let senders = tx.all(senders::all_query(&mailbox)).await?;
    let vacation = vacation::find(tx, mailbox).await?;
    let addresses = recipients::addresses_of(tx, mailbox.cast()).await?;
    let academy = tx.academy()?.clone();
    let time = row.absent_from.zip(row.absent_until).filter(|(_, until)| *until > tx.now());
    let away = time.zip(vacation).map(|((from, until), vacation)| Away {
        first: from.zoned(&academy.zone).date(),
        last: until.minus(Duration::from_secs(1)).zoned(&academy.zone).date(),
        domain: academy.mail_domain.clone(),
        addresses,
        vacation,
    });
    let junk = senders.into_iter().filter(|sender| sender.verdict == Verdict::Junk);
    let junk: Vec<String> = junk.map(|sender| sender.address).collect();
    let rules: Vec<_> = rows.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect();
    if rules.is_empty() && junk.is_empty() && away.is_none() {
        return Ok(None);
    }
    Ok(Some(print(&Script { title, rules, folders: &folders, junk, away })))
}

/// A script that does nothing.
pub(crate) fn empty_script(title: &str) -> String {
    print(&Script { title, rules: Vec::new(), folders: &[], junk: Vec::new(), away: None })
}
