use super::super::tests::stub_server::StubServer;
use super::super::tests::test_machine::TestMachine;
use super::*;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "service-account-token";
/// Long enough for whatever happens at all.
const LONG: Duration = Duration::from_secs(20);

/// A certificate as PEM, and a server's settings with it.
fn certificate() -> (String, Arc<ServerConfig>) {
    let names = ["127.0.0.1".to_owned()];
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (cert.pem(), Arc::new(config))
}

/// An EKS cluster's API, which has these two maps.
fn api(
    tls: Option<Arc<ServerConfig>>,
    aws_auth: Option<&'static str>,
    cluster_info: Option<&'static str>,
) -> StubServer {
    StubServer::start(tls, move |path| {
        let answer = match path {
            AWS_AUTH => aws_auth,
            CLUSTER_INFO => cluster_info,
            _ => None,
        };
        answer.map(str::to_owned)
    })
}

fn pod(api: &str, certificates: &str) -> TestMachine {
    let mut pod = TestMachine::with(&[
        (&format!("{SERVICE_ACCOUNT}/token"), &format!("{TOKEN}\n")),
        (&format!("{SERVICE_ACCOUNT}/ca.crt"), certificates),
    ]);
    pod.machine.kubernetes_api = api.to_owned();
    pod
}

fn attributes(pod: &TestMachine) -> Vec<KeyValue> {
    Eks::ask(&pod.machine).map_or_else(Vec::new, |eks| eks.attributes(Instant::now() + LONG))
}

fn of_eks(cluster: Option<&'static str>) -> Vec<KeyValue> {
    let mut expected = vec![
        KeyValue::new("cloud.provider", "aws"),
        KeyValue::new("cloud.platform", "aws_eks"),
    ];
    expected.extend(cluster.map(|name| KeyValue::new("k8s.cluster.name", name)));
    expected
}

#[test]
fn the_cluster_is_recognised_and_named() {
    let (certificate, tls) = certificate();
    let info = r#"{"data": {"cluster.name": "shop", "logs.region": "us-west-2"}}"#;
    let api = api(Some(tls), Some(r#"{"kind": "ConfigMap"}"#), Some(info));
    let pod = pod(&format!("https://127.0.0.1:{}", api.port()), &certificate);
    assert_eq!(attributes(&pod), of_eks(Some("shop")));
    let heads = api.heads();
    assert_eq!(heads.len(), 2, "{heads:?}");
    for head in heads {
        let authorization = format!("authorization: bearer {TOKEN}\r\n");
        assert!(head.to_lowercase().contains(&authorization), "{head}");
    }
}

#[test]
fn the_token_is_sent_to_no_one_with_another_certificate() {
    let (_, tls) = certificate();
    let (other, _) = certificate();
    let api = api(Some(tls), Some("{}"), Some("{}"));
    let pod = pod(&format!("https://127.0.0.1:{}", api.port()), &other);
    assert_eq!(attributes(&pod), []);
    assert_eq!(api.heads(), Vec::<String>::new());
}

#[test]
fn what_the_api_does_not_tell_is_left_out() {
    let (certificate, _) = certificate();
    for (aws_auth, cluster_info, expected) in [
        (
            Some("{}"),
            Some(r#"{"data": {"cluster.name": "shop"}}"#),
            of_eks(Some("shop")),
        ),
        (Some("{}"), None, of_eks(None)),
        (Some("{}"), Some("oops"), of_eks(None)),
        (Some("{}"), Some("{}"), of_eks(None)),
        (
            Some("{}"),
            Some(r#"{"data": {"cluster.name": ""}}"#),
            of_eks(None),
        ),
        (
            Some("{}"),
            Some(r#"{"data": {"cluster.name": 7}}"#),
            of_eks(None),
        ),
        (Some("{}"), Some(r#"{"data": []}"#), of_eks(None)),
        // Not EKS, or not for this service account to know.
        (None, Some(r#"{"data": {"cluster.name": "shop"}}"#), vec![]),
        (Some("oops"), None, vec![]),
        (Some("[]"), None, vec![]),
        (Some(""), None, vec![]),
    ] {
        let api = api(None, aws_auth, cluster_info);
        let pod = pod(&format!("http://127.0.0.1:{}", api.port()), &certificate);
        assert_eq!(attributes(&pod), expected, "{aws_auth:?} {cluster_info:?}");
    }
}

#[test]
fn without_a_service_account_nobody_is_asked() {
    let (certificate, _) = certificate();
    let token = format!("{SERVICE_ACCOUNT}/token");
    let certificates = format!("{SERVICE_ACCOUNT}/ca.crt");
    for files in [
        vec![],
        vec![(token.as_str(), TOKEN)],
        vec![(certificates.as_str(), certificate.as_str())],
        vec![(token.as_str(), TOKEN), (certificates.as_str(), "")],
        vec![(token.as_str(), TOKEN), (certificates.as_str(), "oops")],
    ] {
        assert!(
            Eks::ask(&TestMachine::with(&files).machine).is_none(),
            "{files:?}"
        );
    }
}

#[test]
fn an_api_that_never_answers_is_not_waited_for() {
    let (certificate, _) = certificate();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let pod = pod(
        &format!("http://{}", silent.local_addr().unwrap()),
        &certificate,
    );
    let eks = Eks::ask(&pod.machine).unwrap();
    assert_eq!(eks.attributes(Instant::now()), []);
}
