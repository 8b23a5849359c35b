//! French typography, checked on the French files: no-break spaces, curly apostrophes, guillemets.
//! A slip is invisible in an editor and plain on a page, hence the build stops on it.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::unicode::unescape_unicode_to_string;

use crate::catalogue::{Source, entries};
use crate::problem::{Place, Problem};

/// Stands for a placeable in the flattened text: something is written there, one knows not what.
const SOMETHING: char = '\u{fffc}';

pub(crate) fn check(sources: &[Source], problems: &mut Vec<Problem>) {
    for source in sources {
        // Syntax problems are reported when the catalogue is loaded.
        for (key, slice, pattern) in entries(source, &mut Vec::new()) {
            let start = source.place_of(slice);
            check_pattern(source, &key, &start, &pattern, problems);
        }
    }
}

fn check_pattern(
    source: &Source,
    key: &str,
    start: &Place,
    pattern: &Pattern<&str>,
    problems: &mut Vec<Problem>,
) {
    let mut characters = Vec::new();
    let mut place = start.clone();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                place = source.place_of(value);
                for character in value.chars() {
                    characters.push((character, place.line));
                    place.line += usize::from(character == '\n');
                }
            }
            PatternElement::Placeable { expression } => {
                let shown = shown(source, key, start, expression, problems);
                characters.extend(shown.chars().map(|character| (character, place.line)));
            }
        }
    }
    for (line, what) in slips(&characters) {
        problems.push(Problem::new(Place { line, ..start.clone() }, key, what));
    }
}

/// What a placeable contributes to the text around it; the variants of a choice are checked on their own.
fn shown(
    source: &Source,
    key: &str,
    start: &Place,
    expression: &Expression<&str>,
    problems: &mut Vec<Problem>,
) -> String {
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => {
            unescape_unicode_to_string(value).into_owned()
        }
        Expression::Inline(InlineExpression::Placeable { expression }) => {
            shown(source, key, start, expression, problems)
        }
        Expression::Inline(_) => SOMETHING.to_string(),
        Expression::Select { variants, .. } => {
            for variant in variants {
                check_pattern(source, key, start, &variant.value, problems);
            }
            SOMETHING.to_string()
        }
    }
}

fn slips(characters: &[(char, usize)]) -> Vec<(usize, String)> {
    let at = |index: Option<usize>| index.and_then(|index| characters.get(index)).map(|(found, _)| *found);
    let mut slips = Vec::new();
    for (index, (character, line)) in characters.iter().enumerate() {
        let (before, after) = (at(index.checked_sub(1)), at(index.checked_add(1)));
        if let Some(what) = slip(before, *character, after) {
            slips.push((*line, what));
        }
    }
    slips
}

fn slip(before: Option<char>, character: char, after: Option<char>) -> Option<String> {
    match character {
        ';' | '!' | '?' | ':' if is_breaking(before) => {
            let space = if character == ':' { "U+00A0" } else { "U+202F" };
            Some(format!("ordinary space before “{character}”: use a no-break space ({space})"))
        }
        ';' | '!' | '?' | ':' if ends_word(before) && ends_sentence(after) => {
            let space = if character == ':' { "U+00A0" } else { "U+202F" };
            Some(format!("no space before “{character}”: French has a no-break space there ({space})"))
        }
        '«' if is_breaking(after) => Some("ordinary space after “«”: use U+00A0".to_owned()),
        '»' if is_breaking(before) => Some("ordinary space before “»”: use U+00A0".to_owned()),
        '\'' if ends_word(before) && begins_word(after) => {
            Some("straight apostrophe: use ’ (U+2019)".to_owned())
        }
        '"' => Some("straight double quote: use « and » with no-break spaces inside".to_owned()),
        _ => None,
    }
}

fn is_breaking(character: Option<char>) -> bool {
    matches!(character, Some(' ' | '\n' | '\r' | '\t'))
}

fn ends_word(character: Option<char>) -> bool {
    character.is_some_and(|found| found.is_alphanumeric() || matches!(found, SOMETHING | ')' | '»' | '’'))
}

fn begins_word(character: Option<char>) -> bool {
    character.is_some_and(|found| found.is_alphanumeric() || matches!(found, SOMETHING | '«'))
}

fn ends_sentence(character: Option<char>) -> bool {
    character.is_none() || is_breaking(character)
}
