//! Where the other server is, as its address in the settings says: `imap://master:password@127.0.0.1` (STARTTLS elsewhere
//! than on this machine), `imaps://…`; `?sieve=4190` names the port of its ManageSieve, `?sieve=none` says that it has none.

use std::{fmt, str::FromStr};

use crate::upstream::{Schemes, Upstream};

/// The server in which the messages of all boxes lie, and the user who may enter each of them.
#[derive(Clone)]
pub struct ImapStore {
    pub(super) imap: Upstream,
    /// The same host, spoken to about rules.
    pub(super) sieve: Option<Upstream>,
    /// Name and password of the master user.
    pub(super) master: (String, String),
}

const SCHEMES: Schemes = Schemes { plain: ("imap", 143), immediate: ("imaps", 993) };
const MANAGE_SIEVE: u16 = 4190;

impl FromStr for ImapStore {
    type Err = String;

    fn from_str(text: &str) -> Result<ImapStore, String> {
        let mut sieve = Some(MANAGE_SIEVE);
        let imap = Upstream::read(text, &SCHEMES, |name, value| match (name, value) {
            ("sieve", "none") => {
                sieve = None;
                true
            }
            ("sieve", port) => port.parse().is_ok_and(|port| {
                sieve = Some(port);
                true
            }),
            _ => false,
        })?;
        let master = imap.credentials.clone().ok_or("expected imap://MASTER:PASSWORD@HOST")?;
        // ManageSieve knows STARTTLS alone (RFC 5804).
        let sieve = sieve.map(|port| imap.at_port(port));
        Ok(ImapStore { imap, sieve, master })
    }
}

/// Without what it is let in with.
impl fmt::Debug for ImapStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.imap.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::Tls;

    #[test]
    fn an_address_says_who_enters_the_boxes_and_where_rules_go() {
        let read = |text: &str| text.parse::<ImapStore>();
        let here = read("imap://preau:secret@127.0.0.1").unwrap();
        assert_eq!((here.imap.port, here.imap.tls), (143, Tls::Never));
        assert_eq!(here.sieve.unwrap().port, 4190);
        let there = read("imaps://preau:secret@mail.example?sieve=2000").unwrap();
        assert_eq!((there.imap.port, there.imap.tls), (993, Tls::Immediate));
        let sieve = there.sieve.as_ref().unwrap();
        assert_eq!((sieve.port, sieve.tls), (2000, Tls::Required));
        assert_eq!(format!("{there:?}"), "mail.example:993 (Immediate)", "without its password");
        assert!(read("imap://preau:secret@127.0.0.1?sieve=none").unwrap().sieve.is_none());
        for wrong in [
            "imap://127.0.0.1",
            "smtp://a:b@127.0.0.1",
            "imap://a:b@127.0.0.1?sieve=x",
            "imap://a:b@h.example?tls=none",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
