//! `OTEL_EXPORTER_OTLP_CERTIFICATE`, and the client's own certificate and key.

use crate::support::{PROTOCOLS, Variables, all_signals, assert_has_work, sink, work_with};
use lumigo_testing::{TestAuthority, TestIdentity};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Certificates in files, as a host keeps them.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Whom the exporters trust.
    fn trusting(&self, authority: &TestAuthority) -> Variables {
        let path = self.write("ca.pem", &authority.certificate_pem());
        vec![("OTEL_EXPORTER_OTLP_CERTIFICATE", path)]
    }

    /// Who the exporters are.
    fn being(&self, client: &TestIdentity) -> Variables {
        let certificate = self.write("client.pem", &client.certificate_pem);
        let key = self.write("client-key.pem", &client.key_pem);
        vec![
            ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate),
            ("OTEL_EXPORTER_OTLP_CLIENT_KEY", key),
        ]
    }
}

#[test]
fn an_authority_of_ones_own_is_trusted() {
    let (authority, files) = (TestAuthority::new(), Files::new());
    for protocol in PROTOCOLS {
        let sink = sink(protocol).with_tls(&authority.server()).start();
        let mut variables = all_signals(&sink.base_endpoint(), protocol);
        variables.extend(files.trusting(&authority));
        work_with(&variables);
        assert_has_work(&sink, protocol);
    }
}

#[test]
fn a_bundle_may_hold_other_authorities_too() {
    let (authority, another, files) = (TestAuthority::new(), TestAuthority::new(), Files::new());
    let bundle = another.certificate_pem() + &authority.certificate_pem();
    let bundle = files.write("bundle.pem", &bundle);
    for protocol in PROTOCOLS {
        let sink = sink(protocol).with_tls(&authority.server()).start();
        let mut variables = all_signals(&sink.base_endpoint(), protocol);
        variables.push(("OTEL_EXPORTER_OTLP_CERTIFICATE", bundle.clone()));
        work_with(&variables);
        assert_has_work(&sink, protocol);
    }
}

#[test]
fn a_server_is_reached_by_name_too() {
    let (authority, files) = (TestAuthority::new(), Files::new());
    for protocol in PROTOCOLS {
        let sink = sink(protocol).with_tls(&authority.server()).start();
        let endpoint = sink.base_endpoint().replace("127.0.0.1", "localhost");
        let mut variables = all_signals(&endpoint, protocol);
        variables.extend(files.trusting(&authority));
        work_with(&variables);
        assert_has_work(&sink, protocol);
    }
}

#[test]
fn a_client_shows_its_certificate() {
    let (authority, clients) = (TestAuthority::new(), TestAuthority::new());
    let files = Files::new();
    for protocol in PROTOCOLS {
        let sink = sink(protocol)
            .with_mutual_tls(&authority.server(), &clients)
            .start();
        let mut variables = all_signals(&sink.base_endpoint(), protocol);
        variables.extend(files.trusting(&authority));
        variables.extend(files.being(&clients.client("shop")));
        work_with(&variables);
        assert_has_work(&sink, protocol);
    }
}

#[test]
fn a_signal_can_trust_an_authority_of_its_own() {
    let (authority, another, files) = (TestAuthority::new(), TestAuthority::new(), Files::new());
    for protocol in PROTOCOLS {
        let sink = sink(protocol).with_tls(&authority.server()).start();
        let mut variables = all_signals(&sink.base_endpoint(), protocol);
        let own = files.write("own.pem", &authority.certificate_pem());
        variables.extend(files.trusting(&another));
        variables.extend([
            ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", own.clone()),
            ("OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", own.clone()),
            ("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", own),
        ]);
        work_with(&variables);
        assert_has_work(&sink, protocol);
    }
}
