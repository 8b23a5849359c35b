//! `preau import staff`: the staff file on the command line, with its progress and its report.

use std::{
    fs::File,
    io::{BufReader, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use identity::staff_import::{self, ImportRow, ReportLine, Source};
use kernel::{Ctx, Error, Result, context::Services};

use crate::academy;

#[derive(Clone, Debug, clap::Args)]
pub struct StaffImport {
    /// The file of human resources, as CSV.
    file: PathBuf,
    /// Slug of the académie whose staff it is.
    #[arg(long)]
    academy: String,
    /// Close the accounts that the file does not name; nothing is closed when a line is rejected.
    #[arg(long)]
    close_missing: bool,
    /// Write the report to this file too, as JSON.
    #[arg(long)]
    report: Option<PathBuf>,
}

/// Exit status of an import in which some lines were rejected.
const SOME_REJECTED: u8 = 3;

/// Imports and reports: 0 when all lines passed, 3 when some were rejected, 1 when nothing was done.
pub async fn staff(services: Arc<Services>, options: &StaffImport) -> Result<ExitCode> {
    let ctx = academy::enter(Ctx::system(services), &options.academy).await?;
    let source = Source {
        file_name: options.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        digest: digest(&options.file)?,
        close_missing: options.close_missing,
    };
    let done = import(&ctx, &source, &options.file).await?;
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    print_lines(&ctx, &done).await?;
    if let Some(path) = &options.report {
        write_report(&ctx, &done, path).await?;
    }
    println!(
        "{}: {} created, {} changed, {} unchanged, {} closed, {} rejected, {} with a warning",
        done.state, done.created, done.changed, done.unchanged, done.closed, done.rejected, done.warned
    );
    if let Some(message) = &done.message {
        eprintln!("preau: {message}");
    }
    let nothing = done.state != "done" || done.created + done.changed + done.unchanged + done.closed == 0;
    Ok(match (nothing, done.rejected) {
        (true, _) => ExitCode::FAILURE,
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::from(SOME_REJECTED),
    })
}

/// Whoever starts again what was cut a moment ago is not sent away: after the silence it is known to be cut.
async fn import(ctx: &Ctx, source: &Source, file: &Path) -> Result<ImportRow> {
    let (step, mut waited) = (Duration::from_secs(1), Duration::ZERO);
    loop {
        let reader = BufReader::with_capacity(1 << 16, open(file)?);
        match staff_import::run(ctx, source.clone(), reader, progress).await {
            Err(Error::Conflict(why)) if waited <= staff_import::SILENCE => {
                if waited.is_zero() {
                    eprintln!("preau: {why}");
                }
                tokio::time::sleep(step).await;
                waited += step;
            }
            ended => return ended,
        }
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|e| Error::Conflict(format!("{}: {e}", path.display())))
}

/// One line on a terminal, rewritten; one line every ten thousand elsewhere.
fn progress(import: &ImportRow) {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        write!(out, "\r{} lines, {} created", import.lines_done, import.created).ok();
        out.flush().ok();
    } else if import.lines_done % 10_000 < 250 {
        writeln!(out, "{} lines, {} created", import.lines_done, import.created).ok();
    }
}

fn digest(path: &Path) -> Result<String> {
    use sha2::Digest;
    let mut file = open(path)?;
    let mut hash = sha2::Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece).map_err(|e| Error::Conflict(format!("{}: {e}", path.display())))?;
        let Some(some) = piece.get(..read).filter(|some| !some.is_empty()) else { break };
        hash.update(some);
    }
    Ok(data_encoding::HEXLOWER.encode(&hash.finalize()))
}

/// The report's lines, some hundred at a time.
async fn each_line(
    ctx: &Ctx,
    done: &ImportRow,
    mut take: impl FnMut(&ReportLine) -> Result<()>,
) -> Result<()> {
    let mut after = (0, -1);
    loop {
        let lines = staff_import::report(&mut ctx.read().await?, done.id, after, 500).await?;
        let Some((place, last)) = lines.last() else { return Ok(()) };
        after = (last.line, *place);
        lines.iter().try_for_each(|(_, line)| take(line))?;
    }
}

async fn print_lines(ctx: &Ctx, done: &ImportRow) -> Result<()> {
    each_line(ctx, done, |line| {
        println!("line {}: {}: {} ({})", line.line, line.field, line.reason, line.severity);
        Ok(())
    })
    .await
}

async fn write_report(ctx: &Ctx, done: &ImportRow, path: &Path) -> Result<()> {
    let failed = |e: std::io::Error| Error::Conflict(format!("{}: {e}", path.display()));
    let mut out = std::io::BufWriter::new(File::create(path).map_err(failed)?);
    let counts = serde_json::json!({
        "file": done.file_name, "state": done.state, "message": done.message, "created": done.created,
        "changed": done.changed, "unchanged": done.unchanged, "closed": done.closed, "rejected": done.rejected,
        "warned": done.warned,
    });
    let counts = counts.to_string();
    // The counts' object is left open for the lines, which may be many.
    write!(out, "{},\"lines\":[", counts.trim_end_matches('}')).map_err(failed)?;
    let mut separator = "";
    each_line(ctx, done, |line| {
        let one = serde_json::json!({
            "line": line.line, "field": line.field, "severity": line.severity, "reason": line.reason,
        });
        write!(out, "{separator}\n{one}").map_err(failed)?;
        separator = ",";
        Ok(())
    })
    .await?;
    writeln!(out, "\n]}}").and_then(|()| out.flush()).map_err(failed)
}
