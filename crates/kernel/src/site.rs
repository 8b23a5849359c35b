//! Where the four systems stand: all under one origin by default, each on its own host name when the operator
//! says so. Only this file builds absolute addresses. And from where they are looked at: which networks are the
//! académie's own.

use std::net::IpAddr;

use ipnet::IpNet;
use url::Url;

/// One of the four systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum System {
    Identity,
    Portal,
    Learning,
    Mail,
}

impl System {
    pub const ALL: [System; 4] = [System::Identity, System::Portal, System::Learning, System::Mail];

    /// Its path under the common origin; also the name it signs on with (client id) and its cookie's stem.
    pub const fn stem(self) -> &'static str {
        match self {
            System::Identity => "compte",
            System::Portal => "portail",
            System::Learning => "magistere",
            System::Mail => "webmel",
        }
    }

    pub fn from_stem(stem: &str) -> Option<System> {
        System::ALL.into_iter().find(|s| s.stem() == stem)
    }

    /// Which system a path belongs to; paths shared by all (assets, health) belong to none.
    pub fn of_path(path: &str) -> Option<System> {
        match path.trim_start_matches('/').split('/').next().unwrap_or_default() {
            // What other programs speak with the account; their addresses are given by the protocols.
            "oidc" | ".well-known" => Some(System::Identity),
            stem => System::from_stem(stem),
        }
    }
}

/// The origins (scheme, host, port) the systems answer on.
#[derive(Clone, Debug)]
pub struct Site {
    common: Url,
    own: Vec<(System, Url)>,
    proxies: Vec<IpNet>,
    inside: Vec<IpNet>,
    mail_leaves: bool,
    mail_files: i64,
}

/// Bytes of files that one message may carry, unless the operator says otherwise: 20 MB.
const MAIL_FILES: i64 = 20 << 20;

impl Site {
    /// `common` for every system without an origin of its own.
    pub fn new(common: Url, own: Vec<(System, Url)>) -> Site {
        Site {
            common,
            own,
            proxies: Vec::new(),
            inside: Vec::new(),
            mail_leaves: false,
            mail_files: MAIL_FILES,
        }
    }

    /// The same, behind these front servers. One on this machine is always trusted.
    #[must_use]
    pub fn behind(mut self, proxies: Vec<IpNet>) -> Site {
        self.proxies = proxies;
        self
    }

    /// Whether the server at this address may say for whom it asks.
    pub fn trusts(&self, address: IpAddr) -> bool {
        address.to_canonical().is_loopback() || is_among(&self.proxies, address)
    }

    /// With these networks as the académie's own.
    #[must_use]
    pub fn with_inside(mut self, networks: Vec<IpNet>) -> Site {
        self.inside = networks;
        self
    }

    /// With a server that takes mail to the outside world.
    #[must_use]
    pub fn with_way_out(mut self, mail_leaves: bool) -> Site {
        self.mail_leaves = mail_leaves;
        self
    }

    /// With so many bytes of files in one message.
    #[must_use]
    pub fn with_mail_files(mut self, bytes: i64) -> Site {
        self.mail_files = bytes;
        self
    }

    /// Bytes of files that one message may carry.
    pub fn mail_files(&self) -> i64 {
        self.mail_files
    }

    /// Bytes of the largest message: its files as they travel (Base64 makes four bytes of three), and some words.
    pub fn mail_message(&self) -> usize {
        usize::try_from(self.mail_files + self.mail_files / 2).unwrap_or_default()
    }

    /// Whether addresses outside of the deployment can be written to.
    pub fn mail_leaves(&self) -> bool {
        self.mail_leaves
    }

    /// Whether a visitor comes from one of the académie's own networks; nobody knows where from is outside.
    pub fn is_inside(&self, address: Option<IpAddr>) -> bool {
        address.is_some_and(|address| is_among(&self.inside, address))
    }

    pub fn origin(&self, system: System) -> &Url {
        self.own.iter().find(|(s, _)| *s == system).map_or(&self.common, |(_, url)| url)
    }

    /// The absolute address of `path` (which starts with `/` and keeps its system's prefix).
    pub fn url(&self, system: System, path: &str) -> String {
        let origin = self.origin(system).as_str();
        format!("{}{path}", origin.trim_end_matches('/'))
    }

    /// The issuer identifier of our OpenID Connect provider.
    pub fn issuer(&self) -> String {
        self.url(System::Identity, "").trim_end_matches('/').to_owned()
    }

    /// Whether every system is reached over TLS; decides the cookies' names and flags.
    pub fn is_secure(&self, system: System) -> bool {
        self.origin(system).scheme() == "https"
    }

    /// The system that owns a host name, when it has an origin of its own.
    pub fn system_of_host(&self, host: &str) -> Option<System> {
        self.own.iter().find(|(_, url)| authority(url) == host).map(|(system, _)| *system)
    }

    /// Whether `origin` (as in an Origin header) is one of ours.
    pub fn is_ours(&self, origin: &str) -> bool {
        self.origins().any(|ours| ours == origin)
    }

    /// Every origin that a system answers on, as `scheme://host:port`.
    pub fn origins(&self) -> impl Iterator<Item = String> + '_ {
        std::iter::once(&self.common)
            .chain(self.own.iter().map(|(_, url)| url))
            .map(|url| url.origin().ascii_serialization())
    }
}

/// A server listening on both families sees an IPv4 visitor as `::ffff:10.0.0.1`.
fn is_among(networks: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}

fn authority(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Site;

    fn site() -> Site {
        Site::new("https://preau.example".parse().unwrap(), vec![])
    }

    #[test]
    fn the_inside_is_what_was_declared() {
        assert!(!site().is_inside("10.1.2.3".parse().ok()), "nothing is declared");
        let site = site().with_inside(vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()]);
        for inside in ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1"] {
            assert!(site.is_inside(inside.parse().ok()), "{inside}");
        }
        assert!(!site.is_inside("11.1.2.3".parse().ok()));
        assert!(!site.is_inside(None));
    }

    #[test]
    fn front_servers_are_trusted_when_declared_or_here() {
        let trusts = |site: &Site, address: &str| site.trusts(address.parse().unwrap());
        assert!(trusts(&site(), "127.0.0.1") && trusts(&site(), "::1") && !trusts(&site(), "10.1.0.7"));
        let site = site().behind(vec!["10.1.0.0/16".parse().unwrap()]);
        assert!(
            trusts(&site, "10.1.255.3") && trusts(&site, "::ffff:10.1.0.7") && !trusts(&site, "10.2.0.1")
        );
    }
}
