//! The box itself: it exists from the day the account is opened, keeps what comes, and is activated at the first
//! entry in the webmel. A personal box bears the id of its owner.

mod store;

use kernel::{
    Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    facts::{Fact, Listener},
    people::{self, Person},
};

use crate::{
    folder::{self, FolderRole},
    members,
};

pub use store::{MailboxRow, find};
pub(crate) use store::{Stamp, box_query, hold, hold_still, release, set_warned, stamp};

kernel::big_tables!["mailboxes"];

/// Marker for ids of boxes.
#[derive(Debug)]
pub struct Mailbox;

/// Two gigabytes: some forty thousand messages without attachments.
pub const QUOTA: i64 = 2 << 30;

/// The box of a person, whether or not it exists yet.
pub const fn of_person(person: Id<Person>) -> Id<Mailbox> {
    person.cast()
}

/// Makes the person's box with its standard folders unless it is there. The person must be of the context's
/// académie.
pub async fn ensure(tx: &mut Tx, person: Id<Person>) -> Result<Id<Mailbox>> {
    let mailbox = of_person(person);
    if store::create(tx, mailbox).await? {
        for role in FolderRole::STANDARD {
            folder::add_standard(tx, mailbox, role).await?;
        }
    }
    Ok(mailbox)
}

/// The first entry in the webmel. Answers whether it was the first. The audit trail keeps that moment, and so does the
/// directory of people: account and help desk show it without knowing of boxes.
pub async fn activate(tx: &mut Tx, person: Id<Person>) -> Result<bool> {
    let mailbox = ensure(tx, person).await?;
    let first = store::activate(tx, mailbox).await?;
    if first {
        let entry =
            Entry { action: "mailbox.activate", subject: Some(person), result: Outcome::Done, detail: "" };
        tx.audit(entry).await?;
        people::set_mailbox_activated(tx, person).await?;
    }
    Ok(first)
}

/// Makes the box of a service: in use from the first day.
pub(crate) async fn open_shared(tx: &mut Tx, service: Id<Person>) -> Result<Id<Mailbox>> {
    let mailbox = ensure(tx, service).await?;
    store::activate(tx, mailbox).await?;
    Ok(mailbox)
}

/// How the owner likes to write and to be served.
#[derive(Clone, Debug)]
pub struct Settings {
    pub rich_text: bool,
    pub shortcuts: bool,
    /// How long what is sent can be called back: one of [`UNDO_SECONDS`].
    pub undo_seconds: i64,
    /// Rows of one line each.
    pub compact: bool,
    /// List and message one after the other, on a wide screen too.
    pub two_panes: bool,
    /// Messages on one subject are one line, and are read together.
    pub conversations: bool,
}

pub const LONGEST_SIGNATURE: usize = 2_000;
pub const UNDO_SECONDS: [i64; 4] = [0, 10, 20, 30];

/// The signature of the owner's own address, as plain text.
pub(crate) async fn set_signature(tx: &mut Tx, mailbox: Id<Mailbox>, signature: &str) -> Result<()> {
    store::set_signature(tx, mailbox, signature).await
}

pub async fn set(tx: &mut Tx, mailbox: Id<Mailbox>, settings: &Settings) -> Result<()> {
    store::set(tx, mailbox, settings).await
}

/// Closes the box: nobody enters it, mail to it is refused, and it is deleted after a while.
pub(crate) async fn close(tx: &mut Tx, mailbox: Id<Mailbox>, at: Time) -> Result<()> {
    store::set_closed(tx, mailbox, Some(at)).await
}

/// Opens the box again, with all that it held; one that was erased begins anew, empty.
pub(crate) async fn open(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let standing = hold_still(tx, mailbox).await?;
    if standing.erased_at.is_some() {
        if !folder::all(tx, mailbox).await?.is_empty() {
            // It is being taken away piece by piece; the job that asks comes back.
            return Err(Error::Unavailable("the box that is being erased"));
        }
        store::remove(tx, mailbox).await?;
        ensure(tx, mailbox.cast()).await?;
    }
    store::set_closed(tx, mailbox, None).await
}

/// Deleted, and restored until `until` if somebody wants it.
pub(crate) async fn set_aside(tx: &mut Tx, mailbox: Id<Mailbox>, until: Time) -> Result<()> {
    let now = tx.now();
    store::set_aside(tx, mailbox, now, until).await
}

/// What is said about a closed box is said again before it is deleted; deleted, it is restored until this moment at least.
pub(crate) async fn begin_again(tx: &mut Tx, mailbox: Id<Mailbox>, until: Time) -> Result<()> {
    store::begin_again(tx, mailbox, until).await
}

/// From now on it comes back no more; what it holds is taken away by whoever calls.
pub(crate) async fn begin_erasure(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    store::set_erased(tx, mailbox).await
}

/// Takes away whatever hangs from the box, which is closed for good. Its row stays in its place, empty, so that what is
/// still sent there makes no new one.
pub(crate) async fn finish_erasure(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<()> {
    let standing = hold_still(tx, mailbox).await?;
    store::remove(tx, mailbox).await?;
    store::create(tx, mailbox).await?;
    store::put_stone(tx, mailbox, &standing).await?;
    // Who keeps their account keeps the boxes that others share with them.
    members::recount(tx, mailbox).await?;
    people::forget_mailbox(tx, mailbox.cast()).await
}

/// Hears of accounts: a box opens and closes with its account. What is closed keeps its messages.
pub(crate) const LISTENER: Listener = Listener {
    name: "mail boxes",
    hears: &["AccountOpened", "AccountClosed"],
    run: |ctx, fact| {
        Box::pin(async move {
            match fact {
                Fact::AccountOpened { person, .. } => {
                    ctx.write(async move |tx| {
                        let mailbox = ensure(tx, person).await?;
                        open(tx, mailbox).await
                    })
                    .await
                }
                Fact::AccountClosed { person, .. } => {
                    ctx.write(async move |tx| {
                        let now = tx.now();
                        let mailbox = ensure(tx, person).await?;
                        // Heard twice, or closed before by somebody: it goes on from where it was.
                        if hold_still(tx, mailbox).await?.closed_at.is_none() {
                            close(tx, mailbox, now).await?;
                        }
                        members::forget_person(tx, person).await
                    })
                    .await
                }
                _ => Err(Error::internal("a fact that the boxes do not hear")),
            }
        })
    },
};
