//! What can go wrong, as the person in front of the screen would say it. Domains return these; `web` alone
//! turns them into a page or a fragment, and protocols keep their own wire errors at their edge.

use crate::db::DbError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is unavailable when nothing can be written: protocols have a word of their own for it.
pub const DISK_FULL: &str = "the disk is full";

/// One complaint about one field of a form or one column of a line, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field as the form posts it; empty for the form as a whole.
    pub field: &'static str,
    pub message: String,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or this person may not know that it is (404).
    #[error("not found")]
    NotFound,
    /// It is there and visible, but this is not allowed (403). Carries a sentence for the person, or nothing.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// Nobody is signed in and somebody must be (redirect to the sign-in page).
    #[error("sign-in needed")]
    SignInNeeded,
    /// What was typed cannot be accepted (422).
    #[error("invalid: {0:?}")]
    Invalid(Vec<Problem>),
    /// Somebody else was faster, or it exists already (409). Carries a sentence for the person.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too many tries (429).
    #[error("too many requests, retry after {retry_after_s} s")]
    TooMany { retry_after_s: u32 },
    /// A part that we need does not answer, or is full (503).
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// A bug. The text goes to the log, never to the page (500).
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Error::Invalid(vec![Problem { field, message: message.into() }])
    }

    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Error::Internal(cause.to_string())
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NoRow => Error::NotFound,
            DbError::Unique(what) => Error::Conflict(what),
            DbError::Busy => Error::Unavailable("the database is busy"),
            DbError::Gone(cause) => {
                tracing::error!(%cause, "database out of reach");
                Error::Unavailable("the database is out of reach")
            }
            DbError::Full => Error::Unavailable(DISK_FULL),
            DbError::Other(cause) => Error::Internal(cause),
        }
    }
}
