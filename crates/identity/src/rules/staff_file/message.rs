//! The sentences of the import report, in French and English. They name columns and never repeat what a field
//! holds: a report travels by mail, and a misplaced NUMEN would travel with it.

use std::fmt;

use kernel::Locale;

use super::{Column, FileWarning, Rejection, RejectionReason, Warning, WarningReason};
use crate::rules::email_address::EmailRefused;

/// Why a file is not read, or not to its end.
#[derive(Debug)]
pub enum FileRefused {
    Empty,
    /// Reading failed at some point, after lines that stay imported; what the system says goes to the log.
    Unreadable(String),
    Spreadsheet,
    Utf16,
    /// The first line is too long, holds a NUL or is in no encoding that we know.
    NotText,
    HeaderQuote,
    MissingColumns(Vec<Column>),
    ColumnTwice(Column),
}

impl FileRefused {
    pub(super) fn unreadable(error: std::io::Error) -> FileRefused {
        FileRefused::Unreadable(error.to_string())
    }

    pub fn message(&self, locale: Locale) -> String {
        match (self, locale) {
            (FileRefused::Empty, Locale::Fr) => "Le fichier est vide.".into(),
            (FileRefused::Empty, Locale::En) => "The file is empty.".into(),
            (FileRefused::Unreadable(_), Locale::Fr) => {
                "La lecture du fichier s’est interrompue. Les lignes comptées ici ont été importées, les suivantes \
                 non. Recommencez avec le fichier entier\u{a0}: rien ne sera fait en double.".into()
            }
            (FileRefused::Unreadable(_), Locale::En) => {
                "Reading the file was interrupted. The lines counted here were imported, those after them were not. \
                 Try again with the whole file: nothing will be done twice.".into()
            }
            (FileRefused::Spreadsheet, Locale::Fr) => {
                "C’est un classeur de tableur. Enregistrez-le au format CSV (séparateur point-virgule)."
                    .into()
            }
            (FileRefused::Spreadsheet, Locale::En) => {
                "This is a spreadsheet workbook. Save it as CSV (semicolon separated).".into()
            }
            (FileRefused::Utf16, Locale::Fr) => {
                "Le fichier est codé en UTF-16. Enregistrez-le au format CSV UTF-8.".into()
            }
            (FileRefused::Utf16, Locale::En) => "The file is encoded in UTF-16. Save it as CSV UTF-8.".into(),
            (FileRefused::NotText, Locale::Fr) => {
                "La première ligne n’est pas du texte lisible\u{a0}: ce n’est pas un fichier CSV.".into()
            }
            (FileRefused::NotText, Locale::En) => {
                "The first line is not readable text: this is no CSV file.".into()
            }
            (FileRefused::HeaderQuote, Locale::Fr) => {
                "Un guillemet de la première ligne n’est pas refermé.".into()
            }
            (FileRefused::HeaderQuote, Locale::En) => "A quote in the first line is not closed.".into(),
            (FileRefused::MissingColumns(columns), Locale::Fr) => match columns.as_slice() {
                [column] => format!("La colonne {} manque dans la première ligne.", quoted(*column, locale)),
                _ => format!("Ces colonnes manquent dans la première ligne\u{a0}: {}.", listed(columns)),
            },
            (FileRefused::MissingColumns(columns), Locale::En) => match columns.as_slice() {
                [column] => format!("Column {} is missing from the first line.", quoted(*column, locale)),
                _ => format!("These columns are missing from the first line: {}.", listed(columns)),
            },
            (FileRefused::ColumnTwice(column), Locale::Fr) => {
                format!("La colonne {} figure deux fois dans la première ligne.", quoted(*column, locale))
            }
            (FileRefused::ColumnTwice(column), Locale::En) => {
                format!("Column {} stands twice in the first line.", quoted(*column, locale))
            }
        }
    }
}

impl fmt::Display for FileRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileRefused::Unreadable(cause) => write!(f, "the staff file cannot be read: {cause}"),
            refused => f.write_str(&refused.message(Locale::En)),
        }
    }
}

impl std::error::Error for FileRefused {}

impl FileWarning {
    pub fn message(&self, locale: Locale) -> String {
        match (self, locale) {
            (FileWarning::UnknownColumn { name }, Locale::Fr) => {
                format!("La colonne «\u{a0}{name}\u{a0}» n’est pas connue et a été ignorée.")
            }
            (FileWarning::UnknownColumn { name }, Locale::En) => {
                format!("Column “{name}” is not known and was ignored.")
            }
            (FileWarning::AbsentColumn { column }, Locale::Fr) => format!(
                "La colonne {} est absente\u{202f}; ce qui était connu est conservé.",
                quoted(*column, locale)
            ),
            (FileWarning::AbsentColumn { column }, Locale::En) => {
                format!("Column {} is absent; what was known is kept.", quoted(*column, locale))
            }
        }
    }
}

impl Rejection {
    pub fn message(&self, locale: Locale) -> String {
        let reason = self.reason.message(locale);
        match self.column {
            None => reason,
            Some(column) => about(column, &reason, locale),
        }
    }
}

impl Warning {
    pub fn message(&self, locale: Locale) -> String {
        about(self.column, &self.reason.message(locale), locale)
    }
}

impl RejectionReason {
    fn message(self, locale: Locale) -> String {
        let text = match (self, locale) {
            (RejectionReason::LineTooLong, Locale::Fr) => "La ligne dépasse 64\u{a0}ko.",
            (RejectionReason::LineTooLong, Locale::En) => "The line is longer than 64 kB.",
            (RejectionReason::NulCharacter, Locale::Fr) => "La ligne contient des octets nuls.",
            (RejectionReason::NulCharacter, Locale::En) => "The line holds NUL bytes.",
            (RejectionReason::NotUtf8, Locale::Fr) => {
                "Un caractère de la ligne n’est pas en UTF-8, contrairement au reste du fichier."
            }
            (RejectionReason::NotUtf8, Locale::En) => {
                "A character of the line is not UTF-8, unlike the rest of the file."
            }
            (RejectionReason::OpenQuote, Locale::Fr) => {
                "Un guillemet de la ligne n’est pas refermé, ou est mal placé."
            }
            (RejectionReason::OpenQuote, Locale::En) => {
                "A quote of the line is not closed, or is out of place."
            }
            (RejectionReason::FieldCount { expected, found }, Locale::Fr) => {
                return format!("La ligne compte {found} champs au lieu de {expected}.");
            }
            (RejectionReason::FieldCount { expected, found }, Locale::En) => {
                return format!("The line has {found} fields instead of {expected}.");
            }
            (RejectionReason::Empty, Locale::Fr) => "Ce champ est vide.",
            (RejectionReason::Empty, Locale::En) => "This field is empty.",
            (RejectionReason::TooLong { limit }, Locale::Fr) => {
                return format!("Ce champ dépasse {limit} caractères.");
            }
            (RejectionReason::TooLong { limit }, Locale::En) => {
                return format!("This field is longer than {limit} characters.");
            }
            (RejectionReason::ControlCharacter, Locale::Fr) => "Ce champ contient un caractère de commande.",
            (RejectionReason::ControlCharacter, Locale::En) => "This field holds a control character.",
            (RejectionReason::NoLetter, Locale::Fr) => "Ce champ ne contient aucune lettre.",
            (RejectionReason::NoLetter, Locale::En) => "This field holds no letter.",
            (RejectionReason::Numen(refused), _) => refused.message(locale),
            (RejectionReason::BirthDate(refused), _) => refused.message(locale),
            (RejectionReason::Uai(refused), _) => return refused.message(locale),
        };
        text.into()
    }
}

impl WarningReason {
    fn message(self, locale: Locale) -> String {
        match (self, locale) {
            (WarningReason::OddNumen(shape), _) => shape.message(locale).unwrap_or_default().into(),
            (WarningReason::UnknownCivility, Locale::Fr) => {
                "Cette civilité n’est pas connue (Madame ou Monsieur)\u{202f}; elle est laissée vide.".into()
            }
            (WarningReason::UnknownCivility, Locale::En) => {
                "This civility is not known (Madame or Monsieur); it is left empty.".into()
            }
            (WarningReason::BadEmail, Locale::Fr) => {
                format!("{} Elle n’a pas été retenue.", EmailRefused.message(locale))
            }
            (WarningReason::BadEmail, Locale::En) => {
                format!("{} It was not kept.", EmailRefused.message(locale))
            }
        }
    }
}

fn about(column: Column, reason: &str, locale: Locale) -> String {
    match locale {
        Locale::Fr => format!("Colonne {}\u{a0}: {reason}", quoted(column, locale)),
        Locale::En => format!("Column {}: {reason}", quoted(column, locale)),
    }
}

fn quoted(column: Column, locale: Locale) -> String {
    match locale {
        Locale::Fr => format!("«\u{a0}{}\u{a0}»", column.name()),
        Locale::En => format!("“{}”", column.name()),
    }
}

fn listed(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
}
