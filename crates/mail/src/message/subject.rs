//! What a subject is about, once the « Re : » and « Tr : » that programs pile up are taken off (RFC 5256, 2.1).
//! French, English and neighbours' prefixes are known; new ones are written with a plain space so that others know ours.

use kernel::Locale;

use super::clean::clean_line;

/// `Re`, and what other programs write for it.
const REPLIES: &[&str] =
    &["re", "ré", "réf", "ref", "rép", "rep", "réponse", "aw", "antw", "sv", "vs", "ri", "res", "odp"];
/// `Fwd`, and what other programs write for it.
const FORWARDS: &[&str] = &["fwd", "fw", "tr", "trans", "transf", "wg", "enc", "rv", "i", "vl", "doorst"];
const MAX_PREFIXES: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    Reply,
    Forward,
}

/// The subject without prefixes, and the first (outermost) of them.
pub fn base(subject: &str) -> (String, Option<Prefix>) {
    let mut rest = subject.trim();
    let mut outermost = None;
    for _ in 0..MAX_PREFIXES {
        let Some((prefix, after)) = strip_prefix(rest).or_else(|| strip_list_name(rest)) else { break };
        outermost = outermost.or(prefix);
        rest = after;
    }
    while let Some(before) = strip_forward_mark(rest) {
        outermost = outermost.or(Some(Prefix::Forward));
        rest = before;
    }
    (clean_line(rest), outermost)
}

/// The form in which two subjects are compared: base, without case or repeated blanks.
pub fn key(subject: &str) -> String {
    base(subject).0.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn reply(subject: &str, locale: Locale) -> String {
    let prefix = match locale {
        // A plain space: with a hard one, other programs would no longer see a prefix and would add theirs.
        Locale::Fr => "Re : ",
        Locale::En => "Re: ",
    };
    prefixed(prefix, subject)
}

pub fn forward(subject: &str, locale: Locale) -> String {
    let prefix = match locale {
        Locale::Fr => "Tr : ",
        Locale::En => "Fwd: ",
    };
    prefixed(prefix, subject)
}

fn prefixed(prefix: &str, subject: &str) -> String {
    format!("{prefix}{}", without_prefixes(subject)).trim_end().to_owned()
}

/// Unlike [`base`], keeps the name of a list: people sort by it.
fn without_prefixes(subject: &str) -> String {
    let mut rest = subject.trim();
    let mut list = "";
    for _ in 0..MAX_PREFIXES {
        if let Some((_, after)) = strip_prefix(rest) {
            rest = after;
        } else if let Some((_, after)) =
            strip_list_name(rest).filter(|(_, after)| strip_prefix(after).is_some())
        {
            list = rest.get(..rest.len() - after.len()).unwrap_or_default();
            rest = after;
        } else {
            break;
        }
    }
    clean_line(&format!("{list}{rest}"))
}

/// `Re :`, `RE:`, `Re[2]:`, `Re (3) :`, `Tr :`.
fn strip_prefix(subject: &str) -> Option<(Option<Prefix>, &str)> {
    let end = subject.find(|c: char| !c.is_alphabetic())?;
    let word = subject.get(..end)?.to_lowercase();
    let prefix = if REPLIES.contains(&word.as_str()) {
        Prefix::Reply
    } else if FORWARDS.contains(&word.as_str()) {
        Prefix::Forward
    } else {
        return None;
    };
    let rest = subject.get(end..)?;
    // One letter is a prefix only as programs write it (`I:` in Italian), never a word that a colon follows.
    if word.len() == 1 && (!rest.starts_with(':') || subject.starts_with(char::is_lowercase)) {
        return None;
    }
    let rest = strip_count(rest.trim_start());
    let rest = rest.trim_start().strip_prefix([':', '：'])?;
    Some((Some(prefix), rest.trim_start()))
}

fn strip_count(rest: &str) -> &str {
    let close = match rest.chars().next() {
        Some('[') => ']',
        Some('(') => ')',
        _ => return rest,
    };
    match rest.get(1..).and_then(|r| r.split_once(close)) {
        Some((count, after)) if !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) => after,
        _ => rest,
    }
}

/// `[liste-profs] …`, unless nothing would remain.
fn strip_list_name(subject: &str) -> Option<(Option<Prefix>, &str)> {
    let (name, after) = subject.strip_prefix('[')?.split_once(']')?;
    let after = after.trim_start();
    (!name.contains('[') && !after.is_empty()).then_some((None, after))
}

fn strip_forward_mark(subject: &str) -> Option<&str> {
    let at = subject.len().checked_sub(5)?;
    let tail = subject.get(at..)?;
    let before = subject.get(..at)?.trim_end();
    (tail.eq_ignore_ascii_case("(fwd)") && !before.is_empty()).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prefixes_are_taken_off() {
        for (subject, expected, prefix) in [
            ("Réunion", "Réunion", None),
            ("Re: Réunion", "Réunion", Some(Prefix::Reply)),
            ("RE : Réunion", "Réunion", Some(Prefix::Reply)),
            ("RE\u{a0}: Réunion", "Réunion", Some(Prefix::Reply)),
            ("Re\u{202f}: Réunion", "Réunion", Some(Prefix::Reply)),
            ("Réf : TR: Fwd: Réunion", "Réunion", Some(Prefix::Reply)),
            ("Tr : RE: AW: Réunion", "Réunion", Some(Prefix::Forward)),
            ("Re[2]: Réunion", "Réunion", Some(Prefix::Reply)),
            ("Re (3) : Réunion", "Réunion", Some(Prefix::Reply)),
            ("[profs] Re: [profs] Réunion", "Réunion", Some(Prefix::Reply)),
            ("Réunion (fwd)", "Réunion", Some(Prefix::Forward)),
            ("Re:", "", Some(Prefix::Reply)),
            ("[profs]", "[profs]", None),
            ("Reconduction : suite", "Reconduction : suite", None),
            ("Retard", "Retard", None),
            ("i: un", "i: un", None),
            ("Tr", "Tr", None),
            ("", "", None),
        ] {
            assert_eq!(base(subject), (expected.to_owned(), prefix), "{subject:?}");
        }
    }

    #[test]
    fn prefixes_do_not_pile_up() {
        assert_eq!(reply("Réunion", Locale::Fr), "Re : Réunion");
        assert_eq!(reply("RE: Tr : Réunion", Locale::Fr), "Re : Réunion");
        assert_eq!(forward("Re : Réunion", Locale::Fr), "Tr : Réunion");
        assert_eq!(forward("Tr : Réunion", Locale::En), "Fwd: Réunion");
        assert_eq!(reply("[profs] Re: Réunion", Locale::Fr), "Re : [profs] Réunion");
        assert_eq!(reply("[profs] Réunion", Locale::En), "Re: [profs] Réunion");
        assert_eq!(reply("", Locale::Fr), "Re :");
    }

    #[test]
    fn keys_ignore_case_and_blanks() {
        assert_eq!(key("Re:  RÉUNION  du\tlundi"), key("réunion du lundi"));
        assert_ne!(key("réunion"), key("réunions"));
    }

    proptest! {
        #[test]
        fn a_reply_keeps_what_it_is_about(subject in any::<String>(), french in any::<bool>()) {
            let locale = if french { Locale::Fr } else { Locale::En };
            let replied = reply(&subject, locale);
            prop_assert_eq!(key(&reply(&replied, locale)), key(&replied));
            prop_assert_eq!(base(&replied).1, Some(Prefix::Reply));
        }
    }
}
