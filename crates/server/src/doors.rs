//! The doors that are no pages: LMTP for front servers, IMAP for mail programs. Each is opened when the operator gives it an
//! address, and all are closed together.

use std::{net::SocketAddr, sync::Arc};

use kernel::{Error, Result, context::Services};
use mail::{
    imap::{self, Tls},
    smtp::lmtp,
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::{certificate, config::Config, serve};

/// Opens what is configured; closed when the answer is dropped.
pub async fn open(config: &Config, services: &Arc<Services>) -> Result<JoinSet<Result<()>>> {
    let mut doors = JoinSet::new();
    if let Some(address) = config.lmtp {
        doors.spawn(lmtp::serve(services.clone(), bind(address, "LMTP").await?));
    }
    let tls = tls(config)?;
    if let Some(address) = config.imap {
        let tls = tls.clone().map_or(Tls::Never, Tls::OnDemand);
        let listener = bind(address, "IMAP").await?;
        doors.spawn(imap::serve(services.clone(), identity::GATE, tls, listener));
    }
    if let Some(address) = config.imaps {
        let Some(acceptor) = tls else {
            return Err(Error::Conflict(
                "IMAP over TLS (--imaps) needs --tls-certificate and --tls-key".into(),
            ));
        };
        let listener = bind(address, "IMAP over TLS").await?;
        doors.spawn(imap::serve(services.clone(), identity::GATE, Tls::AtOnce(acceptor), listener));
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
