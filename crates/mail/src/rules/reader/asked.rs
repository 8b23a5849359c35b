//! What a rule of a script asks of a message, in conditions of ours: all of them or any of them, none within another.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    Remark, Why,
    grammar::{self, Argument, Command},
    tags, texts,
};
use crate::rules::{Condition, How, Matching, Part, sieve::AUTOMATIC};

enum Asked {
    One(Condition),
    All(Vec<Asked>),
    Any(Vec<Asked>),
}

pub(super) fn conditions(
    test: &Command,
    plain: &dyn Fn(&str) -> String,
    remarks: &mut Vec<Remark>,
) -> Result<(Matching, Vec<Condition>), Why> {
    // A rule of ours without a condition is printed so, and takes nothing.
    if test.name == "false" {
        return Ok((Matching::All, Vec::new()));
    }
    let mut reading = Reading { plain, remarks, automatic: automatic() };
    let asked = flat(reading.asked(test, false)?);
    let leaves = |all: Vec<Asked>| -> Result<Vec<Condition>, Why> {
        all.into_iter()
            .map(|one| match one {
                Asked::One(condition) => Ok(condition),
                _ => Err(Why::Nested),
            })
            .collect()
    };
    match asked {
        Asked::One(condition) => Ok((Matching::All, vec![condition])),
        // Scripts must name a test; what names none would come in as a rule that takes nothing, without a word.
        Asked::All(none) | Asked::Any(none) if none.is_empty() => Err(Why::Syntax),
        Asked::All(all) => Ok((Matching::All, leaves(all)?)),
        Asked::Any(any) => Ok((Matching::Any, leaves(any)?)),
    }
}

/// One within one of its kind is part of it; what holds one alone is that one.
fn flat(asked: Asked) -> Asked {
    let (is_all, parts) = match asked {
        Asked::One(_) => return asked,
        Asked::All(parts) => (true, parts),
        Asked::Any(parts) => (false, parts),
    };
    let mut out = Vec::new();
    for part in parts.into_iter().map(flat) {
        match part {
            Asked::All(inner) if is_all => out.extend(inner),
            Asked::Any(inner) if !is_all => out.extend(inner),
            other => out.push(other),
        }
    }
    match (out.len(), is_all) {
        (1, _) => out.remove(0),
        (_, true) => Asked::All(out),
        (_, false) => Asked::Any(out),
    }
}

/// The test by which scripts of ours know lists and robots.
fn automatic() -> Option<Command> {
    let (mut commands, _) = grammar::read(&format!("if {AUTOMATIC} {{}}"));
    commands.pop()?.tests.pop()
}

struct Reading<'r> {
    plain: &'r dyn Fn(&str) -> String,
    remarks: &'r mut Vec<Remark>,
    automatic: Option<Command>,
}

impl Reading<'_> {
    fn asked(&mut self, test: &Command, negated: bool) -> Result<Asked, Why> {
        if self.automatic.as_ref().is_some_and(|known| same(known, test)) {
            return Ok(Asked::One(Condition::Automatic { is: !negated }));
        }
        match test.name.as_str() {
            "not" => match test.tests.as_slice() {
                [one] => self.asked(one, !negated),
                _ => Err(Why::Nested),
            },
            "allof" | "anyof" => {
                let parts: Result<Vec<Asked>, Why> =
                    test.tests.iter().map(|t| self.asked(t, negated)).collect();
                let parts = parts?;
                Ok(if (test.name == "allof") == negated { Asked::Any(parts) } else { Asked::All(parts) })
            }
            "size" => size(test, negated),
            "attachment" => Ok(Asked::One(Condition::Attachment { has: !negated })),
            "header" if tags(test).contains(&"mime") => attachment(test, negated),
            "header" | "address" => self.field(test, negated),
            "body" => self.words(test, Part::Body, negated, test),
            "true" => Err(Why::Always),
            name => Err(Why::Test(name.to_owned())),
        }
    }

    fn field(&mut self, test: &Command, negated: bool) -> Result<Asked, Why> {
        let lists = texts(test);
        let Some(fields) = lists.get(lists.len().wrapping_sub(2)) else {
            return Err(Why::Test(test.name.clone()));
        };
        let mut fields: Vec<String> = fields.iter().map(|field| field.to_ascii_lowercase()).collect();
        fields.sort();
        fields.dedup();
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        let part = match names.as_slice() {
            ["from" | "sender"] | ["from", "sender"] => Part::From,
            ["cc", "to"] | ["bcc", "cc", "to"] => Part::Recipient,
            ["to" | "cc"] => {
                self.remarks.push(Remark::Recipients);
                Part::Recipient
            }
            ["subject"] => Part::Subject,
            ["list-id"] => Part::List,
            other => return Err(Why::Field(other.join(", "))),
        };
        self.words(test, part, negated, test)
    }

    fn words(&mut self, test: &Command, of: Part, negated: bool, at: &Command) -> Result<Asked, Why> {
        let tags = tags(at);
        let values: Vec<String> =
            texts(test).last().map(|v| v.iter().map(|v| (self.plain)(v)).collect()).unwrap_or_default();
        let mut any = Vec::new();
        for text in without_second_spellings(values) {
            let (how, text) = compared(&tags, of, text)?;
            let how = match (how, negated) {
                (how, false) => how,
                (How::Contains, true) => How::Without,
                _ => return Err(Why::Test(format!("not {}", test.name))),
            };
            if text.is_empty() {
                return Err(Why::Always);
            }
            any.push(Asked::One(Condition::Text { of, how, text }));
        }
        if any.is_empty() {
            return Err(Why::Always);
        }
        Ok(if negated { Asked::All(any) } else { Asked::Any(any) })
    }
}

/// How a text is compared, and which is left of it.
fn compared(tags: &[&str], of: Part, text: String) -> Result<(How, String), Why> {
    let is_people = matches!(of, Part::From | Part::Recipient);
    let has = |tag: &str| tags.contains(&tag);
    if has("localpart") || has("regex") || has("value") || has("count") {
        return Err(Why::Pattern(text));
    }
    if has("domain") {
        // A domain is what follows the sign.
        return if is_people && !has("matches") {
            Ok((How::Contains, format!("@{text}")))
        } else {
            Err(Why::Pattern(text))
        };
    }
    if has("matches") {
        let inner = text.trim_matches('*');
        if inner.contains(['*', '?', '\\']) {
            return Err(Why::Pattern(text));
        }
        let (before, after) = (text.starts_with('*'), text.ends_with('*'));
        return match (before, after) {
            (true, true) => Ok((How::Contains, inner.to_owned())),
            (true, false) if is_people && inner.starts_with('@') => Ok((How::Contains, inner.to_owned())),
            (false, false) => is(of, inner.to_owned()),
            _ => Err(Why::Pattern(text)),
        };
    }
    if !has("contains") {
        return is(of, text);
    }
    // As scripts of ours name one list and no other.
    match (of, text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'))) {
        (Part::List, Some(id)) => Ok((How::Is, id.to_owned())),
        _ => Ok((How::Contains, text)),
    }
}

/// A whole field of people is compared by its address.
fn is(of: Part, text: String) -> Result<(How, String), Why> {
    let sound = match of {
        Part::From | Part::Recipient => text.contains('@') && !text.contains(['<', ' ']),
        Part::Body => false,
        Part::Subject | Part::List => true,
    };
    if sound { Ok((How::Is, text)) } else { Err(Why::Pattern(text)) }
}

/// Scripts of ours write a text with its accents and again without them.
fn without_second_spellings(values: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        let is_second = out.last().is_some_and(|last| {
            *last != value && last.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>() == value
        });
        if !is_second {
            out.push(value);
        }
    }
    out
}

fn size(test: &Command, negated: bool) -> Result<Asked, Why> {
    let number = test.arguments.iter().find_map(|argument| match argument {
        Argument::Number(n) => Some(*n),
        _ => None,
    });
    let tags = tags(test);
    match number {
        Some(bytes) if !negated && (tags.contains(&"over") || tags.contains(&"under")) => {
            let kilobytes = i64::try_from(bytes.div_ceil(1024)).unwrap_or(i64::MAX);
            if kilobytes == 0 || kilobytes > crate::rules::MOST_KILOBYTES {
                return Err(Why::TooLong);
            }
            Ok(Asked::One(Condition::Size { over: tags.contains(&"over"), kilobytes }))
        }
        _ => Err(Why::Test("size".to_owned())),
    }
}

/// `header :mime :anychild :contains "content-disposition" "attachment"`
fn attachment(test: &Command, negated: bool) -> Result<Asked, Why> {
    let lists = texts(test);
    let said: Vec<&str> = lists.iter().flat_map(|list| list.iter()).map(String::as_str).collect();
    if tags(test).contains(&"anychild") && matches!(said.as_slice(), ["content-disposition", "attachment"]) {
        Ok(Asked::One(Condition::Attachment { has: !negated }))
    } else {
        Err(Why::Test("mime".to_owned()))
    }
}

/// Apart from where they stand.
fn same(a: &Command, b: &Command) -> bool {
    a.name == b.name
        && a.arguments == b.arguments
        && a.tests.len() == b.tests.len()
        && a.tests.iter().zip(&b.tests).all(|(a, b)| same(a, b))
}
