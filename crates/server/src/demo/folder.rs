//! The folder of a demo: empty, ready, or left half-made, which a mark in it tells.

use std::{fs, io, path::Path};

use kernel::{Error, Result};

use super::{credentials::Credentials, sqlite_file};
use crate::config::Config;

const CREDENTIALS: &str = "demo-credentials.json";
const UNFINISHED: &str = "demo-unfinished";

pub(super) enum Folder {
    Ready(Box<Credentials>),
    ToFill(Filling),
}

/// A demo that is being made; until it is finished, the next start begins again.
pub(super) struct Filling {
    mark: std::path::PathBuf,
}

pub(super) fn look(config: &Config) -> Result<Folder> {
    let data = &config.data;
    match fs::read_to_string(data.join(CREDENTIALS)) {
        Ok(text) => {
            return Ok(Folder::Ready(Box::new(serde_json::from_str(&text).map_err(Error::internal)?)));
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(failed(data, &e)),
    }
    let mark = data.join(UNFINISHED);
    let database = sqlite_file(config)?;
    let is_half_made = mark.exists();
    if let Some(file) = database.filter(|file| file.exists()) {
        if !is_half_made {
            return Err(Error::Conflict(format!(
                "{} contient déjà une base qui n’est pas celle d’une démonstration : choisissez un autre dossier avec --data",
                data.display()
            )));
        }
        for ending in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            match fs::remove_file(&name) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(data, &e)),
                _ => {}
            }
        }
    }
    fs::create_dir_all(data).and_then(|()| fs::write(&mark, "")).map_err(|e| failed(data, &e))?;
    Ok(Folder::ToFill(Filling { mark }))
}

impl Filling {
    pub(super) fn finish(&self, data: &Path, credentials: &Credentials) -> Result<()> {
        keep(data, credentials)?;
        fs::remove_file(&self.mark).map_err(|e| failed(&self.mark, &e))
    }
}

/// Written beside and renamed: a reader finds the whole file or none.
pub(super) fn keep(data: &Path, credentials: &Credentials) -> Result<()> {
    let text = serde_json::to_string_pretty(credentials).map_err(Error::internal)?;
    let beside = data.join("demo-credentials.new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, data.join(CREDENTIALS)))
        .map_err(|e| failed(data, &e))
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Conflict(format!("{} : {error}", path.display()))
}
