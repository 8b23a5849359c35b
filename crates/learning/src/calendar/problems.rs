//! What can be wrong in the form of an event, as the person who fills it in reads it beside the field.
//! A message says what happened and what to write instead.

use jiff::civil::Date;
use kernel::Locale;

use super::{
    names::{date, long_date, weekday_name},
    repeat::{MAX_COUNT, MAX_YEARS},
    rules::{MAX_DAYS, MAX_FORM_INTERVAL, YEARS},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Title,
    Place,
    Description,
    StartDate,
    StartTime,
    EndDate,
    EndTime,
    Repeat,
    Interval,
    Weekdays,
    Until,
    Count,
    Remind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    TitleMissing,
    TooLong { length: usize, most: usize },
    DateMissing,
    DateUnreadable,
    YearImplausible,
    TimeMissing,
    TimeUnreadable,
    EndBeforeStart,
    LastsTooLong,
    ChoiceUnknown,
    IntervalOutOfRange,
    CountOutOfRange,
    UntilBeforeStart,
    RepeatsTooLong { furthest: Date },
    StartNotAmongDays { start: Date },
    RemindOutOfRange,
}

impl Field {
    /// The name of the input.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Place => "place",
            Field::Description => "description",
            Field::StartDate => "start_date",
            Field::StartTime => "start_time",
            Field::EndDate => "end_date",
            Field::EndTime => "end_time",
            Field::Repeat => "repeat",
            Field::Interval => "interval",
            Field::Weekdays => "weekdays",
            Field::Until => "until",
            Field::Count => "count",
            Field::Remind => "remind",
        }
    }
}

impl Problem {
    pub fn message(&self, locale: Locale) -> String {
        match locale {
            Locale::Fr => self.reason.french(),
            Locale::En => self.reason.english(),
        }
    }

    /// For the page, which knows fields by name.
    pub fn to_kernel(&self, locale: Locale) -> kernel::Problem {
        kernel::Problem { field: self.field.name(), message: self.message(locale) }
    }
}

impl Reason {
    fn french(&self) -> String {
        let (first_year, last_year) = (YEARS.start(), YEARS.end());
        match self {
            Reason::TitleMissing => "Donnez un titre à l’événement.".to_owned(),
            Reason::TooLong { length, most } => {
                format!("Ce texte compte {length} caractères\u{202f}; {most} au plus. Raccourcissez-le.")
            }
            Reason::DateMissing => "Indiquez une date.".to_owned(),
            Reason::DateUnreadable => "Écrivez la date ainsi\u{a0}: 23/11/2026.".to_owned(),
            Reason::YearImplausible => {
                format!("L’année doit être comprise entre {first_year} et {last_year}. Vérifiez la date.")
            }
            Reason::TimeMissing => "Indiquez une heure, ou cochez «\u{a0}Toute la journée\u{a0}».".to_owned(),
            Reason::TimeUnreadable => "Écrivez l’heure ainsi\u{a0}: 14:30.".to_owned(),
            Reason::EndBeforeStart => "La fin doit venir après le début.".to_owned(),
            Reason::LastsTooLong => format!(
                "Un événement dure {MAX_DAYS} jours au plus. Pour qu’il revienne, choisissez une répétition."
            ),
            Reason::ChoiceUnknown => "Choisissez dans la liste proposée.".to_owned(),
            Reason::IntervalOutOfRange => format!("Indiquez un nombre de 1 à {MAX_FORM_INTERVAL}."),
            Reason::CountOutOfRange => format!("Indiquez un nombre de fois, de 1 à {MAX_COUNT}."),
            Reason::UntilBeforeStart => "La répétition doit finir après le début de l’événement.".to_owned(),
            Reason::RepeatsTooLong { furthest } => format!(
                "Une répétition dure {MAX_YEARS} ans au plus\u{a0}: ici, jusqu’au {}.",
                date(*furthest, Locale::Fr)
            ),
            Reason::StartNotAmongDays { start } => format!(
                "Le {} n’est pas parmi les jours cochés. Cochez aussi le {}, ou changez la date de début.",
                long_date(*start, Locale::Fr),
                weekday_name(start.weekday(), Locale::Fr)
            ),
            Reason::RemindOutOfRange => "Choisissez un rappel au plus quatre semaines avant.".to_owned(),
        }
    }

    fn english(&self) -> String {
        let (first_year, last_year) = (YEARS.start(), YEARS.end());
        match self {
            Reason::TitleMissing => "Give the event a title.".to_owned(),
            Reason::TooLong { length, most } => {
                format!("This text has {length} characters; {most} at most. Shorten it.")
            }
            Reason::DateMissing => "Give a date.".to_owned(),
            Reason::DateUnreadable => "Write the date like this: 23/11/2026.".to_owned(),
            Reason::YearImplausible => {
                format!("The year must be between {first_year} and {last_year}. Check the date.")
            }
            Reason::TimeMissing => "Give a time, or tick “All day”.".to_owned(),
            Reason::TimeUnreadable => "Write the time like this: 14:30.".to_owned(),
            Reason::EndBeforeStart => "The end must come after the start.".to_owned(),
            Reason::LastsTooLong => {
                format!(
                    "An event lasts {MAX_DAYS} days at most. For one that comes again, choose a repetition."
                )
            }
            Reason::ChoiceUnknown => "Choose from the list.".to_owned(),
            Reason::IntervalOutOfRange => format!("Give a number from 1 to {MAX_FORM_INTERVAL}."),
            Reason::CountOutOfRange => format!("Give a number of times, from 1 to {MAX_COUNT}."),
            Reason::UntilBeforeStart => "The repetition must end after the event begins.".to_owned(),
            Reason::RepeatsTooLong { furthest } => format!(
                "A repetition lasts {MAX_YEARS} years at most: here, until {}.",
                date(*furthest, Locale::En)
            ),
            Reason::StartNotAmongDays { start } => format!(
                "{} is not among the ticked days. Tick {} too, or change the start date.",
                long_date(*start, Locale::En),
                weekday_name(start.weekday(), Locale::En)
            ),
            Reason::RemindOutOfRange => "Choose a reminder at most four weeks before.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_to_do() {
        let start = jiff::civil::date(2026, 11, 23);
        let problem = Problem { field: Field::Weekdays, reason: Reason::StartNotAmongDays { start } };
        assert_eq!(
            problem.message(Locale::Fr),
            "Le lundi 23 novembre 2026 n’est pas parmi les jours cochés. Cochez aussi le lundi, ou changez la date \
             de début."
        );
        assert_eq!(
            problem.message(Locale::En),
            "Monday 23 November 2026 is not among the ticked days. Tick Monday too, or change the start date."
        );
        let furthest = jiff::civil::date(2031, 12, 1);
        let problem = Problem { field: Field::Until, reason: Reason::RepeatsTooLong { furthest } };
        assert_eq!(
            problem.message(Locale::Fr),
            "Une répétition dure 5 ans au plus\u{a0}: ici, jusqu’au 1er décembre 2031."
        );
        assert_eq!(problem.to_kernel(Locale::Fr).field, "until");
    }

    #[test]
    fn french_messages_follow_french_typography() {
        let day = jiff::civil::date(2026, 11, 23);
        for reason in [
            Reason::TitleMissing,
            Reason::TooLong { length: 300, most: 200 },
            Reason::DateMissing,
            Reason::DateUnreadable,
            Reason::YearImplausible,
            Reason::TimeMissing,
            Reason::TimeUnreadable,
            Reason::EndBeforeStart,
            Reason::LastsTooLong,
            Reason::ChoiceUnknown,
            Reason::IntervalOutOfRange,
            Reason::CountOutOfRange,
            Reason::UntilBeforeStart,
            Reason::RepeatsTooLong { furthest: day },
            Reason::StartNotAmongDays { start: day },
            Reason::RemindOutOfRange,
        ] {
            let french = reason.french();
            assert!(!french.contains('\'') && !french.contains(" :") && !french.contains(" ;"), "{french}");
            assert_ne!(french, reason.english());
        }
    }
}
