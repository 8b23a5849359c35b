//! The text of a message once its references are resolved: pieces to write one after the other.
//! The pieces also tell which arguments the message needs and of which kind each one is.

use std::collections::BTreeMap;

pub(crate) type Text = Vec<Piece>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    Argument(String),
    /// `NUMBER($argument)`: an argument that must be a number though it chooses nothing.
    Number(String),
    Plural(Plural),
    Named(Named),
}

/// A choice by quantity: exact numbers first, then the category of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plural {
    pub argument: String,
    pub exact: Vec<(i64, Text)>,
    pub one: Option<Text>,
    pub other: Text,
}

/// A choice among names, such as the states of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub argument: String,
    pub names: Vec<(String, Text)>,
    pub other: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Shown,
    Count,
    Name,
    /// Chooses a plural here and a name there, which no Rust type can do.
    Contradictory,
}

pub(crate) type Arguments = BTreeMap<String, Kind>;

pub(crate) fn arguments(text: &Text) -> Arguments {
    let mut found = Arguments::new();
    collect(text, &mut found);
    found
}

pub(crate) fn merge(into: &mut Arguments, argument: &str, kind: Kind) {
    let known = into.entry(argument.to_owned()).or_insert(kind);
    *known = match (*known, kind) {
        (Kind::Shown, other) | (other, Kind::Shown) => other,
        (one, other) if one == other => one,
        _ => Kind::Contradictory,
    };
}

fn collect(text: &Text, found: &mut Arguments) {
    for piece in text {
        match piece {
            Piece::Literal(_) => {}
            Piece::Argument(name) => merge(found, name, Kind::Shown),
            Piece::Number(name) => merge(found, name, Kind::Count),
            Piece::Plural(plural) => {
                merge(found, &plural.argument, Kind::Count);
                plural.exact.iter().for_each(|(_, text)| collect(text, found));
                plural.one.iter().for_each(|text| collect(text, found));
                collect(&plural.other, found);
            }
            Piece::Named(named) => {
                merge(found, &named.argument, Kind::Name);
                named.names.iter().for_each(|(_, text)| collect(text, found));
                collect(&named.other, found);
            }
        }
    }
}

/// The text as a person would read it in a list of messages, choices in braces.
pub(crate) fn summary(text: &Text) -> String {
    text.iter().map(summary_of_piece).collect()
}

fn summary_of_piece(piece: &Piece) -> String {
    match piece {
        Piece::Literal(literal) => literal.clone(),
        Piece::Argument(name) | Piece::Number(name) => format!("{{{name}}}"),
        Piece::Plural(plural) => {
            let exact = plural.exact.iter().map(|(number, text)| (number.to_string(), text));
            let one = plural.one.iter().map(|text| ("one".to_owned(), text));
            choice_summary(&plural.argument, exact.chain(one), &plural.other)
        }
        Piece::Named(named) => {
            let names = named.names.iter().map(|(name, text)| (name.clone(), text));
            choice_summary(&named.argument, names, &named.other)
        }
    }
}

fn choice_summary<'a>(
    argument: &str,
    variants: impl Iterator<Item = (String, &'a Text)>,
    other: &Text,
) -> String {
    let mut shown: Vec<String> = variants.map(|(key, text)| format!("{key}: {}", summary(text))).collect();
    shown.push(format!("other: {}", summary(other)));
    format!("{{{argument} → {}}}", shown.join(" | "))
}
