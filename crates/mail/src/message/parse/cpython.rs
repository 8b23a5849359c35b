//! The messages that Python's own mail library is tested with, on the machine where Python is: none makes us stumble, and
//! what we show of each is as recorded in `cpython.txt`, by the digest of its file: how much of what, and a digest of the
//! whole, as the words are not ours to keep.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use super::*;

const RECORDED: &str = include_str!("cpython.txt");

fn folder() -> PathBuf {
    let asked = "import importlib.util as u; print(list(u.find_spec('test').submodule_search_locations)[0])";
    let said = Command::new("python3").args(["-c", asked]).output().unwrap();
    let place = String::from_utf8(said.stdout).unwrap();
    PathBuf::from(place.trim()).join("test_email/data")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files
}

/// Their bytes, for whoever wants letters of others.
pub(super) fn messages() -> Vec<Vec<u8>> {
    files().iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Name and digest, then what is shown of it.
fn lines() -> Vec<(String, String)> {
    files()
        .into_iter()
        .map(|path| {
            let raw = std::fs::read(&path).unwrap();
            let email = parse(&raw);
            let parts: Vec<String> = email
                .attachments
                .iter()
                .map(|a| format!("[{}] {} {}", a.part_id, a.content_type, a.size))
                .collect();
            let digest = kernel::files::digest_of(&raw);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let count = |body: &Option<String>| body.as_ref().map_or(0, |text| text.chars().count());
            let shown = format!(
                "text {} html {} | {} | {}",
                count(&email.text_body),
                count(&email.html_body),
                parts.join(", "),
                &kernel::files::digest_of(super::samples::show(&raw).as_bytes())[..12]
            );
            (format!("{name} {}", &digest[..12]), shown)
        })
        .collect()
}

#[test]
fn what_python_is_tested_with_is_shown_as_recorded() {
    let recorded: BTreeMap<&str, &str> = RECORDED.lines().filter_map(|line| line.split_once(" = ")).collect();
    let lines = lines();
    assert!(lines.len() > 40, "{} messages", lines.len());
    let mut known = 0;
    for (file, shown) in &lines {
        if let Some(before) = recorded.get(file.as_str()) {
            assert_eq!(before.trim_end(), shown.trim_end(), "{file}");
            known += 1;
        }
    }
    // Another Python may have changed a few of its messages, not most of them.
    let all: Vec<String> = lines.iter().map(|(file, shown)| format!("{file} = {shown}")).collect();
    assert!(known > 30, "of {} messages {known} are recorded:\n{}", lines.len(), all.join("\n"));
}
