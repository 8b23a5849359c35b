//! How answers are written: strings and literals, flags, dates, sets of numbers.

use kernel::Time;

use crate::filing::{Keywords, Marks};

/// A string, quoted where it can be, a literal otherwise.
pub(super) fn string(out: &mut Vec<u8>, text: &[u8]) {
    let plain = text.len() <= 1_000 && text.iter().all(|b| matches!(b, b' '..=b'~'));
    if plain {
        out.push(b'"');
        for byte in text {
            if matches!(byte, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(*byte);
        }
        out.push(b'"');
    } else {
        literal(out, text);
    }
}

pub(super) fn literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(format!("{{{}}}\r\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

/// NIL for what is not there.
pub(super) fn nstring(out: &mut Vec<u8>, text: Option<&[u8]>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// The keyword of IMAP for a message that was sent on.
pub(super) const FORWARDED: &str = "$Forwarded";

/// As FETCH lists them.
pub(crate) fn flags(marks: &Marks) -> String {
    let known = [
        (marks.seen, "\\Seen"),
        (marks.answered, "\\Answered"),
        (marks.flagged, "\\Flagged"),
        (marks.deleted, "\\Deleted"),
        (marks.draft, "\\Draft"),
        (marks.forwarded, FORWARDED),
    ];
    let known = known.into_iter().filter(|(has, _)| *has).map(|(_, name)| name);
    let all: Vec<&str> = known.chain(marks.keywords.iter()).collect();
    format!("({})", all.join(" "))
}

/// What a client's flags stand for; `None` for a flag that is the server's own or unknown.
pub(crate) fn marks(flags: &[imap_codec::imap_types::flag::Flag<'_>]) -> Option<Marks> {
    use imap_codec::imap_types::flag::Flag;
    let mut marks = Marks { keywords: Keywords::default(), ..Marks::default() };
    for flag in flags {
        match flag {
            Flag::Seen => marks.seen = true,
            Flag::Answered => marks.answered = true,
            Flag::Flagged => marks.flagged = true,
            Flag::Deleted => marks.deleted = true,
            Flag::Draft => marks.draft = true,
            Flag::Keyword(word) if word.as_ref().eq_ignore_ascii_case(FORWARDED) => marks.forwarded = true,
            Flag::Keyword(word) => marks.keywords.add(word.as_ref()),
            Flag::Extension(_) => return None,
        }
    }
    Some(marks)
}

/// A moment as INTERNALDATE shows it, in universal time.
pub(crate) fn date(at: Time) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.strftime("\"%e-%b-%Y %H:%M:%S +0000\"").to_string()
}

/// Ascending numbers as a set: `1:3,7`.
pub(crate) fn set(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let written: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") })
        .collect();
    written.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_or_counted() {
        let written = |text: &[u8]| {
            let mut out = Vec::new();
            string(&mut out, text);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(b"a \"b\" \\"), r#""a \"b\" \\""#);
        assert_eq!(written("é".as_bytes()), "{2}\r\né");
        assert_eq!(written(b"a\r\nb"), "{4}\r\na\r\nb");
    }

    #[test]
    fn sets_are_short() {
        assert_eq!(set([1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set([]), "");
        assert_eq!(set([u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
    }

    #[test]
    fn dates_are_of_the_protocol() {
        assert_eq!(date(Time(1_795_718_387_000)), "\"26-Nov-2026 18:39:47 +0000\"");
        assert_eq!(date(Time(0)), "\" 1-Jan-1970 00:00:00 +0000\"");
    }
}
