//! Filling boxes from elsewhere: the demo, an import. Messages are kept first (`Letter::keep`, many at once), then
//! filed a few hundred in one unit of work.

use futures::{StreamExt, TryStreamExt};
use kernel::{Ctx, Error, Id, Result, Time, Tx, people::Person};

use crate::{
    administration::{
        boxes::{self, Act},
        counters::{self, What},
        procedures::{self, Asking, Basis, Kind, Procedure},
    },
    aliases,
    draft::{self, Draft, Writing},
    filing::{self, Filing, Message},
    folder,
    lists::{self, List},
    mailbox,
    members::{
        deeds::{self, Deed},
        unread,
    },
    message::parse,
    services,
};
pub use crate::{
    filing::Flags,
    folder::{Folder, FolderRole},
    letter::Letter,
    mailbox::{Mailbox, activate, ensure as ensure_box},
};

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Standard(FolderRole),
    /// The owner's own folder of this name, made when absent.
    Own(String),
}

impl Place {
    /// `inbox`, `sent`, … or the name of a folder of one's own.
    pub fn named(name: &str) -> Place {
        match name.parse() {
            Ok(FolderRole::Own) | Err(_) => Place::Own(name.to_owned()),
            Ok(role) => Place::Standard(role),
        }
    }
}

/// A message to file, as bytes.
#[derive(Clone, Debug)]
pub struct Seed {
    pub place: Place,
    pub raw: Vec<u8>,
    pub flags: Flags,
    pub received_at: Time,
}

/// Makes a folder of the person's own, unless it is there.
pub async fn add_folder(tx: &mut Tx, person: Id<Person>, name: &str) -> Result<Id<Folder>> {
    folder::named(tx, mailbox::of_person(person), name).await
}

/// Files one message, whether or not it is there already. Its box must exist.
pub async fn file_message(
    tx: &mut Tx,
    person: Id<Person>,
    place: &Place,
    letter: &Letter,
    flags: Flags,
    received_at: Time,
) -> Result<Option<Id<Message>>> {
    let mailbox = mailbox::of_person(person);
    let (folder, expires) = match place {
        Place::Standard(FolderRole::Drafts) => {
            return Err(Error::internal("drafts are seeded by `file_draft`"));
        }
        Place::Standard(role) => (role.in_box(mailbox), role.expires()),
        Place::Own(name) => (folder::named(tx, mailbox, name).await?, false),
    };
    let filing = Filing { folder, flags, received_at, key: None, expires, within_quota: false };
    Ok(filing::file(tx, mailbox, letter, &filing).await?.map(|filed| filed.id))
}

/// Makes a draft of a message that was being written, without its attachments.
pub async fn file_draft(tx: &mut Tx, person: Id<Person>, raw: &[u8]) -> Result<Id<Draft>> {
    let writing = Writing::of(&parse(raw));
    let id: Id<Draft> = tx.new_id();
    draft::save(tx, mailbox::of_person(person), id, 0, &writing).await?;
    Ok(id)
}

/// Takes people into a list by their addresses.
pub async fn add_to_list(tx: &mut Tx, list: Id<List>, addresses: &str) -> Result<()> {
    lists::seed_members(tx, list, addresses).await
}

/// Puts a message in the archive of a list, or among what waits for its owners, as of `at`.
pub async fn file_post(tx: &mut Tx, list: Id<List>, letter: &Letter, at: Time, held: bool) -> Result<()> {
    lists::seed_post(tx, list, letter, at, held).await
}

/// Makes an alias that leads to these addresses.
pub async fn add_alias(tx: &mut Tx, local: &str, note: &str, targets: &str) -> Result<()> {
    let typed =
        aliases::Typed { address: local.to_owned(), note: note.to_owned(), targets: targets.to_owned() };
    aliases::create(tx, &typed).await.map(drop)
}

/// Makes a shared box with its owners.
pub async fn add_shared_box(tx: &mut Tx, local: &str, name: &str, owners: &str) -> Result<Id<Mailbox>> {
    let typed =
        services::Typed { address: local.to_owned(), name: name.to_owned(), owners: owners.to_owned() };
    services::create(tx, &typed).await
}

/// Says that a member wrote the one message in answer to the other.
pub async fn answered_by(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    answered: Id<Message>,
    answer: Id<Message>,
    at: Time,
) -> Result<()> {
    deeds::note(tx, mailbox, answered, person, Deed::Answered, at).await?;
    deeds::note(tx, mailbox, answer, person, Deed::Wrote, at).await
}

/// Says that a member has read these messages of the box.
pub async fn read_by(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    person: Id<Person>,
    messages: &[Id<Message>],
) -> Result<()> {
    unread::mark(tx, mailbox, person, messages, true).await
}

const KEPT_AT_ONCE: usize = 32;
const UNIT: usize = 200;

/// Files many messages of one person, in the order given. The context is in the person's académie.
pub async fn file_all(ctx: &Ctx, person: Id<Person>, seeds: Vec<Seed>) -> Result<usize> {
    ctx.write(async move |tx| ensure_box(tx, person).await).await?;
    let mut count = 0;
    let mut seeds = seeds.into_iter().peekable();
    while seeds.peek().is_some() {
        let some: Vec<Seed> = seeds.by_ref().take(UNIT).collect();
        count += some.len();
        let kept: Vec<(Seed, Letter)> = futures::stream::iter(some)
            .map(|seed| async move {
                let letter = Letter::keep(ctx, seed.raw.clone()).await?;
                Ok::<_, Error>((seed, letter))
            })
            .buffered(KEPT_AT_ONCE)
            .try_collect()
            .await?;
        ctx.write(async move |tx| {
            for (seed, letter) in kept {
                match seed.place {
                    Place::Standard(FolderRole::Drafts) => {
                        file_draft(tx, person, &seed.raw).await?;
                    }
                    _ => {
                        file_message(tx, person, &seed.place, &letter, seed.flags, seed.received_at).await?;
                    }
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(count)
}

/// What somebody asks for about a box, and who decides on it; nobody yet when it waits.
#[derive(Clone, Debug)]
pub struct DemoRequest {
    pub address: String,
    pub reason: String,
    /// A legal hold for this matter; an access of some days when empty.
    pub reference: String,
}

/// Asks as the agent of the context.
pub async fn ask(tx: &mut Tx, request: &DemoRequest) -> Result<Id<Procedure>> {
    let hold = !request.reference.is_empty();
    let asking = Asking {
        kind: if hold { Kind::Hold } else { Kind::Access },
        address: request.address.clone(),
        reason: request.reason.clone(),
        basis: Some(if hold { Basis::Judicial } else { Basis::Continuity }),
        reference: request.reference.clone(),
        days: 5,
        until: Ok(None),
        lifts: None,
        silence: None,
    };
    procedures::ask(tx, &asking).await
}

/// Grants what somebody else asked for, as the agent of the context.
pub async fn grant(tx: &mut Tx, id: Id<Procedure>) -> Result<()> {
    procedures::decide(tx, id, true, "").await
}

/// Closes a box; deletes it as well.
pub async fn close_box(tx: &mut Tx, person: Id<Person>, deleted: bool) -> Result<()> {
    boxes::act(tx, mailbox::of_person(person), Act::Close).await?;
    if deleted { boxes::act(tx, mailbox::of_person(person), Act::Delete).await } else { Ok(()) }
}

/// How much mail there was so many days ago: received, sent, junk, refused.
pub async fn count_day(tx: &mut Tx, ago: u64, [came, left, junk, refused]: [i64; 4]) -> Result<()> {
    for (what, how_many) in [
        (What::In, came),
        (What::Out, left),
        (What::Junk, junk),
        (What::Refused, refused),
        (What::Minute, left / 4),
        (What::Quarter, left / 30),
        (What::Hours, left / 150),
    ] {
        counters::seed(tx, ago, what, how_many).await?;
    }
    Ok(())
}
