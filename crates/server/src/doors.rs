//! The doors that are no pages: LMTP and SMTP for front servers, submission and IMAP for mail programs. Each is opened when the operator gives it an
//! address, and all are closed together.

use std::{net::SocketAddr, sync::Arc};

use kernel::{Error, Result, context::Services};
use mail::{
    door::Tls,
    imap,
    smtp::{self, Kind, Opening},
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::{certificate, config::Config, serve};

/// Opens what is configured; closed when the answer is dropped.
pub async fn open(config: &Config, services: &Arc<Services>) -> Result<JoinSet<Result<()>>> {
    let mut doors = JoinSet::new();
    let acceptor = tls(config)?;
    let on_demand = acceptor.clone().map_or(Tls::Never, Tls::OnDemand);
    let at_once = |option: &str| match &acceptor {
        Some(acceptor) => Ok(Tls::AtOnce(acceptor.clone())),
        None => Err(Error::Conflict(format!("--{option} needs --tls-certificate and --tls-key"))),
    };
    if let Some(address) = config.lmtp {
        let opening = Opening { kind: Kind::Lmtp, tls: Tls::Never, gate: identity::GATE };
        doors.spawn(smtp::serve(services.clone(), opening, bind(address, "LMTP").await?));
    }
    if let Some(address) = config.smtp {
        let opening = Opening { kind: Kind::Smtp, tls: on_demand.clone(), gate: identity::GATE };
        doors.spawn(smtp::serve(services.clone(), opening, bind(address, "SMTP").await?));
    }
    if let Some(address) = config.submission {
        let opening = Opening { kind: Kind::Submission, tls: on_demand.clone(), gate: identity::GATE };
        doors.spawn(smtp::serve(services.clone(), opening, bind(address, "submission").await?));
    }
    if let Some(address) = config.submissions {
        let opening = Opening { kind: Kind::Submission, tls: at_once("submissions")?, gate: identity::GATE };
        doors.spawn(smtp::serve(services.clone(), opening, bind(address, "submission over TLS").await?));
    }
    if let Some(address) = config.imap {
        let listener = bind(address, "IMAP").await?;
        doors.spawn(imap::serve(services.clone(), identity::GATE, on_demand, listener));
    }
    if let Some(address) = config.imaps {
        let listener = bind(address, "IMAP over TLS").await?;
        doors.spawn(imap::serve(services.clone(), identity::GATE, at_once("imaps")?, listener));
    }
    Ok(doors)
}

fn tls(config: &Config) -> Result<Option<TlsAcceptor>> {
    match (&config.tls_certificate, &config.tls_key) {
        (Some(chain), Some(key)) => certificate::acceptor(chain, key).map(Some),
        (None, None) => Ok(None),
        _ => Err(Error::Conflict("--tls-certificate and --tls-key go together".into())),
    }
}

async fn bind(address: SocketAddr, what: &str) -> Result<TcpListener> {
    let listener = serve::bind(address).await?;
    tracing::info!(%address, "ready for {what}");
    Ok(listener)
}
