//! The marks of a message as files of mail carry them, in fields above its own: `Status` and `X-Status` for mutt,
//! Dovecot and Apple Mail, `X-Mozilla-Status` for Thunderbird, `X-Gmail-Labels` for what Google hands out. Written on the
//! way out, taken off on the way in, so that a message that leaves and comes back is the same to the byte.

use bytes::Bytes;

use crate::{
    filing::{Keywords, Marks},
    message::parse,
};

/// What the fields of a message said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `None` when no field spoke of marks.
    pub marks: Option<Marks>,
    /// Thunderbird has deleted it and has not yet cleaned up its file.
    pub is_gone: bool,
    pub gmail: Vec<String>,
}

const READ: u32 = 0x1;
const REPLIED: u32 = 0x2;
const MARKED: u32 = 0x4;
const EXPUNGED: u32 = 0x8;
const FORWARDED: u32 = 0x1000;

const FIELDS: [&str; 11] = [
    "status",
    "x-status",
    "x-keywords",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-mozilla-keys",
    "x-gmail-labels",
    "x-gm-thrid",
    "x-uid",
    "x-imap",
    "x-imapbase",
];

/// The fields that go above a message, with their ends of line.
pub(super) fn fields(marks: &Marks) -> String {
    let letters = |pairs: &[(bool, char)]| -> String {
        pairs.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect()
    };
    let status = letters(&[(marks.seen, 'R'), (true, 'O')]);
    let more =
        letters(&[(marks.answered, 'A'), (marks.flagged, 'F'), (marks.draft, 'T'), (marks.deleted, 'D')]);
    let bits = [
        (marks.seen, READ),
        (marks.answered, REPLIED),
        (marks.flagged, MARKED),
        (marks.forwarded, FORWARDED),
    ];
    let bits = bits.iter().filter(|(on, _)| *on).fold(0, |all, (_, bit)| all | bit);
    let words: Vec<&str> = marks.keywords.iter().collect();
    // All of them each time: one of the same name that follows is the message's own.
    format!(
        "Status: {status}\nX-Status: {more}\nX-Mozilla-Status: {bits:04x}\nX-Keywords: {0}\nX-Mozilla-Keys: {0}\n",
        words.join(" ")
    )
}

/// Takes the fields off a message with CRLF at its ends of line. Those that stand above everything else were put there by
/// who wrote the file, each once, and what comes below is the message; without any on top they are looked for in the whole
/// head.
pub(super) fn take(raw: Bytes) -> (Bytes, Said) {
    let mut said = Said::default();
    let mut cut: Vec<std::ops::Range<usize>> = Vec::new();
    let mut on_top = false;
    let mut heard: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(end) = field_end(&raw, at) {
        let field = &raw[at..end];
        match name_of(field) {
            Some(name) if on_top && heard.contains(&name) => break,
            Some(name) if FIELDS.contains(&name.as_str()) => {
                on_top |= at == 0;
                said.hear(&name, &field[name.len() + 1..]);
                cut.push(at..end);
                heard.push(name);
            }
            _ if on_top => break,
            _ => {}
        }
        at = end;
    }
    if cut.is_empty() {
        return (raw, said);
    }
    if on_top {
        return (raw.slice(at..), said);
    }
    let mut rest = Vec::with_capacity(raw.len());
    let mut from = 0;
    for range in cut {
        rest.extend_from_slice(&raw[from..range.start]);
        from = range.end;
    }
    rest.extend_from_slice(&raw[from..]);
    (rest.into(), said)
}

/// Where the field that begins here ends, with the lines that go on with it; `None` at the end of the head.
fn field_end(raw: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    loop {
        let rest = raw.get(end..)?;
        let line = memchr::memchr(b'\n', rest)? + 1;
        if end == at && matches!(&rest[..line], b"\r\n" | b"\n") {
            return None;
        }
        end += line;
        if !matches!(raw.get(end), Some(b' ' | b'\t')) {
            return Some(end);
        }
    }
}

fn name_of(field: &[u8]) -> Option<String> {
    let name = &field[..memchr::memchr(b':', field)?];
    let sound = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    sound.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

impl Said {
    fn hear(&mut self, name: &str, value: &[u8]) {
        let value = String::from_utf8_lossy(value).replace(['\r', '\n'], "");
        let value = value.trim();
        match name {
            "x-gmail-labels" => {
                self.gmail = gmail_labels(value);
                return;
            }
            "status" | "x-status" | "x-keywords" | "x-mozilla-status" | "x-mozilla-keys" => {}
            _ => return,
        }
        let marks = self.marks.get_or_insert_default();
        match name {
            "status" => marks.seen |= value.contains('R'),
            "x-status" => {
                marks.answered |= value.contains('A');
                marks.flagged |= value.contains('F');
                marks.draft |= value.contains('T');
                marks.deleted |= value.contains('D');
            }
            "x-mozilla-status" => {
                let bits = u32::from_str_radix(value, 16).unwrap_or_default();
                marks.seen |= bits & READ != 0;
                marks.answered |= bits & REPLIED != 0;
                marks.flagged |= bits & MARKED != 0;
                marks.forwarded |= bits & FORWARDED != 0;
                self.is_gone |= bits & EXPUNGED != 0;
            }
            _ => add_keywords(&mut marks.keywords, value.split_whitespace()),
        }
    }
}

/// What a mail program could have set: an atom of IMAP, and no more of them than a message bears.
pub(super) fn add_keywords<'w>(keywords: &mut Keywords, words: impl Iterator<Item = &'w str>) {
    let sound = |word: &&str| {
        word.len() <= 60 && word.bytes().all(|b| b.is_ascii_graphic() && !b"(){%*\"\\]".contains(&b))
    };
    for word in words.filter(sound) {
        if keywords.iter().count() < crate::labels::MOST {
            keywords.add(word);
        }
    }
}

/// Labels between commas, those with a comma between quotes, the whole encoded where it is not ASCII.
fn gmail_labels(value: &str) -> Vec<String> {
    // Read as a subject is, where encoded words are known.
    let text = parse(format!("Subject: {value}\r\n\r\n").as_bytes()).subject;
    let mut labels = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => labels.push(String::new()),
            c => labels.last_mut().unwrap_or(&mut String::new()).push(c),
        }
    }
    labels.into_iter().map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(head: &str) -> (String, Said) {
        let raw = format!("{head}\n\nCorps\n").replace('\n', "\r\n").into_bytes();
        let (rest, said) = take(raw.into());
        (String::from_utf8(rest.into()).unwrap(), said)
    }

    #[test]
    fn what_is_written_is_read_back_and_taken_off() {
        let mut keywords = Keywords::default();
        keywords.add("a-traiter");
        keywords.add("$Forwarded");
        let marks = Marks {
            seen: true,
            flagged: true,
            answered: true,
            forwarded: true,
            keywords,
            ..Marks::default()
        };
        for marks in [marks, Marks::default(), Marks { draft: true, deleted: true, ..Marks::default() }] {
            let (rest, said) = taken(&format!("{}From: a@x.fr\nStatus: RO", fields(&marks)));
            assert_eq!(rest, "From: a@x.fr\r\nStatus: RO\r\n\r\nCorps\r\n", "the message's own field stays");
            assert_eq!(said, Said { marks: Some(marks), ..Said::default() });
        }
    }

    #[test]
    fn fields_at_the_end_of_the_head_are_taken_off_too() {
        let (rest, said) = taken(
            "From: a@x.fr\nSubject: Un\n deux\nStatus: O\nX-Status: F\nX-Keywords: Projet $Done   \nX-UID: 12",
        );
        assert_eq!(rest, "From: a@x.fr\r\nSubject: Un\r\n deux\r\n\r\nCorps\r\n");
        let marks = said.marks.unwrap();
        assert_eq!(
            (marks.seen, marks.flagged, marks.keywords.text().as_str()),
            (false, true, " $Done Projet ")
        );
    }

    #[test]
    fn thunderbird_and_gmail_are_understood() {
        let (rest, said) = taken("X-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000000\nFrom: a@x.fr");
        assert_eq!((rest.as_str(), said.is_gone), ("From: a@x.fr\r\n\r\nCorps\r\n", true));
        let (rest, said) = taken(
            "X-GM-THRID: 17\nX-Gmail-Labels: =?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Non_lus,\"Col,=C3=A8ge\"?=\nFrom: a@x.fr",
        );
        assert_eq!(rest, "From: a@x.fr\r\n\r\nCorps\r\n");
        assert_eq!(
            (said.gmail, said.marks),
            (vec!["Boîte de réception".into(), "Non lus".into(), "Col,ège".into()], None)
        );
    }

    #[test]
    fn nothing_is_touched_where_nothing_is_said() {
        for raw in ["", "\r\n", "From: a\r\nb", "Status", "no head at all\r\nStatus: R", ": x\r\n\r\n"] {
            let (rest, _) = take(raw.as_bytes().to_vec().into());
            if raw != "no head at all\r\nStatus: R" {
                assert_eq!(rest, raw.as_bytes());
            }
        }
    }
}
