//! `preau backup` and `preau restore`: the database of one moment and every file it speaks of, in one folder. The key
//! file is deliberately not among them: who finds a backup must not find the keys too.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use kernel::{
    Error, Result, Time,
    db::{Db, DbConfig, Place},
};
use serde::{Deserialize, Serialize};
use tokio::process::Command;
use url::Url;

use crate::config::Config;

/// Written last: a folder without it is no backup.
const MARK: &str = "preau-backup.json";
const SQLITE: &str = "preau.db";
const POSTGRES: &str = "preau.pgdump";
const FILES: &str = "files";
/// What the file store holds besides what is kept.
const PASSING: [&str; 2] = ["incoming", "health"];

#[derive(Serialize, Deserialize)]
struct Mark {
    version: String,
    made_at: Time,
    /// `sqlite` or `postgres`.
    database: String,
    files: u64,
}

/// Makes a backup in `folder`, which must be empty or absent. People go on working meanwhile.
pub async fn backup(config: &Config, folder: &Path, now: Time) -> Result<()> {
    empty(folder)?;
    make(folder)?;
    // The database first: every file it speaks of is there already, and stays.
    let place = DbConfig::parse(&config.database())?;
    let database = match &place.place {
        Place::Sqlite(path) => {
            if !path.exists() {
                return Err(told(path, "no such database"));
            }
            Db::open(&place)?.copy_to(&folder.join(SQLITE)).await?;
            "sqlite"
        }
        Place::Postgres(url) => {
            let dump = folder.join(POSTGRES);
            run(url, "pg_dump", &["--format=custom", "--no-owner", "--no-privileges", "--file"], &dump)
                .await?;
            "postgres"
        }
    };
    let from = config.files_folder();
    let to = folder.join(FILES);
    // Content is never changed in place, so that a second name for it costs nothing and stays true.
    let files = blocking(move || copy_tree(&from, &to, true)).await?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let mark = Mark { version, made_at: now, database: database.to_owned(), files };
    let text = serde_json::to_string_pretty(&mark).map_err(Error::internal)?;
    write_synced(&folder.join(MARK), text.as_bytes())?;
    println!("{database} database and {files} files in {}", folder.display());
    println!("The key file is not among them: keep a copy of {} elsewhere.", config.secrets_file().display());
    Ok(())
}

/// Puts a backup back where nothing is yet.
pub async fn restore(config: &Config, folder: &Path) -> Result<()> {
    let text = std::fs::read_to_string(folder.join(MARK))
        .map_err(|_| told(folder, "no finished backup: it has no preau-backup.json"))?;
    let mark: Mark = serde_json::from_str(&text).map_err(|e| told(&folder.join(MARK), e))?;
    let files = config.files_folder();
    empty(&files)?;
    let place = DbConfig::parse(&config.database())?;
    match (&place.place, mark.database.as_str()) {
        (Place::Sqlite(path), "sqlite") => {
            if path.exists() {
                return Err(told(
                    path,
                    "there is a database already; a backup is put back where there is none",
                ));
            }
            if let Some(parent) = path.parent() {
                make(parent)?;
            }
            let (from, to) = (folder.join(SQLITE), path.clone());
            blocking(move || copy_synced(&from, &to)).await?;
        }
        (Place::Postgres(url), "postgres") => {
            let found =
                run(url, "psql", &["--no-psqlrc", "-Atc", "SELECT to_regclass('migrations')"], Path::new(""))
                    .await?;
            if !found.trim().is_empty() {
                return Err(Error::Conflict(
                    "the database is not empty; a backup is put back in an empty one".into(),
                ));
            }
            let options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"];
            run(url, "pg_restore", &options, &folder.join(POSTGRES)).await?;
        }
        (_, database) => {
            return Err(Error::Conflict(format!(
                "this backup is of a {database} database: set PREAU_DATABASE_URL to one"
            )));
        }
    }
    let from = folder.join(FILES);
    let count = blocking(move || copy_tree(&from, &files, false)).await?;
    if count != mark.files {
        return Err(told(folder, format!("{count} files where the backup had {}", mark.files)));
    }
    println!("restored: {} database and {count} files", mark.database);
    let secrets = config.secrets_file();
    if !secrets.exists() {
        println!(
            "Before serving, put the key file of that deployment at {}: with new keys no password and no NUMEN fits.",
            secrets.display()
        );
    }
    Ok(())
}

/// Runs a program of PostgreSQL's; what it prints. The password goes by the environment, where other users of the
/// machine do not see it.
async fn run(url: &str, program: &str, options: &[&str], file: &Path) -> Result<String> {
    let mut at: Url = url.parse().map_err(Error::internal)?;
    let mut command = Command::new(program);
    if let Some(password) = at.password() {
        let password = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
        command.env("PGPASSWORD", password.as_ref());
    }
    at.set_password(None).ok();
    command.args(options);
    match program {
        // The file is what --file names.
        "pg_dump" => command.arg(file).arg("--dbname").arg(at.as_str()),
        "pg_restore" => command.arg("--dbname").arg(at.as_str()).arg(file),
        _ => command.arg(at.as_str()),
    };
    let done = command.stdin(Stdio::null()).output().await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Conflict(format!(
            "{program} is not installed (Debian: postgresql-client); PostgreSQL needs it here"
        )),
        _ => Error::Conflict(format!("{program}: {error}")),
    })?;
    if !done.status.success() {
        return Err(Error::Conflict(format!("{program}: {}", String::from_utf8_lossy(&done.stderr).trim())));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Copies every kept file, or gives it a second name where the disk allows; answers how many.
fn copy_tree(from: &Path, to: &Path, may_link: bool) -> Result<u64> {
    let mut count = 0;
    let mut folders: Vec<PathBuf> = vec![PathBuf::new()];
    make(to)?;
    while let Some(inside) = folders.pop() {
        let entries = match std::fs::read_dir(from.join(&inside)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(told(&from.join(&inside), error)),
        };
        for entry in entries {
            let entry = entry.map_err(|e| told(from, e))?;
            let name = inside.join(entry.file_name());
            if PASSING.iter().any(|passing| name == Path::new(passing)) {
                continue;
            }
            let kind = entry.file_type().map_err(|e| told(&entry.path(), e))?;
            if kind.is_dir() {
                make(&to.join(&name))?;
                folders.push(name);
            } else if kind.is_file() {
                let target = to.join(&name);
                if !(may_link && std::fs::hard_link(entry.path(), &target).is_ok()) {
                    copy_synced(&entry.path(), &target)?;
                }
                count += 1;
            }
        }
    }
    Ok(count)
}

fn copy_synced(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).map_err(|e| told(from, e))?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(|e| told(to, e))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(path).map_err(|e| told(path, e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| told(path, e))
}

fn make(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| told(folder, e))
}

fn empty(folder: &Path) -> Result<()> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(told(folder, "the folder is not empty")),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(told(folder, error)),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn told(path: &Path, what: impl std::fmt::Display) -> Error {
    Error::Conflict(format!("{}: {what}", path.display()))
}
