//! The certificate that the mail doors show, read from the files that the operator's renewal program writes, and read again
//! when they change: nobody restarts a server at three in the morning for a certificate.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use kernel::{Error, Result};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

/// How often it is looked whether the files have changed.
const EVERY: Duration = Duration::from_mins(5);

#[derive(Debug)]
struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    shown: RwLock<Arc<CertifiedKey>>,
}

/// How to speak TLS with this certificate (its chain, the server's own first) and this private key, both PEM files.
pub fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let shown = RwLock::new(Arc::new(read(chain, key, &provider)?));
    let certificate = Arc::new(Certificate {
        chain: chain.to_owned(),
        key: key.to_owned(),
        provider: provider.clone(),
        shown,
    });
    tokio::spawn(renew(Arc::downgrade(&certificate)));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(chain: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey> {
    let fail = |path: &Path, e: &dyn std::fmt::Display| Error::Internal(format!("{}: {e}", path.display()));
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(chain).and_then(Iterator::collect).map_err(|e| fail(chain, &e))?;
    if certificates.is_empty() {
        return Err(fail(chain, &"no certificate in this file"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| fail(key, &e))?;
    CertifiedKey::from_der(certificates, private, provider).map_err(|e| fail(key, &e))
}

async fn renew(certificate: std::sync::Weak<Certificate>) {
    let mut known: Option<SystemTime> = None;
    loop {
        let Some(certificate) = certificate.upgrade() else { return };
        let changed =
            [&certificate.chain, &certificate.key].into_iter().filter_map(|path| changed_at(path)).max();
        if known.is_some() && changed != known {
            match read(&certificate.chain, &certificate.key, &certificate.provider) {
                Ok(fresh) => {
                    *certificate.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    tracing::info!("the certificate of the mail doors was renewed");
                }
                // Half written, perhaps: it is looked at again, and the one from before is shown meanwhile.
                Err(error) => {
                    tracing::warn!(%error, "the new certificate of the mail doors cannot be used");
                    drop(certificate);
                    tokio::time::sleep(EVERY).await;
                    continue;
                }
            }
        }
        known = changed;
        drop(certificate);
        tokio::time::sleep(EVERY).await;
    }
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
