//! `preau exits`: the addresses that whole schools share on the Internet, where many people may fail at once before
//! the address is slowed down.

use std::{net::IpAddr, process::ExitCode, sync::Arc};

use kernel::{Ctx, Result, context::Services, sql};

#[derive(Clone, Debug, clap::Subcommand)]
pub enum ExitsCommand {
    /// Tell that a school goes out by this address.
    Add { address: IpAddr },
    /// List the addresses told.
    List,
    /// Treat the address as any other again.
    Remove { address: IpAddr },
}

pub async fn run(services: Arc<Services>, command: ExitsCommand) -> Result<ExitCode> {
    let ctx = Ctx::system(services);
    match command {
        ExitsCommand::Add { address } => {
            let network = identity::network_of(address);
            ctx.write(async move |tx| {
                tx.execute(sql!(
                    "INSERT INTO school_exits (address) VALUES ($1) ON CONFLICT DO NOTHING",
                    network
                ))
                .await
            })
            .await?;
        }
        ExitsCommand::List => {
            let mut tx = ctx.read().await?;
            for address in tx.all(sql!(String: "SELECT address FROM school_exits ORDER BY address")).await? {
                println!("{address}");
            }
        }
        ExitsCommand::Remove { address } => {
            let network = identity::network_of(address);
            let gone = ctx
                .write(async move |tx| {
                    tx.execute(sql!("DELETE FROM school_exits WHERE address = $1", network)).await
                })
                .await?;
            if gone == 0 {
                eprintln!("preau: {address} is not listed: see «preau exits list»");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
