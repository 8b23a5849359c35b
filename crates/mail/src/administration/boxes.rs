//! The boxes of the académie as the postmaster sees them: whose, in which state, how full. A box is closed and opened,
//! deleted and restored here; what it holds shows as counts.

use kernel::{
    Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    notices::Notice,
    people, row,
    search::fold,
    sql, text_enum,
    time::days,
};

use super::quota::{By, owner_of};
use crate::{
    mailbox::{self, Mailbox},
    recipients,
    words::Words,
};

text_enum! {
    /// What a box is to who looks for it.
    pub(crate) enum State {
        Active = "active",
        /// Nobody has entered it yet.
        Waiting = "waiting",
        Closed = "closed",
        /// Deleted, and can be restored.
        Aside = "aside",
        Erased = "erased",
    }
}

row! {
    pub(crate) struct Seen {
        pub id: Id<Mailbox>,
        pub sort_key: String,
        pub name: String,
        pub address: String,
        pub uai: Option<String>,
        /// Of the establishment; empty when it is not known.
        pub place: String,
        pub state: State,
        pub held: bool,
        pub quota_bytes: i64,
        pub used_bytes: i64,
    }
}

/// What is looked for; empty texts say nothing.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    /// Words of a name, or the beginning of an address.
    pub text: String,
    pub uai: String,
    /// A [`State`], or `held`.
    pub state: String,
    /// Where the page begins: behind this name and box.
    pub after: (String, Id<Mailbox>),
}

/// How long a deleted box can be restored.
pub(crate) const RESTORED_WITHIN: std::time::Duration = days(30);

/// A page of the boxes that are looked for, by the names of their owners.
pub(crate) async fn page(tx: &mut Tx, sought: &Sought, limit: i64) -> Result<Vec<Seen>> {
    let academy = tx.academy_id()?;
    let Sought { text, uai, state, after: (name, id) } = sought;
    let typed = text.trim().to_lowercase();
    if !typed.is_empty() {
        let folded = fold(&typed);
        let mut words = folded.split_whitespace();
        // No name begins with the last of all letters: what holds no word is looked for among addresses alone.
        let (first, second) = (words.next().unwrap_or(LAST), words.next().unwrap_or_default());
        return tx
            .all(sql!(Seen: "SELECT m.id, p.sort_key, p.display_name AS name, p.address, p.uai, COALESCE(e.name, '') AS place,
                     CASE WHEN m.erased_at IS NOT NULL THEN 'erased' WHEN m.aside_at IS NOT NULL THEN 'aside'
                        WHEN m.closed_at IS NOT NULL THEN 'closed' WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END AS state,
                     CASE WHEN m.held_at IS NULL THEN 0 ELSE 1 END AS held, m.quota_bytes, m.used_bytes
                  FROM people p JOIN mailboxes m ON m.id = p.id
                     LEFT JOIN establishments e ON e.academy_id = p.academy_id AND e.uai = p.uai
                  WHERE p.academy_id = $1 AND (p.sort_key, p.id) > ($2, $3) AND ($4 = '' OR p.uai = $4)
                     AND ($5 = '' OR ($5 = 'held' AND m.held_at IS NOT NULL) OR $5 = CASE WHEN m.erased_at IS NOT NULL THEN 'erased'
                        WHEN m.aside_at IS NOT NULL THEN 'aside' WHEN m.closed_at IS NOT NULL THEN 'closed'
                        WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END)
                     AND p.id IN (SELECT w.person_id FROM name_words w WHERE w.academy_id = $1 AND w.word >= $6 AND w.word < $7
                           AND ($8 = '' OR EXISTS (SELECT 1 FROM name_words o WHERE o.person_id = w.person_id AND o.word >= $8 AND o.word < $9))
                        UNION SELECT a.person_id FROM addresses a WHERE a.address >= $10 AND a.address < $11 AND a.person_id IS NOT NULL)
                  ORDER BY p.sort_key, p.id LIMIT $12",
                academy, name, *id, uai, state, first, beyond(first), second, beyond(second), typed, beyond(&typed), limit))
            .await;
    }
    // Those in a rare state are found by it; the others by walking the names.
    if matches!(state.as_str(), "closed" | "aside" | "erased" | "held") {
        return tx
            .all(sql!(Seen: "SELECT m.id, p.sort_key, p.display_name AS name, p.address, p.uai, COALESCE(e.name, '') AS place,
                     CASE WHEN m.erased_at IS NOT NULL THEN 'erased' WHEN m.aside_at IS NOT NULL THEN 'aside'
                        WHEN m.closed_at IS NOT NULL THEN 'closed' WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END AS state,
                     CASE WHEN m.held_at IS NULL THEN 0 ELSE 1 END AS held, m.quota_bytes, m.used_bytes
                  FROM mailboxes m JOIN people p ON p.id = m.id
                     LEFT JOIN establishments e ON e.academy_id = p.academy_id AND e.uai = p.uai
                  WHERE m.id IN (SELECT c.id FROM mailboxes c WHERE c.academy_id = $1 AND c.closed_at IS NOT NULL
                        UNION SELECT h.id FROM mailboxes h WHERE h.academy_id = $1 AND h.held_at IS NOT NULL)
                     AND (p.sort_key, p.id) > ($2, $3) AND ($4 = '' OR p.uai = $4)
                     AND (($5 = 'held' AND m.held_at IS NOT NULL) OR $5 = CASE WHEN m.erased_at IS NOT NULL THEN 'erased'
                        WHEN m.aside_at IS NOT NULL THEN 'aside' WHEN m.closed_at IS NOT NULL THEN 'closed'
                        WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END)
                  ORDER BY p.sort_key, p.id LIMIT $6",
                academy, name, *id, uai, state, limit))
            .await;
    }
    if !uai.is_empty() {
        return tx
            .all(sql!(Seen: "SELECT m.id, p.sort_key, p.display_name AS name, p.address, p.uai, COALESCE(e.name, '') AS place,
                     CASE WHEN m.closed_at IS NOT NULL THEN CASE WHEN m.erased_at IS NOT NULL THEN 'erased'
                        WHEN m.aside_at IS NOT NULL THEN 'aside' ELSE 'closed' END
                        WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END AS state,
                     CASE WHEN m.held_at IS NULL THEN 0 ELSE 1 END AS held, m.quota_bytes, m.used_bytes
                  FROM people p JOIN mailboxes m ON m.id = p.id
                     LEFT JOIN establishments e ON e.academy_id = p.academy_id AND e.uai = p.uai
                  WHERE p.academy_id = $1 AND p.uai = $4 AND (p.sort_key, p.id) > ($2, $3)
                     AND ($5 = '' OR (m.closed_at IS NULL AND $5 = CASE WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END))
                  ORDER BY p.sort_key, p.id LIMIT $6",
                academy, name, *id, uai, state, limit))
            .await;
    }
    tx.all(sql!(Seen: "SELECT m.id, p.sort_key, p.display_name AS name, p.address, p.uai, COALESCE(e.name, '') AS place,
             CASE WHEN m.closed_at IS NOT NULL THEN CASE WHEN m.erased_at IS NOT NULL THEN 'erased'
                WHEN m.aside_at IS NOT NULL THEN 'aside' ELSE 'closed' END
                WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END AS state,
             CASE WHEN m.held_at IS NULL THEN 0 ELSE 1 END AS held, m.quota_bytes, m.used_bytes
          FROM people p JOIN mailboxes m ON m.id = p.id
             LEFT JOIN establishments e ON e.academy_id = p.academy_id AND e.uai = p.uai
          WHERE p.academy_id = $1 AND (p.sort_key, p.id) > ($2, $3)
             AND ($4 = '' OR (m.closed_at IS NULL AND $4 = CASE WHEN m.activated_at IS NULL THEN 'waiting' ELSE 'active' END))
          ORDER BY p.sort_key, p.id LIMIT $5",
        academy, name, *id, state, limit))
        .await
}

const LAST: &str = "\u{10FFFF}";

/// The first text after all those that begin so.
fn beyond(prefix: &str) -> String {
    format!("{prefix}{LAST}")
}

row! {
    /// One box with all that is known of it from outside.
    pub(crate) struct Whole {
        pub id: Id<Mailbox>,
        pub name: String,
        pub address: String,
        pub uai: Option<String>,
        pub place: String,
        pub kind: people::Kind,
        pub account_closed_at: Option<Time>,
        pub created_at: Time,
        pub activated_at: Option<Time>,
        pub closed_at: Option<Time>,
        pub aside_at: Option<Time>,
        pub aside_until: Option<Time>,
        pub erased_at: Option<Time>,
        pub held_at: Option<Time>,
        pub quota_by: By,
        pub quota_bytes: i64,
        pub used_bytes: i64,
    }
}

impl Whole {
    pub fn state(&self) -> State {
        match self {
            Whole { erased_at: Some(_), .. } => State::Erased,
            Whole { aside_at: Some(_), .. } => State::Aside,
            Whole { closed_at: Some(_), .. } => State::Closed,
            Whole { activated_at: None, .. } => State::Waiting,
            _ => State::Active,
        }
    }
}

pub(crate) async fn find(tx: &mut Tx, mailbox: Id<Mailbox>) -> Result<Whole> {
    tx.one(sql!(Whole: "SELECT m.id, p.display_name AS name, p.address, p.uai, COALESCE(e.name, '') AS place,
             p.kind, p.closed_at AS account_closed_at, m.created_at, m.activated_at, m.closed_at, m.aside_at, m.aside_until, m.erased_at,
             m.held_at, m.quota_by, m.quota_bytes, m.used_bytes
          FROM mailboxes m JOIN people p ON p.id = m.id
             LEFT JOIN establishments e ON e.academy_id = p.academy_id AND e.uai = p.uai
          WHERE m.id = $1 AND m.academy_id = $2", mailbox, tx.academy_id()?))
        .await
}

/// What somebody does with a box as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Close,
    Open,
    Delete,
    Restore,
}

/// Does it, unless the box is in another state than its page showed (`Error::Conflict`). Its owner is told.
pub(crate) async fn act(tx: &mut Tx, mailbox: Id<Mailbox>, act: Act) -> Result<()> {
    mailbox::hold_still(tx, mailbox).await?;
    let found = find(tx, mailbox).await?;
    let t = Words(tx.locale);
    let state = found.state();
    let fits = match act {
        Act::Close => matches!(state, State::Active | State::Waiting),
        Act::Open | Act::Delete => state == State::Closed,
        Act::Restore => state == State::Aside,
    };
    if !fits {
        return Err(Error::Conflict(t.box_state_changed().to_owned()));
    }
    if act == Act::Open && found.account_closed_at.is_some() {
        return Err(Error::Conflict(t.box_account_closed().to_owned()));
    }
    if act == Act::Delete && found.held_at.is_some() {
        return Err(Error::Conflict(t.box_on_hold().to_owned()));
    }
    let now = tx.now();
    let action = match act {
        Act::Close => {
            mailbox::close(tx, mailbox, now).await?;
            "mailbox.close"
        }
        Act::Open => {
            mailbox::open(tx, mailbox).await?;
            "mailbox.open"
        }
        Act::Delete => {
            mailbox::set_aside(tx, mailbox, now.plus(RESTORED_WITHIN)).await?;
            "mailbox.delete"
        }
        Act::Restore if found.account_closed_at.is_some() => {
            // Its owner has not come back: closed as before, and from today on.
            mailbox::close(tx, mailbox, now).await?;
            "mailbox.restore"
        }
        Act::Restore => {
            mailbox::open(tx, mailbox).await?;
            "mailbox.restore"
        }
    };
    let entry = Entry { action, subject: Some(mailbox.cast()), result: Outcome::Done, detail: "" };
    tx.audit(entry).await?;
    tell(tx, mailbox, act).await
}

/// By the bell too: a closed box is not read.
async fn tell(tx: &mut Tx, mailbox: Id<Mailbox>, act: Act) -> Result<()> {
    if owner_of(tx, mailbox).await?.closed_at.is_some() {
        return Ok(());
    }
    let t = Words(recipients::locale_of(tx, mailbox.cast()).await?);
    let (title, body) = match act {
        Act::Close => (t.box_closed_notice(), t.box_closed_notice_body()),
        Act::Delete => (t.box_deleted_notice(), t.box_deleted_notice_body()),
        Act::Open | Act::Restore => (t.box_opened_notice(), t.box_opened_notice_body()),
    };
    let (title, body) = (title.to_owned(), body.to_owned());
    tx.notify(mailbox.cast(), Notice { title, body, link: None, topic: "mailbox".to_owned() }).await
}
