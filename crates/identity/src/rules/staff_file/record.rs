//! One line of the staff file: its fields cut, cleaned and checked. Every fault of a line is told at once, so that
//! human resources correct it in one go.

use std::borrow::Cow;

use jiff::civil::Date;

use super::header::{Column, Header};
use crate::rules::{
    birth_date::{self, BirthDateRefused},
    email_address::EmailAddress,
    identifier::latin_lower,
    numen::{Numen, NumenRefused, NumenShape},
    uai::{Uai, UaiRefused},
};

/// Longest name, function or corps: above it the columns have slipped.
const FIELD_LIMIT: usize = 120;

/// What the file says of one agent. Texts are trimmed, inner spaces folded, capitals kept.
#[derive(Debug, PartialEq, Eq)]
pub struct StaffRecord {
    pub numen: Numen,
    pub surname: String,
    pub first_names: String,
    pub birth_date: Date,
    pub civility: Civility,
    pub function: String,
    pub uai: Option<Uai>,
    pub corps: Option<String>,
    pub backup_email: Option<EmailAddress>,
    /// `None` when the file says nothing of it about anybody.
    pub headed: Option<Vec<Uai>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Civility {
    Madame,
    Monsieur,
    /// Empty or not understood: nobody is refused an account for it.
    Unspecified,
}

/// A line that makes an agent.
#[derive(Debug, PartialEq, Eq)]
pub struct Accepted {
    pub record: StaffRecord,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    pub column: Column,
    pub reason: WarningReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningReason {
    OddNumen(NumenShape),
    UnknownCivility,
    /// The address is left out.
    BadEmail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The column at fault; `None` when the line as a whole is.
    pub column: Option<Column>,
    pub reason: RejectionReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionReason {
    LineTooLong,
    NulCharacter,
    NotUtf8,
    OpenQuote,
    FieldCount { expected: usize, found: usize },
    Empty,
    TooLong { limit: usize },
    ControlCharacter,
    NoLetter,
    Numen(NumenRefused),
    BirthDate(BirthDateRefused),
    Uai(UaiRefused),
}

/// A quote was opened and not closed on this line.
#[derive(Debug)]
pub(super) struct OpenQuote;

pub(super) fn read(line: &str, header: &Header, today: Date) -> Result<Accepted, Vec<Rejection>> {
    let whole = |reason| vec![Rejection { column: None, reason }];
    let fields = split(line, header.separator).map_err(|OpenQuote| whole(RejectionReason::OpenQuote))?;
    let surplus_is_empty = fields.iter().skip(header.width).all(|field| field.trim().is_empty());
    if fields.len() < header.width || !surplus_is_empty {
        return Err(whole(RejectionReason::FieldCount { expected: header.width, found: fields.len() }));
    }
    let mut reader = FieldReader { fields, header, rejections: Vec::new(), warnings: Vec::new() };
    match reader.record(today) {
        Some(record) if reader.rejections.is_empty() => Ok(Accepted { record, warnings: reader.warnings }),
        _ => Err(reader.rejections),
    }
}

/// Cuts a line into fields. A field that starts with a quote ends at the next single one; `""` inside is a quote.
pub(super) fn split(line: &str, separator: char) -> Result<Vec<Cow<'_, str>>, OpenQuote> {
    let mut fields = Vec::with_capacity(10);
    let mut rest = line;
    loop {
        let (field, after) = match rest.trim_start_matches(' ').strip_prefix('"') {
            Some(inside) => quoted(inside, separator)?,
            None => match rest.split_once(separator) {
                Some((field, after)) => (Cow::Borrowed(field), Some(after)),
                None => (Cow::Borrowed(rest), None),
            },
        };
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

fn quoted(inside: &str, separator: char) -> Result<(Cow<'_, str>, Option<&str>), OpenQuote> {
    let mut from = 0;
    loop {
        let close = inside.get(from..).and_then(|text| text.find('"')).ok_or(OpenQuote)? + from;
        let (content, rest) = inside.split_at_checked(close).ok_or(OpenQuote)?;
        let rest = rest.get(1..).unwrap_or_default();
        if rest.starts_with('"') {
            from = close + 2;
            continue;
        }
        let content =
            if content.contains('"') { content.replace("\"\"", "\"").into() } else { content.into() };
        return match rest.split_once(separator) {
            Some((spaces, after)) if spaces.trim().is_empty() => Ok((content, Some(after))),
            None if rest.trim().is_empty() => Ok((content, None)),
            // Text after the closing quote: the quotes of this line do not pair.
            _ => Err(OpenQuote),
        };
    }
}

struct FieldReader<'a> {
    fields: Vec<Cow<'a, str>>,
    header: &'a Header,
    rejections: Vec<Rejection>,
    warnings: Vec<Warning>,
}

impl FieldReader<'_> {
    /// Reads every field even after a fault, so that all faults are told.
    fn record(&mut self, today: Date) -> Option<StaffRecord> {
        let numen = self.numen();
        let surname = self.name(Column::Surname);
        let first_names = self.name(Column::FirstNames);
        let birth_date = birth_date::parse(self.field(Column::BirthDate), today);
        let birth_date = self.kept(Column::BirthDate, birth_date.map_err(RejectionReason::BirthDate));
        let civility = self.civility();
        let function = self.compulsory(Column::Function);
        let uai = self.uai();
        let corps = self.text(Column::Corps);
        let backup_email = self.backup_email();
        let headed = self.headed();
        Some(StaffRecord {
            numen: numen?,
            surname: surname?,
            first_names: first_names?,
            birth_date: birth_date?,
            civility,
            function: function?,
            uai,
            corps,
            backup_email,
            headed,
        })
    }

    fn numen(&mut self) -> Option<Numen> {
        let parsed = self.field(Column::Numen).parse::<Numen>().map_err(RejectionReason::Numen);
        let numen = self.kept(Column::Numen, parsed)?;
        if !numen.is_standard() {
            self.warn(Column::Numen, WarningReason::OddNumen(numen.shape()));
        }
        Some(numen)
    }

    fn name(&mut self, column: Column) -> Option<String> {
        let name = self.compulsory(column)?;
        let readable = name.chars().any(char::is_alphabetic);
        self.kept(column, if readable { Ok(name) } else { Err(RejectionReason::NoLetter) })
    }

    fn civility(&mut self) -> Civility {
        match latin_lower(self.field(Column::Civility).trim()).trim_end_matches('.') {
            "madame" | "mme" | "mlle" | "mademoiselle" | "f" | "2" => Civility::Madame,
            "monsieur" | "m" | "mr" | "h" | "1" => Civility::Monsieur,
            "" => Civility::Unspecified,
            _ => {
                self.warn(Column::Civility, WarningReason::UnknownCivility);
                Civility::Unspecified
            }
        }
    }

    fn uai(&mut self) -> Option<Uai> {
        let field = self.field(Column::Uai).trim();
        if field.is_empty() {
            return None;
        }
        let parsed = field.parse().map_err(RejectionReason::Uai);
        self.kept(Column::Uai, parsed)
    }

    /// Between spaces or commas.
    fn headed(&mut self) -> Option<Vec<Uai>> {
        self.header.position(Column::Headed)?;
        let field = self.field(Column::Headed);
        let codes = field.split(|c: char| c == ',' || c.is_whitespace()).filter(|code| !code.is_empty());
        let parsed: Result<Vec<Uai>, _> = codes.map(str::parse).collect();
        self.kept(Column::Headed, parsed.map_err(RejectionReason::Uai))
    }

    fn backup_email(&mut self) -> Option<EmailAddress> {
        let field = self.field(Column::BackupEmail).trim();
        if field.is_empty() {
            return None;
        }
        let address = field.parse().ok();
        if address.is_none() {
            self.warn(Column::BackupEmail, WarningReason::BadEmail);
        }
        address
    }

    fn compulsory(&mut self, column: Column) -> Option<String> {
        let faults = self.rejections.len();
        let text = self.text(column);
        if text.is_none() && self.rejections.len() == faults {
            self.reject(column, RejectionReason::Empty);
        }
        text
    }

    /// A field trimmed, its inner spaces folded; `None` when empty or refused.
    fn text(&mut self, column: Column) -> Option<String> {
        let folded = self.field(column).split_whitespace().collect::<Vec<_>>().join(" ");
        let checked = if folded.chars().any(char::is_control) {
            Err(RejectionReason::ControlCharacter)
        } else if folded.chars().count() > FIELD_LIMIT {
            Err(RejectionReason::TooLong { limit: FIELD_LIMIT })
        } else {
            Ok(folded)
        };
        self.kept(column, checked).filter(|text| !text.is_empty())
    }

    fn field(&self, column: Column) -> &str {
        self.header.position(column).and_then(|at| self.fields.get(at)).map_or("", |field| field)
    }

    fn kept<T>(&mut self, column: Column, outcome: Result<T, RejectionReason>) -> Option<T> {
        outcome.map_err(|reason| self.reject(column, reason)).ok()
    }

    fn reject(&mut self, column: Column, reason: RejectionReason) {
        self.rejections.push(Rejection { column: Some(column), reason });
    }

    fn warn(&mut self, column: Column, reason: WarningReason) {
        self.warnings.push(Warning { column, reason });
    }
}
