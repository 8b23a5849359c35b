//! Reads the value of a header field: text, addresses, identifiers, date, content type.
//! mail-parser knows the grammars; here the bytes are first made whole (folds, 8-bit text, split encoded words).

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{Address, ContentType, HeaderValue};

use super::encoded_word;
use crate::message::clean::clean_line;
use crate::message::email::EmailAddress;

const MAX_TEXT: usize = 64 << 10;
/// The parameter grammar costs the square of the number of parameters.
const MAX_PARAMETERS: usize = 16 << 10;
const MAX_IDS: usize = 1_000;
const MAX_ID: usize = 900;
pub const MAX_RECIPIENTS: usize = 10_000;

pub fn text(value: &[u8]) -> String {
    let line = whole(value, MAX_TEXT);
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => clean_line(&text),
        _ => String::new(),
    }
}

/// The value as written, on one line, encoded words left alone.
pub fn verbatim(value: &[u8]) -> String {
    clean_line(&utf8(value.get(..MAX_TEXT).unwrap_or(value)))
}

/// The addresses of a field, and whether some had to be left out.
pub fn addresses(value: &[u8]) -> (Vec<EmailAddress>, bool) {
    let line = whole(value, usize::MAX);
    let parsed = match MessageStream::new(line.as_bytes()).parse_address() {
        HeaderValue::Address(Address::List(list)) => list,
        HeaderValue::Address(Address::Group(groups)) => {
            groups.into_iter().flat_map(|g| g.addresses).collect()
        }
        _ => return (Vec::new(), false),
    };
    let too_many = parsed.len() > MAX_RECIPIENTS;
    let kept = parsed.into_iter().take(MAX_RECIPIENTS).filter_map(|addr| {
        let name = addr.name.map(|n| clean_line(&n)).unwrap_or_default();
        let email: String =
            clean_line(&addr.address.unwrap_or_default()).chars().filter(|c| !c.is_whitespace()).collect();
        (!name.is_empty() || !email.is_empty()).then(|| EmailAddress::new(&name, &email))
    });
    (kept.collect(), too_many)
}

/// Message identifiers without their angle brackets; bare words are taken when there are no brackets.
pub fn ids(value: &[u8]) -> Vec<String> {
    let line = utf8(value.get(..MAX_TEXT).unwrap_or(value));
    let line = without_comments(&line);
    let mut found: Vec<String> = if line.contains('<') {
        line.split('<').skip(1).filter_map(|rest| rest.split('>').next()).map(id).collect()
    } else {
        line.split_whitespace().map(id).collect()
    };
    found.retain(|id| !id.is_empty() && id.len() <= MAX_ID);
    found.truncate(MAX_IDS);
    found
}

/// Content-Type or Content-Disposition.
pub fn content_type(value: &[u8]) -> Option<ContentType<'static>> {
    let line = whole(value, MAX_PARAMETERS);
    match MessageStream::new(line.as_bytes()).parse_content_type() {
        value @ HeaderValue::ContentType(_) => match value.into_owned() {
            HeaderValue::ContentType(parsed) => Some(parsed),
            _ => None,
        },
        _ => None,
    }
}

/// Addresses between angle brackets of the List-* fields (RFC 2369).
pub fn urls(value: &[u8]) -> Vec<String> {
    let line = utf8(value.get(..MAX_TEXT).unwrap_or(value));
    line.split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(url, _)| url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>())
        .filter(|url| {
            ["https:", "http:", "mailto:"].iter().any(|scheme| starts_with_ignore_case(url, scheme))
        })
        .take(10)
        .collect()
}

fn starts_with_ignore_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn id(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>')).collect()
}

/// `<a@x> (sent "by" hand)`: comments may hold anything, identifiers hold no parenthesis before their bracket.
fn without_comments(line: &str) -> String {
    let mut depth = 0_usize;
    let mut in_id = false;
    line.chars()
        .filter(|c| {
            match c {
                '<' if depth == 0 => in_id = true,
                '>' if depth == 0 => in_id = false,
                '(' if !in_id => depth += 1,
                ')' if !in_id && depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// One line of UTF-8 ended as mail-parser wants it.
fn whole(value: &[u8], limit: usize) -> String {
    let cut = value.get(..limit).unwrap_or(value);
    let mut line = encoded_word::join(utf8(cut).trim());
    line.push('\n');
    line
}

/// Folds removed. Bytes above 127 are UTF-8 (RFC 6532) or, failing that, what old French mailers wrote.
fn utf8(value: &[u8]) -> String {
    let bytes: Vec<u8> = value.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n' | 0)).collect();
    String::from_utf8(bytes).unwrap_or_else(|error| match charset_decoder(b"windows-1252") {
        Some(decode) => decode(error.as_bytes()),
        None => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_whatever_its_dress() {
        for (value, expected) in [
            (&b" R\xe9union de rentr\xe9e"[..], "Réunion de rentrée"),
            ("Réunion\r\n de rentrée".as_bytes(), "Réunion de rentrée"),
            (b"=?ISO-8859-1?Q?R=E9union?=\r\n =?ISO-8859-1?Q?_de_rentr=E9e?=", "Réunion de rentrée"),
            (b"=?utf-8?q?R=C3?= =?UTF-8?Q?=A9union?=", "Réunion"),
            (b"=?gb2312?B?xOO6ww==?=", "你好"),
            (b"=?x-inconnu?Q?abc?=", "abc"),
            (b"=?utf-8?Q?inachev", "=?utf-8?Q?inachev"),
            (b"a\0b", "ab"),
            (b"  ", ""),
        ] {
            assert_eq!(text(value), expected);
        }
    }

    #[test]
    fn addresses_keep_their_names() {
        let (found, cut) = addresses(
            b"=?utf-8?B?w4lsaXNl?= Martin <elise.martin@ac-creteil.fr>, \"Dupont, Jean\" <jd@x.fr>, seul@x.fr,\r\n \
              groupe: a@x.fr, B <b@x.fr>;",
        );
        let shown: Vec<_> = found.iter().map(|a| (a.name.as_deref(), a.email.as_str())).collect();
        assert_eq!(
            shown,
            [
                (Some("Élise Martin"), "elise.martin@ac-creteil.fr"),
                (Some("Dupont, Jean"), "jd@x.fr"),
                (None, "seul@x.fr"),
                (None, "a@x.fr"),
                (Some("B"), "b@x.fr"),
            ]
        );
        assert!(!cut);
        assert_eq!(addresses(b"undisclosed-recipients:;").0, []);
    }

    #[test]
    fn recipients_are_bounded() {
        let value = "a@x.fr, ".repeat(MAX_RECIPIENTS + 5);
        let (found, cut) = addresses(value.as_bytes());
        assert_eq!((found.len(), cut), (MAX_RECIPIENTS, true));
    }

    #[test]
    fn identifiers_are_found_among_noise() {
        assert_eq!(ids(b" <a@x>\r\n\t<b@y> (note <c@z>)"), ["a@x", "b@y"]);
        assert_eq!(ids(b"a@x b@y"), ["a@x", "b@y"]);
        assert_eq!(ids(b"<a b\r\n c@x><>"), ["abc@x"]);
        assert_eq!(ids(format!("<{}>", "x".repeat(2_000)).as_bytes()), Vec::<String>::new());
    }

    #[test]
    fn only_addresses_that_mean_something_to_a_reader_are_taken_from_lists() {
        let value = b"<mailto:quitter@x.fr?subject=bye>, <javascript:alert(1)>, <HTTPS://x.fr/u>";
        assert_eq!(urls(value), ["mailto:quitter@x.fr?subject=bye", "HTTPS://x.fr/u"]);
    }

    #[test]
    fn parameters_are_decoded() {
        for value in [
            &b"attachment; filename*=UTF-8''%C3%A9t%C3%A9.pdf"[..],
            b"attachment; filename*0*=UTF-8''%C3%A9; filename*1*=t%C3%A9; filename*2=.pdf",
            b"attachment; filename=\"=?utf-8?Q?=C3=A9t=C3=A9.pdf?=\"",
            b"attachment; filename=\"\xe9t\xe9.pdf\"",
        ] {
            let parsed = content_type(value).unwrap();
            assert_eq!(parsed.attribute("filename"), Some("été.pdf"), "{}", String::from_utf8_lossy(value));
        }
    }
}
