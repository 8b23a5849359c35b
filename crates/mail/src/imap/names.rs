//! Names of folders as they travel: modified UTF-7 (RFC 3501, 5.1.3), and the patterns of LIST.

use base64::{
    Engine,
    alphabet::IMAP_MUTF7,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::folder::SEPARATOR;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A name as it travels.
pub(crate) fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut apart = Vec::new();
    let flush = |apart: &mut Vec<u8>, out: &mut String| {
        if !apart.is_empty() {
            out.push('&');
            out.push_str(&BASE64.encode(&*apart));
            out.push('-');
            apart.clear();
        }
    };
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut apart, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            apart.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut apart, &mut out);
    out
}

/// The name that a client means; `None` when it is not written as names are. Some clients send UTF-8 as it is.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at)?);
        let tail = rest.get(at + 1..)?;
        let end = tail.find('-')?;
        let run = tail.get(..end)?;
        if run.is_empty() {
            out.push('&');
        } else {
            let units = BASE64.decode(run).ok()?;
            let (pairs, odd) = units.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            if !odd.is_empty() {
                return None;
            }
            out.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = tail.get(end + 1..)?;
    }
    out.push_str(rest);
    Some(out)
}

/// Whether a pattern of LIST covers a name: `*` stands for anything, `%` for anything within one level.
pub(super) fn covers(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Which places of the name a part of the pattern can end at; the time is the product of the lengths, whatever is asked.
    let mut ends = vec![false; name.len() + 1];
    ends[0] = true;
    for wanted in pattern {
        let mut next = vec![false; name.len() + 1];
        match wanted {
            '*' | '%' => {
                let mut open = false;
                for at in 0..=name.len() {
                    if at > 0 && wanted == '%' && name[at - 1] == SEPARATOR {
                        open = false;
                    }
                    open |= ends[at];
                    next[at] = open;
                }
            }
            c => (0..name.len()).for_each(|at| next[at + 1] = ends[at] && name[at] == c),
        }
        ends = next;
    }
    ends[name.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_travel_as_the_standard_shows() {
        assert_eq!(encode("Envoyés & reçus"), "Envoy&AOk-s &- re&AOc-us");
        assert_eq!(encode("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(decode(b"~peter/mail/&U,BTFw-/&ZeVnLIqe-").unwrap(), "~peter/mail/台北/日本語");
        assert_eq!(decode("Envoyés".as_bytes()).unwrap(), "Envoyés");
        for bad in [&b"a&b"[..], b"&AOk", b"&A-", b"\xff"] {
            assert_eq!(decode(bad), None);
        }
    }

    #[test]
    fn patterns_stop_at_a_level_or_do_not() {
        assert!(covers("*", "a/b/c") && covers("%", "a") && !covers("%", "a/b"));
        assert!(covers("a/%", "a/b") && !covers("a/%", "a/b/c") && covers("a*c", "a/b/c"));
        assert!(covers("%/%", "a/b") && !covers("%/%", "a") && covers("*b*", "abc") && !covers("a", "ab"));
        assert!(covers("", "") && covers("**", "") && !covers("", "a"));
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "\\PC{0,40}") {
            prop_assert_eq!(decode(encode(&name).as_bytes()).unwrap(), name);
        }

        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..60), pattern in "[a%*/]{0,12}") {
            decode(&bytes);
            covers(&pattern, "a/b/aab");
        }
    }
}
