//! The server that takes our mail to the outside world, as its address in the settings says: `smtp://relay.example:587`
//! with STARTTLS, `smtps://user:password@relay.example` with TLS from the first byte.

use std::{fmt, str::FromStr};

use crate::upstream::{Schemes, Upstream};

#[derive(Clone)]
pub struct Smarthost(pub(super) Upstream);

const SCHEMES: Schemes = Schemes { plain: ("smtp", 587), immediate: ("smtps", 465) };

impl fmt::Debug for Smarthost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Smarthost {
    type Err = String;

    fn from_str(text: &str) -> Result<Smarthost, String> {
        Upstream::read(text, &SCHEMES, |_, _| false).map(Smarthost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::Tls;

    #[test]
    fn an_address_says_how_the_server_is_spoken_to() {
        let read = |text: &str| text.parse::<Smarthost>();
        let here = read("smtp://127.0.0.1:2525").unwrap();
        assert_eq!((here.0.port, here.0.tls), (2525, Tls::Never), "nobody stands in between");
        let relay = read("smtp://relay.example").unwrap();
        assert_eq!((relay.0.port, relay.0.tls), (587, Tls::Required));
        let relay = read("smtps://pr%C3%A9au:a%40b@relay.example").unwrap();
        assert_eq!((relay.0.port, relay.0.tls), (465, Tls::Immediate));
        assert_eq!(relay.0.credentials, Some(("préau".to_owned(), "a@b".to_owned())));
        assert_eq!(format!("{relay:?}"), "relay.example:465 (Immediate)");
        assert_eq!(read("smtp://[::1]:25?tls=offered").unwrap().0.tls, Tls::WhenOffered);
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
