//! Writes the Rust module: the struct, one method per message, and a match on the language inside each.
//! Texts with arguments are written piece by piece into one string, so that nested choices cost nothing.

use std::fmt::Write as _;

use crate::catalogue::Language;
use crate::pairing::Method;
use crate::text::{Arguments, Kind, Named, Piece, Plural, Text, summary};

const HEAD: &str = "\
/// The words of this crate in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub ::kernel::Locale);

#[allow(warnings, clippy::all, clippy::pedantic, reason = \"written by the words crate\")]
impl Words {
";

const GROUPED: &str = "
/// A number by groups of three digits, as the language separates them.
#[allow(warnings, clippy::all, clippy::pedantic, reason = \"written by the words crate\")]
fn grouped(out: &mut ::std::string::String, number: i64, separator: char) {
    let digits = number.unsigned_abs().to_string();
    if number < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(separator);
        }
        out.push(digit);
    }
}
";

pub(crate) fn module(methods: &[Method]) -> String {
    let mut code = HEAD.to_owned();
    for method in methods {
        code.push_str(&one_method(method));
    }
    code.push_str("}\n");
    if code.contains("grouped(&mut __out") {
        code.push_str(GROUPED);
    }
    code
}

fn one_method(method: &Method) -> String {
    let Method { name, arguments, french, english } = method;
    let doc = quoted(&format!(" {}", summary(french)));
    if arguments.is_empty() {
        let (french, english) = (quoted(&summary(french)), quoted(&summary(english)));
        return format!(
            "    #[doc = {doc}]\n    pub fn {name}(self) -> &'static str {{\n        \
             match self.0 {{\n            \
             ::kernel::Locale::Fr => {french},\n            \
             ::kernel::Locale::En => {english},\n        }}\n    }}\n"
        );
    }
    let mut parameters = String::new();
    for (name, kind) in arguments {
        let _ = write!(parameters, ", {}: {}", identifier(name), rust_type(*kind));
    }
    let french = Writer { language: Language::French, arguments, depth: 4 }.text(french);
    let english = Writer { language: Language::English, arguments, depth: 4 }.text(english);
    format!(
        "    #[doc = {doc}]\n    pub fn {name}(self{parameters}) -> ::std::string::String {{\n        \
         use ::std::fmt::Write as _;\n        \
         let mut __out = ::std::string::String::new();\n        \
         match self.0 {{\n            \
         ::kernel::Locale::Fr => {{\n{french}            }}\n            \
         ::kernel::Locale::En => {{\n{english}            }}\n        }}\n        __out\n    }}\n"
    )
}

fn rust_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "i64",
        Kind::Name => "&str",
        Kind::Shown | Kind::Contradictory => "impl ::std::fmt::Display",
    }
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    language: Language,
    arguments: &'a Arguments,
    depth: usize,
}

impl Writer<'_> {
    fn text(self, text: &Text) -> String {
        text.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(self, piece: &Piece) -> String {
        match piece {
            Piece::Literal(literal) => self.line(&format!("__out.push_str({});", quoted(literal))),
            Piece::Argument(name) | Piece::Number(name) => self.argument(name),
            Piece::Plural(plural) => self.plural(plural),
            Piece::Named(named) => self.named(named),
        }
    }

    fn argument(self, name: &str) -> String {
        let variable = identifier(name);
        if self.arguments.get(name) == Some(&Kind::Count) {
            let separator = match self.language {
                Language::French => "'\\u{202f}'",
                Language::English => "','",
            };
            self.line(&format!("grouped(&mut __out, {variable}, {separator});"))
        } else {
            // Writing to a string cannot fail.
            self.line(&format!("let _ = ::std::write!(__out, \"{{}}\", {variable});"))
        }
    }

    fn plural(self, plural: &Plural) -> String {
        // French counts nought and one as singular, English only one.
        let one = match self.language {
            Language::French => "-1..=1",
            Language::English => "-1 | 1",
        };
        let exact = plural.exact.iter().map(|(number, text)| (number.to_string(), text));
        let one = plural.one.iter().map(|text| (one.to_owned(), text));
        self.choice(&plural.argument, exact.chain(one), &plural.other)
    }

    fn named(self, named: &Named) -> String {
        let names = named.names.iter().map(|(name, text)| (quoted(name), text));
        self.choice(&named.argument, names, &named.other)
    }

    fn choice<'t>(
        self,
        argument: &str,
        arms: impl Iterator<Item = (String, &'t Text)>,
        other: &'t Text,
    ) -> String {
        let arm = Self { depth: self.depth + 1, ..self };
        let inner = Self { depth: self.depth + 2, ..self };
        let mut code = self.line(&format!("match {} {{", identifier(argument)));
        for (pattern, text) in arms.chain([("_".to_owned(), other)]) {
            let _ = write!(
                code,
                "{}{}{}",
                arm.line(&format!("{pattern} => {{")),
                inner.text(text),
                arm.line("}")
            );
        }
        code.push_str(&self.line("}"));
        code
    }

    fn line(self, code: &str) -> String {
        format!("{}{code}\n", "    ".repeat(self.depth))
    }
}

/// `session-opened.hint` becomes `session_opened_hint`; a word Rust keeps for itself takes an underscore.
pub(crate) fn identifier(key: &str) -> String {
    let name = key.replace(['-', '.'], "_");
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// A Rust string literal, its invisible characters written out so that a diff shows them.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '\u{a0}' | '\u{202f}' | '\u{2011}' => literal.extend(character.escape_unicode()),
            '\'' => literal.push('\''),
            _ if character.is_alphanumeric() => literal.push(character),
            _ => literal.extend(character.escape_debug()),
        }
    }
    literal.push('"');
    literal
}

#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];
