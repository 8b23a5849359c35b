//! The server that takes our mail to the outside world, as its address in the settings says: `smtp://relay.example:587`
//! with STARTTLS, `smtps://user:password@relay.example` with TLS from the first byte. A certificate is always checked.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use percent_encoding::percent_decode_str;
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::{Host, Url};

/// When the conversation is hidden from those in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// `?tls=none`, and on this machine.
    Never,
    /// `?tls=offered`: by STARTTLS when it is there.
    WhenOffered,
    /// By STARTTLS, or not at all.
    Required,
    /// `smtps`.
    Immediate,
}

#[derive(Clone)]
pub struct Smarthost {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<(String, String)>,
    pub(super) name: ServerName<'static>,
    pub(super) connector: TlsConnector,
}

impl Smarthost {
    /// Whether nobody stands in between.
    pub(super) fn is_here(&self) -> bool {
        is_here(&self.host)
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Without what it is let in with.
impl fmt::Debug for Smarthost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.tls)
    }
}

impl FromStr for Smarthost {
    type Err = String;

    fn from_str(text: &str) -> Result<Smarthost, String> {
        let url: Url = text.parse().map_err(|e| format!("not an address: {e}"))?;
        let immediate = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(format!("{other}: expected smtp://HOST:PORT or smtps://HOST:PORT")),
        };
        // The standard does not know what a host is in these two schemes.
        let host = match Host::parse(url.host_str().unwrap_or_default()).map_err(|e| e.to_string())? {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let (mut tls, mut roots) = (None, None);
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", "none") => tls = Some(Tls::Never),
                ("tls", "offered") => tls = Some(Tls::WhenOffered),
                ("tls", "required") => tls = Some(Tls::Required),
                ("roots", path) => roots = Some(path.to_owned()),
                (name, value) => {
                    return Err(format!(
                        "{name}={value}: expected tls=none, tls=offered, tls=required or roots=FILE.pem"
                    ));
                }
            }
        }
        let tls = match tls {
            _ if immediate => Tls::Immediate,
            Some(asked) => asked,
            None if is_here(&host) => Tls::Never,
            None => Tls::Required,
        };
        let user = decoded(url.username())?;
        let credentials = match url.password() {
            _ if user.is_empty() => None,
            Some(password) => Some((user, decoded(password)?)),
            None => return Err("a user without a password".to_owned()),
        };
        if credentials.is_some() && tls == Tls::Never && !is_here(&host) {
            return Err("the password would be sent in clear text: leave tls=none out".to_owned());
        }
        let config = kernel::tls::client(roots.as_deref()).map_err(|e| e.to_string())?;
        Ok(Smarthost {
            port: url.port().unwrap_or(if immediate { 465 } else { 587 }),
            name: ServerName::try_from(host.clone()).map_err(|e| format!("{host}: {e}"))?,
            connector: TlsConnector::from(Arc::new(config)),
            host,
            tls,
            credentials,
        })
    }
}

fn decoded(text: &str) -> Result<String, String> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_the_server_is_spoken_to() {
        let read = |text: &str| text.parse::<Smarthost>();
        let here = read("smtp://127.0.0.1:2525").unwrap();
        assert_eq!((here.port, here.tls), (2525, Tls::Never), "nobody stands in between");
        let relay = read("smtp://relay.example").unwrap();
        assert_eq!((relay.port, relay.tls), (587, Tls::Required));
        let relay = read("smtps://pr%C3%A9au:a%40b@relay.example").unwrap();
        assert_eq!((relay.port, relay.tls), (465, Tls::Immediate));
        assert_eq!(relay.credentials, Some(("préau".to_owned(), "a@b".to_owned())));
        assert_eq!(format!("{relay:?}"), "relay.example:465 (Immediate)");
        assert_eq!(read("smtp://[::1]:25?tls=offered").unwrap().tls, Tls::WhenOffered);
        for wrong in [
            "relay.example:25",
            "http://relay.example",
            "smtp://relay.example?tls=maybe",
            "smtp://a:b@relay.example?tls=none",
            "smtp://a@relay.example",
            "smtp://relay.example?roots=/nowhere.pem",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
