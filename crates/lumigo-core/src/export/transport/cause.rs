//! What went wrong, in words that hold nothing of the endpoint: it may have credentials.

use rustls::CertificateError;
use std::io::{self, ErrorKind};

/// What a server does with whom it does not understand differs from one attempt to the next.
pub(super) const MISUNDERSTOOD: &str = "the other side hung up or did not understand: does it want \
                                        another protocol, TLS or a client certificate?";

/// The cause of a request that failed.
pub(crate) fn cause(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => io_cause(error),
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "host not found".to_owned(),
        ureq::Error::Rustls(error) => tls_cause(error),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            "the proxy cannot be used".to_owned()
        }
        _ => MISUNDERSTOOD.to_owned(),
    }
}

pub(super) fn io_cause(error: &io::Error) -> String {
    let inner = error.get_ref();
    if let Some(error) = inner.and_then(|inner| inner.downcast_ref()) {
        return tls_cause(error);
    }
    match error.kind() {
        ErrorKind::BrokenPipe
        | ErrorKind::ConnectionAborted
        | ErrorKind::ConnectionReset
        // A late alert of TLS, when it comes through HTTP/2.
        | ErrorKind::InvalidData
        | ErrorKind::NotConnected
        | ErrorKind::UnexpectedEof => MISUNDERSTOOD.to_owned(),
        _ => error.to_string(),
    }
}

fn tls_cause(error: &rustls::Error) -> String {
    match error {
        rustls::Error::AlertReceived(_) | rustls::Error::InvalidMessage(_) => {
            MISUNDERSTOOD.to_owned()
        }
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "the server's certificate is of an unknown authority; \
             OTEL_EXPORTER_OTLP_CERTIFICATE names those to trust"
                .to_owned()
        }
        // The texts of these hold times and names, which change or are the endpoint's.
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => "the server's certificate has expired".to_owned(),
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => "the server's certificate is not valid yet".to_owned(),
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "the server's certificate is for another name".to_owned(),
        error => error.to_string(),
    }
}
