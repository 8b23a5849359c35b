//! Failures on their way out: handlers answer with the kernel's `Error`, and here alone it becomes a status and a
//! page (or a fragment) that says what happened and what to do.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::{Error, site::System};

use crate::{
    page::{Page, redirect},
    visit::Visit,
    words::Words,
};

/// What a handler answers.
pub type Reply<T = Response> = Result<T, Failure>;

/// A kernel error travelling through axum; the guard draws its page.
#[derive(Debug, Clone)]
pub struct Failure {
    error: std::sync::Arc<Error>,
    /// Where to go instead of being told.
    elsewhere: Option<String>,
}

impl Failure {
    /// The request is not answered: the browser goes to a page of ours instead.
    pub(crate) fn elsewhere(to: String) -> Failure {
        Failure { elsewhere: Some(to), ..Failure::from(Error::Forbidden(String::new())) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure { error: std::sync::Arc::new(error), elsewhere: None }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        std::sync::Arc::try_unwrap(failure.error).unwrap_or_else(|shared| Error::Internal(shared.to_string()))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.error).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::SignInNeeded => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    t: Words,
    title: &'a str,
    explanation: &'a str,
    problems: &'a [kernel::Problem],
    back: String,
}

pub(crate) fn page(visit: &Visit, failure: Failure) -> Response {
    let t = visit.words();
    if let Some(there) = &failure.elsewhere {
        return redirect(there);
    }
    let error = &*failure.error;
    if matches!(error, Error::SignInNeeded) && !visit.wants_fragment() {
        return redirect(&sign_in_address(visit));
    }
    if let Error::Internal(cause) = error {
        // Without the query: it may hold a code, or what somebody searched for.
        let path = visit.address().split('?').next().unwrap_or_default();
        tracing::error!(path, cause, "a bug");
    }
    let minutes;
    let (title, explanation) = match error {
        Error::NotFound => (t.failure_not_found_title(), t.failure_not_found()),
        Error::Forbidden(why) if !why.is_empty() => (t.failure_forbidden_title(), why.as_str()),
        Error::Forbidden(_) => (t.failure_forbidden_title(), t.failure_forbidden()),
        Error::SignInNeeded => (t.failure_sign_in_title(), t.failure_sign_in()),
        Error::Invalid(_) => (t.failure_invalid_title(), t.failure_invalid()),
        Error::Conflict(why) if !why.is_empty() => (t.failure_conflict_title(), why.as_str()),
        Error::Conflict(_) => (t.failure_conflict_title(), t.failure_conflict()),
        Error::TooMany { retry_after_s } => {
            minutes = t.failure_too_many(i64::from(retry_after_s.div_ceil(60)));
            (t.failure_too_many_title(), minutes.as_str())
        }
        Error::Unavailable(_) => (t.failure_unavailable_title(), t.failure_unavailable()),
        Error::Internal(_) => (t.failure_internal_title(), t.failure_internal()),
    };
    let problems = if let Error::Invalid(problems) = error { problems.as_slice() } else { &[] };
    let body = FailurePage { t, title, explanation, problems, back: home(visit) };
    let mut response = Page::new(visit, title)
        .status(status(error))
        .reply(&body)
        .unwrap_or_else(|_| status(error).into_response());
    let wait = match error {
        Error::TooMany { retry_after_s } => Some(*retry_after_s),
        Error::Unavailable(_) => Some(5),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// What axum and its layers refuse by themselves, with a status and at most a line of English, told as a page: an
/// address that cannot be read, a method that an address does not have, a panic.
pub(crate) fn told(visit: &Visit, bare: Response) -> Response {
    let given = bare.status();
    let kind = bare.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !(given.is_client_error() || given.is_server_error())
        || !(kind.is_empty() || kind.starts_with("text/plain"))
    {
        return bare;
    }
    let t = visit.words();
    let error = match given {
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Error::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Error::invalid("", t.failure_too_large()),
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Error::Unavailable("no answer in time")
        }
        other if other.is_client_error() => Error::invalid("", t.form_unreadable()),
        _ => Error::internal("the handler panicked; the log has its message"),
    };
    let mut response = page(visit, error.into());
    if given == StatusCode::METHOD_NOT_ALLOWED {
        *response.status_mut() = given;
        if let Some(allow) = bare.headers().get(header::ALLOW) {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
    }
    response
}

/// The sign-in of the system asked for, coming back here afterwards.
pub(crate) fn sign_in_address(visit: &Visit) -> String {
    let system = visit.system().unwrap_or(System::Identity);
    let back = percent_encoding::utf8_percent_encode(visit.address(), percent_encoding::NON_ALPHANUMERIC);
    let academy = visit.academy.as_ref().map(|a| format!("&academie={}", a.slug)).unwrap_or_default();
    format!("/{}/connexion?suite={back}{academy}", system.stem())
}

fn home(visit: &Visit) -> String {
    match (visit.system(), &visit.academy) {
        (Some(system @ (System::Portal | System::Learning)), Some(academy)) => {
            format!("/{}/{}", system.stem(), academy.slug)
        }
        (Some(system @ (System::Mail | System::Identity)), _) => format!("/{}", system.stem()),
        _ => "/".to_owned(),
    }
}
