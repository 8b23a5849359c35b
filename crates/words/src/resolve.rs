//! From the syntax of a message to its text: terms and other messages are written in place,
//! choices are sorted into plurals and names, and what the generator does not know is refused.

use fluent_syntax::ast::{
    CallArguments, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use fluent_syntax::unicode::unescape_unicode_to_string;

use crate::catalogue::{Language, Raw, RawEntries};
use crate::text::{Named, Piece, Plural, Text};

pub(crate) struct Resolver<'a> {
    language: Language,
    entries: &'a RawEntries<'a>,
    /// The keys being resolved, outermost first: a key met again is a message that contains itself.
    path: Vec<String>,
}

type Resolved<T> = Result<T, String>;

impl<'a> Resolver<'a> {
    pub(crate) fn new(language: Language, entries: &'a RawEntries<'a>) -> Self {
        Self { language, entries, path: Vec::new() }
    }

    pub(crate) fn text_of(&mut self, key: &str, entry: &Raw<'_>) -> Resolved<Text> {
        if self.path.iter().any(|outer| outer == key) {
            return Err(format!("refers to itself through {}", self.path.join(", ")));
        }
        self.path.push(key.to_owned());
        let text = self.pattern(&entry.pattern)?;
        self.path.pop();
        Ok(text)
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) -> Resolved<Text> {
        let mut text = Text::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => append(&mut text, literal(value)),
                PatternElement::Placeable { expression } => {
                    for piece in self.expression(expression)? {
                        append(&mut text, piece);
                    }
                }
            }
        }
        Ok(text)
    }

    fn expression(&mut self, expression: &Expression<&str>) -> Resolved<Text> {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => Ok(vec![self.choice(selector, variants)?]),
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) -> Resolved<Text> {
        match inline {
            InlineExpression::StringLiteral { value } => {
                Ok(vec![Piece::Literal(unescape_unicode_to_string(value).into_owned())])
            }
            InlineExpression::NumberLiteral { value } => Ok(vec![literal(value)]),
            InlineExpression::VariableReference { id } => Ok(vec![Piece::Argument(argument(id.name)?)]),
            InlineExpression::FunctionReference { id, arguments } => {
                Ok(vec![Piece::Number(number_function(id.name, arguments)?)])
            }
            InlineExpression::MessageReference { id, attribute } => {
                let key = match attribute {
                    Some(attribute) => format!("{}.{}", id.name, attribute.name),
                    None => id.name.to_owned(),
                };
                self.reference(&key)
            }
            InlineExpression::TermReference { id, attribute: None, arguments: None } => {
                self.reference(&format!("-{}", id.name))
            }
            InlineExpression::TermReference { id, .. } => {
                Err(format!("the term -{} takes neither attribute nor arguments here", id.name))
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
        }
    }

    fn reference(&mut self, key: &str) -> Resolved<Text> {
        let entries = self.entries;
        let entry = entries.get(key).ok_or_else(|| format!("unknown reference {{ {key} }}"))?;
        self.text_of(key, entry)
    }

    fn choice(&mut self, selector: &InlineExpression<&str>, variants: &[Variant<&str>]) -> Resolved<Piece> {
        let (argument, counted) = match selector {
            InlineExpression::VariableReference { id } => (argument(id.name)?, false),
            InlineExpression::FunctionReference { id, arguments } => {
                (number_function(id.name, arguments)?, true)
            }
            _ => return Err("a choice is made by an argument, such as $count".to_owned()),
        };
        if counted || variants.iter().all(|variant| is_plural_key(&variant.key)) {
            self.plural(argument, variants).map(Piece::Plural)
        } else {
            self.named(argument, variants).map(Piece::Named)
        }
    }

    fn plural(&mut self, argument: String, variants: &[Variant<&str>]) -> Resolved<Plural> {
        let (mut exact, mut one, mut other, mut default) = (Vec::new(), None, None, None);
        for variant in variants {
            let text = self.pattern(&variant.value)?;
            if variant.default {
                default = Some(text.clone());
            }
            match variant.key {
                VariantKey::NumberLiteral { value } => {
                    let number: i64 =
                        value.parse().map_err(|_| format!("[{value}] is not a whole number"))?;
                    if exact.iter().any(|(known, _)| *known == number) {
                        return Err(format!("[{value}] stands twice"));
                    }
                    exact.push((number, text));
                }
                VariantKey::Identifier { name: "one" } if one.is_none() => one = Some(text),
                VariantKey::Identifier { name: "other" } if other.is_none() => other = Some(text),
                VariantKey::Identifier { name: name @ ("one" | "other") } => {
                    return Err(format!("[{name}] stands twice"));
                }
                VariantKey::Identifier { name } => {
                    let language = self.language.name();
                    return Err(format!(
                        "[{name}] is never chosen in {language}: write [one], [other] or a number such as [0]"
                    ));
                }
            }
        }
        let other = other.or(default).ok_or("a choice needs a variant marked with *")?;
        Ok(Plural { argument, exact, one, other })
    }

    fn named(&mut self, argument: String, variants: &[Variant<&str>]) -> Resolved<Named> {
        let (mut names, mut other) = (Vec::<(String, Text)>::new(), None);
        for variant in variants {
            let text = self.pattern(&variant.value)?;
            let name = match variant.key {
                VariantKey::Identifier { name } => name,
                VariantKey::NumberLiteral { value } => {
                    return Err(format!("[{value}] stands among names: choose by number or by name"));
                }
            };
            if variant.default {
                other = Some(text);
            } else if names.iter().any(|(known, _)| known == name) {
                return Err(format!("[{name}] stands twice"));
            } else {
                names.push((name.to_owned(), text));
            }
        }
        let other = other.ok_or("a choice needs a variant marked with *")?;
        Ok(Named { argument, names, other })
    }
}

fn literal(value: &str) -> Piece {
    Piece::Literal(value.replace('\r', ""))
}

/// Neighbouring literals melt into one, so that a message without arguments is one string.
fn append(text: &mut Text, piece: Piece) {
    match (text.last_mut(), piece) {
        (Some(Piece::Literal(before)), Piece::Literal(after)) => before.push_str(&after),
        (_, piece) => text.push(piece),
    }
}

/// All the plural categories Unicode knows, though French and English use two of them: a `[few]` is then
/// refused as a category that is never chosen instead of being taken for a name.
fn is_plural_key(key: &VariantKey<&str>) -> bool {
    match key {
        VariantKey::NumberLiteral { .. } => true,
        VariantKey::Identifier { name } => {
            matches!(*name, "zero" | "one" | "two" | "few" | "many" | "other")
        }
    }
}

fn number_function(name: &str, arguments: &CallArguments<&str>) -> Resolved<String> {
    match (name, arguments.positional.as_slice(), arguments.named.as_slice()) {
        ("NUMBER", [InlineExpression::VariableReference { id }], []) => argument(id.name),
        ("NUMBER", _, _) => Err("NUMBER takes one argument, such as NUMBER($count)".to_owned()),
        _ => Err(format!("unknown function {name}")),
    }
}

fn argument(name: &str) -> Resolved<String> {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if plain && !name.ends_with('-') {
        Ok(name.to_owned())
    } else {
        Err(format!("${name}: arguments are written $like-this"))
    }
}
