//! Where the four systems stand: all under one origin by default, each on its own host name when the operator
//! says so. Only this file builds absolute addresses.

use std::{net::IpAddr, str::FromStr};

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
    proxies: Vec<Network>,
}

impl Site {
    /// `common` for every system without an origin of its own.
    pub fn new(common: Url, own: Vec<(System, Url)>) -> Site {
        Site { common, own, proxies: Vec::new() }
    }

    /// The same, behind these front servers. One on this machine is always trusted.
    #[must_use]
    pub fn behind(mut self, proxies: Vec<Network>) -> Site {
        self.proxies = proxies;
        self
    }

    /// Whether the server at this address may say for whom it asks.
    pub fn trusts(&self, address: IpAddr) -> bool {
        address.is_loopback() || self.proxies.iter().any(|network| network.holds(address))
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

/// One address, or those that begin alike: `10.1.2.3`, `10.1.0.0/16`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    length: u8,
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        let differ = match (self.first, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u32::from(a) ^ u32::from(b)).leading_zeros(),
            (IpAddr::V6(a), IpAddr::V6(b)) => (u128::from(a) ^ u128::from(b)).leading_zeros(),
            _ => return false,
        };
        differ >= u32::from(self.length)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        let (address, length) = text.split_once('/').map_or((text, None), |(a, n)| (a, Some(n)));
        let first: IpAddr = address.trim().parse().map_err(|_| format!("not an address: {address:?}"))?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(n) => n.trim().parse().ok().filter(|n| *n <= most).ok_or(format!("not a length: {n:?}"))?,
            None => most,
        };
        Ok(Network { first, length })
    }
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
    use super::*;

    #[test]
    fn a_network_holds_what_begins_like_it() {
        let network = |text: &str| text.parse::<Network>().unwrap();
        let holds = |text: &str, address: &str| network(text).holds(address.parse().unwrap());
        assert!(holds("10.1.0.0/16", "10.1.255.3") && !holds("10.1.0.0/16", "10.2.0.1"));
        assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.6"));
        assert!(holds("192.0.2.7", "::ffff:192.0.2.7"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("0.0.0.0/0", "203.0.113.1") && !holds("0.0.0.0/0", "::1"));
        assert!("10.0.0.0/33".parse::<Network>().is_err() && "front".parse::<Network>().is_err());
    }
}
