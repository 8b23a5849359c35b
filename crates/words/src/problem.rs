//! What is wrong in a Fluent file, where, and under which key.
//! Printed on one line, in the `file:line:` form that editors know how to follow.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub file: String,
    /// Counted from 1; 0 stands for the file as a whole.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    place: Place,
    key: String,
    what: String,
}

impl Place {
    pub(crate) fn of_file(file: &str) -> Self {
        Self { file: file.to_owned(), line: 0 }
    }
}

impl Problem {
    pub(crate) fn new(place: Place, key: &str, what: impl Into<String>) -> Self {
        Self { place, key: key.to_owned(), what: what.into() }
    }

    pub(crate) fn of_file(file: &str, error: &std::io::Error) -> Self {
        Self::new(Place::of_file(file), "", error.to_string())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place.file)?;
        if self.place.line > 0 {
            write!(f, ":{}", self.place.line)?;
        }
        f.write_str(": ")?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.what)
    }
}
