//! Which passwords are accepted: long rather than complicated, not known to have leaked, and not guessable from who
//! the agent is. One function decides for the form that saves and for the meter that follows the typing.

mod guess;
mod personal;
mod problem;
mod secret;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use self::{
    problem::{CharacterClass, GuessReason, Problem},
    secret::{Password, PasswordTooLong},
};
use super::{breached::Breached, numen::Numen};

/// Longest password in characters (NFC). Longer ones are refused, never cut.
pub const LONGEST: usize = 128;

/// What the académie asks of the holder of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub holder: Holder,
    /// Switch CNIL-80: without a second factor, 12 characters of the four kinds instead of 15 of any kind.
    pub cnil_80: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The password is all that protects the account.
    PasswordAlone,
    /// A second factor is asked as well.
    SecondFactor,
    /// Help desk and managers: a second factor, and more at stake.
    Privileged,
}

impl Policy {
    /// Shortest password, in characters.
    pub fn shortest(self) -> usize {
        match (self.holder, self.cnil_80) {
            (Holder::PasswordAlone, false) => 15,
            (Holder::PasswordAlone, true) | (Holder::SecondFactor, _) => 12,
            (Holder::Privileged, _) => 16,
        }
    }

    /// Whether small letters, capitals, digits and signs must all be there.
    pub fn needs_four_classes(self) -> bool {
        self.cnil_80 && self.holder == Holder::PasswordAlone
    }
}

/// Who chooses the password: nothing of this may be found in it. Empty texts mean "not known".
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub surname: &'a str,
    pub first_names: &'a str,
    pub identifier: &'a str,
    /// Institutional, alias and backup addresses.
    pub addresses: &'a [&'a str],
    /// Tells the agent's own birth date, which is known only by its keyed hash.
    pub is_own_birth_date: Option<&'a dyn Fn(Date) -> bool>,
    /// Names, towns and UAI of the agent's establishments.
    pub schools: &'a [&'a str],
    /// Name, slug and mail domain of the académie.
    pub academy: &'a [&'a str],
    /// Tells the agent's own NUMEN, which is known only by its keyed hash.
    pub is_own_numen: Option<&'a dyn Fn(&Numen) -> bool>,
    pub breached: &'a Breached,
}

/// What is thought of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// From 0 (guessed at once) to 4 (strong), for the meter. At most 2 while there is a problem.
    pub strength: u8,
    /// Why it is refused, the most telling first; empty when it is accepted.
    pub problems: Vec<Problem>,
}

impl Verdict {
    pub fn is_accepted(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Judges a password as typed.
pub fn check(policy: &Policy, context: &Context<'_>, typed: &str) -> Verdict {
    let Ok(password) = Password::new(typed) else {
        return Verdict { strength: 0, problems: vec![Problem::TooLong { longest: LONGEST }] };
    };
    let text = password.expose();
    let mut problems = shape_problems(*policy, text);
    let long_enough = problems.is_empty();
    let personal = personal::problems(context, text);
    let breached = context.breached.knows(text);
    let guess = guess::estimate(context, text);

    let mut strength = guess.strength;
    if breached || !personal.is_empty() {
        strength = strength.min(1);
    }
    problems.extend(personal);
    if breached {
        problems.push(Problem::Breached);
    } else if guess.strength < 3 && long_enough {
        problems.push(Problem::Guessable(guess.reason));
    }
    if !problems.is_empty() {
        strength = strength.min(2);
    }
    Verdict { strength, problems }
}

fn shape_problems(policy: Policy, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = text.chars().count();
    if length < policy.shortest() {
        problems.push(Problem::TooShort { shortest: policy.shortest(), length });
    }
    if policy.needs_four_classes() {
        let missing: Vec<_> =
            CharacterClass::ALL.into_iter().filter(|class| !text.chars().any(|c| class.holds(c))).collect();
        if !missing.is_empty() {
            problems.push(Problem::MissingClasses(missing));
        }
    }
    if text.chars().any(char::is_control) {
        problems.push(Problem::ControlCharacter);
    }
    problems
}
