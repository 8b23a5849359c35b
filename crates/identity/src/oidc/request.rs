//! An authorization request, read and checked once its client and its way back are known to be right: from there on
//! whatever is wrong is told to the application.

use kernel::Time;

use super::{
    clients::Client,
    error::{Code, OAuthError, refusal},
    parameters::Parameters,
    scopes::{Scope, Scopes},
};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) scopes: Scopes,
    pub(super) nonce: Option<String>,
    pub(super) challenge: String,
    pub(super) prompt: Prompt,
    /// Seconds since the person proved who they are.
    pub(super) max_age: Option<i64>,
    pub(super) hint: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Prompt {
    /// A page is shown when one is needed.
    #[default]
    WhenNeeded,
    /// Never a page.
    None,
    /// The person proves again who they are.
    Again,
}

const LONGEST_NONCE: usize = 512;

impl Asked {
    pub(super) fn read(parameters: &Parameters, client: &Client) -> Result<Asked, OAuthError> {
        let get = |name| parameters.get(name);
        if parameters.repeats() {
            return Err(refusal(Code::InvalidRequest, "A parameter is given twice."));
        }
        for (name, code) in [
            ("request", Code::RequestNotSupported),
            ("request_uri", Code::RequestUriNotSupported),
            ("registration", Code::RegistrationNotSupported),
        ] {
            if get(name).is_some() {
                return Err(refusal(code, "Plain parameters only."));
            }
        }
        match get("response_type") {
            Some("code") => {}
            Some(_) => return Err(refusal(Code::UnsupportedResponseType, "response_type must be code.")),
            None => return Err(refusal(Code::InvalidRequest, "response_type is missing.")),
        }
        if get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(refusal(Code::InvalidRequest, "response_mode must be query."));
        }
        let scopes = Scopes::read(get("scope").unwrap_or_default());
        if !scopes.has(Scope::OpenId) {
            return Err(refusal(Code::InvalidScope, "scope must contain openid."));
        }
        let nonce = get("nonce").map(str::to_owned);
        if nonce.as_ref().is_some_and(|n| n.len() > LONGEST_NONCE) {
            return Err(refusal(Code::InvalidRequest, "The nonce is too long."));
        }
        Ok(Asked {
            scopes: scopes.within(&client.scopes),
            nonce,
            challenge: challenge(parameters)?,
            prompt: prompt(get("prompt").unwrap_or_default())?,
            max_age: max_age(get("max_age"))?,
            hint: get("id_token_hint").map(str::to_owned),
        })
    }

    /// Whether a proof given at `authenticated` is too old for this application.
    pub(super) fn wants_again(&self, authenticated: Time, now: Time) -> bool {
        // 0 means now, which a proof of this very second would otherwise pass for.
        let too_old =
            self.max_age.is_some_and(|most| most == 0 || now.seconds() - authenticated.seconds() > most);
        self.prompt == Prompt::Again || too_old
    }
}

/// PKCE (RFC 7636) is demanded of everybody, by SHA-256 only.
fn challenge(parameters: &Parameters) -> Result<String, OAuthError> {
    let challenge = parameters
        .get("code_challenge")
        .ok_or(refusal(Code::InvalidRequest, "PKCE is needed: code_challenge is missing."))?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(refusal(Code::InvalidRequest, "code_challenge_method must be S256."));
    }
    match data_encoding::BASE64URL_NOPAD.decode(challenge.as_bytes()) {
        Ok(bytes) if bytes.len() == 32 => Ok(challenge.to_owned()),
        _ => Err(refusal(Code::InvalidRequest, "code_challenge is no SHA-256 in base64url.")),
    }
}

fn prompt(text: &str) -> Result<Prompt, OAuthError> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    match words.as_slice() {
        ["none"] => Ok(Prompt::None),
        words if words.contains(&"none") => Err(refusal(Code::InvalidRequest, "prompt=none stands alone.")),
        // Another account is chosen by signing in with it; consent is the académie's, given at registration.
        words if words.contains(&"login") || words.contains(&"select_account") => Ok(Prompt::Again),
        _ => Ok(Prompt::WhenNeeded),
    }
}

fn max_age(text: Option<&str>) -> Result<Option<i64>, OAuthError> {
    let Some(text) = text else { return Ok(None) };
    match text.parse::<u32>() {
        Ok(seconds) => Ok(Some(i64::from(seconds))),
        Err(_) => Err(refusal(Code::InvalidRequest, "max_age must be a number of seconds.")),
    }
}
