//! Another server that we are a client of, as its address in the settings says: `smtp://relay.example:587` with STARTTLS,
//! `imaps://user:password@mail.example` with TLS from the first byte. A certificate is always checked.

use std::{fmt, io, net::IpAddr, sync::Arc, time::Duration};

use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::{Host, Url};

const TO_CONNECT: Duration = Duration::from_secs(30);

/// When the conversation is hidden from those in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// `?tls=none`, and on this machine.
    Never,
    /// `?tls=offered`: by STARTTLS when it is there.
    WhenOffered,
    /// By STARTTLS, or not at all.
    Required,
    /// By the scheme of the address.
    Immediate,
}

/// The schemes of a protocol and their ports: with STARTTLS, and with TLS from the first byte.
pub(crate) struct Schemes {
    pub plain: (&'static str, u16),
    pub immediate: (&'static str, u16),
}

#[derive(Clone)]
pub(crate) struct Upstream {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<(String, String)>,
    name: ServerName<'static>,
    connector: TlsConnector,
}

/// What a conversation goes over.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Upstream {
    /// Reads an address. `other` is asked about what it is asked for besides `tls` and `roots`; false refuses it.
    pub fn read(
        text: &str,
        schemes: &Schemes,
        mut other: impl FnMut(&str, &str) -> bool,
    ) -> Result<Upstream, String> {
        let url: Url = text.parse().map_err(|e| format!("not an address: {e}"))?;
        let (plain, secure) = (schemes.plain, schemes.immediate);
        let immediate = match url.scheme() {
            scheme if scheme == plain.0 => false,
            scheme if scheme == secure.0 => true,
            other => {
                return Err(format!("{other}: expected {}://HOST:PORT or {}://HOST:PORT", plain.0, secure.0));
            }
        };
        // The standard does not know what a host is in these schemes.
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
                (name, value) if other(name, value) => {}
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
        Ok(Upstream {
            port: url.port().unwrap_or(if immediate { secure.1 } else { plain.1 }),
            name: ServerName::try_from(host.clone()).map_err(|e| format!("{host}: {e}"))?,
            connector: TlsConnector::from(Arc::new(config)),
            host,
            tls,
            credentials,
        })
    }

    /// The same host at another port, spoken to with STARTTLS where TLS is wanted.
    pub fn at_port(&self, port: u16) -> Upstream {
        let tls = if self.tls == Tls::Immediate { Tls::Required } else { self.tls };
        Upstream { port, tls, ..self.clone() }
    }

    /// Whether nobody stands in between.
    pub fn is_here(&self) -> bool {
        is_here(&self.host)
    }

    pub async fn connect(&self) -> io::Result<TcpStream> {
        let connecting = TcpStream::connect((self.host.as_str(), self.port));
        let tcp = timeout(TO_CONNECT, connecting).await.map_err(|_| io::ErrorKind::TimedOut)??;
        tcp.set_nodelay(true)?;
        Ok(tcp)
    }

    pub async fn encrypt<S: Stream>(&self, stream: S) -> io::Result<impl Stream + use<S>> {
        let connecting = self.connector.connect(self.name.clone(), stream);
        timeout(TO_CONNECT, connecting).await.map_err(|_| io::ErrorKind::TimedOut)?
    }
}

/// Without what it is let in with.
impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.tls)
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> Result<String, String> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|e| e.to_string())
}
