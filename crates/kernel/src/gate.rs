//! Who comes in by a door that is no page: mail programs, over IMAP and submission. The domain of accounts answers, the
//! domain of mail asks, and neither knows the other: the program hands one to the other.

use std::{future::Future, pin::Pin};

use crate::{
    Ctx, Id, Result,
    people::{Academy, Person},
};

/// What a mail program shows.
#[derive(Clone)]
pub enum Credentials {
    /// An identifier or an address of the person, and a password made for this program alone.
    Password { name: String, password: String },
    /// An access token of our own provider (OAUTHBEARER, XOAUTH2).
    Token(String),
}

/// Who was let in, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admitted {
    pub person: Id<Person>,
    pub academy: Id<Academy>,
    /// Of the password or the token's grant: gone, nobody stays in by it.
    pub by: Id<Admitted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    In(Admitted),
    Wrong,
    /// Too many failures: so many seconds to wait.
    Slowed {
        seconds: i64,
    },
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// Asked with a context that bears the address at the other end. Failures are counted behind it, and a full queue is
/// `Error::Unavailable`.
#[derive(Clone, Copy)]
pub struct Gate {
    pub admit: fn(Ctx, Credentials) -> Answer<Verdict>,
    /// Whether who was let in may still be there: asked every minute or so.
    pub still: fn(Ctx, Admitted) -> Answer<bool>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}

/// Secrets are never shown.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Credentials::Password { name, .. } => {
                f.debug_struct("Password").field("name", name).finish_non_exhaustive()
            }
            Credentials::Token(_) => f.write_str("Token"),
        }
    }
}
