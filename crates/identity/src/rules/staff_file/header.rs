//! The first line of a staff file: which separator it uses and where each column stands. Columns may come in any
//! order and unknown ones are ignored, but a compulsory one that is missing makes the whole file refused.

use super::{FileRefused, record::split};
use crate::rules::identifier::latin_lower;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Numen,
    Surname,
    FirstNames,
    BirthDate,
    Civility,
    Function,
    Uai,
    Corps,
    BackupEmail,
    /// The other establishments that the agent heads.
    Headed,
}

impl Column {
    pub const ALL: [Column; 10] = [
        Column::Numen,
        Column::Surname,
        Column::FirstNames,
        Column::BirthDate,
        Column::Civility,
        Column::Function,
        Column::Uai,
        Column::Corps,
        Column::BackupEmail,
        Column::Headed,
    ];

    /// The name that stands in the header, the same in both languages.
    pub fn name(self) -> &'static str {
        match self {
            Column::Numen => "numen",
            Column::Surname => "nom",
            Column::FirstNames => "prenom",
            Column::BirthDate => "naissance",
            Column::Civility => "civilite",
            Column::Function => "fonction",
            Column::Uai => "uai",
            Column::Corps => "corps",
            Column::BackupEmail => "mel_secours",
            Column::Headed => "uai_responsable",
        }
    }

    /// Without these a line makes no agent. The others may be absent: the import then leaves what is known.
    pub fn is_compulsory(self) -> bool {
        !matches!(self, Column::Uai | Column::Corps | Column::BackupEmail | Column::Headed)
    }
}

/// What the report says about the file as a whole, without refusing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileWarning {
    UnknownColumn { name: String },
    AbsentColumn { column: Column },
}

impl FileWarning {
    /// The column it is about, when it is one that we know.
    pub fn field(&self) -> &'static str {
        match self {
            FileWarning::UnknownColumn { .. } => "",
            FileWarning::AbsentColumn { column } => column.name(),
        }
    }
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) separator: char,
    pub(super) width: usize,
    pub(super) warnings: Vec<FileWarning>,
    positions: [Option<usize>; Column::ALL.len()],
}

impl Header {
    pub(super) fn read(line: &str) -> Result<Header, FileRefused> {
        let separator = if line.contains(';') || !line.contains(',') { ';' } else { ',' };
        let mut names = split(line, separator).map_err(|_| FileRefused::HeaderQuote)?;
        // A spreadsheet that once had more columns leaves separators at the end of each line.
        while names.last().is_some_and(|name| name.trim().is_empty()) {
            names.pop();
        }
        let mut header = Header {
            separator,
            width: names.len(),
            warnings: Vec::new(),
            positions: [None; Column::ALL.len()],
        };
        for (position, name) in names.iter().enumerate() {
            header.place(position, name)?;
        }
        let missing: Vec<_> =
            Column::ALL.into_iter().filter(|column| header.position(*column).is_none()).collect();
        let (compulsory, optional): (Vec<_>, Vec<_>) = missing.into_iter().partition(|c| c.is_compulsory());
        if !compulsory.is_empty() {
            return Err(FileRefused::MissingColumns(compulsory));
        }
        // Few agents head more than one establishment: most files say nothing of it, and nothing is wrong with them.
        let optional = optional.into_iter().filter(|column| *column != Column::Headed);
        header.warnings.extend(optional.map(|column| FileWarning::AbsentColumn { column }));
        Ok(header)
    }

    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions.get(column as usize).copied().flatten()
    }

    fn place(&mut self, position: usize, name: &str) -> Result<(), FileRefused> {
        let plain = latin_lower(name.trim()).replace([' ', '-'], "_");
        match Column::ALL.into_iter().find(|column| column.name() == plain) {
            None => {
                let name = name.trim().chars().filter(|c| !c.is_control()).take(60).collect();
                self.warnings.push(FileWarning::UnknownColumn { name });
            }
            Some(column) => {
                let slot = self.positions.get_mut(column as usize);
                if slot.as_ref().is_some_and(|slot| slot.is_some()) {
                    return Err(FileRefused::ColumnTwice(column));
                }
                if let Some(slot) = slot {
                    *slot = Some(position);
                }
            }
        }
        Ok(())
    }
}
