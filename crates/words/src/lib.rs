//! Turns the Fluent files of `locales/` into one Rust method per message, in both languages at once.
//! It runs in the build scripts of other crates, so that a missing translation, a differing argument or a
//! slip of French typography stops the build instead of reaching a reader.
//!
//! A crate's `build.rs` calls [`generate`] with its own name; the crate then includes the result:
//!
//! ```ignore
//! pub mod words {
//!     include!(concat!(env!("OUT_DIR"), "/words.rs"));
//! }
//! ```

mod catalogue;
mod pairing;
mod problem;
mod resolve;
mod rust;
mod text;
mod typography;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use catalogue::{Language, Source};
use problem::{Place, Problem};

/// Writes `$OUT_DIR/words.rs` from `locales/fr/NAME.ftl` and `locales/en/NAME.ftl` for each name.
///
/// The file defines `Words(pub ::kernel::Locale)`. The key `session-opened` becomes the method
/// `session_opened`, its attribute `.hint` becomes `session_opened_hint`. A message without arguments gives
/// `&'static str`; with arguments it gives `String`, and takes them in alphabetical order: `i64` for what
/// chooses a plural or stands in `NUMBER()`, `&str` for what chooses among names, anything that displays
/// otherwise. What is wrong in the files is reported to cargo, which then fails the build.
pub fn generate(names: &[&str]) {
    if let Err(problems) = write(names) {
        for problem in problems {
            println!("cargo::error={problem}");
        }
    }
}

fn write(names: &[&str]) -> Result<(), Vec<Problem>> {
    let locales = locales_folder()?;
    let french = read(&locales, Language::French, names)?;
    let english = read(&locales, Language::English, names)?;
    let code = compile(&french, &english)?;
    let target = folder_from("OUT_DIR")?.join("words.rs");
    std::fs::write(&target, code).map_err(|error| vec![Problem::of_file(&target.to_string_lossy(), &error)])
}

/// The whole way from the text of the files to the text of the module.
fn compile(french: &[Source], english: &[Source]) -> Result<String, Vec<Problem>> {
    let mut problems = Vec::new();
    typography::check(french, &mut problems);
    let french = catalogue::load(Language::French, french, &mut problems);
    let english = catalogue::load(Language::English, english, &mut problems);
    let methods = pairing::pair(french, english, &mut problems);
    if problems.is_empty() { Ok(rust::module(&methods)) } else { Err(problems) }
}

fn read(locales: &Path, language: Language, names: &[&str]) -> Result<Vec<Source>, Vec<Problem>> {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        let path = locales.join(language.folder()).join(format!("{name}.ftl"));
        println!("cargo::rerun-if-changed={}", path.display());
        let file = format!("locales/{}/{name}.ftl", language.folder());
        match std::fs::read_to_string(&path) {
            Ok(text) => sources.push(Source { file, text }),
            Err(error) => problems.push(Problem::of_file(&file, &error)),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(problems) }
}

/// The first `locales` folder met on the way up from the crate being built.
fn locales_folder() -> Result<PathBuf, Vec<Problem>> {
    let start = folder_from("CARGO_MANIFEST_DIR")?;
    let found = start.ancestors().map(|folder| folder.join("locales")).find(|folder| folder.is_dir());
    found.ok_or_else(|| vec![Problem::new(Place::of_file("locales"), "", "no such folder above this crate")])
}

// Cargo hands a build script its folders through the environment.
#[expect(clippy::disallowed_methods, reason = "a build script has no other configuration")]
fn folder_from(variable: &str) -> Result<PathBuf, Vec<Problem>> {
    std::env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        vec![Problem::new(Place::of_file(variable), "", "not set: call this from a build script")]
    })
}
