//! `preau files`: whether the file store holds what the database speaks of, and nothing else.

use std::{process::ExitCode, sync::Arc};

use kernel::{
    Ctx, Result,
    context::Services,
    files::{GRACE, Taking, reconcile},
};

#[derive(Clone, Copy, Debug, clap::Subcommand)]
pub enum FilesCommand {
    /// Say what is missing, what nothing speaks of any more and what is no file of ours; change nothing.
    Check,
    /// Take away what nothing speaks of any more. The program does so every day by itself, unless it is so much that it
    /// rather belongs to another database: look at it first.
    Collect,
}

/// What was found; 1 when files are missing or strange.
pub async fn run(services: Arc<Services>, command: FilesCommand) -> Result<ExitCode> {
    let ctx = Ctx::system(services);
    let taking = match command {
        FilesCommand::Check => Taking::Nothing,
        FilesCommand::Collect => Taking::All,
    };
    let report = reconcile(&ctx, ctx.now().minus(GRACE), taking).await?;
    println!(
        "{} files, {} bytes; {} that nothing speaks of for two days, {} of them taken away",
        report.kept, report.bytes, report.unspoken_of, report.taken_away
    );
    for missing in &report.missing {
        println!("missing: {missing}");
    }
    if report.missing_count > report.missing.len() as u64 {
        println!("missing: {} in all", report.missing_count);
    }
    for unknown in &report.unknown {
        println!("not ours, left where it is: {unknown}");
    }
    if report.is_odd() && taking == Taking::Nothing {
        println!(
            "so much that it is not taken away unasked: is this the database of these files? «preau files collect»"
        );
    }
    let sound = report.missing.is_empty() && report.unknown.is_empty();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
