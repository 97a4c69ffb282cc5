use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ServerConfig, WebPkiClientVerifier};
use tokio_rustls::TlsAcceptor;

use crate::{TestAuthority, TestIdentity};

/// How connections are secured.
#[derive(Clone, Debug)]
pub(super) struct Tls(ServerConfig);

#[expect(
    clippy::expect_used,
    reason = "certificates made by a test are in order"
)]
impl Tls {
    pub(super) fn new(server: &TestIdentity, clients: Option<&TestAuthority>) -> Self {
        let certificate = certificate(&server.certificate_pem);
        let key = PrivateKeyDer::from_pem_slice(server.key_pem.as_bytes()).expect("a key");
        let versions = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("protocol versions");
        let verified = match clients {
            Some(authority) => versions.with_client_cert_verifier(verifier(authority)),
            None => versions.with_no_client_auth(),
        };
        let config = verified.with_single_cert(vec![certificate], key);
        Self(config.expect("a server's certificate"))
    }

    /// Takes connections for this protocol of the ALPN registry.
    pub(super) fn acceptor(&self, protocol: &str) -> TlsAcceptor {
        let mut config = self.0.clone();
        config.alpn_protocols = vec![protocol.into()];
        Arc::new(config).into()
    }
}

#[expect(
    clippy::expect_used,
    reason = "certificates made by a test are in order"
)]
fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
}

#[expect(
    clippy::expect_used,
    reason = "certificates made by a test are in order"
)]
fn verifier(authority: &TestAuthority) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    let root = certificate(&authority.certificate_pem());
    roots.add(root).expect("the certificate of an authority");
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()))
        .build()
        .expect("a verifier of clients")
}
