//! TLS to PostgreSQL, when its address asks for it: `sslmode=require`, `verify-ca` and `verify-full` all mean a
//! certificate checked for the host's name. libpq's `require` checks nothing, and who stands in between reads all.
//! `sslrootcert=/path.pem` names the authority to trust instead of the system's.

use tokio_postgres_rustls::MakeRustlsConnect;
use url::form_urlencoded;

use crate::{
    error::{Error, Result},
    tls,
};

/// The address as `tokio_postgres` reads it, and how to speak TLS when that was asked for.
pub(super) fn asked_for(url: &str) -> Result<(String, Option<MakeRustlsConnect>)> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut authority, mut others) = (String::new(), None, Vec::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "sslmode" => mode = value.into_owned(),
            "sslrootcert" => authority = Some(value.into_owned()),
            _ => others.push((name, value)),
        }
    }
    let tls = match mode.as_str() {
        "" | "disable" | "allow" | "prefer" => None,
        "require" | "verify-ca" | "verify-full" => {
            Some(MakeRustlsConnect::new(tls::client(authority.as_deref())?))
        }
        other => return Err(Error::Internal(format!("sslmode={other}: disable, require or verify-full"))),
    };
    let mode = if tls.is_some() { "require" } else { "disable" };
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("sslmode", mode)
        .finish();
    Ok((format!("{place}?{query}"), tls))
}

#[cfg(test)]
mod tests {
    use super::asked_for;

    #[test]
    fn what_is_asked_for_is_done_or_refused() {
        let read = |query: &str| asked_for(&format!("postgres://a:b@host/base{query}"));
        let (url, tls) = read("?sslmode=verify-full&connect_timeout=3").unwrap();
        assert!(tls.is_some());
        assert_eq!(url, "postgres://a:b@host/base?connect_timeout=3&sslmode=require");
        assert!(read("").unwrap().1.is_none() && read("?sslmode=disable").unwrap().1.is_none());
        assert!(read("?sslmode=requier").is_err(), "a slip does not end in clear text");
        assert!(read("?sslmode=require&sslrootcert=/nowhere.pem").is_err());
    }
}
