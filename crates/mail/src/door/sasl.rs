//! How a mail program shows who it is (RFC 4422): one answer, read here for every door.

use kernel::gate::Credentials;

/// RFC 4616; RFC 7628 and Google's XOAUTH2 that it grew from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Plain,
    Token,
}

/// Reads what a client shows; `None` when it says nobody.
pub(crate) fn credentials(way: Way, answer: &[u8]) -> Option<Credentials> {
    let text = std::str::from_utf8(answer).ok()?;
    match way {
        Way::Plain => {
            let mut parts = text.split('\0');
            let (behalf, name, password) = (parts.next()?, parts.next()?, parts.next()?);
            let is_own = behalf.is_empty() || behalf == name;
            (is_own && parts.next().is_none())
                .then(|| Credentials::Password { name: name.into(), password: password.into() })
        }
        Way::Token => {
            let mut fields = text.split('\u{1}');
            let token = fields.find_map(|field| field.strip_prefix("auth="))?;
            let (kind, token) = token.split_once(' ')?;
            kind.eq_ignore_ascii_case("bearer").then(|| Credentials::Token(token.trim().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read() {
        let shown = |way, answer: &str| {
            credentials(way, answer.as_bytes()).map(|c| match c {
                Credentials::Password { name, password } => (name, password),
                Credentials::Token(token) => ("token".to_owned(), token),
            })
        };
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(shown(Way::Plain, "\0jdupont\0mot de passe"), pair("jdupont", "mot de passe"));
        assert_eq!(shown(Way::Plain, "jdupont\0jdupont\0x"), pair("jdupont", "x"));
        assert_eq!(shown(Way::Plain, "autre\0jdupont\0x"), None, "on behalf of nobody else");
        assert_eq!(shown(Way::Plain, "jdupont"), None);
        assert_eq!(shown(Way::Token, "n,a=j@x.fr,\u{1}auth=Bearer abc\u{1}\u{1}"), pair("token", "abc"));
        assert_eq!(shown(Way::Token, "user=j\u{1}auth=Bearer abc\u{1}\u{1}"), pair("token", "abc"));
        assert_eq!(shown(Way::Token, "rien"), None);
        let secret = format!("{:?}", credentials(Way::Plain, b"\0a\0secret-word"));
        assert!(!secret.contains("secret-word"), "{secret}");
    }
}
