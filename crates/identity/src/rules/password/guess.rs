//! How many guesses a password would withstand: zxcvbn, told what is known of the agent and which words French people
//! use. The work is bounded whatever is typed, because the estimate runs at each pause of the typing.

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zxcvbn::{Score, feedback::Warning, zxcvbn};

use super::{Context, problem::GuessReason};

/// What is given to zxcvbn, whose time grows with the square of the length. The password itself is never cut.
const LOOKED_AT: usize = 100;
/// Signs that zxcvbn takes for letters (`@` for a): it tries every combination of those present, so that a password
/// with all of them would take seconds. The first two kinds stay, the others become signs that stand for nothing.
const SWAPPED_KINDS: usize = 2;

/// The commonest first.
static FRENCH: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../../breached/french.txt")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .collect()
});

/// What everybody tries against this very service.
const SERVICE: [&str; 8] =
    ["preau", "magistere", "arena", "webmel", "externet", "academie", "education", "numen"];

pub(super) struct Guess {
    /// 0 to 4, as zxcvbn counts: 3 withstands 10⁸ guesses, 4 withstands 10¹⁰.
    pub(super) strength: u8,
    pub(super) reason: GuessReason,
}

pub(super) fn estimate(context: &Context<'_>, password: &str) -> Guess {
    let looked_at = bounded(password);
    let about_the_agent = inputs(context);
    let lower = looked_at.to_lowercase();
    let back: String = lower.chars().rev().collect();
    let undone: String = lower.chars().map(as_letter).collect();
    let undone_back: String = undone.chars().rev().collect();
    let occurs = |word: &str| [&lower, &back, &undone, &undone_back].iter().any(|text| text.contains(word));
    // A word's place is its rank. Words that do not occur leave their place empty: far less to search.
    let french = FRENCH.iter().map(|word| if occurs(word) { *word } else { "" });
    let dictionary: Vec<&str> =
        about_the_agent.iter().map(String::as_str).chain(SERVICE).chain(french).collect();
    let entropy = zxcvbn(&looked_at, &dictionary);
    let reason =
        entropy.feedback().and_then(zxcvbn::feedback::Feedback::warning).map_or(GuessReason::Mixture, reason);
    Guess { strength: strength(entropy.score()), reason }
}

/// Accents folded, so that `été` is found under `ete`; cut; signs that stand for letters thinned out.
fn bounded(password: &str) -> String {
    let mut kept: Vec<char> = Vec::with_capacity(SWAPPED_KINDS);
    let folded = password.nfd().filter(|c| !is_combining_mark(*c)).nfc().take(LOOKED_AT);
    folded
        .map(|c| {
            if !kept.contains(&c) && kept.len() < SWAPPED_KINDS && neutral(c) != c {
                kept.push(c);
            }
            if kept.contains(&c) { c } else { neutral(c) }
        })
        .collect()
}

/// Another sign, one for one, for those that zxcvbn takes for letters. Digits stay: they make dates and sequences.
fn neutral(c: char) -> char {
    match c {
        '@' => '=',
        '(' => '~',
        '{' => '^',
        '[' => '`',
        '<' => '>',
        '|' => '/',
        '!' => '?',
        '$' => '&',
        '+' => '*',
        '%' => '#',
        other => other,
    }
}

/// For finding which words may matter; zxcvbn weighs the swaps itself.
fn as_letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '1' | '!' | '|' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '+' | '7' => 't',
        '2' => 'z',
        other => other,
    }
}

fn inputs(context: &Context<'_>) -> Vec<String> {
    let texts = [context.surname, context.first_names, context.identifier];
    let all = texts.iter().chain(context.addresses).chain(context.schools).chain(context.academy);
    let mut inputs: Vec<String> = all.flat_map(|text| super::personal::telling_words(text)).collect();
    inputs.dedup();
    inputs
}

fn strength(score: Score) -> u8 {
    match score {
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        Score::Four => 4,
        _ => 0,
    }
}

fn reason(warning: Warning) -> GuessReason {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            GuessReason::Keyboard
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            GuessReason::Repetition
        }
        Warning::SequencesLikeAbcAreEasyToGuess => GuessReason::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => GuessReason::Date,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => GuessReason::CommonPassword,
        Warning::AWordByItselfIsEasyToGuess => GuessReason::Word,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => GuessReason::Name,
    }
}
