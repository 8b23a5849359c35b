//! Addresses as people type and compare them: validity, parts, the form that two spellings share, display.
//! The domain is compared as DNS does (IDNA, case folded); the local part without case, as every real server delivers it.

#[cfg(test)]
pub(crate) mod fuzz;
mod typed;

pub use typed::{BadPiece, Reason, TypedList, parse_list};

use super::clean::clean_line;
use super::email::EmailAddress;

const MAX_LOCAL: usize = 64;
const MAX_ADDRESS: usize = 254;

/// Local part and domain; the local part may be quoted and hold an `@`.
pub fn split(email: &str) -> Option<(&str, &str)> {
    email.trim().rsplit_once('@')
}

/// An address that can be written to: UTF-8 local parts (RFC 6531) and international domains included.
pub fn is_valid(email: &str) -> bool {
    problem(email).is_none()
}

/// What is wrong with an address; `None` when nothing is.
pub fn problem(email: &str) -> Option<Reason> {
    let Some((local, domain)) = email.rsplit_once('@') else { return Some(Reason::NoAt) };
    if local.is_empty() {
        return Some(Reason::NoLocalPart);
    }
    if local.len() > MAX_LOCAL || email.len() > MAX_ADDRESS {
        return Some(Reason::TooLong);
    }
    if !is_local_part(local) {
        return Some(Reason::BadLocalPart);
    }
    match ascii_domain(domain) {
        Some(ascii) if local.len() + 1 + ascii.len() > MAX_ADDRESS => Some(Reason::TooLong),
        Some(_) => None,
        None => Some(Reason::BadDomain),
    }
}

/// The domain as the wire wants it (`xn--…`), lower case; `None` when no mail can go there.
pub fn ascii_domain(domain: &str) -> Option<String> {
    let typed = domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    let plain = typed && !domain.starts_with('.') && !domain.contains("..");
    let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain) else { return None };
    let ascii = ascii.trim_end_matches('.').to_owned();
    let labels: Vec<&str> = ascii.split('.').collect();
    let sound =
        labels.iter().all(|l| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-'));
    let top = labels.last().is_some_and(|l| l.len() >= 2 && !l.bytes().all(|b| b.is_ascii_digit()));
    (plain && sound && top && labels.len() >= 2 && ascii.len() <= 253).then_some(ascii)
}

/// The address as the wire wants it: international domain in ASCII, local part as written.
pub fn on_the_wire(email: &str) -> Option<String> {
    let email = email.trim();
    let (local, domain) = split(email)?;
    (is_valid(email)).then(|| ascii_domain(domain).map(|domain| format!("{local}@{domain}")))?
}

/// What two spellings of one address have in common. Never shown, never written to.
pub fn normalise(email: &str) -> String {
    let email = email.trim();
    match email.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = ascii_domain(domain).unwrap_or_else(|| domain.to_lowercase());
            format!("{}@{domain}", unquoted(local).to_lowercase())
        }
        None => email.to_lowercase(),
    }
}

pub fn is_same(a: &str, b: &str) -> bool {
    normalise(a) == normalise(b)
}

/// `conseil` of `jean+conseil@x.fr`: the part the owner added to sort their mail.
pub fn detail(email: &str) -> Option<&str> {
    let (local, _) = split(email)?;
    local.split_once('+').map(|(_, detail)| detail).filter(|detail| !detail.is_empty())
}

/// The box itself: `jean+conseil@x.fr` goes to `jean@x.fr`.
pub fn without_detail(email: &str) -> String {
    match split(email) {
        Some((local, domain)) => match local.split_once('+') {
            Some((base, _)) if !base.is_empty() => format!("{base}@{domain}"),
            _ => email.trim().to_owned(),
        },
        None => email.trim().to_owned(),
    }
}

/// `Nom <adresse>`, the name quoted when it needs to be: what goes in an address field and comes back unchanged.
pub fn display(address: &EmailAddress) -> String {
    match &address.name {
        Some(name) if address.email.is_empty() => clean_line(name),
        Some(name) => format!("{} <{}>", quoted_if_needed(&clean_line(name)), address.email),
        None => address.email.clone(),
    }
}

/// What stands in a list of messages: the name, else what precedes the `@`.
pub fn short_name(address: &EmailAddress) -> &str {
    match &address.name {
        Some(name) if !name.is_empty() => name,
        _ => split(&address.email).map_or(address.email.as_str(), |(local, _)| local),
    }
}

fn quoted_if_needed(name: &str) -> String {
    let special =
        |c: char| matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | '@' | '\\' | ',' | '"');
    // Some programs quote with apostrophes, which are taken off where they are read.
    if name.contains(special) || name.starts_with('\'') {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        name.to_owned()
    }
}

fn unquoted(local: &str) -> String {
    match local.strip_prefix('"').and_then(|l| l.strip_suffix('"')) {
        Some(inner) => {
            let mut chars = inner.chars();
            let mut plain = String::new();
            while let Some(c) = chars.next() {
                plain.extend(if c == '\\' { chars.next() } else { Some(c) });
            }
            plain
        }
        None => local.to_owned(),
    }
}

fn is_local_part(local: &str) -> bool {
    if let Some(inner) = local.strip_prefix('"').and_then(|l| l.strip_suffix('"')) {
        return is_quoted_content(inner);
    }
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_quoted_content(inner: &str) -> bool {
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let sound = match c {
            '\\' => chars.next().is_some_and(|escaped| !escaped.is_control()),
            '"' => false,
            c => !c.is_control(),
        };
        if !sound {
            return false;
        }
    }
    true
}

fn is_atom(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        !c.is_control() && !c.is_whitespace() && !super::clean::is_hidden(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_valid_or_say_why_not() {
        for email in [
            "jean.dupont@ac-creteil.fr",
            "j+tri@x.fr",
            "élise@x.fr",
            "jean@académie.fr",
            "\"jean dupont\"@x.fr",
            "o'brien@x.co.uk",
            "用户@例子.中国",
            "a@x.fr.",
        ] {
            assert_eq!(problem(email), None, "{email}");
        }
        for (email, reason) in [
            ("jean", Reason::NoAt),
            ("@x.fr", Reason::NoLocalPart),
            ("jean@", Reason::BadDomain),
            ("jean@localhost", Reason::BadDomain),
            ("jean@x..fr", Reason::BadDomain),
            ("jean@x.fr\r\nBcc: y@z.fr", Reason::BadLocalPart),
            ("jean@x.fr\r\nBcc: y", Reason::BadDomain),
            ("jean@[127.0.0.1]", Reason::BadDomain),
            ("jean@127.0.0.1", Reason::BadDomain),
            ("jean@-x.fr", Reason::BadDomain),
            ("jean@x%2efr", Reason::BadDomain),
            ("jean dupont@x.fr", Reason::BadLocalPart),
            ("je\u{202e}an@x.fr", Reason::BadLocalPart),
            (".jean@x.fr", Reason::BadLocalPart),
            ("jean..d@x.fr", Reason::BadLocalPart),
            ("a@b@x.fr", Reason::BadLocalPart),
            ("\"a\r\nb\"@x.fr", Reason::BadLocalPart),
        ] {
            assert_eq!(problem(email), Some(reason), "{email}");
        }
        assert_eq!(problem(&format!("{}@x.fr", "a".repeat(65))), Some(Reason::TooLong));
    }

    #[test]
    fn spellings_of_one_address_are_one() {
        assert!(is_same("Jean.Dupont@AC-Creteil.FR", " jean.dupont@ac-creteil.fr"));
        assert!(is_same("jean@académie.fr", "jean@xn--acadmie-eya.fr"));
        assert!(is_same("\"jean\"@x.fr", "jean@x.fr"));
        assert!(!is_same("jean@x.fr", "jean+tri@x.fr"));
        assert!(!is_same("jean.dupont@x.fr", "jeandupont@x.fr"));
    }

    #[test]
    fn a_name_between_apostrophes_comes_back_with_them() {
        let address = EmailAddress::new("'Jean'", "jean@x.fr");
        assert_eq!(parse_list(&display(&address)).addresses, [address]);
    }

    #[test]
    fn the_detail_is_taken_apart() {
        assert_eq!(detail("jean+conseil+2@x.fr"), Some("conseil+2"));
        assert_eq!(detail("jean+@x.fr"), None);
        assert_eq!(detail("jean@x+y.fr"), None);
        assert_eq!(without_detail("jean+conseil@x.fr"), "jean@x.fr");
        assert_eq!(without_detail("+conseil@x.fr"), "+conseil@x.fr");
    }

    #[test]
    fn display_quotes_what_needs_it() {
        assert_eq!(
            display(&EmailAddress::new("Dupont, Jean \"JD\"", "jd@x.fr")),
            r#""Dupont, Jean \"JD\"" <jd@x.fr>"#
        );
        assert_eq!(display(&EmailAddress::new("Élise Martin", "em@x.fr")), "Élise Martin <em@x.fr>");
        assert_eq!(display(&EmailAddress::bare("em@x.fr")), "em@x.fr");
        assert_eq!(short_name(&EmailAddress::bare("em@x.fr")), "em");
    }

    #[test]
    fn on_the_wire_domains_are_ascii() {
        assert_eq!(on_the_wire("jean@Académie.fr").as_deref(), Some("jean@xn--acadmie-eya.fr"));
        assert_eq!(on_the_wire("jean@x"), None);
    }

    proptest! {
        #[test]
        fn what_is_displayed_is_read_back(name in "[^\\x00-\\x1f\\x7f]{1,20}", local in "[a-z][a-z0-9._+-]{0,10}[a-z0-9]", domain in "[a-z]{1,8}\\.(fr|org)") {
            let address = EmailAddress::new(&clean_line(&name), &format!("{local}@{domain}"));
            prop_assume!(is_valid(&address.email));
            let list = parse_list(&display(&address));
            prop_assert!(list.errors.is_empty(), "{:?}", list.errors);
            prop_assert_eq!(list.addresses, vec![address]);
        }

        #[test]
        fn normalising_is_stable(email in any::<String>()) {
            let once = normalise(&email);
            prop_assert_eq!(normalise(&once), once.clone());
        }
    }
}
