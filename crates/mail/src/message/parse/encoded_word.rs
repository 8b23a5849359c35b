//! Joins neighbouring encoded words (RFC 2047) of one charset before they are decoded.
//! Many mailers cut the text between two bytes of one character, which no decoder can mend word by word.

/// `=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=` becomes `=?utf-8?Q?=C3=A9?=`.
pub fn join(line: &str) -> String {
    let mut joined = String::with_capacity(line.len() + 1);
    let mut rest = line;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        joined.push_str(before);
        let used = if let Some(first) = word(from) {
            push_run(&mut joined, from, &first)
        } else {
            joined.push_str("=?");
            2
        };
        rest = from.get(used..).unwrap_or_default();
    }
    joined.push_str(rest);
    joined
}

/// Writes the word that starts `from` and those it can take in; says how many bytes that was.
fn push_run(joined: &mut String, from: &str, first: &Word<'_>) -> usize {
    let start = joined.len();
    joined.push_str(from.get(..first.len).unwrap_or_default());
    let mut used = first.len;
    let mut last = first.text;
    loop {
        let after = from.get(used..).unwrap_or_default();
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        let next = after.get(blanks..).unwrap_or_default();
        match word(next) {
            Some(other) if blanks > 0 && first.takes(&other, last) && joined.len() > start + 2 => {
                joined.truncate(joined.len() - 2);
                joined.push_str(other.text);
                joined.push_str("?=");
                used += blanks + other.len;
                last = other.text;
            }
            _ => return used,
        }
    }
}

struct Word<'a> {
    charset: &'a str,
    encoding: &'a str,
    text: &'a str,
    len: usize,
}

impl Word<'_> {
    fn takes(&self, other: &Word<'_>, last: &str) -> bool {
        self.charset.eq_ignore_ascii_case(other.charset)
            && self.encoding.eq_ignore_ascii_case(other.encoding)
            // Base64 joins only where a group of four ends.
            && (self.encoding.eq_ignore_ascii_case("q") || (!last.ends_with('=') && last.len().is_multiple_of(4)))
    }
}

/// RFC 2047 allows 75 characters; nobody needs a thousand, and looking further would cost the square of the line.
const MAX_WORD: usize = 1_000;

fn word(from: &str) -> Option<Word<'_>> {
    let from = from.get(..from.floor_char_boundary(MAX_WORD))?;
    let (charset, rest) = from.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (text, _) = rest.split_once("?=")?;
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_graphic());
    let sound = plain(charset) && matches!(encoding, "q" | "Q" | "b" | "B") && !text.contains('?');
    sound.then(|| Word {
        charset: charset.split('*').next().unwrap_or_default(),
        encoding,
        text,
        len: charset.len() + encoding.len() + text.len() + 6,
    })
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn only_like_words_are_joined() {
        for (line, expected) in [
            ("=?utf-8?Q?=C3?= =?UTF-8?q?=A9?= !", "=?utf-8?Q?=C3=A9?= !"),
            ("=?utf-8?B?w4lsaXNl?= =?utf-8?B?TWFydGlu?=", "=?utf-8?B?w4lsaXNlTWFydGlu?="),
            ("=?utf-8?B?w4k=?= =?utf-8?B?TWFydGlu?=", "=?utf-8?B?w4k=?= =?utf-8?B?TWFydGlu?="),
            ("=?utf-8?Q?a?= =?latin1?Q?b?=", "=?utf-8?Q?a?= =?latin1?Q?b?="),
            ("=?utf-8?Q?a?=, =?utf-8?Q?b?=", "=?utf-8?Q?a?=, =?utf-8?Q?b?="),
            ("=?utf-8?Q?a?==?utf-8?Q?b?=", "=?utf-8?Q?a?==?utf-8?Q?b?="),
            ("x =? y =?utf-8?Z?a?= z", "x =? y =?utf-8?Z?a?= z"),
            ("", ""),
        ] {
            assert_eq!(join(line), expected);
        }
    }
}
