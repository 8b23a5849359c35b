//! Facts: what happened in one domain and concerns another that it does not depend on. Telling a fact writes one
//! job per listener in the same transaction, so a fact is never lost and may be heard twice.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    Ctx, Error, Id, Result, Time, Tx,
    notices::NoticeRow,
    people::{Academy, Person, SignedIn},
};

/// All facts that cross domains.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// A person got an account: HR named them for the first time, or again after a closure.
    AccountOpened { academy: Id<Academy>, person: Id<Person> },
    /// A person chose a password: the account is theirs now.
    AccountActivated { academy: Id<Academy>, person: Id<Person> },
    /// HR no longer names the person, or the help desk closed the account.
    AccountClosed { academy: Id<Academy>, person: Id<Person> },
    /// A sign-in ended, by the person or by force: clients that were signed on through it are told.
    SignedOut { academy: Id<Academy>, person: Id<Person>, session: Id<SignedIn> },
    /// A notice was written for a person; the mailbox gets it too.
    Noticed {
        academy: Id<Academy>,
        person: Id<Person>,
        /// Which notice, so that hearing of it twice is noticed.
        notice: Id<NoticeRow>,
        at: Time,
        title: String,
        body: String,
        link: Option<String>,
        topic: String,
    },
}

impl Fact {
    fn name(&self) -> &'static str {
        match self {
            Fact::AccountOpened { .. } => "AccountOpened",
            Fact::AccountActivated { .. } => "AccountActivated",
            Fact::AccountClosed { .. } => "AccountClosed",
            Fact::SignedOut { .. } => "SignedOut",
            Fact::Noticed { .. } => "Noticed",
        }
    }

    fn academy(&self) -> Id<Academy> {
        match self {
            Fact::AccountOpened { academy, .. }
            | Fact::AccountActivated { academy, .. }
            | Fact::AccountClosed { academy, .. }
            | Fact::SignedOut { academy, .. }
            | Fact::Noticed { academy, .. } => *academy,
        }
    }
}

/// Who wants to hear which facts, and what they do then; hearing one twice must be harmless.
#[derive(Clone, Copy)]
pub struct Listener {
    pub name: &'static str,
    pub hears: &'static [&'static str],
    pub run: fn(Ctx, Fact) -> BoxFuture<'static, Result<()>>,
}

#[derive(Serialize, Deserialize)]
struct Telling {
    listener: String,
    fact: Fact,
}

impl Tx {
    /// Tells a fact to every listener, after the commit.
    pub async fn emit(&mut self, fact: Fact) -> Result<()> {
        let listeners: Vec<&'static str> = self
            .services()
            .listeners
            .iter()
            .filter(|l| l.hears.contains(&fact.name()))
            .map(|l| l.name)
            .collect();
        for listener in listeners {
            self.enqueue("fact", &Telling { listener: listener.to_owned(), fact: fact.clone() }).await?;
        }
        Ok(())
    }
}

/// One telling, as a job; the listener's context is in the fact's académie.
pub(crate) async fn tell(ctx: Ctx, payload: &str) -> Result<()> {
    let telling: Telling = crate::jobs::payload(payload)?;
    let listener = ctx.services().listeners.iter().find(|l| l.name == telling.listener).copied();
    let listener = listener.ok_or_else(|| Error::Internal(format!("no listener {}", telling.listener)))?;
    let academy = {
        let mut tx = ctx.read().await?;
        crate::people::academy_by_id(&mut tx, telling.fact.academy()).await?
    };
    (listener.run)(ctx.in_academy(std::sync::Arc::new(academy.into())), telling.fact).await
}
