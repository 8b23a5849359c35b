//! What an import says back: which part of the file, what became of it, and why.
//! The sentences are for the person who chose the file, who may never have heard of iCalendar.

use kernel::Locale;

use crate::calendar::repeat::{MAX_COUNT, MAX_YEARS};

/// One thing that was left out or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the part begins, counted from 1.
    pub line: usize,
    /// The title of the event, when it could be read.
    pub title: String,
    pub outcome: Outcome,
    pub reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is not in the calendar.
    Skipped,
    /// It is, but not all as the file says.
    Adjusted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Unterminated,
    NotAnEvent,
    TooManyEvents { most: usize },
    StartMissing,
    StartUnreadable,
    YearImplausible,
    Cancelled,
    Duplicate,
    EndBeforeStart,
    TitleMissing,
    TextCut,
    ZoneUnknown { name: String },
    RuleUnsupported,
    RuleShortened,
    TooManyDates,
    FollowingIgnored,
}

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLarge { bytes: usize },
    NotACalendar,
}

impl Problem {
    pub fn skipped(line: usize, reason: Reason) -> Problem {
        Problem { line, title: String::new(), outcome: Outcome::Skipped, reason }
    }

    pub fn message(&self, locale: Locale) -> String {
        match locale {
            Locale::Fr => self.reason.french(),
            Locale::En => self.reason.english(),
        }
    }
}

impl Outcome {
    pub fn label(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Outcome::Skipped, Locale::Fr) => "Non importé",
            (Outcome::Skipped, Locale::En) => "Not imported",
            (Outcome::Adjusted, Locale::Fr) => "Importé avec un changement",
            (Outcome::Adjusted, Locale::En) => "Imported with a change",
        }
    }
}

impl Reason {
    fn french(&self) -> String {
        match self {
            Reason::Unterminated => "L’événement n’a pas de fin dans le fichier.".to_owned(),
            Reason::NotAnEvent => "C’est une tâche ou une note, pas un événement.".to_owned(),
            Reason::TooManyEvents { most } => {
                format!("Un fichier contient {most} événements au plus\u{202f}; la suite n’est pas lue.")
            }
            Reason::StartMissing => "L’événement n’a pas de date de début.".to_owned(),
            Reason::StartUnreadable => "La date de début est illisible.".to_owned(),
            Reason::YearImplausible => "L’année n’est pas comprise entre 2000 et 2100.".to_owned(),
            Reason::Cancelled => "L’événement est annulé.".to_owned(),
            Reason::Duplicate => {
                "Le même événement figure plusieurs fois\u{202f}; sa version la plus récente est gardée.".to_owned()
            }
            Reason::EndBeforeStart => {
                "La fin venait avant le début\u{202f}; l’événement est gardé sans durée.".to_owned()
            }
            Reason::TitleMissing => "L’événement n’avait pas de titre.".to_owned(),
            Reason::TextCut => "Un texte trop long a été coupé.".to_owned(),
            Reason::ZoneUnknown { name } => format!(
                "Le fuseau horaire «\u{a0}{name}\u{a0}» est inconnu\u{202f}; les heures sont lues dans celui de l’académie."
            ),
            Reason::RuleUnsupported => {
                "Cette répétition n’est pas prise en charge\u{202f}; seule la première date est gardée.".to_owned()
            }
            Reason::RuleShortened => {
                format!("La répétition est limitée à {MAX_YEARS} ans et à {MAX_COUNT} fois.")
            }
            Reason::TooManyDates => format!("Seules {MAX_COUNT} dates supplémentaires sont gardées."),
            Reason::FollowingIgnored => {
                "Un changement valait pour toutes les dates suivantes\u{202f}; il est gardé pour la première seulement."
                    .to_owned()
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Reason::Unterminated => "The event has no end in the file.".to_owned(),
            Reason::NotAnEvent => "This is a task or a note, not an event.".to_owned(),
            Reason::TooManyEvents { most } => {
                format!("A file holds {most} events at most; the rest is not read.")
            }
            Reason::StartMissing => "The event has no start date.".to_owned(),
            Reason::StartUnreadable => "The start date cannot be read.".to_owned(),
            Reason::YearImplausible => "The year is not between 2000 and 2100.".to_owned(),
            Reason::Cancelled => "The event is cancelled.".to_owned(),
            Reason::Duplicate => {
                "The same event stands there several times; its newest version is kept.".to_owned()
            }
            Reason::EndBeforeStart => {
                "The end came before the start; the event is kept without a length.".to_owned()
            }
            Reason::TitleMissing => "The event had no title.".to_owned(),
            Reason::TextCut => "A text that was too long has been cut.".to_owned(),
            Reason::ZoneUnknown { name } => {
                format!("The time zone “{name}” is unknown; times are read in the one of the académie.")
            }
            Reason::RuleUnsupported => {
                "This repetition is not supported; only the first date is kept.".to_owned()
            }
            Reason::RuleShortened => {
                format!("The repetition is limited to {MAX_YEARS} years and {MAX_COUNT} times.")
            }
            Reason::TooManyDates => format!("Only {MAX_COUNT} extra dates are kept."),
            Reason::FollowingIgnored => {
                "A change was meant for all dates after it; it is kept for the first one only.".to_owned()
            }
        }
    }
}

impl Refusal {
    pub fn message(self, locale: Locale) -> String {
        match (self, locale) {
            (Refusal::TooLarge { bytes }, Locale::Fr) => format!(
                "Ce fichier pèse {} Mo\u{202f}; 5 Mo au plus. Exportez une période plus courte.",
                bytes.div_ceil(1_000_000)
            ),
            (Refusal::TooLarge { bytes }, Locale::En) => format!(
                "This file weighs {} MB; 5 MB at most. Export a shorter period.",
                bytes.div_ceil(1_000_000)
            ),
            (Refusal::NotACalendar, Locale::Fr) => {
                "Ce fichier n’est pas un calendrier. Choisissez un fichier iCalendar, dont le nom finit par «\u{a0}.ics\u{a0}»."
                    .to_owned()
            }
            (Refusal::NotACalendar, Locale::En) => {
                "This file is not a calendar. Choose an iCalendar file, whose name ends in “.ics”.".to_owned()
            }
        }
    }
}
