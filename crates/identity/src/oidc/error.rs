//! What the protocol says when it refuses: an error code of OAuth 2 or OpenID Connect with a sentence for the
//! application's developer, as JSON or as parameters of the way back.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use kernel::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    UnsupportedGrantType,
    UnsupportedResponseType,
    AccessDenied,
    LoginRequired,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
    TemporarilyUnavailable,
    TooMany,
    ServerError,
}

impl Code {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Code::InvalidRequest => "invalid_request",
            Code::InvalidClient => "invalid_client",
            Code::InvalidGrant => "invalid_grant",
            Code::InvalidScope => "invalid_scope",
            Code::UnsupportedGrantType => "unsupported_grant_type",
            Code::UnsupportedResponseType => "unsupported_response_type",
            Code::AccessDenied => "access_denied",
            Code::LoginRequired => "login_required",
            Code::RequestNotSupported => "request_not_supported",
            Code::RequestUriNotSupported => "request_uri_not_supported",
            Code::RegistrationNotSupported => "registration_not_supported",
            // There is no word of its own for it; the status tells.
            Code::TemporarilyUnavailable | Code::TooMany => "temporarily_unavailable",
            Code::ServerError => "server_error",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Code::InvalidClient => StatusCode::UNAUTHORIZED,
            Code::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Code::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OAuthError {
    pub(super) code: Code,
    /// For the application's developer, in English as the specifications; never shows a secret.
    pub(super) description: &'static str,
    retry_after_s: Option<u32>,
}

pub(super) const fn refusal(code: Code, description: &'static str) -> OAuthError {
    OAuthError { code, description, retry_after_s: None }
}

impl From<Error> for OAuthError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(_) => OAuthError {
                retry_after_s: Some(5),
                ..refusal(Code::TemporarilyUnavailable, "Try again in a few seconds.")
            },
            Error::TooMany { retry_after_s } => OAuthError {
                retry_after_s: Some(retry_after_s),
                ..refusal(Code::TooMany, "Too many requests.")
            },
            other => {
                tracing::error!(error = %other, "the OpenID Connect provider failed");
                refusal(Code::ServerError, "An error of the provider; it was logged.")
            }
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.code.as_str(), "error_description": self.description });
        let mut response = no_store((self.code.status(), Json(body)));
        if self.code == Code::InvalidClient {
            let challenge = HeaderValue::from_static("Basic realm=\"oidc\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// What holds a token is kept by no cache (RFC 6749, 5.1).
pub(super) fn no_store(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
