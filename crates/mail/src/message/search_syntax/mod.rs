//! What one types in the search box of the mail: words, "phrases", and `de:` `à:` `objet:` `pj:` `avant:` `après:` `dans:` `est:`
//! `étiquette:`.
//! It never fails: what is unknown or broken is searched for as it is written. English names are understood as well.

mod date;
mod lexer;

#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::Date;
use kernel::Locale;
use kernel::search::fold;

/// All terms must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Anywhere in the message.
    Word(String),
    /// These words in this order.
    Phrase(String),
    From(String),
    To(String),
    Subject(String),
    Attachment(Attached),
    /// Sent before this day began.
    Before(Date),
    /// Sent on this day or later.
    After(Date),
    /// In this folder, by the name people see.
    In(String),
    Is(State),
    /// Bears this label, by the name people see.
    Label(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    Some,
    None,
    /// Words of a file name.
    Named(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Unread,
    Read,
    Flagged,
}

const MAX_TERMS: usize = 50;
const MAX_INPUT: usize = 2_000;

impl Query {
    pub fn parse(input: &str) -> Self {
        let input = input.get(..input.floor_char_boundary(MAX_INPUT)).unwrap_or_default();
        let terms = lexer::lex(input).into_iter().filter_map(term).take(MAX_TERMS);
        let mut query = Self { terms: terms.collect() };
        // What is shown is read again, and may be longer than what was typed.
        while [Locale::Fr, Locale::En].iter().any(|l| query.display(*l).to_string().len() > MAX_INPUT) {
            query.terms.pop();
        }
        query
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The query as it would be typed, for the search box and for addresses: parsing it gives the same query.
    pub fn display(&self, locale: Locale) -> impl fmt::Display + '_ {
        Shown { query: self, locale }
    }
}

/// In French, the canonical form.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown { query: self, locale: Locale::Fr }.fmt(f)
    }
}

/// What the lexer found, once it is known whether it means something.
fn term(lexeme: lexer::Lexeme) -> Option<Term> {
    match lexeme {
        lexer::Lexeme::Word(word) => Some(Term::Word(word)),
        lexer::Lexeme::Phrase(phrase) => Some(Term::Phrase(phrase)),
        lexer::Lexeme::Field { name, value, quoted, typed } => {
            let meant = operator(&name).and_then(|operator| operator.apply(&value, quoted));
            // Broken: its words are searched for, quoted if they were, so that it reads back the same.
            meant.or_else(|| lexer::as_words(&typed))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    From,
    To,
    Subject,
    Attachment,
    Before,
    After,
    In,
    Is,
    Label,
}

const OPERATORS: &[(Operator, &str, &str, &[&str])] = &[
    (Operator::From, "de", "from", &["expediteur", "exp"]),
    (Operator::To, "à", "to", &["a", "pour", "dest", "destinataire", "cc"]),
    (Operator::Subject, "objet", "subject", &["sujet"]),
    (Operator::Attachment, "pj", "has", &["fichier", "file", "filename", "attachment"]),
    (Operator::Before, "avant", "before", &[]),
    (Operator::After, "après", "after", &["apres", "depuis", "since"]),
    (Operator::In, "dans", "in", &["dossier", "folder"]),
    (Operator::Is, "est", "is", &[]),
    (Operator::Label, "étiquette", "label", &["etiquettes", "tag"]),
];

fn operator(name: &str) -> Option<Operator> {
    let folded = fold(name);
    OPERATORS
        .iter()
        .find(|(_, french, english, others)| {
            fold(french) == folded || *english == folded || others.contains(&folded.as_str())
        })
        .map(|(operator, ..)| *operator)
}

impl Operator {
    fn apply(self, value: &str, quoted: bool) -> Option<Term> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        match self {
            Self::From => Some(Term::From(value.to_owned())),
            Self::To => Some(Term::To(value.to_owned())),
            Self::Subject => Some(Term::Subject(value.to_owned())),
            Self::Attachment => Some(Term::Attachment(attached(value, quoted))),
            Self::Before => date::parse(value).map(Term::Before),
            Self::After => date::parse(value).map(Term::After),
            Self::In => Some(Term::In(value.to_owned())),
            Self::Is => state(value).map(Term::Is),
            Self::Label => Some(Term::Label(value.to_owned())),
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        let found = OPERATORS.iter().find(|(operator, ..)| *operator == self);
        found.map_or("", |(_, french, english, _)| match locale {
            Locale::Fr => french,
            Locale::En => english,
        })
    }
}

fn attached(value: &str, quoted: bool) -> Attached {
    match fold(value).as_str() {
        // Between quotes, « oui » is the name of a file.
        _ if quoted => Attached::Named(value.to_owned()),
        "oui" | "yes" | "attachment" | "attachments" | "pj" => Attached::Some,
        "non" | "no" | "aucune" | "none" => Attached::None,
        _ => Attached::Named(value.to_owned()),
    }
}

fn state(value: &str) -> Option<State> {
    let folded = fold(value).replace(' ', "");
    match folded.as_str() {
        "nonlu" | "nonlus" | "unread" | "unseen" => Some(State::Unread),
        "lu" | "lus" | "read" | "seen" => Some(State::Read),
        "suivi" | "suivis" | "flagged" | "starred" => Some(State::Flagged),
        _ => None,
    }
}

struct Shown<'q> {
    query: &'q Query,
    locale: Locale,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.query.terms.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            self.term(f, term)?;
        }
        Ok(())
    }
}

impl Shown<'_> {
    fn term(&self, f: &mut fmt::Formatter<'_>, term: &Term) -> fmt::Result {
        let words = |fr: &'static str, en: &'static str| match self.locale {
            Locale::Fr => fr,
            Locale::En => en,
        };
        let (operator, value) = match term {
            Term::Word(word) => return f.write_str(word),
            Term::Phrase(phrase) => return write!(f, "\"{phrase}\""),
            Term::From(who) => (Operator::From, lexer::quoted(who)),
            Term::To(who) => (Operator::To, lexer::quoted(who)),
            Term::Subject(what) => (Operator::Subject, lexer::quoted(what)),
            Term::In(folder) => (Operator::In, lexer::quoted(folder)),
            Term::Label(name) => (Operator::Label, lexer::quoted(name)),
            Term::Attachment(Attached::Some) => (Operator::Attachment, words("oui", "attachment").to_owned()),
            Term::Attachment(Attached::None) => (Operator::Attachment, words("non", "no").to_owned()),
            // Always quoted: a file may be called « oui ».
            Term::Attachment(Attached::Named(name)) => (Operator::Attachment, format!("\"{name}\"")),
            Term::Before(day) => (Operator::Before, date::show(*day, self.locale)),
            Term::After(day) => (Operator::After, date::show(*day, self.locale)),
            Term::Is(State::Unread) => (Operator::Is, words("non-lu", "unread").to_owned()),
            Term::Is(State::Read) => (Operator::Is, words("lu", "read").to_owned()),
            Term::Is(State::Flagged) => (Operator::Is, words("suivi", "flagged").to_owned()),
        };
        write!(f, "{}:{value}", operator.name(self.locale))
    }
}
