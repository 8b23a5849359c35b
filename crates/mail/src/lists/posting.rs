//! A message comes for a list: who wrote it is looked at, and it is spread, held for an owner, or refused with the reason.

use kernel::{
    Id, Result, Tx,
    people::{self, Academy, Person},
};

use super::{
    List, ListRow, Post, State, guests,
    held::{HELD, NOT_SPREAD, NotSpread, Why},
    posts, spread,
    standing::{Verdict, judge, standing},
    store,
};
use crate::{delivery::Recipient, letter::Letter, mailbox::Mailbox, message::address::normalise};

/// More than this wait for no owner who looks: the others are refused for the time being.
const MOST_HELD: i64 = 200;

/// Who wrote a message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer {
    /// With an account here.
    pub person: Option<Id<Person>>,
    pub academy: Option<Id<Academy>>,
    pub address: String,
}

impl Writer {
    /// Who a message that came from outside says it is from. The server in front refuses what lies about that, and looks
    /// at `From` for it: without exactly one author it is nobody's.
    pub async fn of(tx: &mut Tx, letter: &Letter) -> Result<Writer> {
        let address = letter.traits.author.clone().unwrap_or_default();
        let known =
            people::anybody_by_address(tx, &address).await?.filter(|person| person.closed_at.is_none());
        Ok(Writer {
            person: known.as_ref().map(|person| person.id),
            academy: known.map(|person| person.academy_id),
            address,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Spread,
    Held,
    Refused(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// They may not write to it.
    Writer,
    /// A program or another list wrote it, or it came by this list already.
    Automatic,
    Junk,
    /// Too much waits for the owners.
    Full,
    /// The list is no more.
    Gone,
}

/// Takes a message for a list. The same message given again is answered the same, and is spread once.
pub(crate) async fn take(tx: &mut Tx, list: Id<List>, letter: &Letter, writer: &Writer) -> Result<Answer> {
    let Some(list) = store::by_id(tx, list).await? else { return Ok(Answer::Refused(Refusal::Gone)) };
    if letter.traits.is_automatic {
        return Ok(Answer::Refused(Refusal::Automatic));
    }
    if letter.traits.is_marked_junk {
        return Ok(Answer::Refused(Refusal::Junk));
    }
    if let Some(state) = posts::by_original(tx, list.id, &letter.digest).await? {
        return Ok(if state == State::Held { Answer::Held } else { Answer::Spread });
    }
    let state = match verdict(tx, &list, writer).await? {
        Verdict::Through => State::Leaving,
        Verdict::Hold => State::Held,
        Verdict::Refuse => return Ok(Answer::Refused(Refusal::Writer)),
    };
    if state == State::Held && posts::held(tx, list.id).await?.0 >= MOST_HELD {
        return Ok(Answer::Refused(Refusal::Full));
    }
    let id: Id<Post> = tx.new_id();
    let now = tx.now();
    if posts::insert(tx, id, &list, letter, writer.person, state, now).await? {
        let job = if state == State::Held { HELD.name } else { spread::SPREAD.name };
        tx.enqueue(job, &id).await?;
    }
    Ok(if state == State::Held { Answer::Held } else { Answer::Spread })
}

/// Of somebody with a box here, as their message leaves: what they may no longer write is told them.
pub(crate) async fn post(
    tx: &mut Tx,
    list: Id<List>,
    letter: &Letter,
    sender: Option<Recipient>,
) -> Result<()> {
    let writer = match sender {
        Some(at) => Writer { person: Some(at.person), academy: Some(at.academy), address: String::new() },
        None => Writer::of(tx, letter).await?,
    };
    let why = match take(tx, list, letter, &writer).await? {
        Answer::Spread | Answer::Held => return Ok(()),
        Answer::Refused(Refusal::Full) => Why::Full,
        Answer::Refused(_) => Why::Writer,
    };
    let Some(list) = store::by_id(tx, list).await? else { return Ok(()) };
    let told = NotSpread {
        academy: list.academy_id,
        list: list.name,
        author_id: writer.person,
        author: letter.sender.clone(),
        subject: letter.subject.clone(),
        key: letter.identity.clone(),
        why,
    };
    tx.enqueue(NOT_SPREAD.name, &told).await
}

/// What would become of what somebody writes to a list: asked by the composer before it is sent, and again here.
pub(super) async fn verdict(tx: &mut Tx, list: &ListRow, writer: &Writer) -> Result<Verdict> {
    let of_academy = writer.academy == Some(list.academy_id);
    let (owns, is_member) = match writer.person {
        Some(person) => {
            let known = standing(tx, list, person).await?;
            (known.owns, known.is_member)
        }
        None => (false, guests::is_member(tx, list, &normalise(&writer.address)).await?),
    };
    Ok(judge(list, owns, is_member, of_academy))
}

/// Which of these lists would refuse what is sent as this box, by the address they were written to.
pub(crate) async fn refusing(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    found: &[super::Found],
) -> Result<Vec<String>> {
    let academy = tx.academy_id()?;
    let writer = Writer { person: Some(mailbox.cast()), academy: Some(academy), address: String::new() };
    refused_to(tx, found, &writer).await
}

/// The same for somebody else.
pub(crate) async fn refused_to(tx: &mut Tx, found: &[super::Found], writer: &Writer) -> Result<Vec<String>> {
    let mut refusing = Vec::new();
    for one in found {
        let Some(list) = store::by_id(tx, one.id).await? else { continue };
        if verdict(tx, &list, writer).await? == Verdict::Refuse {
            refusing.push(one.written.clone());
        }
    }
    Ok(refusing)
}
