//! Who calls the token endpoint: an application with its secret in the header (`client_secret_basic`) or in the form
//! (`client_secret_post`), or a public one with its name alone.

use data_encoding::BASE64;
use http::{HeaderMap, header};
use kernel::Ctx;
use url::form_urlencoded;

use super::{
    clients::{self, Client},
    error::{Code, OAuthError, refusal},
    limits,
    parameters::Parameters,
};

#[derive(Debug, PartialEq, Eq)]
struct Shown {
    id: String,
    secret: Option<String>,
}

/// The application, once it has proved that it is the one. Failures are counted by network address.
pub(super) async fn authenticate(
    ctx: &Ctx,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<Client, OAuthError> {
    let shown = shown(headers, form)?;
    let client = clients::find(&mut ctx.read().await?, &shown.id).await?;
    let proved = client.filter(|client| match &shown.secret {
        Some(secret) => client.has_secret(secret),
        None => client.is_public(),
    });
    if proved.is_none() {
        limits::count_failure(ctx).await?;
    }
    proved.ok_or(refusal(Code::InvalidClient, "Unknown client, or a wrong secret."))
}

fn shown(headers: &HeaderMap, form: &Parameters) -> Result<Shown, OAuthError> {
    let in_form = form.get("client_secret");
    let Some(authorization) = headers.get(header::AUTHORIZATION) else {
        let id = form.get("client_id").ok_or(refusal(Code::InvalidClient, "The client is not named."))?;
        return Ok(Shown { id: id.to_owned(), secret: in_form.map(str::to_owned) });
    };
    if in_form.is_some() {
        return Err(refusal(Code::InvalidRequest, "One way of client authentication at a time."));
    }
    let text = authorization.to_str().unwrap_or_default();
    let shown =
        basic(text).ok_or(refusal(Code::InvalidClient, "The Authorization header is no Basic one."))?;
    if form.get("client_id").is_some_and(|id| id != shown.id) {
        return Err(refusal(Code::InvalidRequest, "The header and the form name two clients."));
    }
    Ok(shown)
}

/// RFC 6749, 2.3.1: both halves are form-encoded before they are joined.
fn basic(header: &str) -> Option<Shown> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(credentials.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Shown { id: decoded(id), secret: Some(decoded(secret)) })
}

fn decoded(text: &str) -> String {
    // A lone name without "=" parses as a key.
    form_urlencoded::parse(text.replace('&', "%26").replace('=', "%3D").as_bytes())
        .next()
        .map(|(key, _)| key.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pair: &str) -> HeaderMap {
        let value = format!("Basic {}", BASE64.encode(pair.as_bytes()));
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn both_halves_of_the_header_are_decoded() {
        let shown = shown(&headers("nuage:a%3Ab+c%25="), &Parameters::default()).unwrap();
        assert_eq!(shown, Shown { id: "nuage".into(), secret: Some("a:b c%=".into()) });
    }

    #[test]
    fn one_way_at_a_time_and_one_client_at_a_time() {
        let told = |form: &str| shown(&headers("nuage:s"), &Parameters::parse(form)).unwrap_err().code;
        assert_eq!(told("client_secret=s"), Code::InvalidRequest);
        assert_eq!(told("client_id=other"), Code::InvalidRequest);
        assert_eq!(shown(&HeaderMap::new(), &Parameters::default()).unwrap_err().code, Code::InvalidClient);
    }
}
