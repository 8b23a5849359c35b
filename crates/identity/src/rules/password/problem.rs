//! Why a password is refused, told with what to do instead, in French and English. A message never repeats what was
//! typed nor what is known of the agent.

use kernel::Locale;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    TooShort { shortest: usize, length: usize },
    TooLong { longest: usize },
    MissingClasses(Vec<CharacterClass>),
    ControlCharacter,
    OwnName,
    OwnIdentifier,
    OwnAddress,
    OwnNumen,
    OwnBirthDate,
    OwnSchool,
    OwnAcademy,
    Breached,
    Guessable(GuessReason),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    Small,
    Capital,
    Digit,
    Sign,
}

/// What makes a password easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessReason {
    Keyboard,
    Repetition,
    Sequence,
    Date,
    CommonPassword,
    Name,
    Word,
    /// A bit of everything.
    Mixture,
}

impl CharacterClass {
    pub const ALL: [CharacterClass; 4] =
        [CharacterClass::Small, CharacterClass::Capital, CharacterClass::Digit, CharacterClass::Sign];

    pub fn holds(self, c: char) -> bool {
        match self {
            CharacterClass::Small => c.is_lowercase(),
            CharacterClass::Capital => c.is_uppercase(),
            CharacterClass::Digit => c.is_numeric(),
            CharacterClass::Sign => !c.is_alphanumeric(),
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (CharacterClass::Small, Locale::Fr) => "une minuscule",
            (CharacterClass::Small, Locale::En) => "a small letter",
            (CharacterClass::Capital, Locale::Fr) => "une majuscule",
            (CharacterClass::Capital, Locale::En) => "a capital",
            (CharacterClass::Digit, Locale::Fr) => "un chiffre",
            (CharacterClass::Digit, Locale::En) => "a digit",
            (CharacterClass::Sign, Locale::Fr) => "un signe ou une espace",
            (CharacterClass::Sign, Locale::En) => "a sign or a space",
        }
    }
}

impl Problem {
    /// What is wrong and what to do, as one or two sentences.
    pub fn message(&self, locale: Locale) -> String {
        let text = match (self, locale) {
            (Problem::TooShort { shortest, length: 0 }, Locale::Fr) => {
                return format!(
                    "Choisissez au moins {shortest} caractères\u{a0}: une phrase de quelques mots convient."
                );
            }
            (Problem::TooShort { shortest, length: 0 }, Locale::En) => {
                return format!("Choose at least {shortest} characters: a phrase of a few words will do.");
            }
            (Problem::TooShort { shortest, length }, Locale::Fr) => {
                let plural = if shortest - length > 1 { "s" } else { "" };
                return format!(
                    "Encore {} caractère{plural}\u{a0}: il en faut au moins {shortest}. Ajoutez un mot.",
                    shortest - length
                );
            }
            (Problem::TooShort { shortest, length }, Locale::En) => {
                let plural = if shortest - length > 1 { "s" } else { "" };
                return format!(
                    "{} more character{plural}: at least {shortest} are needed. Add a word.",
                    shortest - length
                );
            }
            (Problem::TooLong { longest }, Locale::Fr) => {
                return format!("Le mot de passe dépasse {longest} caractères\u{a0}: raccourcissez-le.");
            }
            (Problem::TooLong { longest }, Locale::En) => {
                return format!("The password is longer than {longest} characters: shorten it.");
            }
            (Problem::MissingClasses(classes), Locale::Fr) => {
                return format!("Il manque {}.", listed(classes, locale));
            }
            (Problem::MissingClasses(classes), Locale::En) => {
                return format!("Still missing: {}.", listed(classes, locale));
            }
            (Problem::ControlCharacter, Locale::Fr) => {
                "Le mot de passe contient un caractère invisible (tabulation ou retour à la ligne)\u{a0}: \
                 retapez-le au lieu de le coller."
            }
            (Problem::ControlCharacter, Locale::En) => {
                "The password holds an invisible character (tab or line break): type it instead of pasting it."
            }
            (Problem::OwnName, Locale::Fr) => {
                "Votre nom ou votre prénom se trouve dans ce mot de passe\u{a0}: c’est ce qu’on essaie d’abord. Ôtez-le."
            }
            (Problem::OwnName, Locale::En) => {
                "Your name is in this password: it is what people try first. Take it out."
            }
            (Problem::OwnIdentifier, Locale::Fr) => {
                "Votre identifiant se trouve dans ce mot de passe. Ôtez-le."
            }
            (Problem::OwnIdentifier, Locale::En) => "Your identifier is in this password. Take it out.",
            (Problem::OwnAddress, Locale::Fr) => "Votre adresse se trouve dans ce mot de passe. Ôtez-la.",
            (Problem::OwnAddress, Locale::En) => "Your address is in this password. Take it out.",
            (Problem::OwnNumen, Locale::Fr) => {
                "Votre NUMEN se trouve dans ce mot de passe. D’autres que vous le connaissent\u{a0}: choisissez autre chose."
            }
            (Problem::OwnNumen, Locale::En) => {
                "Your NUMEN is in this password. Other people know it: choose something else."
            }
            (Problem::OwnBirthDate, Locale::Fr) => {
                "Votre date de naissance se trouve dans ce mot de passe\u{a0}: elle est facile à connaître. Ôtez-la."
            }
            (Problem::OwnBirthDate, Locale::En) => {
                "Your birth date is in this password: it is easily found out. Take it out."
            }
            (Problem::OwnSchool, Locale::Fr) => {
                "Le nom de votre établissement se trouve dans ce mot de passe. Ôtez-le."
            }
            (Problem::OwnSchool, Locale::En) => "The name of your school is in this password. Take it out.",
            (Problem::OwnAcademy, Locale::Fr) => {
                "Le nom de votre académie se trouve dans ce mot de passe. Ôtez-le."
            }
            (Problem::OwnAcademy, Locale::En) => {
                "The name of your académie is in this password. Take it out."
            }
            (Problem::Breached, Locale::Fr) => {
                "Ce mot de passe, ou un autre presque pareil, figure dans des listes qui circulent. \
                 Changez-en plutôt que d’y ajouter des chiffres."
            }
            (Problem::Breached, Locale::En) => {
                "This password, or one much like it, is in lists that circulate. \
                 Choose another rather than adding digits to it."
            }
            (Problem::Guessable(reason), _) => return format!("{} {}", reason.text(locale), tip(locale)),
        };
        text.into()
    }
}

impl GuessReason {
    fn text(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (GuessReason::Keyboard, Locale::Fr) => "Des touches voisines du clavier se devinent vite.",
            (GuessReason::Keyboard, Locale::En) => "Neighbouring keys are quickly guessed.",
            (GuessReason::Repetition, Locale::Fr) => {
                "Répéter un mot ou une lettre n’allonge guère les recherches."
            }
            (GuessReason::Repetition, Locale::En) => {
                "Repeating a word or a letter hardly slows a guesser down."
            }
            (GuessReason::Sequence, Locale::Fr) => {
                "Une suite comme «\u{a0}abcdef\u{a0}» ou «\u{a0}6543\u{a0}» se devine vite."
            }
            (GuessReason::Sequence, Locale::En) => {
                "A sequence such as “abcdef” or “6543” is quickly guessed."
            }
            (GuessReason::Date, Locale::Fr) => "Les dates et les années se devinent vite.",
            (GuessReason::Date, Locale::En) => "Dates and years are quickly guessed.",
            (GuessReason::CommonPassword, Locale::Fr) => {
                "Ce mot de passe ressemble à un mot de passe très courant."
            }
            (GuessReason::CommonPassword, Locale::En) => "This password looks like a very common one.",
            (GuessReason::Name, Locale::Fr) => "Les prénoms et les noms de famille se devinent vite.",
            (GuessReason::Name, Locale::En) => "First names and surnames are quickly guessed.",
            (GuessReason::Word, Locale::Fr) => "Un mot courant, même avec des chiffres, se devine vite.",
            (GuessReason::Word, Locale::En) => "A common word, even with digits, is quickly guessed.",
            (GuessReason::Mixture, Locale::Fr) => "Ce mot de passe se devine trop vite.",
            (GuessReason::Mixture, Locale::En) => "This password is too quickly guessed.",
        }
    }
}

fn tip(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "Essayez quatre mots sans rapport entre eux.",
        Locale::En => "Try four words that have nothing to do with each other.",
    }
}

fn listed(classes: &[CharacterClass], locale: Locale) -> String {
    let names: Vec<_> = classes.iter().map(|class| class.name(locale)).collect();
    let and = match locale {
        Locale::Fr => " et ",
        Locale::En => " and ",
    };
    match names.split_last() {
        Some((last, [])) => (*last).into(),
        Some((last, others)) => format!("{}{and}{last}", others.join(", ")),
        None => String::new(),
    }
}
