//! Cuts what was typed into words, phrases and `name:value`, as people really type: « objet : réunion », unclosed quotes.
//! Blanks around the colon are allowed after a known name only, so that a sentence with a colon stays a sentence.

use super::{Term, operator};
use crate::message::clean::clean_line;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lexeme {
    Word(String),
    Phrase(String),
    Field {
        name: String,
        value: String,
        quoted: bool,
        /// The whole, as typed.
        typed: String,
    },
}

pub fn lex(input: &str) -> Vec<Lexeme> {
    let line = clean_line(input).replace(['“', '”', '«', '»'], "\"");
    let mut rest = line.as_str();
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        let (mut lexeme, after) = field(rest).unwrap_or_else(|| value(rest));
        if matches!(found.last(), Some(Lexeme::Word(name)) if is_name(name)) {
            lexeme = lexeme.and_then(without_colons);
        }
        found.extend(lexeme);
        rest = after;
    }
}

/// What only empty quotes kept from a name before it (`de"":x`): shown back without them, it would be the name's value.
fn without_colons(lexeme: Lexeme) -> Option<Lexeme> {
    match lexeme {
        Lexeme::Word(word) => word_of(word.trim_start_matches(':')),
        other => Some(other),
    }
}

fn is_name(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric) && operator(word).is_some()
}

/// A quoted value, or a bare one if it reads back alike.
pub fn quoted(value: &str) -> String {
    let bare = !value.is_empty()
        && !value.contains(|c: char| c.is_whitespace() || c == '"')
        && !value.starts_with(':');
    if bare { value.to_owned() } else { format!("\"{value}\"") }
}

/// What a field that means nothing is searched as.
pub fn as_words(typed: &str) -> Option<Term> {
    let has_blank = typed.contains(char::is_whitespace) || typed.contains('"');
    let text = without_quotes(typed);
    match (text.is_empty(), has_blank) {
        (true, _) => None,
        (false, true) => Some(Term::Phrase(text)),
        (false, false) => Some(Term::Word(text)),
    }
}

fn field(rest: &str) -> Option<(Option<Lexeme>, &str)> {
    let name_end = rest.find(|c: char| !c.is_alphanumeric())?;
    let (name, after_name) = rest.split_at(name_end);
    if name.is_empty() {
        return None;
    }
    let known = operator(name).is_some();
    let spaced = after_name.trim_start();
    let after_colon = if known { spaced } else { after_name }.strip_prefix(':')?;
    if !known {
        // `http://…`, `10:30`, `nom:valeur`: one word up to the next blank.
        let (word, after) = bare(rest);
        let lexeme = Lexeme::Field {
            name: String::new(),
            value: String::new(),
            quoted: false,
            typed: word.to_owned(),
        };
        return Some((Some(lexeme), after));
    }
    let value_at = after_colon.trim_start();
    if value_at.is_empty() || (value_at.len() < after_colon.len() && field_starts(value_at)) {
        // Nothing follows, or another field does: the name is a word like others.
        return Some((word_of(name), after_colon));
    }
    let (text, quoted, after) = read_value(value_at);
    let typed = rest.get(..rest.len() - after.len())?;
    let field = Lexeme::Field { name: name.to_owned(), value: text, quoted, typed: typed.to_owned() };
    Some((Some(field), after))
}

fn field_starts(rest: &str) -> bool {
    let Some(end) = rest.find(|c: char| !c.is_alphanumeric()) else { return false };
    let (name, after) = rest.split_at(end);
    operator(name).is_some() && after.trim_start().starts_with(':')
}

fn value(rest: &str) -> (Option<Lexeme>, &str) {
    let (text, quoted, after) = read_value(rest);
    let lexeme = if quoted { (!text.is_empty()).then_some(Lexeme::Phrase(text)) } else { word_of(&text) };
    (lexeme, after)
}

fn word_of(typed: &str) -> Option<Lexeme> {
    let word: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
    (!word.is_empty()).then_some(Lexeme::Word(word))
}

/// Text, whether it was quoted, and what follows. A quote that never closes runs to the end.
fn read_value(rest: &str) -> (String, bool, &str) {
    if let Some(inside) = rest.strip_prefix('"') {
        let (text, after) = inside.split_once('"').unwrap_or((inside, ""));
        return (text.trim().to_owned(), true, after);
    }
    let (text, after) = bare(rest);
    (text.to_owned(), false, after)
}

fn bare(rest: &str) -> (&str, &str) {
    let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
    rest.split_at(end)
}

fn without_quotes(typed: &str) -> String {
    typed.replace('"', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
