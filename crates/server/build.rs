//! Lists the demo's parcours and their attachments, so that adding one is adding a file.

use std::{env, fmt::Write, fs, io, path::Path};

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script where to write in this way only")]
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=demo");
    let mut out = String::new();
    list(&mut out, "PARCOURS", "&str", "include_str", "demo/parcours")?;
    list(&mut out, "FILES", "&[u8]", "include_bytes", "demo/parcours/files")?;
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?;
    fs::write(Path::new(&folder).join("demo_files.rs"), out)
}

/// A constant with the name and the content of each file of a folder, by name.
fn list(out: &mut String, name: &str, kind: &str, include: &str, folder: &str) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let write = || {
        writeln!(out, "pub(super) const {name}: &[(&str, {kind})] = &[")?;
        for file in names {
            let path = format!("/{folder}/{file}");
            writeln!(out, "    ({file:?}, {include}!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),")?;
        }
        writeln!(out, "];")
    };
    write().map_err(io::Error::other)
}
