//! What a postmaster does with a message that waits to go elsewhere: stop it, have it tried at once, take it out. All of
//! its recipients that have not found their end go along; every action is written in the trail.

use std::collections::BTreeMap;

use kernel::{
    Id, Result, Time, Tx,
    audit::{Entry, Outcome},
};

use super::{
    Outgoing, State,
    store::{self, Open, OpenRecipient},
    tell,
};
use crate::message::address::split;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Steer {
    Hold,
    Retry,
    Drop,
}

/// `false` when the message is being handed over this moment, or has found its end.
pub(crate) async fn steer(tx: &mut Tx, id: Id<Outgoing>, steer: Steer) -> Result<bool> {
    let Some(open) = store::open_for_change(tx, id).await? else { return Ok(false) };
    let now = tx.now();
    let (action, state, next_at) = match steer {
        Steer::Hold => ("mail_queue.hold", State::Held, None),
        Steer::Retry => ("mail_queue.retry", State::Retrying, Some(now)),
        Steer::Drop => ("mail_queue.drop", State::Dropped, None),
    };
    store::set_all_open(tx, id, state, next_at).await?;
    store::settle(tx, id).await?;
    if steer == Steer::Drop {
        tx.enqueue(tell::UNDELIVERED.name, &id).await?;
    }
    let subject = open.mailbox_id.map(Id::cast);
    tx.audit(Entry { action, subject, result: Outcome::Done, detail: &id.to_string() }).await?;
    Ok(true)
}

/// A message that waits, as a postmaster sees it.
pub(crate) struct Seen {
    pub id: Id<Outgoing>,
    pub left_at: Time,
    pub size: i64,
    pub next_at: Option<Time>,
    pub held: bool,
    pub under_way: bool,
    /// Domains, with how many recipients at each wait.
    pub domains: Vec<(String, usize)>,
    pub tries: i64,
    /// What the other side said last, without anybody's name.
    pub answer: String,
}

/// What waits, oldest first, from after (`at`, `id`) on.
pub(crate) async fn waiting(tx: &mut Tx, after: (Time, Id<Outgoing>), limit: i64) -> Result<Vec<Seen>> {
    let open = store::open(tx, after, limit).await?;
    let ids: Vec<Id<Outgoing>> = open.iter().map(|message| message.id).collect();
    let mut recipients: BTreeMap<Id<Outgoing>, Vec<OpenRecipient>> = BTreeMap::new();
    for recipient in store::open_recipients(tx, &ids).await? {
        recipients.entry(recipient.message_id).or_default().push(recipient);
    }
    Ok(open
        .into_iter()
        .map(|message| seen(&message, &recipients.remove(&message.id).unwrap_or_default()))
        .collect())
}

fn seen(message: &Open, recipients: &[OpenRecipient]) -> Seen {
    let mut domains: BTreeMap<String, usize> = BTreeMap::new();
    for recipient in recipients {
        let domain = split(&recipient.address).map_or("?", |(_, domain)| domain);
        *domains.entry(domain.to_ascii_lowercase()).or_default() += 1;
    }
    let answer = recipients.iter().map(|r| &r.answer).find(|answer| !answer.is_empty());
    Seen {
        id: message.id,
        left_at: message.left_at,
        size: message.size,
        next_at: recipients.iter().filter_map(|r| r.next_at).min(),
        held: recipients.iter().all(|r| r.state == State::Held),
        under_way: message.claim.is_some(),
        domains: domains.into_iter().collect(),
        tries: recipients.iter().map(|r| r.tries).max().unwrap_or_default(),
        answer: answer.map(|answer| nameless(answer)).unwrap_or_default(),
    }
}

/// Without what stands before the @ of an address.
fn nameless(answer: &str) -> String {
    let words = answer.split(' ').map(|word| match word.rsplit_once('@') {
        Some((_, domain)) => format!("…@{domain}"),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// How many recipients are in each state, of those that wait or were lost lately.
pub(crate) async fn counts(tx: &mut Tx) -> Result<Vec<(State, i64)>> {
    let states = [State::Waiting, State::Retrying, State::Held, State::Failed];
    let found = store::counts(tx, &states).await?;
    let count = |state| found.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count);
    Ok(states.into_iter().map(|state| (state, count(state))).collect())
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn an_answer_names_nobody() {
        let said = "550 5.1.1 <jean.petit@ailleurs.example>: Recipient rejected";
        assert_eq!(nameless(said), "550 5.1.1 …@ailleurs.example>: Recipient rejected");
    }
}
