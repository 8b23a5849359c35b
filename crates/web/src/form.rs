//! Forms: what was typed, parsed; and what is wrong with it, told beside each field with everything kept.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use kernel::{Error, Locale, Problem};
use serde::de::DeserializeOwned;

use crate::{Failure, Visit, words::Words};

/// A urlencoded body as `T`. The guard has checked its token. Fields of `T` are what people type, so mostly
/// `String` with `#[serde(default)]`: the rule says what is wrong, not the parser.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let t = Words(request.extensions().get::<Visit>().map_or(Locale::Fr, |visit| visit.locale));
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Error::invalid("", t.failure_too_large()))?;
        Ok(Form(read(&body, t)?))
    }
}

/// Reads a urlencoded body; what no page of ours sends is refused with a sentence that says so.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8], t: Words) -> kernel::Result<T> {
    // A NUL means nothing in any text, and the two databases disagree about it.
    if body.windows(3).any(|three| three == b"%00") || body.contains(&0) {
        return Err(Error::invalid("", t.form_nul()));
    }
    serde_html_form::from_bytes(body).map_err(|_| Error::invalid("", t.form_unreadable()))
}

/// What is wrong with a form, by field; templates ask for a field's message.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<Problem>);

impl Errors {
    pub const fn none() -> Errors {
        Errors(Vec::new())
    }

    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(Problem { field, message: message.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many faults there are, for the summary's heading.
    pub fn count(&self) -> i64 {
        self.0.len() as i64
    }

    /// The first message about this field, or nothing.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|p| p.field == field).map_or("", |p| &p.message)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// `Ok` when nothing is wrong.
    pub fn into_result(self) -> kernel::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

impl From<Vec<Problem>> for Errors {
    fn from(problems: Vec<Problem>) -> Self {
        Errors(problems)
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Splits a verb's outcome: `Ok(Ok)` done, `Ok(Err(errors))` to be shown beside the fields, `Err` anything else.
pub fn told<T>(outcome: kernel::Result<T>) -> Result<Result<T, Errors>, Failure> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Invalid(problems)) => Ok(Err(Errors(problems))),
        Err(other) => Err(other.into()),
    }
}
