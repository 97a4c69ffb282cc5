use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

use crate::TestIdentity;

/// A certificate authority that lives as long as the test: nobody trusts it who is not told to.
///
/// # Examples
///
/// ```
/// use lumigo_testing::{OtlpSink, TestAuthority};
///
/// let authority = TestAuthority::new();
/// let sink = OtlpSink::builder().with_tls(&authority.server()).start();
/// assert!(sink.endpoint().starts_with("https://"));
/// // ... give the client `authority.certificate_pem()` to trust.
/// ```
#[derive(Debug)]
pub struct TestAuthority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl TestAuthority {
    /// A new one, with a key of its own.
    ///
    /// # Panics
    ///
    /// When there is no randomness to be had.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a test cannot go on without certificates"
    )]
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "test authority");
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        Self { issuer }
    }

    /// Its own certificate, as a PEM file holds it.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.issuer.pem()
    }

    /// A server on the loopback interface: its certificate is for `127.0.0.1` and `localhost`.
    #[must_use]
    pub fn server(&self) -> TestIdentity {
        self.identity(
            &["127.0.0.1", "localhost"],
            ExtendedKeyUsagePurpose::ServerAuth,
        )
    }

    /// A client of this name.
    #[must_use]
    pub fn client(&self, name: &str) -> TestIdentity {
        self.identity(&[name], ExtendedKeyUsagePurpose::ClientAuth)
    }

    #[expect(
        clippy::expect_used,
        reason = "a test cannot go on without certificates"
    )]
    fn identity(&self, names: &[&str], usage: ExtendedKeyUsagePurpose) -> TestIdentity {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names for a certificate");
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().expect("a key");
        let certificate = params
            .signed_by(&key, &self.issuer)
            .expect("a signed certificate");
        TestIdentity {
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
        }
    }
}

impl Default for TestAuthority {
    fn default() -> Self {
        Self::new()
    }
}
