//! The upkeep of the file store. Each content lies there once, whoever speaks of it: only all domains together know that
//! nobody does any more. What nothing explains is reported and left alone.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use futures::future::BoxFuture;

use super::{Files, INCOMING};
use crate::{
    Ctx, Error, Result, Time, Tx,
    jobs::Schedule,
    time::{days, hours},
};

/// Digests found in a table.
pub type Digests<'a> = BoxFuture<'a, Result<Vec<String>>>;

/// A table that speaks of contents by their digests.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// The table, and the column in which the digest stands.
    pub table: &'static str,
    pub column: &'static str,
    /// Which of these it speaks of.
    pub which: for<'a> fn(&'a mut Tx, &'a [String]) -> Digests<'a>,
    /// Those that must be in the store, each once and in order, after one: so many.
    pub after: for<'a> fn(&'a mut Tx, &'a str, i64) -> Digests<'a>,
}

/// The keeper of a column that has an index: `keeper!("table", "column")`.
#[macro_export]
macro_rules! keeper {
    ($table:literal, $column:literal) => {
        $crate::files::Keeper {
            table: $table,
            column: $column,
            which: |tx, some| {
                Box::pin(async move {
                    tx.all($crate::sql!(String: concat!("SELECT DISTINCT ", $column, " FROM ", $table, " WHERE ",
                            $column, " IN LIST($1) /* tenant: all, by the schedule */"), $crate::db::list(some)))
                        .await
                })
            },
            after: |tx, last, limit| {
                Box::pin(async move {
                    tx.all($crate::sql!(String: concat!("SELECT DISTINCT ", $column, " FROM ", $table, " WHERE ",
                            $column, " > $1 ORDER BY ", $column, " LIMIT $2 /* tenant: all, by the schedule */"),
                            last, limit))
                        .await
                })
            },
        }
    };
}

/// The files that people see, of all domains.
pub(crate) const FILES: Keeper = crate::keeper!("files", "digest");

/// What was found, and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Contents in the store, and their bytes.
    pub kept: u64,
    pub bytes: u64,
    /// Nothing speaks of them any more.
    pub unspoken_of: u64,
    /// Of these, taken away.
    pub taken_away: u64,
    /// Spoken of, and not in the store: the table and the digest, the first hundred.
    pub missing: Vec<String>,
    pub missing_count: u64,
    /// Files that are no content of ours, left where they are: the first hundred.
    pub unknown: Vec<String>,
}

impl Report {
    /// Nothing that somebody should look at.
    pub fn is_sound(&self) -> bool {
        self.missing.is_empty() && self.unknown.is_empty() && !self.is_odd()
    }

    /// So much that nobody speaks of any more rather comes of another database than of what people deleted.
    pub fn is_odd(&self) -> bool {
        self.unspoken_of > FEW && self.unspoken_of * 10 > self.kept
    }
}

/// What may be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    Nothing,
    /// What people delete in the course of things; nothing when the whole looks odd.
    Usual,
    /// Whatever its share: an operator has looked at it.
    All,
}

/// How many are told by name.
const TOLD: usize = 100;
const AT_A_TIME: usize = 500;
/// So many are never odd.
const FEW: u64 = 100;
/// What is being filed is spoken of within the hour; a restored database may lag behind its files for longer.
pub const GRACE: std::time::Duration = days(2);
/// Where a content lies while it is being taken away.
const LEAVING: &str = "leaving";
/// The probe of the health page.
const HEALTH: &str = "health";

pub(crate) const UPKEEP: Schedule = Schedule {
    name: "file store",
    every: hours(24),
    run: |ctx| {
        Box::pin(async move {
            let report = reconcile(&ctx, ctx.now().minus(GRACE), Taking::Usual).await?;
            if report.is_sound() {
                tracing::info!(?report, "file store");
            } else {
                tracing::error!(?report, "file store");
            }
            Ok(())
        })
    },
};

/// Compares the store with what is said of it. A content that nothing speaks of, and that was written `before`, is taken
/// away as far as it may; so is what was being written when a process ended.
pub async fn reconcile(ctx: &Ctx, before: Time, taking: Taking) -> Result<Report> {
    let mut report = Report::default();
    let Some(root) = ctx.services().files.folder.clone() else { return Ok(report) };
    blocking({
        let root = root.clone();
        move || put_back(&root)
    })
    .await?;
    missing(ctx, &root, &mut report).await?;
    let shelves = blocking({
        let root = root.clone();
        move || {
            if taking != Taking::Nothing {
                sweep(&root, before)?;
            }
            shelves(&root)
        }
    })
    .await?;
    // A shelf is looked at twice, rather than all that leaves be held until the whole is known.
    let mut leaving = Vec::new();
    for shelf in shelves {
        let found = blocking({
            let shelf = shelf.clone();
            move || contents(&shelf)
        })
        .await?;
        let mut unspoken = 0;
        for path in found.unknown.into_iter().take(TOLD - report.unknown.len().min(TOLD)) {
            report.unknown.push(path.display().to_string());
        }
        report.kept += found.contents.len() as u64;
        report.bytes += found.contents.iter().map(|content| content.size).sum::<u64>();
        for some in older(found.contents, before).chunks(AT_A_TIME) {
            unspoken += unspoken_of(ctx, some).await?.len() as u64;
        }
        report.unspoken_of += unspoken;
        if unspoken > 0 {
            leaving.push(shelf);
        }
    }
    if taking == Taking::All || taking == Taking::Usual && !report.is_odd() {
        for shelf in leaving {
            report.taken_away += clear(ctx, &root, shelf, before).await?;
        }
    }
    Ok(report)
}

/// Takes away what nothing speaks of on a shelf; answers how many.
async fn clear(ctx: &Ctx, root: &Path, shelf: PathBuf, before: Time) -> Result<u64> {
    let mut gone = 0;
    let found = blocking(move || contents(&shelf)).await?;
    for some in older(found.contents, before).chunks(AT_A_TIME) {
        let (leaving, root) = (unspoken_of(ctx, some).await?, root.to_owned());
        gone += blocking(move || {
            leaving
                .iter()
                .try_fold(0, |gone, content| Ok(gone + u64::from(take_away(&root, &content.path, before)?)))
        })
        .await?;
    }
    Ok(gone)
}

/// What is spoken of and not there.
async fn missing(ctx: &Ctx, root: &Path, report: &mut Report) -> Result<()> {
    for keeper in &ctx.services().keepers {
        let mut last = String::new();
        loop {
            let some = (keeper.after)(&mut ctx.read().await?, &last, AT_A_TIME as i64).await?;
            let Some(end) = some.last().cloned() else { break };
            last = end;
            let root = root.to_owned();
            let gone = blocking(move || {
                Ok(some.into_iter().filter(|d| !place(&root, d).exists()).collect::<Vec<_>>())
            })
            .await?;
            report.missing_count += gone.len() as u64;
            let room = TOLD.saturating_sub(report.missing.len());
            report
                .missing
                .extend(gone.into_iter().take(room).map(|digest| format!("{}: {digest}", keeper.table)));
        }
    }
    Ok(())
}

/// Those of these contents that a table speaks of, one table left out.
pub(super) async fn spoken_of(ctx: &Ctx, digests: &[String], but: Option<&str>) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    for keeper in ctx.services().keepers.iter().filter(|keeper| Some(keeper.table) != but) {
        known.extend((keeper.which)(&mut ctx.read().await?, digests).await?);
    }
    Ok(known)
}

async fn unspoken_of(ctx: &Ctx, some: &[Content]) -> Result<Vec<Content>> {
    let digests: Vec<String> = some.iter().map(|content| content.digest.clone()).collect();
    let known = spoken_of(ctx, &digests, None).await?;
    Ok(some.iter().filter(|content| !known.contains(&content.digest)).cloned().collect())
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    done.map_err(|e| Error::Internal(format!("the file store: {e}")))
}

#[derive(Clone, Debug)]
struct Content {
    digest: String,
    path: PathBuf,
    size: u64,
    /// In milliseconds since 1970.
    written: i64,
}

#[derive(Default)]
struct Found {
    contents: Vec<Content>,
    unknown: Vec<PathBuf>,
}

fn older(contents: Vec<Content>, before: Time) -> Vec<Content> {
    contents.into_iter().filter(|content| content.written < before.0).collect()
}

/// The folders of the first level, and the store's own folder for what lies beside them.
fn shelves(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut shelves = Vec::new();
    for entry in std::fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        if name != INCOMING && name != LEAVING && name != HEALTH {
            shelves.push(entry.path());
        }
    }
    shelves.sort();
    Ok(shelves)
}

/// Where a content lies.
pub(super) fn place(root: &Path, digest: &str) -> PathBuf {
    root.join(super::key(digest).to_string())
}

/// What lies on a shelf: contents in their places, and all else.
fn contents(shelf: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    let mut folders = vec![shelf.to_owned()];
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                folders.push(entry?.path());
            }
            continue;
        }
        // Gone meanwhile, or being written.
        let Ok(known) = path.metadata() else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let whole = name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if whole && path.ends_with(super::key(&name).to_string()) {
            let content = Content { written: written(&known)?, size: known.len(), digest: name, path };
            found.contents.push(content);
        } else if !name.contains('#') {
            found.unknown.push(path);
        }
    }
    Ok(found)
}

fn written(known: &std::fs::Metadata) -> io::Result<i64> {
    let since = known.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Ok(i64::try_from(since).unwrap_or(i64::MAX))
}

/// Takes a content away unless it is being kept again at this moment: it is put aside first and looked at there, where
/// nobody writes. Answers whether it went.
pub(super) fn take_away(root: &Path, path: &Path, before: Time) -> io::Result<bool> {
    let aside = root.join(LEAVING);
    std::fs::create_dir_all(&aside)?;
    let aside = aside.join(path.file_name().unwrap_or_default());
    match std::fs::rename(path, &aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other?,
    }
    if written(&aside.metadata()?)? < before.0 {
        std::fs::remove_file(&aside)?;
        return Ok(true);
    }
    // Whoever has just kept it is about to speak of it.
    std::fs::rename(&aside, path)?;
    Ok(false)
}

/// What a process that ended was taking away is looked at again, in its place.
fn put_back(root: &Path) -> io::Result<()> {
    let aside = root.join(LEAVING);
    if !aside.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(&aside)? {
        let entry = entry?;
        let place = place(root, &entry.file_name().to_string_lossy());
        if place.exists() {
            std::fs::remove_file(entry.path())?;
        } else {
            std::fs::rename(entry.path(), place)?;
        }
    }
    Ok(())
}

/// What was being written when the process ended: nothing ever speaks of a file before it has its own name. The store
/// writes under the final name with `#` and a number behind, which it shows nobody; an upload that was whole and not yet
/// renamed lies in `incoming`.
fn sweep(folder: &Path, before: Time) -> io::Result<()> {
    let incoming = folder.file_name().is_some_and(|name| name == INCOMING);
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sweep(&entry.path(), before)?;
        } else if incoming || entry.file_name().to_string_lossy().contains('#') {
            // Gone meanwhile, it has its name now.
            let Ok(known) = entry.metadata() else { continue };
            if written(&known)? < before.0 {
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

impl Files {
    /// Where a content lies on disk, when the store is a folder: for tests that look behind it.
    pub fn place(&self, digest: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| place(folder, digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::tests::benches_of, sql};

    fn put(root: &Path, path: &str) -> PathBuf {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "à moit").unwrap();
        path
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_nothing_speaks_of_goes_and_what_nothing_explains_stays() {
        for bench in benches_of("upkeep", &[]).await {
            let ctx = Ctx::system(bench.services.clone());
            let files = &ctx.services().files;
            let root = files.folder.clone().unwrap();
            let (spoken_of, lost) =
                (files.keep_bytes("a").await.unwrap(), files.keep_bytes("b").await.unwrap());
            let alone = files.keep_bytes("c").await.unwrap();
            let academy = crate::Id::from_bytes([7; 16]);
            for kept in [spoken_of.clone(), lost.clone()] {
                ctx.write(async move |tx| {
                    let id: crate::Id<()> = tx.new_id();
                    tx.execute(sql!(
                        "INSERT INTO files (id, academy_id, digest, name, content_type, size, created_at)
                         VALUES ($1, $2, $3, 'a', 'text/plain', 1, 0)",
                        id,
                        academy as crate::Id<()>,
                        kept.digest
                    ))
                    .await
                })
                .await
                .unwrap();
            }
            std::fs::remove_file(files.place(&lost.digest).unwrap()).unwrap();
            let cut = put(&root, &format!("{}#1", super::super::key(&spoken_of.digest)));
            let incoming = put(&root, "incoming/a");
            let foreign = put(&root, "ab/notes.txt");
            // A process was killed while it took this away; somebody speaks of it after all.
            let aside = root.join("leaving").join(&spoken_of.digest);
            std::fs::create_dir_all(aside.parent().unwrap()).unwrap();
            std::fs::rename(files.place(&spoken_of.digest).unwrap(), &aside).unwrap();
            let young = reconcile(&ctx, Time(0), Taking::All).await.unwrap();
            assert_eq!((young.kept, young.taken_away), (2, 0), "what is new is about to be spoken of");
            let looked_at = reconcile(&ctx, Time(i64::MAX), Taking::Nothing).await.unwrap();
            assert_eq!((looked_at.unspoken_of, looked_at.taken_away), (1, 0));
            assert!(cut.exists() && incoming.exists());

            let report = reconcile(&ctx, Time(i64::MAX), Taking::Usual).await.unwrap();
            assert_eq!((report.kept, report.taken_away, report.missing_count), (2, 1, 1));
            assert_eq!(report.missing, [format!("files: {}", lost.digest)]);
            assert_eq!(report.unknown, [foreign.display().to_string()]);
            assert!(!report.is_sound() && foreign.exists());
            assert!(!cut.exists() && !incoming.exists());
            assert!(files.bytes(&alone.digest).await.is_err());
            assert_eq!(files.bytes(&spoken_of.digest).await.unwrap(), "a");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn with_another_database_nothing_is_taken_away_unasked() {
        for bench in benches_of("odd", &[]).await {
            let ctx = Ctx::system(bench.services.clone());
            for n in 0..=FEW {
                ctx.services().files.keep_bytes(n.to_string()).await.unwrap();
            }
            let report = reconcile(&ctx, Time(i64::MAX), Taking::Usual).await.unwrap();
            assert!(report.is_odd() && report.taken_away == 0, "{report:?}");
            let report = reconcile(&ctx, Time(i64::MAX), Taking::All).await.unwrap();
            assert_eq!((report.kept, report.taken_away), (FEW + 1, FEW + 1));
        }
    }

    #[tokio::test]
    async fn what_is_kept_again_at_that_moment_stays() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let kept = files.keep_bytes("a").await.unwrap();
        let place = files.place(&kept.digest).unwrap();
        // Between the question and the taking, its time became new.
        assert!(!take_away(folder.path(), &place, Time(1_000)).unwrap());
        assert!(place.exists());
        assert!(take_away(folder.path(), &place, Time(i64::MAX)).unwrap());
        assert!(!place.exists());
        assert!(!take_away(folder.path(), &place, Time(i64::MAX)).unwrap(), "gone already");
    }
}
