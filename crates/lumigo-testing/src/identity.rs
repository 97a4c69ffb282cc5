use std::fmt;

/// A certificate and its private key, made by a [`TestAuthority`](crate::TestAuthority).
#[derive(Clone)]
#[non_exhaustive]
pub struct TestIdentity {
    /// The certificate, as a PEM file holds it.
    pub certificate_pem: String,
    /// The private key, as a PEM file holds it.
    pub key_pem: String,
}

impl fmt::Debug for TestIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestIdentity").finish_non_exhaustive()
    }
}
