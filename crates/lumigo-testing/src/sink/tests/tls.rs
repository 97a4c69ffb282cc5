use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

use super::export;
use crate::{OtlpSink, TestAuthority, TestIdentity};

/// What a client that trusts this authority is answered.
fn post(
    sink: &OtlpSink,
    trusted: &TestAuthority,
    client: Option<&TestIdentity>,
) -> Result<u16, ureq::Error> {
    let root = Certificate::from_pem(trusted.certificate_pem().as_bytes()).unwrap();
    let identity = client.map(|client| {
        let certificate = Certificate::from_pem(client.certificate_pem.as_bytes()).unwrap();
        let key = PrivateKey::from_pem(client.key_pem.as_bytes()).unwrap();
        ClientCert::new_with_certs(&[certificate], key)
    });
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::from([root]))
        .client_cert(identity)
        .build();
    let agent = ureq::Agent::config_builder()
        .proxy(None)
        .tls_config(tls)
        .build()
        .new_agent();
    let response = agent
        .post(sink.endpoint())
        .header("Content-Type", "application/x-protobuf")
        .send(&export(&["a"]))?;
    Ok(response.status().as_u16())
}

#[test]
fn a_sink_with_tls_is_for_those_who_trust_its_authority() {
    let (authority, another) = (TestAuthority::new(), TestAuthority::new());
    let sink = OtlpSink::builder().with_tls(&authority.server()).start();
    post(&sink, &another, None).unwrap_err();
    assert!(sink.requests().is_empty());
    assert_eq!(post(&sink, &authority, None).unwrap(), 200);
    assert_eq!(sink.spans().len(), 1);
}

#[test]
fn a_sink_with_mutual_tls_is_for_clients_of_its_authority() {
    let (authority, clients) = (TestAuthority::new(), TestAuthority::new());
    let sink = OtlpSink::builder()
        .with_mutual_tls(&authority.server(), &clients)
        .start();
    post(&sink, &authority, None).unwrap_err();
    post(&sink, &authority, Some(&authority.client("stranger"))).unwrap_err();
    assert!(sink.requests().is_empty());
    let status = post(&sink, &authority, Some(&clients.client("shop")));
    assert_eq!(status.unwrap(), 200);
}
