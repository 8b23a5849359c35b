//! TLS to other servers: certificates are always checked for the name of the host, against what the system trusts or
//! against an authority of one's own.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::error::{Error, Result};

/// What speaks TLS to a server; `authority` is a PEM file to trust instead of the system's authorities.
pub fn client(authority: Option<&str>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?;
    match authority {
        None => Ok(builder.with_platform_verifier().map_err(Error::internal)?.with_no_client_auth()),
        Some(path) => {
            let fail = |e: &dyn std::fmt::Display| Error::Internal(format!("{path}: {e}"));
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_file_iter(path).map_err(|e| fail(&e))? {
                roots.add(certificate.map_err(|e| fail(&e))?).map_err(|e| fail(&e))?;
            }
            Ok(builder.with_root_certificates(roots).with_no_client_auth())
        }
    }
}
