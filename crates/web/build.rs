//! Turns `locales/*/web.ftl` into the methods of `words::Words`, and embeds what `assets/` built.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a build is told by cargo where to write, and stops when it cannot go on"
)]

use std::{fmt::Write, path::Path};

fn main() {
    words::generate(&["web"]);
    embed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist"));
}

/// Writes `$OUT_DIR/assets.rs`: the table of logical names and the content of each file, in three encodings.
fn embed(dist: &Path) {
    println!("cargo:rerun-if-changed={}", dist.join("manifest.json").display());
    let manifest = std::fs::read_to_string(dist.join("manifest.json"))
        .unwrap_or_else(|_| panic!("assets/dist is missing: run «make setup», which builds the front end"));
    let mut names = String::from("pub static NAMES: &[(&str, &str)] = &[");
    let mut files = String::from("pub static FILES: &[File] = &[");
    // The manifest is ours: a flat object of short strings, one entry a line.
    for line in manifest.lines() {
        let mut quoted = line.split('"').skip(1).step_by(2);
        let (Some(logical), Some(file)) = (quoted.next(), quoted.next()) else { continue };
        write!(names, "({logical:?}, {:?}),", format!("/statique/{file}")).expect("writing to a string");
        let part = |suffix: &str| {
            let path = dist.join(format!("{file}{suffix}"));
            let path = path.canonicalize().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            format!("include_bytes!({:?})", path.display().to_string())
        };
        write!(
            files,
            "File {{ name: {file:?}, raw: {}, brotli: {}, gzip: {} }},",
            part(""),
            part(".br"),
            part(".gz")
        )
        .expect("writing to a string");
    }
    let out = Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    std::fs::write(out, format!("{names}];\n{files}];\n")).expect("OUT_DIR can be written");
}
