//! What Zimbra's export (Preferences, Import/Export: a `.tgz`) says beside each item, in a file `.meta` before it: marks,
//! date and tags of a message in JSON, and the fields of a contact, which has no file of its own.

use std::{collections::BTreeMap, fmt::Write};

use kernel::Time;
use serde::Deserialize;

use super::item::Found;

/// Items of Zimbra by their number.
const CONTACT: i64 = 6;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    #[serde(rename = "type")]
    kind: i64,
    /// Seconds since 1970.
    date: i64,
    unread: i64,
    #[serde(rename = "FlagStr")]
    flags: String,
    #[serde(rename = "TagNames")]
    tags: String,
    metadata: String,
}

impl Meta {
    pub(super) fn read(json: &[u8]) -> Option<Meta> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn say(&self, found: &mut Found) {
        let has = |letter| self.flags.contains(letter);
        found.marks.seen = self.unread == 0 && !has('u');
        found.marks.flagged = has('f');
        found.marks.answered = has('r');
        found.marks.forwarded = has('w');
        found.marks.draft = has('d');
        found.labels = tags(&self.tags);
        if self.date > 0 {
            found.at = Some(Time(self.date.saturating_mul(1_000)));
        }
    }

    /// The contact that this stands for, as a card.
    pub(super) fn card(&self) -> Option<String> {
        if self.kind != CONTACT {
            return None;
        }
        let fields = fields(&self.metadata)?;
        let of = |name: &str| fields.get(name).map(|value| escaped(value)).unwrap_or_default();
        let mut card =
            format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:{};{};;;\r\n", of("lastName"), of("firstName"));
        let full = match (of("fullName"), of("firstName"), of("lastName"), of("nickname")) {
            (full, ..) if !full.is_empty() => full,
            (_, first, last, nickname) => {
                let both = format!("{first} {last}").trim().to_owned();
                if both.is_empty() { nickname } else { both }
            }
        };
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(card, "{name}:{value}\r\n");
            }
        };
        line("FN", if full.is_empty() { "-" } else { &full });
        line("ORG", &of("company"));
        line("NOTE", &of("notes"));
        for (name, value) in &fields {
            if name.to_ascii_lowercase().contains("email") && value.contains('@') {
                line("EMAIL", &escaped(value));
            }
            if name.ends_with("Phone") {
                line("TEL", &escaped(value));
            }
        }
        card.push_str("END:VCARD\r\n");
        Some(card)
    }
}

fn escaped(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
    value.replace("\r\n", "\n").replace('\n', "\\n").replace('\r', "")
}

/// Names between colons, a colon of their own behind a backslash; of old versions numbers, which name nothing.
fn tags(text: &str) -> Vec<String> {
    let mut tags = vec![String::new()];
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => tags.last_mut().unwrap_or(&mut String::new()).extend(letters.next()),
            ':' => tags.push(String::new()),
            c => tags.last_mut().unwrap_or(&mut String::new()).push(c),
        }
    }
    tags.retain(|tag| !tag.trim().is_empty());
    tags
}

/// The dictionary `fld` of a contact's metadata, in bencoding with lengths counted in letters: `d3:fldd5:email7:a@x.free`.
fn fields(metadata: &str) -> Option<BTreeMap<String, String>> {
    let letters: Vec<u16> = metadata.encode_utf16().collect();
    let mut reader = Bencoded { letters: &letters, at: 0, depth: 0 };
    match reader.value()? {
        Value::Map(mut map) => match map.remove("fld")? {
            Value::Map(fields) => Some(
                fields
                    .into_iter()
                    .filter_map(|(name, value)| match value {
                        Value::Text(text) => Some((name, text)),
                        _ => None,
                    })
                    .collect(),
            ),
            _ => None,
        },
        _ => None,
    }
}

enum Value {
    Text(String),
    Map(BTreeMap<String, Value>),
    Other,
}

struct Bencoded<'m> {
    letters: &'m [u16],
    at: usize,
    depth: usize,
}

impl Bencoded<'_> {
    fn peek(&self) -> Option<char> {
        char::from_u32(u32::from(*self.letters.get(self.at)?))
    }

    fn value(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > 20 {
            return None;
        }
        let value = match self.peek()? {
            'i' => {
                self.at += 1;
                self.until('e')?;
                Value::Other
            }
            'l' => {
                self.at += 1;
                while self.peek()? != 'e' {
                    self.value()?;
                }
                self.at += 1;
                Value::Other
            }
            'd' => {
                self.at += 1;
                let mut map = BTreeMap::new();
                while self.peek()? != 'e' {
                    let name = self.text()?;
                    map.insert(name, self.value()?);
                }
                self.at += 1;
                Value::Map(map)
            }
            _ => Value::Text(self.text()?),
        };
        self.depth -= 1;
        Some(value)
    }

    fn text(&mut self) -> Option<String> {
        let length: usize = self.until(':')?.parse().ok()?;
        let end = self.at.checked_add(length)?;
        let text = String::from_utf16_lossy(self.letters.get(self.at..end)?);
        self.at = end;
        Some(text)
    }

    fn until(&mut self, end: char) -> Option<String> {
        let rest = self.letters.get(self.at..)?;
        let length = rest.iter().take(20).position(|letter| u32::from(*letter) == u32::from(end))?;
        self.at += length + 1;
        Some(String::from_utf16_lossy(&rest[..length]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_date_and_tags_of_a_message() {
        let json = br#"{"id":260,"type":5,"date":1609258597,"unread":1,"flags":3,"FlagStr":"fu","Path":"/Inbox/x","TagNames":"Conseil \\: 3e:Urgent","Ver":10}"#;
        let mut found = Found::default();
        Meta::read(json).unwrap().say(&mut found);
        assert_eq!((found.marks.seen, found.marks.flagged), (false, true));
        assert_eq!(found.labels, ["Conseil : 3e", "Urgent"]);
        assert_eq!(found.at, Some(Time(1_609_258_597_000)));
    }

    #[test]
    fn a_contact_becomes_a_card() {
        let metadata = "d3:fldd7:company18:Collège J; Moulin 5:email13:e.l@x.example6:email213:e.l@y.example9:firstName5:Élise\
            8:lastName4:Noël9:workPhone10:0123456789e2:vni10ee";
        let meta = Meta { kind: CONTACT, metadata: metadata.to_owned(), ..Meta::default() };
        assert_eq!(
            meta.card().unwrap(),
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Noël;Élise;;;\r\nFN:Élise Noël\r\nORG:Collège J\\; Moulin \r\n\
             EMAIL:e.l@x.example\r\nEMAIL:e.l@y.example\r\nTEL:0123456789\r\nEND:VCARD\r\n"
        );
        for broken in
            ["", "d3:fld", "d3:fldd99999999999999999999:ae", "ddddddddddddddddddddddd", "i5e", "9:a"]
        {
            assert_eq!(Meta { kind: CONTACT, metadata: broken.to_owned(), ..Meta::default() }.card(), None);
        }
    }
}
