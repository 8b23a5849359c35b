//! Every message of one language, by key, read from its Fluent files.
//! Syntax errors, duplicates and badly formed keys are found here; references are left to `resolve`.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Pattern};
use fluent_syntax::parser;

use crate::problem::{Place, Problem};
use crate::resolve::Resolver;
use crate::text::Text;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    French,
    English,
}

/// One Fluent file, with the name under which it is shown to people.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub file: String,
    pub text: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub place: Place,
    pub text: Text,
}

/// A message, attribute (`key.attribute`) or term (`-key`) as it stands in its file.
#[derive(Debug)]
pub(crate) struct Raw<'a> {
    pub place: Place,
    pub pattern: Pattern<&'a str>,
}

pub(crate) type RawEntries<'a> = BTreeMap<String, Raw<'a>>;

impl Language {
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::French => "French",
            Self::English => "English",
        }
    }
}

impl Source {
    /// Where a slice of this source's own text stands.
    pub(crate) fn place_of(&self, slice: &str) -> Place {
        self.place_at((slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }

    pub(crate) fn place_at(&self, offset: usize) -> Place {
        let before = self.text.bytes().take(offset);
        Place { file: self.file.clone(), line: 1 + before.filter(|byte| *byte == b'\n').count() }
    }
}

pub(crate) fn load(
    language: Language,
    sources: &[Source],
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Message> {
    let raw = raw_entries(sources, problems);
    let mut messages = BTreeMap::new();
    for (key, entry) in raw.iter().filter(|(key, _)| !key.starts_with('-')) {
        match Resolver::new(language, &raw).text_of(key, entry) {
            Ok(text) => {
                messages.insert(key.clone(), Message { place: entry.place.clone(), text });
            }
            Err(what) => problems.push(Problem::new(entry.place.clone(), key, what)),
        }
    }
    messages
}

fn raw_entries<'a>(sources: &'a [Source], problems: &mut Vec<Problem>) -> RawEntries<'a> {
    let mut raw = RawEntries::new();
    for source in sources {
        for (key, slice, pattern) in entries(source, problems) {
            let place = source.place_of(slice);
            if !is_kebab_case(key.trim_start_matches('-')) {
                problems.push(Problem::new(place.clone(), &key, "keys are written like-this"));
            }
            if let Some(first) = raw.get(&key) {
                let Place { file, line } = &first.place;
                problems.push(Problem::new(place, &key, format!("already defined at {file}:{line}")));
            } else {
                raw.insert(key, Raw { place, pattern });
            }
        }
    }
    raw
}

/// Key, the slice that names it and its text, for all that one file defines; junk goes to the problems.
pub(crate) fn entries<'a>(
    source: &'a Source,
    problems: &mut Vec<Problem>,
) -> Vec<(String, &'a str, Pattern<&'a str>)> {
    let resource = match parser::parse(source.text.as_str()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| junk(source, error)));
            resource
        }
    };
    let mut found = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name;
                found.extend(message.value.map(|value| (key.to_owned(), key, value)));
                for attribute in message.attributes {
                    let name = attribute.id.name;
                    found.push((format!("{key}.{name}"), name, attribute.value));
                }
            }
            // The attributes of a term are grammatical notes; nothing here reads them.
            Entry::Term(term) => found.push((format!("-{}", term.id.name), term.id.name, term.value)),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    found
}

fn junk(source: &Source, error: &parser::ParserError) -> Problem {
    let slice = error.slice.clone().and_then(|range| source.text.get(range)).unwrap_or_default();
    let key = slice.split(['=', '\n']).next().unwrap_or_default().trim();
    Problem::new(source.place_at(error.pos.start), key, format!("syntax: {}", error.kind))
}

/// Lower-case words joined by single hyphens; a dot separates a message from its attribute.
fn is_kebab_case(key: &str) -> bool {
    key.split(['-', '.']).all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
